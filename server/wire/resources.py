"""The nouns as a client sees them. Field names are camelCase on the wire; times are Unix milliseconds."""

from typing import Any, Literal

from msgspec import Struct

Role = Literal["user", "assistant", "system", "tool"]
MessageStatus = Literal["complete", "streaming", "interrupted", "failed"]
Visibility = Literal["public", "private"]
ArtifactType = Literal[
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


class TextPart(Struct, rename="camel", tag="text", frozen=True):
    text: str


class ReasoningPart(Struct, rename="camel", tag="reasoning", frozen=True):
    text: str


class ToolCallPart(Struct, rename="camel", tag="tool-call", frozen=True):
    tool_call_id: str
    tool_name: str
    input: Any = None


class ToolResultPart(Struct, rename="camel", tag="tool-result", frozen=True):
    tool_call_id: str
    output: Any = None
    error: str | None = None


class FilePart(Struct, rename="camel", tag="file", frozen=True):
    media_type: str
    url: str
    filename: str | None = None


class DataPart(Struct, rename="camel", tag="data", frozen=True):
    name: str
    data: Any = None


Part = TextPart | ReasoningPart | ToolCallPart | ToolResultPart | FilePart | DataPart


class Message(Struct, rename="camel"):
    id: str
    session_id: str
    parent_id: str | None
    role: Role
    content: str
    parts: list[Part]
    attachments: list[Any]
    message_type: str
    metadata: dict[str, Any]
    payment_id: str | None
    status: MessageStatus
    active: bool
    """Whether it stands on the current branch of the conversation."""
    created_at: int
    seq: int


class Artifact(Struct, rename="camel"):
    id: str
    session_id: str
    message_id: str | None
    title: str
    description: str
    type: str
    content: str
    language: str
    metadata: dict[str, Any]
    version: int
    created_at: int
    updated_at: int
    seq: int


class Version(Struct, rename="camel", omit_defaults=True):
    """A state that an artifact had or has. Lists leave `content` out."""

    version: int
    title: str
    type: str
    language: str
    message_id: str | None
    change_description: str
    created_at: int
    size: int
    """Of the content, in bytes of UTF-8."""


class Session(Struct, rename="camel"):
    id: str
    owner: str
    title: str
    description: str
    visibility: Visibility
    model_id: str | None
    sandbox_id: str | None
    last_context: Any
    is_active: bool
    is_deleted: bool
    deleted_at: int | None
    metadata: dict[str, Any]
    created_at: int
    updated_at: int
    seq: int
