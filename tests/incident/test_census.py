"""What a list of accounts comes to, and which of its names look like a slip."""

from __future__ import annotations

import pytest

from builders import account
from outagecomms.incident.census import census


def _of(*services: list[str], tiers: tuple[str, ...] = ()) -> list[str]:
    """The doubts about a list of accounts that use those services, or have those tiers."""
    listed = [account(f"a{number}", services=each) for number, each in enumerate(services)]
    listed += [account(f"t{number}", tier=tier) for number, tier in enumerate(tiers)]
    return [f"{doubt.account}: {doubt}" for doubt in census(listed).doubts(["key", "standard"])]


def test_a_list_is_counted() -> None:
    """Zones and languages once each; whoever names no service uses all of them; capitals make no other service."""
    found = census(
        [
            account("a", services=["Charging", "CHARGING"], timezone="Europe/Berlin"),
            account("b", services=["charging", "Billing"], language="de"),
            account("c", tier="key"),
        ]
    )
    assert (found.accounts, found.zones, found.languages) == (3, {"UTC", "Europe/Berlin"}, {"en", "de"})
    assert (found.services, found.tiers) == ({"CHARGING": 2, "Billing": 1}, {"standard": 2, "key": 1})
    assert [found.using(service) for service in ("Charging", "billing", "Chargng")] == [3, 2, 1]


MANY = [[name] for name in ("Ax", "Bx", "Cx", "Dx", "Ex", "Fx", "Gx", "Hx", "Ix", "Jx", "Kx")]


@pytest.mark.parametrize(
    ("services", "service", "question"),
    [
        ([["Charging"], ["Billing"]], "Chargng", "no account names Chargng; did you mean Charging?"),  # a letter lost
        ([["Charging"], ["Billing"]], "Search", "no account names Search; they name: Billing, Charging"),  # no guess
        ([["Charging"], []], "charging", ""),  # its letters' case makes no other service
        ([[], []], "Chargng", ""),  # all use all, so that nobody is left out
        ([], "Chargng", ""),  # nobody is there
        (MANY, "Q", "no account names Q; they name: Ax, Bx, Cx, Dx, Ex, Fx, Gx, Hx, Ix, Jx, …"),  # not all of many
    ],
)
def test_a_service_that_nobody_names(services: list[list[str]], service: str, question: str) -> None:
    listed = [account(f"a{number}", services=each) for number, each in enumerate(services)]
    assert census(listed).stranger(service) == question


LOOKS = '{}: the service "{}" looks like "{}"; if it is the same, write it alike'
SEVERAL = '{}: "{}" is one service here; if they are several, separate them with a semicolon: {}'


@pytest.mark.parametrize(
    ("services", "doubts"),
    [
        ([["Chargin"], ["Charging"], ["Charging"]], [LOOKS.format("a0", "Chargin", "Charging")]),  # the rarer one
        ([["Charging"], ["Chargnig"]], [LOOKS.format("a1", "Chargnig", "Charging")]),  # as rare: the later one
        ([["Charging"], ["Charting"]], [LOOKS.format("a1", "Charting", "Charging")]),  # a letter changed
        ([["A,B"]], [SEVERAL.format("a0", "A,B", "A;B")]),  # a comma
        ([["Cards Loans"], ["Cards"], ["Loans"]], [SEVERAL.format("a0", "Cards Loans", "Cards;Loans")]),  # a blank
        ([["Cards / Loans"], ["Cards", "Loans"]], [SEVERAL.format("a0", "Cards / Loans", "Cards;Loans")]),  # a stroke
        ([["Cards,Loans"], ["Cards Loans"]], [SEVERAL.format("a0", "Cards,Loans", "Cards;Loans")]),  # told once
        ([["Charging Billing"], ["Charging"]], []),  # a name of two words
        ([["API v1"], ["API v2"]], []),  # numbers are meant
        ([["EU"], ["US"]], []),  # too short to be misspelt
        ([["Cards EU"], ["Cards UK"]], []),  # one word of which is
        ([["Charging"], ["charging"]], []),  # the same
        ([["Charging"], ["Billing"], ["Search"]], []),  # nothing alike
    ],
)
def test_services_that_may_be_slips(services: list[list[str]], doubts: list[str]) -> None:
    assert _of(*services) == doubts


@pytest.mark.parametrize(
    ("tiers", "doubts"),
    [
        (("kye",), ['t0: the tier "kye" looks like "key"; if it is the same, write it alike']),  # swapped
        (("kye", "kye"), ['t0: the tier "kye" looks like "key"; if it is the same, write it alike']),  # however many
        (("Key",), ['t0: the tier "Key" looks like "key"; if it is the same, write it alike']),  # tiers go by capitals
        (("gold", "gold", "golf"), ['t2: the tier "golf" looks like "gold"; if it is the same, write it alike']),
        (("key", "standard", "gold"), []),  # what we know, and what is like nothing
    ],
)
def test_tiers_that_may_be_slips(tiers: tuple[str, ...], doubts: list[str]) -> None:
    assert _of(tiers=tiers) == doubts
