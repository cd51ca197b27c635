"""The account itself: its one row, who may ask it, and what of it is used."""

import os
import sqlite3

from ..errors import SatchelError
from ..handling.caller import Caller
from ..handling.changes import GetIndex, IndexFound
from ..handling.cleaning import Cleaned, CleanUp, RetentionRan, Tally, give_back
from ..handling.context import Access, Context, Loaded, Mark
from ..handling.outcome import Outcome
from ..handling.receipts import expire_receipts
from ..storage.database import transaction
from ..storage.files import Connection
from ..wire.commands import (
    Command,
    CreatePayment,
    GetAccount,
    GetPayment,
    GetPayments,
    SubscribeAccount,
    UpdatePayment,
)
from ..wire.events import AccountFound, AccountSubscribed
from ..wire.resources import Account
from .asking import SERVER_ONLY, ForgetIndex, GetUsage, UsageFound

_OF_PAYMENTS = (CreatePayment, UpdatePayment, GetPayment, GetPayments)


def load(db: Connection, user: str, owner: str, now: int) -> Loaded:
    """Called once on a file that was just opened: makes the account's row in a fresh one.

    Whoever deleted what is derived left the full-text index behind, which can't be deleted row by row.
    """
    row = db.execute("SELECT seq FROM account").fetchone()
    if row is None:
        with transaction(db):
            db.execute("INSERT INTO account VALUES (?, ?, 0, ?, ?)", (user, now, now, _new_index()))
        return Loaded(0, Access(user))
    emptied = "SELECT EXISTS (SELECT 1 FROM search_docsize) AND NOT EXISTS (SELECT 1 FROM entries)"
    if db.execute(emptied).fetchone()[0]:
        with transaction(db):
            _forget(db)
    return Loaded(row[0], Access(user))


def _new_index() -> str:
    return os.urandom(8).hex()


def allow(access: Access, command: Command, caller: Caller, user: str) -> None:
    """An account is asked by its user and by the server itself; of payments by the operator's programs, too.

    Raises:
        SatchelError: `forbidden`.
    """
    if caller.trusted or (caller.admin and isinstance(command, _OF_PAYMENTS)):
        return
    if caller.user != access.owner or caller.reads_only or isinstance(command, SERVER_ONLY):
        raise SatchelError("forbidden", "This is another user's account.")


def keep(db: sqlite3.Connection, context: Context) -> None:
    db.execute("UPDATE account SET seq = ?, changed_at = ?", (context.seq, context.now))


def keep_mark(db: sqlite3.Connection, mark: Mark) -> None:
    """Nothing: nobody indexes an account."""


def subscribe_account(db: sqlite3.Connection, command: SubscribeAccount, context: Context) -> Outcome:
    return Outcome(AccountSubscribed())


# what is used


def get_usage(db: sqlite3.Connection, command: GetUsage, context: Context) -> Outcome:
    sessions, size, free = _used(db)
    payments = dict(db.execute("SELECT id, status FROM payments"))
    return Outcome(UsageFound(sessions=sessions, bytes=size, free_messages=free, payments=payments))


def get_account(db: sqlite3.Connection, command: GetAccount, context: Context) -> Outcome:
    """Without limits: who knows the operator's settings fills them in."""
    sessions, size, free = _used(db)
    created_at = db.execute("SELECT created_at FROM account").fetchone()[0]
    account = Account(context.name, sessions, None, size, None, free, None, None, None, created_at)
    return Outcome(AccountFound(account=account))


def _used(db: sqlite3.Connection) -> tuple[int, int, int]:
    """Sessions, bytes, free messages."""
    sessions, size, free = db.execute(
        "SELECT count(*), coalesce(sum(size), 0), coalesce(sum(free_messages), 0) FROM sessions"
    ).fetchone()
    retired = db.execute("SELECT coalesce(sum(free_messages), 0) FROM retired").fetchone()[0]
    return sessions, size, free + retired


# what is too old


def clean_up(db: sqlite3.Connection, command: CleanUp, context: Context) -> Outcome:
    """Of an account only receipts go."""
    tally = Tally()
    expire_receipts(db, context, tally)
    given_back = give_back(db, tally)
    ran = [RetentionRan(tally.removed, given_back)] if tally.removed else []
    return Outcome(Cleaned(removed=tally.removed, given_back=given_back, more=tally.more), effects=ran)


# the derived part as a whole


def get_index(db: sqlite3.Connection, command: GetIndex, context: Context) -> Outcome:
    return Outcome(IndexFound(index=db.execute("SELECT index_id FROM account").fetchone()[0]))


def forget_index(db: sqlite3.Connection, command: ForgetIndex, context: Context) -> Outcome:
    """Answers with the id of the new, empty index. Nobody hears of sessions that leave the list: they come back."""
    index = _forget(db)
    context.next_seq()
    return Outcome(IndexFound(index=index))


def _forget(db: sqlite3.Connection) -> str:
    db.execute("DELETE FROM sessions")
    db.execute("DELETE FROM sites")
    db.execute("DELETE FROM entries")
    db.execute("INSERT INTO search (search) VALUES ('delete-all')")
    index = _new_index()
    db.execute("UPDATE account SET index_id = ?", (index,))
    return index
