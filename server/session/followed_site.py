"""Files in a reply change the site that the session follows, in the transaction that stores the reply.

The session says which: `siteId` in its metadata is the site's id, or `new`, and then the first reply with files makes
one. A reply changes it with a `<boltArtifact>`, with several named files, or with one that the site has already.
"""

import re
import sqlite3
from collections.abc import Mapping

from ..content import Found, apply_edits, find_artifacts
from ..errors import SatchelError
from ..handling.context import Context
from ..wire.commands import CreateSite
from ..wire.events import Frame, SessionUpdated, SiteCreated, SiteUpdated
from .files.blobs import read_bytes, store_bytes
from .files.contents import as_text
from .files.paths import check_path
from .files.trees import Entry, entries_now, entry_of, plan
from .sessions import change_session, read_session
from .sites import FOLLOWED, change_site, find_site, insert_site

NEW = "new"
_DESCRIPTION = "From a reply"
_root = re.compile(r"(?:/home/project)?/+|(?:\./)+")
"""Where models think that a project is."""


def update_followed_site(db: sqlite3.Connection, context: Context, message_id: str, text: str) -> list[Frame]:
    """Returns what everyone hears of it. A file that broke off, or that can't be kept, is left out: it is still in the
    message and among the artifacts."""
    metadata = read_session(db).metadata
    followed = metadata.get(FOLLOWED)
    if not isinstance(followed, str) or not context.artifacts:
        return []
    try:
        if followed == NEW:
            return _make(db, context, message_id, text)
        # In a copy of the session it is the copy's own site.
        site_id = f"{context.session_id}.{followed.rpartition('.')[2]}"
        site, tree = find_site(db, context, site_id)
        old = entries_now(db, tree)
        planned = plan(old, _entries(db, text, old), (), context.rules)
        new = change_site(db, context, site, tree, {}, planned, message_id, _DESCRIPTION)
    except SatchelError:  # it is deleted, or more than is taken: the reply is kept all the same
        return []
    return [] if new is None else [SiteUpdated(site=new, seq=new.seq, session_id=context.session_id)]


def _make(db: sqlite3.Connection, context: Context, message_id: str, text: str) -> list[Frame]:
    entries = _entries(db, text, {})
    if not entries:
        return []
    made = CreateSite(message_id=message_id, change_description=_DESCRIPTION)
    site, told = insert_site(db, context, made, entries)
    session = change_session(db, context, {"metadata": read_session(db).metadata | {FOLLOWED: site.id}})
    return [
        *told,
        SiteCreated(site=site, seq=site.seq, session_id=context.session_id),
        SessionUpdated(session=session, seq=session.seq, session_id=context.session_id),
    ]


def _entries(db: sqlite3.Connection, text: str, old: Mapping[str, Entry]) -> list[Entry]:
    """The files of a reply, as far as they change the site."""
    contents: dict[str, str] = {}
    for found in find_artifacts(text):
        path = _path(found)
        if path is None or found.interrupted:
            continue
        if found.edits:
            before = contents.get(path) or _text(db, old.get(path))
            if before is None:
                continue
            contents[path] = apply_edits(before, found.edits)[0]
        else:
            contents[path] = found.content
    if len(contents) < 2 and "<boltartifact" not in text.lower() and not contents.keys() & old.keys():
        return []
    return [entry_of(path, store_bytes(db, content.encode())) for path, content in contents.items()]


def _path(found: Found) -> str | None:
    name = found.filename or (found.identifier if found.edits else None)
    if name is None:
        return None
    try:
        return check_path(_root.sub("", name, count=1) if _root.match(name) else name)
    except SatchelError:
        return None


def _text(db: sqlite3.Connection, entry: Entry | None) -> str | None:
    return None if entry is None else as_text(read_bytes(db, entry.blob))
