"""Read a rule file, and say exactly what is wrong with it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from outagecomms.errors import InputError, Problem
from outagecomms.tone.facts import CUSTOMER_KINDS, KINDS, TEAM_KINDS, Facts
from outagecomms.tone.measures import MEASURES
from outagecomms.tone.phrases import PhraseError, own_words, parse
from outagecomms.tone.rule import KIND_GROUPS, LEVELS, TEXTS
from outagecomms.tone.shapes import SHAPES
from outagecomms.tone.shapes.against import AGAINST
from outagecomms.tone.shapes.excuses import EXCUSES
from outagecomms.tone.shapes.required import WHEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from outagecomms.tomlfile import Document
    from outagecomms.tone.phrases import Sequence as PhraseItems

_PHRASES = ("phrases", "unless", "elsewhere")
_PASSAGES = ("fires", "silent")
_REQUIRED = ("level", "kinds", "shape", *TEXTS, *_PASSAGES)
_CHOICES = {
    "level": LEVELS,
    "phase": ("open", "closed", "any"),
    "shape": SHAPES,
    "measure": MEASURES,
    "excused": tuple(EXCUSES),
}
_OTHERS = ("kinds", "levels", "denied", "claims", "against", "words")
_CLAIM = {"what": str, "phrases": list, "together": list, "items": int, "when": str}
OVERLAY = (*_PHRASES, *_PASSAGES, "claims", "against", "words")
_AGAINST = {"fact": str, "said": str, "phrases": list}
_KINDS = tuple(kind for kind in KINDS if kind in (*CUSTOMER_KINDS, *TEAM_KINDS))

_OF_KEYS = ("unknown key", "missing")

_Path = tuple[str | int, ...]
_Wrong = tuple[_Path, str, str]


def rule_of(document: Document) -> dict[str, Any]:
    """What *document* says about a rule.

    Raises:
        InputError: with every mistake at its line and column.
    """
    _refuse(document, list(_mistakes(document.data)))
    return document.data


def overlay_of(document: Document) -> dict[str, Any]:
    """What *document* replaces in the rule of the same name, for another language.

    Raises:
        InputError: with every mistake at its line and column.
    """
    wrong = list(_unknown(document.data, OVERLAY)) + list(_forms(document.data))
    _refuse(document, wrong)
    return document.data


def _refuse(document: Document, wrong: Sequence[_Wrong]) -> None:
    if not wrong:
        return
    from outagecomms.positions import place, value_place  # noqa: PLC0415  (only a file with a mistake needs it)

    problems = []
    for path, what, todo in wrong:
        at = place if what in _OF_KEYS else value_place
        line, column = at(document.text, path)
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        problems.append(Problem(str(document.path), line, column, key, what, todo))
    raise InputError.of(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def _mistakes(data: dict[str, Any]) -> Iterator[_Wrong]:
    yield from _unknown(data, (*_REQUIRED, *_CHOICES, *_PHRASES, *_OTHERS))
    for key in _REQUIRED:
        if key not in data:
            yield (key,), "missing", "add it; `outagecomms rules` shows how others say it"
        elif data[key] in ("", []):
            yield (key,), "empty", "a passage that shows the rule at work is needed" if key in _PASSAGES else "write it"
    for key, choices in _CHOICES.items():
        if key in data and data[key] not in choices:
            yield (key,), *_none_of(data[key], choices)
    yield from _forms(data)
    yield from _kinds(data)
    if data.get("shape") == "measure" and "measure" not in data:
        yield ("shape",), "a measure without its name", f"add measure = one of {', '.join(MEASURES)}"


def _forms(data: dict[str, Any]) -> Iterator[_Wrong]:
    """Mistakes in the form of a value, and in the phrases and passages."""
    for key in TEXTS:
        if not isinstance(data.get(key, ""), str):
            yield (key,), "not text", 'put it in quotes: "\u2026"'
    if not isinstance(data.get("denied", False), bool):
        yield ("denied",), "not yes or no", "write true or false"
    own = data.get("words", {})
    if not isinstance(own, dict) or not all(isinstance(word, str) for word in own.values()):
        yield ("words",), "not a table of phrases", 'write [words], then name = "(one|another)"'
        return
    try:
        words = own_words(own)
    except PhraseError as error:
        what, _, todo = str(error).partition("; ")
        yield ("words",), what, todo
        return
    yield from _phrases_and_passages(data, words)


def _phrases_and_passages(data: dict[str, Any], words: Mapping[str, PhraseItems]) -> Iterator[_Wrong]:
    for key in _PHRASES:
        yield from _phrases((key,), data.get(key, []), words)
    for key, mistakes in (("claims", _claim), ("against", _contradiction)):
        for index, each in enumerate(_list_of(data.get(key, []))):
            yield from mistakes((key, index), each, words)
    for key in _PASSAGES:
        for index, passage in enumerate(_list_of(data.get(key, []))):
            yield from _passages((key, index), passage)


def _list_of(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _phrases(path: _Path, value: object, words: Mapping[str, PhraseItems]) -> Iterator[_Wrong]:
    if not isinstance(value, list):
        yield path, "not a list", 'write ["one phrase", "another"]'
        return
    for index, phrase in enumerate(value):
        if not isinstance(phrase, str):
            yield (*path, index), "not text", 'put it in quotes: "\u2026"'
            continue
        try:
            parse(phrase, words)
        except PhraseError as error:
            what, _, todo = str(error).partition("; ")
            yield (*path, index), what, todo


def _claim(path: _Path, claim: object, words: Mapping[str, PhraseItems]) -> Iterator[_Wrong]:
    if not isinstance(claim, dict):
        yield path, "not a table", 'write [[claims]], then what = "\u2026" and phrases = [\u2026]'
        return
    for key in claim:
        if key not in _CLAIM:
            yield (*path, key), "unknown key", _did_you_mean(key, tuple(_CLAIM))
    for key, kind in _CLAIM.items():
        if key in claim and not isinstance(claim[key], kind):
            yield (*path, key), f"not a {'number' if kind is int else 'list' if kind is list else 'text'}", "mend it"
            return
    if not claim.get("what"):
        yield path, "no `what`", "say in a few words what is missing when nobody says it"
    if claim.get("when", "") not in ("", *WHEN):
        yield (*path, "when"), *_none_of(claim["when"], tuple(WHEN))
    yield from _phrases((*path, "phrases"), claim.get("phrases", []), words)
    for index, group in enumerate(claim.get("together", [])):
        yield from _phrases((*path, "together", index), group, words)


def _contradiction(path: _Path, each: object, words: Mapping[str, PhraseItems]) -> Iterator[_Wrong]:
    if not isinstance(each, dict) or not all(isinstance(each.get(key), kind) for key, kind in _AGAINST.items()):
        yield path, "not a table of fact, said and phrases", "write [[against]], then those three"
        return
    for key in each:
        if key not in _AGAINST:
            yield (*path, key), "unknown key", _did_you_mean(key, tuple(_AGAINST))
    if each["fact"] not in AGAINST:
        yield (*path, "fact"), *_none_of(each["fact"], tuple(AGAINST))
    yield from _phrases((*path, "phrases"), each["phrases"], words)


def _passages(path: _Path, passage: object) -> Iterator[_Wrong]:
    known = ("text", *Facts._fields)
    if isinstance(passage, str):
        return
    if not isinstance(passage, dict) or not isinstance(passage.get("text"), str):
        yield path, "neither text nor a table with text", 'write "\u2026" or { text = "\u2026", kind = "reply" }'
        return
    for key in passage:
        if key not in known:
            yield (*path, key), "unknown key", _did_you_mean(key, known)


def _kinds(data: dict[str, Any]) -> Iterator[_Wrong]:
    known = (*KIND_GROUPS, *_KINDS)
    kinds, levels = data.get("kinds", []), data.get("levels", {})
    if not isinstance(kinds, list) or not isinstance(levels, dict):
        yield (
            ("kinds" if not isinstance(kinds, list) else "levels",),
            "not of the form needed",
            'write kinds = ["customer"]',
        )
        return
    for index, kind in enumerate(kinds):
        if kind not in known:
            yield ("kinds", index), *_none_of(kind, known)
    for kind, level in levels.items():
        if kind not in _KINDS:
            yield ("levels", kind), *_none_of(kind, _KINDS)
        if level not in LEVELS:
            yield ("levels", kind), *_none_of(level, LEVELS)


def _unknown(data: dict[str, Any], known: Sequence[str]) -> Iterator[_Wrong]:
    for key in data:
        if key not in known:
            yield (key,), "unknown key", _did_you_mean(key, known)


def _none_of(given: object, choices: Sequence[str]) -> tuple[str, str]:
    return f"\u201c{given}\u201d is none of {', '.join(choices)}", _did_you_mean(str(given), choices)


def _did_you_mean(given: str, choices: Sequence[str]) -> str:
    guess = get_close_matches(given, choices, 1)
    return f"did you mean {guess[0]}?" if guess else f"known here: {', '.join(choices)}"
