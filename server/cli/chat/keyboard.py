"""The person at the terminal: a line at a time, with editing and history, and nothing echoed while a reply comes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from .page import Page

try:
    import readline  # gives `input` its editing and its history
except ImportError:  # not on Windows
    readline = None  # type: ignore[assignment]

SIGN = "> "


class Keyboard:
    """Reads what is typed."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._sign = f"\x1b[1;36m{SIGN}\x1b[0m" if page.colours else SIGN
        # readline must be told which characters take no room.
        self._prompt = self._sign.replace("\x1b", "\x01\x1b").replace("m", "m\x02") if page.colours else SIGN

    def read(self) -> str | None:
        """The next line; None when the person leaves by Ctrl-D or Ctrl-C."""
        try:
            with self._page.prompting(self._redraw):
                return input(self._prompt if readline else self._sign)
        except (EOFError, KeyboardInterrupt):
            print()
            return None

    def _redraw(self) -> str:
        return self._sign + (readline.get_line_buffer() if readline else "")


@contextmanager
def echo_off() -> Iterator[None]:
    """While a reply comes, what is typed waits for the next prompt and is not shown in the middle of the text."""
    try:
        import termios

        before = termios.tcgetattr(sys.stdin)
    except (ImportError, OSError, ValueError):
        yield
        return
    silent = [*before]
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        with suppress(OSError):
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
