"""All that is needed to set a project up again."""

import sqlite3

from ...handling.context import Context
from ...handling.outcome import Outcome
from ...wire.commands import GetSandboxRecovery
from ...wire.events import SandboxRecovery
from ...wire.resources import Step
from ..files.contents import infos, told
from ..files.trees import entries_now
from .running import commands_where
from .state import find_sandbox


def get_sandbox_recovery(db: sqlite3.Connection, command: GetSandboxRecovery, context: Context) -> Outcome:
    """Raises `too_large` for files that one answer should not hold: ask get_sandbox for each of them."""
    sandbox, tree = find_sandbox(db, context, command.sandbox_id)
    entries = entries_now(db, tree).values()
    sandbox.entries, sandbox.files = infos(entries), told(db, entries)
    done = commands_where(db, context, "c.sandbox = ? AND c.exit_code = 0 ORDER BY c.position", tree)
    return Outcome(
        SandboxRecovery(
            sandbox=sandbox,
            commands=[Step(one.command, one.cwd, one.env) for one, _ in done],
            env=sorted({name for one, _ in done for name in one.env}),
            cwd=done[-1][0].cwd if done else "",
            session_id=context.session_id,
        )
    )
