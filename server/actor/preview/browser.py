"""One picture by a Chromium of its own: found, started without a network, and ended with all that it started.

The page is anybody's, so the browser gets a profile that is new, no environment of ours, and a proxy in place of a
network: whatever it asks for, another port of this machine too, it asks that proxy.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from pathlib import Path

from ...errors import SatchelError

NAMES = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "Preview images are not available: no Chromium is installed on the server. Install one (Debian: apt-get install"
    " chromium), or name it in SATCHEL_CHROMIUM, and start the server again."
)
ROOT = (
    "Preview images are not available: as root, Chromium can't keep pages in its sandbox. Run the server as another"
    " user; or set SATCHEL_CHROMIUM_SANDBOX=0, where all of it runs in a container that is one."
)
WIDTH, HEIGHT = 1280, 800
PAGE = "http://preview.localhost/"
"""A name that browsers trust as they do https: what a page may do there it may do."""
SETTLE_MILLISECONDS = 4000
"""Of the page's own time, which goes as fast as nothing is waited for: https://developer.chrome.com/docs/chromium/headless"""
LONGEST_SECONDS = 30.0
LARGEST = 32 * 1024 * 1024
_WATCHED = 'exec 3<&0; { read -r _ <&3; kill -KILL 0; } & exec "$@" 3<&- </dev/null'
"""Ends the whole group when the other end of the pipe is closed: a browser does not outlive its server."""
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--proxy-bypass-list=<-loopback>",  # or it would ask other ports of this machine itself
    "--js-flags=--max-old-space-size=256",
    f"--window-size={WIDTH},{HEIGHT}",
    f"--virtual-time-budget={SETTLE_MILLISECONDS}",
)


def find_chromium(named: str) -> str | None:
    """Its path. Args: named: what the operator says it is; it counts alone, if it is not empty."""
    return next(filter(None, map(shutil.which, (named,) if named else NAMES)), None)


def why_not(named: str, *, sandbox: bool) -> str:
    """Why no picture can be made here; empty where one can."""
    if os.name != "posix" or find_chromium(named) is None:
        return MISSING
    return ROOT if sandbox and os.geteuid() == 0 else ""


async def shoot(chromium: str, port: int, *, sandbox: bool) -> bytes:
    """A PNG of `PAGE`, which the proxy at a port of this machine answers for.

    Raises:
        SatchelError: `unavailable`, with what the browser said.
        TimeoutError: it took longer than `LONGEST_SECONDS`.
    """
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="satchel-preview-"))
    try:
        picture, log = folder / "picture.png", folder / "log"
        asked = [
            *(chromium, *_FLAGS, *(() if sandbox else ("--no-sandbox",))),
            *(f"--user-data-dir={folder / 'profile'}", f"--screenshot={picture}"),
            *(f"--proxy-server=http://127.0.0.1:{port}", PAGE),
        ]
        async with asyncio.timeout(LONGEST_SECONDS):
            await _run(asked, folder, log)
        return await asyncio.to_thread(_result, picture, log)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _run(asked: list[str], folder: Path, log: Path) -> None:
    """Until it ends; whatever becomes of us, nothing of it is left."""
    theirs, ours = os.pipe()
    try:
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": str(folder)}
        with log.open("wb") as said:
            process = await asyncio.create_subprocess_exec(
                *("/bin/sh", "-c", _WATCHED, "sh", *asked),
                stdin=theirs,
                stdout=said,
                stderr=said,
                cwd=folder,
                env=environment,
                start_new_session=True,
            )
        try:
            await process.wait()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    finally:
        os.close(theirs)
        os.close(ours)


def _result(picture: Path, log: Path) -> bytes:
    if not picture.exists():
        said = log.read_bytes()[-2000:].decode(errors="replace").strip().splitlines()
        raise SatchelError("unavailable", f"Chromium made no picture. It said: {' '.join(said[-1:])[:500]}")
    if picture.stat().st_size > LARGEST:
        raise SatchelError("too_large", "The picture of the page is too large.")
    return picture.read_bytes()
