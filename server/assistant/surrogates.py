"""Whole characters out of text that was cut between the halves of a surrogate pair.

A server that cuts a string by UTF-16 units (JavaScript's `slice`) sends an emoji as `"\\ud83d"` in one
chunk and `"\\ude00"` in the next. Neither half can be encoded as UTF-8, so neither may leave here alone.
"""


class Joiner:
    """Joins the halves of pairs over the pieces of one text; a half that stays alone becomes U+FFFD."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """The text that is certain now; a high half at the end waits for the next piece."""
        text = self._held + piece
        if text.isascii():
            return text
        self._held = text[-1] if "\ud800" <= text[-1] <= "\udbff" else ""
        return _encodable(text[: len(text) - len(self._held)])

    def close(self) -> str:
        """What the end of the text leaves over."""
        left, self._held = self._held, ""
        return _encodable(left)


def _encodable(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
