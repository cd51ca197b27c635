"""How often a user may ask: requests, and replies of the model, in any minute. The counting is the library limits'."""

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from msgspec import Struct

from ..config import Settings
from ..errors import SatchelError
from ..handling.caller import Caller
from ..wire.commands import Batch, Command, RegenerateReply, SendMessage


class Rate(Struct, frozen=True):
    """Where a user stands.

    Attributes:
        limit: requests in a minute.
        remaining: those that are left now.
        reset: seconds until there is one more.
    """

    limit: int
    remaining: int
    reset: int


class Rates:
    """One for a host. Nothing is counted where nothing is limited."""

    def __init__(self, settings: Settings) -> None:
        self._requests = _per_minute(settings.requests_per_minute)
        self._replies = _per_minute(settings.replies_per_minute)
        self._counted: MovingWindowRateLimiter | None = None
        if self._requests or self._replies:
            self._counted = MovingWindowRateLimiter(MemoryStorage())

    def count(self, command: Command, caller: Caller) -> None:
        """Counts a request.

        Raises:
            SatchelError: `rate_limited`; the request is not done.
        """
        if self._counted is None or caller.trusted:
            return
        requests = None if caller.counted else self._requests
        if requests is not None and not self._counted.hit(requests, "requests", caller.user):
            raise self._too_many(requests, "requests", caller)
        replies = asked_replies(command)
        if self._replies is None or not replies:
            return
        if not self._counted.hit(self._replies, "replies", caller.user, cost=replies):
            raise self._too_many(self._replies, "replies", caller)

    def of(self, caller: Caller) -> Rate | None:
        """Where a user stands with requests; None where they are not limited."""
        if self._counted is None or self._requests is None:
            return None
        reset, remaining = self._counted.get_window_stats(self._requests, "requests", caller.user)
        return Rate(self._requests.amount, remaining, max(0, round(reset - time.time())))

    def _too_many(self, item: RateLimitItemPerMinute, what: str, caller: Caller) -> SatchelError:
        assert self._counted is not None
        reset, _ = self._counted.get_window_stats(item, what, caller.user)
        wait = max(1.0, round(reset - time.time(), 1))
        return SatchelError(
            "rate_limited",
            f"More than {item.amount} {what} in a minute; try again in {wait:.0f} s.",
            {"limit": item.amount, "of": what},
            retry_after=wait,
        )


def asked_replies(command: Command) -> int:
    """How many replies of the model a command asks for."""
    match command:
        case SendMessage() | RegenerateReply():
            return 1
        case Batch(commands=commands):
            return sum(asked_replies(change) for change in commands)
        case _:
            return 0


def _per_minute(amount: int | None) -> RateLimitItemPerMinute | None:
    return None if amount is None else RateLimitItemPerMinute(amount)
