"""The words that people write in incident files are judged, each at its own place; customers' words never are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import ACME, CONFIG, FACTS, a_workspace
from outagecomms.checking.incidents import check_incident, unused
from outagecomms.drafting import case

from .conftest import rules_for

if TYPE_CHECKING:
    from pathlib import Path

VAGUE = "inform/vague-time"
ENTRY = """
[[updates]]
at = 2026-11-22T14:05:00Z
by = "Sam Okafor"
status = "identified"
next_update = 2026-11-22T14:30:00Z
"""
FIRST = (FACTS + ACME + ENTRY).count("\n") + 1  # the line behind an entry's own


def load(folder: Path, text: str) -> case.Case:
    place = a_workspace(folder, CONFIG, checkout=text)
    return case.load(place, place.path_of("checkout"))


def found(folder: Path, text: str) -> list[tuple[int, int, int, str]]:
    """Line, column, end column and rule of each finding."""
    return [(f.line, f.column, f.end_column, f.rule) for _, f in check_incident(load(folder, text), rules_for)]


def test_sober_words_pass(tmp_path: Path) -> None:
    assert found(tmp_path, FACTS + ACME + ENTRY + 'text = "Two of ten cards go through now."\n') == []


@pytest.mark.parametrize(
    ("words", "line", "column", "end"),
    [
        ('text = "Cards work shortly."', 0, 20, 27),  # a basic string
        ("text = 'Cards work shortly.'", 0, 20, 27),  # a literal one
        ('text = """Cards work shortly."""', 0, 22, 29),  # in three quotes
        ('text = """\nCards work\n  shortly."""', 2, 3, 10),  # over several lines
        ("text = '''\nCards\nwork shortly.'''", 2, 6, 13),  # over several lines, as it stands
        ('text = """Cards \\\n    work shortly."""', 1, 10, 17),  # a line that goes on in the next
        (r'text = "\"Cards\" \u0077ork shortly."', 0, 29, 36),  # behind escapes
        (r'text = "Cards work short\u006cy."', 0, 20, 32),  # spelt with an escape
        ('text = "Shortly we know, shortly."', 0, 26, 33),  # the second of two
        ('text = "Now."\nnext_step = "We write shortly."', 1, 23, 30),  # another key
        ('text = "Now."\neffect = "Cards work shortly."', 1, 22, 29),
        ('text = "Now."\ntranslations = { de = { text = "Karten gehen so bald wie möglich." } }', 1, 46, 57),  # inline
        ('text = "Now."\ntranslations.de.text = "Karten gehen so bald wie möglich."', 1, 38, 49),  # a dotted key
    ],
)
def test_findings_stand_where_the_words_are_spelt(tmp_path: Path, words: str, line: int, column: int, end: int) -> None:
    """Of several in one text the last is meant here."""
    *_, last = found(tmp_path, FACTS + ACME + ENTRY + words + "\n")
    assert last == (FIRST + line, column, end, VAGUE)


def test_a_refund_in_an_open_incident(tmp_path: Path) -> None:
    ((line, column, _, rule),) = found(tmp_path, FACTS + ACME + ENTRY + 'text = "We refund the fees of today."\n')
    assert (line, column, rule) == (FIRST, 12, "solution/restitution")


ASKED = '[[parked]]\naccount = "acme"\nat = 2026-11-22T14:06:00Z\ntopic = "the fees"\n'
ANSWER = '[[answers]]\naccount = "acme"\nat = 2026-11-22T14:07:00Z\ntopic = "the fees"\n'
AMENDS = '[[amends]]\naccount = "acme"\nat = 2026-11-22T14:08:00Z\n'


@pytest.mark.parametrize(
    ("answer", "agreed", "findings"),
    [
        ("We refund the fees of today.", "A refund of the fees", []),  # they are read after the end
        ("You get it shortly.", "A call as soon as possible", [(VAGUE, 9), (VAGUE, 13)]),
    ],
)
def test_what_a_follow_up_will_quote_is_judged_as_it_is_read(
    tmp_path: Path, answer: str, agreed: str, findings: list[tuple[str, int]]
) -> None:
    log = f'{ASKED}{ANSWER}text = "{answer}"\n{AMENDS}agreed = "{agreed}"\n'
    before = (FACTS + ACME).count("\n")
    of_log = [(rule, line - before) for line, _, _, rule in found(tmp_path, FACTS + ACME + log)]
    assert of_log == findings


def test_after_the_end_amends_may_be_offered(tmp_path: Path) -> None:
    resolved = ENTRY.replace("identified", "resolved").replace("next_update = 2026-11-22T14:30:00Z\n", "")
    assert found(tmp_path, FACTS + ACME + resolved + 'text = "We refund the fees of today."\n') == []


@pytest.mark.parametrize(
    ("facts", "line", "column"),
    [
        (FACTS.replace("Card payments are failing", "Cards will work shortly"), 1, 26),
        (FACTS.replace("About one", "Shortly one"), 5, 11),
        (FACTS + 'workaround = "PayPal works shortly."\n', 6, 28),
        (FACTS + '[[lessons]]\nquestion = "learned"\ntext = "We will know shortly."\n', 8, 22),
        (FACTS + '[[lessons]]\nquestion = "learned"\ntext = "x"\nchange = "It comes shortly."\n', 9, 20),
        (FACTS + "[translations.de]\ntitle = 'So bald wie möglich'\n", 7, 10),
    ],
)
def test_facts_and_lessons_are_judged_too(tmp_path: Path, facts: str, line: int, column: int) -> None:
    places = [(at, start) for at, start, _, rule in found(tmp_path, facts) if rule == VAGUE]
    assert places == [(line, column)]


def test_what_customers_say_is_theirs(tmp_path: Path) -> None:
    """Their words, what they asked, what the incident is known from: none of it is judged."""
    text = FACTS + ACME + (
        '[[conversations]]\naccount = "acme"\nat = 2026-11-22T14:25:00Z\nsaid = "Refund us shortly, blame AWS!!"\n'
        'impact = "only a minor glitch"\n[[parked]]\naccount = "acme"\nat = 2026-11-22T14:26:00Z\n'
        'topic = "SLA credit, as soon as possible"\n[source]\nurl = "as soon as possible"\n'
    )  # fmt: skip
    assert found(tmp_path, text) == []


ESTIMATE = 'text = "We expect to have this fixed by 15:00 UTC."\n'


def test_an_estimate_needs_a_name(tmp_path: Path) -> None:
    """A time for the fix is an error, unless the entry says who approved it."""
    ((line, _, _, rule),) = found(tmp_path, FACTS + ACME + ENTRY + ESTIMATE)
    assert (line, rule) == (FIRST, "reassure/recovery-estimate")
    assert found(tmp_path, FACTS + ACME + ENTRY + ESTIMATE + 'approved_by = "Dana Reyes"\n') == []


ALLOW = f'tone_allow = [{{ rule = "{VAGUE}", because = "the law says it so" }}]\n'


def test_an_entry_s_allowance_counts_for_that_entry(tmp_path: Path) -> None:
    said = 'text = "Cards work shortly."\n'
    again = ENTRY.replace("14:05", "14:25").replace("14:30", "14:50") + said
    text = FACTS + ACME + ENTRY + said + ALLOW + again
    assert [line for line, *_ in found(tmp_path, text)] == [text.count("\n")]


def test_an_incident_s_allowance_counts_for_all_of_it(tmp_path: Path) -> None:
    text = FACTS + ALLOW + ACME + ENTRY + 'text = "Cards work shortly."\n'
    assert found(tmp_path, text) == []


def test_unused_allowances(tmp_path: Path) -> None:
    """Each at its own place, if neither the words nor a message made of them break its rule any more."""
    said = 'text = "Cards work shortly."\n'
    idle = ALLOW.replace(VAGUE, "own/evasive")
    text = FACTS + idle + ACME + ENTRY + said + ALLOW
    text += (
        ENTRY.replace("14:05", "14:25").replace("14:30", "14:50") + 'text = "Cards work again in Ireland."\n' + ALLOW
    )
    told = unused(load(tmp_path, text), rules_for)
    assert [(f.line, f.column, f.message) for _, f in told] == [
        (6, 15, "own/evasive is allowed here and does not fire"),
        (text.count("\n"), 15, "inform/vague-time is allowed here and does not fire"),
    ]


def test_an_allowance_for_what_is_missing_is_used(tmp_path: Path) -> None:
    """A message made of the entry may lack something that no word of the entry shows."""
    allow = ALLOW.replace(VAGUE, "solution/next-step")
    own = tmp_path / "own"
    own.mkdir()
    (own / "update.j2").write_text(
        "{% block subject %}s{% endblock %}{% block body %}{{ news.text }}{% endblock %}", encoding="utf-8"
    )
    place = a_workspace(
        tmp_path, 'templates = "own"\n' + CONFIG, checkout=FACTS + ACME + ENTRY + 'text = "No."\n' + allow
    )
    assert unused(case.load(place, place.path_of("checkout")), rules_for) == []


def test_a_service_that_no_account_names(tmp_path: Path) -> None:
    """Where it stands in the incident's file: those who use it would hear nothing."""
    charging = FACTS.replace("Checkout", "Chargng") + ACME + 'services = ["Charging"]\n'
    (found,) = check_incident(load(tmp_path, charging), rules_for)
    assert (found[0], found[1].place, found[1].level) == (
        str(tmp_path / "incidents" / "checkout.toml"),
        (2, 11),
        "warning",
    )
    assert (found[1].message, found[1].suggestion) == ("no account names Chargng", "did you mean Charging?")


def test_services_and_tiers_that_may_be_slips(tmp_path: Path) -> None:
    """Where their account stands: in the incident's file or in that of its accounts, whose id may come last."""
    inline = ACME + 'services = ["Checkout", "Chekout"]\n'
    place = a_workspace(tmp_path, CONFIG, checkout='accounts_file = "../accounts.csv"\n' + FACTS + inline)
    (tmp_path / "accounts.csv").write_text(
        "name,email,tier,id\nB,b@x.example,,bee\nC,c@x.example,kye,c\n", encoding="utf-8"
    )
    found = check_incident(case.load(place, place.path_of("checkout")), rules_for)
    assert [(path.rpartition("/")[2], finding.place, finding.message) for path, finding in found] == [
        ("checkout.toml", (8, 1), 'acme: the service "Chekout" looks like "Checkout"'),
        ("accounts.csv", (3, 1), 'c: the tier "kye" looks like "key"'),
    ]
