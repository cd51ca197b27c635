"""Who asks and who listens: what an actor knows of the other side of a door."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from ..errors import SatchelError
from ..wire.codec import Packet
from ..wire.events import Error, Frame


class Client(Protocol):
    """One connection, or one call. Its methods are called on the event loop and never wait."""

    @property
    def gone(self) -> bool:
        """Whether it has left, so that nothing is kept for it any more."""
        ...

    def answer(self, request_id: str | None, packet: Packet) -> None:
        """The reply to a command, an error among them. Called exactly once a command."""

    def hear(self, packets: Sequence[Packet]) -> None:
        """Events of a session that it listens to."""

    def catch_up(self, packets: Sequence[Packet]) -> None:
        """What it missed, however much that is; events follow."""


class Deaf:
    """What clients have in common that only ask."""

    gone = False

    def hear(self, packets: Sequence[Packet]) -> None:
        """Nothing: it listens to nothing."""

    def catch_up(self, packets: Sequence[Packet]) -> None:
        """Nothing."""


class Call(Deaf):
    """A client that asks once and waits."""

    def __init__(self) -> None:
        self.reply: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()

    def answer(self, request_id: str | None, packet: Packet) -> None:
        if self.reply.done():
            return
        frame = packet.frame
        if isinstance(frame, Error):
            self.reply.set_exception(error_in(frame))
        else:
            self.reply.set_result(frame)


class _Nobody:
    """Whoever does not want to know."""

    gone = True

    def answer(self, request_id: str | None, packet: Packet) -> None:
        """Nothing."""

    def hear(self, packets: Sequence[Packet]) -> None:
        """Nothing."""

    def catch_up(self, packets: Sequence[Packet]) -> None:
        """Nothing."""


NOBODY = _Nobody()


def error_in(frame: Error) -> SatchelError:
    return SatchelError(frame.code, frame.message, frame.details, frame.retry_after)
