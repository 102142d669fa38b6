"""What a list of accounts comes to: how many, which services and tiers they name, and which look like a slip.

A service that is misspelt takes its account out of every message about it, and nobody hears of that: so it is said.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.text import quoted
from outagecomms.wording import some

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from outagecomms.incident.model import Account

_SHORTEST = 3  # letters in a word that can be misspelt: EU and US are two names
_JOINT = re.compile(r"\s*[\s/|&+]\s*")


class Doubt(NamedTuple):
    """A name that may not be meant: who has it, which names it may stand for, and what to tell a person."""

    name: str
    account: str
    """The first that has it."""
    meant: tuple[str, ...]
    what: str
    todo: str

    def __str__(self) -> str:
        return f"{self.what}; {self.todo}"


@dataclass
class Census:
    """The accounts of a list, counted."""

    accounts: int = 0
    unlimited: int = 0
    """How many name no service, and so use all of them."""
    services: Counter[str] = field(default_factory=Counter)
    """How many accounts name each service, whatever the case of its letters; as it was written first."""
    tiers: Counter[str] = field(default_factory=Counter)
    zones: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    _first: dict[tuple[str, str], str] = field(default_factory=dict)
    _spelt: dict[str, str] = field(default_factory=dict)

    def add(self, account: Account) -> None:
        """Count one account."""
        self.accounts += 1
        self.unlimited += not account.services
        for folded, service in {service.casefold(): service for service in account.services}.items():
            spelt = self._spelt.setdefault(folded, service)
            self.services[spelt] += 1
            self._first.setdefault(("service", spelt), account.id)
        self.tiers[account.tier] += 1
        self._first.setdefault(("tier", account.tier), account.id)
        self.zones.add(account.timezone)
        self.languages.add(account.language)

    def using(self, service: str) -> int:
        """How many accounts an outage of *service* concerns; see `Account.uses`."""
        return self.unlimited + self._named(service)

    def stranger(self, service: str) -> str:
        """What to ask of a *service* that no account names, where others name theirs; empty when all is well."""
        if not self.services or self._named(service):
            return ""
        guess = get_close_matches(service.casefold(), self._spelt, 1)
        hint = f"did you mean {self._spelt[guess[0]]}?" if guess else f"they name: {some(sorted(self.services))}"
        return f"no account names {service}; {hint}"

    def doubts(self, tiers: Collection[str]) -> list[Doubt]:
        """The services and tiers that may be slips; *tiers* are those that mean something to us."""
        several = list(self._not_one_service())
        told = {doubt.name for doubt in several}
        names = Counter({name: count for name, count in self.services.items() if name not in told})
        return [*several, *self._slips("service", names), *self._slips("tier", self.tiers, tiers)]

    def _named(self, service: str) -> int:
        return self.services[self._spelt.get(service.casefold(), "")]

    def _not_one_service(self) -> Iterator[Doubt]:
        for name in self.services:
            parts = [part.strip() for part in name.split(",") if part.strip()] if "," in name else self._joined(name)
            if parts:
                what = f"{quoted(name)} is one service here"
                todo = f"if they are several, separate them with a semicolon: {';'.join(parts)}"
                yield Doubt(name, self._first["service", name], tuple(parts), what, todo)

    def _joined(self, name: str) -> list[str]:
        """The two services that *name* is made of, if both stand in the list by themselves."""
        for match in _JOINT.finditer(name):
            parts = [name[: match.start()], name[match.end() :]]
            if all(part.casefold() in self._spelt for part in parts):
                return parts
        return []

    def _slips(self, what: str, names: Counter[str], known: Collection[str] = ()) -> Iterator[Doubt]:
        """The names that are one letter away from another, which more accounts have or we know."""
        alike: dict[str, list[str]] = {}
        for name in [*known, *(name for name, _ in names.most_common() if name not in known)]:
            keys = _one_letter_away(name)
            other = next((other for key in keys for other in alike.get(key, ()) if _may_be(name, other)), None)
            if other and name not in known:
                said = f"the {what} {quoted(name)} looks like {quoted(other)}"
                yield Doubt(name, self._first[what, name], (other,), said, "if it is the same, write it alike")
            for key in keys:
                alike.setdefault(key, []).append(name)


def census(accounts: Iterable[Account]) -> Census:
    """Count *accounts*, one at a time."""
    found = Census()
    for account in accounts:
        found.add(account)
    return found


def _one_letter_away(name: str) -> list[str]:
    """*name*, and what it is without each letter: names with one letter more, less, changed or swapped share one."""
    folded = name.casefold()
    return [folded, *(folded[:at] + folded[at + 1 :] for at in range(len(folded)))]


def _may_be(name: str, other: str) -> bool:
    """Whether one may be a slip for the other: the words that differ are words, and no numbers."""
    words, others = (set(re.findall(r"\w+", each.casefold())) for each in (name, other))
    return all(len(word) >= _SHORTEST and not re.search(r"\d", word) for word in words ^ others)
