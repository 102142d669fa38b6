"""Log entries from what a person typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import ACME, CONFIG, FACTS, a_workspace, at, incident, update
from outagecomms.drafting import case, entries
from outagecomms.drafting.entries import Words
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

RESOLVED = ("resolved", 60)
NOTHING = Words(None, None, None, None)


def _words(text: str | None = "Cards work.", **more: Any) -> Words:
    return Words(text, more.get("next_step"), more.get("next_update"), more.get("by"))


def _entry(status: str, minutes: int, more: str = 'text = "x"') -> str:
    when = at(minutes).isoformat().replace("+00:00", "Z")
    return f'\n[[updates]]\nat = {when}\nby = "Sam Okafor"\nstatus = "{status}"\n{more}\n'


def _given(entry: dict[str, Any]) -> dict[str, Any]:
    """What of an entry is written to the log."""
    return {name: value for name, value in entry.items() if value is not None}


@pytest.fixture
def known(tmp_path: Path) -> Callable[..., case.Case]:
    """Makes the case of an incident with that log."""

    def load(*log: str, config: str = CONFIG) -> case.Case:
        place = a_workspace(tmp_path, config, checkout=FACTS + ACME + "".join(log))
        return case.load(place, place.path_of("checkout"))

    return load


def test_an_update_is_filled_in(known: Callable[..., case.Case]) -> None:
    """Who says it, the status so far, and the time that the cadence promises."""
    entry = entries.update(known(), _words(next_step="We look."), None, holding=False, now=at(5))
    assert _given(entry) == {
        "at": at(5), "by": "Sam Okafor", "status": "investigating", "text": "Cards work.", "next_step": "We look.",
        "next_update": at(25),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "promised"),
    [
        ("+45m", 50),
        ("15:00Z", 60),
        ("2026-11-22T15:00Z", 60),
        ("16:30 Europe/Berlin", 90),
        (None, 25),  # sev1, investigating: 20 minutes
        ("  ", 25),
    ],
)
def test_the_promise(known: Callable[..., case.Case], typed: str | None, promised: int) -> None:
    entry = entries.update(known(), _words(next_update=typed), None, holding=False, now=at(5))
    assert entry["next_update"] == at(promised)


@pytest.mark.parametrize("typed", ["2026-11-22T14:05Z", "2026-11-22T14:06Z", "2026-11-22T13:00Z", "+1m"])
def test_a_promise_lies_ahead(known: Callable[..., case.Case], typed: str) -> None:
    with pytest.raises(InputError) as caught:
        entries.update(known(), _words(next_update=typed), None, holding=False, now=at(5))
    assert str(caught.value) == f"--next-update '{typed}' is not ahead of now, 14:05 UTC; promise a later time"


def test_the_promise_slows_down_with_the_present_outage(known: Callable[..., case.Case]) -> None:
    """Two hours after its first word; what was said before a resolution belongs to an earlier outage."""
    long = known(_entry("investigating", 5))
    again = known(_entry("investigating", 5), _entry("resolved", 60), _entry("investigating", 190))
    slow = entries.update(long, _words(), None, holding=False, now=at(200))
    quick = entries.update(again, _words(), None, holding=False, now=at(200))
    assert (slow["next_update"], quick["next_update"]) == (at(240), at(220))


def test_entries_are_of_whole_seconds(known: Callable[..., case.Case]) -> None:
    now = at(5).replace(second=7, microsecond=999_999)
    entry = entries.update(known(), _words(next_update="+30m"), None, holding=False, now=now)
    assert entry["at"] == now.replace(microsecond=0)
    assert entry["next_update"].microsecond == 0


def test_a_clock_a_little_behind_the_log_takes_the_logs_time(known: Callable[..., case.Case]) -> None:
    entry = entries.update(known(_entry("investigating", 5)), _words(), None, holding=False, now=at(4))
    assert entry["at"] == at(5)


def test_a_clock_far_behind_the_log_is_not_believed(known: Callable[..., case.Case]) -> None:
    with pytest.raises(InputError) as caught:
        entries.update(known(_entry("investigating", 5)), _words(), None, holding=False, now=at(2))
    assert str(caught.value) == (
        "the clock says 14:02 UTC, but the last entry is of 14:05 UTC; set the clock, or give --now"
    )


@pytest.mark.parametrize(
    ("config", "by", "signed"),
    [
        (CONFIG, None, "Sam Okafor"),
        (CONFIG, "Kim Lee", "Kim Lee"),
        (CONFIG.partition("[liaison]")[0], None, "Dana Reyes"),  # no liaison: the leader
        ("", "Kim Lee", "Kim Lee"),
    ],
)
def test_who_says_it(known: Callable[..., case.Case], config: str, by: str | None, signed: str) -> None:
    assert entries.update(known(config=config), _words(by=by), None, holding=False, now=at(5))["by"] == signed


@pytest.mark.parametrize(
    ("log", "words", "status", "holding", "error"),
    [
        ([], NOTHING, None, False, "what is new? Give the text, or --holding to say that nothing has changed"),
        ([], _words("  \n"), None, False, "what is new? Give the text, or --holding to say that nothing has changed"),
        ([], _words(None, next_step="We look."), None, False, "what is new? Give the text"),
        ([_entry(*RESOLVED)], _words(), None, False, "checkout is resolved; to open it again, give"),
        (
            [_entry("investigating", 5), _entry("investigating", 20, "holding = true")], NOTHING, None, True,
            "the last update said already that nothing has changed",
        ),
        ([_entry(*RESOLVED)], _words(), "resolved", False, "checkout was resolved at 15:00 UTC; to take"),
    ],
)  # fmt: skip
def test_an_update_that_cannot_be(
    known: Callable[..., case.Case], log: list[str], words: Words, status: str | None, holding: bool, error: str  # noqa: FBT001
) -> None:  # fmt: skip
    with pytest.raises(InputError) as caught:
        entries.update(known(*log), words, status, holding=holding, now=at(90))
    assert str(caught.value).startswith(error)


def test_nobody_to_say_it(known: Callable[..., case.Case]) -> None:
    with pytest.raises(InputError, match=r"^who says it\?"):
        entries.update(known(config=""), _words(), None, holding=False, now=at(5))


@pytest.mark.parametrize("words", [_words("Something true."), _words(None, next_step="We now try the other line.")])
def test_a_second_holding_update_needs_something_new(known: Callable[..., case.Case], words: Words) -> None:
    log = [_entry("investigating", 5), _entry("investigating", 20, "holding = true")]
    assert entries.update(known(*log), words, None, holding=True, now=at(40))["holding"] is True


def test_an_incident_is_opened_again_on_purpose(known: Callable[..., case.Case]) -> None:
    entry = entries.update(known(_entry(*RESOLVED)), _words(), "investigating", holding=False, now=at(90))
    assert (entry["status"], entry["next_update"]) == ("investigating", at(110))


def test_a_resolution_promises_nothing(known: Callable[..., case.Case]) -> None:
    closing = {"ended": "14:30Z", "confirmed": "We asked.", "redo": None, "lost": "Nothing."}
    assert _given(entries.resolution(known(_entry("monitoring", 5)), _words(None), closing, at(60))) == {
        "at": at(60), "by": "Sam Okafor", "status": "resolved",
        "ended": at(30), "confirmed": "We asked.", "lost": "Nothing.",
    }  # fmt: skip


def test_an_update_to_resolved_is_a_resolution(known: Callable[..., case.Case]) -> None:
    entry = entries.update(known(), _words(), "resolved", holding=False, now=at(60))
    assert (entry["status"], entry["next_update"]) == ("resolved", None)


@pytest.mark.parametrize(
    ("ended", "error"),
    [
        (
            "2026-11-22T13:59Z",
            "--ended '2026-11-22T13:59Z' is 13:59 UTC, before it began at 14:00 UTC; check it",
        ),
        (
            "2026-11-21T15:01Z",  # another day
            "--ended '2026-11-21T15:01Z' is 2026-11-21 15:01 UTC, before it began at 14:00 UTC; check it",
        ),
        (
            "17:00Z",  # of today it lies ahead, and yesterday's was never meant
            "--ended '17:00Z' lies ahead of now, 15:00 UTC, or before it began at 14:00 UTC; check it",
        ),
        ("2026-11-22T15:01Z", "--ended '2026-11-22T15:01Z' lies ahead of now, 15:00 UTC; check it"),
        ("soon", "--ended 'soon' is not a time; write 14:02Z"),
    ],
)
def test_it_ended_after_it_began_and_before_now(known: Callable[..., case.Case], ended: str, error: str) -> None:
    with pytest.raises(InputError) as caught:
        entries.resolution(known(), _words(), {"ended": ended}, at(60))
    assert str(caught.value).startswith(error)


@pytest.mark.parametrize(
    ("since", "began"),
    [
        (None, None),  # with this entry, as far as anybody says
        ("14:50Z", at(50)),  # before anybody noticed
        ("-10m", at(50)),
        ("14:30Z", at(30).replace(second=20)),  # it never worked: the end is of that minute, and people type minutes
    ],
)
def test_what_is_opened_again_failed_since(
    known: Callable[..., case.Case], since: str | None, began: datetime | None
) -> None:
    over = _entry("resolved", 30).replace("14:30:00Z", "14:30:20Z")
    entry = entries.update(known(over), _words(), "investigating", holding=False, now=at(60), since=since)
    assert entry["began"] == began


@pytest.mark.parametrize(
    ("status", "since", "error"),
    [
        (
            "investigating", "2026-11-22T14:19Z",  # the end was known later than it was
            "--since '2026-11-22T14:19Z' is 14:19 UTC, before it worked again at 14:20 UTC; check it",
        ),
        (
            "investigating", "15:10Z",
            "--since '15:10Z' lies ahead of now, 15:00 UTC, or before it worked again at 14:20 UTC; check it",
        ),
        ("investigating", "soon", "--since 'soon' is not a time; write 14:02Z"),
        (None, "14:50Z", "checkout is resolved; to open it again, give --status investigating"),
        (
            "resolved", "14:50Z",
            "--since says when it failed again; when it worked again: outagecomms resolve --ended",
        ),
    ],
)  # fmt: skip
def test_it_failed_again_after_it_ended_and_before_now(
    known: Callable[..., case.Case], status: str | None, since: str, error: str
) -> None:
    over = known(_entry("resolved", 30, "ended = 2026-11-22T14:20:00Z"))
    with pytest.raises(InputError) as caught:
        entries.update(over, _words(), status, holding=False, now=at(60), since=since)
    assert str(caught.value).startswith(error)


def test_what_is_open_does_not_fail_again(known: Callable[..., case.Case]) -> None:
    with pytest.raises(InputError) as caught:
        entries.update(known(), _words(), "identified", holding=False, now=at(60), since="14:50Z")
    assert str(caught.value) == (
        "--since '14:50Z' cannot be when it failed again: checkout is not resolved. "
        "When it first failed is started, in its file"
    )


@pytest.mark.parametrize(("number", "corrected"), [(None, 2), (1, 1), (2, 2)])
def test_a_correction_is_of_the_last_update_or_of_the_one_named(
    known: Callable[..., case.Case], number: int | None, corrected: int
) -> None:
    log = [_entry("investigating", 5), _entry("identified", 20)]
    entry = entries.correction(known(*log), _words(), number, "Ask for Visa.", at(25))
    assert (entry["corrects"], entry["effect"], entry["status"]) == (corrected, "Ask for Visa.", "identified")
    assert entry["next_update"] == at(55)


@pytest.mark.parametrize(
    ("number", "text", "error"),
    [
        (3, "x", "there is no update 3 to correct; there are 2"),
        (-1, "x", "there is no update -1 to correct; there are 2"),
        (1, None, "what is true? Give the text"),
        (1, " ", "what is true? Give the text"),
    ],
)
def test_a_correction_that_cannot_be(
    known: Callable[..., case.Case], number: int, text: str | None, error: str
) -> None:
    log = [_entry("investigating", 5), _entry("identified", 20)]
    with pytest.raises(InputError) as caught:
        entries.correction(known(*log), _words(text), number, None, at(25))
    assert str(caught.value) == error


def test_a_time_of_day_that_has_passed_is_not_tomorrows(known: Callable[..., case.Case]) -> None:
    """An hour later, a promise for now is a slip; the same time tomorrow would be a silence of a day."""
    passed = f"{at(0):%H:%M}Z"
    with pytest.raises(InputError, match=rf"^--next-update '{passed}' has passed; if you mean tomorrow, write 20"):
        entries.update(known(), _words(next_update=passed), None, holding=False, now=at(60))


def test_there_is_nothing_to_correct_before_the_first_word(known: Callable[..., case.Case]) -> None:
    with pytest.raises(InputError) as caught:
        entries.correction(known(), _words(), None, None, at(25))
    assert str(caught.value) == (
        "nothing has been said yet, so there is nothing to correct; say what is true: outagecomms update checkout"
    )


@pytest.mark.parametrize("closing", [{}, {"ended": "14:30Z", "redo": "Nothing.", "lost": "Nothing."}])
def test_good_news_says_what_was_done_or_how_we_know(
    known: Callable[..., case.Case], closing: dict[str, str | None]
) -> None:
    """Else it is a status where news should be."""
    with pytest.raises(
        InputError, match=r"^what was done\? Give the text, or say how you know that it works: resolve --confirmed$"
    ):
        entries.resolution(known(_entry("monitoring", 5)), _words(None), closing, at(60))


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        (["Line one."], 0),  # the first
        (["Line one.", "Line two."], 0),  # another
        (["Line one.", "Line one."], 1),  # word for word
        (["Line one.", "Line one.", "Line two.", "Line one."], 2),  # the latest of those before it
        ([None, None], 0),  # holding updates have no words of their own
    ],
)
def test_what_has_been_said_before(texts: list[str | None], number: int) -> None:
    log = [update(minute, text, holding=text is None) for minute, text in enumerate(texts, start=1)]
    assert entries.repeated(incident(*log)) == number
