"""M8, and the session's own row over the WebSocket."""

import pytest

from ..client import Client
from ..conftest import Server
from .frames import append, heard_so_far, of_type, reply_to


async def test_a_session_without_a_title_gets_one_from_its_first_user_message(server: Server, client: Client) -> None:
    other = await server.connect()
    await append(client, "I am the assistant and name nothing")
    await append(client, "You are terse.", "system")
    assert (await client.ask("get_session"))["session"]["title"] == ""
    await append(client, "## Plan a *garden* for me\n\nwith roses", "user")
    session = (await client.ask("get_session"))["session"]
    assert session["title"] == "Plan a garden for me"
    for hearer in (client, other):
        [told] = of_type(await heard_so_far(hearer), "session_updated")
        assert told["session"] == session
    await append(client, "Now something else", "user")
    assert (await client.ask("get_session"))["session"]["title"] == "Plan a garden for me"


async def test_a_message_to_the_model_names_the_session_too(client: Client) -> None:
    heard = await reply_to(client, "/echo hello")
    [told] = of_type(heard, "session_updated")
    assert told["session"]["title"] == "/echo hello"
    assert (await client.ask("get_session"))["session"]["title"] == "/echo hello"


async def test_a_title_that_was_given_stays(client: Client) -> None:
    await client.ask("update_session", updates={"title": "Mine"})
    await append(client, "Plan a garden", "user")
    assert (await client.ask("get_session"))["session"]["title"] == "Mine"


async def test_a_fresh_session_has_every_field(server: Server, client: Client) -> None:
    assert (await client.ask("get_session"))["session"] == {
        "id": "s1",
        "owner": "local",
        "title": "",
        "description": "",
        "visibility": "private",
        "modelId": None,
        "sandboxId": None,
        "lastContext": None,
        "isActive": True,
        "isDeleted": False,
        "deletedAt": None,
        "metadata": {},
        "createdAt": server.clock.now(),
        "updatedAt": server.clock.now(),
        "seq": 0,
    }


async def test_every_field_of_a_session_can_be_changed_and_stays_changed(server: Server, client: Client) -> None:
    await client.ask("get_session")
    made = server.clock.now()
    server.clock.pass_seconds(3)
    updates = {
        "title": "T",
        "description": "D",
        "visibility": "public",
        "modelId": "m",
        "sandboxId": "box",
        "lastContext": {"open": ["a.py"], "line": 3},
        "isActive": False,
        "metadata": {"colour": "red"},
    }
    reply = await client.ask("update_session", updates=updates)
    assert reply["type"] == "session_updated"
    await server.put_to_sleep()
    session = (await client.ask("get_session"))["session"]
    assert session == reply["session"]
    assert {name: session[name] for name in updates} == updates
    assert (session["createdAt"], session["updatedAt"]) == (made, made + 3000)


@pytest.mark.parametrize(
    ("updates", "field"),
    [
        ({}, "updates"),
        ({"owner": "me"}, "updates.owner"),
        ({"visibility": "secret"}, "updates.visibility"),
        ({"isActive": "yes"}, "updates.isActive"),
        ({"title": "x" * 1001}, "updates.title"),
    ],
)
async def test_an_impossible_change_of_a_session_names_its_field(
    client: Client, updates: dict[str, object], field: str
) -> None:
    reply = await client.ask("update_session", updates=updates)
    assert (reply["code"], reply["details"]["field"]) == ("invalid", field)
    assert (await client.ask("get_session"))["session"]["seq"] == 0
