"""Form letters: what readers of one language and zone are told alike, with blanks for what is theirs.

An outage of many customers is told in few different letters. Each is written once, with blanks in the place of a
reader's names, and filled in for everybody else. That holds only where a template prints those names or asks whether
there is one; a template that does anything else with them is run for each reader.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import nodes

from outagecomms.compose.sandbox import parsed

if TYPE_CHECKING:
    from outagecomms.compose.context import Reader
    from outagecomms.compose.templates import Templates

_BLANKS = {"id": "\ue000", "name": "\ue001", "contact": "\ue002", "greeting": "\ue003"}
# What tidying up a letter would change in a name, or take a blank for.
_AWKWARD = re.compile(r"\s\s|^\s|\s$|^- |[\t\ue000-\ue003]", re.MULTILINE)
_ASKS = (nodes.If, nodes.CondExpr)
_PASSES_ON = (nodes.Output, nodes.Not, nodes.And, nodes.Or, nodes.CondExpr)


def fits(reader: Reader) -> bool:
    """Whether a reader's names can be filled in as they are."""
    return not _AWKWARD.search(f"{reader['id']}\n{reader['name'] or '-'}\n{reader['contact'] or '-'}")


def blank(reader: Reader) -> Reader:
    """*reader* with a blank for each name there is."""
    return {**reader, **{name: mark for name, mark in _BLANKS.items() if reader[name]}}  # type: ignore[typeddict-item, literal-required]


def filled(text: str, reader: Reader) -> str:
    """*text* with a reader's names in its blanks."""
    for name, mark in _BLANKS.items():
        if mark in text:
            text = text.replace(mark, reader[name])  # type: ignore[literal-required]
    return text


@lru_cache(maxsize=128)
def is_form(templates: Templates, kind: str) -> bool:
    """Whether the template for *kind*, with all that it may include, only prints a reader's names or asks for them."""
    sources = (path.read_text(encoding="utf-8") for path in templates.sources(kind))
    return all(_prints_only(parsed(source), printed=False) for source in sources)


def _prints_only(node: nodes.Node, *, printed: bool) -> bool:
    """Whether names below *node* are only printed; *printed* says that *node* itself may be one."""
    if isinstance(node, nodes.Getattr) and _is_reader(node.node):
        return printed or node.attr not in _BLANKS
    if _is_reader(node):
        return False
    passes = isinstance(node, _PASSES_ON) and (printed or not isinstance(node, nodes.Expr))
    return all(
        _prints_only(child, printed=passes or (isinstance(node, _ASKS) and child is node.test))
        for child in node.iter_child_nodes()
    )


def _is_reader(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "account"
