"""A session's events as the chunks of one UI message: a reply with all its steps, from `start` to `finish`."""

from collections.abc import Iterable, Sequence
from typing import Any

from ...wire.events import (
    ArtifactCreated,
    ArtifactDelta,
    ArtifactFinished,
    ArtifactStarted,
    ArtifactUpdated,
    Error,
    Frame,
    MessageAdded,
    MessagesDeleted,
    MessageUpdated,
    ReasoningDelta,
    ReplyDelta,
    ReplyFailed,
    ReplyFinished,
    ReplyStarted,
    SessionDeleted,
    ToolCallDelta,
    ToolCallReady,
    ToolCallStarted,
)
from ...wire.resources import Artifact, Message, ToolCallPart, ToolResultPart
from .growing import Chunk
from .messages import id_in_ui, metadata_of
from .parts import artifact_part
from .step import Step, error_text, result_chunk

REASONS = ("stop", "length", "content-filter", "tool-calls", "error", "other")
"""Why a reply finished, in words that every client knows."""
INTERRUPTED = "The reply was stopped."


class Chunks:
    """Says what a client has to hear of one run: the reply `reply_id`, what the server's tools say to what it asks,
    and the replies to that. It can be told what it knows already, and what is none of its concern.

    Args:
        reply_id: of the step that is followed first.
    """

    def __init__(self, reply_id: str) -> None:
        self.over = False
        self._number = 0
        self._step: Step | None = None
        self._awaited = reply_id
        self._run: set[str] = {reply_id}
        self._ended: Message | None = None  # the last step that has ended, while the run goes on
        self._answered: set[str] = set()
        self._running: set[str] = set()  # messages for results that the server's tools still bring
        self._artifacts: dict[str, Artifact] = {}
        self._metadata: dict[str, Any] = {}

    def begin(
        self, earlier: Sequence[Message] = (), artifacts: Iterable[Artifact] = (), *, again: bool = True
    ) -> list[Chunk]:
        """The first chunks.

        Args:
            earlier: the steps before in the same run; its first names the whole.
            artifacts: those of the session.
            again: whether those steps have to be said, to a client that has not got them.
        """
        chunks: list[Chunk] = [{"type": "start", "messageId": self._awaited}]
        if earlier:
            self._metadata = metadata_of(earlier)
            chunks = [{"type": "start", "messageId": id_in_ui(earlier[0]), "messageMetadata": self._metadata}]
            self._run |= {message.id for message in earlier}
        said = [chunk for message in earlier for chunk in self._said_before(message, artifacts)]
        if not again:
            self._step = None
        return chunks + said if again else chunks

    def _said_before(self, message: Message, artifacts: Iterable[Artifact]) -> list[Chunk]:
        if message.role != "assistant":
            return self._results(message)
        begun = self._begin_step(message.id)
        made = [artifact_part(artifact) for artifact in artifacts if artifact.message_id == message.id]
        return [*begun, *self._in_step(message), *made]

    def _in_step(self, message: Message) -> list[Chunk]:
        return self._step.stored(message) if self._step is not None else []

    def hear(self, frames: Iterable[Frame]) -> list[Chunk]:
        """What follows from events that were committed together: a next step is told with what it is the answer to."""
        chunks: list[Chunk] = []
        for frame in frames:
            if not self.over:
                chunks += self._heard(frame)
        if self._ended is not None and not self.over:
            chunks += self._look_whether_over(self._ended)
        return chunks

    def _heard(self, frame: Frame) -> list[Chunk]:
        step = self._step
        match frame:
            case ReplyStarted(reply_id=reply_id, message_id=asked):
                return self._begin_step(reply_id) if self._is_next(reply_id, asked) else []
            case ReplyFinished(message=message, artifacts=artifacts):
                return self._finished(message, artifacts)
            case ReplyFailed(message=message, error=error):
                return self._failed(message, error)
            case MessageAdded(message=message) if message.role == "tool" and message.parent_id in self._run:
                self._run.add(message.id)
                return self._tools(message)
            case MessageAdded(message=message) if self._is_next(message.id, message.parent_id):
                return self._whole(message)
            case MessageUpdated(message=message) if message.id in self._run:
                return self._tools(message) if message.active else self._abort("It was replaced by another.")
            case MessagesDeleted(message_ids=ids) if not self._run.isdisjoint(ids):
                return self._abort("It was deleted.")
            case SessionDeleted():
                return self._abort("The chat was deleted.")
            case Error(message=told):
                self.over = True
                return [*self._close(), {"type": "error", "errorText": told}]
            case ArtifactCreated(artifact=artifact) | ArtifactUpdated(artifact=artifact):
                return self._artifact(artifact)
        if step is None or getattr(frame, "reply_id", None) != step.reply_id:
            return []
        return _within(step, frame)

    # steps

    def _is_next(self, reply_id: str, asked: str | None) -> bool:
        if self._step is not None and self._step.reply_id == reply_id:
            return self._ended is None
        if reply_id in self._run and reply_id != self._awaited:
            return False  # a step that was said already
        return reply_id == self._awaited or (self._ended is not None and asked in self._run)

    def _begin_step(self, reply_id: str) -> list[Chunk]:
        if self._step is not None and self._step.reply_id == reply_id:
            return []
        chunks = self._end_step()
        self._ended = None
        self._run.add(reply_id)
        self._number += 1
        self._step = Step(reply_id, self._number)
        return [*chunks, {"type": "start-step"}]

    def _end_step(self) -> list[Chunk]:
        if self._step is None:
            return []
        chunks = [*self._close(), {"type": "finish-step"}]
        self._step = None
        return chunks

    def _close(self) -> list[Chunk]:
        return self._step.close() if self._step is not None else []

    def _whole(self, message: Message) -> list[Chunk]:
        """A step that was over before it was heard of."""
        chunks = self._begin_step(message.id)
        made = [artifact for artifact in self._artifacts.values() if artifact.message_id == message.id]
        if message.status == "failed":
            return chunks + self._failed(message, message.metadata.get("error"))
        return chunks + self._finished(message, made)

    # the end

    def _finished(self, message: Message, artifacts: Sequence[Artifact]) -> list[Chunk]:
        step = self._step
        if step is None or step.reply_id != message.id:
            return []
        chunks = [*step.stored(message), *step.artifacts.settle(artifacts)]
        self._metadata |= metadata_of([message]) | self._metadata_of_first()
        if message.status == "interrupted":
            return chunks + self._abort(INTERRUPTED)
        self._ended = message
        return chunks

    def _metadata_of_first(self) -> dict[str, Any]:
        return {"createdAt": self._metadata["createdAt"]} if "createdAt" in self._metadata else {}

    def _look_whether_over(self, message: Message) -> list[Chunk]:
        """Whether anything will follow by itself: what the server's tools say. Otherwise nothing was asked, or it is
        the client's turn, or no step has begun with the last result, and so none will."""
        if self._running:
            return []
        self.over = True
        reason = message.metadata.get("finishReason")
        finish = {"type": "finish", "finishReason": reason if reason in REASONS else "other"}
        return [*self._end_step(), {**finish, "messageMetadata": self._metadata}]

    def _failed(self, message: Message, error: Any) -> list[Chunk]:
        if self._step is None or self._step.reply_id != message.id:
            return []
        self.over = True
        chunks = [*self._step.stored(message), *self._step.artifacts.settle(())]
        # A client stops reading at an error, so that what it is to know comes before.
        told = {"type": "message-metadata", "messageMetadata": self._metadata | metadata_of([message])}
        return [*chunks, told, {"type": "error", "errorText": error_text(error)}]

    def _abort(self, reason: str) -> list[Chunk]:
        self.over = True
        told = {"type": "message-metadata", "messageMetadata": self._metadata} if self._metadata else None
        return [*self._close(), *([told] if told else []), {"type": "abort", "reason": reason}]

    # what else there is

    def _tools(self, message: Message) -> list[Chunk]:
        """The message with the results of a step has come, or has changed."""
        if message.role != "tool":
            return []
        if message.status == "streaming":
            self._running.add(message.id)
        else:
            self._running.discard(message.id)
        said = self._results(message)
        return [*said, *self._abort(INTERRUPTED)] if message.status == "interrupted" else said

    def _results(self, message: Message) -> list[Chunk]:
        results = [part for part in message.parts if isinstance(part, ToolResultPart)]
        fresh = [result for result in results if result.tool_call_id not in self._answered]
        self._answered |= {result.tool_call_id for result in fresh}
        return [result_chunk(result) for result in fresh]

    def _artifact(self, artifact: Artifact) -> list[Chunk]:
        """One that was found in a text is told of with its reply; one that a tool made, at once."""
        known = artifact.message_id in self._run
        if known:
            self._artifacts[artifact.id] = artifact
        return [artifact_part(artifact)] if known and self._ended is not None else []


def _within(step: Step, frame: Frame) -> list[Chunk]:
    """What happens while a step grows."""
    match frame:
        case ReplyDelta(offset=offset, text=text):
            return step.more("text", offset, text)
        case ReasoningDelta(offset=offset, text=text):
            return step.more("reasoning", offset, text)
        case ArtifactStarted():
            return step.artifacts.started(frame)
        case ArtifactDelta():
            return step.artifacts.delta(frame)
        case ArtifactFinished():
            return step.artifacts.finished(frame)
        case ToolCallStarted(tool_call_id=call, tool_name=name):
            return step.call_started(call, name)
        case ToolCallDelta(tool_call_id=call, delta=delta):
            return step.call_delta(call, delta)
        case ToolCallReady(tool_call_id=call, tool_name=name, input=input_):
            return step.call_ready(ToolCallPart(call, name, input_))
    return []
