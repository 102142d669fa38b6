"""Names in a template that nothing gives: found in every branch, whether or not a message takes it."""

from __future__ import annotations

import contextlib
import re
from difflib import get_close_matches
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin, get_type_hints, is_typeddict

from jinja2 import TemplateSyntaxError, meta, nodes

from outagecomms.checking.trace import TAG
from outagecomms.compose.context import Context
from outagecomms.compose.sandbox import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment

    Types = dict[str, Any]

_keys_of = cache(get_type_hints)  # which reads a table's annotations anew each time


class Unknown(NamedTuple):
    """A name that nothing gives, and the line and column, from 1, where its expression begins."""

    line: int
    column: int
    name: str
    hint: str


class Names:
    """The names that the templates of one lookup may use; each template is parsed once."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._nodes = cache(lambda tree: list(tree.find_all(nodes.Node)))
        self._given = _keys_of(Context)

    def unknown(self, source: str, filename: str) -> Iterator[Unknown]:
        """Every name in *source* that a template cannot use.

        A part, whose file begins with ``_``, may also use what the templates that include it set.

        Raises:
            jinja2.TemplateError: *source* is no template.
        """
        tree = parsed(source)
        lines = _code(source).split("\n")
        for line, parts, known in dict.fromkeys(self._strangers(tree, filename)):
            guess = get_close_matches(parts[-1], known, 1)
            hint = f"did you mean {guess[0]}?" if guess else "'outagecomms templates' shows every name"
            places = [match.start() + 1 for match in _spelling(parts).finditer(lines[line - 1])]
            for column in places or [1]:
                yield Unknown(line, column, ".".join(parts), hint)

    def _strangers(self, tree: nodes.Template, filename: str) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
        """The line and the parts of each unknown name, and the names that are known in its place."""
        known = self._given.keys() | self._environment.globals.keys()
        used = {node.name for node in self._nodes(tree) if isinstance(node, nodes.Name) and node.ctx == "load"}
        strangers = meta.find_undeclared_variables(tree) - known if used - known else set()  # the slow way, if need be
        if strangers and filename.startswith("_"):
            strangers -= self._set_somewhere
        types = {**self._given, **_loops(self._nodes(tree), self._given)}
        for node in self._nodes(tree):
            if isinstance(node, nodes.Name) and node.ctx == "load" and node.name in strangers:
                yield node.lineno, (node.name,), tuple(self._given)
            elif isinstance(node, nodes.Getattr | nodes.Getitem):
                key, holder = _key(node), _only(_type_of(node.node, types))
                if key is not None and is_typeddict(holder) and key not in (keys := _keys_of(holder)):
                    yield node.lineno, (*_parts(node.node), key), tuple(keys)

    @cached_property
    def _set_somewhere(self) -> set[str]:
        """The names that any template at hand sets or imports."""
        found: set[str] = set()
        for name in self._environment.list_templates(["j2"]):
            with contextlib.suppress(TemplateSyntaxError, UnicodeDecodeError):  # it has its own finding
                source = self._environment.loader.get_source(self._environment, name)[0]  # type: ignore[union-attr]
                found |= _set_in(self._nodes(parsed(source)))
        return found


def _set_in(tree: list[nodes.Node]) -> set[str]:
    stored = {node.name for node in tree if isinstance(node, nodes.Name) and node.ctx == "store"}
    imports = [node for node in tree if isinstance(node, nodes.FromImport)]
    return stored | {part if isinstance(part, str) else part[1] for node in imports for part in node.names}


def _loops(tree: list[nodes.Node], given: Types) -> Types:
    """What the names of loops stand for."""
    found: Types = {}
    for loop in tree:
        if isinstance(loop, nodes.For) and isinstance(loop.target, nodes.Name):
            listed = _type_of(loop.iter, given | found)
            found[loop.target.name] = get_args(listed)[0] if get_origin(listed) is list else None
    return found


def _type_of(node: nodes.Node, given: Types) -> Any:
    """The type of what an expression stands for, if it can be told."""
    if isinstance(node, nodes.Name):
        return given.get(node.name)
    key, holder = _key(node), _only(_type_of(node.node, given)) if _key(node) is not None else None  # type: ignore[attr-defined]
    return _keys_of(holder).get(str(key)) if is_typeddict(holder) else None


def _key(node: nodes.Node) -> str | None:
    """The key that ``holder.key`` or ``holder["key"]`` asks for."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return node.arg.value
    return None


def _only(hint: Any) -> Any:
    """The type beside ``None`` in a union; the type itself otherwise."""
    if get_origin(hint) is UnionType:
        return next((part for part in get_args(hint) if part is not NoneType), None)
    return hint


def _parts(node: nodes.Node) -> tuple[str, ...]:
    """``incident.started`` as its parts."""
    key = _key(node)
    return (node.name,) if isinstance(node, nodes.Name) else (*_parts(node.node), str(key))  # type: ignore[attr-defined]


def _code(source: str) -> str:
    """*source* with blanks for all that is not code."""
    pieces = (
        piece if TAG.fullmatch(piece) and not piece.startswith("{#") else re.sub(r"[^\n]", " ", piece)
        for piece in TAG.split(source)
    )
    return "".join(pieces)


def _spelling(parts: tuple[str, ...]) -> re.Pattern[str]:
    """How a name may be spelt: ``incident.title``, ``incident . title``, ``incident["title"]``."""
    first, *rest = map(re.escape, parts)
    return re.compile(
        rf"(?<![\w.\"']){first}"
        + "".join(rf"\s*(?:\.\s*{part}\b|\[\s*[\"']{part}[\"'])" for part in rest)
        + r"(?![\w\"'])"
    )
