"""Sandboxes: where a session's project runs, and what was run there."""

from typing import Any, Literal

from msgspec import Struct

from .files import FileContent, FileInfo
from .words import Time

Stream = Literal["stdout", "stderr"]


class Sandbox(Struct, rename="camel", omit_defaults=True):
    """Lists and events leave `files` and `entries` out."""

    id: str
    session_id: str
    state: dict[str, Any]
    metadata: dict[str, Any]
    version: int
    """The newest one of its files."""
    file_count: int
    size: int
    """Bytes of all files."""
    created_at: Time
    updated_at: Time
    seq: int
    files: dict[str, FileContent] | None = None
    """Path to content, where contents are asked for."""
    entries: list[FileInfo] | None = None
    """What files there are."""


class SandboxCommand(Struct, rename="camel", omit_defaults=True):
    """Something that was run in a sandbox. Lists and events leave the output out."""

    id: str
    session_id: str
    sandbox_id: str
    command: str
    cwd: str
    env: list[str]
    """Names of variables."""
    status: Literal["running", "finished"]
    exit_code: int | None
    started_at: Time
    ended_at: Time | None
    stdout_bytes: int
    """All that came, as is the next."""
    stderr_bytes: int
    omitted_bytes: int
    """Of both together: what is not kept."""
    created_at: Time
    seq: int
    stdout: str | None = None
    stderr: str | None = None


class Step(Struct, rename="camel", frozen=True):
    """A command that set something up."""

    command: str
    cwd: str
    env: list[str]
