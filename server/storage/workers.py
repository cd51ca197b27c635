"""The threads that SQLite runs on.

aiosqlite gives every connection a thread of its own. A server with thousands of open files wants fewer: here all
connections share one queue and a fixed number of threads. A file is still touched by one thread at a time, because
its actor waits for one hop before it asks for the next; a slow disk under one file holds one thread and no more.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any

from .turn import Turn

Job = tuple[asyncio.Future[Any] | None, Callable[[], Any]]


class Workers:
    """A fixed number of threads that run jobs from one queue. Has the two methods that aiosqlite asks of a thread's
    queue and of a thread: `put_nowait` and `start`."""

    def __init__(self, count: int) -> None:
        self.turn = Turn()
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self.put_nowait = self._queue.put
        self._threads = [
            Thread(target=_work, args=(self._queue,), name=f"sqlite-{number}", daemon=True) for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def start(self) -> None:
        """Nothing: the threads run already."""

    def close(self, patience: float = 2.0) -> None:
        """Ends the threads after the jobs that were put before.

        Args:
            patience: seconds to wait for them; one that hangs in a disk does not keep the process.
        """
        for _ in self._threads:
            self._queue.put(None)
        deadline = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))


def _work(queue: SimpleQueue[Job | None]) -> None:
    while (job := queue.get()) is not None:
        future, function = job
        try:
            result = function()
        except BaseException as error:
            if future is not None:
                _tell(future, _set_exception, error)
        else:
            if future is not None:
                _tell(future, _set_result, result)
        # Nothing of the last job may stay alive while the thread waits for the next.
        del job, future, function
        result = None


def _tell(future: asyncio.Future[Any], how: Callable[[asyncio.Future[Any], Any], None], what: Any) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has ended, so nobody waits
        future.get_loop().call_soon_threadsafe(how, future, what)


def _set_result(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


def _set_exception(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
