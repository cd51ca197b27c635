"""A text as the parser sees it, and the way back to the text as it was given.

CommonMark normalises line ends and replaces NUL. The stored text stays as it is, so offsets are mapped back,
and contents are cut from the text in which NUL still stands.
"""

from __future__ import annotations

from bisect import bisect_left


class Source:
    """`raw` is the text with line ends normalised; `src` is the same with NUL replaced, equal in length."""

    __slots__ = ("_pairs", "raw", "src")

    def __init__(self, text: str) -> None:
        self._pairs: list[int] = []
        if "\r" in text:
            self._pairs = _carriage_return_pairs(text)
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.raw = text
        self.src = text.replace("\0", "\ufffd") if "\0" in text else text

    def original(self, offset: int) -> int:
        """The offset in the text as it was given, for an offset in `raw`."""
        return offset + bisect_left(self._pairs, offset) if self._pairs else offset


def _carriage_return_pairs(text: str) -> list[int]:
    """Where in the normalised text a line feed stands for two characters, in rising order."""
    pairs: list[int] = []
    position = text.find("\r\n")
    while position >= 0:
        pairs.append(position - len(pairs))
        position = text.find("\r\n", position + 2)
    return pairs
