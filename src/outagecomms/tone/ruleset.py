"""The rules in force: the built-in ones, a user's own, and the levels a user gives them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from outagecomms import tomlfile
from outagecomms.errors import InputError
from outagecomms.tone.matcher import Matcher
from outagecomms.tone.phrases import own_words, parse
from outagecomms.tone.rule import LEVELS
from outagecomms.tone.rulefile import build, overlay_of, rule_of
from outagecomms.tone.shapes import shape_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from outagecomms.tone.phrases import Sequence as PhraseItems
    from outagecomms.tone.rule import Rule
    from outagecomms.tone.shapes import Shape

BUILT_IN = Path(__file__).parent / "rules"
ENGLISH = "en"


@dataclass(frozen=True, eq=False)
class Ruleset:
    """Rules of one language, ready to run: the shape of each, and one matcher for the phrases of all."""

    rules: tuple[Rule, ...]
    shapes: tuple[Shape, ...]
    matcher: Matcher

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
    found: dict[str, Rule] = {}
    for folder in (BUILT_IN, *folders):
        found.update((rule.id, rule) for rule in _rules_in(folder, language))
    return compiled(_levelled(found, levels or {}).values())


def compiled(rules: Iterable[Rule]) -> Ruleset:
    """Make *rules* ready to run."""
    phrases: list[tuple[PhraseItems, int]] = []
    groups = count(1)

    def shape_of(rule: Rule) -> Shape:
        words = own_words(rule.words)

        def enlist(listed: Sequence[str]) -> int:
            group = next(groups)
            phrases.extend((parse(phrase, words), group) for phrase in listed)
            return group

        return shape_called(rule.shape)(rule, enlist)

    rules = tuple(rules)
    shapes = tuple(map(shape_of, rules))
    return Ruleset(rules, shapes, Matcher(phrases))


def _rules_in(folder: Path, language: str) -> Iterator[Rule]:
    if not folder.is_dir():
        raise InputError.in_file(folder, "there is no such folder of rules", "check the name")
    for path in sorted(folder.glob("*/*.toml")):
        rule_id = f"{path.parent.name}/{path.stem}"
        document = tomlfile.read(path)
        rule = rule_of(document, rule_id)
        if language == ENGLISH:
            yield rule
            continue
        overlay = folder / language / f"{rule_id}.toml"
        if overlay.is_file():
            yield build({**document.data, **overlay_of(tomlfile.read(overlay))}, rule_id, str(path))
        elif rule.shape == "measure":
            yield replace(rule, phrases=())


def _levelled(rules: dict[str, Rule], levels: Mapping[str, str]) -> dict[str, Rule]:
    for rule_id, level in levels.items():
        if level not in LEVELS:
            raise InputError(f"{rule_id}: \u201c{level}\u201d is no level; write one of {', '.join(LEVELS)}")
        if rule_id not in rules:
            _no_such_rule(rule_id, rules.values())
        rules[rule_id] = replace(rules[rule_id], level=level, levels={})
    return rules


def _no_such_rule(rule_id: str, rules: Iterable[Rule]) -> Rule:
    known = [rule.id for rule in rules]
    guess = get_close_matches(rule_id, known, 1)
    raise InputError(
        f"no rule is called {rule_id}; " + (f"did you mean {guess[0]}?" if guess else "`outagecomms rules` lists them")
    )
