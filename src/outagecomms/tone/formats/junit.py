"""JUnit XML, for the many servers that draw it: a suite a file, a case a rule that fired."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from outagecomms.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.tone.finding import Finding
    from outagecomms.tone.formats import Found
    from outagecomms.tone.rule import Rule


def formatted(found: Found, rules: Sequence[Rule]) -> str:
    """Errors are failures; warnings and suggestions pass and are told in the case's output."""
    del rules
    paths = dict.fromkeys(path for path, _ in found)
    suites = [_suite(path, [finding for of, finding in found if of == path]) for path in paths]
    failures = sum(finding.level == "error" for _, finding in found)
    head = f'<testsuites name="outagecomms" tests="{len(found)}" failures="{failures}" errors="0">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>"])


def _suite(path: str, findings: Sequence[Finding]) -> str:
    failures = sum(finding.level == "error" for finding in findings)
    head = f'<testsuite name={_attribute(path)} tests="{len(findings)}" failures="{failures}" errors="0" skipped="0">'
    return "\n".join([head, *(_case(path, finding) for finding in findings), "</testsuite>"])


def _case(path: str, finding: Finding) -> str:
    name = _attribute(f"{finding.rule}:{finding.line}:{finding.column}")
    told = f"{path}:{finding.line}:{finding.column}: {finding.message} ({finding.reason}) \u2192 {finding.suggestion}"
    inner = (
        f'<failure message={_attribute(finding.message)} type="error">{escape(printable(told))}</failure>'
        if finding.level == "error"
        else f"<system-out>{escape(printable(told))}</system-out>"
    )
    return f"<testcase classname={_attribute(path)} name={name}>{inner}</testcase>"


def _attribute(text: str) -> str:
    """Quoted; control characters, which XML 1.0 has no place for, are shown as escapes."""
    return quoteattr(printable(text))
