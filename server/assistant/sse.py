"""Server-sent events from bytes: a reader without I/O.

The grammar is the WHATWG HTML standard's, section 9.2.6 ("Interpreting an event stream"), with one
difference: an event that the end of the stream leaves without its blank line counts, since real model
servers forget that line. Knows nothing of models or JSON.
"""

from collections.abc import Iterator

from msgspec import Struct

# A line holds one chunk of a reply: some hundred bytes as a rule, a megabyte when something is wrong.
LONGEST_LINE = 1_048_576

_BOM = b"\xef\xbb\xbf"


class Event(Struct, frozen=True):
    """One event: its data lines joined by newlines, its name, and the last `id` seen."""

    data: str
    event: str = "message"
    id: str | None = None


class TooLongError(ValueError):
    """A line, or the data lines of one event together, are longer than the reader's limit."""

    def __init__(self, what: str, longest: int) -> None:
        super().__init__(f"one {what} of more than {longest:,} bytes")


class Reader:
    """Events out of a byte stream that is fed in pieces of any size.

    Lines are cut out as bytes and decoded whole, so a character that is split over two pieces is never
    seen split: no byte of a multi-byte UTF-8 character looks like CR or LF.
    """

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        self._longest = longest
        self._tail: list[bytes] = []  # the pieces of the line that has no end yet
        self._tail_length = 0
        self._after_cr = False  # a newline at the start of the next piece belongs to a CRLF
        self._at_start = True
        self._data: list[str] = []
        self._data_length = 0
        self._name = ""
        self._id: str | None = None

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Yield the events that this piece completes. Raises `TooLongError` (sizes in bytes)."""
        if not piece:
            return
        if self._after_cr and piece.startswith(b"\n"):
            piece = piece[1:]
        self._after_cr = piece.endswith(b"\r")
        # bytes.splitlines knows CR, LF and CRLF and, unlike str.splitlines, nothing else.
        for line in piece.splitlines(keepends=True):
            self._hold(line)
            if line.endswith((b"\r", b"\n")):
                yield from self._line(self._take())

    def close(self) -> Iterator[Event]:
        """Yield the event that the end of the stream completes, if there is one."""
        yield from self._line(self._take())
        yield from self._dispatch()

    def _hold(self, piece: bytes) -> None:
        self._tail.append(piece)
        self._tail_length += len(piece)
        if self._tail_length > self._longest + len(b"\r\n"):
            raise TooLongError("line", self._longest)

    def _take(self) -> bytes:
        line = b"".join(self._tail)
        self._tail.clear()
        self._tail_length = 0
        if self._at_start:
            self._at_start = False
            line = line.removeprefix(_BOM)
        return line.rstrip(b"\r\n")

    def _line(self, line: bytes) -> Iterator[Event]:
        if not line:
            yield from self._dispatch()
            return
        field, _, rest = line.decode("utf-8", "replace").partition(":")
        value = rest.removeprefix(" ")
        match field:
            case "data":
                self._data.append(value)
                self._data_length += len(line)
                if self._data_length > self._longest:
                    raise TooLongError("event", self._longest)
            case "event":
                self._name = value
            case "id" if "\0" not in value:
                self._id = value
            case _:
                pass  # a comment (no name before the colon), `retry`, or a field nobody knows

    def _dispatch(self) -> Iterator[Event]:
        data, name = self._data, self._name
        self._data, self._data_length, self._name = [], 0, ""
        if data:
            yield Event("\n".join(data), name or "message", self._id)
