"""P3: payments, and what of the account is used."""

from typing import Any

import pytest

from server.account.asking import ForgetIndex, GetUsage
from server.errors import SatchelError
from server.handling.caller import Caller
from server.handling.changes import GetIndex, IndexSessions
from server.wire.commands import Command, CreatePayment, GetAccount, GetPayment, GetPayments, UpdatePayment
from server.wire.resources import Payment

from .account import ADA, OPERATOR, AccountFile, session, told


def pay(account: AccountFile, caller: Caller = ADA, **fields: Any) -> Payment:
    payment: Payment = account.ask(CreatePayment(amount=500, currency="EUR", **fields), caller).payment
    return payment


def refused(account: AccountFile, command: Command, caller: Caller) -> str:
    before = list(account.db.iterdump())
    with pytest.raises(SatchelError) as error:
        account.ask(command, caller)
    assert list(account.db.iterdump()) == before
    return error.value.code


def test_a_user_says_that_a_payment_is_under_way_and_the_operator_settles_it(account: AccountFile) -> None:
    payment = pay(account, reference="invoice 7")
    assert (payment.user, payment.status, payment.reference) == ("ada", "pending", "invoice 7")
    account.now += 5
    update = UpdatePayment(payment_id=payment.id, status="completed", user="ada")
    settled = account.ask(update, OPERATOR).payment
    assert (settled.status, settled.reference, settled.updated_at) == ("completed", "invoice 7", account.now)
    update = UpdatePayment(payment_id=payment.id, status="refunded", reference="by mistake")
    assert account.ask(update, OPERATOR).payment.reference == "by mistake"
    assert account.ask(GetPayment(payment_id=payment.id), ADA).payment.status == "refunded"


def test_the_operator_says_it_of_any_user(account: AccountFile) -> None:
    assert pay(account, OPERATOR, user="ada", status="completed").status == "completed"


def test_payments_are_listed_newest_first_in_pages(account: AccountFile) -> None:
    made = []
    for _ in range(3):
        account.now += 1
        made.append(pay(account).id)
    page = account.ask(GetPayments(limit=2, offset=1), ADA)
    assert ([payment.id for payment in page.payments], page.total) == ([made[1], made[0]], 3)


@pytest.mark.parametrize(
    "fields", [{"status": "completed"}, {"status": "refunded"}, {"user": "bob"}, {"user": "bob", "status": "completed"}]
)
def test_a_user_can_not_say_what_only_the_operator_can(account: AccountFile, fields: dict[str, Any]) -> None:
    assert refused(account, CreatePayment(amount=1, currency="EUR", **fields), ADA) == "forbidden"


def test_a_user_settles_nothing(account: AccountFile) -> None:
    payment = pay(account)
    assert refused(account, UpdatePayment(payment_id=payment.id, status="completed"), ADA) == "forbidden"


def test_what_was_brought_to_another_account_than_it_names_is_refused(account: AccountFile) -> None:
    assert refused(account, CreatePayment(amount=1, currency="EUR", user="bob"), OPERATOR) == "invalid"


def test_an_unknown_payment_is_not_found(account: AccountFile) -> None:
    assert refused(account, GetPayment(payment_id="nothing"), ADA) == "not_found"
    assert refused(account, UpdatePayment(payment_id="nothing", status="failed"), OPERATOR) == "not_found"


@pytest.mark.parametrize("caller", [Caller("bob"), Caller(""), Caller("ada", reads_only=True)])
def test_nobody_else_asks_an_account_anything(account: AccountFile, caller: Caller) -> None:
    for command in (GetPayments(), GetAccount(), CreatePayment(amount=1, currency="EUR")):
        assert refused(account, command, caller) == "forbidden"


@pytest.mark.parametrize("caller", [ADA, OPERATOR])
def test_what_the_server_asks_nobody_else_asks(account: AccountFile, caller: Caller) -> None:
    for command in (GetIndex(), GetUsage(), ForgetIndex(), IndexSessions(sessions=[told("s1")])):
        assert refused(account, command, caller) == "forbidden"


def test_the_operator_reads_payments_and_nothing_else(account: AccountFile) -> None:
    account.ask(GetPayments(), OPERATOR)
    assert refused(account, GetAccount(), OPERATOR) == "forbidden"


def test_what_is_used(account: AccountFile) -> None:
    account.index(
        told("s1", size=1000, free_messages=3),
        told(session("s2", is_deleted=True), size=500, free_messages=2),
        told("s3", size=100, free_messages=1),
    )
    account.index(told("s3", gone=True, free_messages=1))
    payment = pay(account)
    usage = account.ask(GetUsage())
    assert (usage.sessions, usage.bytes, usage.free_messages) == (2, 1500, 6)
    assert usage.payments == {payment.id: "pending"}
    shown = account.ask(GetAccount(), ADA).account
    assert (shown.user, shown.sessions, shown.bytes, shown.free_messages_used) == ("ada", 2, 1500, 6)
    assert (shown.max_sessions, shown.max_bytes, shown.free_messages) == (None, None, None)
