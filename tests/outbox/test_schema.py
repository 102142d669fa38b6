"""The tables of the outbox: whatever version made them, nothing in them is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import at
from outagecomms.outbox import schema
from outagecomms.outbox.database import open_database, transaction
from outagecomms.outbox.store import Outbox

if TYPE_CHECKING:
    from pathlib import Path

OF_VERSION_1 = {
    "incident": "checkout", "kind": "update", "sequence": 1, "account": "acme", "state": "draft",
    "state_at": "2026-11-22T14:06:00+00:00", "reason": "first contact", "due": "2026-11-22T14:05:00+00:00",
    "next_update": "2026-11-22T14:30:00+00:00", "recipient": "Ines@ACME.example", "subject": "Card payments",
    "body": "One in three fails.\n", "message_id": "<u1.acme@example.com>", "content": b"Subject: Card\r\n\r\n\x00\xff",
    "hash": "ab12", "basis": "facts", "held": "",
}  # fmt: skip


def _made_by(version: int, where: Path | str) -> None:
    """Make an outbox as the program of an earlier *version* left it, with a message in it."""
    old = open_database(where)
    with transaction(old):
        for statement in (statement for step in schema._STEPS[:1] for statement in step):
            old.execute(statement)
        marks = ", ".join("?" * len(OF_VERSION_1))
        old.execute(f"INSERT INTO messages ({', '.join(OF_VERSION_1)}) VALUES ({marks})", list(OF_VERSION_1.values()))
        for statement in (statement for step in schema._STEPS[1:version] for statement in step):
            old.execute(statement)
        old.set_version(version)
    old.close()


@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_an_earlier_outbox_is_brought_up_to_date(where: Path | str, version: int) -> None:
    _made_by(version, where)
    with Outbox(where) as outbox:
        assert outbox.database.version() == schema.VERSION
        found = outbox.message("checkout/update/1/acme")
        for name in ("recipient", "subject", "body", "content", "hash", "message_id", "state", "held"):
            assert getattr(found, name) == OF_VERSION_1[name]
        assert (found.due, found.state_at) == (at(5), at(6))
        # what it holds counts for the reader's hour, however the address is written
        assert outbox.database.execute("SELECT mailbox FROM messages").fetchall() == [("ines@acme.example",)]


def test_every_version_but_the_last_has_a_step_that_leads_on() -> None:
    assert len(schema._STEPS) == schema.VERSION
