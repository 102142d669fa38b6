"""What the cadence allows, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from outagecomms.cadence.policy import policy_for
from outagecomms.incident.figures import CadenceFigures
from outagecomms.report.cadence import waits

if TYPE_CHECKING:
    from outagecomms.incident.figures import Severity

SEV1 = "20 min while investigating, 30 min while identified, 1 h while monitoring"


@pytest.mark.parametrize(
    ("severity", "figures", "said"),
    [
        # by status, and by how long it has lasted
        (
            "sev1",
            {},
            f"{SEV1} (after the first 2 h: 40 min, 1 h, 1 h)",
        ),
        # 'on change' still promises the next business day
        ("sev3", {}, "2 h while investigating, 4 h while identified, until the next business day while monitoring"),
        ("sev4", {}, "until the next business day"),
        # one for all that never grows, and one in days
        ("sev1", {"preset": "gds"}, "1 h"),
        ("sev3", {"preset": "gds"}, "2 business days"),
        # the figures of a workspace or an incident hold, too
        ("sev1", {"preset": "gds", "sev1": {"interval": {"monitoring": 90}}},
         "1 h while investigating, 1 h while identified, 1 h 30 min while monitoring"),
    ],
)  # fmt: skip
def test_how_long_the_next_message_may_take(severity: Severity, figures: dict[str, Any], said: str) -> None:
    policy = policy_for(severity, [CadenceFigures.model_validate(figures)], zone="UTC", outreach_tiers=[])
    assert waits(policy) == said
