"""Templates are checked in every message they can become, and each finding stands where its words were written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from outagecomms.checking.templates import check_folder, unused
from outagecomms.compose.templates import BUILT_IN
from outagecomms.errors import InputError

from .conftest import LINE, NEXT, found_in, places, rules_for, saying

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Path]

VAGUE = "inform/vague-time"
FAULT = "file/fault"


def test_a_template_that_keeps_the_rules(folder: Make) -> None:
    """What the other tests add is what they find."""
    assert places(folder(update=saying("Thank you for sending us the request ids."))) == []


@pytest.mark.parametrize(
    ("words", "line", "column", "rule"),
    [
        ("It was caused by our provider.", 0, 8, "own/blame-supplier"),  # a third party is blamed
        ("We refund the fees.", 0, 4, "solution/restitution"),  # amends while it still burns
        ("We write shortly.", 0, 10, VAGUE),  # a time that is none
        ("{% if turn %}\nOn we go,   shortly.{% endif %}", 1, 13, VAGUE),  # behind a condition, and several blanks
        ("- a point\n- a second, shortly", 1, 13, VAGUE),  # in a list
        ('Well {{ "we write shortly" }}', 0, 6, VAGUE),  # in an expression: where that begins
        ('Well   {{- " we write shortly" }}', 0, 8, VAGUE),  # in one that takes the blanks before it
        ("{% raw %}we write shortly{% endraw %}", 0, 19, VAGUE),  # in raw text
        ("{% for c in changes[:0] %}{% else %}shortly{% endfor %}", 0, 37, VAGUE),  # in the branch of an empty loop
    ],
)
def test_a_finding_stands_where_its_words_are(folder: Make, words: str, line: int, column: int, rule: str) -> None:
    assert places(folder(update=saying(words))) == [("update.j2", LINE + line, column, rule)]


def test_a_finding_in_a_subject(folder: Make) -> None:
    own = folder(update=saying("").replace("{{ incident.title }}", "\n  More shortly: {{ incident.title }}"))
    assert places(own) == [("update.j2", 2, 8, VAGUE)]


def test_a_finding_in_a_part(folder: Make) -> None:
    """It stands in the part, once, whatever includes it."""
    own = folder(
        update=saying('{% include "_mine.j2" %}'),
        holding=saying('{% include "_mine.j2" %}'),
        _mine="One.\n  More shortly.",
    )
    assert places(own) == [("_mine.j2", 2, 8, VAGUE)]


def test_a_missing_promise_stands_at_the_top_of_its_kind(folder: Make) -> None:
    """What is missing has no place of its own; the message says where it was seen."""
    ((path, finding), *others) = found_in(folder(update=saying("We are on it now.").replace(NEXT, "")))
    assert (path, finding.place, finding.rule) == ("update.j2", (1, 1), "inform/next-update")
    assert finding.message.endswith("(seen in a message of kind update, investigating)")
    assert others == []


@pytest.mark.parametrize(
    ("words", "line", "column", "message", "better"),
    [
        ("{{ incident.titel }}", 0, 4, "nothing gives incident.titel", "did you mean title?"),  # misspelt
        ("a\n {{ organization }}", 1, 5, "nothing gives organization", "did you mean organisation?"),
        ("{% if 0 %}{{ xyz }}{% endif %}", 0, 14, "nothing gives xyz", "'outagecomms templates' shows every name"),
        ("\n{% if %}", 1, 1, None, "mend the template"),  # broken
        ("{{ 1 / 0 }}", 0, 1, "division by zero", "mend the template"),  # only when it is rendered
        ("{{ liaison.name.nope }}", 0, 1, "'str object' has no attribute 'nope'", "mend the template"),
        ('{% include "_none.j2" %}', 0, 1, "there is no template '_none.j2' in its folders", "mend the template"),
        (f"x{chr(0xF0000)}", 0, 2, "the character U+F0000, of no use to a reader", "remove it"),
    ],
)
def test_faults(folder: Make, words: str, line: int, column: int, message: str | None, better: str) -> None:
    ((path, finding),) = found_in(folder(update=saying(words)))
    assert (path, finding.place, finding.rule, finding.level) == ("update.j2", (LINE + line, column), FAULT, "error")
    assert finding.suggestion == better
    assert message in (None, finding.message)


def test_a_template_without_a_block(folder: Make) -> None:
    ((_, finding),) = found_in(folder(update="{% block subject %}Hello{% endblock %}"))
    assert (finding.message, finding.suggestion) == ("there is no block 'body'", "write {% block body %}")


def test_what_is_not_text_is_a_fault(folder: Make) -> None:
    own = folder(update="")
    (own / "update.j2").write_bytes(b"\xff\xfe")
    ((_, finding),) = found_in(own)
    assert (finding.message, finding.suggestion) == ("not UTF-8 text", "save it as UTF-8")


def test_all_faults_at_once_in_their_order(folder: Make) -> None:
    own = folder(update=saying("{{ a1 }}\n{{ incident.b2 }} {{ c3 }}"), holding=saying("{{ d4 }}"), de__late="{{ e5 }}")
    assert [finding.message.split()[-1] for _, finding in found_in(own)] == ["e5", "d4", "a1", "incident.b2", "c3"]


def test_a_part_may_use_what_its_includers_set(folder: Make) -> None:
    """A built-in template's names too: a user may replace a part alone."""
    own = folder(update=saying('{% set mine = "All of it." %}{% include "_mine.j2" %}'), _mine="{{ mine }}")
    assert places(own) == []
    (own / "_mine.j2").write_text("{{ mein }}", encoding="utf-8")
    assert places(own) == [("_mine.j2", 1, 4, FAULT)]


def test_hostile_words_must_render(folder: Make) -> None:
    """They are judged by no rule, but a template that breaks on them is broken."""
    own = folder(update=saying('{% if "{{" in incident.title %}We write shortly.{{ [][9].x }}{% endif %}'))
    assert places(own) == [("update.j2", LINE, 1, FAULT)]
    own = folder(update=saying('{% if "{{" in incident.title %}We write shortly.{% endif %}'))
    assert places(own) == []


def test_only_what_stands_in_the_folder_is_judged(folder: Make) -> None:
    """A folder of one language, a part alone: the rest is built in, and has its own check."""
    own = folder(de__update=saying("").replace(NEXT, "Wir melden uns so bald wie möglich."))
    found = found_in(own)
    assert {path for path, _ in found} == {"de/update.j2"}
    assert {finding.line for _, finding in found if finding.rule == VAGUE} == {5}


def test_a_user_s_english_goes_before_built_in_english_only(folder: Make) -> None:
    """German messages are made of the built-in German templates, so an English folder is read in English."""
    assert places(folder(update=saying("Wir melden uns so bald wie möglich."))) == []


def test_kinds_that_are_not_asked_for_are_not_tried(folder: Make) -> None:
    own = folder(update=saying("We write shortly."), holding=saying("More shortly."))
    found = check_folder(own, rules_for, ["holding"])
    assert {path for path, _ in found} == {str(own / "holding.j2")}


ALLOW = "{# tone: allow inform/vague-time because we quote the law #}"


def test_an_allowance_with_its_reason(folder: Make) -> None:
    """It counts in its file, and for its rule."""
    own = folder(update=saying(f"{ALLOW}We write shortly."), holding=saying("More shortly."))
    assert places(own) == [("holding.j2", LINE, 6, VAGUE)]


@pytest.mark.parametrize(
    ("comment", "complaint"),
    [
        ("{# tone: allow inform/vague-time #}", "inform/vague-time is allowed without a reason"),
        ("{# tone: allow inform/vague-tim because #}", "no rule is called inform/vague-tim; did you mean"),
    ],
)
def test_an_allowance_that_is_refused(folder: Make, comment: str, complaint: str) -> None:
    own = folder(update=saying(f"On: {comment}"))
    with pytest.raises(InputError) as caught:
        check_folder(own, rules_for)
    assert str(caught.value).startswith(f"{own / 'update.j2'}:{LINE}:5: {complaint}")


def test_unused_allowances(folder: Make) -> None:
    """One that does something is not told; one that does nothing is, at its line."""
    own = folder(update=saying(f"{ALLOW}We write shortly."), holding=saying(f"One.\n{ALLOW}"))
    ((path, finding),) = unused(own, rules_for)
    assert (path, finding.place) == (str(own / "holding.j2"), (LINE + 1, 1))
    assert finding.message == "inform/vague-time is allowed here and does not fire"


def test_of_broken_templates_nobody_knows_what_is_unused(folder: Make) -> None:
    """So it is the fault that is told."""
    own = folder(update=saying(f"{ALLOW}We write shortly."), holding="{% if %}")
    assert [(path, finding.rule) for path, finding in unused(own, rules_for)] == [(str(own / "holding.j2"), FAULT)]


@pytest.fixture(scope="module")
def of_the_built_in() -> list[str]:
    """What is found in the built-in templates, over the whole matrix."""
    found = check_folder(BUILT_IN, rules_for)
    return [f"{Path(path).relative_to(BUILT_IN).as_posix()}: {f.rule}" for path, f in found]


def test_the_built_in_english_keeps_every_rule(of_the_built_in: list[str]) -> None:
    assert [error for error in of_the_built_in if not error.startswith("de/")] == []


def test_the_built_in_german_keeps_every_rule(of_the_built_in: list[str]) -> None:
    assert [error for error in of_the_built_in if error.startswith("de/")] == []
