"""P6: what the log says of a session's life."""

from typing import Any

import pytest
import structlog

from ..client import Client
from ..conftest import Server
from .frames import append, create, ok, removed


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    capture = structlog.testing.LogCapture()
    logger = structlog.wrap_logger(None, processors=[capture], wrapper_class=structlog.stdlib.BoundLogger)
    for module in ("actor.notes", "host.copying", "host.removals"):
        monkeypatch.setattr(f"server.{module}.log", logger)
    return capture.entries


def told(lines: list[Any]) -> list[tuple[str, str]]:
    found = [(line["event"], line["session"]) for line in lines]
    lines.clear()
    return found


@pytest.mark.parametrize(
    ("type", "fields", "besides"),
    [
        ("create_session", {}, []),
        ("touch_session", {}, []),
        ("update_session", {"updates": {"title": "T"}}, []),
        ("append_message", {"role": "user", "content": "a"}, ["message_saved"]),
        ("append_message", {"role": "assistant", "content": "a"}, ["message_saved"]),
        ("create_artifact", {"artifactType": "code", "title": "a", "content": "a"}, ["artifact_saved"]),
        ("create_component", {"name": "a"}, ["component_saved"]),
        ("create_interaction", {"prompt": "a"}, []),
    ],
)
async def test_a_session_is_noted_when_its_first_change_makes_it(
    server: Server, client: Client, lines: list[Any], type: str, fields: dict[str, Any], besides: list[str]
) -> None:
    await ok(client, "get_session")
    assert told(lines) == []
    await ok(client, type, **fields)
    assert told(lines) == [("session_created", "s1"), *((event, "s1") for event in besides)]
    await ok(client, type, **fields)
    assert ("session_created", "s1") not in told(lines)


async def test_the_end_of_a_session_is_noted(server: Server, client: Client, lines: list[Any]) -> None:
    await create(client)
    lines.clear()
    for type_ in ("delete_session", "delete_session", "restore_session"):
        await ok(client, type_)
    assert told(lines) == [("session_deleted", "s1"), ("session_restored", "s1")]
    await ok(client, "delete_session", permanent=True)
    await removed(server)
    assert told(lines) == [("session_deleted", "s1"), ("session_removed", "s1")]


async def test_forks_and_copies_are_noted(client: Client, lines: list[Any]) -> None:
    await append(client, "a")
    lines.clear()
    await ok(client, "fork_session", newSessionId="s2")
    await ok(client, "copy_session", newSessionId="s3")
    assert told(lines) == [("session_forked", "s2"), ("session_copied", "s3")]
