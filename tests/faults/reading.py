"""What stands in a session's file. Reads copies, as a person would, and never the file that a server has open."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

from server.content import find_artifacts


@dataclass
class Contents:
    """The rows of one file, and whether SQLite finds it whole."""

    integrity: str = ""
    seq: int = 0
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    chunks: dict[str, str] = field(default_factory=dict)
    artifacts: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[tuple[str, int], str] = field(default_factory=dict)
    links: dict[str, dict[str, int]] = field(default_factory=dict)
    session: dict[str, Any] = field(default_factory=dict)

    def text_of(self, message_id: str) -> str:
        """What a message says, finished or not."""
        return self.chunks.get(message_id) or str(self.messages[message_id]["content"])

    def changed_since(self, seq: int) -> list[tuple[int, str, str]]:
        """Number, kind and id of every row that changed after `seq`, in order."""
        rows = [
            *((row["seq"], "message", row["id"]) for row in self.messages.values()),
            *((row["seq"], "artifact", row["id"]) for row in self.artifacts.values()),
            (self.session["seq"], "session", self.session["id"]),
        ]
        return sorted(row for row in rows if row[0] > seq)


def copy_of(path: Path, folder: Path) -> Path:
    """Copies a session's file, with the log beside it if there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (path.name, path.name + "-wal"):
        (folder / name).unlink(missing_ok=True)
        if path.with_name(name).exists():
            shutil.copyfile(path.with_name(name), folder / name)
    return folder / path.name


_MADE = """
    SELECT message_id, id AS artifact_id, version FROM artifacts WHERE message_id IS NOT NULL
    UNION SELECT message_id, artifact_id, version FROM artifact_versions WHERE message_id IS NOT NULL
    UNION SELECT message_id, artifact_id, version FROM message_artifacts ORDER BY version
"""


def read(path: Path, folder: Path) -> Contents:
    """Reads a copy of a file that is made in `folder`."""
    with closing(sqlite3.Connection(str(copy_of(path, folder)))) as db:
        db.row_factory = sqlite3.Row

        def rows(sql: str) -> list[dict[str, Any]]:
            return [dict(row) for row in db.execute(sql)]

        found = Contents(
            integrity=db.execute("PRAGMA integrity_check").fetchone()[0],
            seq=db.execute("SELECT seq FROM change_counter").fetchone()[0],
            messages={row["id"]: row for row in rows("SELECT * FROM chat_messages ORDER BY position")},
            artifacts={row["id"]: row for row in rows("SELECT * FROM artifacts ORDER BY position")},
            session=rows("SELECT * FROM session")[0],
        )
        found.versions = {(row["id"], row["version"]): row["content"] for row in found.artifacts.values()}
        for row in rows("SELECT artifact_id, version, content, packed FROM artifact_versions"):
            content = zstandard.decompress(row["packed"]).decode() if row["packed"] else row["content"]
            found.versions[row["artifact_id"], row["version"]] = content
        for row in rows(_MADE):
            found.links.setdefault(row["message_id"], {})[row["artifact_id"]] = row["version"]
        for row in rows("SELECT message_id, start, text FROM reply_chunks WHERE kind = 'text' ORDER BY seq"):
            said = found.chunks.get(row["message_id"], "")
            assert row["start"] == len(said), "a reply's chunks have a hole"
            found.chunks[row["message_id"]] = said + row["text"]
        return found


def assert_whole(found: Contents) -> None:
    """SQLite finds the file sound, and each message stands there with all its artifacts and nothing half done."""
    assert found.integrity == "ok"
    rows = [*found.messages.values(), *found.artifacts.values(), found.session]
    assert max(row["seq"] for row in rows) <= found.seq
    for artifact in found.artifacts.values():
        numbers = sorted(version for known, version in found.versions if known == artifact["id"])
        assert numbers == list(range(1, artifact["version"] + 1))
    assert set(found.links) <= set(found.messages)
    for message_id, message in found.messages.items():
        if message["role"] == "assistant" and message["status"] != "streaming":
            assert artifacts_of(found, message_id) == artifacts_in(message["content"])
        else:
            assert message_id not in found.links


def artifacts_of(found: Contents, message_id: str) -> list[str]:
    """The contents that a message gave its artifacts."""
    return sorted(found.versions[link] for link in found.links.get(message_id, {}).items())


def artifacts_in(text: str) -> list[str]:
    """The contents that a message's artifacts have to have: of several with one name, the last."""
    contents: dict[object, str] = {}
    for number, artifact in enumerate(find_artifacts(text)):
        assert not artifact.edits, "the demo model says whole artifacts"
        contents[artifact.identifier or number] = artifact.content
    return sorted(contents.values())
