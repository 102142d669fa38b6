"""Make log entries from what a person typed: fill in what the log and the cadence already know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from outagecomms import clock
from outagecomms.cadence.plan import clock_is_behind
from outagecomms.cadence.promises import first_word
from outagecomms.cadence.promises import words as words_of
from outagecomms.errors import InputError
from outagecomms.incident import history
from outagecomms.problems import faults_of
from outagecomms.text import printable
from outagecomms.wording import moment

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.drafting.case import Case
    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Incident
    from outagecomms.incident.record import Record


_TODAY = timedelta(hours=12)  # a time of day further ahead than this was meant for earlier today


@dataclass(frozen=True)
class Words:
    """What a person typed: text, next step, the next time as typed, who says it, who allowed a time for the fix."""

    text: str | None
    next_step: str | None
    next_update: str | None
    by: str | None
    approved_by: str | None = None

    def __post_init__(self) -> None:
        """Blanks are no words."""
        for name in ("text", "next_step", "next_update", "by"):
            object.__setattr__(self, name, (getattr(self, name) or "").strip() or None)


def update(
    case: Case, words: Words, status: str | None, holding: bool, now: datetime, since: str | None = None  # noqa: FBT001
) -> Entry:  # fmt: skip
    """An entry that says what is new, or that nothing is; of one that opens the incident again, *since* when, as typed.

    Raises:
        InputError: there are no words for it, the incident is resolved, the promised time has passed, or it cannot have
            failed again then.
    """
    if since and status == "resolved":
        raise InputError("--since says when it failed again; when it worked again: outagecomms resolve --ended")
    if status == "resolved":
        return resolution(case, words, {}, now)
    if status is None and history.resolution(case.incident):
        raise InputError(f"{case.incident.id} is resolved; to open it again, give --status investigating")
    if words.text is None and not holding:
        raise InputError("what is new? Give the text, or --holding to say that nothing has changed")
    last = case.incident.updates[-1] if case.incident.updates else None
    if holding and last and last.holding and not (words.text or words.next_step):
        raise InputError(
            "the last update said already that nothing has changed; "
            "a second one in a row needs something true and new: give a text or --next-step"
        )
    status, failed_again = status or history.status(case.incident), None
    if since:
        with clock.named("--since"):
            failed_again = began(case.incident, since, now)
    return _entry(case, words, status, now, holding=True if holding else None, began=failed_again)


def resolution(case: Case, words: Words, closing: dict[str, str | None], now: datetime) -> Entry:
    """The entry that ends the incident. *closing* has ``ended`` (a time as typed), ``confirmed``, ``redo``, ``lost``.

    Raises:
        InputError: it is resolved already, nothing says what was done or how we know, or it ended in the future or
            before it began.
    """
    found = history.resolution(case.incident)
    if found:
        raise InputError(
            f"{case.incident.id} was resolved at {moment(found[1].at, now)}; "
            "to take something back: outagecomms correct"
        )
    if words.text is None and not closing.get("confirmed"):
        raise InputError("what was done? Give the text, or say how you know that it works: resolve --confirmed")
    typed, works_since = closing.get("ended"), None
    if typed:
        with clock.named("--ended"):
            works_since = ended(case.incident, typed, now)
    entry = _entry(case, words, "resolved", now)
    given = {name: value for name, value in closing.items() if value}
    return entry | given | ({"ended": works_since} if works_since else {})


def ended(incident: Incident, typed: str, now: datetime) -> datetime:
    """Since when it works again, from what a person *typed*.

    Raises:
        InputError: it is no time, it lies ahead of *now*, or *incident* had not begun then.
    """
    return _past(typed, now, incident.started, "it began")


def began(incident: Incident, typed: str, now: datetime) -> datetime:
    """Since when it fails again, from what a person *typed*.

    Raises:
        InputError: it is no time, it lies ahead of *now*, or *incident* was not over then.
    """
    found = history.resolution(incident)
    if found is None:
        raise InputError(
            f"{typed!r} cannot be when it failed again: {incident.id} is not resolved. "
            "When it first failed is started, in its file"
        )
    return _past(typed, now, found[1].works_since, "it worked again")


def _past(typed: str, now: datetime, earliest: datetime, then: str) -> datetime:
    """What a person *typed*, who thinks in minutes, not before the *earliest*, when what *then* says happened."""
    found = clock.parse_past(typed, now)
    if found >= earliest.replace(second=0, microsecond=0):
        return max(found, earliest)
    before = f"before {then} at {moment(earliest, now)}; check it"
    if clock.is_time_of_day(typed):  # today's lies ahead, so that the last one was taken
        raise InputError(f"{typed!r} lies ahead of now, {now:%H:%M} UTC, or {before}")
    raise InputError(f"{typed!r} is {moment(found, now)}, {before}")


def correction(case: Case, words: Words, number: int | None, effect: str | None, now: datetime) -> Entry:
    """An entry that takes back update *number*, the last one when it is left out.

    Raises:
        InputError: there is no such update, no word of what is true, or nobody to take it back from after the end.
    """
    count = len(case.incident.updates)
    if not count:
        raise InputError(
            "nothing has been said yet, so there is nothing to correct; say what is true: "
            f"outagecomms update {case.incident.id}"
        )
    number = number or count
    if not 1 <= number <= count:
        raise InputError(f"there is no update {number} to correct; there are {count}")
    if words.text is None:
        raise InputError("what is true? Give the text")
    status = history.status(case.incident)
    if status == "resolved" and not case.got(number):
        raise InputError(_nothing_to_take_back(case.incident, number))
    return _entry(case, words, status, now, corrects=number, effect=effect)


def _nothing_to_take_back(incident: Incident, number: int) -> str:
    """Why a correction after the end would reach nobody. An end that nobody has heard of is undone, not taken back."""
    nobody = f"nobody has got update {number}, so there is nothing to take back"
    if incident.updates[number - 1].status != "resolved":
        return nobody
    return f"{nobody}; if it is not over: outagecomms update {incident.id} '…' --status investigating"


def _entry(case: Case, words: Words, status: str, now: datetime, **more: Any) -> Entry:
    if clock_is_behind(case.incident, now):
        last = moment(case.incident.updates[-1].at, now)
        raise InputError(
            f"the clock says {moment(now, now)}, but the last entry is of {last}; set the clock, or give --now"
        )
    now = max([now, *(update.at for update in case.incident.updates[-1:])]).replace(microsecond=0)
    signer = case.incident.liaison or case.incident.leader
    by = words.by or (signer.name if signer else None)
    if by is None:
        raise InputError("who says it? Add a [liaison] to the incident or to outagecomms.toml, or give --by")
    promised = None if status == "resolved" else _promise(case, words.next_update, status, now)
    return {"at": now, "by": by, "status": status, "text": words.text, "next_step": words.next_step,
            "next_update": promised, "approved_by": words.approved_by, **more}  # fmt: skip


def _promise(case: Case, typed: str | None, status: str, now: datetime) -> datetime:
    if typed is None:
        first = first_word(words_of(case.incident, case.policy, case.said)) or now
        return case.policy.next_update(status, now, first)  # type: ignore[arg-type]  # one of the open ones
    with clock.named("--next-update"):
        promised = clock.parse_time(typed, now).replace(microsecond=0)
    if promised <= now + timedelta(minutes=1):
        raise InputError(f"--next-update {typed!r} is not ahead of now, {now:%H:%M} UTC; promise a later time")
    if clock.is_time_of_day(typed) and promised - now > _TODAY:
        raise InputError(f"--next-update {typed!r} has passed; if you mean tomorrow, write {promised:%Y-%m-%dT%H:%MZ}")
    return promised


def repeated(incident: Incident) -> int:
    """The number of the earlier update that said exactly what the newest one says; 0 when none did."""
    *before, newest = incident.updates
    said = [number for number, update in enumerate(before, start=1) if update.text and update.text == newest.text]
    return said[-1] if said and not newest.corrects else 0


def sound(model: type[Record], entry: Entry) -> Entry:
    """*entry*, once it is known that a file may hold it: what was typed may have any character, and any length.

    Raises:
        InputError: it may not; says which part, and what to do.
    """
    try:
        model.model_validate({key: value for key, value in entry.items() if value is not None})
    except ValidationError as error:
        told = (printable(f"{fault.path[0]}: {fault.what}; {fault.todo}") for fault in faults_of(model, error))
        raise InputError("\n".join(told)) from None
    return entry
