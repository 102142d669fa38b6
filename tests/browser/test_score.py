"""The league table in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Open

_BROKEN = """() => [...document.querySelectorAll('td + td:not(:has(a))')].filter(cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map(line => line.top)).size > 1;
}).map(cell => cell.innerText)"""


@pytest.mark.parametrize("width", [320, 1280])
def test_a_figure_stands_on_one_line(opened: Open, width: int) -> None:
    """Where there is no room the table scrolls."""
    with opened("score", width=width) as page:
        assert page.evaluate(_BROKEN) == []
