"""Who asks."""

from msgspec import Struct


class Caller(Struct, frozen=True):
    """A user, the server itself, or whoever holds a link.

    Attributes:
        user: the id of the user; empty for someone who has not signed in.
        trusted: the server itself.
        everywhere: the one user of the local mode, to whom every file in the folder belongs.
        admin: a program of the operator's, which may settle payments.
        may_create: whether a session that is not there is made by the first command that would be kept in it.
        reads_only: what a link allows: to read what it leads to.
        artifact_id: with `reads_only`: the one artifact that may be read.
        link_id: with `reads_only`: the link that was held.
        counted: whether the request that this command is part of has been counted against the limits already.
        expires_at: Unix milliseconds after which nothing is done for this caller any more.
    """

    user: str
    trusted: bool = False
    everywhere: bool = False
    admin: bool = False
    may_create: bool = True
    reads_only: bool = False
    artifact_id: str | None = None
    link_id: str | None = None
    counted: bool = False
    expires_at: int | None = None


SERVER = Caller("", trusted=True)
