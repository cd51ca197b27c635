"""Numbered `.sql` files make a schema; `PRAGMA user_version` says which of them a file has had."""

import sqlite3
from pathlib import Path


class Schema:
    """The schema of one kind of file.

    Args:
        name: what such a file is, for people: `session`.
        application_id: what marks a SQLite file as of this kind (`PRAGMA application_id`).
        folder: holds `0001_….sql`, `0002_….sql` and so on, each run once, in one transaction, with its number kept.
    """

    def __init__(self, name: str, application_id: int, folder: Path) -> None:
        self.name = name
        self.application_id = application_id
        self._steps = sorted(folder.glob("[0-9]*.sql"))
        self.version = len(self._steps)

    def migrate(self, db: sqlite3.Connection, version: int) -> None:
        """Brings a file from `version` to this schema's; each step is atomic."""
        for number, step in enumerate(self._steps[version:], version + 1):
            script = step.read_text("utf-8")
            try:
                db.executescript(f"BEGIN IMMEDIATE;\n{script}\n;PRAGMA user_version={number};COMMIT;")
            except sqlite3.Error:
                if db.in_transaction:
                    db.rollback()
                raise

    def build(self, path: Path) -> None:
        """Makes an empty file of this schema, in WAL mode, at a path where nothing is yet."""
        db = sqlite3.connect(path, isolation_level=None)
        try:
            db.execute("PRAGMA auto_vacuum=INCREMENTAL")  # before all else: then free pages can be given back
            db.execute(f"PRAGMA application_id={self.application_id}")
            self.migrate(db, 0)
            db.execute("PRAGMA journal_mode=WAL")
        finally:
            db.close()
