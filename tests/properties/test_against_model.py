"""A session behaves as the model of it does, through every change, sleep, power cut and lost connection."""

import asyncio
import contextlib
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.assistant import DemoModel
from server.config import Settings
from server.handling.caller import Caller
from server.host import Host
from server.wire.commands import (
    Command,
    GetArtifact,
    GetArtifacts,
    GetArtifactVersions,
    GetMessage,
    GetMessages,
    GetSession,
    Subscribe,
)

from ..conftest import SetClock
from .listener import Asker, Frame, Listener, View
from .model import Model, Reply
from .profiles import TIMES, examples
from .steps import PRELUDE, STEPS, UNKNOWN, Again, AtOnce, Crash, Do, Leave, Return, Sleep, command_of

pytestmark = pytest.mark.timeout(600 * TIMES)  # a failure takes its time to be made small

SESSION = "s1"
CALLER = Caller("local", everywhere=True)
DESCRIBED = ("title", "description", "visibility", "metadata")


def some(frame: Frame, like: Frame) -> Frame:
    """Of a frame the fields that another has."""
    return {name: frame[name] for name in like}


class World:
    """A host on a folder, two listeners, and the model of the session that it has."""

    def __init__(self, root: Path) -> None:
        self.model = Model()
        self.clock = SetClock()
        self.seq = 0
        self.keyed: list[Command] = []
        self._root = root
        self._lives = 0

    async def open(self) -> None:
        await self._start()
        session = (await self.ask(GetSession()))["session"]
        self.listeners = [Listener(View(session)), Listener(View(session))]
        for listener in self.listeners:
            self.host.subscribe(SESSION, listener, CALLER)

    async def _start(self) -> None:
        self.folder = self._root / str(self._lives)
        self.host = Host(Settings(data=str(self.folder), threads=1), DemoModel(), self.clock)
        await self.host.open()

    async def close(self) -> None:
        await self.host.close()

    def tell(self, command: Command, by: int | None = None) -> asyncio.Future[Frame]:
        if by is not None and not self.listeners[by].gone:
            listener = self.listeners[by]
            reply = asyncio.get_running_loop().create_future()
            listener.replies.append(reply)
            self.host.tell(SESSION, command, CALLER, listener)
            return reply
        asker = Asker()
        self.host.tell(SESSION, command, CALLER, asker)
        return asker.reply

    async def ask(self, command: Command, by: int | None = None) -> Frame:
        async with asyncio.timeout(20):
            return await self.tell(command, by)

    # steps

    async def take(self, step: Any) -> None:
        self.clock.milliseconds += 1
        for number, listener in enumerate(self.listeners):
            if listener.gone:
                self._leave(number)
        match step:
            case Do():
                await self._do([step])
            case AtOnce(changes=deeds):
                await self._do(deeds)
            case Again(which=which, by=by) if self.keyed:
                await self._send([(self.keyed[which % len(self.keyed)], by)])
            case Sleep():
                await self._sleep()
            case Crash():
                await self._crash()
            case Leave(listener=number, after=frames):
                self.listeners[number].left = frames
                if frames == 0:
                    self._leave(number)
            case Return(listener=number):
                await self._return(number)

    async def _do(self, deeds: Any) -> None:
        await self._send([(command_of(deed.change, self.model, deed.key), deed.by) for deed in deeds])

    async def _send(self, commands: list[tuple[Command, int | None]]) -> None:
        self.model.now = self.clock.now()
        changes = self.model.state.changes
        async with asyncio.timeout(20):
            frames = await asyncio.gather(*(self.tell(command, by) for command, by in commands))
        for (command, _), frame in zip(commands, frames, strict=True):
            if command.idempotency_key is not None:
                self.keyed.append(command)
            check_reply(frame, self.model.apply(command))
            self.model.answered(command, frame)
        seq = (await self.ask(GetSession()))["seq"]
        assert seq > self.seq if self.model.state.changes > changes else seq == self.seq
        self.seq = seq

    async def _sleep(self) -> None:
        await self.host.settle()
        awake = {actor.task for actor in (*self.host.sessions.all(), *self.host.accounts.all())}
        async with asyncio.timeout(20):
            while awake:
                self.clock.pass_seconds(11)
                self.host.sweep()
                _, awake = await asyncio.wait(awake, timeout=0.05)  # one that is asked just then is not idle
        assert [path.name for path in (self.folder / "sessions").iterdir()] == [f"{SESSION}.sqlite3"]

    async def _crash(self) -> None:
        await self.ask(GetSession())
        await self.host.settle()  # nothing is under way any more: the files can be copied one after the other
        self._lives += 1
        shutil.copytree(self.folder, self._root / str(self._lives))
        connected = [number for number, listener in enumerate(self.listeners) if not listener.gone]
        for number in connected:
            self._leave(number)
        await self.host.close()
        await self._start()
        for number in connected:
            await self._return(number)

    def _leave(self, number: int) -> None:
        listener = self.listeners[number]
        listener.gone = True
        self.host.leave(listener)

    async def _return(self, number: int) -> None:
        old = self.listeners[number]
        if not old.gone:
            return
        await self._read_own(old.view)
        assert old.faults == []
        self.listeners[number] = Listener(old.view)
        subscribed = await self.ask(Subscribe(since=old.view.last), number)
        assert (subscribed["seq"], subscribed.get("reset", False)) == (self.seq, False)

    # what must hold

    async def check(self) -> None:
        """What can be read is what the model has, and what each listener knows."""
        artifacts = (await self.ask(GetArtifacts()))["artifacts"]
        assert [some(found, one.fields()) for found, one in zip(artifacts, self.model.artifacts(), strict=True)] == [
            artifact.fields() for artifact in self.model.artifacts()
        ]
        listed = await self.ask(GetMessages(limit=1000))
        messages = [message.fields() for message in self.model.messages()]
        assert [some(found, one) for found, one in zip(listed["messages"], messages, strict=True)] == messages
        assert listed["total"] == len(messages)
        session = (await self.ask(GetSession()))["session"]
        assert some(session, self.model.state.session) == self.model.state.session
        for listener in self.listeners:
            if listener.gone:
                continue
            view = listener.view
            await self._read_own(view)
            assert listener.faults == []
            assert view.of("artifact") == {artifact["id"]: artifact for artifact in artifacts}
            active = {key: message for key, message in view.of("message").items() if message["active"]}
            assert active == {message["id"]: message for message in listed["messages"]}
            assert view.of("session")[""] | {"updatedAt": 0} == session | {"updatedAt": 0}

    async def _read_own(self, view: View) -> None:
        """Looks up the messages that a listener said itself: it was answered with their ids."""
        for message_id in view.to_read:
            reply = await self.ask(GetMessage(message_id=message_id))
            if reply["type"] == "message":
                view.put("message", message_id, reply["message"]["seq"], reply["message"])
        view.to_read.clear()

    async def check_history(self) -> None:
        """Every version of every artifact is as it was, and every message's artifacts are its."""
        for artifact in self.model.state.artifacts:
            assert artifact.id is not None
            versions = await self.ask(GetArtifactVersions(artifact_id=artifact.id))
            if artifact.deleted:
                assert versions["code"] == "not_found"
                continue
            assert versions["versions"] == artifact.history()
            for number in range(1, len(artifact.versions) + 1):
                found = (await self.ask(GetArtifact(artifact_id=artifact.id, version=number)))["artifact"]
                expected = artifact.fields(number)
                assert some(found, expected) == expected
        for message in self.model.state.messages:
            found = (await self.ask(GetArtifacts(message_id=message.id)))["artifacts"]
            assert [one["id"] for one in found] == [a.id for a in self.model.artifacts() if message in a.messages]


def check_reply(frame: Frame, expected: Reply) -> None:
    """The answer is what the model says; the ids in it become the model's."""
    assert frame["type"] == expected.type, frame
    if expected.type == "error":
        assert frame["code"] == expected.code
        assert expected.index in (None, frame.get("details", {}).get("index"))
        return
    if expected.again is not None:
        assert frame == expected.again
        return
    if expected.message is not None:
        assert frame["messageId"] not in (UNKNOWN, None)
        expected.message.id = expected.message.id or frame["messageId"]
        assert frame["messageId"] == expected.message.id
    found = frame["artifacts"] if "artifacts" in frame else [frame["artifact"]] if "artifact" in frame else []
    for told, (artifact, number) in zip(found, expected.artifacts, strict=True):
        artifact.id = artifact.id or told["id"]
        fields = artifact.fields(number)
        assert some(told, fields) == fields
    match frame:
        case {"artifactId": artifact_id}:
            assert [artifact_id] == expected.ids
        case {"messageIds": ids}:
            assert ids == expected.ids
        case {"session": session}:
            assert some(session, expected.session or {}) == expected.session
        case {"replies": replies}:
            for reply, one in zip(replies, expected.replies, strict=True):
                check_reply(reply, one)


@contextlib.asynccontextmanager
async def world() -> AsyncIterator[World]:
    with tempfile.TemporaryDirectory() as root:
        made = World(Path(root))
        await made.open()
        try:
            yield made
        finally:
            await made.close()


@examples(100)
@given(st.lists(st.lists(STEPS, max_size=10), max_size=10))  # lists of lists are longer
async def test_a_session_behaves_as_its_model(steps: list[list[Any]]) -> None:
    async with world() as here:
        for step in itertools.chain(PRELUDE, *steps):
            await here.take(step)
            await here.check()
        for step in (Return(0), Return(1), Sleep(), Crash()):
            await here.take(step)
            await here.check()
            await here.check_history()
