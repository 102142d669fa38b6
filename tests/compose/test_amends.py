"""What may be offered to make it right: checked as it is read, and two at a time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from builders import a_workspace
from outagecomms.compose.amends import AmendsConfig, OffersIn, two
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

POLICY = {
    "key": AmendsConfig(
        sev1=["send Sam", "pay the postage", "give you my number"],
        sev2=["send Sam", "pay the postage"],
        translations={"de": OffersIn(sev1=["Sam schicken", "das Porto bezahlen"])},
    )
}


def _two(round_: int, **facts: Any) -> tuple[str, str, bool] | None:
    asked: dict[str, Any] = {"tier": "key", "severity": "sev1", "language": "en", "foreign": False} | facts
    found = two(POLICY, number=round_, **asked)
    return (found["one"], found["other"], found["foreign"]) if found else None


@pytest.mark.parametrize(
    ("facts", "offers"),
    [
        ({}, ("send Sam", "pay the postage", False)),
        ({"severity": "sev3"}, None),  # the templates' own words stand
        ({"tier": "standard"}, None),
        ({"language": "de", "foreign": True}, ("Sam schicken", "das Porto bezahlen", False)),
        ({"language": "de", "foreign": True, "severity": "sev2"}, ("send Sam", "pay the postage", True)),  # quoted
    ],
)
def test_who_is_offered_what(facts: dict[str, Any], offers: tuple[str, str, bool] | None) -> None:
    """By tier, severity and language."""
    assert _two(1, **facts) == offers


@pytest.mark.parametrize("severity", ["sev1", "sev2"])
def test_no_two_rounds_in_a_row_offer_the_same(severity: str) -> None:
    for before, after in pairwise(_two(round_, severity=severity) for round_ in range(1, 8)):
        assert before != after


@pytest.mark.parametrize(
    ("offers", "words"),
    [
        ('["send Sam"]', "amends.key.sev1: a follow-up offers two things; list two or more"),  # a follow-up offers two
        ('["send Sam", "I could pay"]', '"I could pay" does not read on from "I could …"'),
        ('["send Sam", "pay the postage."]', '"pay the postage." does not read on'),
        ('["send Sam", "Ich könnte zahlen"]', "does not read on"),
        ('["send Sam", ""]', "sev1"),
    ],
)
def test_what_is_no_offer(tmp_path: Path, offers: str, words: str) -> None:
    """Said of the configuration, with its place, before any letter is written."""
    with pytest.raises(InputError) as refused:
        a_workspace(tmp_path, f"[amends.key]\nsev1 = {offers}\n")
    assert "outagecomms.toml:2:" in str(refused.value)
    assert words in str(refused.value)


def test_german_offers_begin_as_german_does(tmp_path: Path) -> None:
    place = a_workspace(tmp_path, '[amends.key]\nsev1 = ["Ihnen jemanden schicken", "das Porto bezahlen"]\n')
    assert place.config.amends["key"].sev1 == ["Ihnen jemanden schicken", "das Porto bezahlen"]
