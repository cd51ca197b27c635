"""What may happen to a session. Steps name artifacts and messages by their place, so that each makes sense wherever it
stands: a failing list of steps can be made shorter."""

from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

from server.wire.commands import (
    AppendMessage,
    ArtifactUpdates,
    Batch,
    Change,
    Command,
    CreateArtifact,
    DeleteArtifact,
    DeleteMessages,
    RestoreArtifact,
    RestoreArtifactVersion,
    SessionUpdates,
    UpdateArtifact,
    UpdateSession,
)
from server.wire.resources import Role

from .model import Artifact, Fence, Model, text_of

Expected = Literal["nothing", "the current version", "an old version", "a later version"]
UNKNOWN = "unknown"
NONE = -1
"""The place of what is not there."""


@dataclass(frozen=True)
class Create:
    content: str
    metadata: dict[str, Any]
    message: int | None


@dataclass(frozen=True)
class Update:
    artifact: int
    updates: dict[str, Any]
    expected: Expected


@dataclass(frozen=True)
class Delete:
    artifact: int


@dataclass(frozen=True)
class Restore:
    artifact: int


@dataclass(frozen=True)
class RestoreVersion:
    artifact: int
    version: int


@dataclass(frozen=True)
class Append:
    role: Role
    words: str
    fences: tuple[Fence, ...]
    message_id: str | None
    parent: int | None


@dataclass(frozen=True)
class DeleteThese:
    messages: tuple[int, ...]


@dataclass(frozen=True)
class Describe:
    updates: dict[str, Any]


@dataclass(frozen=True)
class Together:
    """As one batch."""

    changes: tuple[Any, ...]


@dataclass(frozen=True)
class Do:
    change: Any
    key: str | None = None
    by: int | None = None
    """The listener that asks; None: somebody who does not listen."""


@dataclass(frozen=True)
class AtOnce:
    """Several, none of which waits for the answer to another."""

    changes: tuple[Do, ...]


@dataclass(frozen=True)
class Again:
    """A change that had an idempotency key is sent again."""

    which: int
    by: int | None


@dataclass(frozen=True)
class Sleep:
    """Nothing happens for a while."""


@dataclass(frozen=True)
class Crash:
    """The power is cut."""


@dataclass(frozen=True)
class Leave:
    """A connection is lost: now, or after so many frames more."""

    listener: int
    after: int


@dataclass(frozen=True)
class Return:
    listener: int


def command_of(change: Any, model: Model, key: str | None = None) -> Command:
    """The command that a change is, as the session stands."""
    match change:
        case Together(changes=changes):
            return Batch(commands=[_change(one, model) for one in changes], idempotency_key=key)
        case _:
            command: Command = _change(change, model, key)
            return command


def _change(change: Any, model: Model, key: str | None = None) -> Change:
    match change:
        case Create(content=content, metadata=metadata, message=place):
            return CreateArtifact(
                artifact_type="code",
                title="Notes",
                content=content,
                metadata=metadata,
                message_id=None if place is None else message_at(model, place),
                idempotency_key=key,
            )
        case Update(artifact=place, updates=updates, expected=expected):
            artifact_id, artifact = artifact_at(model, place)
            now = 1 if artifact is None else len(artifact.versions)
            versions = {"the current version": now, "an old version": max(now - 1, 1), "a later version": now + 1}
            return UpdateArtifact(
                artifact_id=artifact_id,
                updates=ArtifactUpdates(**updates),
                expected_version=versions.get(expected),
                change_description="because",
                idempotency_key=key,
            )
        case Delete(artifact=place):
            return DeleteArtifact(artifact_id=artifact_at(model, place)[0], idempotency_key=key)
        case Restore(artifact=place):
            return RestoreArtifact(artifact_id=artifact_at(model, place, deleted=True)[0], idempotency_key=key)
        case RestoreVersion(artifact=place, version=number):
            artifact_id, _ = artifact_at(model, place)
            return RestoreArtifactVersion(artifact_id=artifact_id, version=number, idempotency_key=key)
        case Append():
            return AppendMessage(
                role=change.role,
                content=text_of(change.words, change.fences),
                message_id=change.message_id,
                parent_id=None if change.parent is None else message_at(model, change.parent),
                idempotency_key=key,
            )
        case DeleteThese(messages=places):
            return DeleteMessages(message_ids=[message_at(model, place) for place in places], idempotency_key=key)
        case Describe(updates=updates):
            return UpdateSession(updates=SessionUpdates(**updates), idempotency_key=key)
        case _:
            raise TypeError(type(change))


def artifact_at(model: Model, place: int, *, deleted: bool = False) -> tuple[str, Artifact | None]:
    """The id of an artifact that is there, or of a deleted one; a negative place may be one that does not fit."""
    known = [a for a in model.state.artifacts if a.deleted is deleted or place < 0]
    if not known or place == NONE:
        return UNKNOWN, None
    artifact = known[place % len(known)]
    assert artifact.id is not None
    return artifact.id, artifact


def message_at(model: Model, place: int) -> str:
    known = [message for message in model.state.messages if not message.deleted or place < 0]
    if not known or place == NONE:
        return UNKNOWN
    message_id = known[place % len(known)].id
    assert message_id is not None
    return message_id


def seldom(strategy: st.SearchStrategy[Any], otherwise: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(*[otherwise] * 6, strategy)


nothing = st.none()
places = seldom(st.integers(-4, NONE), st.integers(0, 5))
contents = st.sampled_from(("a = 1", "a = 2", "b = '\U0001f600'"))
names = st.sampled_from(("app.py", "src/b.py", None))
metadata = st.sampled_from(({}, {"a": 1}, {"a": [None, 0.5]}))

creations = st.builds(Create, contents, metadata, seldom(places, nothing))
messages = st.builds(
    Append,
    st.sampled_from(("assistant", "user")),
    st.sampled_from(("Here it is.", "So?")),
    st.lists(st.tuples(names, contents), max_size=2).map(tuple),
    seldom(st.sampled_from(("m1", "m2")), nothing),
    seldom(places, nothing),
)
changes = st.one_of(
    creations,
    messages,
    messages,
    st.builds(
        Update,
        places,
        st.fixed_dictionaries({}, optional={"content": contents, "title": contents, "metadata": metadata}).filter(bool),
        st.sampled_from(("nothing", "the current version", "an old version", "a later version")),
    ),
    st.builds(Delete, places),
    st.builds(Restore, places),
    st.builds(RestoreVersion, places, st.integers(1, 4)),
    st.builds(DeleteThese, st.lists(places, min_size=1, max_size=2).map(tuple)),
    st.builds(
        Describe,
        st.fixed_dictionaries(
            {}, optional={"title": contents | st.just(""), "description": contents, "metadata": metadata}
        ).filter(bool),
    ),
)
batches = st.builds(Together, st.lists(changes, min_size=1, max_size=3).map(tuple))
keys = seldom(st.sampled_from(("k1", "k2", "k3", "k4", "k5", "k6")), nothing)
listeners = st.integers(0, 1)
deeds = st.builds(Do, st.one_of(changes, changes, batches), keys, nothing | listeners)
STEPS = st.one_of(
    *[deeds] * 9,
    st.builds(AtOnce, st.lists(deeds, min_size=2, max_size=4).map(tuple)),
    st.builds(Again, st.integers(0, 5), nothing | listeners),
    st.builds(Leave, listeners, st.integers(0, 4)),
    st.builds(Return, listeners),
    st.just(Sleep()) | st.just(Crash()),
)

PRELUDE = (
    Do(Append("user", "Please!", (), "m1", None)),
    Do(Append("assistant", "Here it is.", (("app.py", "a = 0"), (None, "b = 0")), None, None)),
    Do(Create("c = 0", {}, None), by=0),
)
"""What has happened before the rest, so that it does not happen to nothing."""
