"""What can be asked of jobs: work that takes longer than an answer may."""

from typing import Annotated, ClassVar

from msgspec import Meta

from ...content.exports.formats import Format
from ..ids import Id
from .base import Number, SessionCommand, SessionRead, Title


class CreateExport(SessionCommand, tag="create_export", kw_only=True, frozen=True):
    """Makes a file of artifacts, of a site, or of the conversation where none is named. Several artifacts become a ZIP,
    as do the files of a site (`source`)."""

    format: Format
    artifact_ids: Annotated[list[Id], Meta(max_length=500)] = []
    title: Title = ""
    """What the file is called; without one, as what is in it."""
    site_id: Id | None = None
    """In place of artifacts."""
    version: Number | None = None
    """Of the site; the newest one without it."""


class CreatePreview(SessionCommand, tag="create_preview", kw_only=True, frozen=True):
    """Makes a PNG of what a browser shows of a site, or of an artifact of html or svg: 640 by 400. A site keeps it."""

    site_id: Id | None = None
    artifact_id: Id | None = None
    """In place of `siteId`."""
    version: Number | None = None
    """The newest one without it."""


class GetJobs(SessionRead, tag="get_jobs", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True


class GetJob(SessionRead, tag="get_job", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    job_id: Id


class CancelJob(SessionCommand, tag="cancel_job", kw_only=True, frozen=True):
    """What was not begun is not done; what was is done for nothing. One that is over stays as it is."""

    job_id: Id
