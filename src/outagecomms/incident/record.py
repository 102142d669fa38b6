"""The kinds of value that stand in the files people write, and what each may hold."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from outagecomms import clock
from outagecomms.text import IDENTIFIER, LANGUAGE, LINE, PARAGRAPHS


class Record(BaseModel):
    """A table in a file: nothing unknown in it, no value bent into another type, unchangeable once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _says_something(text: str) -> str:
    if not text.strip():
        raise ValueError("holds nothing but blanks; write it, or leave it out")
    return text


Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=LINE), AfterValidator(_says_something)]
"""Text on one line. It may become a mail header."""

Text = Annotated[
    str, StringConstraints(min_length=1, max_length=8000, pattern=PARAGRAPHS), AfterValidator(_says_something)
]
"""Text of one or more paragraphs."""

Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER)]
"""A name that is also a file name."""

# RFC 5322, 3.2.3 (dot-atom) before the @; after it labels of letters, digits and hyphens, in any script.
_ADDRESS = re.compile(r"(?P<local>[^@\s]{1,64})@(?P<domain>[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+)")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# What a domain must be once in ASCII: some letters of other scripts turn into brackets there.
_LABEL = r"[A-Za-z0-9](?:[\w-]{0,61}[A-Za-z0-9])?"  # RFC 1035, 2.3.4: up to 63 letters
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+", re.ASCII)
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
    domain = match["domain"]
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            domain = ""
    if not _HOST.fullmatch(domain) or len(match["local"]) + 1 + len(domain) > _LONGEST_ADDRESS:
        raise ValueError(f'"{text}" has a domain that cannot exist; check what follows the @')
    return text


Address = Annotated[str, StringConstraints(min_length=1, max_length=320, pattern=LINE), AfterValidator(_address)]
"""One e-mail address, without a name."""


def _known_zone(name: str) -> str:
    clock.zone(name)
    return name


Zone = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=LINE), AfterValidator(_known_zone)]
"""The IANA name of a time zone."""


def _year_meant(day: date) -> None:
    if not clock.FIRST_YEAR <= day.year <= clock.LAST_YEAR:
        todo = f"write one between {clock.FIRST_YEAR} and {clock.LAST_YEAR}"
        raise ValueError(f"the year {day.year} cannot be meant; {todo}")


def _utc(moment: datetime) -> datetime:
    _year_meant(moment)
    return moment.astimezone(UTC)


def _day(day: date) -> date:
    _year_meant(day)
    return day


Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
"""A date and time with an offset; kept in UTC."""

Day = Annotated[date, AfterValidator(_day)]
"""A date, in whichever zone its reader is."""

Language = Annotated[str, StringConstraints(pattern=LANGUAGE), Field(examples=["en", "de"])]
"""A language tag such as ``en`` or ``pt-BR`` (RFC 5646); the name of a folder of templates."""
