"""The ways that a conversation went: which there are, and which is the current one."""

import json
import sqlite3

from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import GetBranches, SwitchBranch
from ..wire.events import Branches, BranchSwitched, Frame, MessageUpdated
from ..wire.resources import Branch
from .messages import find_message, refuse_while_streaming
from .past.keeping import remember
from .tree import Tree

PREVIEW = 200
"""Characters of a branch's last message."""


def get_branches(db: sqlite3.Connection, command: GetBranches, context: Context) -> Outcome:
    tree = Tree(db)
    lengths, previews = tree.lengths(), _previews(db, tree.ends())
    last = tree.current()[-1:]
    branches = [
        Branch(
            message_id=id_,
            active=id_ in last,
            length=lengths[id_],
            created_at=tree.nodes[id_].created_at,
            preview=previews[id_],
        )
        for id_ in tree.ends()
    ]
    return Outcome(Branches(branches=branches, session_id=context.session_id))


def _previews(db: sqlite3.Connection, ids: list[str]) -> dict[str, str]:
    rows = db.execute(
        "SELECT id, substr(content, 1, ?) FROM chat_messages WHERE id IN (SELECT value FROM json_each(?))",
        (PREVIEW, json.dumps(ids)),
    )
    return {id_: " ".join(text.split()) for id_, text in rows}


def switch_branch(db: sqlite3.Connection, command: SwitchBranch, context: Context) -> Outcome:
    """Messages leave the current branch and others join it; one that is the current already stays as it is."""
    tree = Tree(db)
    branch, current = tree.branch(command.message_id, "messageId"), tree.current()
    if branch == current:
        frame = BranchSwitched(message_id=command.message_id, seq=context.seq, session_id=context.session_id)
        return Outcome(frame)
    refuse_while_streaming(db)
    staying = {*branch} & {*current}
    leave = [move(db, context, id_, active=False) for id_ in current if id_ not in staying]
    join = [move(db, context, id_, active=True) for id_ in branch if id_ not in staying]
    frame = BranchSwitched(message_id=command.message_id, seq=context.next_seq(), session_id=context.session_id)
    return Outcome(frame, (frame,), leave + join)


def move(db: sqlite3.Connection, context: Context, message_id: str, *, active: bool) -> Frame:
    seq = context.next_seq()
    remember(db, context, seq, "chat_messages", message_id, ("active",))
    db.execute("UPDATE chat_messages SET active = ?, seq = ? WHERE id = ?", (active, seq, message_id))
    return MessageUpdated(message=find_message(db, message_id), seq=seq, session_id=context.session_id)
