"""A whole ``incidents.json``; what comes back in it is in `test_round_trip`."""

from __future__ import annotations

import pytest

from builders import at, incident, update
from outagecomms.errors import InputError
from outagecomms.statuspage import outgoing


def test_the_newest_incident_stands_first_under_its_own_id() -> None:
    older = incident(name="older", started=at(-600), updates=[])
    document = outgoing.document([older, incident(update(5))], "Example Ltd")
    assert document["page"] == {"name": "Example Ltd"}
    assert [each["id"] for each in document["incidents"]] == ["checkout", "older"]


def test_without_an_incident_the_list_is_empty() -> None:
    assert outgoing.document([], "Example Ltd") == {"page": {"name": "Example Ltd"}, "incidents": []}


def test_two_downloads_of_a_page_are_one_page() -> None:
    first, second = (
        incident(
            name=name, source={"organisation": "Emma", "page": f'{{"id": "4lz", "name": "Emma", "updated_at": {n}}}'}
        )
        for n, name in enumerate(("one", "two"))
    )
    assert [each["name"] for each in outgoing.document([first, second], "")["incidents"]] == [first.title, second.title]


def test_one_file_is_of_one_page() -> None:
    theirs = incident(name="theirs", source={"organisation": "Emma"})
    with pytest.raises(InputError) as caught:
        outgoing.document([incident(), theirs], "Example Ltd")
    assert str(caught.value) == (
        "checkout (Example Ltd) and theirs (Emma) stand on different pages; "
        "export those of one page at a time, by their ids"
    )
