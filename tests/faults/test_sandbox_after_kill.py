"""P7: what a command said and was acknowledged is there after a kill, and goes on where it was."""

import aiohttp

from ..client import Client, Frame, connect
from .conftest import Launch


async def say(client: Client, command: str, text: str, offset: int) -> Frame:
    return await client.ask("append_output", commandId=command, stream="stdout", text=text, offset=offset)


async def test_output_goes_on_after_a_kill(launch: Launch, http: aiohttp.ClientSession) -> None:
    process = await launch()
    client = await connect(http, process.url, "s1")
    await client.ask("create_sandbox", sandboxId="box", files={"a.txt": "1"})
    command = (await client.ask("start_command", sandboxId="box", command="make"))["command"]["id"]
    said = [f"line {number}\n" for number in range(50)]
    offset = 0
    for line in said:
        offset = (await say(client, command, line, offset))["offset"]
    unanswered = await client.start("append_output", commandId=command, stream="stdout", text="more\n", offset=offset)
    process.kill()
    await process.ended()
    unanswered.cancel()
    process = await launch()
    client = await connect(http, process.url, "s1")
    again = await say(client, command, "more\n", offset)  # whether it was stored or not
    assert (again["type"], again["offset"]) == ("output_appended", offset + 5)
    ended = await client.ask("finish_command", commandId=command, exitCode=0)
    assert ended["command"]["status"] == "finished"
    found = (await client.ask("get_command", commandId=command))["command"]
    assert found["stdout"] == "".join(said) + "more\n"
    recovery = await client.ask("get_sandbox_recovery")
    assert [step["command"] for step in recovery["commands"]] == ["make"]
    assert recovery["sandbox"]["files"] == {"a.txt": "1"}
