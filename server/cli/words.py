"""Sizes, times and texts as a person reads them in a terminal."""

import time

_UNITS = ((60, "second"), (60, "minute"), (24, "hour"), (14, "day"))

# What would move the cursor, ring, or speak to the terminal: all control characters but line feed and tab.
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
del _CONTROLS[0x09], _CONTROLS[0x0A]


def plain(text: str) -> str:
    """A text that only shows: what a model or another user wrote must not steer the terminal."""
    return text.translate(_CONTROLS)


def one_line(text: str, most: int) -> str:
    """The beginning of a text, on one line, in at most so many characters."""
    line = " ".join(plain(text[: most * 4]).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def size(count: int) -> str:
    """Bytes: `812 B`, `48 kB`, `3.1 MB`."""
    amount, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.1f} {unit}" if unit != "B" and amount < 10 else f"{amount:.0f} {unit}"


def ago(milliseconds: int) -> str:
    """How long a time is past: `just now`, `3 minutes ago`; the date where that says more."""
    amount = max(0, int(time.time() - milliseconds / 1000))
    if amount < 10:
        return "just now"
    for count, unit in _UNITS:
        if amount < count:
            return f"{counted(amount, unit)} ago"
        amount //= count
    return time.strftime("%Y-%m-%d", time.localtime(milliseconds / 1000))


def moment(milliseconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(milliseconds / 1000))


def counted(count: int, noun: str) -> str:
    """`1 message`, `2 messages`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
