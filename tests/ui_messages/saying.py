"""Messages and artifacts for tests of what they look like to a client of the AI SDK."""

from typing import Any

from server.wire.resources import Artifact, Message, Part, Role, TextPart

MOMENT = 1_800_000_000_000
ISO = "2027-01-15T08:00:00.000Z"


def message(id_: str, role: Role, *parts: Part | str, parent: str | None = None, **fields: Any) -> Message:
    said: list[Part] = [TextPart(part) if isinstance(part, str) else part for part in parts]
    known: dict[str, Any] = {
        "session_id": "s1",
        "parent_id": parent,
        "content": "".join(part.text for part in said if isinstance(part, TextPart)),
        "parts": said,
        "attachments": [],
        "message_type": "text",
        "metadata": {},
        "payment_id": None,
        "status": "complete",
        "active": True,
        "created_at": MOMENT,
        "seq": 1,
        "position": 1,
    }
    return Message(id=id_, role=role, **known | fields)


def artifact(id_: str, message_id: str | None, **fields: Any) -> Artifact:
    known: dict[str, Any] = {
        "title": "Bars",
        "description": "",
        "type": "svg",
        "content": "<svg/>",
        "language": "svg",
        "metadata": {},
        "version": 1,
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "seq": 2,
    }
    return Artifact(id=id_, session_id="s1", message_id=message_id, **known | fields)


def data_of(one: Artifact) -> dict[str, Any]:
    names = ("id", "title", "type", "language", "version", "content")
    return {"status": "done", **{name: getattr(one, name) for name in names}}
