"""The gate: what is composed goes through the rules of tone before it is kept or recorded."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from outagecomms.cadence.promises import TO_ONE
from outagecomms.compose.templates import templates
from outagecomms.errors import InputError, OutageCommsError
from outagecomms.incident.model import FOR_EVERYONE, Update
from outagecomms.tone import allow, ruleset
from outagecomms.tone.briefing import facts_of
from outagecomms.tone.check import check
from outagecomms.tone.files import check_subject
from outagecomms.tone.finding import line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from outagecomms.compose.context import Context
    from outagecomms.compose.message import Message
    from outagecomms.compose.writer import Composed
    from outagecomms.drafting.case import Case
    from outagecomms.incident.log import Entry
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset
    from outagecomms.workspace import Workspace

_SOMEBODY = "Acme"  # stands for the reader's own names, which are nobody's choice of words


class RefusedError(OutageCommsError):
    """Words that may not go out as they are."""


def rules_of(workspace: Workspace) -> Callable[[str], Ruleset]:
    """Gives the rules in force in *workspace* for a language: the built-in ones, its own, and its levels."""
    tone = workspace.config.tone
    folders = (workspace.root / tone.rules,) if tone.rules else ()
    return partial(_rules, folders, tuple(tone.levels.items()))


@lru_cache(maxsize=32)
def _rules(folders: tuple[Path, ...], levels: tuple[tuple[str, str], ...], language: str) -> Ruleset:
    """The rules, loaded once a run for however many incidents."""
    return ruleset.load(folders, dict(levels), language)


class Gate:
    """Reads the messages of one incident at one moment."""

    def __init__(self, case: Case, now: datetime) -> None:
        self._incident = case.incident
        self._now = now
        self._rules = rules_of(case.workspace)
        self._own = case.workspace.templates
        self._read: dict[object, list[Finding]] = {}
        self._in_files = lru_cache(maxsize=64)(self._read_allowances)

    def review(self, composed: Composed) -> list[Finding]:
        """What the rules find in a message, less what its incident, its entry or its template allows.

        Readers of one sort get the same words but for their names; those are read once.
        """
        if composed.sort is None:
            return self._review(composed)
        if composed.sort not in self._read:
            self._read[composed.sort] = self._review(composed)
        return self._read[composed.sort]

    def found(self, composed: Composed) -> list[Finding]:
        """Everything that the rules find in a message."""
        message, context, _ = composed
        subject, body = (_without_names(text, context) for text in (message.subject, message.body))
        facts, rules = facts_of(message, context, self._now), self._rules(message.language)
        return check_subject(subject, facts, rules) + check(body, facts, rules)

    def _review(self, composed: Composed) -> list[Finding]:
        allowed = self._allowed(composed.message)
        return [found for found in self.found(composed) if found.rule not in allowed]

    def _allowed(self, message: Message) -> set[str]:
        number = None if message.kind in TO_ONE else message.sequence  # what goes to one carries the newest words
        entry = self._incident.updates[:number][-1:] if number != 0 else []
        of_entry = [each for update in entry for each in update.tone_allow]
        return {each.rule for each in (*self._incident.tone_allow, *of_entry)} | self._in_template(message)

    def _in_template(self, message: Message) -> set[str]:
        """The rules that the template of *message*, or a part of it, may break."""
        known = {rule.id for rule in self._rules(message.language).rules}
        return {each.rule for each in self._in_files(message.template, message.language, frozenset(known))}

    def _read_allowances(self, template: str, language: str, known: frozenset[str]) -> list[allow.Allowance]:
        for own in (self._own, None):  # where the user's templates are broken, the built-in ones speak
            with contextlib.suppress(InputError, UnicodeDecodeError):
                paths = templates(language, own).sources(template)
                texts = {path: path.read_text(encoding="utf-8") for path in paths}
                return [each for path, text in texts.items() for each in allow.allowances(path, text, known)]
        return []


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that stop a message."""
    return [finding for finding in findings if finding.level == "error"]


def reviewed(case: Case, entry: Entry, now: datetime, because: str | None) -> tuple[Entry, list[Finding]]:
    """*entry* with leave for whatever its messages break, and everything that was found in them.

    Args:
        case: the incident as it is without the entry.
        entry: what is about to be appended to its updates.
        now: the time, in UTC.
        because: why the words must stand in spite of a finding of level error; nothing when nobody says so.

    Raises:
        RefusedError: there is such a finding, and nobody says why it must stand. Shows it beside the words.
    """
    new = Update.model_validate({key: value for key, value in entry.items() if value is not None})
    incident = case.incident.model_copy(update={"updates": [*case.incident.updates, new]})
    case = replace(case, incident=incident)
    gate, writer, number = Gate(case, now), case.writer(now), len(incident.updates)
    found: dict[tuple[str, str], tuple[Finding, Message]] = {}
    for planned in case.plan(now):
        if planned.kind in FOR_EVERYONE and (planned.sequence, planned.due) == (number, new.at):  # not what follows it
            composed = writer.compose(planned)
            for finding in gate.review(composed):
                found.setdefault((finding.rule, finding.excerpt), (finding, composed.message))
    broken = {finding.rule: message for finding, message in found.values() if finding.level == "error"}
    if broken and not because:
        message = next(iter(broken.values()))
        raise RefusedError(_beside_the_words(message, [finding for finding, _ in found.values()]))
    allowed = [{"rule": rule, "because": because} for rule in broken]
    return {**entry, "tone_allow": allowed or None}, [finding for finding, _ in found.values()]


def _beside_the_words(message: Message, findings: Sequence[Finding]) -> str:
    return "\n".join(
        [
            f"Subject: {message.subject}", "", message.body, "", *map(line, findings), "",
            "Nothing was written. Change the words; or, if they must stand, say why: --force --because '…'",
        ]
    )  # fmt: skip


def _without_names(text: str, context: Context) -> str:
    name, greeting = context["account"]["name"], context["account"]["greeting"]
    text = (
        _replaced(text, greeting, 1) if greeting else text
    )  # it may be a word of the language, so only where it greets
    return _replaced(text, name) if name else text


def _replaced(text: str, name: str, count: int = 0) -> str:
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _SOMEBODY, text, count=count)
