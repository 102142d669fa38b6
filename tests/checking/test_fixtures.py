"""The incidents that templates are tried on: plain and hostile, from the first minute to the last follow-up."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest

from outagecomms.checking.fixtures import SHAPES, START, scenes
from outagecomms.incident.figures import Severity
from outagecomms.tone import ruleset
from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts

ALL: tuple[Severity, ...] = get_args(Severity)


@pytest.mark.parametrize("severity", ALL)
def test_a_life_goes_forward(severity: Severity) -> None:
    """Each scene comes after what its log tells, and all incidents of a severity have the same beginning."""
    for scene in scenes(severity, ["en"]):
        times = [update.at for update in scene.incident.updates]
        assert times == sorted(times)
        assert all(START < at <= scene.now for at in times)
        assert (scene.incident.severity, scene.incident.started) == (severity, START)


def test_every_shape_of_account_comes_in_every_language() -> None:
    """Of each: its zone, whether somebody is named there, its tier, whether it told us something, what it asked."""
    *_, last = scenes("sev1", ["en", "de", "pt-BR"])
    told = {talk.account for talk in last.incident.conversations}
    asked = {parked.account for parked in last.incident.parked}
    shapes = [
        (a.language, a.timezone, a.contact is not None, a.tier, a.id in told, a.id in asked)
        for a in last.incident.accounts
    ]
    of_one = [
        ("UTC", False, "standard", False, False),
        ("America/New_York", True, "key", False, False),
        ("Europe/Berlin", True, "key", True, True),
        ("Asia/Kathmandu", True, "standard", True, True),
    ]
    assert len(of_one) == SHAPES
    assert shapes == [(language, *shape) for language in ("en", "de", "pt-BR") for shape in of_one]


def test_every_change_of_status_that_happens_occurs() -> None:
    """Forwards, backwards, and back from the end."""
    *_, last = scenes("sev1", ["en"])
    changes = {(a.status, b.status) for a, b in pairwise(last.incident.updates) if a.status != b.status}
    assert changes == {
        ("investigating", "identified"), ("identified", "monitoring"), ("monitoring", "investigating"),
        ("monitoring", "resolved"), ("resolved", "investigating"), ("investigating", "monitoring"),
    }  # fmt: skip


def test_hostile_words_are_hostile() -> None:
    """Template code, markup, long words, other scripts and lists stand in what people wrote, and only in sev4."""
    assert [severity for severity in ALL if all(scene.awkward for scene in scenes(severity, ["en"]))] == ["sev4"]
    *_, last = scenes("sev4", ["en"])
    words = last.incident.model_dump_json()
    for hostile in ("{{", "{%", "{#", "<script>", "%(name)s", "\\\\u001b", "x" * 200, "العربية", "endblock"):
        assert hostile in words


@pytest.mark.parametrize("severity", [severity for severity in ALL if severity != "sev4"])
def test_plain_words_keep_the_rules(severity: Severity) -> None:
    """What a rule finds in a message must come from the template: the people in these incidents write well."""
    rules = {"en": ruleset.load(), "de": ruleset.load(language="de")}
    *_, last = scenes(severity, ["en", "de"])
    incident = last.incident
    told = incident.updates
    english = [incident.impact, incident.workaround, *(u.text for u in told), *(u.next_step for u in told)]
    said = [incident.translations["de"], *(u.translations["de"] for u in told if "de" in u.translations)]
    german = [text for each in said for text in each.model_dump(exclude={"title", "service"}).values()]
    for language, texts in (("en", english), ("de", german)):
        for text in filter(None, texts):
            found = check(text, Facts(phase="open"), rules[language])
            assert [f for f in found if rules[language].named(f.rule).shape.startswith("forbidden")] == []
