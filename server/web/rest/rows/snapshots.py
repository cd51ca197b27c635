"""Snapshots of a chat's project, below the chat."""

from typing import Any

from ....wire import commands as c
from ....wire import events as e
from ..paths import below
from ..route import Route

_SNAPSHOTS = "/api/chats/{sessionId}/snapshots"
_SHOWN = {"snapshot": "snapshot"}


def _etag(frame: Any) -> str:
    return str(frame.snapshot.seq)


def _location(frame: Any) -> str:
    return below(frame.snapshot.session_id, "snapshots", frame.snapshot.id)


ROWS = (
    Route(
        method="GET",
        path=_SNAPSHOTS,
        tag="files",
        command=c.GetSnapshots,
        frame=e.Snapshots,
        shows={"snapshots": "snapshots"},
        paged=("limit", "offset"),
    ),
    Route(
        method="POST",
        path=_SNAPSHOTS,
        tag="files",
        command=c.SaveSnapshot,
        frame=e.SnapshotSaved,
        shows=_SHOWN,
        status=201,
        location=_location,
    ),
    Route(
        method="GET",
        path=f"{_SNAPSHOTS}/latest",
        tag="files",
        name="GetLatestSnapshot",
        command=c.GetSnapshot,
        frame=e.SnapshotFound,
        shows=_SHOWN,
        etag=_etag,
        fixed=lambda _: {"snapshot_id": None},
        summary="The latest of all, or of a message.",
    ),
    Route(
        method="GET",
        path=f"{_SNAPSHOTS}/{{snapshotId}}",
        tag="files",
        command=c.GetSnapshot,
        frame=e.SnapshotFound,
        shows=_SHOWN,
        etag=_etag,
        fixed=lambda _: {"message_id": None},
        summary="One snapshot, with or without the contents of its files.",
    ),
    Route(
        method="POST",
        path=f"{_SNAPSHOTS}/{{snapshotId}}/restore",
        tag="files",
        command=c.RestoreSnapshot,
        frame=e.SnapshotSaved,
        shows=_SHOWN,
        location=_location,
    ),
)
