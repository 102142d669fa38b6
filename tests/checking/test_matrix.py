"""Every kind of message comes up in every status, severity and language, for every shape of account."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, get_args

import pytest

from outagecomms.cadence.promises import Kind
from outagecomms.checking.matrix import sheets, trials
from outagecomms.incident.figures import Severity

if TYPE_CHECKING:
    from outagecomms.checking.matrix import Trial

OPEN = ("investigating", "identified", "monitoring")
SHAPES = ("plain", "calm", "angry", "worried")
EVERYONE = (*SHAPES, "channel.status")


@pytest.fixture(scope="module")
def all_trials() -> list[Trial]:
    return list(trials(["en", "de"], None))


def combinations(of: list[Trial]) -> set[tuple[str, str, str, str, str]]:
    """Kind, status, severity, language and shape of account of each trial."""
    return {
        (
            t.planned.kind,
            about["status"],
            about["severity"],
            t.planned.account.language,
            t.planned.account.id.split("-")[0],
        )
        for t in of
        for about in [t.writer.context(t.planned)["incident"]]
    }


@pytest.mark.parametrize(
    ("kind", "statuses", "shapes"),
    [
        ("update", OPEN, EVERYONE),
        ("holding", OPEN, EVERYONE),
        ("late", OPEN, EVERYONE),
        ("outreach", OPEN, ("calm", "angry")),  # key accounts
        ("reply", OPEN, ("angry", "worried")),  # who asked something
        ("correction", ("identified", "resolved"), EVERYONE),
        ("resolved", ("resolved",), EVERYONE),
        ("followup", ("resolved",), SHAPES),
    ],
)
def test_every_combination_that_can_be_is_there(
    all_trials: list[Trial], kind: str, statuses: tuple[str, ...], shapes: tuple[str, ...]
) -> None:
    wanted = set(product([kind], statuses, get_args(Severity), ["en", "de"], shapes))
    if kind == "outreach":  # of a sev4 the leader writes next morning, which here nothing but silence lasts to see
        wanted = {each for each in wanted if each[2] != "sev4" or each[1] == "investigating"}
    assert {found for found in combinations(all_trials) if found[0] == kind} == wanted


def test_every_kind_is_there(all_trials: list[Trial]) -> None:
    assert {trial.planned.kind for trial in all_trials} == set(get_args(Kind))


@pytest.mark.parametrize("kind", ["update", "holding", "late"])
def test_openings_are_seen_at_every_turn(all_trials: list[Trial], kind: str) -> None:
    """Openings take turns by four at most: of each kind every such turn is there, in either language."""
    turns = {
        (t.planned.account.language, t.writer.context(t.planned)["turn"] % 4)
        for t in all_trials
        if t.planned.kind == kind and not t.awkward
    }
    assert turns == set(product(["en", "de"], range(4)))


def test_follow_ups_come_in_every_round_with_any_lessons(all_trials: list[Trial]) -> None:
    """None, one that led to a change that is made, one whose change is not, and both; satisfied readers, too.

    From the third on a change may have been made since the letter before, when there is no other left.

    By the time that most have their third an angry one has the fourth, which says the same.
    """
    seen = {
        (min(context["round"], 3), tuple(change["done"] for change in context["changes"]))
        for t in all_trials
        if t.planned.kind == "followup"
        for context in [t.writer.context(t.planned)]
    }
    assert seen == set(product([1, 2, 3], [(), (True,), (False,), (True, False)])) | {(3, (True, True))}
    satisfied = {t.planned.account.id for t in all_trials if t.writer.context(t.planned)["satisfied"]}
    assert satisfied == {"calm-en", "calm-de"}


def test_each_message_is_tried_once(all_trials: list[Trial]) -> None:
    """A template check waits for every trial: no two say the same."""
    texts = [(t.planned.kind, t.planned.account.id, repr(t.writer.context(t.planned)), t.awkward) for t in all_trials]
    assert len(texts) - len(set(texts)) == 0


def test_messages_are_as_they_would_be_written(all_trials: list[Trial]) -> None:
    """No message is tried that a person would have to write, or for which it is too early."""
    for trial in all_trials:
        assert not trial.planned.needs_person
        assert trial.planned.state != "planned" or trial.planned.write


def test_sheets_for_calls_come_in_every_situation() -> None:
    """In every status and severity, in either language, and after the fix for every shape of account."""
    seen: set[tuple[str, ...]] = set()
    for trial in sheets(["en", "de"], None):
        about, account = trial.context()["incident"], trial.planned.account
        seen.add((about["status"], about["severity"], account.language))
        if about["status"] == "resolved":
            seen.add((about["severity"], account.id))
    every: set[tuple[str, ...]] = set(product((*OPEN, "resolved"), get_args(Severity), ["en", "de"]))
    assert seen == every | set(
        product(get_args(Severity), [f"{shape}-{tag}" for shape in SHAPES for tag in ("en", "de")])
    )
