"""What is counted or compared rather than looked up: these work in every language.

A measure is a function of the message, the facts, and the hits of the rule's phrases; it yields marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.matcher import Hit
    from outagecomms.tone.message import Message
    from outagecomms.tone.shapes import Mark

    Measuring = Callable[[Message, Facts, Sequence[Hit]], Iterator[Mark]]

MEASURES = ("bare-time", "mirror", "named-person", "next-update", "readability", "shouting")


def measure_called(name: str) -> Measuring:
    """The function behind a rule file's ``measure``."""
    from outagecomms.tone.measures import mirror, readability, shouting, signature, times  # noqa: PLC0415  (a cycle)

    measures: dict[str, Measuring] = {
        "bare-time": times.bare_time,
        "mirror": mirror.mirror,
        "named-person": signature.named_person,
        "next-update": times.next_update,
        "readability": readability.readability,
        "shouting": shouting.shouting,
    }
    return measures[name]
