"""One reply of the model, from the first word to the last. It outlives its clients and a failing store.

It tells its actor what the model says as commands through the actor's own mailbox, in groups, and clients hear each
group once it is on disk. While the store fails they hear it marked `saved: false`; the text waits here and is written
as soon as the store works again.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import aclosing

import structlog

from ..assistant import Model
from ..assistant.reply import Finished, Reasoning, Request, Text, ToolCall
from ..content import LiveScanner
from ..errors import SatchelError, internal_error
from ..session.handler import StartReply
from ..session.live import live_frames
from ..session.replies import AddChunk, FinishReply
from ..wire.codec import Packet
from ..wire.commands import Command
from ..wire.events import Error, Frame, ReplyDelta
from .calls import Calls, ids_of_calls
from .client import Deaf
from .clock import Clock
from .pieces import account, begun, error_fields

log = structlog.get_logger()

FLUSH_SECONDS = 0.05
FLUSH_CHARACTERS = 4096
RETRY_SECONDS = 0.5


class Generation(Deaf):
    """A client of its actor, as every other.

    Args:
        start: which reply, and what the model is told.
        model: streams the answer.
        tell: puts a command into the actor's mailbox in this generation's name.
        show: tells the session's clients.
        over: called once when nothing more will come.
    """

    def __init__(
        self,
        session_id: str,
        start: StartReply,
        model: Model,
        clock: Clock,
        tell: Callable[[Command, "Generation"], None],
        show: Callable[[Sequence[Frame]], None],
        over: Callable[["Generation"], None],
    ) -> None:
        self.reply_id = start.reply_id
        self._session_id = session_id
        self._start = start
        self._model = model
        self._clock = clock
        self._tell = tell
        self._show = show
        self._over = over
        self._scanner = LiveScanner()
        self._calls = Calls(start.reply_id, session_id, clock.now(), ids_of_calls(start.turns))
        self._fresh: list[str] = []  # said, and on its way nowhere yet
        self._fresh_size = 0
        self._thoughts: list[str] = []
        self._said = 0  # code points of text that were sent to the store or shown
        self._thought = 0
        self._heard_size = 0  # text and thoughts together
        self._told_size = 0
        self._sent: deque[AddChunk] = deque()  # in the mailbox
        self._unsaved = ""  # shown to clients, but not stored
        self._ending: FinishReply | None = None
        self._seq: int | None = None  # of the last stored group
        self._timer: asyncio.TimerHandle | None = None
        self._stopped = False
        self._task = asyncio.get_running_loop().create_task(self._run())

    # what the model says

    async def _run(self) -> None:
        started = self._clock.monotonic()
        start = self._start
        metadata = begun(start, self._model.name)
        request = Request(start.turns, start.model, start.reasoning_effort, start.tools, start.options)
        status, error = "complete", None
        try:
            async with aclosing(self._model.stream(request)) as chunks:
                async for chunk in chunks:
                    match chunk:
                        case Text(text=text):
                            self._fresh.append(text)
                            self._fresh_size += len(text)
                            self._heard(len(text))
                        case Reasoning(text=text):
                            self._thoughts.append(text)
                            self._heard(len(text))
                        case ToolCall():
                            self._calls.add(chunk, self._heard_size)
                            self._soon(FLUSH_SECONDS, self._flush)
                        case Finished():
                            metadata |= account(chunk)
            self._calls.end(self._heard_size)
        except asyncio.CancelledError:
            status = "interrupted"
        except SatchelError as failure:
            status, error = "failed", failure
        except Exception:
            log.exception("generation_failed", session=self._session_id, reply=self.reply_id)
            status, error = "failed", internal_error()
        if self._stopped:
            return
        metadata["streamDuration"] = round((self._clock.monotonic() - started) * 1000)
        if error is not None:
            log.warning("reply_failed", session=self._session_id, reply=self.reply_id, error=str(error))
        self._ending = FinishReply(
            reply_id=self.reply_id,
            status="complete" if status == "complete" else "failed" if status == "failed" else "interrupted",
            metadata=metadata,
            tool_calls=self._calls.parts(),
            error=None if error is None else error_fields(error),
        )
        self.push()

    def _heard(self, size: int) -> None:
        """The first words go at once; what follows is grouped."""
        self._heard_size += size
        if self._fresh_size >= FLUSH_CHARACTERS or (self._said == 0 and not self._sent):
            self._flush()
        else:
            self._soon(FLUSH_SECONDS, self._flush)

    def _soon(self, seconds: float, then: Callable[[], None]) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, then)

    # to the store

    def _flush(self) -> None:
        """Sends what is fresh, unless a group is under way: then its answer sends the rest."""
        self._cancel_timer()
        if self._unsaved:
            self._show_unsaved()
        elif not self._sent:
            self._send_fresh()
        self._tell_calls()

    def push(self) -> None:
        """Puts all there is into the mailbox now, so that what comes behind it there finds it stored."""
        self._cancel_timer()
        if self._unsaved:
            self._show_unsaved()
            if not self._sent:
                self._send_unsaved()
        else:
            self._send_fresh()
        self._tell_calls_soon()
        if self._ending is not None and not self._sent:
            self._tell(self._ending, self)

    def _send_fresh(self) -> None:
        text, thoughts = "".join(self._fresh), "".join(self._thoughts)
        if not text and not thoughts:
            return
        self._fresh, self._fresh_size, self._thoughts = [], 0, []
        chunk = AddChunk(
            reply_id=self.reply_id,
            offset=self._said,
            text=text,
            reasoning_offset=self._thought,
            reasoning=thoughts,
        )
        self._said += len(text)
        self._thought += len(thoughts)
        self._send(chunk)

    def _send_unsaved(self) -> None:
        offset = self._said - len(self._unsaved)
        self._send(AddChunk(reply_id=self.reply_id, offset=offset, text=self._unsaved, shown=True))

    def _send(self, chunk: AddChunk) -> None:
        self._sent.append(chunk)
        self._tell(chunk, self)

    def answer(self, request_id: str | None, packet: Packet) -> None:
        """The store has a group, or has failed at it; or the reply is over."""
        failed = isinstance(packet.frame, Error)
        if self._stopped:
            return
        if not self._sent:  # the answer to the ending
            if failed:
                self._soon(RETRY_SECONDS, self._retry)
            else:
                self._end()
            return
        chunk = self._sent.popleft()
        if failed:
            self._not_stored(chunk)
            self._soon(RETRY_SECONDS, self._retry)
            return
        if chunk.shown:
            self._unsaved = self._unsaved[len(chunk.text) :]
        else:
            self._seq = packet.frame.seq
            self._told_size += len(chunk.text) + len(chunk.reasoning)
            # They are told before the text, under the number before its own: a client that is cut off in between has
            # not seen the text's number, and is told both again.
            before = None if self._seq is None else self._seq - (2 if chunk.reasoning and chunk.text else 1)
            self._tell_artifacts(chunk.text, before)
            self._tell_calls_soon()
        if self._ending is not None or self._fresh_size >= FLUSH_CHARACTERS or self._unsaved:
            self.push()
        elif self._fresh or self._thoughts:
            self._soon(FLUSH_SECONDS, self._flush)

    # while the store fails

    def _not_stored(self, chunk: AddChunk) -> None:
        if chunk.reasoning:
            self._thought -= len(chunk.reasoning)
            self._thoughts.insert(0, chunk.reasoning)
        if not chunk.shown and chunk.text:
            self._show_as_unsaved(chunk.offset, chunk.text)

    def _show_unsaved(self) -> None:
        """What was said since goes to the clients although the store fails."""
        text = "".join(self._fresh)
        if text:
            self._fresh, self._fresh_size = [], 0
            offset = self._said
            self._said += len(text)
            self._show_as_unsaved(offset, text)

    def _show_as_unsaved(self, offset: int, text: str) -> None:
        self._unsaved += text
        self._told_size += len(text)
        self._show((self._unsaved_delta(offset, text),))
        self._tell_artifacts(text, self._seq)

    def _unsaved_delta(self, offset: int, text: str) -> ReplyDelta:
        return ReplyDelta(reply_id=self.reply_id, offset=offset, text=text, saved=False, session_id=self._session_id)

    def unsaved(self) -> list[Frame]:
        """What a client that comes now has to hear besides what is stored."""
        calls = self._calls.so_far()
        if not self._unsaved:
            return calls
        return [self._unsaved_delta(self._said - len(self._unsaved), self._unsaved), *calls]

    def _retry(self) -> None:
        self._timer = None
        if not self._stopped:
            self.push()

    # the end

    def interrupt(self) -> None:
        """Ends the model's part; what was said is stored as an interrupted reply."""
        if self._ending is None:  # not now: a task that is cancelled before its first step takes none
            asyncio.get_running_loop().call_soon(self._task.cancel)

    def stop(self) -> None:
        """Its reply is over in the file already: nothing more is told or stored."""
        self._stopped = True
        self._task.cancel()
        self._end()

    def _end(self) -> None:
        self._stopped = True
        self._cancel_timer()
        self._over(self)

    def finish_display(self) -> list[Frame]:
        """Closes the live artifacts, before the authoritative ones are told."""
        events = self._scanner.close() if self._start.artifacts else ()
        return live_frames(self.reply_id, events, self._session_id, self._seq)

    def _tell_artifacts(self, text: str, seq: int | None) -> None:
        if not text or not self._start.artifacts:
            return
        frames = live_frames(self.reply_id, self._scanner.feed(text), self._session_id, seq)
        if frames:
            self._show(frames)

    def _tell_calls(self) -> None:
        if not self._stopped and (frames := self._calls.take(self._told_size, self._seq)):
            self._show(frames)

    def _tell_calls_soon(self) -> None:
        """When the words that were just stored are told."""
        asyncio.get_running_loop().call_soon(self._tell_calls)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
