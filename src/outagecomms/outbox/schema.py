"""The tables of the outbox, and the way from each earlier version of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.errors import OutageCommsError
from outagecomms.outbox import quiet
from outagecomms.outbox.database import transaction
from outagecomms.outbox.key import listed
from outagecomms.outbox.states import STATES

if TYPE_CHECKING:
    from outagecomms.outbox.database import Database

VERSION = 5
_STATES = listed(STATES)

_MESSAGES = f"""
CREATE TABLE messages (
    incident     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    sequence     INTEGER NOT NULL,
    account      TEXT NOT NULL,
    state        TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ({_STATES})),
    state_at     TEXT NOT NULL,
    reason       TEXT NOT NULL,
    due          TEXT NOT NULL,
    next_update  TEXT,
    recipient    TEXT NOT NULL,
    subject      TEXT NOT NULL,
    body         TEXT NOT NULL,
    message_id   TEXT NOT NULL,
    content      BLOB NOT NULL,
    hash         TEXT NOT NULL,
    basis        TEXT NOT NULL,
    held         TEXT NOT NULL,
    PRIMARY KEY (incident, kind, sequence, account)
)
"""
_DELIVERY = (
    "ALTER TABLE messages ADD COLUMN sender TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE messages ADD COLUMN holds_until TEXT NOT NULL DEFAULT ''",  # after it these words would be late
    "ALTER TABLE messages ADD COLUMN approved TEXT NOT NULL DEFAULT ''",  # the hash of the words that were approved
    "ALTER TABLE messages ADD COLUMN outcome TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE messages ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN next_attempt TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE messages ADD COLUMN claim TEXT NOT NULL DEFAULT ''",  # the run that is sending it
    "ALTER TABLE messages ADD COLUMN lease TEXT NOT NULL DEFAULT ''",  # until when that run need not be asked
    "UPDATE messages SET basis = ''",  # drafts all, which the next run writes again with what they lack
    "CREATE INDEX waiting ON messages (next_attempt, due) WHERE state IN ('approved', 'deferred')",
    "CREATE INDEX under_way ON messages (claim) WHERE state = 'sending'",
    "CREATE INDEX readers ON messages (recipient, state_at)",
    """
    CREATE TABLE history (
        number    INTEGER PRIMARY KEY,
        incident  TEXT NOT NULL,
        kind      TEXT NOT NULL,
        sequence  INTEGER NOT NULL,
        account   TEXT NOT NULL,
        at        TEXT NOT NULL,
        old       TEXT NOT NULL,
        new       TEXT NOT NULL,
        reason    TEXT NOT NULL,
        who       TEXT NOT NULL
    )
    """,
    "CREATE INDEX of_message ON history (incident, kind, sequence, account)",
    quiet.TABLE,
)
_MAILBOXES = (
    "ALTER TABLE messages ADD COLUMN mailbox TEXT NOT NULL DEFAULT ''",  # the recipient, as addresses are compared
    "UPDATE messages SET mailbox = LOWER(recipient)",  # of these only those of the last hour are ever counted
    "DROP INDEX readers",
    "CREATE INDEX readers ON messages (mailbox, state_at)",
    "CREATE INDEX begun ON messages (state_at) WHERE attempts > 0",
)
# The mails lie apart from what becomes of them: each change of state would write every byte of them again.
_MAILS = (
    """
    CREATE TABLE mails (
        incident  TEXT NOT NULL,
        kind      TEXT NOT NULL,
        sequence  INTEGER NOT NULL,
        account   TEXT NOT NULL,
        body      TEXT NOT NULL,
        content   BLOB NOT NULL,
        PRIMARY KEY (incident, kind, sequence, account)
    )
    """,
    "INSERT INTO mails SELECT incident, kind, sequence, account, body, content FROM messages",
    "ALTER TABLE messages DROP COLUMN body",
    "ALTER TABLE messages DROP COLUMN content",
)
_STEPS = ((_MESSAGES,), _DELIVERY, _MAILBOXES, (quiet.SINCE,), _MAILS)  # step n leads from version n to n + 1


def prepare(database: Database) -> None:
    """Make the tables, or bring them up to date, in one transaction.

    Raises:
        OutageCommsError: they are another program's, or a newer outagecomms made them; they are left as they are.
    """
    found = database.version()
    if found > VERSION:
        raise OutageCommsError(f"{database.name} was made by a newer outagecomms; update this one")
    if found < VERSION:
        with transaction(database):
            _migrate(database)
    database.settle()


def _migrate(database: Database) -> None:
    found = database.version()  # again, inside: another run may have been faster
    if found == 0 and not database.is_empty():
        raise OutageCommsError(f"{database.name} is another program's database; check 'outbox' in outagecomms.toml")
    for step in _STEPS[found:]:
        for statement in step:
            database.execute(statement)
    database.set_version(VERSION)
