"""What a user's account can do, one module a noun. Plain functions over its file: no await, no socket, no clock."""

from pathlib import Path

from ..storage.schema import Schema

SCHEMA = Schema("account", int.from_bytes(b"StcU"), Path(__file__).parent / "schema")
