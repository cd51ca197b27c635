"""What a client missed: every row whose `seq` is past the number it says, each once, as it is now."""

import sqlite3

from ..content import LiveScanner
from ..handling.context import Context
from ..handling.outcome import Outcome
from ..wire.commands import Subscribe
from ..wire.events import (
    ArtifactCreated,
    ArtifactDeleted,
    ArtifactUpdated,
    CommandFinished,
    CommandStarted,
    ComponentCreated,
    ComponentDeleted,
    ComponentUpdated,
    Frame,
    InteractionCreated,
    JobUpdated,
    MessageAdded,
    MessagesDeleted,
    MessageUpdated,
    ReasoningDelta,
    ReplyDelta,
    ReplyStarted,
    SandboxCreated,
    SandboxUpdated,
    SessionUpdated,
    SiteCreated,
    SiteDeleted,
    SiteUpdated,
    SnapshotSaved,
    Subscribed,
)
from . import artifacts, components, interactions, jobs, messages, sites, snapshots
from .live import live_frames
from .retention.whole import forgotten
from .sandboxes.output import output_since
from .sandboxes.running import commands_where
from .sandboxes.state import sandboxes_since
from .sessions import read_session


def subscribe(db: sqlite3.Connection, command: Subscribe, context: Context) -> Outcome:
    """Answers with where the session stands; `everyone` of the outcome is what this client missed."""
    since = context.seq if command.since is None else command.since
    # What was removed for good can't be told of any more: who may not have heard that it was deleted starts anew.
    reset = since > context.seq or 0 < since < forgotten(db)
    missed = changed_since(db, context, 0 if reset else since)
    return Outcome(Subscribed(seq=context.seq, reset=reset, session_id=context.session_id), (), missed)


def changed_since(db: sqlite3.Connection, context: Context, since: int) -> list[Frame]:
    """Frames in the order of their `seq`."""
    if since >= context.seq:
        return []
    frames, live = _messages(db, context, since)
    editor = [*_components(db, context, since), *_interactions(db, context, since)]
    run = [*_sandboxes(db, context, since), *_commands(db, context, since)]
    files = [*run, *_snapshots(db, context, since), *_sites(db, context, since), *_jobs(db, context, since)]
    found = [*frames, *_artifacts(db, context, since), *editor, *files, *_session(db, context, since), *live]
    # among equals the live ones stay last: they say nothing of that number
    found.sort(key=lambda frame: frame.seq or 0)
    return found


def _session(db: sqlite3.Connection, context: Context, since: int) -> list[Frame]:
    session = read_session(db)
    if session.seq <= since:
        return []
    return [SessionUpdated(session=session, seq=session.seq, session_id=context.session_id)]


def _artifacts(db: sqlite3.Connection, context: Context, since: int) -> list[Frame]:
    frames: list[Frame] = []
    rows = db.execute(f"SELECT {artifacts.COLUMNS}, deleted_at FROM artifacts WHERE seq > ?", (since,))
    for row in rows:
        artifact = artifacts.artifact_from(row[:-1])
        session, seq = context.session_id, artifact.seq
        if row[-1] is not None:
            frames.append(ArtifactDeleted(artifact_id=artifact.id, seq=seq, session_id=session))
        else:
            frame = ArtifactCreated if artifact.version == 1 else ArtifactUpdated
            frames.append(frame(artifact=artifact, seq=seq, session_id=session))
    return frames


def _components(db: sqlite3.Connection, context: Context, since: int) -> list[Frame]:
    frames: list[Frame] = []
    rows = db.execute(f"SELECT {components.COLUMNS}, deleted_at, position FROM components WHERE seq > ?", (since,))
    for *row, deleted_at, position in rows:
        component = components.component_from(tuple(row))
        session, seq = context.session_id, component.seq
        if deleted_at is not None:
            frames.append(ComponentDeleted(component_id=component.id, seq=seq, session_id=session))
        else:
            frame = ComponentCreated if position > since else ComponentUpdated
            frames.append(frame(component=component, seq=seq, session_id=session))
    return frames


def _interactions(db: sqlite3.Connection, context: Context, since: int) -> list[Frame]:
    rows = db.execute(f"SELECT {interactions.COLUMNS} FROM ai_interactions WHERE seq > ?", (since,))
    found = [interactions.interaction_from(row) for row in rows]
    return [InteractionCreated(interaction=one, seq=one.seq, session_id=context.session_id) for one in found]


def _snapshots(db: sqlite3.Connection, context: Context, since: int) -> list[Frame]:
    found = snapshots.snapshots_since(db, context, since)
    return [SnapshotSaved(snapshot=one, seq=one.seq, session_id=context.session_id) for one in found]


def _sites(db: sqlite3.Connection, context: Context, since: int) -> list[Frame]:
    frames: list[Frame] = []
    for site, position in sites.sites_since(db, context, since):
        session, seq = context.session_id, site.seq
        if site.deleted_at is not None:
            frames.append(SiteDeleted(site_id=site.id, seq=seq, session_id=session))
        else:
            frames.append((SiteCreated if position > since else SiteUpdated)(site=site, seq=seq, session_id=session))
    return frames


def _sandboxes(db: sqlite3.Connection, context: Context, since: int) -> list[Frame]:
    return [
        (SandboxCreated if position > since else SandboxUpdated)(
            sandbox=sandbox, seq=sandbox.seq, session_id=context.session_id
        )
        for sandbox, position in sandboxes_since(db, context, since)
    ]


def _commands(db: sqlite3.Connection, context: Context, since: int) -> list[Frame]:
    """One that began is told before what it said, and again when it is over."""
    session = context.session_id
    frames: list[Frame] = [*output_since(db, session, since)]
    for command, position in commands_where(db, context, "c.seq > ? ORDER BY c.position", since):
        if position > since:
            frames.append(CommandStarted(command=command, seq=position, session_id=session))
        if command.status == "finished":
            frames.append(CommandFinished(command=command, seq=command.seq, session_id=session))
    return frames


def _jobs(db: sqlite3.Connection, context: Context, since: int) -> list[Frame]:
    found = jobs.jobs_where(db, context, "seq > ?", since)
    return [JobUpdated(job=job, seq=job.seq, session_id=context.session_id) for job in found]


def _messages(db: sqlite3.Connection, context: Context, since: int) -> tuple[list[Frame], list[Frame]]:
    live: list[Frame] = []
    frames: list[Frame] = []
    session = context.session_id
    fresh, changed = "position > :since", "seq != position AND seq > :since AND position <= :since"
    rows = [
        row
        for where in (fresh, changed)
        for row in db.execute(
            f"SELECT {messages.COLUMNS}, deleted_at FROM chat_messages WHERE {where}", {"since": since}
        ).fetchall()
    ]
    for row in rows:
        message = messages.message_from(db, row[:-1])
        if row[-1] is not None:
            frames.append(MessagesDeleted(message_ids=[message.id], seq=message.seq, session_id=session))
        elif message.status == "streaming" and message.role != "tool":
            frames.append(
                ReplyStarted(reply_id=message.id, message_id=message.parent_id, seq=message.seq, session_id=session)
            )
        elif message.active:
            frames.append(MessageAdded(message=message, seq=message.seq, session_id=session))
        else:
            frames.append(MessageUpdated(message=message, seq=message.seq, session_id=session))
    streaming = db.execute("SELECT id FROM chat_messages WHERE status = 'streaming'").fetchall()
    for (reply_id,) in streaming:
        frames += _growing(db, session, reply_id, since, live if context.artifacts else [])
    return frames, live


def _growing(db: sqlite3.Connection, session: str, reply_id: str, since: int, live: list[Frame]) -> list[Frame]:
    """The missed part of a reply that is being written, in one piece, and the artifacts that opened in it.

    A scanner that is first shown what the client knows says of the rest just what the client has not heard. That goes
    into `live`, under the number before the text's, as it does when it happens.
    """
    frames: list[Frame] = []
    scanner = LiveScanner()
    rows = db.execute(
        "SELECT seq, kind, start, text FROM reply_chunks WHERE message_id = ? ORDER BY seq", (reply_id,)
    ).fetchall()
    scanner.feed("".join(text for seq, kind, _, text in rows if kind == "text" and seq <= since))
    for wanted, frame in (("reasoning", ReasoningDelta), ("text", ReplyDelta)):
        missed = [(seq, start, text) for seq, kind, start, text in rows if kind == wanted and seq > since]
        if not missed:
            continue
        text, seq = "".join(piece for _, _, piece in missed), missed[-1][0]
        frames.append(frame(reply_id=reply_id, offset=missed[0][1], text=text, seq=seq, session_id=session))
        if wanted == "text":
            live += live_frames(reply_id, scanner.feed(text), session, seq - 1)
    return frames
