"""A reply as chat completions tell it: in chunks, or as a whole.

https://platform.openai.com/docs/api-reference/chat/object, and .../chat/streaming
"""

from typing import Any

from ...wire.resources import Message
from .following import CallBegun, CallMore, Ended, Piece, Thoughts, Words
from .sayings import as_text

_REASONS = {"length": "length", "content-filter": "content_filter"}


class Completion:
    """One answer.

    Args:
        reply_id: the message that the reply is stored as.
        model: the name that is told.
        now: Unix milliseconds.
    """

    def __init__(self, reply_id: str, model: str, now: int) -> None:
        self._head = {"id": f"chatcmpl-{reply_id}", "created": now // 1000, "model": model}
        self._texts: list[str] = []
        self._thoughts: list[str] = []

    # in chunks

    def first(self) -> dict[str, Any]:
        return self._chunk({"role": "assistant", "content": ""})

    def chunk(self, piece: Piece) -> dict[str, Any] | None:
        """What a piece adds; None where that is nothing."""
        match piece:
            case Words(text=text):
                return self._chunk({"content": text})
            case Thoughts(text=text):
                return self._chunk({"reasoning_content": text})
            case CallBegun(index=index, id=id, name=name):
                function = {"name": name, "arguments": ""}
                return self._chunk(
                    {"tool_calls": [{"index": index, "id": id, "type": "function", "function": function}]}
                )
            case CallMore(index=index, arguments=arguments):
                return self._chunk({"tool_calls": [{"index": index, "function": {"arguments": arguments}}]})
            case _:
                return None

    def last(self, ended: Ended, *, usage: bool) -> list[dict[str, Any]]:
        """How it ended; with the count of tokens in a chunk of its own, for who asked for it."""
        chunks = [self._chunk({}, finish_reason(ended))]
        if usage:
            chunks.append({**self._chunk({}), "choices": [], "usage": usage_of(ended.message)})
        return chunks

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return {**self._head, "object": "chat.completion.chunk", "choices": [choice]}

    # as a whole

    def add(self, piece: Piece) -> None:
        match piece:
            case Words(text=text):
                self._texts.append(text)
            case Thoughts(text=text):
                self._thoughts.append(text)
            case _:
                pass

    def whole(self, ended: Ended) -> dict[str, Any]:
        said: dict[str, Any] = {"role": "assistant", "content": "".join(self._texts), "refusal": None}
        if self._thoughts:
            said["reasoning_content"] = "".join(self._thoughts)
        if ended.calls:
            said["content"] = said["content"] or None
            said["tool_calls"] = [
                {
                    "id": call.tool_call_id,
                    "type": "function",
                    "function": {"name": call.tool_name, "arguments": as_text(call.input)},
                }
                for call in ended.calls
            ]
        choice = {"index": 0, "message": said, "logprobs": None, "finish_reason": finish_reason(ended)}
        return {**self._head, "object": "chat.completion", "choices": [choice], "usage": usage_of(ended.message)}


def finish_reason(ended: Ended) -> str:
    """A reply that somebody stopped is cut short, which `length` is the word for."""
    if ended.calls:
        return "tool_calls"
    if ended.message.status == "interrupted":
        return "length"
    return _REASONS.get(str(ended.message.metadata.get("finishReason")), "stop")


def usage_of(message: Message) -> dict[str, Any] | None:
    """Tokens, as the provider counted them; None where it did not."""
    counts = message.metadata.get("tokens")
    if not isinstance(counts, dict):
        return None
    said, answered = counts.get("input") or 0, counts.get("output") or 0
    total = counts.get("total") or said + answered
    return {"prompt_tokens": said, "completion_tokens": answered, "total_tokens": total}
