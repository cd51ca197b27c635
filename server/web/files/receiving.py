"""The body of a request into a file beside the session's, counted and hashed while it comes."""

import asyncio
import hashlib
from pathlib import Path

from aiohttp import web

from ...errors import SatchelError
from ...storage.files import not_made

_PIECE = 256 * 1024


async def receive(request: web.Request, target: Path, most: int) -> tuple[int, str]:
    """Writes the body to `target`; whoever asked removes it.

    Returns:
        Its bytes, and their SHA-256 in hexadecimal.

    Raises:
        SatchelError: `too_large`; `unavailable`.
    """
    if request.content_length is not None and request.content_length > most:
        raise too_large(most)
    size, digest = 0, hashlib.sha256()
    try:
        with await asyncio.to_thread(target.open, "wb") as file:
            while piece := await request.content.read(_PIECE):
                size += len(piece)
                if size > most:
                    raise too_large(most)
                digest.update(piece)
                await asyncio.to_thread(file.write, piece)
    except OSError as error:
        raise not_made(error, target.name) from None
    return size, digest.hexdigest()


def too_large(most: int) -> SatchelError:
    return SatchelError(
        "too_large", f"The body has more than {most} bytes, which is the most that is taken here.", {"limit": most}
    )
