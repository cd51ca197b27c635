"""The chunks of a chat-completions stream, decoded JSON in, `Chunk`s out.

The format is OpenAI's "chat completion chunk"; what differs is what Ollama, vLLM, SGLang, llama.cpp,
LM Studio, DeepSeek, Mistral, Gemini, Groq and OpenRouter make of it. A whole completion (`message` in the
place of `delta`) reads the same way. Does no I/O and knows nothing of SSE.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from .faults import from_error_object, upstream
from .reply import Chunk, Finished, FinishReason, Reasoning, Text, ToolCall
from .surrogates import Joiner


class Deltas:
    """One reply as it is put together: feed `read`, then ask for `finished`.

    `secret` is cut out of errors that the server words; `model` is what was asked for.
    """

    def __init__(self, model: str | None = None, secret: str | None = None) -> None:
        self.finish_reason: FinishReason | None = None
        self.said_anything = False
        self._model = model
        self._secret = secret
        self._usage: dict[str, int] = {}
        self._text = Joiner()
        self._reasoning = Joiner()
        self._calls: list[str | None] = []  # the id of each tool call, by index
        self._arguments: defaultdict[int, Joiner] = defaultdict(Joiner)

    def read(self, document: object) -> Iterator[Chunk]:
        """Yield what one decoded chunk says. Raises the error `upstream` that it may carry."""
        match document:
            case {"error": error} if error:
                raise from_error_object(error, self._secret)
            case {"object": "error"}:  # vLLM before 0.10 writes the error's fields at the top
                raise from_error_object(document, self._secret)
            case dict():
                pass
            case _:
                raise upstream("bad_response", "The model server sent something that is not a reply. Try again.")
        self._note(document)
        match document.get("choices"):
            case [dict() as choice, *_]:
                for chunk in self._choice(choice):
                    self.said_anything = True
                    yield chunk

    def rest(self) -> Iterator[Chunk]:
        """What is left over when nothing more comes: half a character, at most."""
        if text := self._reasoning.close():
            yield Reasoning(text)
        if text := self._text.close():
            yield Text(text)
        for index, arguments in self._arguments.items():
            if text := arguments.close():
                yield ToolCall(index, None, None, text)

    def finished(self, otherwise: FinishReason = "other") -> Finished:
        """The last chunk; `otherwise` where the server gave no reason to finish."""
        tokens_input, tokens_output = self._usage.get("prompt_tokens"), self._usage.get("completion_tokens")
        total = self._usage.get("total_tokens")
        if total is None and tokens_input is not None and tokens_output is not None:
            total = tokens_input + tokens_output
        return Finished(self.finish_reason or otherwise, self._model, tokens_input, tokens_output, total)

    def _note(self, document: Mapping[str, Any]) -> None:
        match document.get("model"):
            case str(model) if model:
                self._model = model
        match document.get("usage"):
            case dict() as usage:
                # Some servers count in every chunk; each count is of the whole so far, so the last holds.
                self._usage |= {field: n for field, n in usage.items() if isinstance(n, int)}

    def _choice(self, choice: Mapping[str, Any]) -> Iterator[Chunk]:
        if error := choice.get("error"):  # OpenRouter
            raise from_error_object(error, self._secret)
        self._note({"usage": choice.get("usage")})  # Moonshot counts inside the choice
        delta = choice.get("delta") or choice.get("message")
        if isinstance(delta, dict):
            yield from self._delta(delta)
        match choice.get("finish_reason"):
            case "error":
                raise from_error_object("", self._secret)
            case str(reason) if reason:  # Ollama and SGLang wrote "" where null belongs
                self.finish_reason = finish_reason(reason)

    def _delta(self, delta: Mapping[str, Any]) -> Iterator[Chunk]:
        # Both names stand in one delta at times, with the same words.
        for field in ("reasoning_content", "reasoning"):
            match delta.get(field):
                case str(words) if words:
                    yield from self._reason(words)
                    break
        match delta.get("content"):
            case str(words):
                yield from self._say(words)
            case list(parts):
                for part in parts:
                    yield from self._part(part)
        match delta.get("refusal"):
            case str(words):
                yield from self._say(words)
        match delta.get("tool_calls"):
            case list(calls):
                yield from (self._call(call) for call in calls if isinstance(call, dict))

    def _part(self, part: object) -> Iterator[Chunk]:
        # Mistral's reasoning models send content as a list of parts, their thinking as a list in a list.
        match part:
            case {"type": "text", "text": str(words)}:
                yield from self._say(words)
            case {"type": "thinking", "thinking": list(thoughts)}:
                for thought in thoughts:
                    match thought:
                        case {"text": str(words)}:
                            yield from self._reason(words)

    def _say(self, words: str) -> Iterator[Chunk]:
        if text := self._text.feed(words):
            yield Text(text)

    def _reason(self, words: str) -> Iterator[Chunk]:
        if text := self._reasoning.feed(words):
            yield Reasoning(text)

    def _call(self, call: Mapping[str, Any]) -> ToolCall:
        function = call.get("function")
        function = function if isinstance(function, dict) else {}
        arguments = function.get("arguments")
        if arguments is None:
            arguments = ""
        elif not isinstance(arguments, str):  # an object instead of its JSON
            arguments = msgspec.json.encode(arguments).decode()
        call_id, name = call.get("id") or None, function.get("name") or None
        index = self._index(call.get("index"), call_id)
        return ToolCall(index, call_id, name, self._arguments[index].feed(arguments))

    def _index(self, given: object, call_id: str | None) -> int:
        # Gemini leaves the index out. A new id is a new call then, and no id goes on with the last one.
        match given:
            case int(index):
                pass
            case _ if call_id in self._calls:
                index = self._calls.index(call_id)
            case _ if call_id is not None:
                index = len(self._calls)
            case _:
                index = max(len(self._calls) - 1, 0)
        if index == len(self._calls):
            self._calls.append(call_id)
        return index


def finish_reason(given: str) -> FinishReason:
    """A provider's reason in our words."""
    match given.lower():
        case "stop" | "end_turn" | "eos" | "eos_token" | "stop_sequence":
            return "stop"
        case "length" | "max_tokens" | "model_length":
            return "length"
        case "content_filter" | "safety":
            return "content-filter"
        case "tool_calls" | "function_call" | "tool_use":
            return "tool-calls"
        case _:
            return "other"
