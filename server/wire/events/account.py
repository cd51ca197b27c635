"""What an account says to its user."""

from ..resources import (
    Account,
    Collection,
    Link,
    Payment,
    SearchResult,
    SessionSummary,
    Statistics,
)
from .frame import Frame


class SessionsFound(Frame, tag="sessions", kw_only=True):
    sessions: list[SessionSummary]
    total: int
    statistics: Statistics | None = None


class StatisticsFound(Frame, tag="statistics", kw_only=True):
    statistics: Statistics


class SearchResults(Frame, tag="search_results", kw_only=True):
    results: list[SearchResult]
    total: int
    more: bool = False
    """Whether there are more than `total`: only the newest matches are counted and ranked."""


class AccountSubscribed(Frame, tag="account_subscribed", kw_only=True):
    """`session_listed` and `session_unlisted` follow, as they happen."""


class SessionListed(Frame, tag="session_listed", kw_only=True):
    """A session is new in the list, or what the list shows of it has changed."""

    session: SessionSummary


class SessionUnlisted(Frame, tag="session_unlisted", kw_only=True):
    """The session `sessionId` was deleted for good."""


class AccountFound(Frame, tag="account", kw_only=True):
    account: Account


class Flags(Frame, tag="flags", kw_only=True):
    flags: dict[str, bool]


class Collections(Frame, tag="collections", kw_only=True):
    collections: list[Collection]


class CollectionFound(Frame, tag="collection", kw_only=True):
    collection: Collection


class CollectionCreated(Frame, tag="collection_created", kw_only=True):
    collection: Collection


class CollectionUpdated(Frame, tag="collection_updated", kw_only=True):
    collection: Collection


class CollectionDeleted(Frame, tag="collection_deleted", kw_only=True):
    collection_id: str


class Links(Frame, tag="links", kw_only=True):
    links: list[Link]


class LinkCreated(Frame, tag="link_created", kw_only=True):
    link: Link


class LinkRevoked(Frame, tag="link_revoked", kw_only=True):
    link: Link


class Payments(Frame, tag="payments", kw_only=True):
    payments: list[Payment]
    total: int


class PaymentFound(Frame, tag="payment", kw_only=True):
    payment: Payment


class PaymentCreated(Frame, tag="payment_created", kw_only=True):
    payment: Payment


class PaymentUpdated(Frame, tag="payment_updated", kw_only=True):
    payment: Payment
