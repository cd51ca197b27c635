"""Tool calls of a model, put together from the pieces they stream in."""

import msgspec

from ..assistant.reply import ToolCall
from ..wire.resources import ToolCallPart


class Calls:
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
    except (msgspec.DecodeError, UnicodeError):
        return text
