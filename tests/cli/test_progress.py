"""The bar: for work that takes a person's patience, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from outagecomms.cli.progress import bar

from .conftest import CHECKOUT, Terminal, in_a_pipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def of_many(folder: Path, accounts: int) -> None:
    """Give *checkout* so many accounts in a file of their own."""
    lines = ["id,name,email", *(f"shop-{number},Shop,s{number}@example.com" for number in range(accounts))]
    (folder / "accounts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    facts, _, _ = CHECKOUT.partition("\n[[accounts]]")
    text = f'{facts}\naccounts_file = "../accounts.csv"\n'
    (folder / "incidents" / "checkout.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("command", [["tick"], ["update", "checkout", "Cards work."]])
def test_many_messages_are_watched_on_a_terminal(
    shop: Path, terminal: Callable[..., Terminal], command: list[str]
) -> None:
    """The bar fills on standard error, and the result stands below it."""
    of_many(shop, 500)
    screen = terminal(*command)

    assert screen.end() == 0
    assert "Writing messages" in screen.shown
    assert "100%" in screen.shown


@pytest.mark.usefixtures("shop")
def test_a_handful_is_not(terminal: Callable[..., Terminal]) -> None:
    """It is done before anybody looks."""
    screen = terminal("tick")

    assert screen.end() == 0
    assert "Writing" not in screen.shown


def test_there_is_no_bar_in_a_pipe(shop: Path) -> None:
    """Cron mails whatever a program prints."""
    of_many(shop, 500)
    done = in_a_pipe("tick")

    assert (done.code, done.err) == (0, "")
    assert done.out == "checkout: update 0 written for 500 accounts (first contact)\n"


@pytest.mark.parametrize("expected", [1, 500, 10_000])
def test_every_message_passes_in_order(expected: int) -> None:
    """Whether or not there is a bar."""
    messages: list[Any] = list(range(700))

    assert list(bar(iter(messages), expected)) == messages
