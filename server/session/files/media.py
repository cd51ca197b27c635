"""What kind of file a name says it is: its media type, and whether its content is text."""

import mimetypes
from fnmatch import fnmatchcase

from ...errors import SatchelError

UNKNOWN = "application/octet-stream"
_LIBRARY = mimetypes.MimeTypes()  # its own table: the same on every machine, whatever /etc/mime.types says
_OWN = {
    ".cjs": "text/javascript",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".ts": "text/plain",
    ".tsx": "text/plain",
    ".jsx": "text/javascript",
    ".css": "text/css",
    ".scss": "text/plain",
    ".less": "text/plain",
    ".vue": "text/plain",
    ".svelte": "text/plain",
    ".astro": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
    ".toml": "text/plain",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".xml": "application/xml",
    ".yaml": "text/plain",
    ".yml": "text/plain",
    ".ico": "image/x-icon",
}
_TEXT = ("application/json", "application/manifest+json", "application/xml", "image/svg+xml")


def media_type_of(path: str) -> str:
    """By the extension; https://www.iana.org/assignments/media-types/ has the names."""
    name = path.rpartition("/")[2]
    extension = name[name.rfind(".") :].lower() if "." in name else ""
    return _OWN.get(extension) or _LIBRARY.guess_type(f"file{extension}", strict=True)[0] or UNKNOWN


def is_text(media_type: str) -> bool:
    return media_type.startswith("text/") or media_type in _TEXT


def check_type(media_type: str, allowed: tuple[str, ...], path: str) -> None:
    """Raises SatchelError: `invalid` for a type that the operator does not let in; `image/*` lets all images in."""
    if allowed and not any(fnmatchcase(media_type, pattern) for pattern in allowed):
        raise SatchelError(
            "invalid",
            f"Files of the type {media_type} are not taken here ({path!r}); allowed are: {', '.join(allowed)}.",
            {"field": "path", "path": path, "mediaType": media_type, "allowed": list(allowed)},
        )
