"""Versions of artifacts that are too many or too old. The current one is no version: it is the artifact."""

import sqlite3

from ...handling.cleaning import Share, Tally, before
from ...handling.context import Context
from .whole import not_whole_before, seq_after

# Each with its rank from the current one, which is the first, and when it was replaced. Without contents: those of all
# versions would be read for the few that go.
_RANKED = (
    "SELECT artifact_id, version,"
    " row_number() OVER (PARTITION BY artifact_id ORDER BY version DESC) AS rank,"
    " lead(created_at) OVER (PARTITION BY artifact_id ORDER BY version) AS replaced_at FROM ("
    "SELECT artifact_id, version, created_at FROM artifact_versions"
    " UNION ALL SELECT id, version, updated_at FROM artifacts)"
)
_SIZE = (
    "SELECT length(CAST(content AS BLOB)) + coalesce(length(packed), 0) + length(CAST(metadata AS BLOB))"
    " FROM artifact_versions"
    " WHERE artifact_id = ? AND version = ?"
)


def remove_versions(db: sqlite3.Connection, context: Context, tally: Tally) -> None:
    rules = context.retention
    limit = before(context.now, rules.versions_days)
    if rules.versions is None and limit is None:
        return
    old = db.execute(
        f"SELECT artifact_id, version, replaced_at FROM ({_RANKED})"
        " WHERE rank > 1 AND (rank > :most OR replaced_at < :limit) ORDER BY replaced_at, version",
        {"most": rules.versions, "limit": limit},  # what is compared with NULL is not so
    ).fetchall()
    share = Share(tally, "artifactVersions")
    gone: list[tuple[str, int]] = []
    last = 0
    for artifact_id, version, replaced_at in old:
        [size] = db.execute(_SIZE, (artifact_id, version)).fetchone()
        if not share.take(size):
            break
        gone.append((artifact_id, version))
        last = replaced_at
    if gone:
        not_whole_before(db, seq_after(db, last))
        db.executemany("DELETE FROM artifact_versions WHERE artifact_id = ? AND version = ?", gone)
