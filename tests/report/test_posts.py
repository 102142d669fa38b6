"""What others posted and what we sent, and how it is counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from builders import at, incident, update
from outagecomms.cadence.promises import Said
from outagecomms.report.events import events
from outagecomms.report.figures import figures
from outagecomms.report.posts import as_heard
from outagecomms.report.summary import summary

from .conftest import told_of

if TYPE_CHECKING:
    from outagecomms.cadence.promises import Kind

POSTS = [update(17), update(28, next_update=at(58)), update(158, status="resolved")]
OTHERS: dict[str, Any] = {"source": {"organisation": "Example Pay"}, "accounts": []}


def _figure(key: str, log: list[Any], **facts: Any) -> tuple[str, str, object]:
    found = next(each for each in figures(told_of(incident(*log, **facts), 200)) if each.key == key)
    return found.value, found.meaning, found.exact


@pytest.mark.parametrize(
    ("log", "of_others", "value"),
    [
        # only the second post gave a time, and nobody kept it
        (POSTS, OTHERS, "0 of 1"),
        # our own first update carried the time that the cadence gave it
        (POSTS, {}, "1 of 2"),
        # no time, no promise
        ([update(17), update(158, status="resolved")], OTHERS, "not applicable"),
    ],
)
def test_a_post_of_others_promises_what_it_says(log: list[Any], of_others: dict[str, Any], value: str) -> None:
    assert _figure("promises", log, **of_others)[0] == value


def test_the_sentence_says_how_many_gave_a_time() -> None:
    assert _figure("promises", POSTS, **OTHERS)[1] == "1 of 2 messages said when the next one comes. 1 came late."


def test_their_posts_are_late_for_nothing_that_only_our_cadence_wanted() -> None:
    log = [update(17), update(140), update(158, status="resolved")]
    rows = list(events(told_of(incident(*log, **OTHERS), 200)))
    assert [(row.what, row.promised, row.outcome) for row in rows] == [
        ("update 1, investigating", None, ""), ("update 2, investigating", None, ""), ("resolved 3", None, ""),
    ]  # fmt: skip
    assert [row.too_long for row in rows] == [True, True, False]


def test_a_start_that_is_the_first_post_is_no_time_to_first_contact() -> None:
    """Zero would say that nobody had waited."""
    value, meaning, exact = _figure("first_contact", [update(0), update(20)], **OTHERS)
    assert (value, exact) == ("not applicable", None)
    assert meaning.startswith("The page gives no start before its first message, ")


def test_an_incident_without_a_post_has_no_figure() -> None:
    for key in ("first_contact", "longest_silence", "silence_beyond", "promises"):
        assert _figure(key, [], **OTHERS)[::2] == ("not applicable", None)


def test_what_was_left_open_is_told_up_to_its_last_post() -> None:
    told = told_of(incident(update(2), update(20), **OTHERS), 60 * 24 * 900)
    assert summary(told) == (
        "It began on 2026-11-22 at 14:00 UTC, and no post says that it was resolved. What the page tells ends at "
        "14:20 UTC, 20 min later, while investigating; everything here is counted up to then. Service: Checkout. "
        "Severity: sev1."
    )
    assert [silence.end for silence in told.silences] == [at(2), at(20)]


def test_our_own_words_count_from_when_they_left() -> None:
    """Written at six past and approved at twenty-five past, it was read by nobody before that."""
    log = [update(6), update(26), update(60, status="resolved")]
    said = [
        Said("update", 1, "", at(25), at(26)),
        Said("update", 2, "globex", at(52), at(46)),
        Said("update", 2, "", at(50), at(46)),  # from its first reader on
    ]
    told = told_of(incident(*log), 90, said=said, deliveries={})
    assert [(word.at, word.number) for word in told.words] == [(at(25), 1), (at(50), 2), (at(60), 3)]
    assert told.first_contact == timedelta(minutes=25)
    assert [(each.given_at, each.outcome, each.minutes_late) for each in told.promises] == [
        (at(25), "late", 24), (at(50), "late", 14),
    ]  # fmt: skip
    assert [(each.start, each.allowed_until, each.end) for each in told.silences] == [
        (at(0), at(15), at(25)), (at(25), at(45), at(50)), (at(50), at(70), at(60)),
    ]  # fmt: skip


def test_what_the_outbox_does_not_know_counts_from_when_it_was_written() -> None:
    """Read out on the telephone, say; and no clock makes it leave before it was written, nor seconds later."""
    log = [update(6), update(26), update(36)]
    said = [Said("update", 2, "", at(24), at(46)), Said("update", 3, "", at(36.2), at(56))]
    assert [word.at for word in told_of(incident(*log), 40, said=said).words] == [at(6), at(26), at(36)]


@pytest.mark.parametrize(
    ("sent", "kind", "minute"),
    [
        # nobody had got the mistake, and the correction is news to everybody
        ([("update", 22)], "update", 22),
        # one had, and got the correction after the others had their news
        ([("update", 22), ("correction", 24)], "correction", 22),
        ([("correction", 22), ("update", 24)], "correction", 22),
        # what follows it from the facts alone is another message
        ([("holding", 39)], "correction", 20),
        # read out on the telephone, say
        ([], "correction", 20),
    ],
)
def test_a_correction_counts_from_the_first_that_left_as_whatever_kind(
    sent: list[tuple[Kind, int]], kind: str, minute: int
) -> None:
    log = incident(update(6), update(20, corrects=1))
    said = [Said(each, 2, "", at(minutes), at(40)) for each, minutes in sent]
    words = told_of(log, 30, said=said, deliveries={}).words
    assert [(word.at, word.kind, word.sequence) for word in words[:2]] == [(at(6), "update", 1), (at(minute), kind, 2)]


def test_a_log_of_what_was_heard() -> None:
    """What nobody heard is not in it; what the outbox sent beside the log is; and all of it when it left."""
    ours = incident(update(6), update(10, next_update=at(26)), update(60, status="resolved"))
    said = [Said("update", 2, "", at(12), at(26)), Said("holding", 2, "", at(26), at(46))]
    words = told_of(ours, 90, said=said, deliveries={}, unheard={("update", 1)}).words
    one, two, three = as_heard(ours, words).updates
    assert one == ours.updates[1].model_copy(update={"at": at(12)})
    assert (two.at, two.status, two.holding, two.text, two.next_update) == (at(26), one.status, True, None, at(46))
    assert three == ours.updates[2].model_copy(update={"ended": at(60)})


def test_a_holding_update_heard_first_brings_the_impact() -> None:
    ours = incident(update(6))
    said = [Said("holding", 1, "", at(26), at(46))]
    words = told_of(ours, 30, said=said, deliveries={}, unheard={("update", 1)}).words
    assert [each.text for each in as_heard(ours, words).updates] == [ours.impact]


def test_a_single_post_leaves_no_wait_to_praise() -> None:
    for key in ("longest_silence", "silence_beyond"):
        value, _, exact = _figure(key, [update(0, status="resolved")], **OTHERS)
        assert (value, exact) == ("not applicable", None)
