"""A finding with the file it is in: what every format shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outagecomms.errors import InputError
    from outagecomms.tone.finding import Finding


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and its file's path, as it was given."""

    path: str
    finding: Finding


def fault(error: InputError) -> list[Found]:
    """What is wrong with a file beside its tone, as findings of level error."""
    from outagecomms.tone.finding import Finding  # noqa: PLC0415  (kept off the way to the fast check)

    return [
        Found(p.path, Finding(p.line, p.column, p.column, "error", "file/fault", p.what, "", p.todo, p.key))
        for p in error.problems
    ]
