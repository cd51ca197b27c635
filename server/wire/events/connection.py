"""What the connection itself says."""

from ..resources import Time
from .frame import Frame


class TokenExpiring(Frame, tag="token_expiring", kw_only=True):
    """The token of this connection ends then: send `authenticate` with a fresh one."""

    expires_at: Time


class Authenticated(Frame, tag="authenticated", kw_only=True):
    user: str
    expires_at: Time


class MarkdownRendered(Frame, tag="markdown_rendered", kw_only=True):
    """In the order of the texts."""

    html: list[str]
