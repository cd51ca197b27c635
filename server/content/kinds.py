"""The one place where an artifact's type is decided, from a language word, a file name and the content.

Knows words and extensions; knows nothing of where in a text they stood.
"""

from __future__ import annotations

import re
from typing import Final

TYPES: Final = frozenset(
    [
        "react-component",
        "html",
        "css",
        "javascript",
        "typescript",
        "python",
        "svg",
        "markdown",
        "mermaid",
        "json",
        "table",
        "doc",
        "sheet",
        "code",
    ]
)

_TYPE_OF_LANGUAGE: Final = {
    "html": "html",
    "htm": "html",
    "css": "css",
    "javascript": "javascript",
    "js": "javascript",
    "mjs": "javascript",
    "cjs": "javascript",
    "typescript": "typescript",
    "ts": "typescript",
    "mts": "typescript",
    "cts": "typescript",
    "python": "python",
    "python3": "python",
    "py": "python",
    "svg": "svg",
    "markdown": "markdown",
    "md": "markdown",
    "mermaid": "mermaid",
    "mmd": "mermaid",
    "json": "json",
    "csv": "sheet",
    "tsv": "sheet",
}

LANGUAGE_OF_EXTENSION: Final = {
    **{
        word: word
        for word in [
            "c",
            "cpp",
            "css",
            "csv",
            "dart",
            "diff",
            "go",
            "html",
            "ini",
            "java",
            "json",
            "jsx",
            "lua",
            "mdx",
            "php",
            "r",
            "scala",
        ]
    },
    **{
        word: word
        for word in ["scss", "sql", "svelte", "svg", "swift", "toml", "tsv", "tsx", "vue", "xml", "yaml", "zig"]
    },
    "bash": "bash",
    "bat": "batch",
    "cc": "cpp",
    "cjs": "javascript",
    "cs": "csharp",
    "cts": "typescript",
    "ex": "elixir",
    "exs": "elixir",
    "h": "c",
    "hpp": "cpp",
    "hs": "haskell",
    "htm": "html",
    "js": "javascript",
    "jl": "julia",
    "kt": "kotlin",
    "markdown": "markdown",
    "md": "markdown",
    "mermaid": "mermaid",
    "mjs": "javascript",
    "mmd": "mermaid",
    "mts": "typescript",
    "pl": "perl",
    "ps1": "powershell",
    "py": "python",
    "pyi": "python",
    "rb": "ruby",
    "rs": "rust",
    "sh": "bash",
    "tf": "terraform",
    "ts": "typescript",
    "txt": "text",
    "yml": "yaml",
}

_SAME_AS: Final = {
    "shell": "bash",
    "zsh": "bash",
    "console": "bash",
    "c++": "cpp",
    "c#": "csharp",
    "golang": "go",
    "python3": "python",
    "node": "javascript",
    "jsx": "javascript",
    "tsx": "typescript",
    "react": "javascript",
    "vue-html": "vue",
    "plaintext": "text",
    "dockerfile": "text",
}

# What the type attribute of a tag says, and the language that it implies.
_OF_MIME: Final = {
    "application/vnd.ant.react": ("react-component", "jsx"),
    "application/vnd.ant.mermaid": ("mermaid", "mermaid"),
    "application/vnd.react": ("react-component", "jsx"),
    "application/vnd.mermaid": ("mermaid", "mermaid"),
    "application/vnd.code-html": ("html", "html"),
    "text/html": ("html", "html"),
    "image/svg+xml": ("svg", "svg"),
    "text/markdown": ("markdown", "markdown"),
    "text/css": ("css", "css"),
    "text/csv": ("sheet", "csv"),
    "text/tab-separated-values": ("sheet", "tsv"),
    "text/javascript": ("javascript", "javascript"),
    "application/javascript": ("javascript", "javascript"),
    "application/json": ("json", "json"),
    "text/x-python": ("python", "python"),
    "application/vnd.ant.document": ("doc", "markdown"),
    "document": ("doc", "markdown"),
    "react": ("react-component", "jsx"),
}

_COMPONENT: Final = re.compile(r"^[ \t]*export\b|(?:\breturn|=>)\s*\(?\s*<[A-Za-z>]", re.MULTILINE)
_PLAIN: Final = frozenset({"", "text", "txt", "plain", "plaintext", "code"})


def artifact_type(language: str, filename: str | None, content: str) -> str:
    """Decide the type of an artifact.

    `language` is a language word, an extension or a MIME type, in any case. It decides alone, except that a
    file name speaks where the language says nothing. A jsx or tsx text is a react-component when it looks like
    one (an export, or JSX that is returned), otherwise javascript or typescript. Anything unknown is code.
    """
    word = language.lower()
    if "/" in word:
        kind, word = _OF_MIME.get(word, ("", word))
        if kind:
            return kind
    extension = ""
    if filename and (dot := filename.rfind(".")) >= 0:
        extension = filename[dot + 1 :].lower()
    if word in _PLAIN:
        word = LANGUAGE_OF_EXTENSION.get(extension, "")
    if word in ("jsx", "tsx") or extension in ("jsx", "tsx"):
        if word in ("jsx", "tsx", "javascript", "js", "typescript", "ts") and looks_like_component(content):
            return "react-component"
        word = {"jsx": "javascript", "tsx": "typescript"}.get(word, word)
    if word == "xml" and (extension == "svg" or content.lstrip()[:4] == "<svg"):
        return "svg"
    return _TYPE_OF_LANGUAGE.get(word, "code")


def looks_like_component(content: str) -> bool:
    """Whether JSX or TSX exports something or returns an element."""
    return _COMPONENT.search(content) is not None


def type_and_language(mime: str, language: str, filename: str | None, content: str) -> tuple[str, str]:
    """Decide type and language of a tag's content from its type attribute (`mime`: a MIME type or a plain word).

    `application/vnd.ant.code` and what is not known leave it to the language attribute, the language of the
    fence inside, or the file name.
    """
    word = mime.lower().partition(";")[0].strip()
    if word in _OF_MIME:
        kind, implied = _OF_MIME[word]
        return kind, language or implied
    if not language and filename and "." in filename:
        extension = filename.rpartition(".")[2].lower()
        language = LANGUAGE_OF_EXTENSION.get(extension, extension if extension.isalnum() else "")
    if word in TYPES and word != "code":
        return word, language or (word if word in _TYPE_OF_LANGUAGE else "")
    if not language and word and "/" not in word and word not in ("code", "file", "update"):
        language = word
    return artifact_type(language, filename, content), language


def same_language(one: str, other: str) -> bool:
    """Whether two language words or extensions mean the same language (`sh` and `bash`, `py` and `python`)."""
    return canonical_language(one) == canonical_language(other)


def canonical_language(word: str) -> str:
    """One word for each language, whichever way it was named: `python` for `py`."""
    word = LANGUAGE_OF_EXTENSION.get(word.lower(), word.lower())
    return _SAME_AS.get(word, word)
