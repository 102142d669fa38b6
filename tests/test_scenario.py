"""One incident lived through the commands, from its first minute to the second follow-up of the 90 days and its end.

Three accounts: one that is satisfied at once (lohmann), one that is angry and satisfied after 150 days (acme, with a
stakeholder), and one that never says a word (harbour). The clock is moved; mail leaves into a folder, and is read back
from its raw bytes.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from freezegun import freeze_time
from icalendar import Calendar

from outagecomms import clock
from outagecomms.__main__ import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LETTERS = ("<o", "<f")  # Message-IDs of what the leader signs
ACME, CFO, LOHMANN, HARBOUR = "ines@acme.example", "cfo@acme.example", "petra@lohmann.example", "tom@harbour.example"
GREETINGS = {ACME: "Ines,", CFO: "Hello,", LOHMANN: "Guten Tag Petra Lohmann,", HARBOUR: "Tom,"}
ACCOUNTS = f"""\
acme,Acme Retail,Ines Duarte,{ACME},America/New_York,en,key,
lohmann,Lohmann,Petra Lohmann,{LOHMANN},Europe/Berlin,de,standard,
harbour,Harbour Books,Tom Ellery,{HARBOUR},Europe/London,en,standard,
"""
SETTINGS = """
[mail]
transport = "directory"
directory = "sent"

[amends.key]
sev1 = ["send you an engineer for a day", "go through every declined sale with you", "check your tills at night"]
"""
INIT = (
    'init . --organisation "Example Pay" --leader "Dana Reyes, Chief Technology Officer, dana@example.com, +1 555 0100"'
    ' --liaison "Sam Okafor, Customer Liaison, sam@example.com"'
)
SAID = "Our stores cannot take cards and the queue is out of the door."
AGREED = "A list of every sale that was declined in your stores"


class Invited(NamedTuple):
    """What a calendar makes of an invitation; *start* is in the zone of the reader."""

    uid: str
    sequence: int
    start: str
    zone: str
    reader: str


class Mail(NamedTuple):
    """A mail as its reader sees it."""

    to: str
    subject: str
    text: str
    invited: Invited | None


@dataclass
class Life:
    """The clock, the commands, and the mailboxes."""

    place: Path
    clock: Any
    screen: pytest.CaptureFixture[str]
    read: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    threads: dict[str, str] = field(default_factory=dict)

    def at(self, moment: str) -> None:
        """Move the clock on, to a time in UTC."""
        self.clock.move_to(f"{moment}:00+00:00")

    def oc(self, line: str, code: int = 0) -> str:
        """Run one command as it is typed in a shell, and return what it prints on standard output."""
        self.screen.readouterr()
        found = run(shlex.split(line))
        out, err = self.screen.readouterr()
        assert found == code, f"{line}: {found}\n{out}\n{err}"
        return out

    def post(self, code: int = 0) -> list[Mail]:
        """Write what is due, say yes to it and send it; the mails that left since the last time, by reader."""
        self.oc("tick", code)
        self.oc("outbox approve --all")
        self.oc("send")
        new = [path for path in (self.place / "sent" / "new").iterdir() if path.name not in self.read]
        self.read |= {path.name for path in new}
        return sorted((self._opened(path.read_bytes()) for path in new), key=lambda mail: mail[:2])

    def owed(self, code: int = 0) -> list[tuple[str | None, str, int | None, str]]:
        """Who is owed what, of which round, and by when, in the order in which `followups` lists it."""
        owed = json.loads(self.oc("followups --format json", code))["owed"]
        return [(each["account"], each["how"], each["round"], each["due"][:16]) for each in owed]

    def silent(self, code: int = 0) -> list[str]:
        """Who has never said a word."""
        return [each["account"] for each in json.loads(self.oc("followups --format json", code))["silent"]]

    def missing(self) -> list[str]:
        """What is missing before it is closed, as `status` tells a program."""
        (found,) = json.loads(self.oc("status --all --format json"))["incidents"]
        assert found["closed"] is (found["missing"] == [])
        return list(found["missing"])

    def appointment(self, uid: str) -> tuple[int, str]:
        """How often a planned call was moved, and when it is in the reader's zone."""
        events: list[Any] = Calendar.from_ical(self.oc("plan cards --format ics")).walk("VEVENT")
        (event,) = (event for event in events if event["UID"] == uid)
        return int(event["SEQUENCE"]), event["DTSTART"].dt.isoformat()[:16]

    def _opened(self, raw: bytes) -> Mail:
        mail: Any = message_from_bytes(raw, policy=default)
        assert mail["Message-ID"] not in self.ids, "the same message twice"
        self.ids.add(mail["Message-ID"])
        invitations = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        invited = [_invited(part.get_payload(decode=True)) for part in invitations]
        (to,), (by,) = mail["To"].addresses, mail["From"].addresses
        text, thread = mail.get_body(("plain",)).get_content(), mail["References"].split()[0]
        assert text.startswith(GREETINGS[to.addr_spec])
        assert by.display_name in text.splitlines(), "who signs is who it comes from"
        assert (by.display_name == "Dana Reyes") is mail["Message-ID"].startswith(LETTERS)
        assert mail["Reply-To"] == mail["From"]
        assert self.threads.setdefault(to.addr_spec, thread) == thread, "a reader's mails are one thread"
        return Mail(to.addr_spec, mail["Subject"], text, invited[0] if invited else None)


def _invited(raw: bytes) -> Invited:
    calendar: Any = Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    start = event["DTSTART"].dt
    assert (calendar["METHOD"], event["ORGANIZER"]) == ("REQUEST", "mailto:dana@example.com")
    reader = event["ATTENDEE"].removeprefix("mailto:")
    return Invited(str(event["UID"]), int(event["SEQUENCE"]), start.isoformat()[:16], start.tzinfo.key, reader)


def _to_acme(call: int, start: str, sequence: int = 0) -> Invited:
    return Invited(f"cards.call-{call}.acme@outagecomms", sequence, start, "America/New_York", ACME)


def _says(mail: Mail, passages: str) -> None:
    """Each of the *passages*, one a line, stands in the mail, in that order."""
    _in_order(mail.text, passages)


def _in_order(text: str, passages: str) -> None:
    text, at = " ".join(text.split()), 0
    for passage in filter(None, map(str.strip, passages.splitlines())):
        assert passage in text[at:], f"{passage!r} is not in, or not there:\n{text}"
        at = text.index(passage, at) + len(passage)


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Life]:
    """A workspace with three accounts and a folder for mail, two minutes into the outage."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "system_now", lambda: datetime.now(UTC))
    with freeze_time("2026-03-03T14:04:00Z") as frozen:
        life = Life(tmp_path, frozen, capsys)
        life.oc(INIT)
        for name, text in (("accounts.csv", ACCOUNTS), ("outagecomms.toml", SETTINGS)):
            with (tmp_path / name).open("a", encoding="utf-8") as file:
                file.write(text)
        yield life


def test_a_life(life: Life) -> None:
    """Who was told what and when, who was invited, what was owed, and what was missing, chapter by chapter."""
    _it_breaks_and_the_angry_one_calls_first(life)
    _a_question_waits(life)
    _a_promise_is_kept_and_one_is_missed(life)
    _it_works_again(life)
    _the_same_day(life)
    _a_silence_is_noticed(life)
    _we_learn(life)
    _sixty_days(life)
    _the_angry_are_asked_sooner(life)
    _a_date_moves(life)
    _after_150_days_one_is_satisfied(life)
    _after_240_days_one_is_still_silent(life)
    _it_is_closed(life)
    assert len(life.ids) == 32  # every mail was looked at above


def _it_breaks_and_the_angry_one_calls_first(life: Life) -> None:
    """They came to us before we had reached them: a surprise. Their words stand in what they get from then on."""
    life.oc(
        'new cards --title "Card payments are failing" --service Checkout --severity sev1 --started 14:02Z'
        ' --impact "About one in three card payments is declined."'
    )
    life.at("2026-03-03T14:06")
    life.oc(
        f'heard cards acme --said "{SAID}" --impact "41 stores" --stakeholder {CFO} --mood angry'
        ' --wants "To know by noon what to tell our stores."'
    )
    sheet = life.oc("call cards acme")
    life.at("2026-03-03T14:09")
    life.oc('update cards "A declined card is not charged." --next-step "We are testing both lines."')
    to_cfo, letter, to_acme, to_lohmann, to_harbour = life.post()

    _in_order(
        sheet,
        f"""{SAID}
        They came to us before we had reached them. Own that before anything else.
        LISTEN FIRST
        You told us: '{SAID}' By your count: 41 stores. How is it now, and what has been added?
        I am taking notes, so that you never have to tell it twice.
        Let them finish, however long it takes.
        This must not happen to you, and I do not accept it either.
        So what you told us is still so, or has turned into
        Who else besides {CFO} should hear from us directly?
        IF THEY WANT SOMETHING NOW, OFFER TWO THINGS
        outagecomms park cards acme""",
    )
    assert [mail[:2] for mail in (to_cfo, letter, to_acme, to_lohmann, to_harbour)] == [
        (CFO, "Card payments are failing: what we know so far"),
        (ACME, "Card payments are failing: I am on this myself"),
        (ACME, "Card payments are failing: what we know so far"),
        (LOHMANN, "„Card payments are failing“: Was wir bis jetzt wissen"),
        (HARBOUR, "Card payments are failing: what we know so far"),
    ]
    _says(
        letter,
        f"""{SAID}
        41 stores
        Have I understood that correctly?
        not what you should get from us
        Our leadership team knows
        our best people
        We are testing both lines.
        09:29 EST (14:29 UTC)
        +1 555 0100
        Dana Reyes""",
    )
    _says(to_acme, f"A declined card is not charged.\n{SAID}\nIs it still like that?\n14:29 UTC\nSam Okafor")
    _says(to_cfo, f"Ines Duarte told us\n{SAID}")
    _says(to_lohmann, "15:29 Uhr MEZ (14:29 UTC)")
    _says(to_harbour, "I am sorry\n14:29 GMT (14:29 UTC)")
    assert SAID not in to_harbour.text + to_lohmann.text


def _a_question_waits(life: Life) -> None:
    """Put off with courtesy: an answer on a date, from a name. Nobody else hears of it."""
    life.at("2026-03-03T14:15")
    shown = life.oc('park cards acme "SLA credit"')
    (reply,) = life.post()

    assert life.owed() == [("acme", "answer", None, "2026-03-06T15:00")]
    assert "Friday 6 March" in shown
    assert reply[:2] == (ACME, 'Your question about "SLA credit": the answer comes by Friday 6 March')
    _says(
        reply,
        """thank you for asking
        Have I got the topic right: "SLA credit"?
        It is a fair question
        Dana Reyes
        Friday 6 March
        We are testing both lines.
        09:29 EST (14:29 UTC)""",
    )


def _a_promise_is_kept_and_one_is_missed(life: Life) -> None:
    """The holding update keeps the promise while the experts work; the late one owns the miss."""
    life.at("2026-03-03T14:26")
    holding = life.post()
    life.at("2026-03-03T14:57")
    life.oc(
        'update cards "One of the two lines refuses payments." --status identified'
        ' --next-step "We are moving all card traffic to the line that works."'
    )
    late = life.post(1)  # its time has passed, and it waits for a yes

    assert [mail.to for mail in holding] == [mail.to for mail in late] == [CFO, ACME, LOHMANN, HARBOUR]
    for mails, est, cet in (holding, "09:49 EST (14:49 UTC)", "15:49"), (late, "10:27 EST (15:27 UTC)", "16:27"):
        _says(mails[0], est)
        _says(mails[1], est)
        _says(mails[2], f"{cet} Uhr MEZ")
    _says(holding[-1], "14:09 GMT (14:09 UTC)\nWe are testing both lines.\n14:49 GMT (14:49 UTC)")
    _says(
        late[-1],
        """14:49 GMT (14:49 UTC)
        waiting without knowing, and I am sorry
        One of the two lines refuses payments.
        15:27 GMT (15:27 UTC)""",
    )


def _it_works_again(life: Life) -> None:
    """Everyone is told; what is owed from now on stands in the list, and so does what is missing."""
    life.at("2026-03-03T15:50")
    life.oc('resolve cards --ended 15:40Z --confirmed "Every card network has accepted payments since."')
    mails = life.post()
    review = life.oc("review cards")

    assert [mail.to for mail in mails] == [CFO, ACME, LOHMANN, HARBOUR]
    _says(
        mails[1],
        f"""10:40 EST (15:40 UTC)
        1 hour and 38 minutes
        I am sorry for the whole of it
        Every card network has accepted payments since.
        later than I had said
        {SAID}
        Dana Reyes will write to you today, Tuesday 3 March
        SLA credit""",
    )
    _says(mails[0], f"10:40 EST (15:40 UTC)\n{SAID}\nTuesday 3 March")
    _says(mails[2], "16:40 Uhr MEZ (15:40 UTC)\nMittwoch, 4. März\nDana Reyes")
    _says(mails[3], "Every card network has accepted payments since.\nTuesday 3 March")
    assert not any("SLA credit" in mail.text for mail in (mails[0], *mails[2:]))
    assert life.owed() == [
        ("acme", "mail", 1, "2026-03-03T17:50"),
        ("acme", "call", 1, "2026-03-03T17:50"),
        ("acme.1", "mail", 1, "2026-03-03T17:50"),
        ("harbour", "mail", 1, "2026-03-03T17:50"),
        ("lohmann", "mail", 1, "2026-03-04T09:00"),
        ("acme", "answer", None, "2026-03-06T15:00"),
        ("lohmann", "mail", 2, "2026-05-04T08:00"),
        ("harbour", "mail", 2, "2026-05-04T09:00"),
        ("acme", "mail", 2, "2026-05-04T14:00"),
        ("acme", "call", 2, "2026-05-04T14:00"),
        ("acme.1", "mail", 2, "2026-05-04T14:00"),
    ]
    assert life.missing() == ["reviewed", "1 parked topic answered", "3 accounts satisfied"]
    assert "3 given: 1 kept, 2 late, 0 missed, 0 open." in review
    assert "- acme came to us at 2026-03-03 14:06, before we had reached them." in review
    assert "- First contact: 2026-03-03 14:09, 7 min after it began, 2 min after the target" in review


def _the_same_day(life: Life) -> None:
    """The one who is content says so at once. The letters come that day or the next morning, with the next date."""
    life.at("2026-03-03T16:10")
    life.oc('satisfied cards lohmann yes --confirmed-by "Petra Lohmann"')
    life.at("2026-03-03T17:50")
    to_cfo, to_acme, to_harbour = life.post()
    sheet = life.oc("call cards acme")
    life.oc(
        'heard cards acme --said "We want to know which sales were lost." --impact "about 700 sales"'
        ' --wants "A list of them." --mood angry --we-called'
    )
    life.oc(f'amends cards acme "{AGREED}" --owner "Sam Okafor" --due 2026-03-10')
    life.at("2026-03-04T09:00")
    (to_lohmann,) = life.post()

    assert [to_cfo.to, to_acme.to, to_harbour.to, to_lohmann.to] == [CFO, ACME, HARBOUR, LOHMANN]
    assert to_acme.subject == to_harbour.subject == "How are you, after today?"
    _says(
        to_acme,
        f"""I am sorry
        SLA credit
        Friday 6 March
        {SAID}
        41 stores
        To know by noon what to tell our stores.
        Have I got that right?
        a second failure
        our part in it
        send you an engineer for a day
        go through every declined sale with you
        how do we make this right?
        Monday 4 May
        Dana Reyes""",
    )
    _says(to_cfo, f"Ines Duarte told us\n{SAID}")
    _says(to_harbour, "I have not heard from you\nhow do we make this right?\nMonday 4 May")
    _says(
        to_lohmann,
        """Sie haben uns am Dienstag, 3. März, gesagt, dass es wieder stimmt
        Sollte Sie je wieder etwas aufhalten, dann wird es so sein
        Am Montag, 4. Mai, melde ich mich wieder.""",
    )
    assert to_acme.invited == _to_acme(2, "2026-05-04T10:00")
    assert (to_cfo.invited, to_harbour.invited, to_lohmann.invited) == (None, None, None)
    _in_order(
        sheet,
        """late with the rest by up to 23 minutes
        ANSWER WHAT THEY ASKED - "SLA credit": promised by Friday 6 March.
        OWN OUR PART
        send you an engineer for a day, or I could go through every declined sale with you
        How do we make this right?
        whichever of my colleagues you reach knows this story""",
    )


def _a_silence_is_noticed(life: Life) -> None:
    """Nobody answers at harbour, and acme has not got its answer: that is overdue, and a person is needed."""
    life.at("2026-03-07T09:00")

    assert life.owed(1)[0] == ("acme", "answer", None, "2026-03-06T15:00")
    assert life.silent(1) == ["harbour"]


def _we_learn(life: Life) -> None:
    """Three answers, each a change with a name and a day; the question is answered, the amends are made."""
    life.oc('review cards --held-by "Dana Reyes"', 2)  # not before the three questions are answered
    life.oc(
        'lesson cards --question should-not-have --text "We deployed during the sale."'
        ' --change "No deploys in sale hours." --owner "Dana Reyes" --due 2026-04-01'
    )
    life.oc(
        'lesson cards --question should-have --text "We did not test the second line."'
        ' --change "Both lines are tested each week." --owner "Sam Okafor" --due 2026-04-15'
    )
    life.oc(
        'lesson cards --question learned --text "Shops hear it from their queue first."'
        ' --change "A test sale runs each minute." --owner "Sam Okafor" --due 2026-05-15'
    )
    review = life.oc('review cards --held-by "Dana Reyes"')
    life.oc('answer cards acme sla "A month is credited to you." --by "Dana Reyes"')
    life.at("2026-03-09T09:00")
    life.oc('done cards amends-1 --by "Sam Okafor"')
    life.at("2026-03-27T09:00")
    life.oc('done cards lesson-1 --by "Dana Reyes"')

    assert "- Closed: not yet; missing: 1 parked topic answered, 2 accounts satisfied" in review
    assert life.missing() == ["1 answer told", "2 accounts satisfied"]
    assert life.owed(1) == [
        ("acme", "answer", None, "2026-03-06T15:00"),  # nobody has called them with it: it is late until the letter
        (None, "change", None, "2026-04-15T10:00"),
        ("lohmann", "mail", 2, "2026-05-04T08:00"),
        ("harbour", "mail", 2, "2026-05-04T09:00"),
        ("acme", "mail", 2, "2026-05-04T14:00"),
        ("acme", "call", 2, "2026-05-04T14:00"),
        ("acme.1", "mail", 2, "2026-05-04T14:00"),
        (None, "change", None, "2026-05-15T10:00"),
    ]
    assert life.post() == []


def _sixty_days(life: Life) -> None:
    """What was learned since the first letter, which promised none of it; also to the one who is content."""
    life.at("2026-05-04T14:00")
    to_cfo, to_acme, to_lohmann, to_harbour = life.post()

    changes = """
        What we have learned since then, and what changes because of it:
        We deployed during the sale. No deploys in sale hours.
        That has been in place since Friday 27 March.
        That was to change by Wednesday 15 April, and it is late: Both lines are tested each week.
        That will change by Friday 15 May: A test sale runs each minute.
        Do these changes meet what you expect of us so far
        has it been better from where you stand?
    """
    assert to_acme.subject == to_harbour.subject == "Sixty days on: what we have learned"
    _says(
        to_acme,
        """First, the answer
        SLA credit
        You were to have it by Friday 6 March; it is late, and I am sorry.
        A month is credited to you.
        which sales were lost.
        about 700 sales""",
    )
    assert life.missing() == ["2 accounts satisfied"]  # it has reached them now
    _says(to_acme, f"{changes}{AGREED}\nThat is done.\nhow do we make this right?\nTuesday 16 June")
    _says(to_harbour, f"{changes}how do we make this right?\nFriday 31 July")
    _says(to_cfo, changes)
    _says(
        to_lohmann,
        """es gilt seit Freitag, 27. März
        Das sollte bis Mittwoch, 15. April, geändert sein, und es ist zu spät:
        Sie haben uns am Dienstag, 3. März, gesagt, dass es für Sie wieder stimmt""",
    )
    assert to_acme.invited == _to_acme(3, "2026-06-16T10:00")
    assert (to_cfo.invited, to_harbour.invited, to_lohmann.invited) == (None, None, None)


def _the_angry_are_asked_sooner(life: Life) -> None:
    """Forty-five days after the last letter rather than ninety; nobody else is written to."""
    life.at("2026-06-16T14:00")
    to_cfo, to_acme = life.post()

    assert (to_cfo.to, to_acme.to) == (CFO, ACME)
    assert to_cfo.subject == to_acme.subject == "Still open between us: Card payments are failing"
    _says(
        to_acme,
        """You have not told me that it is right yet
        Both lines are tested each week. I owed you that by Wednesday 15 April, and it is late.
        A test sale runs each minute. I owed you that by Friday 15 May, and it is late.
        Every other change that we promised you is in place.
        about 700 sales
        What we agreed on is done, and I have no yes from you
        I could check your tills at night, or I could send you an engineer for a day.
        Friday 31 July""",
    )
    _says(to_cfo, "Both lines are tested each week.\nwhich sales were lost.\nFriday 31 July")
    assert (to_cfo.invited, to_acme.invited) == (None, _to_acme(4, "2026-07-31T10:00"))


def _a_date_moves(life: Life) -> None:
    """They calm down, and the next round is put off; they are upset again, and it comes back. Calendars follow."""
    uid = _to_acme(4, "").uid
    before = life.appointment(uid)
    life.at("2026-06-17T15:00")
    life.oc('heard cards acme --said "It has held for two weeks." --mood worried --we-called')
    calmer = life.appointment(uid)
    life.at("2026-07-10T15:00")
    life.oc('heard cards acme --said "A till in Boston declined cards again." --mood angry')
    upset = life.appointment(uid)
    life.at("2026-07-20T09:00")
    life.oc('done cards lesson-2 --by "Sam Okafor"')
    life.oc('done cards lesson-3 --by "Sam Okafor"')

    assert [before, calmer, upset] == [(0, "2026-07-31T10:00"), (1, "2026-09-14T10:00"), (2, "2026-07-31T10:00")]
    assert life.post() == []


def _after_150_days_one_is_satisfied(life: Life) -> None:
    """The letters of that day, each in its reader's morning; then a yes, and nothing more is owed to them."""
    life.at("2026-07-31T14:00")
    to_cfo, to_acme, to_harbour = life.post()
    life.at("2026-07-31T15:00")
    life.oc('satisfied cards acme yes --confirmed-by "Ines Duarte"')

    assert [mail.to for mail in (to_cfo, to_acme, to_harbour)] == [CFO, ACME, HARBOUR]
    _says(
        to_acme,
        """Both lines are tested each week. That is done: it has been in place since Monday 20 July.
        A test sale runs each minute. That is done: it has been in place since Monday 20 July.
        Does that meet what you expect of us so far?
        A till in Boston declined cards again.
        Monday 14 September""",
    )
    _says(to_cfo, "A till in Boston declined cards again.\nMonday 14 September")
    _says(to_harbour, "You have not told me that it is right yet\nThursday 29 October")
    assert to_acme.invited == _to_acme(5, "2026-09-14T10:00", sequence=2)
    assert (to_cfo.invited, to_harbour.invited) == (None, None)
    assert life.missing() == ["1 account satisfied"]
    assert life.owed() == [("harbour", "mail", 4, "2026-10-29T10:00")]


def _after_240_days_one_is_still_silent(life: Life) -> None:
    """The second letter of the ninety days goes to nobody else, and silence is not satisfaction."""
    life.at("2026-09-14T14:00")
    nothing = life.post()
    life.at("2026-10-29T10:00")
    (to_harbour,) = life.post()

    assert nothing == []
    assert to_harbour[:2] == (HARBOUR, "I have not forgotten: Card payments are failing")
    _says(to_harbour, "I am sorry that I still have to ask\nhow do we make this right?\nWednesday 27 January")
    assert to_harbour.invited is None
    assert life.owed() == [("harbour", "mail", 5, "2027-01-27T10:00")]
    assert life.silent() == ["harbour"]
    assert life.missing() == ["1 account satisfied"]
    assert "Not a word from 1 of 3 accounts, which does not make them satisfied: harbour" in life.oc("review cards")


def _it_is_closed(life: Life) -> None:
    """A visit, and a yes: resolved, reviewed, answered, satisfied. Nothing is owed to anybody."""
    life.at("2026-10-30T11:00")
    life.oc('heard cards harbour --said "We had given up on hearing from you." --we-called')
    life.oc('satisfied cards harbour yes --confirmed-by "Tom Ellery"')
    review = life.oc("review cards")

    assert life.missing() == []
    assert "  cards  sev1  closed  nothing is missing" in life.oc("status --all")
    assert (life.owed(), life.silent(), life.post()) == ([], [], [])
    assert "- Closed: yes\n" in review
    assert "Every account has told us something." in review
    assert review.endswith("## Actions still open\n\nNone.\n")
    life.at("2027-01-27T10:00")
    assert life.post() == []
