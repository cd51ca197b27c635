"""Who listens to a session, and in which order they hear what happened."""

from collections.abc import Callable, Sequence

from ..wire.codec import Packet
from ..wire.events import Frame
from .client import Client


class Topic:
    """The clients that listen to one session. It outlives the actor's sleep."""

    __slots__ = ("clients",)

    def __init__(self) -> None:
        self.clients: set[Client] = set()

    def tell(self, packets: Sequence[Packet], besides: Client | None = None) -> None:
        """Every client hears the packets, all but `besides`."""
        for client in tuple(self.clients):
            if client is not besides:
                client.hear(packets)


class Audience:
    """The topic of one session, which is there only while someone listens."""

    __slots__ = ("_topic",)

    def __init__(self, topic: Callable[[], Topic | None]) -> None:
        self._topic = topic

    def announce(self, others: Sequence[Frame], everyone: Sequence[Frame], origin: Client) -> None:
        """Tells `others` to all but `origin` and `everyone` to all who listen, each in the order of `seq`."""
        topic = self._topic()
        if topic is None or not (others or everyone):
            return
        common = [Packet(frame) for frame in everyone]
        if not others:
            topic.tell(common)
            return
        packets = [*(Packet(frame) for frame in others), *common]
        packets.sort(key=lambda packet: packet.frame.seq or 0)
        topic.tell(packets, besides=origin)
        if common and origin in topic.clients:
            origin.hear(common)

    def show(self, frames: Sequence[Frame]) -> None:
        """Tells frames to all who listen."""
        topic = self._topic()
        if topic is not None and frames:
            topic.tell([Packet(frame) for frame in frames])
