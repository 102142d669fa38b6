"""The writer: who signs, who is greeted how, what is repeated back, and which times a letter gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from builders import account, at, incident, letter, letters, opening, question, said_to_us, update
from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Said
from outagecomms.compose import writer
from outagecomms.compose.templates import templates
from outagecomms.errors import InputError
from outagecomms.incident.model import PUBLIC, Lesson, Satisfaction

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "Our stores cannot take cards."
KEY = account(tier="key")


def _context(folder: Path, of: Any, minutes: float, expression: str, kind: str | None = None, **options: Any) -> str:
    """What a template sees: the value of *expression*."""
    for name in ("update", "holding", "late", "correction", "resolved", "outreach", "reply", "followup"):
        text = f"{{% block subject %}}s{{% endblock %}}{{% block body %}}{{{{ {expression} }}}}{{% endblock %}}"
        (folder / f"{name}.j2").write_text(text, encoding="utf-8")
    templates.cache_clear()
    return letter(of, minutes, kind, own_templates=folder, **options).body


# --- who signs


@pytest.mark.parametrize(
    ("case", "minutes", "kind", "signer"),
    [
        (incident(update(5)), 6, "update", "Sam Okafor"),
        (incident(accounts=[KEY]), 6, "outreach", "Dana Reyes"),  # personal: the leader's
        (incident(update(5), update(25, None, holding=True)), 26, "holding", "Sam Okafor"),
        (incident(update(5)), 40, "late", "Sam Okafor"),
        (incident(update(5), update(7, corrects=1)), 8, "correction", "Sam Okafor"),
        (incident(update(5), parked=[question(6)]), 7, "reply", "Sam Okafor"),
        (incident(update(5), update(9, status="resolved")), 10, "resolved", "Sam Okafor"),
        (incident(update(5), update(9, status="resolved")), 24 * 60, "followup", "Dana Reyes"),  # as she said
    ],
)
def test_who_signs_what(case: Any, minutes: float, kind: str, signer: str) -> None:
    message = letter(case, minutes, kind, sequence=1 if kind == "followup" else None)
    assert message.sender.name == signer
    assert message.body.split("\n\n")[-1].startswith(f"{signer}\n")


@pytest.mark.parametrize(("left", "name"), [("leader", "Sam Okafor"), ("liaison", "Dana Reyes")])
def test_one_person_can_be_both(left: str, name: str) -> None:
    facts: dict[str, Any] = {left: None}
    case = incident(update(5), accounts=[KEY], **facts)
    assert {m.sender.name for m in letters(case, 6)} == {name}


def test_somebody_must_sign() -> None:
    with pytest.raises(InputError, match=r"^checkout: nobody signs its messages; add .*\n\[liaison\]"):
        letter(incident(update(5), leader=None, liaison=None), 6)


def test_a_signature_says_how_to_reach_the_signer() -> None:
    signature = letter(incident(accounts=[KEY]), 6, "outreach", organisation="Example Ltd").body.split("\n\n")[-1]
    assert signature == "Dana Reyes\nChief Technology Officer, Example Ltd\ndana@example.com, +1 555 0100"


# --- who is written to


@pytest.mark.parametrize(
    ("contact", "greeted"),
    [
        ("Ines Duarte", "Ines"),  # a first name and a last name
        ("Jean-Luc Picard", "Jean-Luc"),
        ("Ines", "Ines"),  # one word may be either
        ("Ines Maria Duarte", "Ines Maria Duarte"),  # nobody can tell where the first name ends
        ("Ludwig van Beethoven", "Ludwig van Beethoven"),
        ("Dr. Duarte", "Dr. Duarte"),  # a title
        ("Prof Duarte", "Prof Duarte"),
        ("Frau Duarte", "Frau Duarte"),
        ("I. Duarte", "I. Duarte"),  # an initial is no name to call somebody by
        ("J Duarte", "J Duarte"),
        ("Duarte, Ines", "Duarte, Ines"),  # the last name first
        ("Support Team", "Support Team"),  # nobody's name
        ("Service Desk", "Service Desk"),
        ("李 伟", "李 伟"),
        ("  Ines   Duarte ", "Ines"),
        (None, "Hello"),
    ],
)
def test_the_greeting(contact: str | None, greeted: str) -> None:
    message = letter(incident(update(5), accounts=[account(contact=contact)]), 6)
    assert message.body.startswith(f"{greeted},\n\n")


def test_the_mail_goes_to_the_contact_or_to_the_account() -> None:
    named, unnamed = letters(incident(update(5), accounts=[account(), account("globex", contact=None)]), 6)
    assert (named.recipient_name, named.recipient) == ("Ines Duarte", "ines@acme.example")
    assert (unnamed.recipient_name, unnamed.recipient) == ("Acme Retail", "ines@globex.example")


def test_without_accounts_there_are_words_to_post() -> None:
    message = letter(incident(update(5), accounts=[]), 6)
    assert (message.account, message.recipient, message.recipient_name) == (PUBLIC.id, "", "")
    assert message.body.startswith("Hello,\n\nAbout one in three card payments is declined.")
    assert "the fault is ours, and you have to cope with it." in message.body


# --- what a customer told us


def test_what_they_told_us_is_repeated_once() -> None:
    """In the next message to everyone, and in no later one."""
    log = [update(5, "A."), update(20, "B."), update(35, "C.")]
    talks = [said_to_us(10)]
    told = [WORDS in letter(incident(*log[:n], conversations=talks), 36 - 15 * (3 - n)).body for n in (1, 2, 3)]
    assert told == [False, True, False]


def test_it_stays_in_that_message_when_they_tell_us_more() -> None:
    """A draft that is written anew does not lose it, and the new words wait for the next message."""
    case = incident(update(5), update(20), conversations=[said_to_us(10), said_to_us(22, "It is worse.")])
    assert WORDS in letter(case, 25).body
    assert "It is worse" not in letter(case, 25).body


def test_it_is_nobody_elses() -> None:
    case = incident(update(5), update(20), accounts=[account(), account("globex")], conversations=[said_to_us(10)])
    assert [WORDS in m.body for m in letters(case, 21)] == [True, False]


def _copies(of: Any, minutes: float, kind: str) -> dict[str, str]:
    return {message.account: message.body for message in letters(of, minutes, kind)}


NAMED: dict[str, Any] = {
    "stakeholders": ["cfo@acme.example"],
    "impact": "41 stores",
    "wants": "A day with your engineer.",
}


@pytest.mark.parametrize(
    ("log", "minutes", "kind", "theirs", "copied"),
    [
        ([update(20)], 21, "update", "You told us at 14:10 UTC: ", "Ines Duarte told us at 14:10 UTC: "),
        ([update(20, status="resolved")], 21, "resolved", "You had told us: ", "Ines Duarte had told us: "),
        ([update(20, status="resolved")], 21, "followup", "You told us: ", "Ines Duarte told us: "),
    ],
)
def test_a_stakeholders_copy_says_who_told_us(
    log: list[Any], minutes: float, kind: str, theirs: str, copied: str
) -> None:
    case = incident(update(5), *log, conversations=[said_to_us(10, **NAMED)])
    found = _copies(case, minutes, kind)
    words = '"Our stores cannot take cards."'

    assert f"{theirs}{words}" in found["acme"]
    assert f"{copied}{words}" in found["acme.1"]
    assert found["acme.1"].startswith("Hello,\n\n")


def test_in_german_too() -> None:
    case = incident(update(5), update(20), accounts=[account(language="de")], conversations=[said_to_us(10, **NAMED)])
    assert "\nInes Duarte hat uns gesagt: „Our stores cannot take cards.“" in _copies(case, 21, "update")["acme.1"]


def test_what_is_between_us_and_the_account_is_not_in_a_stakeholders_copy() -> None:
    """What it asked, what it wants, what it was answered, what was agreed."""
    case = incident(
        update(5), update(20, status="resolved"), conversations=[said_to_us(10, **NAMED)], parked=[question(11)],
        amends=[{"account": "acme", "at": at(6), "agreed": "A month free."}],
    )  # fmt: skip
    private = ("SLA credit", "A day with your engineer", "month free")
    found = _copies(case, 24 * 60, "followup")

    assert [words in found["acme"] for words in private] == [True] * 3
    assert [words in found["acme.1"] for words in private] == [False] * 3


def test_a_stakeholder_is_told_that_the_account_is_satisfied() -> None:
    answers = [{"account": "acme", "at": at(30), "satisfied": True}]
    case = incident(
        update(5), update(20, status="resolved"), conversations=[said_to_us(10, **NAMED)], satisfaction=answers
    )
    found = _copies(case, 61 * 24 * 60, "followup")

    assert "You told us on Sunday 22 November 2026 that it is right again" in found["acme"]
    assert "Ines Duarte told us on Sunday 22 November 2026 that it is right again" in found["acme.1"]


def test_each_copy_has_a_key_a_message_id_and_a_thread_of_its_own() -> None:
    case = incident(update(5), update(20), conversations=[said_to_us(10, **NAMED)])
    one, other = letters(case, 21, "update")

    assert (one.key, other.key) == ("checkout/update/2/acme", "checkout/update/2/acme.1")
    assert (one.recipient, other.recipient) == ("ines@acme.example", "cfo@acme.example")
    assert one.message_id != other.message_id
    assert not {one.in_reply_to, *one.references} & {other.in_reply_to, *other.references}


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [
        ("outreach", 21),
        ("resolved", 31),
        ("followup", 24 * 60),
        ("followup", 61 * 24 * 60),
        ("followup", 155 * 24 * 60),
    ],
)
def test_letters_always_repeat_it(kind: str, minutes: float) -> None:
    """The leader's, and those after the fix, whatever was answered before."""
    log = [update(5), update(20), *([] if kind == "outreach" else [update(30, status="resolved")])]
    case = incident(*log, accounts=[KEY], conversations=[said_to_us(10)])
    assert f'"{WORDS}"' in letter(case, minutes, kind).body


def test_the_newest_words_count() -> None:
    case = incident(update(5), accounts=[KEY], conversations=[said_to_us(10), said_to_us(12, "It is worse.")])
    body = letter(case, 15, "outreach").body
    assert '"It is worse."' in body
    assert WORDS not in body


def test_what_it_means_to_them_is_read_back() -> None:
    talk = said_to_us(10, "We cannot sell", impact="41 stores, about 900 sales an hour.")
    body = letter(incident(update(5), update(20), conversations=[talk]), 21).body
    assert '"We cannot sell." By your count: 41 stores, about 900 sales an hour. Is it still like that?' in body


# --- sentences


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Cards work", "Cards work."),  # what comes after it would run on
        ("Cards work.", "Cards work."),
        ("Do cards work?", "Do cards work?"),
        ("Cards work (Visa)", "Cards work (Visa)."),
        ('They said "cards work."', 'They said "cards work."'),
        ("  Cards work \n", "Cards work."),
        ("Half of them, 50 %", "Half of them, 50 %."),
    ],
)
def test_words_are_closed_as_sentences(typed: str, read: str) -> None:
    case = incident(update(5, typed, next_step=typed), impact=typed, workaround=typed)
    body = letter(case, 6).body
    assert opening(body).startswith(f"{read} ")
    assert f"\n\n{read} {read}\n\n" in body
    assert f"What works in the meantime: {read}\n\n" in body


# --- times


def test_a_late_message_owns_the_time_that_was_missed() -> None:
    case = incident(update(5, next_update=at(30)), update(41, "The switch is done.", next_update=at(70)))
    message = letter(case, 42)
    assert message.kind == "late"
    assert opening(message.body).startswith("I said 14:30 UTC. It is 14:41 UTC now, and you had to wait")
    assert "My next message reaches you by 15:10 UTC." in message.body


def test_a_late_message_from_the_facts_alone() -> None:
    message = letter(incident(update(5, next_update=at(30))), 41)
    assert (message.kind, message.sequence) == ("late", 1)
    assert opening(message.body).startswith("I said 14:30 UTC. That time has passed, and you had to wait")


@pytest.mark.parametrize(
    ("minutes", "promised", "missed", "times"),
    [
        (30, "14:30 UTC", "False", "0"),  # a promise is of a minute
        (30.9, "14:30 UTC", "False", "0"),
        (31, "14:30 UTC", "True", "1"),
    ],
)
def test_what_was_promised(tmp_path: Path, minutes: float, promised: str, missed: str, times: str) -> None:
    case = incident(update(5, next_update=at(30)), update(minutes, "B."))
    seen = "promised.when ~ '|' ~ missed ~ '|' ~ times_late"
    assert _context(tmp_path, case, minutes, seen) == f"{promised}|{missed}|{times}"


def test_every_time_that_passed_is_counted(tmp_path: Path) -> None:
    case = incident(
        update(5, next_update=at(30)), update(41, next_update=at(50)), update(50, next_update=at(60)), update(75),
        update(80, status="resolved"),
    )  # fmt: skip
    assert _context(tmp_path, case, 81, "times_late") == "2"


@pytest.mark.parametrize(
    ("log", "since"),
    [
        ([update(5), update(20, None, holding=True)], "14:05 UTC"),  # the news before it
        ([update(5), update(20, "B."), update(40, None, holding=True), update(50, "x", holding=True)], "14:20 UTC"),
    ],
)
def test_since_when_nothing_changed(tmp_path: Path, log: list[Any], since: str) -> None:
    assert _context(tmp_path, incident(*log), (log[-1].at - at(0)).seconds // 60, "unchanged_since.when") == since


def test_after_a_first_word_from_the_facts_nothing_changed_since_it_began() -> None:
    """It was sent before anybody wrote in the log; every later message must still be able to say something."""
    said = [Said("update", 0, "", at(6), at(26))]
    held = letter(incident(), 22, said=said)
    assert held.kind == "holding"
    assert "14:00 UTC" in held.body
    said += [Said("late", 0, "", at(30), at(50)), Said("holding", 0, "", at(49), at(69))]
    for spoken in (said[:1], said[:2], said):
        assert letter(incident(update(66, "B.", status="identified")), 67, said=spoken).body
        assert letter(incident(update(66, "B.")), 67, said=spoken).body


@pytest.mark.parametrize(
    ("minutes", "span"), [(5, "5 minutes"), (60, "1 hour"), (163, "2 hours and 43 minutes"), (1500, "1 day and 1 hour")]
)
def test_how_long_it_lasts(tmp_path: Path, minutes: float, span: str) -> None:
    assert _context(tmp_path, incident(update(minutes)), minutes, "open_for") == span


def test_the_outage_lasted_to_its_end() -> None:
    """Not to the minute in which we said so."""
    case = incident(update(5), update(100, status="resolved", ended=at(90)))
    message = letter(case, 101)
    assert opening(message.body).startswith(
        "You can use Checkout again, and have been able to since 15:30 UTC. It took us 1 hour and 30 minutes from"
    )
    assert letter(case, 24 * 60, "followup").body.count("1 hour and 30 minutes") == 1


def test_a_past_resolution_can_still_be_read_after_the_incident_was_opened_again() -> None:
    case = incident(update(5), update(90, status="resolved"), update(95, "It is back."))
    assert letter(case, 96, "resolved").subject == "Checkout: working again since 15:30 UTC"


def test_times_are_in_the_readers_zone() -> None:
    readers = [account(timezone="America/New_York"), account("globex", timezone="Asia/Kathmandu")]
    one, other = letters(incident(update(5, next_update=at(30)), accounts=readers), 6)
    assert "by 09:30 EST (14:30 UTC)" in one.body
    assert "by 20:15 UTC+5:45 (14:30 UTC)" in other.body


def test_a_reply_names_the_day_of_the_answer() -> None:
    """The date given, or three business days in the reader's zone; the 22nd is a Sunday."""
    given = letter(incident(update(5), parked=[question(6, answer_by=date(2026, 12, 1))]), 7, "reply")
    reckoned = letter(incident(update(5), parked=[question(6)]), 7, "reply")
    assert given.subject == 'Your question about "SLA credit": the answer comes by Tuesday 1 December'
    assert reckoned.subject == 'Your question about "SLA credit": the answer comes by Wednesday 25 November'


# --- what is being done


def test_the_work_in_hand_is_the_newest_step_of_this_status(tmp_path: Path) -> None:
    """A step towards finding the fault is no longer the work once it is found."""
    first, second = update(5, next_step="We look."), update(10, "Found.", status="identified")
    third = update(15, "Half.", status="identified", next_step="We switch.")
    assert _context(tmp_path, incident(first, update(10)), 11, "work") == "We look."
    assert _context(tmp_path, incident(first, second), 11, "work or 'none'") == "none"
    assert (
        _context(tmp_path, incident(first, second, third, update(20, status="identified")), 21, "work") == "We switch."
    )


def test_two_entries_in_one_second_follow_each_other(tmp_path: Path) -> None:
    case = incident(update(5, "A."), update(5, "B."), update(5, "C."))
    assert _context(tmp_path, case, 5, "first ~ turn ~ last.text ~ news.text") == "False2B.C."


def test_an_update_that_nobody_has_written_has_no_words() -> None:
    with pytest.raises(InputError, match=r"^update 2 has no words yet; give them: outagecomms update checkout$"):
        letter(incident(update(5)), 6, "update", sequence=2)


def test_translated_words_reach_the_reader_of_that_language(tmp_path: Path) -> None:
    german = account("globex", language="de")
    entry = update(5, "A.", translations={"de": {"text": "Ah."}})
    case = incident(entry, accounts=[account(), german], translations={"de": {"impact": "Nichts geht"}})
    _context(tmp_path, incident(entry), 6, "news.text ~ incident.impact ~ news.foreign ~ incident.foreign")
    english, _ = letters(case, 6, own_templates=tmp_path)
    assert english.body == "A.About one in three card payments is declined.[][]"
    (tmp_path / "de").mkdir()
    (tmp_path / "update.j2").rename(tmp_path / "de" / "update.j2")
    templates.cache_clear()
    _, translated = letters(case, 6, own_templates=tmp_path)
    assert translated.body == "Ah.Nichts geht.[]['title']"


# --- after the fix


def test_lessons_are_told_with_their_dates() -> None:
    lessons = [Lesson(question="should-not-have", text="We deployed during the sale", change="No deploys then")]
    case = incident(update(5), update(9, status="resolved"), lessons=lessons)
    body = letter(case, 24 * 60, "followup").body
    assert "What we should not have done: We deployed during the sale." in body


def test_a_satisfied_reader_is_not_asked_again() -> None:
    asked = {"account": "acme", "at": at(2000), "satisfied": True}
    case = incident(update(5), update(9, status="resolved"), satisfaction=[Satisfaction.model_validate(asked)])
    second = letter(case, 61 * 24 * 60, "followup", sequence=2)
    assert second.next_update is None
    assert "again on" not in second.body


# --- the same facts, the same bytes


def test_the_same_incident_is_written_the_same_way() -> None:
    def written() -> list[Any]:
        log = [update(5), update(20, next_step="We switch."), update(30, status="resolved")]
        return letters(incident(*log, accounts=[KEY, account("globex", timezone="Asia/Tokyo")]), 31)

    first = written()
    templates.cache_clear()
    writer._clock.cache_clear()
    assert written() == first


def test_the_time_of_writing_does_not_change_a_message_of_the_log() -> None:
    case = incident(update(5, next_update=at(60)), conversations=[said_to_us(3)])
    assert letter(case, 6) == letter(case, 6 + timedelta(minutes=20) / timedelta(minutes=1))


def test_a_broken_template_gives_way_to_the_built_in_one(tmp_path: Path) -> None:
    """Silence is worse than plain words: the mail is written, and the failures are known."""
    (tmp_path / "update.j2").write_text("{% block subject %}x{% endblock %}{% block body %}{{ nobody }}{% endblock %}")
    (tmp_path / "_time.j2").write_text("{% macro clock(t) %}{{ t.nothing }}{% endmacro %}")
    of = incident(update(5))
    policy = policy_for(of.severity, [], zone="UTC", outreach_tiers=[])
    own = writer.Writer(of, policy, [], at(6), own_templates=tmp_path)
    planned = next(iter(plan(of, policy, [], at(6))))
    templates.cache_clear()

    assert own.write(planned).body == letter(of, 6, "update").body
    assert sorted(own.failures) == ["_time", "update"]
    assert "update.j2:1:1: 'nobody' is undefined" in str(own.failures["update"])


@pytest.mark.parametrize(("asked", "spoken"), [("de", "de"), ("de-AT", "de"), ("en", "en"), ("fr", "en")])
def test_a_message_names_the_language_it_is_in(asked: str, spoken: str) -> None:
    """A reader of a language without templates gets English, and a mail that says so."""
    assert letter(incident(update(5), accounts=[account(language=asked)]), 6, "update").language == spoken


# --- what goes on after a title or a topic


def test_nothing_goes_on_after_the_end_of_a_sentence() -> None:
    case = incident(update(5), title="Why can nobody pay?", parked=[question(6, 'What does a "gold" day cost us?')])
    assert letter(case, 7, "update").subject == "Why can nobody pay: what we know so far"
    reply = letter(case, 7, "reply")
    assert (
        reply.subject
        == "Your question about \"What does a 'gold' day cost us\": the answer comes by Wednesday 25 November"
    )
    assert "Have I got the topic right: \"What does a 'gold' day cost us\"?" in reply.body


# --- what brings us to them before the next letter


AFTER = (update(5), update(60, None, "resolved"))
FIRST = Said("followup", 1, "acme", at(1080), datetime(2027, 1, 21, 10, tzinfo=UTC))
PROMISED = [question(30, answer_by=date(2026, 11, 26)), question(31, "the logs", answer_by=date(2026, 11, 25))]


@pytest.mark.parametrize(
    ("facts", "minutes", "said", "words"),
    [
        # nobody calls a standard account that has told us nothing
        ({}, 1080, [], "I will be in touch again on Thursday 21 January 2027."),
        # the first call is due on the day of the letter, or after it when the letter is written ahead
        ({"accounts": [KEY]}, 1080, [], "I will call you today, and be in touch again on Thursday 21 January 2027."),
        (
            {"accounts": [KEY], "updates": [update(5), update(6 * 1440, None, "resolved")]}, 6 * 1440 + 240, [],
            "I will call you on Monday 30 November, and be in touch again on Wednesday 27 January 2027.",
        ),
        # an answer comes before anything else
        (
            {"parked": PROMISED, "conversations": [said_to_us(70)]}, 1200, [],
            "you hear from me by Wednesday 25 November, as I promise you above, and again on Thursday 21 January 2027.",
        ),
        # the call that the letter before invited them to
        ({"accounts": [KEY]}, 60 * 1440, [FIRST], "I will call you today, as I invited you to. If another hour suits"),
        # nobody has invited them
        ({"accounts": [KEY]}, 60 * 1440, [], "I will call you today. If another hour suits"),
        # what is owed since yesterday is not announced for today
        ({"accounts": [KEY]}, 61 * 1440, [FIRST], "I will ask again on Wednesday 21 April, and sooner if you want me."),
    ],
)  # fmt: skip
def test_a_letter_names_what_comes_before_the_next(
    facts: dict[str, Any], minutes: float, said: list[Said], words: str
) -> None:
    case = incident(*AFTER).model_copy(update=facts)
    body = letter(case, minutes, "followup", said=said).body
    assert words in body
    assert ("I will call you today" in body) is ("call you today" in words)


# --- a day that passed without the word that was promised for it


CALL_US = said_to_us(70, follow_up=date(2026, 11, 26))
SECOND = Said("followup", 2, "acme", at(60 * 1440), datetime(2027, 4, 21, 10, tzinfo=UTC))
I_WROTE = "You were to hear from me on"
I_CALLED = "I was to call you on"


@pytest.mark.parametrize(
    ("facts", "days", "said", "owned"),
    [
        # the first letter comes on its day; days later
        ({}, 1, [], None),
        ({}, 4, [], "You were to hear from me on Monday 23 November and did not: I broke my word to you, and I am"),
        ({"accounts": [account(language="de")]}, 4, [],
         "Am Montag, 23. November, sollten Sie von mir hören und haben nichts gehört: Damit habe ich mein Wort geb"),
        # the letter before announced this one for another day
        ({}, 85, [FIRST], "You were to hear from me on Thursday 21 January and did not: I broke my word to you"),
        # nobody has had a letter that announced one
        ({}, 85, [], None),
        # a call that was agreed on was not made
        ({"conversations": [CALL_US]}, 60, [FIRST], "I was to call you on Thursday 26 November 2026 and did not: I"),
        ({"conversations": [CALL_US], "accounts": [account(language="de")]}, 60, [FIRST],
         "Am Donnerstag, 26. November 2026, sollte ich Sie anrufen und habe es nicht getan: Damit habe ich mein Wort"),
        # it was made
        ({"conversations": [CALL_US, said_to_us(5760, we_called=True)]}, 60, [FIRST], None),
        # the letter before has owned it; a call that lapsed after it is owned in the next
        ({"conversations": [CALL_US]}, 150, [FIRST, SECOND], "I was to call you on Thursday 21 January and did not"),
    ],
)  # fmt: skip
def test_a_letter_owns_the_day_that_passed(facts: Any, days: float, said: list[Said], owned: str | None) -> None:
    body = letter(incident(*AFTER).model_copy(update=facts), days * 1440, "followup", said=said).body
    assert owned is None or owned in body
    assert (owned is not None) is any(words in body for words in (I_WROTE, I_CALLED, "mein Wort gebrochen"))


def test_a_form_letter_owns_nothing_for_whom_it_came_in_time() -> None:
    """Only the first was to hear on Thursday: the letter before never reached the second."""
    both = [account(), account("bolt", contact=None), account("coil", contact=None), account("dune", contact=None)]
    said = [replace(FIRST, account=name) for name in ("bolt", "dune")]
    bodies = letters(incident(*AFTER, accounts=both), 85 * 1440, "followup", said=said)
    assert [I_WROTE in each.body for each in bodies] == [False, True, False, True]
