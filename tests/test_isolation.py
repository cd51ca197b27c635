"""P2: whatever is asked with another user's ids is answered as with ids that do not exist, and changes nothing.

It walks the union of commands and the table of REST themselves, so that one that is added later is covered as it is.
"""

import asyncio
import itertools
import re
import sqlite3
from typing import get_args

import msgspec
import pytest

from server.web.docs.openapi import openapi
from server.web.docs.sample import sample
from server.web.rest.table import OPERATIONS, Operation
from server.wire.commands import Command, Request

from .client import Client, Frame
from .conftest import Server, Start
from .rest.calls import Reply, call
from .web.tokens import SECRET, bearer, token

ALICE, MALLORY = bearer(token("alice")), bearer(token("mallory"))
DOCUMENT = openapi()
COMMANDS = {
    str(command.__struct_config__.tag): command for command in get_args(Request) if command.scope != "connection"
}
OWNED = [
    operation
    for operation in OPERATIONS
    if operation.route.served != "classify" and operation.name != "DeleteAccount"  # these name nothing of anybody's
]

ANSWERED_BY = {
    "messageIds": "messageId",
    "replyId": "messageId",
    "parentId": "messageId",
    "insteadOf": "messageId",
    "before": "messageId",
    "after": "messageId",
    "branch": "messageId",
    "toSessionId": "sessionId",
    "threadId": "sessionId",
    "id": "sessionId",
}
"""Fields that hold an id of what another field is named after."""
NEW = {"newSessionId", "interactionId"}
"""Ids that a client chooses for what is new. That one is taken can't be kept from whoever wants to have it."""

numbers = itertools.count(1)


class Ids:
    """Of one user's things, or of things that nobody has."""

    def __init__(self, **known: str) -> None:
        self.known = known

    def of(self, field: str) -> str | None:
        """What to say in a field; None for one that holds no id. An id of a new sort is tried with an artifact's."""
        name = ANSWERED_BY.get(field, field)
        if name in NEW:
            return None
        return self.known.get(name) or (self.known["artifactId"] if name.endswith("Id") else None)

    def hide(self, text: str, others: "Ids") -> str:
        """A text in which the ids are those of the others."""
        for name, value in self.known.items():
            text = text.replace(value, others.known[name])
        return text


UNKNOWN = Ids(
    siteId="nobodys-session.site_nobodys",
    sessionId="nobodys-session",
    artifactId="art_nobodys",
    messageId="msg_nobodys",
    componentId="cmp_nobodys",
    snapshotId="snap_nobodys",
    collectionId="col_nobodys",
    linkId="lnk_nobodys",
    paymentId="pay_nobodys",
    sandboxId="sbx_nobodys",
    commandId="cmd_nobodys",
    user="nobody",
)


@pytest.fixture
async def server(start: Start) -> Server:
    return await start(jwt_secret=SECRET)


async def give_alice_everything(server: Server) -> Ids:
    client = await server.connect("alices-session", headers=ALICE)
    message = (await client.ask("append_message", role="user", content="secret"))["messageId"]
    artifact = (await client.ask("create_artifact", artifactType="code", title="secret", content="x"))["artifact"]["id"]
    component = (await client.ask("create_component", name="secret"))["component"]["id"]
    collection = (await client.ask("create_collection", name="secret"))["collection"]["id"]
    added = {"collectionId": collection, "sessionId": "alices-session", "artifactId": artifact}
    assert (await client.ask("add_to_collection", **added))["type"] == "collection_updated"
    site = (await client.ask("create_site", title="secret", files={"a.txt": "secret"}))["site"]["id"]
    snapshot = (await client.ask("save_snapshot", files={"a.txt": "secret"}))["snapshot"]["id"]
    link = (await client.ask("create_link", sessionId="alices-session"))["link"]["id"]
    payment = (await client.ask("create_payment", amount=1, currency="EUR"))["payment"]["id"]
    sandbox = (await client.ask("create_sandbox", state={"a": "secret"}, files={"a": "secret"}))["sandbox"]["id"]
    command = (await client.ask("start_command", sandboxId=sandbox, command="secret"))["command"]["id"]
    return Ids(
        siteId=site,
        sessionId="alices-session",
        artifactId=artifact,
        messageId=message,
        componentId=component,
        snapshotId=snapshot,
        collectionId=collection,
        linkId=link,
        paymentId=payment,
        sandboxId=sandbox,
        commandId=command,
        user="alice",
    )


async def all_of_alices(server: Server) -> list[str]:
    """Everything that stands in her files, which are closed for it."""
    await server.host.settle()
    await server.put_to_sleep("alices-session")
    while (actor := server.host.accounts.get("alice")) is not None:
        server.clock.pass_seconds(server.settings.idle_seconds + 1)
        server.host.sweep()
        await asyncio.wait([actor.task], timeout=0.05)
    said: list[str] = []
    for path in ("sessions/alices-session.sqlite3", "users/alice.sqlite3"):
        db = sqlite3.connect(server.settings.folder / path)
        said += [line for line in db.iterdump() if "account VALUES" not in line]
        db.close()
    return said


# over WebSocket


def filled(command: type[Command], ids: Ids, session: str) -> Frame:
    """A command with every field that has to be given, and every id that can be."""
    (schema,), components = msgspec.json.schema_components([command])
    fields = components[schema["$ref"].rpartition("/")[2]]["properties"]
    frame = sample(schema, {"components": {"schemas": components}})
    for name in fields:
        value = ids.of(name)
        if value is not None:
            frame[name] = [value] if name.endswith("Ids") else value
    if command.scope == "session":
        frame["sessionId"] = session
    if "content" in fields:
        frame["content"] = "mine"
    return {name: value for name, value in frame.items() if name not in ("requestId", "idempotencyKey")}


async def told(client: Client, frame: Frame) -> Frame:
    answer = await client.ask(**frame)
    return {name: value for name, value in answer.items() if name != "requestId"}


async def mine(client: Client) -> str:
    session = f"mallorys-{next(numbers)}"
    assert (await client.ask("create_session", sessionId=session))["created"]
    return session


@pytest.mark.parametrize("tag", COMMANDS)
async def test_over_websocket(server: Server, tag: str) -> None:
    command = COMMANDS[tag]
    alices = await give_alice_everything(server)
    before = await all_of_alices(server)
    client = await server.connect(None, headers=MALLORY)
    theirs = await told(client, filled(command, alices, alices.known["sessionId"]))
    nobodys = await told(client, filled(command, UNKNOWN, UNKNOWN.known["sessionId"]))
    check_equal(theirs, nobodys, alices, made=bool(command.creates or tag == "batch"))
    if command.scope == "session":  # in a session of her own, what is in another's
        theirs = await told(client, filled(command, alices, await mine(client)))
        nobodys = await told(client, filled(command, UNKNOWN, await mine(client)))
        check_equal(theirs, nobodys, alices, made=tag == "copy_artifact" and nobodys["type"] != "error")
    assert await all_of_alices(server) == before


def check_equal(theirs: Frame, nobodys: Frame, alices: Ids, *, made: bool) -> None:
    """That two answers do not tell what is another's from what is nobody's.

    Args:
        made: whether what was nobody's is now the caller's, because the command makes what is not there.
    """
    if made:
        assert (theirs["type"], theirs["code"]) == ("error", "not_found")
        assert theirs["message"] == f"There is no session {alices.known['sessionId']!r}."
    elif nobodys["type"] == "error":
        said = alices.hide(msgspec.json.encode(theirs).decode(), UNKNOWN)
        assert plain(said) == plain(msgspec.json.encode(nobodys).decode())
    else:
        assert theirs["type"] == nobodys["type"]
        assert "secret" not in msgspec.json.encode(theirs).decode()


def plain(said: str) -> str:
    """Without the numbers of the caller's own sessions."""
    return re.sub(r"mallorys-[0-9]+", "mine", said)


# over REST


async def asked(server: Server, operation: Operation, ids: Ids, session: str) -> Reply:
    route = operation.route
    described = DOCUMENT["paths"][route.path][route.method.lower()]
    path = route.path.replace("{sessionId}", session) if operation.inputs.session else route.path
    query = []
    for parameter in described["parameters"]:
        name, value = parameter["name"], ids.of(parameter["name"])
        if parameter["in"] == "path" and f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", value or str(sample(parameter["schema"], DOCUMENT)))
        elif parameter["in"] == "query" and (value or parameter["required"]):
            query.append(f"{name}={value or sample(parameter['schema'], DOCUMENT)}")
    body = None
    if operation.route.takes:
        return await call(server, route.method, path, b"mine", **MALLORY)
    if "requestBody" in described:
        schema = described["requestBody"]["content"]["application/json"]["schema"]
        body = sample(schema, DOCUMENT)
        fields = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        for name in fields["properties"]:
            value = ids.of(name)
            if name in NEW:
                body.pop(name, None)
            if value is not None and name != "userId":
                body[name] = [value] if name.endswith("Ids") else value
    where = f"{path}?{'&'.join(query)}" if query else path
    return await call(server, route.method, where, body, **MALLORY)


def makes(operation: Operation) -> bool:
    """Whether it makes a session that is not there."""
    command = operation.route.command
    return command is not None and (command.creates or command.__name__ == "Batch")


@pytest.mark.parametrize("operation", OWNED, ids=lambda operation: operation.name)
async def test_over_rest(server: Server, operation: Operation) -> None:
    alices = await give_alice_everything(server)
    before = await all_of_alices(server)
    pairs = [(alices.known["sessionId"], UNKNOWN.known["sessionId"])]
    client = await server.connect(None, headers=MALLORY)
    if operation.inputs.session and operation.route.served != "events":  # her own stream does not end
        pairs.append((await mine(client), await mine(client)))
    for hers, nobodys in pairs:
        first = await asked(server, operation, alices, hers)
        second = await asked(server, operation, UNKNOWN, nobodys)
        if (makes(operation) and hers == alices.known["sessionId"]) or second.status < 400 <= first.status:
            assert (first.status, first.body["code"]) == (404, "not_found")
            assert first.body["title"] == f"There is no session {alices.known['sessionId']!r}."
            continue
        assert first.status == second.status, (first.data, second.data)
        assert b"secret" not in first.data
        if first.status >= 400:
            assert plain(alices.hide(first.data.decode(), UNKNOWN)) == plain(second.data.decode())
    assert await all_of_alices(server) == before
