"""Every piece of a rendered message knows where it was written, and the marks change nothing."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest

from outagecomms.checking.matrix import sheets, trials
from outagecomms.checking.trace import TAG, Place, TracedTemplates
from outagecomms.compose.templates import BUILT_IN, SUFFIX, Templates
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

BLOCKS = "{% block subject %}s{% endblock %}{% block body %}\n"
HEAD = 2  # the line after BLOCKS


def traced(folder: Path, body: str, part: str = "") -> tuple[str, TracedTemplates]:
    """What a note of that *body* says, and the templates that traced it."""
    folder.mkdir(exist_ok=True)
    (folder / "note.j2").write_text(f"{BLOCKS}{body}\n{{% endblock %}}", encoding="utf-8")
    (folder / "_part.j2").write_text(part, encoding="utf-8")
    return body, TracedTemplates("en", folder)


@pytest.mark.parametrize(
    ("body", "word", "line", "column"),
    [
        ("one word", "word", 1, 5),  # in a line of text
        ("one\nword", "word", 2, 1),  # in the second line of a paragraph, which is joined to the first
        ("   one   word", "word", 1, 10),  # blanks before and between give way
        ("{% if yes %}\none\n{% endif %}\nword", "word", 4, 1),  # after a condition
        ("{% if no %}one{% else %}a word{% endif %}", "word", 1, 27),  # in a branch
        ("- one\n- word", "word", 2, 3),  # in a list
        ("one {{ name }}", "word", 1, 5),  # an expression: where it begins
        ("one {{ name }}", "for", 1, 5),  # all that it writes
        ("one\n   {{- name }}", "word", 2, 4),  # one that takes the blanks before it
        ("one {{ name -}}   end", "end", 1, 19),  # and behind it
        ("{{ name }} word.", "word.", 1, 12),  # text behind an expression
        ("{{ name | upper }}", "WORD", 1, 1),  # through a filter
        ("{% for n in (1, 2) %}\n{{ n }} word{{ n }}\n{% endfor %}", "word2", 2, 9),  # each time round
        ("{% raw %}{{ a }} word{% endraw %}", "word", 1, 18),  # raw text, tags and all
        ("{%- raw -%} {{ a }} word{% endraw %}", "word", 1, 21),  # and with blanks taken away
        ("{# a word #}one word", "word", 1, 17),  # behind a comment
        ("{% set it %}a word{% endset %}{{ it }}", "word", 1, 15),  # text that was set aside
        ("{% macro m() %}a word{% endmacro %}{{ m() }}", "word", 1, 18),  # text of a macro
        ('é„ß“ 😀 {{ "x" }} word', "word", 1, 18),  # letters of any width
    ],
)
def test_place(tmp_path: Path, body: str, word: str, line: int, column: int) -> None:
    _, templates = traced(tmp_path, body)

    _, said = templates.traced("note", {"yes": True, "no": False, "name": "a word for it"})

    assert said.place(said.text.index(word)) == Place(tmp_path / "note.j2", HEAD + line - 1, column)


def test_the_places_of_a_stretch(tmp_path: Path) -> None:
    """Every piece that has a part in it, in the order of the text."""
    _, templates = traced(tmp_path, 'one {{ name }}, two\n\n{% include "_part.j2" %}', "three")
    note = tmp_path / "note.j2"
    one, name, comma = (Place(note, HEAD, column) for column in (1, 5, 15))

    _, said = templates.traced("note", {"name": "Ines"})

    assert said.text == "one Ines, two\n\nthree"
    assert said.places(0, 13) == [one, name, comma]
    assert said.places(0, 3) == [one]
    assert said.places(5, 8) == [name]  # within a piece
    assert said.places(5, 9) == [name, comma]
    assert said.places(15, 20) == [Place(tmp_path / "_part.j2", 1, 1)]


def test_place_in_a_part(tmp_path: Path) -> None:
    """Words of a part stand in the part; those behind it in the template again."""
    _, templates = traced(tmp_path, 'one {% include "_part.j2" %} two', "\n  a word {{ name }}")

    _, said = templates.traced("note", {"name": "Ines"})

    part, note = tmp_path / "_part.j2", tmp_path / "note.j2"
    assert said.text == "one\na word Ines two"
    assert said.place(0) == Place(note, HEAD, 1)
    assert said.place(said.text.index("word")) == Place(part, 2, 5)
    assert said.place(said.text.index("nes")) == Place(part, 2, 10)
    assert said.place(said.text.index("two")) == Place(note, HEAD, 30)
    assert said.place_of(1, 7) == Place(part, 2, 5)


def test_place_in_a_subject(tmp_path: Path) -> None:
    (tmp_path / "note.j2").write_text(
        "{% block subject %}\n  Hello,\n  {{ name }}\n{% endblock %}{% block body %}.{% endblock %}", encoding="utf-8"
    )

    subject, _ = TracedTemplates("en", tmp_path).traced("note", {"name": "Ines"})

    assert subject.text == "Hello, Ines"
    assert subject.place(3) == Place(tmp_path / "note.j2", 2, 6)
    assert subject.place(8) == Place(tmp_path / "note.j2", 3, 3)


def test_text_that_nobody_wrote_has_no_place(tmp_path: Path) -> None:
    """What comes before the first mark, such as a time, is of no template's own."""
    (tmp_path / "note.j2").write_text(
        '{% block subject %}s{% endblock %}{% block body %}{% include "_time.j2" %}{% endblock %}', encoding="utf-8"
    )
    (tmp_path / "_time.j2").write_text("noon", encoding="utf-8")

    _, said = TracedTemplates("en", tmp_path).traced("note", {})

    assert (said.text, said.place(0)) == ("noon", None)


@pytest.mark.parametrize("language", ["en", "de"])
def test_marks_change_nothing(language: str) -> None:
    """Over the whole matrix a traced message is, letter for letter, the message that a reader gets."""
    plain, marked = Templates(language), TracedTemplates(language, None)
    for trial in trials([language], None):
        if not trial.awkward:
            name, context = trial.template, trial.writer.context(trial.planned)
            subject, body = marked.traced(name, context)
            assert (subject.text, body.text) == plain.render(name, context)


_MACROS = ("_time.j2", "_invitation.j2")  # the code calls these; tests of their own try every line


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_line_of_the_built_in_templates_is_tried(language: str) -> None:
    """The matrix leaves no line out: what it does not reach, nobody has checked."""
    templates = TracedTemplates(language, None)
    lines = set()
    for trial in chain(trials([language], None), sheets([language], None)):
        for text in templates.traced(trial.template, trial.context()):
            places = (templates.place(run.path, run.offset) for run in text._runs)
            lines |= {(place.path, place.line) for place in places}
    folder = BUILT_IN / language if language != "en" else BUILT_IN
    written = {
        place for path in folder.glob(f"*{SUFFIX}") if path.name not in _MACROS for place in _says_something(path)
    }
    assert written - lines == set()


def _says_something(path: Path) -> set[tuple[Path, int]]:
    """The lines on which a template's own words stand, or an expression begins."""
    found, line = set(), 1
    for piece in TAG.split(path.read_text(encoding="utf-8")):
        if piece.startswith("{{"):
            found.add((path, line))
        elif not TAG.fullmatch(piece):
            found |= {(path, line + number) for number, words in enumerate(piece.split("\n")) if words.strip()}
        line += piece.count("\n")
    return found


def test_errors_are_those_of_the_template(tmp_path: Path) -> None:
    """The line of an error is the line of the file, marks or none."""
    _, templates = traced(tmp_path, "one\n\n{{ nobody }}")
    with pytest.raises(InputError, match=rf"note\.j2:{HEAD + 2}:1: 'nobody' is undefined"):
        templates.traced("note", {})
