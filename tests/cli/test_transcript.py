"""What was heard, on the page: every piece once, whatever is told twice or left out."""

from typing import Any

import pytest

from server.cli.chat.page import Page
from server.cli.chat.transcript import Transcript
from server.wire.events import MessageAdded, ReplyDelta, ReplyFinished, ReplyStarted
from server.wire.resources import Message, Part, TextPart


@pytest.fixture(autouse=True)
def _without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def _on_terminal() -> Transcript:
    return Transcript(Page(on_terminal=True))


def _delta(offset: int, text: str, **fields: Any) -> ReplyDelta:
    return ReplyDelta(reply_id="r", offset=offset, text=text, **fields)


def _message(content: str, status: Any = "complete", id: str = "r") -> Message:
    parts: list[Part] = [TextPart(content)]
    return Message(id, "s", None, "assistant", content, parts, [], "text", {}, None, status, True, 0, 1, 1)


def test_what_is_told_twice_is_written_once(capsys: pytest.CaptureFixture[str]) -> None:
    transcript = _on_terminal()
    transcript.hear(ReplyStarted(reply_id="r", message_id=None))
    for offset, text in ((0, "one "), (0, "one "), (0, "one two "), (4, "two three"), (13, "")):
        transcript.hear(_delta(offset, text))
    finished = ReplyFinished(message=_message("one two three"), artifacts=[])
    transcript.hear(finished)
    transcript.hear(finished)
    transcript.hear(MessageAdded(message=_message("one two three")))
    transcript.hear(_delta(0, "one two three"))
    assert capsys.readouterr().out == "one two three\n"


def test_what_was_missed_comes_with_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    transcript = _on_terminal()
    transcript.hear(_delta(0, "one "))
    transcript.hear(_delta(8, "three "))
    transcript.hear(MessageAdded(message=_message("one two three four")))
    assert capsys.readouterr().out == "one two three four\n"


def test_offsets_count_code_points(capsys: pytest.CaptureFixture[str]) -> None:
    transcript = _on_terminal()
    transcript.hear(_delta(0, "😀é"))
    transcript.hear(_delta(1, "é!"))
    assert capsys.readouterr().out == "😀é!"


def test_a_stretch_that_is_not_saved_is_marked_until_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    transcript = _on_terminal()
    transcript.hear(_delta(0, "one "))
    transcript.hear(_delta(4, "two ", saved=False))
    transcript.hear(_delta(4, "two three ", saved=False))
    transcript.hear(_delta(14, ""))
    transcript.hear(_delta(14, "four"))
    assert capsys.readouterr().out == "one [not saved yet] two three  [saved] four"


def test_what_was_shown_and_then_lost_is_owned_up_to(capsys: pytest.CaptureFixture[str]) -> None:
    transcript = _on_terminal()
    transcript.hear(_delta(0, "one "))
    transcript.hear(_delta(4, "two", saved=False))
    transcript.hear(ReplyFinished(message=_message("one ", "interrupted"), artifacts=[]))
    shown = capsys.readouterr().out
    assert "The last 3 characters could not be stored and are lost." in shown
    assert "[saved]" not in shown
