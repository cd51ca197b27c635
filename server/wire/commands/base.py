"""What every request has in common, and the kinds of values that fields are made of."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from ..ids import SessionId

Need = Literal["read", "write", "own"]
Scope = Literal["session", "account", "connection"]

Key = Annotated[str, Meta(min_length=1, max_length=200)]
Title = Annotated[str, Meta(max_length=1000)]
Name = Annotated[str, Meta(min_length=1, max_length=1000)]
Description = Annotated[str, Meta(max_length=10_000)]
Word = Annotated[str, Meta(max_length=100)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Number = Annotated[int, Meta(ge=1, le=2**53)]
Page = Annotated[int, Meta(ge=0, le=1000)]
Moment = Annotated[int, Meta(ge=0, le=2**53, description="Unix milliseconds", extra={"time": True})]


class Command(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """What every request may carry.

    `request_id` is echoed and means nothing else; `idempotency_key` makes a change happen once however often it is
    sent.
    """

    request_id: Annotated[str, Meta(max_length=200)] | None = None
    idempotency_key: Key | None = None

    scope: ClassVar[Scope]
    """Who is asked: a session, the account of the one who asks, or the connection itself."""
    need: ClassVar[Need] = "write"
    """What the one who asks must be allowed to."""
    creates: ClassVar[bool] = False
    """Whether it makes a session that is not there yet, for whoever may have one."""
    kept: ClassVar[bool] = False
    """Whether the answer depends on nothing but the command's fields and what the file holds."""

    @property
    def changes(self) -> bool:
        """Whether it is a change: it gets a `seq`, a receipt, and a place in a batch."""
        return self.need != "read"


class SessionCommand(Command, kw_only=True, frozen=True):
    """Of a session. `session_id` names it where the connection does not."""

    scope: ClassVar[Scope] = "session"
    session_id: SessionId | None = None


class SessionRead(SessionCommand, kw_only=True, frozen=True):
    need: ClassVar[Need] = "read"


class AccountCommand(Command, kw_only=True, frozen=True):
    """Of the account of the one who asks; no session is named around it."""

    scope: ClassVar[Scope] = "account"


class AccountRead(AccountCommand, kw_only=True, frozen=True):
    need: ClassVar[Need] = "read"
