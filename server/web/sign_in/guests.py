"""Connections and whose they are: warned before their token ends, renewed in place, closed when it has ended."""

import asyncio

import structlog

from ...actor.clock import Clock
from ...config import Settings
from ...errors import SatchelError
from ...handling.caller import Caller
from ...wire.codec import Packet
from ...wire.commands import Authenticate
from ...wire.events import Authenticated, TokenExpiring
from ..connection import Connection
from .door import SignIn, caller_of
from .refusal import refusal

log = structlog.get_logger()

EXPIRED = 4401
"""Like HTTP's 401, in the range of codes that is free for applications."""
REASON = b"The token has expired: connect again with a fresh one."
WARNING = 60_000
"""Milliseconds before the end of a token."""
EVERY = 1.0


class Guest:
    """A connection and who speaks over it.

    Attributes:
        ends_at: when nothing is done for it any more, in Unix milliseconds; None for never.
    """

    __slots__ = ("caller", "connection", "ends_at", "warned")

    def __init__(self, connection: Connection, caller: Caller) -> None:
        self.connection = connection
        self.caller = caller
        self.ends_at: int | None = None
        self.warned = False


class Guests:
    """All connections whose token ends some day."""

    def __init__(self, sign_in: SignIn, settings: Settings, clock: Clock) -> None:
        self._sign_in = sign_in
        self._clock = clock
        self._leeway = round(settings.jwt_leeway * 1000)
        self._guests: set[Guest] = set()
        self._farewells: set[asyncio.Task[None]] = set()
        self._watch: asyncio.Task[None] | None = None

    def open(self) -> None:
        if self._sign_in.on:
            self._watch = asyncio.get_running_loop().create_task(self._check_for_ever(), name="guests")

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        for farewell in self._farewells:
            farewell.cancel()  # the connection is cut then

    def add(self, connection: Connection, caller: Caller) -> Guest:
        """Takes in a new connection, and warns it at once where its token ends soon."""
        guest = Guest(connection, caller)
        self._take(guest, caller)
        return guest

    def remove(self, guest: Guest) -> None:
        self._guests.discard(guest)

    def is_over(self, guest: Guest) -> bool:
        """Whether its token has ended, so that what it says is not done."""
        return guest.ends_at is not None and self._clock.now() >= guest.ends_at

    async def renew(self, guest: Guest, command: Authenticate) -> Authenticated:
        """Takes a fresh token for a connection; with one that won't do it goes on as it was.

        Raises:
            SatchelError: `unauthenticated`; `forbidden` for another user's; `unavailable`; `invalid` without sign-in.
        """
        token = await self._sign_in.verify(command.token)
        if guest.caller.user not in ("", token.user) or guest.caller.reads_only:
            raise SatchelError("forbidden", "The token is another user's: open a connection of its own for them.")
        if guest.connection.gone:
            raise refusal("expired", "The old token has expired meanwhile: connect again.")
        self._take(guest, caller_of(token))
        return Authenticated(user=token.user, expires_at=token.expires_at)

    def _take(self, guest: Guest, caller: Caller) -> None:
        guest.caller = caller
        if caller.expires_at is not None:
            guest.ends_at = caller.expires_at + self._leeway
            guest.warned = False
            self._guests.add(guest)
            self._warn(guest)

    # as time passes

    def check(self) -> None:
        """Warns who has to be warned, and ends the connections whose token has ended."""
        now = self._clock.now()
        for guest in tuple(self._guests):
            if guest.ends_at is not None and now >= guest.ends_at:
                self.end(guest)
            elif not guest.warned:
                self._warn(guest)

    def _warn(self, guest: Guest) -> None:
        expires_at = guest.caller.expires_at
        if expires_at is not None and self._clock.now() >= expires_at - WARNING:
            guest.warned = True
            guest.connection.hear([Packet(TokenExpiring(expires_at=expires_at))])

    def end(self, guest: Guest) -> None:
        """Closes a connection, which hears nothing more from now on."""
        if guest not in self._guests or guest.connection.gone:
            return
        self._guests.discard(guest)
        guest.connection.gone = True
        farewell = asyncio.get_running_loop().create_task(guest.connection.close(EXPIRED, REASON))
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)
        log.info("token_expired", user=guest.caller.user)

    async def _check_for_ever(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            self.check()
