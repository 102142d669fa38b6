"""Their statuses and impacts in our words."""

from __future__ import annotations

import pytest

from outagecomms.statuspage import vocabulary


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("investigating", "investigating"),
        ("identified", "identified"),
        ("monitoring", "monitoring"),
        ("resolved", "resolved"),
        ("postmortem", "resolved"),  # a last word about what is over
        ("scheduled", "identified"),  # planned work
        ("in_progress", "identified"),
        ("verifying", "monitoring"),
        ("completed", "resolved"),
        ("In progress", "identified"),  # as a page shows it
        ("update", "monitoring"),  # no status: what was said before holds
        ("", "monitoring"),
        (None, "monitoring"),
    ],
)
def test_each_status_has_one_of_ours(theirs: str | None, ours: str) -> None:
    assert vocabulary.status(theirs, "monitoring") == ours


@pytest.mark.parametrize(
    ("impact", "severity"),
    [
        ("critical", "sev1"),
        ("major", "sev2"),
        ("minor", "sev3"),
        ("none", "sev4"),
        ("maintenance", "sev4"),
        ("medium/SERVICE_DISRUPTION", "sev2"),  # Google Cloud
        ("down", "sev1"),  # cState
        ("775 customers", "sev3"),  # no word of impact at all: neither the worst nor nothing
        (None, "sev3"),
    ],
)
def test_each_impact_has_a_severity(impact: object, severity: str) -> None:
    assert vocabulary.severity(impact) == severity


def test_an_impact_comes_back_from_its_severity() -> None:
    assert {severity: vocabulary.severity(impact) for severity, impact in vocabulary.IMPACTS.items()} == {
        severity: severity for severity in ("sev1", "sev2", "sev3", "sev4")
    }


@pytest.mark.parametrize(
    ("status", "impact", "planned"),
    [
        ("scheduled", "none", True),
        ("completed", None, True),
        ("resolved", "maintenance", True),
        ("resolved", "minor", False),
        (None, None, False),
    ],
)
def test_planned_work_is_told_from_an_outage(status: object, impact: object, *, planned: bool) -> None:
    assert vocabulary.is_planned(status, impact) is planned
