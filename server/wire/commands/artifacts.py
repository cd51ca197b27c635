"""What can be asked of a session's artifacts."""

from typing import Annotated, Any, ClassVar

from msgspec import UNSET, Meta, Struct, UnsetType

from ..ids import Id
from ..resources import ArtifactType
from .base import Description, Moment, Number, SessionCommand, SessionRead, Word


class GetArtifacts(SessionRead, tag="get_artifacts", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    message_id: Id | None = None
    artifact_type: ArtifactType | None = None
    language: Word | None = None
    since: Moment | None = None
    until: Moment | None = None


class GetArtifact(SessionRead, tag="get_artifact", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    artifact_id: Id
    version: Number | None = None


class CreateArtifact(SessionCommand, tag="create_artifact", kw_only=True, frozen=True):
    creates: ClassVar[bool] = True
    artifact_type: ArtifactType
    title: Annotated[str, Meta(min_length=1, max_length=1000)]
    content: str
    artifact_id: Id | None = None
    """The client's own id, for one that was made before it could be sent."""
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


class UpdateArtifact(SessionCommand, tag="update_artifact", kw_only=True, frozen=True):
    artifact_id: Id
    updates: ArtifactUpdates
    expected_version: Number | None = None
    merge: bool = False
    """With `expected_version`: where the artifact has moved on, merge both changes line by line."""
    change_description: Description = ""


class DeleteArtifact(SessionCommand, tag="delete_artifact", kw_only=True, frozen=True):
    artifact_id: Id
    expected_version: Number | None = None


class RestoreArtifact(SessionCommand, tag="restore_artifact", kw_only=True, frozen=True):
    artifact_id: Id


class GetArtifactVersions(SessionRead, tag="get_artifact_versions", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    artifact_id: Id


class GetArtifactDiff(SessionRead, tag="get_artifact_diff", kw_only=True, frozen=True):
    """What changed between two versions, as a unified diff."""

    kept: ClassVar[bool] = True
    artifact_id: Id
    from_version: Number
    to_version: Number | None = None
    """The present one without it."""


class RestoreArtifactVersion(SessionCommand, tag="restore_artifact_version", kw_only=True, frozen=True):
    artifact_id: Id
    version: Number
