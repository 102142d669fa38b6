"""The names a template may use, read off the code that gives them, so that the reference cannot drift from it."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from itertools import takewhile
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints, is_typeddict

from outagecomms.checking.fixtures import FIRST
from outagecomms.checking.matrix import sheets, trials
from outagecomms.compose import context as contexts
from outagecomms.compose import times
from outagecomms.customer.callsheet import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator


_PLAIN = {str: "text", bool: "yes or no", int: "number"}


@dataclass(frozen=True, slots=True)
class Name:
    """A name, its type, what it means, and what it may hold."""

    name: str
    type: str
    meaning: str
    example: str


def names(kind: str) -> Iterator[Name]:
    """Every name that the template for *kind* may use, with an example from such a message."""
    example = _example(kind)
    meanings = _meanings(contexts) | _meanings(times)
    yield from _names(contexts.Context, "", example, meanings)


def _names(holder: Any, prefix: str, example: Any, meanings: dict[str, str]) -> Iterator[Name]:
    for name, hint in get_type_hints(holder).items():
        inner, value = _inner(hint), (example or {}).get(name)
        meaning = meanings.get(f"{holder.__name__}.{name}", "")
        if is_typeddict(inner):
            yield Name(prefix + name, _spelt(hint), meaning or meanings.get(inner.__name__, ""), "")
            inside = value[0] if isinstance(value, list) and value else value
            yield from _names(inner, f"{prefix}{name}.", inside if isinstance(inside, dict) else None, meanings)
        else:
            yield Name(prefix + name, _spelt(hint), meaning, "" if value is None else repr(value))


def _inner(hint: Any) -> Any:
    """The type in a list, or beside None in a union."""
    if get_origin(hint) in (UnionType, list):
        return next((_inner(part) for part in get_args(hint) if part is not NoneType), None)
    return hint


def _spelt(hint: Any) -> str:
    if get_origin(hint) is UnionType:
        return f"{_spelt(_inner(hint))} or nothing"
    if get_origin(hint) is list:
        return f"list of {_spelt(get_args(hint)[0])}"
    return _PLAIN.get(hint) or str(hint.__name__)


def _meanings(module: Any) -> dict[str, str]:
    """The docstrings of a module's TypedDicts and of their keys: ``{"About": …, "About.title": …}``."""
    found: dict[str, str] = {}
    for part in ast.parse(inspect.getsource(module)).body:
        if isinstance(part, ast.ClassDef):
            found[part.name] = ast.get_docstring(part) or ""
            for field, text in zip(part.body, part.body[1:], strict=False):
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and _is_text(text):
                    found[f"{part.name}.{field.target.id}"] = text.value.value  # type: ignore[attr-defined]
    return found


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _example(kind: str) -> dict[str, Any]:
    """The fullest context among the trials of *kind*, all of them from the first incident: they tell one story."""
    found: dict[str, Any] = {}
    tried = (sheets if kind == TEMPLATE else trials)(["en"], None)
    for trial in takewhile(lambda trial: trial.planned.incident == FIRST, tried):
        if trial.template != kind:
            continue
        context = dict(trial.context())
        if sum(value is not None for value in context.values()) > sum(value is not None for value in found.values()):
            found = context
    return found
