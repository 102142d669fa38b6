"""SARIF 2.1.0 (OASIS), for code scanning."""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from outagecomms import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.tone.finding import Finding
    from outagecomms.tone.formats import Found
    from outagecomms.tone.rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "suggestion": "note", "off": "none"}


def formatted(found: Found, rules: Sequence[Rule]) -> str:
    """One run: every rule is declared, and each finding is a result."""
    ids = [rule.id for rule in rules]
    driver = {"name": "outagecomms", "version": __version__, "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(path, finding, ids) for path, finding in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.message.replace("{words}", "\u2026").replace("{said}", "\u2026")},
        "fullDescription": {"text": rule.reason},
        "help": {"text": f"{rule.better}\n\nTo allow it: {rule.allow}"},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {"tags": [rule.principle]},
    }


def _result(path: str, finding: Finding, ids: list[str]) -> dict[str, Any]:
    region = {"startLine": finding.line, "startColumn": finding.column, "endColumn": finding.end_column}
    return {
        "ruleId": finding.rule,
        **({"ruleIndex": ids.index(finding.rule)} if finding.rule in ids else {}),
        "level": _LEVELS[finding.level],
        "message": {"text": f"{finding.message} ({finding.reason}) \u2192 {finding.suggestion}"},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": quote(PurePath(path).as_posix())}, "region": region}}
        ],
        "partialFingerprints": {"words/v1": _fingerprint(path, finding)},
    }


def _fingerprint(path: str, finding: Finding) -> str:
    """The same while the words stay, whatever line they move to."""
    return hashlib.sha256(f"{path}\0{finding.rule}\0{finding.excerpt}".encode()).hexdigest()[:16]
