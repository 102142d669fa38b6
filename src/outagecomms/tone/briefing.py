"""Tell the rules what is known about a message: who signs it, what it promises, what its reader told us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.facts import Facts, Person

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.compose.context import Context, Who
    from outagecomms.compose.message import Message


def facts_of(message: Message, context: Context, now: datetime) -> Facts:
    """The facts of a composed *message*, from the *context* that its template was given."""
    kind, heard, last = message.kind, context["heard"], context["last"]
    resolved = context["incident"]["status"] == "resolved"
    said = [heard["said"], heard["impact"] or ""] if heard else []
    settled = context["satisfied"] or context["agreed"] or (heard and heard["by"])  # with who told us, not with a copy
    if kind == "reply":  # it answers one question, and says that one back
        said = [context["topic"] or ""]
    return Facts(
        kind=kind,
        phase="closed" if resolved else "open",
        status=context["incident"]["status"],
        impact=context["incident"]["impact"],
        signer=_person(context["signer"]),
        next_update=message.next_update if kind != "followup" else None,
        now=now,
        heard=tuple(filter(None, said)),
        previous=(last["text"] or "") if last else "",
        approved_by=context["approved_by"] or "",
        satisfied=context["satisfied"] or not message.recipient,  # words to post by hand: nobody is owed a follow-up
        amends_open=kind == "followup" and not settled,
        amends_agreed=kind == "followup" and bool(context["agreed"]),
    )


def _person(who: Who) -> Person:
    return Person(who["name"], who["role"], who["email"], who["phone"] or "")
