"""Problems of files stand among the findings of the rules."""

from __future__ import annotations

from outagecomms.checking.faults import faults, idle
from outagecomms.errors import InputError, Problem
from outagecomms.tone.finding import Finding

WHY = "a file must stand before anybody can read it"


def test_each_problem_is_a_finding() -> None:
    error = InputError.of(
        [
            Problem("a.toml", 3, 7, "accounts[1].id", "missing", "add it"),
            Problem("a.csv", 1, 1, "", "no column 'id'", "add it"),
        ]
    )
    assert faults(error) == [
        ("a.toml", Finding(3, 7, 7, "error", "file/fault", "accounts[1].id: missing", WHY, "add it", "accounts[1].id")),
        ("a.csv", Finding(1, 1, 1, "error", "file/fault", "no column 'id'", WHY, "add it", "")),
    ]


def test_an_allowance_that_does_nothing() -> None:
    assert idle("own/evasive", 4, 2) == Finding(
        4, 2, 2, "error", "file/unused-allowance", "own/evasive is allowed here and does not fire",
        "an exception outlives its reason", "remove it", "own/evasive",
    )  # fmt: skip
