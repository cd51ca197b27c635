"""Inline code in one line: where a tag is only mentioned."""

from __future__ import annotations

import re
from typing import Final

_BACKTICKS: Final = re.compile("`+")


def code_spans(line: str) -> list[tuple[int, int]]:
    """Begin and end of the code spans of a line: a run of backticks to the next run of equal length."""
    runs = [(run.start(), run.end()) for run in _BACKTICKS.finditer(line)]
    partner: list[int] = [-1] * len(runs)
    nearest: dict[int, int] = {}
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        partner[index] = nearest.get(length, -1)
        nearest[length] = index
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        other = partner[index]
        if other >= 0:
            spans.append((runs[index][0], runs[other][1]))
        index = max(index, other) + 1
    return spans
