"""An event loop on a thread of its own, so that the main thread can wait for a person and be interrupted by Ctrl-C."""

import asyncio
import concurrent.futures
from collections.abc import Coroutine
from threading import Thread
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")


class Beside:
    """Runs coroutines beside the thread that made it."""

    def __enter__(self) -> "Beside":
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="chat", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def start(self, work: Coroutine[Any, Any, T]) -> "concurrent.futures.Future[T]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Waits for the result; an interrupt ends the waiting, not the work."""
        return self.start(work).result()
