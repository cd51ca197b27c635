"""A model in front of the gatekeeper's rules: it is believed while it answers, and never waited for."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from server.assistant import Chunk, Finished, Request, Text
from server.config import Settings
from server.errors import SatchelError
from server.host import gatekeeper
from server.host.gatekeeper import Gatekeeper

WANTED = "write a python script that counts words"


class Oracle:
    """A model that says what it was told to say, or fails, or says nothing for ever."""

    name = "oracle"

    def __init__(self, said: str | Exception | None) -> None:
        self._said = said
        self.asked: list[Request] = []

    async def stream(self, request: Request) -> AsyncGenerator[Chunk, None]:
        self.asked.append(request)
        if isinstance(self._said, Exception):
            raise self._said
        if self._said is None:
            await asyncio.Event().wait()
        for character in self._said or "":
            yield Text(character)
        yield Finished("stop", request.model, None, None, None)

    async def close(self) -> None:
        """Nothing is open."""


def keeper(said: str | Exception | None, **settings: str) -> tuple[Gatekeeper, Oracle]:
    oracle = Oracle(said)
    return Gatekeeper(Settings(**{"gatekeeper_model": "small", **settings}), oracle), oracle  # type: ignore[arg-type]


async def test_the_model_is_asked_by_its_name_and_believed() -> None:
    gate, oracle = keeper('Sure!\n```json\n{"type": "sheet", "confidence": 0.7, "reason": "Numbers."}\n```')
    found = await gate.classify("plan my money")
    assert (found.should_create, found.type, found.confidence, found.reason) == (True, "sheet", 0.7, "Numbers.")
    assert oracle.asked[0].model == "small"
    assert "plan my money" in oracle.asked[0].turns[0].content


async def test_the_model_may_say_that_nothing_is_wanted() -> None:
    gate, _ = keeper('{"type": null, "confidence": 3, "reason": ""}')
    found = await gate.classify(WANTED)
    assert (found.should_create, found.type, found.confidence) == (False, None, 1.0)
    assert found.reason


@pytest.mark.parametrize(
    "said",
    ["I think so", "", '{"type": "poem"}', '{"type": "code", "confidence": "high"}', SatchelError("upstream", "down")],
    ids=["prose", "nothing", "an unknown type", "no number", "an error"],
)
async def test_the_rules_decide_where_the_model_gives_no_verdict(said: str | Exception) -> None:
    gate, oracle = keeper(said)
    found = await gate.classify(WANTED)
    assert (found.should_create, found.type) == (True, "code")
    assert len(oracle.asked) == 1


async def test_the_rules_decide_where_the_model_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatekeeper, "PATIENCE_SECONDS", 0.01)
    gate, _ = keeper(None)
    assert (await gate.classify(WANTED)).type == "code"


async def test_without_a_model_the_rules_decide_at_once() -> None:
    oracle = Oracle(None)
    assert (await Gatekeeper(Settings(), oracle).classify(WANTED)).type == "code"
    assert oracle.asked == []


async def test_nothing_is_wanted_where_artifacts_are_switched_off() -> None:
    gate, oracle = keeper('{"type": "code"}', flags="artifactCreationEnabled=off")
    found = await gate.classify(WANTED)
    assert (found.should_create, found.type) == (False, None)
    assert "switched artifacts off" in found.reason
    assert oracle.asked == []
