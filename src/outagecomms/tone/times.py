"""Clock times in a text, and the zones they are given in."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from outagecomms import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.tone.message import Message

# Minutes east of UTC; more than one where an abbreviation serves summer and winter, or two places.
_ZONES = {
    "utc": (0,), "gmt": (0,), "z": (0,), "wet": (0,), "bst": (60,), "cet": (60,), "mez": (60,), "cest": (120,),
    "mesz": (120,), "eet": (120,), "eest": (180,), "est": (-300,), "edt": (-240,), "et": (-300, -240),
    "cst": (-360, 480), "cdt": (-300,), "ct": (-360, -300), "mst": (-420,), "mdt": (-360,), "mt": (-420, -360),
    "pst": (-480,), "pdt": (-420,), "pt": (-480, -420), "jst": (540,), "kst": (540,), "ist": (330, 60, 120),
    "sgt": (480,), "hkt": (480,), "awst": (480,), "aest": (600,), "aedt": (660,), "nzst": (720,), "nzdt": (780,),
    "eastern": (-300, -240), "central": (-360, -300), "mountain": (-420, -360), "pacific": (-480, -420),
}  # fmt: skip
_HALVES = frozenset(("am", "pm", "a.m", "p.m", "a.m.", "p.m."))
_BEHIND = _HALVES | {"uhr"}
_BEHIND_NUMBERS = [[word] for word in _BEHIND]
_JOINS = frozenset(("to", "and", "or", "until", "till", "through", "bis", "und", "oder"))
_CLOCK = re.compile(r"(\d{1,2})(?:[:h.](\d\d))?(?::\d\d)?([ap]m|z)?")
_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)[t ](\d\d):(\d\d)\S*?(z|[+-]\d\d:?\d\d)?")
_OFFSET = re.compile(r"[ (]*(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?(?!\d)")
_ABBREVIATION = re.compile(r"[A-Z]{2,5}")
_NAMED = re.compile(r"[A-Z][\w/]+")
_TIMELIKE = frozenset(("<clock>", "<stamp>", "<number>"))
_ANY_MINUTES: tuple[int, ...] = ()


class ClockTime(NamedTuple):
    """A time of day as a text gives it: its tokens, minutes after midnight, and what its zone can be.

    `zones` are minutes east of UTC; empty when a zone is named that cannot be worked out, None when there is none.
    """

    first: int
    end: int
    minutes: int
    zones: tuple[int, ...] | None

    def is_at(self, moment: datetime) -> bool:
        """Whether it can mean *moment*, to the minute."""
        if self.zones is None:
            return False
        moment = moment.astimezone(UTC)
        minutes = moment.hour * 60 + moment.minute
        if not self.zones:
            return minutes % 15 == self.minutes % 15  # every zone differs from UTC by quarters of an hour
        return any((minutes + zone) % 1440 == self.minutes for zone in self.zones)

    def is_past(self, now: datetime) -> bool:
        """Whether it lies within the twelve hours before *now*, or is now."""
        ahead = [(self._of_day(now, zone)) for zone in self.zones or ()]
        return bool(ahead) and all(minutes == 0 or minutes > 720 for minutes in ahead)  # noqa: PLR2004 (half a day)

    def _of_day(self, now: datetime, zone: int) -> int:
        there = now.astimezone(UTC) + timedelta(minutes=zone)
        return (self.minutes - there.hour * 60 - there.minute) % 1440


def clock_times(message: Message) -> list[ClockTime]:
    """Every clock time of *message*; those of a range share the zone behind the last."""
    if _TIMELIKE.isdisjoint(message.keys):
        return []
    times = list(_times(message))
    for index in range(len(times) - 2, -1, -1):
        here, following = times[index], times[index + 1]
        between = message.keys[here.end : following.first]
        if here.zones is None and (not between or (len(between) == 1 and between[0] in _JOINS)):
            times[index] = here._replace(zones=following.zones)
    return times


def _times(message: Message) -> Iterator[ClockTime]:
    keys = message.keys
    done = 0
    for at in [index for index, key in enumerate(keys) if key in _TIMELIKE]:
        if at < done or (keys[at] == "<number>" and keys[at + 1 : at + 2] not in _BEHIND_NUMBERS):
            continue
        found = _stamp(message, at) if keys[at] == "<stamp>" else _clock(message, at)
        if found:
            done = found.end
            yield found


def _stamp(message: Message, at: int) -> ClockTime | None:
    match = _STAMP.fullmatch(message.raw(at))
    if not match:
        return None
    zones, end = _zone(message, at + 1)
    if match[6]:
        zones, end = _offset(match[6]), at + 1
    return ClockTime(at, end, int(match[4]) * 60 + int(match[5]), zones)


def _clock(message: Message, at: int) -> ClockTime | None:
    match = _CLOCK.fullmatch(message.raw(at))
    if not match or int(match[1]) > 24:  # noqa: PLR2004 (hours of a day)
        return None
    end, half = at + 1, match[3] or ""
    if end < len(message.keys) and message.keys[end] in _BEHIND:
        half, end = message.keys[end].replace(".", ""), end + 1
    hour = int(match[1]) % 12 + 12 * (half == "pm") if half in ("am", "pm") else int(match[1]) % 24
    zones, end = _zone(message, end)
    return ClockTime(at, end, hour * 60 + int(match[2] or 0), (0,) if half == "z" else zones)


def _zone(message: Message, end: int) -> tuple[tuple[int, ...] | None, int]:
    """The zone behind the token before *end*, and one past its last token."""
    text = message.normal.text
    signed = _OFFSET.match(text, message.ends[end - 1])
    if signed and (signed[1] == "+" or text[message.ends[end - 1]] in " ("):
        while end < len(message.keys) and message.starts[end] < signed.end():
            end += 1
        return _offset(signed[1] + signed[2] + (signed[3] or "00")), end
    if end >= len(message.keys):
        return None, end
    key, word = message.keys[end], message.original(end, end + 1)
    if key in _ZONES and key != "z":
        return _ZONES[key], end + 1
    if key == "<zone>":
        return _place(word), end + 1
    if _ABBREVIATION.fullmatch(word):
        return _ANY_MINUTES, end + 1
    timed = end + 1 < len(message.keys) and message.keys[end + 1] == "time"
    return (_ANY_MINUTES, end + 2) if timed and (_NAMED.fullmatch(word) or key in ("your", "local")) else (None, end)


def _offset(signed: str) -> tuple[int, ...]:
    if signed == "z":
        return (0,)
    digits = signed[1:].replace(":", "").rjust(4, "0") if len(signed) > 3 else signed[1:] + "00"  # noqa: PLR2004
    minutes = int(digits[:-2]) * 60 + int(digits[-2:])
    return (-minutes if signed[0] == "-" else minutes,)


def _place(name: str) -> tuple[int, ...]:
    titled = "/".join(part if part.isupper() else part.title() for part in name.split("/"))
    for spelling in dict.fromkeys((name, titled)):  # some names hold a small word: Africa/Dar_es_Salaam
        with suppress(ValueError):
            zone = clock.zone(spelling)
            # Winter and summer: the text gives no year.
            offsets = {datetime(2026, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)}
            return tuple(sorted(int(offset.total_seconds() // 60) for offset in offsets if offset is not None))
    return _ANY_MINUTES
