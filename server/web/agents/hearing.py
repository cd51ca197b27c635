"""One connection of an agents client: what happens in its session, as frames. A client that did it itself knows."""

from collections.abc import Callable, Sequence

from ...actor.client import error_in
from ...handling.access import no_session
from ...wire.events import (
    Error,
    Frame,
    MessageAdded,
    MessagesDeleted,
    MessageUpdated,
    ReplyFailed,
    ReplyFinished,
    ReplyStarted,
    SessionDeleted,
    SessionUpdated,
)
from ...wire.resources import Message
from ..ai_sdk.asking import Asking
from ..ai_sdk.plan import Heard
from ..ui_messages import run_of, ui_messages
from . import frames as f
from .following import Run
from .runs import Runs
from .state import KEY, State
from .transcript import settled


class Hearing:
    """What one client is told of others.

    Attributes:
        runs: what it is told of replies.
    """

    runs: Runs

    def __init__(self, asking: Asking, send: Callable[[f.Outgoing], None], state: State) -> None:
        self._asking = asking
        self._send = send
        self._state = state
        self._known = 0

    def knows(self, seq: int | None) -> None:
        """What happened up to this number, the client did or has seen."""
        self._known = max(self._known, seq or 0)

    async def hear(self, frames: Sequence[Frame]) -> None:
        """Events of the session, in order.

        Raises:
            SatchelError: the client may not listen any more, or there is nothing to listen to.
        """
        moved, results, started = False, list[str](), list[str]()
        for frame in frames:
            news = (frame.seq or 0) > self._known
            match frame:
                case MessageAdded(message=message) | MessageUpdated(message=message) if _is_result(message):
                    results += [message.id] if news else []
                case MessageAdded() | MessageUpdated() | MessagesDeleted():
                    moved = moved or news
                case ReplyStarted(reply_id=reply_id):
                    started.append(reply_id)
                case ReplyFinished(message=message) | ReplyFailed(message=message):
                    moved = moved or self.runs.waits_for(
                        message.id
                    )  # perhaps the client will never say that it is ready
                case SessionUpdated(session=session) if self._state.news(session):
                    self._send(f.state(session.metadata.get(KEY)))
                case SessionDeleted(permanent=permanent):
                    self._send(f.CLEARED)
                    if permanent:
                        raise no_session(self._asking.session_id)
                    return
                case Error():
                    raise error_in(frame)
                case _:
                    pass
        if moved:
            messages = await settled(self._asking)
            self._send(f.transcript(messages) if messages else f.CLEARED)
        if started or (results and not moved):
            await self._look_at_tail(started, [] if moved else results)

    async def _look_at_tail(self, started: Sequence[str], results: Sequence[str]) -> None:
        tail = await self._asking.tail()
        for message_id in results:
            run = run_of(tail, message_id)
            if run and not self.runs.covers(run[0].id):
                whole = [message for message in run if message.role == "tool" or message.status != "streaming"]
                self._send(f.message_updated(ui_messages(whole, await self._asking.artifacts())[0]))
        for reply_id in started:
            run = run_of(tail, reply_id)
            if run and not self.runs.covers(run[0].id):
                self._follow(run, reply_id)

    def _follow(self, run: list[Message], reply_id: str) -> None:
        """A reply that somebody else asked for, or a step of it that follows what the client has."""
        if reply_id in self.runs.known:
            return
        place = next(place for place, message in enumerate(run) if message.id == reply_id)
        self.runs.follow(reply_id, Heard(reply_id, run[:place]), continuation=place > 0)

    async def look_for_more(self, over: Run) -> None:
        """Behind the end of a run. What was told in pieces is told as a whole, since up to version 6 the AI SDK adds
        the pieces to what it has of the message; and the run may have gone on, with results that came from elsewhere,
        before all of it was told."""
        if over.last is None:
            return
        run = run_of(await self._asking.tail(), over.first)
        if over.continuation and run and run[-1].status != "streaming":
            self._send(f.message_updated(ui_messages(run, await self._asking.artifacts())[0]))
        ids = [message.id for message in run]
        if over.last in ids and not self.runs.covers(over.first):
            behind = run[ids.index(over.last) + 1 :]
            step = next((message for message in behind if message.role == "assistant"), None)
            if step is not None:
                self._follow(run, step.id)


def _is_result(message: Message) -> bool:
    return message.role == "tool" and message.active
