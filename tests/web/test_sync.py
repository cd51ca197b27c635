"""C2: every client hears every change, once and in order; one that was away gets just what it missed."""

import asyncio

import pytest

from ..client import Client, Frame
from ..conftest import Server
from .frames import append, as_event, create, fence, heard_so_far, reply_to, return_to, seqs, types, update

# who hears what


async def every_change(client: Client) -> list[Frame]:
    """Makes a change of each kind; their replies."""
    artifact = await client.ask("create_artifact", artifactType="code", title="a", content="a\n")
    artifact_id = artifact["artifact"]["id"]
    return [
        artifact,
        await update(client, artifact_id, updates={"title": "b"}),
        await client.ask("restore_artifact_version", artifactId=artifact_id, version=1),
        await client.ask("delete_artifact", artifactId=artifact_id),
        await client.ask("restore_artifact", artifactId=artifact_id),
        await client.ask("append_message", role="user", content="hi", messageId="mine"),
        await client.ask("delete_messages", messageIds=["mine"]),
        await client.ask("update_session", updates={"description": "changed"}),
    ]


async def test_each_change_is_heard_by_the_others_once_in_order_and_not_by_its_origin(
    server: Server, client: Client
) -> None:
    await client.ask("update_session", updates={"title": "Named"})
    others = [await server.connect(), await server.connect(msgpack=True)]
    replies = await every_change(client)
    expected = [as_event(reply) for reply in replies]
    added = expected[5]
    assert added["type"] == "message_appended"
    for other in others:
        heard = await heard_so_far(other)
        assert seqs(heard) == list(range(2, 10)) == seqs(expected)
        told = heard[5]
        assert (told["type"], told["message"]["id"]) == ("message_added", added["messageId"])
        assert heard[:5] + heard[6:] == expected[:5] + expected[6:]
    assert await heard_so_far(client) == []


async def test_clients_that_change_at_once_hear_each_other_in_one_order(server: Server) -> None:
    writers = [await server.connect() for _ in range(3)]
    listener = await server.connect()
    titles = [f"{writer}-{number}" for writer in range(3) for number in range(20)]
    await asyncio.gather(*(create(writers[int(title[0])], title=title) for title in titles))
    heard = await heard_so_far(listener)
    assert seqs(heard) == list(range(1, 61))
    assert sorted(frame["artifact"]["title"] for frame in heard) == sorted(titles)
    for index, writer in enumerate(writers):
        foreign = [frame for frame in heard if not frame["artifact"]["title"].startswith(str(index))]
        assert await heard_so_far(writer) == foreign


async def test_a_change_is_heard_in_its_own_session_only(server: Server, client: Client) -> None:
    elsewhere = await server.connect("s2")
    await create(client)
    assert await heard_so_far(elsewhere) == []


async def test_a_client_without_events_gets_its_answers_and_hears_nothing(server: Server, client: Client) -> None:
    silent = await server.connect(query="events=off")
    await reply_to(client, "write a counter component")
    accepted = await silent.ask("send_message", content="/echo hello")
    assert accepted["type"] == "message_accepted"
    await client.hear("reply_finished")
    assert await heard_so_far(silent) == []


async def test_clients_hear_on_while_the_session_sleeps_and_wakes(server: Server, client: Client) -> None:
    other = await server.connect()
    await create(client, title="before")
    await server.put_to_sleep()
    await create(client, title="after")
    assert [frame["artifact"]["title"] for frame in await heard_so_far(other)] == ["before", "after"]


# what was missed


async def test_a_client_that_was_away_gets_just_what_it_missed_and_then_hears_on(
    server: Server, client: Client
) -> None:
    same, changed, deleted = [await create(client, title=title) for title in ("same", "changed", "deleted")]
    for message_id in ("stays", "goes"):
        await append(client, "hi", messageId=message_id)
    gone = await server.connect()
    seen = (await gone.ask("get_session"))["seq"]
    await gone.close()
    await update(client, changed["id"], updates={"content": "b\n"})
    await client.ask("delete_messages", messageIds=["goes"])
    await append(client, fence("python app.py", "a = 1"), messageId="new")
    await client.ask("delete_artifact", artifactId=deleted["id"])
    newest = await update(client, changed["id"], updates={"content": "c\n"})
    await client.ask("update_session", updates={"title": "Named"})
    back, missed = await return_to(server, seen)
    assert types(missed) == [
        "messages_deleted",
        "message_added",
        "artifact_created",
        "artifact_deleted",
        "artifact_updated",
        "session_updated",
    ]
    removed, added, file, lost, moved, named = missed
    assert removed["messageIds"] == ["goes"]
    assert added["message"] == (await client.ask("get_message", messageId="new"))["message"]
    assert file["artifact"]["title"] == "app.py"
    assert lost["artifactId"] == deleted["id"]
    assert moved == as_event(newest)
    assert named["session"]["title"] == "Named"
    assert seqs(missed) == sorted(set(seqs(missed)))
    assert min(seqs(missed)) > seen
    reply = await update(client, same["id"], updates={"title": "live"})
    assert await heard_so_far(back) == [as_event(reply)]


async def test_what_was_missed_is_said_from_the_file_too(server: Server, client: Client) -> None:
    first = await create(client, title="first")
    second = await client.ask("create_artifact", artifactType="code", title="second", content="")
    await server.put_to_sleep()
    _, missed = await return_to(server, first["seq"])
    assert missed == [as_event(second)]


async def test_a_client_that_missed_nothing_hears_nothing_old(server: Server, client: Client) -> None:
    artifact = await create(client)
    back = await server.connect(query=f"since={artifact['seq']}")
    assert await heard_so_far(back) == [{"type": "subscribed", "sessionId": "s1", "seq": artifact["seq"]}]


async def test_since_zero_is_everything_as_it_is_now(server: Server, client: Client) -> None:
    artifact = await create(client, "a\n")
    updated = await update(client, artifact["id"], updates={"content": "b\n"})
    _, missed = await return_to(server, 0)
    assert missed == [as_event(updated)]


async def test_a_number_that_the_session_has_not_reached_begins_anew(server: Server, client: Client) -> None:
    reply = await client.ask("create_artifact", artifactType="code", title="a", content="")
    back = await server.connect(query="since=999")
    assert await heard_so_far(back) == [
        {"type": "subscribed", "sessionId": "s1", "seq": 1, "reset": True},
        as_event(reply),
    ]


async def test_a_message_that_left_the_branch_is_said_to_have_left(server: Server, client: Client) -> None:
    await reply_to(client, "/echo hello")
    accepted = await client.ask("get_messages")
    question, old = [message["id"] for message in accepted["messages"]]
    seen = client.seq
    new = (await client.ask("regenerate_reply", messageId=question))["replyId"]
    await client.hear("reply_finished")
    _, missed = await return_to(server, seen)
    assert [(frame["type"], frame["message"]["id"]) for frame in missed] == [
        ("message_updated", old),
        ("message_added", new),
    ]
    assert missed[0]["message"]["active"] is False


async def test_on_the_common_path_a_client_subscribes_to_several_sessions(server: Server, client: Client) -> None:
    elsewhere = await server.connect("s2")
    first = await create(client, title="first")
    both = await server.connect(None)
    one = await both.ask("subscribe", sessionId="s1", since=0)
    two = await both.ask("subscribe", sessionId="s2")
    assert (one["type"], one["seq"], two["seq"]) == ("subscribed", 1, 0)
    await create(client, title="second")
    await create(elsewhere, title="third")
    await both.ask("get_session", sessionId="s1")
    heard = [(frame["sessionId"], frame["artifact"]["title"]) for frame in both.events]
    assert heard == [("s1", first["title"]), ("s1", "second"), ("s2", "third")]


async def test_a_silent_client_may_subscribe_later(server: Server, client: Client) -> None:
    silent = await server.connect(query="events=off")
    first = await create(client, title="first")
    subscribed = await silent.ask("subscribe", since=0)
    assert subscribed["seq"] == first["seq"]
    await create(client, title="second")
    assert [frame["artifact"]["title"] for frame in await heard_so_far(silent)] == ["first", "second"]


@pytest.mark.parametrize("msgpack", [False, True], ids=["json", "msgpack"])
async def test_clients_that_come_while_another_writes_hear_each_change_once_and_in_order(
    server: Server, client: Client, msgpack: bool
) -> None:
    comers = 4
    here: list[Client] = []
    numbers = [(await create(client, title=f"{number}"))["seq"] for number in range(5)]

    async def come() -> None:
        late = await server.connect(query="since=2", msgpack=msgpack)
        await late.hear("subscribed")
        here.append(late)

    async def write() -> None:
        more = 30  # after the last of them is there
        while more:
            more -= len(here) == comers
            pending = [
                await client.start("create_artifact", artifactType="code", title="a", content="") for _ in range(5)
            ]
            numbers.extend([(await reply)["seq"] for reply in pending])

    async with asyncio.TaskGroup() as both:
        both.create_task(write())
        for _ in range(comers):
            await both.create_task(come())
    assert numbers == list(range(1, len(numbers) + 1))
    for late in here:
        assert seqs(await heard_so_far(late)) == numbers[2:]
