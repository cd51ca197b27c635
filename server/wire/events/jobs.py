"""Jobs: what they are, and how they go on."""

from ..resources import Job
from .frame import Frame


class JobUpdated(Frame, tag="job_updated", kw_only=True):
    """A job was made, began, went on, or is over."""

    job: Job


class JobFound(Frame, tag="job", kw_only=True):
    job: Job


class Jobs(Frame, tag="jobs", kw_only=True):
    jobs: list[Job]
