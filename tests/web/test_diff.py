"""A7: what changed between two versions; A8: a deletion that is conditional."""

import random
import re

import pytest

from server.session.differences import unified

from ..client import Client, Frame
from .frames import create, ok, refusal, update


async def diff(client: Client, artifact: Frame, old: int, new: int | None = None) -> Frame:
    return await client.ask("get_artifact_diff", artifactId=artifact["id"], fromVersion=old, toVersion=new)


async def test_two_versions_are_compared_line_by_line(client: Client) -> None:
    artifact = await create(client, "a\nb\nc\n")
    await update(client, artifact["id"], updates={"content": "a\nB\nc\n"})
    await update(client, artifact["id"], updates={"content": "a\nB\nc\nd"})
    reply = await diff(client, artifact, 1, 2)
    assert (reply["type"], reply["fromVersion"], reply["toVersion"]) == ("artifact_diff", 1, 2)
    assert reply["diff"] == "--- version 1\n+++ version 2\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
    present = await diff(client, artifact, 2)
    assert present["toVersion"] == 3
    assert present["diff"].endswith(" c\n+d\n\\ No newline at end of file\n")
    assert "-B\n+b\n" in (await diff(client, artifact, 2, 1))["diff"]
    assert (await diff(client, artifact, 3))["diff"] == ""


async def test_a_version_that_is_not_there_is_not_compared(client: Client) -> None:
    artifact = await create(client)
    for old, new in ((2, None), (1, 2)):
        assert refusal(await diff(client, artifact, old, new)) == ("not_found", "version")
    assert refusal(await diff(client, {"id": "none"}, 1)) == ("not_found", "artifactId")


@pytest.mark.parametrize("content", ["\n" * 20_000, "x" * (2 * 1024 * 1024 + 1)], ids=["lines", "characters"])
async def test_a_text_of_too_many_lines_or_characters_is_not_compared(client: Client, content: str) -> None:
    artifact = await create(client, "a\n")
    await update(client, artifact["id"], updates={"content": content})
    reply = await diff(client, artifact, 1)
    assert (reply["code"], reply["details"]) == ("too_large", {"version": 2})
    assert "fetch both versions" in reply["message"]


def patched(old: str, changes: str) -> str:
    """What `patch` makes of a text."""
    lines, new, at = old.split("\n"), list[str](), 0
    lines = [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    for line in re.findall(r"[^\n]*\n(?:\\ No newline at end of file\n)?", changes)[2:]:
        if line.startswith("@@"):
            [begin, count] = [int(number) for number in f"{line[4:].split()[0]},1".split(",")[:2]]
            new += lines[at : begin - (count > 0)]
            at = begin - (count > 0)
            continue
        text = line[1:].removesuffix("\n\\ No newline at end of file\n")
        if line[0] != "+":
            assert lines[at] == text
            at += 1
        if line[0] != "-":
            new.append(text)
    return "".join(new + lines[at:])


def test_a_difference_is_what_makes_the_new_text_of_the_old_one() -> None:
    dice = random.Random(1)

    def text() -> str:
        lines = ["a\n", "b\n", "c\r\n", "\n", *(f"only {number}\n" for number in range(9))]
        return "".join(dice.choice(lines) for _ in range(dice.randrange(25))) + dice.choice(["", "the end"])

    for _ in range(500):
        old, new = text(), text()
        changes = unified(old, new, "old", "new")
        assert (changes == "") is (old == new)
        assert patched(old, changes) == new


@pytest.mark.timeout(20)
def test_texts_of_many_lines_are_compared_at_once_however_they_differ() -> None:
    old, new = ("".join(f"{i}\n" if i % 2 else f"{who}{i}\n" for i in range(9_999)) for who in "ab")
    changes = unified(old, new, "", "")
    assert changes.count("\n-a") == 5_000
    assert "\n 4999\n" in changes  # which both have
    assert unified(old * 2, new * 2, "", "")  # nothing in them stands there once


async def test_a_deletion_from_a_stale_version_conflicts(client: Client) -> None:
    artifact = await create(client)
    current = (await update(client, artifact["id"], updates={"content": "b\n"}))["artifact"]
    reply = await client.ask("delete_artifact", artifactId=artifact["id"], expectedVersion=1)
    assert (reply["code"], reply["details"]) == ("conflict", {"current": current, "expectedVersion": 1})
    assert (await ok(client, "get_artifacts"))["artifacts"] == [current]
    reply = await client.ask("delete_artifact", artifactId=artifact["id"], expectedVersion=2)
    assert reply["type"] == "artifact_deleted"
