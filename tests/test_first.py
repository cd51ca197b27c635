from .client import Client
from .conftest import Server


async def test_a_message_streams_a_reply_whose_code_becomes_an_artifact(client: Client) -> None:
    accepted = await client.ask("send_message", content="write a counter component")
    assert accepted["type"] == "message_accepted"
    heard = await client.hear_until("reply_finished")
    said = "".join(frame["text"] for frame in heard if frame["type"] == "reply_delta")
    finished = heard[-1]
    assert finished["message"]["id"] == accepted["replyId"]
    assert finished["message"]["content"] == said
    created = [frame["artifact"] for frame in heard if frame["type"] == "artifact_created"]
    assert [artifact["title"] for artifact in created] == ["Counter.tsx"]
    listed = await client.ask("get_artifacts")
    assert listed["artifacts"] == created


async def test_a_session_that_slept_answers_as_before(server: Server, client: Client) -> None:
    made = await client.ask("create_artifact", artifactType="html", title="Page", content="<p>hi</p>")
    path = await server.put_to_sleep()
    assert not path.with_name(path.name + "-wal").exists()
    assert (await client.ask("get_artifacts"))["artifacts"] == [made["artifact"]]
