"""Messages as UI messages, and UI messages as commands."""

from typing import Any

import pytest

from server.errors import SatchelError
from server.web.ui_messages import (
    UIMessage,
    answers_of,
    append_commands,
    client_tools,
    is_said,
    read_ui_messages,
    said_fields,
    ui_messages,
)
from server.wire.resources import DataPart, FilePart, Part, ReasoningPart, TextPart, Tool, ToolCallPart, ToolResultPart

from .saying import ISO, artifact, data_of, message

PICTURE = FilePart("image/png", "data:image/png;base64,AA==", "dot.png")


def ui(id_: str, role: Any, *parts: dict[str, Any], metadata: Any = None) -> UIMessage:
    return UIMessage(id_, role, [*parts], metadata)


def test_a_question_with_a_file_and_its_answer_with_thoughts_and_an_artifact() -> None:
    bars = artifact("art1", "a1")
    found = ui_messages(
        [
            message("u1", "user", "What is this?", PICTURE, metadata={"mood": "curious"}),
            message("a1", "assistant", ReasoningPart("Hm."), "A dot.", metadata={"modelId": "demo"}),
        ],
        [bars, artifact("art2", None)],
    )
    picture = {"type": "file", "mediaType": "image/png", "url": PICTURE.url, "filename": "dot.png"}
    assert found == [
        {
            "id": "u1",
            "role": "user",
            "metadata": {"mood": "curious", "createdAt": ISO},
            "parts": [{"type": "text", "text": "What is this?", "state": "done"}, picture],
        },
        {
            "id": "a1",
            "role": "assistant",
            "metadata": {"modelId": "demo", "createdAt": ISO},
            "parts": [
                {"type": "step-start"},
                {"type": "reasoning", "text": "Hm.", "state": "done"},
                {"type": "text", "text": "A dot.", "state": "done"},
                {"type": "data-artifact", "id": "art1", "data": data_of(bars)},
            ],
        },
    ]


def test_all_steps_around_tools_are_one_message_and_a_call_is_one_part_with_its_result() -> None:
    found = ui_messages(
        [
            message("u1", "user", "Weather?"),
            message("a1", "assistant", ToolCallPart("c1", "weather", {"in": "Oslo"}), ToolCallPart("c2", "time")),
            message("t1", "tool", ToolResultPart("c1", {"sun": True}), ToolResultPart("c2", error="No clock.")),
            message("a2", "assistant", ToolCallPart("c3", "map")),
            message("t2", "tool"),
            message("a3", "assistant", "Sun.", metadata={"finishReason": "stop"}),
            message("a4", "assistant", "Something else."),
        ]
    )
    assert [one["id"] for one in found] == ["u1", "a1", "a4"]
    assert found[1]["metadata"] == {"finishReason": "stop", "createdAt": ISO}
    assert found[1]["parts"] == [
        {"type": "step-start"},
        {
            "type": "tool-weather",
            "toolCallId": "c1",
            "state": "output-available",
            "input": {"in": "Oslo"},
            "output": {"sun": True},
        },
        {
            "type": "tool-time",
            "toolCallId": "c2",
            "state": "output-error",
            "input": None,
            "errorText": "No clock.",
        },
        {"type": "step-start"},
        {"type": "tool-map", "toolCallId": "c3", "state": "input-available", "input": None},
        {"type": "step-start"},
        {"type": "text", "text": "Sun.", "state": "done"},
    ]


def test_what_our_own_page_attaches_is_a_file_too() -> None:
    attached = {"name": "dot.png", "mediaType": "image/png", "url": PICTURE.url, "size": 1}
    [found] = ui_messages([message("u1", "user", "See.", attachments=[attached, "something else"])])
    assert found["parts"][1] == {"type": "file", "mediaType": "image/png", "url": PICTURE.url, "filename": "dot.png"}


def test_a_reply_that_is_being_written_or_was_stopped_says_so() -> None:
    [growing] = ui_messages([message("a1", "assistant", "On", status="streaming")])
    assert growing["metadata"]["status"] == "streaming"
    assert growing["parts"][1]["state"] == "streaming"
    [stopped] = ui_messages([message("a1", "assistant", "On", status="interrupted")])
    assert stopped["metadata"]["status"] == "interrupted"
    assert stopped["parts"][1]["state"] == "done"


def test_what_a_client_says_is_content_where_it_is_text_alone_and_parts_otherwise() -> None:
    text: dict[str, Any] = {"type": "text", "text": "Hello"}
    file = {"type": "file", "mediaType": "image/png", "url": PICTURE.url, "filename": "dot.png"}
    assert said_fields(ui("u1", "user", text)) == {"message_id": "u1", "content": "Hello"}
    assert said_fields(ui("u1", "user", file, text, metadata={"mood": "gay"})) == {
        "message_id": "u1",
        "metadata": {"mood": "gay"},
        "parts": [PICTURE, TextPart("Hello")],
    }
    assert is_said(message("u1", "user", "Hello", PICTURE), ui("u1", "user", text, file))
    assert not is_said(message("u1", "user", "Hello"), ui("u1", "user", text, file))
    assert not is_said(message("u1", "user", "Hello"), ui("u1", "user", {"type": "text", "text": "Bye"}))


def test_a_reply_from_elsewhere_is_taken_over_step_by_step_under_ids_that_stay() -> None:
    theirs = ui(
        "a1",
        "assistant",
        {"type": "step-start"},
        {"type": "reasoning", "text": "Hm."},
        {"type": "tool-weather", "toolCallId": "c1", "state": "output-available", "input": {}, "output": 3},
        {"type": "step-start"},
        {"type": "text", "text": "Three."},
        {"type": "data-artifact", "id": "x", "data": {}},
        {"type": "data-mood", "data": 5},
        {"type": "source-url", "sourceId": "s", "url": "https://example.com/"},
        metadata={"modelId": "m"},
    )
    first, second, third = append_commands(theirs)
    assert (first.role, first.message_id) == ("assistant", "a1")
    assert first.parts == [ReasoningPart("Hm."), ToolCallPart("c1", "weather", {})]
    assert first.metadata == {"modelId": "m"}
    assert (second.role, second.message_id, second.parts) == ("tool", "a1:1", [ToolResultPart("c1", 3)])
    source = {"sourceId": "s", "url": "https://example.com/"}
    kept: list[Part] = [TextPart("Three."), DataPart("mood", 5), DataPart("source-url", source)]
    assert (third.role, third.message_id, third.parts) == ("assistant", "a1:2", kept)
    assert [command.message_id for command in append_commands(theirs)] == ["a1", "a1:1", "a1:2"]
    # and what was taken over is shown as it came
    [shown] = ui_messages([message("a1", "assistant", *kept)])
    assert shown["parts"][2:] == [{"type": "data-mood", "data": 5}, {**source, "type": "source-url"}]


def test_a_reply_that_says_nothing_is_not_taken_over() -> None:
    assert append_commands(ui("a1", "assistant", {"type": "step-start"})) == []


def test_what_the_clients_tools_said_is_read_from_the_calls() -> None:
    said = ui(
        "a1",
        "assistant",
        {"type": "tool-a", "toolCallId": "c1", "state": "input-available", "input": 1},
        {"type": "dynamic-tool", "toolName": "b", "toolCallId": "c2", "state": "output-available", "output": 2},
        {"type": "tool-c", "toolCallId": "c3", "state": "output-error", "errorText": "Broken."},
    )
    assert answers_of(said) == [ToolResultPart("c2", 2), ToolResultPart("c3", error="Broken.")]


@pytest.mark.parametrize("wrong", [5, [{"id": "a"}], [{"id": "", "role": "user", "parts": []}], ["a"]])
def test_what_is_no_list_of_messages_is_refused_by_name(wrong: object) -> None:
    with pytest.raises(SatchelError) as refused:
        read_ui_messages(wrong)
    assert refused.value.details == {"field": "messages"}


def test_tools_of_a_client_are_read_in_both_spellings() -> None:
    found = client_tools([{"name": "a", "inputSchema": {"type": "object"}, "more": 1}, {"name": "b"}])
    assert found == [Tool("a", "", {"type": "object"}), Tool("b")]
    assert client_tools(None) == []
    with pytest.raises(SatchelError):
        client_tools([{"description": "no name"}])
