"""The rules in force: the built-in ones, a user's own, and the levels a user gives them."""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from outagecomms.errors import InputError
from outagecomms.tone import remembered
from outagecomms.tone.matcher import Graph, Matcher
from outagecomms.tone.rule import LEVELS, Rule, rule_from
from outagecomms.tone.shapes import Shape, shape_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

ENGLISH = "en"

RuleData = tuple[str, str, dict[str, Any]]
"""A rule's id, its path, and what its file says."""


class Ruleset:
    """Rules of one language, ready to run: the shape of each, and one matcher for the phrases of all."""

    def __init__(self, rules: tuple[Rule, ...], shapes: tuple[Shape, ...], matcher: Matcher) -> None:
        self.rules = rules
        self.shapes = shapes
        self.matcher = matcher

    @cache  # noqa: B019  (a ruleset lives as long as the program)
    def for_message(self, kind: str, phase: str) -> list[tuple[Rule, Shape]]:
        """The rules that have anything to say about a *kind* of message in a *phase*."""
        return [pair for pair in zip(self.rules, self.shapes, strict=True) if pair[0].applies(kind, phase)]

    def named(self, rule_id: str) -> Rule:
        """The rule with that id.

        Raises:
            InputError: there is none.
        """
        return next((rule for rule in self.rules if rule.id == rule_id), None) or _no_such_rule(rule_id, self.rules)


def load(folders: Sequence[Path] = (), levels: Mapping[str, str] | None = None, language: str = ENGLISH) -> Ruleset:
    """The built-in rules, then those of *folders*, which add or replace by id.

    Args:
        folders: hold ``<principle>/<name>.toml``; in a folder named after a language, what that language replaces.
        levels: a level, or ``off``, by rule id.
        language: of the messages to be checked. Of a rule that it does not replace, a language other than
            English keeps what needs no phrases.

    Raises:
        InputError: a rule file or a level is wrong.
    """
    language = language.partition("-")[0]  # what is polite in de is polite in de-AT
    if not language.isalpha():
        raise InputError(f"\u201c{language}\u201d is no language; write a tag such as en or de")

    def work_out() -> remembered.Compiled:
        rules = [rule for folder in (remembered.BUILT_IN, *folders) for rule in _rules_in(folder, language)]
        return rules, compiled(rules)[1].edges

    rules, graph = remembered.compiled_once(language, folders, work_out)
    pairs = _shapes(rules, None)
    for rule_id, level in (levels or {}).items():
        if level not in LEVELS:
            raise InputError(f"{rule_id}: \u201c{level}\u201d is no level; write one of {', '.join(LEVELS)}")
        if rule_id not in pairs:
            _no_such_rule(rule_id, (rule for rule, _ in pairs.values()))
        rule, shape = pairs[rule_id]
        pairs[rule_id] = rule._replace(level=level, levels={}), shape
    in_force, shapes = zip(*pairs.values(), strict=True)
    return Ruleset(in_force, shapes, Matcher(graph))


def compiled(rules: Iterable[RuleData]) -> tuple[dict[str, tuple[Rule, Shape]], Graph]:
    """The shapes of *rules*, and the graph of their phrases."""
    graph = Graph()
    return _shapes(rules, graph), graph


def _shapes(rules: Iterable[RuleData], graph: Graph | None) -> dict[str, tuple[Rule, Shape]]:
    """Each rule and its shape; without a *graph* its phrases are taken to stand in it under the same numbers."""
    pairs, groups = {}, count(1)
    for rule_id, path, data in rules:
        rule = rule_from(data, rule_id, path)

        def enlist(listed: Sequence[str], rule: Rule = rule) -> int:
            group = next(groups)
            if graph is not None and listed:
                from outagecomms.tone.phrases import own_words, parse  # noqa: PLC0415  (not for remembered rules)

                words = own_words(rule.words)
                for phrase in listed:
                    graph.add(parse(phrase, words), group)
            return group

        pairs[rule.id] = rule, shape_called(rule.shape)(rule, enlist)
    return pairs


def _rules_in(folder: Path, language: str) -> Iterator[RuleData]:
    from outagecomms import tomlfile  # noqa: PLC0415  (not for remembered rules)
    from outagecomms.tone.rulefile import overlay_of, rule_of  # noqa: PLC0415  (not for remembered rules)

    if not folder.is_dir():
        raise InputError.in_file(folder, "there is no such folder of rules", "check the name")
    for path in sorted(folder.glob("*/*.toml")):
        rule_id = f"{path.parent.name}/{path.stem}"
        data = rule_of(tomlfile.read(path))
        overlay = folder / language / f"{rule_id}.toml"
        if language == ENGLISH:
            yield rule_id, str(path), data
        elif overlay.is_file():
            yield rule_id, str(path), {**data, **overlay_of(tomlfile.read(overlay))}
        elif data["shape"] == "measure":
            yield rule_id, str(path), {**data, "phrases": []}


def _no_such_rule(rule_id: str, rules: Iterable[Rule]) -> Rule:
    known = [rule.id for rule in rules]
    from difflib import get_close_matches  # noqa: PLC0415  (only a mistake needs it)

    guess = get_close_matches(rule_id, known, 1)
    raise InputError(
        f"no rule is called {rule_id}; " + (f"did you mean {guess[0]}?" if guess else "`outagecomms rules` lists them")
    )
