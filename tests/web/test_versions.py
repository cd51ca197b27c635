"""A6, A7, A8: one artifact through its versions."""

from typing import Any

import pytest

from ..client import Client, Frame
from ..conftest import Server
from .frames import append, create, fence, heard_so_far, of_type, reply_to, update

BASE = "one\ntwo\nthree\nfour\nfive\nsix\n"


async def versions(client: Client, artifact_id: str) -> list[Frame]:
    reply = await client.ask("get_artifact_versions", artifactId=artifact_id)
    assert reply["type"] == "artifact_versions", reply
    found: list[Frame] = reply["versions"]
    return found


async def at(client: Client, artifact_id: str, version: int) -> Frame:
    artifact: Frame = (await client.ask("get_artifact", artifactId=artifact_id, version=version))["artifact"]
    return artifact


# the same artifact in a later message


@pytest.mark.parametrize("how", ["append_message", "send_message"])
async def test_the_same_file_in_a_later_message_is_a_new_version(client: Client, how: str) -> None:
    async def say(content: str) -> tuple[str, list[Frame]]:
        if how == "append_message":
            reply = await append(client, content)
            return reply["messageId"], reply["artifacts"]
        message = (await reply_to(client, f"/echo {content}"))[-1]
        return message["message"]["id"], message["artifacts"]

    first_message, [first] = await say(fence('tsx title="App.tsx"', "export const a = 1"))
    second_message, [second] = await say(fence('tsx title="App.tsx"', "export const a = 2"))
    assert (first["id"], first["version"], first["messageId"]) == (second["id"], 1, first_message)
    assert (second["version"], second["messageId"]) == (2, second_message)
    assert second["content"] == "export const a = 2"
    assert (await client.ask("get_artifacts"))["artifacts"] == [second]
    for message_id in (first_message, second_message):
        assert (await client.ask("get_artifacts", messageId=message_id))["artifacts"] == [second]
    assert [version["messageId"] for version in await versions(client, first["id"])] == [second_message, first_message]
    old = await at(client, first["id"], 1)
    assert (old["content"], old["messageId"]) == ("export const a = 1", first_message)


async def test_the_same_identifier_in_a_later_message_is_a_new_version(client: Client) -> None:
    tag = '<antArtifact identifier="plan" type="text/markdown" title="{0}">\n# {0}\n</antArtifact>'
    [first] = (await append(client, tag.format("One")))["artifacts"]
    [second] = (await append(client, tag.format("Two")))["artifacts"]
    assert (second["id"], second["version"], second["title"]) == (first["id"], 2, "Two")


async def test_the_same_content_again_makes_no_version(client: Client) -> None:
    first = await append(client, fence("python app.py", "a = 1"))
    again = await append(client, "As I said:\n\n" + fence("python app.py", "a = 1"))
    assert again["artifacts"] == first["artifacts"]
    assert len(await versions(client, first["artifacts"][0]["id"])) == 1
    found = await client.ask("get_artifacts", messageId=again["messageId"])
    assert found["artifacts"] == first["artifacts"]


async def test_what_has_no_name_is_another_artifact(client: Client) -> None:
    for number in (1, 2):
        await append(client, fence("python", f"a = {number}"))
    assert [a["version"] for a in (await client.ask("get_artifacts"))["artifacts"]] == [1, 1]


async def test_a_file_named_twice_in_one_message_is_one_artifact(server: Server, client: Client) -> None:
    other = await server.connect()
    text = fence("python app.py", "a = 1") + "Better:\n\n" + fence("python app.py", "a = 2")
    [artifact] = (await append(client, text))["artifacts"]
    assert (artifact["version"], artifact["content"]) == (2, "a = 2")
    heard = of_type(await heard_so_far(other), "artifact_created", "artifact_updated")
    assert [frame["artifact"] for frame in heard] == [artifact]


async def test_the_models_version_builds_on_the_users(client: Client) -> None:
    [artifact] = (await append(client, fence("python app.py", "a = 1")))["artifacts"]
    await update(client, artifact["id"], updates={"content": "a = 10"})
    [third] = (await append(client, fence("python app.py", "a = 3")))["artifacts"]
    assert (third["id"], third["version"]) == (artifact["id"], 3)
    assert (await at(client, artifact["id"], 2))["content"] == "a = 10"


# versions


async def test_every_change_makes_a_version_that_is_listed_without_its_content(server: Server, client: Client) -> None:
    message = await append(client, "x")
    artifact = await create(client, "ä\n", messageId=message["messageId"])
    first_made = server.clock.now()
    server.clock.pass_seconds(5)
    await update(client, artifact["id"], updates={"content": "bb\n"}, changeDescription="Say b")
    server.clock.pass_seconds(5)
    await update(client, artifact["id"], updates={"title": "Letters", "type": "doc", "language": "md"})
    assert await versions(client, artifact["id"]) == [
        {
            "version": number,
            "title": title,
            "type": kind,
            "language": language,
            "messageId": message["messageId"],
            "changeDescription": description,
            "createdAt": first_made + 5000 * (number - 1),
            "size": 3,
        }
        for number, title, kind, language, description in (
            (3, "Letters", "doc", "md", ""),
            (2, "Notes", "code", "", "Say b"),
            (1, "Notes", "code", "", ""),
        )
    ]


async def test_a_version_is_fetched_as_it_was(server: Server, client: Client) -> None:
    artifact = await create(client, "a\n", description="D", metadata={"a": 1})
    updates = {
        "title": "B",
        "content": "b\n",
        "type": "python",
        "language": "python",
        "description": "",
        "metadata": {},
    }
    newest = (await update(client, artifact["id"], updates=updates))["artifact"]
    await server.put_to_sleep()
    first = await at(client, artifact["id"], 1)
    assert first == artifact | {"seq": newest["seq"]}
    assert await at(client, artifact["id"], 2) == newest
    unknown = await client.ask("get_artifact", artifactId=artifact["id"], version=3)
    assert (unknown["code"], unknown["details"]["field"]) == ("not_found", "version")


async def test_restoring_a_version_makes_a_new_one_and_deletes_nothing(server: Server, client: Client) -> None:
    artifact = await create(client, "a\n", title="A", metadata={"a": 1})
    await update(client, artifact["id"], updates={"content": "b\n", "title": "B", "metadata": {}})
    other = await server.connect()
    reply = await client.ask("restore_artifact_version", artifactId=artifact["id"], version=1)
    assert reply["type"] == "artifact_updated"
    assert reply["artifact"] == artifact | {"version": 3, "seq": reply["seq"]}
    [told] = await heard_so_far(other)
    assert (told["type"], told["artifact"]) == ("artifact_updated", reply["artifact"])
    listed = await versions(client, artifact["id"])
    assert [version["version"] for version in listed] == [3, 2, 1]
    assert listed[0]["changeDescription"] == "Restored version 1"
    assert [(await at(client, artifact["id"], number))["content"] for number in (1, 2, 3)] == ["a\n", "b\n", "a\n"]
    unknown = await client.ask("restore_artifact_version", artifactId=artifact["id"], version=9)
    assert (unknown["code"], unknown["details"]["field"]) == ("not_found", "version")


async def test_versions_survive_deletion_and_restoration(client: Client) -> None:
    artifact = await create(client, "a\n")
    await update(client, artifact["id"], updates={"content": "b\n"})
    await client.ask("delete_artifact", artifactId=artifact["id"])
    await client.ask("restore_artifact", artifactId=artifact["id"])
    assert [version["version"] for version in await versions(client, artifact["id"])] == [2, 1]
    assert (await at(client, artifact["id"], 1))["content"] == "a\n"


# concurrent edits


async def moved_on(client: Client, content: str, **more: Any) -> str:
    """An artifact that somebody else has changed since its version 1."""
    artifact = await create(client, BASE)
    await update(client, artifact["id"], updates={"content": content, **more})
    artifact_id: str = artifact["id"]
    return artifact_id


async def test_an_update_from_the_current_version_is_made(client: Client) -> None:
    artifact = await create(client)
    reply = await update(client, artifact["id"], updates={"content": "b\n"}, expectedVersion=1)
    assert reply["artifact"]["version"] == 2


async def test_a_stale_update_conflicts_and_is_told_the_current_state(server: Server, client: Client) -> None:
    artifact_id = await moved_on(client, "other\n")
    other = await server.connect()
    current = (await client.ask("get_artifact", artifactId=artifact_id))["artifact"]
    reply = await update(client, artifact_id, updates={"content": "mine\n"}, expectedVersion=1)
    assert (reply["type"], reply["code"]) == ("error", "conflict")
    assert reply["details"] == {"current": current, "expectedVersion": 1}
    assert (await client.ask("get_artifact", artifactId=artifact_id))["artifact"] == current
    assert await heard_so_far(other) == []


async def test_distinct_edits_are_merged_when_asked(client: Client) -> None:
    artifact_id = await moved_on(client, BASE.replace("one", "ONE"))
    mine = BASE.replace("six", "SIX")
    reply = await update(client, artifact_id, updates={"content": mine}, expectedVersion=1, merge=True)
    assert reply["type"] == "artifact_updated"
    assert reply["artifact"]["content"] == "ONE\ntwo\nthree\nfour\nfive\nSIX\n"
    assert reply["artifact"]["version"] == 3


async def test_a_change_of_another_field_is_merged_when_asked(client: Client) -> None:
    artifact_id = await moved_on(client, "other\n", title="Theirs")
    reply = await update(client, artifact_id, updates={"description": "mine"}, expectedVersion=1, merge=True)
    artifact = reply["artifact"]
    assert (artifact["content"], artifact["title"], artifact["description"]) == ("other\n", "Theirs", "mine")


async def test_the_same_change_twice_is_no_conflict(client: Client) -> None:
    artifact_id = await moved_on(client, "same\n")
    reply = await update(client, artifact_id, updates={"content": "same\n"}, expectedVersion=1, merge=True)
    assert (reply["type"], reply["artifact"]["version"]) == ("artifact_updated", 2)


async def test_edits_of_the_same_place_are_given_as_regions(client: Client) -> None:
    current = BASE.replace("one", "zero\none").replace("three", "THREE").replace("six", "SIX")
    artifact_id = await moved_on(client, current)
    mine = BASE.replace("three", "drei").replace("six", "sechs")
    reply = await update(client, artifact_id, updates={"content": mine}, expectedVersion=1, merge=True)
    assert reply["code"] == "conflict"
    assert reply["details"]["regions"] == [
        {"field": "content", "line": 4, "base": "three\n", "current": "THREE\n", "yours": "drei\n"},
        {"field": "content", "line": 7, "base": "six\n", "current": "SIX\n", "yours": "sechs\n"},
    ]
    assert reply["details"]["current"]["content"] == current
    assert (await client.ask("get_artifact", artifactId=artifact_id))["artifact"]["version"] == 2


async def test_a_title_that_both_changed_is_a_region_too(client: Client) -> None:
    artifact_id = await moved_on(client, BASE, title="Theirs")
    reply = await update(client, artifact_id, updates={"title": "Mine"}, expectedVersion=1, merge=True)
    assert reply["details"]["regions"] == [{"field": "title", "base": "Notes", "current": "Theirs", "yours": "Mine"}]


async def test_a_merge_without_the_version_it_starts_from_is_refused(client: Client) -> None:
    artifact_id = await moved_on(client, "other\n")
    reply = await update(client, artifact_id, updates={"content": "mine\n"}, merge=True)
    assert (reply["code"], reply["details"]["field"]) == ("invalid", "expectedVersion")


@pytest.mark.parametrize("merge", [False, True])
async def test_a_version_that_does_not_exist_yet_conflicts(client: Client, merge: bool) -> None:
    artifact_id = await moved_on(client, "other\n")
    reply = await update(client, artifact_id, updates={"content": "mine\n"}, expectedVersion=9, merge=merge)
    assert (reply["code"], reply["details"]["current"]["version"]) == ("conflict", 2)
