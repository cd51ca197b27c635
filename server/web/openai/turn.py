"""What a request changes in its session, as commands: what is new goes in, and the model is asked. Knows no HTTP."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ...errors import SatchelError
from ...wire.commands import AddToolResult, AppendMessage, Batch, Command, RegenerateReply, SendMessage
from ...wire.resources import Message, Part, TextPart
from .aligning import align
from .request import ChatMessage, ChatRequest
from .sayings import Stored, parts_of, role_of, saying_of, stored_sayings

MOST_AT_ONCE = 400
"""Messages in one batch."""
_EFFORTS = ("low", "medium", "high")

Change = AppendMessage | AddToolResult | SendMessage


class Turn(Struct, frozen=True):
    """What has to be done for a request.

    Attributes:
        commands: in order; the last one begins the reply.
        running: in place of commands: the reply to this very request, which is being written.
        left: before them: a reply that is being written, and that the client has done with.
    """

    commands: list[Command]
    running: str | None = None
    left: str | None = None


def turn_of(request: ChatRequest, branch: Sequence[Message], model_id: str | None) -> Turn:
    """Compares a request with the current branch of its session.

    Args:
        model_id: the model that is named, None for the session's own.

    Raises:
        SatchelError: `invalid`, naming the message.
    """
    said = [(message, saying_of(message, index)) for index, message in enumerate(request.messages)]
    spoken = [(index, saying) for index, (message, saying) in enumerate(said) if role_of(message) != "system"]
    if not spoken or spoken[-1][1].role == "assistant":
        raise SatchelError(
            "invalid", "The last message has to be the user's, or a tool's: that is what the model answers.", _MESSAGES
        )
    stored = [one for one in stored_sayings(branch) if one.saying.role != "system"]
    found = align([saying for _, saying in spoken], stored)
    behind = stored[found.stored :]
    if found.said == len(spoken):
        return _again(request, stored[found.stored - 1], behind, branch)
    first = spoken[found.said][0]
    known = {message.content.strip() for message in branch if message.role == "system"}
    if request.messages[first].role == "tool":  # nothing may come between a call and its result
        known |= {saying.content for _, saying in said}
    instructions = [
        message
        for message, saying in said[:first]
        if role_of(message) == "system" and saying.content and saying.content not in known
    ]
    new = [*instructions, *request.messages[first:]]
    parent = stored[found.stored - 1].message_id if behind and found.stored else None
    return Turn(
        _commands(new, parent, request, model_id), left=_left(branch, stored[: found.stored] if found.said else ())
    )


def _left(branch: Sequence[Message], agreed: Sequence[Stored]) -> str | None:
    """The reply that is being written, where the client knows the question and has said something else since: it went
    away in the middle."""
    if not branch or branch[-1].status != "streaming":
        return None
    asked = next((message.id for message in reversed(branch) if message.role == "user"), None)
    return branch[-1].id if any(one.message_id == asked for one in agreed) else None


_MESSAGES = {"field": "messages"}


def tools_of(request: ChatRequest, branch: Sequence[Message]) -> set[str]:
    """The names of the tools that the client runs: of this request, or those that the session knows from before."""
    names = {tool.name for tool in request.offered}
    asked = next((message for message in reversed(branch) if message.role == "user"), None)
    if not names and asked is not None and request.messages[-1].role == "tool":
        known = asked.metadata.get("clientTools")
        names = (
            {str(tool.get("name")) for tool in known if isinstance(tool, dict)} if isinstance(known, list) else names
        )
    return names


def _again(request: ChatRequest, answered: Stored, behind: list[Stored], branch: Sequence[Message]) -> Turn:
    """All of it is stored: the answer is wanted again, or for the first time, or was cut off on its way."""
    if behind and branch[-1].status == "streaming" and behind[0].message_id == branch[-1].id:
        return Turn([], running=branch[-1].id)
    tools = None if request.tools is None else request.offered
    return Turn([RegenerateReply(message_id=answered.message_id, tools=tools)])


def _commands(
    new: Sequence[ChatMessage], parent: str | None, request: ChatRequest, model_id: str | None
) -> list[Command]:
    """What is new, in batches; the last bears what asks the model, so that all of it or nothing is done."""
    changes: list[Change] = []
    last_words = max((index for index, message in enumerate(new) if message.role != "tool"), default=-1)
    for index, message in enumerate(new):
        parts = parts_of(message, index)
        content, kept = _content(parts)
        place = parent if not changes else None
        if message.role == "tool":  # the model goes on behind the last ones
            changes.append(_result(message, parts, index, go_on=index > last_words))
        elif index < len(new) - 1 or message.role != "user":
            changes.append(AppendMessage(role=role_of(message), content=content, parts=kept, parent_id=place))
        else:
            effort = request.reasoning_effort
            metadata: dict[str, Any] = {"reasoningEffort": effort} if effort in _EFFORTS else {}
            if request.options:
                metadata["modelOptions"] = request.options
            said = SendMessage(content=content, parts=kept, parent_id=place, model_id=model_id, metadata=metadata)
            changes.append(replace(said, tools=request.offered))
    if len(changes) == 1:
        return [*changes]
    return [Batch(commands=[*some]) for some in _pieces(changes)]


def _result(message: ChatMessage, parts: list[Part], index: int, *, go_on: bool) -> AddToolResult:
    if not message.tool_call_id:
        told = "A tool's message names the call that it answers."
        raise SatchelError("invalid", told, {"field": f"messages[{index}].tool_call_id"})
    said = "".join(part.text for part in parts if isinstance(part, TextPart))
    return AddToolResult(tool_call_id=message.tool_call_id, output=said, continue_=go_on)


def _content(parts: list[Part]) -> tuple[str | None, list[Part] | None]:
    """A message of nothing but words is kept as those."""
    if all(isinstance(part, TextPart) for part in parts):
        return "".join(part.text for part in parts if isinstance(part, TextPart)), None
    return None, parts


def _pieces(changes: list[Change]) -> Iterable[list[Change]]:
    for start in range(0, len(changes), MOST_AT_ONCE):
        yield changes[start : start + MOST_AT_ONCE]
