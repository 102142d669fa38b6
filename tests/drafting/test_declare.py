"""Declaring an incident: a file that is right, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import CONFIG, a_workspace, at
from outagecomms.drafting import declare
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

FACTS: dict[str, Any] = {
    "title": "Card payments are failing", "service": "Checkout", "severity": "sev1", "started": at(0),
    "impact": "About one in three card payments is declined.",
}  # fmt: skip


def test_the_file_holds_the_facts(tmp_path: Path) -> None:
    case = declare.declare(a_workspace(tmp_path), "card-payments", FACTS)
    assert case.path == tmp_path / "incidents" / "card-payments.toml"
    assert (case.incident.id, case.incident.title, case.incident.started) == ("card-payments", FACTS["title"], at(0))
    assert case.path.read_text(encoding="utf-8") == (
        "#:schema ../incident.schema.json\n"
        "\n"
        'title = "Card payments are failing"\n'
        'service = "Checkout"\n'
        'severity = "sev1"\n'
        "started = 2026-11-22T14:00:00Z\n"
        'impact = "About one in three card payments is declined."\n'
        '# workaround = "What customers can do in the meantime."\n'
        "\n"
        "# ---- log: appended by the commands ----\n"
    )


@pytest.mark.parametrize("impact", ['"quoted" \\ and # more', "two\nlines", "ünï 🧯", "'''", '"""'])
def test_whatever_was_typed_is_read_back(tmp_path: Path, impact: str) -> None:
    assert declare.declare(a_workspace(tmp_path), "x", FACTS | {"impact": impact}).incident.impact == impact


@pytest.mark.parametrize("name", ["../evil", "a/b", "Checkout", "", "-x", "a" * 65, "a.b", "x\n", "/tmp/x"])
def test_a_name_that_is_no_id_is_refused(tmp_path: Path, name: str) -> None:
    """It becomes a file's name, and must not lead out of the folder."""
    place = a_workspace(tmp_path / "ws")
    with pytest.raises(InputError, match="cannot be an incident's id; use a-z, 0-9 and -"):
        declare.declare(place, name, FACTS)
    assert [path for path in tmp_path.rglob("*.toml") if path.name != "outagecomms.toml"] == []


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"title": ""}, "title"),
        ({"title": "a\r\nBcc: eve@evil.example"}, "title"),
        ({"severity": "sev9"}, "severity"),
        ({"impact": "\x1b[2J"}, "impact"),
    ],
)
def test_a_wrong_fact_leaves_no_file(tmp_path: Path, facts: dict[str, Any], key: str) -> None:
    with pytest.raises(InputError) as caught:
        declare.declare(a_workspace(tmp_path), "x", FACTS | facts)
    assert [problem.key for problem in caught.value.problems] == [key]
    assert list((tmp_path / "incidents").iterdir()) == []


def test_an_incident_is_not_declared_twice(tmp_path: Path) -> None:
    place = a_workspace(tmp_path, x="title = 'mine'\n")
    with pytest.raises(
        InputError, match=r"^there is an incident x already; choose another id, or say what is new: update x$"
    ):
        declare.declare(place, "x", FACTS)
    assert (tmp_path / "incidents" / "x.toml").read_text(encoding="utf-8") == "title = 'mine'\n"


@pytest.mark.parametrize("accounts", [None, "id,name,email,timezone\na,A,a@x.example,Europe/Berln\n"])
def test_a_broken_list_of_accounts_leaves_no_file(tmp_path: Path, accounts: str | None) -> None:
    """Missing or wrong, it is said before anything is written: who mends it and tries again is not refused."""
    place = a_workspace(tmp_path, 'accounts_file = "accounts.csv"\n' + CONFIG)
    if accounts:
        (tmp_path / "accounts.csv").write_text(accounts, encoding="utf-8")
    with pytest.raises(InputError, match=r"accounts\.csv:"):
        declare.declare(place, "x", FACTS)
    assert list((tmp_path / "incidents").iterdir()) == []


def test_the_folder_of_incidents_is_made_when_it_is_gone(tmp_path: Path) -> None:
    place = a_workspace(tmp_path, CONFIG)
    (tmp_path / "incidents").rmdir()
    assert declare.declare(place, "x", FACTS).path.is_file()


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [(None, 90), ("14:02Z", 2), ("15:30Z", 90), ("21:30Z", 450 - 24 * 60), ("-20m", 70), ("2026-11-22T14:00Z", 0)],
)
def test_when_it_began(typed: str | None, minutes: int) -> None:
    """Now, unless it is said; a clock time means its last occurrence."""
    assert declare.started(typed, at(90)) == at(minutes)


@pytest.mark.parametrize("typed", ["15:31Z", "21:29Z", "17:00 Europe/Berlin"])
def test_a_clock_time_that_comes_soon_is_a_slip(typed: str) -> None:
    with pytest.raises(
        InputError, match=r"lies ahead of now, 15:30 UTC; check it, or if you mean the day before, write"
    ):
        declare.started(typed, at(90))


def test_it_began_in_a_whole_second() -> None:
    assert declare.started(None, at(90).replace(microsecond=5)) == at(90)


def test_it_did_not_begin_tomorrow() -> None:
    with pytest.raises(InputError, match=r"^--started '2026-11-23T14:00Z' lies ahead of now"):
        declare.started("2026-11-23T14:00Z", at(90))
