"""The list of a user's sites: what their sessions last said of them."""

import sqlite3
from typing import Any

import msgspec

from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import ListSites
from ..wire.events import SitesFound
from ..wire.resources import Site

_decode = msgspec.json.Decoder(Site).decode


def put_sites(db: sqlite3.Connection, session: int, sites: list[Site]) -> None:
    """Takes what a session, known by its key, says of all its sites."""
    rows = {site.id: msgspec.json.encode(site).decode() for site in sites}
    known = dict(db.execute("SELECT id, told FROM sites WHERE session = ?", (session,)).fetchall())
    for site_id in known.keys() - rows.keys():
        db.execute("DELETE FROM sites WHERE id = ?", (site_id,))
    for site in sites:
        if known.get(site.id) != rows[site.id]:
            db.execute(
                "INSERT OR REPLACE INTO sites VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(site.id, session, site.updated_at, site.deleted_at is not None, site.is_template),
                    *(site.is_published, f"{site.title}\n{site.description}".casefold(), rows[site.id]),
                ),
            )


def forget_sites(db: sqlite3.Connection, session: int) -> None:
    db.execute("DELETE FROM sites WHERE session = ?", (session,))


def list_sites(db: sqlite3.Connection, command: ListSites, context: Context) -> Outcome:
    """Sites of deleted sessions are not listed."""
    where, values = ["s.is_deleted = ?", "o.is_deleted = 0"], list[Any]([command.deleted])
    for column, value in (("is_template", command.is_template), ("is_published", command.is_published)):
        if value is not None:
            where.append(f"s.{column} = ?")
            values.append(value)
    for word in command.search.casefold().split():
        where.append("instr(s.words, ?)")
        values.append(word)
    found = f"FROM sites s JOIN sessions o ON o.key = s.session WHERE {' AND '.join(where)}"
    total = db.execute(f"SELECT count(*) {found}", values).fetchone()[0]
    rows = db.execute(
        f"SELECT s.told {found} ORDER BY s.updated_at DESC, s.id DESC LIMIT ? OFFSET ?",
        (*values, command.limit, command.offset),
    )
    return Outcome(SitesFound(sites=[_decode(told) for (told,) in rows], total=total))
