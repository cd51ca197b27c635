"""What a session does when it is told to let go of what is too old."""

import sqlite3

from ...handling.cleaning import Cleaned, CleanUp, RetentionRan, Tally, give_back
from ...handling.context import Context
from ...handling.outcome import Outcome
from ...handling.receipts import expire_receipts
from ..files.blobs import collect_garbage
from ..packing import pack_versions
from ..past.keeping import forget_what_is_not_whole
from .deleted import remove_deleted
from .idle import delete_idle
from .jobs import remove_jobs
from .trees import remove_tree_versions
from .versions import remove_versions


def clean_up(db: sqlite3.Connection, command: CleanUp, context: Context) -> Outcome:
    """As much as one transaction should do. Nobody hears of it, and no row that stays gets another number: what goes
    was deleted or replaced long ago."""
    tally = Tally()
    deleted = delete_idle(db, context, tally) if command.asleep else None
    given_back = 0
    if context.access.state != "gone":
        expire_receipts(db, context, tally)
        remove_jobs(db, context, tally)
        lost = remove_deleted(db, context, tally)
        remove_versions(db, context, tally)
        if remove_tree_versions(db, context, tally) or lost:
            tally.add("files", *collect_garbage(db))
        pack_versions(db, tally)
        forget_what_is_not_whole(db)
        given_back = give_back(db, tally)
    reply = Cleaned(removed=tally.removed, given_back=given_back, more=tally.more)
    ran = [RetentionRan(tally.removed, given_back)] if tally.removed else []
    if deleted is None:
        return Outcome(reply, effects=ran)
    return Outcome(reply, (), [*deleted.others, *deleted.everyone], [*deleted.effects, *ran])
