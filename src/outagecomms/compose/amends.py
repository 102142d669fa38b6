"""What may be offered to make it right, without asking anybody's permission first (emotion-first)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from outagecomms.compose.context import Offers
from outagecomms.compose.language import translated
from outagecomms.incident.record import Language, Line, Record

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOT_AFTER_COULD = re.compile(r"(i|we|to|ich|wir)\s", re.IGNORECASE)


def _reads_on(offer: str) -> str:
    if _NOT_AFTER_COULD.match(offer) or offer.rstrip()[-1:] in ".!?:;,":
        raise ValueError(f'"{offer}" does not read on from "I could …"; write it as in "send you an engineer"')
    return offer


Offer = Annotated[Line, AfterValidator(_reads_on)]
"""What we could do for a customer, as it reads on from "I could …"."""


def _two_at_least(offers: list[str]) -> list[str]:
    if len(offers) < 2:  # noqa: PLR2004  (as its name says)
        raise ValueError("a follow-up offers two things; list two or more")
    return offers


OffersBySeverity = Annotated[list[Offer], AfterValidator(_two_at_least)]


class OffersIn(Record):
    """What may be offered after an incident of each severity; what is left out is offered in the templates' words."""

    sev1: OffersBySeverity | None = None
    sev2: OffersBySeverity | None = None
    sev3: OffersBySeverity | None = None
    sev4: OffersBySeverity | None = None


class AmendsConfig(OffersIn):
    """What may be offered to accounts of one tier."""

    translations: dict[Language, OffersIn] = Field(default={})
    """The same in another language, as a person translated it."""


def two(
    policy: Mapping[str, AmendsConfig], tier: str, severity: str, language: str, number: int, *, foreign: bool
) -> Offers | None:
    """The two things to offer in a follow-up, never the pair of the one before; nothing without a policy.

    Args:
        policy: by tier.
        tier: the account's.
        severity: the incident's.
        language: the reader's.
        number: of the follow-up among the reader's, from 1.
        foreign: whether untranslated words are in another language than the reader's.
    """
    known = policy.get(tier)
    if known is None:
        return None
    theirs = getattr(translated(known.translations, language), severity, None)
    offers: list[str] | None = theirs or getattr(known, severity)
    if not offers:
        return None
    first = number - 1
    return Offers(
        one=offers[first % len(offers)], other=offers[(first + 1) % len(offers)], foreign=foreign and not theirs
    )
