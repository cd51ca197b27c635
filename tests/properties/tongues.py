"""Values to the bytes of a frame, well formed and broken, in JSON and in MessagePack.

Some texts stand for what is only known, or can only be written, once the bytes are there: the ids of `shapes`, and
`deep:0500` for five hundred lists in each other.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import strategies as st

from .shapes import CHARACTERS, COMMANDS, Object, Shapes

_WORDS = st.text(CHARACTERS, max_size=10)
_DEPTHS = st.integers(1, 4000).map("deep:{:04}".format)
_PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | _WORDS
_FINITE = st.floats(allow_nan=False, allow_infinity=False)


class Tongue:
    """One of the two encodings.

    Attributes:
        anything: values that it can say.
        shapes: commands with such values.
        tame_shapes: commands with none of the values that a frame can be refused for as a whole.
    """

    def __init__(
        self,
        name: str,
        leaves: st.SearchStrategy[Any],
        wild: st.SearchStrategy[Any],
        keys: st.SearchStrategy[Any],
        say: Callable[[Any], bytes],
        nest: Callable[[bytes], bytes],
        decode: Callable[[bytes], Any],
        half: bytes,
    ) -> None:
        self.name = name
        tame, self.anything = (
            st.recursive(leaf, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=5)
            for leaf in (leaves, leaves | wild)
        )
        self.shapes, self.tame_shapes = Shapes(self.anything), Shapes(tame)
        self._say = say
        self._nest = nest
        self._decode = decode
        self._half = half

    def say(self, value: Any) -> bytes:
        return self._nest(self._say(value))

    def request_id(self, frame: bytes) -> str | None:
        """The `requestId` that an answer to the frame must bear."""
        try:
            value = self._decode(frame)
        except (ValueError, TypeError, RecursionError, OverflowError):
            return None
        request_id = value.get("requestId") if isinstance(value, dict) else None
        return request_id[:200] if isinstance(request_id, str) else None

    def broken(self) -> st.SearchStrategy[bytes]:
        """Any bytes, parts of frames, frames with something behind them or with a text that is none."""
        marked = self.shapes.commands().map(lambda frame: self.say({**frame, "content": "\uffff"}))
        wrongs = st.sampled_from((self._half, b"\xff\xfe\xfd", b"\xc0\x80\0", b"\0\0\0", b'"},', b"\\u0"))
        said = self.shapes.commands().map(self.say)
        return st.one_of(
            st.binary(),
            st.builds(lambda frame, part: frame[: round(part * len(frame))], said, st.floats(0, 0.99)),
            st.builds(bytes.__add__, said, st.binary(min_size=1, max_size=3)),
            st.builds(lambda frame, wrong: frame.replace("\uffff".encode(), wrong), marked, wrongs),
        )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _nest_json(frame: bytes) -> bytes:
    return re.sub(rb'"deep:(\d{4})"(?!:)', lambda match: b"[" * int(match[1]) + b"]" * int(match[1]), frame)


def _nest_msgpack(frame: bytes) -> bytes:
    return re.sub(rb"\xa9deep:(\d{4})", lambda match: b"\x91" * int(match[1]) + b"\xc0", frame)


JSON = Tongue(
    "json",
    _PLAIN | _FINITE | st.integers(-(10**40), 10**40),
    _DEPTHS,
    _WORDS,
    _json,
    _nest_json,
    msgspec.json.Decoder().decode,
    rb"\ud800",
)
MSGPACK = Tongue(
    "msgpack",
    st.one_of(
        *(_PLAIN, st.floats(), st.binary(max_size=10), st.datetimes(timezones=st.just(None) | st.timezones())),
    ),
    _DEPTHS | st.builds(msgspec.msgpack.Ext, st.integers(-128, 127), st.binary(max_size=10)),
    st.one_of(_WORDS, st.integers(-9, 9), st.binary(max_size=3), st.none(), st.booleans(), st.floats()),
    msgspec.msgpack.encode,
    _nest_msgpack,
    msgspec.msgpack.Decoder().decode,
    b"\xed\xa0\x80",
)
TONGUES = (JSON, MSGPACK)


def values(tongue: Tongue) -> st.SearchStrategy[Any]:
    """Any values at all."""
    return st.one_of(tongue.anything, _objects(tongue))


def _objects(tongue: Tongue) -> st.SearchStrategy[Object]:
    """Objects that might be commands: a known type perhaps, and fields of any name and value."""
    names = sorted({field.encode_name for kind in COMMANDS.values() for field in kind.fields})
    fields = st.dictionaries(st.sampled_from(names) | _WORDS, tongue.anything, max_size=5)
    types = st.sampled_from(list(COMMANDS)) | tongue.anything
    return st.builds(lambda tag, fields: {**fields, "type": tag}, types, fields)
