"""The commands that change what stands in a data folder besides the server: `import`, `sql`, `reindex`, `clean`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import SatchelError
from .options import Data, Json, SessionArgument, Url, settings

if TYPE_CHECKING:
    from .sql import Form


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Session files, or folders of them.", show_default=False),
    ],
    as_id: Annotated[
        str | None, typer.Option("--as", metavar="ID", help="Under this id, of one file.", show_default=False)
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(
            metavar="USER",
            help="Whose they become. [local; with sign-in, whose the file says]",
            show_default=False,
        ),
    ] = None,
    data: Data = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Take session files into the data folder.

    Exported ones, copied ones, another server's: a copy of each is checked, brought to this version, and put in whole
    or not at all, never over another. Its id is the one that stands in it. It is in lists and search afterwards,
    whether a server runs or not. The files stay as they are; a log beside one (-wal) is taken along. What can't be
    taken in is named, the rest is done, and the status is 1.

    --json: {"imported": [{"id", "owner", "title", "file", "size", "indexed"}], "problems": [{"file", "reason",
    "message"}]}. "indexed" is "here", "server" (a running one does it now), or "later" (when it is next used).

    \b
      satchel import demo.sqlite3
      satchel import demo.sqlite3 --as demo-2 --owner alice
      satchel import /backup/sessions_data
    """
    from .importing import import_sessions

    chosen = settings(data)
    if owner is None and not chosen.sign_in:
        owner = "local"
    raise typer.Exit(0 if import_sessions(chosen, url, files, as_id, owner, as_json=as_json) else 1)


def sql(
    session: SessionArgument,
    statement: Annotated[
        str,
        typer.Argument(metavar="SQL", help="One statement; - reads it from standard input.", show_default=False),
    ],
    write: Annotated[bool, typer.Option("--write", help="Let it change rows.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV; so it is too where no terminal reads it.")] = False,
    data: Data = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Run one SQL statement on a session, open or not.

    It only reads. An open session's server gives a copy of it as it is now, and the statement runs on that. A terminal
    gets a table, cut to its width; anything else gets CSV, in which null is empty and bytes are base64. The tables
    stand in server/session/schema.

    --write lets it insert, update and delete rows, of a session that no server has open: wait until it was not used for
    ten seconds. That is one transaction, refused if it left a session that can't be read. Each row that it adds or
    changes gets the next seq, so clients that come back with `since` hear of it, and lists and search follow. It keeps
    no version of an artifact and runs no parser over a message; clients don't hear of deleted rows: set deleted_at.

    --json: a list of objects, bytes in base64; with --write {"changed", "rows", "indexed"}, see import.

    \b
      satchel sql demo "SELECT title, version, length(content) FROM artifacts"
      satchel sql demo "SELECT role, content FROM chat_messages ORDER BY position" --json | jq .
      satchel sql demo "UPDATE session SET title = 'Demo'" --write
    """
    import sys

    from .sql import run_sql

    if as_csv and as_json:
        raise SatchelError("invalid", "--csv or --json, not both.")
    form: Form = "json" if as_json else "table" if sys.stdout.isatty() and not as_csv else "csv"
    run_sql(settings(data), url, session, statement, form, may_write=write)


def reindex(
    user: Annotated[str | None, typer.Option(help="Only what is derived for this user.", show_default=False)] = None,
    data: Data = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Rebuild lists and search from the session files alone.

    For a folder that no server uses. What accounts hold of their own, collections and links, stays. Files that can't be
    read are named at the end, the rest is done, and the status is 1. Stopped in between it has to be run again.

    --json: {"accounts", "sessions", "problems": [{"kind": "session" or "account", "name", "message"}]}: how many users,
    how many sessions in their lists, and what was left out.

    \b
      satchel reindex
      satchel reindex --user alice
    """
    from .reindex import reindex_folder

    raise typer.Exit(0 if reindex_folder(settings(data), url, user, as_json=as_json) else 1)


def clean(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    data: Data = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Let go of what is too old, and give the space back.

    The rules are the settings SATCHEL_KEEP_…; without any only receipts of a week ago go. A server does this by itself
    when a session goes to sleep, so this is for sessions that sleep already, and to see what rules would do. Sessions
    that a server has open are left to it. Nothing of a file changes with --dry-run. The status is 1 if a file can't be
    read; the rest is done.

    --json: {"dryRun", "sessions", "changed", "removed": {KIND: {"rows", "bytes"}}, "givenBack" in bytes, "open": ids,
    "problems": [{"session", "reason", "message"}]}. Kinds: artifactVersions, packedVersions (compressed, and the bytes
    saved), messages, artifacts, components, sites, snapshots, siteVersions, files, jobs, jobResults, receipts,
    idleSessions, deletedSessions.

    \b
      SATCHEL_KEEP_VERSIONS=20 satchel clean --dry-run
      SATCHEL_KEEP_DELETED_DAYS=30 satchel clean
    """
    from .clean import clean_folder

    raise typer.Exit(0 if clean_folder(settings(data), url, dry_run=dry_run, as_json=as_json) else 1)
