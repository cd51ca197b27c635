"""`satchel clean`: what is too old goes from the sessions that are at rest."""

from msgspec import Struct
from rich.table import Table

from ..config import Settings
from ..errors import SatchelError
from ..handling.cleaning import Removed
from ..host.file_rules import retention
from ..storage.folder import Folder
from .cleaning import Result, clean, rehearse
from .screen import console, print_json, with_bar
from .uptake import take_up
from .words import counted, plain, size

_NAMES = {
    "artifactVersions": "versions of artifacts",
    "packedVersions": "versions of artifacts, compressed",
    "messages": "deleted messages",
    "artifacts": "deleted artifacts",
    "components": "deleted components",
    "sites": "deleted sites",
    "snapshots": "snapshots",
    "siteVersions": "versions of sites",
    "files": "contents of files",
    "jobs": "jobs",
    "jobResults": "results of jobs",
    "receipts": "receipts",
    "idleSessions": "idle sessions, deleted",
    "deletedSessions": "deleted sessions, for good",
}


class Problem(Struct, frozen=True):
    session: str
    reason: str
    message: str


class Report(Struct, rename="camel"):
    """Attributes:
    sessions: how many files were gone through.
    changed: from how many something goes.
    given_back: bytes that the folder becomes smaller by.
    open: ids of sessions that a server has open; it does this itself when they go to sleep.
    """

    dry_run: bool
    sessions: int
    changed: int
    removed: dict[str, Removed]
    given_back: int
    open: list[str]
    problems: list[Problem]


def clean_folder(settings: Settings, url: str | None, *, dry_run: bool, as_json: bool) -> bool:
    """Cleans every session at rest, or says what would go. Returns whether none failed."""
    folder, rules = Folder(settings.folder), retention(settings)
    report = Report(dry_run, 0, 0, {}, 0, [], [])
    owners: dict[str, str] = {}
    ids = folder.ids()
    for session_id in with_bar(ids, len(ids), "Looking" if dry_run else "Cleaning"):
        try:
            done = (rehearse if dry_run else clean)(folder.path(session_id), session_id, rules)
        except FileNotFoundError:
            continue  # it was deleted just now
        except SatchelError as error:
            reason = (error.details or {}).get("reason", error.code)
            if reason == "locked":
                report.open.append(session_id)
            else:
                report.problems.append(Problem(session_id, reason, error.message))
            continue
        report.sessions += 1
        if done.removed:
            owners[session_id] = done.owner
            _add(report, done)
    if owners and not dry_run:
        take_up(settings, url, owners)
    if as_json:
        print_json(report)
    else:
        _print(report)
    return not report.problems


def _add(report: Report, done: Result) -> None:
    report.changed += 1
    report.given_back += done.given_back
    for kind, removed in done.removed.items():
        total = report.removed.setdefault(kind, Removed())
        total.rows += removed.rows
        total.bytes += removed.bytes
        if kind == "deletedSessions":  # the file itself
            report.given_back += removed.bytes


def _print(report: Report) -> None:
    screen = console()
    for problem in report.problems:
        screen.print(plain(f"Session {problem.session} is left as it is: {problem.message}"), style="red")
    if report.removed:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        table.add_column("WHAT", no_wrap=True)
        table.add_column("ROWS", justify="right", no_wrap=True)
        table.add_column("SIZE", justify="right", no_wrap=True)
        for kind, name in _NAMES.items():
            if kind in report.removed:
                table.add_row(name, str(report.removed[kind].rows), size(report.removed[kind].bytes))
        screen.print(table)
    if report.open:
        told = "left to the server, which cleans what is open when it goes to sleep."
        screen.print(f"{counted(len(report.open), 'session')} {told}", style="dim")
    would = "would lose" if report.dry_run else "lost"
    gone = f"{report.changed} of {counted(report.sessions, 'session')} {would} what is too old"
    screen.print(
        f"{gone}, {size(report.given_back)} {'to be ' if report.dry_run else ''}given back.", style="bold green"
    )
