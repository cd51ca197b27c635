"""The demo model: what it shows to whom, and what can be tried with it."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from server.assistant import DemoModel, Finished, Reasoning, Request, Text, ToolCall, Turn
from server.assistant.counter import COLOURS
from server.assistant.script import script_for

from .provider import Waits, ask, reply_of, reply_until_fault, words_of


@pytest.fixture
def demo() -> DemoModel:
    return DemoModel(pace=0)


async def says(demo: DemoModel, words: str) -> str:
    return words_of(await reply_of(demo, ask(words)))


class Conversation:
    """Several requests in a row; each reply is part of the history of the next."""

    def __init__(self, demo: DemoModel) -> None:
        self._demo = demo
        self._turns: list[Turn] = []

    async def says(self, words: str) -> str:
        self._turns.append(Turn("user", words))
        reply = words_of(await reply_of(self._demo, Request(tuple(self._turns))))
        self._turns.append(Turn("assistant", reply))
        return reply


def fenced(reply: str, info: str) -> str:
    found = re.search(rf"^```{re.escape(info)}\n(.*?)^```$", reply, re.MULTILINE | re.DOTALL)
    assert found, f"no ```{info} in {reply[:200]}"
    return found[1]


@pytest.mark.parametrize(
    ("words", "shows"),
    [
        ("Build a React counter component", '```tsx title="Counter.tsx"'),
        ("write some code", '```tsx title="Counter.tsx"'),
        ("Write a Python script that counts words", '```python title="text_report.py"'),
        ("an HTML page for my café, please", '```html title="index.html"'),
        ("Make me a landing page", '```html title="index.html"'),
        ("Draw an SVG logo", '```svg title="satchel.svg"'),
        ("draw me a flowchart", "```mermaid"),
        ("Compare databases in a table", "| :--- |"),
        ("Write a launch plan", '<artifact identifier="launch-plan" type="text/markdown" title='),
        ("write a document about python", "<artifact identifier="),
    ],
)
async def test_what_is_asked_for_is_what_is_shown(demo: DemoModel, words: str, shows: str) -> None:
    assert shows in await says(demo, words)


@pytest.mark.parametrize("words", ["Hello!", "", "make it red", "/unknown"])
async def test_anything_else_is_welcomed_with_code_a_table_and_a_document(demo: DemoModel, words: str) -> None:
    reply = await says(demo, words)
    assert "```python" in reply
    assert "| :--- | :--- | :--- |" in reply
    assert re.search(r"<artifact identifier=.*?</artifact>", reply, re.DOTALL)


async def test_a_reply_ends_once_and_counts_its_tokens(demo: DemoModel) -> None:
    *said, last = await reply_of(demo, ask("/echo 12345678"))
    assert said == [Text("12345678")]
    assert last == Finished("stop", "demo", 3, 2, 5)


async def test_the_same_history_gets_the_same_pieces(demo: DemoModel) -> None:
    assert await reply_of(demo, ask("a table")) == await reply_of(DemoModel(pace=0), ask("a table"))


async def test_a_change_is_a_new_version_of_the_same_file(demo: DemoModel) -> None:
    talk = Conversation(demo)
    first = fenced(await talk.says("a react counter"), 'tsx title="Counter.tsx"')
    red = fenced(await talk.says("make it red"), 'tsx title="Counter.tsx"')
    assert COLOURS["red"] not in first
    assert red == first.replace(COLOURS["indigo"], COLOURS["red"])


async def test_changes_add_up(demo: DemoModel) -> None:
    talk = Conversation(demo)
    await talk.says("a blue react counter")
    await talk.says("add a reset button")
    await talk.says("Now a table, please")
    reply = await talk.says("make it bigger and dark")
    source = fenced(reply, 'tsx title="Counter.tsx"')
    assert "given it a dark background and made the number and the buttons larger" in reply
    assert all(part in source for part in (COLOURS["blue"], "setCount(0)", "fontSize: 96"))


async def test_a_change_that_it_does_not_know_still_shows_one(demo: DemoModel) -> None:
    talk = Conversation(demo)
    versions = [fenced(await talk.says("a react counter"), 'tsx title="Counter.tsx"')]
    versions += [fenced(await talk.says("change something"), 'tsx title="Counter.tsx"') for _ in range(8)]
    assert len(set(versions)) == len(versions)


async def test_another_thing_after_the_counter_is_another_thing(demo: DemoModel) -> None:
    talk = Conversation(demo)
    await talk.says("a react counter")
    assert "```mermaid" in await talk.says("now make a diagram")
    assert await talk.says("/echo make it red") == "make it red"


@pytest.mark.parametrize("kilobytes", [1, 7, 100])
async def test_long_streams_as_many_kilobytes_as_were_asked_for(demo: DemoModel, kilobytes: int) -> None:
    reply = await says(demo, f"/long {kilobytes}")
    assert len(reply.encode()) == kilobytes * 1024
    assert reply.count("```") % 2 == 0


@pytest.mark.parametrize(("words", "kilobytes"), [("/long", 10), ("/long x", 10), ("/long 0", 1)])
async def test_long_without_a_number_is_moderate(demo: DemoModel, words: str, kilobytes: int) -> None:
    assert len(await says(demo, words)) == kilobytes * 1024


async def test_long_has_prose_and_code(demo: DemoModel) -> None:
    reply = await says(demo, "/long 20")
    assert "## 1. A file you can hold" in reply
    compile(fenced(reply, 'python title="chapter_001.py"'), "chapter", "exec")


async def test_fail_breaks_off_after_some_words(demo: DemoModel) -> None:
    said, fault = await reply_until_fault(demo, ask("/fail"))
    assert words_of(said).startswith("This reply is going to fail")
    assert fault.details == {"reason": "cut"}


async def test_think_reasons_before_it_answers(demo: DemoModel) -> None:
    reply = await reply_of(demo, ask("/think a table"))
    kinds = [type(piece) for piece in reply]
    assert kinds == sorted(kinds, key=[Reasoning, Text, Finished].index)
    assert kinds[0] is Reasoning
    assert words_of(reply) == await says(demo, "a table")


async def test_pieces_come_at_a_pace_and_slowly_if_asked() -> None:
    waits, slow_waits = Waits(), Waits()
    text = "x" * 450
    quick = await reply_of(DemoModel(sleep=waits), ask(f"/echo {text}"))
    slow = await reply_of(DemoModel(sleep=slow_waits), ask(f"/slow /echo {text}"))
    assert waits.seconds == [0.03] * 3
    assert slow_waits.seconds == [0.15] * 38
    assert words_of(quick) == words_of(slow) == text


def files_for(words: str) -> dict[str, str]:
    text = script_for([Turn("user", words)]).text
    return dict(re.findall(r'^```\w+ title="([^"]+)"\n(.*?)^```$', text, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize(
    ("words", "name", "prints"),
    [("python", "text_report.py", "Words           4"), ("hello", "reading_time.py", "9 min")],
)
def test_the_python_it_shows_runs(tmp_path: Path, words: str, name: str, prints: str) -> None:
    script = tmp_path / name
    script.write_text(files_for(words)[name], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        input="One two. Three four!",
        capture_output=True,
        text=True,
        check=True,
    )
    assert prints in done.stdout


def test_the_svg_it_shows_is_well_formed() -> None:
    root = ElementTree.fromstring(files_for("svg")["satchel.svg"])
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


async def test_it_calls_the_tools_that_it_is_told_to(demo: DemoModel) -> None:
    *pieces, last = await reply_of(demo, ask('/tool weather {"city":\n "Oslo"}\n/tool clock'))
    calls = [piece for piece in pieces if isinstance(piece, ToolCall)]
    assert calls == pieces
    assert [call.name for call in calls if call.name] == ["weather", "clock"]
    assert "".join(call.arguments for call in calls if call.index == 0) == '{"city":\n "Oslo"}'
    assert len({call.id for call in calls if call.id}) == 2
    assert isinstance(last, Finished)
    assert last.finish_reason == "tool-calls"


async def test_it_says_what_tools_have_said(demo: DemoModel) -> None:
    results = ({"type": "tool-result", "toolCallId": "a", "output": {"degrees": 4}},)
    turns = (Turn("user", "/tool weather"), Turn("assistant", ""), Turn("tool", "", results))
    assert words_of(await reply_of(demo, Request(turns))) == 'The tool said: {"degrees":4}'
