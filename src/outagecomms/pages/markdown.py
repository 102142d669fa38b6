"""Text that people wrote, as Markdown that shows it and does nothing else (CommonMark 0.31, GFM tables)."""

from __future__ import annotations

import re

_ACTS = re.compile(r"[\\`*_\[\]<>|~#]|&(?=#?\w+;)")
_LEADS = re.compile(r"^([-+=]|\d+(?=[.)]))")  # what begins a list or underlines a heading


def inline(text: str) -> str:
    """*text* on one line, where a line of its own may begin with it."""
    shown = _ACTS.sub(r"\\\g<0>", " ".join(text.split()))
    return _LEADS.sub(lambda match: f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}", shown)
