"""The jobs that go on in one session. Each tells its actor of itself as commands through the actor's own mailbox."""

import asyncio
from collections.abc import Callable

import structlog

from ..content.exports import File, convert, pack, pack_site
from ..errors import SatchelError
from ..session.exports import ExportWork, SiteWork
from ..session.files.blobs import PIECE
from ..session.files.media import is_text
from ..session.files.trees import Entry
from ..session.job_work import BeginJob, JobBegun
from ..session.jobs import AdvanceJob, FinishJob
from ..session.previews import FinishPreview, PreviewWork, ServePreview
from ..session.publishing import PublishedRead
from ..session.site_files import PieceRead, ReadPiece
from ..wire.commands import Command
from ..wire.events import Frame
from .client import Call, Client
from .pool import CrashedError, Pool
from .preview.camera import Camera
from .preview.proxy import Serve, Served

log = structlog.get_logger()

RETRY_SECONDS = 0.5
_AGAIN = ("unavailable", "overloaded")
_UTF_8 = "; charset=utf-8"


class Jobs:
    """By id.

    Args:
        tell: puts a command into the actor's mailbox in a job's name.
        pool, camera: who does it.
        over: called after each that is over.
    """

    def __init__(
        self, tell: Callable[[Command, Client], None], pool: Pool, camera: Camera, over: Callable[[], None]
    ) -> None:
        self._tell = tell
        self._pool = pool
        self._camera = camera
        self._over = over
        self._running: dict[str, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._running)

    def start(self, job_id: str) -> None:
        """Once: one that is under way goes on."""
        if job_id not in self._running:
            task = asyncio.get_running_loop().create_task(self._run(job_id), name=f"job-{job_id}")
            self._running[job_id] = task
            task.add_done_callback(lambda _: self._forget(job_id))

    def stop(self, job_id: str) -> None:
        """The job is over in the file already."""
        if job_id in self._running:
            self._running[job_id].cancel()

    def stop_all(self) -> None:
        """They begin again when the file is opened next."""
        for task in self._running.values():
            task.cancel()

    def _forget(self, job_id: str) -> None:
        self._running.pop(job_id, None)
        self._over()

    async def _run(self, job_id: str) -> None:
        end: Command
        try:
            begun = await self._ask(BeginJob(job_id=job_id))
            assert isinstance(begun, JobBegun)
            match begun.work:
                case None:
                    return
                case ExportWork() as work:
                    end = _done(job_id, await self._export(job_id, work))
                case SiteWork() as work:
                    end = _done(job_id, await self._export_site(job_id, work))
                case PreviewWork() as work:
                    made = File(work.name, "image/png", await self._camera.take(self._pages(work)), ())
                    end = FinishPreview(finish=_done(job_id, made), site_id=work.site_id, version=work.version)
        except SatchelError as error:
            end = _failed(job_id, error.message)
        except CrashedError:
            log.warning("job_crashed", job=job_id)
            end = _failed(job_id, "The process that did it ended; it may have run out of memory. Try less at once.")
        except TimeoutError:
            end = _failed(job_id, "It took too long and was ended; try less at once.")
        except MemoryError:
            end = _failed(job_id, "It needed more memory than a job may have; try less at once.")
        except Exception:
            log.exception("job_failed", job=job_id)
            end = _failed(job_id, "The server failed at this job; its log says why.")
        try:
            await self._ask(end)
        except SatchelError as error:  # the session is gone
            log.warning("job_not_ended", job=job_id, error=str(error))

    async def _export(self, job_id: str, work: ExportWork) -> File:
        files: list[File] = []
        for source in work.sources:
            files.append(await self._pool.run(convert, source, work.format))
            if work.packed:
                await self._ask(AdvanceJob(job_id=job_id, progress=len(files) / (len(work.sources) + 1)))
        return await self._pool.run(pack, files, work.title) if work.packed else files[0]

    async def _export_site(self, job_id: str, work: SiteWork) -> File:
        files = [(entry.path, await self._content(entry)) for entry in work.entries]
        await self._ask(AdvanceJob(job_id=job_id, progress=0.5))
        return await self._pool.run(pack_site, files, work.title)

    def _pages(self, work: PreviewWork) -> Serve:
        """What a browser is served of it: like what is published, whether it is or not."""

        async def of_site(path: str) -> Served:
            found = await self._ask(ServePreview(site_id=work.site_id, version=work.version, path=path))
            assert isinstance(found, PublishedRead)
            entry, data = found.file, found.data
            if entry is None:
                return Served(found.status, folder=found.folder)
            if data is None:
                data = await self._content(entry)
            return Served(found.status, f"{entry.media_type}{_UTF_8 if is_text(entry.media_type) else ''}", data)

        async def of_artifact(path: str) -> Served:
            return Served() if path else Served(200, work.media_type + _UTF_8, work.page.encode())

        return of_site if work.site_id else of_artifact

    async def _content(self, entry: Entry) -> bytes:
        return b"".join([await self._piece(entry.blob, at) for at in range(0, entry.size, PIECE)])

    async def _piece(self, blob: int, start: int) -> bytes:
        found = await self._ask(ReadPiece(blob=blob, start=start, length=PIECE))
        assert isinstance(found, PieceRead)
        return found.data

    async def _ask(self, command: Command) -> Frame:
        """The reply; while the store fails it is asked again."""
        while True:
            call = Call()
            self._tell(command, call)
            try:
                return await call.reply
            except SatchelError as error:
                if error.code not in _AGAIN:
                    raise
            await asyncio.sleep(RETRY_SECONDS)


def _done(job_id: str, file: File) -> FinishJob:
    return FinishJob(
        job_id=job_id,
        status="done",
        message=" ".join(file.warnings)[:5000],
        file_name=file.name,
        media_type=file.media_type,
        data=file.data,
    )


def _failed(job_id: str, message: str) -> FinishJob:
    return FinishJob(job_id=job_id, status="failed", message=message)
