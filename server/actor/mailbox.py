"""What waits for an actor, and in which order it runs."""

from collections import deque

from ..handling.caller import Caller
from ..wire.commands import Command
from .client import Client

MOST_IN_A_BATCH = 256


class Envelope:
    """A command on its way, and whom to answer."""

    __slots__ = ("caller", "client", "command")

    def __init__(self, command: Command, caller: Caller, client: Client) -> None:
        self.command = command
        self.caller = caller
        self.client = client


class Mailbox:
    """A bounded queue, taken in batches."""

    __slots__ = ("_waiting", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self._waiting: deque[Envelope] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def full(self) -> bool:
        return len(self._waiting) >= self.size

    def put(self, envelope: Envelope) -> None:
        self._waiting.append(envelope)

    def take(self) -> list[Envelope]:
        """Everything that waits, up to `MOST_IN_A_BATCH`, changes first.

        Reads behind the changes can share one look at the file. They are concurrent with the changes of other
        clients, so no client can tell; one that sent a read and then a change keeps its order.
        """
        waiting = self._waiting
        if len(waiting) == 1:
            return [waiting.popleft()]
        batch = [waiting.popleft() for _ in range(min(len(waiting), MOST_IN_A_BATCH))]
        changes, reads = list[Envelope](), list[Envelope]()
        readers: set[Client] = set()
        for envelope in batch:
            if not envelope.command.changes:
                reads.append(envelope)
                readers.add(envelope.client)
            elif envelope.client in readers:
                return batch
            else:
                changes.append(envelope)
        return changes + reads

    def take_all(self) -> list[Envelope]:
        """Everything that waits, in no other order than it came."""
        waiting, self._waiting = list(self._waiting), deque()
        return waiting
