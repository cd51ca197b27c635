"""Answers that hold until the next change, in the bytes in which they went out."""

from ..wire.codec import Packet
from .transaction import Committed, Key

MOST = 64
MOST_BYTES = 4 * 1024 * 1024


class Kept:
    """Of one actor while its file is open."""

    __slots__ = ("_packets",)

    def __init__(self) -> None:
        self._packets: dict[Key, Packet] = {}

    def get(self, key: Key) -> Packet | None:
        return self._packets.get(key)

    def take(self, committed: Committed) -> None:
        """Takes over the answers of a batch; a change ends what held before."""
        if committed.changed or len(self._packets) > MOST:
            self._packets = {}
        self._packets.update(committed.kept)

    def trim(self) -> None:
        """Lets go of all where they have become too large, once they are in bytes."""
        if sum(packet.size for packet in self._packets.values()) > MOST_BYTES:
            self._packets.clear()

    def clear(self) -> None:
        self._packets = {}
