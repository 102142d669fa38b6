"""What all readers of one language and zone are told alike: the facts of an incident, and its log so far."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from outagecomms.cadence import followups
from outagecomms.cadence.corrections import word_of
from outagecomms.cadence.promises import TO_ONE, lapsed, last_heard, of_words
from outagecomms.compose import theirs
from outagecomms.compose.context import About, Change, News
from outagecomms.compose.language import is_foreign, translated, words
from outagecomms.incident import history
from outagecomms.text import phrase, sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Sequence
    from datetime import date, datetime

    from outagecomms.cadence.promises import Had, Kind, Promise, Word
    from outagecomms.compose.language import Words
    from outagecomms.compose.times import Clock
    from outagecomms.incident.model import Incident, Lesson, Update

_WITHOUT_NEWS = ("holding", "late")


class Told:
    """What an incident gives to tell in a message, at one moment.

    Args:
        incident: the facts and the log.
        spoken: what everyone was told.
        now: the time, in UTC.
    """

    def __init__(self, incident: Incident, spoken: Sequence[Word], now: datetime) -> None:
        self._incident = incident
        self._spoken = spoken
        self._now = now
        self._logged: dict[tuple[str, int], Update] = {
            (word.kind, word.number): incident.updates[word.number - 1] for word in spoken if word.number
        }

    def entry(self, kind: Kind, sequence: int) -> Update | None:
        """The log entry that a message carries, if it carries one."""
        return self._logged.get(word_of(self._incident, kind, sequence))

    def written_at(self, kind: Kind, sequence: int) -> datetime:
        """As of when a message is written: the time of its entry, or now."""
        entry = self.entry(kind, sequence)
        return entry.at if entry else self._now

    def names(
        self, kind: Kind, sequence: int, next_update: datetime | None, language: str, zone_name: str, clock: Clock,
        had: Sequence[Had] | None,
    ) -> dict[str, Any]:  # fmt: skip
        """What a template is given of it.

        *clock* says times in that language and zone, on the day of writing; *had* is what the readers have had, and
        nothing where the log is all that is known.
        """
        incident = self._incident
        at = self.written_at(kind, sequence)
        entry = self.entry(kind, sequence)
        before = self._entries_before(kind, sequence, at)
        spoken = self._spoken_before(kind, sequence, at)
        log = [*before, *([entry] if entry else [])]
        reader = _Reader.of(incident, had, spoken, log, kind, sequence)
        unread = reader.unread(log) if kind in _WITHOUT_NEWS and not (entry and entry.text) else None
        news = unread or entry
        last = reader.last(before, news)
        question = incident.parked[sequence - 1] if kind == "reply" else None
        resolved = self._resolved_by(entry)
        ended = resolved.works_since if resolved else None
        corrected = entry.corrects if entry and kind == "correction" else None
        as_of_now = corrected is not None and next_update != self._promised_with(sequence)  # it left late: so does this
        work, work_is_foreign = self._work([u for _, u in self._heard()] if as_of_now else log, language, clock)
        return {
            "incident": self._about(None if as_of_now else entry, language, clock),
            "number": sequence,
            "turn": len(spoken),
            "news": self._as_read(news, kind, language, clock) if news else None,
            "unread": unread is not None,
            "last": self._news(last, language, clock) if last else None,
            "work": work,
            "work_is_foreign": work_is_foreign,
            "first": not (spoken and reader.is_told),
            "changed": bool(news and last and news.status != last.status),
            "unchanged_since": clock.time(_last_change(before) or incident.started),
            "open_for": clock.span(_minutes(min(ended or at, at) - incident.started)),
            "down_for": clock.span(_minutes(history.down_for(incident.started, log, at))),
            "reopened": reader.was_told_too_early([update for update in incident.updates if update.at <= at]),
            "promised": clock.time(reader.promised) if reader.promised else None,
            "missed": bool(reader.promised and lapsed(reader.promised, at)),
            "approved_by": entry.approved_by if entry else None,
            "times_late": sum(p.outcome in ("late", "missed") for p in of_words(reader.words, at)),
            "next_update": clock.time(next_update) if next_update and kind != "followup" else None,
            "topic": theirs.topic(question.topic) if question else None,
            "answer_by": clock.day(theirs.answer_by(question, zone_name)) if question else None,
            "wrong": self._wrong(corrected, reader, language, clock) if corrected else None,
            "ended": clock.time(ended) if ended else None,
            "round": followups.round_of(sequence),
        }

    def promises(self, kind: Kind, sequence: int, had: Sequence[Had] | None) -> list[Promise]:
        """The times that the readers of a message had been given before it, and what became of these by then."""
        at = self.written_at(kind, sequence)
        spoken, before = self._spoken_before(kind, sequence, at), self._entries_before(kind, sequence, at)
        return of_words(_Reader.of(self._incident, had, spoken, before, kind, sequence).words, at)

    def changes(
        self, language: str, clock: Clock, today: date, since: datetime | None, carried: Container[int]
    ) -> list[Change]:
        """What we learned and changed.

        *since* is when the reader's letter before was written; *carried* are the lessons, by number, that stood in one.
        """
        done, new = history.done(self._incident), history.done_after(self._incident, since)
        foreign = is_foreign(self._incident.language, language)
        return [
            _change(
                lesson, done.get(f"lesson-{number}"), clock, today,
                told=number in carried, new=f"lesson-{number}" in new, foreign=foreign,
            )
            for number, lesson in enumerate(self._incident.lessons, start=1)
        ]  # fmt: skip

    def _entries_before(self, kind: Kind, sequence: int, at: datetime) -> list[Update]:
        """The log up to *at* and before the message itself, without what nobody was told."""
        entry = self.entry(kind, sequence)
        return [u for n, u in self._heard() if (n < sequence if entry else u.at <= at)]

    def _heard(self) -> list[tuple[int, Update]]:
        """The log, numbered, without what nobody was told."""
        return [(n, u) for n, u in enumerate(self._incident.updates, 1) if n not in self._incident.unheard]

    def _promised_with(self, number: int) -> datetime | None:
        """The time that a log entry gives for the next word."""
        return next(word.promised for word in self._spoken if word.number == number)

    def _spoken_before(self, kind: Kind, sequence: int, at: datetime) -> list[Word]:
        """What everyone was told up to *at* and before the message itself, which others may have had already."""
        spoken = (word for word in self._spoken if word.at <= at)
        if self.entry(kind, sequence):
            return list(takewhile(lambda word: word.number != sequence, spoken))
        return list(takewhile(lambda word: (word.kind, word.sequence) != (kind, sequence), spoken))

    def _resolved_by(self, entry: Update | None) -> Update | None:
        """The entry that ended the outage: *entry* itself, even when the incident was opened again after it."""
        found = history.resolution(self._incident)
        return entry if entry and entry.status == "resolved" and not entry.corrects else found and found[1]

    def _about(self, entry: Update | None, language: str, clock: Clock) -> About:
        incident = self._incident
        said = self._words(incident, ("title", "service", "impact", "workaround"), language)
        kept = ["service"] if translated(incident.translations, language) else []  # a name, which they left as it is
        return About(
            id=incident.id,
            title=phrase(sentence(said.of["title"] or "")),
            service=said.of["service"] or "",
            severity=incident.severity,
            status=entry.status if entry else history.status(incident),
            impact=_closed(said.of["impact"]),
            workaround=_closed(said.of["workaround"]),
            foreign=[name for name in said.foreign if name not in kept],
            started=clock.time(incident.started),
        )

    def _words(self, table: Incident | Update, names: Iterable[str], language: str) -> Words:
        foreign = is_foreign(self._incident.language, language)
        return words(table, names, translated(table.translations, language), foreign=foreign)

    def _as_read(self, update: Update, kind: Kind, language: str, clock: Clock) -> News:
        """A log entry to its reader: who never got what it corrects reads what it changes for them with the news."""
        news = self._news(update, language, clock)
        if update.corrects and kind != "correction" and news["effect"]:
            return News({**news, "text": f"{news['text']} {news['effect']}"})
        return news

    def _wrong(self, number: int, reader: _Reader, language: str, clock: Clock) -> News:
        """The entry that is taken back, and when this reader was told it: later where another message carried it."""
        news = self._news(self._incident.updates[number - 1], language, clock)
        told = next((word for word in reader.words if word.sequence >= number), None)
        return News({**news, "at": clock.time(told.at)}) if told else news

    def _news(self, update: Update, language: str, clock: Clock) -> News:
        said = self._words(update, ("text", "next_step", "effect", "confirmed", "redo", "lost"), language)
        of = {name: _closed(each) for name, each in said.of.items()}
        return News(
            text=of["text"], next_step=of["next_step"], effect=of["effect"], confirmed=of["confirmed"],
            redo=of["redo"], lost=of["lost"], status=update.status, foreign=said.foreign, at=clock.time(update.at),
        )  # fmt: skip

    def _work(self, updates: Sequence[Update], language: str, clock: Clock) -> tuple[str | None, bool]:
        """The newest next step of the present status, and whether it is foreign to the reader."""
        now = takewhile(lambda update: update.status == updates[-1].status, reversed(updates))
        newest = next((update for update in now if update.next_step), None)
        if newest is None:
            return None, False
        said = self._news(newest, language, clock)
        return said["next_step"], "next_step" in said["foreign"]


class _Reader(NamedTuple):
    """What a reader knows when a message is written: what everyone was told, or what this reader has had of it."""

    is_told: bool
    words: Sequence[Word]
    """What was said to everyone, as far as it reached this reader."""
    promised: datetime | None
    """The time that the last of it gave."""
    numbers: Collection[int]
    """The log's entries, counted from 1, as far as they did."""

    @classmethod
    def of(
        cls, incident: Incident, had: Sequence[Had] | None, spoken: Sequence[Word], log: Sequence[Update], kind: Kind,
        sequence: int,
    ) -> _Reader:  # fmt: skip
        """The reader of the message of that *kind* and *sequence*, before which everyone was told what is *spoken*."""
        if had is None:
            last = last_heard(incident, spoken)
            unread = [n for n in incident.unsent if last and n > last.sequence]
            promised = (last or spoken[-1]).promised if spoken else None
            words = [word for word in spoken if word.number not in unread]
            return cls(bool(spoken), words, promised, [n for n in range(1, len(log) + 1) if n not in unread])
        before = list(takewhile(lambda each: (each.kind, each.sequence) != (kind, sequence), had))
        reached = {word_of(incident, each.kind, each.sequence): each.late_at for each in before}
        promises = [each.next_update for each in before if each.kind != "followup"]
        return cls(
            bool(before),
            [_as_it_left(word, reached[name]) for word in spoken if (name := (word.kind, word.sequence)) in reached],
            promises[-1] if promises else None,
            {each.sequence for each in before if each.kind not in TO_ONE},
        )

    def was_told_too_early(self, updates: Sequence[Update]) -> bool:
        """Whether this reader has had good news that later *updates* took back."""
        ends = (word.number for word in self.words if word.kind == "resolved" and word.number)
        return any(update.status != "resolved" for number in ends for update in updates[number:])

    def last(self, before: Sequence[Update], news: Update | None) -> Update | None:
        """The newest entry *before* the message that this reader knows, and that is not its *news*."""
        numbered = reversed(list(enumerate(before, start=1)))
        return next((update for number, update in numbered if number in self.numbers and update is not news), None)

    def unread(self, log: Sequence[Update]) -> Update | None:
        """The newest entry with something new, if it did not reach this reader nor anything after it.

        A correction of what they had is none: they are owed it in a message that says so.
        """
        known = max(self.numbers, default=0)
        new = (update for update in reversed(log[known:]) if not update.holding)
        return next((update for update in new if update.corrects not in self.numbers), None)


def _as_it_left(word: Word, late_at: datetime | None) -> Word:
    """*word* as its reader saw it come: what was written in time and left late was late."""
    return replace(word, at=max(word.at, late_at)) if late_at else word


def _last_change(updates: Sequence[Update]) -> datetime | None:
    """When a customer last read something new: the newest entry that is not a holding update."""
    return next((update.at for update in reversed(updates) if not update.holding), None)


def _change(
    lesson: Lesson, done: date | None, clock: Clock, today: date, *, told: bool, new: bool, foreign: bool
) -> Change:
    return Change(
        question=lesson.question, text=_closed(lesson.text), change=_closed(lesson.change), owner=lesson.owner,
        due=clock.day(lesson.due) if lesson.due else None, done=done is not None,
        since=clock.day(done) if done else None, told=told, new=new, foreign=foreign,
        overdue=done is None and lesson.due is not None and lesson.due < today,
    )  # fmt: skip


def _closed(text: str | None) -> Any:
    return text and sentence(text)


@lru_cache(maxsize=8)
def _minutes(span: timedelta) -> int:
    return max(0, int(span / timedelta(minutes=1)))
