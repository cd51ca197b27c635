"""What tests need that only npm has: installed when it is first asked for, by one worker while the others wait."""

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

NPM = Path(__file__).parent / "npm"
CLIENTS = Path(__file__).parent / "clients"
"""A folder for each of the clients that others publish, with the packages that it needs."""
AI = CLIENTS / "ai"
"""Where the AI SDK's clients are, of every major."""


def npm_file(path: str, folder: Path = NPM) -> Path:
    """A file of a package of a folder's `package.json`, such as `axe-core/axe.min.js`; skips where it can't be had."""
    file = folder / "node_modules" / path
    with (folder / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            _install(folder)
    return file


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here, and some of what tests need comes by it (Debian: apt-get install npm)")
    command = [npm, "ci", "--ignore-scripts", "--silent"]
    installed = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True)
    if installed.returncode:
        pytest.skip(f"npm could not install what tests need: {installed.stderr.strip()[-300:]}")
