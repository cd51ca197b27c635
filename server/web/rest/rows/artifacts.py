"""Artifacts, below the chat that they are in."""

from typing import Any

from ....wire import commands as c
from ....wire import events as e
from ....wire.resources import Artifact
from ..paths import below
from ..route import Route

_ARTIFACTS = "/api/chats/{sessionId}/artifacts"
_ONE = f"{_ARTIFACTS}/{{artifactId}}"
_SHOWN = {"artifact": "artifact"}


def _etag(frame: Any) -> str:
    return str(frame.artifact.version)


def _location(frame: Any) -> str:
    return below(frame.artifact.session_id, "artifacts", frame.artifact.id)


ROWS = (
    Route(
        method="GET",
        path=_ARTIFACTS,
        tag="artifacts",
        command=c.GetArtifacts,
        frame=e.Artifacts,
        shows={"artifacts": "artifacts"},
        summary="In the order in which they were made.",
    ),
    Route(
        method="POST",
        path=_ARTIFACTS,
        tag="artifacts",
        command=c.CreateArtifact,
        frame=e.ArtifactCreated,
        shows=_SHOWN,
        status=201,
        etag=_etag,
        location=_location,
    ),
    Route(
        method="GET",
        path=_ONE,
        tag="artifacts",
        command=c.GetArtifact,
        frame=e.ArtifactFound,
        shows=_SHOWN,
        etag=_etag,
        summary="As it is, or as it was at a version.",
    ),
    Route(
        method="PATCH",
        path=_ONE,
        tag="artifacts",
        command=c.UpdateArtifact,
        frame=e.ArtifactUpdated,
        shows=_SHOWN,
        body="updates",
        etag=_etag,
        resource=Artifact,
        summary="Changes what is named; the old state stays as a version. With `merge` and `If-Match`, where the "
        "artifact has moved on, both changes are brought together line by line.",
    ),
    Route(
        method="DELETE",
        path=_ONE,
        tag="artifacts",
        command=c.DeleteArtifact,
        frame=e.ArtifactDeleted,
        shows={"artifactId": "artifact_id"},
        resource=Artifact,
        summary="Deletes it; it can be restored.",
    ),
    Route(
        method="POST",
        path=f"{_ONE}/restore",
        tag="artifacts",
        command=c.RestoreArtifact,
        frame=e.ArtifactRestored,
        shows=_SHOWN,
        etag=_etag,
        summary="Brings a deleted artifact back.",
    ),
    Route(
        method="GET",
        path=f"{_ONE}/versions",
        tag="artifacts",
        command=c.GetArtifactVersions,
        frame=e.ArtifactVersions,
        shows={"versions": "versions"},
        summary="Every state that it had and has, without the contents.",
    ),
    Route(
        method="POST",
        path=f"{_ONE}/versions/{{version}}/restore",
        tag="artifacts",
        command=c.RestoreArtifactVersion,
        frame=e.ArtifactUpdated,
        shows=_SHOWN,
        etag=_etag,
        summary="Makes an old state the newest version.",
    ),
    Route(
        method="GET",
        path=f"{_ONE}/diff",
        tag="artifacts",
        command=c.GetArtifactDiff,
        frame=e.ArtifactDiff,
        shows={"artifactId": "artifact_id", "fromVersion": "from_version", "toVersion": "to_version", "diff": "diff"},
    ),
    Route(
        method="POST",
        path=f"{_ONE}/copy",
        tag="artifacts",
        command=c.CopyArtifact,
        frame=e.ArtifactCopied,
        shows=_SHOWN,
        status=201,
        etag=_etag,
        location=_location,
    ),
)
