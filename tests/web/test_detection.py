"""A3, A4: what stands in an assistant's message becomes artifacts, and the log says so."""

from typing import Any

import pytest
import structlog

from ..client import Client
from ..conftest import Server
from .frames import TICKS, append, fence, heard_so_far, of_type, reply_to


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the server's log says of what was saved."""
    capture = structlog.testing.LogCapture()
    logger = structlog.wrap_logger(None, processors=[capture], wrapper_class=structlog.BoundLogger)
    monkeypatch.setattr("server.actor.notes.log", logger)
    entries: list[Any] = capture.entries
    return entries


CODE = "answer = 42"
CONVENTIONS = {
    "a fence": (fence("python", CODE), "python", "Python snippet 1"),
    "a fence with a title": (fence('tsx title="App.tsx"', "export const a = 1"), "react-component", "App.tsx"),
    "a fence with a file": (fence("python app.py", CODE), "python", "app.py"),
    "a fence with filename=": (fence("css filename=a/style.css", "a { b: c }"), "css", "style.css"),
    "a first line that names a file": (fence("js", "// file: src/main.js\nrun()"), "javascript", "main.js"),
    "a fence of tildes": ("~~~sql query.sql\nselect 1\n~~~\n", "code", "query.sql"),
    "a fence in a list": ("1. Do this:\n\n   ```json a.json\n   {}\n   ```\n", "json", "a.json"),
    "artifact": ('<artifact identifier="x" type="text/html" title="X">\n<p>\n</artifact>', "html", "X"),
    "antArtifact": (
        '<antArtifact identifier="x" type="application/vnd.ant.react" title="X">\nlet a\n</antArtifact>',
        "react-component",
        "X",
    ),
    "lobeArtifact": (
        '<lobeArtifact identifier="x" type="image/svg+xml" title="X"><svg></svg></lobeArtifact>',
        "svg",
        "X",
    ),
    "boltArtifact": (
        """<boltArtifact id="x" title="X">
<boltAction type="file" filePath="src/a.ts">
let a = 1
</boltAction>
<boltAction type="shell">npm i</boltAction>
</boltArtifact>""",
        "typescript",
        "a.ts",
    ),
    "a directive": (
        f':::artifact{{identifier="x" type="text/markdown" title="X"}}\n{TICKS}\n# X\n{TICKS}\n:::\n',
        "markdown",
        "X",
    ),
    "a table": ("| a | b |\n|---|---|\n| 1 | 2 |\n", "table", "a, b"),
}


@pytest.mark.parametrize("convention", CONVENTIONS)
async def test_each_convention_makes_an_artifact_and_a_line_in_the_log(
    client: Client, log: list[Any], convention: str
) -> None:
    words, kind, title = CONVENTIONS[convention]
    reply = await append(client, f"Here it is.\n\n{words}\nThat was it.")
    [artifact] = reply["artifacts"]
    assert (artifact["type"], artifact["title"]) == (kind, title)
    assert artifact["messageId"] == reply["messageId"]
    [line] = [line for line in log if line["event"] == "artifact_saved"]
    assert (line["id"], line["title"], line["type"]) == (artifact["id"], title, kind)


async def test_all_artifacts_of_a_reply_are_stored_and_logged(client: Client, log: list[Any]) -> None:
    heard = await reply_to(client, "hello")
    message_id = heard[-1]["message"]["id"]
    stored = (await client.ask("get_artifacts", messageId=message_id))["artifacts"]
    assert [artifact["type"] for artifact in stored] == ["python", "table", "markdown"]
    assert [frame["artifact"] for frame in of_type(heard, "artifact_created")] == stored
    lines = [(line["id"], line["title"], line["type"]) for line in log if line["event"] == "artifact_saved"]
    assert lines == [(artifact["id"], artifact["title"], artifact["type"]) for artifact in stored]


@pytest.mark.parametrize("role", ["user", "system", "tool"])
async def test_only_the_assistants_code_becomes_artifacts(client: Client, log: list[Any], role: str) -> None:
    assert (await append(client, fence("python app.py", CODE), role))["artifacts"] == []
    assert (await client.ask("get_artifacts"))["artifacts"] == []
    assert [line for line in log if line["event"] == "artifact_saved"] == []


async def test_code_in_the_texts_of_parts_is_found(client: Client) -> None:
    parts = [{"type": "reasoning", "text": fence("python no.py", "a")}, {"type": "text", "text": fence("css", "b {}")}]
    reply = await client.ask("append_message", role="assistant", parts=parts)
    assert [artifact["type"] for artifact in reply["artifacts"]] == ["css"]


@pytest.mark.parametrize(
    "words",
    [
        f"Inline `code` and {TICKS}more{TICKS} stays where it is.",
        f"<think>\n{fence('python app.py', CODE)}</think>\nDone.",
        "a | b\nno table",
    ],
)
async def test_what_is_no_artifact_makes_none(client: Client, words: str) -> None:
    assert (await append(client, words))["artifacts"] == []


async def test_what_is_said_again_without_a_change_is_not_told_as_saved(
    server: Server, client: Client, log: list[Any]
) -> None:
    [first] = (await append(client, fence("python app.py", CODE)))["artifacts"]
    other = await server.connect()
    log.clear()
    for asked in (
        append(client, fence("python app.py", CODE)),
        reply_to(client, "/echo " + fence("python app.py", CODE)),
    ):
        await asked
    heard = await heard_so_far(other)
    assert of_type(heard, "artifact_created", "artifact_updated") == []
    assert [line for line in log if line["event"] == "artifact_saved"] == []
    assert (await client.ask("get_artifacts"))["artifacts"] == [first]
