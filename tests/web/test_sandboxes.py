"""P7: the state of a sandbox, its files, what was run in it and what that said, and all that sets it up again."""

import itertools
import sqlite3
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..client import Client, Frame
from ..conftest import Server, Start
from ..properties.profiles import examples
from .frames import as_event, heard_so_far, of_type, ok, refusal, removed, return_to, said, types

FILES = {"package.json": "{}", "src/app.js": "let a\n"}
numbers = itertools.count(1)


async def sandbox(client: Client, **fields: Any) -> Frame:
    made: Frame = (await ok(client, "create_sandbox", **{"sandboxId": "box", **fields}))["sandbox"]
    return made


async def run(client: Client, command: str = "npm i", **fields: Any) -> str:
    """Begins a command; its id."""
    started = await ok(client, "start_command", **{"sandboxId": "box", "command": command, **fields})
    command_id: str = started["command"]["id"]
    return command_id


async def say(client: Client, command_id: str, text: str, offset: int, stream: str = "stdout") -> Frame:
    return await client.ask("append_output", commandId=command_id, stream=stream, text=text, offset=offset)


async def end(client: Client, command_id: str, exit_code: int = 0, **fields: Any) -> Frame:
    return await client.ask("finish_command", commandId=command_id, exitCode=exit_code, **fields)


async def found(client: Client, command_id: str) -> Frame:
    command: Frame = (await ok(client, "get_command", commandId=command_id))["command"]
    return command


async def test_a_sandbox_is_the_sessions_with_state_and_files(server: Server, client: Client) -> None:
    made = await sandbox(client, state={"port": 3000}, metadata={"image": "node"}, files=FILES)
    assert made == {
        "id": "box",
        "sessionId": "s1",
        "state": {"port": 3000},
        "metadata": {"image": "node"},
        "version": 1,
        "fileCount": 2,
        "size": 8,
        "createdAt": server.clock.now(),
        "updatedAt": server.clock.now(),
        "seq": made["seq"],
    }
    assert (await ok(client, "get_session"))["session"]["sandboxId"] == "box"
    server.clock.pass_seconds(1)
    await ok(client, "update_sandbox", sandboxId="box", state={"port": 4000})
    changed = (await ok(client, "update_sandbox", sandboxId="box", set={"a": "1"}, remove=["src/app.js"]))["sandbox"]
    assert (changed["version"], changed["state"], changed["metadata"]) == (2, {"port": 4000}, {"image": "node"})
    await server.put_to_sleep()
    now = (await ok(client, "get_sandbox", contents=True))["sandbox"]
    assert now["files"] == {"package.json": "{}", "a": "1"}
    assert [entry["path"] for entry in now["entries"]] == ["a", "package.json"]
    then = (await ok(client, "get_sandbox", version=1, contents=True, path="src/app.js"))["sandbox"]
    assert then["files"] == {"src/app.js": "let a\n"}
    same = await ok(client, "update_sandbox", sandboxId="box", state={"port": 4000})
    assert same["seq"] == changed["seq"]


async def test_what_is_not_there_or_is_there_already_is_refused(client: Client) -> None:
    await said(client, "x")
    assert refusal(await client.ask("get_sandbox")) == ("not_found", "sandboxId")
    assert refusal(await client.ask("get_sandbox_recovery", sandboxId="none")) == ("not_found", "sandboxId")
    await sandbox(client)
    assert refusal(await client.ask("create_sandbox", sandboxId="box")) == ("conflict", "sandboxId")
    assert refusal(await client.ask("update_sandbox", sandboxId="box")) == ("invalid", "state")
    assert refusal(await client.ask("get_sandbox", version=2)) == ("not_found", "version")
    assert refusal(await client.ask("start_command", sandboxId="none", command="ls")) == ("not_found", "sandboxId")
    assert refusal(await say(client, "none", "x", 0)) == ("not_found", "commandId")
    assert refusal(await end(client, "none")) == ("not_found", "commandId")
    assert refusal(await client.ask("update_sandbox", sandboxId="box", set={"../x": ""}))[0] == "invalid"
    command = await run(client, commandId="one")
    assert refusal(await client.ask("start_command", sandboxId="box", command="ls", commandId="one")) == (
        *("conflict", "commandId"),
    )
    assert refusal(await say(client, command, "late", 5)) == ("conflict", "offset")


async def test_a_command_is_kept_with_its_output_times_and_exit_code(server: Server, client: Client) -> None:
    await sandbox(client)
    command = await run(client, "make", cwd="/app", env={"KEY": "secret-value", "A": "1"})
    assert as_event(await say(client, command, "one\n", 0))["offset"] == 4
    await say(client, command, "oh\n", 0, "stderr")
    await say(client, command, "tŵo 😀\n", 4)
    server.clock.pass_seconds(2)
    done = (await end(client, command, 3))["command"]
    path = await server.put_to_sleep()
    kept = await found(client, command)
    assert kept == {**done, "stdout": "one\ntŵo 😀\n", "stderr": "oh\n"}
    assert (kept["status"], kept["exitCode"], kept["cwd"], kept["env"]) == ("finished", 3, "/app", ["A", "KEY"])
    assert (kept["stdoutBytes"], kept["stderrBytes"], kept["omittedBytes"]) == (14, 3, 0)
    assert kept["endedAt"] - kept["startedAt"] == 2000
    assert b"secret-value" not in path.read_bytes()
    other = await run(client, "ls", startedAt=5)
    assert (await end(client, other, startedAt=7, endedAt=9))["command"]["startedAt"] == 7
    listed = await ok(client, "get_commands", sandboxId="box", order="desc", limit=1)
    assert ([one["command"] for one in listed["commands"]], listed["total"]) == (["ls"], 2)


async def test_others_hear_it_live_and_who_comes_back_hears_what_was_missed(server: Server, client: Client) -> None:
    other = await server.connect()
    await sandbox(client)
    command = await run(client)
    for offset, text in enumerate("abc"):
        await say(client, command, text, offset)
    await end(client, command)
    heard = await heard_so_far(other)
    assert types(heard) == [
        *("session_updated", "sandbox_created", "command_started", *["sandbox_output"] * 3, "command_finished"),
    ]
    assert [(frame["offset"], frame["text"]) for frame in of_type(heard, "sandbox_output")] == [
        (0, "a"),
        (1, "b"),
        (2, "c"),
    ]
    _, missed = await return_to(server, 0)
    assert types(missed) == types(heard)
    assert [frame["seq"] for frame in missed] == [frame["seq"] for frame in heard]
    middle = of_type(heard, "sandbox_output")[1]["seq"]
    _, missed = await return_to(server, middle)
    assert types(missed) == ["sandbox_output", "command_finished"]
    assert missed[0]["text"] == "c"


async def test_what_is_said_again_is_not_taken_twice(server: Server, client: Client) -> None:
    await sandbox(client)
    command = await run(client)
    await say(client, command, "abc", 0)
    other = await server.connect()
    again = await say(client, command, "abc", 0)
    assert (again["type"], again["offset"]) == ("output_appended", 3)
    assert (await say(client, command, "bcd", 1))["offset"] == 4
    assert [frame["text"] for frame in of_type(await heard_so_far(other), "sandbox_output")] == ["d"]
    first = await end(client, command, 1)
    assert as_event(await end(client, command, 1)) == as_event(first)
    assert refusal(await end(client, command, 2)) == ("conflict", "commandId")
    assert (await say(client, command, "abcd", 0))["offset"] == 4
    assert refusal(await say(client, command, "e", 4)) == ("conflict", "commandId")
    assert (await found(client, command))["stdout"] == "abcd"


async def test_a_long_output_keeps_its_beginning_and_its_end_and_says_what_is_left_out(start: Start) -> None:
    server = await start(output_bytes=4096)
    client = await server.connect()
    await sandbox(client)
    command = await run(client)
    lines = [f"line {number:06}\n" for number in range(5000)]
    offset = 0
    for at in range(0, len(lines), 50):
        text = "".join(lines[at : at + 50])
        offset = (await say(client, command, text, offset))["offset"]
    whole = "".join(lines)
    kept = await found(client, command)
    head, told, tail = kept["stdout"].partition(f"\n[… {kept['omittedBytes']} bytes left out …]\n")
    assert told
    assert (len(head), whole.startswith(head), whole.endswith(tail)) == (2048, True, True)
    assert 2048 <= len(tail) < 2048 + 256
    assert kept["omittedBytes"] == len(whole) - len(head) - len(tail)
    db = sqlite3.connect(await server.put_to_sleep())
    assert db.execute("SELECT sum(length(text)) FROM command_output").fetchone()[0] == len(head) + len(tail)
    db.close()


@pytest.fixture
async def small(start: Start) -> Server:
    return await start(output_bytes=1024)


@examples(20)
@given(
    pieces=st.lists(
        st.tuples(st.sampled_from(["stdout", "stderr"]), st.text("aé😀\n", max_size=700)), min_size=1, max_size=12
    )
)
async def test_however_it_comes_beginning_and_end_are_kept(small: Server, pieces: list[tuple[str, str]]) -> None:
    client = await small.connect(f"t{next(numbers)}")
    await sandbox(client)
    command, whole = await run(client), {"stdout": "", "stderr": ""}
    for stream, text in pieces:
        await say(client, command, text, len(whole[stream]), stream)
        whole[stream] += text
    kept, size = await found(client, command), sum(len(text.encode()) for text in whole.values())
    assert kept["stdoutBytes"] + kept["stderrBytes"] == size
    if size <= 512:
        assert {stream: kept[stream] for stream in whole} == whole
        assert kept["omittedBytes"] == 0
    assert size - kept["omittedBytes"] <= 1024 + 4 * 256
    assert size - kept["omittedBytes"] >= min(size, 1024 - 6)  # a character may not fit at either edge
    left_out = 0
    for stream, text in whole.items():
        head, told, rest = kept[stream].partition("\n[… ")
        count, _, tail = rest.partition(" bytes left out …]\n")
        assert text.startswith(head)
        assert text.endswith(tail)
        if told:
            left_out += int(count)
            assert len((head + tail).encode()) + int(count) == len(text.encode())
        else:
            assert head == text
    assert left_out == kept["omittedBytes"]
    await client.close()


async def test_all_that_sets_a_project_up_again_comes_in_one_answer(client: Client) -> None:
    await sandbox(client, state={"port": 3000}, files=FILES)
    for line, exit_code, cwd, env in (
        ("npm init", 0, "/", {}),
        ("npm tset", 1, "/", {}),
        ("npm i", 0, "/app", {"TOKEN": "x"}),
        ("npm start", None, "/app", {}),
    ):
        command = await run(client, line, cwd=cwd, env=env)
        if exit_code is not None:
            await end(client, command, exit_code)
    recovery = await ok(client, "get_sandbox_recovery")
    assert (recovery["sandbox"]["state"], recovery["sandbox"]["files"]) == ({"port": 3000}, FILES)
    assert recovery["commands"] == [
        {"command": "npm init", "cwd": "/", "env": []},
        {"command": "npm i", "cwd": "/app", "env": ["TOKEN"]},
    ]
    assert (recovery["env"], recovery["cwd"]) == (["TOKEN"], "/app")


async def test_keys_and_batches_hold_for_sandboxes_too(client: Client) -> None:
    await sandbox(client)
    first = await ok(client, "start_command", sandboxId="box", command="ls", idempotencyKey="k")
    again = await ok(client, "start_command", sandboxId="box", command="ls", idempotencyKey="k")
    assert as_event(first) == as_event(again)
    said_ = {"type": "append_output", "commandId": first["command"]["id"], "stream": "stdout", "text": "a", "offset": 0}
    over = {"type": "finish_command", "commandId": first["command"]["id"], "exitCode": 0}
    await ok(client, "batch", commands=[said_, over])
    assert refusal(await client.ask("batch", commands=[over, {**said_, "offset": 9}]))[0] == "conflict"


async def test_it_goes_with_copies_and_forks_and_with_what_was(server: Server, client: Client) -> None:
    message = await said(client, "before")
    server.clock.pass_seconds(1)
    await sandbox(client, state={"v": 1}, files=FILES)
    command = await run(client)
    await say(client, command, "then", 0)
    seq = (await ok(client, "get_session"))["seq"]
    await say(client, command, " and later", 4)
    await end(client, command)
    await ok(client, "update_sandbox", sandboxId="box", state={"v": 2}, files={})
    copy = await server.connect((await ok(client, "copy_session"))["session"]["id"])
    assert (await ok(copy, "get_sandbox"))["sandbox"]["state"] == {"v": 2}
    assert (await found(copy, command))["stdout"] == "then and later"
    fork = await server.connect((await ok(client, "fork_session", messageId=message))["session"]["id"])
    assert (await ok(fork, "get_session"))["session"]["sandboxId"] is None
    assert refusal(await fork.ask("get_command", commandId=command)) == ("not_found", "commandId")
    await ok(client, "restore_session_at", seq=seq, into="then")
    then = await server.connect("then")
    recovery = await ok(then, "get_sandbox_recovery")
    assert (recovery["sandbox"]["state"], recovery["sandbox"]["files"], recovery["commands"]) == ({"v": 1}, FILES, [])
    kept = await found(then, command)
    assert (kept["stdout"], kept["status"], kept["stdoutBytes"]) == ("then", "running", 4)
    assert (await say(then, command, "!", 4))["offset"] == 5
    done = await ok(client, "restore_session_at", seq=seq)
    assert [gap["noun"] for gap in done["incomplete"]] == ["sandbox"]
    assert (await ok(client, "get_sandbox"))["sandbox"]["state"] == {"v": 2}


async def test_it_is_gone_with_its_session(server: Server, client: Client) -> None:
    await sandbox(client, files=FILES)
    await ok(client, "delete_session", permanent=True)
    await removed(server)
    assert refusal(await (await server.connect()).ask("get_sandbox"))[0] in ("not_found", "unauthenticated")
