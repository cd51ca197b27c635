"""The actor: it alone has its file, takes what waits as a batch, and lets nothing out before the commit."""

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import structlog

from ..errors import SatchelError, internal_error
from ..handling.caller import SERVER, Caller
from ..handling.cleaning import CleanUp, RetentionRan
from ..session.handler import RunTools, StartJob, StartReply, StopJob, StopReply
from ..session.replies import cancelled_by, ended_by
from ..wire.codec import Packet, error_packet
from ..wire.commands import Command, Subscribe, SubscribeAccount, UpdateArtifact
from ..wire.events import Frame
from .audience import Audience, Topic
from .client import NOBODY, Client
from .failure import answer_all, failure
from .file import ActorFile
from .generation import Generation
from .generations import Generations, Writer
from .jobs import Jobs
from .kept import Kept
from .mailbox import Envelope, Mailbox
from .notes import note, note_retention
from .surroundings import Surroundings
from .tool_run import ToolRun
from .transaction import Done, key_of

log = structlog.get_logger()


class Actor:
    """A session, or an account, that is awake, or waking, or going to sleep.

    Args:
        name: of the session or the user.
        path: its file; it is made if it is not there.
        owner: whose it becomes then.
        topic: who listens, if anyone.
        listen: called with a client that has asked to listen and may.
        ended: called once, when the file is closed and nothing waits; the next message makes a new actor.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        owner: str,
        surroundings: Surroundings,
        topic: Callable[[], Topic | None],
        listen: Callable[[Client, Caller], None],
        ended: Callable[["Actor"], None],
    ) -> None:
        self.name = name
        self._around = surroundings
        self._audience = Audience(topic)
        self._listen = listen
        self._ended = ended
        self._mailbox = Mailbox(surroundings.mailbox)
        self._generations = Generations(self._begin, self._wake_up)
        self._jobs = Jobs(self._put_own, surroundings.pool, surroundings.camera, self._wake_up)
        self._kept = Kept()
        self.file = ActorFile(
            *(surroundings.kind, name, path, owner, surroundings.workers, surroundings.clock),
            *(surroundings.model.name, surroundings.checkpoint_bytes, surroundings.rules, surroundings.retention),
            artifacts=surroundings.artifacts,
            tools=surroundings.toolbox.told,
        )
        self._busy = False
        self._sleepy = False
        self._ending = False
        self._tidied = False
        self._arrival: asyncio.Future[None] | None = None
        self._snapshots: deque[tuple[Path, asyncio.Future[None]]] = deque()
        self.last_used = surroundings.clock.monotonic()
        self.task = asyncio.get_running_loop().create_task(self._run(), name=f"actor-{name}")

    # from outside

    def tell(self, envelope: Envelope) -> None:
        """Takes a command. Its client is answered once it is on disk; at once where the answer is known."""
        command = envelope.command
        if not self._busy and not self._mailbox and (key := key_of(command)) is not None:
            known = self._kept.get(key)
            if known is not None and self._may(command, envelope.caller):  # otherwise it is refused in its turn
                self.last_used = self._around.clock.monotonic()
                envelope.client.answer(command.request_id, known)
                return
        if self._mailbox.full:
            error = SatchelError("overloaded", "Too much waits here; try again in a moment.", None, retry_after=1.0)
            envelope.client.answer(command.request_id, error_packet(error, self.name))
            return
        if self._generations:
            self._generations.push(cancelled_by(command, self._generations))
        self._put(envelope)

    def _may(self, command: Command, caller: Caller) -> bool:
        try:
            self._around.kind.allow(self.file.access, command, caller, self.name)
        except SatchelError:
            return False
        return True

    def _may_listen(self, caller: Caller) -> bool:
        return self._may(Subscribe(), caller)

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
        return not (self._sleepy or self._busy or self._mailbox or self._snapshots or self._generations or self._jobs)

    def end(self) -> None:
        """Asks it to close its file for good: replies end as interrupted, what waits is done and answered."""
        self._ending = True
        self._jobs.stop_all()
        self.quieten()
        self.sleep()

    def quieten(self) -> "asyncio.Future[None]":
        """Ends the replies that are being written. The future is done when what was said is stored."""
        return self._generations.quieten()

    @property
    def is_generating(self) -> bool:
        return bool(self._generations)

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
            log.exception("actor_failed", name=self.name)
            answer_all(self._mailbox.take_all(), internal_error(), self.name)
            await self.file.close()
        finally:
            self._jobs.stop_all()
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
        elif self._generations or self._jobs or not (self._sleepy or not self.file.is_open):
            self._arrival = asyncio.get_running_loop().create_future()
            await self._arrival
            self._arrival = None
        elif self.file.is_open and not (self._tidied or self._ending or self.file.needs_no_cleaning):
            self._put(Envelope(CleanUp(), SERVER, NOBODY))
        else:
            await self._close()
            return bool(self._mailbox or self._snapshots)
        return True

    async def _run_batch(self, batch: list[Envelope]) -> None:
        self._tidied = all(type(envelope.command) is CleanUp for envelope in batch)  # the last thing before the sleep
        self._sleepy = self._ending or (self._sleepy and self._tidied)
        was_open, access, begun = self.file.is_open, self.file.access, perf_counter()
        try:
            told, committed = await self.file.run(batch, self._generations)
        except Exception as error:
            await self._close()
            answer_all(batch, failure(error, self.name, self.file.path), self.name)
            return
        self._around.metrics.batch_seconds.observe(perf_counter() - begun)
        self._tell_of_opening(told)
        if (committed.access != access or not was_open) and committed.access.state != "gone":
            self._audience.keep(self._may_listen)
        self._kept.take(committed)
        for envelope, done in zip(batch, committed.done, strict=True):
            try:
                self._deliver(envelope, done)
            except Exception:
                log.exception("delivery_failed", name=self.name)
        if committed.access.state == "gone":
            self._audience.dismiss()
        self._kept.trim()
        if committed.changed or not was_open:
            self._around.changed(self)
        if committed.changed:
            await self.file.tend()

    def _tell_of_opening(self, told: list[Frame]) -> None:
        resumed, self.file.resumed = self.file.resumed, ()
        for effect in resumed:
            if isinstance(effect, StartJob):
                self._start_job(effect.job_id)
        if told:
            self._audience.show(told)
            note(told, self._around.metrics)

    async def _close(self) -> None:
        self._kept.clear()
        await self.file.close()

    async def _take_snapshot(self, target: Path, done: asyncio.Future[None]) -> None:
        try:
            self._tell_of_opening(await self.file.open(self._generations))
            await self.file.snapshot(target)
        except Exception as error:
            if not done.done():
                done.set_exception(failure(error, self.name, self.file.path))
        else:
            if not done.done():
                done.set_result(None)

    # what goes out, once it is on disk

    def _deliver(self, envelope: Envelope, done: Done) -> None:
        client, command = envelope.client, envelope.command
        if done.error is not None:
            self._around.metrics.errors[done.error.code] += 1
            client.answer(command.request_id, error_packet(done.error, self.name))
            return
        outcome = done.outcome
        assert outcome is not None
        assert done.reply is not None
        if type(command) in (Subscribe, SubscribeAccount):
            client.answer(command.request_id, done.reply)
            missed = [*outcome.everyone, *self._generations.unsaved()]
            client.catch_up([Packet(frame) for frame in missed])
            self._listen(client, envelope.caller)
            return
        self._audience.show(self._generations.finish_display(ended_by(command, self._generations)))
        if envelope.caller.trusted:  # a generation shows the live artifacts of a text first, then its `seq` is told
            client.answer(command.request_id, done.reply)
            self._audience.show(outcome.everyone)
        else:
            self._audience.announce(command.request_id, done.reply, outcome, client)
        if type(command) is not UpdateArtifact:
            note([*outcome.others, *outcome.everyone], self._around.metrics)
        for effect in outcome.effects:
            match effect:
                case StartReply() | RunTools():
                    generation = self._generations.start(effect)
                    if self._ending:
                        generation.interrupt()
                case StartJob(job_id=job_id):
                    self._start_job(job_id)
                case StopJob(job_id=job_id):
                    self._jobs.stop(job_id)
                case StopReply(reply_id=reply_id):
                    self._generations.stop(reply_id)
                case RetentionRan():
                    note_retention(self.name, effect)
                    self._sleepy = self._ending  # it is awake until its index knows how small it is now
                    self.file.tell_again()
                    self._around.changed(self)

    def _start_job(self, job_id: str) -> None:
        if not self._ending:  # otherwise it begins when the file is opened again
            self._jobs.start(job_id)

    def _put_own(self, command: Command, client: Client) -> None:
        self._put(Envelope(command, SERVER, client))

    def _put_for_tool(self, command: Command, client: Client) -> None:
        """As the owner, so that everybody hears of it: of what the server itself does only its own effects are told."""
        self._put(Envelope(command, Caller(self.file.access.owner, everywhere=True), client))

    def _begin(self, effect: StartReply | RunTools, over: Callable[[Writer], None]) -> Writer:
        around = self._around
        if isinstance(effect, RunTools):
            return ToolRun(self.name, effect, around.toolbox, self._put_own, self._put_for_tool, over)
        return Generation(self.name, effect, around.model, around.clock, self._put_own, self._audience.show, over)
