"""Sandboxes of a chat, and what is run in them, below the chat."""

from typing import Any

from ....wire import commands as c
from ....wire import events as e
from ..paths import below
from ..route import Route

_CHAT = "/api/chats/{sessionId}"
_ONE = f"{_CHAT}/sandboxes/{{sandboxId}}"
_COMMAND = f"{_CHAT}/commands/{{commandId}}"
_SANDBOX = {"sandbox": "sandbox"}
_RUN = {"command": "command"}
_RECOVERY = {"sandbox": "sandbox", "commands": "commands", "env": "env", "cwd": "cwd"}


def _sandbox(frame: Any) -> str:
    return below(frame.sandbox.session_id, "sandboxes", frame.sandbox.id)


def _command(frame: Any) -> str:
    return below(frame.command.session_id, "commands", frame.command.id)


def _etag(frame: Any) -> str:
    return str(frame.sandbox.seq)


ROWS = (
    Route(
        method="POST",
        path=f"{_CHAT}/sandboxes",
        tag="sandboxes",
        command=c.CreateSandbox,
        frame=e.SandboxCreated,
        shows=_SANDBOX,
        status=201,
        etag=_etag,
        location=_sandbox,
    ),
    Route(
        method="GET",
        path=f"{_CHAT}/sandbox",
        tag="sandboxes",
        name="GetLinkedSandbox",
        command=c.GetSandbox,
        frame=e.SandboxFound,
        shows=_SANDBOX,
        fixed=lambda _: {"sandbox_id": None},
        summary="The one that the chat's `sandboxId` names.",
    ),
    Route(
        method="GET",
        path=f"{_CHAT}/sandbox/recovery",
        tag="sandboxes",
        name="GetLinkedSandboxRecovery",
        command=c.GetSandboxRecovery,
        frame=e.SandboxRecovery,
        shows=_RECOVERY,
        fixed=lambda _: {"sandbox_id": None},
        summary="All that is needed to set up the project of the chat's sandbox again.",
    ),
    Route(method="GET", path=_ONE, tag="sandboxes", command=c.GetSandbox, frame=e.SandboxFound, shows=_SANDBOX),
    Route(
        method="PATCH",
        path=_ONE,
        tag="sandboxes",
        command=c.UpdateSandbox,
        frame=e.SandboxUpdated,
        shows=_SANDBOX,
        etag=_etag,
    ),
    Route(
        method="GET",
        path=f"{_ONE}/recovery",
        tag="sandboxes",
        command=c.GetSandboxRecovery,
        frame=e.SandboxRecovery,
        shows=_RECOVERY,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/commands",
        tag="sandboxes",
        command=c.StartCommand,
        frame=e.CommandStarted,
        shows=_RUN,
        status=201,
        location=_command,
    ),
    Route(
        method="GET",
        path=f"{_CHAT}/commands",
        tag="sandboxes",
        command=c.GetCommands,
        frame=e.Commands,
        shows={"commands": "commands"},
        paged=("limit", "offset"),
    ),
    Route(method="GET", path=_COMMAND, tag="sandboxes", command=c.GetCommand, frame=e.CommandFound, shows=_RUN),
    Route(
        method="POST",
        path=f"{_COMMAND}/output",
        tag="sandboxes",
        command=c.AppendOutput,
        frame=e.OutputAppended,
        shows={"commandId": "command_id", "stream": "stream", "offset": "offset"},
    ),
    Route(
        method="POST",
        path=f"{_COMMAND}/finish",
        tag="sandboxes",
        command=c.FinishCommand,
        frame=e.CommandFinished,
        shows=_RUN,
    ),
)
