"""What a file that is older than its messages may do: nothing is withdrawn or written by what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import ACME, CONFIG, FACTS, a_workspace, at
from outagecomms.drafting import case, tick
from outagecomms.drafting.draft import draft
from outagecomms.outbox import decisions
from outagecomms.outbox.store import Outbox

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.workspace import Workspace


def entry(minutes: int, text: str, status: str = "investigating") -> str:
    """A log entry that promises the next one in half an hour."""
    promise = "" if status == "resolved" else f"next_update = {at(minutes + 30).isoformat()}\n"
    return f'\n[[updates]]\nat = {at(minutes).isoformat()}\nby = "Sam"\nstatus = "{status}"\ntext = "{text}"\n{promise}'


FIRST, SECOND = entry(5, "We see it."), entry(10, "We have found it.")
END = entry(10, "It works.", "resolved")
PARKED = f'\n[[parked]]\naccount = "acme"\nat = {at(8).isoformat()}\ntopic = "SLA credit"\n'
KEY = ACME + 'tier = "key"\n'


def approved(place: Workspace, minutes: float) -> None:
    """What is due is written, and a person says yes to all of it."""
    tick.tick([place.root], at(minutes))
    with Outbox(place.outbox) as outbox:
        decisions.approve(outbox, list(outbox.messages(state="draft")), "Sam", at(minutes))


def states(place: Workspace) -> dict[str, str]:
    """The state of each message."""
    with Outbox(place.outbox) as outbox:
        return {message.key.removeprefix("checkout/"): message.state for message in outbox.messages()}


def _unknown_then_accepted(place: Workspace, log: str, state: str) -> dict[str, str]:
    """A holding update hung in the air; an entry in *state* was late for all we knew; then the first one arrived."""
    tick.tick([place.root], at(6))
    with Outbox(place.outbox) as outbox:
        outbox.database.execute("UPDATE messages SET state = 'sent'")
        tick.tick([place.root], at(31))
        outbox.database.execute("UPDATE messages SET state = 'unknown' WHERE kind = 'holding'")
        a_workspace(place.root, checkout=log)
        tick.tick([place.root], at(50))
        outbox.database.execute("UPDATE messages SET state = ? WHERE kind = 'late'", (state,))
        decisions.accept(outbox, [outbox.message("checkout/holding/1/acme")], "Sam", at(51))
    tick.tick([place.root], at(51))
    return states(place)


@pytest.mark.parametrize("state", ["sending", "sent", "refused", "unknown"])
def test_news_that_has_left_is_no_other_news_when_more_is_learnt(tmp_path: Path, state: str) -> None:
    """It was late for all that we knew; that the word before it had arrived sends nobody the same again."""
    place = a_workspace(tmp_path, checkout=FACTS + ACME + FIRST)
    found = _unknown_then_accepted(place, FACTS + ACME + FIRST + entry(49, "We have found it."), state)
    assert found == {"update/1/acme": "sent", "holding/1/acme": "sent", "late/2/acme": state}
    with Outbox(place.outbox) as outbox:
        known = case.load(place, place.path_of("checkout"), outbox)
    assert [(each.kind, each.sequence) for each in known.plan(at(52)) if each.state == "past"] == [
        ("update", 1), ("holding", 1), ("late", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "approved", "deferred"])
def test_news_that_has_not_left_says_what_is_known_now(tmp_path: Path, state: str) -> None:
    """Nobody is told that they waited in vain who did not."""
    place = a_workspace(tmp_path, checkout=FACTS + ACME + FIRST)
    found = _unknown_then_accepted(place, FACTS + ACME + FIRST + entry(49, "We have found it."), state)
    assert found == {
        "update/1/acme": "sent", "holding/1/acme": "sent", "late/2/acme": "superseded", "update/2/acme": "draft",
    }  # fmt: skip


def test_what_a_resolution_took_back_is_owed_again_when_it_was_too_early(tmp_path: Path) -> None:
    """The leader's letter and the reply; not what a person discarded."""
    bean = KEY.replace("acme", "bean")
    place = a_workspace(tmp_path, checkout=FACTS + KEY + bean + PARKED + FIRST)
    approved(place, 9)
    with Outbox(place.outbox) as outbox:
        decisions.discard(outbox, [outbox.message("checkout/outreach/1/bean")], "they rang", "Sam", at(9))
    end = END.replace(at(10).isoformat(), at(11).isoformat())
    a_workspace(tmp_path, checkout=FACTS + KEY + bean + PARKED + FIRST + end)
    tick.tick([tmp_path], at(12))
    assert {states(place)[key] for key in ("outreach/1/acme", "outreach/1/bean", "reply/1/acme")} == {"superseded"}

    a_workspace(tmp_path, checkout=FACTS + KEY + bean + PARKED + FIRST + end + entry(20, "It fails again."))
    ticked = tick.tick([tmp_path], at(21))

    ((_, drafted),) = ticked.drafted
    assert drafted.changed == {
        ("outreach", 1, "first contact by the leader"): 1,
        ("reply", 1, "asked for now, answered after the fix"): 1,
    }
    found = states(place)
    assert (found["outreach/1/acme"], found["outreach/1/bean"]) == ("draft", "superseded")
    assert found["reply/1/acme"] == "draft"
    assert tick.tick([tmp_path], at(22)) == tick.Ticked()


@pytest.mark.parametrize(
    ("newer", "kept"),
    [
        # more news
        (entry(12, "We have found it."), "update/3/acme"),
        # the end
        (entry(12, "It works.", "resolved"), "resolved/3/acme"),
    ],
)
def test_a_correction_that_nobody_needed_is_overtaken_like_any_news(tmp_path: Path, newer: str, kept: str) -> None:
    """It stands in the place of an update that never left, and says that the outage goes on."""
    we_send = CONFIG + '[mail]\ntransport = "directory"\ndirectory = "out"\n'
    place = a_workspace(tmp_path, we_send, checkout=FACTS + ACME + FIRST)
    approved(place, 6)
    corrected = FACTS + ACME + FIRST + entry(10, "It is in one region.") + "corrects = 1\n"
    a_workspace(tmp_path, we_send, checkout=corrected)
    approved(place, 11)
    assert states(place) == {"update/1/acme": "superseded", "update/2/acme": "approved"}

    a_workspace(tmp_path, we_send, checkout=corrected + newer)
    tick.tick([tmp_path], at(13))

    assert states(place) == {"update/1/acme": "superseded", "update/2/acme": "superseded", kept: "draft"}


@pytest.mark.parametrize(
    ("older", "newer", "known"),
    [
        (FIRST, FIRST + SECOND, "update 2, but {} has 1 update"),
        ("", FIRST, "update 1, but {} has 0 updates"),
        (FIRST, FIRST + END, "resolved 2, but {} has 1 update"),
        (FIRST, FIRST + PARKED, "reply 1, but {} has 0 parked questions"),  # whose reply the plan does not know
    ],
)
def test_a_file_that_is_older_withdraws_nothing(tmp_path: Path, older: str, newer: str, known: str) -> None:
    """Another host is one pull ahead: its messages stay approved, nothing is written, and a person is told."""
    place = a_workspace(tmp_path, checkout=FACTS + KEY + newer)
    approved(place, 11)
    before = states(place)
    assert "approved" in before.values()

    a_workspace(tmp_path, checkout=FACTS + KEY + older)
    ticked = tick.tick([tmp_path], at(12))

    assert states(place) == before
    (warning,) = ticked.warnings
    said = known.format(place.path_of("checkout"))
    assert warning.startswith(f"checkout: the outbox knows {said}; bring the file up to date, as with git pull.")
    assert (ticked.drafted, ticked.exit_code) == ([], 1)


def test_an_entry_taken_out_on_purpose_is_forgotten_once_its_messages_are_discarded(tmp_path: Path) -> None:
    """The way on that the warning names."""
    place = a_workspace(tmp_path, checkout=FACTS + ACME + FIRST + SECOND)
    approved(place, 11)
    a_workspace(tmp_path, checkout=FACTS + ACME + FIRST)
    with Outbox(place.outbox) as outbox:
        decisions.discard(outbox, [outbox.message("checkout/update/2/acme")], "a slip", "Sam", at(12))

    assert tick.tick([tmp_path], at(12)).warnings == []


def test_what_is_approved_while_a_tick_holds_the_older_file_stays(tmp_path: Path) -> None:
    """The tick has read the file; an update is added, written and approved; the tick goes on."""
    place = a_workspace(tmp_path, checkout=FACTS + ACME + FIRST)
    with Outbox(place.outbox) as outbox:
        read = case.load(place, place.path_of("checkout"), outbox)
        a_workspace(tmp_path, checkout=FACTS + ACME + FIRST + SECOND)
        approved(place, 11)

        drafted = draft(read, outbox, at(11))

    assert "the outbox knows update 2" in drafted.outdated
    assert states(place) == {"update/2/acme": "approved"}


def test_a_tick_that_was_overtaken_by_an_update_reads_the_file_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told to mend what is right."""
    place = a_workspace(tmp_path, checkout=FACTS + ACME + FIRST)
    load = case.load

    def slow(place: Workspace, path: Path, outbox: Outbox | None = None) -> case.Case:
        read = load(place, path, outbox)
        monkeypatch.setattr(case, "load", load)
        a_workspace(tmp_path, checkout=FACTS + ACME + FIRST + SECOND)
        approved(place, 11)
        return read

    monkeypatch.setattr(case, "load", slow)

    assert tick.tick([tmp_path], at(11)) == tick.Ticked()
    assert states(place) == {"update/2/acme": "approved"}
