"""The shapes a rule can have, one small class each.

A shape is made once from a rule and run on every message. It hands its phrases to `enlist` and gets the number under
which `Matcher.scan` reports their hits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.matcher import Hit
    from outagecomms.tone.message import Message
    from outagecomms.tone.rule import Rule

    Enlist = Callable[[Sequence[str]], int]
    Hits = Mapping[int, Sequence[Hit]]


class Mark(NamedTuple):
    """The tokens that a finding points at, none when something is missing, and what completes the rule's message."""

    first: int = 0
    end: int = 0
    said: str = ""


class Shape(Protocol):
    """What every shape does."""

    def __init__(self, rule: Rule, enlist: Enlist) -> None:
        """Take the rule's phrases."""

    def run(self, message: Message, hits: Hits, facts: Facts) -> Iterator[Mark]:
        """Where the rule fires."""


def shape_called(name: str) -> type[Shape]:
    """The class behind a rule file's ``shape``."""
    from outagecomms.tone.shapes.forbidden import Forbidden  # noqa: PLC0415  (the shapes import this module)
    from outagecomms.tone.shapes.measure import Measure  # noqa: PLC0415
    from outagecomms.tone.shapes.order import Order  # noqa: PLC0415
    from outagecomms.tone.shapes.repetition import Repetition  # noqa: PLC0415
    from outagecomms.tone.shapes.required import Required  # noqa: PLC0415
    from outagecomms.tone.shapes.unless import ForbiddenUnless  # noqa: PLC0415

    shapes: dict[str, type[Shape]] = {
        "forbidden": Forbidden,
        "forbidden-unless": ForbiddenUnless,
        "required": Required,
        "order": Order,
        "repetition": Repetition,
        "measure": Measure,
    }
    return shapes[name]


SHAPES = ("forbidden", "forbidden-unless", "required", "order", "repetition", "measure")
