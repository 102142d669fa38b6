"""The figures of a report, each with a sentence for somebody who has never seen one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from outagecomms.cadence.promises import GRACE
from outagecomms.outbox.states import MAY_BE_READ
from outagecomms.wording import counted, minutes, moment, span

if TYPE_CHECKING:
    from outagecomms.report.told import Told

NOT_APPLICABLE = "not applicable"
Standing = Literal["good", "bad", ""]


class Figure(NamedTuple):
    """One figure: for people, and for programs, to whom spans are minutes."""

    key: str
    name: str
    value: str
    meaning: str
    standing: Standing
    exact: Any
    """Nothing where the figure has no meaning."""


def figures(told: Told) -> list[Figure]:
    """Every figure, in the order in which they matter to who waited."""
    return [
        _first_contact(told), _longest(told), _beyond(told), _promises(told), _leader(told), _surprises(told),
        _tone(told), _deliveries(told),
    ]  # fmt: skip


def _first_contact(told: Told) -> Figure:
    start, limit = told.incident.started, told.first_contact_limit
    allowed = f"The cadence wanted that by {moment(limit, start)}."
    if told.first_contact is None and told.incident.is_imported:
        return _none("first_contact", "Time to first contact", "The page has no message.")
    if told.first_contact is None:
        since = f"Nobody has been told anything since it began at {moment(start, start)}. {allowed}"
        late: Standing = "bad" if told.until > limit else ""
        return Figure("first_contact", "Time to first contact", "not yet", since, late, None)
    if told.first_contact < GRACE and told.incident.is_imported:
        why = "The page gives no start before its first message, so nobody can say how long its readers had waited."
        return _none("first_contact", "Time to first contact", why)
    at = told.words[0].at
    meaning = f"It began at {moment(start, start)}, and everyone was first told at {moment(at, start)}."
    standing: Standing = "good" if at <= limit else "bad"
    exact = minutes(told.first_contact)
    return Figure(
        "first_contact", "Time to first contact", span(told.first_contact), f"{meaning} {allowed}", standing, exact
    )


def _longest(told: Told) -> Figure:
    start, silence = told.incident.started, told.longest
    if silence is None:
        return _none("longest_silence", "Longest silence", "No time has passed between two messages while it was open.")
    between = f"Nobody was told anything from {moment(silence.start, start)} to {moment(silence.end, start)}."
    beyond = f" That is {span(silence.beyond)} more than the cadence allows." if silence.is_too_long else ""
    standing: Standing = "bad" if silence.is_too_long else "good"
    return Figure(
        "longest_silence", "Longest silence", span(silence.length), between + beyond, standing, minutes(silence.length)
    )


def _beyond(told: Told) -> Figure:
    total, name = sum((silence.beyond for silence in told.too_long), timedelta()), "Silence beyond the cadence"
    if told.longest is None:
        return _none("silence_beyond", name, "There was no wait to measure while it was open.")
    if not told.too_long:
        return Figure("silence_beyond", name, "none", "No wait was longer than the cadence allows.", "good", 0)
    waits = counted(len(told.too_long), "wait was", "waits were")
    meaning = f"{waits} longer than the cadence allows for that severity and status; this is by how much, in all."
    return Figure("silence_beyond", name, span(total), meaning, "bad", minutes(total))


def _promises(told: Told) -> Figure:
    count, name = told.outcomes, "Promises kept"
    made = count["kept"] + count["late"] + count["missed"]
    exact = {"made": made, "kept": count["kept"], "late": count["late"], "missed": count["missed"]}
    running = " One more is still running." if count["open"] else ""
    if not told.promises:
        return _none("promises", name, "No message has given a time for the next one.")
    if not made:
        return _none("promises", name, "The time that was given has not come yet.")
    became = ", ".join(f"{count[outcome]} {words}" for outcome, words in _BECAME.items() if count[outcome])
    could = sum(word.promised is not None for word in told.words)
    says = "Each message says" if len(told.promises) == could else f"{len(told.promises)} of {could} messages said"
    meaning = f"{says} when the next one comes. {became}.{running}"
    standing: Standing = "good" if count["kept"] == made else "bad"
    return Figure("promises", name, f"{count['kept']} of {made}", meaning, standing, exact)


_BECAME = {"kept": "came in time", "late": "came late", "missed": "did not come"}


def _leader(told: Told) -> Figure:
    name, tiers = "Reached by the leader", " or ".join(told.tiers)
    if not told.owed:
        return _none("leader", name, "No account here is one that the leader writes to in person.")
    if told.reached is None:
        return _none("leader", name, "There is no outbox, so nobody can say which of the leader's letters were sent.")
    meaning = f"The person in charge writes to each account of tier {tiers}; this many of those letters were sent."
    standing: Standing = "good" if told.reached == told.owed else "bad"
    exact = {"reached": told.reached, "owed": told.owed}
    return Figure("leader", name, f"{told.reached} of {counted(told.owed, 'account')}", meaning, standing, exact)


def _surprises(told: Told) -> Figure:
    talks = len(told.incident.conversations)
    if not talks:
        return _none("surprises", "Surprises", "The log holds no conversation with a customer.")
    meaning = "Conversations in which a customer told us of the outage before we had told them."
    standing: Standing = "bad" if told.surprises else "good"
    exact = {"surprises": told.surprises, "conversations": talks}
    return Figure(
        "surprises", "Surprises", f"{told.surprises} of {counted(talks, 'conversation')}", meaning, standing, exact
    )


def _tone(told: Told) -> Figure:
    if not told.readings:
        return _none("tone", "Tone", "There are no words to read yet.")
    levels = [found.level for reading in told.readings for found in reading.findings]
    exact = {"messages": len(told.readings), "errors": levels.count("error"), "warnings": levels.count("warning")}
    meaning = "What the rules of tone find in the messages as they went out: errors should have stopped one, "
    meaning += "warnings are for a person to judge."
    value = f"{counted(exact['errors'], 'error')}, {counted(exact['warnings'], 'warning')}"
    standing: Standing = "bad" if exact["errors"] else "good"
    return Figure("tone", "Tone", f"{value} in {counted(len(told.readings), 'message')}", meaning, standing, exact)


def _deliveries(told: Told) -> Figure:
    if told.deliveries is None:
        return _none("deliveries", "Deliveries", "There is no outbox, so nobody can say what was sent.")
    if not told.deliveries:
        return _none("deliveries", "Deliveries", "The outbox holds no message of this incident.")
    value = ", ".join(f"{count} {state}" for state, count in told.deliveries.items())
    troubled = told.unheard or any(told.deliveries.get(state) for state in ("refused", "unknown"))
    standing: Standing = "bad" if troubled else "good"
    meaning = "Messages to single readers in the outbox, by what has become of them. "
    meaning += "Only 'sent' means that a mail server took it; 'unknown' may or may not have arrived."
    if not told.unheard and told.deliveries.keys().isdisjoint(MAY_BE_READ):
        meaning += " None has left from here, so the figures take the log's word for it that everyone was told."
    return Figure("deliveries", "Deliveries", value, meaning, standing, dict(told.deliveries))


def _none(key: str, name: str, why: str) -> Figure:
    return Figure(key, name, NOT_APPLICABLE, why, "", None)
