"""What an account's index is told of a session: how it is now, and what in it changed since it was last told."""

from typing import ClassVar

from msgspec import Struct, field

from ..wire.commands import AccountRead, Need, SessionRead
from ..wire.events import Frame
from ..wire.resources import EntryKind, Session, Site


class Entry(Struct, frozen=True):
    """A text to be found: a message or an artifact as it is now, or that it is there no more."""

    kind: EntryKind
    id: str
    created_at: int
    deleted: bool = False
    title: str = ""
    text: str = ""
    role: str = ""
    type: str = ""
    language: str = ""
    message_id: str | None = None


class ReadChanges(SessionRead, kw_only=True, frozen=True):
    """From whoever keeps an index, to a session."""

    index: str
    """Its id. To another one than the session was told of last, it tells everything."""


class SessionChanges(Frame, kw_only=True):
    """What a session says to that.

    Attributes:
        since: the number after which entries are told; 0 where all are, and what is known otherwise is wrong.
        upto: the number up to which they are.
        more: whether there are changes after that.
        gone: whether the session was deleted for good: everything of it goes.
        preview: the beginning of its last message.
        size: bytes of its file.
        sites: all that it has, deleted ones too.
    """

    session: Session
    since: int
    upto: int
    more: bool
    gone: bool
    message_count: int
    artifact_count: int
    free_messages: int
    preview: str
    size: int
    entries: list[Entry]
    sites: list[Site] = field(default_factory=list)


class GetIndex(AccountRead, kw_only=True, frozen=True):
    """To an account: which index it has."""


class IndexFound(Frame, kw_only=True):
    index: str


class IndexSessions(AccountRead, kw_only=True, frozen=True):
    """To an account: what sessions of it say of themselves."""

    sessions: list[SessionChanges]

    @property
    def changes(self) -> bool:
        return True


class SessionsIndexed(Frame, kw_only=True):
    behind: list[str]
    """Sessions of which less is known than they think: they have to tell everything."""


class TakeCopy(SessionRead, kw_only=True, frozen=True):
    """To a session: may the one who asks have its whole file, with all that was deleted in it?"""

    need: ClassVar[Need] = "own"

    @property
    def changes(self) -> bool:
        return False
