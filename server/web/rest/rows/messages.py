"""What is said in a chat, and the model's replies."""

from typing import Any, Literal

from msgspec import Struct

from ....wire import commands as c
from ....wire import events as e
from ....wire.ids import Id
from ..paths import below
from ..route import Asked, Route, View

_CHAT = "/api/chats/{sessionId}"
_MESSAGES = f"{_CHAT}/messages"
_ONE = f"{_MESSAGES}/{{messageId}}"
_ACCEPTED = {"messageId": "message_id", "replyId": "reply_id"}


class OneMessage(Struct, rename="camel", frozen=True):
    message_id: Id


def _delete_one(asked: Asked) -> tuple[str, c.Command]:
    return asked.session_id, c.DeleteMessages(message_ids=[asked.input.message_id])


class Html(Struct, frozen=True):
    """In the order of the texts."""

    success: Literal[True]
    html: list[str]


def _html(frame: e.MarkdownRendered, session_id: str, command: Any) -> Html:
    return Html(True, frame.html)


def _message(frame: Any) -> str:
    return below(frame.session_id, "messages", frame.message_id)


ROWS = (
    Route(
        method="GET",
        path=_MESSAGES,
        tag="messages",
        command=c.GetMessages,
        frame=e.Messages,
        shows={"messages": "messages"},
        paged=("limit", "offset"),
    ),
    Route(
        method="POST",
        path=_MESSAGES,
        tag="messages",
        command=c.AppendMessage,
        frame=e.MessageAppended,
        shows={"messageId": "message_id", "artifacts": "artifacts"},
        status=201,
        location=_message,
        summary="Stores a message; the artifacts in it are found. No model answers.",
    ),
    Route(
        method="POST",
        path=f"{_MESSAGES}/send",
        tag="messages",
        command=c.SendMessage,
        frame=e.MessageAccepted,
        shows=_ACCEPTED,
        status=202,
        location=_message,
        summary="Stores a user's message and has the model answer it; listen to hear the reply grow.",
    ),
    Route(
        method="POST",
        path=f"{_MESSAGES}/delete",
        tag="messages",
        command=c.DeleteMessages,
        frame=e.MessagesDeleted,
        shows={"messageIds": "message_ids"},
        summary="Deletes several messages.",
    ),
    Route(
        method="GET",
        path=_ONE,
        tag="messages",
        command=c.GetMessage,
        frame=e.MessageFound,
        shows={"message": "message"},
    ),
    Route(
        method="DELETE",
        path=_ONE,
        tag="messages",
        name="DeleteMessage",
        command=c.DeleteMessages,
        frame=e.MessagesDeleted,
        shows={"messageIds": "message_ids"},
        input=OneMessage,
        make=_delete_one,
        summary="Deletes a message.",
    ),
    Route(
        method="POST",
        path=f"{_ONE}/regenerate",
        tag="messages",
        command=c.RegenerateReply,
        frame=e.MessageAccepted,
        shows=_ACCEPTED,
        status=202,
        summary="Has the model answer anew, on a branch of its own.",
    ),
    Route(
        method="POST",
        path=f"{_CHAT}/tool-results",
        tag="messages",
        command=c.AddToolResult,
        frame=e.ToolResultAdded,
        shows={"messageId": "message_id", "toolCallId": "tool_call_id", "replyId": "reply_id"},
        status=202,
        summary="Brings the result of a tool that the model has called; with the last one the model goes on.",
    ),
    Route(
        method="POST",
        path=f"{_ONE}/switch",
        tag="messages",
        command=c.SwitchBranch,
        frame=e.BranchSwitched,
        shows={"messageId": "message_id"},
    ),
    Route(
        method="GET",
        path=f"{_CHAT}/branches",
        tag="messages",
        command=c.GetBranches,
        frame=e.Branches,
        shows={"branches": "branches"},
    ),
    Route(
        method="POST",
        path=f"{_CHAT}/replies/{{replyId}}/cancel",
        tag="messages",
        command=c.CancelReply,
        frame=e.ReplyCancelled,
        shows={"replyId": "reply_id"},
        summary="Ends a reply; what was said is kept.",
    ),
    Route(
        method="POST",
        path="/api/markdown",
        tag="messages",
        command=c.RenderMarkdown,
        frame=e.MarkdownRendered,
        view=View(Html, _html),
        served="render",
    ),
)
