"""Publishing: a name is claimed for a site, the session says that it is published, and whoever serves asks it.

A crash in between leaves a name that no session stands by: it serves nothing, and the next who wants it gets it.
"""

import asyncio
from collections.abc import Callable
from typing import cast

import structlog
from msgspec.structs import replace

from ..actor.actor import Actor
from ..errors import SatchelError
from ..handling.caller import SERVER, Caller
from ..handling.changes import SessionChanges
from ..session.publishing import (
    FindPublished,
    PreparePublish,
    PublishedFound,
    PublishedRead,
    PublishPrepared,
    ReadPublished,
)
from ..session.site_files import PieceRead, ReadPiece
from ..storage.files import not_made
from ..storage.folder import Folder
from ..storage.published import Pointer, Pointers
from ..wire.commands import Command, GetSession, PublishSite, UnpublishSite
from ..wire.events import Frame
from .asking import ask

log = structlog.get_logger()

NOTHING = SatchelError("not_found", "There is nothing here.")


class Publisher:
    """Of one host.

    Args:
        session: the live actor of a session, for a command of a caller; raises `SatchelError`.
        exists: whether there is a session of that id.
    """

    def __init__(
        self, session: Callable[[str, Command, Caller], Actor], exists: Callable[[str], bool], folder: Folder
    ) -> None:
        self._session = session
        self._exists = exists
        self._pointers = Pointers(folder.root)
        self._lock = asyncio.Lock()
        self._known: set[tuple[str, str]] = set()

    async def run(self, session_id: str, command: PublishSite | UnpublishSite, caller: Caller) -> Frame:
        """Does it; the answer.

        Raises:
            SatchelError: what the session says; `conflict` for a name that another site has; `unavailable`.
        """
        caller = replace(caller, may_create=False)
        async with self._lock:
            prepare = PreparePublish(site_id=command.site_id, version=getattr(command, "version", None))
            asked = await ask(self._session(session_id, command, caller), prepare, caller)
            prepared = cast("PublishPrepared", asked)
            if isinstance(command, UnpublishSite):
                done = await ask(self._session(session_id, command, caller), command, caller)
                await self._release(prepared.slug, command.site_id)
                return done
            slug = command.slug or prepared.slug or prepared.suggested
            claimed = await self._claim(slug, Pointer(session_id, command.site_id))
            try:
                published = replace(command, slug=slug)
                done = await ask(self._session(session_id, command, caller), published, caller)
            except SatchelError:
                if claimed:
                    await self._release(slug, command.site_id)
                raise
            if prepared.slug not in (None, slug):
                await self._release(prepared.slug, command.site_id)
            log.info("site_published", site=command.site_id, slug=slug)
            return done

    async def _claim(self, slug: str, pointer: Pointer) -> bool:
        """Returns whether it was not claimed for this site before.

        Raises:
            SatchelError: `conflict`; `unavailable`.
        """
        try:
            if await asyncio.to_thread(self._pointers.claim, slug, pointer):
                return True
            holder = await asyncio.to_thread(self._pointers.read, slug)
            if holder == pointer:
                return False
            if holder is not None and await self._stands_by(holder, slug):
                raise SatchelError("conflict", f"The name {slug!r} is taken; choose another.", {"field": "slug"})
            await asyncio.to_thread(self._pointers.remove, slug)
            return await asyncio.to_thread(self._pointers.claim, slug, pointer)
        except OSError as error:
            raise not_made(error, f"published/{slug}") from None

    async def _stands_by(self, pointer: Pointer, slug: str) -> bool:
        if not self._exists(pointer.session_id):
            return False
        command = FindPublished(site_id=pointer.site_id, slug=slug)
        found = await ask(self._session(pointer.session_id, command, SERVER), command)
        return cast("PublishedFound", found).published

    async def _release(self, slug: str | None, site_id: str) -> None:
        """A name that is not used any more is free for others. Should that fail, it is when they ask for it."""
        if slug is None:
            return
        holder = await asyncio.to_thread(self._pointers.read, slug)
        if holder is not None and holder.site_id == site_id:
            self._known.discard((slug, site_id))
            try:
                await asyncio.to_thread(self._pointers.remove, slug)
            except OSError as error:
                log.warning("name_not_released", slug=slug, error=str(error))

    def note(self, told: SessionChanges) -> None:
        """A session that says what it has published: the names that are missing are made again."""
        for site in told.sites:
            if site.published_url is None or told.session.is_deleted:
                continue
            slug = site.published_url.rstrip("/").rpartition("/")[2]
            if (slug, site.id) not in self._known:
                self._known.add((slug, site.id))
                try:
                    self._pointers.claim(slug, Pointer(told.session.id, site.id))
                except OSError as error:
                    log.warning("name_not_claimed", slug=slug, error=str(error))

    # serving

    async def read(self, slug: str, path: str) -> tuple[str, PublishedRead]:
        """What is to be served, and the session that it is in.

        Raises:
            SatchelError: `not_found`.
        """
        pointer = await asyncio.to_thread(self._pointers.read, slug)
        if pointer is None or not self._exists(pointer.session_id):
            raise NOTHING
        command = ReadPublished(site_id=pointer.site_id, slug=slug, path=path)
        found = await ask(self._session(pointer.session_id, GetSession(), SERVER), command)
        return pointer.session_id, cast("PublishedRead", found)

    async def piece(self, session_id: str, blob: int, start: int, length: int) -> bytes:
        command = ReadPiece(blob=blob, start=start, length=length)
        return cast("PieceRead", await ask(self._session(session_id, GetSession(), SERVER), command)).data
