"""Who may do what with a session: decided here and nowhere else, before any handler runs."""

from ..errors import SatchelError
from ..handling.access import no_session
from ..handling.caller import Caller
from ..handling.context import Access
from ..wire.commands import Command, DeleteSession, GetArtifact, RestoreSession


def allow(access: Access, command: Command, caller: Caller, session_id: str) -> None:
    """Lets a command pass.

    Raises:
        SatchelError: `not_found` for a session that the caller may not know of, word for word as for one that is not
            there; `forbidden` for a change of one that may only be read; `conflict` for a change of a deleted one.
    """
    owns = caller.everywhere or (caller.user == access.owner and caller.user != "")  # nobody owns nothing
    if access.state == "live" and owns and not caller.reads_only:
        return  # nearly everybody
    if caller.trusted:
        return
    if access.state == "gone":
        raise no_session(session_id)
    if caller.reads_only:
        _allow_link(access, command, caller, session_id)
    elif owns:
        if access.state == "deleted" and command.changes and not isinstance(command, RestoreSession | DeleteSession):
            raise SatchelError("conflict", "This session is deleted: restore it first.", {"field": "sessionId"})
    elif not access.public or access.state != "live":
        raise no_session(session_id)
    elif command.need != "read" or (command.changes and not caller.user):
        raise SatchelError("forbidden", "Only its owner can change this session; copy it and change the copy.")


def _allow_link(access: Access, command: Command, caller: Caller, session_id: str) -> None:
    """A link is its owner's, so it leads nowhere else; what is deleted it does not show."""
    if caller.user != access.owner or access.state != "live":
        raise no_session(session_id)
    if command.changes or command.need != "read":
        raise SatchelError("forbidden", "A link is for reading only.")
    if caller.artifact_id is not None and not (
        isinstance(command, GetArtifact) and command.artifact_id == caller.artifact_id
    ):
        raise no_session(session_id)
