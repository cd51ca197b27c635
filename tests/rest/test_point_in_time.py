"""F5 over REST."""

from ..conftest import Server
from .calls import artifact, call, chat


async def test_a_chat_as_it_was_and_that_again(server: Server) -> None:
    await chat(server, title="First")
    await artifact(server, content="a\n")
    seq = (await call(server, "GET", "/api/chats/s1/changes?since=0")).body["seq"]
    server.clock.pass_seconds(1)
    await call(server, "PATCH", "/api/chats/s1", {"title": "Later"})

    then = await call(server, "GET", f"/api/chats/s1/at?seq={seq}")
    assert then.status == 200
    assert (then.body["seq"], then.body["chat"]["title"], then.body["incomplete"]) == (seq, "First", [])
    assert [one["content"] for one in then.body["artifacts"]] == ["a\n"]
    assert then.body["time"] == "2027-01-15T08:00:00.000Z"
    assert "project" not in then.body
    assert then.body["pagination"] == {"limit": 50, "offset": 0, "total": 0}
    by_time = await call(server, "GET", "/api/chats/s1/at?time=2027-01-15T08:00:00.500Z")
    assert by_time.body == then.body
    assert (await call(server, "GET", "/api/chats/s1/at")).refused == (400, "invalid", "seq")
    early = await call(server, "GET", "/api/chats/s1/at?time=2026-01-01")
    assert early.refused == (404, "not_found", "time")

    made = await call(server, "POST", "/api/chats/s1/restore-at", {"seq": seq, "into": "s2"})
    assert (made.status, made.headers["Location"], made.body["chat"]["title"]) == (201, "/api/chats/s2", "First")
    done = await call(server, "POST", "/api/chats/s1/restore-at", {"time": "2027-01-15T08:00:00Z"})
    assert (done.status, done.body["chat"]["title"], done.body["created"]) == (200, "First", False)
    back = await call(server, "POST", "/api/chats/s1/restore-at", {"seq": done.body["previousSeq"]})
    assert back.body["chat"]["title"] == "Later"
    refused = await call(server, "POST", "/api/chats/s1/restore-at", {"seq": seq, "into": "s2"})
    assert refused.refused == (409, "conflict", "into")
