"""What a person and the editor's model said to each other: list, create."""

import sqlite3
from typing import Any

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..handling.values import from_json, to_json
from ..wire.commands import CreateInteraction, GetInteractions
from ..wire.events import InteractionCreated, Interactions
from ..wire.ids import new_id
from ..wire.resources import Interaction

COLUMNS = "id, session_id, prompt, response, interaction_type, target_element, metadata, created_at, seq"


def interaction_from(row: tuple[Any, ...]) -> Interaction:
    """An interaction from a row of `COLUMNS`."""
    fields: list[Any] = [*row]
    fields[6] = from_json(row[6])
    return Interaction(*fields)


def get_interactions(db: sqlite3.Connection, command: GetInteractions, context: Context) -> Outcome:
    total = db.execute("SELECT count(*) FROM ai_interactions").fetchone()[0]
    rows = db.execute(
        f"SELECT {COLUMNS} FROM ai_interactions ORDER BY seq {command.order} LIMIT ? OFFSET ?",
        (command.limit, command.offset),
    )
    found = [interaction_from(row) for row in rows]
    return Outcome(Interactions(interactions=found, total=total, session_id=context.session_id))


def create_interaction(db: sqlite3.Connection, command: CreateInteraction, context: Context) -> Outcome:
    interaction_id = command.interaction_id or new_id("int", context.now)
    if db.execute("SELECT 1 FROM ai_interactions WHERE id = ?", (interaction_id,)).fetchone():
        raise SatchelError(
            "conflict", f"There is an interaction {interaction_id!r} already.", {"field": "interactionId"}
        )
    seq = context.next_seq()
    row = (
        *(interaction_id, context.session_id, command.prompt, command.response, command.interaction_type),
        *(command.target_element, to_json("metadata", command.metadata), context.now, seq),
    )
    db.execute(f"INSERT INTO ai_interactions ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    frame = InteractionCreated(interaction=interaction_from(row), seq=seq, session_id=context.session_id)
    return Outcome(frame, (frame,))
