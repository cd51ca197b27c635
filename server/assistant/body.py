"""The body of a model's answer, bytes in, `Chunk`s out.

Decides what the server really sent (an event stream, one whole JSON completion, a web page), whatever it
says in its headers, and whether the answer came to its end. Does no I/O.
"""

import json
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from ..errors import SatchelError
from .deltas import Deltas
from .faults import from_error_object, upstream
from .reply import Chunk
from .sse import Event, Reader, TooLongError

# A whole completion is held until its end: far more than a model says, far less than a machine has.
LONGEST_COMPLETION = 16_777_216


class Body:
    """One answer. `feed` it every piece until it is `done`, then `close` it, which ends in `Finished`.

    `model` is what was asked for; `secret` is cut out of errors that the server words. Both methods raise
    `SatchelError` upstream, after the chunks that came before the fault.
    """

    def __init__(self, model: str | None = None, secret: str | None = None) -> None:
        self.done = False
        self._deltas = Deltas(model, secret)
        self._secret = secret
        self._form: Literal["unknown", "events", "completion"] = "unknown"
        self._events = Reader()
        self._held = bytearray()  # what came before the form was known, then the completion

    @property
    def finishable(self) -> bool:
        """Whether the model has said why it finished, though the stream goes on (usage, `[DONE]`)."""
        return self._deltas.finish_reason is not None

    def feed(self, piece: bytes) -> Iterator[Chunk]:
        """Yield what this piece says."""
        if self._form == "unknown":
            self._held += piece
            self._form = _form(bytes(self._held[:64]))
            piece = bytes(self._held)
        elif self._form == "completion":
            self._held += piece
        if self._form == "events":
            yield from self._read(piece)
        elif len(self._held) > LONGEST_COMPLETION:
            raise upstream(
                "bad_response",
                f"The model server sent an answer of more than {LONGEST_COMPLETION:,} bytes in one piece. "
                "Check SATCHEL_MODEL_URL.",
            )

    def close(self) -> Iterator[Chunk]:
        """Yield what the end of the body completes, and the `Finished`."""
        if self._form == "completion":
            yield from self._deltas.read(_decoded(self._held))
            self.done = True
        elif not self.done:
            yield from self._last_event()
        yield from self._deltas.rest()
        if not self.finishable:
            self._check_the_end()
        yield self._deltas.finished()

    def _read(self, piece: bytes) -> Iterator[Chunk]:
        try:
            for event in self._events.feed(piece):
                if self.done:
                    return
                yield from self._event(event)
        except TooLongError as error:
            raise upstream(
                "bad_response",
                f"The model server's stream holds {error}, which is no reply. Check SATCHEL_MODEL_URL.",
            ) from error

    def _event(self, event: Event) -> Iterator[Chunk]:
        if event.data.strip() == "[DONE]":
            self.done = True
            return
        if event.event == "error":  # LM Studio names the event; the data may be an object or plain words
            raise from_error_object(_error_in(event.data), self._secret)
        yield from self._deltas.read(_decoded(event.data))

    def _last_event(self) -> Iterator[Chunk]:
        for event in self._events.close():
            # What cannot be read was cut within its line; what that means depends on what came before.
            if event.event == "error" or event.data.strip() == "[DONE]" or _readable(event.data):
                yield from self._event(event)

    def _check_the_end(self) -> None:
        match self.done, self._deltas.said_anything:
            case True, True:
                pass  # it did say that it is done, if not why
            case True, False:
                raise upstream(
                    "bad_response",
                    "The model server answered with no reply. Check SATCHEL_MODEL_URL and the model's name.",
                )
            case _:
                raise upstream("cut", "The connection to the model server ended in the middle of the reply. Try again.")


def _form(start: bytes) -> Literal["unknown", "events", "completion"]:
    match start.lstrip()[:1]:
        case b"":
            return "unknown"
        case b"{" | b"[":
            return "completion"
        case b"<":
            raise upstream(
                "bad_response",
                "The model server answered with a web page. Check SATCHEL_MODEL_URL; most end in /v1.",
            )
        case _:
            return "events"


def _decoded(data: str | bytearray) -> Any:
    try:
        return msgspec.json.decode(data)
    except msgspec.DecodeError:
        pass
    try:
        return json.loads(data)  # takes half a surrogate pair ("\ud83d"), which msgspec does not
    except (ValueError, RecursionError) as error:
        raise upstream(
            "bad_response",
            "The model server sent something that is not JSON. Try again, or check SATCHEL_MODEL_URL.",
        ) from error


def _readable(data: str) -> bool:
    try:
        _decoded(data)
    except SatchelError:
        return False
    return True


def _error_in(data: str) -> object:
    match _decoded(data) if _readable(data) else data:
        case {"error": error}:
            return error
        case error:
            return error
