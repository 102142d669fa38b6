"""Send what is approved: take it from the outbox, hand it to connections, record what became of it."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from outagecomms.compose.message import mailbox
from outagecomms.delivery.choice import channels_for, transport_for
from outagecomms.delivery.envelope import is_address
from outagecomms.delivery.outcome import Outcome
from outagecomms.drafting.recheck import recheck
from outagecomms.errors import InputError, Problem
from outagecomms.incident.model import CHANNEL
from outagecomms.outbox.claims import Claims
from outagecomms.outbox.limits import Limits
from outagecomms.outbox.pace import Pace
from outagecomms.sending.clock import RunningClock
from outagecomms.sending.connections import Connections
from outagecomms.sending.ending import listening
from outagecomms.text import quoted
from outagecomms.wording import counted
from outagecomms.workspace import CONFIG, MOST_IN_AN_HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from outagecomms.delivery.transport import Transport
    from outagecomms.outbox.changes import Change
    from outagecomms.outbox.claims import Claimed
    from outagecomms.outbox.key import Key
    from outagecomms.outbox.store import Outbox
    from outagecomms.sending.connections import Finished
    from outagecomms.workspace import Workspace

GIVEN_UP = timedelta(days=5)  # RFC 5321, 4.5.4.1: a server that puts us off is given four or five days
_COMMENT = re.compile(r"(?:^|\s)#")  # an address may hold a # itself
_ADD_MAIL = f'add to {CONFIG}, to try it out:\n[mail]\ntransport = "directory"\ndirectory = "sent"'
HEARTBEAT = 60.0  # seconds; a run that waits longer than that says that it is alive


@dataclass
class Sent:
    """What one run did, and what it needs a person for."""

    sent: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    """How many accounts each message went to: an incident, a kind and a sequence."""
    posted: list[Key] = field(default_factory=list)
    """What was posted in channels."""
    others: list[tuple[Key, Outcome]] = field(default_factory=list)
    """What was tried and not accepted."""
    given_up: list[Change] = field(default_factory=list)
    """What an earlier run left behind that ended in the middle: now unknown."""
    overtaken: Counter[str] = field(default_factory=Counter)
    """How many messages of each incident were withdrawn, because a newer log entry says more."""
    held_back: dict[str, str] = field(default_factory=dict)
    """The incidents whose file cannot be read, and why."""
    refused: int = 0
    """How many messages were refused, now or before, and are still wanted."""
    troubles: list[str] = field(default_factory=list)
    """Why connections could not be used."""
    is_interrupted: bool = False
    """Whether somebody asked it to end before it was done."""
    left: dict[str, int] = field(default_factory=dict)
    """How many messages are in each state now."""

    @property
    def needs_person(self) -> bool:
        """Whether anything is not as it should be."""
        waits = any(self.left.get(state) for state in ("draft", "approved", "deferred", "unknown"))
        return bool(waits or self.others or self.given_up or self.overtaken or self.held_back or self.refused)

    def note(self, finished: Finished) -> None:
        """Count what has been tried."""
        for message, outcome in finished:
            if outcome.fate == "accepted" and message.recipient.startswith(CHANNEL):
                self.posted.append(message.key)
            elif outcome.fate == "accepted":
                self.sent[message.key[:3]] += 1
            elif outcome.fate not in ("not tried", "turned away"):  # else it waits as before, and why is a trouble
                self.others.append((message.key, outcome))


def send(place: Workspace, outbox: Outbox, now: datetime) -> Sent:
    """Send everything that is approved and may go out at *now*.

    Raises:
        InputError: the settings are wrong or missing; nothing was sent.
        OutageCommsError: the outbox failed meanwhile; what was under way then is unknown.
    """
    result, clock, allowed = Sent(), RunningClock(now), limits(place)
    ready = [(way, [way.transport() for _ in range(way.connections)]) for way in ways(place)]
    try:
        for way, transports in ready:
            with Claims(outbox, allowed, place.root, way.to, way.pace) as claims:
                result.given_up += claims.recover(clock())
                claims.leave(_withdraw(place, outbox, clock(), result))
                if waiting := claims.waiting(clock()):
                    with Connections(transports[:waiting], claims.tried) as connections, listening(connections.end):
                        _run(claims, connections, way.pace, clock, result)
                        result.troubles += connections.troubles
    except KeyboardInterrupt:
        result.is_interrupted = True
    result.refused = sum(outbox.refused(clock()).values())
    if place.config.mail is None and (mails := outbox.count_waiting("%@%")):
        result.troubles.append(f"nothing says how mail leaves, and {counted(mails, 'mail')} must wait; {_ADD_MAIL}")
    result.left = {str(state): count for state, count in outbox.counts().items()}
    return result


def _withdraw(place: Workspace, outbox: Outbox, now: datetime, result: Sent) -> Iterable[str]:
    """Withdraw what the incident files have overtaken; return the incidents of which nothing may leave."""
    for incident, changes, problem in recheck(place, outbox, now):
        if problem:
            result.held_back[incident] = problem
        else:
            with outbox.transaction():
                result.overtaken[incident] += len(outbox.change(changes, "outagecomms", now))
    return result.held_back


def preview(place: Workspace, outbox: Outbox, now: datetime) -> list[Claimed]:
    """Everything that `send` would send at *now*: its steps but the sending, of which nothing is kept.

    Raises:
        InputError: as `send`.
    """
    allowed, found = limits(place), []
    with outbox.rehearsal():
        for way in ways(place):
            with Claims(outbox, allowed, place.root, way.to) as claims:
                claims.recover(now)
                claims.leave(_withdraw(place, outbox, now, Sent()))
                found += claims.preview(now)
    return found


@dataclass(frozen=True, slots=True)
class Way:
    """A way out, for the messages whose address is like *to*."""

    to: str
    transport: Callable[[], Transport]
    connections: int
    pace: Pace | None = None


def ways(place: Workspace) -> list[Way]:
    """How messages leave *place*: channels first, which are few and do not wait for a mail server that is away.

    Raises:
        InputError: nobody has said how.
    """
    mail, channels, found = place.config.mail, place.config.channels, []
    if channels:
        found.append(Way(f"{CHANNEL}%", lambda: channels_for(channels, place.root), connections=1))
    if mail:
        pace = Pace(mail.per_minute) if mail.per_minute else None
        found.append(Way("%@%", lambda: transport_for(mail, place.root), mail.connections, pace))
    if not found:
        raise InputError(f"nothing says how mail leaves; {_ADD_MAIL}")
    return found


def limits(place: Workspace) -> Limits:
    """Who gets nothing from *place*, and how much the others get at most.

    Raises:
        InputError: the file of those who asked not to be contacted cannot be read or understood; then nobody is
            written to.
    """
    mail = place.config.mail
    most = mail.per_recipient_per_hour if mail else MOST_IN_AN_HOUR
    if mail is None or mail.do_not_contact is None:
        return Limits(most)
    return Limits(most, frozenset(map(mailbox, _addresses_in(place.root / mail.do_not_contact))))


def _addresses_in(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"{path} cannot be read ({reason}); check do_not_contact under [mail]") from None
    texts = [_COMMENT.split(line, maxsplit=1)[0].strip() for line in lines]
    todo = "write each address on a line of its own, such as name@example.com"
    problems = [
        Problem(str(path), number, 1, "", f"{quoted(text)} is not one plain e-mail address", todo)
        for number, text in enumerate(texts, 1)
        if text and not is_address(text)
    ]
    if problems:  # passed over, it would be somebody who asked to be left alone
        raise InputError.of(problems)
    return [text for text in texts if text]


def _run(claims: Claims, connections: Connections, pace: Pace | None, clock: RunningClock, result: Sent) -> None:
    """One transaction a turn: it records what is finished and takes what may start."""
    renewed = clock()
    finished: Finished = []
    try:
        while True:
            room = connections.room
            taken = claims.turn(finished, room, clock()) if finished or room else []
            result.note(finished)
            finished = []
            connections.hand_out(taken)
            paced = claims.held_back and connections.room > 0
            if not (connections.under_way or paced) and (room or not (connections.room or connections.opening)):
                return  # nothing more may go, or no connection is left to take it
            if (clock() - renewed).total_seconds() >= HEARTBEAT:
                claims.renew(renewed := clock())
            tried = connections.collect(pace.wait if pace and paced else HEARTBEAT)
            finished = [(message, settled(message, outcome, clock())) for message, outcome in tried]
            if connections.ending:
                raise KeyboardInterrupt  # noqa: TRY301  (it ends as by any other trouble)
    except BaseException:
        with contextlib.suppress(Exception):  # the first trouble is the one to tell of
            finished += connections.finish()
            claims.end(finished, clock())
            result.note(finished)
        raise


def settled(message: Claimed, outcome: Outcome, now: datetime) -> Outcome:
    """What an attempt has come to at last: a message that was put off for `GIVEN_UP` is refused, and needs a person."""
    since = message.put_off_since
    if outcome.fate != "deferred" or since is None or now - since < GIVEN_UP:
        return outcome
    return Outcome("refused", f"put off for {GIVEN_UP.days} days, at last with: {outcome.text}", outcome.code)
