"""P2: over REST, too, everybody sees what is theirs, and of what is another's not even that it is there."""

from typing import Any

import pytest

from server.web.docs.openapi import openapi
from server.web.docs.sample import sample
from server.web.rest.table import OPERATIONS, Operation

from ..conftest import Server, Start
from ..web.tokens import NOW, SECRET, bearer, token
from .calls import Reply, call

ALICE, BOB = bearer(token("alice")), bearer(token("bob"))
BELOW = [operation for operation in OPERATIONS if operation.inputs.session]
DOCUMENT = openapi()


@pytest.fixture
async def server(start: Start) -> Server:
    return await start(jwt_secret=SECRET, jwt_leeway=0)


async def alices(server: Server, **fields: Any) -> str:
    """A chat of Alice's with an artifact in it; the artifact's id."""
    given = {"artifactType": "code", "title": "Secret", "content": "secret\n"}
    made = await call(server, "POST", "/api/chats/hers/artifacts", given, **ALICE)
    assert made.status == 201
    if fields:
        assert (await call(server, "PATCH", "/api/chats/hers", fields, **ALICE)).status == 200
    return str(made.body["artifact"]["id"])


async def ask(server: Server, operation: Operation, chat: str, artifact_id: str, **headers: str) -> Reply:
    """Does an operation in a chat, with as little as has to be given."""
    route = operation.route
    told = DOCUMENT["paths"][route.path][route.method.lower()]
    path = route.path.replace("{sessionId}", chat).replace("{artifactId}", artifact_id).replace("{version}", "1")
    path = path.replace("{siteId}", f"{chat}.site_1").replace("{path}", "index.html")
    query = "&".join(
        f"{found['name']}={sample(found['schema'], DOCUMENT)}"
        for found in told["parameters"]
        if found["in"] == "query" and found["required"]
    )
    body = None
    if "requestBody" in told:
        [[media, content]] = told["requestBody"]["content"].items()
        body = sample(content["schema"], DOCUMENT) if media == "application/json" else b"whatever"
        headers = {"Content_Type": media if "*" not in media else "text/plain", **headers}
    return await call(server, route.method, f"{path}?{query}" if query else path, body, **headers)


@pytest.mark.parametrize("operation", BELOW, ids=lambda operation: operation.name)
async def test_anothers_chat_answers_as_one_that_is_not_there(server: Server, operation: Operation) -> None:
    artifact_id = await alices(server)
    before = await call(server, "GET", "/api/chats/hers/changes?since=0", **ALICE)
    tried = await ask(server, operation, "hers", artifact_id, **BOB)
    assert tried.refused[:2] == (404, "not_found")
    assert b"secret" not in tried.data.lower()
    after = await call(server, "GET", "/api/chats/hers/changes?since=0", **ALICE)
    assert after.body == before.body
    command = operation.route.command
    if command is not None and not command.creates and operation.name != "Batch":
        unknown = await ask(server, operation, "none", artifact_id, **BOB)
        assert unknown.status == 404
        assert unknown.data.replace(b"none", b"hers") == tried.data


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
async def test_who_has_not_signed_in_is_asked_to(server: Server, operation: Operation) -> None:
    artifact_id = await alices(server)
    for chat in ("hers", "none"):
        tried = await ask(server, operation, chat, artifact_id)
        if operation.route.refuses == "text/plain":
            assert (tried.status, tried.headers["Content-Type"]) == (401, "text/plain; charset=utf-8")
        else:
            assert tried.refused[:2] == (401, "unauthenticated")
        assert tried.headers["WWW-Authenticate"].startswith("Bearer")
        assert tried.headers["Cache-Control"] == "no-store"


async def test_a_public_chat_is_read_by_everybody_and_changed_by_nobody_else(server: Server) -> None:
    artifact_id = await alices(server, visibility="public")
    for headers in ({}, BOB):
        assert (await call(server, "GET", "/api/chats/hers/session", **headers)).body["chat"]["owner"] == "alice"
        assert (await call(server, "GET", f"/api/chats/hers/artifacts/{artifact_id}", **headers)).status == 200
        changed = await call(server, "PATCH", f"/api/chats/hers/artifacts/{artifact_id}", {"title": "Mine"}, **headers)
        assert changed.status in (401, 403)


async def test_a_stream_ends_with_the_token_that_opened_it(server: Server) -> None:
    await alices(server)
    soon = {"Authorization": bearer(token("alice", exp=NOW + 60))["Authorization"]}
    async with server.http.get(f"{server.url}/api/chats/hers/events", headers=soon) as response:
        await response.content.readuntil(b"\n\n")
        server.clock.pass_seconds(61)
        given = {"artifactType": "code", "title": "T", "content": ""}
        late = bearer(token("alice", exp=NOW + 3600))
        assert (await call(server, "POST", "/api/chats/hers/artifacts", given, **late)).status == 201
        assert await response.read() == b""
        assert (await call(server, "GET", "/api/chats/hers/session", **soon)).refused[:2] == (401, "unauthenticated")
