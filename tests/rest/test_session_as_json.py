"""A14: a chat leaves as JSON that is the same chat again."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from server.cli.copying_in import import_file
from server.errors import SatchelError
from server.storage.folder import Folder

from ..client import Client
from ..conftest import Server, Start
from .calls import artifact, call


def rows_in(path: Path) -> dict[str, list[Any]]:
    db = sqlite3.connect(path)
    try:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        kept = [
            name for name in names if not name.startswith("sqlite_") and name not in ("receipts", "jobs", "job_files")
        ]
        found = {name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in kept}
    finally:
        db.close()
    found["change_counter"] = [row[:3] for row in found["change_counter"]]  # the rest is of the index it is in
    return found


async def test_a_chat_comes_back_as_it_was(server: Server, client: Client, start: Start, tmp_path: Path) -> None:
    first = (await client.ask("append_message", role="user", content="One ☃\x00"))["messageId"]
    await client.ask("append_message", role="assistant", content="a", metadata={"n": [1, {"x": None}]})
    other = (await client.ask("append_message", role="assistant", content="b", parentId=first))["messageId"]
    assert (await client.ask("get_branches"))["branches"][1:], "two branches"
    await client.ask("update_session", updates={"title": "T", "lastContext": None})
    made = await artifact(server, content="old")
    await call(server, "PATCH", f"/api/chats/s1/artifacts/{made['id']}", {"content": "new"})
    gone = await artifact(server, content="gone")
    await client.ask("delete_artifact", artifactId=gone["id"])
    await client.ask("create_component", name="Card", isCurrent=True)
    await client.ask("create_interaction", prompt="p", response="r")
    await client.ask("create_export", format="source", artifactIds=[made["id"]])
    await client.hear(lambda frame: frame["type"] == "job_updated" and frame["job"]["status"] == "done")
    exported = await call(server, "GET", "/api/chats/s1/export?format=json")
    assert (exported.status, exported.headers["Content-Type"]) == (200, "application/json")
    assert exported.headers["Content-Disposition"] == 'attachment; filename="s1.json"'
    path = tmp_path / "s1.json"
    path.write_bytes(exported.data)
    folder = Folder(tmp_path / "there")
    folder.prepare()
    assert import_file(folder, path, None, None).id == "s1"
    assert rows_in(folder.path("s1")) == rows_in(await server.put_to_sleep())
    there = await (await start(folder=tmp_path / "there")).connect()
    assert (await there.ask("get_message", messageId=other))["message"]["content"] == "b"


async def test_another_format_is_refused(server: Server, client: Client) -> None:
    await artifact(server)
    reply = await call(server, "GET", "/api/chats/s1/export?format=docx")
    assert reply.refused == (400, "invalid", "format")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        '{"format": "satchel-session", "version": 2, "tables": {}}',
        '{"format": "satchel-session", "version": 1, "tables": {"sqlite_schema": []}}',
        '{"format": "satchel-session", "version": 1, "tables": {"session": [{"id": 1, "x) --": 2}]}}',
        '{"format": "satchel-session", "version": 1, "tables": {"session": [{"id": "a"}]}}',
        '{"format": "satchel-session", "version": 1, "tables": {}}',
    ],
)
def test_what_is_no_session_is_refused_and_leaves_nothing(text: str, tmp_path: Path) -> None:
    folder, path = Folder(tmp_path / "data"), tmp_path / "x.json"
    folder.prepare()
    path.write_text(text)
    with pytest.raises(SatchelError):
        import_file(folder, path, None, None)
    assert [*folder.sessions.iterdir()] == []
