"""Every message to look at: the examples' own, read and judged."""

from __future__ import annotations

from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING

from outagecomms.checking.matrix import trials
from outagecomms.checking.reading import Reader
from outagecomms.checking.trace import TracedTemplates
from outagecomms.compose.templates import SUFFIX, languages
from outagecomms.errors import InputError
from outagecomms.preview.letter import Letter
from outagecomms.tone import allow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from outagecomms.checking.reading import Read
    from outagecomms.checking.trace import Traced
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset

    RulesFor = Callable[[str], Ruleset]


def letters(own: Path | None, against: Path | None, rules_for: RulesFor) -> Iterator[Letter]:
    """Each message that the templates can become, but for those of the examples whose words are hostile.

    Args:
        own: a folder of templates that go before the built-in ones.
        against: another such folder, to compare with.
        rules_for: gives the rules for a language.

    Raises:
        InputError: a folder holds no templates, or one cannot be rendered; says the file and the line.
    """
    for folder in filter(None, (own, against)):
        _check(folder)
    spoken = list(dict.fromkeys([*languages(own), *(languages(against) if against else ())]))
    judge = _Judge(rules_for)
    befores = _reads(against, spoken, rules_for) if against else repeat(None)
    for (reader, read), before in zip(_reads(own, spoken, rules_for), befores, strict=False):
        in_subject, in_body = judge.findings(reader, read)
        yield Letter(read, own, in_subject, in_body, before and before[1], against)


def _check(folder: Path) -> None:
    if not folder.is_dir() or not any(folder.rglob(f"*{SUFFIX}")):
        raise InputError(f"{folder}: no templates there; name a folder that holds some, such as update{SUFFIX}")


def _reads(own: Path | None, spoken: Sequence[str], rules_for: RulesFor) -> Iterator[tuple[Reader, Read]]:
    readers = {language: Reader(TracedTemplates(language, own), rules_for(language)) for language in spoken}
    for trial in trials(spoken, own):
        if not trial.awkward:
            reader = readers[trial.planned.account.language]
            yield reader, reader.read(trial)


class _Judge:
    """Says what is wrong with a message, but for what its templates allow."""

    def __init__(self, rules_for: RulesFor) -> None:
        self._known = {rule.id for rule in rules_for("en").rules}
        self._allowances = cache(self._read_allowances)

    def findings(self, reader: Reader, read: Read) -> Iterator[list[Finding]]:
        """What is found in the subject, then what is in the body."""
        whole = reader.templates.source_of(read.trial.template)
        for text, findings in zip((read.subject, read.body), reader.findings(read), strict=True):
            yield list(self._not_allowed(findings, text, whole))

    def _not_allowed(self, findings: Iterable[Finding], text: Traced, whole: Path) -> Iterator[Finding]:
        for finding in findings:
            place = text.place_of(finding.line, finding.column) if finding.excerpt else None
            yield from allow.without([finding], self._allowances(place.path if place else whole))

    def _read_allowances(self, path: Path) -> list[allow.Allowance]:
        return allow.allowances(path, path.read_text(encoding="utf-8"), self._known)
