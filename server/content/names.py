"""File names and info strings: which word is a file name, what a fence's first line says.

Works on single lines and words; knows nothing of blocks.
"""

from __future__ import annotations

import re
from html import unescape

import msgspec

from server.content.kinds import LANGUAGE_OF_EXTENSION, same_language

# An info string is one line, but nothing stops it from being a megabyte; what matters stands at its head.
_INFO_LIMIT = 1_000
_PATH_LIMIT = 255
_WORD = re.compile(r"""([A-Za-z][\w.-]*)=("[^"]*"|'[^']*'|[^\s{}]*)|\{[^{}]*\}|[^\s{}]+|[{}]""")
_NOT_IN_A_PATH = frozenset("<>\"'`{}()|*?=,;\0")
_NOT_A_PLAIN_WORD = frozenset("={}")
_FILE_KEYS = frozenset({"filename", "file", "filepath", "file_path", "path", "name"})
_COMMENT = re.compile(r"(?://|#|--|;+|/\*+|<!--|%|\{/\*)\s*(.*?)\s*(?:\*/\}?|-->)?\s*$")
_FILE_LABEL = re.compile(r"(?:file[ _-]?name|file[ _-]?path|file|path)\s*[:=]\s*", re.IGNORECASE)
_LABEL_MARKS = " \t*_`#:"


class Info(msgspec.Struct, frozen=True):
    """What an info string says. `language` is lower-case and may be empty."""

    language: str = ""
    filename: str | None = None
    title: str | None = None


def is_file_name(word: str) -> bool:
    """Whether a word is a file name: it has a path separator or a dotted extension, and looks like no other thing."""
    if not word or len(word) > _PATH_LIMIT or not _NOT_IN_A_PATH.isdisjoint(word) or "://" in word:
        return False
    if word.split() != [word]:
        return False
    name = base_name(word)
    if ("/" in word or "\\" in word) and any(character.isalnum() for character in name):
        return True
    _, dot, extension = name.rpartition(".")
    return bool(dot) and extension.isalnum() and len(extension) <= 12 and not extension.isdecimal()


def base_name(path: str) -> str:
    """The last part of a path of either kind of separator."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def extension_of(filename: str) -> str:
    """The extension in lower case without its dot, or an empty string."""
    return base_name(filename).rpartition(".")[2].lower() if "." in base_name(filename) else ""


def language_of_file(filename: str) -> str:
    """The language word of a file's extension; the extension itself where it is not known."""
    extension = extension_of(filename)
    return LANGUAGE_OF_EXTENSION.get(extension, extension)


def read_info(info: str) -> Info:
    """Read a fence's info string: `python`, `python app.py`, `app.py`, `tsx title="App.tsx" {1,3-5}`."""
    info = info.strip()
    if info.isalnum():
        return Info(info.lower())
    if not info:
        return Info()
    language, filename, title = "", None, None
    info = info[:_INFO_LIMIT]
    if _NOT_A_PLAIN_WORD.isdisjoint(info):
        first, *rest = info.split()
        language, filename = _first_word(first)
        filename = filename or next((word for word in rest if is_file_name(word)), None)
        return Info((language or (language_of_file(filename) if filename else "")).lower(), filename)
    for place, match in enumerate(_WORD.finditer(info)):
        key, word = match[1], match[0]
        if key:
            value = unescape(match[2].strip("\"'")).strip()
            if not value:
                continue
            if key.lower() in _FILE_KEYS:
                filename = filename or value
            elif key.lower() == "title":
                title = value
                filename = filename or (value if is_file_name(value) else None)
        elif word[0] in "{}":
            continue
        elif place == 0:
            language, filename = _first_word(word)
        elif filename is None and is_file_name(word):
            filename = word
    if not language and filename:
        language = language_of_file(filename)
    return Info(language.lower(), filename, title)


def _first_word(word: str) -> tuple[str, str | None]:
    if word.startswith(("text/", "application/", "image/")) and "." not in word.replace("vnd.", ""):
        return word, None
    left, colon, right = word.partition(":")
    if colon and left.isalnum() and len(left) > 1 and is_file_name(right):
        return left, right
    return ("", word) if is_file_name(word) else (word, None)


def file_of_first_line(line: str) -> str | None:
    """The file that a first-line comment names: `// file: x`, `# filename: x`, `<!-- file: x -->`, `// src/x.ts`."""
    line = line.strip()
    if line[:1] not in "/#-;<%{" or len(line) > _PATH_LIMIT * 2:
        return None
    comment = _COMMENT.match(line)
    if not comment:
        return None
    words = comment[1]
    label = _FILE_LABEL.match(words)
    if label:
        name = words[label.end() :].strip("\"'`")
        return name if is_file_name(name) else None
    # A comment that is only a path counts where its extension is one that code has: `# example.com` does not.
    return words if is_file_name(words) and extension_of(words) in LANGUAGE_OF_EXTENSION else None


def file_of_label(line: str, language: str, *, apart: bool) -> str | None:
    """The file that the line above a fence names: `src/app.ts`, `**src/app.ts**:`, `### File: src/app.ts`.

    `apart` says that a blank line stands between, where a bare word is no label and only a marked one is.
    A path whose extension contradicts the fence's language (`app.py` above a `bash` fence) is not its name.
    """
    if len(line) > _PATH_LIMIT * 2:
        return None
    words = line.strip()
    name = words.strip(_LABEL_MARKS)
    label = _FILE_LABEL.match(name)
    if label:
        name = name[label.end() :].strip(_LABEL_MARKS)
    if apart and name == words:
        return None
    if not is_file_name(name):
        return None
    extension = extension_of(name)
    if language and extension in LANGUAGE_OF_EXTENSION and not same_language(language, extension):
        return None
    return name
