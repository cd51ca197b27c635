"""Snapshots of the project and versions of sites, too many or too old: never the newest, never a published one."""

import sqlite3

from ...handling.cleaning import Share, Tally, before
from ...handling.context import Context
from ..files.trees import PROJECT, forget_versions
from .whole import not_whole_before

_RANKED = (
    "SELECT tree, version, length(CAST(change_description AS BLOB)) AS size,"
    " row_number() OVER (PARTITION BY tree ORDER BY version DESC) AS rank,"
    " lead(created_at) OVER (PARTITION BY tree ORDER BY version) AS replaced_at,"
    " lead(seq) OVER (PARTITION BY tree ORDER BY version) AS replaced_seq FROM tree_versions"
)
_OLD = (
    f"SELECT tree, version, size, replaced_seq FROM ({_RANKED}) v"
    " WHERE rank > 1 AND (rank > :most OR replaced_at < :limit) AND {}"
    " AND NOT EXISTS (SELECT 1 FROM sites s WHERE s.position = v.tree AND s.published_version = v.version)"
    " ORDER BY replaced_at, version"
)


def remove_tree_versions(db: sqlite3.Connection, context: Context, tally: Tally) -> bool:
    """Returns whether contents may be named by nothing now."""
    rules = context.retention
    project = _remove(db, context, tally, "snapshots", f"tree = {PROJECT}", rules.snapshots, rules.snapshots_days)
    sites = f"tree != {PROJECT}"
    return _remove(db, context, tally, "siteVersions", sites, rules.site_versions, rules.site_versions_days) or project


def _remove(
    db: sqlite3.Connection, context: Context, tally: Tally, kind: str, where: str, most: int | None, days: float | None
) -> bool:
    limit = before(context.now, days)
    if most is None and limit is None:
        return False
    share = Share(tally, kind)
    gone: dict[int, list[int]] = {}
    for tree, version, size, replaced_seq in db.execute(_OLD.format(where), {"most": most, "limit": limit}).fetchall():
        if not share.take(size):
            break
        gone.setdefault(tree, []).append(version)
        not_whole_before(db, replaced_seq)
    for tree, versions in gone.items():
        forget_versions(db, tree, versions)
    return bool(gone)
