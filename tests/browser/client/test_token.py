"""Who is signed in: a token is renewed in time, its end is said, and what is unsent stays."""

import time

from playwright.async_api import BrowserContext

from ...conftest import Start
from ...web.tokens import SECRET
from ...web.tokens import token as make_token
from ..guard import Guard
from .conftest import OpenTab, Tab, Wire


def token(seconds: float, user: str = "alice") -> str:
    """One that ends in so many seconds."""
    now = int(time.time())
    return make_token(user, iat=now - 5, exp=now + int(seconds))


async def test_a_token_is_renewed_in_place_before_it_ends(start: Start, open_tab: OpenTab, wire: Wire) -> None:
    server = await start(jwt_secret=SECRET)
    tab = await open_tab(server, None, token=token(3600))
    await tab.run(
        """window.tokens = [];
        client.addEventListener("token", ({detail}) => tokens.push(detail));
        window.session = await client.session("s1");"""
    )
    assert await tab.run("return client.user") == "alice"
    server.clock.pass_seconds(3600 - 30)  # then the server says that it ends soon
    fresh = await tab.until("tokens[0]")
    assert fresh["expiresAt"] > (time.time() + 3600) * 1000
    await tab.until("client.online")
    server.clock.pass_seconds(120)
    await tab.begin_send("goes on")
    await tab.until("session.status.state === 'saved'")
    assert [frame["type"] for frame in wire.sent].count("authenticate") == 1


async def test_a_function_gives_the_tokens(start: Start, context: BrowserContext, guard: Guard) -> None:
    guard.allow("favicon")
    server = await start(jwt_secret=SECRET)
    tab = Tab(await context.new_page(), server.url)
    await tab.page.goto(f"{server.url}/health")
    user = await tab.run(
        """const {connect} = await import("/client.js");
        window.tokens = [...given];
        window.client = await connect({token: async () => tokens.shift()});
        return client.user""",
        [token(4), token(600)],
    )
    assert user == "alice"
    await tab.page.wait_for_function("tokens.length === 0 && client.online")


async def test_whoever_has_no_good_token_is_not_let_in(start: Start, context: BrowserContext, guard: Guard) -> None:
    server = await start(jwt_secret=SECRET)
    guard.allow("401", "WebSocket", "favicon")
    tab = Tab(await context.new_page(), server.url)
    await tab.page.goto(f"{server.url}/health")
    said = await tab.run(
        """const {connect} = await import("/client.js");
        const refused = [];
        for (const token of given) await connect({token}).catch((error) => refused.push(error.code));
        return [refused, (await indexedDB.databases()).length]""",
        [None, "nonsense", make_token("alice", secret="x" * 40), token(-3600)],
    )
    assert said == [["unauthenticated"] * 4, 0]


async def test_the_end_of_a_token_is_said_and_changes_stay(
    start: Start, context: BrowserContext, open_tab: OpenTab, guard: Guard
) -> None:
    server = await start(jwt_secret=SECRET, refresh_days=0.0)
    guard.allow("401", "WebSocket", "4401")
    tab = await open_tab(server, "s1", token=token(3600))
    await tab.run("client.addEventListener('signedout', ({detail}) => { window.reason = detail.reason; })")
    server.clock.pass_seconds(3600 + 60)
    assert await tab.until("window.reason")
    await tab.begin_send("later")
    assert await tab.run("return [session.status.state, client.online]") == ["offline", False]
    await tab.run("await client.close()")
    await tab.connect("s1", token=token(2 * 3600))
    await tab.until("session.status.state === 'saved'")
    assert await tab.contents() == ["later"]


async def test_users_do_not_see_what_others_have_kept(start: Start, open_tab: OpenTab) -> None:
    server = await start(jwt_secret=SECRET)
    tab = await open_tab(server, "s1", token=token(3600))
    await tab.begin_send("mine")
    await tab.until("session.status.state === 'saved'")
    await tab.run("await client.keepDraft('s1', 'secret'); await client.close()")
    await tab.connect(None, token=token(3600, "bob"))
    assert await tab.run("return client.draft('s1')") == ""
    assert await tab.run("return (await client.sessions()).sessions") == []
    assert await tab.run("return (await client.session('s1')).view.messages") == []
