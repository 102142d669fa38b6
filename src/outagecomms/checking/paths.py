"""Find out what each path is, and check it as that."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from outagecomms import workspace
from outagecomms.checking import incidents, templates
from outagecomms.checking.faults import DOUBT, FAULT, faults
from outagecomms.checking.messages import check_messages, exit_code, is_message
from outagecomms.compose.templates import SUFFIX, languages
from outagecomms.drafting import case
from outagecomms.drafting.gate import rules_of
from outagecomms.errors import InputError
from outagecomms.tone.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.cadence.promises import Kind
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset

    Found = list[tuple[str, Finding]]

_TOML = ".toml"


class Checking:
    """Checks paths of any sort, with the rules of the workspace that one stands in."""

    def __init__(self, kind: str | None, phase: str, language: str) -> None:
        self._place = workspace.find(Path.cwd()) or workspace.Workspace(Path.cwd())
        self._rules_for = rules_of(self._place)
        self._kinds: list[Kind] = [kind] if kind else []  # type: ignore[list-item]  # a kind that no template has finds none
        self._in_folder = cache(partial(templates.check_folder, rules_for=self._rules_for, kinds=self._kinds))
        self._facts = Facts(kind=kind or "update", phase=phase)
        self._language = language
        self._doubts: set[tuple[str, Finding]] = set()  # of accounts that several incidents share: told once

    @property
    def rules(self) -> Ruleset:
        """The rules for finished messages."""
        return self._rules_for(self._language)

    def found(self, paths: list[str]) -> Found:
        """Every finding in what *paths* mean.

        Raises:
            InputError: a path cannot be read, or means nothing that can be checked.
        """
        return [found for path in paths for found in self._one(path)]

    def unused(self, paths: list[str]) -> Found:
        """Every allowance in what *paths* mean that no longer does anything.

        Raises:
            InputError: an incident file is not one, or a path means nothing in which an exception can be made.
        """
        found: Found = []
        for path in map(Path, paths):
            folders, files = _template_folders(path), _incident_files(path)
            if not folders and not files:
                raise _nothing(path)
            for folder in folders:
                found += _of(path, templates.unused(folder, self._rules_for))
            for file in files:
                found += incidents.unused(self._case(file), self._rules_for)
        return found

    def exit_code(self, found: Found) -> int:
        """2 when an incident file is not one, or its accounts are none; 1 when an error was found; else 0."""
        broken = any(finding.rule == FAULT and not path.endswith(SUFFIX) for path, finding in found)
        return 2 if broken else exit_code(found)

    def _one(self, path: str) -> Iterator[tuple[str, Finding]]:
        if is_message(path):
            yield from check_messages([path], self._facts, self.rules)
            return
        where = Path(path)
        folders, files, mails = _template_folders(where), _incident_files(where), _message_files(where)
        if not folders and not files and not mails:
            raise _nothing(where)
        for folder in folders:
            yield from _of(where, self._in_folder(folder))
        for file in files:
            yield from self._incident(file)
        yield from check_messages(map(str, mails), self._facts, self.rules)

    def _incident(self, file: Path) -> Found:
        try:
            found = incidents.check_incident(self._case(file), self._rules_for)
        except InputError as error:
            if not error.problems:
                raise
            return faults(error)
        new = [each for each in found if each not in self._doubts]
        self._doubts.update(each for each in found if each[1].rule == DOUBT)
        return new

    def _case(self, file: Path) -> case.Case:
        return case.load(*workspace.locate(str(file)))


def _nothing(path: Path) -> InputError:
    return InputError(f"{path}: nothing to check there; give incident files, templates (.j2) or messages")


def _of(path: Path, found: Found) -> Found:
    """What was *found* in the templates that *path* means: those of a folder, or one."""
    return found if path.is_dir() else [each for each in found if each[0] == str(path)]


def _template_folders(path: Path) -> list[Path]:
    """The folders of templates that *path* means: a template's own, one that holds templates, or those below it."""
    if path.suffix == SUFFIX:
        return [_root(path.parent)] if path.is_file() else []
    if not path.is_dir():
        return []
    return sorted({_root(file.parent) for file in path.rglob(f"*{SUFFIX}")})


def _root(folder: Path) -> Path:
    """The folder of templates that *folder* belongs to: the one above it when it is that of a language."""
    above = folder.parent
    return above if folder.name in languages(above) and folder.name in (*languages(None), *_beside(above)) else folder


def _beside(folder: Path) -> list[str]:
    """The languages in *folder*, if it holds templates itself."""
    return languages(folder) if any(folder.glob(f"*{SUFFIX}")) else []


def _incident_files(path: Path) -> list[Path]:
    if path.suffix == _TOML:
        return [path]
    found = path.rglob(f"{workspace.INCIDENTS}/*{_TOML}") if path.is_dir() else ()
    here = path.glob(f"*{_TOML}") if path.name == workspace.INCIDENTS else ()
    return sorted({*found, *here})


def _message_files(path: Path) -> list[Path]:
    """The mails in a folder; a text there may be anything, so texts are named one by one."""
    return sorted(path.rglob("*.eml")) if path.is_dir() else []
