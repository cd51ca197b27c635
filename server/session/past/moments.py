"""Which `seq` the session was at at a time, and when it was at a `seq`."""

import sqlite3

from msgspec import Struct

from ...errors import SatchelError
from ...handling.context import Context

# What is said of no time (a session that is touched, the words of a reply) changes nothing that can be seen as it was.
_MOMENTS = """
WITH moments(seq, at) AS (
  SELECT 1, created_at FROM session
  UNION ALL SELECT position, timestamp FROM chat_messages
  UNION ALL SELECT position, created_at FROM artifacts
  UNION ALL SELECT v.until, coalesce(n.created_at, a.updated_at) FROM artifact_versions v
    JOIN artifacts a ON a.id = v.artifact_id
    LEFT JOIN artifact_versions n ON n.artifact_id = v.artifact_id AND n.version = v.version + 1
  UNION ALL SELECT position, created_at FROM components
  UNION ALL SELECT seq, created_at FROM ai_interactions
  UNION ALL SELECT position, created_at FROM sites
  UNION ALL SELECT seq, created_at FROM tree_versions
  UNION ALL SELECT position, created_at FROM jobs
  UNION ALL SELECT position, created_at FROM sandbox_commands
  UNION ALL SELECT seq, changed_at FROM earlier_values
)
"""


class Point(Struct, frozen=True):
    """Attributes:
    seq: everything up to this one has happened, and nothing after it.
    time: of the last change by then, in Unix milliseconds.
    """

    seq: int
    time: int


def find_point(db: sqlite3.Connection, context: Context, seq: int | None, time: int | None) -> Point:
    """The point that a client means: by its number, or by a time, all changes of which have happened then.

    Raises:
        SatchelError: `invalid` unless it is said in exactly one way, and for a number that was not given out yet;
            `not_found` for a time before the session, and for what is not kept any more, with `wholeSince` and
            `wholeSinceTime` in the details.
    """
    if (seq is None) == (time is None):
        raise SatchelError("invalid", "Name the point by either seq or time.", {"field": "seq"})
    field = "time" if seq is None else "seq"
    if seq is None:
        later = db.execute(f"{_MOMENTS} SELECT min(seq) FROM moments WHERE at > ?", (time,)).fetchone()[0]
        seq = context.seq if later is None else min(later - 1, context.seq)
    elif seq > context.seq:
        raise SatchelError("invalid", f"The session is at {context.seq}; it has no {seq} yet.", {"field": "seq"})
    whole_since = db.execute("SELECT whole_since FROM change_counter").fetchone()[0]
    if seq < max(1, whole_since):
        first = _time_of(db, max(1, whole_since))
        told = (
            f"The session's past is kept whole from seq {whole_since} on (time {first}); ask for that or a later point."
            if whole_since
            else f"The session was not there before {first}; ask for a later time."
        )
        raise SatchelError("not_found", told, {"field": field, "wholeSince": whole_since, "wholeSinceTime": first})
    return Point(seq, _time_of(db, seq))


def _time_of(db: sqlite3.Connection, seq: int) -> int:
    found = db.execute(f"{_MOMENTS} SELECT max(at) FROM moments WHERE seq <= ?", (seq,)).fetchone()[0]
    return int(found)
