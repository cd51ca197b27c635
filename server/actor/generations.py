"""The replies that are being written in one session, and the tools that run for them."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from ..session.handler import RunTools, StartReply
from ..wire.events import Frame


class Writer(Protocol):
    """What writes a message that is `streaming`: a generation, or a run of tools."""

    reply_id: str

    def push(self) -> None:
        """Has what was said so far stored before anything else."""

    def finish_display(self) -> list[Frame]:
        """Closes what is shown live."""

    def unsaved(self) -> list[Frame]:
        """What a client that comes now has to hear besides what is stored."""

    def interrupt(self) -> None:
        """Ends it; what was said is stored as interrupted."""

    def stop(self) -> None:
        """The message is over in the file already."""


Begin = Callable[[StartReply | RunTools, Callable[[Writer], None]], Writer]


class Generations:
    """By the id of the reply. It counts as a collection of those ids.

    Args:
        begin: starts a writer; it calls its second argument when it is over.
        over: called after each that is over.
    """

    def __init__(self, begin: Begin, over: Callable[[], None]) -> None:
        self._begin = begin
        self._over = over
        self._running: dict[str, Writer] = {}
        self._quiet: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._running)

    def __iter__(self) -> Iterator[str]:
        return iter(self._running)

    def __contains__(self, reply_id: object) -> bool:
        return reply_id in self._running

    def start(self, effect: StartReply | RunTools) -> Writer:
        writer = self._running[effect.reply_id] = self._begin(effect, self._forget)
        if self._quiet is not None and not self._quiet.done():  # a step that began while the one before was ended
            writer.interrupt()
        return writer

    def push(self, reply_ids: Iterable[str]) -> None:
        """Has what those have said so far stored before anything else."""
        for reply_id in reply_ids:
            if reply_id in self._running:
                self._running[reply_id].push()

    def finish_display(self, reply_ids: Iterable[str]) -> list[Frame]:
        """Closes the live artifacts of replies that are over, before the authoritative ones are told."""
        running = (self._running[reply_id] for reply_id in reply_ids if reply_id in self._running)
        return [frame for generation in running for frame in generation.finish_display()]

    def stop(self, reply_id: str) -> None:
        """The reply is over in the file already."""
        if reply_id in self._running:
            self._running[reply_id].stop()

    def unsaved(self) -> list[Frame]:
        """What a client that comes now has to hear besides what is stored."""
        return [frame for generation in self._running.values() for frame in generation.unsaved()]

    def quieten(self) -> "asyncio.Future[None]":
        """Ends all of them. The future is done when what was said is stored."""
        for generation in tuple(self._running.values()):
            generation.interrupt()
        if self._quiet is None or self._quiet.done():
            self._quiet = asyncio.get_running_loop().create_future()
        self._look_whether_quiet()
        return self._quiet

    def _look_whether_quiet(self) -> None:
        if self._quiet is not None and not self._quiet.done() and not self._running:
            self._quiet.set_result(None)

    def _forget(self, generation: Writer) -> None:
        self._running.pop(generation.reply_id, None)
        self._look_whether_quiet()
        self._over()
