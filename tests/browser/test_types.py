"""`client.d.ts` holds together, can be used wholly, and says of the modules what they are."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ..packages import npm_file

TYPES = Path(__file__).parent / "types"
MODULE = Path(__file__).parents[2] / "server" / "web" / "page" / "client.js"
DECLARED = MODULE.with_suffix(".d.ts")


def test_the_declared_types_are_those_of_the_client() -> None:
    compiler = npm_file("typescript/bin/tsc")
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not here, and the type checker runs in it (Debian: apt-get install nodejs)")
    command = [node, str(compiler), "--pretty", "false", "-p", str(TYPES)]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    assert found.stdout == ""
    assert found.returncode == 0


def test_the_example_uses_every_type() -> None:
    declared = re.findall(r"^export (?:interface|type|class|function) (\w+)", DECLARED.read_text("utf-8"), re.MULTILINE)
    example = (TYPES / "uses.ts").read_text("utf-8")
    assert len(declared) > 10
    assert [name for name in declared if not re.search(rf"\b{name}\b", example)] == []


def test_the_module_exports_what_is_declared() -> None:
    declared = re.findall(r"^export (?:class|function) (\w+)", DECLARED.read_text("utf-8"), re.MULTILINE)
    exported = re.findall(
        r"\w+", " ".join(re.findall(r"^export \{(.*?)\}", MODULE.read_text("utf-8"), re.MULTILINE | re.DOTALL))
    )
    assert sorted(exported) == sorted(declared)
