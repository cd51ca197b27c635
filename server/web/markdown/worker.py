"""The process that renders. It reads texts from standard input and writes their HTML to standard output, each behind
its length; it ends with its input, and so with the server, however that ends, and with a text that takes too long."""

import signal
import struct
import sys
from typing import BinaryIO, Final

from ...content.markdown import render

HEAD: Final = struct.Struct(">I?d")
"""Before a text: its length in bytes, whether its code is highlighted, and how many seconds it may take."""
LENGTH: Final = struct.Struct(">I")
"""Before the HTML."""


def main() -> None:
    """Until the input ends."""
    texts, found = sys.stdin.buffer, sys.stdout.buffer
    while (head := _exactly(texts, HEAD.size)) is not None:
        length, colours, seconds = HEAD.unpack(head)
        text = _exactly(texts, length)
        if text is None:
            return
        _end_after(seconds)
        html = render(text.decode(), colours=colours).encode()
        _end_after(0)
        found.write(LENGTH.pack(len(html)) + html)
        found.flush()


def _end_after(seconds: float) -> None:
    """Of the processor's time, so that nothing is given up because the machine is busy. Nobody handles the signal: what
    has to be ended, a regular expression, would let no handler run."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def _exactly(source: BinaryIO, length: int) -> bytes | None:
    data = source.read(length)
    return data if len(data) == length else None
