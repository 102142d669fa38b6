"""Each example runs: it reads, plans, and every message of it can be written for every reader."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from conftest import EXAMPLES
from outagecomms import workspace
from outagecomms.cadence import closing
from outagecomms.compose import mail
from outagecomms.drafting import case
from outagecomms.incident import history
from outagecomms.learning.actions import actions, still_open

PLACE = workspace.load(EXAMPLES)
NAMES = sorted(path.stem for path in PLACE.incidents())
AT = {  # when one would look at them
    "card-payments": datetime(2026, 11, 22, 15, 5, tzinfo=UTC),
    "five-lines": datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
    "night-records": datetime(2026, 12, 24, 12, 0, tzinfo=UTC),
    "datadog-2021-01-15": datetime(2021, 1, 16, 0, 0, tzinfo=UTC),
    "emma-2018-07-03": datetime(2018, 7, 4, 0, 0, tzinfo=UTC),
}


def loaded(name: str) -> case.Case:
    """The example called *name*."""
    return case.load(PLACE, PLACE.path_of(name))


def test_every_example_is_tested() -> None:
    """A new example needs a time to be looked at."""
    assert sorted(AT) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_message_of_an_example_can_be_written(name: str) -> None:
    """Each planned message has words without a gap, signed by a person who can be reached."""
    example, now = loaded(name), AT[name]
    writer = example.writer(now)
    planned = [p for p in example.plan(now) if p.state != "planned" or p.write]

    assert planned
    for each in planned:
        message = writer.write(each)
        assert message.subject == message.subject.strip() != ""
        assert "\n\n\n" not in message.body
        assert message.body.split("\n")[-1].startswith(message.sender.address)
        assert mail.to_bytes(message, now)


@pytest.mark.parametrize("name", NAMES)
def test_an_open_incident_always_says_when_the_next_message_comes(name: str) -> None:
    """Every message of an open incident gives the exact time of the next one, in the reader's zone and in UTC."""
    example, now = loaded(name), AT[name]
    writer = example.writer(now)
    promising = [p for p in example.plan(now) if p.next_update and p.kind != "followup" and p.state != "planned"]

    assert promising
    for planned in promising:
        assert planned.next_update is not None
        assert f"{planned.next_update:%H:%M} UTC" in writer.write(planned).body


@pytest.mark.parametrize("name", NAMES)
def test_no_two_messages_of_an_example_read_alike(name: str) -> None:
    """A reader never gets the same opening twice in a row, nor the same body ever."""
    example, now = loaded(name), AT[name]
    writer = example.writer(now)
    by_account: dict[str, list[str]] = {}
    for planned in example.plan(now):
        if planned.state == "past":
            by_account.setdefault(planned.account.id, []).append(writer.write(planned).body)

    for bodies in by_account.values():
        openings = [body.split("\n\n")[1] for body in bodies]
        assert all(before != after for before, after in pairwise(openings))
        assert len(set(bodies)) == len(bodies)


def test_the_sunday_reaches_those_who_use_checkout() -> None:
    """Two key accounts in the file, one's stakeholder, four shops from the CSV; who does not use it hears nothing."""
    readers = [account.id for account in loaded("card-payments").incident.readers()]

    assert readers == ["acme", "acme.1", "northside", "harbour-books", "kiosk-west", "sato-tea", "lohmann"]


def test_the_sunday_is_told_in_german_where_somebody_translated_it() -> None:
    """The reader of German gets German facts, and no English sentence."""
    example, now = loaded("card-payments"), AT["card-payments"]
    planned = next(p for p in example.plan(now) if p.account.id == "lohmann" and p.sequence == 3)

    body = example.writer(now).write(planned).body

    assert "Die Hälfte der Kartenzahlungen ist umgelegt" in body
    assert not re.search(r"\b(the|and|you|are)\b", body)


def test_the_angry_customer_is_answered_once() -> None:
    """The update after the conversation mirrors what they said; the one after that does not say it again."""
    example, now = loaded("card-payments"), AT["card-payments"]
    bodies = {
        p.sequence: example.writer(now).write(p).body
        for p in example.plan(now)
        if p.account.id == "acme" and p.kind == "update" and p.state == "past"
    }
    said = example.incident.conversations[0].said

    assert [sequence for sequence, body in bodies.items() if said in body] == [2]


def test_the_night_over_the_clock_change_keeps_its_intervals() -> None:
    """01:00 UTC is the hour in which Berlin and London turn back; the promises step through it without a jump."""
    example = loaded("night-records")
    promised = [p.promised_for - p.given_at for p in example.promises(AT["night-records"])]

    minutes = [span // timedelta(minutes=1) for span in promised]

    assert minutes == [20, 20, 20, 30, 30, 46, 60, 60]
    assert all(span > timedelta() for span in promised)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        # ten posts on the page, no time promised in any: our cadence would have called two of them late
        ("datadog-2021-01-15", "update update holding update update late late update resolved"),
        # nine posts within two and a half hours, each before our cadence would have asked for it
        ("emma-2018-07-03", "update holding holding update holding update update update resolved"),
    ],
)
def test_a_real_incident_is_planned_as_it_went(name: str, kinds: str) -> None:
    """The real hours, judged by our cadence."""
    example, now = loaded(name), AT[name]
    account = next(example.incident.readers()).id

    planned = [p.kind for p in example.plan(now) if p.account.id == account and p.state == "past"]

    assert " ".join(planned) == kinds
    assert example.incident.source["page"].startswith("http")


def test_the_night_goes_on_until_everyone_is_satisfied() -> None:
    """Two months later one reader is content, one is not, one has said nothing; and of three changes one is late."""
    example, now = loaded("night-records"), AT["night-records"]
    night, content = example.incident, list(history.satisfied(example.incident))
    late = [action.name for action in actions(night) if action.is_late(now.date())]

    assert (content, closing.missing(night, example.said)) == (["st-brigid"], ["2 accounts satisfied"])
    assert "lakeview" not in history.voices(night)
    assert (late, [action.name for action in still_open(night)]) == (["lesson-2"], ["lesson-2"])
