"""What was said, in a form in which a client's message and a stored one can be compared: roles and contents alone."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from ...errors import SatchelError
from ...wire.resources import FilePart, Message, Part, TextPart, ToolCallPart, ToolResultPart
from .request import ChatMessage


class Saying(Struct, frozen=True):
    """One message as OpenAI's clients have it.

    Attributes:
        content: without the white space around it, which some clients take off.
        files: addresses, in order.
        calls: ids of the calls of tools.
        answers: for a tool's result: the id of the call.
    """

    role: str
    content: str
    files: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    answers: str | None = None


class Stored(Struct, frozen=True):
    """A saying, and the id of the message that holds it.

    Attributes:
        cut: whether a client may have heard only the beginning of it: it is being written, or broke off.
    """

    saying: Saying
    message_id: str
    cut: bool = False

    def says(self, said: Saying) -> bool:
        """Whether it is what a client says."""
        if self.cut and said.role == self.saying.role and said.content and not (said.calls or self.saying.calls):
            return self.saying.content.startswith(said.content)
        return self.saying == said


def stored_sayings(messages: Iterable[Message]) -> Iterator[Stored]:
    """What a branch says. A reply in which nothing was said is left out, since clients never had it; a message with
    several results of tools is as many sayings."""
    for message in messages:
        if message.role == "tool":
            for part in message.parts:
                if isinstance(part, ToolResultPart):
                    said = part.error if part.error is not None else as_text(part.output)
                    yield Stored(Saying("tool", said.strip(), answers=part.tool_call_id), message.id)
            continue
        saying = _saying(message.role, message.parts)
        if message.role != "assistant" or saying.content or saying.calls or message.status == "streaming":
            yield Stored(saying, message.id, message.role == "assistant" and message.status != "complete")


def saying_of(message: ChatMessage, index: int) -> Saying:
    """Raises SatchelError: `invalid`, for a content that can't be stored."""
    if message.role == "tool":
        said = "".join(part.text for part in parts_of(message, index) if isinstance(part, TextPart))
        return Saying("tool", said.strip(), answers=message.tool_call_id)
    return _saying(role_of(message), parts_of(message, index))


def role_of(message: ChatMessage) -> Any:
    return "system" if message.role == "developer" else message.role


def parts_of(message: ChatMessage, index: int) -> list[Part]:
    """A client's message as typed parts.

    Args:
        index: of the message, for errors.

    Raises:
        SatchelError: `invalid`, for a content that can't be stored.
    """
    parts: list[Part] = []
    if isinstance(message.content, str):
        parts += [TextPart(message.content)] if message.content else []
    else:
        parts += [_part(part, f"messages[{index}].content[{at}]") for at, part in enumerate(message.content or ())]
    for call in message.tool_calls or ():
        parts.append(ToolCallPart(call.id, call.function.name, parsed(call.function.arguments)))
    return parts


def _part(part: dict[str, Any], field: str) -> Part:
    match part:
        case {"type": "text", "text": str(text)} | {"type": "refusal", "refusal": str(text)}:
            return TextPart(text)
        case {"type": "image_url", "image_url": {"url": str(url)}}:
            media = url[5:].partition(";")[0].partition(",")[0] if url.startswith("data:") else ""
            return FilePart(media or "image/*", url)
        case {"type": "file", "file": {"file_data": str(url), **more}}:
            name = more.get("filename")
            media = url[5:].partition(";")[0] if url.startswith("data:") else ""
            return FilePart(media or "application/octet-stream", url, name if isinstance(name, str) else None)
    message = "A part of a content is a text, an image_url, or a file with its file_data."
    raise SatchelError("invalid", message, {"field": field})


def _saying(role: str, parts: Iterable[Part]) -> Saying:
    texts, files, calls = list[str](), list[str](), list[str]()
    for part in parts:
        match part:
            case TextPart(text=text):
                texts.append(text)
            case FilePart(url=url):
                files.append(url)
            case ToolCallPart(tool_call_id=call):
                calls.append(call)
            case _:
                pass
    return Saying(role, "".join(texts).strip(), tuple(files), tuple(calls))


def as_text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def parsed(arguments: str) -> object:
    """Arguments that are not JSON stay the text they are."""
    try:
        return msgspec.json.decode(arguments) if arguments else {}
    except (msgspec.DecodeError, RecursionError):
        return arguments
