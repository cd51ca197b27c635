"""What a command costs on its session's thread: `.venv/bin/python bench/commands.py [--sync FULL]`.

The handlers, SQL and commit of one session, without sockets and without the event loop; medians in microseconds. With
the default `--sync OFF` no time is spent waiting for the disk, so it is the processor's part alone.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from server.actor.mailbox import Envelope
from server.actor.transaction import run_batch
from server.handling.caller import Caller
from server.handling.context import Access, Context, Mark
from server.session import SCHEMA
from server.session.kind import SESSION
from server.session.sessions import load
from server.storage.files import create_file, empty_file, open_file
from server.wire.commands import AppendMessage, ArtifactUpdates, Command, GetArtifacts, UpdateArtifact

CODE = "\n".join(f"const value{n} = await session.render({n}); // note" for n in range(40))


class Nobody:
    gone = False

    def answer(self, request_id: str | None, packet: Any) -> None: ...

    def hear(self, packets: Any) -> None: ...

    def catch_up(self, packets: Any) -> None: ...


def message(blocks: int, number: int = 0) -> str:
    parts = [f"Block {n}:\n```javascript\n#{number}\n{CODE}\n```\nThat was block {n}.\n" for n in range(blocks)]
    return "Here is the code you asked for.\n" + "".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sync", default="OFF", choices=["OFF", "FULL"])
    parser.add_argument("--times", type=int, default=2000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite3"
        create_file(path, empty_file(SCHEMA))
        db = open_file(path, SCHEMA)
        seq = load(db, "bench", "local", 1).seq
        db.execute(f"PRAGMA synchronous={args.sync}")  # after its first transaction, which sets FULL
        caller, nobody = Caller("local"), Nobody()

        def run(command: Command) -> Any:
            nonlocal seq
            envelope = Envelope(command, caller, nobody)
            context = Context("bench", 1, seq, caller, "none", Access("local"), Mark())
            committed = run_batch(db, [envelope], SESSION, lambda: context)
            seq = committed.seq
            outcome = committed.done[0].outcome
            assert outcome is not None, committed.done[0].error
            return outcome.reply

        def time_it(name: str, command: Callable[[int], Command]) -> None:
            taken = []
            for number in range(args.times):
                made = command(number)
                begun = time.perf_counter_ns()
                run(made)
                taken.append((time.perf_counter_ns() - begun) / 1000)
            print(f"{name:28} {statistics.median(taken):8.1f} us")

        ids = [artifact.id for artifact in run(AppendMessage(role="assistant", content=message(10))).artifacts]
        time_it("get_artifacts, 10 of 2 KB", lambda _: GetArtifacts())
        time_it(
            "update_artifact, 2 KB",
            lambda n: UpdateArtifact(artifact_id=ids[n % 10], updates=ArtifactUpdates(content=f"#{n}\n{CODE}")),
        )
        time_it("append_message, 2 x 2 KB", lambda n: AppendMessage(role="assistant", content=message(2, n)))
        db.close()


if __name__ == "__main__":
    main()
