"""W1, W3: what a tree was at any version, and what versions cost."""

import random
import sqlite3

import pytest

from server.errors import SatchelError
from server.handling.context import FileRules
from server.session.files import trees
from server.session.files.blobs import COMPRESSED_TO, collect_garbage, read_bytes, store_bytes
from server.session.files.trees import entries_at, entries_now, entry_at, entry_of
from server.storage.files import Connection

LIMITS = FileRules()


def change(
    db: sqlite3.Connection, version: int, put: dict[str, bytes], remove: tuple[str, ...] = (), *, whole: bool = False
) -> trees.Plan:
    files = [entry_of(path, store_bytes(db, data)) for path, data in put.items()]
    planned = trees.plan(entries_now(db, 1), files, remove, LIMITS, whole=whole)
    trees.write(db, 1, version, planned)
    return planned


def contents(db: sqlite3.Connection, version: int | None = None) -> dict[str, bytes]:
    found = entries_now(db, 1) if version is None else entries_at(db, 1, version)
    return {path: read_bytes(db, entry.blob) for path, entry in found.items()}


def test_every_version_is_read_as_it_was(db: Connection) -> None:
    chance = random.Random(7)
    states: list[dict[str, bytes]] = [{}]
    for version in range(1, 60):
        old = states[-1]
        put = {f"{chance.randrange(12)}.txt": chance.randbytes(chance.randrange(400)) for _ in range(3)}
        remove = tuple(path for path in old if chance.random() < 0.2 and path not in put)
        change(db, version, put, remove)
        states.append({path: data for path, data in (old | put).items() if path not in remove})
    assert contents(db) == states[-1]
    for version, state in enumerate(states):
        assert contents(db, version) == state
        for path in {*state, "0.txt"}:
            found = entry_at(db, 1, path, version)
            assert (read_bytes(db, found.blob) if found else None) == state.get(path)


def test_a_whole_state_removes_what_it_does_not_name(db: Connection) -> None:
    change(db, 1, {"a": b"1", "b": b"2"})
    planned = change(db, 2, {"b": b"2", "c": b"3"}, whole=True)
    assert ([entry.path for entry in planned.put], planned.removed) == (["c"], ["a"])
    assert contents(db) == {"b": b"2", "c": b"3"}


def test_other_trees_are_left_alone(db: Connection) -> None:
    change(db, 1, {"a": b"1"})
    planned = trees.plan({}, [entry_of("a", store_bytes(db, b"other"))], (), LIMITS)
    trees.write(db, 2, 1, planned)
    assert contents(db) == {"a": b"1"}


def test_equal_contents_are_stored_once(db: Connection) -> None:
    change(db, 1, {"a": b"same" * 100, "b": b"same" * 100})
    change(db, 2, {"c": b"same" * 100})
    assert db.execute("SELECT count(*) FROM blobs").fetchone() == (1,)


def test_text_is_compressed_and_noise_is_not(db: Connection) -> None:
    noise = random.Random(1).randbytes(10_000)
    for data, encoding in ((b"<p>word</p>\n" * 1000, "zstd"), (noise, ""), (b"tiny", ""), (b"", "")):
        blob = store_bytes(db, data)
        kept = db.execute("SELECT encoding, length(data) FROM blobs WHERE id = ?", (blob.id,)).fetchone()
        assert kept[0] == encoding
        assert kept[1] <= len(data) / 10 if encoding else kept[1] == len(data)
        assert read_bytes(db, blob.id) == data
        assert read_bytes(db, blob.id, 3, 5) == data[3:8]
        assert read_bytes(db, blob.id, len(data) + 1, 5) == b""
    large = b"a" * (COMPRESSED_TO + 1)
    assert read_bytes(db, store_bytes(db, large).id, COMPRESSED_TO - 1, 9) == b"aa"


def test_what_no_version_names_any_more_is_garbage(db: Connection) -> None:
    for version in range(1, 6):
        change(db, version, {"a": b"content %d " % version * 100, "b": b"stays"})
        db.execute("INSERT INTO tree_versions VALUES (1, ?, NULL, NULL, '', 2, 0, 0, 0)", (version,))
    assert collect_garbage(db) == (0, 0)
    trees.forget_versions(db, 1, [1, 2, 3])
    removed, size = collect_garbage(db)
    assert removed == 3
    assert size > 0
    assert contents(db, 4) == {"a": b"content 4 " * 100, "b": b"stays"}
    assert contents(db) == {"a": b"content 5 " * 100, "b": b"stays"}
    trees.forget_after(db, 1, 4)
    assert contents(db) == {"a": b"content 4 " * 100, "b": b"stays"}
    assert collect_garbage(db)[0] == 1


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (FileRules(file_bytes=9), "too_large"),
        (FileRules(tree_bytes=19), "too_large"),
        (FileRules(files=1), "too_large"),
        (FileRules(types=("image/*",)), "invalid"),
    ],
)
def test_what_the_operator_does_not_let_in_is_refused(db: Connection, limits: FileRules, code: str) -> None:
    files = [entry_of(path, store_bytes(db, path.encode() * 2)) for path in ("a.txt", "b.txt")]
    trees.plan({}, files, (), FileRules(10, 20, 2, ("text/*",)))
    with pytest.raises(SatchelError) as refused:
        trees.plan({}, files, (), limits)
    assert refused.value.code == code


@pytest.mark.parametrize("kind", ["noise", "code"])
def test_a_thousand_versions_cost_little_more_than_their_changes(db: Connection, kind: str) -> None:
    """A site of 500 KB: 25 files of 20 KB, of which each version changes one."""
    chance = random.Random(5)
    words = [f"name{number}" for number in range(400)]

    def content() -> bytes:
        if kind == "noise":  # what no compression makes smaller
            return chance.randbytes(20_000)
        return "".join(f"const {chance.choice(words)} = {chance.choice(words)}();\n" for _ in range(900)).encode()[
            :20_000
        ]

    def used() -> int:
        pages, free, size = db.execute(
            "SELECT page_count, freelist_count, page_size"
            " FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
        ).fetchone()
        return int((pages - free) * size)

    empty = used()
    change(db, 1, {f"src/{number}.js": content() for number in range(25)})
    first, changed = used(), 0
    for version in range(2, 1001):
        put = {f"src/{chance.randrange(25)}.js": content()}
        changed += sum(map(len, put.values()))
        db.execute("BEGIN")
        change(db, version, put)
        db.execute("INSERT INTO tree_versions VALUES (1, ?, NULL, 'msg_x', 'One change', 25, 500000, 0, 0)", (version,))
        db.execute("COMMIT")
    cost = used() - first
    print(
        f"\n{kind}: the site takes {first - empty:,} bytes; 999 versions change {changed:,} bytes and take {cost:,}"
        f" ({cost / changed:.3f} of that); whole copies would take {999 * 500_000:,}"
    )
    assert cost < changed * (1.06 if kind == "noise" else 0.35)
    assert len(entries_at(db, 1, 500)) == 25
