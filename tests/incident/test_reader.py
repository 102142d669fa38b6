"""Reading an incident file from disk."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outagecomms.errors import InputError
from outagecomms.incident import reader
from outagecomms.incident.model import PUBLIC
from outagecomms.text import printable

if TYPE_CHECKING:
    from pathlib import Path

FULL = """\
#:schema ./incident.schema.json          # editors complete and check the file
title    = "Card payments are failing"   # in the customer's words
service  = "Checkout"
severity = "sev1"                        # sev1 … sev4
started  = 2026-11-22T15:02:00+01:00     # an offset is required
impact   = "About one in three card payments is declined."
workaround = "PayPal and invoice payments work."

[leader]                                 # the person in charge
name = "Dana Reyes"
role = "Chief Technology Officer"
email = "dana.reyes@example.com"
phone = "+1 555 0100"

[liaison]
name = "Sam Okafor"
role = "Customer Liaison"
email = "sam.okafor@example.com"

[cadence.sev1.first_contact]
target = 15
limit = "1 business day"

[translations.de]
title = "Kartenzahlungen schlagen fehl"

[source]
page = "https://status.example.com/1"

[[accounts]]
id = "acme"
name = "Acme Retail"
contact = "Ines Duarte"
email = "ines@acme.example"
timezone = "America/New_York"
language = "en"
tier = "key"
services = ["checkout"]

[[accounts]]
id = "search-only"
name = "Other"
email = "other@other.example"
services = ["Search"]

# ---- log: appended by the commands ----
[[updates]]
at = 2026-11-22T14:10:00Z
by = "Sam Okafor"
status = "investigating"
text = "We have found where the declines come from."
next_step = "We are moving card traffic to the standby processor."
next_update = 2026-11-22T14:30:00Z

[[updates]]
at = 2026-11-22T14:20:00Z
by = "Sam Okafor"
status = "identified"
text = "It was one in two."
corrects = 1
translations = { de = { text = "Es war eine von zweien." } }

[[conversations]]
account = "acme"
at = 2026-11-22T14:25:00Z
said = "Our stores cannot take cards and the queue is out of the door."
impact = "41 stores, about 900 sales an hour"
stakeholders = ["cfo@acme.example"]
mood = "angry"

[[parked]]
account = "acme"
at = 2026-11-22T14:26:00Z
topic = "SLA credit"
answer_by = 2026-12-01

[[satisfaction]]
account = "acme"
at = 2027-01-21T15:00:00Z
satisfied = true
confirmed_by = "Ines Duarte"

[[lessons]]
question = "should-not-have"
text = "We deployed during the sale."
change = "No deploys in sale hours."
owner = "Dana Reyes"
due = 2026-12-01
"""
MINIMAL = """\
title = "Card payments are failing"
service = "Checkout"
severity = "sev1"
started = 2026-11-22T14:02:00Z
impact = "One in three."
"""
DANA = {"name": "Dana", "role": "CTO", "email": "dana@example.com"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "card-payments.toml"


def test_a_full_file(path: Path) -> None:
    path.write_text(FULL, encoding="utf-8")
    incident = reader.read(path)
    assert incident.id == "card-payments"
    assert incident.started == datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
    assert incident.leader is not None
    assert incident.leader.phone == "+1 555 0100"
    assert incident.cadence.sev1.first_contact is not None
    assert incident.cadence.sev1.first_contact.limit == "1 business day"
    assert incident.translations["de"].title == "Kartenzahlungen schlagen fehl"
    assert incident.source == {"page": "https://status.example.com/1"}
    assert [account.id for account in incident.readers()] == ["acme", "acme.1"]  # and whom it has named
    assert [update.corrects for update in incident.updates] == [None, 1]
    assert incident.updates[1].translations["de"].text == "Es war eine von zweien."
    assert incident.conversations[0].mood == "angry"
    assert incident.satisfaction[0].satisfied
    assert incident.lessons[0].owner == "Dana Reyes"


def test_five_lines_are_enough(path: Path) -> None:
    path.write_text(MINIMAL, encoding="utf-8")
    incident = reader.read(path)
    assert (incident.leader, incident.accounts, incident.updates) == (None, [], [])
    assert list(incident.readers()) == [PUBLIC]


@pytest.mark.parametrize(
    ("text", "defaults", "leader", "accounts_file"),
    [
        (MINIMAL, {"leader": DANA}, "Dana", None),  # the file names none
        (
            MINIMAL + "leader = { name = 'Eve', role = 'CEO', email = 'e@x.example' }",
            {"leader": DANA},
            "Eve",
            None,
        ),  # one
        (MINIMAL, {"accounts_file": "all.csv"}, None, "all.csv"),  # everybody
        (MINIMAL + "accounts_file = 'own.csv'", {"accounts_file": "all.csv"}, None, "own.csv"),  # a file of its own
        (MINIMAL + "accounts = []", {"accounts_file": "all.csv"}, None, None),  # nobody, and it says so
    ],
)
def test_defaults_stand_in_for_what_is_left_out(
    path: Path, text: str, defaults: dict[str, object], leader: str | None, accounts_file: str | None
) -> None:
    path.write_text(text, encoding="utf-8")
    incident = reader.read(path, defaults)
    assert (incident.leader.name if incident.leader else None) == leader
    assert incident.accounts_file == accounts_file


@pytest.mark.parametrize(
    "name", ["Card.toml", "-x.toml", "a b.toml", "a.b.toml", ".toml", "x" * 65 + ".toml", "é.toml", "a\n.toml"]
)
def test_a_file_name_that_is_no_id(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(MINIMAL, encoding="utf-8")
    with pytest.raises(InputError, match="the file's name cannot serve as the incident's id; rename it: a-z, 0-9"):
        reader.read(tmp_path / name)


@pytest.mark.parametrize("facts", ["", "source = { a = 1 }", "[source]\na = '\\u0000'"])
def test_an_accounts_file_is_beside_the_incident(path: Path, facts: str) -> None:
    path.write_text(MINIMAL + "accounts_file = 'a.csv'\n" + facts.replace("'", '"'), encoding="utf-8")
    path.with_name("a.csv").write_text("id,name,email\na,A,a@x.example\n")
    if facts:
        with pytest.raises(InputError, match=r":(7:1: source|7:12: source\.a|8:1: source\.a)"):
            reader.read(path)
    else:
        assert [account.id for account in reader.read(path).readers()] == ["a"]


MUTATIONS = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 30),
    st.sampled_from(
        ["", "\x00", "\n", '"', "'''", "[", "]]", "{", "#", "=", ".", "\\", "\\u202e", "9", "T", "-", "é", "nan"]
    )
    | st.text(max_size=4),
)


@given(st.lists(MUTATIONS, min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=1000)
def test_a_damaged_file_is_read_or_refused(path: Path, mutations: list[tuple[float, int, str]]) -> None:
    text = FULL
    for where, length, instead in mutations:
        at = int(where * len(text))
        text = text[:at] + instead + text[at + length :]
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        assert reader.read(path).id == "card-payments"
    except InputError as error:
        assert error.exit_code == 2  # noqa: PT017
        assert error.problems  # noqa: PT017
        for problem, line in zip(error.problems, str(error).split("\n"), strict=True):
            assert 1 <= problem.line <= text.count("\n") + 1
            assert line.startswith(f"{path}:{problem.line}:{problem.column}:")
            assert printable(line) == line
