"""What every frame has in common."""

from msgspec import Struct


class Frame(Struct, kw_only=True, omit_defaults=True, rename="camel"):
    """One frame on the wire. `seq` is the session's number of the last change that it tells of."""

    request_id: str | None = None
    session_id: str | None = None
    seq: int | None = None
