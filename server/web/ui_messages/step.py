"""One step of a reply as chunks: from the first word of one assistant message to its last."""

from typing import Any

import msgspec

from ...wire.resources import Message, ReasoningPart, ToolCallPart, ToolResultPart
from .growing import Chunk, Growing


class Step:
    """What was said of one assistant message so far. It may be told the same twice, and later the whole message: it
    says each thing once.

    Args:
        number: of the step in its run.
    """

    def __init__(self, reply_id: str, number: int) -> None:
        self.reply_id = reply_id
        self.artifacts = Growing(reply_id)
        self.calls: dict[str, ToolCallPart] = {}
        """Those that are known whole."""
        self._number = number
        self._said = {"reasoning": 0, "text": 0}  # code points
        self._open: str | None = None
        self._part = 0
        self._begun: set[str] = set()

    def more(self, kind: str, offset: int, text: str) -> list[Chunk]:
        """More text or reasoning, which begins at `offset`."""
        said = self._said[kind]
        fresh = text[max(said - offset, 0) :]
        if not fresh:
            return []
        self._said[kind] = said + len(fresh)
        chunks: list[Chunk] = []
        if self._open != kind:
            chunks += self.close()
            self._open, self._part = kind, self._part + 1
            chunks.append({"type": f"{kind}-start", "id": self._id})
        return [*chunks, {"type": f"{kind}-delta", "id": self._id, "delta": fresh}]

    @property
    def _id(self) -> str:
        return f"{self._open}-{self._number}-{self._part}"

    def close(self) -> list[Chunk]:
        """Ends the text or the reasoning that is open."""
        if self._open is None:
            return []
        chunk = {"type": f"{self._open}-end", "id": self._id}
        self._open = None
        return [chunk]

    # tools

    def call_started(self, call_id: str, name: str) -> list[Chunk]:
        if call_id in self._begun:
            return []
        self._begun.add(call_id)
        return [*self.close(), {"type": "tool-input-start", "toolCallId": call_id, "toolName": name}]

    def call_delta(self, call_id: str, delta: str) -> list[Chunk]:
        if call_id not in self._begun or call_id in self.calls:
            return []
        return [{"type": "tool-input-delta", "toolCallId": call_id, "inputTextDelta": delta}]

    def call_ready(self, call: ToolCallPart) -> list[Chunk]:
        call_id, name = call.tool_call_id, call.tool_name
        if call_id in self.calls:
            return []
        started = self.call_started(call_id, name)
        self.calls[call_id] = call
        available = {"type": "tool-input-available", "toolCallId": call_id, "toolName": name, "input": call.input}
        return [*started, available]

    # the whole message

    def stored(self, message: Message) -> list[Chunk]:
        """What was not said yet of a message that is finished."""
        thought = "".join(part.text for part in message.parts if isinstance(part, ReasoningPart))
        chunks = self.more("reasoning", 0, thought)
        chunks += [*self.more("text", 0, message.content), *self.close()]
        for part in message.parts:
            if isinstance(part, ToolCallPart):
                chunks += self.call_ready(part)
        return chunks


def result_chunk(result: ToolResultPart) -> Chunk:
    """What a tool said."""
    if result.error is not None:
        return {"type": "tool-output-error", "toolCallId": result.tool_call_id, "errorText": result.error}
    return {"type": "tool-output-available", "toolCallId": result.tool_call_id, "output": result.output}


def error_text(error: Any) -> str:
    """What a person is told of a reply that failed."""
    message = error.get("message") if isinstance(error, dict) else None
    return message if isinstance(message, str) else msgspec.json.encode(error).decode()
