"""Say what the model found wrong with a file, in words for a person, at the place where it stands."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from outagecomms.errors import Problem
from outagecomms.positions import places
from outagecomms.text import IDENTIFIER, LANGUAGE, LINE, PARAGRAPHS, quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from outagecomms.tomlfile import Document

MOST = 100
"""How many problems of one file are told at once; whoever made more wants to mend these first."""

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
    "string_unicode": ("not Unicode text", "write it anew"),
    "string_too_short": ("empty", "write it, or leave it out"),
}

_PATTERNS: dict[str, tuple[str, str]] = {
    LINE: ("has a line break or a control character", "write it on one line, in plain text"),
    PARAGRAPHS: ("has a control character", "remove it; line breaks are all that is allowed"),
    IDENTIFIER: ("cannot serve as a name", "use a-z, 0-9 and -, at most 64, beginning with a-z or 0-9"),
    LANGUAGE: ("is not a language tag", "write one such as en, de or pt-BR"),
}

_BOUNDS: dict[str, tuple[str, str, str]] = {
    "greater_than": ("gt", "too small", "write more than"),
    "greater_than_equal": ("ge", "too small", "write at least"),
    "less_than": ("lt", "too large", "write less than"),
    "less_than_equal": ("le", "too large", "write at most"),
}


class Fault(NamedTuple):
    """Something wrong at a key's path, before its line is looked up."""

    path: tuple[str | int, ...]
    what: str
    todo: str


def problems(document: Document, faults: Iterable[Fault]) -> list[Problem]:
    """The first `MOST` faults, each at its place in *document*, in the order of the file; and that there are more."""
    told = list(dict.fromkeys(faults))
    at = places(document.text, {fault.path for fault in told[:MOST]})
    file = str(document.path)
    found = [Problem(file, *at[path], key_path(path), what, todo) for path, what, todo in told[:MOST]]
    found.sort(key=lambda problem: (problem.line, problem.column))
    return [*found, more(file, found[-1].line)] if len(told) > MOST else found


def more(file: str, line: int) -> Problem:
    """What stands at the end of a list of problems that was cut."""
    return Problem(file, line, 1, "", f"there are more problems than these {MOST}", "mend these first")


def faults_of(model: type[BaseModel], error: ValidationError) -> Iterator[Fault]:
    """What *model* refused."""
    for details in error.errors(include_url=False):
        path = details["loc"]
        if path[-1] == "[key]" and details["type"] != "extra_forbidden":  # it is the key before it that is refused
            path = path[:-1]
        yield Fault(path, *words(model, path, details))


def key_path(location: tuple[str | int, ...]) -> str:
    """A key's path as people write it, list items counted from 1: ``accounts[2].email``."""
    path = ""
    for part in location:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{shortened(part)}" if path else shortened(part)
    return path


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
        return f"{quoted(given)} is none of {expected}", f"did you mean {guess[0]}?" if guess else "choose one"
    if kind == "string_pattern_mismatch":
        what, todo = _PATTERNS.get(str(context.get("pattern")), ("has a form that is not allowed", "mend it"))
        return f"{quoted(given)} {what}", todo
    if kind == "string_too_long":
        return f"longer than {context.get('max_length')} characters", "say it shorter"
    if kind == "value_error":
        what, _, todo = str(context.get("error", details["msg"])).rpartition("; ")  # the value too may have a semicolon
        return (what, todo) if what else (todo, "mend it")
    if kind in _BOUNDS:
        bound, what, todo = _BOUNDS[kind]
        return f"{quoted(given)} is {what}", f"{todo} {context.get(bound)}"
    if kind in _WORDS:
        what, todo = _WORDS[kind]
        if kind == "list_type" and isinstance(given, dict):
            todo = f"write [[{location[-1]}]] in two brackets, once an entry"
        return what if kind == "string_too_short" else f"{quoted(given)} is {what}", todo
    return f"{quoted(given)}: {details['msg'][:1].lower()}{details['msg'][1:]}", "mend it"


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
