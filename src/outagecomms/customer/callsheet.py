"""The call sheet: one page for the leader, to read aloud under stress."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.cadence.aftercare import Aftercare
from outagecomms.cadence.plan import Planned, plan
from outagecomms.cadence.promises import first_word, words
from outagecomms.clock import zone
from outagecomms.compose import theirs
from outagecomms.compose.context import Call, Context
from outagecomms.incident import history
from outagecomms.incident.model import Stakeholder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from outagecomms.cadence.contacts import Contact
    from outagecomms.cadence.policy import Policy
    from outagecomms.cadence.promises import Promise, Said
    from outagecomms.compose.times import Clock
    from outagecomms.compose.writer import Writer
    from outagecomms.incident.model import Account, Conversation, Incident

TEMPLATE = "call"
WIDTH = 80  # characters in a line that is read aloud
_SHOWN = 3  # of what they told us
_HEADING = "## "
_ITEM = "- "


class Section(NamedTuple):
    """One step of the call: its heading, and the lines below it."""

    heading: str
    lines: list[str]


class Sheet(NamedTuple):
    """A page to read aloud."""

    title: str
    sections: list[Section]

    def markdown(self) -> str:
        """The sheet as Markdown."""
        parts = ("\n\n".join([f"{_HEADING}{each.heading}", "\n".join(each.lines)]) for each in self.sections)
        return "\n\n".join([f"# {self.title}", *parts])

    def text(self) -> str:
        """The sheet in lines of `WIDTH` characters, its headings in capitals."""
        return "\n\n".join(
            [self.title, *("\n".join([each.heading.upper(), *map(_wrapped, each.lines)]) for each in self.sections)]
        )


def _wrapped(line: str) -> str:
    indent = "  " if line.startswith(_ITEM) else ""
    return textwrap.fill(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def sheet(writer: Writer, context: Context, language: str) -> Sheet:
    """The page that the template makes of *context*."""
    title, body = writer.rendered(TEMPLATE, context, language)
    sections = [Section("", [])]
    for block in body.split("\n\n"):
        if block.startswith(_HEADING):
            sections.append(Section(block.removeprefix(_HEADING), []))
        else:
            sections[-1].lines.extend(block.split("\n"))
    return Sheet(title, [section for section in sections if section.lines])


def context(incident: Incident, policy: Policy, planned: Planned, writer: Writer, now: datetime) -> Context:
    """Everything that the sheet for a call to *account* is given: what a letter at this moment would be, and more.

    Args:
        incident: the facts and the log.
        policy: the figures that hold for it.
        planned: the letter in whose place the call stands; see `letter`.
        writer: of the incident's messages, at *now*.
        now: the time, in UTC.
    """
    known, account = writer.context(planned), planned.account
    talks = [talk for talk in reversed(history.told(incident).get(account.id, [])) if talk.at <= now]
    clock, today = writer.clock(account), now.astimezone(zone(account.timezone)).date()
    promises = [each for each in writer.promises(planned) if each.outcome != "open"]
    contacts = writer.contacts(account)
    missed = [each.day for each in contacts if each.is_call and each.is_missed(now)]
    care = Aftercare(incident, policy, now)
    again = _agreed_day(care, account)
    known["call"] = Call(
        now=clock.time(now),
        told=[theirs.heard([talk], clock) for talk in _to_show(talks)],
        stakeholders=_beside(incident, account),
        kept=sum(each.outcome == "kept" for each in promises)
        + sum(each.came is not None and not each.is_late for each in contacts),
        most_late=_most_late(promises, contacts, now, clock),
        missed=clock.day(missed[-1]) if missed else None,
        answer_by=clock.day(theirs.answer_day(now, account.timezone)),
        again=clock.day(again) if again and again > today else None,
        then=_after_today(care, planned, writer, clock, today),
    )
    return known


def _to_show(talks: Sequence[Conversation]) -> list[Conversation]:
    """The newest of *talks*, which are newest first, and the newest with a figure, however long ago it was."""
    figure = [talk for talk in talks if talk.impact][:1]
    return [*talks[:_SHOWN], *(talk for talk in figure if talk not in talks[:_SHOWN])]


def _agreed_day(care: Aftercare, account: Account) -> date | None:
    """The day of the call that was agreed with *account* and not made."""
    agreed = care.agreed(account)
    return agreed.due.astimezone(zone(account.timezone)).date() if agreed else None


def _after_today(care: Aftercare, planned: Planned, writer: Writer, clock: Clock, today: date) -> str | None:
    """The first day after *today* on which they hear from us: by the agreed call, a promised answer or a letter."""
    if planned.kind != "followup":
        return None
    account, place = planned.account, zone(planned.account.timezone)
    rounds = [due for each in care.rounds(account) for due in (each.due, each.next_due) if due]
    letters = (due.astimezone(place).date() for due in rounds)
    days = [*letters, _agreed_day(care, account), writer.next_answer(account, today)]
    following = min((day for day in days if day and day > today), default=None)
    return clock.day(following) if following else None


def letter(incident: Incident, policy: Policy, said: Sequence[Said], account: Account, now: datetime) -> Planned:
    """The leader's letter in whose place a call to *account* at *now* stands."""
    if not history.resolution(incident):
        spoken = words(incident, policy, said)
        promised = spoken[-1].promised if spoken else None
        status, first = history.status(incident), first_word(spoken) or now
        following = promised if promised and promised > now else policy.next_update(status, now, first)
        number = 0  # that of no letter: the call knows all that they have had, not what they had before one
        return Planned(incident.id, "outreach", number, account, now, theirs.CALL, "due", now, following)
    rounds = [each for each in plan(incident, policy, said, now) if _is_followup(each, account)]
    current = next((each for each in reversed(rounds) if each.due <= now), rounds[0])
    coming = next((each.due for each in rounds if each.due > now), current.next_update)
    after = now if current.state == "due" else coming  # the letter that waits is what they hear from us next
    return Planned(incident.id, "followup", current.sequence, account, now, theirs.CALL, "due", now, after)


def _is_followup(planned: Planned, account: Account) -> bool:
    return planned.kind == "followup" and planned.account.id == account.id


def _beside(incident: Incident, account: Account) -> list[str]:
    """The addresses of those whom *account* has named."""
    readers = (reader for reader in incident.readers() if isinstance(reader, Stakeholder))
    return [reader.email for reader in readers if reader.of == account.id]


def _most_late(promises: Sequence[Promise], contacts: Sequence[Contact], now: datetime, clock: Clock) -> str | None:
    """How late the latest of our messages, calls and answers was, or is by now, in words."""
    late = [(each.fulfilled_at or now) - each.promised_for for each in promises if each.outcome != "kept"]
    late += [(each.came or now) - each.due for each in contacts if each.is_late or each.is_missed(now)]
    return clock.span(int(max(late).total_seconds() // 60)) if late else None
