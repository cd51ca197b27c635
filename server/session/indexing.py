"""What a session tells the index in its owner's account: how it is now, and the texts that are new."""

import sqlite3
from typing import Any

from msgspec.structs import replace

from ..handling.changes import Entry, ReadChanges, SessionChanges
from ..handling.context import Context
from ..handling.outcome import Outcome
from .sessions import read_session
from .sites import sites_since

MOST_ENTRIES = 200
MOST_CHARACTERS = 256 * 1024
"""Of one message or artifact: what is beyond is not found by search."""
PREVIEW = 200

# What changed, in the order of its numbers. A reply that is still being written is told when it ends.
_MESSAGES = (
    "SELECT seq, id, role, timestamp, deleted_at IS NOT NULL, substr(content, 1, :most)"
    " FROM chat_messages WHERE {} AND status != 'streaming'"
)
_CHANGED_MESSAGES = (
    f"{_MESSAGES.format('position > :since AND seq = position')}"
    f" UNION ALL {_MESSAGES.format('seq != position AND seq > :since')}"
)
_CHANGED_ARTIFACTS = (
    "SELECT seq, id, type, created_at, deleted_at IS NOT NULL, substr(content, 1, :most), title, description,"
    " language, message_id FROM artifacts WHERE seq > :since"
)


def read_changes(db: sqlite3.Connection, command: ReadChanges, context: Context) -> Outcome:
    since = context.mark.seq if context.mark.index == command.index else 0
    gone = context.access.state == "gone"
    entries, upto, more = ([], context.seq, False) if gone else _changed(db, since, context.seq)
    messages, preview = _messages(db)
    artifacts = db.execute("SELECT count(*) FROM artifacts WHERE deleted_at IS NULL").fetchone()[0]
    free = db.execute("SELECT free_messages FROM change_counter").fetchone()[0]
    pages, size = db.execute("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size").fetchone()
    return Outcome(
        SessionChanges(
            session=read_session(db),
            since=since,
            upto=upto,
            more=more,
            gone=gone,
            message_count=messages,
            artifact_count=artifacts,
            free_messages=free,
            preview=preview,
            size=pages * size,
            sites=[] if gone else [site for site, _ in sites_since(db, context, 0)],
            entries=entries,
        )
    )


def _messages(db: sqlite3.Connection) -> tuple[int, str]:
    """How many there are, and the beginning of the last."""
    where = "active = 1 AND deleted_at IS NULL"
    count = db.execute(f"SELECT count(*) FROM chat_messages WHERE {where}").fetchone()[0]
    last = db.execute(
        f"SELECT substr(content, 1, ?) FROM chat_messages WHERE {where} AND content != ''"
        " ORDER BY position DESC LIMIT 1",
        (PREVIEW,),
    ).fetchone()
    return count, " ".join(last[0].split()) if last else ""


def _changed(db: sqlite3.Connection, since: int, seq: int) -> tuple[list[Entry], int, bool]:
    """Entries in the order of their numbers, the number that they reach, and whether more follow."""
    values = {"since": since, "most": MOST_CHARACTERS, "limit": MOST_ENTRIES}
    found: list[tuple[int, Entry]] = []
    for changed, entry in ((_CHANGED_MESSAGES, _message), (_CHANGED_ARTIFACTS, _artifact)):
        rows = db.execute(f"SELECT * FROM ({changed}) ORDER BY seq LIMIT :limit", values)
        found += [(row[0], entry(row, deleted=bool(row[4]))) for row in rows]
    found.sort(key=lambda pair: pair[0])
    if len(found) < MOST_ENTRIES:
        return _without_their_code([entry for _, entry in found]), seq, False
    page = found[:MOST_ENTRIES]
    return _without_their_code([entry for _, entry in page]), page[-1][0], True


def _message(row: tuple[Any, ...], *, deleted: bool) -> Entry:
    _, id_, role, created, _, text = row
    if deleted:
        return Entry("message", id_, created, deleted=True)
    return Entry("message", id_, created, text=text, role=role)


def _artifact(row: tuple[Any, ...], *, deleted: bool) -> Entry:
    _, id_, type_, created, _, content, title, description, language, message_id = row
    if deleted:
        return Entry("artifact", id_, created, deleted=True)
    text = f"{description}\n{content}" if description else content
    return Entry("artifact", id_, created, title=title, text=text, type=type_, language=language, message_id=message_id)


def _without_their_code(entries: list[Entry]) -> list[Entry]:
    """What a message says besides the artifacts in it: their texts are found as artifacts, and once is enough."""
    made: dict[str, list[str]] = {}
    for entry in entries:
        if entry.message_id is not None and entry.text:
            made.setdefault(entry.message_id, []).append(entry.text)
    return [_cut(entry, made.get(entry.id, [])) if entry.kind == "message" else entry for entry in entries]


def _cut(message: Entry, contents: list[str]) -> Entry:
    text = message.text
    for content in contents:
        text = text.replace(content, " … ")
    return replace(message, text=text)
