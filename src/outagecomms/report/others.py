"""Read the posts of others with the rules of tone: nobody of ours signs them, and their words are what was told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.incident.model import Update
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset

_PARTS, _SHORTEST = re.compile(r"[.!?\n]"), 10  # characters of a sentence that is worth looking for


def findings(updates: Sequence[Update], number: int, rules: Ruleset) -> list[Finding]:
    """What *rules* find in the post of that *number*, from 1; nothing in one without words."""
    update = updates[number - 1]
    if not update.text:
        return []
    before = next((each.text for each in reversed(updates[: number - 1]) if each.text), "")
    facts = Facts(
        kind="resolved" if update.status == "resolved" else "update", status=update.status, now=update.at,
        next_update=update.next_update, previous=before if _comes_again(update.text, before) else "",
    )  # fmt: skip
    return list(check(update.text, facts, rules))


def _comes_again(text: str, before: str) -> bool:
    """Whether some of the words before come again: reading those takes a while."""
    return bool(before) and any(len(part) > _SHORTEST and part in before for part in _PARTS.split(text))
