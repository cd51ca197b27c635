"""What is told of sandboxes, and of what runs in them."""

from ..resources import Sandbox, SandboxCommand, Step, Stream
from .frame import Frame


class SandboxCreated(Frame, tag="sandbox_created", kw_only=True):
    sandbox: Sandbox


class SandboxUpdated(Frame, tag="sandbox_updated", kw_only=True):
    sandbox: Sandbox


class SandboxFound(Frame, tag="sandbox", kw_only=True):
    sandbox: Sandbox


class CommandStarted(Frame, tag="command_started", kw_only=True):
    command: SandboxCommand


class OutputAppended(Frame, tag="output_appended", kw_only=True):
    """To the one who appended; everyone else hears `sandbox_output`."""

    command_id: str
    stream: Stream
    offset: int
    """Where the stream goes on, in code points."""


class SandboxOutput(Frame, tag="sandbox_output", kw_only=True):
    """More of what a command says. Who missed some hears what is kept of it: an offset past the end of what came before
    says that the middle is left out."""

    command_id: str
    stream: Stream
    offset: int
    """Where the text begins in that stream, in code points."""
    text: str


class CommandFinished(Frame, tag="command_finished", kw_only=True):
    command: SandboxCommand


class Commands(Frame, tag="commands", kw_only=True):
    commands: list[SandboxCommand]
    total: int


class CommandFound(Frame, tag="command", kw_only=True):
    command: SandboxCommand


class SandboxRecovery(Frame, tag="sandbox_recovery", kw_only=True):
    """What sets a project up again: these files, then these commands, each in its folder, with these variables."""

    sandbox: Sandbox
    commands: list[Step]
    """Those that ended with 0, in the order in which they began."""
    env: list[str]
    """Names of all variables of those."""
    cwd: str
    """Of the last of them."""
