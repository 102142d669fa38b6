"""Check incident files: the rules of tone on the words that a person wrote in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outagecomms import tomlfile
from outagecomms.cadence.promises import words
from outagecomms.checking.faults import doubtful, idle
from outagecomms.checking.spelling import offsets
from outagecomms.drafting.gate import Gate
from outagecomms.incident import history
from outagecomms.incident.census import census
from outagecomms.positions import place, value_place
from outagecomms.tone.facts import Facts
from outagecomms.tone.passage import check_passage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path as FilePath

    from outagecomms.drafting.case import Case
    from outagecomms.incident.model import Allowance
    from outagecomms.incident.record import Record
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset

    Found = list[tuple[str, Finding]]
    RulesFor = Callable[[str], Ruleset]
    Path = tuple[str | int, ...]

_OF_AN_ENTRY = ("text", "next_step", "effect", "confirmed", "redo", "lost")
_OF_THE_INCIDENT = ("title", "impact", "workaround")
_OF_A_LESSON = ("text", "change")


@dataclass(frozen=True)
class _Passage:
    """Words that a person wrote: where they stand, and what they will be part of."""

    path: Path
    text: str
    facts: Facts
    language: str
    allowed: frozenset[str] = frozenset()


def check_incident(case: Case, rules_for: RulesFor) -> Found:
    """The findings in the words of an incident's file, each at its own line and column.

    Rules about what a message must say are left to the messages: a passage is only part of one.

    Raises:
        InputError: with every problem in its accounts file.
    """
    source = tomlfile.read(case.path).text
    doubts = list(_doubtful(case, source))
    found = [
        (str(case.path), _placed(finding, source, passage))
        for passage in _passages(case)
        for finding in _fired(passage, rules_for)
        if finding.rule not in passage.allowed
    ]
    return [*sorted(found, key=lambda each: each[1].place), *doubts]


def _doubtful(case: Case, source: str) -> Iterator[tuple[str, Finding]]:
    """The services and tiers that may be slips, where they stand: in the incident's file, or in its accounts file."""
    incident = case.incident
    known = census(incident.listed())  # an accounts file is only read when somebody asks for its accounts
    if question := known.stranger(incident.service):
        what, _, todo = question.partition("; ")
        yield str(case.path), doubtful(incident.service, what, todo, *value_place(source, ("service",)))
    here = {account.id: number for number, account in enumerate(incident.accounts)}
    for doubt in known.doubts(case.workspace.tiers):
        if doubt.account in here:
            path, at = case.path, place(source, ("accounts", here[doubt.account]))
        else:
            path = case.path.parent / (incident.accounts_file or "")
            at = _line_of(doubt.account, path), 1
        yield str(path), doubtful(doubt.name, f"{doubt.account}: {doubt.what}", doubt.todo, *at)


def _line_of(account: str, path: FilePath) -> int:
    """The line on which *account* stands in a CSV file; the first where no line has its id as a field."""
    field = re.compile(rf'(?:^|,)\s*"?{re.escape(account)}"?\s*(?:,|$)')
    with path.open(encoding="utf-8-sig") as lines:
        return next((number for number, line in enumerate(lines, start=1) if field.search(line.rstrip())), 1)


def unused(case: Case, rules_for: RulesFor) -> Found:
    """The allowances in an incident's file that no longer do anything."""
    fired = _fired_by_entry(case, rules_for)
    everywhere = set().union(*fired.values())
    source = tomlfile.read(case.path).text
    allowed: list[tuple[Path, Allowance, set[str]]] = [
        (("tone_allow", n), each, everywhere) for n, each in enumerate(case.incident.tone_allow)
    ]
    for entry, update in enumerate(case.incident.updates):
        rules = fired.get(entry + 1, set())
        allowed += [(("updates", entry, "tone_allow", n), each, rules) for n, each in enumerate(update.tone_allow)]
    return [
        (str(case.path), idle(each.rule, *place(source, path)))
        for path, each, rules in allowed
        if each.rule not in rules
    ]


def _fired_by_entry(case: Case, rules_for: RulesFor) -> dict[int, set[str]]:
    """The rules that fire in each log entry's words and messages, by its number; 0 for the facts."""
    fired: dict[int, set[str]] = {}
    for passage in _passages(case):
        number = int(passage.path[1]) + 1 if passage.path[0] == "updates" else 0
        fired.setdefault(number, set()).update(finding.rule for finding in _fired(passage, rules_for))
    for word in words(case.incident, case.policy):
        gate, writer = Gate(case, word.at), case.writer(word.at)
        for planned in case.plan(word.at):
            if (planned.kind, planned.sequence) == (word.kind, word.number):
                found = gate.found(writer.compose(planned))
                fired.setdefault(word.number, set()).update(finding.rule for finding in found)
    return fired


def _fired(passage: _Passage, rules_for: RulesFor) -> list[Finding]:
    return check_passage(passage.text, passage.facts, rules_for(passage.language))


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
    afterwards = Facts(kind="followup")  # which is when they are read, whenever they were written
    for number, answer in enumerate(incident.answers):
        yield from _said(answer, ("answers", number), ("text",), afterwards, incident.language, everywhere)
    for number, agreed in enumerate(incident.amends):
        yield from _said(agreed, ("amends", number), ("agreed",), afterwards, incident.language, everywhere)
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
    """*finding* where its words stand in the file, however they are spelt there; of what is missing, the passage."""
    lines = passage.text.split("\n")
    words = lines[finding.line - 1][finding.column - 1 : finding.end_column - 1]
    before = sum(len(line) + 1 for line in lines[: finding.line - 1]) + finding.column - 1
    line, column = value_place(source, passage.path)
    value = sum(len(each) + 1 for each in source.split("\n")[: line - 1]) + column - 1
    spelt = offsets(source, value, before + len(words))[before:]
    if not spelt:
        return finding._replace(line=line, column=column, end_column=column + 1)
    line, column = source.count("\n", 0, spelt[0]) + 1, spelt[0] - source.rfind("\n", 0, spelt[0])
    on_the_line = source[spelt[0] : spelt[-1] + 1].split("\n", 1)[0]
    return finding._replace(line=line, column=column, end_column=column + len(on_the_line))
