"""The internal review of one incident: what happened, what we promised, what we learned, and what is still open."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from outagecomms.cadence import closing
from outagecomms.clock import zone
from outagecomms.errors import InputError
from outagecomms.incident import history
from outagecomms.learning.actions import still_open
from outagecomms.learning.lessons import QUESTIONS, unanswered
from outagecomms.learning.timeline import timeline
from outagecomms.pages.markdown import inline
from outagecomms.report.posts import unheard
from outagecomms.report.told import Told, told
from outagecomms.wording import some, span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from outagecomms.drafting.case import Case
    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Conversation, Incident, Satisfaction

_MOST_NAMED = 20  # silent accounts that are named before they are counted


def held(incident: Incident, by: str, now: datetime) -> Entry:
    """The entry which says that the review was held.

    Raises:
        InputError: the incident is open, or one of the three questions has no answer.
    """
    if not history.resolution(incident):
        raise InputError(f"{incident.id} is open; fix it first, then hold its review")
    if missing := unanswered(incident):
        raise InputError(
            f"the review is not done while a question has no answer: {' '.join(missing)} "
            f"Answer with: outagecomms lesson {incident.id}"
        )
    return {"at": now, "by": by}


def review(case: Case, now: datetime) -> str:
    """The review of *case* in Markdown; times in UTC."""
    heard = _heard(case, now)
    sections = {
        "Timeline (UTC)": _timeline(case),
        "Promises": _promises(heard),
        "Surprises": _surprises(case.incident),
        "What they told us": _told(case.incident),
        "What had to wait": _parked(case),
        "What we learned": _learned(case.incident, now.date()),
        "Actions still open": _to_do(case.incident, now),
    }
    lines = [f"# Review: {inline(case.incident.title)}", "", *_facts(case, heard)]
    for heading, section in sections.items():
        lines += ["", f"## {heading}", "", *section]
    return "\n".join(lines)


def _heard(case: Case, now: datetime) -> Told:
    """What customers were told, and when: as the report counts it, from when each message left."""
    kept = case.outbox.messages(case.incident.id) if case.outbox else ()
    return told(case.incident, case.policy, case.said, None, (), now, unheard(case, kept))


def _facts(case: Case, heard: Told) -> Iterator[str]:
    incident, found = case.incident, history.resolution(case.incident)
    yield f"- Incident: {incident.id}, {incident.severity}, {inline(incident.service)}"
    for name, person in (("Leader", incident.leader), ("Liaison", incident.liaison)):
        if person:
            yield f"- {name}: {inline(person.name)}, {inline(person.role)}"
    yield f"- Began: {_at(incident.started)}"
    if found:
        ended = found[1].works_since
        length, failed = ended - incident.started, history.down_for(incident.started, incident.updates, ended)
        of_that = f"; it failed for {span(failed)} of that" if failed != length else ""
        yield f"- Ended: {_at(ended)}, after {span(length)}{of_that}"
    yield f"- First contact: {_first_contact(case, heard)}"
    missing = closing.missing(incident, case.said)
    yield f"- Closed: not yet; missing: {', '.join(missing)}" if missing else "- Closed: yes"


def _first_contact(case: Case, heard: Told) -> str:
    started = case.incident.started
    if not heard.words:
        return "none yet"
    at, due = heard.words[0].at, case.policy.first_contact(started, case.policy.zone)
    late = f"{span(at - due)} after" if at > due else "within"
    return f"{_at(at)}, {span(at - started)} after it began, {late} the target"


def _timeline(case: Case) -> Iterator[str]:
    days = groupby(timeline(case.incident, case.said), key=lambda event: event.at.date())
    for number, (day, events) in enumerate(days):
        yield from (["", f"### {day}", ""] if number else [f"### {day}", ""])
        yield from (f"- {event.at:%H:%M} {event.what}" for event in events)


def _promises(heard: Told) -> Iterator[str]:
    promises = heard.promises
    outcomes = [promise.outcome for promise in promises]
    counts = [f"{outcomes.count(outcome)} {outcome}" for outcome in ("kept", "late", "missed", "open")]
    yield f"{len(promises)} given: {', '.join(counts)}."
    if promises:
        yield from ("", "| Given | Promised for | Came | Outcome |", "|---|---|---|---|")
    for promise in promises:
        came = _at(promise.fulfilled_at) if promise.fulfilled_at else ""
        outcome = f"late by {promise.minutes_late} min" if promise.outcome == "late" else promise.outcome
        yield f"| {_at(promise.given_at)} | {_at(promise.promised_for)} | {came} | {outcome} |"


def _surprises(incident: Incident) -> Iterator[str]:
    found = [talk for talk in incident.conversations if talk.surprise]
    if not found:
        yield "None: nobody had to come to us before we reached them."
    for talk in found:
        yield f"- {talk.account} came to us at {_at(talk.at)}, before we had reached them."


def _told(incident: Incident) -> Iterator[str]:
    names = {account.id: account.name for account in incident.customers()}
    voices = history.voices(incident)
    silent = [account for account in names if account not in voices]
    spoke = [talk.account for talk in incident.conversations] + [said.account for said in incident.satisfaction]
    for account in dict.fromkeys(spoke):
        yield from (f"### {inline(names.get(account, account))} ({account})", "")
        yield from (_talk(talk) for talk in incident.conversations if talk.account == account)
        yield from (_answer(said) for said in incident.satisfaction if said.account == account)
        yield ""
    if silent:
        whom = some(silent, _MOST_NAMED)
        yield f"Not a word from {len(silent)} of {len(names)} accounts, which does not make them satisfied: {whom}"
    else:
        yield "Every account has told us something."


def _talk(talk: Conversation) -> str:
    more = {
        "how they felt": talk.mood, "what it cost them": talk.impact, "what they want": talk.wants,
        "who else": ", ".join(talk.stakeholders), "next call": talk.follow_up and str(talk.follow_up),
    }  # fmt: skip
    rest = "; ".join(f"{name}: {inline(text).rstrip('.')}" for name, text in more.items() if text)
    return f"- {_at(talk.at)}: “{inline(talk.said)}”{f' ({rest})' if rest else ''}"


def _answer(said: Satisfaction) -> str:
    by = f" ({inline(said.confirmed_by)})" if said.confirmed_by else ""
    return f"- {_at(said.at)}: {'satisfied' if said.satisfied else 'not satisfied'}{by}"


def _parked(case: Case) -> Iterator[str]:
    incident = case.incident
    kept_back = {(asked.account, asked.topic) for asked, _ in closing.untold(incident, case.said)}
    if not incident.parked:
        yield "Nothing."
    answers = {(each.account, each.topic.casefold()): each for each in incident.answers}
    for asked in incident.parked:
        answer = answers.get((asked.account, asked.topic.casefold()))
        by = f", {inline(answer.by)}" if answer and answer.by else ""
        due = f" by {asked.answer_by}" if asked.answer_by else ""
        untold = ", not told yet" if (asked.account, asked.topic) in kept_back else ""
        became = f"answered {_at(answer.at)}{by}{untold}: {inline(answer.text)}" if answer else f"to be answered{due}"
        yield f"- {asked.account}: {inline(asked.topic)}; {became}"


def _learned(incident: Incident, today: date) -> Iterator[str]:
    done = history.done(incident)
    for number, (question, sentence) in enumerate(QUESTIONS.items()):
        yield from ([""] if number else [])
        yield from (f"### {sentence}", "")
        answers = [(n, each) for n, each in enumerate(incident.lessons, start=1) if each.question == question]
        if not answers:
            yield "No answer yet."
        for n, each in answers:
            on = done.get(f"lesson-{n}")
            stands = f"done {on}" if on else "late" if each.due and each.due < today else "open"
            owner = f"{inline(each.owner)}, " if each.owner else ""
            due = f"by {each.due}, " if each.due else ""
            change = f" Change: {inline(each.change)} ({owner}{due}{stands})" if each.change else ""
            yield f"- lesson-{n}: {inline(each.text)}{change}"


def _to_do(incident: Incident, now: datetime) -> Iterator[str]:
    waiting = still_open(incident)
    if not waiting:
        yield "None."
        return
    zones = {account.id: account.timezone for account in incident.customers()}
    for action in waiting:
        today = now.astimezone(zone(zones.get(action.account or "", "UTC"))).date()  # theirs, when it was given to them
        whom = f" for {action.account}" if action.account else ""
        due = "LATE, due" if action.is_late(today) else "due"
        when = f"{due} {action.due}" if action.due else "no day given"
        yield f"- {action.name}{whom}: {inline(action.what)} ({inline(action.owner or 'nobody named')}, {when})"


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
