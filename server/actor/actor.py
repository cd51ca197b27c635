"""The actor: it alone has the session's file, takes what waits as a batch, and lets nothing out before the commit."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from pathlib import Path

import structlog
from msgspec import Struct

from ..assistant import Model
from ..errors import SatchelError, internal_error
from ..session.handler import StartReply, StopReply
from ..session.replies import cancelled_by, ended_by
from ..storage.files import explain, unavailable
from ..storage.workers import Workers
from ..wire.codec import Packet, error_packet
from ..wire.commands import Subscribe, UpdateArtifact
from ..wire.events import Frame
from .audience import Audience, Topic
from .client import Client
from .clock import Clock
from .file import SERVER, SessionFile
from .generation import Generation
from .mailbox import Envelope, Mailbox
from .notes import note
from .transaction import Done, Key, key_of

log = structlog.get_logger()

MOST_KEPT = 64
MOST_KEPT_BYTES = 4 * 1024 * 1024


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
        self._around = surroundings
        self._audience = Audience(topic)
        self._listen = listen
        self._ended = ended
        self._mailbox = Mailbox(surroundings.mailbox)
        self._generations: dict[str, Generation] = {}
        self._kept: dict[Key, Packet] = {}
        self._file = SessionFile(
            *(session_id, path, owner, surroundings.workers, surroundings.clock),
            *(surroundings.model.name, surroundings.checkpoint_bytes),
        )
        self._busy = False
        self._sleepy = False
        self._ending = False
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
            for reply_id in cancelled_by(command):
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
        return not (self._sleepy or self._busy or self._mailbox or self._snapshots or self._generations)

    def end(self) -> None:
        """Asks it to close its file for good: replies end as interrupted, what waits is done and answered."""
        self._ending = True
        for generation in tuple(self._generations.values()):
            generation.interrupt()
        self.sleep()

    def _put(self, envelope: Envelope) -> None:
        self._mailbox.put(envelope)
        self._wake_up()

    def _wake_up(self) -> None:
        if self._arrival is not None and not self._arrival.done():
            self._arrival.set_result(None)

    # the loop

    async def _run(self) -> None:
        try:
            while await self._step():
                pass
        except Exception:
            log.exception("actor_failed", session=self.session_id)
            self._answer_all(self._mailbox.take_all(), internal_error())
            await self._file.close()
        finally:
            self._ended(self)

    async def _step(self) -> bool:
        """Does the next thing, or waits for one. False when the file is closed and nothing waits."""
        if self._snapshots or self._mailbox:
            self._busy = True
            if self._snapshots:
                await self._take_snapshot(*self._snapshots.popleft())
            else:
                await self._run_batch(self._mailbox.take())
            self._busy = False
            self.last_used = self._around.clock.monotonic()
        elif self._generations or not (self._sleepy or not self._file.is_open):
            self._arrival = asyncio.get_running_loop().create_future()
            await self._arrival
            self._arrival = None
        else:
            await self._close()
            return bool(self._mailbox or self._snapshots)
        return True

    async def _run_batch(self, batch: list[Envelope]) -> None:
        self._sleepy = self._ending
        try:
            told, committed = await self._file.run(batch, self._generations)
        except Exception as error:
            await self._close()
            self._answer_all(batch, self._explain(error))
            return
        self._tell_of_opening(told)
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
        if sum(packet.size for packet in self._kept.values()) > MOST_KEPT_BYTES:
            self._kept.clear()
        if committed.changed:
            await self._file.tend()

    def _tell_of_opening(self, told: list[Frame]) -> None:
        if told:
            self._audience.show(told)
            note(told)

    async def _close(self) -> None:
        self._kept = {}
        await self._file.close()

    async def _take_snapshot(self, target: Path, done: asyncio.Future[None]) -> None:
        try:
            self._tell_of_opening(await self._file.open(self._generations))
            await self._file.snapshot(target)
        except Exception as error:
            if not done.done():
                done.set_exception(self._explain(error))
        else:
            if not done.done():
                done.set_result(None)

    def _answer_all(self, batch: list[Envelope], error: SatchelError) -> None:
        packet = error_packet(error, self.session_id)
        for envelope in batch:
            envelope.client.answer(envelope.command.request_id, packet)

    def _explain(self, error: Exception) -> SatchelError:
        match error:
            case SatchelError():
                told = error
            case sqlite3.Error():
                told = explain(error, self._file.path.name)
            case OSError():  # neither to be opened nor to be made: a link that leads nowhere
                told = unavailable(
                    "unreadable", f"{self._file.path.name} can't be used: {error.strerror}; move it away."
                )
            case _:
                log.error("batch_failed", session=self.session_id, exc_info=error)
                return internal_error()
        log.error("session_unavailable", session=self.session_id, reason=told.details, error=str(error))
        return told

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
            client.catch_up([Packet(frame) for frame in missed])
            self._listen(client)
            return
        for reply_id in ended_by(command):
            if reply_id in self._generations:
                self._audience.show(self._generations[reply_id].finish_display())
        if envelope.caller.trusted:  # a generation shows the live artifacts of a text first, then its `seq` is told
            client.answer(command.request_id, done.reply)
            self._audience.show(outcome.everyone)
        else:
            self._audience.announce(command.request_id, done.reply, outcome, client)
        if type(command) is not UpdateArtifact:
            note([*outcome.others, *outcome.everyone])
        for effect in outcome.effects:
            match effect:
                case StartReply():
                    self._start(effect)
                case StopReply(reply_id=reply_id):
                    if reply_id in self._generations:
                        self._generations[reply_id].stop()

    # replies of the model

    def _start(self, effect: StartReply) -> None:
        around = self._around
        generation = self._generations[effect.reply_id] = Generation(
            self.session_id,
            effect,
            around.model,
            around.clock,
            lambda command, client: self._put(Envelope(command, SERVER, client)),
            self._audience.show,
            self._forget,
        )
        if self._ending:
            generation.interrupt()

    def _forget(self, generation: Generation) -> None:
        self._generations.pop(generation.reply_id, None)
        self._wake_up()
