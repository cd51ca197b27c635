"""P7 over REST."""

from ..conftest import Server
from .calls import call

FILES = {"a.txt": "1"}


async def test_a_sandbox_below_a_chat(server: Server) -> None:
    made = await call(server, "POST", "/api/chats/s1/sandboxes", {"sandboxId": "box", "files": FILES})
    assert (made.status, made.headers["Location"]) == (201, "/api/chats/s1/sandboxes/box")
    place = made.headers["Location"]
    changed = await call(server, "PATCH", place, {"state": {"up": True}, "set": {"b.txt": "2"}})
    assert (changed.body["sandbox"]["version"], changed.body["sandbox"]["state"]) == (2, {"up": True})
    shown = await call(server, "GET", f"{place}?contents=true&version=1")
    assert shown.body["sandbox"]["files"] == FILES
    assert (await call(server, "GET", "/api/chats/s1/sandbox")).body["sandbox"]["id"] == "box"

    started = await call(server, "POST", f"{place}/commands", {"command": "ls", "cwd": "/app", "env": {"A": "x"}})
    assert started.status == 201
    run = started.headers["Location"]
    assert run == f"/api/chats/s1/commands/{started.body['command']['id']}"
    output = {"stream": "stdout", "text": "a.txt\n", "offset": 0}
    said = await call(server, "POST", f"{run}/output", output)
    assert (said.status, said.body["offset"]) == (200, 6)
    assert (await call(server, "POST", f"{run}/output", output)).body["offset"] == 6
    assert (await call(server, "POST", f"{run}/output", {**output, "offset": 9})).refused == (409, "conflict", "offset")
    ended = await call(server, "POST", f"{run}/finish", {"exitCode": 0, "endedAt": "2027-01-15T08:00:01Z"})
    assert ended.body["command"]["endedAt"] == "2027-01-15T08:00:01.000Z"
    found = (await call(server, "GET", run)).body["command"]
    assert (found["stdout"], found["stderr"], found["exitCode"]) == ("a.txt\n", "", 0)
    listed = (await call(server, "GET", "/api/chats/s1/commands?sandboxId=box&limit=1")).body
    assert (len(listed["commands"]), listed["pagination"]["total"]) == (1, 1)
    for where in (f"{place}/recovery", "/api/chats/s1/sandbox/recovery"):
        recovery = (await call(server, "GET", where)).body
        assert recovery["sandbox"]["files"] == {"a.txt": "1", "b.txt": "2"}
        assert recovery["commands"] == [{"command": "ls", "cwd": "/app", "env": ["A"]}]
    assert (await call(server, "GET", "/api/chats/s1/sandboxes/none")).refused == (404, "not_found", "sandboxId")
