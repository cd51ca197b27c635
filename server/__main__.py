"""`satchel`, or `python -m server`."""

import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from . import __version__
from .cli import changing, sites
from .cli.options import Data, Json, SessionArgument, Url, session_ids, sessions
from .config import settings_from
from .errors import SatchelError

app = typer.Typer(
    help="Satchel: a server for AI chats. Every session is an actor that owns one SQLite file.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help, so that it comes without loading rich
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"satchel {__version__}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[
        bool, typer.Option("--version", help="Say the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. [SATCHEL_HOST, 127.0.0.1]", show_default=False)
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port; 0 takes a free one. [SATCHEL_PORT, 8321]", show_default=False)
    ] = None,
    data: Data = None,
) -> None:
    """Serve until Ctrl-C. Without SATCHEL_MODEL_URL an embedded demo model answers.

    \b
      satchel serve
      SATCHEL_MODEL_URL=http://127.0.0.1:11434/v1 SATCHEL_MODEL_NAME=llama3.2 satchel serve --port 8000
    """
    from .cli.serve import serve

    serve(settings_from(os.environ, host=host, port=port, data=data))


@app.command()
def chat(
    session: Annotated[
        str | None,
        typer.Argument(
            metavar="SESSION",
            help="Id of a session, new or known; made up without it.",
            show_default=False,
            autocompletion=session_ids,
        ),
    ] = None,
    url: Url = None,
) -> None:
    """Talk to a running server here in the terminal.

    Replies stream in, their artifacts are listed under them. Ctrl-C cancels the reply that is being written; Ctrl-C at
    the prompt, Ctrl-D or /quit leave. /help lists what else there is.

    Without a terminal on standard input every line is one message, and the next waits for the reply: replies go to
    standard output, all else to standard error. The status is 1 if a reply failed.

    \b
      satchel chat
      satchel chat demo
      echo "write a counter" | satchel chat demo > reply.md
    """
    from .cli.address import url_from
    from .cli.chat.run import chat

    raise typer.Exit(chat(url_from(url), session))


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=0, help="How many at most; 0 lists all.")] = 50,
    data: Data = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """List the sessions in the data folder, last changed first.

    --json: {"sessions": [{"id", "title", "messages", "artifacts", "createdAt", "updatedAt", "size", "problem"}],
    "total"}. Times are Unix milliseconds, the size is in bytes with the log. "problem" is null, or {"reason",
    "message"} where the file can't be read.

    \b
      satchel list
      satchel list --limit 0 --json | jq -r ".sessions[].id"
    """
    from .cli.listing import list_sessions

    with sessions(data, url) as found:
        list_sessions(found, limit, as_json=as_json)


@app.command()
def show(
    session: SessionArgument,
    artifact: Annotated[
        str | None, typer.Option(help="Print the content of the artifact with this id, and nothing else.")
    ] = None,
    data: Data = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Print a session's conversation and its artifacts.

    --json: {"session", "messages", "artifacts"}, each as on the WebSocket.

    \b
      satchel show demo
      satchel show demo --artifact art_019… > Counter.tsx
    """
    from .cli.show import show_artifact, show_session

    with sessions(data, url) as found:
        if artifact is None:
            show_session(found, session, as_json=as_json)
        else:
            show_artifact(found, session, artifact)


@app.command()
def export(
    session: SessionArgument,
    target: Annotated[
        Path | None,
        typer.Argument(
            metavar="TARGET", help="A new file, or a folder; the current one without it.", show_default=False
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="POINT", help="As it was at this seq, or at this time in UTC.", show_default=False),
    ] = None,
    data: Data = None,
    url: Url = None,
) -> None:
    """Copy a session's file, without stopping its server.

    The copy is one whole SQLite file, with everything that was acknowledged until now. Put into another
    server's data folder by satchel import, it is a session there.

    \b
      satchel export demo
      satchel export demo --at 2027-01-15T08:00
      satchel export demo /backup/demo.sqlite3
    """
    from .cli.export import export_session

    with sessions(data, url) as found:
        export_session(found, session, target, at)


app.command("import")(changing.import_)
app.command("sql")(changing.sql)


@app.command()
def check(
    session: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SESSION",
            help="Ids of sessions; all without them.",
            show_default=False,
            autocompletion=session_ids,
        ),
    ] = None,
    data: Data = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Check that every file is whole and can be read.

    One line a problem names the file and says what to do; then the status is 1. Nothing is changed.

    --json: {"checked", "problems": [{"file", "reason", "message"}], "notes": [the same]}. Reasons of problems: damaged,
    empty, foreign, newer, not_a_file, unreadable, half_made, orphan, disk_full, failing; of notes: open, log.

    \b
      satchel check
      satchel check demo --json
    """
    from .cli.check import check_sessions

    with sessions(data, url) as found:
        sound = check_sessions(found, session or (), as_json=as_json)
    raise typer.Exit(0 if sound else 1)


app.command("reindex")(changing.reindex)
app.command("clean")(changing.clean)


@app.command()
def health(url: Url = None) -> None:
    """Say whether a server answers; the status is 1 if not.

    It prints the JSON that the server says of itself, and is for the health check of a container.

    \b
      satchel health --url http://127.0.0.1:8000
    """
    from .cli.address import url_from
    from .cli.health import check_health

    print(check_health(url_from(url)))


app.add_typer(sites.app, name="site")

token = typer.Typer(help="Tokens for a server with sign-in.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(token, name="token")


@token.callback()
def tokens() -> None:
    pass


@token.command()
def create(
    user: Annotated[str, typer.Option(help="Whose token it is.", show_default=False)],
    ttl: Annotated[str, typer.Option(help="How long it holds: a number with s, m, h or d.")] = "1d",
    admin: Annotated[bool, typer.Option("--admin", help="May do what is the operator's alone.")] = False,
    as_json: Json = False,
) -> None:
    """Make a token, signed with SATCHEL_JWT_SECRET as it is set here, and print it: for trying out.

    --json: {"token", "user", "admin", "expiresAt" in Unix milliseconds}.

    \b
      export SATCHEL_TOKEN=$(satchel token create --user alice --ttl 12h)
      satchel chat demo
    """
    from .cli.token import create_token

    create_token(settings_from(os.environ), user, ttl, admin=admin, as_json=as_json)


def main() -> None:
    """Runs the command line; an error that a user can mend is a sentence on standard error and status 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that can't show a character gets a question mark
    try:
        app()
    except SatchelError as error:
        print(f"satchel: {error.message}", file=sys.stderr)
        raise SystemExit(1) from None
    except BrokenPipeError:
        # Who read standard output has gone (`| head`): that is no error, but Python would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
