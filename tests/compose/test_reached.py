"""Readers whom not everything has reached: what they are told goes by what they have had, not by the log alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from builders import account, at, incident, letter, letters, opening, said_to_us, update
from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Had, Said
from outagecomms.compose.writer import Writer

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.incident.model import Incident

IMPACT = "About one in three card payments is declined."
PROMISED = at(30)
SECOND = update(15, "Invoices work.", next_update=PROMISED)
TOLD = incident(update(5), SECOND)
HELD = incident(update(5), SECOND, update(25, None, holding=True))
LATE = incident(update(5), SECOND, update(40, "One line is down."))
OVER = update(60, "All lines are up.", "resolved")
DAY = 24 * 60
AGAIN = update(90, "They fail again.")


def _words(of: Incident, minutes: float, kind: str, had: tuple[Had, ...], **options: Any) -> tuple[str, str]:
    message = letter(of, minutes, kind, had={"acme": had}, **options)
    return message.subject.removeprefix("Card payments are failing: "), message.body


@pytest.mark.parametrize(
    ("of", "minutes", "kind", "news"),
    [
        (TOLD, 16, "update", "Invoices work."),  # the first message was overtaken before it left
        (HELD, 26, "holding", "Invoices work."),  # nothing new to others: to this reader everything is
        (TOLD, 26, "holding", "Invoices work."),  # the same, written from the facts
        (LATE, 41, "late", "One line is down."),  # no promise was broken that they had
        (TOLD, 31, "late", "Invoices work."),  # the same, written from the facts
        (incident(update(5), OVER, AGAIN), 91, "update", "They fail again."),  # they never read that it was over
    ],
)
def test_the_first_message_is_a_first_contact_whatever_its_kind(
    of: Incident, minutes: float, kind: str, news: str
) -> None:
    subject, body = _words(of, minutes, kind, ())
    assert subject == "what we know so far"
    assert opening(body) == (
        f"{IMPACT} I am sorry: the fault is ours, and you at Acme Retail have to cope with it. It began at 14:00 UTC."
    )
    assert news in body
    assert not any(claim in body for claim in ("I said", "I owed", "I told", "promised", "Nothing has changed"))
    assert ("This should have reached you sooner." in body) == (kind == "late")


def test_what_is_written_from_the_log_alone_takes_the_log_as_read() -> None:
    """Where nothing is sent from here, the log is what was said."""
    assert opening(letter(TOLD, 31, "late").body).startswith("I owed you word by 14:30 UTC")


@pytest.mark.parametrize(
    ("had", "subject", "begins"),
    [
        # the promise that they had is the one that was broken
        (Had("update", 1, at(25)), "I am late", "I owed you word by 14:25 UTC, and you had none."),
        # theirs still holds
        (Had("outreach", 1, at(45)), "where it stands", "I am sorry that you are still waiting."),
    ],
)
def test_only_a_promise_that_they_had_is_broken(had: Had, subject: str, begins: str) -> None:
    told, body = _words(TOLD, 31, "late", (had,))
    assert (told, opening(body)[: len(begins)]) == (subject, begins)
    assert "Invoices work." in body  # which did not reach them either


def test_words_that_did_not_reach_them_are_news() -> None:
    subject, body = _words(HELD, 26, "holding", (Had("update", 1, at(25)),))
    assert subject == "where it stands"
    assert opening(body) == "I am sorry that this is still in your way. Invoices work."


@pytest.mark.parametrize(
    ("had", "begins"),
    [
        ((Had("update", 1, at(25)), Had("resolved", 2, None)), "I told you that it was over, and you relied on that."),
        ((Had("update", 1, at(25)),), "It has been 1 hour in all, and I am sorry. They fail"),  # nothing to take back
    ],
)
def test_good_news_are_taken_back_from_those_who_had_them(had: tuple[Had, ...], begins: str) -> None:
    assert opening(_words(incident(update(5), OVER, AGAIN), 91, "update", had)[1]).startswith(begins)


def test_good_news_to_somebody_who_had_no_other() -> None:
    _, body = _words(incident(update(5), OVER), 61, "resolved", ())
    assert (
        f"What was wrong until then: {IMPACT} You had no word of it from me while it lasted. "
        "That was a second failure, and it was ours as well."
    ) in body
    assert "later than I had said" not in body


def test_news_in_place_of_what_was_wrong_keeps_a_promise_as_well() -> None:
    """A correction is an update to who never got the mistake: nobody is told that we were late who was told in time."""
    of = incident(
        update(5), SECOND, update(20, "Invoices work in part.", corrects=2), update(35, "All work.", "resolved")
    )
    had = (Had("update", 1, at(25)), Had("update", 3, at(40)))
    assert "later than I had said" not in _words(of, 36, "resolved", had)[1]
    assert "later than I had said" in _words(of, 36, "resolved", had[:1])[1]


def test_words_for_a_page_take_nothing_for_read_that_has_not_left() -> None:
    """Who reads a page had the time before, and has the news with the word that owns the miss."""
    of = incident(update(5, next_update=at(25)), update(20, "One line is down.", "identified", next_update=at(50)))
    body = letter(of.with_unsent({2: False}), 31, "late", sequence=2).body
    assert (
        opening(body)
        == "I owed you word by 14:25 UTC, and you had none. You were left waiting without knowing, and I am sorry."
    )
    assert "One line is down." in body


@pytest.mark.parametrize(
    ("left", "is_owned"),
    [
        (None, False),  # in time
        (at(37), True),  # it was written in time, and nobody said yes to it
    ],
)
def test_what_was_written_in_time_and_left_late_was_late(left: datetime | None, *, is_owned: bool) -> None:
    of = incident(update(5), SECOND, update(29, "One line is down.", next_update=at(75)), OVER)
    had = (Had("update", 1, at(25)), Had("update", 2, PROMISED), Had("update", 3, at(75), left))
    assert ("Once I wrote to you later than I had said." in _words(of, 61, "resolved", had)[1]) == is_owned


@pytest.mark.parametrize(
    ("had", "subject", "begins"),
    [
        ((Had("resolved", 2, None), Had("resolved", 4, None)), "It came back", "We told you that it was over, you"),
        # the first good news never reached them
        ((Had("resolved", 4, None),), "How are you", "You were promised a letter from me. In all, you could not"),
    ],
)
def test_the_letter_owns_good_news_that_came_too_early_to_who_had_it(
    had: tuple[Had, ...], subject: str, begins: str
) -> None:
    of = incident(update(5), OVER, AGAIN, update(95, "They hold.", "resolved"))
    message = letter(of, DAY, "followup", sequence=101, had={"acme": (Had("update", 1, at(25)), *had)})
    assert message.subject.startswith(subject)
    assert opening(message.body).startswith(begins)


NAMED = incident(update(5), SECOND, conversations=[said_to_us(12, stakeholders=["cfo@acme.example"])])
GERMAN = incident(
    update(5), SECOND, accounts=[account(language="de")],
    translations={"de": {"impact": "Jede dritte Zahlung scheitert."}},
    conversations=[said_to_us(12, stakeholders=["cfo@acme.example"])],
)  # fmt: skip


@pytest.mark.parametrize(
    ("of", "begins"),
    [
        (NAMED, f"Ines Duarte asked us to write to you as well, and I am sorry that it is about this: {IMPACT}"),
        (GERMAN, "Ines Duarte hat uns gebeten, auch Ihnen zu schreiben, und es tut mir leid, dass es darum geht: Jede"),
    ],
)
def test_somebody_who_was_named_learns_by_whom(of: Incident, begins: str) -> None:
    """Their account has had everything; they have had nothing."""
    had = {"acme": (Had("update", 1, at(25)), Had("update", 2, PROMISED))}
    to_acme, to_cfo = letters(of, 31, "late", had=had)
    assert opening(to_cfo.body).startswith(begins)
    assert not opening(to_acme.body).startswith(begins)


def test_those_who_had_the_same_share_a_form_letter() -> None:
    """And nobody else gets its words."""
    shops = [account(f"c{number}", name=f"Shop {number}") for number in range(6)]
    had = {shop.id: (Had("update", 1, at(25)),) for shop in shops[:3]}
    bodies = [message.body for message in letters(incident(update(5), SECOND, accounts=shops), 16, had=had)]
    assert [IMPACT in body for body in bodies] == [False] * 3 + [True] * 3
    assert [f"Shop {number}" in body for number, body in enumerate(bodies)] == [False] * 3 + [True] * 3


# --- after a reopening


@pytest.mark.parametrize(
    ("log", "says"),
    [
        ([OVER], "It took us 1 hour from 14:00 UTC, and I am sorry for the whole of it."),
        (
            [OVER, AGAIN, update(150, "It is mended.", "resolved")],
            "I told you that once before, and it was not over. It failed you for 2 hours in all, the first time",
        ),
    ],
)
def test_hours_in_which_it_worked_are_no_outage(log: list[Any], says: str) -> None:
    assert says in letter(incident(update(5), *log), 151, "resolved", sequence=len(log) + 1).body


def test_an_outage_that_goes_on_is_counted_in_all() -> None:
    of = incident(update(5), OVER, AGAIN, update(110, "One line is up."))
    assert (
        "It has been 1 hour and 20 minutes in all, and I am sorry."
        in letter(incident(*of.updates[:3], update(110, "One line is up.", "monitoring")), 111, "update").body
    )


# --- when they have told us something since


@pytest.mark.parametrize("turn", range(1, 5))
def test_nothing_is_unchanged_for_somebody_who_has_just_told_us_otherwise(turn: int) -> None:
    log = [update(5 * number, f"News {number}.") for number in range(1, turn + 1)]
    case = incident(*log, conversations=[said_to_us(5 * turn + 2, "Now the web shop is down as well.")])
    message = letter(case, 5 * turn + 16, "holding")
    assert opening(message.body) == (
        "I have read what you told us, and I am sorry: I have no news of the repair to set against it yet."
    )
    assert "no change" not in message.subject
    assert "Now the web shop is down as well." in message.body


@pytest.mark.parametrize(
    ("had", "told_at"),
    [
        ((Had("update", 1, at(25)), Had("holding", 1, at(45))), "14:05"),
        (
            (Had("holding", 1, at(45)),),
            "14:23",
        ),  # update 1 never reached them; the holding message said it in its place
    ],
)
def test_a_correction_names_the_time_when_its_reader_was_told_what_was_wrong(
    had: tuple[Had, ...], told_at: str
) -> None:
    of = incident(update(5, "A card is charged once."), update(30, "Some were charged twice.", corrects=1))
    said = (Said("holding", 1, "", at(23), at(45)),)
    subject, body = _words(of, 31, "correction", had, said=said)
    assert subject == f"what I told you at {told_at} UTC was wrong"
    assert f'At {told_at} UTC I wrote to you: "A card is charged once." That was wrong' in body


CORRECTED = incident(
    update(5, "A card is charged once.", next_step="We test both lines."),
    update(8, "Some were charged twice.", corrects=1, next_update=at(20)),
    update(15, "One line is down.", "identified", next_step="We are mending it.", next_update=at(40)),
)


@pytest.mark.parametrize(
    ("next_update", "work"),
    [
        (at(20), "We test both lines."),  # as it was written: a yes that it has holds
        (at(40), "We are mending it."),  # written anew after its time
    ],
)
def test_a_correction_written_after_its_time_tells_of_the_work_as_it_is_now(next_update: datetime, work: str) -> None:
    policy = policy_for("sev1", [], zone="UTC", outreach_tiers=[])
    planned = next(p for p in plan(CORRECTED, policy, [], at(25)) if p.kind == "correction")
    writer = Writer(CORRECTED, policy, [], at(25), had={"acme": (Had("update", 1, at(25)),)})
    body = writer.write(replace(planned, next_update=next_update)).body
    assert f"\n\n{work}\n\n" in body
    assert f"{next_update:%H:%M} UTC" in body


@pytest.mark.parametrize(
    ("had", "is_news"),
    [
        # they are owed the correction itself, which says that they were told otherwise
        ((Had("update", 1, at(20)),), False),
        ((Had("outreach", 1, at(20)),), True),  # they never were
    ],
)
def test_a_correction_is_no_news_to_who_believes_the_mistake(had: tuple[Had, ...], *, is_news: bool) -> None:
    of = incident(update(5, "A card is charged once."), update(8, "Some were charged twice.", corrects=1))
    assert ("Some were charged twice." in _words(of, 41, "late", had)[1]) is is_news
