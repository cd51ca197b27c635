"""What a refusal says: another's session answers as one that is not there."""

from ..errors import SatchelError


def no_session(session_id: str) -> SatchelError:
    return SatchelError("not_found", f"There is no session {session_id[:100]!r}.", {"field": "sessionId"})
