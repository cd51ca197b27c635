"""W1 over REST."""

from ..conftest import Server
from .calls import call

FILES = {"index.html": "<h1>Hi</h1>\n", "src/app.js": "let a\n"}


async def test_snapshots_below_a_chat(server: Server) -> None:
    made = await call(server, "POST", "/api/chats/s1/snapshots", {"files": FILES})
    assert made.status == 201
    first = made.body["snapshot"]
    place = f"/api/chats/s1/snapshots/{first['id']}"
    assert made.headers["Location"] == place
    found = await call(server, "GET", place)
    assert found.body["snapshot"]["files"] == FILES
    assert (await call(server, "GET", place, If_None_Match=found.headers["ETag"])).status == 304
    assert "files" not in (await call(server, "GET", f"{place}?contents=false")).body["snapshot"]
    second = (await call(server, "POST", "/api/chats/s1/snapshots", {"set": {"a": "b"}})).body["snapshot"]
    latest = await call(server, "GET", "/api/chats/s1/snapshots/latest")
    assert latest.body["snapshot"]["id"] == second["id"]
    listed = (await call(server, "GET", "/api/chats/s1/snapshots?limit=1")).body
    assert (listed["snapshots"], listed["pagination"]["total"]) == ([second], 2)
    restored = await call(server, "POST", f"{place}/restore")
    assert (restored.status, restored.body["snapshot"]["fileCount"]) == (200, 2)
    assert (await call(server, "GET", "/api/chats/s1/snapshots/none")).refused == (404, "not_found", "snapshotId")
    assert (await call(server, "POST", "/api/chats/s1/snapshots", {"files": {"..": ""}})).refused[0] == 400
