"""A1, A2, A5: artifacts that clients make and change, and those that grow while the model writes."""

from typing import get_args

import pytest

from server.wire.resources import ArtifactType

from ..client import Client, Frame
from ..conftest import Server, Start
from ..models import SteppedModel
from .frames import (
    append,
    as_event,
    besides,
    create,
    fence,
    heard_so_far,
    of_type,
    ok,
    refusal,
    reply_to,
    text_in,
    types,
    update,
)


async def titles(client: Client, **fields: object) -> list[str]:
    reply = await client.ask("get_artifacts", **fields)
    assert reply["type"] == "artifacts", reply
    return [artifact["title"] for artifact in reply["artifacts"]]


# what an artifact is


async def test_an_artifact_has_every_field_that_was_given(server: Server, client: Client) -> None:
    message_id = (await append(client, "here"))["messageId"]
    fields = {
        "messageId": message_id,
        "title": "Page",
        "description": "The first page",
        "content": "<p>ä\u0000\u2028 📏</p>\r\n",
        "language": "html5",
        "metadata": {"a": [1, None, {"b": 2.5}]},
    }
    artifact = await create(client, **fields, artifactType="html")
    now = server.clock.now()
    assert artifact == fields | {
        "id": artifact["id"],
        "sessionId": "s1",
        "type": "html",
        "version": 1,
        "createdAt": now,
        "updatedAt": now,
        "seq": artifact["seq"],
    }
    await server.put_to_sleep()
    found = await client.ask("get_artifact", artifactId=artifact["id"])
    assert (found["type"], found["artifact"]) == ("artifact", artifact)


async def test_a_client_brings_its_own_id_which_is_given_once(client: Client) -> None:
    assert (await create(client, artifactId="mine"))["id"] == "mine"
    again = {"artifactType": "code", "title": "Other", "content": "b", "artifactId": "mine"}
    assert refusal(await client.ask("create_artifact", **again)) == ("conflict", "artifactId")
    await ok(client, "delete_artifact", artifactId="mine")
    assert refusal(await client.ask("create_artifact", **again)) == ("conflict", "artifactId")
    for impossible in ("", "a\nb", "x" * 129):
        refused = await client.ask("create_artifact", **again | {"artifactId": impossible})
        assert refusal(refused) == ("invalid", "artifactId")


async def test_what_is_made_offline_is_changed_in_the_same_batch(client: Client) -> None:
    commands = [
        {"type": "create_artifact", "artifactType": "code", "title": "Notes", "content": "a", "artifactId": "mine"},
        {"type": "update_artifact", "artifactId": "mine", "updates": {"content": "b"}},
    ]
    assert [reply["artifact"]["version"] for reply in (await ok(client, "batch", commands=commands))["replies"]] == [
        1,
        2,
    ]


async def test_what_is_not_given_of_an_artifact_is_empty(client: Client) -> None:
    artifact = await create(client)
    assert (artifact["description"], artifact["language"], artifact["metadata"]) == ("", "", {})
    assert artifact["messageId"] is None


async def test_every_type_is_accepted(client: Client) -> None:
    known = list(get_args(ArtifactType))
    assert len(known) == 14
    made = [await create(client, artifactType=kind) for kind in known]
    assert [artifact["type"] for artifact in made] == known
    for kind in known:
        listed = (await client.ask("get_artifacts", artifactType=kind))["artifacts"]
        assert [artifact["type"] for artifact in listed] == [kind]


async def test_an_unknown_type_is_refused_by_its_field(client: Client) -> None:
    for kind, fields, field in (
        ("create_artifact", {"artifactType": "cobol", "title": "a", "content": ""}, "artifactType"),
        ("update_artifact", {"artifactId": "a", "updates": {"type": "cobol"}}, "updates.type"),
        ("get_artifacts", {"artifactType": "cobol"}, "artifactType"),
    ):
        reply = await client.ask(kind, **fields)
        assert (reply["code"], reply["details"]["field"]) == ("invalid", field)
        assert "cobol" in reply["message"]


async def test_an_artifact_of_an_unknown_message_is_refused(client: Client) -> None:
    reply = await client.ask("create_artifact", artifactType="code", title="a", content="", messageId="nobody")
    assert (reply["code"], reply["details"]["field"]) == ("not_found", "messageId")


# create, update, delete, restore


async def test_an_update_changes_what_it_names_and_nothing_else(server: Server, client: Client) -> None:
    artifact = await create(client, description="D", metadata={"a": 1})
    server.clock.pass_seconds(2)
    for updates in (
        {"title": "New"},
        {"content": "b\n"},
        {"type": "python", "language": "python"},
        {"description": "", "metadata": {"b": 2}},
    ):
        reply = await update(client, artifact["id"], updates=updates)
        now = {"version": artifact["version"] + 1, "seq": reply["seq"], "updatedAt": server.clock.now()}
        assert reply["artifact"] == artifact | updates | now
        artifact = reply["artifact"]
    assert (await client.ask("get_artifact", artifactId=artifact["id"]))["artifact"] == artifact


async def test_an_update_without_a_difference_changes_nothing(server: Server, client: Client) -> None:
    artifact = await create(client)
    other = await server.connect()
    reply = await update(client, artifact["id"], updates={"content": artifact["content"]})
    assert (reply["type"], reply["artifact"]) == ("artifact_updated", artifact)
    assert await heard_so_far(other) == []


async def test_an_update_of_nothing_is_refused(client: Client) -> None:
    artifact = await create(client)
    reply = await update(client, artifact["id"], updates={})
    assert (reply["code"], reply["details"]["field"]) == ("invalid", "updates")


async def test_a_deleted_artifact_is_gone_until_it_is_restored(server: Server, client: Client) -> None:
    kept, lost = await create(client, title="kept"), await create(client, title="lost")
    other = await server.connect()
    deleted = await client.ask("delete_artifact", artifactId=lost["id"])
    assert (deleted["type"], deleted["artifactId"]) == ("artifact_deleted", lost["id"])
    assert await titles(client) == ["kept"]
    for kind, fields in (
        ("get_artifact", {}),
        ("get_artifact_versions", {}),
        ("update_artifact", {"updates": {"title": "b"}}),
        ("delete_artifact", {}),
    ):
        reply = await client.ask(kind, artifactId=lost["id"], **fields)
        assert (reply["code"], reply["details"]["field"]) == ("not_found", "artifactId")
    await server.put_to_sleep()
    restored = await client.ask("restore_artifact", artifactId=lost["id"])
    assert restored["type"] == "artifact_restored"
    assert restored["artifact"] == lost | {"seq": restored["seq"]}
    assert await titles(client) == ["kept", "lost"]
    assert await heard_so_far(other) == [as_event(deleted), as_event(restored)]
    assert (await client.ask("restore_artifact", artifactId=kept["id"]))["code"] == "not_found"


@pytest.mark.parametrize(
    "request_",
    [
        {"type": "get_artifact"},
        {"type": "get_artifact_versions"},
        {"type": "update_artifact", "updates": {"title": "b"}},
        {"type": "delete_artifact"},
        {"type": "restore_artifact"},
        {"type": "restore_artifact_version", "version": 1},
    ],
    ids=lambda frame: frame["type"],
)
async def test_an_unknown_artifact_is_told_as_not_found(client: Client, request_: Frame) -> None:
    reply = await client.ask(**request_, artifactId="nobody")
    assert (reply["code"], reply["details"]["field"]) == ("not_found", "artifactId")


async def test_artifacts_are_listed_by_message_type_language_and_date(server: Server, client: Client) -> None:
    message_id = (await append(client, fence("python app.py", "a = 1")))["messageId"]
    server.clock.pass_seconds(10)
    later = server.clock.now()
    await create(client, title="page", artifactType="html", language="html")
    assert await titles(client) == ["app.py", "page"]
    assert await titles(client, messageId=message_id) == ["app.py"]
    assert await titles(client, messageId="nobody") == []
    assert await titles(client, artifactType="html") == ["page"]
    assert await titles(client, language="python") == ["app.py"]
    assert await titles(client, since=later) == ["page"]
    assert await titles(client, until=later - 1) == ["app.py"]
    assert await titles(client, artifactType="html", language="python") == []


# while the model writes


def live(frames: list[Frame]) -> dict[int, str]:
    """The content of each live artifact, from its frames, which are checked to open, grow and close."""
    contents: dict[int, str] = {}
    finished: set[int] = set()
    for frame in of_type(frames, "artifact_started", "artifact_delta", "artifact_finished"):
        index = frame["index"]
        assert index not in finished
        match frame["type"]:
            case "artifact_started":
                assert index not in contents
                contents[index] = ""
            case "artifact_delta":
                assert frame["offset"] == len(contents[index])
                contents[index] += frame["text"]
            case "artifact_finished":
                finished.add(index)
    assert finished == set(contents)
    return contents


@pytest.mark.parametrize(
    "asked",
    ["write a counter component", "a python script", "a landing page", "an svg logo", "a diagram", "a launch plan"],
)
async def test_a_live_artifact_grows_to_what_is_stored(client: Client, asked: str) -> None:
    heard = await reply_to(client, asked)
    [started] = of_type(heard, "artifact_started")
    [created] = of_type(heard, "artifact_created")
    assert live(heard) == {0: created["artifact"]["content"]}
    assert len(of_type(heard, "artifact_delta")) > 1
    assert started["replyId"] == heard[-1]["message"]["id"]
    assert (started["artifactType"], started["title"]) == (created["artifact"]["type"], created["artifact"]["title"])
    last_live = max(index for index, frame in enumerate(heard) if frame["type"] == "artifact_finished")
    assert last_live < heard.index(created)


async def test_several_live_artifacts_have_numbers_of_their_own(start: Start) -> None:
    tag = '<artifact identifier="b" type="text/markdown" title="B">\n# B\n</artifact>\n'
    text = fence("python app.py", "a = 1\nb = 2") + "Then:\n\n" + tag + fence("css", "a { b: c }\n")
    model = SteppedModel(*text)  # letter by letter
    server = await start(model=model)
    client, other = await server.connect(), await server.connect()
    model.release_all()
    heard = await reply_to(client, "hi")
    assert text_in(heard) == text
    created = [frame["artifact"]["content"] for frame in of_type(heard, "artifact_created")]
    assert live(heard) == dict(enumerate(created))
    assert len(created) == 3
    assert besides(await other.hear_until("reply_finished"), "message_added") == heard


async def test_a_live_artifact_opens_before_its_text_is_complete(start: Start) -> None:
    model = SteppedModel('Look:\n\n```tsx title="App.tsx"\nexport const A = 1;\n', "export const B = 2;\n```\n")
    client = await (await start(model=model)).connect()
    await client.ask("send_message", content="hi")
    model.release()
    started = await client.hear("artifact_started")
    assert (started["title"], started["language"], started["artifactType"]) == ("App.tsx", "tsx", "react-component")
    assert "export const A" in (await client.hear("artifact_delta"))["text"]
    assert await titles(client) == []
    model.release(2)
    assert types(await client.hear_until("reply_finished"))[-4:] == [
        "artifact_finished",
        "reply_delta",
        "artifact_created",
        "reply_finished",
    ]


async def test_a_message_without_code_shows_no_artifacts(client: Client) -> None:
    heard = await reply_to(client, "/echo just words with `code` in them")
    assert types(heard) == ["session_updated", "reply_started", "reply_delta", "reply_finished"]
    assert heard[-1]["artifacts"] == []
