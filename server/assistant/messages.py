"""The history of a session as the messages of a chat-completions request.

The format is OpenAI's "Create chat completion" (`messages`, `tool_calls`, `image_url`). Does no I/O.

Of the typed parts a provider hears of `text`, of `tool-call` and `tool-result` where both are there (a call
without its result, or the reverse, makes a provider refuse the whole request), of `file` as an image or by
its name. `reasoning` and `data` stay at home: providers charge for them or refuse them.
"""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from .reply import OPTIONS, Request, Tool, Turn

Message = dict[str, Any]


def completion_request(request: Request, name: str | None) -> dict[str, Any]:
    """The JSON body of a streamed request. Without any model's name, the server takes its own."""
    body: dict[str, Any] = {
        **{name: value for name, value in request.options.items() if name in OPTIONS},
        "messages": messages(request.turns),
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if model := request.model or name:
        body["model"] = model
    if request.reasoning_effort:
        body["reasoning_effort"] = request.reasoning_effort
    if request.tools:  # an empty list is refused by some servers
        body["tools"] = [_function(tool) for tool in request.tools]
    return body


def _function(tool: Tool) -> Message:
    parameters = tool.parameters or {"type": "object", "properties": {}}
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.description, "parameters": parameters},
    }


def messages(turns: Sequence[Turn]) -> list[Message]:
    """The turns as messages, oldest first; a turn that says nothing is left out."""
    results = [results_in(turn) for turn in turns]
    anywhere = {call: result for found in results for call, result in found.items()}
    found: list[Message] = []
    for index, turn in enumerate(turns):
        # The ids of some servers begin anew with each step, so that the results just behind a call are its own.
        end = index + 1
        while end < len(turns) and turns[end].role == "tool":
            end += 1
        found += _messages(turn, ChainMap(*results[index:end], anywhere))
    return found


def results_in(turn: Turn) -> dict[str, str]:
    """What the tools of a turn have said, in words, by the id of the call."""
    found: dict[str, str] = {}
    for part in _parts(turn):
        match part:
            case {"type": "tool-result", "toolCallId": str(call)}:
                found[call] = part.get("error") or _output(part.get("output"))
    return found


def text_of(turn: Turn) -> str:
    """What a turn says in words."""
    if turn.content:
        return turn.content
    return "\n\n".join(text for part in _parts(turn) if (text := _text(part)))


def _messages(turn: Turn, results: Mapping[str, str]) -> Iterator[Message]:
    match turn.role:
        case "assistant":
            yield from _assistant(turn, results)
        case "tool":
            pass  # its results stand behind the calls that they answer
        case "user":
            if content := _user_content(turn):
                yield {"role": "user", "content": content}
        case role:
            if text := text_of(turn):
                yield {"role": role, "content": text}


def _assistant(turn: Turn, results: Mapping[str, str]) -> Iterator[Message]:
    # One turn may hold several steps: words, calls, their results, more words. Each step is a message, and
    # the results of its calls must follow it directly.
    parts = _parts(turn)
    said = [] if any(_text(part) for part in parts) else [turn.content]
    calls: list[Message] = []
    for part in parts:
        match part:
            case {"type": "text", "text": str(text)}:
                if calls:
                    yield from _step(said, calls, results)
                    said, calls = [], []
                said.append(text)
            case {"type": "tool-call", "toolCallId": str(call), "toolName": str(name)} if call in results:
                arguments = _arguments(part.get("input") or {})
                calls.append({"id": call, "type": "function", "function": {"name": name, "arguments": arguments}})
    yield from _step(said, calls, results)


def _step(said: list[str], calls: list[Message], results: Mapping[str, str]) -> Iterator[Message]:
    text = "".join(said)
    if calls:
        yield {"role": "assistant", "content": text or None, "tool_calls": calls}
    elif text:
        yield {"role": "assistant", "content": text}
    for call in calls:
        yield {"role": "tool", "tool_call_id": call["id"], "content": results[call["id"]]}


def _user_content(turn: Turn) -> str | list[Message]:
    words = text_of(turn)
    images: list[Message] = []
    for part in _parts(turn):
        match part:
            case {"type": "file", "mediaType": str(media), "url": str(url)} if media.startswith(
                "image/"
            ) and url.startswith(("data:", "https://", "http://")):
                images.append({"type": "image_url", "image_url": {"url": url}})
            case {"type": "file"}:
                words += f"\n\n(attached file: {part.get('filename') or part.get('mediaType') or 'unnamed'})"
    # A list of parts only where it is needed: small servers know the plain string alone.
    return [{"type": "text", "text": words}, *images] if images else words


def _parts(turn: Turn) -> list[Mapping[str, Any]]:
    return [part if isinstance(part, Mapping) else msgspec.to_builtins(part) for part in turn.parts]


def _text(part: Mapping[str, Any]) -> str:
    return str(part.get("text") or "") if part.get("type") == "text" else ""


def _arguments(value: object) -> str:
    # A model's broken JSON, sent back as it is, makes some servers refuse this conversation for ever.
    if isinstance(value, str):
        try:
            return value if isinstance(msgspec.json.decode(value), dict) else _output({"invalid": value})
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return _output({"invalid": value})
    return _output(value)


def _output(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
