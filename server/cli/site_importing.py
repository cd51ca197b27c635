"""`satchel site import FOLDER_OR_ZIP`: by the server of the data folder, or here where there is none."""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import cast

from ..assistant import DemoModel
from ..config import Settings
from ..errors import SatchelError
from ..handling.caller import Caller
from ..host import Host
from ..host.file_rules import file_rules
from ..log import configure
from ..session.files.archives import check_archive
from ..session.site_archives import ArchiveOfSite, ImportSite
from ..storage.folder import Folder
from ..wire.events import SiteCreated
from ..wire.ids import is_session_id, new_id
from ..wire.resources import Site
from .address import url_from
from .running import RunningServer
from .screen import print_json
from .site_folder import pack_folder
from .uptake import SAID, take_up
from .words import counted, one_line, size


def import_site(
    settings: Settings, url: str | None, source: Path, title: str, into: str | None, owner: str | None, *, as_json: bool
) -> None:
    """Makes a site of the files.

    Raises:
        SatchelError: what it was refused for; then nothing was made.
    """
    if into is not None and not is_session_id(into):
        raise SatchelError("invalid", f"{into!r} is no id of a session: letters, digits, - and _.")
    if not source.exists():
        raise SatchelError("not_found", f"There is no {source}.")
    with tempfile.TemporaryDirectory(prefix="satchel-") as folder:
        archive = source
        if source.is_dir():
            archive = Path(folder) / "site.zip"
            pack_folder(source, archive, settings.site_files)
        said, site = _import(settings, url, archive, title, into, owner)
    if as_json:
        print_json({"site": site})
        return
    name = one_line(site.title, 60) or "untitled"
    print(f"{site.id}  {name}  {counted(site.file_count, 'file')}  {size(site.size)}\n{said}")


def _import(
    settings: Settings, url: str | None, archive: Path, title: str, into: str | None, owner: str | None
) -> tuple[str, Site]:
    folder = Folder(settings.folder)
    ids = [into] if into is not None and folder.path(into).exists() else folder.ids()[:1]
    with RunningServer(url_from(url)) as server:
        if ids and server.has(ids[0], folder.path(ids[0]).stat().st_ino):
            return "The running server has it.", server.import_site(archive, title, into)
    if owner is None and settings.sign_in:
        raise SatchelError("invalid", "Here is sign-in, and no server of this folder answers: say whose with --owner.")
    site = asyncio.run(_import_here(settings, archive, title, into, owner or "local"))
    uptake = take_up(settings, url, {site.session_id: site.owner})[site.session_id]
    return SAID[uptake], site


async def _import_here(settings: Settings, archive: Path, title: str, into: str | None, owner: str) -> Site:
    configure("critical", "console")  # what fails is told in the answer
    Folder(settings.folder).prepare()
    members = check_archive(archive, file_rules(settings))
    request = ArchiveOfSite(title=title, hash="")  # without a key it is compared with nothing
    command = ImportSite(request=request, source=str(archive), members=members)
    host = Host(settings, DemoModel())
    try:
        session_id = into or new_id("chat", int(time.time() * 1000))
        return cast("SiteCreated", await host.ask(session_id, command, Caller(owner))).site
    finally:
        await host.close()
