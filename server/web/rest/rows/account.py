"""What belongs to whoever asks: search, statistics, links, payments, the account itself."""

from typing import Any

from ....wire import commands as c
from ....wire import events as e
from ..paths import beside
from ..route import Route


def _payment(frame: Any) -> str:
    return beside("payments", frame.payment.id)


_PAYMENT = {"payment": "payment"}
_LINK = {"link": "link"}

ROWS = (
    Route(
        method="GET",
        path="/api/search",
        tag="search",
        command=c.Search,
        frame=e.SearchResults,
        shows={"results": "results", "more": "more"},
        paged=("limit", "offset"),
    ),
    Route(
        method="GET",
        path="/api/statistics",
        tag="account",
        command=c.GetStatistics,
        frame=e.StatisticsFound,
        shows={"statistics": "statistics"},
        summary="How many chats and messages there are.",
    ),
    Route(
        method="GET",
        path="/api/account",
        tag="account",
        command=c.GetAccount,
        frame=e.AccountFound,
        shows={"account": "account"},
    ),
    Route(
        method="GET",
        path="/api/flags",
        tag="account",
        command=c.GetFlags,
        frame=e.Flags,
        shows={"flags": "flags"},
    ),
    Route(
        method="POST",
        path="/api/chats/{sessionId}/links",
        tag="links",
        command=c.CreateLink,
        frame=e.LinkCreated,
        shows=_LINK,
        status=201,
    ),
    Route(
        method="GET",
        path="/api/links",
        tag="links",
        command=c.GetLinks,
        frame=e.Links,
        shows={"links": "links"},
    ),
    Route(
        method="DELETE",
        path="/api/links/{linkId}",
        tag="links",
        command=c.RevokeLink,
        frame=e.LinkRevoked,
        shows=_LINK,
        summary="Nobody can read by it any more.",
    ),
    Route(
        method="GET",
        path="/api/payments",
        tag="payments",
        command=c.GetPayments,
        frame=e.Payments,
        shows={"payments": "payments"},
        paged=("limit", "offset"),
        summary="Newest first.",
    ),
    Route(
        method="POST",
        path="/api/payments",
        tag="payments",
        command=c.CreatePayment,
        frame=e.PaymentCreated,
        shows=_PAYMENT,
        status=201,
        location=_payment,
    ),
    Route(
        method="GET",
        path="/api/payments/{paymentId}",
        tag="payments",
        command=c.GetPayment,
        frame=e.PaymentFound,
        shows=_PAYMENT,
    ),
    Route(
        method="PATCH",
        path="/api/payments/{paymentId}",
        tag="payments",
        command=c.UpdatePayment,
        frame=e.PaymentUpdated,
        shows=_PAYMENT,
    ),
)
