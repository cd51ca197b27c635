"""Jobs: rows of work that goes on beside the session, and what came of it.

A row says all that the work needs, so that a server that comes after a crash does it again.
"""

import sqlite3
from typing import Any, Literal

from msgspec import Struct

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import from_json
from ..wire.commands import CancelJob, Command, GetJob, GetJobs, SessionRead
from ..wire.events import Frame, JobFound, Jobs, JobUpdated
from ..wire.ids import new_id
from ..wire.resources import Job
from .handler import StartJob, StopJob, not_found

_COLUMNS = (
    "id, kind, input, status, progress, message, file_name, media_type, size, created_at, started_at, ended_at,"
    " expires_at, seq"
)
_UNFINISHED = "status IN ('queued', 'running')"
KEPT = 24 * 3600 * 1000
"""Milliseconds for which a result can be fetched."""
MOST_WAITING = 50
"""Unfinished jobs of one session."""


class AdvanceJob(Command, kw_only=True, frozen=True):
    """How far a job is, from whoever does it."""

    job_id: str
    progress: float


class FinishJob(Command, kw_only=True, frozen=True):
    """The end of a job, from whoever did it."""

    job_id: str
    status: Literal["done", "failed"]
    message: str = ""
    file_name: str = ""
    media_type: str = ""
    data: bytes = b""


class ReadJobFile(SessionRead, kw_only=True, frozen=True):
    """A piece of a result, from a door."""

    job_id: str
    offset: int
    most: int


class JobFilePiece(Frame, kw_only=True):
    job: Job
    data: bytes


def jobs_where(db: sqlite3.Connection, context: Context, where: str, *values: Any) -> list[Job]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM jobs WHERE {where} ORDER BY position", values)
    return [_job(row, context.session_id) for row in rows]


def _job(row: tuple[Any, ...], session_id: str) -> Job:
    given = from_json(row[2])
    about = (given["format"], [artifact_id for artifact_id, _ in given["artifacts"]], given.get("siteId"))
    return Job(row[0], session_id, row[1], *about, *row[3:])


def find_job(db: sqlite3.Connection, context: Context, job_id: str) -> Job:
    """Raises `not_found`."""
    found = jobs_where(db, context, "id = ?", job_id)
    if not found:
        raise not_found("job", job_id, "jobId")
    return found[0]


def insert_job(db: sqlite3.Connection, context: Context, kind: str, given: str) -> Outcome:
    """Makes a job that begins once it is on disk.

    Args:
        given: JSON, what it needs.

    Raises:
        SatchelError: `overloaded` where too many wait.
    """
    _forget_expired(db, context.now)
    if unfinished(db) >= MOST_WAITING:
        raise SatchelError(
            "overloaded", f"{MOST_WAITING} jobs of this session wait; try again when some are over.", None, 5.0
        )
    job_id, seq = new_id("job", context.now), context.next_seq()
    db.execute(
        "INSERT INTO jobs (position, id, kind, input, created_at, seq) VALUES (?, ?, ?, ?, ?, ?)",
        (seq, job_id, kind, given, context.now, seq),
    )
    frame = _updated(db, context, job_id)
    return Outcome(frame, (frame,), (), (StartJob(job_id),))


def unfinished(db: sqlite3.Connection) -> int:
    """How many wait or go on."""
    return int(db.execute(f"SELECT count(*) FROM jobs WHERE {_UNFINISHED}").fetchone()[0])


def change_job(db: sqlite3.Connection, context: Context, job_id: str, **changes: Any) -> JobUpdated:
    setting = "".join(f"{name} = :{name}, " for name in changes)
    db.execute(
        f"UPDATE jobs SET {setting}seq = :seq WHERE id = :id", changes | {"seq": context.next_seq(), "id": job_id}
    )
    return _updated(db, context, job_id)


def _updated(db: sqlite3.Connection, context: Context, job_id: str) -> JobUpdated:
    job = find_job(db, context, job_id)
    return JobUpdated(job=job, seq=job.seq, session_id=context.session_id)


def get_jobs(db: sqlite3.Connection, command: GetJobs, context: Context) -> Outcome:
    return Outcome(Jobs(jobs=jobs_where(db, context, "1"), session_id=context.session_id))


def get_job(db: sqlite3.Connection, command: GetJob, context: Context) -> Outcome:
    return Outcome(JobFound(job=find_job(db, context, command.job_id), session_id=context.session_id))


def cancel_job(db: sqlite3.Connection, command: CancelJob, context: Context) -> Outcome:
    job = find_job(db, context, command.job_id)
    if not _goes_on(job):
        return Outcome(JobUpdated(job=job, seq=job.seq, session_id=context.session_id))
    frame = _cancel(db, context, job.id)
    return Outcome(frame, (frame,), (), (StopJob(job.id),))


def _cancel(db: sqlite3.Connection, context: Context, job_id: str) -> JobUpdated:
    return change_job(db, context, job_id, status="cancelled", ended_at=context.now)


def cancel_jobs(db: sqlite3.Connection, context: Context) -> tuple[list[Frame], list[Struct]]:
    """Cancels all that go on. Returns what everyone hears of it, and what has to stop."""
    found = jobs_where(db, context, _UNFINISHED)
    return [_cancel(db, context, job.id) for job in found], [StopJob(job.id) for job in found]


def advance_job(db: sqlite3.Connection, command: AdvanceJob, context: Context) -> Outcome:
    job = find_job(db, context, command.job_id)
    if not _goes_on(job):
        return Outcome(JobFound(job=job))
    frame = change_job(db, context, job.id, progress=command.progress)
    return Outcome(frame, (), (frame,))


def finish_job(db: sqlite3.Connection, command: FinishJob, context: Context) -> Outcome:
    """Stores the result. That of a job that was cancelled is dropped."""
    job = find_job(db, context, command.job_id)
    if not _goes_on(job):
        return Outcome(JobFound(job=job))
    result: dict[str, Any] = {}
    if command.status == "done":
        db.execute("INSERT OR REPLACE INTO job_files VALUES (?, ?)", (job.id, command.data))
        result = {"file_name": command.file_name, "media_type": command.media_type, "size": len(command.data)}
        result |= {"progress": 1.0, "expires_at": context.now + KEPT}
    end = {"status": command.status, "message": command.message, "ended_at": context.now}
    frame = change_job(db, context, job.id, **end, **result)
    return Outcome(frame, (), (frame,))


def _goes_on(job: Job) -> bool:
    return job.status in ("queued", "running")


def read_job_file(db: sqlite3.Connection, command: ReadJobFile, context: Context) -> Outcome:
    job = find_job(db, context, command.job_id)
    if job.status != "done":
        raise SatchelError("conflict", f"The job is {job.status}: there is no file of it.", {"field": "jobId"})
    row = db.execute(
        "SELECT substr(data, ?, ?) FROM job_files WHERE job_id = ?", (command.offset + 1, command.most, job.id)
    ).fetchone()
    if row is None or (job.expires_at is not None and job.expires_at <= context.now):
        raise SatchelError("not_found", "The file has expired; let it be made again.", {"field": "jobId"})
    return Outcome(JobFilePiece(job=job, data=row[0]))


def resume_jobs(db: sqlite3.Connection, now: int) -> list[StartJob]:
    """What an earlier process did not finish. Results that have expired go."""
    _forget_expired(db, now)
    return [StartJob(job_id) for (job_id,) in db.execute(f"SELECT id FROM jobs WHERE {_UNFINISHED} ORDER BY position")]


def _forget_expired(db: sqlite3.Connection, now: int) -> None:
    expired = "SELECT id FROM jobs WHERE expires_at <= ?"
    if db.execute(f"SELECT 1 FROM job_files WHERE job_id IN ({expired}) LIMIT 1", (now,)).fetchone():
        db.execute(f"DELETE FROM job_files WHERE job_id IN ({expired})", (now,))
