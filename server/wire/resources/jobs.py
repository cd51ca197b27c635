"""Work that takes longer than an answer may."""

from msgspec import Struct

from .words import JobStatus, Time


class Job(Struct, rename="camel"):
    """Attributes: file_name, media_type, size: of the result, once there is one; size in bytes."""

    id: str
    session_id: str
    kind: str
    """`export`, or `preview`."""
    format: str
    artifact_ids: list[str]
    site_id: str | None
    status: JobStatus
    progress: float
    """0 to 1."""
    message: str
    """Why it failed, or what the result could not keep."""
    file_name: str | None
    media_type: str | None
    size: int | None
    created_at: Time
    started_at: Time | None
    ended_at: Time | None
    expires_at: Time | None
    """When the result goes."""
    seq: int
