"""Imports point down only: `DESIGN`'s floors, read from the code itself."""

import ast
from pathlib import Path

import pytest

SERVER = Path(__file__).parent.parent / "server"

FLOORS = {
    "errors": 0,
    "config": 0,
    "log": 0,
    "metrics": 0,
    "content": 0,
    "wire": 0,
    "storage": 1,
    "assistant": 1,
    "tools": 1,
    "handling": 1,
    "session": 1,
    "account": 1,
    "actor": 2,
    "host": 3,
    "web": 4,
    "cli": 5,
    "__main__": 6,
}
BESIDE = {
    "storage": {"wire"},
    "assistant": {"errors"},
    "tools": {"wire", "errors"},
    "handling": {"storage", "wire", "errors"},
    "session": {"storage", "assistant", "handling"},
    "account": {"storage", "handling"},
}
"""What the modules of floor 1 may know of each other and of the ground floor, where it is less than everything."""


def room_of(path: Path) -> str:
    return path.relative_to(SERVER).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """The rooms of the server that a module imports from."""
    parts = path.relative_to(SERVER.parent).with_suffix("").parts
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            if node.level:
                base = parts[: len(parts) - node.level]
                names = (
                    [".".join((*base, node.module))] if node.module else [".".join((*base, a.name)) for a in node.names]
                )
            elif node.module:
                names = [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("server.")}
    return rooms - {"__version__"}


MODULES = sorted(path for path in SERVER.rglob("*.py") if room_of(path) != "__init__")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SERVER)))
def test_a_module_imports_only_from_its_own_floor_and_below(path: Path) -> None:
    room = room_of(path)
    for other in imported_rooms(path) - {room}:
        assert FLOORS[other] <= FLOORS[room], f"{room} may not know {other}"
        if room in BESIDE and FLOORS[other] == FLOORS[room]:
            assert other in BESIDE[room], f"{room} may not know {other}"


@pytest.mark.parametrize("room", ["content", "wire", "errors", "config", "handling", "session", "account"])
def test_the_lower_floors_do_no_network_and_wait_for_nothing(room: str) -> None:
    for path in MODULES:
        if room_of(path) == room:
            tree = ast.parse(path.read_text("utf-8"))
            assert not any(isinstance(node, ast.Await | ast.AsyncFunctionDef) for node in ast.walk(tree)), path


def test_no_module_has_grown_past_300_lines() -> None:
    assert {str(path): n for path in MODULES if (n := len(path.read_text("utf-8").splitlines())) > 300} == {}
