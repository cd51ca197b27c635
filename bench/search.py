"""How fast one user's account is: `.venv/bin/python bench/search.py [--sessions 10000] [--messages 200000]`.

Builds the account's file through its own handler, in batches as large as the server's, of sessions in no order; opens
it afresh; then times what a client asks. Handlers and SQL on a real file, without sockets. The words follow Zipf's law;
one message in ten brings an artifact of code. Milliseconds; `--target` makes it fail where a p99 is above.
"""

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from server.account import SCHEMA
from server.account.accounts import load
from server.account.handlers import handle
from server.account.kind import ACCOUNT
from server.actor.mailbox import Envelope
from server.actor.transaction import run_batch
from server.handling.caller import SERVER, Caller
from server.handling.changes import Entry, IndexSessions, SessionChanges
from server.handling.context import Access, Context, Mark
from server.host.following import MOST_SESSIONS, MOST_TEXT
from server.storage.files import Connection, create_file, empty_file, open_file
from server.wire.commands import Command, GetStatistics, ListSessions, Search
from server.wire.events import Frame
from server.wire.resources import Session

NOW = 1_790_000_000_000
YEARS_BACK = 2 * 365 * 86_400_000
LANGUAGES = ("python", "typescript", "bash", "sql", "go")
MODELS = ("small", "large")


class Nobody:
    gone = False

    def answer(self, request_id: str | None, packet: object) -> None: ...

    def hear(self, packets: object) -> None: ...

    def catch_up(self, packets: object) -> None: ...


class Words:
    """A made-up language: 50,000 words, the commonest of them short, drawn by Zipf's law."""

    def __init__(self, count: int = 50_000) -> None:
        self._random = random.Random(1)
        onsets = ["", *"bcdfghklmnprstvwyz", "th", "st", "sh", "ch", "tr", "pr", "gr", "qu", "wh", "pl"]
        vowels = ["a", "e", "i", "o", "u", "ea", "ou", "ai", "ee", "io"]
        codas = ["", "", "", "n", "s", "t", "r", "l", "d", "ng", "nd", "m", "ck"]
        found: dict[str, None] = {}
        while len(found) < count:
            length = 1 + min(4, len(found).bit_length() // 5 + self._random.randrange(2))
            parts = (onsets, vowels, codas) * length
            found["".join(self._random.choice(part) for part in parts)] = None
        self.all = list(found)
        self._weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(count)))

    def some(self, count: int) -> list[str]:
        return self._random.choices(self.all, cum_weights=self._weights, k=count)

    def text(self) -> str:
        return " ".join(self.some(max(3, int(self._random.lognormvariate(4.0, 0.8)))))

    def code(self) -> str:
        lines = (f"    {a}_{b} = {c}({d!r}, {n})" for n in range(20) for a, b, c, d in [self.some(4)])
        return "\n".join(lines)


def sessions(words: Words, count: int, messages: int) -> Iterator[SessionChanges]:
    """What so many sessions tell of themselves, in no order."""
    chance = random.Random(2)
    numbers = list(range(count))
    chance.shuffle(numbers)
    each = messages // count
    for number in numbers:
        began = moment = NOW - YEARS_BACK + number * YEARS_BACK // count
        entries: list[Entry] = []
        for n in range(each):
            moment += chance.randrange(2000, 120_000)
            role = "assistant" if n % 2 else "user"
            message = f"msg_{moment:012x}{number:016x}"
            entries.append(Entry("message", message, moment, text=words.text(), role=role))
            if role == "assistant" and chance.random() < 0.2:
                language = chance.choice(LANGUAGES)
                kind = language if language in ("python", "typescript") else "code"
                entries.append(
                    Entry(
                        *("artifact", f"art_{moment:012x}{number:016x}", moment),
                        title=" ".join(words.some(3)),
                        text=words.code(),
                        type=kind,
                        language=language,
                        message_id=message,
                    )
                )
        yield SessionChanges(
            session=Session(
                id=f"session-{number:08d}",
                owner="bench",
                title=" ".join(words.some(5)),
                description="",
                visibility="private",
                model_id=chance.choice(MODELS),
                sandbox_id=None,
                last_context=None,
                is_active=chance.random() < 0.7,
                is_deleted=chance.random() < 0.05,
                deleted_at=None,
                metadata={},
                created_at=began,
                updated_at=moment,
                seq=each,
            ),
            since=0,
            upto=len(entries),
            more=False,
            gone=False,
            message_count=each,
            artifact_count=len(entries) - each,
            free_messages=each // 2,
            preview=entries[-1].text[:200] if entries else "",
            size=50_000,
            entries=entries,
        )


def batches(told: Iterator[SessionChanges]) -> Iterator[IndexSessions]:
    batch: list[SessionChanges] = []
    length = 0
    for changes in told:
        batch.append(changes)
        length += sum(len(entry.text) for entry in changes.entries)
        if len(batch) == MOST_SESSIONS or length >= MOST_TEXT:
            yield IndexSessions(sessions=batch)
            batch, length = [], 0
    if batch:
        yield IndexSessions(sessions=batch)


class Account:
    """An open account's file."""

    def __init__(self, path: Path) -> None:
        create_file(path, empty_file(SCHEMA))
        self.db: Connection = open_file(path, SCHEMA)
        self._seq = load(self.db, "bench", "bench", NOW).seq

    def change(self, command: Command) -> None:
        context = self._context()
        committed = run_batch(self.db, [Envelope(command, SERVER, Nobody())], ACCOUNT, lambda: context)
        assert committed.done[0].error is None, committed.done[0].error
        self._seq = committed.seq

    def ask(self, command: Command) -> Frame:
        return handle(self.db, command, self._context()).reply

    def _context(self) -> Context:
        return Context("bench", NOW, self._seq, Caller("bench"), "none", Access("bench"), Mark())


def build(path: Path, words: Words, count: int, messages: int) -> None:
    account = Account(path)
    texts, taken, slowest = 0, 0.0, 0.0
    for batch in batches(sessions(words, count, messages)):
        texts += sum(len(changes.entries) + 1 for changes in batch.sessions)
        begun = time.perf_counter()
        account.change(batch)
        last = time.perf_counter() - begun
        taken, slowest = taken + last, max(slowest, last)
    account.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    account.db.close()
    print(
        f"{texts:,} texts in {taken:.1f} s: {texts / taken:,.0f} a second; slowest batch {slowest * 1000:.0f} ms;"
        f" {path.stat().st_size / 1e6:,.0f} MB"
    )


def questions(words: Words, account: Account, count: int) -> dict[str, Callable[[], Command]]:
    chance = random.Random(3)
    bodies = [
        row[0]
        for row in account.db.execute("SELECT body FROM entries WHERE kind = 'message' ORDER BY random() LIMIT 500")
    ]

    def ranked(low: int, high: int) -> str:
        return words.all[chance.randrange(low, high)]

    def phrase() -> str:
        said = chance.choice(bodies).split()
        start = chance.randrange(max(1, len(said) - 3))
        return f'"{" ".join(said[start : start + 3])}"'

    def day() -> str:
        return f"202{chance.randrange(5, 7)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"

    def typed(word: str) -> str:
        return word[: chance.randrange(1, len(word) + 1)]

    common = words.all[0]
    return {
        "list, first page": lambda: ListSessions(limit=50),
        "list, with statistics": lambda: ListSessions(limit=50, include_stats=True),
        "list, page at any depth": lambda: ListSessions(limit=50, offset=chance.randrange(count)),
        "list, 1000 at once": lambda: ListSessions(limit=1000, offset=chance.randrange(count)),
        "list, active, one model, recent": lambda: ListSessions(
            status="active", model_id="large", since=NOW - chance.randrange(YEARS_BACK)
        ),
        "list, deleted": lambda: ListSessions(deleted=True),
        "list, search of any word": lambda: ListSessions(search=words.some(1)[0] + " "),
        "list, search of the commonest": lambda: ListSessions(search=common),
        "statistics": GetStatistics,
        "search, any word": lambda: Search(query=words.some(1)[0]),
        "search, rare word": lambda: Search(query=ranked(20_000, 50_000)),
        "search, middling word": lambda: Search(query=ranked(100, 1000)),
        "search, very common word": lambda: Search(query=ranked(0, 5)),
        "search, two common words": lambda: Search(query=f"{ranked(0, 20)} {ranked(0, 20)}"),
        "search, common and rare": lambda: Search(query=f"{ranked(0, 5)} {ranked(5000, 50_000)}"),
        "search, three words": lambda: Search(query=" ".join(words.some(3))),
        "search, common without common": lambda: Search(query=f"{ranked(0, 5)} -{ranked(5, 50)}"),
        "search, phrase of three": lambda: Search(query=phrase()),
        "search, phrase of the commonest": lambda: Search(query=f'"{ranked(0, 4)} {ranked(0, 4)}"'),
        "search, beginning, 1 letter": lambda: Search(query=ranked(0, 5000)[:1]),
        "search, beginning, 2 letters": lambda: Search(query=ranked(0, 5000)[:2]),
        "search, beginning, 3 letters": lambda: Search(query=ranked(0, 5000)[:3]),
        "search, beginning, 4 letters": lambda: Search(query=ranked(0, 5000)[:4]),
        "search, beginning, 5 letters": lambda: Search(query=ranked(0, 5000)[:5]),
        "search, common, as it is typed": lambda: Search(query=f"{common} {typed(ranked(0, 50))}"),
        "search, common, kind": lambda: Search(query=common, kind="artifact"),
        "search, common, type:": lambda: Search(query=f"{common} type:python"),
        "search, common, language:": lambda: Search(query=f"{common} language:go"),
        "search, common, session:": lambda: Search(query=f"{common} session:session-{chance.randrange(count):08d}"),
        "search, common, before:": lambda: Search(query=f"{common} before:{day()}"),
        "search, common, after: and before:": lambda: Search(query=f"{common} after:{day()} before:2026-08-01"),
        "search, filters alone": lambda: Search(query="type:typescript"),
        "search, 100 results": lambda: Search(query=ranked(0, 1000), limit=100),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=200, help="of each question")
    parser.add_argument("--file", type=Path, help="where the account is kept; used again if it is there")
    parser.add_argument("--only", default="", help="questions whose names hold this")
    parser.add_argument("--target", type=float, help="milliseconds")
    args = parser.parse_args()
    words = Words()
    slow: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        path: Path = args.file or Path(folder) / "bench.sqlite3"
        if not path.exists():
            build(path, words, args.sessions, args.messages)
        account = Account(path)
        account.db.begin()  # from now on its cache is as small as that of an account that has been written to
        account.db.finish()
        print(f"{'':36}     p50     p99     max   ms, and of the processor's time: p50     p99")
        for name, make in questions(words, account, args.sessions).items():
            if args.only not in name:
                continue
            taken, worked = [], []
            for _ in range(args.times):
                command = make()
                begun, idle = time.perf_counter(), time.thread_time()
                account.ask(command)
                worked.append((time.thread_time() - idle) * 1000)
                taken.append((time.perf_counter() - begun) * 1000)
            taken.sort()
            worked.sort()
            middle, last = args.times // 2, max(0, args.times * 99 // 100 - 1)
            p99 = taken[last]
            figures = (taken[middle], p99, taken[-1])
            print(
                f"{name:36}{''.join(f'{figure:8.1f}' for figure in figures)}{worked[middle]:36.1f}{worked[last]:8.1f}",
                flush=True,
            )
            if args.target and p99 > args.target:
                slow.append(name)
        account.db.close()
    if slow:
        sys.exit(f"above {args.target} ms: {', '.join(slow)}")


if __name__ == "__main__":
    main()
