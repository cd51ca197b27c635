"""Standard output and standard error, as rich writes to them. Imported only where something is written."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")

LONG = 50
"""Past so many files a bar shows how far it is."""


def console(*, error: bool = False) -> Console:
    """Colours and the width of the window on a terminal; elsewhere plain lines that nothing cuts."""
    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else 10_000
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=not stream.isatty())


def print_json(value: object) -> None:
    """One JSON document, indented; structs in camelCase as on the wire."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2)
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.buffer.flush()


def with_bar(items: Iterable[T], total: int, doing: str) -> Iterator[T]:
    """Goes through the items; on a terminal, and if they are many, a bar on standard error shows how far."""
    with bar(total, doing) as advance:
        for item in items:
            yield item
            advance(1)


@contextmanager
def bar(total: int, doing: str) -> Iterator[Callable[[int], None]]:
    """Such a bar, and what moves it on by so many of the total."""
    screen = console(error=True)
    if total <= LONG or not screen.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda count: progress.advance(task, count)


@contextmanager
def status(doing: str) -> Iterator[None]:
    """On a terminal, a line on standard error while something goes on of which nobody knows how long it takes."""
    screen = console(error=True)
    if not screen.is_terminal:
        yield
        return
    with screen.status(doing):
        yield
