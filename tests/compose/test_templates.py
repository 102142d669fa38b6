"""Templates: which one is taken, what it may do, and how its mistakes are reported."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import account, at, incident, letter, update
from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import KINDS
from outagecomms.compose import templates as place
from outagecomms.compose.templates import BUILT_IN, LONGEST, Templates, one_line, paragraphs
from outagecomms.compose.writer import Writer
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "{% block subject %}s{% endblock %}\n{% block body %}\n\n"  # what follows stands in line 4
LETTER = "{% block subject %}s{% endblock %}{% block body %}FROM{% endblock %}"
CONTEXT: dict[str, Any] = {"x": "{{ 7*7 }}", "account": {"id": "acme"}, "list": [1]}


def _write(folder: Path, text: str, name: str = "update.j2") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _body(folder: Path, body: str) -> str:
    _write(folder, f"{HEAD}{body}\n{{% endblock %}}")
    return Templates(own=folder).render("update", CONTEXT)[1]


def _error(folder: Path, body: str) -> str:
    with pytest.raises(InputError) as caught:
        _body(folder, body)
    return str(caught.value).replace(str(folder), "own")


@pytest.fixture
def built_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the place of the built-in templates."""
    folder = tmp_path / "built-in"
    folder.mkdir()
    monkeypatch.setattr(place, "BUILT_IN", folder)
    return folder


@pytest.mark.parametrize(
    ("language", "there", "taken"),
    [
        ("pt-BR", ["own/pt-BR", "built-in/pt-BR", "own/pt", "own"], "own/pt-BR"),  # the reader's language, the user's
        ("pt-BR", ["built-in/pt-BR", "own/pt", "own"], "built-in/pt-BR"),  # the reader's language, built in
        ("pt-BR", ["own/pt", "built-in/pt", "own", "built-in"], "own/pt"),  # the language without its region
        ("pt-BR", ["built-in/pt", "own", "built-in"], "built-in/pt"),  # a user's English goes before no language
        ("pt-BR", ["own", "built-in"], "own"),  # no such language: the user's own
        ("pt-BR", ["built-in"], "built-in"),  # nothing else
        ("en", ["own/en", "own", "built-in"], "own/en"),  # English may have a folder as well
        ("en", ["own", "built-in/en", "built-in"], "own"),  # and the user's goes first
        ("en", ["built-in"], "built-in"),
        ("de", ["own/pt", "built-in"], "built-in"),  # another language's folder is not looked in
    ],
)
def test_the_first_folder_that_has_it_wins(
    tmp_path: Path, built_in: Path, language: str, there: list[str], taken: str
) -> None:
    for folder in there:
        _write(tmp_path / folder, LETTER.replace("FROM", folder))
    templates = Templates(language, tmp_path / "own")
    assert templates.render("update", {}) == ("s", taken)
    assert templates.source_of("update") == tmp_path / taken / "update.j2"


def test_a_part_can_be_replaced_alone(tmp_path: Path) -> None:
    """The user's signature under the built-in letter."""
    _write(tmp_path, "Yours,\n{{ signer.name }}", "_signature.j2")
    message = letter(incident(update(5)), 6, own_templates=tmp_path)
    assert message.body.startswith("Ines,\n\nAbout one in three card payments is declined.")
    assert message.body.endswith("\n\nYours,\nSam Okafor")


def test_every_kind_has_a_built_in_template() -> None:
    for kind in KINDS:
        assert Templates().source_of(kind) == BUILT_IN / f"{kind}.j2"


def test_a_missing_template_says_where_it_was_looked_for(tmp_path: Path, built_in: Path) -> None:
    with pytest.raises(InputError) as caught:
        Templates(own=tmp_path).render("update", {})
    assert str(caught.value) == f"no template 'update.j2'; looked in {tmp_path}, {built_in}"


@pytest.mark.parametrize(("there", "missing"), [("subject", "body"), ("body", "subject")])
def test_a_missing_block_is_named(tmp_path: Path, there: str, missing: str) -> None:
    path = _write(tmp_path, f"{{% block {there} %}}{{% endblock %}}")
    with pytest.raises(InputError) as caught:
        Templates(own=tmp_path).render("update", {})
    assert str(caught.value) == f"{path}:1:1: there is no block '{missing}'; write {{% block {missing} %}}"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("{{ nope }}", "own/update.j2:4:1: 'nope' is undefined"),  # a name that nothing gives
        ("a\n\nb\n{{ account.nope }}", "own/update.j2:7:1: 'dict object' has no attribute 'nope'"),  # lines are counted
        ("{{ none.at }}", "own/update.j2:4:1: 'None' has no attribute 'at'"),
        ("{{ 1 / 0 }}", "own/update.j2:4:1: division by zero"),
        ("{{ x | dictsort }}", "own/update.j2:4:1: 'str' object has no attribute 'items'"),  # a filter's own mistake
        ("{{ x + 1 }}", 'own/update.j2:4:1: can only concatenate str (not "int") to str'),
        ("{% for %}", "own/update.j2:4:1: Expected an expression, got 'end of statement block'"),  # syntax
        ("{{ x | nosuch }}", "own/update.j2:4:1: No filter named 'nosuch'."),
        ("{% include 'nosuch.j2' %}", "own/update.j2:4:1: there is no template 'nosuch.j2' in its folders"),
        ("{% include '../../secret.j2' %}", "own/update.j2:4:1: there is no template '../../secret.j2' in its folders"),
        ("{% include '/etc/passwd' %}", "own/update.j2:4:1: there is no template '/etc/passwd' in its folders"),
        ("{{ 'a' * 10**13 }}", "own/update.j2:4:1: MemoryError"),
    ],
)
def test_an_error_names_the_file_and_the_line(tmp_path: Path, body: str, error: str) -> None:
    assert _error(tmp_path, body) == f"{error}; mend the template"


@pytest.mark.parametrize(
    ("part", "error"),
    [
        ("a\n\n{{ nope }}", "own/_part.j2:3:1: 'nope' is undefined"),
        ("a\n{% if %}", "own/_part.j2:2:1: Expected an expression, got 'end of statement block'"),
    ],
)
def test_an_error_in_a_part_names_the_part(tmp_path: Path, part: str, error: str) -> None:
    _write(tmp_path, part, "_part.j2")
    assert _error(tmp_path, "{% include '_part.j2' %}") == f"{error}; mend the template"


def test_a_template_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "update.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"^the template 'update\.j2' is not UTF-8 text"):
        Templates(own=tmp_path).render("update", {})


@pytest.mark.parametrize(
    "body",
    [
        "{{ x.__class__ }}",
        "{{ x.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum.__globals__.os }}",
        "{{ self.__init__ }}",
        "{{ namespace.__init__ }}",
        "{{ (x | attr('__class__')) }}",  # CVE-2025-27516 and its kin: past the sandbox by a filter
        "{{ x['__class__'] }}",
        "{{ list | map(attribute='__class__') | join }}",
        "{{ '{0.__class__}'.format(x) }}",  # CVE-2016-10745: str.format
        "{{ '{a.__class__}'.format_map({'a': x}) }}",  # CVE-2019-10906: str.format_map
        "{% set f = '{0.__class__}'.format %}{{ f(x) }}",  # CVE-2024-56326: a stored reference to it
        "{{ ('{0.__class__}' | attr('format'))(x) }}",
        "{{ [x] | map('attr', '__class__') | join }}",
    ],
)
def test_no_way_out_of_the_sandbox(tmp_path: Path, body: str) -> None:
    assert "is unsafe" in _error(tmp_path, body) or "is undefined" in _error(tmp_path, body)


@pytest.mark.parametrize(
    "body", ["{{ list.append(2) }}", "{{ account.update({'id': 'globex'}) }}", "{% set account.id = 'globex' %}"]
)
def test_a_template_changes_nothing(tmp_path: Path, body: str) -> None:
    """What one reader's template did would show in the next reader's letter."""
    _error(tmp_path, body)
    assert CONTEXT["account"] == {"id": "acme"}
    assert CONTEXT["list"] == [1]


@pytest.mark.parametrize(
    "body",
    [
        f"{{{{ 'a' * {LONGEST + 1} }}}}",
        "{% for i in range(100000) %}a{% endfor %}",
        "{% for i in range(1000) %}{% for j in range(1000) %}{{ x }}{% endfor %}{% endfor %}",
    ],
)
def test_a_template_that_writes_without_end_is_stopped(tmp_path: Path, body: str) -> None:
    assert "it writes more than 65536 characters" in _error(tmp_path, body)


def test_the_longest_message_passes(tmp_path: Path) -> None:
    assert _body(tmp_path, f"{{{{ 'a' * {LONGEST - 3} }}}}") == "a" * (LONGEST - 3)


@pytest.mark.parametrize("body", ["{% include 'update.j2' %}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"])
def test_a_template_that_calls_itself_is_an_error(tmp_path: Path, body: str) -> None:
    assert "recursion" in _error(tmp_path, body)


def test_what_an_incident_says_is_never_run(tmp_path: Path) -> None:
    hostile = "{{ 7*7 }} {% include 'outreach.j2' %} {# gone #}"
    case = incident(update(5, hostile), title="{{ 8*8 }}", accounts=[account(name="{{ 9*9 }}")])
    message = letter(case, 6)
    assert message.subject == "{{ 8*8 }}: what we know so far"
    assert hostile in message.body
    assert "you at {{ 9*9 }} have to cope" in message.body
    assert _body(tmp_path, "{{ x }}") == "{{ 7*7 }}"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = _write(tmp_path / "elsewhere", "password", "secret.txt")
    own = tmp_path / "own"
    own.mkdir()
    (own / "_part.j2").symlink_to(secret)
    assert _error(own, "{% include '_part.j2' %}").startswith("own/update.j2:4:1: there is no template '_part.j2'")
    (own / "update.j2").unlink()
    (own / "update.j2").symlink_to(_write(tmp_path / "elsewhere", LETTER))
    with pytest.raises(InputError, match=r"^no template 'update\.j2'"):
        Templates(own=own).render("update", {})


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "update.j2").symlink_to(_write(tmp_path, LETTER, "common.j2"))
    assert Templates(own=tmp_path).render("update", {}) == ("s", "FROM")


def test_a_linked_folder_is_a_folder(tmp_path: Path) -> None:
    _write(tmp_path / "real", LETTER)
    (tmp_path / "own").symlink_to(tmp_path / "real")
    assert Templates(own=tmp_path / "own").render("update", {}) == ("s", "FROM")


@pytest.mark.parametrize(
    ("part", "error"),
    [
        ("{% macro clock(t) %}{{ t.nope }}{% endmacro %}", "_time.j2:1:1: 'dict object' has no attribute 'nope'"),
        ("{% macro day(t) %}{% endmacro %}", "_time.j2:1:1: "),  # no macro `clock`
        ("{{ nope }}", "_time.j2:1:1: 'nope' is undefined"),
    ],
)
def test_a_users_way_to_say_times_may_be_wrong_too(tmp_path: Path, part: str, error: str) -> None:
    """The built-in way says them then, and the fault is known."""
    _write(tmp_path, part, "_time.j2")
    of = incident(update(5))
    policy = policy_for(of.severity, [], zone="UTC", outreach_tiers=[])
    own = Writer(of, policy, [], at(6), own_templates=tmp_path)
    planned = next(iter(plan(of, policy, [], at(6))))
    assert own.write(planned).body == letter(of, 6).body
    assert str(own.failures["_time"]).startswith(f"{tmp_path}/{error}")


def test_the_built_in_templates_can_be_copied_and_still_work(tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(BUILT_IN, own)
    case = incident(update(5))
    assert letter(case, 6, own_templates=own) == letter(case, 6)


def test_one_line() -> None:
    assert one_line("  a\n b\t\r\n  c ") == "a b c"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a\nb\n\nc", "a b\n\nc"),  # the lines of a paragraph are joined
        ("a\n\n\n\n\nb\n\nc", "a\n\nb\n\nc"),  # one blank line between two
        ("\n\n a \n   \n b\n\nc\n\n", "a\n\nb\n\nc"),  # a line of blanks is a blank line
        ("a  b\t c\rd\n\nc", "a b c d\n\nc"),  # runs of blanks are one, and a line break has one form
        ("a\n\nSam\nLiaison\nsam@example.com", "a\n\nSam\nLiaison\nsam@example.com"),  # a signature keeps its lines
        ("- a\n- b\n\nc", "- a\n- b\n\nc"),  # a list keeps its lines
        ("To do:\n- a\n  more\n- b\n\nc", "To do:\n- a more\n- b\n\nc"),  # after a sentence too, and in several lines
        ("a\u00a0b\n\nc", "a\u00a0b\n\nc"),  # a blank that must not break stays
        ("", ""),
    ],
)
def test_paragraphs(written: str, read: str) -> None:
    assert paragraphs(written) == read


@given(st.text(alphabet="ab- \n\t\r", max_size=60))
def test_paragraphs_are_tidy(text: str) -> None:
    tidy = paragraphs(text)
    assert paragraphs(tidy) == tidy
    assert "\n\n\n" not in tidy
    assert "  " not in tidy
    assert "\r" not in tidy
    assert tidy == tidy.strip()
    assert tidy.split() == text.split()
