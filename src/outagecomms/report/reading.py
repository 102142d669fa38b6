"""Read the words once more as they went out, with the rules of tone that hold in the workspace."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.cadence.corrections import word_of
from outagecomms.cadence.promises import TO_ONE
from outagecomms.drafting.gate import Gate, rules_of
from outagecomms.errors import InputError
from outagecomms.incident.model import PUBLIC, Incident
from outagecomms.report import others
from outagecomms.report.posts import spoken
from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from outagecomms.compose.writer import Composed
    from outagecomms.drafting.case import Case
    from outagecomms.incident.model import Account
    from outagecomms.outbox.store import Kept
    from outagecomms.tone.finding import Finding


class Reading(NamedTuple):
    """One message, and what the rules found in it in any of its languages. Time in UTC."""

    at: datetime
    kind: str
    sequence: int
    account: str
    """Its one reader; empty for a message to everyone."""
    findings: tuple[Finding, ...]


def readings(case: Case, sent: Iterable[Kept], unheard: Collection[tuple[str, int]] = ()) -> list[Reading]:
    """Every message of *case*, oldest first: as it was *sent*, or as the log has it where nothing was.

    What is *unheard*, by its kind and sequence, was told to nobody and is no message.
    Readers of one language whose messages are of one kind were told the same but for their names, so that one of them
    is read; a correction is of another kind to who never got what it corrects.
    """
    incident = case.incident
    accounts = {account.id: account for account in incident.customers()}
    copies: dict[tuple[str, int], dict[str, Kept]] = {}
    for copy in sent:
        if copy.account in accounts:
            copies.setdefault(word_of(incident, copy.kind, copy.sequence), {})[copy.account] = copy
    anyone = _one_of_each(accounts.values(), {}) or [PUBLIC]
    found = []
    for word in spoken(incident, case.policy, case.said, unheard):
        mails = copies.get(word_of(incident, word.kind, word.sequence), {})
        readers = _one_of_each((accounts[name] for name in mails), mails) or anyone
        passages = [_Passage(case, word.at, word.kind, word.sequence, each, mails.get(each.id)) for each in readers]
        found.append(Reading(word.at, word.kind, word.sequence, "", _together(passages)))
    for (kind, sequence), mails in copies.items():
        if kind in TO_ONE:
            for name, mail in mails.items():
                passage = _Passage(case, mail.state_at, kind, sequence, accounts[name], mail)
                found.append(Reading(mail.state_at, kind, sequence, name, _together([passage])))
    return sorted(found, key=attrgetter("at"))


def _one_of_each(accounts: Iterable[Account], mails: Mapping[str, Kept]) -> list[Account]:
    first: dict[tuple[str, str], Account] = {}
    for account in accounts:
        mail = mails.get(account.id)
        first.setdefault((account.language, mail.kind if mail else ""), account)
    return list(first.values())


class _Passage(NamedTuple):
    """One message to one reader, and its mail if that was sent."""

    case: Case
    at: datetime
    kind: str
    sequence: int
    reader: Account
    mail: Kept | None


def _together(passages: Sequence[_Passage]) -> tuple[Finding, ...]:
    """What is found in one language or another: once where it is the same, but as often as it stands in a message."""
    together: list[Finding] = []
    for passage in passages:
        known = {(found.rule, found.excerpt) for found in together}
        together += [found for found in _findings(passage) if (found.rule, found.excerpt) not in known]
    return tuple(together)


def _findings(passage: _Passage) -> list[Finding]:
    case, at, mail = _as_of(passage), passage.at, passage.mail
    composed = _composed(case, passage)
    if composed is None:  # nobody of ours signs it: these are the words of a page that others wrote
        updates, rules = case.incident.updates[: passage.sequence], rules_of(case.workspace)(case.incident.language)
        if mail:
            status = updates[-1].status if updates else ""
            return check(mail.body, Facts(kind=passage.kind, status=status, now=at), rules) if mail.body else []
        return others.findings(updates, len(updates), rules) if updates else []
    if mail:
        words_sent = replace(composed.message, subject=mail.subject, body=mail.body)
        composed = composed._replace(message=words_sent, sort=None)
    return Gate(case, at).review(composed)


def _composed(case: Case, passage: _Passage) -> Composed | None:
    wanted = word_of(case.incident, passage.kind, passage.sequence)
    owed = (p for p in case.plan(passage.at) if word_of(case.incident, p.kind, p.sequence) == wanted)
    planned = next(owed, None)
    try:
        return case.writer(passage.at).compose(planned) if planned else None
    except InputError:
        return None


def _as_of(passage: _Passage) -> Case:
    """The case as it stood when the message went out, with its one reader.

    What an entry was allowed for once is shown all the same: that somebody forced it is what a review asks about.
    """
    case, at = passage.case, passage.at
    incident = case.incident.model_copy(
        update={
            "updates": [
                update.model_copy(update={"tone_allow": []}) for update in case.incident.updates if update.at <= at
            ],
            "accounts": [] if passage.reader is PUBLIC else [passage.reader],
            "accounts_file": None,
        }
    )
    said = [each for each in case.said if each.at <= at]
    return replace(case, incident=Incident.known_as(incident, case.incident.id), said=said, outbox=None)
