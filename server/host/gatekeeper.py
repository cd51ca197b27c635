"""Does a request want an artifact? A model is asked first where one is set; the rules decide without it."""

import asyncio
import re
from contextlib import aclosing

import msgspec
import structlog
from msgspec import Struct

from ..assistant import Model, Request, Text, Turn
from ..config import Settings
from ..content.intent import Intent, classify_intent
from ..errors import SatchelError

log = structlog.get_logger()

PATIENCE_SECONDS = 3.0
MOST_SAID = 2000
"""Characters of a model's answer that are looked at."""
_SEEN = 4000
_PROMPT = """\
A user of a chat product wrote the message below. Say whether the answer should contain an artifact, \
that is, something to keep and edit: a table, a sheet (spreadsheet), a doc (letter, report, essay) \
or code (program, page, diagram). \
Questions about such things want none. Answer with one JSON object and nothing else: \
{{"type": "table" | "sheet" | "doc" | "code" | null, "confidence": 0 to 1, "reason": one sentence}}.

Message:
{text}"""
_object = re.compile(r"\{[^{}]*\}").search


class _Verdict(Struct):
    type: str | None
    confidence: float = 0.8
    reason: str = ""


class Gatekeeper:
    """One for a host."""

    def __init__(self, settings: Settings, model: Model) -> None:
        self._enabled = settings.features["artifactCreationEnabled"]
        self._asked = settings.gatekeeper_model
        self._model = model

    async def classify(self, text: str) -> Intent:
        """What a request wants. It always answers: a model that fails, or takes longer than 3 s, is passed over."""
        if not self._enabled:
            return Intent(False, None, 1.0, "The operator has switched artifacts off.")
        if self._asked is not None:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    return await self._ask(text)
            except (SatchelError, TimeoutError, ValueError) as error:
                log.warning("gatekeeper_model_failed", error=str(error) or "it took too long")
        return classify_intent(text)

    async def _ask(self, text: str) -> Intent:
        """Raises ValueError for an answer that is no verdict."""
        request = Request((Turn("user", _PROMPT.format(text=text[:_SEEN])),), self._asked)
        said = ""
        async with aclosing(self._model.stream(request)) as stream:
            async for chunk in stream:
                if isinstance(chunk, Text) and len(said) < MOST_SAID:
                    said += chunk.text
        found = _object(said)
        verdict = msgspec.json.decode(found.group() if found else said, type=_Verdict)
        confidence = min(1.0, max(0.0, verdict.confidence))
        reason = verdict.reason[:500] or "The model says so."
        return msgspec.convert(
            {
                "should_create": verdict.type is not None,
                "type": verdict.type,
                "confidence": confidence,
                "reason": reason,
            },
            Intent,
        )
