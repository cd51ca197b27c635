"""`satchel chat [SESSION]`: at a terminal with a prompt, in a pipe a line a message."""

import concurrent.futures
import secrets
import sys

from ...errors import SatchelError
from ...wire.ids import is_session_id
from ...wire.resources import MessageStatus
from ..address import url_from
from .beside import Beside
from .conversation import Conversation
from .keyboard import Keyboard, echo_off
from .page import Page
from .slash import obey
from .welcome import farewell, introduce, welcome

INTERRUPTED = 130
PATIENCE = 0.5
"""Seconds until a person wonders whether their Ctrl-C was heard."""


def chat(url: str, session_id: str | None) -> int:
    """Talks until the person leaves or the pipe ends; the exit status.

    Raises:
        SatchelError: no server is there, or the id won't do.
    """
    if session_id is not None and not is_session_id(session_id):
        raise SatchelError("invalid", "A session id is 1 to 64 characters of A-Z a-z 0-9 _ -.")
    name = session_id or f"chat-{secrets.token_hex(4)}"
    page = Page(on_terminal=sys.stdin.isatty() and sys.stdout.isatty())
    back = f"satchel chat {name}" if url == url_from(None) else f"satchel chat {name} --url {url}"
    with Beside() as beside:
        talk = Conversation(url, name, page)
        try:
            found = beside.run(talk.enter())
            if page.on_terminal:
                welcome(page, name, found, back)
            elif session_id is None:
                introduce(page, name, back)
            if found is not None:
                beside.run(talk.follow())
            status = _at_terminal(beside, talk, page) if page.on_terminal else _in_pipe(beside, talk, page)
        except KeyboardInterrupt:
            status = 0 if page.on_terminal else INTERRUPTED
        finally:
            beside.run(talk.leave())
    if page.on_terminal:
        farewell(page, back)
    return status


def _at_terminal(beside: Beside, talk: Conversation, page: Page) -> int:
    keyboard = Keyboard(page)
    with echo_off():
        _wait(beside, talk, page, beside.start(talk.rest()))
    while (line := keyboard.read()) is not None:
        text = line.strip()
        if text in ("/quit", "/exit"):
            break
        if not text or obey(text, talk.transcript, page):
            continue
        try:
            with echo_off():
                _wait(beside, talk, page, beside.start(talk.say(text)))
        except SatchelError as error:
            page.line(error.message, "red")
        page.line()
    return 0


def _in_pipe(beside: Beside, talk: Conversation, page: Page) -> int:
    failed = said = False
    for line in sys.stdin:
        text = line.strip()
        if text in ("/quit", "/exit"):
            break
        if not text or obey(text, talk.transcript, page):
            continue
        if said:
            page.piece("\n")
        said = True
        failed |= beside.run(talk.say(text)) == "failed"
    return 1 if failed else 0


def _wait(
    beside: Beside, talk: Conversation, page: Page, ended: "concurrent.futures.Future[MessageStatus | None]"
) -> None:
    """Waits for a reply. Ctrl-C cancels it; a second one before it is over goes up and leaves."""
    try:
        ended.result()
    except KeyboardInterrupt:
        cancelled = beside.start(talk.cancel())
        if not concurrent.futures.wait([ended], timeout=PATIENCE).done:
            page.line("Cancelling; Ctrl-C again leaves.", "dim")
        ended.result()
        cancelled.result()
