"""Waking and sleeping: bounds on open files, messages while a session closes, one opening for many, tries again."""

import asyncio
from threading import Event

from ..client import Client
from ..conftest import Server, Start
from .failing import Disk


def awake(server: Server) -> int:
    """Sessions whose files are open and that are not on their way to sleep."""
    return sum(not actor._sleepy for actor in server.host.sessions.all())


async def test_of_more_sessions_than_may_be_awake_the_least_recently_used_sleep_and_all_answer(start: Start) -> None:
    server = await start(max_active=4)
    client = await server.connect(None)
    for number in range(20):
        server.clock.pass_seconds(1)
        session = f"s{number}"
        assert (await client.ask("update_session", sessionId=session, updates={"title": session}))["seq"] == 1
        await server.host.settle()  # what is indexed is awake, too
        assert awake(server) <= 4
        server.clock.pass_seconds(1)
        await client.ask("get_session", sessionId="s0")
    assert "s0" in server.host.sessions._awake  # used all the time
    assert "s19" in server.host.sessions._awake
    for number in range(20):
        found = await client.ask("get_session", sessionId=f"s{number}")
        assert found["session"]["title"] == f"s{number}"


async def test_sessions_asked_all_at_once_all_answer_although_few_may_be_awake(start: Start) -> None:
    server = await start(max_active=3)
    clients = [await server.connect(None) for _ in range(4)]
    asked = [
        await client.start("append_message", sessionId=f"s{number}", role="user", content=f"{number}")
        for number in range(40)
        for client in clients
    ]
    assert {(await reply)["type"] for reply in asked} == {"message_appended"}
    for number in range(40):
        assert (await clients[0].ask("get_messages", sessionId=f"s{number}"))["total"] == len(clients)


async def test_sessions_that_are_slow_to_close_do_not_lift_the_bound(start: Start) -> None:
    server = await start(max_active=4)
    client = await server.connect(None)
    for number in range(4):
        await client.ask("get_session", sessionId=f"s{number}")
        server.clock.pass_seconds(1)
    gate = Event()
    for _ in range(server.settings.threads):
        server.host._workers.put_nowait((None, gate.wait))
    asked = [await client.start("get_session", sessionId=f"s{number}") for number in range(4, 7)]
    assert (await client.ask("nonsense"))["code"] == "invalid"
    closing = [actor for actor in server.host.sessions.all() if actor._sleepy]
    assert [actor.name for actor in closing] == ["s0", "s1", "s2"]
    gate.set()
    assert {(await reply)["type"] for reply in asked} == {"session"}
    await asyncio.gather(*(actor.task for actor in closing))
    assert server.host.awake == 4


async def test_what_arrives_while_a_session_closes_is_answered(server: Server, client: Client) -> None:
    await client.ask("update_session", updates={"title": "before"})
    await server.host.settle()
    actor, gate = server.host.sessions._awake["s1"], Event()
    for _ in range(server.settings.threads):
        server.host._workers.put_nowait((None, gate.wait))
    server.clock.pass_seconds(server.settings.idle_seconds + 1)
    server.host.sweep()
    other = await server.connect()
    assert (await other.ask("nonsense"))["code"] == "invalid"  # by now it is closing
    asked = [await client.start("append_message", role="user", content=f"{number}") for number in range(20)]
    asked.append(await other.start("get_session"))
    assert (await client.ask("nonsense"))["code"] == "invalid"
    gate.set()
    told = [await reply for reply in asked]
    assert [frame["type"] for frame in told] == ["message_appended"] * 20 + ["session"]
    seqs = [frame["seq"] for frame in told[:-1]]
    assert seqs == sorted(seqs)
    assert (await client.ask("get_messages"))["total"] == 20
    assert actor.name == "s1"


async def test_many_clients_wake_a_session_with_one_opening(server: Server, disk: Disk) -> None:
    clients = [await server.connect() for _ in range(20)]
    asked = [await client.start("get_session") for client in clients]
    assert {(await reply)["type"] for reply in asked} == {"session"}
    assert disk.opened.count("s1.sqlite3") == 1
    await server.put_to_sleep()
    asked = [await client.start("update_session", updates={"title": "awake"}) for client in clients]
    assert sorted([(await reply)["seq"] for reply in asked]) == list(range(1, 21))
    assert disk.opened.count("s1.sqlite3") == 2


async def test_an_opening_that_failed_is_forgotten(server: Server, disk: Disk) -> None:
    clients = [await server.connect() for _ in range(5)]
    disk.closed = True
    for _ in range(3):
        asked = [await client.start("get_session") for client in clients]
        assert {(await reply)["details"]["reason"] for reply in asked} == {"failing"}
    disk.closed = False
    asked = [await client.start("get_session") for client in clients]
    assert {(await reply)["type"] for reply in asked} == {"session"}
    assert server.host.awake == 1


async def test_clients_stay_connected_while_their_session_sleeps_and_hear_the_first_change_after(
    server: Server, client: Client
) -> None:
    listener = await server.connect()
    for number in range(5):
        made = await client.ask("update_session", updates={"title": f"{number}"})
        assert (await listener.hear("session_updated"))["seq"] == made["seq"] == number + 1
        await server.put_to_sleep()
        assert server.host.awake == 0
