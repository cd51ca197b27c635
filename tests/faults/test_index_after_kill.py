"""F2: a kill between a session's commit and its account's is mended at the next start, without anybody waking it."""

import asyncio

import aiohttp

from ..client import connect
from .conftest import Launch


async def test_what_a_kill_kept_out_of_lists_and_search_is_there_after_the_next_start(
    launch: Launch, http: aiohttp.ClientSession
) -> None:
    process = await launch()
    for number in range(5):
        client = await connect(http, process.url, f"s{number}")
        await client.ask("append_message", role="user", content=f"word{number}")
    process.kill()
    await process.ended()
    process = await launch()
    client = await connect(http, process.url, None)
    async with asyncio.timeout(20):
        while (await client.ask("list_sessions"))["total"] < 5:
            pass
        for number in range(5):
            while (await client.ask("search", query=f"word{number}"))["total"] < 1:
                pass
    await client.close()
