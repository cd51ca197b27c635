"""The session becomes what it was, by changes as any others: so everyone hears of them, and they can be undone too."""

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from ...handling.context import Context
from ...handling.outcome import Outcome
from ...wire.commands import RestoreSessionAt
from ...wire.events import Frame, SessionFound, SessionRestoredAt, SessionUpdated
from ...wire.resources import Unknown
from ..messages import refuse_while_streaming
from ..sessions import change_session, read_session
from ..sharing import exists
from .back import restore_artifacts, restore_components, restore_messages, restore_project, restore_sites
from .moments import Point, find_point
from .rows import rows_at
from .seeing import message_rows, session_at, session_row, unknown_words

_SANDBOXES_AFTER = "SELECT 1 FROM sandboxes WHERE seq > ?1 UNION SELECT 1 FROM sandbox_commands WHERE seq > ?1"
_RESTORED = ("title", "description", "model_id", "sandbox_id", "last_context", "metadata")
"""Fields of a session that a restoring brings back. Who may see it stays as it is."""


class Restoring(Struct, frozen=True):
    """Attributes:
    told: what everyone hears, in the order of their numbers.
    unknown: what is not as it was.
    """

    told: Sequence[Frame]
    unknown: list[Unknown]


def restore_session_at(db: sqlite3.Connection, command: RestoreSessionAt, context: Context) -> Outcome:
    """With `into` it answers with the session that another one can be made of, at a point that there is."""
    if command.into is not None:
        if command.idempotency_key is not None or command.into == context.session_id:
            raise exists(command.into, "into")
        find_point(db, context, command.seq, command.time)
        return Outcome(SessionFound(session=read_session(db), session_id=context.session_id))
    point, previous = find_point(db, context, command.seq, command.time), context.seq
    refuse_while_streaming(db)
    unknown = [*_stays(db, point.seq)]
    told: list[Frame] = []
    if point.seq != previous:
        why = f"Restored as of {point.seq}"
        told += restore_messages(db, context, [*message_rows(db, point.seq)], point.seq)
        told += restore_artifacts(db, context, point.seq, why)
        told += restore_components(db, context, point.seq)
        told += restore_project(db, context, point.seq, why)
        told += restore_sites(db, context, point.seq, why)
        told += _restore_session(db, context, point)
    frame = SessionRestoredAt(
        session=read_session(db),
        created=False,
        restored_seq=point.seq,
        previous_seq=previous,
        time=point.time,
        incomplete=unknown,
        seq=context.next_seq() if told else context.seq,
        session_id=context.session_id,
    )
    return Outcome(frame, (frame,) if told else (), told)


def _restore_session(db: sqlite3.Connection, context: Context, point: Point) -> list[Frame]:
    now, then = read_session(db), session_at(db, point)
    changes = {name: getattr(then, name) for name in _RESTORED if getattr(then, name) != getattr(now, name)}
    if not changes:
        return []
    session = change_session(db, context, changes)
    return [SessionUpdated(session=session, seq=session.seq, session_id=context.session_id)]


def _stays(db: sqlite3.Connection, seq: int) -> list[Unknown]:
    """What will be as it is now, and was otherwise; and what was not finished then."""
    found = [*unknown_words(db, [*message_rows(db, seq)])]
    if "visibility" in session_row(db, seq):
        found.append(Unknown("session", "", "visibility", "Who may see the session stays as it is."))
    later = db.execute("SELECT count(*) FROM ai_interactions WHERE seq > ?", (seq,)).fetchone()[0]
    if later:
        found.append(Unknown("interaction", "", "", f"{later} later ones stay: nothing is taken from that record."))
    if db.execute(_SANDBOXES_AFTER, (seq,)).fetchone():
        found.append(Unknown("sandbox", "", "", "What is in a sandbox stays as it is: it runs elsewhere."))
    now = dict(db.execute("SELECT position, published_version FROM sites WHERE deleted_at IS NULL").fetchall())
    for row in rows_at(db, "sites", "id, published_version", seq):
        if now.get(row["position"]) != row["published_version"]:
            reason = "What is published stays as it is; publish or unpublish it yourself."
            found.append(Unknown("site", row["id"], "publishedVersion", reason))
    return found
