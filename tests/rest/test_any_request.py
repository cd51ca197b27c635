"""C5: whatever is asked, the server does not fail, and answers as its own document says."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.assistant import DemoModel
from server.config import Settings
from server.web.docs.openapi import openapi
from server.web.rest.table import OPERATIONS

from ..conftest import Server


@schemathesis.serializer("application/zip")
def _as_bytes(context: Any, value: Any) -> bytes:
    """Any bytes, which are hardly ever an archive."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


EXAMPLES = 8
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LONGEST_LINE = 7000
"""Bytes of a path with its query; past 8190 it is refused before it is a request of anything."""
SCHEMA = schemathesis.openapi.from_dict(openapi())
LISTENING = {operation.route.path for operation in OPERATIONS if operation.route.served == "events"}
"""Responses that do not end are tested elsewhere."""

FOUND: list[Any] = [result.ok() for result in SCHEMA.get_all_operations() if isinstance(result, Ok)]
ASKED = [operation for operation in FOUND if operation.path not in LISTENING]


class Running:
    """A server in a thread with a loop of its own, for a client that waits."""

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.server = Server(Settings(data=str(folder), port=0, threads=2), DemoModel(pace=0))
        self._run(self.server.start())

    def _run(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def stop(self) -> None:
        self._run(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("data"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def http() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


@pytest.fixture
def there(running: Running, http: requests.Session) -> dict[str, str]:
    """Ids of things that are there."""
    url, chat = running.server.url, "there"

    def make(noun: str, kind: str, **fields: Any) -> str:
        reply = http.post(f"{url}/api/chats/{chat}/{noun}", json=fields)
        made = reply.json()
        return str(made.get(kind, {}).get("id") or made.get("messageId", "none"))

    found = {
        "sessionId": chat,
        "threadId": chat,
        "messageId": make("messages", "message", role="user", content="Hello"),
        "artifactId": make("artifacts", "artifact", artifactType="code", title="T", content="a\n"),
        "snapshotId": make("snapshots", "snapshot", files={"a.txt": "a"}),
        "componentId": make("components", "component", name="Card"),
        "version": "1",
        "sandboxId": "box",
    }
    make("sandboxes", "sandbox", sandboxId="box", files={"a.txt": "a"})
    found["commandId"] = make("sandboxes/box/commands", "command", command="ls")
    for noun in ("collection", "payment"):
        fields: Any = {"name": "C"} if noun == "collection" else {"amount": 1, "currency": "EUR"}
        made = http.post(f"{url}/api/{noun}s", json=fields).json()
        found[f"{noun}Id"] = made.get(noun, {}).get("id", "none")
    made = http.post(f"{url}/api/sites", json={"sessionId": chat, "files": {"a.txt": "a"}}).json()
    found |= {"siteId": made.get("site", {}).get("id", "none"), "path": "a.txt"}
    return found


@pytest.mark.parametrize("operation", ASKED, ids=lambda operation: operation.definition.raw["operationId"])
def test_an_answer_is_as_the_document_says(
    operation: Any, running: Running, http: requests.Session, there: dict[str, str]
) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=_any_case(operation), aimed=st.booleans())
    def ask(case: Any, aimed: bool) -> None:
        if aimed:
            for name in case.path_parameters:
                case.path_parameters[name] = there.get(name, case.path_parameters[name])
        assume(len(quote(str(case.query))) < LONGEST_LINE)
        case.call_and_validate(base_url=running.server.url, session=http, checks=CHECKS)

    ask()


def _any_case(operation: Any) -> Any:
    """What the document allows, and what it does not."""
    good = operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
    bad = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
    return st.one_of(good, bad)
