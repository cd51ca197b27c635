"""What wants an artifact and what does not, in sentences; and any text at all."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.content import Intent, classify_intent


def wanted(text: str) -> str | None:
    return classify_intent(text).type


@pytest.mark.parametrize(
    "text",
    [
        "What is a table?",
        "How do tables work in HTML?",
        "explain this code:\n\ndef f(): ...",
        "why does my script fail?",
        "I need to see a doctor about my letter carrier's back",
        "Set the table for four",
        "The table of contents of this book says that the report is on page 3",
        "What does the code of conduct say?",
        "Can you tell me what this function does?",
        "how to write a cover letter",
        "Thanks for the report!",
        "make it shorter",
        "",
        " \n",
    ],
)
def test_a_question_or_small_talk_wants_no_artifact(text: str) -> None:
    assert wanted(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Don't write code, just explain it",
        "I don't want a script, only the idea",
        "no table please, just tell me",
        "Schreib keinen Code",
        "N'écris pas de code",
        "No escribas código",
        "Не пиши код",
        "不要写代码",
        "コードは書かないで",
    ],
)
def test_what_is_refused_is_not_made(text: str) -> None:
    assert wanted(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Write an essay on how computer programs changed chess", "doc"),
        ("write a program that prints a letter", "code"),
        ("Write a script that saves the table as csv", "code"),
        ("Draft a report about spreadsheets", "doc"),
        ("list the planets in a table", "table"),
        ("make an excel table of the planets", "sheet"),
        ("Write a code of conduct", "doc"),
    ],
)
def test_the_thing_asked_for_names_the_type_and_not_what_it_is_about(text: str, kind: str) -> None:
    assert wanted(text) == kind


def test_what_is_quoted_is_not_asked() -> None:
    assert wanted('What does "write an essay" mean in French?') is None
    assert wanted('He said: "Create a table, write a report."') is None


def test_what_is_pasted_is_not_asked() -> None:
    pasted = "Dear Ann,\nplease write a report and send it as an Excel file.\nTom"
    assert wanted(f"Is this rude?\n\n{pasted}") is None
    assert wanted(f"Write a Python script that counts the words in this:\n\n{pasted}") == "code"


def test_the_request_may_stand_before_or_after_a_long_paste() -> None:
    pasted = "The river is long and flows to the sea. " * 20_000
    assert wanted(f"{pasted}\n\nPut the rivers into a table") == "table"
    assert wanted(f"Write a report from this:\n\n{pasted}") == "doc"


def test_slips_of_the_fingers_are_read_over() -> None:
    assert wanted("pls wrtie a scirpt that sorts files") == "code"
    assert wanted("make me a spredsheet") == "sheet"


def test_the_reason_names_the_words_that_decided() -> None:
    assert classify_intent("Write a script").reason == '"Write" asks for something to be made, and "script" is code.'
    assert classify_intent("Don't write a script").reason == '"Don\'t" says that nothing is to be made.'
    assert classify_intent("Why is it red?").reason.startswith('"Why" opens a question')


def test_what_is_only_hinted_at_is_less_certain() -> None:
    plain, hinted = classify_intent("Write a function"), classify_intent("write quicksort in a way that I understand")
    assert hinted.type == plain.type == "code"
    assert hinted.confidence < plain.confidence


WORDS = st.sampled_from(
    (
        *(
            "write",
            "a",
            "table",
            "please",
            "can you",
            "don't",
            "script",
            "in",
            "as",
            "csv",
            "explain",
            "what",
            "letter",
        ),
        *(",", ":", "?", ".", "\n", "\n\n", "```", "'", '"', "this", "that", "make", "something", "python", "(", "–"),
        *("schreib", "einen", "Brief", "écris", "напиши", "写", "表格", "を作って", "ﷺ", "\ud800", "ß", "İ"),
    )
)


@settings(max_examples=500, deadline=None)
@given(st.text() | st.lists(WORDS, max_size=40).map(" ".join))
def test_any_text_has_a_valid_intent_and_always_the_same(text: str) -> None:
    intent = classify_intent(text)
    assert isinstance(intent, Intent)
    assert intent.type in (None, "table", "doc", "sheet", "code")
    assert intent.should_create == (intent.type is not None)
    assert 0.0 <= intent.confidence <= 1.0
    assert intent.reason
    assert classify_intent(text) == intent


MEGABYTE = 1_000_000
SLOWEST = 5.0  # seconds of this process, generous for a busy machine; a quadratic step would take hours


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "\n", "\n \t", "'", '"a', "write ", "can you ", "i need , ", "in ", "```", "<a ", "写", "ﷺ", "{ "],
)
def test_a_megabyte_costs_no_more_than_its_ends(piece: str) -> None:
    text = piece * (MEGABYTE // len(piece))
    classify_intent("the tables of words are put together at the first call")
    begin = time.process_time()
    classify_intent(text)
    assert time.process_time() - begin < SLOWEST
