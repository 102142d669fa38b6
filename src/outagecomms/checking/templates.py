"""Check templates: that they compile, name only what is given, and keep the rules in every message they can become."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from outagecomms.checking.faults import FAULT, STRAY, faults, idle, stray
from outagecomms.checking.matrix import sheets, trials
from outagecomms.checking.names import Names
from outagecomms.checking.reading import Reader
from outagecomms.checking.strays import strays
from outagecomms.checking.trace import MARK, Place, TracedTemplates
from outagecomms.compose.templates import SUFFIX, Templates, languages
from outagecomms.errors import InputError
from outagecomms.tone import allow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from outagecomms.cadence.promises import Kind
    from outagecomms.checking.matrix import Trial
    from outagecomms.checking.trace import Traced
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
        for path, findings in _by_path(_everything(folder, rules_for, kinds)).items()
        for finding in allow.without(findings, allowed.get(path, ()))
    ]


def unused(folder: Path, rules_for: RulesFor) -> Found:
    """The allowances in the templates of *folder* that no longer do anything; what is broken, when a template is."""
    found = _everything(folder, rules_for, ())
    if broken := [each for each in found if each[1].rule == FAULT]:
        return broken
    fired = _by_path(found)
    return [
        (path, idle(each.rule, each.line, 1))
        for path, allowed in _allowances(folder, rules_for).items()
        for each in allow.unused(fired.get(path, []), allowed)
    ]


def _by_path(found: Found) -> dict[str, list[Finding]]:
    by_path: dict[str, list[Finding]] = {}
    for path, finding in found:
        by_path.setdefault(path, []).append(finding)
    return by_path


def _allowances(folder: Path, rules_for: RulesFor) -> dict[str, list[Allowance]]:
    known = {rule.id for rule in rules_for("en").rules}
    return {
        str(path): allow.allowances(path, path.read_text(encoding="utf-8", errors="replace"), known)
        for path in sorted(folder.rglob(f"*{SUFFIX}"))
    }


def _everything(folder: Path, rules_for: RulesFor, kinds: Sequence[Kind]) -> Found:
    names = Names(Templates("en", folder).environment)
    broken = [found for path in sorted(folder.rglob(f"*{SUFFIX}")) for found in _source_faults(path, names)]
    if broken:
        return sorted(broken, key=_by_place)  # a template that does not stand cannot be read
    found: dict[tuple[object, ...], tuple[str, Finding]] = {}
    for odd, todo in () if kinds else strays(folder):
        found[str(odd), STRAY] = str(odd), stray(odd.name, todo)
    spoken = languages(folder)
    judges = {language: _Judge(Reader(TracedTemplates(language, folder), rules_for(language))) for language in spoken}
    for trial in chain(trials(spoken, folder), sheets(spoken, folder)):
        kind, judge = trial.planned.kind, judges[trial.planned.account.language]
        if (kinds and kind not in kinds) or not judge.reads(trial.template, folder):
            continue
        for path, finding in judge.findings(trial):
            if Path(path).is_relative_to(folder):
                found.setdefault((path, *finding.place, finding.rule, finding.excerpt), (path, finding))
    return sorted(found.values(), key=_by_place)


def _by_place(found: tuple[str, Finding]) -> tuple[str, tuple[int, int]]:
    path, finding = found
    return path, finding.place


def _source_faults(path: Path, names: Names) -> Iterator[tuple[str, Finding]]:
    """Syntax errors, and names that nothing gives."""
    try:
        source = path.read_text(encoding="utf-8")
        unknown = list(names.unknown(source, path.name))
    except UnicodeDecodeError:
        yield from faults(InputError.in_file(path, "not UTF-8 text", "save it as UTF-8"))
        return
    except Exception as error:  # noqa: BLE001  (whatever Jinja raises while it reads a source)
        line = getattr(error, "lineno", None) or 1
        yield from faults(InputError.in_file(path, str(error), "mend the template", line=line))
        return
    if mark := MARK.search(source):
        line, column = source.count("\n", 0, mark.start()) + 1, mark.start() - source.rfind("\n", 0, mark.start())
        what = f"the character U+{ord(mark[0]):X}, of no use to a reader"
        yield from faults(InputError.in_file(path, what, "remove it", line=line, column=column))
    for line, column, name, hint in unknown:
        yield from faults(InputError.in_file(path, f"nothing gives {name}", hint, line=line, column=column))


class _Judge:
    """Says what is wrong with what the templates of one language become."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def reads(self, template: str, folder: Path) -> bool:
        """Whether *template*, or a part that it includes, stands in *folder*."""
        return any(path.is_relative_to(folder) for path in self._reader.templates.sources(template))

    def findings(self, trial: Trial) -> Iterator[tuple[str, Finding]]:
        """What is wrong with one message, each finding with the path and the place of the words in their template."""
        try:
            read = self._reader.read(trial)
        except InputError as error:
            yield from faults(error)
            return
        if trial.awkward:
            return
        whole = Place(self._reader.templates.source_of(trial.template), 1, 1)
        seen = f" (seen in a message of kind {trial.planned.kind}, {read.context['incident']['status']})"
        for text, findings in zip((read.subject, read.body), self._reader.findings(read), strict=True):
            for finding in findings:
                yield _placed(finding, text, whole, seen)


def _placed(finding: Finding, text: Traced, whole: Place, seen: str) -> tuple[str, Finding]:
    """*finding* where its words were written; what is missing has no place of its own, and says where it was *seen*."""
    missing = not finding.excerpt
    place = whole if missing else text.place_of(finding.line, finding.column) or whole
    return str(place.path), finding._replace(
        line=place.line, column=place.column, end_column=place.column + len(finding.excerpt),
        message=finding.message + (seen if missing else ""),
    )  # fmt: skip
