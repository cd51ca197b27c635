"""`satchel sql`: one statement on a session, which only reads unless it is told otherwise."""

import csv
import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.cli.statement import run_statement
from server.errors import SatchelError

from ..conftest import Server, Start
from .command import Done, satchel
from .conftest import Open, talk
from .files import change, contents, is_indexed, rows

NOWHERE = "http://127.0.0.1:9"


async def sql(folder: Path, session: str, statement: str, *options: object, typed: str = "") -> Done:
    return await satchel("sql", session, statement, "--data", folder, "--url", NOWHERE, *options, typed=typed)


# reading


async def test_in_a_pipe_it_is_csv_and_as_json_a_list_of_objects(at_rest: Path) -> None:
    before = contents(at_rest)
    statement = "SELECT 'a \"b\", c' AS text, NULL AS n, x'00ff' AS b, 9223372036854775807 AS big, 1.5 AS f, 2 AS f"
    plain = await sql(at_rest, "first", statement)
    assert (plain.status, plain.err) == (0, "")
    assert list(csv.reader(io.StringIO(plain.out))) == [
        ["text", "n", "b", "big", "f", "f_2"],
        ['a "b", c', "", "AP8=", "9223372036854775807", "1.5", "2"],
    ]
    as_json = await sql(at_rest, "first", statement, "--json")
    assert as_json.json == [{"text": 'a "b", c', "n": None, "b": "AP8=", "big": 2**63 - 1, "f": 1.5, "f_2": 2}]
    assert contents(at_rest) == before


async def test_the_statement_may_come_on_standard_input(at_rest: Path) -> None:
    done = await sql(at_rest, "second", "-", typed="SELECT title\n  FROM artifacts; -- the first\n")
    assert done.out == "title\nCounter.tsx\n"


async def test_on_a_terminal_it_is_a_table_as_wide_as_that(at_rest: Path, terminal: Open) -> None:
    change(at_rest / "sessions" / "first.sqlite3", "UPDATE session SET title = 'bell' || char(7, 27) || '[2Jlast'")
    narrow = await terminal("sql", "first", "SELECT title, NULL AS n, x'00' AS b FROM session", "--data", at_rest)
    assert await narrow.end() == 0
    assert "\nbell[2Jlast  null  <1 B>" in narrow.text
    assert "\x07" not in narrow.text
    wide = await terminal("sql", "first", "SELECT 1, replace(hex(zeroblob(99)), '0', 'long ')", "--data", at_rest)
    assert await wide.end() == 0
    assert "\n1  long long " in wide.text
    assert "…\n" in wide.text
    assert max(len(line.rstrip()) for line in wide.text.splitlines()) <= 100


async def test_a_table_stops_at_a_thousand_rows_and_says_how_many_more_there_are(at_rest: Path, terminal: Open) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1500) SELECT i FROM n"
    screen = await terminal("sql", "first", many, "--data", at_rest)
    assert await screen.end() == 0
    assert "… and 500 rows more: --csv or --json gives all." in screen.text
    assert (await sql(at_rest, "first", many)).out.count("\n") == 1501


async def test_a_session_is_read_while_its_server_has_it_open_and_goes_on(server: Server, folder: Path) -> None:
    client = await server.connect("busy")
    for number in range(3):
        await client.ask("append_message", role="user", content=f"said {number}")
        done = await satchel(
            *("sql", "busy", "SELECT content FROM chat_messages ORDER BY position DESC LIMIT 1"),
            *("--data", folder, "--url", server.url),
        )
        assert (done.status, done.out) == (0, f"content\nsaid {number}\n")
    assert server.host.sessions.get("busy") is not None


async def test_the_copy_of_an_open_session_is_not_to_be_written_either(server: Server, folder: Path) -> None:
    await talk(server, "busy", "hello")
    where = ("--data", folder, "--url", server.url)
    done = await satchel("sql", "busy", "DELETE FROM chat_messages", *where)
    assert (done.status, "--write" in done.err) == (1, True)
    done = await satchel("sql", "busy", "DELETE FROM chat_messages", "--write", *where)
    assert done.status == 1
    assert "wait until it was not used for ten seconds, or stop the server" in done.err
    assert (await (await server.connect("busy")).ask("get_messages"))["total"] == 2


async def test_text_that_is_no_text_is_shown_as_far_as_it_is(at_rest: Path) -> None:
    done = await sql(at_rest, "first", "SELECT CAST(x'41ff42' AS TEXT) AS t", "--json")
    assert done.json == [{"t": "A\ufffdB"}]


@pytest.mark.parametrize("write", [[], ["--write"]])
async def test_a_mistake_in_the_statement_is_a_sentence(at_rest: Path, write: list[str]) -> None:
    done = await sql(at_rest, "first", "SELECT nowhere FROM session", *write)
    assert (done.status, done.out) == (1, "")
    assert done.err == "satchel: SQLite says: no such column: nowhere\n"


async def test_a_damaged_file_is_said_to_be_damaged(at_rest: Path) -> None:
    path = at_rest / "sessions" / "second.sqlite3"
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    done = await sql(at_rest, "second", "SELECT * FROM chat_messages")
    assert (done.status, "second.sqlite3 is damaged" in done.err) == (1, True)


async def test_ctrl_c_ends_a_statement_that_has_no_end(at_rest: Path, terminal: Open) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    screen = await terminal("sql", "first", endless, "--data", at_rest)
    await screen.see("Ctrl-C ends it.")
    screen.type("\x03")
    assert await screen.end() == 130


# what it may not


@pytest.fixture
def db(at_rest: Path) -> Iterator[sqlite3.Connection]:
    """A writable connection to `second`: what keeps a statement from writing is not the file's mode."""
    found = sqlite3.connect(at_rest / "sessions" / "second.sqlite3", isolation_level=None)
    yield found
    found.close()


NEVER = [
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "VACUUM",
    "VACUUM INTO '{folder}/stolen.sqlite3'",
    "PRAGMA query_only=OFF",
    "PRAGMA writable_schema=ON",
    "PRAGMA journal_mode=DELETE",
    "PRAGMA user_version=99",
    "PRAGMA main.application_id=1",
    "PRAGMA optimize",
    "PRAGMA wal_checkpoint",
    "PRAGMA temp_store_directory='/tmp'",
    "SELECT * FROM pragma_user_version(5)",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT s",
    "RELEASE s",
    "CREATE TABLE t (x)",
    "CREATE TEMP TABLE t (x)",
    "CREATE TEMP TRIGGER t AFTER UPDATE ON session BEGIN DELETE FROM artifacts; END",
    "CREATE TRIGGER t AFTER UPDATE ON session BEGIN DELETE FROM artifacts; END",
    "CREATE VIEW v AS SELECT 1",
    "CREATE VIRTUAL TABLE v USING fts5(x)",
    "CREATE INDEX i ON artifacts (title)",
    "DROP TABLE artifacts",
    "DROP INDEX artifacts_identifier",
    "ALTER TABLE artifacts RENAME TO a",
    "ALTER TABLE artifacts DROP COLUMN title",
    "REINDEX",
    "ANALYZE",
    "UPDATE sqlite_schema SET sql = ''",
    "DELETE FROM sqlite_master",
    "SELECT load_extension('x')",
    "SELECT fts3_tokenizer('simple', x'00')",
    "SELECT 1; SELECT 2",
    "SELECT 1; DELETE FROM artifacts",
    "",
    " -- nothing ",
    "SELECT ?",
    "SELECT '\0'",
    "SELECT '\udcff'",
    "/* open",
    "EXPLAIN",
]
CHANGES = [
    "DELETE FROM artifacts",
    "UPDATE artifacts SET title = 'x'",
    "INSERT INTO message_artifacts VALUES ('m', 'a', 1)",
    "REPLACE INTO message_artifacts VALUES ('m', 'a', 1)",
    "WITH x AS (SELECT 1) DELETE FROM artifacts RETURNING id",
    "delete from main.artifacts where 0",
    "INSERT INTO artifacts SELECT * FROM artifacts WHERE 0",
]


@pytest.mark.parametrize("statement", [*NEVER, *CHANGES])
def test_a_statement_that_only_reads_changes_nothing(db: sqlite3.Connection, at_rest: Path, statement: str) -> None:
    before = list(db.iterdump()), contents(at_rest)
    with pytest.raises(SatchelError) as refused:
        run_statement(db, statement.format(folder=at_rest), tick=lambda: None)
    assert refused.value.code in ("forbidden", "invalid")
    if statement in CHANGES:
        assert "with --write it may" in refused.value.message
    assert (list(db.iterdump()), contents(at_rest)) == before


@pytest.mark.parametrize("statement", [*NEVER, "DELETE FROM session", "UPDATE change_counter SET seq = 0"])
def test_what_is_never_done_is_not_done_with_write_either(
    db: sqlite3.Connection, at_rest: Path, statement: str
) -> None:
    before = list(db.iterdump())
    with pytest.raises(SatchelError):
        run_statement(db, statement.format(folder=at_rest), write=True, tick=lambda: None)
    assert list(db.iterdump()) == before
    assert not (at_rest / "stolen.sqlite3").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA table_info(artifacts)",
        "SELECT name FROM pragma_table_info('artifacts')",
        "PRAGMA integrity_check",
        "PRAGMA user_version",
        "EXPLAIN QUERY PLAN SELECT * FROM artifacts",
        "VALUES (1)",
        "SELECT name FROM sqlite_schema",
    ],
)
def test_what_only_tells_is_told(db: sqlite3.Connection, statement: str) -> None:
    assert run_statement(db, statement, tick=lambda: None).rows


# writing


async def test_write_changes_rows_says_how_many_and_lists_and_search_follow(at_rest: Path) -> None:
    path = at_rest / "sessions" / "second.sqlite3"
    [(seq,)] = rows(path, "SELECT seq FROM change_counter")
    done = await sql(at_rest, "second", "UPDATE chat_messages SET content = 'changed'", "--write")
    assert (done.status, done.out, done.err) == (0, "", "2 rows changed. It is in lists and search.\n")
    assert rows(path, "SELECT content, seq FROM chat_messages ORDER BY position") == [
        ("changed", seq + 1),
        ("changed", seq + 2),
    ]
    assert rows(path, "SELECT seq FROM change_counter") == [(seq + 2,)]
    assert is_indexed(at_rest, "second")
    assert not [name for name in contents(at_rest) if "-wal" in name]
    as_json = await sql(at_rest, "second", "DELETE FROM artifacts RETURNING title", "--write", "--json")
    assert as_json.json == {"changed": 1, "rows": [{"title": "Counter.tsx"}], "indexed": "here"}


async def test_a_client_that_comes_back_hears_of_what_was_written(start: Start, folder: Path) -> None:
    server = await start()
    await talk(server, "first", "/echo hello")
    since = (await (await server.connect("first")).ask("get_session"))["seq"]
    await server.stop()
    assert (
        await sql(folder, "first", "UPDATE chat_messages SET content = 'new' WHERE role = 'user'", "--write")
    ).status == 0
    added = (
        "INSERT INTO chat_messages (id, session_id, role, timestamp, seq, content)"
        " VALUES ('m', 'first', 'user', 0, 0, 'more')"
    )
    assert (await sql(folder, "first", added, "--write")).err.startswith("1 row changed.")
    again = await start()
    client = await again.connect("first", query=f"since={since}")
    heard = [await client.hear("message_added") for _ in range(2)]
    assert [frame["message"]["content"] for frame in heard] == ["new", "more"]
    assert heard[1]["seq"] > heard[0]["seq"] > since
    for said in ("one", "two"):
        assert (await client.ask("append_message", role="user", content=said))["type"] == "message_appended"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE session SET id = 'other'",
        "UPDATE session SET metadata = '{'",
        "UPDATE chat_messages SET status = 'singing'",
        "UPDATE chat_messages SET position = 9007199254740993 WHERE role = 'user'",
        "UPDATE chat_messages SET content = NULL",
        "UPDATE artifacts SET title = x'00'",
        "INSERT INTO session SELECT * FROM session",
    ],
)
async def test_what_would_leave_a_session_that_nobody_can_use_is_taken_back(at_rest: Path, statement: str) -> None:
    before = contents(at_rest)
    done = await sql(at_rest, "second", statement, "--write")
    assert (done.status, done.out) == (1, "")
    assert "Traceback" not in done.err
    path = at_rest / "sessions" / "second.sqlite3"
    [(index,)] = rows(path, "SELECT index_id FROM change_counter")
    assert index
    assert contents(at_rest) == before


async def test_a_write_that_changes_no_row_says_so(at_rest: Path) -> None:
    done = await sql(at_rest, "first", "DELETE FROM artifacts", "--write")
    assert (done.status, done.err) == (0, "0 rows changed.\n")


async def test_csv_and_json_at_once_is_refused(at_rest: Path) -> None:
    done: Any = await sql(at_rest, "first", "SELECT 1", "--csv", "--json")
    assert (done.status, done.out) == (1, "")
