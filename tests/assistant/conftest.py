"""A model server on a loopback socket, and models that ask it."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from server.assistant.openai import OpenAIModel

from .provider import Provider, Waits


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    provider = Provider()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", provider.handle)
    # The handler is cancelled when the client goes: that is how the server sees a disconnect.
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    provider.url = f"http://{host}:{port}/v1"
    yield provider
    await runner.cleanup()


@pytest.fixture
def waits() -> Waits:
    return Waits()


Models = Callable[..., OpenAIModel]


@pytest.fixture
async def open_at(waits: Waits) -> AsyncIterator[Models]:
    """Opens a model at an address; every wait is counted and none is waited for, the dice always show 1."""
    opened: list[OpenAIModel] = []

    def open_at(url: str, key: str | None = None, name: str | None = "m", **options: Any) -> OpenAIModel:
        model = OpenAIModel(url, key, name, sleep=waits, rand=lambda: 1.0, **options)
        opened.append(model)
        return model

    yield open_at
    for model in opened:
        await model.close()


@pytest.fixture
def model(provider: Provider, open_at: Models) -> OpenAIModel:
    return open_at(provider.url)
