"""The German letters: every kind of them, in German throughout, and honest about words that nobody translated."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Said
from outagecomms.compose.amends import AmendsConfig
from outagecomms.compose.templates import BUILT_IN, Templates, templates
from outagecomms.compose.times import Clock
from outagecomms.compose.writer import Writer
from outagecomms.incident.model import (
    Account,
    Conversation,
    FactsIn,
    Incident,
    Lesson,
    NewsIn,
    Parked,
    Person,
    Satisfaction,
    Update,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from outagecomms.compose.message import Message

START = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)  # a Monday, 15:02 in Berlin
LEADER = Person(name="Dana Reyes", role="Technische Leiterin", email="dana@zahlwerk.example", phone="+49 30 555 0100")
LIAISON = Person(name="Sam Okafor", role="Kundenbetreuer", email="sam@zahlwerk.example")
BANK = Account(
    id="bank", name="Nordbank", contact="Frau Dr. Weber", email="weber@nordbank.example", timezone="Europe/Berlin",
    language="de", tier="key",
)  # fmt: skip
SHOP = Account(id="shop", name="Krüger", email="laden@krueger.example", timezone="Europe/Berlin", language="de")
SAID = "Unsere Händler können keine Karten annehmen."
TRANSLATED = {
    "de": FactsIn(
        title="Kartenzahlungen werden abgelehnt",
        service="die Kartenzahlung",
        impact="Etwa jede dritte Kartenzahlung wird abgelehnt.",
    )
}
QUOTES = "im Original"
ENGLISH = frozenset(
    ["the", "you", "your", "we", "and", "of", "is", "are", "not", "what", "have", "from", "that", "this", "by"]
)
NEVER = re.compile(
    r"Unannehmlichkeit|Geduld|Verständnis|\b(falls|leider|bald|umgehend|schnellstmöglich)\b", re.IGNORECASE
)


def at(minutes: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minutes)


def entry(minutes: float, status: Any = "investigating", **words: Any) -> Update:
    """A log entry; German when nothing else is said."""
    return Update(at=at(minutes), by="Sam Okafor", status=status, **words)


def outage(*updates: Update, **facts: Any) -> Incident:
    """An outage written down in German, for a bank that may have told us something and a shop that did not."""
    german: dict[str, Any] = {
        "title": "Kartenzahlungen werden abgelehnt",
        "service": "die Kartenzahlung",
        "severity": "sev1",
        "started": START,
        "impact": "Etwa jede dritte Kartenzahlung wird abgelehnt.",
        "language": "de",
        "leader": LEADER,
        "liaison": LIAISON,
        "accounts": [BANK, SHOP],
    }
    return Incident.known_as(Incident(**(german | facts), updates=list(updates)), "karten")


def english_outage(*updates: Update, **facts: Any) -> Incident:
    """The same outage, written down in English."""
    english = {
        "language": "en",
        "title": "Card payments are failing",
        "service": "Checkout",
        "impact": "One in three card payments is declined.",
    }
    return outage(*updates, **(english | facts))


def letters(incident: Incident, minutes: float, *said: Said) -> dict[tuple[str, int, str], Callable[[], Message]]:
    """How to write each letter there is at that time, by kind, sequence and account; none that waits for a person."""
    policy = policy_for(incident.severity, [], zone="UTC", outreach_tiers=["key"])
    writer = Writer(incident, policy, said, at(minutes), organisation="Zahlwerk")
    return {
        (planned.kind, planned.sequence, planned.account.id): partial(writer.write, planned)
        for planned in plan(incident, policy, said, at(minutes))
        if planned.write or planned.state == "past" or planned.kind == "followup"
    }


def opening(message: Message) -> str:
    """The first paragraph after the greeting."""
    return message.body.split("\n\n")[1]


def heard() -> list[Conversation]:
    """What the bank told us."""
    return [Conversation(account="bank", at=at(23), said=SAID, impact="1.200 Händler")]


def test_every_template_has_a_german_one() -> None:
    """No English part stands in for a German one that was forgotten."""
    english, german = ({path.name for path in folder.glob("*.j2")} for folder in (BUILT_IN, BUILT_IN / "de"))
    assert english - german == set()


@pytest.mark.parametrize(
    ("zone", "moment", "clock", "when"),
    [
        # winter time, the day of writing
        ("Europe/Berlin", at(28), "15:30 Uhr MEZ (14:30 UTC)", "15:30 Uhr MEZ (14:30 UTC)"),
        # the day after
        (
            "Europe/Berlin", datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
            "10:00 Uhr MEZ (09:00 UTC)", "Dienstag, 24. November, 10:00 Uhr MEZ (09:00 UTC)",
        ),
        # summer time, another year
        (
            "Europe/Vienna", datetime(2027, 3, 29, 8, 0, tzinfo=UTC),
            "10:00 Uhr MESZ (08:00 UTC)", "Montag, 29. März 2027, 10:00 Uhr MESZ (08:00 UTC)",
        ),
        # UTC is not said twice
        ("UTC", at(28), "14:30 Uhr UTC", "14:30 Uhr UTC"),
        # a zone without a German name keeps its own
        ("America/New_York", at(28), "09:30 Uhr EST (14:30 UTC)", "09:30 Uhr EST (14:30 UTC)"),
    ],
)  # fmt: skip
def test_times_are_said_as_germans_say_them(zone: str, moment: datetime, clock: str, when: str) -> None:
    """In the reader's zone, with UTC beside it, and the date before the time where it is another day."""
    time = Clock(templates("de", None), zone, date(2026, 11, 23)).time(moment)
    assert (time["clock"], time["when"]) == (clock, when)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 Minuten"),  # just now
        (1, "1 Minute"),
        (60, "1 Stunde"),
        (163, "2 Stunden und 43 Minuten"),
        (1440, "1 Tag"),
        (2 * 1440 + 61, "2 Tage und 1 Stunde"),  # minutes no longer matter
    ],
)
def test_spans_are_counted_in_german(minutes: int, words: str) -> None:
    """Singular and plural, largest two units."""
    assert Clock(templates("de", None), "UTC", date(2026, 11, 23)).span(minutes) == words


def test_first_update_whole() -> None:
    """Contact, organisation, workaround, heard words: the whole letter, word for word."""
    first = entry(
        8, text="Zahlungen auf Rechnung gehen durch.", next_step="Wir prüfen ein Kartennetz nach dem anderen."
    )
    talk = [Conversation(account="bank", at=at(5), said=SAID, impact="1.200 Händler")]
    incident = outage(first, conversations=talk, workaround="Überweisungen gehen durch.")
    message = letters(incident, 9)["update", 1, "bank"]()
    assert message.subject == "Kartenzahlungen werden abgelehnt: Was wir bis jetzt wissen"
    assert message.body == (
        "Guten Tag Frau Dr. Weber,\n\n"
        "ich beginne mit dem, was Sie trifft: Etwa jede dritte Kartenzahlung wird abgelehnt."
        " Das geht seit 15:02 Uhr MEZ"
        " (14:02 UTC) so, und es tut mir leid: Sie haben Wichtigeres zu tun, als auf uns zu warten.\n\n"
        "Was wir bis jetzt wissen: Zahlungen auf Rechnung gehen durch. Wir prüfen ein Kartennetz nach dem anderen.\n\n"
        "So kommen Sie bis dahin weiter: Überweisungen gehen durch.\n\n"
        "Ihre Worte von 15:07 Uhr MEZ (14:07 UTC) habe ich vor mir: „Unsere Händler können keine Karten annehmen.“"
        " In Zahlen: 1.200 Händler. Ist das noch so? Ein Ja oder ein Nein genügt; ich gebe es an die weiter,"
        " die den Fehler beheben.\n\n"
        "Bis 15:30 Uhr MEZ (14:30 UTC) schreibe ich Ihnen wieder, mit Neuem oder ohne.\n\n"
        "Mit freundlichen Grüßen\nSam Okafor\nKundenbetreuer, Zahlwerk\nsam@zahlwerk.example"
    )


def test_resolved_whole() -> None:
    """To a reader whom we left waiting once: what works, how we know, what was lost, what comes next."""
    end = entry(
        178, "resolved", ended=at(163), confirmed="Alle Kartennetze nehmen seitdem Zahlungen an.",
        lost="Keine Zahlung wurde doppelt abgebucht.",
    )  # fmt: skip
    incident = outage(
        entry(8, text="Wir wissen noch wenig."), entry(60, text="Ein Netz geht."), end, conversations=heard()
    )
    message = letters(incident, 180)["resolved", 3, "bank"]()
    assert message.subject == "Kartenzahlungen werden abgelehnt: Seit 17:45 Uhr MEZ (16:45 UTC) geht es wieder"
    assert message.body == (
        "Guten Tag Frau Dr. Weber,\n\n"
        "seit 17:45 Uhr MEZ (16:45 UTC) geht wieder, was ausgefallen war: die Kartenzahlung. 2 Stunden und 43 Minuten"
        " lang konnten Sie sich nicht darauf verlassen, von 15:02 Uhr MEZ (14:02 UTC) an, und jede Minute davon tut mir"
        " leid.\n\n"
        "Woher wir wissen, dass es läuft: Alle Kartennetze nehmen seitdem Zahlungen an.\n\n"
        "Wir wissen von nichts, was Sie nacharbeiten müssen. Sieht bei Ihnen trotzdem etwas falsch aus, dann antworten"
        " Sie mir: Es kommt direkt bei mir an.\n\n"
        "Was verloren ist und was nicht: Keine Zahlung wurde doppelt abgebucht.\n\n"
        "Zweimal haben Sie in dieser Zeit später von mir gehört, als ich es zugesagt hatte. Das war ein zweites"
        " Versäumnis, und auch das war unseres.\n\n"
        "Sie hatten uns gesagt: „Unsere Händler können keine Karten annehmen.“ Ist das für Sie vorbei? Ein Nein genügt,"
        " und wir machen weiter.\n\n"
        "Am Dienstag, 24. November, schreibt Ihnen Dana Reyes.\n\n"
        "Mit freundlichen Grüßen\nSam Okafor\nKundenbetreuer, Zahlwerk\nsam@zahlwerk.example"
    )


@pytest.mark.parametrize(
    ("account", "greeting"),
    [
        ("bank", "Guten Tag Frau Dr. Weber,"),  # a name with a title stays whole, and nobody is called by a first name
        ("shop", "Guten Tag,"),  # nobody's name is known
    ],
)
def test_the_greeting_is_formal(account: str, greeting: str) -> None:
    """Sie, and the name as it was given."""
    message = letters(outage(entry(8, text="Wir suchen.")), 9)["update", 1, account]()
    assert message.body.split("\n", 1)[0] == greeting


@pytest.mark.parametrize(
    ("before", "after", "begins"),
    [
        # from not knowing to knowing
        ("investigating", "identified", "noch ist Ihnen nicht geholfen, und das tut mir leid. Aber wir wissen"),
        # repaired
        ("identified", "monitoring", "30 Minuten haben Sie darauf gewartet, und das tut mir leid. Die Abhilfe"),
        # the repair did not hold: that is no discovery
        ("monitoring", "identified", "ich hätte Ihnen gern geschrieben, dass es vorbei ist. Das kann ich nicht"),
        # it was called over, and it was not
        ("resolved", "investigating", "ich habe Ihnen geschrieben, dass es vorbei ist, und Sie haben sich darauf"),
    ],
)  # fmt: skip
def test_a_change_of_status_is_told_for_what_it_is(before: str, after: str, begins: str) -> None:
    """The opening depends on where the incident comes from, not only on where it is."""
    incident = outage(entry(15, before, text="Das war."), entry(30, after, text="Das ist."))
    assert opening(letters(incident, 31)["update", 2, "shop"]()).startswith(begins)


@pytest.mark.parametrize(
    ("satisfied", "closes"),
    [
        # not asked yet, or not content: the next date
        (False, "Am Donnerstag, 22. April, frage ich Sie wieder, und vorher, wann immer Sie wollen."),
        # content: nobody is pressed, and no date is given
        (
            True,
            "Sie haben uns am Mittwoch, 25. November 2026, gesagt, dass es für Sie wieder stimmt: Danke dafür.",
        ),
    ],
)  # fmt: skip
def test_sixty_days_on(satisfied: bool, closes: str) -> None:  # noqa: FBT001  (a row of the table)
    """What was pledged, done or not; the next date to those who still wait for it."""
    incident = outage(
        entry(60, "resolved", text="Alles läuft."),
        lessons=[
            Lesson(question="should-not-have", text="Wir haben am Sonntag umgestellt.", change="Sonntags nie mehr.",
                   done=date(2026, 12, 1)),
            Lesson(question="should-have", text="Wir haben nicht geprüft.", change="Wir prüfen vorher.",
                   owner="Dana Reyes", due=date(2027, 2, 1)),
        ],
        satisfaction=[Satisfaction(account="shop", at=at(2000), satisfied=satisfied)],
    )  # fmt: skip
    body = letters(incident, 61 * 1440)["followup", 2, "shop"]().body
    assert (
        "- Wir haben am Sonntag umgestellt. Unsere Zusage: Sonntags nie mehr. Das haben wir geändert;"
        " es gilt seit Dienstag, 1. Dezember 2026.\n\n"
    ) in body
    assert (
        "- Wir haben nicht geprüft. Unsere Zusage: Wir prüfen vorher. Zugesagt ist es bis Montag, 1. Februar,"
        " von Dana Reyes; erledigt ist es noch nicht.\n\n"
    ) in body
    assert body.split("\n\n")[-2].startswith(closes)


@pytest.mark.parametrize(
    ("lesson", "words"),
    [
        # what is done is told as done
        ({"change": "Sonntags nie mehr.", "done": date(2026, 11, 23)}, "Das haben wir geändert: Sonntags nie mehr."),
        # what is not done is never told as done
        (
            {"change": "Sonntags nie mehr.", "due": date(2026, 12, 1)},
            "Das ändern wir bis Dienstag, 1. Dezember: Sonntags nie mehr.",
        ),
        # and has no date that nobody gave
        ({"change": "Sonntags nie mehr."}, "Das ändern wir: Sonntags nie mehr."),
    ],
)  # fmt: skip
def test_a_change_is_called_done_once_it_is(lesson: dict[str, Any], words: str) -> None:
    """The same-day letter promises what is not there yet."""
    learned = Lesson(question="should-not-have", text="Wir haben umgestellt.", **lesson)
    incident = outage(entry(60, "resolved", text="Alles läuft."), lessons=[learned])
    body = letters(incident, 300)["followup", 1, "shop"]().body
    assert f"Was wir nicht hätten tun dürfen: Wir haben umgestellt. {words}\n\n" in body


def test_holding_before_any_log_entry() -> None:
    """When only the facts were told so far, nothing has changed since it began."""
    told = Said("update", 0, "shop", at(5), at(25))
    assert "Bei Ihnen ist es unverändert seit 15:02 Uhr MEZ (14:02 UTC)." in opening(
        letters(outage(), 21, told)["holding", 0, "shop"]()
    )


def test_first_log_entry_after_messages_from_the_facts() -> None:
    """An update needs no log entry before it to refer to."""
    told = (Said("update", 0, "shop", at(5), at(25)), Said("holding", 0, "shop", at(25), at(45)))
    message = letters(outage(entry(30, text="Wir suchen.")), 31, *told)["update", 1, "shop"]()
    assert message.subject == "Kartenzahlungen werden abgelehnt: Stand 15:32 Uhr MEZ (14:32 UTC)"


FOREIGN = english_outage(
    entry(8, text="Invoices work.", next_step="We check the networks."),
    entry(28, "identified", text="One line is down.", next_step="We move the traffic."),
    entry(58, "identified", holding=True),
    entry(120, "monitoring", text="All lines are up.", next_step="We watch."),
    entry(130, "monitoring", corrects=4, text="Amex still fails.", effect="Take cash."),
    entry(178, "resolved", ended=at(163), confirmed="All networks accept.", redo="Log in again.", lost="Nothing was."),
    conversations=heard(),
    lessons=[Lesson(question="should-have", text="We did not test.", change="We test.")],
)  # fmt: skip


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        # the facts
        (("update", 1, "shop"), "ich beginne mit dem, was Sie trifft, im Original: „One in three card"),
        # the news
        (("update", 2, "shop"), "woran es liegt, im Original: „One line is down.“"),
        # the work in hand, told in an entry before
        (("holding", 3, "shop"), "Daran sind wir jetzt, im Original: „We move the traffic.“"),
        (("late", 4, "shop"), "Was ich Ihnen jetzt sagen kann, im Original: „All lines are up.“"),
        (("correction", 5, "shop"), "Richtig ist, im Original: „Amex still fails.“"),
        (("resolved", 6, "shop"), "Woher wir wissen, dass es läuft, im Original: „All networks accept.“"),
        (("followup", 1, "shop"), "nicht getan haben, im Original: „We did not test.“"),
        (("followup", 2, "shop"), "geworden ist, im Original:\n\n- „We did not test.“"),
    ],
)  # fmt: skip
def test_untranslated_words_are_introduced_as_a_quotation_once(key: tuple[str, int, str], sentence: str) -> None:
    """The reader is told whose words these are, once a letter, and all of them stand in quotation marks."""
    message = letters(FOREIGN, 180)[key]()
    assert sentence in message.body
    assert message.body.count(QUOTES) == 1
    assert not _english(re.sub("„[^“]*“", "", message.subject + "\n" + message.body))


def test_translated_words_read_seamlessly() -> None:
    """Where a person translated facts and log, nothing is quoted and nothing is left in English."""
    first = entry(
        8, text="Invoices work.", next_step="We check the networks.",
        translations={"de": NewsIn(text="Rechnungen gehen.", next_step="Wir prüfen die Netze.")},
    )  # fmt: skip
    message = letters(english_outage(first, translations=TRANSLATED), 9)["update", 1, "shop"]()
    assert message.subject == "Kartenzahlungen werden abgelehnt: Was wir bis jetzt wissen"
    assert "\n\nWas wir bis jetzt wissen: Rechnungen gehen. Wir prüfen die Netze.\n\n" in message.body
    assert "„" not in message.body


def test_work_keeps_its_translation_in_a_holding_update() -> None:
    """A holding entry has no words of its own to translate; the work in hand was translated where it was told."""
    first = entry(
        8, text="Invoices work.", next_step="We check.",
        translations={"de": NewsIn(text="Rechnungen gehen.", next_step="Wir prüfen die Netze.")},
    )  # fmt: skip
    incident = english_outage(first, entry(28, holding=True), translations=TRANSLATED)
    message = letters(incident, 29)["holding", 2, "shop"]()
    assert "\n\nDie Arbeit geht weiter: Wir prüfen die Netze.\n\n" in message.body


def _english(text: str) -> frozenset[str]:
    return ENGLISH & set(re.findall(r"[a-z]+", text.casefold()))


entries = st.lists(
    st.tuples(
        st.sampled_from(["investigating", "identified", "monitoring"]),
        st.sampled_from(["text", "text", "step", "holding", "corrects"]),
        st.integers(5, 200),  # minutes since the entry before: often too long
    ),
    max_size=9,
)


def _logged(drawn: list[tuple[str, str, int]]) -> list[Update]:
    minutes, found = 3, []
    for number, (status, shape, gap) in enumerate(drawn, start=1):
        words: dict[str, Any] = {"holding": True} if shape == "holding" else {"text": f"Stand Nummer {number}."}
        if shape == "step":
            words["next_step"] = "Wir stellen um."
        if shape == "corrects" and number > 1:
            words["corrects"] = number - 1
        minutes += gap
        found.append(entry(minutes, status, **words))
    return found


@settings(max_examples=60, deadline=None)
@given(entries, st.tuples(st.booleans(), st.booleans(), st.booleans()), st.integers(0, 200 * 1440))
def test_every_letter_of_every_log(
    drawn: list[tuple[str, str, int]], flags: tuple[bool, bool, bool], later: int
) -> None:
    """Whatever happens, a letter is German, sorry in its first paragraph, exact about the next time, and signed."""
    over, told, has_workaround = flags
    log = _logged(drawn)
    minutes = int((log[-1].at - START).total_seconds() // 60) if log else 3
    if over:
        log.append(entry(minutes + 10, "resolved", text="Alles läuft."))
    incident = outage(
        *log,
        conversations=heard() if told else [],
        parked=[Parked(account="bank", at=at(4), topic="Gutschrift")],
        workaround="Überweisungen gehen durch." if has_workaround else None,
    )
    for (kind, _, _), write in letters(incident, minutes + 10 + later).items():
        message = write()
        signer = LEADER if kind in ("outreach", "followup") else LIAISON
        first, signature = opening(message), message.body.split("\n\n")[-1].split("\n")
        assert not _english(message.subject + "\n" + message.body)
        assert not NEVER.search(message.body)
        assert "tut mir" in first
        assert "leid" in first
        assert first[0].islower() or first[0].isdigit() or first.split()[0] in ("Sie", "Ihre")
        assert signature[:3] == ["Mit freundlichen Grüßen", signer.name, f"{signer.role}, Zahlwerk"]
        if kind not in ("resolved", "followup") and message.next_update:
            assert f"{message.next_update:%H:%M} UTC" in message.body


def test_consecutive_holding_updates_open_differently() -> None:
    """Four in a row, four openings and four ways to promise the next."""
    incident = outage(entry(8, text="Wir suchen."), *(entry(8 + 10 * n, holding=True) for n in range(1, 5)))
    bodies = [letters(incident, 60)["holding", n, "shop"]().body.split("\n\n") for n in range(2, 6)]
    assert len({body[1][:12] for body in bodies}) == 4
    assert len({body[-2][:12] for body in bodies}) == 4


def test_what_is_repaired_is_not_called_broken() -> None:
    """Nothing new while we watch whether it holds: neither line says that it is not fixed."""
    incident = outage(
        entry(8, "monitoring", text="Es geht."), *(entry(8 + 10 * n, "monitoring", holding=True) for n in range(1, 5))
    )
    found = [letters(incident, 60)["holding", n, "shop"]() for n in range(2, 6)]
    assert not any("nicht behoben" in message.subject + message.body for message in found)
    assert len({opening(message)[:8] for message in found[:2]}) == 2


def test_offers_that_nobody_translated_are_quoted() -> None:
    """Both, as they stand: a German sentence does not go on in English."""
    offers = {"standard": AmendsConfig(sev1=["call you", "write it down"])}
    incident = english_outage(entry(60, "resolved", text="All lines are up."))
    policy = policy_for("sev1", [], zone="UTC", outreach_tiers=["key"])
    writer = Writer(incident, policy, (), at(300), offers=offers)
    letter = next(p for p in plan(incident, policy, (), at(300)) if (p.kind, p.account.id) == ("followup", "shop"))

    assert (
        "\n\nZwei Dinge biete ich Ihnen für diese Woche an, im Original: „call you“ oder „write it down“. Vielleicht"
    ) in writer.write(letter).body


def test_german_serves_austria_and_switzerland() -> None:
    """A regional tag falls back to the language before it falls back to English."""
    assert Templates("de-AT").source_of("update") == BUILT_IN / "de" / "update.j2"
