"""Imported incidents become files of a workspace, and none is ever written over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import a_workspace, at
from outagecomms.errors import InputError
from outagecomms.incident import reader
from outagecomms.incident.model import Incident
from outagecomms.statuspage import filing, incoming
from outagecomms.statuspage.posted import Posted
from statuspage.pages import PAGE, incident, update
from statuspage.pages import at as at_

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.workspace import Workspace


def _imported(number: int = 1, name: str = "Cards fail", body: str = "Cards fail.") -> Incident:
    return incoming.incident(Posted(incident(update(5, body), name=name, id=f"i{number}"), PAGE))


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """An empty workspace whose accounts stand in a file."""
    return a_workspace(tmp_path, 'accounts_file = "accounts.csv"\n')


def _write(place: Workspace, *incidents: Incident) -> list[str]:
    return [each.path.name for each in filing.write(filing.filed(place, incidents))]


def test_a_file_reads_as_a_person_would_write_it() -> None:
    posted = Posted({"id": "i1", "name": "Cards fail", "created_at": "2026-11-22T14:00:00Z", "impact": "minor",
                     "incident_updates": [update(5, "Cards fail.\nWe look.")]}, {"name": "Example Pay"})  # fmt: skip
    assert (
        filing.rendered(incoming.incident(posted))
        == '''\
#:schema ../incident.schema.json

title = "Cards fail"
service = "Example Pay"
severity = "sev3"
started = 2026-11-22T14:00:00Z
impact = "Cards fail"
accounts = []                            # what others were told concerns no customer of ours

[source]
organisation = "Example Pay"
id = "i1"
"update 1" = \'\'\'{"display_at": "2026-11-22T14:05:00.000Z"}\'\'\'

[[updates]]
at = 2026-11-22T14:05:00Z
by = "Example Pay"
status = "investigating"
text = """
Cards fail.
We look."""
'''
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Card payments are failing", "card-payments-are-failing-2026-11-22"),
        ("Störung bei Zahlungen!", "storung-bei-zahlungen-2026-11-22"),
        ("障害", "incident-2026-11-22"),
        ("x" * 100, "x" * 48 + "-2026-11-22"),
        ("a" * 47 + " b", "a" * 47 + "-2026-11-22"),
    ],
)
def test_an_incident_is_named_by_its_title_and_its_day(title: str, name: str) -> None:
    known = Incident(title=title, service="s", severity="sev1", started=at(0), impact="i")
    assert filing.name(known) == name


def test_two_of_one_name_get_a_number_each(place: Workspace) -> None:
    assert _write(place, _imported(1), _imported(2), _imported(3)) == [
        "cards-fail-2026-11-22.toml", "cards-fail-2026-11-22-2.toml", "cards-fail-2026-11-22-3.toml",
    ]  # fmt: skip


def test_what_was_imported_before_is_left_as_it_is(place: Workspace) -> None:
    _write(place, _imported())
    path = place.root / "incidents" / "cards-fail-2026-11-22.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Cards fail.", "Ours."), encoding="utf-8")
    again = filing.filed(place, [_imported(), _imported(2)])
    assert [(each.path.name, each.text is None) for each in again] == [
        (path.name, True), ("cards-fail-2026-11-22-2.toml", False),
    ]  # fmt: skip
    assert list(filing.write(again)) == again[1:]
    assert "Ours." in path.read_text(encoding="utf-8")


def _grown(*posts: tuple[float, str], **facts: Any) -> Incident:
    """A download with those posts, the last of which resolves it when it says so."""
    updates = [update(n, body, "resolved" if "work" in body else "investigating") for n, body in posts]
    return incoming.incident(Posted(incident(*updates[::-1], name="Cards fail", id="i1") | facts, PAGE))


FIRST, LAST = (5, "Cards fail."), (40, "Every card works.")


def test_a_newer_download_brings_the_file_up_to_date(place: Workspace) -> None:
    _write(place, _grown(FIRST))
    (again,) = filing.filed(place, [_grown(FIRST, LAST)])
    assert (again.differs, list(filing.write([again]))) == ((), [again])
    assert again.path.read_text(encoding="utf-8") == filing.sealed(filing.rendered(_grown(FIRST, LAST)))
    assert len(place.incidents()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        ("Cards fail.", "Ours."),  # a word of a post
        ("sev1", "sev2"),  # a fact
        ("accounts = []", 'accounts = [{ id = "acme", name = "Acme", email = "a@acme.example" }]'),
        ("\n[source]", "# Ask Dana.\n[source]"),  # a remark alone
        ("\n# A newer", "\n# Ask Dana.\n# A newer"),
        ("changes it: ", "changes it: 0"),
    ],
)
def test_a_file_that_somebody_has_changed_is_left_as_it_is(place: Workspace, changed: tuple[str, str]) -> None:
    """And it is said in what the download differs."""
    _write(place, _grown(FIRST))
    (path,) = place.incidents()
    ours = path.read_text(encoding="utf-8").replace(*changed)
    path.write_text(ours, encoding="utf-8")
    (again,) = filing.filed(place, [_grown(FIRST, LAST)])
    assert (again.text, again.differs[-1], list(filing.write([again]))) == (None, "updates", [])
    assert path.read_text(encoding="utf-8") == ours


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        # another impact and one post more; another word of an old post
        (_grown(FIRST), _grown(FIRST, LAST, impact="minor")),
        (_grown(FIRST), _grown((5, "No card is taken."), LAST)),
        # the same posts, and written later
        (_grown(FIRST, updated_at=at_(10)), _grown(FIRST, updated_at=at_(20), impact="minor")),
        (_grown(FIRST), _grown(FIRST, updated_at=at_(20), impact="minor")),
        (_grown(FIRST), _grown(FIRST, updated_at=at_(20), postmortem_body="Why.")),
    ],
)
def test_what_the_page_has_changed_is_taken(place: Workspace, older: Incident, newer: Incident) -> None:
    _write(place, older)
    (again,) = filing.filed(place, [newer])
    assert again.text == filing.sealed(filing.rendered(newer))


@pytest.mark.parametrize(
    ("newer", "differs"),
    [
        # nothing tells which of the two is newer
        (_grown(FIRST, LAST, impact="minor"), ["severity"]),
        (_grown(FIRST, (40, "Each card works.")), ["updates"]),
        # the page has taken a post down
        (_grown(FIRST, updated_at=at_(50)), ["updates"]),
    ],
)
def test_where_something_could_be_lost_it_is_said_instead(
    place: Workspace, newer: Incident, differs: list[str]
) -> None:
    """Whoever wants the download moves the file away."""
    _write(place, _grown(FIRST, LAST))
    (again,) = filing.filed(place, [newer])
    assert (again.text, again.differs) == (None, differs)


@pytest.mark.parametrize(
    "older",
    [_grown(FIRST), _grown(FIRST, impact="minor"), _grown(FIRST, LAST, impact="minor", updated_at=at_(40))],
)
def test_an_older_download_takes_nothing_away(place: Workspace, older: Incident) -> None:
    _write(place, _grown(FIRST, LAST, updated_at=at_(45)))
    (again,) = filing.filed(place, [older])
    assert (again.text, again.differs) == (None, ())


def test_a_page_that_was_written_again_elsewhere_changes_no_file(place: Workspace) -> None:
    _write(place, _grown(FIRST))
    later = incoming.incident(
        Posted(incident(update(5, "Cards fail."), name="Cards fail", id="i1"), PAGE | {"updated_at": at_(90)})
    )
    (again,) = filing.filed(place, [later])
    assert (again.text, again.differs) == (None, ())


def test_a_file_that_is_changed_at_the_last_moment_is_left_as_it_is(place: Workspace) -> None:
    _write(place, _grown(FIRST))
    (again,) = filing.filed(place, [_grown(FIRST, LAST)])
    again.path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="was changed meanwhile, and is left as it is; import again"):
        list(filing.write([again]))
    assert again.path.read_text(encoding="utf-8") == "mine"


def test_a_file_of_somebody_else_is_never_written_over(place: Workspace) -> None:
    """Not even one that cannot be read."""
    path = place.root / "incidents" / "cards-fail-2026-11-22.toml"
    path.write_text("mine", encoding="utf-8")
    assert _write(place, _imported()) == ["cards-fail-2026-11-22-2.toml"]
    assert path.read_text(encoding="utf-8") == "mine"


def test_the_same_without_an_id_is_known_by_its_words(place: Workspace) -> None:
    one, other = (
        incoming.incident(Posted({"name": "Cards fail", "incident_updates": [update(5, body)]}))
        for body in ("Cards fail.", "No card works.")
    )
    assert _write(place, one, one, other) == ["cards-fail-2026-11-22.toml", "cards-fail-2026-11-22-2.toml"]


def test_no_customer_of_ours_is_concerned(place: Workspace) -> None:
    """Although the workspace has accounts, and would give them to any other incident."""
    _write(place, _imported())
    known = reader.read(place.incidents()[0], place.defaults)
    assert list(known.readers()) == []


def test_one_that_is_too_large_for_a_file_stops_all_of_them(place: Workspace) -> None:
    large = _imported(2, "Everything is down", "x" * 150_000).model_copy(
        update={"source": {str(number): "x" * 150_000 for number in range(2)}}
    )
    with pytest.raises(InputError) as caught:
        _write(place, _imported(1), large)
    assert str(caught.value) == (
        "Everything is down (2026-11-22) takes 301 KiB as an incident file, and one may have 256; "
        "take it out of what you import, or shorten its updates"
    )
    assert place.incidents() == []
