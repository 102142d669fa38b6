"""Say what the model found wrong with a file, in words for a person, at the place where it stands."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from outagecomms import text as characters
from outagecomms.errors import Problem
from outagecomms.positions import place
from outagecomms.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from outagecomms.tomlfile import Document

_SHOWN = 60  # characters of a value that an error repeats

_WORDS: dict[str, tuple[str, str]] = {
    "timezone_aware": ("a time without a zone", "add an offset: 2026-11-22T14:02:00Z, or +01:00 in place of Z"),
    "datetime_type": ("not a date and time", "write one without quotes: 2026-11-22T14:02:00Z"),
    "date_type": ("not a date", "write one without quotes: 2026-12-01"),
    "string_type": ("not text", 'put it in quotes: "…"'),
    "bool_type": ("not yes or no", "write true or false"),
    "int_type": ("not a whole number", "write digits without quotes"),
    "list_type": ("not a list", "write [ … ], or one [[table]] an entry"),
    "dict_type": ("not a table", "write it as a [table]"),
    "model_type": ("not a table", "write it as a [table]"),
    "string_too_short": ("empty", "write it, or remove the line"),
}


class Fault(NamedTuple):
    """Something wrong at a key's path, before its line is looked up."""

    path: tuple[str | int, ...]
    what: str
    todo: str


def problems(document: Document, faults: Iterable[Fault]) -> list[Problem]:
    """Each fault at its place in *document*, in the order of the file."""
    found = []
    for path, what, todo in dict.fromkeys(faults):
        line, column = place(document.text, path)
        found.append(Problem(str(document.path), line, column, key_path(path), printable(what), printable(todo)))
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def faults_of(model: type[BaseModel], error: ValidationError) -> Iterator[Fault]:
    """What *model* refused."""
    for details in error.errors(include_url=False):
        path = tuple(part for part in details["loc"] if _is_key(part))
        yield Fault(path, *words(model, path, details))


def _is_key(part: str | int) -> bool:
    """Whether a part of a location stands in the file, rather than naming a branch of a union in the model."""
    return isinstance(part, int) or not re.search(r"[^\w-]|^(int|str|constrained-\w+)$", part)


def key_path(location: tuple[str | int, ...]) -> str:
    """A key's path as people write it, list items counted from 1: ``accounts[2].email``."""
    path = ""
    for part in location:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if path else part
    return printable(path)


def words(model: type[BaseModel], location: tuple[str | int, ...], details: ErrorDetails) -> tuple[str, str]:
    """What is wrong, and what to do about it."""
    kind, given = details["type"], details["input"]
    context: dict[str, Any] = details.get("ctx", {})
    if kind == "missing":
        return "missing", "add it" + _example(location)
    if kind == "extra_forbidden":
        return _unknown(model, location)
    if kind in {"literal_error", "enum"}:
        expected = str(context.get("expected", "")).replace("'", "")
        guess = get_close_matches(str(given), expected.replace(" or ", ", ").split(", "), 1, 0.8)
        return f"{_shown(given)} is none of {expected}", f"did you mean {guess[0]}?" if guess else "choose one"
    if kind == "string_pattern_mismatch":
        return _pattern(str(context.get("pattern")), given)
    if kind == "string_too_long":
        return f"longer than {context.get('max_length')} characters", "say it shorter"
    if kind == "value_error":
        what, _, todo = str(context.get("error", details["msg"])).partition("; ")
        return what, todo or "mend it"
    if kind in _WORDS:
        what, todo = _WORDS[kind]
        return what if kind == "string_too_short" else f"{_shown(given)} is {what}", todo
    return f"{_shown(given)}: {details['msg'][:1].lower()}{details['msg'][1:]}", "mend it"


_EXAMPLES = {
    "title": 'title = "Card payments are failing"',
    "service": 'service = "Checkout"',
    "severity": 'severity = "sev1"',
    "started": "started = 2026-11-22T14:02:00Z",
    "impact": 'impact = "About one in three card payments is declined."',
    "email": 'email = "dana.reyes@example.com"',
}


def _example(location: tuple[str | int, ...]) -> str:
    example = _EXAMPLES.get(str(location[-1]))
    return f", for example: {example}" if example else ""


def _unknown(model: type[BaseModel], location: tuple[str | int, ...]) -> tuple[str, str]:
    names = _names(model, location[:-1])
    guess = get_close_matches(str(location[-1]), names, 1)
    todo = f"did you mean {guess[0]}?" if guess else f"known here: {', '.join(names)}" if names else "remove it"
    return "unknown key", todo


def _names(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """The keys that the table at *location* may have."""
    here: Any = model
    for part in location:
        if isinstance(part, int):
            continue
        fields = getattr(here, "model_fields", {})
        here = _model_in(fields[part].annotation) if part in fields else here
    return list(getattr(here, "model_fields", {}))


def _model_in(annotation: Any) -> Any:
    """The model inside an annotation such as ``list[Account]`` or ``Person | None``."""
    if hasattr(annotation, "model_fields"):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner)) is not None), None)


def _pattern(pattern: str, given: object) -> tuple[str, str]:
    if pattern == characters.LINE:
        return f"{_shown(given)} has a line break or a control character", "write it on one line, in plain text"
    if pattern == characters.PARAGRAPHS:
        return f"{_shown(given)} has a control character", "remove it; line breaks are all that is allowed"
    return (
        f"{_shown(given)} has a form that is not allowed",
        "use a-z, 0-9 and -, at most 64, beginning with a-z or 0-9",
    )


def _shown(given: object) -> str:
    shown = given if isinstance(given, str) else type(given).__name__ if isinstance(given, dict | list) else str(given)
    return printable(f'"{shown[:_SHOWN]}…"' if len(shown) > _SHOWN else f'"{shown}"')
