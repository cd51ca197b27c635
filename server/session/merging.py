"""Two changes of one artifact brought together, line by line. The merge itself is the library merge3."""

from typing import Any

from merge3 import Merge3

from ..wire.resources import Artifact

Region = dict[str, Any]


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
