"""A reply of the model: asked for, growing, finished, cancelled, asked for again.

While it grows its message is `streaming` and its text stands in `reply_chunks`; the end moves the text into the
message, finds the artifacts in it, and commits both together.
"""

import sqlite3
from collections.abc import Container, Iterable
from typing import Any, Literal

import msgspec
from msgspec import field

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import from_json, to_json
from ..wire.commands import Batch, CancelReply, Command, DeleteSession, RegenerateReply, SendMessage
from ..wire.events import (
    Frame,
    MessageAccepted,
    MessageAdded,
    ReasoningDelta,
    ReplyCancelled,
    ReplyDelta,
    ReplyFailed,
    ReplyFinished,
)
from ..wire.resources import Message, ReasoningPart, TextPart, ToolCallPart
from .artifacts import frames
from .beginning import asked_by, begin, change_tools, kept_tools
from .detection import store_artifacts
from .followed_site import update_followed_site
from .handler import RunTools, StopReply
from .messages import (
    content_of,
    count_free_message,
    find_message,
    insert_message,
    leave_branch,
    place,
    refuse_while_streaming,
    said_so_far,
)
from .past.keeping import remember
from .sessions import name_session
from .tools import CANCELLED, RESTARTED, cancel_calls, end_run, run_tools


class AddChunk(Command, kw_only=True, frozen=True):
    """More of a reply, from its generation."""

    reply_id: str
    offset: int
    text: str = ""
    reasoning_offset: int = 0
    reasoning: str = ""
    shown: bool = False
    """Whether clients were shown it already, while the store failed."""


class FinishReply(Command, kw_only=True, frozen=True):
    """The end of a reply, from its generation; every chunk was added before."""

    reply_id: str
    status: Literal["complete", "interrupted", "failed"]
    metadata: dict[str, Any] = field(default_factory=dict)
    tool_calls: tuple[ToolCallPart, ...] = ()
    error: dict[str, Any] | None = None


def send_message(db: sqlite3.Connection, command: SendMessage, context: Context) -> Outcome:
    refuse_while_streaming(db)
    content, parts = content_of(command)
    parent_id, everyone = place(db, context, command)
    everyone += name_session(db, context, content)
    count_free_message(context)
    named = {} if command.model_id is None else {"modelId": command.model_id}
    message = insert_message(
        db,
        context,
        role="user",
        content=content,
        parts=parts,
        parent_id=parent_id,
        message_id=command.message_id,
        attachments=command.attachments,
        payment_id=command.payment_id,
        metadata={**command.metadata, **named, **kept_tools(command.tools)},
    )
    added = MessageAdded(message=message, seq=message.seq, session_id=context.session_id)
    return _begin(db, context, message, everyone, [added])


def regenerate_reply(db: sqlite3.Connection, command: RegenerateReply, context: Context) -> Outcome:
    """A new reply beside the old one, which leaves the current branch and stays readable."""
    refuse_while_streaming(db)
    message = find_message(db, command.message_id)
    if not message.active:
        raise SatchelError("conflict", "That message is not on the current branch.", {"field": "messageId"})
    if message.role == "assistant":
        message = _answered_by(db, message)
    position = db.execute("SELECT position FROM chat_messages WHERE id = ?", (message.id,)).fetchone()[0]
    told = leave_branch(db, context, position)
    if command.tools is not None:
        told += change_tools(db, context, asked_by(db, message)[0], command.tools)
    return _begin(db, context, message, told, [])


def _answered_by(db: sqlite3.Connection, reply: Message) -> Message:
    try:
        if reply.parent_id is not None:
            return find_message(db, reply.parent_id)
    except SatchelError:
        pass  # it was deleted
    raise SatchelError("conflict", "The message that this one answers is not there any more.", {"field": "messageId"})


def _begin(
    db: sqlite3.Connection,
    context: Context,
    message: Message,
    everyone: list[Frame],
    others: list[Frame],
) -> Outcome:
    started, start = begin(db, context, message)
    everyone.append(started)
    # Its number is that of all before the reply, which everyone hears of in an event of its own.
    seq = context.seq - 1
    accepted = MessageAccepted(message_id=message.id, reply_id=start.reply_id, seq=seq, session_id=context.session_id)
    return Outcome(accepted, others, everyone, (start,))


def add_chunk(db: sqlite3.Connection, command: AddChunk, context: Context) -> Outcome:
    """Stores what the model said. A chunk of a reply that is over (it was cancelled) is dropped, and so is what an
    attempt that seemed to fail has stored after all."""
    reply_id, session = command.reply_id, context.session_id
    told: list[Frame] = []
    if is_streaming(db, reply_id):
        pieces = (
            ("reasoning", ReasoningDelta, command.reasoning_offset, command.reasoning),
            ("text", ReplyDelta, command.offset, command.text),
        )
        for kind, frame, offset, piece in pieces:
            text = piece[_stored_end(db, reply_id, kind, offset) - offset :] if piece else ""
            if not text:
                continue
            start, seq = offset + len(piece) - len(text), context.next_seq()
            db.execute("INSERT INTO reply_chunks VALUES (?, ?, ?, ?, ?)", (reply_id, seq, kind, start, text))
            if command.shown:
                start, text = start + len(text), ""
            told.append(frame(reply_id=reply_id, offset=start, text=text, seq=seq, session_id=session))
    nothing = ReplyDelta(reply_id=reply_id, offset=command.offset, text="", session_id=session)
    return Outcome(told[-1] if told else nothing, (), told)


def _stored_end(db: sqlite3.Connection, reply_id: str, kind: str, offset: int) -> int:
    """Where the stored part of a reply ends.

    Raises:
        SatchelError: `conflict` where something before `offset` is missing, because storing it failed.
    """
    last = db.execute(
        "SELECT start, text FROM reply_chunks WHERE message_id = ? AND kind = ? ORDER BY seq DESC LIMIT 1",
        (reply_id, kind),
    ).fetchone()
    end = last[0] + len(last[1]) if last else 0
    if end < offset:
        raise SatchelError("conflict", f"The reply is stored up to {end}, so it can't go on at {offset}.")
    return int(end)


def is_streaming(db: sqlite3.Connection, reply_id: str) -> bool:
    row = db.execute("SELECT status FROM chat_messages WHERE id = ?", (reply_id,)).fetchone()
    return row is not None and row[0] == "streaming"


def finish_reply(db: sqlite3.Connection, command: FinishReply, context: Context) -> Outcome:
    if not is_streaming(db, command.reply_id):
        return Outcome(ReplyCancelled(reply_id=command.reply_id, session_id=context.session_id))
    told = _finish(db, context, command)
    reply, effects = told[-1], list[RunTools]()
    if command.status == "complete" and command.tool_calls:
        more, effects = run_tools(db, context, find_message(db, command.reply_id))
        told += more
    return Outcome(reply, (), told, effects)


def cancel_reply(db: sqlite3.Connection, command: CancelReply, context: Context) -> Outcome:
    """Keeps what was said, marked interrupted. A reply that waits for tools gets errors as their results."""
    reply = find_message(db, command.reply_id, "replyId")
    waiting = cancel_calls(db, context, reply) if reply.role == "tool" or reply.status == "complete" else None
    if waiting is not None:
        running, told = waiting
    elif reply.status == "streaming":
        running, told = reply.id, _interrupt(db, context, reply)
    else:
        raise SatchelError("conflict", f"That reply is {reply.status} already.", {"field": "replyId"})
    cancelled = ReplyCancelled(reply_id=reply.id, seq=context.next_seq(), session_id=context.session_id)
    return Outcome(cancelled, (cancelled,), told, (StopReply(running),))


def cancel_replies(db: sqlite3.Connection, context: Context) -> tuple[list[Frame], list[StopReply]]:
    """Cancels what is being written. Returns what everyone hears of it, and what has to stop."""
    running = [find_message(db, reply_id) for reply_id in broken_replies(db, ())]
    told = [frame for reply in running for frame in _interrupt(db, context, reply)]
    return told, [StopReply(reply.id) for reply in running]


def _interrupt(db: sqlite3.Connection, context: Context, reply: Message) -> list[Frame]:
    if reply.role == "tool":
        return end_run(db, context, reply, CANCELLED)
    metadata = {"streamDuration": context.now - reply.created_at}
    return _finish(db, context, FinishReply(reply_id=reply.id, status="interrupted", metadata=metadata))


def _finish(db: sqlite3.Connection, context: Context, end: FinishReply) -> list[Frame]:
    """Moves the chunks into the message and its artifacts beside it. Returns what everyone hears."""
    reply_id = end.reply_id
    text, reasoning = said_so_far(db, reply_id)
    before = context.seq
    artifacts = store_artifacts(db, context, reply_id, text) if text else []
    site = update_followed_site(db, context, reply_id, text) if text else []
    parts = None
    if reasoning or end.tool_calls:
        spoken = [ReasoningPart(reasoning)] if reasoning else []
        parts = to_json("parts", [*spoken, *([TextPart(text)] if text else []), *map(_kept, end.tool_calls)])
    begun = db.execute("SELECT metadata FROM chat_messages WHERE id = ?", (reply_id,)).fetchone()[0]
    metadata = {"finishReason": "other", **from_json(begun), **end.metadata}
    if end.status == "complete" and end.tool_calls and metadata["finishReason"] in ("stop", "other"):
        metadata["finishReason"] = "tool-calls"  # not every model server says so
    if end.error is not None:
        metadata["error"] = end.error
    seq, session = context.next_seq(), context.session_id
    remember(db, context, seq, "chat_messages", reply_id, ("content", "parts", "status", "metadata"))
    db.execute(
        "UPDATE chat_messages SET content = ?, parts = ?, status = ?, metadata = ?, seq = ? WHERE id = ?",
        (text, parts, end.status, to_json("metadata", metadata), seq, reply_id),
    )
    db.execute("DELETE FROM reply_chunks WHERE message_id = ?", (reply_id,))
    message = find_message(db, reply_id)
    told: list[Frame] = [*frames(artifacts, context, before), *site]
    if end.status == "failed" and end.error is not None:
        told.append(ReplyFailed(reply_id=reply_id, error=end.error, message=message, seq=seq, session_id=session))
    else:
        told.append(ReplyFinished(message=message, artifacts=artifacts, seq=seq, session_id=session))
    return told


def _kept(call: ToolCallPart) -> ToolCallPart:
    """A call whose arguments can be stored: as their text where they can't be as they are."""
    try:
        to_json("input", call.input)
    except SatchelError:
        return msgspec.structs.replace(call, input=msgspec.json.encode(call.input).decode())
    return call


def cancelled_by(command: Command, running: Iterable[str]) -> list[str]:
    """The replies that a command cancels.

    Args:
        running: all that are being written.
    """
    match command:
        case DeleteSession():
            return list(running)
        case CancelReply(reply_id=reply_id):
            return [reply_id]
        case Batch(commands=commands):
            return [change.reply_id for change in commands if isinstance(change, CancelReply)]
        case _:
            return []


def ended_by(command: Command, running: Iterable[str]) -> list[str]:
    """The replies that are over with a command."""
    return [command.reply_id] if isinstance(command, FinishReply) else cancelled_by(command, running)


def broken_replies(db: sqlite3.Connection, running: Container[str]) -> list[str]:
    """Replies that a crash broke off.

    Args:
        running: those whose generation is alive in this process; the file was only opened afresh.
    """
    rows = db.execute("SELECT id FROM chat_messages WHERE status = 'streaming' ORDER BY position").fetchall()
    return [reply_id for (reply_id,) in rows if reply_id not in running]


def close_replies(db: sqlite3.Connection, context: Context, broken: Iterable[str]) -> list[Frame]:
    """Ends replies as interrupted, with what was said. Returns what everyone hears."""
    told: list[Frame] = []
    for reply_id in broken:
        message = find_message(db, reply_id)
        if message.role == "tool":
            told += end_run(db, context, message, RESTARTED)
        else:
            told += _finish(db, context, FinishReply(reply_id=reply_id, status="interrupted"))
    return told
