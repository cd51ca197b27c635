"""How much a user may have: sessions, bytes, messages that no payment is for.

What is used is derived from the session files, where it is counted in the very transactions that use it. So a check
first lets the account catch up, and one user's checked commands are done one after the other.
"""

import asyncio
from collections.abc import Awaitable, Callable

from ..account.asking import UsageFound
from ..config import Settings
from ..errors import SatchelError
from ..handling.caller import Caller
from ..wire.commands import (
    AppendMessage,
    Batch,
    CancelReply,
    Command,
    CopySession,
    CopySite,
    DeleteArtifact,
    DeleteComponent,
    DeleteMessages,
    DeleteSession,
    DeleteSite,
    ForkSession,
    RestoreSessionAt,
    SendMessage,
    SwitchBranch,
    UnpublishSite,
)

_FREEING = (
    DeleteSession
    | DeleteSite
    | UnpublishSite
    | DeleteArtifact
    | DeleteMessages
    | DeleteComponent
    | CancelReply
    | SwitchBranch
)
"""What may be done with nothing left."""


class Quotas:
    """One for a host.

    Args:
        usage: what a user has, with all that was acknowledged until now.
        exists: whether there is a session of an id.
    """

    def __init__(
        self, settings: Settings, usage: Callable[[str], Awaitable[UsageFound]], exists: Callable[[str], bool]
    ) -> None:
        self._settings = settings
        self._usage = usage
        self._exists = exists
        self._locks: dict[str, asyncio.Lock] = {}

    def concern(self, session_id: str, command: Command, caller: Caller) -> bool:
        """Whether a command has to be checked before it is told."""
        settings = self._settings
        if caller.trusted or not command.changes:
            return False
        if _makes_session(command):
            return settings.max_sessions is not None or settings.max_bytes is not None
        if settings.max_bytes is not None:
            return not _only_frees(command)
        if settings.free_messages is not None and any(_messages(command)):
            return True
        return settings.max_sessions is not None and not self._exists(session_id)

    async def tell(
        self, session_id: str, command: Command, caller: Caller, tell: Callable[[], Awaitable[None]]
    ) -> None:
        """Checks a command, has it told, and waits until that is done, so that the next check counts it.

        Raises:
            SatchelError: `forbidden`, with the quota in its details; `not_found` for a payment that was not made.
        """
        async with self._locks.setdefault(caller.user, asyncio.Lock()):
            self._check(session_id, command, await self._usage(caller.user))
            await tell()

    def _check(self, session_id: str, command: Command, usage: UsageFound) -> None:
        settings = self._settings
        makes_one = _makes_session(command) or not self._exists(session_id)
        if settings.max_sessions is not None and makes_one:
            _within("sessions", usage.sessions, 1, settings.max_sessions, "delete some for good")
        if not command.changes or _only_frees(command):
            return
        if settings.max_bytes is not None:
            _within("bytes", usage.bytes, 1, settings.max_bytes, "delete sessions for good")
        if settings.free_messages is None:
            return
        free = 0
        for message in _messages(command):
            if message.payment_id is None:
                free += 1
            elif usage.payments.get(message.payment_id) != "completed":
                raise SatchelError(
                    "not_found",
                    f"There is no completed payment {message.payment_id!r}; make one, or send without paymentId.",
                    {"field": "paymentId"},
                )
        if free:
            _within("freeMessages", usage.free_messages, free, settings.free_messages, "send it with a paymentId")


def _makes_session(command: Command) -> bool:
    """Whether a command makes another session than the one that is asked."""
    match command:
        case ForkSession() | CopySession() | CopySite(to_session_id=None):
            return True
        case RestoreSessionAt(into=into):
            return into is not None
        case _:
            return False


def _within(quota: str, used: int, more: int, limit: int, remedy: str) -> None:
    if used + more > limit:
        raise SatchelError(
            "forbidden",
            f"The quota of {quota} is used up ({used} of {limit}): {remedy}, or ask whoever runs this server for more.",
            {"quota": quota, "used": used, "limit": limit},
        )


def _messages(command: Command) -> list[SendMessage | AppendMessage]:
    """The messages of a user in a command."""
    match command:
        case SendMessage() | AppendMessage(role="user"):
            return [command]
        case Batch(commands=commands):
            return [message for change in commands for message in _messages(change)]
        case _:
            return []


def _only_frees(command: Command) -> bool:
    if isinstance(command, Batch):
        return all(_only_frees(change) for change in command.commands)
    return isinstance(command, _FREEING)
