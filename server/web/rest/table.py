"""The table: every command that REST knows, and the few that it does not need."""

from ...wire import commands as c
from .answers import Answer
from .inputs import Inputs, operation_name
from .route import Route
from .rows import (
    account,
    ai_sdk,
    artifacts,
    collections,
    editor,
    elsewhere,
    jobs,
    messages,
    previews,
    sandboxes,
    sessions,
    site_files,
    sites,
    snapshots,
    threads,
)

ROWS: tuple[Route, ...] = (
    *sessions.ROWS,
    *messages.ROWS,
    *ai_sdk.ROWS,
    *artifacts.ROWS,
    *jobs.ROWS,
    *threads.ROWS,
    *editor.ROWS,
    *snapshots.ROWS,
    *sites.ROWS,
    *site_files.ROWS,
    *previews.ROWS,
    *sandboxes.ROWS,
    *account.ROWS,
    *collections.ROWS,
    *elsewhere.ROWS,
)

NOT_OVER_REST: dict[type[c.Command], str] = {
    c.SubscribeAccount: "It is for as long as a connection lasts; over REST, ask for /api/chats?since=… again.",
}
"""Commands without a row, and why; those of a connection itself (`scope`) need no reason."""


class Operation:
    """A row with what is made of it once: how a request is read and what the response is."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.name = operation_name(route)
        self.inputs = Inputs(route)
        self.answer = Answer(route)


OPERATIONS: tuple[Operation, ...] = tuple(Operation(route) for route in ROWS)
