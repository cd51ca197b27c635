"""The chat of the AI SDK's `useChat`, by a door of its own."""

from typing import Literal, cast

from msgspec import Struct

from ....wire.ids import SessionId
from ...ai_sdk.asked import ChatRequest
from ...problems import CHAT
from ...ui_messages import UIMessage
from ..route import Route, View
from ..told import as_it_is

RESUME = "/api/chat/{sessionId}/stream"
STOP = "/api/chat/{sessionId}/stop"
HISTORY = "/api/chat/{sessionId}/messages"


class Chat(Struct, kw_only=True):
    chat: ChatRequest


class OfChat(Struct, rename="camel", kw_only=True):
    session_id: SessionId


class Stopped(Struct, rename="camel"):
    """`replyId` is that of the reply that was stopped; null where none was being written."""

    success: Literal[True]
    reply_id: str | None


ROWS = (
    Route(
        method="POST",
        path=CHAT,
        tag="messages",
        name="Chat",
        input=Chat,
        body="chat",
        served="elsewhere",
        media="text/event-stream",
        refuses="text/plain",
        summary="Says something and streams the reply, as the AI SDK's `useChat` expects it (UI message stream v1).",
    ),
    Route(
        method="GET",
        path=RESUME,
        tag="messages",
        name="ResumeChat",
        input=OfChat,
        served="elsewhere",
        media="text/event-stream",
        refuses="text/plain",
        also=(204,),
        summary="The reply that is being written, from its beginning; for `useChat` with `resume`.",
    ),
    Route(
        method="POST",
        path=STOP,
        tag="messages",
        name="StopChat",
        input=OfChat,
        view=View(Stopped, as_it_is),
        served="elsewhere",
        refuses="text/plain",
        summary="Stops the reply that is being written; `stop` of `useChat` only hangs up.",
    ),
    Route(
        method="GET",
        path=HISTORY,
        tag="messages",
        name="GetUIMessages",
        input=OfChat,
        served="elsewhere",
        view=View(cast("type[Struct]", list[UIMessage]), as_it_is),
        refuses="text/plain",
        summary="What was said, as the AI SDK's UI messages, oldest first: the `messages` of `useChat`.",
    ),
)
