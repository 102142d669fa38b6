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

_Frontier = tuple[int, ...]


class Hit(NamedTuple):
    """Where a phrase stands: its first token, and one past its last."""

    first: int
    end: int


Edges = tuple[list[dict[str, list[int]]], list[dict[str, list[int]]], list[list[int]], list[list[int]]]
"""For each node: words that lead on, beginnings of words that do, where any word leads, and the groups found there."""


class Graph:
    """Nodes, numbered from 0, and the words that lead from one to the next."""

    def __init__(self, edges: Edges | None = None) -> None:
        self.edges: Edges = edges or ([], [], [], [])
        self.words, self.stems, self.any, self.groups = self.edges
        self.built: dict[tuple[_Frontier, Item], _Frontier] = {}
        if not self.words:
            self._node()

    def _node(self) -> int:
        self.words.append({})
        self.stems.append({})
        self.any.append([])
        self.groups.append([])
        return len(self.words) - 1

    def add(self, phrase: Sequence[Item], group: int) -> None:
        """Let *phrase* lead to *group*."""
        frontier: _Frontier = (0,)
        for item in phrase:
            frontier = self._extend(frontier, item)
        for node in frontier:
            if group not in self.groups[node]:
                self.groups[node].append(group)

    def _extend(self, frontier: _Frontier, item: Item) -> _Frontier:
        """The nodes reached from *frontier* over *item*; phrases that begin alike share them."""
        known = self.built.get((frontier, item))
        if known is None:
            end = self._node()
            known = (end, *(node for node in self._link(frontier, item, end) if node != end))
            self.built[frontier, item] = known
        return known

    def _link(self, frontier: _Frontier, item: Item, end: int) -> _Frontier:
        """Lead from *frontier* over *item* to *end*; returns the nodes that are an end as well."""
        kind, inner = item
        if not isinstance(inner, str):
            others = tuple(node for alternative in inner for node in self._thread(frontier, alternative, end))
            return (*frontier, *others) if kind == "maybe" else others
        for start in frontier:
            if kind == "any":
                self.any[start].append(end)
            else:
                (self.words if kind == "word" else self.stems)[start].setdefault(inner, []).append(end)
        return ()

    def _thread(self, frontier: _Frontier, phrase: Sequence[Item], end: int) -> _Frontier:
        for item in phrase[:-1]:
            frontier = self._extend(frontier, item)
        return self._link(frontier, phrase[-1], end)


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
        self._beginnings: dict[int, set[str]] = {}
        for stem in {stem for edges in self._graph.stems for stem in edges}:
            self._beginnings.setdefault(len(stem), set()).add(stem)
        self._forget()

    def _forget(self) -> None:
        self._symbols = {word: word for word in self._vocabulary}
        self._states: dict[frozenset[int], _State] = {}
        self._steps = 0
        self._root = _State(frozenset((0,)), ())

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
        """*key* itself when some phrase asks for it or for its beginning."""
        known = any(key[:length] in stems for length, stems in self._beginnings.items())
        self._symbols[key] = symbol = key if known or key in BREAKS else _OTHER
        return symbol

    def _step(self, state: _State, symbol: str) -> _State | None:
        graph, nodes = self._graph, set[int]()
        for node in state.nodes:
            nodes.update(graph.words[node].get(symbol, ()))
            for stem, ends in graph.stems[node].items():
                if symbol.startswith(stem):
                    nodes.update(ends)
            if symbol not in BREAKS:
                nodes.update(graph.any[node])
        reached = self._state(frozenset(nodes)) if nodes else None
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
