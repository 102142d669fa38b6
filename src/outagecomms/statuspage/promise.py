"""The time of the next update, where a post gives one that can be worked out to the minute.

It would rather find nothing than something that was not promised: no "around", no "soon", no time for the fix, none
whose zone is missing or could be two, none that is denied, and nothing that waits for something else to happen first.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from outagecomms import clock
from outagecomms.tone.message import Message

if TYPE_CHECKING:
    from outagecomms.tone.times import ClockTime

_SPAN = r"(?P<count>\d{1,3}|an?|one|two|three|four|six|fifteen|twenty|thirty|forty-five|sixty|ninety)?"
_RELATIVE = re.compile(
    rf"\b(?:(?:with)?in|every)\ (?:(?:the\ |our\ )?next\ |the\ )?{_SPAN}[ -]?(?P<unit>minutes?|mins?|hours?|hrs?)\b",
    re.VERBOSE,
)
_NEWS = r"(?:(?:status\ )?updates?|information|info|details|news|messages?|posts?|reports?)"
_TELLING = (
    r"(?:provid\w*|post\w*|shar\w+|giv\w+|giving|send\w*|sent|publish\w*|issu(?:e|ed|ing)|follow\w*|available|expected"
    r"|hear(?:\ from\ us)?|write|report\ back|be\ back|check\ back|come\ back)"
)
_PROMISING = re.compile(
    rf"""
      \bnext\ {_NEWS}\b
    | \b(?:another|further|additional|more)\ {_NEWS}\b (?=.{{0,40}}\b(?:will|to\ follow|by|in|within)\b)
    | \b(?:will|'ll|shall|going\ to|aim\ to)\ (?:\w+\ ){{0,3}}{_TELLING}\ (?:\w+\ ){{0,3}}{_NEWS}\b
    | \b(?:will|'ll|shall)\ (?:(?:also|again|next|then)\ )?(?:update|hear|write|report\ back|be\ back|check\ back)\b
    | \b{_NEWS}\ (?:will|shall|to)\ (?:\w+\ ){{0,2}}{_TELLING}\b
    """,
    re.VERBOSE,
)
_NOT = re.compile(r"\b(?:no|not|never|won't|cannot|can't|don't)\b")
_DENIED = re.compile(rf"{_NOT.pattern}\ (?:\w+\ ){{0,2}}$", re.VERBOSE)
_ABSOLUTE = re.compile(r"\b(?:by|at|before|no later than|not later than|until)\b|:")
_BEFORE_A_TIME = re.compile(
    r"(?:(?:by|at|before|no later than|not later than|until|is|be|on|the|latest|again|today|"
    r"(?P<tomorrow>tomorrow)|(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day)|"
    r"\d{4}-\d\d-\d\d)|[\s,:-])*"
)
_WAITS = re.compile(
    r"\b(?:expect|resol|restor|recover|deploy|complet|once|after|when|if|unless|about|around|approx|roughly|est\b|or so"
    r"|may|might|should|hope|patch|release|fix)"
)
_TIMELIKE = re.compile(r"\d|hour|minute", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n")
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty-five": 45, "sixty": 60, "ninety": 90,
}  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CIVIL = {  # abbreviations that mean one place in summer and winter
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}  # fmt: skip
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_OF_ANOTHER_DAY = re.compile(
    r"[\s,]*(?:tomorrow|on|next|the|(?:mon|tues|wednes|thurs|fri|satur|sun)day|jan|feb|mar|apr|may|june?|july?|aug|sep|oct"
    r"|nov|dec|\d)",
    re.IGNORECASE,
)
_LONGEST = timedelta(days=14)  # a date further ahead is a slip, or the date of something else
_HALF_A_DAY = timedelta(hours=12)  # a clock time without a date means the next one, not one that has just passed
_FARTHEST = 60  # characters between the words of promising and the time
_WINDOW = 120  # characters in which a time has room, with its day and its zone


def promised(text: str, at: datetime) -> datetime | None:
    """When *text*, posted *at*, promises the next word: in UTC and to the minute; None when that is not certain."""
    if not _TIMELIKE.search(text):
        return None
    for sentence in _SENTENCE.split(text):
        if not _TIMELIKE.search(sentence):
            continue
        words = " ".join(sentence.lower().replace("\u2019", "'").split())
        for promise in _PROMISING.finditer(words):
            if _DENIED.search(words[: promise.start()]) or _NOT.search(promise[0]):
                continue
            found = _after(words, promise.end(), at, sentence)
            if found and at < found <= at + _LONGEST:
                return found
    return None


def _after(words: str, end: int, at: datetime, sentence: str) -> datetime | None:
    """The time that follows the words of promising, which end at *end*."""
    relative = _RELATIVE.search(words, end, end + _WINDOW)
    if relative and _is_close(words, end, relative.start()):
        return _from_span(relative, at)
    absolute = _ABSOLUTE.search(words, end, end + _WINDOW)
    if absolute and _is_close(words, end, absolute.start()):
        start = absolute.start()
        return _clock_time(" ".join(sentence.split())[start : start + _WINDOW], at)
    return None


def _is_close(words: str, end: int, start: int) -> bool:
    return start - end <= _FARTHEST and not _WAITS.search(words, end, start)


def _from_span(span: re.Match[str], at: datetime) -> datetime | None:
    count, unit = span["count"], span["unit"]
    if not count:  # "within the hour" says one; "within minutes" says nothing
        return _minute(at + timedelta(hours=1)) if unit == "hour" else None
    number = _NUMBERS.get(count) or int(count)
    return _minute(at + timedelta(minutes=number * (60 if unit.startswith("h") else 1)))


def _clock_time(words: str, at: datetime) -> datetime | None:
    """The time with which *words* begin, but for what may stand before it."""
    message = Message(words)
    for time in message.times:
        if gap := _BEFORE_A_TIME.fullmatch(words[: message.span(time.first, time.end)[0]].lower()):
            return _moment(message, time, gap, at)
    return None


def _moment(message: Message, time: ClockTime, gap: re.Match[str], at: datetime) -> datetime | None:
    start, end = message.span(time.first, time.end)
    dated = _DATE.match(message.text, start) or _DATE.search(gap[0])
    if not dated and _OF_ANOTHER_DAY.match(message.text, end):
        return None
    day = _day(dated) if dated else at
    offset = _offset(message, time, day) if day else None
    if day is None or offset is None:
        return None
    here = day if dated else at + offset  # what a clock shows there
    shown = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=time.minutes)
    if gap["tomorrow"] or (not dated and shown <= here):
        shown += timedelta(days=1)
    if gap["day"] and shown.weekday() != _DAYS.index(gap["day"]):
        return None
    too_far = shown - here > _HALF_A_DAY and not (dated or gap["tomorrow"])
    return None if too_far else shown - offset


def _day(dated: re.Match[str]) -> datetime | None:
    try:
        return datetime(int(dated[1]), int(dated[2]), int(dated[3]), tzinfo=UTC)
    except ValueError:
        return None


def _offset(message: Message, time: ClockTime, at: datetime) -> timedelta | None:
    """How far east of UTC *time* is meant, at about *at*; None when it could be two places."""
    if time.zones and len(time.zones) == 1:
        return timedelta(minutes=time.zones[0])
    name = message.original(time.end - 1, time.end)
    try:
        place = clock.zone(_CIVIL.get(name.lower(), name if "/" in name else ""))
    except ValueError:
        return None
    return at.astimezone(place).utcoffset() if time.zones else None


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
