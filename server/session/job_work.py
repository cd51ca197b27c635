"""When a job begins: what it needs is read from the file, as it was when it was asked for."""

import sqlite3

from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import from_json
from ..wire.commands import Command
from ..wire.events import Frame
from .exports import ExportWork, SiteWork, export_work
from .jobs import change_job, find_job
from .previews import PreviewWork, preview_work

Work = ExportWork | SiteWork | PreviewWork


class BeginJob(Command, kw_only=True, frozen=True):
    """From whoever is about to do a job."""

    job_id: str


class JobBegun(Frame, kw_only=True):
    """Attributes: work: None where there is nothing to do any more."""

    work: Work | None


def begin_job(db: sqlite3.Connection, command: BeginJob, context: Context) -> Outcome:
    """Marks it as running, and reads what it needs.

    Raises:
        SatchelError: `not_found` for what has gone meanwhile; `too_large`.
    """
    job = find_job(db, context, command.job_id)
    if job.status not in ("queued", "running"):
        return Outcome(JobBegun(work=None))
    given = from_json(db.execute("SELECT input FROM jobs WHERE id = ?", (job.id,)).fetchone()[0])
    work = preview_work(db, given, context) if job.kind == "preview" else export_work(db, given, context)
    frame = change_job(db, context, job.id, status="running", progress=0.0, started_at=context.now)
    return Outcome(JobBegun(work=work), (), (frame,))
