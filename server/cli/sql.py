"""`satchel sql SESSION "SELECT …"`: one statement on a session's file, or on what its server gives of it."""

import sys
import time
from typing import Literal

from ..config import Settings
from .rows import MOST_SHOWN, objects, print_csv, print_table
from .screen import console, print_json
from .sessions import Sessions
from .statement import Rows, run_statement
from .uptake import SAID, take_up
from .words import counted
from .writing import write

Form = Literal["table", "csv", "json"]

PATIENCE = 1.0
"""Seconds after which a line says that it goes on."""


def run_sql(settings: Settings, url: str | None, session_id: str, sql: str, form: Form, *, may_write: bool) -> None:
    """Runs a statement and prints what it gives.

    Args:
        sql: the statement; `-` reads it from standard input.

    Raises:
        SatchelError: `not_found`; `invalid` or `forbidden` for the statement; `conflict`; `unavailable`.
    """
    text = sys.stdin.read() if sql == "-" else sql
    with Sessions(settings.folder, url) as sessions, Waiting() as waiting:
        if not may_write:
            most = MOST_SHOWN if form == "table" else None
            found = sessions.read(session_id, lambda db: run_statement(db, text, most=most, tick=waiting.tick))
        else:
            written = write(sessions.path(session_id), session_id, text, waiting.tick)
            found = written.rows
    if not may_write:
        _print(found, form)
        return
    changed = found.changed
    uptake = take_up(settings, url, {session_id: written.owner})[session_id] if changed else None
    if form == "json":
        print_json({"changed": changed, "rows": objects(found), "indexed": uptake})
        return
    if found.columns:
        _print(found, form)
    told = f"{counted(changed, 'row')} changed." + (f" {SAID[uptake]}" if uptake else "")
    console(error=True).print(told, style="dim")


def _print(found: Rows, form: Form) -> None:
    match form:
        case "json":
            print_json(objects(found))
        case "csv":
            print_csv(found)
        case "table":
            print_table(found)


class Waiting:
    """A line on a terminal's standard error that says that something goes on, and how to end it."""

    def __init__(self) -> None:
        self._begun = self._said = time.monotonic()
        self._shown = False

    def __enter__(self) -> "Waiting":
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def tick(self) -> None:
        """Called often."""
        now = time.monotonic()
        if now - self._said < PATIENCE or not sys.stderr.isatty():
            return
        self._said, self._shown = now, True
        print(f"\r\x1b[KRunning for {now - self._begun:.0f} s; Ctrl-C ends it.", end="", file=sys.stderr, flush=True)
