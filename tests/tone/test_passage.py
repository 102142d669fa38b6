"""Words that will be part of a message."""

from __future__ import annotations

import pytest

from outagecomms.tone.facts import Facts
from outagecomms.tone.passage import check_passage
from outagecomms.tone.ruleset import load


@pytest.mark.parametrize(
    ("text", "kind", "rules"),
    [
        ("We deployed during the sale.", "followup", []),  # a part says neither thanks nor when we write again
        ("It was human error.", "followup", ["own/blame-colleague"]),  # words that no part may have
        ("The customer was hostile.", "note", ["follow-through/label"]),  # nor one that only the team reads
        ("She said: “You must think we are crazy.”", "note", []),  # the reader's own words
        ("WE BROKE IT ALL.", "followup", ["empathize/shouting"]),  # what a measure hears in any words
        ("It began at 14:02.", "followup", ["inform/bare-time"]),
    ],
)
def test_a_passage_is_asked_only_for_its_own_words(text: str, kind: str, rules: list[str]) -> None:
    assert [finding.rule for finding in check_passage(text, Facts(kind=kind), load())] == rules
