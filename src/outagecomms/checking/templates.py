"""Check templates: that they compile, name only what is given, and keep the rules in every message they can become."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from outagecomms.checking.found import Found, fault
from outagecomms.checking.matrix import trials
from outagecomms.checking.names import unknown
from outagecomms.checking.trace import Place, TracedTemplates
from outagecomms.compose.templates import SUFFIX, languages
from outagecomms.errors import InputError
from outagecomms.tone.briefing import SUBJECT, as_text, facts_of
from outagecomms.tone.check import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from outagecomms.cadence.promises import Kind
    from outagecomms.checking.matrix import Trial
    from outagecomms.checking.trace import Traced
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset

    RulesFor = Callable[[str], Ruleset]


def check_folder(folder: Path, rules_for: RulesFor, kinds: Sequence[Kind] = ()) -> list[Found]:
    """Everything wrong with the templates in *folder*, each finding at the template's own line and column.

    Args:
        folder: a folder of templates; those that it leaves out are the built-in ones, and are not judged.
        rules_for: gives the rules for a language.
        kinds: only these kinds of message; all when empty.
    """
    broken = [found for path in sorted(folder.rglob(f"*{SUFFIX}")) for found in _source_faults(path, folder)]
    if broken:
        return broken  # a template that does not stand cannot be read
    found: dict[tuple[object, ...], Found] = {}
    for language in languages(folder):
        templates = TracedTemplates(language, folder)
        rules = rules_for(language)
        for trial in trials([language], folder):
            if kinds and trial.planned.kind not in kinds:
                continue
            for each in _try(trial, templates, rules):
                if Path(each.path).is_relative_to(folder):
                    f = each.finding
                    found.setdefault((each.path, f.line, f.column, f.rule, f.excerpt), each)
    return sorted(found.values(), key=lambda each: (each.path, each.finding.place))


def _source_faults(path: Path, folder: Path) -> Iterator[Found]:
    """Syntax errors, and names that nothing gives."""
    templates = TracedTemplates("en", folder)
    try:
        source = path.read_text(encoding="utf-8")
        names = list(unknown(templates.environment, source, path.name))
    except UnicodeDecodeError:
        yield from fault(InputError.in_file(path, "not UTF-8 text", "save it as UTF-8"))
        return
    except Exception as error:  # noqa: BLE001  (whatever Jinja raises while it reads a source)
        line = getattr(error, "lineno", None) or 1
        yield from fault(InputError.in_file(path, str(error), "mend the template", line=line))
        return
    for name in names:
        what = f"nothing gives {name.name}"
        column = source.split("\n")[name.line - 1].find(name.name) + 1
        yield from fault(InputError.in_file(path, what, name.hint, line=name.line, column=max(1, column)))


def _try(trial: Trial, templates: TracedTemplates, rules: Ruleset) -> Iterator[Found]:
    context = trial.writer.context(trial.planned)
    try:
        subject, body = templates.traced(trial.planned.kind, context)
    except InputError as error:
        yield from fault(error)
        return
    if trial.awkward:
        return
    message = trial.writer.message(trial.planned, subject.text, body.text)
    whole = _Whole(subject, body)
    for finding in check(whole.text, facts_of(message, context, trial.now), rules):
        place = whole.place(finding) or Place(templates.source_of(trial.planned.kind), 1, 1)
        seen = f" (seen in a message of kind {trial.planned.kind}, {context['incident']['status']})"
        yield Found(
            str(place.path),
            replace(
                finding, line=place.line, column=place.column, end_column=place.column + len(finding.excerpt),
                message=finding.message + ("" if finding.excerpt else seen),
            ),
        )  # fmt: skip


class _Whole:
    """A subject and a body as one text, as the rules read it."""

    def __init__(self, subject: Traced, body: Traced) -> None:
        self._subject, self._body = subject, body
        self.text = as_text(subject.text, body.text)
        self._body_starts = len(self.text) - len(body.text)

    def place(self, finding: Finding) -> Place | None:
        if not finding.excerpt:
            return None  # what is missing has no place
        lines = self.text.split("\n")
        offset = sum(len(line) + 1 for line in lines[: finding.line - 1]) + finding.column - 1
        if offset >= self._body_starts:
            return self._body.place(offset - self._body_starts)
        return self._subject.place(max(0, offset - len(SUBJECT)))
