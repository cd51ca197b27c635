"""Where the conversation is written: all of it on a terminal; else replies to standard output, the rest to standard
error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from rich.text import Text

from ..screen import console
from ..words import plain

CLEAR_LINE = "\r\x1b[K"


class Page:
    """Writes replies piece by piece, and lines of ours between them.

    Args:
        on_terminal: whether a person sits there, whom a reply's control characters must not reach.
    """

    def __init__(self, *, on_terminal: bool) -> None:
        self.on_terminal = on_terminal
        self.screen = console() if on_terminal else console(error=True)
        self._at_line_start = True
        self._redraw: Callable[[], str] | None = None
        self._lock = Lock()

    @property
    def colours(self) -> bool:
        return self.on_terminal and not self.screen.no_color and not self.screen.is_dumb_terminal

    @property
    def at_prompt(self) -> bool:
        """Whether the person is typing: then only whole lines should come, which stand above what is typed."""
        return self._redraw is not None

    @contextmanager
    def prompting(self, redraw: Callable[[], str]) -> Iterator[None]:
        """While the person types; `redraw` gives the prompt and what is typed so far."""
        self.end_line()
        self._redraw = redraw
        try:
            yield
        finally:
            self._redraw = None

    def piece(self, text: str, *, warn: bool = False) -> None:
        """A piece of a reply, at once; at the prompt, whole lines."""
        if not text:
            return
        shown = plain(text) if self.on_terminal else text
        if warn and self.colours:
            shown = f"\x1b[33m{shown}\x1b[0m"
        with self._lock, self._above_prompt():
            sys.stdout.write(shown)
            self._at_line_start = text.endswith("\n")

    def end_line(self) -> None:
        """What comes next begins on a new line."""
        if not self._at_line_start:
            self.piece("\n")

    def whole(self, text: str) -> None:
        """The rest of a text, to the end of its last line."""
        self.piece(text if text.endswith("\n") or not text else f"{text}\n")
        self.end_line()

    def line(self, text: str | Text = "", style: str = "") -> None:
        """A line of ours."""
        self.end_line()
        with self._lock, self._above_prompt():
            self.screen.print(plain(text) if isinstance(text, str) else text, style=style)

    @contextmanager
    def _above_prompt(self) -> Iterator[None]:
        redraw = self._redraw
        if redraw is not None:
            sys.stdout.write(CLEAR_LINE)
            sys.stdout.flush()
        yield
        if redraw is not None and redraw is self._redraw:
            sys.stdout.write(redraw())
        sys.stdout.flush()
