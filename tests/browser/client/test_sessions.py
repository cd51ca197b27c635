"""The list of sessions, with what waits applied; and readers who come by a link."""

from playwright.async_api import BrowserContext

from ...client import Client
from ...conftest import Server, Start
from ...web.frames import removed
from ...web.tokens import SECRET, bearer
from ...web.tokens import token as make_token
from ..guard import Guard
from .conftest import OpenTab, Wire
from .test_token import token

TITLES = "return (await client.sessions()).sessions.map((one) => one.title)"


async def test_the_list_is_the_servers_with_what_waits_and_is_there_offline(
    served: Server, client: Client, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    guard.allow_offline()
    await client.ask("append_message", role="user", content="first")
    tab = await open_tab(served)
    assert await tab.run(TITLES) == ["first"]
    await context.set_offline(True)
    await tab.run(
        """await session.change({type: "update_session", updates: {title: "Renamed"}});
        window.second = await client.session("s2", {fresh: true});
        await second.change({type: "append_message", role: "user", content: "made offline"});"""
    )
    found = await tab.run("return client.sessions()")
    assert found["kept"] is True
    assert sorted(one["title"] for one in found["sessions"]) == ["Renamed", "made offline"]
    assert found["total"] == 2
    searched = await tab.run("return (await client.sessions({search: 'RENAM'})).sessions.map((one) => one.id)")
    assert searched == ["s1"]
    await tab.run("await client.change({type: 'delete_session', sessionId: 's1'})")
    assert await tab.run(TITLES) == ["made offline"]
    assert await tab.run("return (await client.sessions({deleted: true})).sessions[0].title") == "Renamed"
    await context.set_offline(False)
    await tab.until("client.status.state === 'saved'")
    found = await tab.run("return client.sessions()")
    assert (found["kept"], [one["title"] for one in found["sessions"]]) == (False, ["made offline"])
    assert await tab.run("return second.view.messages.map((one) => one.content)") == ["made offline"]


async def test_a_change_of_the_list_is_told(served: Server, client: Client, open_tab: OpenTab) -> None:
    tab = await open_tab(served, None)
    await tab.run(
        """window.listed = {};
        client.addEventListener("sessions", ({detail}) => {
          if (detail.unlisted) delete listed[detail.unlisted];
          else listed[detail.session.id] = detail.session.title;
        });"""
    )
    await client.ask("append_message", role="user", content="elsewhere")
    await tab.until("listed.s1 === 'elsewhere'")
    await tab.run("await client.change({type: 'create_session', sessionId: 's9', title: 'Here'})")
    await tab.until("listed.s9 === 'Here'")
    await tab.until("client.status.state === 'saved'")
    await tab.run("await (await client.change({type: 'delete_session', sessionId: 's9', permanent: true})).saved")
    await tab.until("!('s9' in listed)")


async def test_a_new_session_is_not_made_before_it_has_a_change(
    start: Start, context: BrowserContext, open_tab: OpenTab, wire: Wire
) -> None:
    server = await start(jwt_secret=SECRET)
    tab = await open_tab(server, None, token=token(3600))
    await tab.run("window.session = await client.session('new', {fresh: true})")
    assert await tab.run("return [session.view.complete, session.status.state]") == [True, "saved"]
    assert not server.host.knows("new")
    await tab.begin_send("/echo hello", type="send_message")
    await tab.until("session.view.messages.length === 2 && session.view.messages[1].status === 'complete'")
    assert next(frame["type"] for frame in wire.sent if frame.get("sessionId") == "new") == "send_message"


async def test_a_reader_by_a_link_sees_the_session_grow(
    start: Start, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    server = await start(jwt_secret=SECRET)
    owner = await server.connect("shared", headers=bearer(make_token("alice", iat=None, exp=4_000_000_000)))
    await owner.ask("append_message", role="user", content="look")
    link = (await owner.ask("create_link", sessionId="shared"))["link"]["token"]
    tab = await open_tab(server, "shared", link=link)
    await tab.until("session.view.messages.length === 1")
    assert await tab.run("return client.user") == ""
    await owner.ask("append_message", role="user", content="more")
    await tab.until("session.view.messages.length === 2")
    code = await tab.run(
        """const change = await session.change({type: "touch_session"});
        return change.saved.catch((error) => error.code)"""
    )
    assert code == "forbidden"


async def test_after_a_deletion_for_good_another_session_of_that_id_is_told(served: Server, open_tab: OpenTab) -> None:
    first = await served.connect("two")
    await first.ask("append_message", role="user", content="before")
    tab = await open_tab(served)
    await tab.run(
        """window.told = [];
        client.addEventListener("sessions", ({detail}) => told.push(detail.session?.title ?? null));
        const rename = {type: "update_session", sessionId: "two", updates: {title: "Renamed"}};
        await (await client.change(rename)).saved;
        await (await client.change({type: "delete_session", sessionId: "two", permanent: true})).saved"""
    )
    await removed(served, "two")
    again = await served.connect("two")
    await again.ask("append_message", role="user", content="after")
    await tab.until("told.at(-1) === 'after'")
