"""Whole sessions that nobody uses: deleted first, and later for good, as their owners delete them."""

import sqlite3

from ...handling.cleaning import Tally, before
from ...handling.context import Context
from ...handling.outcome import Outcome
from ...wire.commands import DeleteSession
from ..lifecycle import delete_session

_BYTES = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"


def delete_idle(db: sqlite3.Connection, context: Context, tally: Tally) -> Outcome | None:
    """What became of the session; None where it stays as it is. One with a published site is in use."""
    rules = context.retention
    [deleted_at, changed_at, published] = db.execute(
        "SELECT deleted_at, (SELECT changed_at FROM change_counter),"
        " EXISTS (SELECT 1 FROM sites WHERE published_version IS NOT NULL) FROM session"
    ).fetchone()
    if context.access.state == "deleted":
        limit, moment, kind = before(context.now, rules.deleted_sessions_days), deleted_at, "deletedSessions"
    else:
        limit, moment, kind = before(context.now, rules.idle_days), changed_at, "idleSessions"
    goes = context.access.state == "deleted" or (context.access.state == "live" and not published)
    if not goes or limit is None or moment >= limit:
        return None
    size = db.execute(_BYTES).fetchone()[0] if kind == "deletedSessions" else 0
    tally.add(kind, 1, size)
    return delete_session(db, DeleteSession(permanent=kind == "deletedSessions"), context)
