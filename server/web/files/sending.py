"""A file of a session as the body of a response: whole or in part, a piece at a time."""

from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from ...session.files.blobs import PIECE
from ...session.files.media import is_text
from ...session.files.trees import Entry
from ...session.site_files import FileOpened
from ..rest.conditions import is_known
from ..rest.responding import compress
from .ranges import UnsatisfiableError, asked_range

ReadPart = Callable[[int, int, int], Awaitable[bytes]]
"""`(blob, start, length)` of a content to its bytes."""


async def send_entry(
    request: web.Request, opened: FileOpened, read: ReadPart, headers: dict[str, str], *, status: int = 200
) -> web.StreamResponse:
    """Answers GET and HEAD: 200, 206, 304 or 416.

    Args:
        headers: what else the response says; `Content-Type` and `ETag` are added.
    """
    entry = opened.file
    headers = {
        "ETag": f'"{entry.hash}"',
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
        "Vary": "Accept-Encoding",
        **headers,
    }
    if status == 200 and is_known(request.headers.get("If-None-Match"), entry.hash):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = content_type(entry)
    try:
        part = asked_range(request, entry.size, entry.hash) if status == 200 else None
    except UnsatisfiableError:
        return web.Response(status=416, headers=headers | {"Content-Range": f"bytes */{entry.size}"})
    start, end = part or (0, entry.size)
    if part is not None:
        status, headers["Content-Range"] = 206, f"bytes {start}-{end - 1}/{entry.size}"
    if opened.data is not None:
        whole = web.Response(status=status, headers=headers, body=opened.data[start:end])
        if part is None and is_text(entry.media_type):
            compress(request, whole, entry.size)
        return whole
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = end - start
    await response.prepare(request)
    if request.method != "HEAD":
        async for piece in _pieces(entry, start, end, read):
            await response.write(piece)
    await response.write_eof()
    return response


async def _pieces(entry: Entry, start: int, end: int, read: ReadPart) -> AsyncIterator[bytes]:
    for at in range(start, end, PIECE):
        yield await read(entry.blob, at, min(PIECE, end - at))


def content_type(entry: Entry) -> str:
    return f"{entry.media_type}; charset=utf-8" if is_text(entry.media_type) else entry.media_type
