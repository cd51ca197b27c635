"""`satchel site …`: the sites in the sessions of a data folder, whether a server has them open or not."""

from pathlib import Path
from typing import Annotated

import typer

from .options import Data, Json, Url, sessions, settings

app = typer.Typer(help="Sites: list them, bring them in, take them out.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def site() -> None:
    pass


@app.command("list")
def list_(data: Data = None, url: Url = None, as_json: Json = False) -> None:
    """List the sites in the data folder, last changed first.

    --json: {"sites": [each as on the WebSocket], "problems": [{"session", "message"}]}.

    \b
      satchel site list
      satchel site list --json | jq -r ".sites[].id"
    """
    from .site_listing import list_sites

    with sessions(data, url) as found:
        list_sites(found, as_json=as_json)


@app.command("import")
def import_(
    source: Annotated[
        Path, typer.Argument(metavar="FOLDER_OR_ZIP", help="A folder of files, or a ZIP archive.", show_default=False)
    ],
    title: Annotated[str, typer.Option(help="Its title; made from the files without it.", show_default=False)] = "",
    into: Annotated[
        str | None,
        typer.Option(metavar="SESSION", help="Id of a session, new or known; made up without it.", show_default=False),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(metavar="USER", help="Whose it becomes, where no server does it. [local]", show_default=False),
    ] = None,
    data: Data = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Make a site of the files in a folder or a ZIP archive.

    A running server of this data folder does it, with SATCHEL_TOKEN where it has sign-in; without one it is done here.
    node_modules, .git and what systems put into folders stay out; links are refused.

    --json: {"site": as on the WebSocket}.

    \b
      satchel site import ./dist --title "My shop"
      satchel site import shop.zip --into shop
    """
    from .site_importing import import_site

    import_site(settings(data), url, source, title, into, owner, as_json=as_json)


@app.command()
def export(
    site: Annotated[str, typer.Argument(metavar="SITE", help="Id of the site: satchel site list.", show_default=False)],
    target: Annotated[
        Path | None,
        typer.Argument(
            metavar="TARGET", help="A new file, or a folder; the current one without it.", show_default=False
        ),
    ] = None,
    version: Annotated[
        int | None, typer.Option(min=1, help="A version that it had; the newest without it.", show_default=False)
    ] = None,
    data: Data = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Write the files of a site into a new ZIP archive, without stopping its server.

    --json: {"file", "size" in bytes, "files"}.

    \b
      satchel site export shop.site_019… shop.zip
      satchel site export shop.site_019… --version 3
    """
    from .site_exporting import export_site

    with sessions(data, url) as found:
        export_site(found, site, target, version, as_json=as_json)
