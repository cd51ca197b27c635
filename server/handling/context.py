"""What a handler may know besides the file."""

from typing import Literal

from msgspec import Struct

from ..wire.resources import Tool
from .caller import Caller
from .cleaning import KEEP_ALL, Retention


class Access(Struct, frozen=True):
    """What decides who may do what with a file."""

    owner: str
    public: bool = False
    """Whether everybody who knows its id may read it."""
    state: Literal["live", "deleted", "gone"] = "live"
    """`deleted` can be restored by its owner; `gone` is for good, and the file goes as soon as the account knows."""


class Mark(Struct, frozen=True):
    """How far a session's changes are in its owner's index.

    Attributes:
        index: the id of that index; another one knows nothing of the session.
        seq: the last number that it knows.
    """

    index: str = ""
    seq: int = 0


class Loaded(Struct, frozen=True):
    """What an actor has to know of a file that it opened.

    Attributes:
        seq: the last one given out.
        unfinished: whether something in it was broken off.
    """

    seq: int
    access: Access
    mark: Mark = Mark()
    unfinished: bool = False


class FileRules(Struct, frozen=True):
    """What the operator lets into a session as files, and where what is published is found.

    Attributes:
        file_bytes: of one file.
        tree_bytes: of all files of a site, or of the project.
        files: how many of them.
        types: media types, with `*` for any; all where there are none.
        output_bytes: kept of the output of one command in a sandbox.
        published_at: what the address of a published site begins with, up to its name.
        no_previews: why no preview images can be made; empty where they can.
        preview_on_publish: whether one is made of whatever is published.
    """

    file_bytes: int = 16 * 1024 * 1024
    tree_bytes: int = 128 * 1024 * 1024
    files: int = 10_000
    types: tuple[str, ...] = ()
    output_bytes: int = 1024 * 1024
    published_at: str = "/p/"
    no_previews: str = "Preview images are not made here."
    preview_on_publish: bool = False


AS_DELIVERED = FileRules()


class Context:
    """What a handler may know, and where it says what the batch has to keep."""

    __slots__ = (
        *("access", "artifacts", "caller", "free_messages", "mark", "model", "name", "now", "retention", "rules"),
        *("seq", "tools"),
    )

    def __init__(
        self,
        name: str,
        now: int,
        seq: int,
        caller: Caller,
        model: str,
        access: Access,
        mark: Mark,
        *,
        artifacts: bool = True,
        rules: FileRules = AS_DELIVERED,
        retention: Retention = KEEP_ALL,
        tools: tuple[Tool, ...] = (),
    ) -> None:
        self.name = name
        """Of the file: a session's id, or a user's."""
        self.now = now
        """Unix milliseconds."""
        self.seq = seq
        """The last number given out."""
        self.caller = caller
        self.model = model
        """The name of the model that answers where none is named."""
        self.access = access
        """A handler that changes who may do what says so here."""
        self.mark = mark
        self.artifacts = artifacts
        """Whether artifacts are made at all: the operator can switch that off."""
        self.rules = rules
        """For files: what may come in, and where sites are published."""
        self.retention = retention
        """What may be removed because it is old."""
        self.tools = tools
        """Those that the server itself runs for the model."""
        self.free_messages = 0
        """Messages of users that no payment is for, stored in this batch."""

    @property
    def session_id(self) -> str:
        """The name, where the file is a session."""
        return self.name

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq
