"""What a provider hears of a session's history."""

import json
from typing import Any

from msgspec import Struct

from server.assistant import Request, Tool, Turn
from server.assistant.messages import completion_request, messages

CALL = {"type": "tool-call", "toolCallId": "c1", "toolName": "weather", "input": {"city": "Oslo"}}
RESULT = {"type": "tool-result", "toolCallId": "c1", "output": {"degrees": 4}}
SENT_CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Oslo"}'}}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def test_plain_turns_are_plain_messages() -> None:
    assert messages([Turn("system", "Be brief."), Turn("user", "Hi"), Turn("assistant", "Hello")]) == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello"},
    ]


def test_a_turn_that_says_nothing_is_left_out() -> None:
    assert messages([Turn("user", "Hi"), Turn("assistant", ""), Turn("user", "")]) == [
        {"role": "user", "content": "Hi"}
    ]


def test_text_parts_stand_in_for_missing_content() -> None:
    assert messages([Turn("user", "", (text("Hi"),))]) == [{"role": "user", "content": "Hi"}]


def test_parts_may_be_structs() -> None:
    class Part(Struct, tag_field="type", tag="text"):
        text: str

    assert messages([Turn("user", "", (Part("Hi"),))]) == [{"role": "user", "content": "Hi"}]


def test_reasoning_and_data_stay_at_home() -> None:
    parts = ({"type": "reasoning", "text": "Hm"}, text("Yes"), {"type": "data", "data": 1})
    assert messages([Turn("assistant", "Yes", parts)]) == [{"role": "assistant", "content": "Yes"}]


def test_a_tool_call_is_followed_by_its_result_wherever_that_was_kept() -> None:
    sent = [
        {"role": "assistant", "content": "I look.", "tool_calls": [SENT_CALL]},
        {"role": "tool", "tool_call_id": "c1", "content": '{"degrees":4}'},
        {"role": "assistant", "content": "4 degrees."},
    ]
    one_turn = [Turn("assistant", "I look.4 degrees.", (text("I look."), CALL, RESULT, text("4 degrees.")))]
    apart = [
        Turn("assistant", "I look.", (text("I look."), CALL)),
        Turn("tool", "", (RESULT,)),
        Turn("assistant", "4 degrees."),
    ]
    assert messages(one_turn) == sent
    assert messages(apart) == sent


def test_a_call_without_a_result_and_a_result_without_a_call_are_left_out() -> None:
    assert messages([Turn("assistant", "I look.", (CALL,)), Turn("user", "Well?")]) == [
        {"role": "assistant", "content": "I look."},
        {"role": "user", "content": "Well?"},
    ]
    assert messages([Turn("tool", "", (RESULT,))]) == []


def test_a_call_that_failed_is_answered_with_its_error_and_one_without_input_has_an_empty_one() -> None:
    call = CALL | {"input": None}
    failed = {"type": "tool-result", "toolCallId": "c1", "output": None, "error": "No such city."}
    sent = messages([Turn("assistant", "", (call, failed))])
    assert sent[0]["tool_calls"][0]["function"]["arguments"] == "{}"
    assert sent[1] == {"role": "tool", "tool_call_id": "c1", "content": "No such city."}


def test_a_call_with_no_words_has_no_content() -> None:
    sent = messages([Turn("assistant", "", (CALL, RESULT))])
    assert sent[0] == {"role": "assistant", "content": None, "tool_calls": [SENT_CALL]}


def test_an_image_goes_along_and_another_file_by_its_name() -> None:
    image = {"type": "file", "mediaType": "image/png", "url": "data:image/png;base64,AA=="}
    sheet = {"type": "file", "mediaType": "text/csv", "url": "data:,", "filename": "a.csv"}
    assert messages([Turn("user", "See", (image, sheet))]) == [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "See\n\n(attached file: a.csv)"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}},
            ],
        }
    ]


def test_an_image_that_only_this_server_can_reach_goes_by_its_name() -> None:
    image = {"type": "file", "mediaType": "image/png", "url": "/files/1", "filename": "cat.png"}
    assert messages([Turn("user", "See", (image,))]) == [{"role": "user", "content": "See\n\n(attached file: cat.png)"}]


def test_without_any_name_the_server_chooses_the_model() -> None:
    assert "model" not in completion_request(Request((Turn("user", "Hi"),)), None)


def test_a_run_of_steps_is_told_as_calls_and_their_results_in_order() -> None:
    second = {"type": "tool-call", "toolCallId": "c2", "toolName": "clock", "input": {}}
    told = {"type": "tool-result", "toolCallId": "c2", "output": "noon"}
    sent = messages(
        [
            Turn("user", "Hi"),
            Turn("assistant", "I look.", (text("I look."), CALL, second)),
            Turn("tool", "", (told, RESULT)),
            Turn("assistant", "Cold, at noon."),
        ]
    )
    assert [message["role"] for message in sent] == ["user", "assistant", "tool", "tool", "assistant"]
    assert [call["id"] for call in sent[1]["tool_calls"]] == ["c1", "c2"]
    assert [(message["tool_call_id"], message["content"]) for message in sent[2:4]] == [
        ("c1", '{"degrees":4}'),
        ("c2", "noon"),
    ]


def test_ids_that_begin_anew_with_each_step_get_their_own_results() -> None:
    sent = messages(
        [
            *(Turn("assistant", "", (CALL,)), Turn("tool", "", (RESULT | {"output": "first"},))),
            *(Turn("assistant", "", (CALL,)), Turn("tool", "", (RESULT | {"output": "second"},))),
        ]
    )
    assert [message["content"] for message in sent if message["role"] == "tool"] == ["first", "second"]


def test_broken_arguments_are_told_as_json_all_the_same() -> None:
    for broken in ('{"city": "Os', "Oslo", "[1]"):
        sent = messages([Turn("assistant", "", (CALL | {"input": broken}, RESULT))])
        arguments = sent[0]["tool_calls"][0]["function"]["arguments"]
        assert json.loads(arguments) == {"invalid": broken}


def test_tools_are_told_as_functions_and_none_as_nothing() -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    tools = (Tool("weather", "How it is.", schema), Tool("clock"))
    body = completion_request(Request((Turn("user", "Hi"),), tools=tools), None)
    assert body["tools"] == [
        {"type": "function", "function": {"name": "weather", "description": "How it is.", "parameters": schema}},
        {
            "type": "function",
            "function": {"name": "clock", "description": "", "parameters": {"type": "object", "properties": {}}},
        },
    ]
    assert "tools" not in completion_request(Request((Turn("user", "Hi"),)), None)
