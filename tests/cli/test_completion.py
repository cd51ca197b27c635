"""What a shell offers behind `satchel`: its own words, and the sessions of the data folder."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from .command import ROOT

PROGRAM = f"{sys.executable} -c 'import sys; sys.argv[0] = \"satchel\"; from server.__main__ import main; main()'"


async def bash(tmp_path: Path, script: str, **environment: str) -> str:
    """What a script prints in bash, where `satchel` is on the path."""
    program = tmp_path / "bin" / "satchel"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {PROGRAM} "$@"\n')
    program.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SATCHEL_")}
    process = await asyncio.create_subprocess_exec(
        *("bash", "--norc", "-c", script),
        cwd=ROOT,
        env=kept | {"PATH": f"{program.parent}:{os.environ['PATH']}"} | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return out.decode()


async def complete(tmp_path: Path, line: str, **environment: str) -> list[str]:
    """What bash offers at the end of a line, by the script that `--show-completion` gives."""
    words = line.split(" ")
    script = (
        'eval "$(_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION=1 satchel --show-completion bash)"\n'
        f"COMP_WORDS=({' '.join(word or repr('') for word in words)}); COMP_CWORD={len(words) - 1}\n"
        '_satchel_completion satchel; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    return (await bash(tmp_path, script, **environment)).split()


@pytest.mark.parametrize("command", ["show", "export", "sql", "chat", "check"])
async def test_sessions_are_offered_by_their_ids(at_rest: Path, tmp_path: Path, command: str) -> None:
    assert await complete(tmp_path, f"satchel {command} fi", SATCHEL_DATA=str(at_rest)) == ["first"]
    assert await complete(tmp_path, f"satchel {command} x", SATCHEL_DATA=str(at_rest)) == []


async def test_they_are_those_of_the_folder_that_was_named_and_not_those_named_before(
    at_rest: Path, tmp_path: Path
) -> None:
    for changed, session in enumerate(("first", "second")):
        os.utime(at_rest / "sessions" / f"{session}.sqlite3", (changed, changed))
    assert await complete(tmp_path, f"satchel show --data {at_rest} ") == ["second", "first"]
    assert await complete(tmp_path, f"satchel check --data {at_rest} second ") == ["first"]


async def test_commands_and_options_are_offered(tmp_path: Path) -> None:
    assert await complete(tmp_path, "satchel re") == ["reindex"]
    assert await complete(tmp_path, "satchel sql --w") == ["--write"]


async def test_a_setting_that_is_wrong_writes_nothing_into_the_prompt(tmp_path: Path) -> None:
    assert await complete(tmp_path, "satchel show ", SATCHEL_PORT="wrong") == []
    assert await complete(tmp_path, "satchel show ", SATCHEL_DATA=str(tmp_path / "nothing")) == []


async def test_it_installs_itself(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    said = await bash(
        tmp_path,
        "satchel --install-completion bash",
        HOME=str(home),
        _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1",
    )
    assert "installed" in said
    assert "satchel" in (home / ".bashrc").read_text()
