"""An account's file and its handlers, without a server: commands go through the transaction that an actor runs."""

import itertools
from pathlib import Path
from typing import Any

from server.account.kind import ACCOUNT
from server.actor.mailbox import Envelope
from server.actor.transaction import Done, run_batch
from server.handling.caller import SERVER, Caller
from server.handling.changes import Entry, IndexSessions, SessionChanges
from server.handling.context import Context
from server.handling.kind import Kind
from server.storage.files import Connection, create_file, empty_file, open_file
from server.wire.codec import Packet
from server.wire.commands import Command
from server.wire.events import Frame
from server.wire.resources import Session

NOON = 1_767_268_800_000
"""2026-01-01T12:00:00Z"""
ADA = Caller("ada")
OPERATOR = Caller("operator", admin=True)
_EMPTY: dict[str, bytes] = {}


class Nobody:
    gone = False

    def answer(self, request_id: str | None, packet: Packet) -> None: ...

    def hear(self, packets: object) -> None: ...

    def catch_up(self, packets: object) -> None: ...


class ActorFile:
    """A file of a kind; each command is a batch of its own, as an actor would run it."""

    def __init__(self, kind: Kind, path: Path, name: str, owner: str) -> None:
        if not path.exists():
            if kind.schema.name not in _EMPTY:
                _EMPTY[kind.schema.name] = empty_file(kind.schema)
            create_file(path, _EMPTY[kind.schema.name])
        self.now = NOON
        self.db: Connection = open_file(path, kind.schema)
        self.kind = kind
        self.name = name
        self.loaded = kind.load(self.db, name, owner, self.now)
        self.db.execute("PRAGMA synchronous=OFF")  # nobody pulls the plug here
        self.seq, self.access, self.mark = self.loaded.seq, self.loaded.access, self.loaded.mark

    def run(self, command: Command, caller: Caller = SERVER) -> Done:
        committed = run_batch(
            self.db,
            [Envelope(command, caller, Nobody())],
            self.kind,
            lambda: Context(self.name, self.now, self.seq, caller, "none", self.access, self.mark),
        )
        self.seq, self.access = committed.seq, committed.access
        return committed.done[0]

    def ask(self, command: Command, caller: Caller = SERVER) -> Any:
        """The reply; raises the error that there was."""
        done = self.run(command, caller)
        if done.error is not None:
            raise done.error
        assert done.outcome is not None
        return done.outcome.reply

    def close(self) -> None:
        self.db.close()


class AccountFile(ActorFile):
    def __init__(self, path: Path) -> None:
        super().__init__(ACCOUNT, path, "ada", "ada")

    def index(self, *sessions: SessionChanges) -> list[str]:
        """Tells it what sessions say; which of them are behind."""
        behind: list[str] = self.ask(IndexSessions(sessions=list(sessions))).behind
        return behind

    def heard(self, *sessions: SessionChanges) -> list[Frame]:
        """What a client that subscribed to the account hears of that."""
        done = self.run(IndexSessions(sessions=list(sessions)))
        assert done.outcome is not None
        assert not done.outcome.others
        return list(done.outcome.everyone)

    def check(self) -> None:
        """Raises sqlite3.DatabaseError where the full-text index is not what the texts are."""
        self.db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        assert self.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    def rows(self) -> dict[str, list[Any]]:
        """What it knows of sessions, without the numbers that it gave them itself."""
        sessions = self.db.execute("SELECT * FROM sessions ORDER BY id")
        names = [column[0] for column in sessions.description]
        entries = self.db.execute(
            "SELECT s.id, e.kind, e.id, e.created_at, e.role, e.type, e.language, e.message_id, e.title, e.body"
            " FROM entries e JOIN sessions s ON s.key = e.session ORDER BY s.id, e.kind, e.id"
        )
        return {
            "sessions": [{n: v for n, v in zip(names, row, strict=True) if n != "key"} for row in sessions],
            "entries": entries.fetchall(),
        }


def session(id: str = "s1", **fields: Any) -> Session:
    values: dict[str, Any] = {
        "owner": "ada",
        "title": "",
        "description": "",
        "visibility": "private",
        "model_id": None,
        "sandbox_id": None,
        "last_context": None,
        "is_active": True,
        "is_deleted": False,
        "deleted_at": None,
        "metadata": {},
        "created_at": NOON,
        "updated_at": NOON,
        "seq": 0,
    }
    return Session(id=id, **(values | fields))


def told(of: Session | str = "s1", *entries: Entry, since: int = 0, upto: int | None = None, **fields: Any) -> Any:
    """What a session says of itself."""
    values: dict[str, Any] = {
        "more": False,
        "gone": False,
        "message_count": sum(entry.kind == "message" for entry in entries),
        "artifact_count": sum(entry.kind == "artifact" for entry in entries),
        "free_messages": 0,
        "preview": "",
        "size": 4096,
    }
    return SessionChanges(
        session=session(of) if isinstance(of, str) else of,
        since=since,
        upto=since + len(entries) if upto is None else upto,
        entries=list(entries),
        **(values | fields),
    )


_numbers = itertools.count(1)


def message(text: str, id: str | None = None, at: int = NOON, role: str = "user") -> Entry:
    return Entry("message", id or f"m{next(_numbers)}", at, text=text, role=role)


def artifact(title: str, text: str, id: str = "a1", type: str = "code", language: str = "", at: int = NOON) -> Entry:
    return Entry("artifact", id, at, title=title, text=text, type=type, language=language, message_id="m0")


def deleted(kind: Any, id: str, at: int = NOON) -> Entry:
    return Entry(kind, id, at, deleted=True)
