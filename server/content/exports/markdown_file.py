"""What is no Markdown, as Markdown: code in a fence, values as a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.content.exports.table import Table

_BACKTICKS: Final = re.compile("`{3,}")


def fenced(code: str, language: str) -> str:
    """Code between fences that are longer than any in it."""
    fence = "`" * (max(map(len, _BACKTICKS.findall(code)), default=2) + 1)
    word = language.split(maxsplit=1)[0].replace("`", "") if language.strip() else ""
    return f"{fence}{word}\n{code}{'' if code.endswith(chr(10)) else chr(10)}{fence}\n"


def grids(tables: Sequence[Table]) -> str:
    """GFM tables, each under its name."""
    return "\n".join((f"## {table.name}\n\n" if table.name else "") + _grid(table) for table in tables)


def _grid(table: Table) -> str:
    lines = ["| " + " | ".join(map(_cell, row)) + " |" for row in table.rows]
    lines.insert(1, "|" + " --- |" * len(table.rows[0]))
    return "\n".join(lines) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    text = re.sub(r"([\\|`*_<\[~&])", r"\\\1", text)
    return "<br>".join(text.split("\n"))
