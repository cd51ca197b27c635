"""Payments: a user says that one is under way, a program of the operator's says what became of it."""

import sqlite3

from msgspec import UNSET

from ..errors import SatchelError
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import CreatePayment, GetPayment, GetPayments, UpdatePayment
from ..wire.events import PaymentCreated, PaymentFound, Payments, PaymentUpdated
from ..wire.ids import new_id
from ..wire.resources import Payment

_COLUMNS = "id, amount, currency, reference, status, created_at, updated_at"


def get_payments(db: sqlite3.Connection, command: GetPayments, context: Context) -> Outcome:
    """The newest first."""
    total = db.execute("SELECT count(*) FROM payments").fetchone()[0]
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM payments ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
        (command.limit, command.offset),
    )
    return Outcome(Payments(payments=[_payment(context, *row) for row in rows], total=total))


def get_payment(db: sqlite3.Connection, command: GetPayment, context: Context) -> Outcome:
    return Outcome(PaymentFound(payment=_find(db, context, command.payment_id)))


def create_payment(db: sqlite3.Connection, command: CreatePayment, context: Context) -> Outcome:
    """Raises SatchelError: `forbidden` for what only the operator can say."""
    _check_user(command.user, context)
    if command.status != "pending" and not _may_settle(context):
        raise SatchelError("forbidden", "Only the operator's programs settle payments; say `pending`.")
    payment_id = new_id("pay", context.now)
    db.execute(
        "INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(payment_id, command.amount, command.currency, command.reference, command.status),
            *(context.now, context.now, context.next_seq()),
        ),
    )
    frame = PaymentCreated(payment=_find(db, context, payment_id))
    return Outcome(frame, (frame,))


def update_payment(db: sqlite3.Connection, command: UpdatePayment, context: Context) -> Outcome:
    """Raises SatchelError: `forbidden` for everyone but the operator's programs; `not_found`."""
    if not _may_settle(context):
        raise SatchelError("forbidden", "Only the operator's programs settle payments.")
    _check_user(command.user, context)
    payment = _find(db, context, command.payment_id)
    db.execute(
        "UPDATE payments SET status = ?, reference = ?, updated_at = ?, seq = ? WHERE id = ?",
        (
            command.status,
            payment.reference if command.reference is UNSET else command.reference,
            *(context.now, context.next_seq(), payment.id),
        ),
    )
    frame = PaymentUpdated(payment=_find(db, context, payment.id))
    return Outcome(frame, (frame,))


def _may_settle(context: Context) -> bool:
    return context.caller.admin or context.caller.trusted


def _check_user(user: str | None, context: Context) -> None:
    """That what names a user was brought to that user's account."""
    if user is None or user == context.name:
        return
    if not _may_settle(context):
        raise SatchelError("forbidden", "Only the operator's programs speak of another user's payments.")
    raise SatchelError("invalid", "This is not the account of that user.", {"field": "user"})


def _find(db: sqlite3.Connection, context: Context, payment_id: str) -> Payment:
    row = db.execute(f"SELECT {_COLUMNS} FROM payments WHERE id = ?", (payment_id,)).fetchone()
    if row is None:
        raise SatchelError("not_found", f"There is no payment {payment_id!r}.", {"field": "paymentId"})
    return _payment(context, *row)


def _payment(
    context: Context,
    id_: str,
    amount: int,
    currency: str,
    reference: str,
    status: str,
    created_at: int,
    updated_at: int,
) -> Payment:
    return Payment(id_, context.name, amount, currency, reference, status, created_at, updated_at)  # type: ignore[arg-type]
