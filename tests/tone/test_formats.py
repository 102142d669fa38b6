"""The same findings for people and for programs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from outagecomms.tone.explain import explained, listed
from outagecomms.tone.finding import Finding
from outagecomms.tone.formats import FORMATS, format_called
from outagecomms.tone.ruleset import load

RULES = load().rules
OFFICIAL = os.environ.get("OUTAGECOMMS_SARIF_SCHEMA", "")  # a file; the schema is not ours to ship
EVASIVE = Finding(
    3, 7, 11, "warning", "own/evasive", "Nobody acts", "gift: \u201cown your part\u201d", "\u201cwe found\u201d",
    "x, y: 50%",
)  # fmt: skip
VAGUE = Finding(1, 1, 1, "error", "inform/vague-time", "\u201csoon\u201d is <no> time\n", "r", "15:30 UTC", "soon")
FOUND = [("a b.txt", EVASIVE), ("<&'\x1b\n>.txt", VAGUE)]


def formatted(name: str, found: list[tuple[str, Finding]] = FOUND) -> str:
    """The findings in one format."""
    return format_called(name)(found, RULES)


def test_text() -> None:
    """A line a finding, whatever stands in it."""
    first, second = formatted("text").split("\n")

    assert first == (
        "a b.txt:3:7: warning own/evasive: Nobody acts (gift: \u201cown your part\u201d) \u2192 \u201cwe found\u201d"
    )
    assert "\\x1b\\n" in second


def test_json() -> None:
    """Exactly the promised keys."""
    assert json.loads(formatted("json"))[0] == {
        "path": "a b.txt",
        "line": 3,
        "column": 7,
        "end_column": 11,
        "level": "warning",
        "rule": "own/evasive",
        "principle": "own",
        "message": "Nobody acts",
        "suggestion": "\u201cwe found\u201d",
        "excerpt": "x, y: 50%",
    }


def test_github() -> None:
    """Errors first, and nothing that could end a command early."""
    first, second = formatted("github").split("\n")

    assert first.startswith("::error file=<&'\x1b%0A>.txt,line=1,col=1,endColumn=1,title=inform/vague-time::")
    assert second.startswith("::warning file=a b.txt,line=3,col=7,endColumn=11,title=own/evasive::Nobody acts")


@pytest.mark.parametrize("found", [[], FOUND])
def test_sarif(found: list[tuple[str, Finding]]) -> None:
    """It has the form that the schema of SARIF 2.1.0 asks for."""
    log = json.loads(formatted("sarif", found))
    schema = json.loads((Path(__file__).parent / "sarif-subset.json").read_text())

    assert problems(log, schema, schema["definitions"]) == []
    (run,) = log["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


@pytest.mark.skipif(not OFFICIAL, reason="OUTAGECOMMS_SARIF_SCHEMA names no file")
@pytest.mark.parametrize("found", [[], FOUND])
def test_sarif_by_the_official_schema(found: list[tuple[str, Finding]]) -> None:
    """OASIS's own schema has nothing to complain of."""
    schema = json.loads(Path(OFFICIAL).read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)

    assert [error.message for error in validator.iter_errors(json.loads(formatted("sarif", found)))] == []


def problems(value: Any, schema: dict[str, Any], definitions: dict[str, Any], path: str = "$") -> list[str]:
    """What a value lacks, by the keywords of JSON Schema that the subset uses."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    kinds = {"object": dict, "array": list, "string": str, "integer": int}
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return [f"{path} is no {schema['type']}"]
    wrong = [f"{path} is none of {schema['enum']}"] if value not in schema.get("enum", [value]) else []
    if isinstance(value, int) and value < schema.get("minimum", value):
        wrong.append(f"{path} is too small")
    if isinstance(value, list):
        for index, item in enumerate(value):
            wrong += problems(item, schema.get("items", {}), definitions, f"{path}[{index}]")
    if isinstance(value, dict):
        wrong += [f"{path}.{key} is missing" for key in schema.get("required", []) if key not in value]
        known = schema.get("properties", {})
        if schema.get("additionalProperties") is False:
            wrong += [f"{path}.{key} is unknown" for key in value if key not in known]
        for key in known.keys() & value.keys():
            wrong += problems(value[key], known[key], definitions, f"{path}.{key}")
    return wrong


@pytest.mark.parametrize("found", [[], FOUND])
def test_junit(found: list[tuple[str, Finding]]) -> None:
    """Well-formed; the counts are right; errors fail and warnings do not."""
    root = ET.fromstring(formatted("junit", found))

    assert root.tag == "testsuites"
    assert root.get("tests") == str(len(root.findall("./testsuite/testcase"))) == str(len(found))
    assert root.get("failures") == str(len(root.findall("./testsuite/testcase/failure"))) == str(len(found) // 2)


# What the schemas of Jenkins (junit-10.xsd) and Surefire have in common: for each element, the attributes it must
# have, and the elements it may hold.
JUNIT: dict[str, tuple[set[str], set[str]]] = {
    "testsuites": (set(), {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors"}, {"properties", "testcase", "system-out", "system-err"}),
    "testcase": ({"name", "classname"}, {"skipped", "error", "failure", "system-out", "system-err"}),
    "failure": ({"type"}, set()),
    "system-out": (set(), set()),
}
COUNTS = {"tests", "failures", "errors", "skipped"}


@pytest.mark.parametrize("found", [[], FOUND])
def test_junit_structure(found: list[tuple[str, Finding]]) -> None:
    """Every element has what Jenkins and Surefire demand of it, and holds only what they know."""
    for element in ET.fromstring(formatted("junit", found)).iter():
        attributes, children = JUNIT[element.tag]
        assert attributes <= set(element.attrib)
        assert {child.tag for child in element} <= children
        assert all(element.attrib[name].isdecimal() for name in COUNTS & set(element.attrib))


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found(name: str) -> None:
    """No findings is a result in every format."""
    assert isinstance(formatted(name, []), str)


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_explained(form: str) -> None:
    """A rule is explained with its reason, a bad and a good example, and how to allow it."""
    rule = next(rule for rule in RULES if rule.id == "own/blame-supplier")
    told = explained(rule, form)

    for part in ("own/blame-supplier", "passing the buck", "our provider", "tone: allow own/blame-supplier because"):
        assert part in told
    assert "{words}" not in told


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_listed(form: str) -> None:
    """Every rule is listed."""
    assert all(rule.id in listed(RULES, form) for rule in RULES)
