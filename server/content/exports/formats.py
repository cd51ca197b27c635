"""What content can leave as: the words for it, the media types, the extensions."""

from __future__ import annotations

from typing import Final, Literal

from server.content.kinds import LANGUAGE_OF_EXTENSION, canonical_language

Format = Literal["source", "markdown", "html", "docx", "pdf", "csv", "xlsx", "json"]
"""`source` is the content as it is, under the extension of its language."""

FORMATS: Final[dict[str, tuple[str, str]]] = {
    "markdown": ("md", "text/markdown; charset=utf-8"),
    "html": ("html", "text/html; charset=utf-8"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("pdf", "application/pdf"),
    "csv": ("csv", "text/csv; charset=utf-8"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("json", "application/json"),
}
"""Extension and media type (https://www.iana.org/assignments/media-types/)."""

_OF_TYPE: Final = {
    "html": "html",
    "css": "css",
    "javascript": "js",
    "typescript": "ts",
    "python": "py",
    "svg": "svg",
    "markdown": "md",
    "mermaid": "mmd",
    "json": "json",
    "table": "md",
    "doc": "md",
    "sheet": "csv",
}
_PREFERRED: Final = {
    "bash": "sh",
    "batch": "bat",
    "csharp": "cs",
    "elixir": "ex",
    "haskell": "hs",
    "html": "html",
    "javascript": "js",
    "julia": "jl",
    "kotlin": "kt",
    "markdown": "md",
    "mermaid": "mmd",
    "perl": "pl",
    "powershell": "ps1",
    "python": "py",
    "ruby": "rb",
    "rust": "rs",
    "terraform": "tf",
    "text": "txt",
    "typescript": "ts",
    "yaml": "yml",
}


def extension_for(type: str, language: str) -> str:
    """The extension, without its dot, of an artifact's own file.

    Args:
        type: of the artifact.
        language: the word that it has for it, in any case; may be empty.
    """
    word = language.lower()
    if word in ("jsx", "tsx"):
        return word
    if type == "react-component":
        return "tsx" if word in ("typescript", "ts") else "jsx"
    if type == "sheet":
        return "tsv" if word == "tsv" else "csv"
    if type in _OF_TYPE:
        return _OF_TYPE[type]
    if word in LANGUAGE_OF_EXTENSION and word not in _PREFERRED:
        return word
    word = canonical_language(word)
    return _PREFERRED.get(word, word if word in LANGUAGE_OF_EXTENSION else "txt")


def media_type_of(extension: str) -> str:
    """Of a file with source in it: text, so that no browser runs what it downloads from here."""
    for known, media_type in FORMATS.values():
        if known == extension and extension != "html":
            return media_type
    return "text/plain; charset=utf-8"
