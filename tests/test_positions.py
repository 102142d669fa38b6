"""Where a key stands."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.positions import Path, place, places, value_place

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = """\
# title = "not here"
title = "a"  # nor [title] = "here"
"quoted key" = 1
"caf\\u00e9" = 2
'[not.a.table]' = 3
a . b . "c.d" = 4
list = [ 1, [2, 3],
  # ] a comment with a bracket
  { x = 5, y.z = 6 },
]
when = 2026-11-22 14:02:00Z
pi = 3.14
text = \"\"\"
title = "not here"
[[accounts]]
ends in quotes \"\"\"\"\"
literal = '''
[leader] # '' not here''''
after = true

[leader]
name = "Dana"

  [ cadence . sev1 ]
  target = 15

[[accounts]]
id = "one"

[[accounts]]
id = "two"
services = ["a", "b"]
[[accounts.notes]]
text = "n1"
[accounts.extra]
k = 1

[empty]"""

AT: list[tuple[Path, tuple[int, int]]] = [
    (("title",), (2, 1)),  # not in the comment before it
    (("quoted key",), (3, 1)),  # without its quotes
    (("café",), (4, 1)),  # with its escape resolved
    (("[not.a.table]",), (5, 1)),  # brackets and dots in quotes are letters
    (("a",), (6, 1)),  # a table that only a dotted key names
    (("a", "b", "c.d"), (6, 1)),  # a dotted key begins at its first part
    (("list", 0), (7, 10)),  # an item
    (("list", 1), (7, 13)),  # the next
    (("list", 1, 1), (7, 17)),  # an item of an item
    (("list", 2), (9, 3)),  # on a later line
    (("list", 2, "x"), (9, 5)),  # in an inline table
    (("list", 2, "y", "z"), (9, 12)),  # dotted, in an inline table
    (("when",), (11, 1)),  # its value has a blank
    (("pi",), (12, 1)),  # its value has a dot
    (("text",), (13, 1)),  # its value has tables of its own
    (("literal",), (17, 1)),  # as above
    (("after",), (19, 1)),  # nothing was lost on the way
    (("leader",), (21, 1)),  # a table stands at its bracket
    (("leader", "name"), (22, 1)),  # a key in it
    (("cadence",), (24, 3)),  # named only on the way to another
    (("cadence", "sev1"), (24, 3)),  # indented, with blanks
    (("cadence", "sev1", "target"), (25, 3)),  # as above
    (("accounts",), (27, 1)),  # the list stands at its first table
    (("accounts", 0), (27, 1)),  # the first table
    (("accounts", 0, "id"), (28, 1)),  # its key
    (("accounts", 1), (30, 1)),  # the second
    (("accounts", 1, "services", 1), (32, 18)),  # an item in it
    (("accounts", 1, "notes", 0, "text"), (34, 1)),  # a list in a list
    (("accounts", 1, "extra", "k"), (36, 1)),  # a table in a list
    (("empty",), (38, 1)),  # the last line, without an end
    (("accounts", 1, "name"), (30, 1)),  # missing: its nearest parent
    (("accounts", 7, "name"), (27, 1)),  # no such table: their list
    (("nowhere", "at", "all"), (1, 1)),  # nothing of it: the beginning
    ((), (1, 1)),  # the whole
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("path", "at"), AT)
def test_a_key_stands_where_it_is_written(path: Path, at: tuple[int, int], newline: str) -> None:
    text = FILE.replace("\n", newline)
    assert tomllib.loads(text)["after"]
    assert place(text, path) == at


def test_all_places_in_one_walk() -> None:
    assert places(FILE, [path for path, _ in AT]) == dict(AT)


@pytest.mark.parametrize(
    ("path", "at"),
    [
        (("title",), (2, 9)),  # behind its equals sign
        (("[not.a.table]",), (5, 19)),  # behind a key in quotes
        (("a", "b", "c.d"), (6, 17)),  # behind a dotted key
        (("list", 2, "x"), (9, 9)),  # in an inline table
        (("text",), (13, 8)),  # at the quotes of a text of several lines
        (("leader",), (21, 1)),  # a table's is its header
        (("list", 1), (7, 13)),  # an item is its own value
        (("accounts", 1, "name"), (30, 1)),  # missing: its nearest parent
    ],
)
def test_a_value_stands_behind_its_key(path: Path, at: tuple[int, int]) -> None:
    assert value_place(FILE, path) == at


def test_an_equals_sign_in_a_key_is_not_the_one() -> None:
    assert value_place('"a = b" = 1', ("a = b",)) == (1, 11)


KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6) | st.sampled_from(
    ["a", "b", "a.b", "a b", "'", '"', "#", "[", "=", "\n", "\\", "\u0000", "\r", ""]
)
SCALARS = (
    st.integers(-(2**63), 2**63)
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.datetimes()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    | st.sampled_from(['"""', "'''", '"', "a\nb", '""""\n""', "# no", "[no]\nno = 1", "\\", "\\\n", "é\r\nü", '\n"'])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


@given(st.dictionaries(KEYS, VALUES, max_size=5), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_every_key_of_any_document_is_found(document: dict[str, Any], multiline: bool, newline: str) -> None:  # noqa: FBT001
    """At each key's place the text goes on with that key; so the walk has kept in step to the end."""
    text = tomli_w.dumps(document, multiline_strings=multiline)
    if newline == "\r\n":
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    assert tomllib.loads(text).keys() == document.keys()
    lines = text.replace("\r\n", "\n").split("\n")
    at = places(text, list(_paths(document)))
    for path, (line, column) in at.items():
        if isinstance(path[-1], str):
            rest = lines[line - 1][column - 1 :]
            assert path[-1] in _names(rest), (path, rest)
    leaves = [path for path in at if not any(len(other) > len(path) and other[: len(path)] == path for other in at)]
    assert len({at[path] for path in leaves}) == len(leaves)


def _names(rest: str) -> set[str]:
    """The parts of the key that *rest* begins with."""
    if rest.startswith("["):
        inside: Any = tomllib.loads(rest)
    else:
        key = next(rest[:end] for end, letter in enumerate(rest) if letter == "=" and _is_key(rest[:end]))
        inside = tomllib.loads(f"{key} = 0")
    found = set()
    while inside and isinstance(inside, dict | list):
        if isinstance(inside, list):
            inside = inside[0]
        else:
            [(name, inside)] = inside.items()
            found.add(name)
    return found


def _is_key(text: str) -> bool:
    try:
        tomllib.loads(f"{text} = 0")
    except tomllib.TOMLDecodeError:
        return False
    return True


@given(st.text(st.sampled_from("ab.=[]{},#\"'\\\n\r\t 1é"), max_size=60))
def test_a_walk_ends_in_any_text(text: str) -> None:
    """Even one that is no TOML, where nothing is said about what it finds."""
    try:
        line, column = place(text, ("a", 0, "b"))
    except tomllib.TOMLDecodeError:  # of a key with an escape that is none
        return
    assert 1 <= line <= text.count("\n") + 1
    assert column >= 1
