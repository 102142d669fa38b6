"""``preview`` from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from .conftest import Done

BROKEN = "{% block subject %}{% endblock %}{% block body %}{{ nobody }}{% endblock %}"


def test_the_pages_of_the_built_in_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, oc: Callable[..., Done]
) -> None:
    """No workspace and no examples are needed."""
    monkeypatch.chdir(tmp_path)

    done = oc("preview", "--out", "pages")

    assert (done.code, done.out) == (0, "pages/index.html\n")
    assert done.err.endswith(" messages. Open it in a browser.\n")
    assert (tmp_path / "pages" / "index.html").is_file()


def test_the_workspaces_own_templates_and_another_folders(shop: Path, oc: Callable[..., Done]) -> None:
    """Its templates, and its rules, count without being named."""
    (shop / "outagecomms.toml").write_text('templates = "words"\n[tone]\nlevels = { "inform/vague-time" = "off" }\n')
    for folder, words in (("words", "Soon."), ("others", "Later today.")):
        (shop / folder).mkdir()
        (shop / folder / "reply.j2").write_text(BROKEN.replace("{{ nobody }}", words), encoding="utf-8")

    done = oc("preview", "--against", "others", "--out", "pages")

    assert (done.code, done.out) == (0, "pages/index.html\n")
    page = (shop / "pages" / "reply-identified-en.html").read_text(encoding="utf-8")
    assert "<ins>Soon</ins>" in page
    assert "inform/vague-time" not in page


def test_a_template_that_no_message_uses_is_named(shop: Path, oc: Callable[..., Done]) -> None:
    """The pages show the built-in words, and nobody should take them for their own."""
    (shop / "words").mkdir()
    (shop / "words" / "upate.j2").write_text(BROKEN.replace("{{ nobody }}", "Soon."), encoding="utf-8")
    done = oc("preview", "words", "--out", "pages")
    assert done.code == 0
    assert done.err.endswith("words/upate.j2: no message uses it, and it is not shown; did you mean update.j2?\n")


def test_nothing_is_written_when_a_template_does_not_stand(shop: Path, oc: Callable[..., Done]) -> None:
    """The error names it."""
    (shop / "words").mkdir()
    (shop / "words" / "update.j2").write_text(BROKEN, encoding="utf-8")

    done = oc("preview", "words", "--out", "pages")

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("words/update.j2:1:1: 'nobody' is undefined")
    assert not (shop / "pages").exists()


def test_a_folder_that_is_not_a_preview_is_left_alone(shop: Path, oc: Callable[..., Done]) -> None:
    """It is said before anything is rendered."""
    done = oc("preview", "missing", "--out", "incidents")

    assert (done.code, done.out) == (2, "")
    assert "incidents holds something else than a preview" in done.err
    assert [path.name for path in (shop / "incidents").iterdir()] == ["checkout.toml"]
