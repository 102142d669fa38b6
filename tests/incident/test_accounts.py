"""Accounts from a CSV file."""

from __future__ import annotations

import tracemalloc
from collections import deque
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outagecomms.errors import InputError
from outagecomms.incident import reader
from outagecomms.incident.accounts import AccountsFile
from outagecomms.incident.model import Account

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "id,name,email,timezone,services\n"
ROW = "acme,Acme Retail,ines@acme.example,America/New_York,Checkout;Search\n"
COLUMNS = "id,name,contact,email,timezone,language,tier,services"


@pytest.fixture
def accounts(tmp_path: Path) -> Callable[[str | bytes], AccountsFile]:
    def written(content: str | bytes) -> AccountsFile:
        path = tmp_path / "accounts.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return AccountsFile(path)

    return written


def _told(file: AccountsFile) -> list[str]:
    with pytest.raises(InputError) as caught:
        deque(iter(file), maxlen=0)
    assert caught.value.exit_code == 2
    return [line.removeprefix(f"{file.path}:") for line in str(caught.value).split("\n")]


ACME = Account(
    id="acme",
    name="Acme Retail",
    email="ines@acme.example",
    timezone="America/New_York",
    services=["Checkout", "Search"],
)


@pytest.mark.parametrize(
    "content",
    [
        HEADER + ROW,  # the usual
        (HEADER + ROW).rstrip("\n"),  # no end to the last line
        (HEADER + ROW).replace("\n", "\r\n"),  # from Windows
        (HEADER + ROW).replace("\n", "\r"),  # from an old Mac
        "\ufeff" + HEADER + ROW,  # from Excel
        HEADER + "\n" + ROW + "\n\n",  # blank lines
        HEADER.upper() + ROW,  # capitals
        " id , name,email ,timezone, services\n" + ROW,  # blanks in the first row
        HEADER + ROW.replace(",", " , ").replace(";", " ; ; "),  # and elsewhere; an empty service
        "tier," + HEADER + "," + ROW,  # an empty field is left out
        HEADER + ROW.replace("Acme Retail", '"Acme Retail"'),  # quotes
        "services,timezone,email,name,id\nCheckout;Search,America/New_York,ines@acme.example,Acme Retail,acme\n",
    ],
)
def test_an_account_is_read(accounts: Callable[[str], AccountsFile], content: str) -> None:
    file = accounts(content)
    assert list(file) == [ACME]
    assert list(file) == [ACME]  # and again
    assert ACME in file


@pytest.mark.parametrize(
    "content",
    [
        HEADER + "# services: separated by semicolons\n" + ROW,  # as `init` writes it
        "# ours, of Monday\n" + HEADER + ROW,  # above the columns
        HEADER + "# a, b,,,\n" + ROW + "#\n",  # as a spreadsheet saves it; the last one
    ],
)
def test_a_row_that_begins_with_a_hash_is_a_note(accounts: Callable[[str], AccountsFile], content: str) -> None:
    assert list(accounts(content)) == [ACME]


def test_fields_may_hold_commas_quotes_and_other_letters(accounts: Callable[[str], AccountsFile]) -> None:
    [account] = accounts('id,name,email\na,"Müller, ""Söhne"" 支払い",a@bücher.example\n')
    assert account.name == 'Müller, "Söhne" 支払い'
    assert account.services == []
    assert account.uses("anything")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        # the first row
        ("", [f'1:1: there is no column "{name}"; id,name,email must be there' for name in ("id", "name", "email")]),
        ("id,name\n", ['1:1: there is no column "email"; id,name,email must be there']),
        ("id,name,email,phone\n", [f'1:15: unknown column "phone"; the columns are {COLUMNS}']),
        ("id,name,email,\x1b[2J\n", [f'1:15: unknown column "\\x1b[2j"; the columns are {COLUMNS}']),
        ("id,name,email,name\n", ['1:15: a second column "name"; keep one of the two']),
        # as a spreadsheet writes it where the comma is the decimal point
        ("id;name;email\na;A;a@x.example\n",
         [("1:1: the columns are separated by semicolons; "
          "save it with commas between them ('CSV UTF-8, comma delimited')")]),
        ("id\tname\temail\na\tA\ta@x.example\n",
         ["1:1: the columns are separated by tabs; save it with commas between them ('CSV UTF-8, comma delimited')"]),
        # one row
        ("id,name,email\na,A\n", ["2:1: 2 fields where the first row has 3; put fields with a comma in quotes"]),
        ("id,name,email\na,A, Inc.,a@x.example\n",
         ["2:1: 4 fields where the first row has 3; put fields with a comma in quotes"]),
        ("id,name,email\na,,a@x.example\n", ["2:3: name: missing; add it"]),
        ("id,name,email\nA B,A,a@x.example\n",
         ['2:1: id: "A B" cannot serve as a name; use a-z, 0-9 and -, at most 64, beginning with a-z or 0-9']),
        ("id,name,email\na,A,nobody\n",
         ['2:5: email: "nobody" is not an e-mail address; write name@example.com and nothing else']),
        ('id,name,email\na,"A, ""B""","a@x.example, b@x.example"\n',
         [('2:14: email: "a@x.example, b@x.example" is more than one address; '
          "one account has one, give each reader an account")]),
        ('id,name,email\na,"A\nBcc: e@e.example",a@x.example\n',
         [('2:3: name: "A\\nBcc: e@e.example" has a line break or a control character; '
          "write it on one line, in plain text")]),
        ("id,name,email\na,A\x00,a@x.example\n",
         ['2:3: name: "A\\x00" has a line break or a control character; write it on one line, in plain text']),
        ("id,name,email\na,A\u202e,a@x.example\n",
         ['2:3: name: "A\\u202e" has a line break or a control character; write it on one line, in plain text']),
        ("id,name,email,timezone\na,A,a@x.example,../etc/passwd\n",
         ["2:17: timezone: there is no time zone '../etc/passwd'; use a name such as Europe/Berlin or UTC"]),
        ("id,name,email,services\na,A,a@x.example,Search;\x07\n",
         ['2:17: services: "\\x07" has a line break or a control character; write it on one line, in plain text']),
        # a place on a later line of the same row
        ('id,name,email\n\na,"A\nB",nobody\n',
         ['3:3: name: "A\\nB" has a line break or a control character; write it on one line, in plain text',
          '4:4: email: "nobody" is not an e-mail address; write name@example.com and nothing else']),
        # the file
        ("id,name,email\na,Société,a@x.example\n".encode("cp1252"), ["2:7: not UTF-8 text; save it as 'CSV UTF-8'"]),
        ("id,name,email\n".encode("utf-16"), ["1:1: not UTF-8 text; save it as 'CSV UTF-8'"]),
        ('id,name,email\na,"A"B,a@x.example\n',
         ["2:1: cannot be read as CSV (',' expected after '\"'); mend its quotes, or save it anew"]),
        ('id,name,email\na,"A,a@x.example\nb,B,b@x.example\n',
         ["2:1: cannot be read as CSV (unexpected end of data); mend its quotes, or save it anew"]),
        (f"id,name,email\na,{'A' * 20_000},a@x.example\n",
         ["2:1: cannot be read as CSV (field larger than field limit (10000)); mend its quotes, or save it anew"]),
        ("id,name,email\n" + "a" * 300_000,
         ["2:1: a line of more than 100000 characters; check that this is a CSV file"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    accounts: Callable[[str | bytes], AccountsFile], content: str | bytes, told: list[str]
) -> None:
    assert _told(accounts(content)) == told


def test_all_problems_are_told_in_one_go_after_the_good_accounts(accounts: Callable[[str], AccountsFile]) -> None:
    rows = [ROW, "acme,Again,a@x.example,UTC,\n", "b,,nobody,UTC,\n", "c,C\n", "d,D,d@x.example,UTC,\n"]
    file = accounts(HEADER + "".join(rows))
    read = iter(file)
    assert next(read) == ACME
    with pytest.raises(InputError) as caught:
        next(read)
    assert [(p.line, p.column, p.key, p.what) for p in caught.value.problems] == [
        (3, 1, "id", '"acme" is the id of an earlier account'),
        (4, 3, "name", "missing"),
        (4, 4, "email", '"nobody" is not an e-mail address'),
        (5, 1, "", "2 fields where the first row has 5"),
    ]


def test_more_than_a_hundred_problems_are_cut_and_that_is_said(accounts: Callable[[str], AccountsFile]) -> None:
    bad = "".join(f"a{number},A,nobody\n" for number in range(100))
    assert len(_told(accounts("id,name,email\n" + bad))) == 100
    told = _told(accounts("id,name,email\n" + bad + "b,B,nobody\n" * 10_000))
    assert len(told) == 101
    assert told[99].startswith("101:7: email: ")
    assert told[100] == "102:1: there are more problems than these 100; mend these first"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert _told(AccountsFile(tmp_path / "a.csv")) == ["1:1: there is no such file; check accounts_file"]
    assert _told(AccountsFile(tmp_path)) == ["1:1: this is a folder; name the CSV file in accounts_file"]


@given(st.binary(max_size=200) | st.text(st.sampled_from('ab,;"\r\n\x00é@.x'), max_size=80).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(accounts: Callable[[bytes], AccountsFile], raw: bytes) -> None:
    for content in (raw, b"id,name,email\na,A,a@x.example\n" + raw):
        try:
            assert all(isinstance(account, Account) for account in accounts(content))
        except InputError as error:
            assert error.problems  # noqa: PT017
            assert all(problem.line >= 1 and problem.column >= 1 for problem in error.problems)  # noqa: PT017


FACTS = """\
title = "a"
service = "checkout"
severity = "sev1"
started = 2026-11-22T14:02:00Z
impact = "b"
accounts_file = "accounts.csv"
"""


def test_only_those_who_use_the_service_are_written_to(accounts: Callable[[str], AccountsFile], tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(FACTS)
    rows = {
        "capitals": "CHECKOUT",  # however it is written
        "several": "Search; Checkout ;Mail",  # one of several
        "all": "",  # none named: all of them
        "other": "Search",  # another
        "longer": "Checkout API",  # not the same
    }
    accounts(HEADER + "".join(f"{name},N,a@x.example,UTC,{services}\n" for name, services in rows.items()))
    assert [account.id for account in reader.read(tmp_path / "x.toml").readers()] == ["capitals", "several", "all"]


def test_an_id_in_the_incident_file_does_not_come_again(
    accounts: Callable[[str], AccountsFile], tmp_path: Path
) -> None:
    inline = '[[accounts]]\nid = "acme"\nname = "A"\nemail = "a@x.example"\n'
    (tmp_path / "x.toml").write_text(FACTS + inline)
    accounts(HEADER + ROW)
    with pytest.raises(InputError, match='csv:2:1: id: "acme" is the id of an earlier account; give each its own'):
        list(reader.read(tmp_path / "x.toml").readers())


def _many(path: Path, number: int) -> AccountsFile:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        file.writelines(f"a{n},Account {n},a{n}@x.example,Europe/Berlin,Checkout\n" for n in range(number))
    return AccountsFile(path)


def _peak(file: AccountsFile) -> int:
    tracemalloc.start()
    try:
        deque(iter(file), maxlen=0)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_accounts(tmp_path: Path) -> None:
    few, many = _many(tmp_path / "few.csv", 1_000), _many(tmp_path / "many.csv", 50_000)
    assert (len(few), len(many)) == (1_000, 50_000)
    _peak(few)  # what is loaded once
    assert _peak(many) < _peak(few) + 100_000


def test_an_endless_line_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)  # two gigabytes of NUL, of which the disk stores nothing
    tracemalloc.start()
    told = _told(AccountsFile(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told == ["1:1: a line of more than 100000 characters; check that this is a CSV file"]
    assert peak < 10_000_000  # so the rest of it was not even read
