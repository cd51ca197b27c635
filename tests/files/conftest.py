"""A file of a session, open for the functions that work on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.session import SCHEMA
from server.storage.files import Connection, create_file, empty_file, open_file


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    path = tmp_path / "s1.sqlite3"
    assert create_file(path, empty_file(SCHEMA))
    opened = open_file(path, SCHEMA)
    yield opened
    opened.close()
