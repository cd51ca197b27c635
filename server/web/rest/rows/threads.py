"""Artifacts as programs know them that were there before Satchel: below `/api/artifacts`, a chat is called a thread,
and the content `data`, which may be JSON."""

from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from ....errors import SatchelError
from ....wire import commands as c
from ....wire import events as e
from ....wire.ids import SessionId, UserId
from ....wire.resources import Artifact, ArtifactType
from ..route import Asked, Route, View
from ..times import ShownTime, to_iso
from ..told import as_it_is

ENCODING = "dataEncoding"
"""The artifact's metadata say by this that its content is the text of JSON data."""


class Thread(Struct, rename="camel", frozen=True):
    thread_id: str


class NewThreadArtifact(Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """`data`: a text is the content; any other JSON is kept as its text and comes back as JSON."""

    thread_id: SessionId
    type: ArtifactType
    data: Any
    metadata: dict[str, Any] = {}
    """A `title` in it is the artifact's."""


class ThreadArtifact(Struct, rename="camel", omit_defaults=True):
    id: str
    thread_id: str
    type: str
    data: Any
    created_at: ShownTime
    metadata: dict[str, Any] | UnsetType = UNSET


class ThreadArtifacts(Struct):
    """Newest first, without the deleted."""

    artifacts: list[ThreadArtifact]


class GatekeeperQuestion(Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    user_text: str
    thread_id: SessionId | None = None
    user_id: UserId | None = None


class GatekeeperAnswer(Struct, rename="camel", frozen=True):
    """Whether a request wants an artifact, and of which type."""

    should_create: bool
    type: str | None
    confidence: float
    reason: str


def _create(asked: Asked) -> tuple[str, c.Command]:
    given: NewThreadArtifact = asked.input
    metadata = {name: value for name, value in given.metadata.items() if name != ENCODING}
    title = metadata.get("title")
    if isinstance(given.data, str):
        content = given.data
    else:
        content, metadata = _text_of(given.data), metadata | {ENCODING: "json"}
    command = c.CreateArtifact(
        artifact_type=given.type,
        title=title.strip()[:1000] if isinstance(title, str) and title.strip() else f"Untitled {given.type}",
        content=content,
        metadata=metadata,
    )
    return given.thread_id, command


def _text_of(data: Any) -> str:
    try:
        return msgspec.json.encode(data).decode()
    except (OverflowError, RecursionError, ValueError) as error:
        raise SatchelError("invalid", f"This can't be kept as JSON: {error}.", {"field": "data"}) from None


def thread_artifact(artifact: Artifact) -> ThreadArtifact:
    """An artifact in the older form."""
    metadata = {name: value for name, value in artifact.metadata.items() if name != ENCODING}
    data: Any = artifact.content
    if artifact.metadata.get(ENCODING) == "json":
        try:
            data = msgspec.json.decode(artifact.content)
        except (ValueError, RecursionError):  # it was edited since, as a text
            data = artifact.content
    return ThreadArtifact(
        id=artifact.id,
        thread_id=artifact.session_id,
        type=artifact.type,
        data=data,
        created_at=to_iso(artifact.created_at),
        metadata=metadata or UNSET,
    )


def _one(frame: e.ArtifactCreated, session_id: str, command: Any) -> ThreadArtifact:
    return thread_artifact(frame.artifact)


def _all(frame: e.Artifacts, session_id: str, command: Any) -> ThreadArtifacts:
    return ThreadArtifacts([thread_artifact(artifact) for artifact in reversed(frame.artifacts)])


def _list(asked: Asked) -> tuple[str, c.Command]:
    return asked.input.thread_id, c.GetArtifacts()


ROWS = (
    Route(
        method="POST",
        path="/api/artifacts/create",
        tag="artifacts",
        name="CreateThreadArtifact",
        command=c.CreateArtifact,
        frame=e.ArtifactCreated,
        input=NewThreadArtifact,
        make=_create,
        view=View(ThreadArtifact, _one),
        status=201,
        etag=lambda frame: str(frame.artifact.version),
        summary="Stores an artifact of a thread.",
    ),
    Route(
        method="GET",
        path="/api/artifacts/{threadId}",
        tag="artifacts",
        name="GetThreadArtifacts",
        command=c.GetArtifacts,
        frame=e.Artifacts,
        input=Thread,
        make=_list,
        view=View(ThreadArtifacts, _all),
        summary="The artifacts of a thread, newest first.",
    ),
    Route(
        method="POST",
        path="/api/artifacts/gatekeeper",
        tag="artifacts",
        name="AskGatekeeper",
        input=GatekeeperQuestion,
        view=View(GatekeeperAnswer, as_it_is),
        served="classify",
        summary="Does this request want an artifact, and of which type?",
    ),
)
