"""`GET /api/chats/{id}/jobs/{jobId}/file`: what a job made, in pieces, so that a large one is never in memory whole."""

from urllib.parse import quote

from aiohttp import web

from ..errors import SatchelError
from ..handling.access import no_session
from ..handling.caller import Caller
from ..host import Host
from ..session.jobs import JobFilePiece, ReadJobFile
from ..wire.ids import is_session_id
from .problems import Handle
from .sign_in.visitors import Visitors

PATH = "/api/chats/{session_id}/jobs/{job_id:[^/]+}/file"
PIECE = 1024 * 1024


def job_file_door(host: Host, visitors: Visitors) -> Handle:
    """The handler of `PATH`."""

    async def piece(session_id: str, job_id: str, offset: int, caller: Caller) -> JobFilePiece:
        found = await host.ask(session_id, ReadJobFile(job_id=job_id, offset=offset, most=PIECE), caller)
        assert isinstance(found, JobFilePiece)
        return found

    async def send(request: web.Request) -> web.StreamResponse:
        caller = await visitors.caller(request)
        session_id, job_id = request.match_info["session_id"], request.match_info["job_id"]
        if not is_session_id(session_id) or not host.knows(session_id):
            raise no_session(session_id)
        found = await piece(session_id, job_id, 0, caller)
        job, size = found.job, found.job.size or 0
        headers = {
            "Content-Type": job.media_type or "application/octet-stream",
            "Content-Disposition": attachment(job.file_name or "export"),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
        }
        if request.method == "HEAD":
            return web.Response(headers=headers)
        response = web.StreamResponse(headers=headers)
        response.content_length = size
        await response.prepare(request)
        await response.write(found.data)
        sent = len(found.data)
        while sent < size:
            try:
                data = (await piece(session_id, job_id, sent, caller)).data
            except SatchelError:  # it expired or went meanwhile: the client sees that the file is not whole
                break
            await response.write(data)
            sent += len(data)
        await response.write_eof()
        return response

    return send


def attachment(name: str) -> str:
    """`Content-Disposition` for a file of that name (RFC 6266): plain for old programs, and as it is."""
    kept = (letter if letter.isascii() and letter.isprintable() and letter not in '"\\%' else "_" for letter in name)
    plain = "".join(kept)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
