"""What a client missed: every row whose `seq` is past the number it says, each once, as it is now."""

import sqlite3

from ..content import LiveScanner
from ..wire.commands import Subscribe
from ..wire.events import (
    ArtifactCreated,
    ArtifactDeleted,
    ArtifactUpdated,
    Frame,
    MessageAdded,
    MessagesDeleted,
    MessageUpdated,
    ReasoningDelta,
    ReplyDelta,
    ReplyStarted,
    SessionUpdated,
    Subscribed,
)
from . import artifacts, messages
from .handler import Context, Outcome
from .live import live_frames
from .sessions import read_session


def subscribe(db: sqlite3.Connection, command: Subscribe, context: Context) -> Outcome:
    """Answers with where the session stands; `everyone` of the outcome is what this client missed."""
    since = context.seq if command.since is None else command.since
    reset = since > context.seq
    missed = changed_since(db, context, 0 if reset else since)
    return Outcome(Subscribed(seq=context.seq, reset=reset, session_id=context.session_id), (), missed)


def changed_since(db: sqlite3.Connection, context: Context, since: int) -> list[Frame]:
    """Frames in the order of their `seq`."""
    if since >= context.seq:
        return []
    frames, live = _messages(db, context, since)
    found = [*frames, *_artifacts(db, context, since), *_session(db, context, since), *live]
    found.sort(
        key=lambda frame: frame.seq or 0
    )  # among equals the live ones stay last: they say nothing of that number
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
        elif message.status == "streaming":
            frames.append(
                ReplyStarted(reply_id=message.id, message_id=message.parent_id, seq=message.seq, session_id=session)
            )
        elif message.active:
            frames.append(MessageAdded(message=message, seq=message.seq, session_id=session))
        else:
            frames.append(MessageUpdated(message=message, seq=message.seq, session_id=session))
    streaming = db.execute("SELECT id FROM chat_messages WHERE status = 'streaming'").fetchall()
    for (reply_id,) in streaming:
        frames += _growing(db, session, reply_id, since, live)
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
