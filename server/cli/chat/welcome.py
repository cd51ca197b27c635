"""What stands above the first prompt: where one is, what was said last, how to come back."""

from rich.text import Text

from ...wire.resources import Message, Session
from ..show import heading
from ..words import counted, one_line, plain
from .page import Page

MOST_LINES = 12


def welcome(page: Page, name: str, found: tuple[Session, list[Message], int] | None, back: str) -> None:
    if found is None:
        introduce(page, name, back)
    else:
        session, recent, total = found
        title = one_line(session.title, 100) or "untitled"
        page.line(Text.assemble((title, "bold"), (f"  {name}", "cyan"), (f"  {counted(total, 'message')}", "dim")))
    page.line("/help lists what you can do here. Ctrl-C cancels a reply, Ctrl-D leaves.", "dim")
    page.line()
    if found is not None:
        if total > len(recent):
            page.line(f"… {counted(total - len(recent), 'earlier message')}: satchel show {name}", "dim")
            page.line()
        for message in recent:
            _recall(page, message, name)


def introduce(page: Page, name: str, back: str) -> None:
    """Names a new session."""
    page.line(Text.assemble("New session ", (name, "bold cyan"), "; come back to it with: ", (back, "bold")))


def farewell(page: Page, back: str) -> None:
    page.line(f"Come back with: {back}", "dim")


def _recall(page: Page, message: Message, name: str) -> None:
    """A message that was said before: its beginning; one that is being written, whole, for the rest follows."""
    page.line(heading(message))
    if message.status == "streaming":
        page.piece(message.content)
        return
    lines = plain(message.content).rstrip("\n").split("\n")
    page.line(Text("\n".join(lines[:MOST_LINES])))
    if len(lines) > MOST_LINES:
        page.line(f"… {counted(len(lines) - MOST_LINES, 'more line')}: satchel show {name}", "dim")
    page.line()
