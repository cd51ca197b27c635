"""C1: paths, handshakes, encodings, and what a bad frame is told."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from ..client import Client
from ..conftest import Server, Start
from .frames import append, create, fence, heard_so_far, refused, reply_to

# paths


async def test_a_session_is_made_when_its_id_is_first_used(server: Server) -> None:
    longest = "A-z_9" + "x" * 59
    client = await server.connect(longest)
    assert (await client.ask("get_session"))["session"]["id"] == longest


async def test_on_the_common_path_every_message_names_its_session(server: Server, client: Client) -> None:
    await create(client, title="mine")
    common = await server.connect(None)
    listed = await common.ask("get_artifacts", sessionId="s1")
    assert [artifact["title"] for artifact in listed["artifacts"]] == ["mine"]
    assert (await common.ask("get_session", sessionId="s2"))["session"]["id"] == "s2"
    reply = await common.ask("get_session")
    assert (reply["code"], reply["details"]["field"]) == ("invalid", "sessionId")
    await create(client)
    await common.ask("get_session", sessionId="s1")
    assert common.events == []


async def test_on_a_sessions_path_another_session_is_refused(client: Client) -> None:
    assert (await client.ask("get_session", sessionId="s1"))["type"] == "session"
    reply = await client.ask("get_session", sessionId="s2")
    assert (reply["code"], reply["details"]["field"]) == ("invalid", "sessionId")


@pytest.mark.parametrize("id", ["a.b", "x" * 65, "%20", "a%2Fb", "%C3%A4", "a%0A", "..%2Fa", "%00"])
async def test_an_impossible_session_id_is_refused_at_the_handshake(server: Server, id: str) -> None:
    status, problem = await refused(server, f"/ws/{id}")
    assert (status, problem["code"], problem["details"]) == (400, "invalid", {"field": "sessionId"})
    with pytest.raises(aiohttp.WSServerHandshakeError) as error:
        await server.http.ws_connect(f"{server.url}/ws/a.b")
    assert error.value.status == 400
    assert list(server.settings.folder.glob("sessions/*")) == []


async def test_an_impossible_session_id_in_a_message_is_refused_by_name(server: Server) -> None:
    common = await server.connect(None)
    for session in ("a.b", "", "x" * 65, "../a", "a\n"):
        reply = await common.ask("get_session", sessionId=session)
        assert (reply["code"], reply["details"]["field"]) == ("invalid", "sessionId")


@pytest.mark.parametrize(
    "path", ["/ws/s1?since=x", "/ws/s1?since=-1", "/ws/s1?since=", "/ws/s1?since=²", "/ws?since=1"]
)
async def test_an_impossible_since_is_refused_at_the_handshake(server: Server, path: str) -> None:
    status, problem = await refused(server, path)
    assert (status, problem["details"]) == (400, {"field": "since"})


# encodings


async def talk(client: Client) -> list[Any]:
    """Some of everything, and all that comes back."""
    said = [await append(client, fence("python app.py", "ä = '📏'"), messageId="m1")]
    artifact = await create(client, metadata={"a": [1, -2.5, None, True, "ä"]})
    said.append(artifact)
    said += [await client.ask(kind) for kind in ("get_session", "get_messages", "get_artifacts")]
    said.append(await client.ask("get_artifact_versions", artifactId=artifact["id"]))
    said.append(await client.ask("delete_artifact", artifactId="nobody"))
    said.append(await client.ask("nonsense"))
    said.append(await client.ask("create_artifact", artifactType="code", title="a", content="", colour="red"))
    said += await reply_to(client, "hello")
    return said


def alike(value: Any, names: dict[str, str]) -> Any:
    """The value with each made-up id replaced by its number, so that two sessions can be compared."""
    match value:
        case dict():
            return {key: alike(item, names) for key, item in value.items()}
        case list():
            return [alike(item, names) for item in value]
        case str() if value[:4] in ("msg_", "art_"):
            return names.setdefault(value, f"{value[:4]}{len(names)}")
        case _:
            return value


async def test_messagepack_frames_have_the_same_shapes_as_json_ones(start: Start, tmp_path: Path) -> None:
    said = []
    for msgpack in (False, True):
        server = await start(folder=tmp_path / f"{msgpack}")
        client = await server.connect(msgpack=msgpack)
        assert client.socket.protocol == ("satchel.msgpack" if msgpack else None)
        frames = [frame for frame in await talk(client) if frame.get("type") != "reply_delta"]
        said.append(alike([frame for frame in frames if not str(frame.get("type")).startswith("artifact_d")], {}))
    assert said[0] == said[1]
    assert len(said[0]) > 12


async def test_clients_of_both_encodings_hear_each_other(server: Server, client: Client) -> None:
    packed = await server.connect(msgpack=True)
    await create(client, title="from json")
    await create(packed, title="from msgpack")
    assert [frame["artifact"]["title"] for frame in await heard_so_far(packed)] == ["from json"]
    assert [frame["artifact"]["title"] for frame in await heard_so_far(client)] == ["from msgpack"]


async def test_messagepack_is_chosen_among_what_the_client_offers(server: Server) -> None:
    for offered, chosen in (
        (["other", "satchel.msgpack"], "satchel.msgpack"),
        (["satchel.json"], "satchel.json"),
        ([], None),
    ):
        async with server.http.ws_connect(f"{server.url}/ws/s1", protocols=offered) as socket:
            assert socket.protocol == chosen


async def test_a_binary_frame_on_a_json_connection_closes_it_with_1003(server: Server, client: Client) -> None:
    other = await server.connect()
    await client.send(b'{"type":"get_session"}')
    assert await client.closed() == 1003
    assert (await other.ask("get_session"))["type"] == "session"


async def test_a_text_frame_on_a_messagepack_connection_closes_it_with_1003(server: Server) -> None:
    client = await server.connect(msgpack=True)
    await client.send('{"type":"get_session"}')
    assert await client.closed() == 1003


# requests


@pytest.mark.parametrize("msgpack", [False, True], ids=["json", "msgpack"])
async def test_the_request_id_is_echoed_in_replies_and_errors_and_not_in_events(server: Server, msgpack: bool) -> None:
    client, other = await server.connect(msgpack=msgpack), await server.connect(msgpack=msgpack)
    for request in (
        {"type": "get_session"},
        {"type": "create_artifact", "artifactType": "code", "title": "a", "content": ""},
        {"type": "get_artifact", "artifactId": "nobody"},
        {"type": "get_artifact"},
        {"type": "nonsense"},
        {"type": "get_session", "sessionId": "s2"},
    ):
        for request_id in ('ä "1"', ""):
            await client.send(request | {"requestId": request_id})
            reply = await client.hear(lambda frame: True)
            assert reply["requestId"] == request_id
        await client.send(request)
        assert "requestId" not in await client.hear(lambda frame: True)
    assert all("requestId" not in frame for frame in await heard_so_far(other))


async def test_replies_come_in_the_order_of_the_requests(client: Client) -> None:
    pending = [
        await client.start("create_artifact", artifactType="code", title=f"{number}", content="")
        if number % 2
        else await client.start("get_artifacts")
        for number in range(20)
    ]
    replies = [await reply for reply in pending]
    assert [len(reply["artifacts"]) for reply in replies[::2]] == list(range(10))
    assert [reply["artifact"]["title"] for reply in replies[1::2]] == [f"{number}" for number in range(1, 20, 2)]


async def test_an_unknown_type_is_told_the_known_ones(client: Client) -> None:
    reply = await client.ask("get_everything")
    assert (reply["code"], reply["details"]["field"]) == ("invalid", "type")
    assert "get_everything" in reply["message"]
    assert {"get_session", "create_artifact", "batch", "subscribe"} <= set(reply["details"]["known"])
    for frame in ({"requestId": "r"}, {"type": None, "requestId": "r"}, {"type": 5, "requestId": "r"}):
        await client.send(frame)
        reply = await client.hear("error")
        assert (reply["code"], reply["details"]["field"], reply["requestId"]) == ("invalid", "type", "r")


async def test_an_unknown_field_is_refused_by_its_name(server: Server, client: Client) -> None:
    for kind, fields, field in (
        ("get_session", {"colour": 1}, "colour"),
        ("create_artifact", {"artifactType": "code", "title": "a", "content": "", "type_": 1}, "type_"),
        ("update_artifact", {"artifactId": "a", "updates": {"id": "b"}}, "updates.id"),
        ("send_message", {"content": "a", "role": "user"}, "role"),
    ):
        for speaker in (client, await server.connect(msgpack=True)):
            reply = await speaker.ask(kind, **fields)
            assert (reply["code"], reply["details"]["field"]) == ("invalid", field)


async def test_a_missing_field_and_one_of_the_wrong_kind_are_named(client: Client) -> None:
    for fields, field in (
        ({"title": "a", "content": ""}, "artifactType"),
        ({"artifactType": "code", "content": ""}, "title"),
        ({"artifactType": "code", "title": 3, "content": ""}, "title"),
        ({"artifactType": "code", "title": "", "content": ""}, "title"),
        ({"artifactType": "code", "title": "a", "content": None}, "content"),
        ({"artifactType": "code", "title": "a", "content": "", "metadata": []}, "metadata"),
    ):
        reply = await client.ask("create_artifact", **fields)
        assert (reply["code"], reply["details"]["field"]) == ("invalid", field)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", '"get_session"', "{'a': 1}", '{"type":"get_session"} x'])
async def test_what_is_no_request_is_told_so_and_the_connection_goes_on(client: Client, text: str) -> None:
    await client.send(text)
    assert (await client.hear("error"))["code"] == "invalid"
    assert (await client.ask("get_session"))["type"] == "session"


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x81", b"\x90", b"\x81\xa4type\xc7\x01\x05\x00", b"\x81\x01\x02"])
async def test_bytes_that_are_no_request_are_told_so_and_the_connection_goes_on(server: Server, data: bytes) -> None:
    client = await server.connect(msgpack=True)
    await client.send(data)
    assert (await client.hear("error"))["code"] == "invalid"
    assert (await client.ask("get_session"))["type"] == "session"


async def test_a_message_that_is_nested_too_deeply_is_told_so(client: Client) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    await client.send(f'{{"type":"update_session","updates":{{"lastContext":{deep}}}}}')
    assert (await client.hear("error"))["code"] == "invalid"
    assert (await client.ask("get_session"))["session"]["lastContext"] is None


async def test_a_message_that_is_too_large_closes_the_connection_with_1009(start: Start) -> None:
    client = await (await start(max_frame=2000)).connect()
    assert (await client.ask("append_message", role="user", content="x" * 1500))["type"] == "message_appended"
    await client.send({"type": "append_message", "role": "user", "content": "x" * 2000})
    assert await client.closed() == 1009
