"""Check templates: that they compile, name only what is given, and keep the rules in every message they can become."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from outagecomms.checking.faults import faults, idle
from outagecomms.checking.matrix import trials
from outagecomms.checking.names import unknown
from outagecomms.checking.trace import Place, TracedTemplates
from outagecomms.compose.templates import SUFFIX, languages
from outagecomms.errors import InputError
from outagecomms.tone.allow import allowances
from outagecomms.tone.briefing import facts_of
from outagecomms.tone.check import check
from outagecomms.tone.files import check_subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from outagecomms.cadence.promises import Kind
    from outagecomms.checking.matrix import Trial
    from outagecomms.tone.allow import Allowance
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset

    Found = list[tuple[str, Finding]]
    RulesFor = Callable[[str], Ruleset]


def check_folder(folder: Path, rules_for: RulesFor, kinds: Sequence[Kind] = ()) -> Found:
    """Everything wrong with the templates in *folder*, each finding at the template's own line and column.

    Args:
        folder: a folder of templates; those that it leaves out are the built-in ones, and are not judged.
        rules_for: gives the rules for a language.
        kinds: only these kinds of message; all when empty.

    Raises:
        InputError: a tone comment names no rule, or gives no reason.
    """
    allowed = _allowances(folder, rules_for)
    return [
        (path, finding)
        for path, finding in _everything(folder, rules_for, kinds)
        if finding.rule not in {each.rule for each in allowed.get(path, ())}
    ]


def unused(folder: Path, rules_for: RulesFor) -> Found:
    """The allowances in the templates of *folder* that no longer do anything."""
    fired: dict[str, set[str]] = {}
    for path, finding in _everything(folder, rules_for, ()):
        fired.setdefault(path, set()).add(finding.rule)
    return [
        (path, idle(each.rule, each.line, 1))
        for path, allowances in _allowances(folder, rules_for).items()
        for each in allowances
        if each.rule not in fired.get(path, ())
    ]


def _allowances(folder: Path, rules_for: RulesFor) -> dict[str, list[Allowance]]:
    known = {rule.id for rule in rules_for("en").rules}
    return {
        str(path): allowances(path, path.read_text(encoding="utf-8", errors="replace"), known)
        for path in sorted(folder.rglob(f"*{SUFFIX}"))
    }


def _everything(folder: Path, rules_for: RulesFor, kinds: Sequence[Kind]) -> Found:
    broken = [found for path in sorted(folder.rglob(f"*{SUFFIX}")) for found in _source_faults(path, folder)]
    if broken:
        return broken  # a template that does not stand cannot be read
    found: dict[tuple[object, ...], tuple[str, Finding]] = {}
    for language in languages(folder):
        templates = TracedTemplates(language, folder)
        rules = rules_for(language)
        for trial in trials([language], folder):
            if kinds and trial.planned.kind not in kinds:
                continue
            for path, finding in _try(trial, templates, rules):
                if Path(path).is_relative_to(folder):
                    found.setdefault((path, *finding.place, finding.rule, finding.excerpt), (path, finding))
    return sorted(found.values(), key=lambda each: (each[0], each[1].place))


def _source_faults(path: Path, folder: Path) -> Iterator[tuple[str, Finding]]:
    """Syntax errors, and names that nothing gives."""
    templates = TracedTemplates("en", folder)
    try:
        source = path.read_text(encoding="utf-8")
        names = list(unknown(templates.environment, source, path.name))
    except UnicodeDecodeError:
        yield from faults(InputError.in_file(path, "not UTF-8 text", "save it as UTF-8"))
        return
    except Exception as error:  # noqa: BLE001  (whatever Jinja raises while it reads a source)
        line = getattr(error, "lineno", None) or 1
        yield from faults(InputError.in_file(path, str(error), "mend the template", line=line))
        return
    for name in names:
        what = f"nothing gives {name.name}"
        column = source.split("\n")[name.line - 1].find(name.name) + 1
        yield from faults(InputError.in_file(path, what, name.hint, line=name.line, column=max(1, column)))


def _try(trial: Trial, templates: TracedTemplates, rules: Ruleset) -> Iterator[tuple[str, Finding]]:
    context = trial.writer.context(trial.planned)
    try:
        subject, body = templates.traced(trial.planned.kind, context)
    except InputError as error:
        yield from faults(error)
        return
    if trial.awkward:
        return
    message = trial.writer.message(trial.planned, subject.text, body.text)
    facts = facts_of(message, context, trial.now)
    whole = Place(templates.source_of(trial.planned.kind), 1, 1)
    seen = f" (seen in a message of kind {trial.planned.kind}, {context['incident']['status']})"
    for text, findings in (
        (subject, check_subject(subject.text, facts, rules)),
        (body, check(body.text, facts, rules)),
    ):
        for finding in findings:
            missing = not finding.excerpt  # what is missing has no place of its own
            place = whole if missing else text.place_of(finding.line, finding.column) or whole
            yield (
                str(place.path),
                replace(
                    finding, line=place.line, column=place.column, end_column=place.column + len(finding.excerpt),
                    message=finding.message + (seen if missing else ""),
                ),
            )  # fmt: skip
