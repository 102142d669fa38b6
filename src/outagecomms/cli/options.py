"""The options that several commands share, and what the shell completes them with."""

from __future__ import annotations

import contextlib
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from outagecomms.errors import OutageCommsError

_MOST = 200  # names that a shell is offered


def complete_incident(incomplete: str) -> list[str]:
    """The ids of this workspace's incidents."""
    from outagecomms import workspace

    with contextlib.suppress(OutageCommsError):  # a person in mid-word wants no error
        return [path.stem for path in workspace.here().incidents() if path.stem.startswith(incomplete)]
    return []


def _accounts(context: typer.Context, incomplete: str) -> list[str]:
    from outagecomms import workspace

    with contextlib.suppress(OutageCommsError):
        # after "--account" and nothing yet, the parser has given up and left what stands before it in `args`
        place, path = workspace.locate(context.params.get("incident") or next(iter(context.args), ""))
        accounts = (account.id for account in place.read(path).readers())
        return list(islice((name for name in accounts if name.startswith(incomplete)), _MOST))
    return []


def complete_key(incomplete: str) -> list[str]:
    """The keys of this workspace's messages."""
    from outagecomms import workspace
    from outagecomms.outbox.location import exists
    from outagecomms.outbox.store import Outbox

    with contextlib.suppress(OutageCommsError):
        place = workspace.find(Path.cwd()) or workspace.Workspace(Path.cwd())
        if exists(place.outbox):
            with Outbox(place.outbox) as outbox:
                keys = (message.key for message in outbox.messages())
                return list(islice((key for key in keys if key.startswith(incomplete)), _MOST))
    return []


class Severity(StrEnum):
    """How bad it is for customers."""

    SEV1 = "sev1"
    SEV2 = "sev2"
    SEV3 = "sev3"
    SEV4 = "sev4"


class Status(StrEnum):
    """How far we are."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


class State(StrEnum):
    """What has become of a message."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"
    SUPERSEDED = "superseded"


class Format(StrEnum):
    """For people, or for programs."""

    TEXT = "text"
    JSON = "json"


class PlanFormat(StrEnum):
    """For people, for programs, or for a calendar."""

    TEXT = "text"
    JSON = "json"
    ICS = "ics"


class MessageFormat(StrEnum):
    """To read, as mails, or for programs."""

    TEXT = "text"
    EML = "eml"
    JSON = "json"


class Kind(StrEnum):
    """The kinds of message."""

    OUTREACH = "outreach"
    UPDATE = "update"
    HOLDING = "holding"
    LATE = "late"
    CORRECTION = "correction"
    REPLY = "reply"
    RESOLVED = "resolved"
    FOLLOWUP = "followup"


_BESIDE = [("CHANNEL", "channel"), ("CALL", "call")]  # templates of what is no mail
Template = StrEnum("Template", [*((kind.name, kind.value) for kind in Kind), *_BESIDE])  # type: ignore[misc]  # mypy wants a literal
"""What has a template: each kind, and the short text that goes to channels."""

Incident = Annotated[
    str,
    typer.Argument(
        help="An incident's id, or the path of its file.", autocompletion=complete_incident, show_default=False
    ),
]
Account = Annotated[str | None, typer.Option(help="Only this account.", autocompletion=_accounts, show_default=False)]
OneAccount = Annotated[str, typer.Argument(help="An account's id.", autocompletion=_accounts, show_default=False)]
OneIncident = Annotated[
    str | None,
    typer.Option("--incident", help="Only this incident.", autocompletion=complete_incident, show_default=False),
]
OneState = Annotated[State | None, typer.Option("--state", help="Only those in this state.", show_default=False)]
Key = Annotated[
    str,
    typer.Argument(help="A message's key, as 'outbox list' shows it.", autocompletion=complete_key, show_default=False),
]
Now = Annotated[
    str | None,
    typer.Option(
        "--now", envvar="OUTAGECOMMS_NOW", help="Take this for the present time: 2026-11-22T14:30Z.", show_default=False
    ),
]
NextStep = Annotated[str | None, typer.Option(help="What is being done now, as a sentence.", show_default=False)]
NextUpdate = Annotated[
    str | None,
    typer.Option(
        help="When they hear from you next: 15:30Z, '15:30 Europe/Berlin', +30m. Left out, the cadence says.",
        show_default=False,
    ),
]
ApprovedBy = Annotated[str | None, typer.Option(help="Who allowed you to name a time for the fix.", show_default=False)]
Force = Annotated[bool, typer.Option("--force", help="Let words stand that a rule of tone forbids.")]
Because = Annotated[str | None, typer.Option(help="Why they must stand; the log keeps it.", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", help="Approve what it says to everyone, so that 'send' may send it.")]
By = Annotated[str | None, typer.Option(help="Who says it. Left out, the liaison.", show_default=False)]
