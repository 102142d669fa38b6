"""Three formats of one report: the same figures in each."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

from builders import at, incident, said_to_us, update
from outagecomms.report.figures import figures
from outagecomms.report.html import html
from outagecomms.report.markdown import markdown
from outagecomms.report.reading import Reading
from outagecomms.report.summary import for_programs, summary
from outagecomms.tone.finding import Finding

from .conftest import told_of

BLAME = Finding(1, 1, 2, "error", "own/blame-supplier", "“AWS” hands it off", "why", "better", "AWS")
LOG = [update(5, "Cards | <b>fail</b>."), update(36, "AWS did it.", "identified")]
TOLD = told_of(
    incident(*LOG, title="Cards <fail> & *fall*", conversations=[said_to_us(9)]),
    60,
    readings=[Reading(at(5), "update", 1, "", ()), Reading(at(36), "late", 2, "", (BLAME,))],
)


class _Page(HTMLParser):
    """The text of a page, and its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


PAGE = _Page(html(TOLD))


def test_every_format_has_every_figure() -> None:
    exact = for_programs(TOLD)["figures"]
    text = markdown(TOLD)
    for figure in figures(TOLD):
        assert f"- **{figure.name}: {figure.value}.** {figure.meaning}\n" in text
        assert figure.name + figure.value + figure.meaning in PAGE.text
        assert exact[figure.key] == figure.exact


def test_every_format_has_every_message_and_finding() -> None:
    data = for_programs(TOLD)
    assert [(each["at"], each["what"], each["text"]) for each in data["messages"]] == [
        (at(5), "update 1, investigating", "Cards | <b>fail</b>."),
        (at(36), "late 2, identified", "AWS did it."),
        (at(60), "no message yet", ""),
    ]
    assert data["findings"] == [
        {"at": at(36), "message": "late 2", "level": "error", "rule": "own/blame-supplier", "words": "AWS"}
    ]
    assert (
        "| 14:05 UTC | update 1, investigating | 5 min | 14:25 UTC | 11 min late | Cards \\| \\<b\\>fail\\</b\\>. |\n"
    ) in markdown(TOLD)
    assert "| 14:36 UTC | late 2 | error own/blame-supplier | “AWS” hands it off |\n" in markdown(TOLD)
    assert "14:05 UTCupdate 1, investigating5 min14:25 UTC11 min lateCards | <b>fail</b>." in PAGE.text
    assert "14:36 UTClate 2error own/blame-supplier“AWS” hands it off" in PAGE.text


def test_for_programs_the_promises_and_silences_as_well() -> None:
    data = for_programs(TOLD)
    assert [(each["promised_for"], each["outcome"], each["minutes_late"]) for each in data["promises"]] == [
        (at(25), "late", 11),
        (at(66), "open", 0),
    ]
    assert [(each["start"], each["allowed_until"], each["end"]) for each in data["silences"]] == [
        (at(0), at(15), at(5)),
        (at(5), at(25), at(36)),
        (at(36), at(66), at(60)),
    ]


def test_a_clock_behind_the_log_is_named() -> None:
    """Nothing lasts less than no time: the report goes up to where the log does."""
    told = told_of(incident(update(5)), -60 * 48)
    assert summary(told) == (
        "It began on 2026-11-22 at 14:00 UTC and is still open after 5 min: investigating, as of 14:05 UTC. Service: "
        "Checkout. Severity: sev1. The clock says 2026-11-20 14:00 UTC, which is before the last that the log tells; "
        "set the clock, or give --now."
    )
    assert "clock" not in summary(told_of(incident(update(5)), 4))  # clocks differ by as much
    assert " 0 min: " in summary(told_of(incident(), -60))


def test_the_summary() -> None:
    assert summary(TOLD) == (
        "It began on 2026-11-22 at 14:00 UTC and is still open after 1 h: identified, as of 15:00 UTC. "
        "Service: Checkout. Severity: sev1."
    )
    over = told_of(incident(*LOG, update(50, status="resolved")), 900)
    assert summary(over) == (
        "It began on 2026-11-22 at 14:00 UTC and was resolved at 14:50 UTC, 50 min later. "
        "Service: Checkout. Severity: sev1."
    )


def test_without_findings_there_is_no_table_of_them() -> None:
    calm = told_of(incident(*LOG), 60, readings=[Reading(at(5), "update", 1, "", ())])
    assert "What the rules of tone find\n" not in markdown(calm)
    assert html(calm).count("<table>") == 1


def test_the_page_can_be_read_without_seeing_and_without_a_mouse() -> None:
    """The picture has a name; what scrolls takes the focus and has one; each column says what it is."""
    (picture,) = (facts for tag, facts in PAGE.elements if tag == "svg" and facts.get("role") == "img")
    assert "tabindex" not in picture
    assert "Cards <fail> & *fall*: messages, promises and silences" in PAGE.text
    scrolls = [facts for _, facts in PAGE.elements if facts.get("class") == "scroll"]
    assert [(each["tabindex"], each["role"], each["aria-label"]) for each in scrolls] == [
        ("0", "region", "Messages to everyone"),
        ("0", "region", "What the rules of tone find in the messages as they went out"),
    ]
    assert all(facts["scope"] == "col" for tag, facts in PAGE.elements if tag == "th")


def test_what_people_wrote_is_only_shown() -> None:
    assert "<b>fail" not in html(TOLD)
    assert "Cards <fail>" not in html(TOLD)
    assert markdown(TOLD).startswith("# How customers were told: Cards \\<fail\\> & \\*fall\\*\n")


def test_headings_go_down_one_by_one() -> None:
    levels = [int(tag[1]) for tag, _ in PAGE.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
