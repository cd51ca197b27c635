"""Processes for work that would hold up everybody else: each does one thing at a time, so that one that crashes takes
nothing with it but what it was doing."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")

PROCESSES = 2
"""Each takes some 60 MB while it is there."""
LONGEST_SECONDS = 120
MOST_MEMORY = 2 * 1024**3
"""Bytes of addresses that a process may have, where the system can limit it."""


class CrashedError(Exception):
    """The process that did the work is gone."""


class Pool:
    """Up to `most` processes, started when they are needed. They end with this process, however that ends."""

    def __init__(self, most: int = PROCESSES) -> None:
        self._places = asyncio.Semaphore(most)
        self._idle: list[ProcessPoolExecutor] = []
        self._alive, self._ours = multiprocessing.Pipe(duplex=False)  # closed with us: then they end

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """What a function makes of its arguments in another process. Cancelled while it waits, it is not done; later,
        it is done for nothing.

        Raises:
            CrashedError: the process ended in the middle of it.
            TimeoutError: it took longer than `LONGEST_SECONDS`.
            Exception: what the function raised.
        """
        await self._places.acquire()
        executor = self._idle.pop() if self._idle else None
        try:
            try:
                executor = executor or self._new()
                future = executor.submit(_limited, function, arguments)
            except BrokenProcessPool:  # it was ended while it did nothing
                executor = self._new()
                future = executor.submit(_limited, function, arguments)
        except BaseException:
            self._places.release()
            raise
        loop, chosen = asyncio.get_running_loop(), executor
        future.add_done_callback(lambda done: _soon(loop, self._free, chosen, done))
        try:
            return await asyncio.wrap_future(future)
        except BrokenProcessPool as error:
            raise CrashedError from error

    def _new(self) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, spawn, initializer=_begin, initargs=(self._alive,))

    def _free(self, executor: ProcessPoolExecutor, done: "Future[Any]") -> None:
        if not done.cancelled() and isinstance(done.exception(), BrokenProcessPool):
            executor.shutdown(wait=False)
        else:
            self._idle.append(executor)
        self._places.release()

    def close(self) -> None:
        """Ends all processes, whatever they do."""
        self._ours.close()
        self._alive.close()
        for executor in self._idle:
            executor.shutdown(wait=False, cancel_futures=True)
        self._idle.clear()


def _soon(loop: asyncio.AbstractEventLoop, what: Callable[..., None], *arguments: Any) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(what, *arguments)


def _begin(alive: Connection) -> None:
    """First thing in a process: it ends with its parent and not before, whoever else is told to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(alive,), daemon=True).start()
    try:
        import resource
    except ImportError:  # no Unix
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _end_with(alive: Connection) -> None:
    try:
        alive.recv_bytes()
    except (EOFError, OSError):
        os._exit(0)


def _limited(function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    if not hasattr(signal, "setitimer"):
        return function(*arguments)
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_SECONDS)
    try:
        return function(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _too_long(_signal: int, _frame: object) -> None:
    raise TimeoutError
