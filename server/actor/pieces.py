"""What a model's stream begins and ends with, in the words of a message: its name, counts, errors."""

from typing import Any

from ..assistant.reply import Finished
from ..errors import SatchelError
from ..session.handler import StartReply


def begun(start: StartReply, model: str) -> dict[str, Any]:
    """What is known of a reply before its first word. `model` answers where none is named."""
    effort = {} if start.reasoning_effort is None else {"reasoningEffort": start.reasoning_effort}
    return {**effort, "modelId": start.model or model}


def account(finished: Finished) -> dict[str, Any]:
    """What the end of the stream says, in the words of a message's metadata."""
    found: dict[str, Any] = {"finishReason": finished.finish_reason}
    if finished.model is not None:
        found["modelId"] = finished.model
    counts = {
        "input": finished.tokens_input,
        "output": finished.tokens_output,
        "total": finished.tokens_total,
    }
    if any(count is not None for count in counts.values()):
        found["tokens"] = counts
    return found


def error_fields(error: SatchelError) -> dict[str, Any]:
    """An error as `reply_failed` tells it."""
    fields: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.details is not None:
        fields["details"] = error.details
    if error.retry_after is not None:
        fields["retryAfter"] = error.retry_after
    return fields
