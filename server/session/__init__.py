"""What a session can do, one module a noun. Plain functions over the session's file: no await, no socket, no clock."""

from pathlib import Path

from ..storage.schema import Schema

SCHEMA = Schema("session", int.from_bytes(b"Stch"), Path(__file__).parent / "schema")
