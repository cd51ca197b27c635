"""What can be asked of sites: files that are shown together as a website."""

from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ..ids import Id, SessionId
from .base import AccountRead, Count, Description, Need, Number, Page, SessionCommand, SessionRead, Title
from .files import Files, Paths
from .session import Copying

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")]


class CreateSite(SessionCommand, tag="create_site", kw_only=True, frozen=True):
    """A new site, of files or of a snapshot of this session. Its title is made from the files where none is given."""

    creates: ClassVar[bool] = True
    title: Title = ""
    description: Description = ""
    files: Files | None = None
    snapshot_id: Id | None = None
    """In place of `files`: the snapshot that it starts from."""
    is_template: bool = False
    metadata: dict[str, Any] = {}
    message_id: Id | None = None
    """The message that made it."""
    change_description: Description = ""
    follows_replies: bool = False
    """The files in later replies of the model change this site: the session's `metadata.siteId` names it then."""


class GetSites(SessionRead, tag="get_sites", kw_only=True, frozen=True):
    """Those of the session, without their files."""

    kept: ClassVar[bool] = True
    deleted: bool = False
    """Those that are deleted and can be restored."""


class GetSite(SessionRead, tag="get_site", kw_only=True, frozen=True):
    """As it is, or with the files that it had at a version."""

    kept: ClassVar[bool] = True
    site_id: Id
    version: Number | None = None
    contents: bool = False


class UpdateSite(SessionCommand, tag="update_site", kw_only=True, frozen=True):
    """Changes what is named and nothing else. A change of files makes a new version."""

    site_id: Id
    title: Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    is_template: bool | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET
    files: Files | None = None
    """All files; what is not named goes. In place of `set` and `remove`."""
    put: Files = msgspec.field(default_factory=dict, name="set")
    remove: Paths = []
    message_id: Id | None = None
    """The message that changes the files."""
    change_description: Description = ""
    expected_version: Number | None = None
    """The version that the change starts from: refused as a conflict where the files have moved on."""


class DeleteSite(SessionCommand, tag="delete_site", kw_only=True, frozen=True):
    """It can be restored; it is not published any more."""

    site_id: Id
    expected_version: Number | None = None


class RestoreSite(SessionCommand, tag="restore_site", kw_only=True, frozen=True):
    site_id: Id


class GetSiteVersions(SessionRead, tag="get_site_versions", kw_only=True, frozen=True):
    """Newest first, without the files."""

    kept: ClassVar[bool] = True
    site_id: Id
    limit: Page = 50
    offset: Count = 0


class RestoreSiteVersion(SessionCommand, tag="restore_site_version", kw_only=True, frozen=True):
    """Makes the files of an old version those of a new one; nothing is deleted."""

    site_id: Id
    version: Number


class GetSiteDiff(SessionRead, tag="get_site_diff", kw_only=True, frozen=True):
    """What became of each file between two versions."""

    kept: ClassVar[bool] = True
    site_id: Id
    from_version: Number
    to_version: Number | None = None
    """The present one without it."""


class CopySite(Copying, tag="copy_site", kw_only=True, frozen=True):
    """A new site that starts from this one, a template perhaps: its files as they are now, without the versions."""

    site_id: Id
    version: Number | None = None
    title: Title | None = None
    to_session_id: SessionId | None = None
    """Where it goes; into a session of its own without it."""


class PublishSite(SessionCommand, tag="publish_site", kw_only=True, frozen=True):
    """Serves a version to everybody, under a name: at once, and until it is unpublished."""

    need: ClassVar[Need] = "own"
    site_id: Id
    version: Number | None = None
    """The newest one without it."""
    slug: Slug | None = None
    """The name in the address; without it the one that it had, or one made of its title."""


class UnpublishSite(SessionCommand, tag="unpublish_site", kw_only=True, frozen=True):
    """Nobody is served any more."""

    need: ClassVar[Need] = "own"
    site_id: Id


class ListSites(AccountRead, tag="list_sites", kw_only=True, frozen=True):
    """Those of all sessions of the user, the last changed first, without their files."""

    limit: Page = 50
    offset: Count = 0
    deleted: bool = False
    is_template: bool | None = None
    is_published: bool | None = None
    search: str = ""
    """Words that stand in title or description."""
