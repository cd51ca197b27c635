"""Artifacts that are still being written, as data parts: one that is replaced, and what is added on the way to it."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from ...wire.events import ArtifactDelta, ArtifactFinished, ArtifactStarted
from ...wire.resources import Artifact
from .parts import ARTIFACT, artifact_data, artifact_part

Chunk = dict[str, Any]

DELTA = "data-artifactDelta"


class _Growing(Struct):
    id: str
    data: dict[str, Any]
    pieces: list[str] = []


class Growing:
    """The artifacts of one reply. Each is a part `data-artifact` from its first line to its end, under one id."""

    def __init__(self, reply_id: str) -> None:
        self._reply_id = reply_id
        self._open: dict[int, _Growing] = {}
        self._settled: set[str] = set()

    def started(self, frame: ArtifactStarted) -> list[Chunk]:
        if frame.index in self._open:  # who joins in the middle may hear of its beginning twice
            return []
        data = {
            "id": None,
            "status": "streaming",
            "title": frame.title,
            "type": frame.artifact_type,
            "language": frame.language,
            "version": None,
            "content": "",
        }
        growing = self._open[frame.index] = _Growing(f"{self._reply_id}:{frame.index}", data)
        return [_replaced(growing)]

    def delta(self, frame: ArtifactDelta) -> list[Chunk]:
        """What is added, to whoever listens; it is no part of the message."""
        growing = self._open.get(frame.index)
        if growing is None:
            return []
        said = sum(map(len, growing.pieces))
        text = frame.text[max(said - frame.offset, 0) :]
        if not text:
            return []
        growing.pieces.append(text)
        return [{"type": DELTA, "data": {"id": growing.id, "offset": said, "text": text}, "transient": True}]

    def finished(self, frame: ArtifactFinished) -> list[Chunk]:
        growing = self._open.get(frame.index)
        if growing is None:
            return []
        growing.data["content"] = "".join(growing.pieces)
        return [_replaced(growing)]

    def settle(self, artifacts: Iterable[Artifact]) -> list[Chunk]:
        """The artifacts as they are stored, each in place of what was shown of it."""
        chunks: list[Chunk] = []
        for artifact in artifacts:
            growing = self._shown_of(artifact)
            if growing is None:
                chunks.append(artifact_part(artifact))
            else:
                self._settled.add(growing.id)
                chunks.append({"type": ARTIFACT, "id": growing.id, "data": artifact_data(artifact)})
        return chunks + self._close()

    def _shown_of(self, artifact: Artifact) -> _Growing | None:
        waiting = [growing for _, growing in sorted(self._open.items()) if growing.id not in self._settled]
        alike = [growing for growing in waiting if growing.data["type"] == artifact.type]
        named = [growing for growing in alike if growing.data["title"] == artifact.title]
        return next(iter([*named, *alike]), None)

    def _close(self) -> list[Chunk]:
        """What began and became no artifact says so: a part can't be taken back."""
        left = [growing for growing in self._open.values() if growing.id not in self._settled]
        for growing in left:
            growing.data |= {"status": "dropped", "content": "".join(growing.pieces)}
        self._open.clear()
        return [_replaced(growing) for growing in left]


def _replaced(growing: _Growing) -> Chunk:
    return {"type": ARTIFACT, "id": growing.id, "data": {**growing.data}}
