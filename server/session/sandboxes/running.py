"""What was run in a sandbox: begun, said something, ended; listed, and found with what it said."""

import sqlite3
from typing import Any, Literal

from ...errors import SatchelError
from ...handling.context import Context
from ...handling.outcome import Outcome
from ...handling.values import from_json, to_json
from ...wire.commands import AppendOutput, FinishCommand, GetCommand, GetCommands, StartCommand
from ...wire.events import CommandFinished, CommandFound, Commands, CommandStarted, OutputAppended, SandboxOutput
from ...wire.ids import new_id
from ...wire.resources import SandboxCommand
from ..handler import not_found
from ..past.keeping import remember
from .output import Kept, keep_output, whole_text
from .state import find_sandbox

_COLUMNS = (
    "c.id, s.id, c.command, c.cwd, c.env, c.exit_code, c.started_at, c.ended_at, c.stdout_bytes, c.stderr_bytes,"
    " c.stdout_bytes + c.stderr_bytes - c.head_bytes - coalesce(c.tail_bytes, 0), c.created_at, c.seq, c.position"
)
_FROM = "FROM sandbox_commands c JOIN sandboxes s ON s.position = c.sandbox"


def command_from(row: tuple[Any, ...], context: Context) -> SandboxCommand:
    id_, sandbox_id, line, cwd, env, exit_code, started_at, ended_at, *counts = row[:-1]
    status: Literal["running", "finished"] = "running" if ended_at is None else "finished"
    about = (id_, context.session_id, sandbox_id, line, cwd, from_json(env), status, exit_code, started_at, ended_at)
    return SandboxCommand(*about, *counts)


def commands_where(
    db: sqlite3.Connection, context: Context, where: str, *values: Any
) -> list[tuple[SandboxCommand, int]]:
    """Commands, and where each was made."""
    rows = db.execute(f"SELECT {_COLUMNS} {_FROM} WHERE {where}", values)
    return [(command_from(row, context), row[-1]) for row in rows]


def find_command(db: sqlite3.Connection, context: Context, command_id: str) -> tuple[SandboxCommand, int]:
    """Raises `not_found`."""
    found = commands_where(db, context, "c.id = ?", command_id)
    if not found:
        raise not_found("command", command_id, "commandId")
    return found[0]


def start_command(db: sqlite3.Connection, command: StartCommand, context: Context) -> Outcome:
    _, sandbox = find_sandbox(db, context, command.sandbox_id)
    command_id = command.command_id or new_id("cmd", context.now)
    if db.execute("SELECT 1 FROM sandbox_commands WHERE id = ?", (command_id,)).fetchone():
        raise SatchelError("conflict", f"There is a command {command_id!r} already.", {"field": "commandId"})
    seq = context.next_seq()
    started_at = context.now if command.started_at is None else command.started_at
    db.execute(
        "INSERT INTO sandbox_commands (position, id, sandbox, command, cwd, env, created_at, started_at, seq)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(seq, command_id, sandbox, command.command, command.cwd, to_json("env", sorted(command.env))),
            *(context.now, started_at, seq),
        ),
    )
    frame = CommandStarted(command=find_command(db, context, command_id)[0], seq=seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def append_output(db: sqlite3.Connection, command: AppendOutput, context: Context) -> Outcome:
    """What came already is dropped, so that a client that got no answer can say it again."""
    found, position = find_command(db, context, command.command_id)
    stream = command.stream
    end, head, tail = db.execute(
        f"SELECT {stream}_end, head_bytes, tail_bytes FROM sandbox_commands WHERE position = ?", (position,)
    ).fetchone()
    if command.offset > end:
        told = f"The {stream} of this command is known up to {end}, so it can't go on at {command.offset}."
        raise SatchelError("conflict", told, {"field": "offset", "offset": end})
    text = command.text[end - command.offset :]
    reply = OutputAppended(
        command_id=found.id, stream=stream, offset=end + len(text), seq=context.seq, session_id=context.session_id
    )
    if not text:
        return Outcome(reply)
    if found.status == "finished":
        raise SatchelError("conflict", "This command is over, so it can't say more.", {"field": "commandId"})
    reply.seq = seq = context.next_seq()
    kept = keep_output(db, seq, position, stream, end, text, Kept(head, tail), context.rules.output_bytes)
    db.execute(
        f"UPDATE sandbox_commands SET {stream}_end = {stream}_end + ?, {stream}_bytes = {stream}_bytes + ?,"
        " head_bytes = ?, tail_bytes = ? WHERE position = ?",
        (len(text), len(text.encode()), kept.head, kept.tail, position),
    )
    said = SandboxOutput(
        command_id=found.id, stream=stream, offset=end, text=text, seq=seq, session_id=context.session_id
    )
    return Outcome(reply, (said,))


def finish_command(db: sqlite3.Connection, command: FinishCommand, context: Context) -> Outcome:
    """Said twice, it is done once; with another end it is refused."""
    found, position = find_command(db, context, command.command_id)
    if found.status == "finished":
        if found.exit_code != command.exit_code:
            told = f"This command has ended with {found.exit_code} already."
            raise SatchelError("conflict", told, {"field": "commandId"})
        return Outcome(CommandFinished(command=found, seq=found.seq, session_id=context.session_id))
    seq = context.next_seq()
    remember(db, context, seq, "sandbox_commands", found.id, ("exit_code", "started_at", "ended_at"))
    started_at = found.started_at if command.started_at is None else command.started_at
    ended_at = context.now if command.ended_at is None else command.ended_at
    db.execute(
        "UPDATE sandbox_commands SET exit_code = ?, started_at = ?, ended_at = ?, seq = ? WHERE position = ?",
        (command.exit_code, started_at, ended_at, seq, position),
    )
    frame = CommandFinished(command=find_command(db, context, found.id)[0], seq=seq, session_id=context.session_id)
    return Outcome(frame, (frame,))


def get_commands(db: sqlite3.Connection, command: GetCommands, context: Context) -> Outcome:
    where, values = "1", list[Any]()
    if command.sandbox_id is not None:
        where, values = "c.sandbox = ?", [find_sandbox(db, context, command.sandbox_id)[1]]
    total = db.execute(f"SELECT count(*) {_FROM} WHERE {where}", values).fetchone()[0]
    page = f"{where} ORDER BY c.position {command.order} LIMIT ? OFFSET ?"
    found = commands_where(db, context, page, *values, command.limit, command.offset)
    return Outcome(Commands(commands=[one for one, _ in found], total=total, session_id=context.session_id))


def get_command(db: sqlite3.Connection, command: GetCommand, context: Context) -> Outcome:
    found, position = find_command(db, context, command.command_id)
    ends = db.execute("SELECT stdout_end, stderr_end FROM sandbox_commands WHERE position = ?", (position,)).fetchone()
    found.stdout = whole_text(db, position, "stdout", ends[0], found.stdout_bytes)
    found.stderr = whole_text(db, position, "stderr", ends[1], found.stderr_bytes)
    return Outcome(CommandFound(command=found, session_id=context.session_id))
