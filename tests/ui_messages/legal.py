"""What clients of the AI SDK accept, in the words of its own schema: anything else ends their stream."""

from collections.abc import Iterable
from typing import Any

FIELDS = {
    "start": {"messageId", "messageMetadata"},
    "finish": {"finishReason", "messageMetadata"},
    "message-metadata": {"messageMetadata"},
    "abort": {"reason"},
    "error": {"errorText"},
    "start-step": set[str](),
    "finish-step": set[str](),
    "text-start": {"id"},
    "text-delta": {"id", "delta"},
    "text-end": {"id"},
    "reasoning-start": {"id"},
    "reasoning-delta": {"id", "delta"},
    "reasoning-end": {"id"},
    "tool-input-start": {"toolCallId", "toolName"},
    "tool-input-delta": {"toolCallId", "inputTextDelta"},
    "tool-input-available": {"toolCallId", "toolName", "input"},
    "tool-output-available": {"toolCallId", "output"},
    "tool-output-error": {"toolCallId", "errorText"},
    "data-artifact": {"id", "data"},
    "data-artifactDelta": {"data", "transient"},
}
REASONS = {"stop", "length", "content-filter", "tool-calls", "error", "other"}


def check(chunks: Iterable[dict[str, Any]]) -> None:
    """Fails at the first chunk that a client would refuse."""
    open_: set[str] = set()
    calls: set[str] = set()
    said = [*chunks]
    assert said[0]["type"] == "start"
    for chunk in said:
        kind = chunk["type"]
        assert chunk.keys() - {"type"} <= FIELDS[kind], chunk
        if kind == "finish-step":
            open_.clear()
        elif kind.endswith("-start") and "id" in chunk:
            assert chunk["id"] not in open_, chunk
            open_.add(chunk["id"])
        elif kind.startswith(("text-", "reasoning-")):
            assert chunk["id"] in open_, chunk
            if kind.endswith("-end"):
                open_.remove(chunk["id"])
        elif kind == "tool-input-start":
            calls.add(chunk["toolCallId"])
        elif kind.startswith("tool-"):
            assert chunk["toolCallId"] in calls, chunk
        elif kind == "finish":
            assert chunk["finishReason"] in REASONS
    ends = [chunk for chunk in said if chunk["type"] in ("finish", "abort", "error")]
    assert ends in ([], said[-1:])
