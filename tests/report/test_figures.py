"""The figures: each has a meaning, and none is a zero that nobody measured."""

from __future__ import annotations

from typing import Any

import pytest

from builders import account, at, incident, said_to_us, update
from outagecomms.cadence.promises import Said
from outagecomms.report.figures import Figure, figures
from outagecomms.report.reading import Reading
from outagecomms.tone.finding import Finding

from .conftest import told_of

KEY = {"accounts": [account(tier="key"), account("globex", tier="key"), account("umbrella")]}
LETTER = Said("outreach", 1, "acme", at(6), None)


def _finding(level: str) -> Finding:
    return Finding(1, 1, 2, level, "own/evasive", "it was discovered", "why", "better", "it was discovered")


def _reading(*levels: str) -> Reading:
    return Reading(at(5), "update", 1, "", tuple(map(_finding, levels)))


def _figure(key: str, log: list[Any], minutes: float, facts: dict[str, Any], **of_incident: Any) -> Figure:
    return next(each for each in figures(told_of(incident(*log, **of_incident), minutes, **facts)) if each.key == key)


@pytest.mark.parametrize(
    ("key", "log", "minutes", "value", "standing", "exact"),
    [
        # first contact: within the limit, on it, after it
        ("first_contact", [update(8)], 10, "8 min", "good", 8),
        ("first_contact", [update(15)], 20, "15 min", "good", 15),
        ("first_contact", [update(16)], 20, "16 min", "bad", 16),
        # at once is a time, and zero is its figure
        ("first_contact", [update(0)], 20, "0 min", "good", 0),
        ("first_contact", [update(-3)], 20, "0 min", "good", 0),
        # nobody has been told: no figure yet, and bad only when the limit has passed
        ("first_contact", [], 10, "not yet", "", None),
        ("first_contact", [], 16, "not yet", "bad", None),
        # silences: allowed ones are good, and the longest counts wherever it stands
        ("longest_silence", [update(5)], 20, "15 min", "good", 15),
        ("longest_silence", [update(5), update(65), update(70)], 80, "1 h", "bad", 60),
        ("longest_silence", [], 0, "not applicable", "", None),
        ("silence_beyond", [update(5)], 20, "none", "good", 0),
        ("silence_beyond", [update(5), update(65), update(70)], 100, "50 min", "bad", 50),
        # nobody waited, or nobody can say how long: no figure, and no praise
        ("silence_beyond", [], 0, "not applicable", "", None),
        ("silence_beyond", [update(0, status="resolved")], 20, "not applicable", "", None),
        # promises: kept of those whose time has come
        ("promises", [], 20, "not applicable", "", None),
        ("promises", [update(5)], 20, "not applicable", "", None),
        ("promises", [update(5), update(20)], 25, "1 of 1", "good", {"made": 1, "kept": 1, "late": 0, "missed": 0}),
        ("promises", [update(5), update(40)], 99, "0 of 2", "bad", {"made": 2, "kept": 0, "late": 1, "missed": 1}),
        # conversations
        ("surprises", [], 20, "not applicable", "", None),
        # words
        ("tone", [], 20, "not applicable", "", None),
        # without an outbox nothing is known of sending
        ("deliveries", [update(5)], 20, "not applicable", "", None),
        ("leader", [update(5)], 20, "not applicable", "", None),
    ],
)
def test_a_figure_of_the_log(
    key: str, log: list[Any], minutes: float, value: str, standing: str, exact: object
) -> None:
    found = _figure(key, log, minutes, {})
    assert (found.value, found.standing, found.exact) == (value, standing, exact)


@pytest.mark.parametrize(
    ("key", "facts", "of_incident", "value", "standing", "exact"),
    [
        # the leader's letters: to those of the tiers that get one, and only what was sent
        ("leader", {"deliveries": {}, "said": [LETTER]}, KEY, "1 of 2 accounts", "bad", {"reached": 1, "owed": 2}),
        ("leader", {"deliveries": {}}, KEY, "0 of 2 accounts", "bad", {"reached": 0, "owed": 2}),
        ("leader", {"deliveries": {}, "said": [LETTER]}, {}, "not applicable", "", None),
        ("leader", {}, KEY, "not applicable", "", None),
        # deliveries: what was refused or is unknown needs a person
        ("deliveries", {"deliveries": {"sent": 2, "draft": 1}}, {}, "2 sent, 1 draft", "good", {"sent": 2, "draft": 1}),
        ("deliveries", {"deliveries": {"unknown": 1}}, {}, "1 unknown", "bad", {"unknown": 1}),
        ("deliveries", {"deliveries": {}}, {}, "not applicable", "", None),
        # surprises, of the conversations that there were
        (
            "surprises", {}, {"conversations": [said_to_us(3, surprise=True), said_to_us(9)]},
            "1 of 2 conversations", "bad", {"surprises": 1, "conversations": 2},
        ),
        (
            "surprises", {}, {"conversations": [said_to_us(3)]},
            "0 of 1 conversation", "good", {"surprises": 0, "conversations": 1},
        ),
        # words: an error is bad, a warning is for a person
        (
            "tone", {"readings": [_reading(), _reading("warning")]}, {},
            "0 errors, 1 warning in 2 messages", "good", {"messages": 2, "errors": 0, "warnings": 1},
        ),
        (
            "tone", {"readings": [_reading("error", "warning")]}, {},
            "1 error, 1 warning in 1 message", "bad", {"messages": 1, "errors": 1, "warnings": 1},
        ),
    ],
)  # fmt: skip
def test_a_figure_of_the_outbox_and_of_conversations(
    key: str, facts: dict[str, Any], of_incident: dict[str, Any], value: str, standing: str, exact: object
) -> None:
    found = _figure(key, [update(5)], 20, facts, **of_incident)
    assert (found.value, found.standing, found.exact) == (value, standing, exact)


@pytest.mark.parametrize("log", [[], [update(5)], [update(5), update(40), update(60, status="resolved")]])
def test_every_figure_says_what_it_means(log: list[Any]) -> None:
    """In whole sentences, whether it is applicable or not."""
    for figure in figures(told_of(incident(*log), 20)):
        assert figure.meaning[0].isupper() or figure.meaning[0].isdigit()
        assert figure.meaning.endswith(".")
        assert (figure.value in ("not applicable", "not yet")) is (figure.exact is None)


def test_the_sentences() -> None:
    """Times with a date when it is not the day on which it began."""
    log = [update(8), update(30), update(60 * 24, status="resolved")]
    meanings = {each.key: each.meaning for each in figures(told_of(incident(*log), 60 * 25))}
    assert meanings["first_contact"] == (
        "It began at 14:00 UTC, and everyone was first told at 14:08 UTC. The cadence wanted that by 14:15 UTC."
    )
    assert meanings["longest_silence"] == (
        "Nobody was told anything from 14:30 UTC to 2026-11-23 14:00 UTC. "
        "That is 23 h 10 min more than the cadence allows."
    )
    assert meanings["silence_beyond"] == (
        "2 waits were longer than the cadence allows for that severity and status; this is by how much, in all."
    )
    assert meanings["promises"] == "Each message says when the next one comes. 2 came late."
