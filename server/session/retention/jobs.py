"""Jobs that ended long ago, and results that nobody can fetch any more."""

import sqlite3

from ...handling.cleaning import Share, Tally, before
from ...handling.context import Context

_SIZE = "coalesce((SELECT length(data) FROM job_files WHERE job_id = jobs.id), 0)"


def remove_jobs(db: sqlite3.Connection, context: Context, tally: Tally) -> None:
    """Results go when they expire, whatever the rules."""
    _remove(db, tally, "jobResults", f"expires_at <= ? AND {_SIZE} > 0", context.now)
    limit = before(context.now, context.retention.jobs_days)
    if limit is not None:
        for position, id_ in _remove(db, tally, "jobs", "ended_at < ?", limit):
            db.execute("DELETE FROM jobs WHERE position = ? AND id = ?", (position, id_))


def _remove(db: sqlite3.Connection, tally: Tally, kind: str, where: str, moment: int) -> list[tuple[int, str]]:
    """Removes the results of some jobs; returns the jobs."""
    share = Share(tally, kind)
    gone: list[tuple[int, str]] = []
    for position, id_, size in db.execute(
        f"SELECT position, id, {_SIZE} FROM jobs WHERE {where} ORDER BY position", (moment,)
    ):
        if not share.take(size):
            break
        gone.append((position, id_))
    db.executemany("DELETE FROM job_files WHERE job_id = ?", [(id_,) for _, id_ in gone])
    return gone
