"""`satchel site list`."""

from msgspec import Struct
from rich.table import Table
from rich.text import Text

from ..errors import SatchelError
from ..wire.commands import GetSites
from ..wire.events import Sites
from ..wire.resources import Site
from .screen import console, print_json, with_bar
from .sessions import Ask, Sessions
from .words import ago, one_line, plain, size


class Problem(Struct, frozen=True):
    session: str
    message: str


def list_sites(sessions: Sessions, *, as_json: bool) -> None:
    """Prints those of all sessions, last changed first."""
    found: list[Site] = []
    problems: list[Problem] = []
    ids = sessions.folder.ids()
    for session_id in with_bar(ids, len(ids), "Reading"):
        try:
            found += sessions.look(session_id, _sites)
        except SatchelError as error:
            problems.append(Problem(session_id, error.message))
    found.sort(key=lambda site: site.updated_at, reverse=True)
    if as_json:
        print_json({"sites": found, "problems": problems})
        return
    for problem in problems:
        console().print(plain(problem.message), style="red")
    if found:
        _print(found)
    elif not problems:
        print(f"No sites in {sessions.folder.sessions}. Bring one in with: satchel site import FOLDER_OR_ZIP")


def _sites(ask: Ask) -> list[Site]:
    told = ask(GetSites())
    assert isinstance(told, Sites)
    return told.sites


def _print(sites: list[Site]) -> None:
    screen = console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("SITE", style="bold cyan", no_wrap=True, overflow="fold")
    table.add_column("TITLE", no_wrap=True, overflow="ellipsis", ratio=1 if screen.is_terminal else None)
    for heading in ("VERSION", "FILES", "CHANGED", "SIZE", "PUBLISHED"):
        table.add_column(heading, justify="left" if heading in ("CHANGED", "PUBLISHED") else "right", no_wrap=True)
    for site in sites:
        title = Text(one_line(site.title, 200)) if site.title else Text("untitled", "dim")
        counts = (str(site.version), str(site.file_count), ago(site.updated_at), size(site.size))
        table.add_row(site.id, title, *counts, site.published_url or "")
    screen.print(table)
