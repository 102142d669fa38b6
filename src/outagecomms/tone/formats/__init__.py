"""Findings as people and programs want them; every format is made from the same records, last of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from outagecomms.tone.finding import Finding
    from outagecomms.tone.rule import Rule

    Found = Sequence[tuple[str, Finding]]
    Format = Callable[[Found, Sequence[Rule]], str]

FORMATS = ("text", "json", "github", "sarif", "junit")


def format_called(name: str) -> Format:
    """The function behind ``--format``; what it returns has no newline at its end."""
    from importlib import import_module  # noqa: PLC0415  (only the format asked for is loaded)

    formatted: Format = import_module(f"outagecomms.tone.formats.{name}").formatted
    return formatted
