"""The session as a kind of file that actors own."""

from ..handling.kind import Kind
from . import SCHEMA
from .access import allow
from .handlers import handle
from .jobs import resume_jobs
from .replies import broken_replies, close_replies
from .sessions import keep, keep_mark, load

SESSION = Kind(SCHEMA, load, allow, handle, keep, broken_replies, close_replies, keep_mark, resume_jobs)
