"""One connection of an agents client: what it sends, as commands."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import structlog

from ...errors import SatchelError
from ...wire.commands import AddToolResult, AppendMessage, DeleteMessages, GetMessage
from ...wire.events import Frame, MessageFound, ReplyFailed, ReplyFinished, ToolResultAdded
from ..ai_sdk.asked import ChatRequest
from ..ai_sdk.asking import Asking
from ..ai_sdk.plan import Heard, plan
from ..ui_messages import append_commands, read_ui_messages, run_of
from . import frames as f
from .hearing import Hearing
from .runs import Runs
from .state import State
from .transcript import running_run

log = structlog.get_logger()

DENIED = "The user did not approve of it."


class Talk:
    """What is known of one client.

    Args:
        send: to the client; what can't be sent any more is dropped.
        most: bytes that may wait of one reply.
    """

    def __init__(self, asking: Asking, send: Callable[[f.Outgoing], None], most: int) -> None:
        self._asking = asking
        self._send = send
        self._state = State(asking)
        self._turn = asyncio.Lock()  # what the client asks, and what it hears, one after the other
        self._hearing = Hearing(asking, send, self._state)
        self._runs = self._hearing.runs = Runs(asking, send, most, self._over)
        self._early: list[AddToolResult] = []  # results that came while the reply with their calls was being written

    async def begin(self, agent: str, name: str) -> None:
        """What a client is told first: what is being written, who it talks to, the state."""
        async with self._turn:
            known = self._asking.host.knows(self._asking.session_id)
            if known:
                await self._offer_running()
                self._runs.tell_offers()
            state = await self._state.read() if known else None
            self._send(f.identity(agent, name, state_follows=state is not None))
            if state is not None:
                self._send(f.state(state))
            self._send(f.NO_SERVERS)

    def end(self) -> None:
        """Nothing more is told. Replies go on."""
        self._runs.end()

    async def hear(self, frames: Sequence[Frame]) -> None:
        """What happened in the session.

        Raises:
            SatchelError: the client may not listen any more.
        """
        async with self._turn:
            await self._hearing.hear(frames)
            if any(isinstance(frame, ReplyFinished | ReplyFailed) for frame in frames):
                await self._add_early_results()

    async def _over(self, run: Any) -> None:
        async with self._turn:
            await self._hearing.look_for_more(run)

    async def receive(self, data: str) -> None:
        try:
            frame = f.read(data)
            async with self._turn:
                await self._do(frame)
        except SatchelError as error:
            self._refuse(data, error)

    async def _do(self, frame: f.Incoming | None) -> None:
        match frame:
            case f.UseChatRequest(id=id, init=init):
                await self._chat(id, init.body)
            case f.Cancel(id=id):
                await self._cancel(id)
            case f.Clear():
                await self._clear()
            case f.ChatMessages(messages=messages):
                await self._take_over(messages)
            case f.ResumeRequest(probe_id=probe_id):
                await self._resume(probe_id)
            case f.ResumeAck(id=id):
                self._runs.take(id)
            case f.ToolResult():
                error = (frame.error_text or "The tool failed.") if frame.state == "output-error" else None
                await self._add_result(frame.tool_call_id, frame.output, error, go_on=frame.auto_continue)
            case f.ToolApproval(approved=False, tool_call_id=call_id):
                await self._add_result(call_id, None, DENIED, go_on=frame.auto_continue)
            case f.NewState(state=state):
                await self._keep(state)
            case f.Rpc():
                self._send(f.no_method(frame))
            case _:
                pass

    def _refuse(self, data: str, error: SatchelError) -> None:
        """An error of a chat's request ends that; no other frame of the protocol has one, so it stands in the log."""
        try:
            whole = msgspec.json.decode(data)
        except (ValueError, RecursionError):
            whole = None
        match whole:
            case {"type": "cf_agent_use_chat_request", "id": str(id)}:
                self._send(f.response(id, error.message, done=True, error=True))
            case {"type": "rpc", "id": str(id)}:
                self._send({"type": "rpc", "id": id, "success": False, "error": error.message})
            case {"type": kind}:
                log.info("agents_frame_refused", type=str(kind)[:50], error=str(error))
            case _:
                pass

    # chats

    async def _chat(self, id: str, body: str) -> None:
        try:
            asked = msgspec.convert({**msgspec.json.decode(body), "id": self._asking.session_id}, ChatRequest)
        except (ValueError, TypeError, RecursionError) as error:
            told = f"This is not what useAgentChat sends: {error}."
            raise SatchelError("invalid", told, {"field": "body"}) from None
        if not asked.said and asked.trigger == "submit-message":
            raise SatchelError("invalid", "There is no message: send `messages`, the newest last.", {"field": "body"})
        self._runs.forget_offers()
        heard = await plan(self._asking, asked)
        if heard.reply_id is not None:
            reply = await self._asking.ask(GetMessage(message_id=heard.reply_id))
            assert isinstance(reply, MessageFound)
            self._hearing.knows(reply.message.position)  # what came before it, the client has said itself
        self._runs.follow(id, heard)

    async def _cancel(self, id: str) -> None:
        run = running_run(await self._asking.tail())
        if run and id in ({message.id for message in run} | {self._runs.name_of(run[0].id)}):
            await self._asking.cancel(run[-1].id)

    async def _clear(self) -> None:
        """The one thing by which a client deletes; it can be restored from the file."""
        if not self._asking.host.knows(self._asking.session_id):
            return
        self._runs.forget_offers()
        messages = await self._asking.all_messages()
        if messages and messages[-1].status == "streaming":
            await self._asking.cancel(messages[-1].id)
        for start in range(0, len(messages), 1000):
            some = [message.id for message in messages[start : start + 1000]]
            self._hearing.knows((await self._asking.ask(DeleteMessages(message_ids=some))).seq)

    async def _take_over(self, value: list[Any]) -> None:
        """What the client has and the server has not. Nothing that is stored goes."""
        commands: list[AppendMessage] = []
        for message in read_ui_messages(value):
            if not self._asking.host.knows(self._asking.session_id) or await self._asking.find(message.id) is None:
                commands += append_commands(message)
        if commands:
            self._hearing.knows((await self._asking.together(commands[:-1], commands[-1])).seq)

    async def _keep(self, state: Any) -> None:
        try:
            await self._state.keep(state)
        except SatchelError as error:
            self._send(f.state_refused(error))

    # tools

    async def _add_result(self, call_id: str, output: Any, error: str | None, *, go_on: bool) -> None:
        kept = output if error is None else None
        command = AddToolResult(tool_call_id=call_id, output=kept, error=error, continue_=go_on)
        try:
            await self._add(command)
        except SatchelError as refused:
            if refused.code != "conflict" or "replyId" not in (refused.details or {}):
                raise
            self._early.append(command)

    async def _add_early_results(self) -> None:
        early, self._early = self._early, []
        for command in early:
            try:
                await self._add(command)
            except SatchelError as error:
                log.info("agents_tool_result_refused", call=command.tool_call_id[:100], error=str(error))

    async def _add(self, command: AddToolResult) -> None:
        added = await self._asking.ask(command)
        assert isinstance(added, ToolResultAdded)
        self._hearing.knows(added.seq)
        if added.reply_id is None or added.reply_id in self._runs.known:
            return
        run = run_of(await self._asking.tail(), added.reply_id)
        place = next((place for place, message in enumerate(run) if message.id == added.reply_id), 0)
        # The client asks for it next. From version 7 on the AI SDK then begins the message anew, so it is told whole.
        self._runs.offer(Heard(added.reply_id, run[:place], again=True), continuation=True)

    # resuming

    async def _resume(self, probe_id: str | None) -> None:
        """What is being written, or what goes on with the results that the client brought."""
        if not self._runs.continues:
            self._runs.forget_offers()
            await self._offer_running()
        if not self._runs.tell_offers(probe_id):
            self._send(f.nothing_to_resume(probe_id))

    async def _offer_running(self) -> None:
        if not self._asking.host.knows(self._asking.session_id):
            return
        run = running_run(await self._asking.tail())
        if run:
            place = max(place for place, message in enumerate(run) if message.role == "assistant")
            self._runs.offer(Heard(run[place].id, run[:place], again=True))
