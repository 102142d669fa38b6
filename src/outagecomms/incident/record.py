"""The kinds of value that stand in the files people write, and what each may hold."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from outagecomms import clock
from outagecomms.text import LINE, PARAGRAPHS


class Record(BaseModel):
    """A table in a file: nothing unknown in it, no value bent into another type, unchangeable once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=LINE)]
"""Text on one line. It may become a mail header."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=8000, pattern=PARAGRAPHS)]
"""Text of one or more paragraphs."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
"""A name that is also a file name."""

# RFC 5322, 3.2.3 (dot-atom) before the @; after it labels of letters, digits and hyphens, in any script.
_ADDRESS = re.compile(r"(?P<local>[^@\s]{1,64})@(?P<domain>[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+)")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


def _address(text: str) -> str:
    if "," in text or ";" in text:
        raise ValueError(f'"{text}" is more than one address; one account has one, give each reader an account')
    match = _ADDRESS.fullmatch(text)
    if not match or len(text) > _LONGEST_ADDRESS:
        raise ValueError(f'"{text}" is not an e-mail address; write name@example.com and nothing else')
    if not match["local"].isascii():
        raise ValueError(f'"{text}" has letters before the @ that most mail servers refuse; ask for a plain address')
    if not _LOCAL.fullmatch(match["local"]):
        raise ValueError(f'"{text}" is not an e-mail address; write name@example.com and nothing else')
    try:
        match["domain"].encode("idna")
    except UnicodeError:
        raise ValueError(f'"{text}" has a domain that cannot exist; check what follows the @') from None
    return text


Address = Annotated[str, StringConstraints(min_length=1, max_length=320, pattern=LINE), AfterValidator(_address)]
"""One e-mail address, without a name."""


def _known_zone(name: str) -> str:
    clock.zone(name)
    return name


Zone = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=LINE), AfterValidator(_known_zone)]
"""The IANA name of a time zone."""

_FIRST_YEAR, _LAST_YEAR = 1990, 2200  # arithmetic on anything outside runs into the ends of the calendar


def _utc(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"the year {moment.year} cannot be meant; write one between {_FIRST_YEAR} and {_LAST_YEAR}")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
"""A date and time with an offset; kept in UTC."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$"), Field(examples=["en", "de"])]
"""A language tag such as ``en`` or ``pt-BR`` (RFC 5646); the name of a folder of templates."""
