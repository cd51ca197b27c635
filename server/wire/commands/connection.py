"""What can be asked of the connection itself. The door answers it, and no session or account is asked."""

from typing import Annotated, ClassVar

from msgspec import Meta

from .base import Command, Need, Scope


class Authenticate(Command, tag="authenticate", kw_only=True, frozen=True):
    """A fresh token for this connection, before the old one ends."""

    scope: ClassVar[Scope] = "connection"
    need: ClassVar[Need] = "read"
    token: Annotated[str, Meta(min_length=1, max_length=8192)]


class RenderMarkdown(Command, tag="render_markdown", kw_only=True, frozen=True):
    """Texts in Markdown as HTML that is safe to show, code highlighted by classes. At most 1 MB together."""

    scope: ClassVar[Scope] = "connection"
    need: ClassVar[Need] = "read"
    texts: Annotated[list[str], Meta(max_length=100)]
