"""`/api/sites/{siteId}/files/{path}`: a file of a site, streamed in and out."""

import asyncio
import re
from typing import Any, cast

import msgspec
from aiohttp import web

from ...config import Settings
from ...errors import SatchelError
from ...handling.access import no_session
from ...handling.caller import Caller
from ...host import Host
from ...session.files.media import UNKNOWN
from ...session.site_files import (
    Expected,
    FileOpened,
    FilePut,
    OpenFile,
    PieceRead,
    PreparePut,
    PutFile,
    ReadPiece,
    RemoveFile,
)
from ...storage.folder import Folder
from ...wire.commands import Command
from ...wire.events import Frame, SiteUpdated
from ...wire.ids import is_session_id
from ...wire.resources import FileInfo, Site
from ..problems import Handle
from ..rest.responding import respond
from ..rest.rows.site_files import FileStored, SiteChanged
from ..rest.rows.sites import session_of
from ..rest.shown import shown_struct
from ..sign_in.visitors import Visitors
from .receiving import receive
from .sending import ReadPart, send_entry

PATH = "/api/sites/{site_id}/files/{path:.+}"
HARMLESS = {"Content-Security-Policy": "sandbox", "Cache-Control": "private, no-cache"}
"""A page among the files must not act here in the name of whoever opens it."""
_media_type = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}").fullmatch
_NOT_SAID = ("", UNKNOWN, "application/x-www-form-urlencoded")
_hash = re.compile(r'"([0-9a-f]{64})"').fullmatch


class FileDoors:
    """Of one server."""

    def __init__(self, host: Host, settings: Settings, visitors: Visitors) -> None:
        self._host = host
        self._visitors = visitors
        self._folder = Folder(settings.folder)
        self._most = settings.file_bytes

    def add_to(self, app: web.Application) -> None:
        for method, handle in self.handlers().items():
            app.router.add_route(method, PATH, handle)

    def handlers(self) -> dict[str, Handle]:
        return {"GET": self.get, "HEAD": self.get, "PUT": self.put, "DELETE": self.delete}

    async def get(self, request: web.Request) -> web.StreamResponse:
        caller, session_id, site_id, path = await self._asked(request)
        command = OpenFile(site_id=site_id, path=path, version=_version(request))
        opened = cast("FileOpened", await self.ask(session_id, command, caller))
        return await send_entry(request, opened, self.reader(session_id, caller), HARMLESS)

    async def put(self, request: web.Request) -> web.StreamResponse:
        caller, session_id, site_id, path = await self._asked(request)
        media_type, expected = _type_of(request), _expected(request)
        prepare = PreparePut(site_id=site_id, path=path, media_type=media_type, expected=expected)
        await self.ask(session_id, prepare, caller)
        place = self._folder.fresh_path(session_id)
        try:
            size, digest = await receive(request, place, self._most)
            command = PutFile(
                site_id=site_id,
                path=path,
                source=str(place),
                size=size,
                hash=digest,
                media_type=media_type,
                expected=expected,
                message_id=request.query.get("messageId"),
                change_description=request.query.get("changeDescription", "")[:10_000],
            )
            put = cast("FilePut", await self.ask(session_id, command, caller))
        finally:
            await asyncio.to_thread(place.unlink, missing_ok=True)
        entry = put.file
        info = FileInfo(entry.path, entry.size, entry.hash, entry.media_type)
        told = FileStored(shown_site(put.site), info)
        return respond(request, told, 201 if put.created else 200, etag=entry.hash, cached=False)

    async def delete(self, request: web.Request) -> web.StreamResponse:
        caller, session_id, site_id, path = await self._asked(request)
        command = RemoveFile(site_id=site_id, path=path, expected=_expected(request))
        removed = cast("SiteUpdated", await self.ask(session_id, command, caller))
        return respond(request, SiteChanged(shown_site(removed.site)), 200, etag=None, cached=False)

    async def _asked(self, request: web.Request) -> tuple[Caller, str, str, str]:
        """Who asks, the session, the site, the path."""
        caller = await self._visitors.caller(request)
        site_id = request.match_info["site_id"]
        return caller, session_of(site_id), site_id, request.match_info["path"]

    async def ask(self, session_id: str, command: Command, caller: Caller) -> Frame:
        """Of a session that is there: none is made by asking."""
        if not is_session_id(session_id) or not self._host.knows(session_id):
            raise no_session(session_id)
        return await self._host.ask(session_id, command, caller)

    def reader(self, session_id: str, caller: Caller) -> ReadPart:
        async def read(blob: int, start: int, length: int) -> bytes:
            command = ReadPiece(blob=blob, start=start, length=length)
            return cast("PieceRead", await self._host.ask(session_id, command, caller)).data

        return read


def shown_site(site: Site) -> Any:
    """As REST shows it."""
    _, show = shown_struct(Site)
    return site if show is None else show(site)


def _version(request: web.Request) -> int | None:
    said = request.query.get("version")
    if said is None:
        return None
    try:
        return msgspec.convert(said, int, strict=False)
    except msgspec.ValidationError:
        raise SatchelError("invalid", "version is a whole number.", {"field": "version"}) from None


def _type_of(request: web.Request) -> str | None:
    """What `Content-Type` says, without its parameters; None where it says nothing of use.

    Raises:
        SatchelError: `invalid` for what is no media type.
    """
    said = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if said in _NOT_SAID:
        return None
    if _media_type(said) is None:
        raise SatchelError("invalid", f"{said[:100]!r} is no media type.", {"field": "Content-Type"})
    return said


def _expected(request: web.Request) -> Expected:
    """Raises SatchelError: `precondition_failed` for an `If-Match` that nothing can match."""
    match, none_match = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if none_match is not None:
        if none_match.strip() != "*":
            raise SatchelError("invalid", "If-None-Match is * here: only if it is new.", {"field": "If-None-Match"})
        return Expected(absent=True)
    if match is None:
        return Expected()
    if match.strip() == "*":
        return Expected(present=True)
    found = _hash(match.strip().removeprefix("W/"))
    if found is None:
        raise SatchelError("precondition_failed", "If-Match is no ETag of a file here.", {"field": "If-Match"})
    return Expected(hash=found[1])
