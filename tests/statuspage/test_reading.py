"""Files of incidents: which form they have, and what is wrong with them, where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from outagecomms.errors import InputError
from outagecomms.statuspage import reading
from outagecomms.statuspage.posted import Posted
from statuspage.pages import PAGE, at, incident, line, update

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the tests write it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "incidents.json"


@pytest.mark.parametrize("indent", [None, 2])
def test_a_page_in_one_line_or_in_many(file: Path, indent: int | None) -> None:
    file.write_text(json.dumps({"page": PAGE, "incidents": [incident()]}, indent=indent), encoding="utf-8")
    assert reading.read(file) == [Posted(incident(), PAGE)]


def test_a_page_without_a_page_and_without_incidents(file: Path) -> None:
    file.write_text('{"incidents": []}', encoding="utf-8")
    assert reading.read(file) == []


@pytest.mark.parametrize("lines", ["{}\n{}", "\n{}\n\n{}\n", "\ufeff{}\r\n{}\r\n"])
def test_our_own_lines_however_they_are_parted(file: Path, lines: str) -> None:
    one, two = (json.dumps(line(id=name)) for name in ("a", "b"))
    file.write_text(lines.format(one, two).replace("{}", ""), encoding="utf-8", newline="")
    assert [each.raw["id"] for each in reading.read(file)] == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "incidents.json:1:1: not JSON: expecting value; give a status page's incidents.json (on "),
        ('{"incidents": [\n  {"id": }]}', "incidents.json:2:10: not JSON: expecting value; "),
        ('{"title": "a"}\n{"title"', "incidents.json:2:9: not JSON: expecting ':' delimiter; "),
        ('{"incidents": [{"id": NaN}]}', "incidents.json:1:1: NaN is not JSON; "),
        ("[" * 100_000, "incidents.json:1:1: brackets nested too deep to read; "),
        ("[]", "incidents.json: there is no list of incidents in it; "),
        ("7", "incidents.json: there is no list of incidents in it; "),
        # another document of a status page, in one line
        (
            '{"page": {"name": "P"}, "status": {"indicator": "none"}}',
            "incidents.json: there is no list of incidents in it; give a status page's incidents.json (on Statuspage, ",
        ),
        (
            '{"page": {"name": "P"}, "scheduled_maintenances": [{"name": "a"}]}',
            "incidents.json: there is no list of incidents in it; ",
        ),
        ("{}", "incidents.json: there is no list of incidents in it; "),
        ('{"status": "up"}', "incidents.json: there is no list of incidents in it; "),
        ('{"incidents": 7}', "incidents.json: there is no list of incidents in it; "),
        ('{"page": 7, "incidents": []}', "incidents.json: page: not an object; write { … }, or leave it out"),
        (
            '{"incidents": [{"created_at": "2026-11-22T14:00Z"}, {"incident_updates": [{"body": 7}]}]}',
            """\
incidents.json: incidents[2].incident_updates[1].body: "7" is not text; put it in quotes: "…"
incidents.json: incidents[2].incident_updates[1].display_at: missing; add it, for example: "2026-11-22T14:10:00Z\"""",
        ),
        ('{"incidents": [7]}', 'incidents.json: incidents[1]: "7" is not an incident; write an object: { … }'),
        # a line is named by its number, and what stands in it as it is called there
        (
            f"{json.dumps(line())}\n{json.dumps(line(start='soon'))}",
            'incidents.json:2:1: start: "soon" is not a date and time; write it like "2026-11-22T14:02:00Z"',
        ),
        ('{"title": "a"}', "incidents.json:1:1: start: missing; add it, for example: "),
        ('{"title": "a", "updates": [{"text": "b"}]}', "incidents.json:1:1: updates[1].at: missing; "),
    ],
)
def test_what_is_wrong_is_said_with_its_place(file: Path, content: str, complaint: str) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        reading.read(file.relative_to(file.parent))
    assert str(caught.value).startswith(complaint)


def test_problems_are_told_up_to_a_hundred(file: Path) -> None:
    file.write_text("\n".join(['{"title": 7}'] * 60), encoding="utf-8")  # two problems each
    with pytest.raises(InputError) as caught:
        reading.read(file)
    told = str(caught.value).split("\n")
    assert len(told) == 101
    assert told[-1] == f"{file}: there are more problems than these 100; mend these first"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("nowhere.json", "nowhere.json: there is no such file; check the name"),
        (".", ".: cannot be read (Is a directory); check the path and its permissions"),
        ("latin.json", "latin.json:1:1: not UTF-8 text; save it as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read(file: Path, name: str, complaint: str) -> None:
    (file.parent / "latin.json").write_bytes(b'{"incidents": "\xe9"}')
    with pytest.raises(InputError) as caught:
        reading.read((file.parent / name).relative_to(file.parent))
    assert str(caught.value) == complaint


def _posted(id_: Any, count: int, page: dict[str, Any] = PAGE) -> Posted:
    return Posted(incident(*(update(n) for n in range(count)), id=id_, started_at=at(0)), page)


@pytest.mark.parametrize(
    ("given", "left"),
    [
        # another incident, another page, and none that has no id is anybody's double
        ([_posted("a", 1), _posted("b", 1)], [0, 1]),
        ([_posted("a", 1), _posted("a", 1, {"name": "Emma"})], [0, 1]),
        ([_posted(None, 1), _posted(None, 1)], [0, 1]),
        # of two downloads the fuller one, of two as full that which was written later, else the later
        ([_posted("a", 1), _posted("a", 3)], [1]),
        ([_posted("a", 3), _posted("a", 1)], [0]),
        ([_posted("a", 2), _posted("a", 2, PAGE | {"updated_at": at(90)})], [1]),
        ([_posted("a", 2, PAGE | {"updated_at": at(90)}), _posted("a", 2)], [0]),
        ([_posted("a", 2), _posted("a", 2, PAGE | {"updated_at": "2026-11-23"})], [1]),
    ],
)
def test_what_stands_there_twice_counts_once(given: list[Posted], left: list[int]) -> None:
    assert reading.distinct(given) == [given[number] for number in left]
