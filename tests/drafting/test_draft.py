"""From the plan to kept messages: all of an incident's at once or none, written anew only when something changed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from builders import ACME, CONFIG, FACTS, a_workspace, at
from outagecomms import workspace
from outagecomms.compose import templates as compose_templates
from outagecomms.drafting import case
from outagecomms.drafting.draft import Drafted, draft
from outagecomms.errors import InputError
from outagecomms.outbox.store import Kept, Outbox

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from outagecomms.cadence.plan import Planned

UPDATE = """
[[updates]]
at = 2026-11-22T14:05:00Z
by = "Sam Okafor"
status = "investigating"
text = "Cards work."
next_update = 2026-11-22T14:30:00Z
"""
HOLDING = """
[[updates]]
at = 2026-11-22T14:28:00Z
by = "Sam Okafor"
status = "investigating"
holding = true
next_update = 2026-11-22T14:50:00Z
"""
HEAD = "id,name,contact,email\n"
GOOD = "".join(f"a{number},Acme {number},Ines Duarte,ines@a{number}.example\n" for number in range(30))


@pytest.fixture(autouse=True)
def _several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the last account comes after messages to the first ones were written."""
    monkeypatch.setattr("outagecomms.drafting.draft.BATCH", 5)


def _draft(folder: Path, minutes: float) -> Drafted:
    place = workspace.load(folder)
    with Outbox(place.outbox) as outbox:
        return draft(case.load(place, place.path_of("checkout"), outbox), outbox, at(minutes))


def _kept(folder: Path) -> list[Kept]:
    with Outbox(folder / "outbox.db") as outbox:
        return list(outbox.messages())


def test_what_is_due_is_kept(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    drafted = _draft(tmp_path, 6)
    assert drafted.new == {("update", 1, "first contact"): 1}
    assert not drafted.changed
    assert not drafted.needs_person
    assert [(m.key, m.state) for m in _kept(tmp_path)] == [("checkout/update/1/acme", "draft")]


def test_nothing_is_kept_before_it_is_due(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME)
    assert _draft(tmp_path, 4) == Drafted()
    assert _kept(tmp_path) == []


def test_the_leaders_letter_and_the_update_are_counted_apart(tmp_path: Path) -> None:
    key = ACME + 'tier = "key"\n'
    a_workspace(tmp_path, checkout=FACTS + key + ACME.replace("acme", "globex") + UPDATE)
    assert _draft(tmp_path, 6).new == {
        ("update", 1, "first contact"): 2,
        ("outreach", 1, "first contact by the leader"): 1,
    }


def test_nothing_is_written_twice(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    _draft(tmp_path, 6)
    before = _kept(tmp_path)
    assert _draft(tmp_path, 7) == Drafted()
    assert _kept(tmp_path) == before


def test_a_changed_fact_is_written_anew(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    _draft(tmp_path, 6)
    a_workspace(tmp_path, checkout=FACTS.replace("one in three", "one in two") + ACME + UPDATE)
    assert _draft(tmp_path, 7).changed == {("update", 1, "first contact"): 1}
    (kept,) = _kept(tmp_path)
    assert "one in two" in kept.body


def test_a_change_that_no_reader_sees_changes_nothing(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    _draft(tmp_path, 6)
    before = _kept(tmp_path)
    a_workspace(tmp_path, checkout="# a comment\n" + FACTS + ACME + UPDATE)
    assert _draft(tmp_path, 7) == Drafted()
    assert _kept(tmp_path) == before


def test_a_corrected_address_reaches_the_draft(tmp_path: Path) -> None:
    a_workspace(tmp_path, f'accounts_file = "accounts.csv"\n{CONFIG}', checkout=FACTS + UPDATE)
    for address in ("inse@acme.example", "ines@acme.example"):
        (tmp_path / "accounts.csv").write_text(f"{HEAD}acme,Acme,Ines Duarte,{address}\n", encoding="utf-8")
        _draft(tmp_path, 6)
    (kept,) = _kept(tmp_path)
    assert kept.recipient == "ines@acme.example"
    assert b"To: Ines Duarte <ines@acme.example>\r\n" in kept.content


def test_a_draft_whose_promise_lapsed_is_written_anew(tmp_path: Path) -> None:
    """Nobody must send a letter that promises a time that has passed."""
    a_workspace(tmp_path, checkout=FACTS + ACME)
    promised = []
    for minutes in (5, 25, 26, 46, 47):
        _draft(tmp_path, minutes)
        (kept,) = _kept(tmp_path)
        promised.append(next(line for line in kept.body.split("\n\n") if " by " in line))
    assert ["14:25 UTC" in p for p in promised] == [True, True, False, False, False]
    assert ["14:46 UTC" in p for p in promised] == [False, False, True, True, False]
    assert "15:07 UTC" in promised[-1]


def test_words_that_change_after_the_approval_are_a_draft_again(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    _draft(tmp_path, 6)
    with Outbox(tmp_path / "outbox.db") as outbox:
        outbox._database.execute("UPDATE messages SET state = 'approved'")
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE + "# the same words from another file\n")
    assert _draft(tmp_path, 7) == Drafted()
    assert [message.state for message in _kept(tmp_path)] == ["approved"]
    a_workspace(tmp_path, checkout=FACTS.replace("one in three", "one in two") + ACME + UPDATE)
    assert _draft(tmp_path, 7).changed == {("update", 1, "first contact"): 1}
    assert [message.state for message in _kept(tmp_path)] == ["draft"]


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ("bad,Acme,Ines Duarte,nowhere\n", 'email: "nowhere" is not an e-mail address'),  # the last row
        ("a0,Acme,Ines Duarte,ines@acme.example\n", '"a0" is the id of an earlier account'),
        ("b,Acme\n", "2 fields where the first row has 4"),
    ],
)
@pytest.mark.parametrize("rows", [GOOD, ""])
def test_a_mistake_in_the_accounts_keeps_nothing(tmp_path: Path, rows: str, bad: str, error: str) -> None:
    """Not even the messages to the accounts before it."""
    a_workspace(tmp_path, f'accounts_file = "accounts.csv"\n{CONFIG}', checkout=FACTS + UPDATE)
    first = "a0,Acme,Ines Duarte,ines@a0.example\n" if not rows else ""
    (tmp_path / "accounts.csv").write_text(HEAD + rows + first + bad, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        _draft(tmp_path, 6)
    assert error in str(caught.value)
    assert _kept(tmp_path) == []


def test_a_mistake_in_the_users_template_is_reported_and_the_built_in_one_speaks(tmp_path: Path) -> None:
    """Silence would be worse than plain words."""
    other = ACME.replace("acme", "zeta") + 'language = "xx"\n'
    a_workspace(tmp_path, f'templates = "own"\n{CONFIG}', checkout=FACTS + ACME + other + UPDATE)
    (tmp_path / "own" / "xx").mkdir(parents=True)
    (tmp_path / "own" / "xx" / "_greeting.j2").write_text("{{ nope }}", encoding="utf-8")
    drafted = _draft(tmp_path, 6)
    assert drafted.new == {("update", 1, "first contact"): 2}
    assert str(drafted.failures["update"]).endswith("own/xx/_greeting.j2:1:1: 'nope' is undefined; mend the template")
    assert [m.body.split("\n")[0] for m in _kept(tmp_path)] == ["Ines,", "Ines,"]


def test_a_mistake_in_a_built_in_template_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when only the last reader's language has it."""
    built_in = tmp_path / "built-in"
    shutil.copytree(compose_templates.BUILT_IN, built_in)
    (built_in / "xx").mkdir()
    (built_in / "xx" / "_greeting.j2").write_text("{{ nope }}", encoding="utf-8")
    monkeypatch.setattr(compose_templates, "BUILT_IN", built_in)
    compose_templates.templates.cache_clear()
    other = ACME.replace("acme", "zeta") + 'language = "xx"\n'
    a_workspace(tmp_path, checkout=FACTS + ACME + other + UPDATE)
    with pytest.raises(InputError, match=r"xx/_greeting\.j2:1:1: 'nope' is undefined; mend the template$"):
        _draft(tmp_path, 6)
    assert _kept(tmp_path) == []
    compose_templates.templates.cache_clear()


def test_what_only_a_person_can_say_is_reported_and_not_written(tmp_path: Path) -> None:
    """A second holding message in a row without a new fact (design.md, Cadence)."""
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE + HOLDING)
    _draft(tmp_path, 29)
    drafted = _draft(tmp_path, 46)
    assert not drafted.new
    ((kind, sequence, reason),) = drafted.needs_person
    assert (kind, sequence) == ("update", 3)
    assert reason.endswith("the last word was a holding update, so a person must write this one")
    assert [m.key for m in _kept(tmp_path)] == ["checkout/holding/2/acme"]


def test_a_gap_of_hours_writes_one_message(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    assert _draft(tmp_path, 300).new == {("late", 1, "promise missed"): 1}


def test_progress_is_told_how_many_there_are_at_most(tmp_path: Path) -> None:
    place = a_workspace(tmp_path, f'accounts_file = "accounts.csv"\n{CONFIG}', checkout=FACTS + UPDATE)
    (tmp_path / "accounts.csv").write_text(HEAD + GOOD, encoding="utf-8")
    seen: list[int] = []

    def progress(messages: Iterable[Planned], expected: int) -> Iterable[Planned]:
        seen.append(expected)
        for planned in messages:
            seen.append(planned.sequence)
            yield planned

    with Outbox(place.outbox) as outbox:
        draft(case.load(place, place.path_of("checkout"), outbox), outbox, at(6), progress)
    assert seen == [30] + [1] * 30


# --- what has reached its reader

WE_SEND = CONFIG + '[mail]\ntransport = "directory"\ndirectory = "out"\n'
SECOND = UPDATE.replace("14:05", "14:15").replace("Cards work.", "Invoices work.")
TWO = "".join(
    f'\n[[accounts]]\nid = "{name}"\nname = "{name}"\nemail = "{name}@{name}.example"\n' for name in ("acme", "bolt")
)


def _set(folder: Path, key: str, state: str) -> None:
    with Outbox(folder / "outbox.db") as outbox, outbox.transaction():
        where = "incident = ? AND kind = ? AND sequence = ? AND account = ?"
        outbox.database.execute(f"UPDATE messages SET state = ? WHERE {where}", [state, *key.split("/")])


@pytest.mark.parametrize(("config", "told"), [(WE_SEND, False), (CONFIG, True)])
def test_only_what_left_was_told(tmp_path: Path, config: str, told: bool) -> None:  # noqa: FBT001
    """The first message reached one of two accounts. Where people send by hand, nobody knows whom it reached."""
    a_workspace(tmp_path, config, checkout=FACTS + TWO + UPDATE)
    _draft(tmp_path, 6)
    _set(tmp_path, "checkout/update/1/acme", "sent")
    a_workspace(tmp_path, config, checkout=FACTS + TWO + UPDATE + SECOND)
    _draft(tmp_path, 16)
    subjects = {kept.key: kept.subject for kept in _kept(tmp_path) if kept.sequence == 2}
    news, first = (
        f"Card payments are failing: {end}" for end in ("where it stands at 14:15 UTC", "what we know so far")
    )
    assert subjects == {"checkout/update/2/acme": news, "checkout/update/2/bolt": news if told else first}


def test_a_draft_is_written_anew_when_what_came_before_it_was_refused(tmp_path: Path) -> None:
    a_workspace(tmp_path, WE_SEND, checkout=FACTS + ACME + UPDATE)
    _draft(tmp_path, 6)
    _set(tmp_path, "checkout/update/1/acme", "sending")
    a_workspace(tmp_path, WE_SEND, checkout=FACTS + ACME + UPDATE + SECOND)
    _draft(tmp_path, 16)
    assert _kept(tmp_path)[-1].subject == "Card payments are failing: where it stands at 14:15 UTC"
    _set(tmp_path, "checkout/update/1/acme", "refused")
    assert _draft(tmp_path, 17).changed == {("update", 2, "promised"): 1}
    assert _kept(tmp_path)[-1].subject == "Card payments are failing: what we know so far"
