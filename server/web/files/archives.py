"""`/api/sites/import` and `/api/sites/{siteId}/zip`: all files of a site as a ZIP archive, in and out."""

import asyncio
import re
import zipfile
from pathlib import Path
from typing import cast

from aiohttp import web

from ...actor.clock import Clock
from ...config import Settings
from ...errors import SatchelError
from ...handling.access import no_session
from ...host import Host
from ...host.file_rules import file_rules
from ...session.files.archives import Member, check_archive
from ...session.files.blobs import PIECE
from ...session.files.media import is_text
from ...session.publishing import PreparePublish
from ...session.site_archives import ArchiveOfSite, ImportSite, ReplaceFiles
from ...session.site_files import FileOpened, OpenFile
from ...storage.folder import Folder
from ...wire.commands import GetSite
from ...wire.events import SiteCreated, SiteFound, SiteUpdated
from ...wire.ids import is_session_id, new_id
from ...wire.resources import Site
from ..rest.conditions import expected_number
from ..rest.paths import beside
from ..rest.reading import key_of
from ..rest.responding import respond
from ..rest.rows.site_files import SiteChanged
from ..rest.rows.sites import session_for, session_of
from ..sending import send_file
from ..sign_in.visitors import Visitors
from .door import FileDoors, shown_site
from .receiving import receive
from .sending import ReadPart

IMPORT = "/api/sites/import"
ZIP = "/api/sites/{site_id}/zip"
_ROOM = 16 * 1024 * 1024
"""Bytes that an archive may have beyond those of its files."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that the format can say: the same files make the same archive."""
_unsafe = re.compile(r"[^A-Za-z0-9._-]+")


class ArchiveDoors:
    """Of one server."""

    def __init__(self, host: Host, settings: Settings, visitors: Visitors, doors: FileDoors, clock: Clock) -> None:
        self._host = host
        self._visitors = visitors
        self._doors = doors
        self._clock = clock
        self._folder = Folder(settings.folder)
        self._rules = file_rules(settings)

    def add_to(self, app: web.Application) -> None:
        app.router.add_post(IMPORT, self.make)
        app.router.add_put(ZIP, self.replace)
        app.router.add_get(ZIP, self.get, allow_head=False)

    async def make(self, request: web.Request) -> web.StreamResponse:
        caller = await self._visitors.user(request)
        key = key_of(request)
        session_id = (
            request.query.get("sessionId") or session_for(caller.user, key) or new_id("chat", self._clock.now())
        )
        if not is_session_id(session_id):
            raise no_session(session_id)
        title = request.query.get("title", "")[:1000]
        place = self._folder.fresh_path(session_id)
        try:
            members, digest = await self._receive(request, place)
            asked = ArchiveOfSite(title=title, hash=digest, idempotency_key=key)
            command = ImportSite(request=asked, source=str(place), members=members)
            made = cast("SiteCreated", await self._host.ask(session_id, command, caller)).site
        finally:
            await asyncio.to_thread(place.unlink, missing_ok=True)
        response = self._answer(request, made, 201)
        response.headers["Location"] = beside("sites", made.id)
        return response

    async def replace(self, request: web.Request) -> web.StreamResponse:
        caller, site_id = await self._visitors.caller(request), request.match_info["site_id"]
        session_id, said = session_of(site_id), request.headers.get("If-Match")
        await self._doors.ask(session_id, PreparePublish(site_id=site_id), caller)  # may it be changed by this caller?
        place = self._folder.fresh_path(session_id)
        try:
            members, _ = await self._receive(request, place)
            command = ReplaceFiles(
                site_id=site_id,
                source=str(place),
                members=members,
                expected_version=None if said is None else expected_number(said),
                change_description=request.query.get("changeDescription", "")[:10_000],
            )
            site = cast("SiteUpdated", await self._doors.ask(session_id, command, caller)).site
        except SatchelError as error:
            if error.code == "conflict":
                raise SatchelError("precondition_failed", error.message, {"field": "If-Match"}) from None
            raise
        finally:
            await asyncio.to_thread(place.unlink, missing_ok=True)
        return self._answer(request, site, 200)

    async def _receive(self, request: web.Request, place: Path) -> tuple[list[Member], str]:
        """What is in it, and its SHA-256."""
        _, digest = await receive(request, place, self._rules.tree_bytes + _ROOM)
        return await asyncio.to_thread(check_archive, place, self._rules), digest

    def _answer(self, request: web.Request, site: Site, status: int) -> web.Response:
        tag = f"{site.version}-{site.seq}"
        return respond(request, SiteChanged(shown_site(site)), status, etag=tag, cached=False)

    async def get(self, request: web.Request) -> web.StreamResponse:
        caller, site_id = await self._visitors.caller(request), request.match_info["site_id"]
        session_id = session_of(site_id)
        version = _version(request)
        found = await self._doors.ask(session_id, GetSite(site_id=site_id, version=version), caller)
        site = cast("SiteFound", found).site
        read = self._doors.reader(session_id, caller)
        place = self._folder.fresh_path(session_id)
        try:
            with await asyncio.to_thread(zipfile.ZipFile, place, "w") as archive:
                for info in site.entries or ():
                    command = OpenFile(site_id=site_id, path=info.path, version=version or site.version)
                    opened = cast("FileOpened", await self._doors.ask(session_id, command, caller))
                    await _add(archive, opened, read)
            name = _unsafe.sub("-", site.title).strip("-.")[:80] or "site"
            headers = {
                "Content-Type": "application/zip",
                "Content-Disposition": f'attachment; filename="{name}.zip"',
                "Cache-Control": "no-store",
            }
            return await send_file(request, place, headers)
        finally:
            await asyncio.to_thread(place.unlink, missing_ok=True)


async def _add(archive: zipfile.ZipFile, opened: FileOpened, read: ReadPart) -> None:
    """A file into an archive: the same bytes for the same file."""
    entry = opened.file
    info = zipfile.ZipInfo(entry.path, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED if is_text(entry.media_type) else zipfile.ZIP_STORED
    info.create_system, info.external_attr, info.file_size = 3, 0o100644 << 16, entry.size
    with archive.open(info, "w") as target:
        for at in range(0, entry.size, PIECE):
            length = min(PIECE, entry.size - at)
            piece = opened.data if opened.data is not None else await read(entry.blob, at, length)
            await asyncio.to_thread(target.write, piece)


def _version(request: web.Request) -> int | None:
    said = request.query.get("version")
    if said is None:
        return None
    if not (said.isascii() and said.isdecimal() and 0 < len(said) < 10 and int(said)):
        raise SatchelError("invalid", "version is a whole number from 1 on.", {"field": "version"})
    return int(said)
