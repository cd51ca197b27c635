"""The README's example of the client runs as it stands there."""

import re
from pathlib import Path

from playwright.async_api import Page

from ..conftest import Server
from .guard import Guard

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


async def test_the_example_of_the_client_runs(page: Page, served: Server, guard: Guard) -> None:
    found = re.search(r"```js\n(.*?)```", README, re.DOTALL)
    assert found is not None
    example = found[1].replace("http://127.0.0.1:8321", served.url)
    guard.allow(r"favicon")
    await page.goto(f"{served.url}/health")  # of the same origin, and without a policy of its own
    await page.evaluate(f"async () => {{ {example} }}")
    client = await served.connect("plan")
    found_messages = (await client.ask("get_messages"))["messages"]
    assert found_messages[0]["content"] == "write a counter component"
