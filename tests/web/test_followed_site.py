"""W3: the files in replies change the site that a session follows, in the same commit."""

from ..client import Client, Frame
from ..conftest import Server, Start
from ..models import SteppedModel
from .frames import append, fence, heard_so_far, ok, reply_to, return_to, seqs, types

BOLT = """Here it is.

<boltArtifact id="shop" title="Shop">
<boltAction type="file" filePath="/home/project/index.html">
<title>Shop</title>
</boltAction>
<boltAction type="file" filePath="src/app.js">
let a
</boltAction>
<boltAction type="shell">npm install</boltAction>
</boltArtifact>
"""


async def followed(client: Client, **fields: object) -> str:
    made = await ok(client, "create_site", **{"files": {"a.txt": "1"}, "followsReplies": True, **fields})
    site_id: str = made["site"]["id"]
    assert (await ok(client, "get_session"))["session"]["metadata"]["siteId"] == site_id
    return site_id


async def site(client: Client, site_id: str) -> Frame:
    found: Frame = (await ok(client, "get_site", siteId=site_id, contents=True))["site"]
    return found


async def test_a_bolt_artifact_is_a_version_of_its_message(client: Client) -> None:
    site_id = await followed(client)
    message = (await append(client, BOLT))["messageId"]
    now = await site(client, site_id)
    assert now["files"] == {"a.txt": "1", "index.html": "<title>Shop</title>", "src/app.js": "let a"}
    assert (now["version"], now["title"]) == (2, "Shop")
    newest = (await ok(client, "get_site_versions", siteId=site_id))["versions"][0]
    assert (newest["createdByMessageId"], newest["changeDescription"]) == (message, "From a reply")


async def test_a_streamed_reply_changes_it_in_the_commit_that_ends_it(start: Start) -> None:
    model = SteppedModel(BOLT)
    model.release_all()
    server = await start(model=model)
    client = await server.connect()
    site_id = await followed(client)
    client.events.clear()
    heard = await reply_to(client, "make a shop")
    assert types(heard)[-2:] == ["site_updated", "reply_finished"]
    numbers = seqs([frame for frame in heard if "seq" in frame])
    assert numbers == sorted(numbers)
    assert heard[-2]["site"]["version"] == 2
    assert heard[-1]["message"]["id"]
    assert {*(await site(client, site_id))["files"]} == {"a.txt", "index.html", "src/app.js"}
    _, missed = await return_to(server, heard[-2]["seq"] - 1)
    assert "site_updated" in types(missed)


async def test_who_appends_a_reply_hears_of_the_site_too(server: Server, client: Client) -> None:
    await followed(client)
    other = await server.connect()
    client.events.clear()
    await append(client, BOLT)
    assert "site_updated" in types(await heard_so_far(client))
    assert "site_updated" in types(await heard_so_far(other))


async def test_several_named_files_change_it_and_a_single_one_only_if_it_is_there(client: Client) -> None:
    site_id = await followed(client)
    await append(client, fence("js src/one.js", "let one"))
    assert (await site(client, site_id))["version"] == 1
    await append(client, fence("txt a.txt", "2"))
    assert (await site(client, site_id))["files"] == {"a.txt": "2"}
    await append(client, f"{fence('js src/one.js', 'let one')}\nand\n\n{fence('js ./src/two.js', 'let two')}")
    assert {*(await site(client, site_id))["files"]} == {"a.txt", "src/one.js", "src/two.js"}


async def test_what_broke_off_or_can_not_be_kept_is_left_out(client: Client) -> None:
    site_id = await followed(client)
    escaping = BOLT.replace("src/app.js", "../../etc/passwd")
    await append(client, escaping)
    assert {*(await site(client, site_id))["files"]} == {"a.txt", "index.html"}
    await append(client, BOLT.partition("\nlet a")[0] + "\nlet br")
    now = await site(client, site_id)
    assert {*now["files"]} == {"a.txt", "index.html"}


async def test_a_reply_is_kept_where_its_files_are_too_large(start: Start) -> None:
    server = await start(file_bytes=10)
    client = await server.connect()
    site_id = await followed(client)
    reply = await append(client, BOLT)
    assert len(reply["artifacts"]) == 2
    assert (await site(client, site_id))["version"] == 1


async def test_the_first_reply_with_files_makes_a_new_site(client: Client) -> None:
    await ok(client, "create_session", metadata={"siteId": "new", "mine": 1})
    await append(client, "no files")
    assert (await ok(client, "get_sites"))["sites"] == []
    await append(client, BOLT)
    [made] = (await ok(client, "get_sites"))["sites"]
    assert (made["title"], made["fileCount"]) == ("Shop", 2)
    assert (await ok(client, "get_session"))["session"]["metadata"] == {"siteId": made["id"], "mine": 1}
    await append(client, BOLT.replace("let a", "let b"))
    assert (await site(client, made["id"]))["files"]["src/app.js"] == "let b"


async def test_a_session_that_follows_none_keeps_its_sites(client: Client) -> None:
    made = (await ok(client, "create_site", files={"index.html": "x"}))["site"]["id"]
    await append(client, BOLT)
    assert (await site(client, made))["version"] == 1
    await ok(client, "update_session", updates={"metadata": {"siteId": "s1.site_none"}})
    await append(client, BOLT)
    await ok(client, "update_session", updates={"metadata": {"siteId": made}})
    await ok(client, "delete_site", siteId=made)
    await append(client, BOLT)
    await ok(client, "restore_site", siteId=made)
    assert (await site(client, made))["version"] == 1


async def test_a_copy_of_the_session_follows_its_own(server: Server, client: Client) -> None:
    made = await followed(client)
    await ok(client, "copy_session", newSessionId="copy")
    there = await server.connect("copy")
    await append(there, BOLT)
    [copy] = (await ok(there, "get_sites"))["sites"]
    assert (copy["version"], (await site(client, made))["version"]) == (2, 1)
