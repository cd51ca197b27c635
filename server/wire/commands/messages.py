"""What can be asked of a session's messages and of its model."""

from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta, field

from ..ids import Id
from ..resources import Part, Role, Tool
from .base import Count, Page, SessionCommand, SessionRead

Tools = Annotated[list[Tool], Meta(max_length=128)]


class Said(SessionCommand, kw_only=True, frozen=True):
    """What a message may carry, whoever says it: `content`, or `parts` whose texts make the content."""

    content: str | None = None
    parts: Annotated[list[Part], Meta(max_length=1000)] | None = None
    message_id: Id | None = None
    """The client's own id for the message, for one that was shown before it was sent."""
    metadata: dict[str, Any] = {}
    attachments: Annotated[list[Any], Meta(max_length=100)] = []
    parent_id: Id | None = None
    instead_of: Id | None = None
    """A message of the current branch in whose place this one stands: an edit, which begins a branch."""
    payment_id: Id | None = None


class AppendMessage(Said, tag="append_message", kw_only=True, frozen=True):
    creates: ClassVar[bool] = True
    role: Role
    message_type: Annotated[str, Meta(min_length=1, max_length=100)] = "text"


class SendMessage(Said, tag="send_message", kw_only=True, frozen=True):
    creates: ClassVar[bool] = True
    model_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    tools: Tools = []
    """What the client itself can run: the model may call it, and the client answers with `add_tool_result`. Kept as
    `clientTools` in the message's metadata, for the steps that follow."""


class CancelReply(SessionCommand, tag="cancel_reply", kw_only=True, frozen=True):
    reply_id: Id


class RegenerateReply(SessionCommand, tag="regenerate_reply", kw_only=True, frozen=True):
    message_id: Id
    tools: Tools | None = None
    """As with `send_message`; without it, what was said there still holds."""


class AddToolResult(SessionCommand, tag="add_tool_result", kw_only=True, frozen=True):
    """What a tool that the client runs has come to: `output`, or `error` where it failed.

    When every call of the message has its result, the model goes on.
    """

    tool_call_id: Annotated[str, Meta(min_length=1, max_length=1000)]
    message_id: Id | None = None
    """The message with the call; without it, the last one on the current branch that has a call of that id."""
    output: Any = None
    error: Annotated[str, Meta(max_length=100_000)] | None = None
    continue_: bool = field(default=True, name="continue")
    """Whether the model goes on as soon as all results are there."""


class GetMessages(SessionRead, tag="get_messages", kw_only=True, frozen=True):
    """By `limit` and `offset`, or by cursor: `before` or `after` a message's id."""

    kept: ClassVar[bool] = True
    limit: Page = 50
    offset: Count = 0
    order: Literal["asc", "desc"] = "asc"
    before: Id | None = None
    after: Id | None = None
    branch: Id | None = None
    """Instead of the current branch the one that leads to this message, and on from it by the newest answers."""


class GetMessage(SessionRead, tag="get_message", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    message_id: Id


class DeleteMessages(SessionCommand, tag="delete_messages", kw_only=True, frozen=True):
    message_ids: Annotated[list[Id], Meta(min_length=1, max_length=1000)]


class GetBranches(SessionRead, tag="get_branches", kw_only=True, frozen=True):
    """The ends of all branches: messages that nothing follows."""

    kept: ClassVar[bool] = True


class SwitchBranch(SessionCommand, tag="switch_branch", kw_only=True, frozen=True):
    """Makes the branch that leads to a message the current one, and on from it by the newest answers."""

    message_id: Id
