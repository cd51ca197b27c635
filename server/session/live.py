"""Artifacts that are still being written, for display only: what the live scanner sees, as frames."""

from collections.abc import Iterable

from ..content import Delta, Finished, LiveEvent, Started
from ..wire.events import ArtifactDelta, ArtifactFinished, ArtifactStarted, Frame


def live_frames(reply_id: str, events: Iterable[LiveEvent], session_id: str, seq: int | None) -> list[Frame]:
    """Frames for the scanner's events. `seq` is that of the text they were seen in."""
    frames: list[Frame] = []
    for event in events:
        match event:
            case Started(index=index, type=type_, title=title, language=language, identifier=identifier):
                frames.append(
                    ArtifactStarted(
                        reply_id=reply_id,
                        index=index,
                        artifact_type=type_,
                        title=title,
                        language=language,
                        identifier=identifier,
                        session_id=session_id,
                        seq=seq,
                    )
                )
            case Delta(index=index, offset=offset, text=text):
                frames.append(
                    ArtifactDelta(
                        reply_id=reply_id,
                        index=index,
                        offset=offset,
                        text=text,
                        session_id=session_id,
                        seq=seq,
                    )
                )
            case Finished(index=index, interrupted=interrupted):
                frames.append(
                    ArtifactFinished(
                        reply_id=reply_id,
                        index=index,
                        interrupted=interrupted,
                        session_id=session_id,
                        seq=seq,
                    )
                )
    return frames
