"""Preview images: what is to be seen of a site or an artifact, as a job, and what came of it.

The browser that makes one is told nothing but what `serve_preview` answers.
"""

import hashlib
import sqlite3
from typing import Any

from msgspec import Struct

from ..content.exports import names
from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import to_json
from ..wire.commands import Command, CreatePreview, PublishSite, SessionRead
from ..wire.events import Frame, SiteUpdated
from .artifacts import find_artifact
from .jobs import MOST_WAITING, FinishJob, finish_job, insert_job, unfinished
from .past.keeping import remember
from .publishing import publish_site, serve
from .sites import entries_of, find_site
from .versions import content_at

_SHOWN = {"html": "text/html", "svg": "image/svg+xml"}
"""The types of artifacts that a browser shows as they are, and their media types."""


class PreviewWork(Struct, frozen=True):
    """What has to be looked at.

    Attributes:
        name: of the file.
        site_id: empty for an artifact.
        page: of an artifact.
    """

    name: str
    site_id: str = ""
    version: int = 0
    page: str = ""
    media_type: str = ""


class ServePreview(SessionRead, kw_only=True, frozen=True):
    """From a job: what is at a path of a version of a site, published or not."""

    site_id: str
    version: int
    path: str


class FinishPreview(Command, kw_only=True, frozen=True):
    """The end of a job that made an image."""

    finish: FinishJob
    site_id: str
    version: int


class ReadPreview(SessionRead, kw_only=True, frozen=True):
    """From a door: the image of a site."""

    site_id: str


class PreviewRead(Frame, kw_only=True):
    hash: str
    data: bytes


def create_preview(db: sqlite3.Connection, command: CreatePreview, context: Context) -> Outcome:
    if (command.site_id is None) == (command.artifact_id is None):
        raise SatchelError("invalid", "Name either a site or an artifact.", {"field": "siteId"})
    if command.site_id is not None:
        given = _of_site(db, context, command.site_id, command.version)
    else:
        assert command.artifact_id is not None
        artifact = find_artifact(db, command.artifact_id)
        found = content_at(db, artifact, command.version or artifact.version)
        if found.type not in _SHOWN:
            raise SatchelError(
                "invalid", f"A preview image is made of html and svg, not of {found.type}.", {"field": "artifactId"}
            )
        given = {"artifacts": [[artifact.id, found.version]]}
    if context.rules.no_previews:
        raise SatchelError("unavailable", context.rules.no_previews, {"reason": "no_chromium"})
    return _insert(db, context, given)


def _of_site(db: sqlite3.Connection, context: Context, site_id: str, version: int | None) -> dict[str, Any]:
    site, tree = find_site(db, context, site_id)
    entries_of(db, site, tree, version)  # raises for one that is not there
    version = version or site.version
    if serve(db, tree, version, "").status != 200:
        raise SatchelError("invalid", "There is nothing to see: the site has no index.html.", {"field": "siteId"})
    return {"siteId": site_id, "version": version}


def publish(db: sqlite3.Connection, command: PublishSite, context: Context) -> Outcome:
    """Publishes; and lets an image be made of what is published, where the operator wants it so and it can be."""
    done = publish_site(db, command, context)
    rules = context.rules
    if not rules.preview_on_publish or rules.no_previews or unfinished(db) >= MOST_WAITING:
        return done
    try:
        given = _of_site(db, context, command.site_id, command.version)
    except SatchelError:
        return done
    made = _insert(db, context, given)
    return Outcome(done.reply, done.others, [*done.everyone, made.reply], made.effects)


def _insert(db: sqlite3.Connection, context: Context, given: dict[str, Any]) -> Outcome:
    return insert_job(db, context, "preview", to_json("siteId", {"format": "png", "artifacts": [], **given}))


def preview_work(db: sqlite3.Connection, given: dict[str, Any], context: Context) -> PreviewWork:
    """Raises SatchelError: `not_found` for what has gone meanwhile."""
    if "siteId" in given:
        site, _ = find_site(db, context, given["siteId"])
        return PreviewWork(names.file_name(site.title, "png"), site.id, given["version"])
    ((artifact_id, at),) = given["artifacts"]
    artifact = content_at(db, find_artifact(db, artifact_id), at)
    return PreviewWork(
        names.file_name(artifact.title, "png"),
        page=artifact.content,
        media_type=_SHOWN.get(artifact.type, "text/plain"),
    )


def serve_preview(db: sqlite3.Connection, command: ServePreview, context: Context) -> Outcome:
    _, tree = find_site(db, context, command.site_id)
    return Outcome(serve(db, tree, command.version, command.path))


def finish_preview(db: sqlite3.Connection, command: FinishPreview, context: Context) -> Outcome:
    """Ends the job; the image becomes the site's. Of a site that went meanwhile only the job has it."""
    ended = finish_job(db, command.finish, context)
    if not ended.everyone or not command.site_id or command.finish.status != "done":
        return ended
    row = db.execute("SELECT position FROM sites WHERE id = ? AND deleted_at IS NULL", (command.site_id,)).fetchone()
    if row is None:
        return ended
    data = command.finish.data
    db.execute(
        "INSERT OR REPLACE INTO site_previews VALUES (?, ?, ?)", (row[0], hashlib.sha256(data).hexdigest(), data)
    )
    remember(db, context, context.next_seq(), "sites", command.site_id, ("preview_version",))
    db.execute(
        "UPDATE sites SET preview_version = ?, seq = ? WHERE position = ?", (command.version, context.seq, row[0])
    )
    site, _ = find_site(db, context, command.site_id)
    told = SiteUpdated(site=site, seq=site.seq, session_id=context.session_id)
    return Outcome(ended.reply, ended.others, [*ended.everyone, told], ended.effects)


def read_preview(db: sqlite3.Connection, command: ReadPreview, context: Context) -> Outcome:
    _, tree = find_site(db, context, command.site_id)
    row = db.execute("SELECT hash, data FROM site_previews WHERE tree = ?", (tree,)).fetchone()
    if row is None:
        raise SatchelError("not_found", "There is no preview image of this site yet.", {"field": "siteId"})
    return Outcome(PreviewRead(hash=row[0], data=row[1]))
