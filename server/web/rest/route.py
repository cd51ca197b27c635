"""A row of the table: what can be asked by which method and path, and what is answered."""

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from ...wire.commands import Command
from ...wire.events import Frame

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Tag = Literal[
    "chats",
    "messages",
    "artifacts",
    "exports",
    "editor",
    "files",
    "sandboxes",
    "search",
    "collections",
    "links",
    "payments",
    "account",
]
Served = Literal["ask", "changes", "events", "classify", "render", "job", "elsewhere"]


class Asked(Struct, frozen=True):
    """A request that was read.

    Attributes:
        session_id: from the path; empty where it names none.
        input: an instance of the row's input: what path, query and body said.
        key: the `Idempotency-Key`.
        user: who asks.
        now: Unix milliseconds.
    """

    session_id: str
    input: Any
    key: str | None
    user: str
    now: int


class View(Struct, frozen=True):
    """A response that is more than fields of the frame.

    Attributes:
        struct: what its body is.
        make: the body from the frame, the session's id and the command.
    """

    struct: type[Struct]
    make: Callable[[Any, str, Any], Any]


def nothing_fixed(now: int) -> dict[str, Any]:
    return {}


class Route(Struct, frozen=True, kw_only=True):
    """A row. The fields of the command come from the path, then from the body (POST, PATCH) or the query (GET,
    DELETE); a new command needs no more than this.

    Attributes:
        path: its `{names}` are fields of the command as the wire spells them; `{sessionId}` is whom a command of a
            session is for.
        command: None where no command is behind it.
        frame: what the answer is made of; with `view`, what that is made of.
        shows: the fields of the response: their names, and the frame's fields that they show.
        name: of the operation, where it is not the command's.
        input: in place of the command: a struct with the fields that are read. `make` turns it into the command.
        make: the session and the command from what was read.
        fixed: fields of the command that the path settles, at a time in Unix milliseconds.
        body: the field of the command that the whole body is; the others are read from the query.
        status: where something was done as asked.
        made: the frame's field that says whether the answer is `status` or 200: it was there before.
        paged: the command's fields for the page that was asked for; the response says them with the total.
        says: a sentence for a person, in the response.
        view: in place of `shows`.
        etag: of the resource, from the frame, without its quotes.
        resource: what a conflict tells the current state of.
        location: where what was made is found.
        served: who answers: the host, or a door of its own.
        media: of the response.
        takes: the media type of a body that is no JSON.
        once: whether its own door understands an `Idempotency-Key`.
        refuses: the media type of an error.
        also: what else its own door answers: 201, 204, 206, 304, 412, 416.
        summary: where the command's docstring does not say it.
    """

    method: Method
    path: str
    tag: Tag
    command: type[Command] | None = None
    frame: type[Frame] | None = None
    shows: dict[str, str] = {}
    name: str = ""
    input: type[Struct] | None = None
    make: Callable[[Asked], tuple[str, Command]] | None = None
    fixed: Callable[[int], dict[str, Any]] = nothing_fixed
    body: str | None = None
    status: int = 200
    made: str | None = None
    paged: tuple[str, str] | None = None
    says: Callable[[Any], str] | None = None
    view: View | None = None
    etag: Callable[[Any], str] | None = None
    resource: type[Struct] | None = None
    location: Callable[[Any], str] | None = None
    served: Served = "ask"
    media: str = "application/json"
    takes: str = ""
    once: bool = False
    refuses: Literal["application/problem+json", "text/plain"] = "application/problem+json"
    also: tuple[int, ...] = ()
    summary: str = ""
