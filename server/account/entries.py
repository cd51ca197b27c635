"""Texts that can be found: the rows of `entries`, and the full-text index over them, which are changed together."""

import sqlite3

from msgspec import Struct

from ..content.kinds import canonical_language
from ..content.search_text import facet, indexed
from ..handling.changes import Entry

LATEST = 2**43 - 1
"""Unix milliseconds, some 250 years from now: a later time would not fit into a place."""
EACH = 1 << 16
"""Places in one millisecond."""

Text = tuple[str, str, str]
"""Title, body and facets."""


def first_place(milliseconds: int) -> int:
    """The lowest place of an entry that was made at a time; whatever lies below is older."""
    return max(0, min(milliseconds, LATEST)) * EACH


class _Change(Struct):
    """Of one place in the full-text index: what stands there, and what shall."""

    old: Text | None
    new: Text | None


class Entries:
    """The texts of an account while sessions tell theirs: `put`, `remove` and `remove_all`, then `write` once.

    The full-text index is written at the end and in the order of its places: what comes out of order would make FTS5
    begin a new segment each time.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._changes: dict[int, _Change] = {}

    def put(self, session: int, session_id: str, entry: Entry) -> None:
        """Adds an entry or brings it up to date.

        Args:
            session: its key.
        """
        facets = [facet("kind", entry.kind), facet("session", session_id)]
        if entry.type:
            facets.append(facet("type", entry.type))
        if entry.language:
            facets.append(facet("language", canonical_language(entry.language)))
        text = (indexed(entry.title), indexed(entry.text), " ".join(facets))
        row = (entry.role, entry.type, entry.language, entry.message_id, *text)
        known = self._find(session, entry)
        if known is None:
            place = self._free_place(entry.created_at)
            self._db.execute(
                "INSERT INTO entries (place, session, kind, id, created_at, role, type, language, message_id,"
                " title, body, facets) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (place, session, entry.kind, entry.id, entry.created_at, *row),
            )
            self._change(place, None, text)
        elif known[1] != entry.created_at:
            self.remove(session, entry)
            self.put(session, session_id, entry)
        elif known[2:] != row:
            self._db.execute(
                "UPDATE entries SET role = ?, type = ?, language = ?, message_id = ?, title = ?, body = ?, facets = ?"
                " WHERE place = ?",
                (*row, known[0]),
            )
            self._change(known[0], known[6:], text)

    def remove(self, session: int, entry: Entry) -> None:
        """Takes out an entry, if it is there."""
        known = self._find(session, entry)
        if known is not None:
            self._db.execute("DELETE FROM entries WHERE place = ?", (known[0],))
            self._change(known[0], known[6:], None)

    def remove_all(self, session: int) -> None:
        """Takes out every entry of a session."""
        rows = self._db.execute("SELECT place, title, body, facets FROM entries WHERE session = ?", (session,))
        for place, *text in rows:
            self._change(place, (text[0], text[1], text[2]), None)
        self._db.execute("DELETE FROM entries WHERE session = ?", (session,))

    def write(self) -> None:
        for place in sorted(self._changes):
            change = self._changes[place]
            if change.old == change.new:
                continue
            if change.old is not None:
                self._db.execute(
                    "INSERT INTO search (search, rowid, title, body, facets) VALUES ('delete', ?, ?, ?, ?)",
                    (place, *change.old),
                )
            if change.new is not None:
                self._db.execute(
                    "INSERT INTO search (rowid, title, body, facets) VALUES (?, ?, ?, ?)", (place, *change.new)
                )
        self._changes.clear()

    def _find(self, session: int, entry: Entry) -> tuple[int, int, str, str, str, str | None, str, str, str] | None:
        row: tuple[int, int, str, str, str, str | None, str, str, str] | None = self._db.execute(
            "SELECT place, created_at, role, type, language, message_id, title, body, facets FROM entries"
            " WHERE session = ? AND kind = ? AND id = ?",
            (session, entry.kind, entry.id),
        ).fetchone()
        return row

    def _free_place(self, milliseconds: int) -> int:
        """Behind those of the same millisecond; where all places of that are taken, in the next one."""
        first = first_place(milliseconds)
        while True:
            last = self._db.execute(
                "SELECT max(place) FROM entries WHERE place BETWEEN ? AND ?", (first, first + EACH - 1)
            )
            place: int | None = last.fetchone()[0]
            if place is None:
                return first
            if place < first + EACH - 1:
                return place + 1
            first += EACH

    def _change(self, place: int, old: Text | None, new: Text | None) -> None:
        change = self._changes.get(place)
        if change is None:
            self._changes[place] = _Change(old, new)
        else:
            change.new = new
