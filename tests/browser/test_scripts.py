"""What is served of a script means what its file says."""

import json
import shutil
import subprocess

import pytest

from server.web.pages.files import FOLDER, Files

from ..packages import npm_file
from .test_types import TYPES


def test_scripts_without_their_comments_have_the_same_words() -> None:
    compiler = npm_file("typescript/lib/typescript.js")
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not here, and it reads the scripts (Debian: apt-get install nodejs)")
    documents = Files(FOLDER, "").documents
    names = [name for name in documents if name.endswith(".js") and "/packages/" not in name]
    pairs = [[name, (FOLDER / name).read_text("utf-8"), documents[name].data.decode()] for name in names]
    assert len(pairs) > 50
    assert any(len(served) < len(written) * 0.8 for _, written, served in pairs)
    command = [node, str(TYPES / "same.cjs"), str(compiler)]
    found = subprocess.run(command, check=True, input=json.dumps(pairs), capture_output=True, text=True)
    assert json.loads(found.stdout) == []
