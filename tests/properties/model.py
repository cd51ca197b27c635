"""What a session should be: the simplest thing that behaves as the server promises. Lists and dicts, no file."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict, replace

from server.content import title_from_text
from server.wire.commands import (
    AppendMessage,
    Batch,
    Command,
    CreateArtifact,
    DeleteArtifact,
    DeleteMessages,
    RestoreArtifact,
    RestoreArtifactVersion,
    UpdateArtifact,
    UpdateSession,
)

Frame = dict[str, Any]
Fence = tuple[str | None, str]
"""A file's name, if it has one, and what stands in it."""
TICKS = "```"


class RefusedError(Exception):
    """An error that the server should answer with."""

    def __init__(self, code: str, index: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.index = index


@dataclass(eq=False)
class Message:
    id: str | None
    """None until the server has named it."""
    role: str
    content: str
    parent: "Message | None"
    active: bool = True
    deleted: bool = False

    def fields(self) -> Frame:
        return {
            "id": self.id,
            "role": self.role,
            "content": self.content,
            "parentId": None if self.parent is None else self.parent.id,
            "active": self.active,
        }


@dataclass(frozen=True, eq=False)
class Version:
    what: Frame
    """Title, description, type, content, language, metadata."""
    message: Message | None
    why: str
    made: int


@dataclass(eq=False)
class Artifact:
    id: str | None
    """None until the server has named it."""
    identifier: str | None
    versions: list[Version]
    deleted: bool = False
    messages: list[Message] = field(default_factory=list)
    """Those that made or named it."""

    def fields(self, number: int | None = None) -> Frame:
        number = len(self.versions) if number is None else number
        version = self.versions[number - 1]
        return {
            "id": self.id,
            **version.what,
            "version": number,
            "messageId": None if version.message is None else version.message.id,
            "createdAt": self.versions[0].made,
            "updatedAt": version.made,
        }

    def history(self) -> list[Frame]:
        return [
            {
                "version": number,
                **{name: version.what[name] for name in ("title", "type", "language")},
                "messageId": None if version.message is None else version.message.id,
                "changeDescription": version.why,
                "createdAt": version.made,
                "size": len(version.what["content"].encode()),
            }
            for number, version in reversed([*enumerate(self.versions, 1)])
        ]


@dataclass
class Reply:
    """What the server should answer: the type, and what the answer tells of."""

    type: str
    artifacts: list[tuple[Artifact, int]] = field(default_factory=list)
    message: Message | None = None
    ids: list[str] = field(default_factory=list)
    session: Frame | None = None
    replies: list["Reply"] = field(default_factory=list)
    code: str | None = None
    index: int | None = None
    again: Frame | None = None
    """The very frame that was the answer before."""


@dataclass
class State:
    artifacts: list[Artifact] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    session: Frame = field(
        default_factory=lambda: {"title": "", "description": "", "visibility": "private", "metadata": {}}
    )
    changes: int = 0
    """How often anything changed."""


class Model:
    """One session. `now` is the time of the next change."""

    def __init__(self) -> None:
        self.state = State()
        self.receipts: dict[str, tuple[Command, Frame]] = {}
        self.now = 0

    # what should be there

    def artifacts(self) -> list[Artifact]:
        return [artifact for artifact in self.state.artifacts if not artifact.deleted]

    def messages(self) -> list[Message]:
        """Those on the current branch."""
        return [message for message in self.state.messages if message.active and not message.deleted]

    # what should happen

    def apply(self, command: Command) -> Reply:
        """Does a change, or refuses it and does nothing."""
        receipt = self.receipts.get(command.idempotency_key or "")
        if receipt is not None:
            if receipt[0] != _bare(command):
                return Reply("error", code="conflict")
            return Reply(receipt[1]["type"], again=receipt[1])
        before = deepcopy(self.state)
        try:
            return self._apply(command)
        except RefusedError as refused:
            self.state = before
            return Reply("error", code=refused.code, index=refused.index)

    def answered(self, command: Command, frame: Frame) -> None:
        """Remembers the server's answer to a change that was made and has an idempotency key."""
        if command.idempotency_key is not None and frame["type"] != "error":
            self.receipts.setdefault(command.idempotency_key, (_bare(command), frame))

    def _apply(self, command: Command) -> Reply:
        match command:
            case CreateArtifact():
                artifact = self._create(command)
                return Reply("artifact_created", [(artifact, 1)])
            case UpdateArtifact():
                return self._update(command)
            case DeleteArtifact():
                self._artifact(command.artifact_id).deleted = True
                self.state.changes += 1
                return Reply("artifact_deleted", ids=[command.artifact_id])
            case RestoreArtifact():
                artifact = self._artifact(command.artifact_id, deleted=True)
                artifact.deleted = False
                self.state.changes += 1
                return Reply("artifact_restored", [(artifact, len(artifact.versions))])
            case RestoreArtifactVersion(version=number):
                artifact = self._artifact(command.artifact_id)
                if number > len(artifact.versions):
                    raise RefusedError("not_found")
                old = artifact.versions[number - 1].what
                self._change(artifact, old, artifact.versions[-1].message, f"Restored version {number}")
                return Reply("artifact_updated", [(artifact, len(artifact.versions))])
            case AppendMessage():
                return self._append(command)
            case DeleteMessages():
                ids = list(dict.fromkeys(command.message_ids))
                for message_id in ids:
                    self._message(message_id).deleted = True
                    self.state.changes += 1
                return Reply("messages_deleted", ids=ids)
            case UpdateSession():
                self.state.session |= {k: v for k, v in asdict(command.updates).items() if v is not UNSET}
                self.state.changes += 1
                return Reply("session_updated", session=dict(self.state.session))
            case Batch():
                replies = []
                for index, change in enumerate(command.commands):
                    try:
                        replies.append(self._apply(change))
                    except RefusedError as refused:
                        raise RefusedError(refused.code, index) from None
                return Reply("batch_applied", replies=replies)
            case _:
                raise TypeError(type(command))

    # artifacts

    def _artifact(self, artifact_id: str, *, deleted: bool = False) -> Artifact:
        for artifact in self.state.artifacts:
            if artifact.id == artifact_id and artifact.deleted is deleted:
                return artifact
        raise RefusedError("not_found")

    def _create(self, command: CreateArtifact) -> Artifact:
        message = None if command.message_id is None else self._message(command.message_id)
        what = {
            "type": command.artifact_type,
            **{name: getattr(command, name) for name in ("title", "content", "language", "description", "metadata")},
        }
        return self._add(None, what, message)

    def _add(self, identifier: str | None, what: Frame, message: Message | None) -> Artifact:
        version = Version(what, message, "", self.now)
        artifact = Artifact(None, identifier, [version], messages=[message] if message else [])
        self.state.artifacts.append(artifact)
        self.state.changes += 1
        return artifact

    def _change(self, artifact: Artifact, changes: Frame, message: Message | None, why: str) -> None:
        """The next version, unless it would be like the last."""
        current = artifact.versions[-1].what
        if current | changes != current:
            artifact.versions.append(Version(current | changes, message, why, self.now))
            self.state.changes += 1

    def _update(self, command: UpdateArtifact) -> Reply:
        artifact = self._artifact(command.artifact_id)
        if command.expected_version not in (None, len(artifact.versions)):
            raise RefusedError("conflict")
        changes = {name: value for name, value in asdict(command.updates).items() if value is not UNSET}
        self._change(artifact, changes, artifact.versions[-1].message, command.change_description)
        return Reply("artifact_updated", [(artifact, len(artifact.versions))])

    # messages

    def _message(self, message_id: str) -> Message:
        for message in self.state.messages:
            if message.id == message_id and not message.deleted:
                return message
        raise RefusedError("not_found")

    def _append(self, command: AppendMessage) -> Reply:
        assert command.content is not None
        branch = self.messages()
        parent = branch[-1] if branch else None
        if command.parent_id is not None and (parent is None or parent.id != command.parent_id):
            parent = self._message(command.parent_id)
            if not parent.active:
                raise RefusedError("conflict")
        if command.message_id is not None and command.message_id in {message.id for message in self.state.messages}:
            raise RefusedError("conflict")
        for left in branch[branch.index(parent) + 1 :] if parent is not None else []:
            left.active = False
            self.state.changes += 1
        message = Message(command.message_id, command.role, command.content, parent)
        self.state.messages.append(message)
        self.state.changes += 1
        if command.role == "user" and not self.state.session["title"]:
            self.state.session["title"] = title_from_text(command.content)
        found: list[Artifact] = []
        for place, fence in enumerate(fences_in(command.content) if command.role == "assistant" else [], 1):
            artifact = self._say(message, place, fence)
            found = [*(other for other in found if other is not artifact), artifact]
        artifacts = [(artifact, len(artifact.versions)) for artifact in found]
        return Reply("message_appended", artifacts, message)

    def _say(self, message: Message, place: int, fence: Fence) -> Artifact:
        """A file that has a name is one artifact, however often it is said."""
        name, content = fence
        title = name.rpartition("/")[2] if name else f"Python snippet {place}"
        what = {"type": "python", "title": title, "content": content, "language": "python"}
        known = [a for a in self.artifacts() if name is not None and a.identifier == name]
        if not known:
            return self._add(name, what | {"description": "", "metadata": {}}, message)
        artifact = known[-1]
        self._change(artifact, what, message, "")
        artifact.messages.append(message)
        return artifact


def text_of(words: str, fences: tuple[Fence, ...]) -> str:
    """A message with such fences in it."""
    return "".join(
        (f"{words}\n\n", *(f"{TICKS}python {name or ''}\n{content}\n{TICKS}\n\n" for name, content in fences))
    )


def fences_in(text: str) -> list[Fence]:
    """The fences that `text_of` put there."""
    pieces = text.split(TICKS)[1::2]
    heads = [piece.partition("\n") for piece in pieces]
    return [(head.removeprefix("python").strip() or None, body.removesuffix("\n")) for head, _, body in heads]


def _bare(command: Command) -> Command:
    return replace(command, idempotency_key=None)
