"""C5, A8, A12, A13: artifacts over REST, and the older names that some clients know them by."""

from datetime import datetime
from typing import get_args

import pytest

from server.web.docs.openapi import openapi
from server.wire.resources import ArtifactType

from ..conftest import Server
from .calls import artifact, call

ONE = "/api/chats/s1/artifacts"


async def test_an_artifact_is_made_and_found_where_location_says(server: Server) -> None:
    given = {"artifactType": "html", "title": "Page", "content": "<p>", "metadata": {"a": [1]}}
    made = await call(server, "POST", ONE, given)
    assert (made.status, made.headers["ETag"], made.headers["Cache-Control"]) == (201, '"1"', "no-store")
    shown = made.body["artifact"]
    assert made.body["success"] is True
    assert (shown["type"], shown["version"], shown["metadata"]) == ("html", 1, {"a": [1]})
    found = await call(server, "GET", made.headers["Location"])
    assert (found.status, found.body) == (200, {"success": True, "artifact": shown})
    assert (found.headers["ETag"], found.headers["Cache-Control"]) == ('"1"', "private, no-cache")


async def test_an_artifact_takes_the_id_that_its_maker_gave_it(server: Server) -> None:
    given = {"artifactType": "code", "title": "Notes", "content": "a", "artifactId": "mine"}
    made = await call(server, "POST", ONE, given)
    assert (made.status, made.body["artifact"]["id"], made.headers["Location"]) == (201, "mine", f"{ONE}/mine")
    assert (await call(server, "POST", ONE, given)).refused == (409, "conflict", "artifactId")


async def test_a_batch_that_starts_from_an_old_state_is_refused_as_the_document_says(server: Server) -> None:
    made = {"type": "create_artifact", "artifactType": "code", "title": "Notes", "content": "a", "artifactId": "mine"}
    stale = {"type": "update_artifact", "artifactId": "mine", "updates": {"content": "b"}, "expectedVersion": 2}
    await artifact(server)
    refused = await call(server, "POST", "/api/chats/s1/batch", {"commands": [made, stale]})
    assert refused.refused[:2] == (412, "precondition_failed")
    assert "412" in openapi()["paths"]["/api/chats/{sessionId}/batch"]["post"]["responses"]


async def test_times_are_iso_8601_in_utc(server: Server) -> None:
    shown = await artifact(server)
    assert shown["createdAt"] == "2027-01-15T08:00:00.000Z"
    assert datetime.fromisoformat(shown["createdAt"]).timestamp() * 1000 == server.clock.now()


async def test_an_update_names_the_state_that_it_starts_from(server: Server) -> None:
    path = f"{ONE}/{(await artifact(server))['id']}"
    changed = await call(server, "PATCH", f"{path}?changeDescription=why", {"content": "b\n"}, If_Match='"1"')
    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    assert changed.body["artifact"]["content"] == "b\n"
    weak = await call(server, "PATCH", path, {"content": "c\n"}, If_Match='W/"2"')
    assert weak.headers["ETag"] == '"3"'
    assert (await call(server, "PATCH", path, {"title": "T"}, If_Match="*")).status == 200
    assert (await call(server, "PATCH", path, {"title": "U"})).status == 200
    versions = (await call(server, "GET", f"{path}/versions")).body["versions"]
    assert "why" in [version["changeDescription"] for version in versions]


async def test_a_stale_state_is_told_with_the_present_one(server: Server) -> None:
    path = f"{ONE}/{(await artifact(server))['id']}"
    present = (await call(server, "PATCH", path, {"content": "b\n"})).body["artifact"]
    stale = await call(server, "PATCH", path, {"content": "c\n"}, If_Match='"1"')
    assert stale.refused[:2] == (412, "precondition_failed")
    assert stale.body["details"]["current"] == present
    for tag in ('"x"', "nonsense", '"0"', '"99999999999999999999"'):
        assert (await call(server, "PATCH", path, {"content": "c\n"}, If_Match=tag)).refused == (
            412,
            "precondition_failed",
            "If-Match",
        )
    assert (await call(server, "PATCH", path, {"content": "c\n"}, If_Match='"1", "2"')).refused == (
        400,
        "invalid",
        "If-Match",
    )
    assert (await call(server, "GET", path)).body["artifact"] == present


async def test_a_stale_state_does_not_delete(server: Server) -> None:
    path = f"{ONE}/{(await artifact(server))['id']}"
    await call(server, "PATCH", path, {"content": "b\n"})
    assert (await call(server, "DELETE", path, If_Match='"1"')).refused[:2] == (412, "precondition_failed")
    assert (await call(server, "DELETE", path, If_Match='"2"')).status == 200


async def test_two_changes_are_merged_where_that_is_asked(server: Server) -> None:
    made = await artifact(server, content="a\nb\nc\nd\n")
    path = f"{ONE}/{made['id']}"
    await call(server, "PATCH", path, {"content": "A\nb\nc\nd\n"})
    merged = await call(server, "PATCH", f"{path}?merge=true", {"content": "a\nb\nc\nD\n"}, If_Match='"1"')
    assert (merged.status, merged.body["artifact"]["content"]) == (200, "A\nb\nc\nD\n")
    clash = await call(server, "PATCH", f"{path}?merge=true", {"content": "x\nb\nc\nd\n"}, If_Match='"1"')
    assert clash.refused[:2] == (412, "precondition_failed")
    assert clash.body["details"]["regions"]
    assert (await call(server, "PATCH", f"{path}?merge=true", {"content": "x"})).refused == (400, "invalid", "If-Match")


async def test_what_is_known_is_not_sent_again(server: Server) -> None:
    path = f"{ONE}/{(await artifact(server))['id']}"
    for said in ('"1"', 'W/"1"', '"7", "1"', "*"):
        known = await call(server, "GET", path, If_None_Match=said)
        assert (known.status, known.data, known.headers["ETag"]) == (304, b"", '"1"')
        assert known.headers["Cache-Control"] == "private, no-cache"
    assert (await call(server, "GET", path, If_None_Match='"2"')).status == 200


async def test_an_old_version_has_its_own_etag(server: Server) -> None:
    path = f"{ONE}/{(await artifact(server))['id']}"
    await call(server, "PATCH", path, {"content": "b\n"})
    old = await call(server, "GET", f"{path}?version=1")
    assert (old.headers["ETag"], old.body["artifact"]["content"]) == ('"1"', "a\n")
    restored = await call(server, "POST", f"{path}/versions/1/restore")
    assert (restored.headers["ETag"], restored.body["artifact"]["content"]) == ('"3"', "a\n")


async def test_an_artifact_is_deleted_and_restored(server: Server) -> None:
    shown = await artifact(server)
    path = f"{ONE}/{shown['id']}"
    assert (await call(server, "DELETE", path)).body == {"success": True, "artifactId": shown["id"]}
    assert (await call(server, "GET", path)).refused == (404, "not_found", "artifactId")
    assert (await call(server, "GET", ONE)).body == {"success": True, "artifacts": []}
    assert (await call(server, "POST", f"{path}/restore")).body["artifact"]["id"] == shown["id"]


async def test_two_versions_are_compared(server: Server) -> None:
    path = f"{ONE}/{(await artifact(server))['id']}"
    await call(server, "PATCH", path, {"content": "b\n"})
    found = (await call(server, "GET", f"{path}/diff?fromVersion=1")).body
    assert (found["fromVersion"], found["toVersion"]) == (1, 2)
    assert "-a\n+b\n" in found["diff"]


# as threads


async def test_a_thread_artifact_has_the_older_shape(server: Server) -> None:
    made = await call(server, "POST", "/api/artifacts/create", {"threadId": "t1", "type": "html", "data": "<p>"})
    assert made.status == 201
    assert made.body == {
        "id": made.body["id"],
        "threadId": "t1",
        "type": "html",
        "data": "<p>",
        "createdAt": "2027-01-15T08:00:00.000Z",
    }


async def test_a_threads_artifacts_are_listed_newest_first_without_the_deleted(server: Server) -> None:
    ids = []
    for data in ("one", "two", "three"):
        given = {"threadId": "t1", "type": "doc", "data": data, "metadata": {"title": data}}
        ids.append((await call(server, "POST", "/api/artifacts/create", given)).body["id"])
        server.clock.pass_seconds(1)
    await call(server, "DELETE", f"/api/chats/t1/artifacts/{ids[1]}")
    listed = (await call(server, "GET", "/api/artifacts/t1")).body
    assert [shown["data"] for shown in listed["artifacts"]] == ["three", "one"]
    assert listed["artifacts"][0]["metadata"] == {"title": "three"}
    titled = (await call(server, "GET", "/api/chats/t1/artifacts")).body["artifacts"]
    assert [shown["title"] for shown in titled] == ["one", "three"]


@pytest.mark.parametrize("data", [{"rows": [[1, "ä"], [None, True]]}, [], 1.5, None, False])
async def test_data_that_is_json_comes_back_as_json(server: Server, data: object) -> None:
    made = await call(server, "POST", "/api/artifacts/create", {"threadId": "t1", "type": "sheet", "data": data})
    assert made.body["data"] == data
    assert "metadata" not in made.body
    [listed] = (await call(server, "GET", "/api/artifacts/t1")).body["artifacts"]
    assert listed == made.body
    path = f"/api/chats/t1/artifacts/{listed['id']}"
    kept = (await call(server, "GET", path)).body["artifact"]
    assert isinstance(kept["content"], str)
    assert kept["metadata"] == {"dataEncoding": "json"}
    await call(server, "PATCH", path, {"content": "now {a text"})
    assert (await call(server, "GET", "/api/artifacts/t1")).body["artifacts"][0]["data"] == "now {a text"


async def test_a_type_that_is_unknown_is_refused_and_the_known_are_named(server: Server) -> None:
    refused = await call(server, "POST", "/api/artifacts/create", {"threadId": "t1", "type": "cobol", "data": ""})
    assert refused.refused == (400, "invalid", "type")
    assert all(kind in refused.body["title"] for kind in get_args(ArtifactType))


async def test_a_thread_that_is_not_there_is_not_made_by_looking(server: Server) -> None:
    assert (await call(server, "GET", "/api/artifacts/nobody")).refused == (404, "not_found", "sessionId")
    assert (await call(server, "GET", "/api/artifacts/no%20id")).refused == (404, "not_found", "sessionId")
    assert not (server.settings.folder / "sessions" / "nobody.sqlite3").exists()


async def test_the_gatekeeper_says_whether_a_request_wants_an_artifact(server: Server) -> None:
    asked = {"userText": "Please write a python script that sorts a file", "threadId": "t1", "userId": "u1"}
    told = await call(server, "POST", "/api/artifacts/gatekeeper", asked)
    assert (told.status, told.body["shouldCreate"], told.body["type"]) == (200, True, "code")
    assert 0 <= told.body["confidence"] <= 1
    assert told.body["reason"]
    told = await call(server, "POST", "/api/artifacts/gatekeeper", asked | {"userText": "what is a table?"})
    assert (told.body["shouldCreate"], told.body["type"]) == (False, None)
