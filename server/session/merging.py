"""Two changes of one artifact brought together, line by line. The merge itself is the library merge3."""

import sqlite3
from typing import Any

import msgspec
from merge3 import Merge3

from ..errors import SatchelError
from ..wire.commands import UpdateArtifact
from ..wire.resources import Artifact
from .versions import content_at

Region = dict[str, Any]


def reconcile(
    db: sqlite3.Connection, command: UpdateArtifact, current: Artifact, changes: dict[str, Any]
) -> dict[str, Any]:
    """The artifact has moved on since the version that the client started from: a conflict, or a merge."""
    assert command.expected_version is not None
    details = _details(current, command.expected_version)
    if not command.merge:
        way = "take the current state in details, or send the change again with merge: true"
        raise moved_on(current, command.expected_version, way)
    if command.expected_version > current.version:
        raise SatchelError(
            "conflict",
            f"There is no version {command.expected_version} yet; it is at {current.version}.",
            details,
        )
    base = content_at(db, current, command.expected_version)
    merged, regions = merge(base, current, changes)
    if regions:
        raise SatchelError(
            "conflict",
            f"Both changed the same place in {len(regions)} region{'s' if len(regions) > 1 else ''}: "
            "see details.regions, decide, and send the result with the current version as expectedVersion.",
            details | {"regions": regions},
        )
    return merged


def moved_on(current: Artifact, expected: int, way: str) -> SatchelError:
    """What a change is told that starts from another version than the present one.

    Args:
        way: what can be done about it.
    """
    text = f"The artifact is at version {current.version}, not {expected}: {way}."
    return SatchelError("conflict", text, _details(current, expected))


def _details(current: Artifact, expected: int) -> dict[str, Any]:
    return {"current": msgspec.to_builtins(current), "expectedVersion": expected}


def merge(base: Artifact, current: Artifact, changes: dict[str, Any]) -> tuple[dict[str, Any], list[Region]]:
    """Merges what a client changed since `base` with what has become of it.

    Returns:
        The changes to make to `current`, and the regions where both changed the same place: with `field`, the
        1-based `line` in the current text, and the three texts `base`, `current` and `yours`. With regions the
        changes are not to be made.
    """
    merged: dict[str, Any] = {}
    regions: list[Region] = []
    for field, yours in changes.items():
        before, now = getattr(base, field), getattr(current, field)
        if yours in (before, now):
            continue  # not changed here, or changed the same way
        if now == before:
            merged[field] = yours
        elif field == "content":
            merged[field], found = _merge_text(before, now, yours)
            regions += found
        else:
            regions.append({"field": field, "base": before, "current": now, "yours": yours})
    return merged, regions


def _merge_text(before: str, now: str, yours: str) -> tuple[str, list[Region]]:
    base, current, other = before.splitlines(True), now.splitlines(True), yours.splitlines(True)
    lines: list[str] = []
    regions: list[Region] = []
    for region in Merge3(base, current, other).merge_regions():
        match region:
            case ("unchanged", start, end):
                lines += base[start:end]
            case ("same" | "a", start, end):
                lines += current[start:end]
            case ("b", start, end):
                lines += other[start:end]
            case ("conflict", base_start, base_end, start, end, other_start, other_end):
                regions.append(
                    {
                        "field": "content",
                        "line": start + 1,
                        "base": "".join(base[base_start:base_end]),
                        "current": "".join(current[start:end]),
                        "yours": "".join(other[other_start:other_end]),
                    }
                )
    return "".join(lines), regions
