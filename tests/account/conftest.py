from collections.abc import Iterator
from pathlib import Path

import pytest

from .account import AccountFile


@pytest.fixture
def account(tmp_path: Path) -> Iterator[AccountFile]:
    """Ada's account, on a real file."""
    opened = AccountFile(tmp_path / "ada.sqlite3")
    yield opened
    opened.close()
