"""The leader's letter after a second fix, to a reader who had one after the first: nothing in it is said twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from builders import account, at, incident, letter, said_to_us, update
from outagecomms.cadence.promises import Said
from outagecomms.compose.amends import AmendsConfig

if TYPE_CHECKING:
    from outagecomms.compose.message import Message
    from outagecomms.incident.model import Conversation, Incident

DAY = 24 * 60
FIXES = [(90, DAY), (3 * DAY + 90, 4 * DAY), (5 * DAY + 90, 6 * DAY)]  # when it was resolved, and a letter written
TOLD = said_to_us(10, "Nobody can pay.", impact="41 stores", mood="angry", surprise=True)
AGAIN = said_to_us(3 * DAY + 5, "It is down again.", mood="angry")
STAYS = (  # their words; how they are, what would make it right, and the day to come; who signs
    "Nobody can pay.", "41 stores",
    "How are you", "Wie geht es Ihnen", "how do we make this right?", "Wie machen wir das wieder gut?",
    "Whatever you answer", "Was auch immer Sie antworten", "melde ich mich wieder", "Sam Okafor", "Dana Reyes",
)  # fmt: skip


def _incident(fixes: int, language: str, tier: str, talks: list[Conversation]) -> Incident:
    log = []
    for number, (resolved, _) in enumerate(FIXES[:fixes], start=1):
        log += [update(resolved - 85, f"It fails, for the {number}. time."), update(resolved, None, "resolved")]
    reader = account(language=language, tier=tier)
    return incident(*log, language=language, accounts=[reader], conversations=talks)


def _letters(
    fixes: int, language: str, *, tier: str = "standard", talks: list[Conversation] | None = None,
    offers: dict[str, AmendsConfig] | None = None,
) -> list[Message]:  # fmt: skip
    """The first letter after each fix; each reader has had the ones before."""
    found: list[Message] = []
    for number, (_, written) in enumerate(FIXES[:fixes], start=1):
        known = [talk for talk in talks or [] if talk.at < at(written)]
        case = _incident(number, language, tier, known)
        said = [Said("followup", 100 * n + 1, "acme", at(FIXES[n][1]), None) for n in range(number - 1)]
        found.append(letter(case, written, "followup", sequence=100 * (number - 1) + 1, said=said, offers=offers))
    return found


def _sentences(message: Message) -> set[str]:
    return {each.strip() for each in re.split(r"(?<=[.?:])\s", message.body) if len(each) > len("Or I could")}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("tier", ["key", "standard"])
@pytest.mark.parametrize("talks", [[], [TOLD], [TOLD, AGAIN]], ids=["silent", "told", "told again"])
def test_a_second_letter_repeats_no_sentence_of_the_first(
    language: str, tier: str, talks: list[Conversation]
) -> None:  # fmt: skip
    """Neither the thanks nor the question, neither our part nor the offers; their own words and who signs may stand."""
    first, second = _letters(2, language, tier=tier, talks=talks)
    twice = _sentences(first) & _sentences(second)

    assert [each for each in twice if not any(words in each for words in STAYS)] == []


@pytest.mark.parametrize(
    ("talks", "language", "words"),
    [
        ([TOLD], "en", 'from your own words: "Nobody can pay." By your count: 41 stores. Thank you for it. Has this'),
        ([TOLD], "de", "aus Ihren eigenen Worten: „Nobody can pay.“ In Zahlen: 41 stores. Ich danke Ihnen dafür. Ist"),
        ([TOLD, AGAIN], "en", 'Since my last letter you told us: "It is down again." Before that, on Sunday 22 Novem'),
        ([TOLD, AGAIN], "de", "Seit meinem letzten Brief haben Sie uns gesagt: „It is down again.“ Davor, am Sonntag"),
        ([], "en", "What it was like at your end, the first time and since, I still do not know from you."),
        ([], "de", "Wie es bei Ihnen war, beim ersten Mal und seitdem, weiß ich von Ihnen noch nicht."),
    ],
)
def test_it_knows_what_it_was_told_before(talks: list[Conversation], language: str, words: str) -> None:
    """What is new comes as new, and no figure is asked for again."""
    first, second = _letters(2, language, talks=talks)

    assert words not in first.body
    assert words in second.body
    assert "in figures" not in second.body
    assert "hieß das in Zahlen" not in second.body


def test_a_third_letter_differs_from_the_second() -> None:
    _, second, third = _letters(3, "en", talks=[TOLD])

    assert "Has this time added anything to it?" in second.body
    assert "Did this time make any of it worse?" in third.body
    assert "Once more you had to go through it" in third.body


def test_offers_take_turns_by_letter() -> None:
    """A policy's pair is another one after each fix."""
    offers = {"standard": AmendsConfig(sev1=["send an engineer", "come by", "write it down", "ring you"])}
    first, second = _letters(2, "en", offers=offers)

    assert "I could send an engineer. Or I could come by." in first.body
    assert "I could come by. Or I could write it down." in second.body


def test_without_a_letter_before_it_is_a_first_one() -> None:
    """Whoever had none after the first fix is written to as anybody else."""
    case = _incident(2, "en", "standard", [TOLD])
    body = letter(case, 4 * DAY, "followup", had={"acme": ()}).body

    assert 'You told us: "Nobody can pay."' in body
    assert "Two things I could do for you this week." in body
