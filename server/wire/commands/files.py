"""What can be asked of the files of a session's project, and of its snapshots."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from ..ids import Id
from ..resources import FileContent
from .base import Count, Description, Page, SessionCommand, SessionRead

Path = Annotated[str, Meta(min_length=1, max_length=1000)]
Files = Annotated[dict[str, FileContent], Meta(max_length=10_000, description="Path to content.")]
Paths = Annotated[list[Path], Meta(max_length=10_000)]


class SaveSnapshot(SessionCommand, tag="save_snapshot", kw_only=True, frozen=True):
    """Keeps the project as it is now: all its files, or what changed since the snapshot before."""

    creates: ClassVar[bool] = True
    files: Files | None = None
    """All files; what is not named is not in the project any more. In place of `set` and `remove`."""
    put: Files = msgspec.field(default_factory=dict, name="set")
    remove: Paths = []
    message_id: Id | None = None
    """The message that the project was so at."""
    change_description: Description = ""


class GetSnapshot(SessionRead, tag="get_snapshot", kw_only=True, frozen=True):
    """A snapshot by its id or its message; the latest without either."""

    kept: ClassVar[bool] = True
    snapshot_id: Id | None = None
    message_id: Id | None = None
    contents: bool = True


class GetSnapshots(SessionRead, tag="get_snapshots", kw_only=True, frozen=True):
    """Newest first, without their files."""

    kept: ClassVar[bool] = True
    limit: Page = 50
    offset: Count = 0


class RestoreSnapshot(SessionCommand, tag="restore_snapshot", kw_only=True, frozen=True):
    """Makes an old snapshot the newest one; nothing is deleted."""

    snapshot_id: Id
