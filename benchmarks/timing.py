"""Time whole programs, from outside, with the operating system's own account of each finished run."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Program:
    """A command line, the folder to run it in, and what puts the folder in order before each run."""

    command: list[str]
    folder: Path
    prepare: Callable[[], object] = lambda: None

    @property
    def output(self) -> Path:
        """The file that holds what the last run printed."""
        return self.folder / "printed.txt"

    def run(self) -> Run:
        """Run it once; stop everything when it fails."""
        self.prepare()
        with self.output.open("wb") as output:
            start = perf_counter()
            process = subprocess.Popen(
                self.command, cwd=self.folder, env=_ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=output
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(self.command)}: exit code {process.returncode}")
        return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _RSS_UNIT / 2**20)


@dataclass(frozen=True)
class Run:
    """What one run took: seconds by the clock, seconds of the processor, MiB of memory at most."""

    wall: float
    cpu: float
    peak: float


_SLOWING = ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE")  # as a person's shell would not have them
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in _SLOWING}
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes: getrusage(2) counts differently there


@dataclass(frozen=True)
class Pair:
    """The medians of two programs that were run in turn, A B A B …, so that a slow minute hits both."""

    a: Run
    b: Run
    wall: float
    """The median of each run of A divided by the run of B beside it, by the clock."""
    cpu: float
    """The same, by the processor."""


def compare(a: Program, b: Program, runs: int) -> Pair:
    """Time *a* against *b*, *runs* times each after one that does not count."""
    pairs = [(a.run(), b.run()) for _ in range(runs + 1)][1:]
    return Pair(
        middle([left for left, _ in pairs]), middle([right for _, right in pairs]),
        median(left.wall / right.wall for left, right in pairs),
        median(left.cpu / right.cpu for left, right in pairs),
    )  # fmt: skip


def middle(runs: list[Run]) -> Run:
    """The median of each figure."""
    return Run(median(run.wall for run in runs), median(run.cpu for run in runs), median(run.peak for run in runs))
