"""The table: one command, one function. A new feature of a session is one struct, one function, one row here."""

import sqlite3
from typing import Any

from ..errors import SatchelError
from ..wire import commands as c
from ..wire.events import BatchApplied, Frame
from . import artifacts, messages, replies, sessions, sync, versions
from .handler import Context, Effect, Handler, Outcome
from .receipts import earlier_reply, keep_reply


def apply_batch(db: sqlite3.Connection, command: c.Batch, context: Context) -> Outcome:
    """All or none: the first that fails ends it, and the actor's savepoint takes back what was done."""
    replies_, others, everyone = list[Any](), list[Frame](), list[Frame]()
    effects: list[Effect] = []
    for index, change in enumerate(command.commands):
        if change.request_id is not None or change.idempotency_key is not None or change.session_id is not None:
            raise SatchelError(
                "invalid",
                f"commands[{index}] has an envelope of its own: requestId, idempotencyKey and sessionId belong to "
                "the batch.",
                {"field": f"commands[{index}]", "index": index},
            )
        try:
            outcome = HANDLERS[type(change)](db, change, context)
        except SatchelError as error:
            error.details = {**(error.details or {}), "index": index}
            raise
        replies_.append(outcome.reply)
        others += outcome.others
        everyone += outcome.everyone
        effects += outcome.effects
    reply = BatchApplied(replies=replies_, seq=context.seq, session_id=context.session_id)
    return Outcome(reply, others, everyone, effects)


HANDLERS: dict[type[c.Command], Handler] = {
    c.GetArtifacts: artifacts.get_artifacts,
    c.GetArtifact: artifacts.get_artifact,
    c.CreateArtifact: artifacts.create_artifact,
    c.UpdateArtifact: artifacts.update_artifact,
    c.DeleteArtifact: artifacts.delete_artifact,
    c.RestoreArtifact: artifacts.restore_artifact,
    c.GetArtifactVersions: versions.get_artifact_versions,
    c.RestoreArtifactVersion: artifacts.restore_artifact_version,
    c.AppendMessage: messages.append_message,
    c.SendMessage: replies.send_message,
    c.CancelReply: replies.cancel_reply,
    c.RegenerateReply: replies.regenerate_reply,
    c.GetMessages: messages.get_messages,
    c.GetMessage: messages.get_message,
    c.DeleteMessages: messages.delete_messages,
    c.GetSession: sessions.get_session,
    c.UpdateSession: sessions.update_session,
    c.Subscribe: sync.subscribe,
    c.Batch: apply_batch,
    replies.AddChunk: replies.add_chunk,
    replies.FinishReply: replies.finish_reply,
}


def handle(db: sqlite3.Connection, command: c.Command, context: Context) -> Outcome:
    """Runs a command's handler once, however often the command is sent with the same idempotency key."""
    if command.idempotency_key is None:
        return HANDLERS[type(command)](db, command, context)
    if not command.changes:
        raise SatchelError("invalid", "idempotencyKey is for changes only.", {"field": "idempotencyKey"})
    earlier = earlier_reply(db, command)
    if earlier is not None:
        return Outcome(earlier)
    outcome = HANDLERS[type(command)](db, command, context)
    keep_reply(db, command, outcome.reply, context)
    return outcome
