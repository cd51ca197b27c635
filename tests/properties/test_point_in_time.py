"""F5: whatever happened to a session, it is seen as it was after each change, and becomes so again, there and back."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..client import Client, Frame
from ..conftest import Server
from ..web.frames import fence, ok
from .profiles import TIMES, examples

pytestmark = pytest.mark.timeout(600 * TIMES)

numbers = itertools.count(1)
texts = st.sampled_from(["one", "two", "look\n\n" + fence("js a.js", "let a"), fence("js a.js", "let b")])
metadata = st.sampled_from([{}, {"k": 1}, {"k": {"n": [None, "é"]}}])
files = st.dictionaries(st.sampled_from(["a.txt", "b/c.txt"]), st.sampled_from(["", "1", "2"]), max_size=2)
pick = st.integers(0, 9)


def change(type: str, **fields: Any) -> st.SearchStrategy[Frame]:
    return st.fixed_dictionaries({"type": st.just(type), **fields})


def updates(**fields: Any) -> st.SearchStrategy[Frame]:
    return st.fixed_dictionaries({}, optional=fields)


CHANGES = st.one_of(
    change("append_message", role=st.sampled_from(["user", "assistant"]), content=texts),
    change("append_message", role=st.just("user"), content=texts, insteadOf=pick),
    change("delete_messages", messageIds=pick),
    change("switch_branch", messageId=pick),
    change("create_artifact", artifactType=st.just("code"), title=st.just("T"), content=texts),
    change("update_artifact", artifactId=pick, updates=updates(content=texts, metadata=metadata)),
    change("update_artifact", artifactId=pick, updates=updates(content=st.text("abc", max_size=3))),
    change("delete_artifact", artifactId=pick),
    change("restore_artifact", artifactId=pick),
    change("restore_artifact_version", artifactId=pick, version=st.integers(1, 3)),
    change("create_component", name=texts, isCurrent=st.booleans()),
    change("update_component", componentId=pick, updates=updates(jsxCode=texts, isCurrent=st.booleans())),
    change("delete_component", componentId=pick),
    change("create_interaction", prompt=texts),
    change("save_snapshot", files=files),
    change("create_site", files=files, followsReplies=st.booleans()),
    change("update_site", siteId=pick, files=files),
    change("update_site", siteId=pick, title=texts, metadata=metadata),
    change("delete_site", siteId=pick),
    change("restore_site", siteId=pick),
    change("publish_site", siteId=pick),
    change("unpublish_site", siteId=pick),
    change("update_session", updates=updates(title=texts, metadata=metadata, lastContext=metadata)),
    change("touch_session"),
)
PRELUDE: list[Frame] = [
    {"type": "append_message", "role": "assistant", "content": fence("js a.js", "let c")},
    {"type": "append_message", "role": "assistant", "content": fence("js a.js", "let d")},
    {"type": "append_message", "role": "assistant", "content": fence("js a.js", "let c")},
    {"type": "create_component", "name": "Card", "isCurrent": True},
    {"type": "create_site", "files": {"a.txt": "1"}},
]
NAMED_BY = {"messageId": "messages", "artifactId": "artifacts", "componentId": "components", "siteId": "sites"}
PICKED = {**{field: field for field in NAMED_BY}, "insteadOf": "messageId", "messageIds": "messageId"}


class Known:
    """The ids of all that ever was, to pick from."""

    def __init__(self) -> None:
        self.ids: dict[str, list[str]] = {field: [] for field in NAMED_BY}

    def fill(self, frame: Frame) -> Frame:
        filled = dict(frame)
        for field, sort in PICKED.items():
            if isinstance(frame.get(field), int):
                known = self.ids[sort] or ["nothing"]
                chosen = known[frame[field] % len(known)]
                filled[field] = [chosen] if field == "messageIds" else chosen
        return filled

    def learn(self, state: Frame) -> None:
        for field, noun in NAMED_BY.items():
            self.ids[field] += [item["id"] for item in state[noun] if item["id"] not in self.ids[field]]


async def state_of(client: Client) -> Frame:
    """What there is, by the ordinary questions."""
    conversation = await ok(client, "get_conversation", messageLimit=1000)
    sites = [
        (await ok(client, "get_site", siteId=site["id"], contents=False))["site"]
        for site in (await ok(client, "get_sites"))["sites"]
    ]
    project = await client.ask("get_snapshot", contents=False)
    return {
        "session": conversation["session"],
        "messages": conversation["messages"],
        "artifacts": (await ok(client, "get_artifacts"))["artifacts"],
        "components": (await ok(client, "get_components"))["components"],
        "interactions": (await ok(client, "get_interactions", limit=1000))["interactions"],
        "project": project.get("snapshot"),
        "sites": sites,
    }


def exactly(state: Frame) -> Frame:
    """All of it, but the numbers of the session itself, which count what changed nothing too."""
    nouns = ("messages", "artifacts", "components", "interactions", "project", "sites")
    return {**{noun: state.get(noun) for noun in nouns}, "session": without(state["session"], "seq", "updatedAt")}


def without(item: Frame, *names: str) -> Frame:
    return {name: value for name, value in item.items() if name not in names}


PUBLISHED = ("isPublished", "publishedVersion", "publishedUrl")


def again(state: Frame) -> Frame:
    """What a restoring brings back: not numbers, nor what is published, nor the record of interactions."""
    new = ("seq", "version", "updatedAt", *PUBLISHED)
    lists = {noun: [without(item, *new) for item in state[noun]] for noun in NAMED_BY.values()}
    entries = (state.get("project") or {}).get("entries", [])
    return {**lists, "entries": entries, "session": without(state["session"], *new)}


def elsewhere(state: Frame) -> Frame:
    """What is the same in a session that was made of it."""
    other = ("id", "sessionId", "seq", "parentId", *PUBLISHED)
    nouns = (*NAMED_BY.values(), "interactions")
    lists = {noun: [without(item, *other) for item in state[noun]] for noun in nouns}
    project = state.get("project") and without(state["project"], "sessionId", "messageId")
    for artifact in lists["artifacts"]:  # its message may have been deleted, or have been on another branch
        del artifact["messageId"]
    return {**lists, "project": project, "title": state["session"]["title"]}


@examples(12)
@given(changes=st.lists(CHANGES, min_size=10, max_size=30), data=st.data())
async def test_seen_as_it_was_after_each_change_and_so_again(
    server: Server, changes: list[Frame], data: st.DataObject
) -> None:
    client = await server.connect(f"s{next(numbers)}")
    await ok(client, "create_session")
    known, seen = Known(), dict[int, tuple[int, Frame]]()
    for frame in [*PRELUDE, *changes]:
        server.clock.milliseconds += 10
        await client.ask(**known.fill(frame))
        state = await state_of(client)
        known.learn(state)
        now = (await ok(client, "get_session"))["seq"]
        seen.setdefault(now, (server.clock.now(), exactly(state)))

    for seq, (time, state) in seen.items():
        then = await ok(client, "get_session_at", seq=seq, messageLimit=1000)
        assert exactly(then) == state
        assert (then["total"], then["incomplete"]) == (len(state["messages"]), [])
        assert exactly(await ok(client, "get_session_at", time=time, messageLimit=1000)) == state

    last = await state_of(client)
    seq = data.draw(st.sampled_from(sorted(seen)))
    made = await ok(client, "restore_session_at", seq=seq, into=f"c{next(numbers)}")
    copy = await server.connect(made["session"]["id"])
    assert elsewhere(await state_of(copy)) == elsewhere(seen[seq][1])
    assert await state_of(client) == last
    done = await ok(client, "restore_session_at", seq=seq)
    assert again(await state_of(client)) == again(seen[seq][1])
    await ok(client, "restore_session_at", seq=done["previousSeq"])
    assert again(await state_of(client)) == again(last)
    for before, (_, state) in seen.items():
        assert exactly(await ok(client, "get_session_at", seq=before, messageLimit=1000)) == state
    await client.close()
    await copy.close()
