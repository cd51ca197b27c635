"""The account as a kind of file that actors own."""

from ..handling.kind import Kind
from . import SCHEMA
from .accounts import allow, keep, keep_mark, load
from .handlers import handle

ACCOUNT = Kind(
    SCHEMA, load, allow, handle, keep, lambda _db, _running: [], lambda _db, _context, _broken: [], keep_mark
)
