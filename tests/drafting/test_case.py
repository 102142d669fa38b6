"""A case: an incident with the figures that hold for it, and a digest of all that its messages are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import ACME, CONFIG, FACTS, a_workspace, at
from outagecomms import workspace
from outagecomms.drafting import case
from outagecomms.drafting.draft import draft
from outagecomms.errors import InputError
from outagecomms.outbox.store import Outbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CSV = "id,name,contact,email\nacme,Acme Retail,Ines Duarte,ines@acme.example\n"


def _load(folder: Path) -> case.Case:
    place = workspace.load(folder)
    return case.load(place, place.path_of("checkout"))


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with accounts in a CSV file and templates of its own."""
    a_workspace(tmp_path, f'templates = "own"\naccounts_file = "accounts.csv"\n{CONFIG}', checkout=FACTS)
    (tmp_path / "accounts.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "own" / "de").mkdir(parents=True)
    (tmp_path / "own" / "_greeting.j2").write_text("Hi,", encoding="utf-8")
    return tmp_path


def test_the_workspace_stands_in_for_what_the_file_leaves_out(folder: Path) -> None:
    known = _load(folder)
    assert known.incident.leader
    assert known.incident.leader.name == "Dana Reyes"
    assert [account.id for account in known.incident.readers()] == ["acme"]


def test_the_incidents_figures_go_before_the_workspaces(tmp_path: Path) -> None:
    config = CONFIG + "[cadence]\nsev1.interval.investigating = 10\nsev1.interval.identified = 11\n"
    facts = f"{FACTS}[cadence]\nsev1.interval.investigating = 7\n"
    known = case.load(place := a_workspace(tmp_path, config, checkout=facts), place.path_of("checkout"))
    assert known.policy.next_update("investigating", at(0), at(0)) == at(7)
    assert known.policy.next_update("identified", at(0), at(0)) == at(11)
    assert known.policy.next_update("monitoring", at(0), at(0)) == at(60)  # the default preset's


def test_an_incident_without_a_workspace_has_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "checkout.toml"
    path.write_text(FACTS + ACME, encoding="utf-8")
    known = case.load(*workspace.locate(str(path)))
    assert known.policy.next_update("investigating", at(0), at(0)) == at(20)
    assert known.said == []


def test_what_the_outbox_sent_was_said(folder: Path) -> None:
    with Outbox(folder / "outbox.db") as outbox:
        known = _load(folder)
        draft(known, outbox, at(6))
        outbox._database.execute("UPDATE messages SET state = 'sent'")
        sent = case.load(known.workspace, known.path, outbox)
    assert [(said.kind, said.sequence, said.at) for said in sent.said] == [("update", 0, at(6))]


def test_every_problem_in_the_file_is_reported(tmp_path: Path) -> None:
    place = a_workspace(tmp_path, checkout=FACTS.replace("sev1", "sev9").replace("title", "titel"))
    with pytest.raises(InputError) as caught:
        case.load(place, place.path_of("checkout"))
    assert {problem.key for problem in caught.value.problems} == {"severity", "titel", "title"}


def test_the_basis_is_the_same_for_every_host_and_run(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """It depends on what the files say, not on where they stand or when they were written."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            copy = elsewhere / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    assert _load(elsewhere).basis == _load(folder).basis == _load(folder).basis


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: _replace(folder / "incidents" / "checkout.toml", "one in three", "one in two"),  # a fact
        lambda folder: _replace(folder / "outagecomms.toml", "Sam Okafor", "Kim Lee"),  # who signs
        lambda folder: _replace(folder / "outagecomms.toml", "Example Ltd", "Sample Ltd"),  # our name
        lambda folder: _replace(folder / "accounts.csv", "ines@acme", "ines@new"),  # where it goes
        lambda folder: _replace(folder / "own" / "_greeting.j2", "Hi", "Hey"),  # the words
        lambda folder: (folder / "own" / "de" / "_greeting.j2").write_text("Hallo,"),  # a template more
        lambda folder: (folder / "accounts.csv").unlink(),  # what it is made from is gone
    ],
)
def test_the_basis_changes_with_anything_that_messages_are_made_from(
    folder: Path, change: Callable[[Path], object]
) -> None:
    before = _load(folder).basis
    change(folder)
    assert _load(folder).basis != before
