"""What only the server itself asks an account, besides what its index is told, and what it is answered.

None of it can come from a client: these stand in no union of requests.
"""

from ..handling.changes import GetIndex, IndexSessions
from ..wire.commands import AccountRead
from ..wire.events import Frame
from ..wire.resources import PaymentStatus


class GetUsage(AccountRead, kw_only=True, frozen=True):
    """What counts against the limits of a user."""


class UsageFound(Frame, kw_only=True):
    """Exact as far as the sessions were indexed.

    Attributes:
        sessions: how many there are; those that can be restored count.
        bytes: of their files.
        free_messages: used ever, those in sessions that were deleted for good too.
        payments: the status of each, by its id.
    """

    sessions: int
    bytes: int
    free_messages: int
    payments: dict[str, PaymentStatus]


class ResolveLink(AccountRead, kw_only=True, frozen=True):
    """Where a link's secret leads; `not_found` where it is unknown, has expired or was revoked."""

    secret: str


class LinkResolved(Frame, kw_only=True):
    """The session is `linked_session`: a frame's `session_id` says whose frame it is."""

    link_id: str
    linked_session: str
    artifact_id: str | None
    expires_at: int | None


class ForgetIndex(AccountRead, kw_only=True, frozen=True):
    """Deletes what is derived. Sessions that are asked for their changes under the new id tell everything."""

    @property
    def changes(self) -> bool:
        return True


SERVER_ONLY = (GetIndex, IndexSessions, GetUsage, ResolveLink, ForgetIndex)
