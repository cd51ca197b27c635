"""Preview images: made by jobs, and kept for sites."""

from typing import Annotated

from msgspec import Meta, Struct

from ....wire import commands as c
from ....wire import events as e
from ....wire.ids import Id
from ..paths import below
from ..route import Asked, Route
from .sites import session_of

IMAGE = "/api/sites/{siteId}/preview.png"
_SHOWN = {"job": "job"}


class SiteToLookAt(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    site_id: Id
    version: Annotated[int, Meta(ge=1, le=2**53)] | None = None
    """The newest one without it."""


class SiteOfImage(Struct, rename="camel", kw_only=True):
    site_id: Id


def _location(frame: e.JobUpdated) -> str:
    return below(frame.job.session_id, "jobs", frame.job.id)


def _of_site(asked: Asked) -> tuple[str, c.Command]:
    given = asked.input
    return session_of(given.site_id), c.CreatePreview(site_id=given.site_id, version=given.version)


ROWS = (
    Route(
        method="POST",
        path="/api/chats/{sessionId}/previews",
        tag="exports",
        command=c.CreatePreview,
        frame=e.JobUpdated,
        shows=_SHOWN,
        status=202,
        location=_location,
    ),
    Route(
        method="POST",
        path="/api/sites/{siteId}/preview",
        tag="files",
        command=c.CreatePreview,
        name="CreateSitePreview",
        input=SiteToLookAt,
        make=_of_site,
        frame=e.JobUpdated,
        shows=_SHOWN,
        status=202,
        location=_location,
        summary="Makes the site's preview image anew, by a job.",
    ),
    Route(
        method="GET",
        path=IMAGE,
        tag="files",
        name="GetSitePreview",
        input=SiteOfImage,
        served="elsewhere",
        media="image/png",
        also=(304,),
        summary="The site's preview image, 640 by 400; the site's `previewVersion` says of which version. It has an"
        " ETag.",
    ),
)
