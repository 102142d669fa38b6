"""The board as lines for a screen of any size; and for a pipe, where there is room for everything."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size

from outagecomms.text import printable
from outagecomms.wording import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from outagecomms.board.content import Board, Due, Row, Urgency
    from outagecomms.overview.followups import Debt

STYLES: dict[Urgency, str] = {"overdue": "bold red", "due": "bold yellow", "soon": "yellow", "calm": ""}
_KEYS = (
    "↑↓ choose   u update   r read   a approve   s send   q quit",
    "↑↓ u update r read a approve s send q",
    "↑↓ u r a s q",
)
_LONGEST = 28  # cells in a column
_ROOM_FOR_WAITING = 16  # cells, if anything waits; where they are not left, severity and status give way
_LABEL = 9
_FEWEST = 3  # incidents that are listed before the details of one get any room
_MOST_OTHERS, _MOST_DEBTS, _MOST_NOTICES = 3, 5, 3


class Line(NamedTuple):
    """One line of the screen: its words and their style."""

    text: str
    style: str = ""


def screen(board: Board, selected: str, now: datetime, columns: int, rows: int) -> list[Line]:
    """Exactly *rows* lines of at most *columns* cells; *selected* is the incident whose details are shown."""
    head, foot = [_head(board, now, columns)], [Line(_keys(columns), "dim")]
    chosen = next((row for row in board.rows if row.incident == selected), None)
    below = [
        *(detail(chosen, now, columns) if chosen else []),
        *_debts(board.debts[:_MOST_DEBTS], len(board.debts), now, columns),
        *(line for notice in board.notices[:_MOST_NOTICES] for line in _notice(notice, columns)),
    ]
    room = max(rows - len(head) - len(foot), 0)
    listed = max(room - len(below), min(len(board.rows), _FEWEST, room), 0)
    middle = [*_list(board, selected, now, columns, listed), *below][:room]
    middle += [Line("")] * (room - len(middle))
    lines = [*head, *middle, *foot][:rows]
    return [Line(_cut(line.text, columns), line.style) for line in lines]


def snapshot(board: Board, now: datetime) -> Iterator[Line]:
    """The board for a pipe: every incident with its details, and all that is owed today."""
    for row in board.rows:
        yield Line("  ".join(_cells(row, now)[:-1]), STYLES[row.urgency(now)])
        yield from detail(row, now, None)[1:]
    yield from _debts(board.debts, len(board.debts), now, None)
    yield from map(Line, board.notices)


def detail(row: Row, now: datetime, columns: int | None) -> list[Line]:
    """All that is known of one incident: its title, what is owed, what was said last and what waits."""
    lines = [_rule(row.incident, columns), Line(row.title if columns else f"    {row.title}")]
    if row.next:
        lines += _entry("Next", _owed(row.next, now), columns, STYLES[row.next.urgency(now)])
    for due in row.others[:_MOST_OTHERS]:
        lines += _entry("Also", _owed(due, now), columns, STYLES[due.urgency(now)])
    if (more := len(row.others) - _MOST_OTHERS) > 0:
        lines += _entry("Also", f"{more} more: outagecomms plan {row.incident}", columns)
    if row.last:
        lines += _entry("Last", f"{moment(row.last[0], now)}  {row.last[1]}", columns)
    if any(row.waiting):
        lines += _entry("Waiting", _waiting(row), columns, "bold red" if row.waiting.unknown else "")
    return lines


def _waiting(row: Row) -> str:
    waiting = row.waiting
    parts = [
        (waiting.to_approve, "to approve"),
        (waiting.held, "held by a rule of tone"),
        (waiting.to_send, "to send"),
        (waiting.unknown, "may or may not have arrived (unknown)"),
        (waiting.refused, "refused by the reader's mail server"),
        (waiting.by_hand, "to post by hand, then accept"),
        (waiting.stale, "of a time that has passed ('outagecomms tick' writes anew)"),
    ]
    return ", ".join(f"{count} {what}" for count, what in parts if count)


def _owed(due: Due, now: datetime) -> str:
    grace = f" (late from {moment(due.overdue_at, now)})" if due.urgency(now) == "due" else ""
    return f"{due.what} to {due.to} by {moment(due.at, now)}, {due.countdown(now)}{grace}: {due.reason}"


def _head(board: Board, now: datetime, columns: int) -> Line:
    overdue = sum(row.urgency(now) == "overdue" for row in board.rows)
    told = f"{sum(row.status != 'resolved' for row in board.rows)} open"
    told += (f", {overdue} OVERDUE" if overdue else "") + (f", {board.unread} cannot be read" if board.unread else "")
    clock = f"{now:%H:%M:%S} UTC"
    return Line(set_cell_size(told, max(columns - len(clock), 0)) + clock, "bold red" if overdue else "bold")


def _keys(columns: int) -> str:
    return next((keys for keys in _KEYS if cell_len(keys) <= columns), _KEYS[-1])


def _list(board: Board, selected: str, now: datetime, columns: int, room: int) -> list[Line]:
    """As many incidents as there is room for, so that the selected one is among them."""
    if not board.rows:
        calm = ("Nothing is broken.", "When something is: outagecomms new ID")
        said = ("", *(() if board.notices else (*calm, "")))
        return [Line(each) for each in said][:room]
    at = next((place for place, row in enumerate(board.rows) if row.incident == selected), 0)
    first = max(min(at - room // 2, len(board.rows) - room), 0)
    shown = board.rows[first : first + room]
    cells = [_cells(row, now) for row in shown]
    widths = [min(max(map(cell_len, column)), _LONGEST) for column in list(zip(*cells, strict=True))[:-1]]
    waiting = max(cell_len(each[-1]) for each in cells) if cells else 0
    if sum(widths) + 2 * len(widths) + min(2 + waiting, _ROOM_FOR_WAITING) * bool(waiting) > columns:
        widths[2:] = [0, 0]
    lines = [Line(_row(each, widths), STYLES[row.urgency(now)]) for row, each in zip(shown, cells, strict=True)]
    if room:
        lines[at - first] = _chosen(lines[at - first], columns)
    return [*lines, *[Line("")] * (room > len(lines))]


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    aligned = [set_cell_size(cell, width) for cell, width in zip(cells, widths, strict=False) if width]
    return "  " + "  ".join([*aligned, cells[-1]])


def _chosen(line: Line, columns: int) -> Line:
    return Line(set_cell_size(_cut("▸" + line.text[1:], columns), columns), f"{line.style} reverse".strip())


def _cells(row: Row, now: datetime) -> tuple[str, str, str, str, str]:
    pressing = [due for due in row.others if due.urgency(now) in ("overdue", "due")]
    personal = f"{pressing[0].what} {pressing[0].countdown(now)}" if pressing else ""
    waits = ", ".join(filter(None, [row.waiting.words(), personal]))
    return row.countdown(now), row.incident, row.severity, row.status, waits


def _debts(debts: Sequence[Debt], count: int, now: datetime, columns: int | None) -> Iterator[Line]:
    if not debts:
        return
    yield _rule("owed to single accounts today", columns)
    for debt in debts:
        when = "OVERDUE" if debt.overdue else f"by {moment(debt.due, now)}" if debt.due else ""
        whose = f"to {debt.account}" if debt.account else f"by {debt.owner or 'nobody named'}"
        text = f"{when}  {debt.how} {whose} ({debt.incident}): {debt.reason}"
        yield Line(text if columns is None else _cut(text, columns), STYLES["overdue" if debt.overdue else "calm"])
    if count > len(debts):
        yield Line(f"and {count - len(debts)} more: outagecomms followups", "dim")


def _notice(notice: str, columns: int) -> list[Line]:
    return [Line(line, "yellow") for line in textwrap.wrap(notice, columns)[:2]]


def _rule(title: str, columns: int | None) -> Line:
    return Line(f"── {title} ".ljust(columns or 0, "─"), "dim")


def _entry(label: str, text: str, columns: int | None, style: str = "") -> list[Line]:
    if columns is None:
        return [Line(f"    {label}: {text}")]
    indent = _LABEL if columns > 4 * _LABEL else 0
    found = textwrap.wrap(text, columns - indent) or [""]
    head = [label.ljust(indent) if indent else f"{label}: ", *[" " * indent] * len(found)]
    return [Line(lead + line, style) for lead, line in zip(head, found, strict=False)]


def _cut(text: str, columns: int) -> str:
    text = printable(text)
    return text if cell_len(text) <= columns else set_cell_size(text, max(columns - 1, 0)) + "…"
