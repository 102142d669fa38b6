"""The entry that says whether a customer is satisfied, and what keeps it out of the log."""

from __future__ import annotations

import pytest

from builders import account, at, incident, said_to_us, update
from outagecomms.customer.satisfaction import customer, satisfaction
from outagecomms.errors import InputError

ENDED = [update(5), update(60, status="resolved")]


def test_the_entry() -> None:
    assert satisfaction(incident(*ENDED), "acme", satisfied=False, confirmed_by=" Ines Duarte ", now=at(70)) == {
        "account": "acme", "at": at(70), "satisfied": False, "confirmed_by": "Ines Duarte",
    }  # fmt: skip


@pytest.mark.parametrize("log", [[], ENDED[:1], [*ENDED, update(65)]])
def test_before_the_fix_there_is_nothing_to_be_satisfied_with(log: list[object]) -> None:
    """Nor once it is open again."""
    with pytest.raises(InputError) as error:
        satisfaction(incident(*log), "acme", satisfied=True, confirmed_by="Ines Duarte", now=at(70))  # type: ignore[arg-type]
    assert str(error.value) == (
        "checkout is not resolved yet, so nobody can be satisfied with how it ended; first: outagecomms resolve "
        "checkout. To record what they say now: outagecomms heard checkout acme"
    )


@pytest.mark.parametrize("name", ["", "   ", "Ines\nDuarte"])
def test_who_said_so_must_be_a_name(name: str) -> None:
    with pytest.raises(InputError, match="confirmed_by"):
        satisfaction(incident(*ENDED), "acme", satisfied=True, confirmed_by=name, now=at(70))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("acmee", "checkout concerns no account 'acmee'; did you mean acme?"),
        ("zzz", "checkout concerns no account 'zzz'; there are: acme, bolt"),
        (
            "other",
            (
                "other is in the list of accounts, but uses Search and not Checkout; "
                "if it does, add Checkout to its services"
            ),
        ),  # it does not use the service
        ("acme.1", "acme.1 is cfo@acme.example, whom acme named; give the account: acme"),
        ("channel.ops", "checkout concerns no account 'channel.ops'; there are: acme, bolt"),
    ],
)
def test_an_account_that_is_not_there(name: str, said: str) -> None:
    accounts = [account("acme"), account("bolt"), account("other", services=["Search"])]
    of = incident(*ENDED, accounts=accounts, conversations=[said_to_us(6, stakeholders=["cfo@acme.example"])])
    with pytest.raises(InputError) as error:
        satisfaction(of, name, satisfied=True, confirmed_by="Ines Duarte", now=at(70))
    assert str(error.value) == said


def test_of_many_accounts_an_error_names_some() -> None:
    of = incident(*ENDED, accounts=[account(f"shop-{number:02}") for number in range(12)])
    with pytest.raises(InputError, match=r"there are: shop-00, .*, shop-09, …$"):
        customer(of, "zzz")


def test_when_there_is_no_account_at_all() -> None:
    with pytest.raises(InputError, match=r"there are: none yet$"):
        customer(incident(*ENDED, accounts=[]), "acme")


def test_the_account_is_handed_back() -> None:
    of = incident(*ENDED, accounts=[account("acme"), account("bolt")])
    assert customer(of, "bolt") == account("bolt")
