"""Every rule fires on its own bad passages and stays silent on its good ones, in every language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts, Person
from outagecomms.tone.ruleset import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outagecomms.tone.rule import Rule

LANGUAGES = ("en", "de")
RULESETS = {language: load(language=language) for language in LANGUAGES}
RULES = [(language, rule) for language in LANGUAGES for rule in RULESETS[language].rules]


def _facts_from(values: Mapping[str, Any]) -> Facts:
    """Facts from plain values, as a rule file gives them: times in ISO 8601, lists, and a table for the signer."""
    known = dict(values)
    if "signer" in known:
        known["signer"] = Person(**known["signer"])
    for name in ("heard", "suppliers"):
        if name in known:
            known[name] = tuple(known[name])
    for name in ("next_update", "now"):
        if name in known:
            known[name] = datetime.fromisoformat(known[name])
    return Facts(**known)


# Every rule that the documents give, with its level and who reads it.
TABLE = {
    "empathize/acknowledge-first": ("error", "warning"),
    "empathize/non-apology": ("error", "error"),
    "empathize/scripted": ("warning", "warning"),
    "empathize/minimizing": ("error", "error"),
    "empathize/shouting": ("warning", "warning"),
    "empathize/thanks": ("warning", "warning"),
    "empathize/mirror": ("warning", "warning"),
    "reassure/leadership": ("error", "error"),
    "reassure/best-people": ("error", "error"),
    "reassure/named-person": ("error", "warning"),
    "reassure/empty-promise": ("error", "error"),
    "reassure/speculation": ("warning", "warning"),
    "reassure/recovery-estimate": ("error", "error"),
    "own/blame-supplier": ("error", "error"),
    "own/blame-customer": ("error", "error"),
    "own/blame-colleague": ("error", "error"),
    "own/hand-off": ("error", "error"),
    "own/evasive": ("warning", "warning"),
    "own/defensive": ("error", "error"),
    "solution/restitution": ("error", "error"),
    "solution/architecture": ("warning", "warning"),
    "solution/sales": ("error", "error"),
    "solution/next-step": ("error", "error"),
    "inform/next-update": ("error", "error"),
    "inform/vague-time": ("error", "error"),
    "inform/bare-time": ("warning", "warning"),
    "inform/hard-to-read": ("warning", "warning"),
    "follow-through/own-part": ("error", "error"),
    "follow-through/make-it-right": ("error", "error"),
    "follow-through/next-contact": ("warning", "warning"),
    "follow-through/label": ("error", "error"),
}


def passages(which: str) -> list[object]:
    """Each passage of each rule, named so that a failure says which."""
    return [
        pytest.param(language, rule, passage, id=f"{language}:{rule.id}:{number}")
        for language, rule in RULES
        for number, passage in enumerate(getattr(rule, which))
    ]


def findings(language: str, rule: Rule, passage: Mapping[str, object]) -> list[str]:
    """What the rule finds; the kind is one it applies to unless the passage says another."""
    values = {"kind": "update" if "update" in rule.kinds else rule.kinds[0], **passage}
    text = str(values.pop("text"))
    found = check(text, _facts_from(values), RULESETS[language])
    return [finding.message for finding in found if finding.rule == rule.id]


@pytest.mark.parametrize(("language", "rule", "passage"), passages("fires"))
def test_fires(language: str, rule: Rule, passage: Mapping[str, object]) -> None:
    """A bad passage is found."""
    assert findings(language, rule, passage)


@pytest.mark.parametrize(("language", "rule", "passage"), passages("silent"))
def test_stays_silent(language: str, rule: Rule, passage: Mapping[str, object]) -> None:
    """A good passage is left alone."""
    assert findings(language, rule, passage) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_rules_are_there(language: str) -> None:
    """No rule is forgotten, in either language, and each has the level it should."""
    found = {rule.id: (rule.level, rule.level_for("update")) for rule in RULESETS[language].rules}

    assert found == TABLE


@pytest.mark.parametrize("rule", RULESETS["en"].rules, ids=lambda rule: rule.id)
def test_reason_names_its_document(rule: Rule) -> None:
    """A reason begins with the document's short name and quotes one sentence of it."""
    name, _, quotation = rule.reason.partition(": ")

    assert name in ("true-north", "emotion-first", "gift", "six-steps", "rr")
    assert quotation.startswith("\u201c")
    assert quotation.endswith("\u201d")


@pytest.mark.parametrize("language", ["fr", "pt-BR"])
def test_structural_rules_need_no_phrases(language: str) -> None:
    """In a language without rules of its own, time, signature and mirror are still checked."""
    rules = load(language=language)
    facts = _facts_from({"kind": "update", "next_update": "2026-11-22T15:30:00Z", "now": "2026-11-22T15:00:00Z"})

    found = {finding.rule for finding in check("Je vous \u00e9cris encore \u00e0 17:30 CET.", facts, rules)}

    assert "inform/next-update" in found
    assert facts.now == datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
