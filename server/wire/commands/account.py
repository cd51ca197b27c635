"""What can be asked of the account of the one who asks: lists, search, collections, links, payments."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from ..ids import Id, SessionId, UserId
from ..resources import ArtifactType, EntryKind, PaymentStatus
from .base import AccountCommand, AccountRead, Count, Description, Moment, Name, Need, Page, Word

# sessions


class ListSessions(AccountRead, tag="list_sessions", kw_only=True, frozen=True):
    """Newest first, without the deleted ones or only those."""

    kept: ClassVar[bool] = True
    limit: Page = 50
    offset: Count = 0
    search: Annotated[str, Meta(max_length=1000)] = ""
    """Only sessions in which this is found, in the language of `search`."""
    status: Literal["active", "inactive"] | None = None
    deleted: bool = False
    model_id: Word | None = None
    since: Moment | None = None
    """Changed at or after."""
    until: Moment | None = None
    include_stats: bool = False


class GetStatistics(AccountRead, tag="get_statistics", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True


class Search(AccountRead, tag="search", kw_only=True, frozen=True):
    """Full text. `query` holds words, a `word*` for a beginning, `"several words"` for a phrase, `-word` for what must
    not be there, and filters: `type:python language:py session:ID before:2026-01-31 after:2026-01-01`."""

    kept: ClassVar[bool] = True
    query: Annotated[str, Meta(max_length=1000)]
    kind: EntryKind | None = None
    session_id: SessionId | None = None
    artifact_type: ArtifactType | None = None
    language: Word | None = None
    since: Moment | None = None
    until: Moment | None = None
    limit: Annotated[int, Meta(ge=0, le=100)] = 20
    offset: Annotated[int, Meta(ge=0, le=2000)] = 0


class SubscribeAccount(AccountRead, tag="subscribe_account", kw_only=True, frozen=True):
    """From now on the connection hears of every session that joins, changes in or leaves the list."""


class GetAccount(AccountRead, tag="get_account", kw_only=True, frozen=True):
    """Who one is, what one may use, and what of it is used."""


class GetFlags(AccountRead, tag="get_flags", kw_only=True, frozen=True):
    """Which features the operator has switched on."""


# collections


class GetCollections(AccountRead, tag="get_collections", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True


class GetCollection(AccountRead, tag="get_collection", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    collection_id: Id


class CreateCollection(AccountCommand, tag="create_collection", kw_only=True, frozen=True):
    name: Name
    description: Description = ""


class CollectionUpdates(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename="camel"):
    name: Name | UnsetType = UNSET
    description: Description | UnsetType = UNSET


class UpdateCollection(AccountCommand, tag="update_collection", kw_only=True, frozen=True):
    collection_id: Id
    updates: CollectionUpdates


class DeleteCollection(AccountCommand, tag="delete_collection", kw_only=True, frozen=True):
    """The artifacts stay where they are."""

    collection_id: Id


class AddToCollection(AccountCommand, tag="add_to_collection", kw_only=True, frozen=True):
    """Once more changes nothing."""

    collection_id: Id
    session_id: SessionId
    artifact_id: Id


class RemoveFromCollection(AccountCommand, tag="remove_from_collection", kw_only=True, frozen=True):
    collection_id: Id
    session_id: SessionId
    artifact_id: Id


# links


class CreateLink(AccountCommand, tag="create_link", kw_only=True, frozen=True):
    """A secret that lets whoever has it read a session, or one artifact of it, until it expires or is revoked."""

    need: ClassVar[Need] = "own"
    session_id: SessionId
    artifact_id: Id | None = None
    expires_at: Moment | None = None


class GetLinks(AccountRead, tag="get_links", kw_only=True, frozen=True):
    session_id: SessionId | None = None


class RevokeLink(AccountCommand, tag="revoke_link", kw_only=True, frozen=True):
    link_id: Id


# payments


class GetPayments(AccountRead, tag="get_payments", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    limit: Page = 50
    offset: Count = 0


class GetPayment(AccountRead, tag="get_payment", kw_only=True, frozen=True):
    kept: ClassVar[bool] = True
    payment_id: Id


class CreatePayment(AccountCommand, tag="create_payment", kw_only=True, frozen=True):
    """What a user says of a payment is `pending`; the operator's own programs settle it, and say it of any user."""

    amount: Annotated[int, Meta(ge=0, le=2**53)]
    """In the currency's smallest unit: cents."""
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
    """ISO 4217."""
    reference: Annotated[str, Meta(max_length=500)] = ""
    status: PaymentStatus = "pending"
    user: UserId | None = None


class UpdatePayment(AccountCommand, tag="update_payment", kw_only=True, frozen=True):
    """For the operator's own programs: needs a token with the scope `satchel:admin`."""

    payment_id: Id
    status: PaymentStatus
    reference: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET
    user: UserId | None = None
