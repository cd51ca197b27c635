"""`satchel list`."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from rich.table import Table
from rich.text import Text

from ..errors import SatchelError
from ..storage.files import log_size
from ..wire.commands import GetArtifacts, GetMessages, GetSession
from ..wire.events import Artifacts, Messages, SessionFound
from .screen import console, print_json, with_bar
from .sessions import Ask, Sessions
from .words import ago, one_line, plain, size


class Problem(Struct, frozen=True, rename="camel"):
    reason: str
    message: str


class Line(Struct, frozen=True, rename="camel"):
    """One session. With a problem only `id`, `title` (empty), `size` and `updatedAt` (of the file) say something."""

    id: str
    title: str
    messages: int
    artifacts: int
    created_at: int
    updated_at: int
    size: int
    """Bytes on the disk, the write-ahead log among them."""
    problem: Problem | None = None


def list_sessions(sessions: Sessions, limit: int, *, as_json: bool) -> None:
    """Prints the sessions, last changed first; `limit` 0 means all."""
    ids = sessions.folder.ids()
    chosen = ids[:limit] if limit else ids
    lines = [_line(sessions, session_id) for session_id in with_bar(chosen, len(chosen), "Reading")]
    lines.sort(key=lambda line: line.updated_at, reverse=True)
    if as_json:
        print_json({"sessions": lines, "total": len(ids)})
    elif not ids:
        console().print(f"No sessions in {sessions.folder.sessions}. Begin one with: satchel chat")
    else:
        _print(lines, len(ids))


def _line(sessions: Sessions, session_id: str) -> Line:
    path = sessions.folder.path(session_id)
    bytes_ = _size(path)
    try:
        return sessions.look(session_id, lambda ask: _ask(ask, session_id, bytes_))
    except SatchelError as error:
        changed = int(path.stat().st_mtime * 1000) if path.exists() else 0
        problem = Problem((error.details or {}).get("reason", error.code), error.message)
        return Line(session_id, "", 0, 0, changed, changed, bytes_, problem)


def _ask(ask: Ask, session_id: str, bytes_: int) -> Line:
    found, messages, artifacts = ask(GetSession()), ask(GetMessages(limit=0)), ask(GetArtifacts())
    assert isinstance(found, SessionFound)
    assert isinstance(messages, Messages)
    assert isinstance(artifacts, Artifacts)
    session, count = found.session, len(artifacts.artifacts)
    return Line(session_id, session.title, messages.total, count, session.created_at, session.updated_at, bytes_)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size + log_size(path)
    except OSError:
        return 0


def _print(lines: Sequence[Line], total: int) -> None:
    screen = console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("SESSION", style="bold cyan", no_wrap=True, overflow="fold")
    table.add_column("TITLE", no_wrap=True, overflow="ellipsis", ratio=1 if screen.is_terminal else None)
    for heading in ("MESSAGES", "ARTIFACTS", "CHANGED", "SIZE"):
        table.add_column(heading, justify="left" if heading == "CHANGED" else "right", no_wrap=True)
    for line in lines:
        if line.problem is not None:
            table.add_row(line.id, Text(plain(line.problem.message), "red"), "", "", "", size(line.size))
            continue
        title = Text(one_line(line.title, 200)) if line.title else Text("untitled", "dim")
        table.add_row(line.id, title, str(line.messages), str(line.artifacts), ago(line.updated_at), size(line.size))
    screen.print(table)
    if len(lines) < total:
        screen.print(f"… and {total - len(lines)} more: --limit 0 lists all.", style="dim")
