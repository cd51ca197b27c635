"""The conversation as a tree, read without its texts. Deleted messages are not in it: what followed one follows what
stood before it."""

import sqlite3
from typing import NamedTuple

from .handler import not_found


class Node(NamedTuple):
    """A message: its parent's id in the tree, whether it is on the current branch, and when it was made."""

    id: str
    parent_id: str | None
    active: bool
    created_at: int


class Tree:
    """All messages that are there.

    Attributes:
        nodes: by id, in the order in which they were made.
        shown: what every message, also one that is deleted, has become in the tree: itself, or what stood before it.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self.nodes: dict[str, Node] = {}
        self.shown: dict[str, str | None] = {}
        self._children: dict[str | None, list[str]] = {}
        rows = db.execute(
            "SELECT id, parent_id, active, timestamp, deleted_at IS NOT NULL FROM chat_messages ORDER BY position"
        )
        for id_, parent_id, active, created_at, deleted in rows:
            parent = self.shown.get(parent_id)  # it was made before
            self.shown[id_] = parent if deleted else id_
            if not deleted:
                self.nodes[id_] = Node(id_, parent, bool(active), created_at)
                self._children.setdefault(parent, []).append(id_)

    def path(self, message_id: str, field: str) -> list[str]:
        """The ids from the beginning to a message, that one included.

        Raises:
            SatchelError: `not_found`, in that field.
        """
        if message_id not in self.nodes:
            raise not_found("message", message_id, field)
        path: list[str] = []
        at: str | None = message_id
        while at is not None:
            path.append(at)
            at = self.nodes[at].parent_id
        path.reverse()
        return path

    def branch(self, message_id: str, field: str) -> list[str]:
        """The ids from the beginning through a message, and on by the newest that follow. Raises as `path` does."""
        path = self.path(message_id, field)
        while children := self._children.get(path[-1]):
            path.append(children[-1])
        return path

    def current(self) -> list[str]:
        """The ids of the current branch."""
        return [node.id for node in self.nodes.values() if node.active]

    def ends(self) -> list[str]:
        """The messages that nothing follows, and the last one of the current branch, oldest first."""
        last = self.current()[-1:]
        return [id_ for id_ in self.nodes if id_ not in self._children or id_ in last]

    def lengths(self) -> dict[str, int]:
        """How many messages there are from the beginning to each."""
        lengths: dict[str | None, int] = {None: 0}
        for node in self.nodes.values():
            lengths[node.id] = lengths[node.parent_id] + 1
        return {id_: length for id_, length in lengths.items() if id_ is not None}
