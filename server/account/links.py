"""Links: whoever has the secret may read a session, or one artifact of it, until it expires or is revoked."""

import hashlib
import secrets
import sqlite3
from collections.abc import Callable

from msgspec.structs import replace

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Handler, Outcome
from ..wire.commands import CreateLink, GetLinks, RevokeLink
from ..wire.events import LinkCreated, LinkRevoked, Links
from ..wire.ids import new_id
from ..wire.resources import Link
from .asking import LinkResolved, ResolveLink
from .indexed import require_artifact, require_session

SECRET_BYTES = 32
_COLUMNS = "id, session_id, artifact_id, expires_at, revoked_at, created_at"


def create_link(db: sqlite3.Connection, command: CreateLink, context: Context) -> Outcome:
    """The reply alone has the secret: other connections hear of the link, and only its hash is kept."""
    if command.expires_at is not None and command.expires_at <= context.now:
        raise SatchelError("invalid", "expiresAt is over already.", {"field": "expiresAt"})
    if command.artifact_id is None:
        require_session(db, command.session_id)
    else:
        require_artifact(db, command.session_id, command.artifact_id)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = Link(
        id=new_id("lnk", context.now),
        session_id=command.session_id,
        artifact_id=command.artifact_id,
        expires_at=command.expires_at,
        revoked_at=None,
        created_at=context.now,
    )
    db.execute(
        "INSERT INTO links (id, secret, session_id, artifact_id, created_at, expires_at, seq)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(link.id, _hash(secret), link.session_id, link.artifact_id),
            *(link.created_at, link.expires_at, context.next_seq()),
        ),
    )
    return Outcome(LinkCreated(link=replace(link, token=secret)), (LinkCreated(link=link),))


def say_once(run: Callable[[Handler], Outcome]) -> Outcome:
    """Makes a link without letting its secret into the receipt: asked again, the answer is the link alone.

    Args:
        run: runs a handler, unless the same was asked before, and keeps its reply.
    """
    said: list[LinkCreated] = []

    def create(db: sqlite3.Connection, command: CreateLink, context: Context) -> Outcome:
        outcome = create_link(db, command, context)
        assert isinstance(outcome.reply, LinkCreated)
        said.append(outcome.reply)
        return replace(outcome, reply=outcome.others[0])

    outcome = run(create)
    return replace(outcome, reply=said[0]) if said else outcome


def get_links(db: sqlite3.Connection, command: GetLinks, context: Context) -> Outcome:
    """The newest first, revoked and expired ones too."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM links WHERE ?1 IS NULL OR session_id = ?1 ORDER BY seq DESC", (command.session_id,)
    )
    return Outcome(Links(links=[Link(*row) for row in rows]))


def revoke_link(db: sqlite3.Connection, command: RevokeLink, context: Context) -> Outcome:
    """For good; once more changes nothing."""
    row = db.execute(f"SELECT {_COLUMNS} FROM links WHERE id = ?", (command.link_id,)).fetchone()
    if row is None:
        raise SatchelError("not_found", f"There is no link {command.link_id!r}.", {"field": "linkId"})
    link = Link(*row)
    if link.revoked_at is not None:
        return Outcome(LinkRevoked(link=link))
    link.revoked_at = context.now
    db.execute("UPDATE links SET revoked_at = ?, seq = ? WHERE id = ?", (context.now, context.next_seq(), link.id))
    frame = LinkRevoked(link=link)
    return Outcome(frame, (frame,))


def resolve_link(db: sqlite3.Connection, command: ResolveLink, context: Context) -> Outcome:
    row = db.execute(f"SELECT {_COLUMNS} FROM links WHERE secret = ?", (_hash(command.secret),)).fetchone()
    link = Link(*row) if row else None
    if link is None or link.revoked_at is not None or (link.expires_at or context.now + 1) <= context.now:
        raise SatchelError("not_found", "This link leads nowhere: it has expired or was revoked.")
    return Outcome(
        LinkResolved(
            link_id=link.id,
            linked_session=link.session_id,
            artifact_id=link.artifact_id,
            expires_at=link.expires_at,
        )
    )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
