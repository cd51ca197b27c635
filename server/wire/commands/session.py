"""What can be asked of a session itself, and what makes a second one of it."""

from typing import Annotated, Any, ClassVar, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from ..ids import Id, SessionId, UserId
from ..resources import Visibility
from .base import Count, Description, Moment, Need, Number, Page, SessionCommand, SessionRead, Title

ModelId = Annotated[str, Meta(max_length=200)]


class GetSession(SessionRead, tag="get_session", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True


class GetConversation(SessionRead, tag="get_conversation", kw_only=True, frozen=True):
    """The session with a page of its messages."""

    kept: ClassVar[bool] = True
    message_limit: Page = 50
    message_offset: Count = 0
    order: Literal["asc", "desc"] = "asc"


class CreateSession(SessionCommand, tag="create_session", kw_only=True, frozen=True):
    """Find or create: where the session is there already it is answered as it is, and nothing is changed."""

    creates: ClassVar[bool] = True
    need: ClassVar[Need] = "own"
    title: Title = ""
    description: Description = ""
    visibility: Visibility = "private"
    model_id: ModelId | None = None
    sandbox_id: Id | None = None
    last_context: Any = None
    metadata: dict[str, Any] = {}


class SessionUpdates(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename="camel"):
    title: Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    model_id: ModelId | None | UnsetType = UNSET
    sandbox_id: Id | None | UnsetType = UNSET
    last_context: Any | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET


class UpdateSession(SessionCommand, tag="update_session", kw_only=True, frozen=True):
    need: ClassVar[Need] = "own"
    updates: SessionUpdates
    expected_seq: Count | None = None
    """The session's `seq` that the change starts from: refused as a conflict where it has moved on."""


class TouchSession(SessionCommand, tag="touch_session", kw_only=True, frozen=True):
    """Makes it the one that changed last."""


class DeleteSession(SessionCommand, tag="delete_session", kw_only=True, frozen=True):
    """It can be restored, unless it is deleted for good: then its file goes too."""

    need: ClassVar[Need] = "own"
    permanent: bool = False
    expected_seq: Count | None = None
    """The session's `seq` that was seen: refused as a conflict where it has moved on."""


class RestoreSession(SessionCommand, tag="restore_session", kw_only=True, frozen=True):
    need: ClassVar[Need] = "own"


class Subscribe(SessionRead, tag="subscribe", kw_only=True, frozen=True):
    since: Count | None = None


class GetSessionAt(SessionRead, tag="get_session_at", kw_only=True, frozen=True):
    """The session as it was at a `seq` or a time: a page of the messages that were on its current branch then, its
    artifacts, components, interactions, project and sites. For its owner: what was deleted is in it."""

    need: ClassVar[Need] = "own"
    seq: Number | None = None
    time: Moment | None = None
    message_limit: Page = 50
    message_offset: Count = 0

    @property
    def changes(self) -> bool:
        return False


class RestoreSessionAt(SessionCommand, tag="restore_session_at", kw_only=True, frozen=True):
    """Makes the session what it was at a `seq` or a time, by changes as any other: what came after is deleted, and can
    be brought back by the same command. With `into` a new session becomes that, and this one stays as it is."""

    need: ClassVar[Need] = "own"
    seq: Number | None = None
    time: Moment | None = None
    into: SessionId | None = None


# what makes something elsewhere of a session: it reads this one and changes another


class Copying(SessionCommand, kw_only=True, frozen=True):
    need: ClassVar[Need] = "read"

    @property
    def changes(self) -> bool:
        return True


class ForkSession(Copying, tag="fork_session", kw_only=True, frozen=True):
    """A new session of the same owner: what was said up to a message, on its branch, with the artifacts of then."""

    need: ClassVar[Need] = "own"
    message_id: Id | None = None
    """The last message that comes along; the last of all without it."""
    new_session_id: SessionId | None = None
    title: Title | None = None


class CopySession(Copying, tag="copy_session", kw_only=True, frozen=True):
    """A new session with all that this one holds, for whoever asks or for another user."""

    new_session_id: SessionId | None = None
    to_user: UserId | None = None
    title: Title | None = None


class CopyArtifact(Copying, tag="copy_artifact", kw_only=True, frozen=True):
    """An artifact as it is now, into another session of whoever asks, or into a new one of another user."""

    artifact_id: Id
    to_session_id: SessionId | None = None
    to_user: UserId | None = None
