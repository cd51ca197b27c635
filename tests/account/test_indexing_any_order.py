"""Whatever is told twice, in pieces, or too late: in the end the account knows what the session files hold."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from server.handling.caller import Caller
from server.handling.changes import GetIndex, ReadChanges, SessionChanges
from server.handling.context import Mark
from server.session import indexing
from server.session.kind import SESSION
from server.wire.commands import (
    AppendMessage,
    CreateArtifact,
    DeleteArtifact,
    DeleteMessages,
    GetArtifacts,
    GetMessages,
    RestoreArtifact,
    SessionUpdates,
    UpdateSession,
)

from ..properties.profiles import examples
from .account import AccountFile, ActorFile

ADA = Caller("ada")
FLOWERS = st.sampled_from(["rose", "tulip", "oak", "fern", "moss", "iris"])
WORDS = st.lists(FLOWERS, min_size=1, max_size=4).map(" ".join)
SESSIONS = st.integers(0, 1)
WHICH = st.integers(0, 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), SESSIONS, WORDS),
        st.tuples(st.just("create"), SESSIONS, WORDS),
        st.tuples(st.just("delete message"), SESSIONS, WHICH),
        st.tuples(st.just("delete artifact"), SESSIONS, WHICH),
        st.tuples(st.just("restore artifact"), SESSIONS, WHICH),
        st.tuples(st.just("rename"), SESSIONS, WORDS),
        st.tuples(st.just("read"), SESSIONS, st.none()),
        st.tuples(st.just("deliver"), st.integers(0, 20), st.booleans()),
        st.tuples(st.just("lose the mark"), SESSIONS, st.none()),
        *(st.tuples(st.just("follow"), SESSIONS, st.none()) for _ in range(3)),
    ),
    min_size=10,
    max_size=40,
)


class Garden:
    """Two sessions and the account of their owner, each on its file."""

    def __init__(self, folder: Path) -> None:
        self.account = AccountFile(folder / "ada.sqlite3")
        self.sessions = [ActorFile(SESSION, folder / f"s{n}.sqlite3", f"s{n}", "ada") for n in range(2)]
        self.index = self.account.ask(GetIndex()).index
        self.read: list[SessionChanges] = []
        self.artifacts: list[list[str]] = [[], []]

    def close(self) -> None:
        for file in (self.account, *self.sessions):
            file.close()

    def start_anew(self, path: Path) -> None:
        """With an account that knows nothing, to which every session tells everything."""
        self.account.close()
        self.account = AccountFile(path)
        self.index = self.account.ask(GetIndex()).index
        for number in range(len(self.sessions)):
            self.follow(number)

    def changes(self, number: int) -> SessionChanges:
        told = self.sessions[number].ask(ReadChanges(index=self.index))
        assert isinstance(told, SessionChanges)
        return told

    def deliver(self, told: SessionChanges) -> None:
        """As the follower does, which may have crashed since it read that."""
        session = next(s for s in self.sessions if s.name == told.session.id)
        behind = self.account.index(told)
        session.mark = Mark() if behind else Mark(self.index, told.upto)

    def follow(self, number: int) -> None:
        session = self.sessions[number]
        while session.mark != Mark(self.index, session.seq):
            self.deliver(self.changes(number))

    def step(self, what: str, number: int, value: object) -> None:
        session = self.sessions[number % 2]
        session.now += 1
        match what, value:
            case "append", str(text):
                session.ask(AppendMessage(role="user", content=text), ADA)
            case "create", str(text):
                created = session.ask(CreateArtifact(artifact_type="doc", title=text, content=text), ADA)
                self.artifacts[number].append(created.artifact.id)
            case "delete message", int(which):
                messages = session.ask(GetMessages(), ADA).messages
                if which < len(messages):
                    session.ask(DeleteMessages(message_ids=[messages[which].id]), ADA)
            case "delete artifact", int(which):
                there = session.ask(GetArtifacts(), ADA).artifacts
                if which < len(there):
                    session.ask(DeleteArtifact(artifact_id=there[which].id), ADA)
            case "restore artifact", int(which):
                there = [artifact.id for artifact in session.ask(GetArtifacts(), ADA).artifacts]
                gone = [made for made in self.artifacts[number] if made not in there]
                if which < len(gone):
                    session.ask(RestoreArtifact(artifact_id=gone[which]), ADA)
            case "rename", str(text):
                session.ask(UpdateSession(updates=SessionUpdates(title=text)), ADA)
            case "read", _:
                self.read.append(self.changes(number))
            case "deliver", _:
                if self.read:
                    self.account.index(self.read[number % len(self.read)])
            case "lose the mark", _:
                session.mark = Mark()
            case "follow", _:
                self.follow(number)


@given(steps=STEPS, piece=st.integers(1, 4))
@examples(50)
def test_in_the_end_it_knows_what_the_sessions_hold(steps: list[tuple[str, int, object]], piece: int) -> None:
    most, indexing.MOST_ENTRIES = indexing.MOST_ENTRIES, piece
    try:
        with TemporaryDirectory() as folder:
            garden = Garden(Path(folder))
            for step in steps:
                garden.step(*step)
            for number in range(2):  # what came too late shows itself with the next change
                garden.step("append", number, "last")
                garden.follow(number)
            garden.account.check()
            known = garden.account.rows()
            garden.start_anew(Path(folder) / "fresh.sqlite3")
            assert garden.account.rows() == known
            garden.close()
    finally:
        indexing.MOST_ENTRIES = most
