"""E1: an editor's components."""

import pytest

from ..client import Client, Frame
from ..conftest import Server
from .frames import as_event, heard_so_far, of_type, ok, refusal, return_to, seqs, types

CARD = {"name": "Card", "jsxCode": "<div/>", "cssCode": "div {}", "componentType": "card", "metadata": {"a": [1]}}


async def component(client: Client, **fields: object) -> Frame:
    made: Frame = (await ok(client, "create_component", **{"name": "Card", **fields}))["component"]
    return made


async def test_a_component_has_every_field_and_its_defaults(server: Server, client: Client) -> None:
    full, bare = await component(client, **CARD, isCurrent=True), await component(client)
    now = server.clock.now()
    stamps = {"sessionId": "s1", "createdAt": now, "updatedAt": now}
    assert full == {**CARD, "id": full["id"], "isCurrent": True, "seq": 1, **stamps}
    plain = {"name": "Card", "jsxCode": "", "cssCode": "", "componentType": "component", "metadata": {}}
    assert bare == {**plain, "id": bare["id"], "isCurrent": False, "seq": 2, **stamps}
    await server.put_to_sleep()
    assert (await ok(client, "get_components"))["components"] == [full, bare]
    assert (await ok(client, "get_component", componentId=full["id"]))["component"] == full


async def test_components_are_listed_by_whether_they_are_current(client: Client) -> None:
    one, two = await component(client, isCurrent=True), await component(client)
    assert (await ok(client, "get_components", current=True))["components"] == [one]
    assert (await ok(client, "get_components", current=False))["components"] == [two]


async def test_an_id_that_is_or_was_a_components_is_refused(client: Client) -> None:
    await component(client, componentId="mine")
    assert refusal(await client.ask("create_component", name="x", componentId="mine")) == ("conflict", "componentId")
    await ok(client, "delete_component", componentId="mine")
    assert refusal(await client.ask("create_component", name="x", componentId="mine")) == ("conflict", "componentId")


async def test_a_change_is_told_to_everyone_and_sets_the_time(server: Server, client: Client) -> None:
    made = await component(client, **CARD)
    other = await server.connect()
    server.clock.pass_seconds(2)
    updates = {"name": "Box", "jsxCode": "<p/>", "metadata": {}}
    reply = await ok(client, "update_component", componentId=made["id"], updates=updates)
    assert reply["component"] == made | updates | {"updatedAt": server.clock.now(), "seq": 2}
    assert await heard_so_far(other) == [as_event(reply)]


async def test_a_change_that_changes_nothing_is_told_to_nobody(server: Server, client: Client) -> None:
    made = await component(client, **CARD)
    other = await server.connect()
    reply = await ok(client, "update_component", componentId=made["id"], updates={"name": "Card"})
    assert reply["component"] == made
    assert await heard_so_far(other) == []
    changed = await ok(client, "update_component", componentId=made["id"], updates={"metadata": {"a": [True]}})
    assert changed["component"]["metadata"] == {"a": [True]}


@pytest.mark.parametrize("how", ["create", "update"])
async def test_one_component_at_most_is_current_and_everyone_hears_of_both(
    server: Server, client: Client, how: str
) -> None:
    first = await component(client, isCurrent=True)
    second = await component(client) if how == "update" else None
    other = await server.connect()
    await heard_so_far(client)
    if second is None:
        reply = await ok(client, "create_component", name="Card", isCurrent=True)
    else:
        reply = await ok(client, "update_component", componentId=second["id"], updates={"isCurrent": True})
    [told] = await heard_so_far(client)
    assert (told["type"], told["component"]["id"]) == ("component_updated", first["id"])
    assert told["component"]["isCurrent"] is False
    assert told["seq"] == reply["seq"] - 1
    assert await heard_so_far(other) == [told, as_event(reply)]
    assert (await ok(client, "get_components", current=True))["components"] == [reply["component"]]


async def test_a_stale_change_conflicts_and_is_told_the_current_state(client: Client) -> None:
    made = await component(client)
    changes = {"componentId": made["id"], "updates": {"name": "B"}, "expectedSeq": made["seq"]}
    current = (await ok(client, "update_component", **changes))["component"]
    for reply in (
        await client.ask("update_component", **changes | {"updates": {"name": "C"}}),
        await client.ask("delete_component", componentId=made["id"], expectedSeq=made["seq"]),
    ):
        assert reply["code"] == "conflict"
        assert reply["details"] == {"current": current, "expectedSeq": made["seq"]}
    assert (await ok(client, "get_component", componentId=made["id"]))["component"] == current


async def test_a_deleted_component_is_there_no_more(server: Server, client: Client) -> None:
    made = await component(client, isCurrent=True)
    other = await server.connect()
    reply = await ok(client, "delete_component", componentId=made["id"], expectedSeq=made["seq"])
    assert (reply["type"], reply["componentId"]) == ("component_deleted", made["id"])
    assert await heard_so_far(other) == [as_event(reply)]
    assert (await ok(client, "get_components"))["components"] == []
    for type_, fields in (
        ("get_component", {}),
        ("delete_component", {}),
        ("update_component", {"updates": {"name": "B"}}),
    ):
        assert refusal(await client.ask(type_, componentId=made["id"], **fields)) == ("not_found", "componentId")


async def test_no_change_at_all_is_refused(client: Client) -> None:
    made = await component(client)
    reply = await client.ask("update_component", componentId=made["id"], updates={})
    assert refusal(reply) == ("invalid", "updates")


async def test_who_comes_back_hears_of_each_component_once(server: Server, client: Client) -> None:
    old, gone = await component(client, isCurrent=True), await component(client)
    since = client.seq
    new = await component(client)
    await ok(client, "update_component", componentId=new["id"], updates={"isCurrent": True})
    await ok(client, "delete_component", componentId=gone["id"])
    _, missed = await return_to(server, since)
    assert types(missed) == ["component_updated", "component_created", "component_deleted"]
    assert [missed[0]["component"]["id"], missed[1]["component"]["id"]] == [old["id"], new["id"]]
    assert (missed[0]["component"]["isCurrent"], missed[1]["component"]["isCurrent"]) == (False, True)
    assert missed[2]["componentId"] == gone["id"]
    assert seqs(missed) == sorted(seqs(missed))


async def test_components_change_together_in_a_batch(server: Server, client: Client) -> None:
    other = await server.connect()
    create = {"type": "create_component", "name": "A", "isCurrent": True}
    reply = await ok(client, "batch", commands=[create, create | {"name": "B"}])
    assert types(reply["replies"]) == ["component_created", "component_created"]
    heard = of_type(await heard_so_far(other), "component_created", "component_updated")
    assert seqs(heard) == [1, 2, 3]
    assert [one["name"] for one in (await ok(client, "get_components", current=True))["components"]] == ["B"]
