"""Who listens to a session, and in which order they hear what happened."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from ..errors import SatchelError
from ..handling.caller import Caller
from ..handling.outcome import Outcome
from ..wire.codec import Packet, error_packet
from ..wire.events import Frame
from .client import Client


class Topic:
    """The clients that listen to one actor, and who they are. It outlives the actor's sleep."""

    __slots__ = ("clients",)

    def __init__(self) -> None:
        self.clients: dict[Client, Caller] = {}

    def tell(self, packets: Sequence[Packet], besides: Client | None = None) -> None:
        """Every client hears the packets, all but `besides`."""
        for client in tuple(self.clients):
            if client is not besides:
                client.hear(packets)

    def keep(self, may_listen: Callable[[Caller], bool]) -> None:
        """Lets go of those who may not listen any more; they are told that nothing follows."""
        for client, caller in tuple(self.clients.items()):
            if not may_listen(caller):
                del self.clients[client]
                client.hear([error_packet(SatchelError("forbidden", "This session is not shared with you any more."))])


class Audience:
    """The topic of one actor, which is there only while someone listens."""

    __slots__ = ("_topic",)

    def __init__(self, topic: Callable[[], Topic | None]) -> None:
        self._topic = topic

    def announce(self, request_id: str | None, reply: Packet, outcome: Outcome, origin: Client) -> None:
        """Answers the one who asked and tells all others, so that no one can lose anything by being cut off.

        A client that returns says the highest `seq` it has seen, so each hears numbers that only rise. Whoever asked
        knows its own rows from the reply alone: what `everyone` hears besides comes before the reply, and bears no
        number where that would step over such a row.
        """
        topic = self._topic()
        others, everyone = outcome.others, outcome.everyone
        if topic is None or not (others or everyone):
            origin.answer(request_id, reply)
            return
        packets = [*(Packet(frame) for frame in others), *(Packet(frame) for frame in everyone)]
        packets.sort(key=_seq)
        if origin in topic.clients and everyone:
            stands = reply.frame.seq or 0
            own = min((frame.seq or 0 for frame in others), default=stands + 1)
            before = [frame for frame in everyone if (frame.seq or 0) <= stands]
            origin.hear([Packet(frame if (frame.seq or 0) < own else replace(frame, seq=None)) for frame in before])
            origin.answer(request_id, reply)
            origin.hear([Packet(frame) for frame in everyone if (frame.seq or 0) > stands])
        else:
            origin.answer(request_id, reply)
        topic.tell(packets, besides=origin)

    def keep(self, may_listen: Callable[[Caller], bool]) -> None:
        """Lets go of those who may not listen any more."""
        topic = self._topic()
        if topic is not None:
            topic.keep(may_listen)

    def dismiss(self) -> None:
        """Nobody listens any more: what the name means next, if anything, is another file, perhaps another user's."""
        topic = self._topic()
        if topic is not None:
            topic.clients.clear()

    def show(self, frames: Sequence[Frame]) -> None:
        """Tells frames to all who listen."""
        topic = self._topic()
        if topic is not None and frames:
            topic.tell([Packet(frame) for frame in frames])


def _seq(packet: Packet) -> int:
    return packet.frame.seq or 0
