"""A14: a job that a kill broke off is done by the server that comes after, and no worker outlives its server."""

from pathlib import Path

import aiohttp

from ..client import connect
from .conftest import Launch


async def test_a_job_is_done_after_a_kill(launch: Launch, http: aiohttp.ClientSession) -> None:
    process = await launch()
    client = await connect(http, process.url, "s1")
    made = await client.ask("create_artifact", artifactType="doc", title="Words", content="word " * 5_000)
    job = (await client.ask("create_export", format="pdf", artifactIds=[made["artifact"]["id"]]))["job"]
    await client.hear(lambda frame: frame["type"] == "job_updated" and frame["job"]["status"] == "running")
    workers = workers_of(process.pid)
    process.kill()
    await process.ended()
    process = await launch()
    client = await connect(http, process.url, "s1", query="since=0")
    done = (await client.hear(lambda frame: frame["type"] == "job_updated" and frame["job"]["status"] == "done"))["job"]
    assert done["id"] == job["id"]
    assert not left_of(workers)
    async with http.get(f"{process.url}/api/chats/s1/jobs/{job['id']}/file") as response:
        assert (response.status, (await response.read())[:5]) == (200, b"%PDF-")


def workers_of(process_id: int) -> list[int]:
    """The processes below one, on Linux; elsewhere none are looked at."""
    path = Path(f"/proc/{process_id}/task/{process_id}/children")
    return [int(word) for word in path.read_text().split()] if path.exists() else []


def left_of(workers: list[int]) -> list[int]:
    return [worker for worker in workers if Path(f"/proc/{worker}").exists()]
