"""Commands to accounts: each waits until the account knows what its user's sessions have acknowledged."""

from typing import cast

import structlog
from msgspec.structs import replace

from ..account.asking import GetUsage, UsageFound
from ..actor.client import Client
from ..actor.mailbox import Envelope
from ..config import Settings
from ..errors import SatchelError, internal_error
from ..handling.caller import SERVER, Caller
from ..wire.codec import Packet, error_packet
from ..wire.commands import Command, CreatePayment, GetAccount, GetFlags, RevokeLink, UpdatePayment
from ..wire.events import AccountFound, Flags, Frame
from .actors import Actors
from .asking import ask
from .following import Follower

log = structlog.get_logger()

LONGEST_WAIT = 2.0
"""Seconds; an account that is so far behind answers with what it knows."""


class AccountCalls:
    """Of one host."""

    def __init__(self, sessions: Actors, accounts: Actors, follower: Follower, settings: Settings) -> None:
        self._sessions = sessions
        self._accounts = accounts
        self._follower = follower
        self._settings = settings
        self.revoked: set[str] = set()
        """Links that open connections may still hold."""

    async def tell(self, command: Command, caller: Caller, client: Client) -> None:
        """Answers the client, whatever happens."""
        try:
            await self._tell(command, caller, client)
        except SatchelError as error:
            client.answer(command.request_id, error_packet(error))
        except Exception:
            log.exception("account_not_told", type=type(command).__name__)
            client.answer(command.request_id, error_packet(internal_error()))

    async def _tell(self, command: Command, caller: Caller, client: Client) -> None:
        if isinstance(command, GetFlags):
            client.answer(command.request_id, Packet(Flags(flags=self._settings.features)))
            return
        if not caller.user or caller.reads_only:
            raise SatchelError("unauthenticated", "Sign in: this belongs to a user's account.")
        user = _asked(command, caller)
        await self._follower.catch_up_within(user, LONGEST_WAIT)
        if isinstance(command, GetAccount):
            found = cast("AccountFound", await self._ask(command, caller))
            client.answer(command.request_id, Packet(self._with_limits(found)))
        elif isinstance(command, RevokeLink):
            revoked = await self._ask(command, caller)
            self.revoked.add(command.link_id)
            self._sessions.send_away(lambda listener: listener.link_id == command.link_id)
            client.answer(command.request_id, Packet(revoked))
        else:
            self._accounts.actor(user, user).tell(Envelope(command, caller, client))

    async def usage(self, user: str) -> UsageFound:
        """What a user has, with all that was acknowledged until now."""
        await self._follower.catch_up(user)
        return cast("UsageFound", await self._ask(GetUsage(), SERVER, user))

    async def _ask(self, command: Command, caller: Caller, user: str | None = None) -> Frame:
        name = user or caller.user
        return await ask(self._accounts.actor(name, name), command, caller)

    def _with_limits(self, found: AccountFound) -> AccountFound:
        settings = self._settings
        account = replace(
            found.account,
            max_sessions=settings.max_sessions,
            max_bytes=settings.max_bytes,
            free_messages=settings.free_messages,
            requests_per_minute=settings.requests_per_minute,
            replies_per_minute=settings.replies_per_minute,
        )
        return replace(found, account=account)


def _asked(command: Command, caller: Caller) -> str:
    """Whose account is asked: the caller's own, unless the operator's own programs speak of another user's payments.

    Raises:
        SatchelError: `forbidden` for anybody else who does.
    """
    named = command.user if isinstance(command, CreatePayment | UpdatePayment) else None
    if named is None or named == caller.user:
        return caller.user
    if not caller.admin:
        raise SatchelError("forbidden", "Only a token with the scope satchel:admin names another user.")
    return named
