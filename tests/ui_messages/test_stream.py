"""Events of a session as the chunks of a UI message stream."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.web.ui_messages import Chunk, Chunks
from server.wire.events import (
    ArtifactCreated,
    ArtifactDelta,
    ArtifactFinished,
    ArtifactStarted,
    Error,
    Frame,
    MessageAdded,
    MessagesDeleted,
    MessageUpdated,
    ReasoningDelta,
    ReplyDelta,
    ReplyFailed,
    ReplyFinished,
    ReplyStarted,
    ToolCallDelta,
    ToolCallReady,
    ToolCallStarted,
)
from server.wire.resources import Message, Part, ReasoningPart, ToolCallPart, ToolResultPart

from .legal import check
from .saying import ISO, artifact, data_of, message

STARTED = ReplyStarted(reply_id="a1", message_id="u1")


def reply(*parts: Part | str, id_: str = "a1", **fields: Any) -> Message:
    metadata = {"finishReason": "stop"} | fields.pop("metadata", {})
    return message(id_, "assistant", *parts, metadata=metadata, **fields)


def finished(*parts: Part | str, **fields: Any) -> ReplyFinished:
    return ReplyFinished(message=reply(*parts, **fields), artifacts=[])


def results(*parts: ToolResultPart, **fields: Any) -> Message:
    return message("t1", "tool", *parts, parent="a1", **fields)


def stream(*batches: list[Frame], chunks: Chunks | None = None) -> list[Chunk]:
    """What a client hears from the beginning; it would accept all of it."""
    told = chunks or Chunks("a1")
    said = told.begin() + [chunk for batch in batches for chunk in told.hear(batch)]
    check(said)
    return said


def kinds(chunks: list[Chunk]) -> list[str]:
    return [chunk["type"] for chunk in chunks]


def test_a_reply_from_its_first_thought_to_its_end() -> None:
    said = stream(
        [STARTED],
        [ReasoningDelta(reply_id="a1", offset=0, text="Hm.")],
        [ReplyDelta(reply_id="a1", offset=0, text="Hel")],
        [ReplyDelta(reply_id="a1", offset=3, text="lo")],
        [finished(ReasoningPart("Hm."), "Hello", metadata={"modelId": "demo"})],
    )
    metadata = {"finishReason": "stop", "modelId": "demo", "createdAt": ISO}
    assert said == [
        {"type": "start", "messageId": "a1"},
        {"type": "start-step"},
        {"type": "reasoning-start", "id": "reasoning-1-1"},
        {"type": "reasoning-delta", "id": "reasoning-1-1", "delta": "Hm."},
        {"type": "reasoning-end", "id": "reasoning-1-1"},
        {"type": "text-start", "id": "text-1-2"},
        {"type": "text-delta", "id": "text-1-2", "delta": "Hel"},
        {"type": "text-delta", "id": "text-1-2", "delta": "lo"},
        {"type": "text-end", "id": "text-1-2"},
        {"type": "finish-step"},
        {"type": "finish", "finishReason": "stop", "messageMetadata": metadata},
    ]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=8))
def test_whatever_is_told_twice_is_said_once(spans: list[tuple[int, int]]) -> None:
    text = "Hello, world"
    heard, end = list[list[Frame]](), 0
    for wanted, size in spans:
        start = min(wanted, end)  # never past what was told: nothing is left out
        end = max(end, start + size)
        heard.append([ReplyDelta(reply_id="a1", offset=start, text=text[start : start + size])])
    said = stream([STARTED], *heard, [finished(text)])
    assert "".join(chunk["delta"] for chunk in said if chunk["type"] == "text-delta") == text


def test_who_comes_in_the_middle_hears_all_of_it() -> None:
    missed: list[Frame] = [STARTED, ReplyDelta(reply_id="a1", offset=0, text="Hello, "), MessageAdded(message=reply())]
    said = stream(missed[:2], [ReplyDelta(reply_id="a1", offset=7, text="world"), finished("Hello, world")])
    assert [chunk["delta"] for chunk in said if chunk["type"] == "text-delta"] == ["Hello, ", "world"]


def test_who_comes_when_it_is_over_hears_it_whole() -> None:
    bars = artifact("art1", "a1")
    over = MessageAdded(message=reply(ReasoningPart("Hm."), "Bars:"))
    said = stream([ArtifactCreated(artifact=bars), over])
    assert [chunk.get("delta") for chunk in said if "delta" in chunk["type"]] == ["Hm.", "Bars:"]
    assert {"type": "data-artifact", "id": "art1", "data": data_of(bars)} in said
    assert said[-1]["type"] == "finish"


def test_what_happens_elsewhere_in_the_session_is_not_told() -> None:
    said = stream(
        [
            STARTED,
            MessageAdded(message=message("u9", "user", "Psst")),
            ReplyDelta(reply_id="a9", offset=0, text="No"),
            ReplyStarted(reply_id="a8", message_id="u9"),
            ReplyFinished(message=reply("No", id_="a9"), artifacts=[]),
            ArtifactCreated(artifact=artifact("art9", "a9")),
            MessagesDeleted(message_ids=["u9"]),
        ]
    )
    assert kinds(said) == ["start", "start-step"]


def test_an_artifact_is_one_part_from_its_first_line_to_its_end() -> None:
    bars = artifact("art1", "a1")
    growing: dict[str, Any] = {"id": None, "title": "Bars", "type": "svg", "language": "svg", "version": None}
    started = ArtifactStarted(reply_id="a1", index=0, artifact_type="svg", title="Bars", language="svg")
    said = stream(
        [STARTED, started],
        [ArtifactDelta(reply_id="a1", index=0, offset=0, text="<svg")],
        [ArtifactDelta(reply_id="a1", index=0, offset=0, text="<svg/>"), started],
        [ArtifactFinished(reply_id="a1", index=0), ArtifactCreated(artifact=bars)],
        [ReplyFinished(message=reply("Bars: <svg/>"), artifacts=[bars])],
    )
    assert [chunk for chunk in said if chunk["type"].startswith("data-")] == [
        {"type": "data-artifact", "id": "a1:0", "data": {**growing, "status": "streaming", "content": ""}},
        {"type": "data-artifactDelta", "data": {"id": "a1:0", "offset": 0, "text": "<svg"}, "transient": True},
        {"type": "data-artifactDelta", "data": {"id": "a1:0", "offset": 4, "text": "/>"}, "transient": True},
        {"type": "data-artifact", "id": "a1:0", "data": {**growing, "status": "streaming", "content": "<svg/>"}},
        {"type": "data-artifact", "id": "a1:0", "data": data_of(bars)},
    ]


def test_what_began_as_an_artifact_and_became_none_says_so() -> None:
    started = ArtifactStarted(reply_id="a1", index=0, artifact_type="svg", title="Bars", language="svg")
    said = stream([STARTED, started], [finished("Nothing")])
    assert [chunk["data"]["status"] for chunk in said if chunk["type"] == "data-artifact"] == ["streaming", "dropped"]


def test_a_call_of_the_clients_tool_ends_the_stream_and_is_the_clients_turn() -> None:
    call = ToolCallPart("c1", "weather", {"in": "Oslo"})
    said = stream([STARTED], [finished("Let me look.", call, metadata={"finishReason": "tool-calls"})])
    assert said[-5:-1] == [
        {"type": "text-end", "id": "text-1-1"},
        {"type": "tool-input-start", "toolCallId": "c1", "toolName": "weather"},
        {"type": "tool-input-available", "toolCallId": "c1", "toolName": "weather", "input": {"in": "Oslo"}},
        {"type": "finish-step"},
    ]
    assert said[-1]["finishReason"] == "tool-calls"


def test_the_servers_own_tools_are_waited_for_and_the_next_step_follows() -> None:
    call = ToolCallPart("c1", "clock", {})
    chunks = Chunks("a1")
    said = stream(
        [STARTED, ToolCallStarted(reply_id="a1", tool_call_id="c1", tool_name="clock")],
        [ToolCallDelta(reply_id="a1", tool_call_id="c1", delta="{}")],
        [ToolCallReady(reply_id="a1", tool_call_id="c1", tool_name="clock", input={})],
        [finished(call, metadata={"finishReason": "tool-calls"}), MessageAdded(message=results(status="streaming"))],
        [MessageAdded(message=message("u2", "user", "Well?"))],
        [
            MessageUpdated(message=results(ToolResultPart("c1", "noon"))),
            ReplyStarted(reply_id="a2", message_id="t1"),
        ],
        [ReplyDelta(reply_id="a2", offset=0, text="Noon.")],
        [finished("Noon.", id_="a2")],
        chunks=chunks,
    )
    assert kinds(said)[2:] == [
        "tool-input-start",
        "tool-input-delta",
        "tool-input-available",
        "tool-output-available",
        "finish-step",
        "start-step",
        "text-start",
        "text-delta",
        "text-end",
        "finish-step",
        "finish",
    ]
    assert chunks.over


def test_no_step_follows_where_none_begins_with_the_last_result() -> None:
    chunks = Chunks("a1")
    calls = [ToolCallPart("c1", "clock", {}), ToolCallPart("c2", "clock", {})]
    one, two = ToolResultPart("c1", 1), ToolResultPart("c2", error="Broken.")
    stream([STARTED, finished(*calls), MessageAdded(message=results(one, status="streaming"))], chunks=chunks)
    assert not chunks.over
    said = chunks.hear([MessageUpdated(message=results(one, two))])
    assert said[0] == {"type": "tool-output-error", "toolCallId": "c2", "errorText": "Broken."}
    assert kinds(said) == ["tool-output-error", "finish-step", "finish"]


def test_tools_that_are_cancelled_abort() -> None:
    chunks = Chunks("a1")
    cancelled = results(ToolResultPart("c1", error="It was cancelled."), status="interrupted")
    said = stream(
        [STARTED, finished(ToolCallPart("c1", "clock", {})), MessageAdded(message=results(status="streaming"))],
        [MessageUpdated(message=cancelled)],
        chunks=chunks,
    )
    assert kinds(said)[-3:] == ["tool-output-error", "message-metadata", "abort"]
    assert chunks.over


def test_a_run_that_goes_on_says_its_earlier_steps_only_to_who_has_not_got_them() -> None:
    call = ToolCallPart("c1", "clock", {})
    earlier = [reply("Let me see.", call), message("t1", "tool", ToolResultPart("c1", "noon"), parent="a1")]
    next_: list[Frame] = [ReplyStarted(reply_id="a2", message_id="t1"), finished("Noon.", id_="a2")]
    for again in (True, False):
        chunks = Chunks("a2")
        said = chunks.begin(earlier, again=again) + chunks.hear(next_)
        check(said)
        assert said[0]["messageId"] == "a1"
        texts = [chunk["delta"] for chunk in said if chunk["type"] == "text-delta"]
        assert texts == (["Let me see.", "Noon."] if again else ["Noon."])
        assert ("tool-output-available" in kinds(said)) is again
        assert kinds(said).count("start-step") == kinds(said).count("finish-step") == (2 if again else 1)


def test_a_failure_is_told_in_words_behind_what_was_said() -> None:
    error = {"code": "upstream", "message": "The model broke off."}
    failed = reply("Hel", status="failed", metadata={"error": error})
    for told in (ReplyFailed(reply_id="a1", error=error, message=failed), MessageAdded(message=failed)):
        said = stream([STARTED], [ReplyDelta(reply_id="a1", offset=0, text="He")], [told])
        assert [chunk["delta"] for chunk in said if chunk["type"] == "text-delta"] == ["He", "l"]
        assert said[-2]["messageMetadata"]["status"] == "failed"
        assert said[-1] == {"type": "error", "errorText": "The model broke off."}


def test_a_reply_that_is_stopped_aborts() -> None:
    said = stream([STARTED], [finished("Hel", status="interrupted")])
    assert said[-1] == {"type": "abort", "reason": "The reply was stopped."}


def test_who_may_not_listen_any_more_is_told_so() -> None:
    said = stream([STARTED], [Error(code="forbidden", message="Not shared any more.")])
    assert said[-1] == {"type": "error", "errorText": "Not shared any more."}


def test_a_run_that_leaves_the_branch_is_over() -> None:
    chunks = Chunks("a1")
    said = stream([STARTED, MessageUpdated(message=reply(active=False))], chunks=chunks)
    assert said[-1]["type"] == "abort"
    assert chunks.over
