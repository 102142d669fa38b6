"""Where an outbox is, told without loading a database's driver."""

from __future__ import annotations

from pathlib import Path

_SCHEMES = ("postgresql://", "postgres://")


def is_url(where: Path | str) -> bool:
    """Whether *where* means a PostgreSQL database."""
    return str(where).startswith(_SCHEMES)


def exists(where: Path | str) -> bool:
    """Whether there may be an outbox at *where*; of a database by URL only asking it can tell."""
    return is_url(where) or Path(where).exists()
