"""Check finished messages in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.check import check
from outagecomms.tone.document import read
from outagecomms.tone.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from outagecomms.tone.document import Document
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset


def check_files(paths: Iterable[Path], rules: Ruleset, facts: Facts | None = None) -> Iterator[tuple[str, Finding]]:
    """Each finding in the messages at *paths*, with the path.

    Args:
        paths: of ``.txt``, ``.md`` and ``.eml`` files.
        rules: in force.
        facts: what is known of all of them, such as kind and phase.

    Raises:
        InputError: a file cannot be read.
    """
    for path in paths:
        for finding in check_document(read(path), rules, facts or Facts()):
            yield str(path), finding


def check_document(document: Document, rules: Ruleset, facts: Facts) -> list[Finding]:
    """The findings in *document*, at the lines of its file; those of the subject stand at line 1."""
    known = facts._replace(signer=facts.signer or document.signer, subject=facts.subject or document.subject)
    body = [finding._replace(line=document.line(finding.line)) for finding in check(document.text, known, rules)]
    return check_subject(document.subject, known, rules) + body


def check_subject(subject: str, facts: Facts, rules: Ruleset) -> list[Finding]:
    """The findings in a subject line, by the rules about words; what a whole message needs is not asked of it."""
    words = {"forbidden", "forbidden-unless", "repetition"}
    shapes = {rule.id for rule in rules.rules if rule.shape in words or rule.measure in ("shouting", "bare-time")}
    return [finding for finding in check(subject, facts, rules) if finding.rule in shapes] if subject else []
