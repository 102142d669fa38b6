"""What is said about a file that the model refuses: what is wrong, where, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from outagecomms import tomlfile
from outagecomms.errors import InputError, Problem
from outagecomms.incident import reader
from outagecomms.problems import Fault, key_path, problems

if TYPE_CHECKING:
    from collections.abc import Callable

FACTS = """\
title = "Card payments are failing"
service = "Checkout"
severity = "sev1"
started = 2026-11-22T14:02:00Z
impact = "One in three."
"""


@pytest.fixture
def said(tmp_path: Path) -> Callable[[str], list[str]]:
    """What is said about an incident file with that text, without the file's name."""

    def about(text: str) -> list[str]:
        path = tmp_path / "x.toml"
        path.write_text(text, encoding="utf-8", newline="")
        with pytest.raises(InputError) as caught:
            reader.read(path)
        assert str(caught.value).count("\n") + 1 == len(caught.value.problems)
        return [line.removeprefix(f"{path}:") for line in str(caught.value).split("\n")]

    return about


KNOWN = (
    "title, service, severity, started, impact, workaround, leader, liaison, accounts, accounts_file, language, "
    "translations, cadence, tone_allow, source, updates, conversations, parked, answers, satisfaction, amends, "
    "lessons, done, reviews"
)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        # keys
        ('titel = "a"', "6:1: titel: unknown key; did you mean title?"),  # a slip
        ("xyzzy = 1", f"6:1: xyzzy: unknown key; known here: {KNOWN}"),  # nothing like it
        ('"my key" = 1', f"6:1: my key: unknown key; known here: {KNOWN}"),  # a blank
        ("int = 1", f"6:1: int: unknown key; known here: {KNOWN}"),  # the name of a type
        ('"[key]" = 1', f"6:1: [key]: unknown key; known here: {KNOWN}"),  # a word of the checker
        ('"" = 1', f"6:1: unknown key; known here: {KNOWN}"),  # no name at all
        ('"\\u001b[2J" = 1', f"6:1: \\x1b[2J: unknown key; known here: {KNOWN}"),  # an order to the terminal
        (f'"{"x" * 99}" = 1', f"6:1: {'x' * 60}…: unknown key; known here: {KNOWN}"),  # too long to repeat
        (
            "[cadence.sev1]\ntarget = 1",
            "7:1: cadence.sev1.target: unknown key; known here: first_contact, interval, slow_down",
        ),
        (
            "[[updates]]\nat = 2026-11-22T14:10:00Z\nby = 'a'\nstatus = 'identified'\ntext = 'a'\nnextstep = 'b'",
            "11:1: updates[1].nextstep: unknown key; did you mean next_step?",
        ),  # in a log
        (
            "[translations.de]\ntitel = 'a'",
            "7:1: translations.de.titel: unknown key; did you mean title?",
        ),  # behind any name
        # words
        ('language = "German"', '6:1: language: "German" is not a language tag; write one such as en, de or pt-BR'),
        (
            '[translations.German]\ntitle = "a"',
            '6:1: translations.German: "German" is not a language tag; write one such as en, de or pt-BR',
        ),  # a key
        ("workaround = 7", '6:1: workaround: "7" is not text; put it in quotes: "…"'),
        ("workaround = true", '6:1: workaround: "true" is not text; put it in quotes: "…"'),
        ("workaround = []", '6:1: workaround: a list is not text; put it in quotes: "…"'),
        ('workaround = ""', "6:1: workaround: empty; write it, or leave it out"),
        (f'workaround = "{"x" * 8001}"', "6:1: workaround: longer than 8000 characters; say it shorter"),
        (
            'accounts_file = "a\\nb"',
            '6:1: accounts_file: "a\\nb" has a line break or a control character; write it on one line, in plain text',
        ),
        (
            'workaround = "\\u001b[2J"',
            '6:1: workaround: "\\x1b[2J" has a control character; remove it; line breaks are all that is allowed',
        ),
        # tables and lists
        ("leader = 'Dana'", '6:1: leader: "Dana" is not a table; write it as a [table]'),
        ("translations = 1", '6:1: translations: "1" is not a table; write it as a [table]'),
        ("accounts = 1", '6:1: accounts: "1" is not a list; write [ … ], or one [[table]] an entry'),
        ("[updates]", "6:1: updates: a table is not a list; write [[updates]] in two brackets, once an entry"),
        ("accounts = ['a']", '6:13: accounts[1]: "a" is not a table; write it as a [table]'),
        # figures
        (
            "[cadence]\nholding_lead = '5'",
            '7:1: cadence.holding_lead: "5" is not a whole number; write digits without quotes',
        ),
        ("[cadence]\nholding_lead = 99", '7:1: cadence.holding_lead: "99" is too large; write at most 60'),
        ("[cadence]\nholding_lead = -1", '7:1: cadence.holding_lead: "-1" is too small; write at least 0'),
        (
            "[cadence.sev1.slow_down]\nafter = 0\nat_most = 1",
            '7:1: cadence.sev1.slow_down.after: "0" is too small; write more than 0',
        ),
        (
            "[cadence.sev1.interval]\nidentified = true",
            (
                '7:1: cadence.sev1.interval.identified: "true" is not a wait; '
                'write minutes, or "2 business days", or "on change"'
            ),
        ),
    ],
)
def test_a_problem_is_told_where_it_stands(said: Callable[[str], list[str]], line: str, what: str) -> None:
    assert said(FACTS + line) == [what]


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("severity", '"sev0"', '"sev0" is none of sev1, sev2, sev3 or sev4; choose one'),
        ("severity", '"sevv1"', '"sevv1" is none of sev1, sev2, sev3 or sev4; did you mean sev1?'),
        ("severity", "1", '"1" is none of sev1, sev2, sev3 or sev4; choose one'),
        ("severity", "0x" + "F" * 290, None),  # larger than any number we print
        (
            "started",
            '"2026-11-22T14:02:00Z"',
            '"2026-11-22T14:02:00Z" is not a date and time; write one without quotes: 2026-11-22T14:02:00Z',
        ),
        (
            "started",
            "2026-11-22",
            '"2026-11-22" is not a date and time; write one without quotes: 2026-11-22T14:02:00Z',
        ),
        ("started", "14:02:00", '"14:02:00" is not a date and time; write one without quotes: 2026-11-22T14:02:00Z'),
        (
            "started",
            "1795356120",
            '"1795356120" is not a date and time; write one without quotes: 2026-11-22T14:02:00Z',
        ),
        (
            "started",
            "2026-11-22T14:02:00",
            (
                '"2026-11-22 14:02:00" is a time without a zone; '
                "add an offset: 2026-11-22T14:02:00Z, or +01:00 in place of Z"
            ),
        ),
        ("started", "0001-01-01T00:00:00+23:59", "the year 1 cannot be meant; write one between 1990 and 2200"),
        ("started", "9999-12-31T23:59:59-23:59", "the year 9999 cannot be meant; write one between 1990 and 2200"),
        (
            "title",
            '"a\\r\\nBcc: e@e.example"',
            '"a\\r\\nBcc: e@e.example" has a line break or a control character; write it on one line, in plain text',
        ),
        (
            "title",
            '"a\\u202eb"',
            '"a\\u202eb" has a line break or a control character; write it on one line, in plain text',
        ),
    ],
)
def test_a_fact_that_is_wrong(said: Callable[[str], list[str]], key: str, value: str, what: str | None) -> None:
    lines = FACTS.splitlines()
    number = next(index for index, line in enumerate(lines) if line.startswith(key))
    lines[number] = f"{key} = {value}"
    told = said("\n".join(lines))
    assert len(told) == 1
    assert told[0].startswith(f"{number + 1}:1: {key}: {what or ''}")


def test_everything_missing_comes_out_in_one_go_with_an_example(said: Callable[[str], list[str]]) -> None:
    assert said("") == [
        '1:1: title: missing; add it, for example: title = "Card payments are failing"',
        '1:1: service: missing; add it, for example: service = "Checkout"',
        '1:1: severity: missing; add it, for example: severity = "sev1"',
        "1:1: started: missing; add it, for example: started = 2026-11-22T14:02:00Z",
        '1:1: impact: missing; add it, for example: impact = "About one in three card payments is declined."',
    ]


def test_problems_of_all_sorts_come_in_the_order_of_the_file(said: Callable[[str], list[str]]) -> None:
    text = """\
titel = "Card payments are failing"
service = "Check\\u0000out"
severity = "sev9"
started = 2026-11-22T14:02:00
impact = "One in three."
leader = { name = "Dana", role = "CTO", email = "dana@example.com, sam@example.com" }

[[accounts]]
id = "acme"
name = "Acme"
email = "i\\u00f1es@acme.example"
timezone = "../etc/passwd"

[[accounts]]
id = "acme"
name = "Acme"
email = "ines@acme.example"

[[parked]]
account = "acne"
at = 2026-11-22T14:26:00Z
topic = "SLA credit"
"""
    assert said(text.replace("\n", "\r\n")) == [
        '1:1: title: missing; add it, for example: title = "Card payments are failing"',
        "1:1: titel: unknown key; did you mean title?",
        '2:1: service: "Check\\x00out" has a line break or a control character; write it on one line, in plain text',
        '3:1: severity: "sev9" is none of sev1, sev2, sev3 or sev4; choose one',
        (
            '4:1: started: "2026-11-22 14:02:00" is a time without a zone; '
            "add an offset: 2026-11-22T14:02:00Z, or +01:00 in place of Z"
        ),
        (
            '6:41: leader.email: "dana@example.com, sam@example.com" is more than one address; '
            "one account has one, give each reader an account"
        ),
        (
            '11:1: accounts[1].email: "iñes@acme.example" has letters before the @ that most mail servers refuse; '
            "ask for a plain address"
        ),
        "12:1: accounts[1].timezone: there is no time zone '../etc/passwd'; use a name such as Europe/Berlin or UTC",
        '15:1: accounts[2].id: "acme" is the id of an earlier account; give each its own',
        '20:1: parked[1].account: no account has the id "acne"; known here: acme',
    ]


def test_more_than_a_hundred_problems_are_cut_and_that_is_said(said: Callable[[str], list[str]]) -> None:
    hundred = "".join(f"k{number} = 1\n" for number in range(100))
    assert len(said(FACTS + hundred)) == 100
    told = said(FACTS + hundred + "k100 = 1\n")
    assert len(told) == 101
    assert told[99].startswith("105:1: k99: unknown key")
    assert told[100] == "105:1: there are more problems than these 100; mend these first"


def test_the_same_problem_is_told_once() -> None:
    document = tomlfile.parse(Path("x.toml"), "a = 1\nb = 2")
    fault = Fault(("b",), "wrong", "mend it")
    assert problems(document, [fault, Fault(("a",), "wrong", "mend it"), fault]) == [
        Problem("x.toml", 1, 1, "a", "wrong", "mend it"),
        Problem("x.toml", 2, 1, "b", "wrong", "mend it"),
    ]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (("title",), "title"),  # a key
        (("accounts", 0, "email"), "accounts[1].email"),  # people count from one
        (("list", 1, 2), "list[2][3]"),  # lists in lists
        ((), ""),  # the whole file
    ],
)
def test_key_path(path: tuple[str | int, ...], shown: str) -> None:
    assert key_path(path) == shown


def test_a_problem_is_one_printable_line() -> None:
    problem = Problem("a\x1b.toml", 3, 7, "k\ney", "wrong\u202e", "mend\rit")
    assert str(problem) == "a\\x1b.toml:3:7: k\\ney: wrong\\u202e; mend\\rit"
