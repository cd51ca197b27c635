"""`satchel show SESSION`."""

import sys

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from ..wire.commands import GetArtifact, GetArtifacts, GetMessages, GetSession
from ..wire.events import ArtifactFound, Artifacts, Messages, SessionFound
from ..wire.resources import Artifact, Message, Session
from .screen import console, print_json
from .sessions import Ask, Sessions
from .words import counted, moment, one_line, plain, size

PAGE = 1000
NAMES = {"user": "you", "assistant": "assistant", "system": "system", "tool": "tool"}


class Conversation(Struct, frozen=True):
    session: Session
    messages: list[Message]
    artifacts: list[Artifact]


def show_session(sessions: Sessions, session_id: str, *, as_json: bool) -> None:
    """Prints the conversation as it stands and its artifacts, the messages of other branches left out."""
    found = sessions.look(session_id, conversation)
    if as_json:
        print_json(found)
    else:
        _print(console(), found)


def show_artifact(sessions: Sessions, session_id: str, artifact_id: str) -> None:
    """Writes an artifact's content as it is: byte by byte into a pipe, without control characters on a terminal."""
    frame = sessions.look(session_id, lambda ask: ask(GetArtifact(artifact_id=artifact_id)))
    assert isinstance(frame, ArtifactFound)
    content = frame.artifact.content
    if sys.stdout.isatty():
        print(plain(content))
    else:
        sys.stdout.buffer.write(content.encode())
        sys.stdout.buffer.flush()


def conversation(ask: Ask) -> Conversation:
    """Everything of the current branch, in pages."""
    found, artifacts = ask(GetSession()), ask(GetArtifacts())
    assert isinstance(found, SessionFound)
    assert isinstance(artifacts, Artifacts)
    messages: list[Message] = []
    while True:
        page = ask(GetMessages(limit=PAGE, after=messages[-1].id if messages else None))
        assert isinstance(page, Messages)
        messages += page.messages
        if len(page.messages) < PAGE:
            return Conversation(found.session, messages, artifacts.artifacts)


def _print(screen: Console, found: Conversation) -> None:
    session = found.session
    screen.print(Text.assemble((plain(session.title) or "untitled", "bold"), (f"  {session.id}", "cyan")))
    counts = f"{counted(len(found.messages), 'message')}, {counted(len(found.artifacts), 'artifact')}"
    screen.print(f"{counts}, changed {moment(session.updated_at)}", style="dim")
    for message in found.messages:
        screen.print()
        screen.print(heading(message))
        if message.content:
            screen.print(Text(plain(message.content).rstrip("\n")))
    if found.artifacts:
        screen.print()
        screen.print("Artifacts", style="bold")
    for artifact in found.artifacts:
        screen.print(Text.assemble(artifact_line(artifact), (f"  {artifact.id}", "dim")))
    if found.artifacts:
        screen.print(f"satchel show {session.id} --artifact ID prints one.", style="dim")


def heading(message: Message) -> Text:
    """Who said it and when, and how it ended if not well."""
    colour = {"user": "bold cyan", "assistant": "bold green"}.get(message.role, "bold")
    text = Text.assemble((NAMES[message.role], colour), (f"  {moment(message.created_at)}", "dim"))
    model = message.metadata.get("modelId")
    if message.role == "assistant" and isinstance(model, str):
        text.append(f"  {one_line(model, 60)}", "dim")
    if message.status != "complete":
        text.append(f"  {message.status}", "yellow")
    return text


def artifact_line(artifact: Artifact) -> Text:
    """`● Counter.tsx  react-component  version 2  1.2 kB`"""
    return Text.assemble(
        ("● ", "magenta"),
        (one_line(artifact.title, 80), "bold"),
        f"  {artifact.type}  version {artifact.version}",
        (f"  {size(len(artifact.content.encode()))}", "dim"),
    )
