"""Keeps glibc from holding on to memory. Elsewhere it does nothing."""

import asyncio
import ctypes
import sys

_M_ARENA_MAX = -8  # malloc.h


def _libc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        libc = ctypes.CDLL(None)
        libc.mallopt, libc.malloc_trim  # noqa: B018  # musl has neither
    except (OSError, AttributeError):
        return None
    return libc


def share_arenas() -> None:
    """Two heaps for all threads. One for each of many threads would keep what bursts have freed."""
    if (libc := _libc()) is not None:
        libc.mallopt(_M_ARENA_MAX, 2)


async def give_back_memory(every: float = 5.0) -> None:
    """Returns freed memory to the system every few seconds, so that sleeping sessions cost what they should."""
    libc = _libc()
    while libc is not None:
        await asyncio.sleep(every)
        await asyncio.to_thread(libc.malloc_trim, 0)
