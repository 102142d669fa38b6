"""Find every phrase of every rule in one pass over the tokens.

The phrases become one graph of words. Reading a text walks sets of its nodes; each step is worked out the first
time it is needed and remembered, so starting up costs little, and the thousandth message costs the same whether
there are three hundred phrases or three thousand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from outagecomms.tone.tokens import BREAKS, SENTENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.tone.phrases import Item

_OTHER = ""  # stands for every word that no phrase knows
_REMEMBERED = 50_000  # words and steps: a hostile text must not fill the memory


class Hit(NamedTuple):
    """Where a phrase stands: its first token, and one past its last."""

    first: int
    end: int


Edges = tuple[list[dict[str, list[int]]], list[dict[str, list[int]]], list[list[int]], list[list[int]], list[list[int]]]
"""For each node: words that lead on, beginnings and endings of words that do, where any word leads, where one is
without a word, and the groups found there."""


class Graph:
    """Nodes, numbered from 0, and the words that lead from one to the next."""

    def __init__(self, edges: Edges | None = None) -> None:
        self.edges: Edges = edges or ([], [], [], [], [])
        self.words, self.stems, self.any, self.free, self.groups = self.edges
        self.built: dict[tuple[int, Item], int] = {}
        if not self.words:
            self._node()

    def add(self, phrase: Sequence[Item], group: int) -> None:
        """Let *phrase* lead to *group*."""
        node = 0
        for item in phrase:
            node = self._behind(node, item)
        if group not in self.groups[node]:
            self.groups[node].append(group)

    def closed(self, nodes: set[int]) -> frozenset[int]:
        """*nodes*, and those that are reached from them without a word."""
        todo = list(nodes)
        while todo:
            new = [node for node in self.free[todo.pop()] if node not in nodes]
            nodes.update(new)
            todo += new
        return frozenset(nodes)

    def _node(self) -> int:
        self.words.append({})
        self.stems.append({})
        self.any.append([])
        self.free.append([])
        self.groups.append([])
        return len(self.words) - 1

    def _behind(self, start: int, item: Item) -> int:
        """The node that *item* leads to from *start*; phrases that begin alike share it."""
        if (start, item) not in self.built:
            self.built[start, item] = end = self._node()
            self._link(start, item, end)
        return self.built[start, item]

    def _link(self, start: int, item: Item, end: int) -> None:
        kind, inner = item
        if isinstance(inner, str):
            if kind == "any":
                self.any[start].append(end)
            else:
                (self.words if kind == "word" else self.stems)[start].setdefault(inner, []).append(end)
            return
        if kind == "maybe":
            self.free[start].append(end)
        for alternative in inner:
            node = start
            for before in alternative[:-1]:
                node = self._behind(node, before)
            self._link(node, alternative[-1], end)


class _State:
    """A set of nodes that some words lead to, and the steps from it that were needed so far."""

    __slots__ = ("groups", "nodes", "steps")

    def __init__(self, nodes: frozenset[int], groups: tuple[int, ...]) -> None:
        self.nodes = nodes
        self.groups = groups
        self.steps: dict[str, _State | None] = {}


class Matcher:
    """A graph of phrases, and what was learnt from reading texts with it."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._vocabulary = {word for edges in self._graph.words for word in edges}
        stems = {stem for edges in self._graph.stems for stem in edges}
        self._beginnings = tuple(stem[:-1] for stem in stems if stem[-1] == "*")
        self._endings = tuple(stem[1:] for stem in stems if stem[-1] != "*")
        self._forget()

    def _forget(self) -> None:
        self._symbols = {word: word for word in self._vocabulary}
        self._states: dict[frozenset[int], _State] = {}
        self._steps = 0
        self._root = _State(self._graph.closed({0}), ())

    def scan(self, keys: Sequence[str]) -> dict[int, list[Hit]]:
        """Every group's hits, in the order of the text; of those that begin alike, the longest."""
        if self._steps > _REMEMBERED or len(self._symbols) > len(self._vocabulary) + _REMEMBERED:
            self._forget()
        known = self._symbols
        symbols = [known[key] if key in known else self._symbol(key) for key in keys]
        symbols.append(SENTENCE)
        found: dict[int, list[Hit]] = {}
        root = self._root.steps
        for first, symbol in enumerate(symbols):
            if symbol == _OTHER:
                continue
            state = root[symbol] if symbol in root else self._step(self._root, symbol)
            end = first
            while state is not None:
                end += 1
                if state.groups:
                    _note(found, state.groups, first, end)
                following = symbols[end]
                state = state.steps[following] if following in state.steps else self._step(state, following)
        return found

    def _symbol(self, key: str) -> str:
        """*key* itself when some phrase asks for it, or for its beginning or ending."""
        known = key.startswith(self._beginnings) or key.endswith(self._endings)
        self._symbols[key] = symbol = key if known or key in BREAKS else _OTHER
        return symbol

    def _step(self, state: _State, symbol: str) -> _State | None:
        graph, nodes = self._graph, set[int]()
        for node in state.nodes:
            nodes.update(graph.words[node].get(symbol, ()))
            for stem, ends in graph.stems[node].items():
                if symbol.startswith(stem[:-1]) if stem[-1] == "*" else symbol.endswith(stem[1:]):
                    nodes.update(ends)
            if symbol not in BREAKS:
                nodes.update(graph.any[node])
        reached = self._state(self._graph.closed(nodes)) if nodes else None
        state.steps[symbol] = reached
        self._steps += 1
        return reached

    def _state(self, nodes: frozenset[int]) -> _State:
        if nodes not in self._states:
            groups = sorted({group for node in nodes for group in self._graph.groups[node]})
            self._states[nodes] = _State(nodes, tuple(groups))
        return self._states[nodes]


def _note(found: dict[int, list[Hit]], groups: tuple[int, ...], first: int, end: int) -> None:
    for group in groups:
        hits = found.setdefault(group, [])
        if hits and hits[-1].first == first:
            hits[-1] = Hit(first, end)
        else:
            hits.append(Hit(first, end))
