"""Small incidents and workspaces for the tests, told in minutes since two o'clock on a Sunday afternoon, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from outagecomms import workspace
from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.compose.writer import Writer
from outagecomms.drafting import rendering
from outagecomms.incident.model import Account, Conversation, Incident, Parked, Person, Update

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outagecomms.cadence.promises import Said
    from outagecomms.compose.message import Message
    from outagecomms.incident.figures import Status

START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
LEADER = Person(name="Dana Reyes", role="Chief Technology Officer", email="dana@example.com", phone="+1 555 0100")
LIAISON = Person(name="Sam Okafor", role="Customer Liaison", email="sam@example.com")

CONFIG = """\
organisation = "Example Ltd"
[leader]
name = "Dana Reyes"
role = "Chief Technology Officer"
email = "dana@example.com"
[liaison]
name = "Sam Okafor"
role = "Customer Liaison"
email = "sam@example.com"
"""

FACTS = """\
title = "Card payments are failing"
service = "Checkout"
severity = "sev1"
started = 2026-11-22T14:00:00Z
impact = "About one in three card payments is declined."
"""

ACME = """
[[accounts]]
id = "acme"
name = "Acme Retail"
contact = "Ines Duarte"
email = "ines@acme.example"
"""


def at(minutes: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minutes)


def account(id_: str = "acme", /, **facts: Any) -> Account:
    """A customer, in UTC unless told otherwise."""
    return Account.model_validate(
        {"id": id_, "name": "Acme Retail", "contact": "Ines Duarte", "email": f"ines@{id_}.example"} | facts
    )


def update(minutes: float, text: str | None = "Cards work.", status: Status = "investigating", **facts: Any) -> Update:
    """A log entry."""
    return Update.model_validate({"at": at(minutes), "by": "Sam Okafor", "status": status, "text": text} | facts)


def said_to_us(minutes: float, words: str = "Our stores cannot take cards.", **facts: Any) -> Conversation:
    """What acme told us."""
    return Conversation.model_validate({"account": "acme", "at": at(minutes), "said": words} | facts)


def question(minutes: float, topic: str = "SLA credit", **facts: Any) -> Parked:
    """What acme asked, and will be answered after the fix."""
    return Parked.model_validate({"account": "acme", "at": at(minutes), "topic": topic} | facts)


def incident(*updates: Update, name: str = "checkout", **facts: Any) -> Incident:
    """An outage of Checkout with that log, and acme as its one reader unless told otherwise."""
    known: dict[str, Any] = {
        "title": "Card payments are failing", "service": "Checkout", "severity": "sev1", "started": START,
        "impact": "About one in three card payments is declined.", "leader": LEADER, "liaison": LIAISON,
        "accounts": [account()], "updates": list(updates),
    }  # fmt: skip
    return Incident.known_as(Incident.model_validate(known | facts), name)


def letters(
    of: Incident, minutes: float, kind: str | None = None, *, sequence: int | None = None, said: Sequence[Said] = (),
    **options: Any,
) -> list[Message]:  # fmt: skip
    """The messages of an incident that a person would choose at that time; see `rendering.choose`."""
    policy = policy_for(of.severity, [of.cadence], zone="UTC", outreach_tiers=["key"])
    writer = Writer(of, policy, said, at(minutes), **options)
    return [writer.write(p) for p in rendering.choose(plan(of, policy, said, at(minutes)), kind, None, sequence)]


def letter(of: Incident, minutes: float, kind: str | None = None, **options: Any) -> Message:
    """The one such message."""
    (found,) = letters(of, minutes, kind, **options)
    return found


def opening(body: str) -> str:
    """The first paragraph after the greeting."""
    return body.split("\n\n")[1]


def a_workspace(folder: Path, config: str = CONFIG, **incidents: str) -> workspace.Workspace:
    """A workspace with those incident files."""
    (folder / "incidents").mkdir(parents=True, exist_ok=True)
    (folder / workspace.CONFIG).write_text(config, encoding="utf-8")
    for name, text in incidents.items():
        (folder / "incidents" / f"{name}.toml").write_text(text, encoding="utf-8")
    return workspace.load(folder)
