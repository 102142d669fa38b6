"""Check incident files: the rules of tone on the words that a person wrote in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outagecomms import tomlfile
from outagecomms.cadence.promises import words
from outagecomms.checking.found import Found
from outagecomms.incident import history
from outagecomms.positions import value_place
from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from outagecomms.case import Case
    from outagecomms.incident.record import Record
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset

    RulesFor = Callable[[str], Ruleset]
    Path = tuple[str | int, ...]

_OF_AN_ENTRY = ("text", "next_step", "effect", "confirmed", "redo", "lost")
_OF_THE_INCIDENT = ("title", "impact", "workaround")
_OF_A_LESSON = ("text", "change")
_MEASURES = ("empathize/shouting", "inform/bare-time")  # these, too, judge a passage by itself


@dataclass(frozen=True)
class _Passage:
    """Words that a person wrote: where they stand, and what they will be part of."""

    path: Path
    text: str
    facts: Facts
    language: str
    allowed: frozenset[str] = frozenset()


def check_incident(case: Case, rules_for: RulesFor) -> list[Found]:
    """The findings in the words of an incident's file, each at its own line and column.

    Rules about what a message must say are left to the messages: a passage is only part of one.
    """
    source = tomlfile.read(case.path).text
    found = []
    for passage in _passages(case):
        rules = rules_for(passage.language)
        for finding in check(passage.text, passage.facts, rules):
            about_words = rules.named(finding.rule).shape.startswith("forbidden") or finding.rule in _MEASURES
            if about_words and finding.rule not in passage.allowed:
                found.append(Found(str(case.path), _placed(finding, source, passage)))
    return sorted(found, key=lambda each: each.finding.place)


def allowances(case: Case) -> Iterator[tuple[Path, str]]:
    """Every allowance in the file: its path and its rule."""
    for number, each in enumerate(case.incident.tone_allow):
        yield ("tone_allow", number), each.rule
    for entry, update in enumerate(case.incident.updates):
        for number, each in enumerate(update.tone_allow):
            yield ("updates", entry, "tone_allow", number), each.rule


def _passages(case: Case) -> Iterator[_Passage]:
    incident = case.incident
    everywhere = frozenset(each.rule for each in incident.tone_allow)
    facts = Facts(kind="update", phase="open")
    yield from _said(incident, (), _OF_THE_INCIDENT, facts, incident.language, everywhere)
    for word in words(incident, case.policy):
        update = incident.updates[word.number - 1]
        facts = Facts(
            kind=word.kind, phase="closed" if update.status == "resolved" else "open", now=update.at,
            next_update=word.promised, approved_by=update.approved_by or "",
        )  # fmt: skip
        allowed = everywhere | {each.rule for each in update.tone_allow}
        path = ("updates", word.number - 1)
        yield from _said(update, path, _OF_AN_ENTRY, facts, incident.language, allowed)
    facts = Facts(kind="followup", phase="closed" if history.resolution(incident) else "open")
    for number, lesson in enumerate(incident.lessons):
        yield from _said(lesson, ("lessons", number), _OF_A_LESSON, facts, incident.language, everywhere)


def _said(
    table: Record, path: Path, names: tuple[str, ...], facts: Facts, language: str, allowed: frozenset[str]
) -> Iterator[_Passage]:
    for name in names:
        if text := getattr(table, name, None):
            yield _Passage((*path, name), text, facts, language, allowed)
    translations: Mapping[str, Record] = getattr(table, "translations", {})
    for other, translated in translations.items():
        yield from _said(translated, (*path, "translations", other), names, facts, other, allowed)


def _placed(finding: Finding, source: str, passage: _Passage) -> Finding:
    """*finding* where its words stand in the file; where the passage begins when they are spelt otherwise there."""
    line, column = value_place(source, passage.path)
    start = sum(len(each) + 1 for each in source.split("\n")[: line - 1]) + column - 1
    first_words = passage.text.split("\n")[finding.line - 1][finding.column - 1 : finding.end_column - 1]
    at = source.find(first_words, start) if first_words else -1
    if at >= 0:
        line, column = source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)
    return replace(finding, line=line, column=column, end_column=column + max(1, len(first_words)))
