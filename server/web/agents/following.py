"""One reply told to one connection: its chunks as frames, from the beginning, whoever asked for it."""

from collections.abc import Callable

from ...errors import SatchelError
from ...wire.commands import GetMessage, Subscribe
from ...wire.events import MessageFound, ReplyFailed, ReplyFinished
from ..ai_sdk.asking import Asking
from ..ai_sdk.plan import Heard
from ..rest.listening import Listener
from ..ui_messages import Chunk, Chunks
from .frames import Outgoing, chunk_response, response

FOREVER = 3600.0


class Run:
    """A reply with all its steps, as far as it goes by itself.

    Args:
        id: what the client calls it.
        first: the id of its first step, which names the whole.
        send: to the client.
        most: bytes that may wait to be told.
        replay: whether the client is told what was said before as a repetition.
        continuation: whether the client has the steps before.

    Attributes:
        first, continuation: as given.
        last: the last step that was told whole.
    """

    def __init__(
        self,
        asking: Asking,
        id: str,
        first: str,
        heard: Heard,
        send: Callable[[Outgoing], None],
        most: int,
        *,
        replay: bool = False,
        continuation: bool = False,
    ) -> None:
        self.id = id
        self.first = first
        self.last: str | None = None
        self._asking = asking
        self._heard = heard
        self._send = send
        self._most = most
        self._replay = replay
        self.continuation = continuation
        self._failed = False

    async def tell(self) -> None:
        """To its end. Raises SatchelError where it can't be heard any more."""
        reply_id = self._heard.reply_id
        if reply_id is None:
            self._end()
            return
        asking, listener, chunks = self._asking, Listener(self._most), Chunks(reply_id)
        try:
            artifacts = await asking.artifacts() if self._heard.again else []
            found = await asking.ask(GetMessage(message_id=reply_id))
            assert isinstance(found, MessageFound)
            # All that happened since just before it began, and all that will: nothing is missed, however late this is.
            subscribe = Subscribe(since=found.message.position - 1)
            waiting = asking.host.tell(asking.session_id, subscribe, asking.caller, listener)
            if waiting is not None:
                await waiting
            await listener.answered
            self._tell(chunks.begin(self._heard.earlier, artifacts, again=self._heard.again))
            while not chunks.over and not listener.lost:
                if not await listener.wait(FOREVER):
                    if listener.gone:
                        return
                    continue
                frames = [packet.frame for packet in listener.take()]
                ended = [frame.message.id for frame in frames if isinstance(frame, ReplyFinished | ReplyFailed)]
                self.last = ended[-1] if ended else self.last
                self._tell(chunks.hear(frames))
                if self._replay and not chunks.over:
                    self._replay = False
                    self._send({**response(self.id, "", replay=True), "replayComplete": True})
            if listener.lost:
                raise SatchelError(
                    "overloaded", "The reply goes on, but was read too slowly here: load the chat again."
                )
            if not self._failed:
                self._end()
        finally:
            listener.end()
            asking.host.leave(listener)

    def _tell(self, chunks: list[Chunk]) -> None:
        for chunk in chunks:
            if chunk["type"] == "error":
                self._failed = True
                self._send(response(self.id, chunk["errorText"], done=True, error=True, replay=self._replay))
                return
            self._send(chunk_response(self.id, chunk, continuation=self.continuation, replay=self._replay))

    def _end(self) -> None:
        self._send(response(self.id, "", done=True, continuation=self.continuation, replay=self._replay))
