"""Commands that hear a customer: what they say and ask, and what we answer and agree."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import ask, asks, hint, missing, one_of, say, tell
from outagecomms.wording import countdown, moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from outagecomms.customer.hearing import Told
    from outagecomms.drafting.case import Case
    from outagecomms.incident.model import Conversation, Incident
    from outagecomms.outbox.store import Outbox
    from outagecomms.tone.ruleset import Ruleset
    from outagecomms.workspace import Workspace


class Mood(StrEnum):
    """How they felt."""

    CALM = "calm"
    WORRIED = "worried"
    ANGRY = "angry"


def heard(
    incident: options.Incident,
    account: options.OneAccount,
    said: Annotated[
        str | None, typer.Option(help="What they said, in their words; what would label somebody, in quotation marks.")
    ] = None,
    impact: Annotated[str | None, typer.Option(help="What it comes to, as they put it, with a figure.")] = None,
    stakeholder: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="Who else there must hear from us.")
    ] = None,
    mood: Annotated[Mood | None, typer.Option(help="How they felt.")] = None,
    wants: Annotated[str | None, typer.Option(help="What they want of us, in their words.")] = None,
    follow_up: Annotated[
        str | None, typer.Option(metavar="DATE", help="When you said you would be in touch again: 2026-12-01.")
    ] = None,
    we_called: Annotated[bool, typer.Option("--we-called", help="You came to them, not they to you.")] = False,
    now: options.Now = None,
) -> None:
    """Record what a customer told you. Their next message repeats it, and nobody asks them again."""
    from outagecomms import clock, workspace
    from outagecomms.cli.cases import opened
    from outagecomms.customer import hearing, judging
    from outagecomms.drafting import case
    from outagecomms.incident import log

    at, (place, path) = clock.now_from(now), workspace.locate(incident)
    with opened(place) as outbox:
        before = case.load(place, path, outbox)
        rules = _rules(place, before.incident, account)
        day = clock.parse_day(follow_up) if follow_up else None
        told = hearing.Told(
            said or "", impact, stakeholder or (), mood.value if mood else None, wants, day, we_called=we_called
        )
        if said is None:
            told = _ask_what_they_said(
                told, rules, lambda part: hearing.conversation(before.incident, account, part, reached=True, now=at)
            )
        for words in told.words():
            judging.judge(words, judging.FOR_US, rules)
        sent = outbox is not None and outbox.has_reached(before.incident.id, account)
        reached = hearing.reached(before.incident, account, sent=sent, we_send=place.sends_mail)
        after = log.append(
            path,
            "conversations",
            lambda known: hearing.conversation(known, account, told, reached=reached, now=at),
            place.defaults,
        )
        say(f"{after.id}: what {account} told us is recorded")
        _what_comes_of_it(before, replace(before, incident=after), incident, account, at)


def _ask_what_they_said(told: Told, rules: list[Ruleset], check: Callable[[Told], object]) -> Told:
    """What they said, from a person at the terminal; what was given is not asked.

    What the log would refuse is refused at once by *check*: nobody types a conversation twice.
    """
    from outagecomms import clock
    from outagecomms.customer import judging
    from outagecomms.customer.hearing import Told

    if not asks():
        raise missing("said")
    check(replace(told, said="…"))

    def judge(text: str) -> None:
        judging.judge(text, judging.FOR_US, rules)

    said = ask("What did they say, in their words", judge)
    impact = told.impact or ask("What does it come to, with a figure (empty: not known)", judge, optional=True)
    named = told.stakeholders or _addresses(
        ask(
            "Who else must hear from us, by address (empty: nobody)",
            lambda typed: check(Told(said, stakeholders=_addresses(typed))),
            optional=True,
        )
    )
    mood = told.mood or ask(f"How did they feel: {', '.join(Mood)} (empty: not known)", one_of(Mood), optional=True)
    wants = told.wants or ask("What do they want of us, in their words (empty: nothing)", judge, optional=True)
    day = told.follow_up
    if day is None:
        typed = ask(
            "When are you in touch again (2026-12-01; empty: not agreed)",
            lambda typed: check(Told(said, follow_up=clock.parse_day(typed))),
            optional=True,
        )
        day = clock.parse_day(typed) if typed else None
    return Told(said, impact or None, named, mood or None, wants or None, day, we_called=told.we_called)


def _addresses(typed: str) -> list[str]:
    return [address.strip(",;") for address in typed.split()]


def _what_comes_of_it(before: Case, known: Case, name: str, account: str, at: datetime) -> None:
    """Say what happens next because of what was just recorded."""
    from outagecomms.cli.invitations import warn_of
    from outagecomms.customer import hearing
    from outagecomms.drafting.gate import rules_of
    from outagecomms.incident import history
    from outagecomms.incident.model import Stakeholder

    after, talk = known.incident, known.incident.conversations[-1]
    coming = [each for each in known.plan(at) if each.account.id == account and each.state != "past"]
    if talk.surprise:
        tell("They came to us before we reached them: counted as a surprise.")
    if account in history.left(after):
        tell(f"{account} is no longer among the accounts of {after.id}: nobody writes to them.")
    _what_they_know(before, account, talk)
    for reader in after.readers():
        if isinstance(reader, Stakeholder) and reader.of == account and reader.since == talk.at:
            tell(f"{reader.email} is written to from now on, in a mail of their own.")
    _what_they_are_owed(before, known, name, account, at)
    if coming:
        first = min(coming, key=lambda planned: planned.due)
        when = f"{first.kind} by {moment(first.due, at)}, {countdown(first.due, at)}"
        tell(f"Their next message repeats it and asks whether it is right: {when}")
    is_open = history.resolution(after) is None
    if is_open and talk.wants and hearing.is_for_later(talk.wants, rules_of(known.workspace)(after.language)):
        tell(f"What they want is for after the fix; keep it: outagecomms park {name} {account} '…'")
    if talk.follow_up:
        tell(f"You are in touch again on {talk.follow_up}: outagecomms followups")
    warn_of(before.incident, known, account, at)
    hint(f"Before you call: outagecomms call {name} {account}")


def _what_they_know(before: Case, account: str, talk: Conversation) -> None:
    """Say which answers a call of ours has brought them."""
    from outagecomms.cadence import closing

    if talk.we_called:
        for asked, _ in closing.untold(before.incident, before.said):
            if asked.account == account:
                tell(f"You called them, so they have your answer about {asked.topic}.")


def _what_they_are_owed(before: Case, known: Case, name: str, account: str, at: datetime) -> None:
    """Say that a yes was taken back, and by when to call them."""
    from outagecomms.cadence.aftercare import calls
    from outagecomms.incident import history

    if account not in history.satisfied(before.incident) or account in history.satisfied(known.incident):
        return
    tell("They had said that it is right. From now on they count as not satisfied, until they say yes again.")
    for call in calls(known.incident, known.policy, at):
        if call.account.id == account and call.name.startswith("again"):
            when = f"{moment(call.due, at)}, {countdown(call.due, at)}"
            tell(f"Call them by {when}: outagecomms call {name} {account}")
    tell(f"When they do: outagecomms satisfied {name} {account} yes --confirmed-by …")


def park(
    incident: options.Incident,
    account: options.OneAccount,
    topic: Annotated[str, typer.Argument(help="What they ask about, in a few words.")],
    answer_by: Annotated[
        str | None, typer.Option(metavar="DATE", help="When they get the answer. Left out, in 3 business days.")
    ] = None,
    now: options.Now = None,
) -> None:
    """Keep a question for after the fix. Writes the courteous reply; their first follow-up comes back to it first."""
    from outagecomms import clock, workspace
    from outagecomms.cli.cases import check_up_to_date
    from outagecomms.customer import judging, parking
    from outagecomms.incident import history, log

    at, (place, path) = clock.now_from(now), workspace.locate(incident)
    check_up_to_date(place, path)
    day = clock.parse_day(answer_by) if answer_by else None
    before = place.read(path)
    judging.judge(topic, judging.FOR_US, _rules(place, before, account))
    after = log.append(
        path, "parked", lambda known: parking.parked(known, account, topic, day, at), place.defaults
    )  # fmt: skip
    if history.resolution(after):
        say(f"{after.id}: {account} asked about {after.parked[-1].topic}; it comes first in their next follow-up")
        tell(f"When you have the answer: outagecomms answer {incident} {account} '{topic}' '…'")
        return
    _reply(place, incident, len(after.parked), account, at)


def _reply(place: Workspace, name: str, number: int, account: str, at: datetime) -> None:
    """Write the reply to a parked question, and show it as it will go."""
    from outagecomms import workspace
    from outagecomms.cli.words import as_text
    from outagecomms.drafting import case, rendering
    from outagecomms.drafting.draft import draft
    from outagecomms.outbox.store import Outbox
    from outagecomms.tone.finding import line

    with Outbox(place.outbox) as outbox:
        known = case.load(*workspace.locate(name), outbox)
        drafted = draft(known, outbox, at)
        reply = known.writer(at).write(next(rendering.choose(known.plan(at), "reply", account, number)))
        say(as_text(reply))
        for finding in (each for notice, found in drafted.held.items() if notice[0] == "reply" for each in found):
            tell(line(finding))
        tell(f"Written, not sent yet; approve it: outagecomms outbox approve {outbox.message(reply.key).words}")


def answer(
    incident: options.Incident,
    account: options.OneAccount,
    topic: Annotated[str, typer.Argument(help="What they asked about; a part of it is enough.")],
    text: Annotated[str, typer.Argument(help="The answer, as they will read it.")],
    by: Annotated[str | None, typer.Option(help="Who answers. Left out, the leader.")] = None,
    now: options.Now = None,
) -> None:
    """Answer a question that was parked. Their next letter begins with it; if that is late, call them with it."""
    from outagecomms import clock, workspace
    from outagecomms.cli.cases import opened
    from outagecomms.customer import judging, parking
    from outagecomms.drafting import case
    from outagecomms.incident import log

    at, (place, path) = clock.now_from(now), workspace.locate(incident)
    before = place.read(path)
    judging.judge(text, judging.FOR_THEM, _rules(place, before, account))
    after = log.append(
        path, "answers", lambda known: parking.answered(known, account, topic, text, by, at), place.defaults
    )  # fmt: skip
    given = after.answers[-1]
    say(f"{after.id}: the answer to {account} about {given.topic} is recorded, from {given.by}")
    with opened(place) as outbox:
        known = case.load(place, path, outbox)
        if outbox:
            _write_anew(known, outbox, account, at)
    _how_it_reaches_them(known, incident, account, at)


def _write_anew(known: Case, outbox: Outbox, account: str, at: datetime) -> None:
    """Write a letter that waits anew, so that none goes out without what is known now."""
    from outagecomms.drafting.draft import draft

    waits = [key for key, _ in outbox.unsent(known.incident.id) if (key.kind, key.account) == ("followup", account)]
    if waits:
        draft(known, outbox, at)
        tell(f"Their letter is written anew; read it and approve it: outagecomms outbox approve {waits[0]}")


def _how_it_reaches_them(known: Case, name: str, account: str, at: datetime) -> None:
    """Say what brings *account* the answer that was just recorded, and what to do when that is too late."""
    from outagecomms.clock import zone
    from outagecomms.compose.theirs import answer_by
    from outagecomms.incident import history

    incident = known.incident
    asked, _ = list(history.answered(incident))[-1]
    theirs = next((each for each in incident.customers() if each.id == account), None)
    call, heard = f"outagecomms call {name} {account}", f"outagecomms heard {name} {account} --we-called"
    if theirs is None:
        tell(f"{account} is no longer among the accounts of {incident.id}, and no letter goes there.")
        tell(f"Tell them, then: {heard}")
        return
    day = answer_by(asked, theirs.timezone)
    letters = (each for each in known.plan(at) if each.kind == "followup" and each.account.id == account)
    coming = next((each for each in letters if each.state != "past"), None)
    if history.resolution(incident) is None:
        tell(f"It goes out with the first letter after the fix. They were promised it by {day}.")
        tell(f"If the fix takes longer, call them with it: {call}")
        return
    if coming is None:
        tell("No letter goes to them any more.")
    else:
        letter = f"It goes out with their letter due {moment(coming.due, at)}, {countdown(coming.due, at)}"
        if coming.due.astimezone(zone(theirs.timezone)).date() <= day:
            tell(letter)
            return
        tell(f"{letter}. They were promised it by {day}.")
    tell(f"Call them with it: {call}; then: {heard}")


def amends(
    incident: options.Incident,
    account: options.OneAccount,
    agreed: Annotated[str, typer.Argument(help="What was agreed to make it right, as they will read it.")],
    owner: Annotated[str | None, typer.Option(help="Who sees to it, by name.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="The day by which it is done: 2026-12-01.")] = None,
    now: options.Now = None,
) -> None:
    """Record what was agreed to make it right. The follow-ups tell them what became of it until it is done."""
    from outagecomms import clock, workspace
    from outagecomms.customer import judging, parking
    from outagecomms.incident import log

    at, (place, path) = clock.now_from(now), workspace.locate(incident)
    day = clock.parse_day(due) if due else None
    judging.judge(agreed, judging.FOR_THEM, _rules(place, place.read(path), account))
    after = log.append(
        path, "amends", lambda known: parking.agreed(known, account, agreed, owner, day, at), place.defaults
    )  # fmt: skip
    name = f"amends-{len(after.amends)}"
    until = ", ".join(filter(None, [owner, f"by {day}" if day else None]))
    say(f"{after.id}: {name} agreed with {account}{f', {until}' if until else ''}")
    tell(f"When it is done: outagecomms done {incident} {name}")


def _rules(place: Workspace, incident: Incident, account: str) -> list[Ruleset]:
    """The rules for what is written about a customer: in our language, and in theirs."""
    from outagecomms.customer.satisfaction import spoken_with
    from outagecomms.drafting.gate import rules_of

    theirs = spoken_with(incident, account)
    languages = dict.fromkeys((incident.language, theirs.language if theirs else incident.language))
    return [rules_of(place)(language) for language in languages]
