"""The actor: it alone has the session's file, takes what waits as a batch, and lets nothing out before the commit."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import structlog
from msgspec import Struct

from ..assistant import Model
from ..errors import SatchelError, internal_error
from ..session import SCHEMA
from ..session.handler import Caller, Context, StartReply, StopReply
from ..session.replies import FinishReply, broken_replies, close_replies
from ..session.sessions import keep_seq, load
from ..storage.database import Database, transaction
from ..storage.files import create_file, empty_file, explain, snapshot
from ..storage.wal import due, tend
from ..storage.workers import Workers
from ..wire.codec import Packet, error_packet
from ..wire.commands import Batch, CancelReply, Command, Subscribe, UpdateArtifact
from ..wire.events import Frame
from .client import Client, Topic
from .clock import Clock
from .generation import Generation
from .mailbox import Envelope, Mailbox
from .notes import note
from .transaction import Done, Key, key_of, run_batch

log = structlog.get_logger()

SERVER = Caller("", trusted=True)
MOST_KEPT = 64


class Surroundings(Struct, frozen=True):
    """What all actors of a host share."""

    workers: Workers
    model: Model
    clock: Clock
    mailbox: int
    checkpoint_bytes: int


class Actor:
    """A session that is awake, or waking, or going to sleep.

    Args:
        path: the session's file; it is made if it is not there.
        owner: whose session it becomes then.
        topic: who listens, if anyone.
        ended: called once, when the file is closed and nothing waits; the next message makes a new actor.
    """

    def __init__(
        self,
        session_id: str,
        path: Path,
        owner: str,
        surroundings: Surroundings,
        topic: Callable[[], Topic | None],
        listen: Callable[[Client], None],
        ended: Callable[["Actor"], None],
    ) -> None:
        self.session_id = session_id
        self.path = path
        self._owner = owner
        self._around = surroundings
        self._topic = topic
        self._listen = listen
        self._ended = ended
        self._mailbox = Mailbox(surroundings.mailbox)
        self._generations: dict[str, Generation] = {}
        self._kept: dict[Key, Packet] = {}
        self._database: Database | None = None
        self._seq = 0
        self._commits = 0
        self._busy = False
        self._sleepy = False
        self._arrival: asyncio.Future[None] | None = None
        self._snapshots: deque[tuple[Path, asyncio.Future[None]]] = deque()
        self.last_used = surroundings.clock.monotonic()
        self.task = asyncio.get_running_loop().create_task(self._run(), name=f"actor-{session_id}")

    # from outside

    def tell(self, envelope: Envelope) -> None:
        """Takes a command. Its client is answered once it is on disk; at once where the answer is known."""
        command = envelope.command
        if not self._busy and not self._mailbox and (key := key_of(command)) is not None:
            known = self._kept.get(key)
            if known is not None:
                self.last_used = self._around.clock.monotonic()
                envelope.client.answer(command.request_id, known)
                return
        if self._mailbox.full:
            error = SatchelError(
                "overloaded", "Too much waits for this session; try again in a moment.", None, retry_after=1.0
            )
            envelope.client.answer(command.request_id, error_packet(error, self.session_id))
            return
        if self._generations:
            for reply_id in _cancelled(command):
                if reply_id in self._generations:
                    self._generations[reply_id].push()
        self._put(envelope)

    async def snapshot(self, target: Path) -> None:
        """Copies the file to `target` between two batches: whole, with every change that was acknowledged before.

        Raises:
            SatchelError: `unavailable`.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._snapshots.append((target, done))
        self._wake_up()
        await done

    def sleep(self) -> None:
        """Asks it to close its file as soon as nothing waits and no reply is being written."""
        self._sleepy = True
        self._wake_up()

    @property
    def idle(self) -> bool:
        return not (self._busy or self._mailbox or self._snapshots or self._generations)

    def interrupt_replies(self) -> None:
        """Ends running replies as interrupted."""
        for generation in tuple(self._generations.values()):
            generation.interrupt()

    def _put(self, envelope: Envelope) -> None:
        self._mailbox.put(envelope)
        self._wake_up()

    def _wake_up(self) -> None:
        if self._arrival is not None and not self._arrival.done():
            self._arrival.set_result(None)

    # the loop

    async def _run(self) -> None:
        while True:
            if self._snapshots:
                self._busy = True
                await self._take_snapshot(*self._snapshots.popleft())
                self._busy = False
                self.last_used = self._around.clock.monotonic()
            elif self._mailbox:
                self._busy = True
                await self._run_batch(self._mailbox.take())
                self._busy = False
                self.last_used = self._around.clock.monotonic()
            elif self._generations or not (self._sleepy or self._database is None):
                self._arrival = asyncio.get_running_loop().create_future()
                await self._arrival
                self._arrival = None
            else:
                await self._close()
                if not self._mailbox and not self._snapshots:
                    break
        self._ended(self)

    async def _run_batch(self, batch: list[Envelope]) -> None:
        self._sleepy = False
        try:
            if self._database is None:
                self._database = await self._open()
            now = self._around.clock.now()
            committed = await self._database.run(
                partial(run_batch, batch=batch, session_id=self.session_id, seq=self._seq, now=now)
            )
        except Exception as error:
            told = self._explain(error)
            await self._close()
            packet = error_packet(told, self.session_id)
            for envelope in batch:
                envelope.client.answer(envelope.command.request_id, packet)
            return
        self._seq = committed.seq
        if committed.changed:
            self._kept = committed.kept
        else:
            if len(self._kept) > MOST_KEPT:
                self._kept.clear()
            self._kept.update(committed.kept)
        for envelope, done in zip(batch, committed.done, strict=True):
            try:
                self._deliver(envelope, done)
            except Exception:
                log.exception("delivery_failed", session=self.session_id)
        if committed.changed:
            await self._tend_log(self._database)

    async def _take_snapshot(self, target: Path, done: asyncio.Future[None]) -> None:
        try:
            if self._database is None:
                self._database = await self._open()
            await self._database.run(lambda db: snapshot(db, target))
        except Exception as error:
            if not done.done():
                done.set_exception(self._explain(error))
        else:
            if not done.done():
                done.set_result(None)

    def _explain(self, error: Exception) -> SatchelError:
        match error:
            case SatchelError():
                told = error
            case sqlite3.Error():
                told = explain(error, self.path.name)
            case _:
                log.error("batch_failed", session=self.session_id, exc_info=error)
                return internal_error()
        log.error("session_unavailable", session=self.session_id, reason=told.details, error=str(error))
        return told

    # the file

    async def _open(self) -> Database:
        around = self._around
        told: list[Frame] = []

        def prepare(db: sqlite3.Connection) -> None:
            now = around.clock.now()
            context = Context(self.session_id, now, load(db, self.session_id, self._owner, now), SERVER)
            broken = broken_replies(db, running=self._generations)
            if broken:
                with transaction(db):
                    told.extend(close_replies(db, context, broken))
                    keep_seq(db, context.seq, now)
            self._seq = context.seq

        database = Database(self.path, SCHEMA, around.workers, prepare, lambda: create_file(self.path, _fresh_file()))
        await database
        self._commits = 0
        self._show(told)
        note(told)
        return database

    async def _close(self) -> None:
        self._kept = {}
        database, self._database = self._database, None
        if database is not None:
            await database.close()

    async def _tend_log(self, database: Database) -> None:
        self._commits += 1
        if due(self._commits):
            most = self._around.checkpoint_bytes
            try:
                await database.run(partial(tend, path=self.path, commits=self._commits, most=most))
            except (sqlite3.Error, OSError) as error:  # everything is committed; only the log stays long
                log.warning("log_not_tended", session=self.session_id, error=str(error))

    # what goes out, once it is on disk

    def _deliver(self, envelope: Envelope, done: Done) -> None:
        client, command = envelope.client, envelope.command
        if done.error is not None:
            client.answer(command.request_id, error_packet(done.error, self.session_id))
            return
        outcome = done.outcome
        assert outcome is not None
        assert done.reply is not None
        if type(command) is Subscribe:
            client.answer(command.request_id, done.reply)
            missed = [*outcome.everyone, *(f for g in self._generations.values() for f in g.unsaved())]
            client.hear([Packet(frame) for frame in missed])
            self._listen(client)
            return
        for reply_id in _ended_replies(command):
            if reply_id in self._generations:
                self._show(self._generations[reply_id].finish_display())
        if envelope.caller.trusted:  # a generation adds the live artifacts to what was told
            self._show(outcome.everyone)
            client.answer(command.request_id, done.reply)
        else:
            client.answer(command.request_id, done.reply)
            self._announce(outcome.others, outcome.everyone, client)
        if type(command) is not UpdateArtifact:
            note([*outcome.others, *outcome.everyone])
        for effect in outcome.effects:
            match effect:
                case StartReply():
                    self._start(effect)
                case StopReply(reply_id=reply_id):
                    if reply_id in self._generations:
                        self._generations[reply_id].stop()

    def _announce(self, others: Sequence[Frame], everyone: Sequence[Frame], origin: Client) -> None:
        topic = self._topic()
        if topic is None or not (others or everyone):
            return
        common = [Packet(frame) for frame in everyone]
        if others:
            packets = [*(Packet(frame) for frame in others), *common]
            packets.sort(key=lambda packet: packet.frame.seq or 0)
            topic.tell(packets, besides=origin)
            if common and origin in topic.clients:
                origin.hear(common)
        else:
            topic.tell(common)

    def _show(self, frames: Sequence[Frame]) -> None:
        topic = self._topic()
        if topic is not None and frames:
            topic.tell([Packet(frame) for frame in frames])

    # replies of the model

    def _start(self, effect: StartReply) -> None:
        around = self._around
        self._generations[effect.reply_id] = Generation(
            self.session_id,
            effect,
            around.model,
            around.clock,
            lambda command, client: self._put(Envelope(command, SERVER, client)),
            self._show,
            self._forget,
        )

    def _forget(self, generation: Generation) -> None:
        self._generations.pop(generation.reply_id, None)
        self._wake_up()


def _cancelled(command: Command) -> list[str]:
    """The replies that a command cancels."""
    match command:
        case CancelReply(reply_id=reply_id):
            return [reply_id]
        case Batch(commands=commands):
            return [change.reply_id for change in commands if isinstance(change, CancelReply)]
        case _:
            return []


def _ended_replies(command: Command) -> list[str]:
    return [command.reply_id] if isinstance(command, FinishReply) else _cancelled(command)


_empty: list[bytes] = []


def _fresh_file() -> bytes:
    if not _empty:
        _empty.append(empty_file(SCHEMA))
    return _empty[0]
