"""The built-in tools: models that call tools make and change artifacts with them instead of fences and tags."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct

from ..wire.commands import ArtifactUpdates, CreateArtifact, UpdateArtifact
from ..wire.commands.base import Description, Word
from ..wire.events import ArtifactCreated, ArtifactUpdated
from ..wire.ids import Id
from ..wire.resources import Artifact, ArtifactType
from .tool import ToolSession, tool

Named = Annotated[str, Meta(min_length=1, max_length=1000)]


class CreateArtifactInput(Struct, forbid_unknown_fields=True):
    title: Named
    type: ArtifactType
    content: str
    language: Annotated[Word, Meta(description="Of code: python, rust, …")] = ""
    description: Description = ""


@tool(
    "Create an artifact: a document, table, diagram, page or program that the user keeps beside the conversation, "
    "edits and exports. Use it for anything longer than a few lines that is worth keeping, and do not repeat its "
    "content in your answer."
)
async def create_artifact(input: CreateArtifactInput, session: ToolSession) -> Any:
    made = await session.ask(
        CreateArtifact(
            artifact_type=input.type,
            title=input.title,
            content=input.content,
            language=input.language,
            description=input.description,
            message_id=session.message_id,
        )
    )
    assert isinstance(made, ArtifactCreated)
    return _told(made.artifact)


class UpdateArtifactInput(Struct, forbid_unknown_fields=True, rename="camel"):
    artifact_id: Id
    content: Annotated[str | None, Meta(description="The whole new content.")] = None
    title: Named | None = None
    change_description: Annotated[Description, Meta(description="What changes, in a few words.")] = ""


@tool("Change an artifact of this conversation: its content, its title or both. The version before is kept.")
async def update_artifact(input: UpdateArtifactInput, session: ToolSession) -> Any:
    updates = ArtifactUpdates(
        content=UNSET if input.content is None else input.content,
        title=UNSET if input.title is None else input.title,
    )
    changed = await session.ask(
        UpdateArtifact(artifact_id=input.artifact_id, updates=updates, change_description=input.change_description)
    )
    assert isinstance(changed, ArtifactUpdated)
    return _told(changed.artifact)


def _told(artifact: Artifact) -> dict[str, Any]:
    return {"artifactId": artifact.id, "title": artifact.title, "type": artifact.type, "version": artifact.version}
