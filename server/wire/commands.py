"""What a client can ask of a session: one struct a request, `type` is the tag.

A command says here, too, what it needs of the caller and whether its answer may be kept until the next change.
"""

from typing import Annotated, Any, ClassVar, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from .ids import Id, SessionId
from .resources import ArtifactType, Part, Role, Visibility

Need = Literal["read", "write", "own"]

Key = Annotated[str, Meta(min_length=1, max_length=200)]
Title = Annotated[str, Meta(max_length=1000)]
Description = Annotated[str, Meta(max_length=10_000)]
Word = Annotated[str, Meta(max_length=100)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Number = Annotated[int, Meta(ge=1, le=2**53)]
Page = Annotated[int, Meta(ge=0, le=1000)]


class Command(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """What every request may carry.

    `request_id` is echoed and means nothing else; `idempotency_key` makes a change happen once however often it is
    sent; `session_id` names the session where the connection does not.
    """

    request_id: Annotated[str, Meta(max_length=200)] | None = None
    idempotency_key: Key | None = None
    session_id: SessionId | None = None

    need: ClassVar[Need] = "write"
    kept: ClassVar[bool] = False
    """Whether the answer depends on nothing but the command's fields and what the session holds."""

    @property
    def changes(self) -> bool:
        """Whether it is a change: it gets a `seq`, a receipt, and a place in a batch."""
        return self.need != "read"


class Read(Command, kw_only=True, frozen=True):
    need: ClassVar[Need] = "read"


# artifacts


class GetArtifacts(Read, tag="get_artifacts", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    message_id: Id | None = None
    artifact_type: ArtifactType | None = None
    language: Word | None = None
    since: Count | None = None
    until: Count | None = None


class GetArtifact(Read, tag="get_artifact", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    artifact_id: Id
    version: Number | None = None


class CreateArtifact(Command, tag="create_artifact", kw_only=True, frozen=True):
    artifact_type: ArtifactType
    title: Annotated[str, Meta(min_length=1, max_length=1000)]
    content: str
    language: Word = ""
    description: Description = ""
    message_id: Id | None = None
    metadata: dict[str, Any] = {}


class ArtifactUpdates(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename="camel"):
    title: Annotated[str, Meta(min_length=1, max_length=1000)] | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    type: ArtifactType | UnsetType = UNSET
    content: str | UnsetType = UNSET
    language: Word | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET


class UpdateArtifact(Command, tag="update_artifact", kw_only=True, frozen=True):
    artifact_id: Id
    updates: ArtifactUpdates
    expected_version: Number | None = None
    merge: bool = False
    """With `expected_version`: where the artifact has moved on, merge both changes line by line."""
    change_description: Description = ""


class DeleteArtifact(Command, tag="delete_artifact", kw_only=True, frozen=True):
    artifact_id: Id


class RestoreArtifact(Command, tag="restore_artifact", kw_only=True, frozen=True):
    artifact_id: Id


class GetArtifactVersions(Read, tag="get_artifact_versions", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    artifact_id: Id


class RestoreArtifactVersion(Command, tag="restore_artifact_version", kw_only=True, frozen=True):
    artifact_id: Id
    version: Number


# messages


class Said(Command, kw_only=True, frozen=True):
    """What a message may carry, whoever says it: `content`, or `parts` whose texts make the content."""

    content: str | None = None
    parts: Annotated[list[Part], Meta(max_length=1000)] | None = None
    message_id: Id | None = None
    """The client's own id for the message, for one that was shown before it was sent."""
    metadata: dict[str, Any] = {}
    attachments: Annotated[list[Any], Meta(max_length=100)] = []
    parent_id: Id | None = None


class AppendMessage(Said, tag="append_message", kw_only=True, frozen=True):
    role: Role
    message_type: Annotated[str, Meta(min_length=1, max_length=100)] = "text"
    payment_id: Id | None = None


class SendMessage(Said, tag="send_message", kw_only=True, frozen=True):
    model_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


class CancelReply(Command, tag="cancel_reply", kw_only=True, frozen=True):
    reply_id: Id


class RegenerateReply(Command, tag="regenerate_reply", kw_only=True, frozen=True):
    message_id: Id


class GetMessages(Read, tag="get_messages", kw_only=True, frozen=True):
    """By `limit` and `offset`, or by cursor: `before` or `after` a message's id."""

    kept: ClassVar[bool] = True
    limit: Page = 50
    offset: Count = 0
    order: Literal["asc", "desc"] = "asc"
    before: Id | None = None
    after: Id | None = None


class GetMessage(Read, tag="get_message", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    message_id: Id


class DeleteMessages(Command, tag="delete_messages", kw_only=True, frozen=True):
    message_ids: Annotated[list[Id], Meta(min_length=1, max_length=1000)]


# the session


class GetSession(Read, tag="get_session", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True


class SessionUpdates(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename="camel"):
    title: Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    model_id: Annotated[str, Meta(max_length=200)] | None | UnsetType = UNSET
    sandbox_id: Id | None | UnsetType = UNSET
    last_context: Any | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET


class UpdateSession(Command, tag="update_session", kw_only=True, frozen=True):
    updates: SessionUpdates


class Subscribe(Read, tag="subscribe", kw_only=True, frozen=True):
    since: Count | None = None


Change = (
    CreateArtifact
    | UpdateArtifact
    | DeleteArtifact
    | RestoreArtifact
    | RestoreArtifactVersion
    | AppendMessage
    | SendMessage
    | CancelReply
    | RegenerateReply
    | DeleteMessages
    | UpdateSession
)


class Batch(Command, tag="batch", kw_only=True, frozen=True):
    """Several changes as one: all or none."""

    commands: Annotated[list[Change], Meta(min_length=1, max_length=500)]


Request = (
    Change
    | Batch
    | GetArtifacts
    | GetArtifact
    | GetArtifactVersions
    | GetMessages
    | GetMessage
    | GetSession
    | Subscribe
)
"""Everything that a client can send."""
