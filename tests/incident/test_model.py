"""An incident as its file tells it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from outagecomms.incident.model import PUBLIC, Account, Incident, Stakeholder, schema

FACTS: dict[str, Any] = {
    "title": "Card payments are failing",
    "service": "Checkout",
    "severity": "sev1",
    "started": datetime(2026, 11, 22, 14, 2, tzinfo=UTC),
    "impact": "One in three.",
}


def _account(name: str, *services: str) -> Account:
    return Account(id=name, name=name, email=f"{name}@x.example", services=list(services))


@pytest.mark.parametrize(
    ("services", "uses"),
    [
        ([], True),  # none named: all of them
        (["Checkout"], True),  # the one
        (["CHECKOUT"], True),  # however it is written
        (["Search", "checkout"], True),  # one of several
        (["Search"], False),  # another
        (["Checkout API"], False),  # not the same
    ],
)
def test_who_uses_a_service(services: list[str], uses: bool) -> None:  # noqa: FBT001
    assert _account("a", *services).uses("Checkout") is uses


def test_capitals_of_other_scripts() -> None:
    assert _account("a", "STRASSE").uses("Straße")


def test_readers_come_from_both_lists_and_use_the_service() -> None:
    inline = [_account("a"), _account("b", "Search")]
    incident = Incident.known_as(
        Incident.model_validate({**FACTS, "accounts": inline}), "cards", [_account("c", "checkout"), _account("d", "x")]
    )
    assert [account.id for account in incident.readers()] == ["a", "c"]
    assert incident.count_readers() == 4
    assert incident.id == "cards"


def _told(minute: int, *stakeholders: str, account: str = "a") -> dict[str, Any]:
    at = FACTS["started"] + timedelta(minutes=minute)
    return {"account": account, "at": at, "said": "No cards.", "stakeholders": list(stakeholders)}


@pytest.mark.parametrize(
    ("talks", "readers"),
    [
        ([_told(1)], {"a": "a@x.example", "b": "b@x.example"}),  # nobody was named
        (
            [_told(1, "cfo@a.example", "ops@a.example")],
            {"a": "a@x.example", "a.1": "cfo@a.example", "a.2": "ops@a.example", "b": "b@x.example"},  # after theirs
        ),
        (
            [_told(1, "cfo@a.example"), _told(2, "ops@a.example", "CFO@a.example")],
            {"a": "a@x.example", "a.1": "cfo@a.example", "a.2": "ops@a.example", "b": "b@x.example"},  # named again
        ),
        (
            [_told(1, "A@x.example", "ops@a.example")],
            {"a": "a@x.example", "a.2": "ops@a.example", "b": "b@x.example"},  # its own address: written to already
        ),
        ([_told(1, "x@c.example", account="c")], {"a": "a@x.example", "b": "b@x.example"}),  # it does not use it
    ],
)
def test_stakeholders_are_readers_of_their_own(talks: list[dict[str, Any]], readers: dict[str, str]) -> None:
    accounts = [_account("a"), _account("b"), _account("c", "Search")]
    incident = Incident.model_validate({**FACTS, "accounts": accounts, "conversations": talks})

    assert {reader.id: reader.email for reader in incident.readers()} == readers
    assert [account.id for account in incident.customers()] == ["a", "b"]


def test_a_stakeholder_reads_as_the_account_does() -> None:
    acme = Account(
        id="acme", name="Acme Retail", contact="Ines Duarte", email="ines@acme.example",
        timezone="America/New_York", language="de", tier="key",
    )  # fmt: skip
    talks = [_told(4, "cfo@acme.example", account="acme"), _told(9, "cfo@acme.example", account="acme")]
    incident = Incident.model_validate({**FACTS, "accounts": [acme], "conversations": talks})

    reader, beside = incident.readers()

    assert isinstance(beside, Stakeholder)
    assert (reader.customer, beside.customer) == ("acme", "acme")
    assert beside == Stakeholder.model_construct(
        id="acme.1", of="acme", named_by="Ines Duarte", since=FACTS["started"] + timedelta(minutes=4),
        name="Acme Retail", email="cfo@acme.example", timezone="America/New_York", language="de", tier="key",
    )  # fmt: skip


def test_a_stakeholder_of_an_account_without_a_contact_was_named_by_the_account() -> None:
    incident = Incident.model_validate(
        {**FACTS, "accounts": [_account("a")], "conversations": [_told(1, "cfo@a.example")]}
    )
    assert [each.named_by for each in incident.readers() if isinstance(each, Stakeholder)] == ["a"]


def test_words_to_post_by_hand_when_no_account_is_listed() -> None:
    assert list(Incident.model_validate(FACTS).readers()) == [PUBLIC]


def test_what_an_account_has_when_its_file_does_not_say() -> None:
    account = _account("a")
    assert (account.timezone, account.language, account.tier, account.contact) == ("UTC", "en", "standard", None)


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [
        ("updates", "status", "fixed"),  # not a status
        ("updates", "holding", "yes"),  # not yes or no
        ("updates", "holding", 1),  # as above
        ("updates", "corrects", 0),  # counted from one
        ("conversations", "mood", "furious"),  # not a mood
        ("conversations", "stakeholders", ["cfo@acme.example\nBcc: e@e.example"]),  # a header
        ("parked", "answer_by", datetime(2026, 12, 1, tzinfo=UTC)),  # a time
        ("satisfaction", "satisfied", "true"),  # text
        ("lessons", "question", "who"),  # nobody is to blame
    ],
)
def test_a_log_entry_that_is_wrong(table: str, key: str, value: object) -> None:
    at = FACTS["started"]
    entries: dict[str, dict[str, object]] = {
        "updates": {"at": at, "by": "Sam", "status": "investigating", "text": "a"},
        "conversations": {"account": "acme", "at": at, "said": "a"},
        "parked": {"account": "acme", "at": at, "topic": "a"},
        "satisfaction": {"account": "acme", "at": at, "satisfied": True},
        "lessons": {"question": "learned", "text": "a"},
    }
    Incident.model_validate({**FACTS, table: [entries[table]]})
    with pytest.raises(ValidationError) as caught:
        Incident.model_validate({**FACTS, table: [{**entries[table], key: value}]})
    assert {error["loc"][:3] for error in caught.value.errors()} == {(table, 0, key)}


def test_an_incident_does_not_change_and_naming_it_leaves_it_alone() -> None:
    incident = Incident.model_validate(FACTS)
    named = Incident.known_as(incident, "cards")
    assert (incident.id, named.id) == ("incident", "cards")
    with pytest.raises(ValidationError, match="frozen"):
        named.title = "b"


def _objects(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [found for inner in part for found in _objects(inner)]
    if isinstance(part, dict):
        here = [part] if "properties" in part else []
        return here + [found for inner in part.values() for found in _objects(inner)]
    return []


def test_the_schema_knows_every_key_and_nothing_else() -> None:
    described = schema()
    assert described["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(described["properties"]) == set(Incident.model_fields)
    assert described["required"] == ["title", "service", "severity", "started", "impact"]
    assert all(table["additionalProperties"] is False for table in _objects(described))
    assert described["properties"]["started"]["format"] == "date-time"
    assert described["properties"]["severity"]["enum"] == ["sev1", "sev2", "sev3", "sev4"]
    assert json.loads(json.dumps(described)) == described


def test_the_patterns_of_the_schema_are_ones_that_an_editor_reads() -> None:
    patterns = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(schema()))
    assert patterns
    for pattern in patterns:
        assert re.compile(json.loads(pattern))


def test_what_was_imported_without_an_account_has_no_reader() -> None:
    assert list(Incident(**FACTS, source={"organisation": "Emma"}).readers()) == []


def test_what_was_declared_here_without_an_account_is_for_the_public() -> None:
    assert list(Incident(**FACTS).readers()) == [PUBLIC]


def test_a_real_incident_told_anew_to_accounts_of_ours_has_them() -> None:
    known = Incident(**FACTS, source={"organisation": "Emma"}, accounts=[_account("acme")])
    assert list(known.readers()) == [_account("acme")]


def test_what_a_page_had_is_kept_however_long() -> None:
    whole = "a postmortem " * 2000
    assert Incident(**FACTS, source={"postmortem_body": whole}).source == {"postmortem_body": whole}
