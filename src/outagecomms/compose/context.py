"""What a template may name: every variable with its type. Plain data only, nothing that can act."""

from __future__ import annotations

from typing import TypedDict

from outagecomms.compose.times import Time  # noqa: TC001  (the templates' reference reads these types)


class Who(TypedDict):
    """A person of ours."""

    name: str
    role: str
    email: str
    phone: str | None


class About(TypedDict):
    """The incident's facts, in the reader's language where someone translated them."""

    id: str
    title: str
    """Without a mark at its end, so that a sentence can go on after it."""
    service: str
    severity: str
    status: str
    impact: str
    workaround: str | None
    foreign: list[str]
    """Which of these words, by name, are in another language than the reader's."""
    started: Time


class Reader(TypedDict):
    """The account that reads this, and the person there."""

    id: str
    name: str
    contact: str | None
    greeting: str | None
    """What a letter to the contact begins with: the first name, or the whole of a name with a title."""
    named_by: str | None
    """Who there asked us to write to this reader as well; nothing for the account's own contact."""
    tier: str


class News(TypedDict):
    """A log entry's words, in the reader's language where someone translated them."""

    text: str | None
    next_step: str | None
    effect: str | None
    confirmed: str | None
    redo: str | None
    lost: str | None
    status: str
    foreign: list[str]
    """Which of the words, by name, are in another language than the reader's."""
    at: Time


class Earlier(TypedDict):
    """What this account told us before that, in their words."""

    said: str
    impact: str | None
    """What that came to, as they put it then."""
    at: Time


class Heard(TypedDict):
    """What this account told us last, in their words."""

    said: str
    by: str | None
    """Who told us, when the reader is somebody else there; nothing when it was the reader."""
    impact: str | None
    """What it comes to, as they put it with these words."""
    earlier: Earlier | None
    """What they told us before: the newest with a figure, which is not asked for again, else the first of all."""
    wants: str | None
    """What they want of us, as they last put it."""
    mood: str | None
    surprise: bool
    """They came to us with it before we had reached them."""
    new: bool
    """Of a follow-up: they said it since the letter before."""
    at: Time


class Question(TypedDict):
    """What this account asked, and has no answer to yet."""

    topic: str
    """Without a mark at its end, as it stands between quotation marks; so are all topics."""
    answer_by: str
    """The date that we gave for the answer."""
    overdue: bool
    """That date has passed."""
    told_late: bool
    """It had passed when we wrote the letter before, which said so."""
    since_the_end: bool
    """They asked when it worked again."""


class Answered(TypedDict):
    """What this account asked, and the answer, which no letter had carried before the one at hand."""

    topic: str
    text: str
    by: str | None
    told: bool
    """We have called them since it was known, so that they have heard it."""
    written: str | None
    """Of a call sheet: the day of the letter that has brought it; nothing when none has."""
    answer_by: str
    """The date that we gave for it."""
    overdue: bool
    """That date has passed, and they have not heard it yet."""


class Offers(TypedDict):
    """Two things that we could do to make it right; each reads on from "I could …"."""

    one: str
    other: str
    foreign: bool
    """They are in another language than the reader's."""


class Agreed(TypedDict):
    """What was agreed with this account to make it right."""

    what: str
    owner: str | None
    due: str | None
    done: bool
    new: bool
    """It was done since the letter before."""
    overdue: bool
    """Its day has passed, and it is not done."""
    foreign: bool
    """It is in the incident's language, and the reader's is another."""


class Call(TypedDict):
    """What the leader needs at hand on the telephone, beyond what a letter says."""

    now: Time
    told: list[Heard]
    """What they told us last, the newest first, and the newest with a figure."""
    stakeholders: list[str]
    """Who else there gets our messages."""
    kept: int
    """How many promised times we kept."""
    most_late: str | None
    """How late the latest of the others came, or is by now; nothing when all were kept."""
    missed: str | None
    """The last day on which we were to call them and did not; nothing when we have spoken since."""
    answer_by: str
    """The date to give for what is not about the fix."""
    again: str | None
    """The day on which we said that we would call again; nothing when that is today, or has passed."""
    then: str | None
    """The first day after today on which we said that they hear from us: by a call, an answer or a letter."""


class Sooner(TypedDict):
    """What brings us to the reader before the next letter does."""

    call: bool
    """We call; else it is the day by which an answer was promised."""
    day: str
    today: bool
    invited: bool
    """A letter before has invited them to that call."""


class Missed(TypedDict):
    """A day on which the reader was to hear from the leader, and did not."""

    day: str
    call: bool
    """It was a call's; else a letter's."""


class Change(TypedDict):
    """An answer to one of the three internal questions, and the change that follows from it."""

    question: str
    text: str
    change: str | None
    owner: str | None
    due: str | None
    done: bool
    since: str | None
    """The day since which it is done."""
    told: bool
    """A letter to this reader has carried it, so that they have our word; from the second letter on."""
    new: bool
    """It was done since the letter before."""
    overdue: bool
    """Its day has passed, and it is not done."""
    foreign: bool
    """It is in the incident's language, and the reader's is another."""


class Context(TypedDict):
    """Everything a template is given."""

    organisation: str
    """Our name; empty when it is not configured."""
    incident: About
    account: Reader
    signer: Who
    leader: Who
    liaison: Who
    number: int
    """The message's sequence."""
    turn: int
    """How many messages went to everyone before; openings take turns by it."""
    news: News | None
    """What this message brings; nothing when it is written from the facts alone."""
    unread: bool
    """The news are of an earlier message, which did not reach this reader."""
    last: News | None
    """The entry before it, as far as this reader was told."""
    work: str | None
    """The work in hand: the newest next step that was told, unless the status has changed since."""
    work_is_foreign: bool
    """It is in another language than the reader's."""
    first: bool
    """Nothing was said to this reader before this."""
    changed: bool
    """The status is another than in the entry before."""
    unchanged_since: Time
    """When something last changed for the reader."""
    open_for: str
    """How long the incident has lasted, in words; to its end when it is resolved."""
    down_for: str
    """`open_for` without the time in which it worked: from good news to the entry that opened the incident again."""
    reopened: bool
    """The reader was told before that it was over, and it was not."""
    promised: Time | None
    """The time that the message before gave this reader for this one."""
    missed: bool
    """That time has passed."""
    approved_by: str | None
    """Who allowed this message to name a time for the fix."""
    times_late: int
    """How many promised times have passed without a word so far."""
    next_update: Time | None
    """The exact time of the next message."""
    next_contact: Time | None
    """After the fix: when we are in touch again; nothing when the reader is satisfied."""
    missed_contact: Missed | None
    """Of a follow-up: the first day since the letter before that passed without the word that was promised for it."""
    sooner: Sooner | None
    """Of a follow-up: the first call or promised answer from today on that comes on a day before `next_contact`."""
    next_call: Time | None
    """Of a follow-up: when we call, today or within a week; nothing when no call is planned by then."""
    heard: Heard | None
    """What the account told us and no message has answered yet; in letters and after the fix, what it told us last."""
    topic: str | None
    """Of a reply: what was asked."""
    answer_by: str | None
    """Of a reply: the date of the answer."""
    parked: list[Question]
    """What the account asked and has no answer to yet."""
    answers: list[Answered]
    """After the fix: the answers that this letter is the first to carry."""
    wrong: News | None
    """Of a correction: the entry that was wrong."""
    ended: Time | None
    """Since when it works again."""
    round: int
    """Of a follow-up: 1 the same day, 2 at 60 days, then one every 90."""
    letters_before: int
    """Of a follow-up: how many of the leader's letters this reader has had after fixes that did not hold."""
    satisfied: bool
    """The account said so when last asked."""
    satisfied_at: Time | None
    """When it said so; nothing when it is not satisfied."""
    changes: list[Change]
    """What we learned and changed."""
    offers: Offers | None
    """Of a follow-up: two things that the policy lets us offer; nothing when there is no policy."""
    agreed: list[Agreed]
    """What was agreed with this account to make it right."""
    call: Call | None
    """Of a call sheet: what only it needs."""
