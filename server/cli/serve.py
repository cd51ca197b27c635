"""`satchel serve`: a host and its doors on one event loop, until a signal."""

import asyncio
import gc
import signal
import sys

import structlog
from aiohttp import web

from ..assistant import open_model
from ..config import Settings
from ..errors import SatchelError
from ..host import Host
from ..log import configure
from ..web.app import make_app
from .limits import raise_file_limit
from .memory import give_back_memory, share_arenas

log = structlog.get_logger()


def serve(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT.

    Raises:
        SatchelError: where the settings, the folder or the address won't do.
    """
    settings.check_address()
    configure(settings.log_level, settings.log_format)
    share_arenas()
    raise_file_limit()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(settings))


def _loop_factory() -> "type[asyncio.AbstractEventLoop] | None":
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.Loop


async def _serve(settings: Settings) -> None:
    model = open_model(
        settings.model_url, settings.model_key, settings.model_name, idle_timeout=settings.model_idle_timeout
    )
    host = Host(settings, model)
    await host.open()
    runner = web.AppRunner(make_app(settings, host), access_log=None, handle_signals=False, shutdown_timeout=2.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port, backlog=1024)
        await site.start()
        if settings.sites_port is not None:
            await web.TCPSite(runner, settings.host, settings.sites_port, backlog=1024).start()
    except OSError as error:
        await runner.cleanup()
        raise SatchelError(
            "unavailable",
            f"{settings.host}:{settings.port} can't be used: {error.strerror}. Choose another --port or PORT=.",
        ) from None
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    address, port = _bound(runner)
    log.info("serving", url=f"http://{address}:{port}", data=str(settings.folder), model=model.name, mode=settings.mode)
    if settings.model_url is None and sys.stderr.isatty():
        log.info(
            "demo_model",
            hint="set SATCHEL_MODEL_URL, SATCHEL_MODEL_KEY and SATCHEL_MODEL_NAME for a real one",
        )
    _tune_collector()
    keeper = asyncio.create_task(give_back_memory())
    await stop.wait()
    log.info("stopping")
    keeper.cancel()
    await runner.cleanup()
    log.info("stopped")


def _bound(runner: web.AppRunner) -> tuple[str, int]:
    found = runner.addresses[0]
    return (f"[{found[0]}]" if ":" in found[0] else found[0]), found[1]


def _tune_collector() -> None:
    """What is there now stays for good, and a server that makes many small short-lived objects and hardly any cycle
    gains nothing from a collection every 700 of them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
