"""Names that nothing gives are found wherever they stand, with a guess at what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from jinja2 import TemplateSyntaxError

from outagecomms.checking.names import Names
from outagecomms.compose.templates import BUILT_IN, SUFFIX, Templates

if TYPE_CHECKING:
    from pathlib import Path

SEE = "'outagecomms templates' shows every name"


def unknown(source: str, filename: str = "update.j2", own: Path | None = None) -> list[tuple[int, int, str, str]]:
    """Line, column, name and hint of every unknown name."""
    return [tuple(each) for each in Names(Templates("en", own).environment).unknown(source, filename)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{{ incident.title }}", []),  # a name that is given
        ("{{ titel }}", [(1, 4, "titel", SEE)]),  # one that is not
        ("{{ organization }}", [(1, 4, "organization", "did you mean organisation?")]),  # nearly one
        ("{{ incident.titel }}", [(1, 4, "incident.titel", "did you mean title?")]),  # a key of a table
        ("{{ incident['titel'] }}", [(1, 4, "incident.titel", "did you mean title?")]),  # asked for otherwise
        ("{{ incident . titel }}", [(1, 4, "incident.titel", "did you mean title?")]),  # with blanks
        ("{{ news.at.wen }}", [(1, 4, "news.at.wen", "did you mean when?")]),  # a key of a key, of what may be nothing
        ("a titel\n  is {{ titel }}", [(2, 9, "titel", SEE)]),  # the word in the text is not the name
        ("{{ 'titel' ~ titel }}", [(1, 14, "titel", SEE)]),  # nor is a string
        ("{# titel #}{{ titel }}", [(1, 15, "titel", SEE)]),  # nor a comment
        ("{{ incident.title ~ title }}", [(1, 21, "title", SEE)]),  # nor another's key
        ("{{ titel }} {{ titel }}", [(1, 4, "titel", SEE), (1, 16, "titel", SEE)]),  # each time
        ("{% if no %}{{ titel }}{% endif %}", [(1, 7, "no", SEE), (1, 15, "titel", SEE)]),  # in a branch nobody takes
        ("{% if news\n and titel %}{% endif %}", [(2, 6, "titel", SEE)]),  # in a tag of two lines
        ("{% for c in changes %}{{ c.dun }}{% endfor %}", [(1, 26, "c.dun", "did you mean due?")]),  # of a list's items
        ("{% for c in changes %}{{ loop.index }}{{ c.due }}{% endfor %}", []),  # Jinja's own, in a loop
        ("{% for n in range(3) %}{{ n.anything }}{% endfor %}", []),  # of what nobody knows the type
        ("{% set x = 1 %}{{ x }}", []),  # the template's own
        ("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(1) }}", []),  # a macro and its argument
        ('{% from "_words.j2" import x %}{{ x }}', []),  # imported
        ("{% raw %}{{ titel }}{% endraw %}", []),  # no name at all
    ],
)
def test_unknown(source: str, found: list[tuple[int, int, str, str]]) -> None:
    assert sorted(unknown(source)) == found


def test_a_part_may_use_what_its_includers_set(tmp_path: Path) -> None:
    """Set or imported by any template at hand, the user's or a built-in one; in a template itself it is unknown."""
    (tmp_path / "update.j2").write_text('{% set mine = 1 %}{% from "_w.j2" import told as said %}', encoding="utf-8")
    part = "{{ mine }}{{ said }}\n{{ mein }}"

    assert unknown(part, "_part.j2", tmp_path) == [(2, 4, "mein", SEE)]
    assert {name for *_, name, _ in unknown(part, "update.j2", tmp_path)} == {"mine", "said", "mein"}


def test_a_part_beside_a_broken_template(tmp_path: Path) -> None:
    """The broken one has its own finding and stands in nobody's way."""
    (tmp_path / "update.j2").write_text("{% if %}", encoding="utf-8")
    (tmp_path / "late.j2").write_bytes(b"\xff")
    (tmp_path / "holding.j2").write_text("{% set mine = 1 %}", encoding="utf-8")

    assert unknown("{{ mine }}{{ yours }}", "_part.j2", tmp_path) == [(1, 14, "yours", SEE)]


def test_what_is_no_template_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError):
        unknown("{% if %}")


def test_the_built_in_templates_name_only_what_is_given() -> None:
    names = Names(Templates().environment)
    paths = list(BUILT_IN.rglob(f"*{SUFFIX}"))
    assert len(paths) > 30
    assert [list(names.unknown(path.read_text(encoding="utf-8"), path.name)) for path in paths] == [[]] * len(paths)
