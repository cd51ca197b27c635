"""Who of the threads may run SQL now.

Each step of a statement gives the interpreter's lock away and wants it back. Where many threads do that at once, each
such moment may wake another one in vain. So the threads take turns at what needs the interpreter often, and are beside
each other where they don't need it: in the commit, which is the disk's time.

It is a courtesy and no guarantee: whoever has waited for `PATIENCE` goes ahead, so that a thread that hangs in a slow
disk with its turn taken delays the others by no more than that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

PATIENCE = 0.005
"""Seconds."""


class Turn:
    """Shared by the connections of a host."""

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        self._lock = Lock()

    def take(self) -> bool:
        """Waits for the turn. Returns whether it has it, and so has to give it back."""
        return self._lock.acquire(timeout=PATIENCE)

    def give(self) -> None:
        """Gives back a turn that was taken."""
        self._lock.release()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Holds the turn for a block, as far as patience goes."""
        has = self.take()
        try:
            yield
        finally:
            if has:
                self.give()
