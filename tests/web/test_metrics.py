"""What an operator reads at /metrics, as Prometheus reads it."""

from prometheus_client.parser import text_string_to_metric_families

from ..client import Client
from ..conftest import Server, Start
from .frames import append, fence


async def figures(server: Server, **headers: str) -> dict[str, float]:
    async with server.http.get(f"{server.url}/metrics", headers=headers) as response:
        assert response.status == 200, await response.text()
        assert response.headers["Cache-Control"] == "no-store"
        text = await response.text()
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_what_was_told_saved_and_refused_is_counted(server: Server, client: Client) -> None:
    await append(client, fence("python app.py", "print(1)"))
    await client.ask("update_artifact", artifactId="none", updates={"title": "a"})
    found = await figures(server)
    assert found["satchel_commands_total append_message"] == 1
    assert found["satchel_commands_total update_artifact"] == 1
    assert found["satchel_messages_saved_total assistant"] == 1
    assert found["satchel_artifacts_saved_total python"] == 1
    assert found["satchel_errors_total not_found"] == 1
    assert found["satchel_sessions_awake"] == 1
    assert found["satchel_connections"] == 1
    assert found["satchel_batch_seconds_count"] >= 2


async def test_replies_are_counted_by_how_they_ended(server: Server, client: Client) -> None:
    await client.ask("send_message", content="hello")
    await client.hear_until("reply_finished")
    await client.ask("send_message", content="/fail")
    await client.hear_until("reply_failed")
    found = await figures(server)
    assert found["satchel_replies_total complete"] == 1
    assert found["satchel_replies_total failed"] == 1


async def test_requests_are_counted_by_route_and_not_by_path(server: Server) -> None:
    for name in ("a", "b"):
        async with server.http.get(f"{server.url}/api/chats/{name}/export") as response:
            assert response.status == 404
    async with server.http.get(f"{server.url}/nowhere") as response:
        assert response.status == 404
    found = await figures(server)
    assert found["satchel_http_requests_total GET /api/chats/{session_id}/export 404"] == 2
    assert found["satchel_http_requests_total GET none 404"] == 1


async def test_a_token_is_asked_for_where_one_is_set(start: Start) -> None:
    server = await start(metrics_token="quiet")
    for said in ({}, {"Authorization": "Bearer loud"}, {"Authorization": "Basic quiet"}):
        async with server.http.get(f"{server.url}/metrics", headers=said) as response:
            assert response.status == 401
    assert "satchel_sessions_awake" in await figures(server, Authorization="Bearer quiet")


async def test_whoever_comes_through_a_proxy_is_not_this_machine(server: Server) -> None:
    async with server.http.get(f"{server.url}/metrics", headers={"X-Forwarded-For": "10.0.0.1"}) as response:
        assert response.status == 403
        assert "SATCHEL_METRICS_TOKEN" in (await response.json(content_type=None))["title"]
