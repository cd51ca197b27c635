"""What a connection asks to be rendered: its other commands need not wait for that."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from ...errors import SatchelError, internal_error
from ...wire.codec import Packet, error_packet
from ...wire.commands import RenderMarkdown
from ...wire.events import MarkdownRendered
from ..connection import Connection

log = structlog.get_logger()

Render = Callable[[Sequence[str]], Awaitable[list[str]]]
"""Raises `SatchelError`."""
AT_ONCE: Final = 8


class Renderings:
    """Those of one connection.

    They are not counted as requests of the user: a page asks again and again while a reply grows. What one connection
    can have under way is bounded instead.
    """

    def __init__(self, render: Render, connection: Connection) -> None:
        self._render = render
        self._connection = connection
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, command: RenderMarkdown) -> None:
        """Begins one. With too many under way it waits, and so does the connection."""
        while len(self._tasks) >= AT_ONCE:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.get_running_loop().create_task(self._answer(command))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, command: RenderMarkdown) -> None:
        try:
            packet = Packet(MarkdownRendered(html=await self._render(command.texts)))
        except SatchelError as error:
            packet = error_packet(error)
        except Exception:
            log.exception("rendering_failed")
            packet = error_packet(internal_error())
        self._connection.answer(command.request_id, packet)

    def cancel(self) -> None:
        """The connection is gone."""
        for task in tuple(self._tasks):
            task.cancel()
