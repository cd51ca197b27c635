"""M9: the ways that a conversation went, and how one goes back to them."""

import pytest

from ..client import Client, Frame
from ..conftest import Server, Start
from ..models import SteppedModel
from .frames import as_event, heard_so_far, ok, refusal, reply_to, return_to, said, seqs, shown


@pytest.fixture
async def forked(client: Client) -> dict[str, str]:
    """a, then b and c; or, beside them, B; or, beside those, p and q, the current branch. By content their ids."""
    ids: dict[str, str] = {}
    for content, parent in (("a", None), ("b", None), ("c", None), ("B", "a"), ("p", "a"), ("q", None)):
        ids[content] = await said(client, content, role="user", parentId=None if parent is None else ids[parent])
    return ids


async def branches(client: Client) -> list[Frame]:
    found: list[Frame] = (await ok(client, "get_branches"))["branches"]
    return found


async def previews(client: Client) -> list[tuple[str, int, bool]]:
    return [(one["preview"], one["length"], one["active"]) for one in await branches(client)]


# making


async def test_a_message_in_place_of_another_begins_a_branch_beside_it(client: Client, forked: dict[str, str]) -> None:
    edited = await said(client, "P", role="user", insteadOf=forked["p"])
    assert await shown(client) == ["a", "P"]
    found = await ok(client, "get_message", messageId=edited)
    assert found["message"]["parentId"] == forked["a"]
    assert await shown(client, branch=forked["q"]) == ["a", "p", "q"]


async def test_the_first_message_can_be_edited_too(client: Client, forked: dict[str, str]) -> None:
    await said(client, "A", role="user", insteadOf=forked["a"])
    assert await shown(client) == ["A"]
    await ok(client, "switch_branch", messageId=forked["q"])
    assert await shown(client) == ["a", "p", "q"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"insteadOf": "nowhere"}, "not_found"),
        ({"insteadOf": "b"}, "conflict"),
        ({"insteadOf": "p", "parentId": "a"}, "invalid"),
    ],
)
async def test_a_place_that_is_none_is_refused(
    client: Client, forked: dict[str, str], fields: dict[str, str], code: str
) -> None:
    named = {name: forked.get(value, value) for name, value in fields.items()}
    reply = await client.ask("append_message", role="user", content="x", **named)
    assert refusal(reply) == (code, "insteadOf")
    assert await shown(client) == ["a", "p", "q"]


# reading


async def test_a_branch_goes_from_the_beginning_through_a_message_to_the_newest_end(
    client: Client, forked: dict[str, str]
) -> None:
    assert await shown(client) == ["a", "p", "q"]
    for through, expected in (("b", "abc"), ("c", "abc"), ("B", "aB"), ("p", "apq"), ("a", "apq")):
        found = await ok(client, "get_messages", branch=forked[through])
        assert "".join(message["content"] for message in found["messages"]) == expected
        assert found["total"] == len(expected)


async def test_a_message_keeps_its_position_when_its_branch_is_left(client: Client, forked: dict[str, str]) -> None:
    async def positions(**fields: object) -> dict[str, int]:
        found = await ok(client, "get_messages", **fields)
        return {message["content"]: message["position"] for message in found["messages"]}

    older, newer = await positions(branch=forked["c"]), await positions()
    assert older["a"] == newer["a"] < older["b"] < older["c"] < newer["p"] < newer["q"]
    await ok(client, "switch_branch", messageId=forked["c"])
    assert await positions() == older


async def test_a_branch_is_read_in_pages(client: Client, forked: dict[str, str]) -> None:
    through = forked["b"]
    assert await shown(client, branch=through, limit=1, offset=1) == ["b"]
    assert await shown(client, branch=through, order="desc", limit=2) == ["c", "b"]
    assert await shown(client, branch=through, before=forked["c"], limit=1) == ["b"]
    assert await shown(client, branch=through, after=forked["a"]) == ["b", "c"]
    assert (await ok(client, "get_messages", branch=through, limit=1))["total"] == 3


async def test_a_message_says_whether_it_is_on_the_current_branch(client: Client, forked: dict[str, str]) -> None:
    found = await ok(client, "get_messages", branch=forked["c"])
    assert [message["active"] for message in found["messages"]] == [True, False, False]


async def test_a_branch_of_an_unknown_or_deleted_message_is_not_there(client: Client, forked: dict[str, str]) -> None:
    await ok(client, "delete_messages", messageIds=[forked["B"]])
    for message_id in ("none", forked["B"]):
        assert refusal(await client.ask("get_messages", branch=message_id)) == ("not_found", "branch")
        assert refusal(await client.ask("switch_branch", messageId=message_id)) == ("not_found", "messageId")


async def test_the_ends_of_all_branches_are_listed(server: Server, client: Client, forked: dict[str, str]) -> None:
    await said(client, "x" * 300, role="user", parentId=forked["q"])
    assert await previews(client) == [("c", 3, False), ("B", 2, False), ("x" * 200, 4, True)]
    ended = (await branches(client))[0]
    assert (ended["messageId"], ended["createdAt"]) == (forked["c"], server.clock.now())


async def test_an_empty_session_has_no_branches(client: Client) -> None:
    assert await branches(client) == []


# deleted messages


async def test_a_deleted_message_in_the_middle_leaves_its_branch_whole(client: Client, forked: dict[str, str]) -> None:
    await ok(client, "delete_messages", messageIds=[forked["b"]])
    assert await shown(client, branch=forked["c"]) == ["a", "c"]
    assert await previews(client) == [("c", 2, False), ("B", 2, False), ("q", 3, True)]
    await ok(client, "switch_branch", messageId=forked["c"])
    assert await shown(client) == ["a", "c"]
    assert (await ok(client, "get_messages"))["total"] == 2


async def test_with_its_first_message_deleted_a_conversation_begins_with_the_next(
    client: Client, forked: dict[str, str]
) -> None:
    await ok(client, "delete_messages", messageIds=[forked["a"]])
    assert await shown(client, branch=forked["b"]) == ["b", "c"]
    assert [length for _, length, _ in await previews(client)] == [2, 1, 2]


async def test_a_deleted_end_is_no_end(client: Client, forked: dict[str, str]) -> None:
    await ok(client, "delete_messages", messageIds=[forked["c"], forked["B"]])
    assert await previews(client) == [("b", 2, False), ("q", 3, True)]


async def test_where_the_current_branch_ends_is_listed_although_another_goes_on_from_there(client: Client) -> None:
    first = await said(client, "a", role="user")
    await said(client, "b", role="user")
    last = await said(client, "c", role="user", parentId=first)
    await ok(client, "delete_messages", messageIds=[last])
    assert await shown(client) == ["a"]
    assert await previews(client) == [("a", 1, True), ("b", 2, False)]
    await ok(client, "switch_branch", messageId=first)
    assert await shown(client) == ["a", "b"]


# switching


async def test_switching_makes_another_branch_the_current_one_and_everyone_hears_of_each_message(
    server: Server, client: Client, forked: dict[str, str]
) -> None:
    other, since = await server.connect(), client.seq
    await heard_so_far(client)
    reply = await ok(client, "switch_branch", messageId=forked["b"])
    assert (reply["type"], reply["messageId"]) == ("branch_switched", forked["b"])
    assert await shown(client) == ["a", "b", "c"]
    told = await heard_so_far(client)
    moved = [(frame["type"], frame["message"]["content"], frame["message"]["active"]) for frame in told]
    assert moved == [("message_updated", name, name in "bc") for name in "pqbc"]
    assert seqs([*told, reply]) == list(range(since + 1, since + 6))
    assert await heard_so_far(other) == [*told, as_event(reply)]
    await server.put_to_sleep()
    assert await shown(client) == ["a", "b", "c"]
    _, missed = await return_to(server, since)
    assert {frame["message"]["content"]: frame["message"]["active"] for frame in missed} == {
        name: name in "bc" for name in "pqbc"
    }


async def test_the_next_message_follows_the_branch_that_is_the_current_one(
    client: Client, forked: dict[str, str]
) -> None:
    await ok(client, "switch_branch", messageId=forked["b"])
    await said(client, "d", role="user")
    assert await shown(client) == ["a", "b", "c", "d"]
    await ok(client, "switch_branch", messageId=forked["p"])
    assert await shown(client) == ["a", "p", "q"]
    assert await shown(client, branch=forked["b"]) == ["a", "b", "c", "d"]


async def test_switching_to_the_current_branch_changes_nothing(
    server: Server, client: Client, forked: dict[str, str]
) -> None:
    other = await server.connect()
    for message_id in (forked["q"], forked["a"]):
        assert (await ok(client, "switch_branch", messageId=message_id))["seq"] == client.seq
    assert await heard_so_far(other) == []
    assert (await ok(client, "get_session"))["seq"] == client.seq


async def test_a_branch_is_not_left_while_a_reply_is_written_on_it(start: Start) -> None:
    model = SteppedModel("one ")
    server = await start(model=model)
    client = await server.connect()
    first = await said(client, "a", role="user")
    old = await said(client, "b", role="user")
    accepted = await ok(client, "send_message", content="B", parentId=first)
    reply = await client.ask("switch_branch", messageId=old)
    assert (reply["code"], reply["details"]["replyId"]) == ("conflict", accepted["replyId"])
    await ok(client, "switch_branch", messageId=accepted["messageId"])
    model.release_all()
    await client.hear("reply_finished")
    await ok(client, "switch_branch", messageId=old)
    assert await shown(client) == ["a", "b"]


async def test_an_earlier_reply_is_gone_back_to(client: Client) -> None:
    finished = (await reply_to(client, "/echo one"))[-1]["message"]
    await ok(client, "regenerate_reply", messageId=finished["id"])
    await client.hear("reply_finished")
    assert [active for _, _, active in await previews(client)] == [False, True]
    await ok(client, "switch_branch", messageId=finished["id"])
    assert [active for _, _, active in await previews(client)] == [True, False]
