"""One part of a message as one part of a UI message, and back."""

from collections.abc import Mapping
from typing import Any

from ...wire.resources import Artifact, DataPart, FilePart, Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart

UIPart = dict[str, Any]

ARTIFACT = "data-artifact"
DONE = ("output-available", "output-error")
_SOURCES = ("source-url", "source-document")
_OURS = (ARTIFACT, "step-start")
"""What is made from other things that are stored, so that it is not stored a second time."""


def to_ui(part: Part, results: Mapping[str, ToolResultPart], *, streaming: bool = False) -> UIPart | None:
    """None for what is shown as part of another: the result of a call.

    Args:
        results: what the tools said, by the id of the call.
        streaming: whether the message still grows.
    """
    match part:
        case TextPart(text=text):
            return {"type": "text", "text": text, "state": "streaming" if streaming else "done"}
        case ReasoningPart(text=text):
            return {"type": "reasoning", "text": text, "state": "streaming" if streaming else "done"}
        case FilePart():
            return file_part(part.media_type, part.url, part.filename)
        case DataPart(name=name, data=data):
            if name in _SOURCES and isinstance(data, dict):
                return {**data, "type": name}
            return {"type": f"data-{name}", "data": data}
        case ToolCallPart():
            return _tool(part, results.get(part.tool_call_id))
        case ToolResultPart():
            return None


def file_part(media_type: str, url: str, filename: str | None) -> UIPart:
    found = {"type": "file", "mediaType": media_type, "url": url}
    return found if filename is None else {**found, "filename": filename}


def _tool(call: ToolCallPart, result: ToolResultPart | None) -> UIPart:
    said: UIPart = {"type": f"tool-{call.tool_name}", "toolCallId": call.tool_call_id, "input": call.input}
    if result is None:
        return {**said, "state": "input-available"}
    if result.error is not None:
        return {**said, "state": "output-error", "errorText": result.error}
    return {**said, "state": "output-available", "output": result.output}


def lone_result(result: ToolResultPart) -> UIPart:
    """A result whose call is not there: nobody knows any more what the tool was called."""
    call = ToolCallPart(result.tool_call_id, "unknown")
    return {**_tool(call, result), "type": "dynamic-tool", "toolName": "unknown"}


def artifact_part(artifact: Artifact) -> UIPart:
    """An artifact as it is now."""
    return {"type": ARTIFACT, "id": artifact.id, "data": artifact_data(artifact)}


def artifact_data(artifact: Artifact) -> dict[str, Any]:
    return {
        "id": artifact.id,
        "status": "done",
        "title": artifact.title,
        "type": artifact.type,
        "language": artifact.language,
        "version": artifact.version,
        "content": artifact.content,
    }


# back


def from_ui(part: Mapping[str, Any]) -> Part | None:
    """What is stored of a part; None for one that is made from other things, or that says nothing."""
    match part:
        case {"type": "text", "text": str(text)}:
            return TextPart(text) if text else None
        case {"type": "reasoning", "text": str(text)}:
            return ReasoningPart(text) if text else None
        case {"type": "file", "mediaType": str(media_type), "url": str(url)}:
            filename = part.get("filename")
            return FilePart(media_type, url, filename if isinstance(filename, str) else None)
        case {"type": str(kind), "toolCallId": str(call)} if (name := tool_name(part)) is not None and kind:
            return ToolCallPart(call, name, part.get("input"))
        case {"type": str(kind)} if kind in _OURS:
            return None
        case {"type": str(kind)} if kind in _SOURCES:
            return DataPart(kind, {name: value for name, value in part.items() if name != "type"})
        case {"type": str(kind), "data": data} if kind.startswith("data-"):
            return DataPart(kind.removeprefix("data-"), data)
        case _:
            return None


def tool_name(part: Mapping[str, Any]) -> str | None:
    """The tool of a part that is a call; None for any other part."""
    match part:
        case {"type": "dynamic-tool", "toolName": str(name)}:
            return name
        case {"type": str(kind)} if kind.startswith("tool-"):
            return kind.removeprefix("tool-")
        case _:
            return None


def result_in(part: Mapping[str, Any]) -> ToolResultPart | None:
    """What a tool said, where a part is a call that has been answered."""
    call = part.get("toolCallId")
    if tool_name(part) is None or not isinstance(call, str):
        return None
    match part.get("state"):
        case "output-available":
            return ToolResultPart(call, part.get("output"))
        case "output-error":
            return ToolResultPart(call, error=str(part.get("errorText") or "The tool failed."))
        case _:
            return None
