"""Exports: what is asked becomes a job; when it begins, what it needs is read from the file, as it was when asked."""

import sqlite3
from typing import Any

from msgspec import Struct

from ..content.exports import Source
from ..content.exports.formats import Format
from ..content.exports.limits import LARGEST
from ..content.exports.markdown_file import fenced
from ..content.names import is_file_name
from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import to_json
from ..wire.commands import CreateExport
from .artifacts import find_artifact
from .files.trees import Entry
from .jobs import insert_job
from .sessions import read_session
from .sites import entries_of, find_site
from .versions import content_at

_OF_CONVERSATION = ("markdown", "html", "docx", "pdf")
LARGEST_SITE = 32 * 1024 * 1024
"""Bytes of the files of a site that one job takes: they are in memory together."""
_SPEAKERS = {"user": "User", "assistant": "Assistant", "system": "System", "tool": "Tool"}


class ExportWork(Struct, frozen=True):
    """What a worker needs. Attributes: packed: whether the files become an archive, whatever their number."""

    title: str
    format: Format
    sources: tuple[Source, ...]
    packed: bool


class SiteWork(Struct, frozen=True):
    """A site's files, whose contents are read one after the other."""

    title: str
    entries: tuple[Entry, ...]


def create_export(db: sqlite3.Connection, command: CreateExport, context: Context) -> Outcome:
    ids = list(dict.fromkeys(command.artifact_ids))
    if command.site_id is not None:
        return _export_site(db, command, context)
    if not ids and command.format not in _OF_CONVERSATION:
        raise SatchelError(
            "invalid",
            f"A conversation is exported as {', '.join(_OF_CONVERSATION)}; for {command.format} name artifacts.",
            {"field": "format"},
        )
    if command.format == "json":
        raise SatchelError(
            "invalid", "An artifact can't be exported as json; its own file is `source`.", {"field": "format"}
        )
    artifacts = [[artifact_id, find_artifact(db, artifact_id).version] for artifact_id in ids]
    given = {"format": command.format, "artifacts": artifacts, "title": command.title}
    return insert_job(db, context, "export", to_json("artifactIds", given))


def _export_site(db: sqlite3.Connection, command: CreateExport, context: Context) -> Outcome:
    if command.format != "source" or command.artifact_ids:
        raise SatchelError(
            "invalid",
            "A site leaves as its files in a ZIP: the format is source, without artifactIds.",
            {"field": "format"},
        )
    assert command.site_id is not None
    site, tree = find_site(db, context, command.site_id)
    size = sum(entry.size for entry in entries_of(db, site, tree, command.version).values())
    if size > LARGEST_SITE:
        raise SatchelError(
            "too_large",
            f"The files have {size:,} bytes, and a job takes {LARGEST_SITE:,}; GET …/zip streams more.",
            {"field": "siteId", "limit": LARGEST_SITE},
        )
    given = {"format": command.format, "artifacts": [], "siteId": site.id, "version": command.version or site.version}
    return insert_job(db, context, "export", to_json("siteId", {**given, "title": command.title}))


def export_work(db: sqlite3.Connection, given: dict[str, Any], context: Context) -> ExportWork | SiteWork:
    """Raises SatchelError: `not_found` for what has gone meanwhile; `too_large`."""
    if "siteId" in given:
        site, tree = find_site(db, context, given["siteId"])
        entries = entries_of(db, site, tree, given["version"]).values()
        return SiteWork(given["title"] or site.title, tuple(entries))
    title = given["title"] or read_session(db).title or "Conversation"
    sources = [_artifact(db, *pair) for pair in given["artifacts"]] or [_conversation(db, title)]
    if sum(len(source.text) for source in sources) > LARGEST:
        raise SatchelError("too_large", f"Together that is more than {LARGEST:,} characters; export fewer at once.")
    if len(sources) == 1 and given["title"]:
        sources = [Source(given["title"], sources[0].type, sources[0].language, sources[0].text)]
    return ExportWork(title, given["format"], tuple(sources), len(sources) > 1)


def _artifact(db: sqlite3.Connection, artifact_id: str, version: int) -> Source:
    artifact: Any = content_at(db, find_artifact(db, artifact_id), version)
    (identifier,) = db.execute("SELECT identifier FROM artifacts WHERE id = ?", (artifact_id,)).fetchone()
    file = identifier if identifier and is_file_name(identifier) else ""
    return Source(artifact.title, artifact.type, artifact.language, artifact.content, file)


def _conversation(db: sqlite3.Connection, title: str) -> Source:
    """The current branch, and the artifacts as they are now."""
    parts = [f"# {title}\n"]
    rows = db.execute(
        "SELECT role, content FROM chat_messages WHERE active = 1 AND deleted_at IS NULL AND status != 'streaming'"
        " AND NOT (content = '' AND role IN ('assistant', 'tool')) ORDER BY position"
    )
    parts += [f"## {_SPEAKERS[role]}\n\n{content}\n" for role, content in rows]
    made = db.execute(
        "SELECT title, type, language, content FROM artifacts WHERE deleted_at IS NULL ORDER BY position"
    ).fetchall()
    for name, kind, language, content in made:
        shown = content if kind in ("markdown", "doc", "table") else fenced(content, language or kind)
        parts.append(f"## Artifact: {name}\n\n{shown}\n")
    return Source(title, "markdown", "", "\n".join(parts))
