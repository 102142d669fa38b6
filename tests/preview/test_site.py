"""The pages over the examples: everything is there once, escaped, and what changed is told from what did not."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from outagecomms.cadence.promises import KINDS
from outagecomms.compose.templates import BUILT_IN
from outagecomms.errors import InputError
from outagecomms.preview.letters import letters
from outagecomms.preview.site import INDEX, _unbroken, site
from outagecomms.tone import ruleset

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.preview.site import Site
    from outagecomms.tone.ruleset import Ruleset

UPDATE = """\
{{% block subject %}}<b>{{{{ incident.title }}}}</b>{{% endblock %}}
{{% block body %}}
{{% include "_greeting.j2" %}}

{{{{ incident.impact }}}} I am sorry. We are working on the fix.
{words}

I will write again by {{{{ next_update.when if next_update else "" }}}}.

{{% include "_signature.j2" %}}
{{% endblock %}}
"""
PAGE = "update-identified-en.html"
IMPACT = "Nine of ten orders stop at the last step, and the basket is empty afterwards."
SOON = "It will be fixed soon."


@cache
def rules_for(language: str) -> Ruleset:
    """The built-in rules, read once."""
    return ruleset.load(language=language)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an update of our own, in which something is to be found."""
    return _folder(tmp_path_factory.mktemp("words"), SOON)


@pytest.fixture(scope="module")
def made(words: Path) -> Site:
    """The pages of those templates."""
    return site(letters(words, None, rules_for))


@pytest.fixture(scope="module")
def compared(words: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The pages of those templates, beside some that say it otherwise."""
    before = _folder(tmp_path_factory.mktemp("before"), "It will be tested.")
    return site(letters(words, before, rules_for))


def _folder(folder: Path, words: str) -> Path:
    (folder / "update.j2").write_text(UPDATE.format(words=words), encoding="utf-8")
    return folder


def test_every_kind_and_language_has_its_pages_and_all_are_listed(made: Site) -> None:
    linked = re.findall(r'href="([^"]+)"', made.pages[INDEX])

    assert sorted(linked) == sorted(made.pages.keys() - {INDEX})
    for language in ("en", "de"):
        there = {name.partition("-")[0] for name in made.pages if name.endswith(f"-{language}.html")}
        assert there == set(KINDS)


def test_a_page_says_when_such_a_message_is_written(made: Site) -> None:
    titles = {name: re.findall("<h1>(.*)</h1>", text) for name, text in made.pages.items()}

    assert titles[PAGE] == ["update, identified, en"]
    assert titles["resolved-resolved-de.html"] == ["resolved, de"]
    assert titles["late-in-a-channel-monitoring-en.html"] == ["late in a channel, monitoring, en"]


def test_somebody_who_never_saw_one_is_told_what_each_kind_is_for(made: Site) -> None:
    for kind in KINDS:
        assert re.search(f'<th scope="row">{kind}<p class="meaning">[A-Z][^<]+\\.</p></th>', made.pages[INDEX]), kind
    assert "<p>What is new. Beside each line stands the line of the template that wrote it.</p>" in made.pages[PAGE]


def test_each_page_leads_back(made: Site) -> None:
    assert {name for name, text in made.pages.items() if f'href="{INDEX}"' not in text} == {INDEX}


def test_the_examples_words_stand_at_the_line_that_wrote_them(made: Site) -> None:
    """The template's own where it is a user's, and a built-in one said to be that."""
    first = made.pages[PAGE].partition("<article>")[2].partition("</article>")[0]
    rows = re.findall(r"<span[^>]*>(.*)</span><small>(.+)</small>", re.sub(r"</?mark[^>]*>", "", first))

    assert rows == [
        ('<b>Subject:</b> <span lang="en">&lt;b&gt;Orders cannot be placed&lt;/b&gt;</span>', "update.j2:1"),
        ("Hello,", "built-in\u00a0_greeting.j2:1"),
        (f"{IMPACT} I am sorry. We are working on the fix. {SOON}", "update.j2:5, update.j2:6"),
        ("I will write again by 14:10 UTC.", "update.j2:8"),
        ("Sam Okafor", "built-in\u00a0_signature.j2:1"),
        ("Customer Liaison, Kettle &amp; Crumb", "built-in\u00a0_signature.j2:2"),
        ("sam@example.com", "built-in\u00a0_signature.j2:3"),
    ]


def test_what_was_found_is_marked_and_counted(made: Site) -> None:
    page = made.pages[PAGE]
    count = page.count("<article>")

    assert len(re.findall(r'<mark class="error" [^>]*inform/vague-time[^>]*>soon</mark>', page)) == count
    assert f"<p>{count} messages, {count} findings</p>" in page


def test_what_is_missing_is_told_below_the_message(words: Path, tmp_path: Path) -> None:
    silent = (words / "update.j2").read_text(encoding="utf-8").replace("I am sorry. We are working on the fix.", "")
    (tmp_path / "update.j2").write_text(silent, encoding="utf-8")

    page = site(letters(tmp_path, None, rules_for)).pages[PAGE]

    assert '<p class="missing error">error solution/next-step: ' in page


def test_what_a_template_allows_is_not_found(words: Path, tmp_path: Path) -> None:
    """As with 'check'."""
    allowed = "{# tone: allow inform/vague-time because it is a test #}"
    (tmp_path / "update.j2").write_text(allowed + (words / "update.j2").read_text(encoding="utf-8"), encoding="utf-8")

    assert "<mark" not in site(letters(tmp_path, None, rules_for)).pages[PAGE]


def test_only_what_goes_out_as_html_is_shown_so(made: Site) -> None:
    shown = {name for name, text in made.pages.items() if 'class="mail html"' in text}
    choice = {name for name, text in made.pages.items() if 'id="html"' in text}

    assert shown == choice
    assert {name.partition("-")[0] for name in shown} == {"update", "holding", "late", "correction", "resolved"}
    assert [name for name in shown if "channel" in name] == []


def test_no_page_names_the_machine_it_was_made_on(made: Site, words: Path) -> None:
    assert [name for name, text in made.pages.items() if str(words.parent) in text or str(BUILT_IN) in text] == []


def test_only_pages_with_a_change_are_made_when_they_are_compared(compared: Site, made: Site) -> None:
    updates = {name for name in made.pages if re.fullmatch(r"update-[a-z]+-en\.html", name)}

    assert compared.pages.keys() == updates | {INDEX}
    assert set(re.findall(r'href="([^"]+)"', compared.pages[INDEX])) == updates


def test_what_changed_and_what_did_not_are_counted(compared: Site, made: Site) -> None:
    updates = [text for name, text in made.pages.items() if re.fullmatch(r"update-[a-z]+-en\.html", name)]
    changed, every = (sum(text.count("<article>") for text in texts) for texts in (updates, made.pages.values()))

    assert compared.told.startswith(f"{changed} changed, {every - changed} unchanged, ")
    assert f"<p>{compared.told}. What changed stands beside what it was before." in compared.pages[INDEX]


def test_a_change_stands_beside_what_it_was(compared: Site) -> None:
    first = compared.pages[PAGE].partition("<article>")[2].partition("</article>")[0]
    before, _, after = first.partition("<h3>After</h3>")

    assert re.findall(r"<del>(.*?)</del>", before) == ["tested."]
    assert re.findall(r"<ins>(.*?)</ins>", after) == ["fixed ", "soon", "."]


def test_the_same_templates_show_no_change(words: Path) -> None:
    same = site(letters(words, words, rules_for))

    assert same.pages.keys() == {INDEX}
    assert re.match(r"\d+ unchanged, ", same.told)


def test_the_same_bytes_each_time(made: Site, words: Path) -> None:
    assert site(letters(words, None, rules_for)) == made


def test_a_folder_without_templates(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(InputError, match="no templates there; name a folder that holds some"):
            list(letters(folder, None, rules_for))


def test_a_template_that_does_not_stand_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "update.j2").write_text("{% block subject %}{% endblock %}\n{% block body %}{{ nobody }}{% endblock %}")

    with pytest.raises(InputError, match=r"update\.j2:2:1: 'nobody' is undefined"):
        list(letters(tmp_path, None, rules_for))


def test_a_line_of_the_table_ends_between_two_counts() -> None:
    """Else the table of a comparison is wider than any window, and paper loses its last column."""
    assert _unbroken("1 changed, 30 unchanged, 2 findings") == "1\u00a0changed, 30\u00a0unchanged, 2\u00a0findings"
