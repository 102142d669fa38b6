"""`doctor` on the command line: a line for each thing, and the exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done

OC = f"{sys.executable} -m outagecomms"
BOTH = f"* * * * * cd {{}} && {OC} tick; {OC} send\n"


@pytest.mark.parametrize(
    ("crontab", "code", "said"),
    [
        (BOTH, 0, "ok      cron           runs outagecomms send\n"),  # both run
        (
            "# " + BOTH,
            1,
            "wrong   cron           does not run outagecomms tick here; add a line",
        ),  # a remark runs nothing
        ("", 1, "wrong   cron           does not run outagecomms send here; add a line"),  # neither does
    ],
)
def test_the_cron_lines(shop: Path, oc: Callable[..., Done], crontab: str, code: int, said: str) -> None:
    """Shown in a file, they are read."""
    (shop / "cron.txt").write_text(crontab.format(shop), encoding="utf-8")

    done = oc("doctor", "--crontab", "cron.txt", now="2126-11-22T14:10Z")

    assert (done.code, done.err) == (code, "")
    assert said in done.out


@pytest.mark.usefixtures("shop")
def test_cron_lines_that_are_not_there(oc: Callable[..., Done]) -> None:
    """Exit 2."""
    assert oc("doctor", "--crontab", "nowhere").code == 2
