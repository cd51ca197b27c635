"""What a server-sent event is, whatever way its bytes arrive."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.assistant.sse import LONGEST_LINE, Event, Reader, TooLongError


def events_of(*pieces: bytes, longest: int = LONGEST_LINE) -> list[Event]:
    reader = Reader(longest)
    return [event for piece in pieces for event in reader.feed(piece)] + list(reader.close())


def data_of(*pieces: bytes) -> list[str]:
    return [event.data for event in events_of(*pieces)]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_every_line_end_of_the_standard_ends_a_line(end: bytes) -> None:
    assert data_of(end.join([b"data: one", b"", b"data: two", b"", b""])) == ["one", "two"]


def test_a_crlf_that_is_split_over_two_pieces_is_one_line_end() -> None:
    assert data_of(b"data: a\r", b"\ndata: b\r", b"\n\r", b"\n") == ["a\nb"]


def test_a_character_that_is_split_over_two_pieces_is_whole_again() -> None:
    euro = "data: 5 €\n\n".encode()
    assert data_of(euro[:9], euro[9:10], euro[10:]) == ["5 €"]


def test_several_data_lines_are_joined_by_newlines() -> None:
    assert data_of(b"data: {\ndata:  1\ndata:}\ndata\n\n") == ["{\n 1\n}\n"]


def test_comments_retry_and_unknown_fields_say_nothing() -> None:
    assert data_of(b": OPENROUTER PROCESSING\n\nretry: 10\nfoo: bar\n:\n\ndata: x\n\n") == ["x"]


def test_an_event_has_its_name_and_the_last_id() -> None:
    stream = b"id: 7\nevent: error\ndata: a\n\ndata: b\n\nid: 8\0\ndata: c\n\n"
    assert events_of(stream) == [
        Event("a", "error", "7"),
        Event("b", "message", "7"),
        Event("c", "message", "7"),
    ]


def test_one_space_after_the_colon_is_not_part_of_the_value() -> None:
    assert data_of(b"data:a\n\ndata: b\n\ndata:  c\n\n") == ["a", "b", " c"]


def test_a_byte_order_mark_at_the_start_is_skipped() -> None:
    assert data_of(b"\xef\xbb", b"\xbfdata: a\n\n") == ["a"]


def test_the_last_event_counts_without_its_blank_line() -> None:
    assert data_of(b"data: a\n\ndata: b\n") == ["a", "b"]
    assert data_of(b"data: a\n\ndata: b") == ["a", "b"]


def test_other_line_separators_of_unicode_end_no_line() -> None:
    assert data_of("data: a\u2028b\u0085c\x0bd\n\n".encode()) == ["a\u2028b\u0085c\x0bd"]


def test_bytes_that_are_not_utf8_are_replaced() -> None:
    assert data_of(b"data: a\xffb\n\n") == ["a\ufffdb"]


def test_a_line_of_a_megabyte_is_read() -> None:
    line = b"data: " + b"x" * (LONGEST_LINE - 6)
    pieces = [line[start : start + 4096] for start in range(0, len(line), 4096)]
    assert [len(data) for data in data_of(*pieces, b"\n\n")] == [LONGEST_LINE - 6]


def test_a_longer_line_is_refused_before_it_ends() -> None:
    with pytest.raises(TooLongError, match="one line of more than 20 bytes"):
        events_of(b"data: 0123456789", b"0123456789", longest=20)


def test_many_data_lines_of_one_event_are_limited_together() -> None:
    with pytest.raises(TooLongError, match="one event of more than 20 bytes"):
        events_of(b"data: 123\n" * 3, longest=20)


LINES = st.one_of(
    st.sampled_from(["", "data: x", "data: é€😀", "data:", ": comment", "event: error", "id: 1", "data"]),
    st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"]), max_size=8),
)


@given(
    lines=st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r", "\r\n"])), max_size=12),
    cuts=st.lists(st.integers(0, 200), max_size=20),
)
def test_the_same_bytes_give_the_same_events_however_they_are_split(
    lines: list[tuple[str, str]], cuts: list[int]
) -> None:
    stream = "".join(line + end for line, end in lines).encode()
    at = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[start:end] for start, end in pairwise(at)]

    assert b"".join(pieces) == stream
    assert events_of(*pieces) == events_of(stream)
    assert events_of(*(bytes([byte]) for byte in stream)) == events_of(stream)
