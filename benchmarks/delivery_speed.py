"""Time the delivery of 5,000 mails against a bare script that sends the same bytes and keeps no record.

    python benchmarks/delivery_speed.py [RUNS]

Both sides send over four connections to aiosmtpd on this machine, in turn, as whole processes. With the URL of a
PostgreSQL server in OUTAGECOMMS_TEST_POSTGRES the outbox lies there too.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import workload
from timing import Program, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS = 5
MESSAGES = 5_000
CONNECTIONS = 4
NOW = ["--now", "2026-11-22T14:12Z"]
PYTHON = sys.executable
SERVER = os.environ.get("OUTAGECOMMS_TEST_POSTGRES", "")
HERE = Path(__file__).parent
MAIL = '\n[mail]\nhost = "127.0.0.1"\nport = {port}\nconnections = {connections}\n'

HEAD = """\
| 5,000 mails, four connections | outagecomms | bare smtplib | ratio | of processor time | target |
|---|---|---|---|---|---|"""


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print(HEAD)
    with TemporaryDirectory() as name, _inbox() as port:
        original = Path(name) / "original"
        _approved(original, port)
        bare = _bare(original, Path(name) / "bare", port)
        _row("SQLite", _sqlite(original), bare, runs)
        if SERVER:
            with _postgres(original) as ours:
                _row("PostgreSQL", ours, bare, runs)


def _row(store: str, ours: Program, bare: Program, runs: int) -> None:
    pair = compare(ours, bare, runs)
    a, b = pair.a, pair.b
    print(f"| {store} | {a.wall:.2f} s | {b.wall:.2f} s | {pair.wall:.2f} | {pair.cpu:.2f} | 1.3 |", flush=True)


def _approved(folder: Path, port: int) -> None:
    """A workspace whose mails are ready to go."""
    workload.many_accounts(folder, MESSAGES)
    with (folder / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write(MAIL.format(port=port, connections=CONNECTIONS))
    for words in (["tick", *NOW], ["outbox", "approve", "--all"]):
        subprocess.run([*_program(), *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def _sqlite(folder: Path) -> Program:
    full, outbox = folder / "full.db", folder / "outbox.db"
    with closing(sqlite3.connect(outbox)) as database, closing(sqlite3.connect(full)) as copy:
        database.backup(copy)
    return Program([*_program(), "send", *NOW], folder, prepare=partial(_put_back, full, outbox))


def _put_back(full: Path, outbox: Path) -> None:
    for leftover in outbox.parent.glob("outbox.db-*"):
        leftover.unlink()
    shutil.copy(full, outbox)


@contextmanager
def _postgres(original: Path) -> Iterator[Program]:
    folder = original.with_name("postgres")
    shutil.copytree(original, folder)
    config = folder / "outagecomms.toml"
    config.write_text(f'outbox = "{_url("delivery")}"\n' + config.read_text("utf-8"), "utf-8")
    _administer("CREATE DATABASE delivery")
    try:
        for words in (["tick", *NOW], ["outbox", "approve", "--all"]):
            subprocess.run([*_program(), *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        _administer("ALTER DATABASE delivery RENAME TO delivery_full")
        yield Program(
            [*_program(), "send", *NOW], folder,
            prepare=lambda: _administer(
                "DROP DATABASE IF EXISTS delivery", "CREATE DATABASE delivery TEMPLATE delivery_full", "CHECKPOINT"
            ),
        )  # fmt: skip
    finally:
        _administer("DROP DATABASE IF EXISTS delivery", "DROP DATABASE IF EXISTS delivery_full")


def _url(database: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{database}"


def _administer(*statements: str) -> None:
    import psycopg  # noqa: PLC0415  (only with a server)

    with psycopg.connect(SERVER, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _bare(original: Path, folder: Path, port: int) -> Program:
    """The script that does no more than send, with the mails in one file."""
    subprocess.run([*_program(), "outbox", "export", str(folder)], cwd=original, check=True, stdout=subprocess.DEVNULL)
    mails = [path.read_bytes() for path in sorted(folder.glob("**/*.eml"))]
    if len(mails) != MESSAGES:
        raise SystemExit(f"{len(mails)} mails instead of {MESSAGES}")
    (folder / "mails").write_bytes(b"\0".join(mails))
    return Program([PYTHON, str(HERE / "delivery_bare.py"), str(port), str(CONNECTIONS)], folder)


@contextmanager
def _inbox() -> Iterator[int]:
    """A server in a process of its own."""
    command = [PYTHON, str(HERE / "delivery_inbox.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        yield int(server.stdout.readline())
        server.stdin.close()


def _program() -> list[str]:
    return [str(Path(PYTHON).with_name("outagecomms"))]


if __name__ == "__main__":
    main()
