"""What can be said of a session as it was."""

from msgspec import Struct


class Unknown(Struct, rename="camel", frozen=True):
    """Something of which is not known what it was, or that is not brought back."""

    noun: str
    """`message`, `site`, `interaction`, …"""
    id: str
    field: str
    reason: str
    """A sentence for a person."""
