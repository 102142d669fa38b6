"""Form letters: the same words as a letter of one's own, for every reader whose names only have to be filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import account, at, incident, update
from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import KINDS
from outagecomms.compose import form
from outagecomms.compose.templates import Templates
from outagecomms.compose.writer import Writer

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.compose.context import Reader
    from outagecomms.incident.model import Account, Incident

NAMES = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp", "Co")), min_size=1, max_size=20)


def _bodies(of: Incident, own: Path | None = None, *, one_by_one: bool = False) -> list[tuple[str, str]]:
    """What each reader is told, by one writer or by a writer for each."""
    policy = policy_for(of.severity, [], zone="UTC", outreach_tiers=[])
    writer = Writer(of, policy, [], at(6), own_templates=own)
    found = []
    for planned in plan(of, policy, [], at(6)):
        if planned.write:
            each = Writer(of, policy, [], at(6), own_templates=own) if one_by_one else writer
            message = each.write(planned)
            found.append((message.subject, message.body))
    return found


def _shops(*names: str, contact: str | None = None) -> list[Account]:
    return [account(f"a{number}", name=name, contact=contact) for number, name in enumerate(names)]


@given(names=st.lists(NAMES.filter(str.strip), min_size=3, max_size=5), contact=st.none() | NAMES.filter(str.strip))
def test_a_form_says_what_a_letter_of_ones_own_says(names: list[str], contact: str | None) -> None:
    """Whatever a customer is called, with blanks at the ends, doubled blanks and dashes in front."""
    of = incident(update(5), accounts=_shops(*names, contact=contact))

    assert _bodies(of) == _bodies(of, one_by_one=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_built_in_template_is_a_form(kind: str, language: str) -> None:
    """None of ours does anything with a reader's names but print them: that is why they are fast."""
    assert form.is_form(Templates(language), kind)


@pytest.mark.parametrize(
    ("words", "a_form"),
    [
        ("{{ account.name }}", True),
        ("{% if account.contact %}{{ account.greeting }}{% else %}you{% endif %}", True),
        ("{{ account.greeting if account.greeting else 'you' }}", True),
        ("{% if not account.name and account.contact %}x{% endif %}", True),
        ("{% if account.tier == 'key' %}x{% endif %}", True),  # readers of one form are of one tier
        ("{{ account.name | upper }}", False),  # the blank is not a name
        ("{{ account.name ~ '!' }}", False),
        ("{% if account.name == 'Acme Retail' %}x{% endif %}", False),
        ("{% set who = account.name %}{{ who }}", False),
        ("{{ account['name'] }}", False),
        ("{% for letter in account.name %}{{ letter }}{% endfor %}", False),
        ("{% with a = account %}{{ a.name | length }}{% endwith %}", False),
    ],
)
def test_what_is_a_form(tmp_path: Path, words: str, *, a_form: bool) -> None:
    """A template may print a reader's names and ask whether there is one."""
    text = f"{{% block subject %}}s{{% endblock %}}{{% block body %}}{words}{{% endblock %}}"
    (tmp_path / "update.j2").write_text(text, encoding="utf-8")

    assert form.is_form(Templates(own=tmp_path), "update") is a_form


def test_a_template_that_is_no_form_is_run_for_each_reader(tmp_path: Path) -> None:
    """And says what it says to each."""
    text = "{% block subject %}s{% endblock %}{% block body %}{{ account.name | upper }}{% endblock %}"
    (tmp_path / "update.j2").write_text(text, encoding="utf-8")
    of = incident(update(5), accounts=_shops("Acme", "Bolt", "Cord", "Dale"))

    assert [body for _, body in _bodies(of, tmp_path)] == ["ACME", "BOLT", "CORD", "DALE"]


@pytest.mark.parametrize("name", ["two  blanks", " before", "after ", "- a dash", "a\ttab", "a \ue001 blank"])
def test_names_that_a_form_would_change_are_not_filled_in(name: str) -> None:
    """They get a letter of their own."""
    reader: Reader = {"id": "a", "name": name, "contact": None, "greeting": None, "named_by": None, "tier": "key"}

    assert not form.fits(reader)
