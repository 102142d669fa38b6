"""The built-in rules, and folders of templates."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from outagecomms.checking.templates import check_folder
from outagecomms.tone import ruleset

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset

NEXT = 'I will write again by {{ next_update.when if next_update else "" }}. We are working on the fix.'
BODY = f"""\
{{% block body %}}
{{% include "_greeting.j2" %}}

{{{{ incident.impact }}}} I am sorry. {NEXT}

{{% include "_heard.j2" %}}

$

{{% include "_signature.j2" %}}
{{% endblock %}}
"""
SUBJECT = "{% block subject %}{{ incident.title }}{% endblock %}\n"
LINE = 9  # where the words of `saying` stand


@cache
def rules_for(language: str) -> Ruleset:
    """The built-in rules, read once."""
    return ruleset.load(language=language)


def saying(words: str) -> str:
    """An update's template that keeps every rule, but for *words*, which begin line `LINE`."""
    return SUBJECT + BODY.replace("$", words)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Make a folder of templates: names without their suffix, ``/`` written as ``__``, and texts."""

    def make(**texts: str) -> Path:
        for name, text in texts.items():
            path = tmp_path / "own" / (name.removeprefix("de__") + ".j2")
            path = path.parent / "de" / path.name if name.startswith("de__") else path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "own"

    return make


def found_in(folder: Path) -> list[tuple[str, Finding]]:
    """The findings in a folder of templates, with paths inside it."""
    return [
        (path.removeprefix(f"{folder}/").replace("\\", "/"), finding)
        for path, finding in check_folder(folder, rules_for)
    ]


def places(folder: Path) -> list[tuple[str, int, int, str]]:
    """Where each finding stands, and its rule."""
    return [(path, finding.line, finding.column, finding.rule) for path, finding in found_in(folder)]
