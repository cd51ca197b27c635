"""What can be asked of sandboxes: where a session's project runs. Satchel keeps and streams, and runs nothing."""

from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ..ids import Id
from .base import Count, Moment, Number, Page, SessionCommand, SessionRead
from .files import Files, Path, Paths

Line = Annotated[str, Meta(min_length=1, max_length=100_000)]
Folder = Annotated[str, Meta(max_length=4096)]
Env = Annotated[dict[Annotated[str, Meta(min_length=1, max_length=1000)], str], Meta(max_length=1000)]


class CreateSandbox(SessionCommand, tag="create_sandbox", kw_only=True, frozen=True):
    """A sandbox of the session, whose `sandboxId` names it then in place of another one."""

    creates: ClassVar[bool] = True
    sandbox_id: Id | None = None
    """What whoever runs it calls it."""
    state: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    files: Files = {}


class GetSandbox(SessionRead, tag="get_sandbox", kw_only=True, frozen=True):
    """As it is, or with the files that it had at a version; the one that the session names, if none is named."""

    kept: ClassVar[bool] = True
    sandbox_id: Id | None = None
    version: Number | None = None
    contents: bool = False
    path: Path | None = None
    """Only this file, for contents that are too large for one answer."""


class UpdateSandbox(SessionCommand, tag="update_sandbox", kw_only=True, frozen=True):
    """Changes what is named and nothing else. A change of files makes a new version."""

    sandbox_id: Id
    state: dict[str, Any] | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET
    files: Files | None = None
    """All files; what is not named goes. In place of `set` and `remove`."""
    put: Files = msgspec.field(default_factory=dict, name="set")
    remove: Paths = []


class StartCommand(SessionCommand, tag="start_command", kw_only=True, frozen=True):
    """Something begins to run in a sandbox. Of the environment only the names are kept: the rest may be secret."""

    sandbox_id: Id
    command: Line
    command_id: Id | None = None
    """The client's own id, for one that began before it could be said."""
    cwd: Folder = ""
    env: Env = {}
    started_at: Moment | None = None


class AppendOutput(SessionCommand, tag="append_output", kw_only=True, frozen=True):
    """More of what a command says. What came already is not taken twice."""

    command_id: Id
    stream: Literal["stdout", "stderr"]
    text: str
    offset: Count
    """Where the text begins in that stream, in code points."""


class FinishCommand(SessionCommand, tag="finish_command", kw_only=True, frozen=True):
    command_id: Id
    exit_code: Annotated[int, Meta(ge=-(2**31), le=2**32)]
    started_at: Moment | None = None
    ended_at: Moment | None = None


class GetCommands(SessionRead, tag="get_commands", kw_only=True, frozen=True):
    """In the order in which they began, without their output; of all sandboxes, if none is named."""

    kept: ClassVar[bool] = True
    sandbox_id: Id | None = None
    limit: Page = 50
    offset: Count = 0
    order: Literal["asc", "desc"] = "asc"


class GetCommand(SessionRead, tag="get_command", kw_only=True, frozen=True):
    """With its output. Where the middle of that was left out, a line in square brackets says how many bytes it was."""

    kept: ClassVar[bool] = True
    command_id: Id


class GetSandboxRecovery(SessionRead, tag="get_sandbox_recovery", kw_only=True, frozen=True):
    """All that is needed to set the project up again: state, files, and the commands that succeeded, in their order."""

    kept: ClassVar[bool] = True
    sandbox_id: Id | None = None
