"""`satchel import FILE…`: the files one after the other, and then what is in lists and search."""

import sys
from collections.abc import Sequence
from pathlib import Path

from ..config import Settings
from ..errors import SatchelError
from ..storage.folder import Folder
from .copying_in import Imported, check_owner, import_file, sources_of
from .screen import console, print_json, with_bar
from .uptake import SAID, Uptake, take_up
from .words import counted, one_line, plain, size


def import_sessions(
    settings: Settings,
    url: str | None,
    named: Sequence[Path],
    session_id: str | None,
    owner: str | None,
    *,
    as_json: bool,
) -> bool:
    """Takes in files and folders of files. Returns whether all could be taken in.

    Args:
        session_id: under which id, of one file.
        owner: whose they become; None leaves them whose they are.

    Raises:
        SatchelError: `not_found` or `invalid`, and nothing was done.
    """
    files = sources_of(named, session_id)
    folder = Folder(settings.folder)
    if owner is not None:
        check_owner(folder, owner)
    folder.prepare()
    found: dict[str, Imported] = {}
    problems: list[tuple[Path, SatchelError]] = []
    for file in with_bar(files, len(files), "Importing"):
        try:
            imported = import_file(folder, file, session_id, owner)
            found[imported.id] = imported
        except SatchelError as error:
            problems.append((file, error))
    uptakes = take_up(settings, url, {one.id: one.owner for one in found.values()}) if found else {}
    if as_json:
        _print_json(found, uptakes, problems)
    else:
        _print(found, uptakes, problems)
    return not problems


def _print_json(
    found: dict[str, Imported], uptakes: dict[str, Uptake], problems: list[tuple[Path, SatchelError]]
) -> None:
    imported = [
        {"id": one.id, "owner": one.owner, "title": one.title, "file": one.source, "size": one.size}
        | {"indexed": uptakes[one.id]}
        for one in found.values()
    ]
    told = [
        {"file": str(file), "reason": (error.details or {}).get("reason", error.code), "message": error.message}
        for file, error in problems
    ]
    print_json({"imported": imported, "problems": told})


def _print(found: dict[str, Imported], uptakes: dict[str, Uptake], problems: list[tuple[Path, SatchelError]]) -> None:
    screen = console()
    for one in found.values():
        whose = "" if one.owner == "local" else f"  of {plain(one.owner)}"
        screen.print(f"{one.id}{whose}  {one_line(one.title, 60) or 'untitled'}  {size(one.size)}")
    for uptake in dict.fromkeys(uptakes.values()):
        few = list(uptakes.values()).count(uptake)
        screen.print(SAID[uptake] if len(uptakes) == 1 else f"{counted(few, 'session')}: {SAID[uptake]}", style="dim")
    for _, error in problems:
        print(f"satchel: {plain(error.message)}", file=sys.stderr)
    if problems and len(found) + len(problems) > 1:
        print(f"{len(problems)} of {counted(len(found) + len(problems), 'file')} not imported.", file=sys.stderr)
