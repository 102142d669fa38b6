"""A list of objects, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.tone.finding import Finding
    from outagecomms.tone.formats import Found
    from outagecomms.tone.rule import Rule

KEYS = (
    "path", "line", "column", "end_column", "level", "rule", "principle", "message", "suggestion", "excerpt",
)  # fmt: skip


def formatted(found: Found, rules: Sequence[Rule]) -> str:
    """The findings under `KEYS`."""
    del rules
    return json.dumps([record(path, finding) for path, finding in found], ensure_ascii=False, indent=2)


def record(path: str, finding: Finding) -> dict[str, Any]:
    """One finding under `KEYS`."""
    return {"path": path} | {key: getattr(finding, key) for key in KEYS[1:]}
