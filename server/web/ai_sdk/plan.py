"""From what a client says to the reply that it is to hear: what is taken over, and what is asked of the session."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from ...errors import SatchelError
from ...wire.commands import AddToolResult, AppendMessage, Batch, CreateSession, RegenerateReply, SendMessage
from ...wire.resources import Message, Tool, ToolResultPart
from ..ui_messages import UIMessage, answers_of, append_commands, client_tools, id_in_ui, is_said, run_of, said_fields
from ..ui_messages.messages import UI_ID
from .asked import ChatRequest
from .asking import Asking, written_in


class Heard(Struct, frozen=True):
    """What a client is to hear.

    Attributes:
        reply_id: the step that comes next; None where nothing follows, because other results are still missing.
        earlier: the steps before it in the same run.
        again: whether the client has to be told those.
    """

    reply_id: str | None
    earlier: Sequence[Message] = ()
    again: bool = False


async def plan(asking: Asking, asked: ChatRequest) -> Heard:
    """Does what a request asks.

    Raises:
        SatchelError: nothing was done, or no more than taking over what the client had said before.
    """
    tools = client_tools(asked.tools or asked.client_tools)
    await asking.ask(CreateSession(visibility=asked.selected_visibility_type or "private"))
    talk = _Talk(asking, asked, await asking.tail(), tools)
    if asked.trigger == "regenerate-message":
        return await talk.regenerate()
    match asked.said[-1].role:
        case "user":
            return await talk.submit(asked.said[-1])
        case "assistant":
            return await talk.go_on(asked.said[-1])
        case _:
            told = "The last message is the user's, or a reply with the results of tools that it asked for."
            raise SatchelError("invalid", told, {"field": "messages"})


class _Talk:
    """One request and the end of the branch that it meets."""

    def __init__(self, asking: Asking, asked: ChatRequest, tail: list[Message], tools: list[Tool]) -> None:
        self._asking = asking
        self._asked = asked
        self._tail = tail
        self._tools = tools

    # a message

    async def submit(self, said: UIMessage) -> Heard:
        known = self._current(said.id) or await self._asking.find(said.id)
        if known is None:
            await self._stop_what_was_seen()
            return await self._send(said_fields(said), await self._unknown(self._asked.said[:-1]))
        if known.active and is_said(known, said):
            if self._asked.message_id is None and (run := self._answer_to(known)):
                return Heard(run[0].id)  # it was sent before: it is answered once
            return await self._regenerate(known.id, [])
        # An edit, under the id that the first text has: what is stored gets an id of its own.
        fields = {name: value for name, value in said_fields(said).items() if name != "message_id"}
        fields["metadata"] = {**fields.get("metadata", {}), UI_ID: said.id}
        if known.active:
            await self._stop()
            fields["instead_of"] = known.id
        return await self._send(fields, [])

    async def _send(self, fields: dict[str, Any], before: list[AppendMessage]) -> Heard:
        send = SendMessage(**fields, model_id=self._asked.wanted_model, tools=self._tools)
        accepted = await self._asking.together(before, send)
        return Heard(accepted.reply_id)

    def _current(self, ui_id: str) -> Message | None:
        """A message of the current branch by the id that clients know."""
        return next((message for message in self._tail if id_in_ui(message) == ui_id), None)

    def _answer_to(self, stored: Message) -> list[Message]:
        reply = next((one for one in self._tail if one.parent_id == stored.id and one.role == "assistant"), None)
        return run_of(self._tail, reply.id) if reply is not None else []

    async def _unknown(self, said: Sequence[UIMessage]) -> list[AppendMessage]:
        """What the client has said or heard since the last thing that the server knows too."""
        commands: list[AppendMessage] = []
        for message in reversed(said):
            if self._current(message.id) is not None or await self._asking.find(message.id) is not None:
                break
            commands = [*append_commands(message), *commands]
        return commands

    # again

    async def regenerate(self) -> Heard:
        said, wanted = self._asked.said, self._asked.message_id
        stored = self._current(wanted) if wanted is not None else None
        if stored is not None:
            return await self._regenerate(stored.id, [])
        asked = next((message for message in reversed(said) if message.role == "user"), None)
        if asked is None:
            last = next((message for message in reversed(self._tail) if message.role == "user"), None)
            if last is None:
                told = "There is no message to answer: send one first."
                raise SatchelError("invalid", told, {"field": "messages"})
            return await self._regenerate(last.id, [])
        before = await self._unknown(said)
        stored = self._current(asked.id)
        return await self._regenerate(asked.id if stored is None else stored.id, before)

    async def _regenerate(self, message_id: str, before: list[AppendMessage]) -> Heard:
        await self._stop()
        again = RegenerateReply(message_id=message_id, tools=self._tools or None)
        accepted = await self._asking.together(before, again)
        return Heard(accepted.reply_id)

    # tools

    async def go_on(self, said: UIMessage) -> Heard:
        """The client's tools have said something."""
        run = run_of(self._tail, said.id)
        if not run:
            before = await self._unknown(self._asked.said)
            if not before:
                raise _no_turn()
            return await self._regenerate(str(before[-1].message_id), before)
        answers, known = answers_of(said), _results(run)
        fresh = [answer for answer in answers if answer.tool_call_id not in known]
        if fresh:
            return await self._answer(run, fresh)
        theirs = {answer.tool_call_id for answer in answers}
        seen = [place for place, message in enumerate(run) if theirs & _results([message]).keys()]
        place = seen[-1] + 1 if seen else len(run)
        if place < len(run):  # it was sent before: it is answered once
            return Heard(run[place].id, run[:place])
        if seen and run[-1].status != "streaming":
            return await self._regenerate(run[-1].id, [])
        raise _no_turn()

    async def _answer(self, run: list[Message], fresh: list[ToolResultPart]) -> Heard:
        commands = [AddToolResult(tool_call_id=one.tool_call_id, output=one.output, error=one.error) for one in fresh]
        added = await self._asking.together([], Batch(commands=[*commands]))
        tail = await self._asking.tail()
        whole = run_of(tail, run[0].id)
        reply_id = added.replies[-1].reply_id
        return Heard(reply_id, [message for message in whole if message.id != reply_id])

    # what still runs

    async def _stop_what_was_seen(self) -> None:
        """The client's own `stop` only hangs up. One that shows a reply that is being written, and says more, has done
        with it."""
        running = written_in(self._tail)
        if running is not None:
            run = run_of(self._tail, running.id)
            if any(message.id == id_in_ui(run[0]) for message in self._asked.said):
                await self._stop()

    async def _stop(self) -> None:
        running = written_in(self._tail)
        if running is not None:
            await self._asking.cancel(running.id)


def _results(run: Sequence[Message]) -> dict[str, ToolResultPart]:
    return {part.tool_call_id: part for message in run for part in message.parts if isinstance(part, ToolResultPart)}


def _no_turn() -> SatchelError:
    told = "This reply waits for nothing that the request brings: send a message, or the result of a tool it asked for."
    return SatchelError("conflict", told, {"field": "messages"})
