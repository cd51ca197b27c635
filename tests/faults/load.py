"""Load on one session from several clients, with a ledger of what the server acknowledged and what it showed."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

import aiohttp

from ..client import Client, Frame, connect

ASKS = ("/long 20", "/long 20", "write a counter component", "a python script please", "/echo short and done")


class Ledger:
    """What has to be in a session's file, whatever happens to the server."""

    def __init__(self) -> None:
        self.versions: dict[tuple[str, int], str] = {}
        """Acknowledged versions of artifacts."""
        self.messages: dict[str, str] = {}
        """Acknowledged messages, and replies that were told as finished."""
        self.sent: dict[str, str] = {}
        """All messages that were sent, acknowledged or not."""
        self.refused = 0
        self.seq = 0


class Countdown:
    """Does something at the step with a certain number, and only then."""

    def __init__(self, left: int, then: Callable[[], None]) -> None:
        self._left = left
        self._then = then

    def step(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._then()


class Load:
    """Clients that change one session until its server is gone.

    Args:
        acknowledged: called at each acknowledgement.
    """

    def __init__(self, session: str, ledger: Ledger, chance: random.Random, acknowledged: Callable[[], None]) -> None:
        self.session = session
        self.ledger = ledger
        self.clients: list[Client] = []
        self._chance = chance
        self._acknowledged = acknowledged
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, http: aiohttp.ClientSession, url: str) -> None:
        """Connects and begins; returns when every client is connected."""
        works = (self._update, self._update, self._append, self._append_in_batches, self._converse, self._listen)
        self.clients = [await connect(http, url, self.session) for _ in works]
        self._tasks = [
            asyncio.create_task(self._until_the_end(work, client))
            for work, client in zip(works, self.clients, strict=True)
        ]

    async def ended(self) -> None:
        """Waits until every client has heard everything that was sent to it and is cut off."""
        async with asyncio.timeout(30):
            await asyncio.gather(*self._tasks)
            for client in self.clients:
                await client.closed()
                await client.close()
        for client in self.clients:
            self.ledger.seq = max(self.ledger.seq, client.seq)
            for frame in client.events:
                if frame["type"] == "reply_finished":
                    self.ledger.messages[frame["message"]["id"]] = frame["message"]["content"]

    async def _until_the_end(self, work: Callable[[Client], Any], client: Client) -> None:
        try:
            while True:
                await work(client)
        except (ConnectionError, aiohttp.ClientError, TimeoutError):
            await client.closed()

    async def _all(self, *asked: "asyncio.Future[Frame]") -> list[Frame | None]:
        """The replies, None for what was refused; each is told as soon as it is there."""
        told: list[Frame | None] = []
        lost: BaseException | None = None
        for reply in asked:
            try:
                frame = await reply
            except ConnectionError as error:
                lost = error
                continue
            if frame["type"] == "error":
                assert frame["code"] in ("overloaded", "conflict"), frame
                self.ledger.refused += 1
                told.append(None)
                continue
            told.append(frame)
            self._keep(frame)
            self._acknowledged()
        if lost is not None:
            raise lost
        return told

    def _keep(self, frame: Frame) -> None:
        if frame["type"] in ("artifact_created", "artifact_updated"):
            artifact = frame["artifact"]
            self.ledger.versions[artifact["id"], artifact["version"]] = artifact["content"]
        elif frame["type"] in ("message_appended", "message_accepted"):
            self.ledger.messages[frame["messageId"]] = self.ledger.sent[frame["messageId"]]
        elif frame["type"] == "batch_applied":
            for reply in frame["replies"]:
                self._keep(reply)

    def _words(self) -> str:
        return f"{self._chance.randrange(10**9):09d} " * self._chance.randrange(1, 60)

    def _text(self) -> tuple[str, str]:
        """A fresh message id and an answer with two code blocks, one of them of a file that has versions."""
        message, words = f"m_{self._chance.randrange(2**60):x}", self._words()
        name = f"file{self._chance.randrange(3)}.py"
        text = f"Here:\n\n```python {name}\n# {words}\n```\n\nand\n\n```html\n<p>{words}</p>\n```\n"
        self.ledger.sent[message] = text
        return message, text

    async def _update(self, client: Client) -> None:
        (made,) = await self._all(
            await client.start("create_artifact", artifactType="html", title="Page", content=self._words())
        )
        for _ in range(12):
            if made is not None:
                page = made["artifact"]["id"]
                asked = [
                    await client.start("update_artifact", artifactId=page, updates={"content": self._words()})
                    for _ in range(4)
                ]
                await self._all(*asked)

    async def _append(self, client: Client) -> None:
        asked = []
        for _ in range(3):
            message, text = self._text()
            asked.append(await client.start("append_message", role="assistant", content=text, messageId=message))
        await self._all(*asked)

    async def _append_in_batches(self, client: Client) -> None:
        changes = []
        for _ in range(2):
            message, text = self._text()
            changes.append({"type": "append_message", "role": "assistant", "content": text, "messageId": message})
        await self._all(await client.start("batch", commands=changes))

    async def _converse(self, client: Client) -> None:
        message, text = f"m_{self._chance.randrange(2**60):x}", self._chance.choice(ASKS)
        self.ledger.sent[message] = text
        heard = len(client.events)
        (accepted,) = await self._all(await client.start("send_message", content=text, messageId=message))
        if accepted is None:
            return
        patience = self._chance.randrange(2, 60)
        while not any(frame["type"] == "reply_finished" for frame in client.events[heard:]):
            if len(client.events) > heard + patience:
                await self._all(await client.start("cancel_reply", replyId=accepted["replyId"]))
                return
            await self._news(client)

    async def _news(self, client: Client) -> None:
        """Waits until a client hears more; unlike its `hear` it takes nothing away."""
        if client._reader.done():
            raise ConnectionError
        client._news.clear()
        await client._news.wait()

    async def _listen(self, client: Client) -> None:
        await client.closed()
        raise ConnectionError
