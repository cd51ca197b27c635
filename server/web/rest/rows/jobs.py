"""Exports, and the jobs that make them, below the chat that they are in."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from ....wire import commands as c
from ....wire import events as e
from ....wire.ids import Id
from ..paths import below
from ..route import Asked, Route

_JOBS = "/api/chats/{sessionId}/jobs"
_ONE = f"{_JOBS}/{{jobId}}"
FILE = f"{_ONE}/file"
_SHOWN = {"job": "job"}


class JobToWaitFor(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    job_id: Id
    wait: Annotated[float, Meta(ge=0, le=60)] = 0.0
    """Seconds that the answer may wait for the job's end."""


def _job(asked: Asked) -> tuple[str, c.Command]:
    return asked.session_id, c.GetJob(job_id=asked.input.job_id)


def _location(frame: Any) -> str:
    return below(frame.job.session_id, "jobs", frame.job.id)


ROWS = (
    Route(
        method="POST",
        path="/api/chats/{sessionId}/exports",
        tag="exports",
        command=c.CreateExport,
        frame=e.JobUpdated,
        shows=_SHOWN,
        status=202,
        location=_location,
    ),
    Route(
        method="GET",
        path=_JOBS,
        tag="exports",
        command=c.GetJobs,
        frame=e.Jobs,
        shows={"jobs": "jobs"},
        summary="In the order in which they were made.",
    ),
    Route(
        method="GET",
        path=_ONE,
        tag="exports",
        command=c.GetJob,
        frame=e.JobFound,
        shows=_SHOWN,
        input=JobToWaitFor,
        make=_job,
        served="job",
        summary="How far it is, and what came of it; with `wait`, once it is over.",
    ),
    Route(method="DELETE", path=_ONE, tag="exports", command=c.CancelJob, frame=e.JobUpdated, shows=_SHOWN),
    Route(
        method="GET",
        path=FILE,
        tag="exports",
        command=c.GetJob,
        name="GetJobFile",
        served="elsewhere",
        media="application/octet-stream",
        summary="The file that a job made, until it expires.",
    ),
)
