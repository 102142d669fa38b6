"""Which words are foreign to a reader, and which of them somebody has translated."""

from __future__ import annotations

from typing import Any

import pytest

from builders import account, incident, letter, update
from outagecomms.compose.language import is_foreign, translated

IN_GERMAN = {"title": "Kartenzahlungen scheitern", "impact": "Jede dritte Zahlung wird abgelehnt."}
AROUND = "Payments by invoice go through."


@pytest.mark.parametrize(
    ("language", "reader", "foreign"),
    [
        ("en", "de", True),
        ("en", "en", False),
        ("en", "en-GB", False),  # one language in two countries
        ("de-CH", "de-AT", False),
        ("de", "deu", True),  # another tag, not another country
    ],
)
def test_another_country_is_no_other_language(language: str, reader: str, *, foreign: bool) -> None:
    assert is_foreign(language, reader) is foreign


@pytest.mark.parametrize(
    ("reader", "found"),
    [
        ("de", "A"),
        ("de-AT", "B"),  # its country's own
        ("de-CH", "A"),  # its language's
        ("fr", None),
    ],
)
def test_a_translation_serves_every_country_of_its_language(reader: str, found: str | None) -> None:
    assert translated({"de": "A", "de-AT": "B"}, reader) == found


@pytest.mark.parametrize("language", ["de", "de-AT"])
def test_what_nobody_translated_is_quoted_and_the_rest_is_not(language: str) -> None:
    """A table that is translated in part: each word goes by itself."""
    facts: dict[str, Any] = {"workaround": AROUND, "translations": {"de": IN_GERMAN}}
    words: dict[str, Any] = {"next_step": "A second line is opened.", "translations": {"de": {"text": "Wir suchen."}}}
    case = incident(update(5, "We are looking.", **words), accounts=[account(language=language)], **facts)
    mail = letter(case, 6)
    assert mail.subject == "Kartenzahlungen scheitern: Was wir bis jetzt wissen"
    assert "trifft: Jede dritte Zahlung wird abgelehnt." in mail.body
    assert "wissen: Wir suchen. " in mail.body
    assert "„A second line is opened.“" in mail.body
    assert f"bis dahin weiter: „{AROUND}“" in mail.body


def test_a_service_is_a_name_that_whoever_translated_the_rest_left_as_it_is() -> None:
    log = update(5), update(9, status="resolved")
    german = account(language="de")
    translations: Any = {"de": IN_GERMAN}
    in_part = letter(incident(*log, accounts=[german], translations=translations), 9.5, "resolved")
    not_at_all = letter(incident(*log, accounts=[german]), 9.5, "resolved")
    assert "was ausgefallen war: Checkout." in in_part.body
    assert "was ausgefallen war: „Checkout“." in not_at_all.body
