"""What is there, as far as the index knows: for what refers to sessions and artifacts."""

import sqlite3

from ..errors import SatchelError
from ..handling.access import no_session


def require_session(db: sqlite3.Connection, session_id: str) -> int:
    """The key of a session of this user.

    Raises:
        SatchelError: `not_found`; a deleted one has to be restored first.
    """
    row = db.execute("SELECT key FROM sessions WHERE id = ? AND is_deleted = 0", (session_id,)).fetchone()
    if row is None:
        raise no_session(session_id)
    key: int = row[0]
    return key


def require_artifact(db: sqlite3.Connection, session_id: str, artifact_id: str) -> None:
    """Raises SatchelError: `not_found`."""
    key = require_session(db, session_id)
    found = db.execute(
        "SELECT 1 FROM entries WHERE session = ? AND kind = 'artifact' AND id = ?", (key, artifact_id)
    ).fetchone()
    if found is None:
        raise SatchelError(
            "not_found", f"There is no artifact {artifact_id!r} in that session.", {"field": "artifactId"}
        )
