"""The workspaces that are timed: many accounts in one incident, and many incidents of a few accounts."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-22T14:12Z"
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Tokyo", "America/Sao_Paulo", "UTC")
LANGUAGES = ("en", "de", "en")
EVERY_ZONE_AND_LANGUAGE = len(ZONES) * len(LANGUAGES)
COLUMNS = ("id", "name", "contact", "email", "timezone", "language", "tier", "services")

CONFIG = """\
organisation = "Example Pay"

[leader]
name = "Dana Reyes"
role = "Chief Technology Officer"
email = "dana.reyes@example.com"
phone = "+1 555 0100"

[liaison]
name = "Sam Okafor"
role = "Customer Liaison"
email = "sam.okafor@example.com"
phone = "+1 555 0101"
"""

FACTS = """\
title = "Card payments are failing"
service = "Checkout"
severity = "sev1"
started = 2026-11-22T14:02:00Z
impact = "About one in three card payments is declined."
workaround = "PayPal and invoice payments work."
"""

ACCOUNT = """
[[accounts]]
id = "{id}"
name = "{name}"
contact = "{contact}"
email = "{email}"
timezone = "{timezone}"
language = "{language}"
"""

UPDATE = """
[[updates]]
at = 2026-11-22T14:{minute:02}:00Z
by = "Sam Okafor"
status = "{status}"
text = "{text}"
next_step = "We are moving card traffic to the standby processor, one country after the other."
next_update = 2026-11-22T14:{promised:02}:00Z
"""

CONVERSATION = """
[[conversations]]
account = "{account}"
at = 2026-11-22T14:07:00Z
said = "Our stores cannot take cards and the queue is out of the door."
impact = "41 stores, about 900 sales an hour"
stakeholders = ["cfo@customer.example"]
mood = "angry"
"""

STORY = (
    (4, 6, "investigating", "We see the same declines that you see, and they began with all banks at once."),
    (6, 8, "investigating", "The declines come from our side of the connection, not from the banks."),
    (8, 10, "identified", "We have found where the declines come from, and it can be switched around."),
    (10, 40, "identified", "Payments in Ireland and Portugal work again; the other countries follow."),
)


def account(number: int) -> dict[str, str]:
    """The account with that number."""
    return {
        "id": f"customer-{number:06}", "name": f"Customer {number:06} Ltd", "contact": f"Ines{number:06} Duarte",
        "email": f"ines@customer-{number:06}.example", "timezone": ZONES[number % len(ZONES)],
        "language": LANGUAGES[number % len(LANGUAGES)], "tier": "standard",
        "services": "Checkout;Payouts" if number % 2 else "",
    }  # fmt: skip


def many_accounts(folder: Path, count: int) -> None:
    """A workspace with one incident, one update, and *count* accounts in a CSV file."""
    _workspace(folder, 'accounts_file = "accounts.csv"\n' + CONFIG)
    with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        rows.writerows(map(account, range(count)))
    (folder / "incidents" / "checkout.toml").write_text(FACTS + _updates(STORY[-1:]), encoding="utf-8")


def many_incidents(folder: Path, count: int) -> None:
    """A workspace with *count* open incidents of a few accounts, whose next promise lies ahead of `NOW`."""
    _workspace(folder, CONFIG)
    for number in range(count):
        readers = [account(number + each) for each in range(2 + number % 9)]  # 2 to 4 KB
        parts = [FACTS, *(ACCOUNT.format_map(reader) for reader in readers), _updates(STORY)]
        parts.append(CONVERSATION.format(account=readers[0]["id"]))
        (folder / "incidents" / f"incident-{number:04}.toml").write_text("".join(parts), encoding="utf-8")


def _workspace(folder: Path, config: str) -> None:
    (folder / "incidents").mkdir(parents=True)
    (folder / "outagecomms.toml").write_text(config, encoding="utf-8")


def _updates(story: tuple[tuple[int, int, str, str], ...]) -> str:
    return "".join(
        UPDATE.format(minute=minute, promised=promised, status=status, text=text)
        for minute, promised, status, text in story
    )
