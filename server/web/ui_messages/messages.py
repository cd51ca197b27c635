"""Messages to UI messages: what tools are asked and say, and what the model says then, is one message to a client."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from ...wire.resources import Artifact, Message, ToolCallPart, ToolResultPart
from .parts import UIPart, artifact_part, file_part, lone_result, to_ui

UI_ID = "uiMessageId"
"""In the metadata of a message that a client edited: the id that it goes on using, which the first text had."""
_INTERNAL = (UI_ID, "clientTools", "modelOptions")


def id_in_ui(message: Message) -> str:
    """What clients call a message."""
    known = message.metadata.get(UI_ID)
    return known if isinstance(known, str) else message.id


def ui_messages(messages: Sequence[Message], artifacts: Iterable[Artifact] = ()) -> list[dict[str, Any]]:
    """UI messages, oldest first.

    Args:
        messages: of one branch, oldest first.
        artifacts: those of the session; each stands in the message that it was last changed by.
    """
    made: dict[str | None, list[Artifact]] = {}
    for artifact in artifacts:
        made.setdefault(artifact.message_id, []).append(artifact)
    return [_ui_message(run, made) for run in _runs(messages)]


def run_of(messages: Sequence[Message], message_id: str) -> list[Message]:
    """The messages that are one to a client with the one of this id; empty where that is not among them."""
    return next((run for run in _runs(messages) if any(one.id == message_id for one in run)), [])


def _runs(messages: Iterable[Message]) -> list[list[Message]]:
    """A reply goes on behind what the tools said that it asked."""
    runs: list[list[Message]] = []
    for message in messages:
        last = runs[-1][-1] if runs else None
        follows = last is not None and (
            (message.role == "tool" and last.role in ("assistant", "tool"))
            or (message.role == "assistant" and last.role == "tool")
        )
        if follows:
            runs[-1].append(message)
        else:
            runs.append([message])
    return runs


def _ui_message(run: list[Message], artifacts: dict[str | None, list[Artifact]]) -> dict[str, Any]:
    first = run[0]
    role = first.role if first.role != "tool" else "assistant"
    results = {part.tool_call_id: part for message in run for part in message.parts if isinstance(part, ToolResultPart)}
    calls = {part.tool_call_id for message in run for part in message.parts if isinstance(part, ToolCallPart)}
    parts: list[UIPart] = []
    for message in run:
        parts += step_parts(message, results, artifacts.get(message.id, ()))
    parts += [lone_result(result) for call, result in results.items() if call not in calls]
    return {"id": id_in_ui(first), "role": role, "metadata": metadata_of(run), "parts": parts}


def step_parts(message: Message, results: dict[str, ToolResultPart], artifacts: Iterable[Artifact]) -> list[UIPart]:
    """The parts of one message."""
    streaming = message.status == "streaming"
    found = [to_ui(part, results, streaming=streaming) for part in message.parts]
    parts: list[UIPart] = [{"type": "step-start"}] if message.role == "assistant" else []
    parts += [part for part in found if part is not None]
    parts += [part for attached in message.attachments if (part := _attachment(attached)) is not None]
    return parts + [artifact_part(artifact) for artifact in artifacts]


def _attachment(attached: object) -> UIPart | None:
    """What our own page attaches has the same fields under other names."""
    match attached:
        case {"url": str(url), "mediaType": str(media_type), **rest}:
            name = rest.get("filename", rest.get("name"))
            return file_part(media_type, url, name if isinstance(name, str) else None)
        case _:
            return None


def metadata_of(run: Sequence[Message]) -> dict[str, Any]:
    """Of all steps together; what a later one says holds. `createdAt` is when the first was made, as ISO 8601."""
    found: dict[str, Any] = {}
    for message in run:
        found |= message.metadata
        if message.status != "complete":
            found["status"] = message.status
    made = datetime.fromtimestamp(run[0].created_at / 1000, UTC)
    stamp = made.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {name: value for name, value in found.items() if name not in _INTERNAL} | {"createdAt": stamp}
