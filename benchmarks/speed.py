"""Time outagecomms against what else would do the same work, and print the table of README.md.

    python benchmarks/speed.py [RUNS]

Both sides run in the same minutes, in turn, as whole processes. It needs mailmerge 2.3.0 beside outagecomms.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import mailmerge_side
import workload
from timing import Pair, Program, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS = 5
PYTHON = sys.executable
NOW = ["--now", workload.NOW]
BARE = (
    "import pathlib, tomllib\nfor p in sorted(pathlib.Path('incidents').glob('*.toml')): tomllib.loads(p.read_text())"
)
# mailmerge checks nothing, so that both sides do the same work only without the check.
UNCHECKED = """
from outagecomms import __main__
from outagecomms.drafting import gate
gate.Gate.review = lambda *_: []
__main__.main()
"""

HEAD = """\
| work | outagecomms | the other | ratio | of processor time | target |
|---|---|---|---|---|---|"""
MEMORY_HEAD = """
| accounts | seconds | peak memory |
|---|---|---|"""


def main() -> None:
    """Measure everything and print it."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with TemporaryDirectory() as name:
        scratch = Path(name)
        print(HEAD)
        for row in (*letters(scratch, runs), nothing_due(scratch, runs), version(scratch, runs)):
            print(row)
        print(MEMORY_HEAD)
        for count in (1_000, 10_000, 100_000):
            run = _tick(scratch / f"memory-{count}", count).run()
            print(f"| {count:,} | {run.wall:.1f} | {run.peak:.0f} MiB |", flush=True)


def letters(scratch: Path, runs: int) -> Iterator[str]:
    """One update to each of many accounts, rendered and kept; with and without the check of its tone."""
    sample = scratch / "sample"
    ours, theirs = _both(sample, workload.EVERY_ZONE_AND_LANGUAGE, sample)
    ours.run()
    theirs.run()
    mailmerge_side.check_same_words(sample / "outbox.db", theirs.output)
    ours, theirs = _both(scratch / "letters", 10_000, sample)
    unchecked = replace(ours, command=[PYTHON, "-c", UNCHECKED, *ours.command[1:]])
    work = "10,000 accounts, one update each, {}; `mailmerge --dry-run` of the same rows"
    yield _row(work.format("rendered and kept"), compare(unchecked, theirs, runs), 0.6)
    yield _row(work.format("rendered, checked for tone and kept"), compare(ours, theirs, runs), None)


def nothing_due(scratch: Path, runs: int) -> str:
    """A tick with nothing to do."""
    folder = scratch / "incidents"
    workload.many_incidents(folder, 1_000)
    tick = Program([_beside("outagecomms"), "tick", *NOW], folder)
    tick.run()  # the drafts are kept from here on
    pair = compare(tick, Program([PYTHON, "-c", BARE], folder), runs)
    return _row("`tick`, nothing due, 1,000 open incidents; reading and parsing the same files", pair, 1.5)


def version(scratch: Path, runs: int) -> str:
    """The shortest command."""
    ours = Program([_beside("outagecomms"), "--version"], scratch)
    pair = compare(ours, Program([PYTHON, "-c", "import typer"], scratch), 4 * runs)
    return _row("`--version`; `python -c 'import typer'`", pair, 1.3)


def _row(work: str, pair: Pair, target: float | None) -> str:
    a, b = pair.a, pair.b
    return f"| {work} | {a.wall:.3f} s | {b.wall:.3f} s | {pair.wall:.2f} | {pair.cpu:.2f} | {target or ''} |"


def _both(folder: Path, count: int, sample: Path) -> tuple[Program, Program]:
    ours = _tick(folder, count)
    other = folder / "mailmerge"
    other.mkdir()
    shutil.copy(folder / "accounts.csv", other / "mailmerge_database.csv")
    mailmerge_side.write_template(other, _beside("outagecomms"), sample)
    command = [_beside("mailmerge"), "--dry-run", "--no-limit", "--output-format", "text"]
    return ours, Program(command, other)


def _tick(folder: Path, count: int) -> Program:
    workload.many_accounts(folder, count)
    outbox = folder / "outbox.db"
    command = [_beside("outagecomms"), "tick", *NOW]
    return Program(command, folder, prepare=lambda: outbox.unlink(missing_ok=True))


def _beside(program: str) -> str:
    """The program that is installed with this Python."""
    return str(Path(PYTHON).with_name(program))


if __name__ == "__main__":
    main()
