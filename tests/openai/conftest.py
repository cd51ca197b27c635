"""OpenAI's own client, with nothing changed but its base URL."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from openai import AsyncOpenAI

from ..conftest import Server

Clients = Callable[..., AsyncOpenAI]


@pytest.fixture
async def client_of() -> AsyncIterator[Clients]:
    """Makes clients of a server; they try once."""
    made: list[AsyncOpenAI] = []

    def client_of(server: Server, **options: Any) -> AsyncOpenAI:
        given = {"api_key": "none", "max_retries": 0, **options}
        client = AsyncOpenAI(base_url=f"{server.url}/v1", **given)
        made.append(client)
        return client

    yield client_of
    for client in made:
        await client.close()


@pytest.fixture
async def openai(server: Server, client_of: Clients) -> AsyncOpenAI:
    return client_of(server)
