"""A14: exports are jobs of the session: they tell how far they are, can be cancelled, and leave a file."""

import asyncio
import io
import os
import zipfile
from typing import Any

import pytest

from server.actor import jobs

from ..client import Client
from ..conftest import Server, Start
from ..web.tokens import SECRET, bearer, token
from .calls import Reply, artifact, call, chat

GRID = "| a | b |\n|---|---|\n| 1 | x |\n"


async def export(server: Server, session: str = "s1", **fields: Any) -> Any:
    reply = await call(server, "POST", f"/api/chats/{session}/exports", fields)
    assert reply.status == 202, reply.body
    assert reply.headers["Location"] == f"/api/chats/{session}/jobs/{reply.body['job']['id']}"
    assert reply.body["job"]["status"] == "queued"
    return reply.body["job"]


async def over(client: Client, job: Any) -> Any:
    """The job when it is over, as it was told."""
    ends = ("done", "failed", "cancelled")
    heard = await client.hear(
        lambda frame: (
            frame["type"] == "job_updated" and frame["job"]["id"] == job["id"] and frame["job"]["status"] in ends
        )
    )
    return heard["job"]


async def file_of(server: Server, job: Any, **headers: str) -> Reply:
    return await call(server, "GET", f"/api/chats/{job['sessionId']}/jobs/{job['id']}/file", **headers)


async def test_an_artifact_leaves_as_a_file(server: Server, client: Client) -> None:
    made = await artifact(server, artifactType="table", title="Zählung / 数", content=GRID)
    job = await export(server, format="csv", artifactIds=[made["id"]])
    done = await over(client, job)
    assert (done["status"], done["progress"], done["message"], done["size"]) == ("done", 1.0, "", 10)
    assert done["expiresAt"] == server.clock.now() + 24 * 3600 * 1000
    file = await file_of(server, done)
    assert (file.status, file.data) == (200, b"a,b\r\n1,x\r\n")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.headers["Content-Disposition"] == (
        "attachment; filename=\"Z_hlung _.csv\"; filename*=UTF-8''Z%C3%A4hlung%20%E6%95%B0.csv"
    )
    listed = (await call(server, "GET", "/api/chats/s1/jobs")).body["jobs"]
    assert [one["id"] for one in listed] == [job["id"]]
    assert (await call(server, "GET", f"/api/chats/s1/jobs/{job['id']}")).body["job"] == listed[0]


async def test_the_answer_waits_for_the_end_of_a_job(server: Server) -> None:
    made = await artifact(server, artifactType="table", content=GRID)
    job = await export(server, format="csv", artifactIds=[made["id"]])
    place = f"/api/chats/s1/jobs/{job['id']}"
    assert (await call(server, "GET", f"{place}?wait=60")).body["job"]["status"] == "done"
    assert (await call(server, "GET", f"{place}?wait=60")).body["job"]["status"] == "done"  # at once
    assert (await call(server, "GET", "/api/chats/s1/jobs/job_none?wait=60")).status == 404
    assert (await call(server, "GET", f"{place}?wait=61")).refused == (400, "invalid", "wait")


async def test_a_site_leaves_as_an_archive_of_its_files(server: Server, client: Client) -> None:
    files = {"index.html": "<title>Shop</title>", "src/a.js": "let a\n" * 300_000}
    site = (await client.ask("create_site", files=files))["site"]["id"]
    await client.ask("update_site", siteId=site, remove=["index.html"])
    for version, names in ((None, ["src/a.js"]), (1, ["index.html", "src/a.js"])):
        done = await over(client, await export(server, format="source", siteId=site, version=version))
        assert (done["status"], done["fileName"], done["siteId"]) == ("done", "Shop.zip", site)
        with zipfile.ZipFile(io.BytesIO((await file_of(server, done)).data)) as archive:
            assert archive.namelist() == names
            assert archive.read("src/a.js").decode() == files["src/a.js"]
    other = await call(server, "POST", "/api/chats/s1/exports", {"format": "pdf", "siteId": site})
    assert other.refused == (400, "invalid", "format")
    missing = await call(server, "POST", "/api/chats/s1/exports", {"format": "source", "siteId": "s1.site_none"})
    assert missing.refused == (404, "not_found", "siteId")


async def test_several_artifacts_leave_as_an_archive_and_tell_how_far_they_are(server: Server, client: Client) -> None:
    ids = [(await artifact(server, title="Notes", content=str(n), language="python"))["id"] for n in range(3)]
    job = await export(server, format="source", artifactIds=ids, title="All")
    told: list[Any] = []
    while not told or told[-1]["status"] != "done":
        told.append((await client.hear("job_updated"))["job"])
    assert [(one["status"], one["progress"]) for one in told] == [
        *(("queued", 0.0), ("running", 0.0), ("running", 0.25), ("running", 0.5), ("running", 0.75), ("done", 1.0))
    ]
    file = await file_of(server, told[-1])
    assert told[-1]["fileName"] == "All.zip"
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        assert archive.namelist() == ["Notes.py", "Notes (2).py", "Notes (3).py"]
        assert archive.read("Notes (3).py") == b"2"
    assert (await call(server, "GET", f"/api/chats/s1/jobs/{job['id']}")).body["job"]["status"] == "done"


async def test_a_version_is_exported_as_it_was_when_it_was_asked_for(server: Server, client: Client) -> None:
    made = await artifact(server, content="old")
    job = await export(server, format="source", artifactIds=[made["id"]])
    changed = await call(server, "PATCH", f"/api/chats/s1/artifacts/{made['id']}", {"content": "new"})
    assert changed.status == 200
    assert (await file_of(server, await over(client, job))).data == b"old"


async def test_a_conversation_leaves_as_a_document(server: Server, client: Client) -> None:
    await client.ask("update_session", updates={"title": "Trip"})
    await client.ask("append_message", role="user", content="Where to?")
    await client.ask("append_message", role="assistant", content="**Rome**")
    done = await over(client, await export(server, format="markdown"))
    assert (await file_of(server, done)).data.decode() == "# Trip\n\n## User\n\nWhere to?\n\n## Assistant\n\n**Rome**\n"
    pdf = await file_of(server, await over(client, await export(server, format="pdf")))
    assert pdf.data.startswith(b"%PDF")


async def test_what_can_not_be_done_fails_and_says_why(server: Server, client: Client) -> None:
    made = await artifact(server, content="no table")
    failed = await over(client, await export(server, format="xlsx", artifactIds=[made["id"]]))
    assert (failed["status"], failed["message"]) == (
        "failed",
        "There is no table in 'Notes'; export it as another format.",
    )
    assert (await file_of(server, failed)).refused == (409, "conflict", "jobId")


async def test_what_is_not_there_is_refused(server: Server) -> None:
    await chat(server)
    for body, refused in (
        ({"format": "csv"}, (400, "invalid", "format")),
        ({"format": "exe"}, (400, "invalid", "format")),
        ({"format": "csv", "artifactIds": ["x"]}, (404, "not_found", "artifactId")),
    ):
        assert (await call(server, "POST", "/api/chats/s1/exports", body)).refused == refused
    for method, path in (("GET", "nope"), ("DELETE", "nope"), ("GET", "nope/file")):
        reply = await call(server, method, f"/api/chats/s1/jobs/{path}")
        assert reply.refused == (404, "not_found", "jobId")
    assert (await call(server, "GET", "/api/chats/s2/jobs/nope/file")).status == 404
    assert not server.host.knows("s2")


async def test_a_cancelled_job_leaves_no_file_and_stays_cancelled(server: Server, client: Client) -> None:
    made = await artifact(server, artifactType="doc", content="# Words\n\n" + "word " * 2000)
    job = await export(server, format="pdf", artifactIds=[made["id"]])
    reply = await call(server, "DELETE", f"/api/chats/s1/jobs/{job['id']}")
    assert reply.body["job"]["status"] == "cancelled"
    again = await over(client, await export(server, format="source", artifactIds=[made["id"]]))
    assert again["status"] == "done"
    assert (await call(server, "GET", f"/api/chats/s1/jobs/{job['id']}")).body["job"]["status"] == "cancelled"
    assert (await file_of(server, job)).refused == (409, "conflict", "jobId")


async def test_a_result_goes_when_it_expires(server: Server, client: Client) -> None:
    made = await artifact(server)
    done = await over(client, await export(server, format="source", artifactIds=[made["id"]]))
    server.clock.pass_seconds(24 * 3600)
    assert (await file_of(server, done)).refused == (404, "not_found", "jobId")


async def test_jobs_that_were_missed_are_told(server: Server, client: Client) -> None:
    made = await artifact(server)
    done = await over(client, await export(server, format="source", artifactIds=[made["id"]]))
    late = await server.connect(query="since=1")
    assert (await late.hear("job_updated"))["job"] == done


async def test_a_worker_that_crashes_fails_only_its_job(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await artifact(server)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "convert", _crash)
        failed = await over(client, await export(server, format="source", artifactIds=[made["id"]]))
    assert failed["status"] == "failed"
    assert "ended" in failed["message"]
    done = await over(client, await export(server, format="source", artifactIds=[made["id"]]))
    assert done["status"] == "done"


def _crash(*_: object) -> None:
    os._exit(1)


async def test_nobody_else_sees_a_job_or_its_file(start: Start) -> None:
    server = await start(jwt_secret=SECRET)
    alice, mallory = bearer(token("alice")), bearer(token("mallory"))
    client = await server.connect("hers", headers=alice)
    made = (await client.ask("create_artifact", artifactType="code", title="secret", content="x"))["artifact"]
    job = (await client.ask("create_export", format="source", artifactIds=[made["id"]]))["job"]
    done = await over(client, job)
    assert (await file_of(server, done, **alice)).data == b"x"
    for path in (f"hers/jobs/{job['id']}", f"hers/jobs/{job['id']}/file", "hers/jobs"):
        theirs = await call(server, "GET", f"/api/chats/{path}", **mallory)
        nobodys = await call(server, "GET", f"/api/chats/{path.replace('hers', 'none')}", **mallory)
        assert theirs.status == nobodys.status == 404
        assert theirs.data.replace(b"hers", b"none") == nobodys.data


async def test_a_copied_chat_has_no_jobs(server: Server, client: Client) -> None:
    made = await artifact(server)
    await over(client, await export(server, format="source", artifactIds=[made["id"]]))
    copied = (await client.ask("fork_session"))["session"]["id"]
    assert (await call(server, "GET", f"/api/chats/{copied}/jobs")).body["jobs"] == []


async def test_a_job_that_a_stop_broke_off_is_done_when_the_chat_is_opened_again(start: Start) -> None:
    server = await start()
    client = await server.connect()
    made = await artifact(server, artifactType="doc", content="word " * 5_000)
    job = await export(server, format="pdf", artifactIds=[made["id"]])
    await client.hear("job_updated")
    await server.stop()
    server = await start()
    async with asyncio.timeout(60):
        assert (await over(await server.connect(query="since=0"), job))["status"] == "done"
