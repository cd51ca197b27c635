"""What a session holds, as a client sees it."""

from typing import Annotated, Any

from msgspec import Meta, Struct, field

from .words import MessageStatus, Role, Time, Visibility


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


class Tool(Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """What a model may call. `parameters` is the JSON Schema of its input, an object."""

    name: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,64}$")]
    description: Annotated[str, Meta(max_length=10_000)] = ""
    parameters: dict[str, Any] = field(default_factory=dict)


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
    created_at: Time
    seq: int
    position: int
    """Its place in the order in which the session's messages were made; unlike `seq` it stays."""


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
    created_at: Time
    updated_at: Time
    seq: int


class Version(Struct, rename="camel", omit_defaults=True):
    """A state that an artifact had or has. Lists leave `content` out."""

    version: int
    title: str
    type: str
    language: str
    message_id: str | None
    change_description: str
    created_at: Time
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
    deleted_at: Time | None
    metadata: dict[str, Any]
    created_at: Time
    updated_at: Time
    seq: int


class Branch(Struct, rename="camel"):
    """One way that a conversation went: the message that ends it."""

    message_id: str
    active: bool
    """Whether it is the current one."""
    length: int
    """Messages from the beginning."""
    created_at: Time
    preview: str
