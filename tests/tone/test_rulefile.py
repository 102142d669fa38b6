"""A rule file with a mistake is an error with file, line, column and what to do."""

from __future__ import annotations

import marshal
import os
from typing import TYPE_CHECKING

import pytest

from outagecomms.errors import InputError
from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts
from outagecomms.tone.ruleset import load

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
level = "error"
kinds = ["customer"]
shape = "forbidden"
message = "No zebras"
reason = "gift: own words"
better = "horses"
allow = "At the zoo."
phrases = ["zebra"]
fires = ["A zebra."]
silent = ["A horse."]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of rules with one good rule of a user's own."""
    write(tmp_path, GOOD)
    return tmp_path


def write(folder: Path, text: str, name: str = "ours/zebra") -> None:
    """Write a rule file."""
    path = folder / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def rules_found(text: str, rules: object) -> list[str]:
    """The ids of the rules that fire on an update."""
    return [finding.rule for finding in check(text, Facts(), rules)]  # type: ignore[arg-type]


def test_own_rule_is_added(folder: Path) -> None:
    """A user's rule fires beside the built-in ones."""
    found = rules_found("A zebra ate it. We write soon.", load([folder]))

    assert {"ours/zebra", "inform/vague-time"} <= set(found)


def test_own_rule_replaces_a_built_in_one(folder: Path) -> None:
    """The same id, other words."""
    write(folder, GOOD, "inform/vague-time")

    assert rules_found("We write soon.", load([folder])).count("inform/vague-time") == 0
    assert "inform/vague-time" in rules_found("A zebra.", load([folder]))


def test_levels() -> None:
    """A level is changed, or a rule switched off, by id."""
    rules = load(levels={"inform/vague-time": "suggestion", "inform/next-update": "off"})

    levels = {finding.rule: finding.level for finding in check("We write soon.", Facts(), rules)}
    assert levels["inform/vague-time"] == "suggestion"
    assert "inform/next-update" not in levels


@pytest.mark.parametrize(
    ("levels", "what"),
    [
        ({"inform/vage-time": "off"}, "did you mean inform/vague-time?"),
        ({"inform/vague-time": "fatal"}, "is no level"),
    ],
)
def test_wrong_levels(levels: dict[str, str], what: str) -> None:
    """A misspelt rule or level is an error, not silence."""
    with pytest.raises(InputError, match=what.replace("?", r"\?")):
        load(levels=levels)


@pytest.mark.parametrize(
    ("old", "new", "place", "what", "todo"),
    [
        ('level = "error"', 'level = "eror"', "1:9: level", "none of", "did you mean error?"),
        ('level = "error"', 'levl = "error"', "1:1: levl", "unknown key", "did you mean level?"),
        ('shape = "forbidden"\n', "", "1:1: shape", "missing", "add it"),
        ('["customer"]', '["custmer"]', "2:10: kinds.1", "none of", "did you mean customer?"),
        ('["zebra"]', '["(zebra"]', "8:12: phrases.1", "( without its )", "close it"),
        ('["zebra"]', '["{zebra}"]', "8:12: phrases.1", "no slot", "there are"),
        ('["zebra"]', '"zebra"', "8:11: phrases", "not a list", "write ["),
        ('["A zebra."]', "[]", "9:9: fires", "empty", "a passage"),
        ('["A zebra."]', '[{ text = "A", knd = "note" }]', "9:24: fires.1.knd", "unknown key", "did you mean kind?"),
        ('"No zebras"', "1", "4:11: message", "not text", "quotes"),
        ('"forbidden"', '"measure"', "3:9: shape", "without its name", "add measure"),
    ],
)  # fmt: skip
def test_mistakes(folder: Path, old: str, new: str, place: str, what: str, todo: str) -> None:
    """Each mistake is named at its place, with the way out."""
    write(folder, GOOD.replace(old, new))

    with pytest.raises(InputError) as caught:
        load([folder])
    text = str(caught.value)
    assert f"zebra.toml:{place}" in text
    assert what in text
    assert todo in text


def test_all_mistakes_at_once(folder: Path) -> None:
    """A writer mends a file in one go."""
    write(folder, GOOD.replace('"error"', '"eror"').replace('"zebra"', '"(zebra"'))

    with pytest.raises(InputError) as caught:
        load([folder])
    assert [problem.line for problem in caught.value.problems] == [1, 8]


def test_no_such_folder(tmp_path: Path) -> None:
    """A folder that is not there is an error."""
    with pytest.raises(InputError, match="no such folder"):
        load([tmp_path / "rulse"])


def test_own_language(folder: Path) -> None:
    """A user's folder may hold another language of its own rules."""
    write(folder, 'phrases = ["zebrapferd"]\nfires = ["x"]\nsilent = ["y"]\n', "de/ours/zebra")

    assert "ours/zebra" in rules_found("Ein Zebrapferd.", load([folder], language="de-AT"))


def test_remembered_rules_are_not_stale(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What was compiled is used again until a rule file changes."""
    write(tmp_path, GOOD)
    monkeypatch.setattr("outagecomms.tone.remembered.BUILT_IN", tmp_path)
    assert "ours/zebra" in rules_found("zebra", load())

    write(tmp_path, GOOD.replace('["zebra"]', '["quagga, of course"]'))

    assert rules_found("zebra", load()) == []


def test_unwritable_or_spoilt_memory_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Rules are compiled anew where nothing can be remembered."""
    write(tmp_path, GOOD)
    monkeypatch.setattr("outagecomms.tone.remembered.BUILT_IN", tmp_path)
    load()
    (store,) = (tmp_path / "__pycache__").iterdir()
    store.write_bytes(b"spoilt")
    assert "ours/zebra" in rules_found("zebra", load())

    store.unlink()
    store.parent.rmdir()
    store.parent.write_text("in the way")

    assert "ours/zebra" in rules_found("zebra", load())


def test_own_rules_are_remembered(folder: Path) -> None:
    """A user's folder is compiled once: what looks unchanged is not read again, and what changed is."""
    write(folder, GOOD)
    path = folder / "ours" / "zebra.toml"
    load([folder])
    before = path.stat()
    path.write_text(GOOD.replace('["zebra"]', '["okapi"]'), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "ours/zebra" in rules_found("zebra", load([folder]))

    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert "ours/zebra" in rules_found("okapi", load([folder]))
    assert "ours/zebra" not in rules_found("zebra", load([folder]))


def test_a_memory_from_elsewhere_is_never_unmarshalled(folder: Path) -> None:
    """A user's folder may come with a memory in it; bytes that would crash marshal are only unreadable."""
    write(folder, GOOD)
    load([folder])
    (store,) = (folder / "__pycache__").iterdir()
    store.write_bytes(marshal.dumps([[], [], []]))

    assert "ours/zebra" in rules_found("zebra", load([folder]))
    assert store.read_bytes().startswith(b"[")
