"""`check` and `rules`: findings in the forms of the contract, exit codes, and the workspace's own rules."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from .conftest import CHECKOUT, Done, in_a_pipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Done]

NEXT = "We are moving card traffic. I will write again by 15:30 UTC.\n\nSam Okafor\nCustomer Liaison\nsam@example.com\n"
GOOD = f"I am sorry: you cannot take cards. {NEXT}"
BAD = f"I am sorry: you cannot take cards. We refund the fees of today. {NEXT}"
ENTRY = """
[[updates]]
at = 2026-11-22T14:05:00Z
by = "Sam Okafor"
status = "identified"
text = "We refund the fees of today."
"""
WORKSPACE_RULE = """
level = "error"
kinds = ["customer"]
shape = "forbidden"
message = "“{words}” is our word, not theirs"
reason = "style guide"
better = "cash desk"
allow = "Never."
phrases = ["point of sale"]
fires = ["The point of sale is down."]
silent = ["The cash desk is down."]
"""


@pytest.fixture
def messages(nowhere: Path) -> Path:
    """A good message and a bad one, in no workspace."""
    (nowhere / "good.txt").write_text(GOOD, encoding="utf-8")
    (nowhere / "bad.md").write_text(BAD, encoding="utf-8")
    return nowhere


@pytest.mark.usefixtures("messages")
def test_a_finding_as_text(oc: Run) -> None:
    """``path:line:column: level id: message (reason) → better wording``, and no more on either stream."""
    done = oc("check", "bad.md", "--language", "en")
    assert (done.code, done.err) == (1, "")
    (line,) = done.out.splitlines()
    assert re.fullmatch(r"bad\.md:1:39: error solution/restitution: “refund the” [^()]+ \([^()]+\) → .+", line)


@pytest.mark.usefixtures("messages")
def test_nothing_found(oc: Run) -> None:
    assert oc("check", "good.txt") == Done(0, "", "Nothing to complain of.\n")
    assert oc("check", "good.txt", "--format", "json") == Done(0, "[]\n", "")


@pytest.mark.usefixtures("messages")
def test_a_finding_as_json(oc: Run) -> None:
    """The keys of the contract, no more and no fewer."""
    done = oc("check", "bad.md", "--format", "json")
    (finding,) = json.loads(done.out)
    assert done.code == 1
    assert list(finding) == [
        "path", "line", "column", "end_column", "level", "rule", "principle", "message", "suggestion", "excerpt",
    ]  # fmt: skip
    assert finding | {"message": "", "suggestion": ""} == {
        "path": "bad.md", "line": 1, "column": 39, "end_column": 49, "level": "error", "rule": "solution/restitution",
        "principle": "solution", "message": "", "suggestion": "", "excerpt": "refund the",
    }  # fmt: skip


@pytest.mark.usefixtures("messages")
def test_a_finding_for_the_programs_of_others(oc: Run) -> None:
    """SARIF, JUnit and GitHub's annotations, each with the place."""
    (run,) = json.loads(oc("check", "bad.md", "--format", "sarif").out)["runs"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "solution/restitution"
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"], place["region"]["startColumn"]) == (
        "bad.md", 1, 39,
    )  # fmt: skip
    suites = ET.fromstring(oc("check", "bad.md", "--format", "junit").out)
    assert [case.get("name") for case in suites.iter("testcase")] == ["solution/restitution:1:39"]
    assert len(list(suites.iter("failure"))) == 1
    shown = oc("check", "bad.md", "--format", "github").out
    assert shown.startswith("::error file=bad.md,line=1,col=39,endColumn=49,title=solution/restitution::“refund the”")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 1),  # an update, of an open incident
        (["--phase", "closed"], 0),  # when it is over amends may be spoken of
        (["--kind", "note"], 0),  # between ourselves they always may
        (["--kind", "holding"], 1),  # a form of an update
    ],
)
@pytest.mark.usefixtures("messages")
def test_kind_and_phase(oc: Run, options: list[str], code: int) -> None:
    done = oc("check", "bad.md", "--format", "json", *options)
    restitution = [finding for finding in json.loads(done.out) if finding["rule"] == "solution/restitution"]
    assert bool(restitution) == bool(code)


@pytest.mark.usefixtures("messages")
def test_language(oc: Run, messages: Path) -> None:
    (messages / "de.txt").write_text("Wir melden uns so bald wie möglich.", encoding="utf-8")
    rules = [
        {f["rule"] for f in json.loads(oc("check", "de.txt", "--format", "json", "--language", tag).out)}
        for tag in ("en", "de")
    ]
    assert ["inform/vague-time" in found for found in rules] == [False, True]


def test_standard_input(messages: Path) -> None:
    with (messages / "bad.md").open("rb") as file:
        done = in_a_pipe("check", "-", stdin=file.fileno())
    assert done.code == 1
    assert done.out.startswith("-:1:39: error solution/restitution: ")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["check", "none.txt"], "none.txt:1:1: cannot be read"),
        (["check", "none"], "none: nothing to check there"),
        (["check", "good.txt", "--kind", "letter"], "'letter' is not one of"),
        (["check", "good.txt", "--format", "xml"], "'xml' is not one of"),
        (["check"], "Missing argument"),
        (["rules", "own/evasiv"], "no rule is called own/evasiv; did you mean own/evasive?"),
    ],
)
@pytest.mark.usefixtures("messages")
def test_what_cannot_be_done(oc: Run, arguments: list[str], complaint: str) -> None:
    done = oc(*arguments)
    assert (done.code, done.out) == (2, "")
    assert complaint in done.err


def test_an_incident(shop: Path, oc: Run) -> None:
    """A refund that is offered while it burns, at its line; a broken file is exit code 2."""
    file = shop / "incidents" / "checkout.toml"
    file.write_text(CHECKOUT + ENTRY, encoding="utf-8")
    line = (CHECKOUT + ENTRY).count("\n")

    done = oc("check", "incidents")
    assert done.code == 1
    assert done.out.startswith(f"incidents/checkout.toml:{line}:12: error solution/restitution: ")

    file.write_text(CHECKOUT.replace("title", "titel"), encoding="utf-8")
    done = oc("check", "incidents")
    assert done.code == 2
    assert "incidents/checkout.toml:1:1: error file/fault: titel: unknown key (" in done.out
    assert "→ did you mean title?" in done.out


def test_unused(shop: Path, oc: Run) -> None:
    file = shop / "incidents" / "checkout.toml"
    allow = 'tone_allow = [{ rule = "own/evasive", because = "of old" }]\n'
    file.write_text(allow + CHECKOUT, encoding="utf-8")
    assert oc("check", "incidents") == Done(0, "", "Nothing to complain of.\n")
    done = oc("check", "--unused", "incidents")
    assert done.code == 1
    assert done.out.startswith("incidents/checkout.toml:1:15: error file/unused-allowance: own/evasive is allowed here")


def test_a_workspace_s_own_rules_and_levels(shop: Path, oc: Run) -> None:
    """A rule of its own fires, one that it turns off does not, and one that it raises stops."""
    (shop / "bad.txt").write_text(
        BAD.replace("We refund", "Mistakes were made. The point of sale is down. We refund"), encoding="utf-8"
    )
    levels = [(f["rule"], f["level"]) for f in json.loads(oc("check", "bad.txt", "--format", "json").out)]
    assert levels == [("own/evasive", "warning"), ("solution/restitution", "error")]

    (shop / "tone" / "own").mkdir(parents=True)
    (shop / "tone" / "own" / "jargon.toml").write_text(WORKSPACE_RULE, encoding="utf-8")
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write('[tone]\nrules = "tone"\n[tone.levels]\n"own/evasive" = "error"\n"solution/restitution" = "off"\n')
    done = oc("check", "bad.txt", "--format", "json")
    levels = [(f["rule"], f["level"]) for f in json.loads(done.out)]
    assert (done.code, levels) == (1, [("own/evasive", "error"), ("own/jargon", "error")])
    assert oc("rules", "own/jargon").out.startswith("own/jargon  error\n")


def test_a_workspace_s_rule_that_is_none(shop: Path, oc: Run) -> None:
    """It is told where it stands."""
    (shop / "tone" / "own").mkdir(parents=True)
    (shop / "tone" / "own" / "jargon.toml").write_text(WORKSPACE_RULE.replace('"error"', '"errror"'), encoding="utf-8")
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write('[tone]\nrules = "tone"\n')
    done = oc("check", "incidents")
    assert (done.code, done.out) == (2, "")
    assert (
        "jargon.toml:2:9: level: “errror” is none of error, warning, suggestion, off; did you mean error?" in done.err
    )


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_rules(oc: Run, nowhere: Path, form: str) -> None:
    """Every rule is listed, and each explains itself."""
    listed = oc("rules", "--format", form).out
    one = oc("rules", "own/evasive", "--format", form).out
    assert "own/evasive" in listed
    assert "inform/next-update" in listed
    for part in ("own/evasive", "warning", "tone_allow"):
        assert part in one
