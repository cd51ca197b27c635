"""A reply begins: its message, and what the model is told, with which tools it may call."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from ..assistant.reply import Tool as ModelTool
from ..assistant.reply import Turn
from ..errors import SatchelError
from ..handling.context import Context
from ..handling.values import from_json, to_json
from ..wire.events import Frame, MessageUpdated, ReplyStarted
from ..wire.resources import Message, Tool
from .handler import StartReply
from .messages import find_message, insert_message
from .past.keeping import remember
from .sessions import read_session

CLIENT_TOOLS = "clientTools"
"""Where in a user message's metadata it says what the client can run."""
MODEL_OPTIONS = "modelOptions"
"""And where how the model is to answer: `temperature` and the like, in the words of chat completions."""


def kept_tools(tools: Sequence[Tool]) -> dict[str, Any]:
    """What a message's metadata say of a client's tools.

    Raises:
        SatchelError: `invalid` for two of one name, and for what can't be kept.
    """
    names = [tool.name for tool in tools]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SatchelError("invalid", f"tools has two of the name {twice!r}.", {"field": "tools"})
    to_json("tools", tools)
    return {CLIENT_TOOLS: msgspec.to_builtins(tools)} if tools else {}


def change_tools(db: sqlite3.Connection, context: Context, message: Message, tools: Sequence[Tool]) -> list[Frame]:
    """Says anew what the client of a user's message can run. Returns what everyone hears of it."""
    rest = {name: value for name, value in message.metadata.items() if name != CLIENT_TOOLS}
    metadata = rest | kept_tools(tools)
    if message.role != "user" or metadata == message.metadata:
        return []
    message.metadata, message.seq = metadata, context.next_seq()
    values = (to_json("metadata", metadata), message.seq, message.id)
    remember(db, context, message.seq, "chat_messages", message.id, ("metadata",))
    db.execute("UPDATE chat_messages SET metadata = ?, seq = ? WHERE id = ?", values)
    return [MessageUpdated(message=message, seq=message.seq, session_id=context.session_id)]


def client_tools(asked: Message) -> list[Tool]:
    """What the client that sent a message can run; metadata of other origin are passed over."""
    try:
        return msgspec.convert(asked.metadata.get(CLIENT_TOOLS, []), list[Tool])
    except msgspec.ValidationError:
        return []


def asked_by(db: sqlite3.Connection, message: Message) -> tuple[Message, int]:
    """The user's message that led to a message, and how many steps of the model lie between, this one among them.
    Where none is found, the message itself stands for it."""
    steps, at = 0, message
    while at.role in ("assistant", "tool"):
        steps += at.role == "assistant"
        try:
            if at.parent_id is None:
                return message, steps
            at = find_message(db, at.parent_id)
        except SatchelError:  # it was deleted
            return message, steps
    return at, steps


def begin(db: sqlite3.Connection, context: Context, parent: Message) -> tuple[ReplyStarted, StartReply]:
    """Makes a reply's message behind another one and asks for its generation, by the model that the user's message or
    the session names."""
    asked, _ = asked_by(db, parent)
    model_id, effort = asked.metadata.get("modelId"), asked.metadata.get("reasoningEffort")
    model_id = (model_id if isinstance(model_id, str) else None) or read_session(db).model_id
    reasoning_effort = effort if effort in ("low", "medium", "high") else None
    told = {"modelId": model_id or context.model, "reasoningEffort": reasoning_effort}
    metadata = {name: value for name, value in told.items() if value is not None}
    reply = insert_message(
        db, context, role="assistant", content="", parent_id=parent.id, status="streaming", metadata=metadata
    )
    started = ReplyStarted(reply_id=reply.id, message_id=parent.id, seq=reply.seq, session_id=context.session_id)
    tools = _tools(context, client_tools(asked))
    options = asked.metadata.get(MODEL_OPTIONS)
    options = options if isinstance(options, dict) else {}
    return started, StartReply(reply.id, _turns(db), model_id, reasoning_effort, context.artifacts, tools, options)


def _tools(context: Context, clients: list[Tool]) -> tuple[ModelTool, ...]:
    """The client's, then the server's that have other names."""
    taken = {tool.name for tool in clients}
    tools = [*clients, *(tool for tool in context.tools if tool.name not in taken)]
    return tuple(ModelTool(tool.name, tool.description, tool.parameters) for tool in tools)


def _turns(db: sqlite3.Connection) -> tuple[Turn, ...]:
    """What the model is told: the current branch, with files, the calls of tools and their results."""
    rows = db.execute(
        "SELECT role, content, parts FROM chat_messages WHERE active = 1"
        " AND deleted_at IS NULL AND status != 'streaming' AND (content != '' OR parts IS NOT NULL) ORDER BY position"
    )
    turns = [Turn(role, content, tuple(from_json(parts)) if parts else ()) for role, content, parts in rows]
    return tuple(turn for turn in turns if turn.content or turn.parts)
