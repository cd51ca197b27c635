"""Bytes to commands and frames to bytes, in JSON and in MessagePack. Knows no socket and no session."""

import re
from collections.abc import Callable
from typing import Any, get_args

import msgspec

from ..errors import SatchelError
from .commands import Command, Request, SessionCommand
from .events import AnyFrame, Error, Frame

KNOWN_TYPES: list[str] = sorted(str(struct.__struct_config__.tag) for struct in get_args(Request))


class Codec:
    """One way to put frames into bytes.

    Attributes:
        name: `json` or `msgpack`.
        binary: whether its WebSocket frames are binary ones.
    """

    def __init__(
        self,
        name: str,
        binary: bool,
        encode: Callable[[Any], bytes],
        decode: Callable[[bytes], Any],
        decode_any: Callable[[bytes], Any],
        splice: Callable[[bytes, str], bytes],
    ) -> None:
        self.name = name
        self.binary = binary
        self.encode = encode
        self.with_request_id = splice
        self._decode = decode
        self._decode_any = decode_any

    def decode(self, data: bytes) -> Any:
        """The command in a frame, a member of `Request`.

        Raises:
            SatchelError: `invalid`, naming the field; its details bear the `requestId` if one can be read.
        """
        try:
            return self._decode(data)
        except RecursionError:
            raise SatchelError("invalid", "The message is nested too deeply; 100 levels are plenty.") from None
        except (ValueError, TypeError, OverflowError) as error:  # every error of msgspec is a ValueError
            raise self._explain(data, error) from None

    def _explain(self, data: bytes, error: Exception) -> SatchelError:
        text = str(error)
        request_id = None
        try:
            whole = self._decode_any(data)
        except (ValueError, TypeError, RecursionError, OverflowError):
            return SatchelError("invalid", f"This is not {self.name}: {text}.")
        details: dict[str, Any] = {}
        if isinstance(whole, dict):
            request_id = whole.get("requestId")
            if isinstance(request_id, str):
                details["requestId"] = request_id[:200]
            if field_in(text) == "type":
                details |= {"field": "type", "known": KNOWN_TYPES}
                said = whole.get("type")
                told = f"unknown type {said[:100]!r}" if isinstance(said, str) else "a `type` is missing or not a text"
                return SatchelError("invalid", f"{told}; known are: {', '.join(KNOWN_TYPES)}", details)
        if "`" in text or "$" in text:
            details["field"] = field_in(text)
        return SatchelError("invalid", text, details or None)


_named = re.compile(
    r"Object (?:contains unknown|missing required) field `(.*?)`(?: - at `\$\.?(.*)`)?", re.DOTALL
).fullmatch


def field_in(text: str) -> str:
    """The field that msgspec complains of: the path behind `$`, then the name between backticks if it adds one."""
    if (named := _named(text)) is not None:
        name, path = named.groups()
        return f"{path}.{name}" if path else str(name)
    path = text.rpartition("`$.")[2].rstrip("`") if "`$." in text else ""
    return path or "$"


class Packet:
    """A frame and its encodings, each made at most once."""

    __slots__ = ("_encoded", "frame")

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._encoded: dict[str, bytes] = {}

    @property
    def size(self) -> int:
        """Bytes that its encodings take so far."""
        return sum(map(len, self._encoded.values()))

    def to_bytes(self, codec: Codec, request_id: str | None = None) -> bytes:
        body = self._encoded.get(codec.name)
        if body is None:
            body = self._encoded[codec.name] = codec.encode(self.frame)
        return body if request_id is None else codec.with_request_id(body, request_id)


def error_packet(error: SatchelError, session_id: str | None = None) -> Packet:
    details = {k: v for k, v in error.details.items() if k != "requestId"} if error.details else None
    return Packet(
        Error(
            code=error.code,
            message=error.message,
            details=details or None,
            retry_after=error.retry_after,
            session_id=session_id,
        )
    )


_encode_json = msgspec.json.encode
_encode_msgpack = msgspec.msgpack.encode


def _splice_json(body: bytes, request_id: str) -> bytes:
    return b"".join((b'{"requestId":', _encode_json(request_id), b",", body[1:]))


_REQUEST_ID = _encode_msgpack("requestId")


def _splice_msgpack(body: bytes, request_id: str) -> bytes:
    # A frame has fewer than 15 fields, so its first byte is 0x80 plus their number.
    # https://github.com/msgpack/msgpack/blob/master/spec.md#map-format-family
    return b"".join((bytes((body[0] + 1,)), _REQUEST_ID, _encode_msgpack(request_id), body[1:]))


def _no_extension(code: int, data: Any) -> Any:
    raise ValueError(f"MessagePack extension type {code} is not allowed")


JSON = Codec(
    "json",
    False,
    msgspec.json.Encoder().encode,
    msgspec.json.Decoder(Request).decode,
    msgspec.json.Decoder().decode,
    _splice_json,
)
MSGPACK = Codec(
    "msgpack",
    True,
    msgspec.msgpack.Encoder().encode,
    msgspec.msgpack.Decoder(Request, ext_hook=_no_extension).decode,
    msgspec.msgpack.Decoder().decode,
    _splice_msgpack,
)
CODECS = {codec.name: codec for codec in (JSON, MSGPACK)}


_frame_decoder: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(AnyFrame)


def frame_to_json(frame: Frame) -> str:
    return JSON.encode(frame).decode()


def frame_from_json(text: str) -> Frame:
    return _frame_decoder.decode(text)


def canonical(command: Command) -> bytes:
    """The command without its envelope: the same bytes whenever the same thing is asked.

    Raises:
        SatchelError: `invalid` for what JSON can't hold.
    """
    bare = msgspec.structs.replace(command, request_id=None, idempotency_key=None)
    if isinstance(bare, SessionCommand):
        bare = msgspec.structs.replace(bare, session_id=None)
    try:
        return msgspec.json.encode(bare, order="deterministic")
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise SatchelError("invalid", f"This change can't be kept as JSON: {error}.") from None
