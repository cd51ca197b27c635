"""How someone who has to be let in begins to listen."""

from collections.abc import Callable, Sequence

from ..actor.client import Client
from ..wire.codec import Packet
from ..wire.events import Error


class Joining:
    """Listens for a client, once a first question of its caller was answered."""

    def __init__(self, client: Client, listen: Callable[[], None]) -> None:
        self._client = client
        self._listen = listen

    @property
    def gone(self) -> bool:
        return self._client.gone

    def answer(self, request_id: str | None, packet: Packet) -> None:
        if not isinstance(packet.frame, Error):
            self._listen()

    def hear(self, packets: Sequence[Packet]) -> None:
        """Nothing yet."""

    def catch_up(self, packets: Sequence[Packet]) -> None:
        """Nothing yet."""
