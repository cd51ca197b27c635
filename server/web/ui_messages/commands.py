"""UI messages to commands: what a client says, and what it knows of before."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct

from ...errors import SatchelError
from ...wire.commands import AppendMessage
from ...wire.ids import Id
from ...wire.resources import FilePart, Message, Part, TextPart, Tool, ToolResultPart
from .messages import UI_ID
from .parts import from_ui, result_in


class UIMessage(Struct, rename="camel"):
    """A message as a client sends it; what else it may carry says nothing here."""

    id: Id
    role: Literal["system", "user", "assistant"]
    parts: list[dict[str, Any]]
    metadata: Any = None


def read_ui_messages(value: object) -> list[UIMessage]:
    """Raises `invalid`, naming the field, for what is no list of UI messages."""
    try:
        return msgspec.convert(value, list[UIMessage])
    except (ValueError, TypeError, RecursionError) as error:  # every error of msgspec is a ValueError
        told = f"These are no UI messages ({error}): each has an id, a role and parts."
        raise SatchelError("invalid", told, {"field": "messages"}) from None


def said_fields(message: UIMessage) -> dict[str, Any]:
    """The fields of `send_message` or `append_message` for a message: content or parts, its id and its metadata."""
    parts = [stored for part in message.parts if (stored := from_ui(part)) is not None]
    fields: dict[str, Any] = {"message_id": message.id}
    if isinstance(message.metadata, dict):
        fields["metadata"] = {name: value for name, value in message.metadata.items() if name != UI_ID}
    match parts:
        case [TextPart(text=text)]:
            return {**fields, "content": text}
        case []:
            return {**fields, "content": ""}
        case _:
            return {**fields, "parts": parts}


def is_said(stored: Message, message: UIMessage) -> bool:
    """Whether a stored message says what a client's does: its texts and its files."""
    fields = said_fields(message)
    said: Sequence[Part] = fields.get("parts") or ([TextPart(fields["content"])] if fields.get("content") else [])
    return _shown(stored.parts) == _shown(said)


def _shown(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if isinstance(part, TextPart | FilePart)]


def append_commands(message: UIMessage) -> list[AppendMessage]:
    """What takes a client's message over: one command for a step, and one for what its tools said.

    Empty where the message says nothing: a reply that was stopped before its first word.
    """
    if message.role != "assistant":
        fields = said_fields(message)
        return [AppendMessage(role=message.role, **fields)]
    commands: list[AppendMessage] = []
    for step in _steps(message.parts):
        fields = said_fields(msgspec.structs.replace(message, parts=step))
        if fields.get("content") != "":
            commands.append(_next(commands, message, "assistant", fields))
        results: list[Part] = [result for part in step if (result := result_in(part)) is not None]
        if results:
            commands.append(_next(commands, message, "tool", {"parts": results}))
    return commands


def _steps(parts: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    steps: list[list[dict[str, Any]]] = [[]]
    for part in parts:
        if part.get("type") == "step-start":
            steps.append([])
        else:
            steps[-1].append(part)
    return [step for step in steps if step]


def _next(
    before: Sequence[AppendMessage], message: UIMessage, role: Literal["assistant", "tool"], fields: Mapping[str, Any]
) -> AppendMessage:
    """The first has the client's own id, those behind it ids made of that: they are the same at every try."""
    made = message.id if not before else f"{message.id[:118]}:{len(before)}"
    return AppendMessage(role=role, **{**fields, "message_id": made})


def answers_of(message: UIMessage) -> list[ToolResultPart]:
    """What the client's tools said, in a reply that asked them."""
    return [result for part in message.parts if (result := result_in(part)) is not None]


class _ClientTool(Struct, rename="camel"):
    name: str
    description: str = ""
    parameters: Any = None
    input_schema: Any = None


def client_tools(value: object) -> list[Tool]:
    """The tools that a client can run, as `send_message` takes them.

    Raises:
        SatchelError: `invalid` for what is no list of tools.
    """
    try:
        found = msgspec.convert(value or [], list[_ClientTool])
        tools = [
            {"name": one.name, "description": one.description, "parameters": one.parameters or one.input_schema or {}}
            for one in found
        ]
        return msgspec.convert(tools, list[Tool])
    except (ValueError, TypeError, RecursionError) as error:
        told = f"tools is a list of {{name, description, parameters}}, the parameters as a JSON Schema ({error})."
        raise SatchelError("invalid", told, {"field": "tools"}) from None
