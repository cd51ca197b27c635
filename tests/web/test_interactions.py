"""E2: what a person and the editor's model said to each other."""

from ..client import Client
from ..conftest import Server
from .frames import as_event, heard_so_far, ok, refusal, return_to

ASKED = {
    "prompt": "Make it red",
    "response": "It is red.",
    "interactionType": "style",
    "targetElement": "#card",
    "metadata": {"model": "m"},
}


async def test_an_interaction_has_every_field_and_is_told_to_everyone(server: Server, client: Client) -> None:
    other = await server.connect()
    reply = await ok(client, "create_interaction", **ASKED, interactionId="mine")
    stamps = {"id": "mine", "sessionId": "s1", "createdAt": server.clock.now(), "seq": 1}
    assert reply["interaction"] == ASKED | stamps
    assert await heard_so_far(other) == [as_event(reply)]
    await server.put_to_sleep()
    found = await ok(client, "get_interactions")
    assert (found["interactions"], found["total"]) == ([reply["interaction"]], 1)


async def test_a_prompt_is_enough(client: Client) -> None:
    interaction = (await ok(client, "create_interaction", prompt="Why?"))["interaction"]
    assert {name: interaction[name] for name in ASKED} == {
        "prompt": "Why?",
        "response": "",
        "interactionType": "text",
        "targetElement": None,
        "metadata": {},
    }


async def test_interactions_are_listed_in_pages_from_either_end(client: Client) -> None:
    for number in range(5):
        await ok(client, "create_interaction", prompt=str(number))

    async def page(**fields: object) -> str:
        found = await ok(client, "get_interactions", **fields)
        assert found["total"] == 5
        return "".join(one["prompt"] for one in found["interactions"])

    assert await page() == "01234"
    assert await page(order="desc", limit=2) == "43"
    assert await page(limit=2, offset=3) == "34"
    assert await page(limit=0) == ""


async def test_an_id_that_is_taken_is_refused(client: Client) -> None:
    await ok(client, "create_interaction", prompt="a", interactionId="mine")
    reply = await client.ask("create_interaction", prompt="b", interactionId="mine")
    assert refusal(reply) == ("conflict", "interactionId")


async def test_who_comes_back_hears_of_the_interactions_that_were_missed(server: Server, client: Client) -> None:
    first = await ok(client, "create_interaction", prompt="a")
    second = await ok(client, "create_interaction", prompt="b")
    _, missed = await return_to(server, first["seq"])
    assert missed == [as_event(second)]
