"""Hooks that end with the test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from ..conftest import Server
from .hook import FOLDERS, Hook

Hooks = Callable[..., Awaitable[Hook]]


@pytest.fixture(params=FOLDERS, ids=lambda major: f"ai-{major}")
async def hook_at(request: pytest.FixtureRequest) -> AsyncIterator[Hooks]:
    """Starts one at a server, and waits until it has connected; on each major of the AI SDK that it works with."""
    started: list[Hook] = []

    async def hook_at(server: Server, *arguments: Any, **options: Any) -> Hook:
        hook = await Hook.start(server, *arguments, major=request.param, **options)
        started.append(hook)
        await hook.until_connected()
        return hook

    yield hook_at
    for hook in started:
        await hook.stop()
