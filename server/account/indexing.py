"""What sessions say of themselves, taken into the index: in order, at least once, and the same however often.

A session tells what changed after a number up to another one. Where the account knows less than the session thinks (it
was restored from a backup, say) or more than the session has (that was), the session is named as behind, nothing is
taken, and it tells everything anew: then what was known of it goes.
"""

import sqlite3

from msgspec import Struct

from ..handling.changes import Entry, IndexSessions, SessionChanges, SessionsIndexed
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.events import Frame, SessionListed, SessionUnlisted
from ..wire.resources import SessionSummary
from .entries import Entries
from .sessions import insert_session, read_summary, update_session
from .sites import forget_sites, put_sites


class _Known(Struct, frozen=True):
    """What is known of a session besides its summary."""

    key: int
    known: int
    free_messages: int


def index_sessions(db: sqlite3.Connection, command: IndexSessions, context: Context) -> Outcome:
    """Answers which sessions are behind; whoever subscribed to the account hears what changed in the list."""
    before = db.total_changes
    entries = Entries(db)
    behind: list[str] = []
    heard: list[Frame] = []
    for told in command.sessions:
        if told.gone:
            heard += _forget(db, told, entries)
        elif not _fits(told, _find(db, told.session.id)):
            behind.append(told.session.id)
        else:
            heard += _take(db, told, entries)
    entries.write()
    if db.total_changes != before:
        context.next_seq()
    return Outcome(SessionsIndexed(behind=behind), everyone=heard)


def _find(db: sqlite3.Connection, session_id: str) -> _Known | None:
    row = db.execute("SELECT key, known, free_messages FROM sessions WHERE id = ?", (session_id,)).fetchone()
    return _Known(*row) if row else None


def _fits(told: SessionChanges, known: _Known | None) -> bool:
    """Whether what is told follows on what is known.

    A session that was not marked before a crash tells again what is known, in several pieces perhaps; only the last
    says how far the session goes.
    """
    if told.since == 0:
        return True
    return known is not None and told.since <= known.known and (told.more or known.known <= told.upto)


def _take(db: sqlite3.Connection, told: SessionChanges, entries: Entries) -> list[Frame]:
    summary = _summary_of(told)
    known = _find(db, summary.id)
    if known is None:
        shown = None
        key = insert_session(db, summary, told.upto, told.free_messages)
        db.execute(
            "DELETE FROM retired WHERE session_id = ? AND created_at = ?", (summary.id, summary.created_at)
        )  # its file came back
    else:
        key, shown = known.key, read_summary(db, known.key)
        if (summary, told.upto, told.free_messages) != (shown, known.known, known.free_messages):
            update_session(db, key, summary, told.upto, told.free_messages)
        if told.since == 0:
            entries.remove_all(key)
    _take_sites(db, key, told, entries)
    entries.put(
        key,
        summary.id,
        Entry("session", summary.id, summary.created_at, title=summary.title, text=summary.description),
    )
    for entry in told.entries:
        if entry.deleted:
            entries.remove(key, entry)
        else:
            entries.put(key, summary.id, entry)
    return [] if summary == shown else [SessionListed(session=summary)]


def _take_sites(db: sqlite3.Connection, key: int, told: SessionChanges, entries: Entries) -> None:
    """A session tells all its sites each time: of those that it has no more nothing is found."""
    put_sites(db, key, told.sites)
    live = {site.id: site for site in told.sites if site.deleted_at is None}
    known = db.execute("SELECT id, created_at FROM entries WHERE session = ? AND kind = 'site'", (key,)).fetchall()
    for site_id, created_at in known:
        if site_id not in live:
            entries.remove(key, Entry("site", site_id, created_at))
    for site in live.values():
        entries.put(
            key, told.session.id, Entry("site", site.id, site.created_at, title=site.title, text=site.description)
        )


def _forget(db: sqlite3.Connection, told: SessionChanges, entries: Entries) -> list[Frame]:
    """A session was deleted for good: everything of it goes. The free messages in it stay used."""
    session_id = told.session.id
    db.execute("DELETE FROM collection_items WHERE session_id = ?", (session_id,))
    db.execute("DELETE FROM links WHERE session_id = ?", (session_id,))
    if told.free_messages:
        db.execute(
            "INSERT INTO retired VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET free_messages = excluded.free_messages"
            " WHERE free_messages != excluded.free_messages",
            (session_id, told.session.created_at, told.free_messages),
        )
    known = _find(db, session_id)
    if known is None:
        return []
    entries.remove_all(known.key)
    forget_sites(db, known.key)
    db.execute("DELETE FROM sessions WHERE key = ?", (known.key,))
    return [SessionUnlisted(session_id=session_id)]


def _summary_of(told: SessionChanges) -> SessionSummary:
    session = told.session
    return SessionSummary(
        id=session.id,
        owner=session.owner,
        title=session.title,
        description=session.description,
        visibility=session.visibility,
        model_id=session.model_id,
        sandbox_id=session.sandbox_id,
        is_active=session.is_active,
        is_deleted=session.is_deleted,
        deleted_at=session.deleted_at,
        metadata=session.metadata,
        message_count=told.message_count,
        artifact_count=told.artifact_count,
        preview=told.preview,
        size=told.size,
        created_at=session.created_at,
        updated_at=session.updated_at,
        seq=session.seq,
    )
