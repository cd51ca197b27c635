"""What an account holds, as its user sees it."""

from typing import Any

from msgspec import Struct

from .words import EntryKind, PaymentStatus, Role, Time, Visibility


class SessionSummary(Struct, rename="camel"):
    """A session as a list shows it."""

    id: str
    owner: str
    title: str
    description: str
    visibility: Visibility
    model_id: str | None
    sandbox_id: str | None
    is_active: bool
    is_deleted: bool
    deleted_at: Time | None
    metadata: dict[str, Any]
    message_count: int
    """Of the current branch."""
    artifact_count: int
    preview: str
    """The beginning of its last message."""
    size: int
    """Bytes of its file."""
    created_at: Time
    updated_at: Time
    seq: int


class Statistics(Struct, rename="camel"):
    total_chats: int
    """Those that are not deleted."""
    active_chats: int
    deleted_chats: int
    total_messages: int


class SearchResult(Struct, rename="camel", omit_defaults=True):
    kind: EntryKind
    session_id: str
    session_title: str
    id: str
    """Of the message, the artifact or the session."""
    title: str
    snippet: str
    """Plain text around what was found; what was found stands between U+E000 and U+E001."""
    score: float
    """Higher is better."""
    created_at: Time
    role: Role | None = None
    type: str | None = None
    language: str | None = None
    message_id: str | None = None


class CollectionItem(Struct, rename="camel"):
    session_id: str
    artifact_id: str
    title: str
    type: str
    language: str
    added_at: Time


class Collection(Struct, rename="camel", omit_defaults=True):
    id: str
    name: str
    description: str
    artifact_count: int
    created_at: Time
    updated_at: Time
    seq: int
    artifacts: list[CollectionItem] | None = None
    """Where one collection is asked for."""


class Link(Struct, rename="camel", omit_defaults=True):
    id: str
    session_id: str
    artifact_id: str | None
    expires_at: Time | None
    revoked_at: Time | None
    created_at: Time
    token: str | None = None
    """Said once, when it is made: only its hash is kept."""


class Payment(Struct, rename="camel"):
    id: str
    user: str
    amount: int
    """In the currency's smallest unit: cents."""
    currency: str
    reference: str
    status: PaymentStatus
    created_at: Time
    updated_at: Time


class Account(Struct, rename="camel"):
    """Limits are null where there is none."""

    user: str
    sessions: int
    max_sessions: int | None
    bytes: int
    max_bytes: int | None
    free_messages_used: int
    free_messages: int | None
    requests_per_minute: int | None
    replies_per_minute: int | None
    created_at: Time
