"""Names in a template that nothing gives: found in every branch, whether or not a message takes it."""

from __future__ import annotations

import contextlib
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin, get_type_hints, is_typeddict

from jinja2 import TemplateSyntaxError, meta, nodes

from outagecomms.compose.context import Context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment


class Unknown(NamedTuple):
    """A name that nothing gives, and the line it stands in."""

    line: int
    name: str
    hint: str


def unknown(environment: Environment, source: str, filename: str) -> Iterator[Unknown]:
    """Every name in *source* that a template cannot use.

    A part, whose file begins with ``_``, may also use what the templates that include it set.
    """
    tree = environment.parse(source)
    given = get_type_hints(Context)
    strangers = meta.find_undeclared_variables(tree) - given.keys()
    if filename.startswith("_"):
        strangers -= _set_somewhere(environment)
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name in strangers:
            yield Unknown(name.lineno, name.name, _hint(name.name, given))
    for attribute in tree.find_all(nodes.Getattr):
        holder = _type_of(attribute.node, given)
        if is_typeddict(holder) and attribute.attr not in (known := get_type_hints(holder)):
            yield Unknown(attribute.lineno, f"{_spelt(attribute.node)}.{attribute.attr}", _hint(attribute.attr, known))


def _set_somewhere(environment: Environment) -> set[str]:
    """The names that any template at hand sets or imports."""
    found: set[str] = set()
    for name in environment.list_templates(["j2"]):
        with contextlib.suppress(TemplateSyntaxError):  # it has its own finding
            tree = environment.parse(environment.loader.get_source(environment, name)[0])  # type: ignore[union-attr]
            found |= {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
            for node in tree.find_all(nodes.FromImport):
                found |= {part if isinstance(part, str) else part[1] for part in node.names}
    return found


def _type_of(node: nodes.Node, given: dict[str, Any]) -> Any:
    """The TypedDict that an expression stands for, if it stands for one."""
    if isinstance(node, nodes.Name):
        return _only(given.get(node.name))
    if isinstance(node, nodes.Getattr):
        holder = _type_of(node.node, given)
        return _only(get_type_hints(holder).get(node.attr)) if is_typeddict(holder) else None
    return None


def _only(hint: Any) -> Any:
    """The type beside ``None`` in a union; the type itself otherwise."""
    if get_origin(hint) is UnionType:
        return next((part for part in get_args(hint) if part is not NoneType), None)
    return hint


def _spelt(node: nodes.Node) -> str:
    return f"{_spelt(node.node)}.{node.attr}" if isinstance(node, nodes.Getattr) else getattr(node, "name", "…")


def _hint(name: str, known: dict[str, Any]) -> str:
    guess = get_close_matches(name, known, 1)
    return f"did you mean {guess[0]}?" if guess else "'outagecomms templates' shows every name"
