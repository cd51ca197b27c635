"""What a handler is: a plain function `(db, command, context) -> Outcome`, run inside the batch's transaction.

No await, no socket, no clock of its own. A handler that fails raises `SatchelError` and leaves no trace, because the
actor puts a savepoint around it.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from ..wire.events import Frame


class Outcome(Struct, frozen=True):
    """What a command led to.

    Attributes:
        reply: the answer to the one who asked; of a change it bears the `seq` of its last row.
        others: what the other clients hear instead of the reply. The one who asked knows it from the reply.
        everyone: what every client hears, the one who asked too.
        effects: what to start once it is on disk.
    """

    reply: Frame
    others: Sequence[Frame] = ()
    everyone: Sequence[Frame] = ()
    effects: Sequence[Struct] = ()


Handler = Callable[[sqlite3.Connection, Any, Any], Outcome]
