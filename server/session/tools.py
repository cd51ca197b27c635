"""Tools that a reply calls: their results, and how the model goes on once all are there.

A step of a reply is an assistant message; the results of its calls stand in one message with the role `tool` behind it.
While the server itself runs tools of a step that message is `streaming`: nothing else is said in between, it can be
cancelled, and a crash is found in it.
"""

import sqlite3
from typing import Any

import msgspec

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import to_json
from ..wire.commands import AddToolResult, Command
from ..wire.events import Frame, MessageAdded, MessageFound, MessageUpdated, ToolResultAdded
from ..wire.resources import Message, MessageStatus, Part, ToolCallPart, ToolResultPart
from .beginning import asked_by, begin, client_tools
from .handler import RunTools, StartReply, not_found
from .messages import COLUMNS, find_message, insert_message, message_from, reply_is_running
from .past.keeping import remember

MOST_STEPS = 16
"""Of the model, for one message of the user."""
SERVER_CALLS = "serverCalls"
"""Where in a tool message's metadata it says which calls the server runs."""
HELD = "held"
"""And that whoever brought a result did not want the model to go on."""
CANCELLED = "It was cancelled before it had finished."
RESTARTED = "The server was restarted before it had finished; whether it had any effect is not known."
TOO_MANY_STEPS = f"It was not run: one message of the user may lead to {MOST_STEPS} steps of the model at most."


class AddServerResult(Command, kw_only=True, frozen=True):
    """What a tool that the server runs has come to, from whoever ran it."""

    message_id: str
    """The tool message."""
    tool_call_id: str
    output: Any = None
    error: str | None = None


class EndToolRun(Command, kw_only=True, frozen=True):
    """The server ends in the middle of it, from whoever ran the tools."""

    message_id: str


# results from clients


def add_tool_result(db: sqlite3.Connection, command: AddToolResult, context: Context) -> Outcome:
    """Stores a result once, and has the model go on when it was the last one."""
    if command.error is not None and command.output is not None:
        raise SatchelError("invalid", "A result has either output or error.", {"field": "error"})
    to_json("output", command.output)
    step = _step_with(db, command)
    if not step.active:
        raise SatchelError("conflict", "That message is not on the current branch.", {"field": "messageId"})
    if step.status != "complete":  # what stands in its calls may be half of them
        raise SatchelError("conflict", f"That reply is {step.status}: regenerate it.", {"field": "messageId"})
    result = ToolResultPart(command.tool_call_id, command.output, command.error)
    message = _results_of(db, step)
    told: list[Frame] = []
    if message is None:
        if _last_id(db) != step.id:
            raise SatchelError("conflict", "The conversation went on without this result.", {"field": "toolCallId"})
        metadata = {} if command.continue_ else {HELD: True}
        message, told = _insert(db, context, step, [result], "complete", metadata)
    elif (known := _result(message, result.tool_call_id)) is None:
        if result.tool_call_id in message.metadata.get(SERVER_CALLS, ()):
            raise SatchelError("conflict", "The server itself runs that tool.", {"field": "toolCallId"})
        message.metadata = {**message.metadata, HELD: not command.continue_}
        told = _store(db, context, step, message, [result])
    elif to_json("output", known) != to_json("output", result):
        raise SatchelError("conflict", "That call has another result already.", {"field": "toolCallId"})
    before, reply_id, effects = context.seq, None, list[StartReply]()
    if command.continue_ and (begun := _go_on(db, context, step, message)):
        reply_id = begun[1].reply_id
        told, effects = [*told, begun[0]], [begun[1]]
    reply = ToolResultAdded(
        message_id=message.id,
        tool_call_id=result.tool_call_id,
        reply_id=reply_id or _reply_after(db, message),
        seq=before,
        session_id=context.session_id,
    )
    return Outcome(reply, (), told, effects)


def _step_with(db: sqlite3.Connection, command: AddToolResult) -> Message:
    """The message with the call."""
    call = command.tool_call_id
    if command.message_id is not None:
        step = find_message(db, command.message_id)
        if step.status == "streaming":
            raise reply_is_running(step.id)
        if step.role == "assistant" and call in {one.tool_call_id for one in calls_of(step)}:
            return step
        raise not_found("tool call", call, "toolCallId")
    row = db.execute(
        f"SELECT {COLUMNS} FROM chat_messages WHERE role = 'assistant' AND active = 1 AND deleted_at IS NULL"
        " AND EXISTS (SELECT 1 FROM json_each(parts) WHERE json_extract(value, '$.type') = 'tool-call'"
        " AND json_extract(value, '$.toolCallId') = ?) ORDER BY position DESC LIMIT 1",
        (call,),
    ).fetchone()
    if row is not None:
        return message_from(db, row)
    streaming = db.execute("SELECT id FROM chat_messages WHERE status = 'streaming'").fetchone()
    if streaming is not None:  # the call may stand in it: it is stored with the reply's end
        raise reply_is_running(streaming[0])
    raise not_found("tool call", call, "toolCallId")


# tools of the server


def run_tools(db: sqlite3.Connection, context: Context, step: Message) -> tuple[list[Frame], list[RunTools]]:
    """Has those calls of a finished step run that are the server's: of its own tools, and, so that the model hears
    of it, of tools that nobody has said to have. Where nobody has said anything, whoever listens may know them."""
    asked, steps = asked_by(db, step)
    clients, servers = {tool.name for tool in client_tools(asked)}, {tool.name for tool in context.tools}
    calls = calls_of(step)
    mine = tuple(call for call in calls if call.tool_name not in clients) if clients or servers else ()
    if not mine:
        return [], []
    metadata = {SERVER_CALLS: [call.tool_call_id for call in mine]}
    if steps >= MOST_STEPS:
        refused = [ToolResultPart(call.tool_call_id, None, TOO_MANY_STEPS) for call in mine]
        return _insert(db, context, step, refused, "complete", metadata)[1], []
    message, told = _insert(db, context, step, [], "streaming", metadata)
    return told, [RunTools(message.id, step.id, mine)]


def add_server_result(db: sqlite3.Connection, command: AddServerResult, context: Context) -> Outcome:
    """One that comes too late, because the call was cancelled, is dropped."""
    message = find_message(db, command.message_id)
    if message.status != "streaming" or _result(message, command.tool_call_id) is not None:
        return Outcome(MessageFound(message=message, session_id=context.session_id))
    result = ToolResultPart(command.tool_call_id, command.output, command.error)
    try:
        to_json("output", command.output)
    except SatchelError as error:
        result = ToolResultPart(command.tool_call_id, None, f"The tool's {error.message}")
    step = _step_before(db, message)
    told = _store(db, context, step, message, [result])
    found = MessageFound(message=message, session_id=context.session_id)
    if step is None or message.metadata.get(HELD) or (begun := _go_on(db, context, step, message)) is None:
        return Outcome(found, (), told)
    return Outcome(found, (), [*told, begun[0]], [begun[1]])


def end_tool_run(db: sqlite3.Connection, command: EndToolRun, context: Context) -> Outcome:
    message = find_message(db, command.message_id)
    told = end_run(db, context, message, RESTARTED) if message.status == "streaming" else []
    return Outcome(MessageFound(message=message, session_id=context.session_id), (), told)


def end_run(db: sqlite3.Connection, context: Context, message: Message, why: str) -> list[Frame]:
    """Ends what the server runs for a tool message; the model does not go on. Returns what everyone hears."""
    left = [call for call in message.metadata.get(SERVER_CALLS, ()) if _result(message, call) is None]
    message.status = "interrupted"
    return _store(db, context, _step_before(db, message), message, [ToolResultPart(call, None, why) for call in left])


def cancel_calls(db: sqlite3.Connection, context: Context, said: Message) -> tuple[str, list[Frame]] | None:
    """Gives all calls of a step that wait for a result an error as their result.

    Args:
        said: the step, or the message with its results.

    Returns:
        The id of the message with the results, and what everyone hears; None where no call waits.
    """
    step = said if said.role == "assistant" else _step_before(db, said)
    if step is None or not step.active:
        return None
    message = _results_of(db, step)
    left = [call for call in calls_of(step) if message is None or _result(message, call.tool_call_id) is None]
    if not left or _last_id(db) != (step if message is None else message).id:
        return None
    errors = [ToolResultPart(call.tool_call_id, None, CANCELLED) for call in left]
    if message is None:
        message, told = _insert(db, context, step, errors, "interrupted", {})
        return message.id, told
    message.status = "interrupted"
    return message.id, _store(db, context, step, message, errors)


# the message with the results


def calls_of(step: Message) -> list[ToolCallPart]:
    return [part for part in step.parts if isinstance(part, ToolCallPart)]


def _result(message: Message, call: str) -> ToolResultPart | None:
    results = (part for part in message.parts if isinstance(part, ToolResultPart))
    return next((part for part in results if part.tool_call_id == call), None)


def _results_of(db: sqlite3.Connection, step: Message) -> Message | None:
    row = db.execute(
        f"SELECT {COLUMNS} FROM chat_messages WHERE parent_id = ? AND role = 'tool' AND active = 1"
        " AND deleted_at IS NULL ORDER BY position DESC LIMIT 1",
        (step.id,),
    ).fetchone()
    return None if row is None else message_from(db, row)


def _step_before(db: sqlite3.Connection, message: Message) -> Message | None:
    """None where it was deleted."""
    try:
        return None if message.parent_id is None else find_message(db, message.parent_id)
    except SatchelError:
        return None


def _insert(
    db: sqlite3.Connection,
    context: Context,
    step: Message,
    results: list[ToolResultPart],
    status: MessageStatus,
    metadata: dict[str, Any],
) -> tuple[Message, list[Frame]]:
    message = insert_message(
        db,
        context,
        role="tool",
        content="",
        parts=to_json("output", results),
        parent_id=step.id,
        status=status,
        metadata=metadata,
    )
    return message, [MessageAdded(message=message, seq=message.seq, session_id=context.session_id)]


def _store(
    db: sqlite3.Connection, context: Context, step: Message | None, message: Message, results: list[ToolResultPart]
) -> list[Frame]:
    """Adds results, in the order of the calls. With the last one of the server's the message is complete."""
    order = [call.tool_call_id for call in calls_of(step)] if step else []

    def place(part: Part) -> int:
        call = part.tool_call_id if isinstance(part, ToolResultPart) else ""
        return order.index(call) if call in order else -1

    message.parts = sorted([*message.parts, *results], key=place)
    running = any(_result(message, call) is None for call in message.metadata.get(SERVER_CALLS, ()))
    if message.status == "streaming" and not running:
        message.status = "complete"
    message.seq = context.next_seq()
    remember(db, context, message.seq, "chat_messages", message.id, ("parts", "status", "metadata"))
    db.execute(
        "UPDATE chat_messages SET parts = ?, status = ?, metadata = ?, seq = ? WHERE id = ?",
        (
            *(to_json("output", message.parts), message.status, to_json("metadata", message.metadata)),
            *(message.seq, message.id),
        ),
    )
    shown = msgspec.structs.replace(message)  # what is told stays as it is
    return [MessageUpdated(message=shown, seq=message.seq, session_id=context.session_id)]


# going on


def _go_on(db: sqlite3.Connection, context: Context, step: Message, message: Message) -> Any:
    """Begins the next step where all results are there and nothing has followed yet; None otherwise."""
    waits = any(_result(message, call.tool_call_id) is None for call in calls_of(step))
    if waits or message.status == "streaming" or _last_id(db) != message.id or asked_by(db, step)[1] >= MOST_STEPS:
        return None
    return begin(db, context, message)


def _reply_after(db: sqlite3.Connection, message: Message) -> str | None:
    """The reply that went on from the results, where it did so before."""
    row = db.execute(
        "SELECT id FROM chat_messages WHERE parent_id = ? AND role = 'assistant' AND active = 1"
        " AND deleted_at IS NULL ORDER BY position DESC LIMIT 1",
        (message.id,),
    ).fetchone()
    return None if row is None else str(row[0])


def _last_id(db: sqlite3.Connection) -> str | None:
    row = db.execute(
        "SELECT id FROM chat_messages WHERE active = 1 AND deleted_at IS NULL ORDER BY position DESC LIMIT 1"
    ).fetchone()
    return None if row is None else str(row[0])
