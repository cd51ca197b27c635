"""Files of a session: the project's snapshots, and sites."""

from typing import Any, Literal

from msgspec import Struct

from .words import Time


class EncodedFile(Struct, forbid_unknown_fields=True):
    """The content of a file that is no text. Large ones are streamed by REST."""

    encoding: Literal["base64"]
    content: str


FileContent = str | EncodedFile


class FileInfo(Struct, rename="camel"):
    """A file without its content."""

    path: str
    size: int
    """Bytes."""
    hash: str
    """SHA-256 of the content, in hexadecimal."""
    media_type: str


class Snapshot(Struct, rename="camel", omit_defaults=True):
    """The files of the session's project as they were at a moment. Lists leave `files` and `entries` out."""

    id: str
    session_id: str
    message_id: str | None
    version: int
    file_count: int
    size: int
    """Bytes of all files."""
    change_description: str
    created_at: Time
    seq: int
    files: dict[str, FileContent] | None = None
    """Path to content, where contents are asked for."""
    entries: list[FileInfo] | None = None
    """What files there are."""


class Site(Struct, rename="camel", omit_defaults=True):
    """Files that are shown together as a website. Its id begins with that of the session that it lives in."""

    id: str
    owner: str
    session_id: str
    title: str
    description: str
    preview_image: str | None
    """Where a picture of it is, once one was made."""
    is_published: bool
    published_version: int | None
    published_url: str | None
    is_template: bool
    """New sites can start from it."""
    metadata: dict[str, Any]
    version: int
    """The newest one."""
    file_count: int
    size: int
    """Bytes of all files."""
    created_at: Time
    updated_at: Time
    seq: int
    deleted_at: Time | None = None
    files: dict[str, FileContent] | None = None
    """Path to content, where contents are asked for."""
    entries: list[FileInfo] | None = None
    """What files there are, where one site is asked for."""
    preview_version: int | None = None
    """The version that the picture is of: another than `version` once the site has gone on."""


class SiteVersion(Struct, rename="camel"):
    version_number: int
    created_by_message_id: str | None
    change_description: str
    file_count: int
    size: int
    """Bytes of all files."""
    created_at: Time


class FileChange(Struct, rename="camel", omit_defaults=True):
    """What became of one file between two versions."""

    path: str
    change: Literal["added", "removed", "changed"]
    old_size: int
    new_size: int
    diff: str | None = None
    """Unified; absent for what is no text, or too long to compare."""
