"""How fast the page is in Chromium: `.venv/bin/python bench/page.py [--messages 2000] [--chromium /usr/bin/chromium]`.

What is fetched before somebody can write, and what makes it open offline; how long the page is blocked while a reply of
200 chunks a second comes and somebody types; how long frames are while a long conversation scrolls; and how soon a kept
session is there without a network. The server is in this process, so what is measured is the browser's side.
"""

import argparse
import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from server.assistant import Chunk, Finished, Request, Text
from server.config import Settings
from server.log import configure
from tests.browser.counting import counting
from tests.browser.page import worker_is_ready
from tests.browser.served import GoingClock
from tests.conftest import Server

CHUNKS = 2_000
PACE = 1 / 200
PARAGRAPH = "Some **words** of a reply with `code`, which go on for a while, as replies do.\n\n- one\n- two\n\n"
WORDS = PARAGRAPH * 30 + "```python\nfor number in range(10):\n    print(number)\n```\n\n"

WATCH = """() => {
  window.tasks = []; window.keys = [];
  const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration)));
  watch.observe({type: "longtask"});
  document.addEventListener("keydown", () => {
    const begin = performance.now();
    requestAnimationFrame(() => setTimeout(() => keys.push(performance.now() - begin)));
  }, true);
}"""
SCROLL = """async () => {
  const box = document.querySelector("#conversation .scroller");
  const frames = [];
  let before = performance.now();
  for (let step = 0; step < 400; step++) {
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
    box.scrollTop += (step < 200 ? -1 : 1) * 400;
  }
  return frames.slice(1);
}"""


class Streaming:
    """Says `CHUNKS` pieces, 200 a second, by the clock: a wait that was too long is made up for."""

    name = "streaming"

    async def stream(self, request: Request) -> AsyncGenerator[Chunk, None]:
        text = WORDS * (CHUNKS * 20 // len(WORDS) + 1)
        begin = time.perf_counter()
        for number in range(CHUNKS):
            at = number * 20
            yield Text(text[at : at + 20])
            await asyncio.sleep(max(0.0, begin + number * PACE - time.perf_counter()))
        yield Finished("stop", None, None, None, None)

    async def close(self) -> None:
        """Nothing is open."""


def row(name: str, *figures: str) -> None:
    print(f"| {name} | {' | '.join(figures)} |", flush=True)


def spread(times: list[float]) -> str:
    """Median, 99th percentile and greatest of milliseconds."""
    ordered = sorted(times)
    return f"{statistics.median(ordered):.1f}, {ordered[int(len(ordered) * 0.99)]:.1f}, {ordered[-1]:.1f} ms"


async def bytes_fetched(browser: Browser, server: Server) -> None:
    async with counting(server.url) as counter:
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(counter.url)
        await writable(page)
        shown = counter.down
        row("fetched until one can write", f"{shown:,} bytes")
        await context.close()


async def writable(page: Page) -> None:
    await page.get_by_role("textbox", name="Message", exact=True).wait_for()


async def typing(browser: Browser, server: Server) -> None:
    page = await browser.new_page()
    await page.goto(f"{server.url}/#/streamed")
    await writable(page)
    await page.keyboard.type("go")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Stop the reply").wait_for()
    await page.evaluate(WATCH)
    while await page.get_by_role("button", name="Stop the reply").is_visible():
        await page.keyboard.type("typing ", delay=40)
    tasks: list[float] = await page.evaluate("tasks")
    row("200 chunks a second: tasks above 50 ms, the longest", f"{len(tasks)}, {max(tasks, default=0):.0f} ms")
    row("a key press until the next frame meanwhile", spread(await page.evaluate("keys")))
    await page.close()


async def long_conversation(browser: Browser, server: Server, messages: int) -> None:
    client = await server.connect("long")
    for number in range(messages):
        role = "user" if number % 2 == 0 else "assistant"
        await client.ask("append_message", role=role, content=f"Message {number}\n\n{PARAGRAPH * 3}")
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    await page.goto(f"{server.url}/#/long")
    last = page.get_by_text(f"Message {messages - 1}", exact=True)
    begin = time.perf_counter()
    await last.wait_for()
    row(f"{messages:,} messages: opened from the server", f"{(time.perf_counter() - begin) * 1000:.0f} ms")
    await asyncio.sleep(3)
    frames: list[float] = await page.evaluate(SCROLL)
    row(f"{messages:,} messages: a frame while scrolling", spread(frames))
    await worker_is_ready(page)
    await context.set_offline(True)
    begin = time.perf_counter()
    await page.reload()
    await last.wait_for()
    row(f"{messages:,} messages: opened without a network", f"{(time.perf_counter() - begin) * 1000:.0f} ms")
    await context.close()


async def measure(chosen: Any) -> None:
    configure("warning", "json")
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Settings(data=folder, port=0, threads=4), Streaming(), GoingClock())
        await server.start()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chosen.chromium)
            print("| what | median, p99, most, where there are many |\n|---|---|")
            await bytes_fetched(browser, server)
            await typing(browser, server)
            await long_conversation(browser, server, chosen.messages)
            await browser.close()
        await server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=2_000)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    asyncio.run(measure(parser.parse_args()))
