"""Titles: of an artifact from what it says about itself, of a session from its first message.

Looks only at the head of a content, since a title must cost nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from server.content.names import base_name, file_of_first_line
from server.content.tables import header_of

if TYPE_CHECKING:
    from server.content.found import Draft

_LIMIT: Final = 80  # code points of an artifact's title
_HEAD: Final = 600  # code points of a content that are looked at

_COMMENT: Final = re.compile(r'\s*(?://+|#+(?!!)|--|;+|/\*+|<!--|%+|"""|\'\'\')[ \t]*([^\n]*)')
_COMMENT_TAIL: Final = re.compile(r'\s*(?:\*+/|-->|"""|\'\'\')\s*$')
_DIRECTIVE: Final = re.compile(
    r"(?:eslint|prettier|@ts-|ts-|type:|noqa|pylint|mypy|-\*-|@jsx|#?(?:include|define|region|pragma)\b|\W*$)",
    re.IGNORECASE,
)
_HEADING: Final = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_MARKS: Final = re.compile(r"[*`]+")
_MARKUP_TITLE: Final = re.compile(r"<(title|h1)\b[^<>]*>([^<>]+)</\1\s*>", re.IGNORECASE)
_DIAGRAM_TITLE: Final = re.compile(r"^\s*title:?[ \t]+(.+)$", re.MULTILINE)
# A name that is defined at the left margin.
_DEFINITION: Final = re.compile(
    r"(?:export[ \t]+)?(?:default[ \t]+)?(?:public[ \t]+)?(?:pub[ \t]+)?(?:async[ \t]+)?"
    r"(?:(?:def|class|function|func|fn|struct|interface|type|enum|trait|module|object"
    r"|(?i:create[ \t]+(?:table|view|function)))[ \t]+\*?[ \t]*|(?<=export )(?:const|let|var)[ \t]+)"
    r"([A-Za-z_$][\w$.]*)"
    r"|const[ \t]+([A-Z][\w$]*)[ \t]*="
)
_LABELS: Final = {
    "": "Code",
    "c#": "C#",
    "c++": "C++",
    "cpp": "C++",
    "cs": "C#",
    "csharp": "C#",
    "graphql": "GraphQL",
    "javascript": "JavaScript",
    "js": "JavaScript",
    "md": "Markdown",
    "mjs": "JavaScript",
    "objective-c": "Objective-C",
    "powershell": "PowerShell",
    "py": "Python",
    "rb": "Ruby",
    "rs": "Rust",
    "sh": "Shell",
    "ts": "TypeScript",
    "txt": "Text",
    "typescript": "TypeScript",
    "yml": "YAML",
    **{
        word: word.upper()
        for word in [
            "css",
            "csv",
            "html",
            "json",
            "jsx",
            "php",
            "scss",
            "sql",
            "svg",
            "toml",
            "tsv",
            "tsx",
            "xml",
            "yaml",
        ]
    },
}


def artifact_title(draft: Draft, kind: str, place: int) -> str:
    """The title of an artifact, never empty.

    A title attribute, else the file's base name, else the first comment, heading or name in the content, else
    for edits the identifier, else the language and the `place` among the artifacts of the message, counted from 1
    (`Python snippet 2`).
    """
    if draft.title and (title := _one_line(draft.title)):
        return title
    if draft.filename and (title := _one_line(base_name(draft.filename) or draft.filename)):
        return title
    if draft.edits and draft.identifier and (title := _one_line(draft.identifier)):
        return title
    title = title_of_content(draft.content, kind)
    return title or f"{language_label(draft.language or _plain(kind))} snippet {place}"


def title_of_content(content: str, kind: str) -> str:
    """The title that a content gives itself, or an empty string."""
    if kind == "table":
        return _one_line(header_of(content[: 4 * _HEAD]))
    head = content[:_HEAD]
    if kind in ("markdown", "doc"):
        return _one_line(_MARKS.sub("", heading[1])) if (heading := _HEADING.search(head)) else ""
    if kind in ("html", "svg") and (markup := _MARKUP_TITLE.search(content[: 4 * _HEAD])):
        return _one_line(markup[2])
    if kind == "mermaid":
        return _one_line(diagram[1]) if (diagram := _DIAGRAM_TITLE.search(head)) else ""
    if kind in ("json", "sheet"):
        return ""
    comment = _COMMENT.match(head)
    if comment and (words := _words_of_comment(comment[1])):
        return words
    if kind in ("html", "svg", "css"):
        return ""
    for line in head.split("\n"):
        if line[:1].isalpha() and (definition := _DEFINITION.match(line)):
            return _one_line(definition[1] or definition[2])
    return ""


def _words_of_comment(words: str) -> str:
    words = _COMMENT_TAIL.sub("", words)
    if _DIRECTIVE.match(words) or file_of_first_line("# " + words) or words.startswith("!"):
        return ""
    return _one_line(words) if any(character.isalpha() for character in words) else ""


def language_label(language: str) -> str:
    """A language word as people write it: `js` is JavaScript, `rust` is Rust, none is Code."""
    return _LABELS.get(language) or (language[:1].upper() + language[1:30])


def _plain(kind: str) -> str:
    return {"react-component": "react", "code": ""}.get(kind, kind)


def _one_line(words: str) -> str:
    words = " ".join(words[: 4 * _LIMIT].split())
    return words if len(words) <= _LIMIT else cut(words, _LIMIT)


def cut(words: str, limit: int) -> str:
    """Cut at a word so that at most `limit` code points remain, the ellipsis among them."""
    if len(words) <= limit:
        return words
    head = words[: max(limit - 1, 0)]
    if not words[len(head)].isspace() and (space := head.rfind(" ")) > limit // 3:
        head = head[:space]
    return head.rstrip(" ,;:.-–—") + "…"  # noqa: RUF001 the dashes are meant
