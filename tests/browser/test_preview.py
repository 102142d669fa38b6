"""The pages of a preview: what was found, where it was written, how it looks elsewhere, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .looking import faint_words, lightness

if TYPE_CHECKING:
    from .conftest import Open

WHY = "getComputedStyle(document.querySelector('mark'), '::after').content"
FOUND = "error inform/vague-time: \u201csoon\u201d is no time"


def test_what_was_found_is_marked_where_it_stands(opened: Open) -> None:
    with opened("messages") as page:
        line = page.locator("article").first.locator(".mail.plain p", has_text="soon")
        assert line.locator("mark").all_inner_texts() == ["soon"]
        assert line.locator("small").inner_text() == "update.j2:5"


def test_the_reason_shows_under_the_mouse_on_focus_and_on_paper(opened: Open) -> None:
    with opened("messages") as page:
        mark = page.locator("mark").first
        assert page.evaluate(WHY) == "none"
        mark.focus()
        assert FOUND in page.evaluate(WHY)
        mark.blur()
        mark.hover()
        assert FOUND in page.evaluate(WHY)
        page.mouse.move(0, 0)
        assert page.evaluate(WHY) == "none"
        page.emulate_media(media="print")
        assert FOUND in page.evaluate(WHY)


def test_what_is_missing_has_its_reason_on_a_line_of_its_own(opened: Open) -> None:
    """It has no words to be marked; the sentence that says what is wrong ends without a mark."""
    with opened("messages") as page:
        first, why = page.locator(".missing").first.inner_text().split("\n")
        assert first.startswith("error solution/next-step: ")
        assert why.startswith("Why: ")


def test_the_keyboard_turns_a_message_into_its_html(opened: Open) -> None:
    with opened("messages") as page:
        message = page.locator("article").first
        assert (message.locator(".plain").is_visible(), message.locator(".html").is_visible()) == (True, False)
        words = [line for line in message.locator(".plain p:not(.header) > span").all_inner_texts() if line]
        page.locator("#plain").focus()
        page.keyboard.press("ArrowRight")
        assert (message.locator(".plain").is_visible(), message.locator(".html").is_visible()) == (False, True)
        assert message.locator(".document").inner_text().split() == " ".join(words).split()


def test_a_message_is_shown_by_night_on_a_page_by_day(opened: Open) -> None:
    with opened("messages") as page:
        page.check("#dark")
        assert (lightness(page, "h1") > 0.5, lightness(page, ".mail span") > 0.5) == (True, False)
        assert faint_words(page) == []


def test_a_message_is_shown_as_wide_as_a_telephone(opened: Open) -> None:
    with opened("messages") as page:
        page.check("#narrow")
        box = page.locator(".mail p > span").first.bounding_box()
        assert box is not None
        assert box["width"] == 320


def test_each_page_is_a_link_on_the_first(opened: Open) -> None:
    with opened("preview") as page:
        links = page.locator("td a")
        assert {link.get_attribute("href") for link in links.all()} >= {"update-identified-en.html"}


def test_what_changed_stands_side_by_side(opened: Open) -> None:
    with opened("changes") as page:
        message = page.locator("article").first
        before, after = message.locator("section").all()
        assert before.locator("del").all_inner_texts() == ["tested first."]
        assert after.locator("ins").all_inner_texts() == ["fixed ", "soon", "."]
        assert after.locator("mark").all_inner_texts() == ["soon"]
        one, other = before.bounding_box(), after.bounding_box()
        assert one is not None
        assert other is not None
        assert (one["y"], one["x"] + one["width"] < other["x"]) == (other["y"], True)
