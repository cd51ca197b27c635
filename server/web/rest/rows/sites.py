"""Sites: beside the chats, since their ids name the session that they live in."""

import hashlib
from typing import Any

import msgspec
from msgspec.structs import fields

from ....errors import SatchelError
from ....wire import commands as c
from ....wire import events as e
from ....wire.ids import SessionId, new_id
from ....wire.resources import Site
from ..paths import beside
from ..route import Asked, Route
from ..shown import field_as

_ONE = "/api/sites/{siteId}"
_SITE = {"site": "site"}
_ENVELOPE = ("request_id", "idempotency_key", "session_id")

_own = [field for field in fields(c.CreateSite) if field.name not in _ENVELOPE]
NewSite = msgspec.defstruct(
    "CreateSiteBody",
    [("into", SessionId | None, None), *(field_as(field, field.type) for field in _own)],
    rename={"into": "sessionId", **{field.name: field.encode_name for field in _own}},
    kw_only=True,
    forbid_unknown_fields=True,
)
"""A site, and the session that it goes into; one of its own without that."""


def site_etag(frame: Any) -> str:
    """The version, which `If-Match` compares, and the number of the last change."""
    return f"{frame.site.version}-{frame.site.seq}"


def _location(frame: Any) -> str:
    return beside("sites", frame.site.id)


def _create(asked: Asked) -> tuple[str, c.Command]:
    """Without a session it gets one of its own: the same for the same user and key, so that a repeat finds it."""
    given = msgspec.structs.asdict(asked.input)
    session_id = given.pop("into")
    return session_id or session_for(asked.user, asked.key) or new_id("chat", asked.now), c.CreateSite(**given)


def session_for(user: str, key: str | None) -> str | None:
    """The session that a site gets which is made under a key; None without one."""
    return None if key is None else "chat_" + hashlib.sha256(f"{user}\0site\0{key}".encode()).hexdigest()[:32]


def session_of(site_id: str) -> str:
    """The session that a site lives in.

    Raises:
        SatchelError: `not_found` for what is no site's id.
    """
    session_id, point, _ = site_id.partition(".")
    if not point:
        raise SatchelError("not_found", f"There is no site {site_id[:100]!r}.", {"field": "siteId"})
    return session_id


def _of_site(asked: Asked) -> tuple[str, c.Command]:
    return session_of(asked.input.site_id), asked.input


ROWS = (
    Route(
        method="GET",
        path="/api/sites",
        tag="files",
        command=c.ListSites,
        frame=e.SitesFound,
        shows={"sites": "sites"},
        paged=("limit", "offset"),
    ),
    Route(
        method="POST",
        path="/api/sites",
        tag="files",
        command=c.CreateSite,
        frame=e.SiteCreated,
        shows=_SITE,
        input=NewSite,
        make=_create,
        status=201,
        etag=site_etag,
        location=_location,
    ),
    Route(
        method="GET",
        path="/api/chats/{sessionId}/sites",
        tag="files",
        command=c.GetSites,
        frame=e.Sites,
        shows={"sites": "sites"},
    ),
    Route(
        method="GET",
        path=_ONE,
        tag="files",
        command=c.GetSite,
        frame=e.SiteFound,
        shows=_SITE,
        make=_of_site,
        etag=site_etag,
    ),
    Route(
        method="PATCH",
        path=_ONE,
        tag="files",
        command=c.UpdateSite,
        frame=e.SiteUpdated,
        shows=_SITE,
        make=_of_site,
        etag=site_etag,
        resource=Site,
    ),
    Route(
        method="DELETE",
        path=_ONE,
        tag="files",
        command=c.DeleteSite,
        frame=e.SiteDeleted,
        shows={"siteId": "site_id"},
        make=_of_site,
        resource=Site,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/restore",
        tag="files",
        command=c.RestoreSite,
        frame=e.SiteRestored,
        shows=_SITE,
        make=_of_site,
        etag=site_etag,
        summary="Brings a deleted site back.",
    ),
    Route(
        method="POST",
        path=f"{_ONE}/copy",
        tag="files",
        command=c.CopySite,
        frame=e.SiteCopied,
        shows=_SITE,
        make=_of_site,
        status=201,
        etag=site_etag,
        location=_location,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/publish",
        tag="files",
        command=c.PublishSite,
        frame=e.SitePublished,
        shows=_SITE,
        make=_of_site,
        etag=site_etag,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/unpublish",
        tag="files",
        command=c.UnpublishSite,
        frame=e.SiteUnpublished,
        shows=_SITE,
        make=_of_site,
        etag=site_etag,
    ),
    Route(
        method="GET",
        path=f"{_ONE}/versions",
        tag="files",
        command=c.GetSiteVersions,
        frame=e.SiteVersions,
        shows={"versions": "versions"},
        make=_of_site,
        paged=("limit", "offset"),
    ),
    Route(
        method="POST",
        path=f"{_ONE}/versions/{{version}}/restore",
        tag="files",
        command=c.RestoreSiteVersion,
        frame=e.SiteUpdated,
        shows=_SITE,
        make=_of_site,
        etag=site_etag,
    ),
    Route(
        method="GET",
        path=f"{_ONE}/diff",
        tag="files",
        command=c.GetSiteDiff,
        frame=e.SiteDiff,
        shows={"siteId": "site_id", "fromVersion": "from_version", "toVersion": "to_version", "changes": "changes"},
        make=_of_site,
    ),
)
