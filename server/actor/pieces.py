"""What a model streams besides text, in the words of a message: tool calls, counts, errors."""

from typing import Any

import msgspec

from ..assistant.reply import Finished, ToolCall
from ..errors import SatchelError
from ..wire.resources import ToolCallPart


class Calls:
    """Tool calls, put together from the pieces they come in."""

    def __init__(self) -> None:
        self._ids: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._arguments: dict[int, list[str]] = {}

    def add(self, piece: ToolCall) -> None:
        if piece.id:
            self._ids[piece.index] = piece.id
        if piece.name:
            self._names[piece.index] = piece.name
        self._arguments.setdefault(piece.index, []).append(piece.arguments)

    def parts(self) -> tuple[ToolCallPart, ...]:
        """The calls in order. Arguments that are not JSON are kept as the text they are."""
        return tuple(
            ToolCallPart(self._ids.get(index, f"call_{index}"), self._names.get(index, ""), _parsed("".join(pieces)))
            for index, pieces in sorted(self._arguments.items())
        )


def _parsed(text: str) -> object:
    try:
        return msgspec.json.decode(text) if text else {}
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return text


def account(finished: Finished) -> dict[str, Any]:
    """What the end of the stream says, in the words of a message's metadata."""
    found: dict[str, Any] = {"finishReason": finished.finish_reason}
    if finished.model is not None:
        found["modelId"] = finished.model
    counts = {
        "input": finished.tokens_input,
        "output": finished.tokens_output,
        "total": finished.tokens_total,
    }
    if any(count is not None for count in counts.values()):
        found["tokens"] = counts
    return found


def error_fields(error: SatchelError) -> dict[str, Any]:
    """An error as `reply_failed` tells it."""
    fields: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.details is not None:
        fields["details"] = error.details
    if error.retry_after is not None:
        fields["retryAfter"] = error.retry_after
    return fields
