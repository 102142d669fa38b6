"""The words are read as they went out, whatever the log or the templates say today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from builders import ACME, CONFIG, FACTS, a_workspace, at
from outagecomms.drafting import case, draft
from outagecomms.outbox.store import Outbox
from outagecomms.report.reading import Reading, readings

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.outbox.store import Kept

KEY = ACME + 'tier = "key"\n'
GERMAN = ACME.replace("acme", "lohmann") + 'language = "de"\n'
ENTRY = """
[[updates]]
at = 2026-11-22T14:05:00Z
by = "Sam Okafor"
status = "identified"
text = "It was caused by our provider."
next_step = "We are moving card traffic."
tone_allow = [{ rule = "own/blame-supplier", because = "Legal wants it." }]
"""


def _rules(reading: Reading) -> set[str]:
    return {found.rule for found in reading.findings}


def _case(folder: Path, text: str, config: str | None = None) -> case.Case:
    place = a_workspace(folder, checkout=text) if config is None else a_workspace(folder, config, checkout=text)
    return case.load(place, place.path_of("checkout"))


def _sent(folder: Path, *kinds: str) -> list[Kept]:
    """What a tick wrote, as if it had been sent."""
    place = a_workspace(folder)
    with Outbox(place.outbox) as outbox:
        draft.draft(case.load(place, place.path_of("checkout"), outbox), outbox, at(6))
        return [message for message in outbox.messages() if message.kind in kinds]


def test_a_log_entry_is_read_as_its_message(tmp_path: Path) -> None:
    """And what was forced through the gate is found all the same: a review wants to know."""
    (reading,) = readings(_case(tmp_path, FACTS + ACME + ENTRY), [])
    assert reading[:4] == (at(5), "update", 1, "")
    assert _rules(reading) == {"own/blame-supplier"}


def test_what_the_incident_allows_for_good_is_not_found(tmp_path: Path) -> None:
    allow = 'tone_allow = [{ rule = "own/blame-supplier", because = "They run it." }]\n'
    (reading,) = readings(_case(tmp_path, FACTS + allow + ACME + ENTRY), [])
    assert _rules(reading) == set()


def test_the_words_that_were_sent_count(tmp_path: Path) -> None:
    """Not those that the log holds since."""
    _case(tmp_path, FACTS + ACME + ENTRY)
    sent = _sent(tmp_path, "update")
    mended = _case(tmp_path, FACTS + ACME + ENTRY.replace("It was caused by our provider.", "Cards work in Ireland."))
    assert [_rules(each) for each in readings(mended, [])] == [set()]
    assert [_rules(each) for each in readings(mended, sent)] == [{"own/blame-supplier"}]


def test_one_reader_a_language_is_read(tmp_path: Path) -> None:
    """What is found in each of them counts."""
    german = '\n[updates.translations.de]\ntext = "Grund ist ein Fehler bei AWS."\nnext_step = "Wir leiten um."\n'
    both = _case(tmp_path, FACTS + ACME + GERMAN + ACME.replace("acme", "globex") + ENTRY + german)
    (reading,) = readings(both, [])
    assert [(found.rule, found.excerpt) for found in reading.findings] == [
        ("own/blame-supplier", "caused by our provider"),
        ("own/blame-supplier", "Fehler bei AWS"),
    ]


def test_a_letter_to_one_reader_is_a_message_of_its_own(tmp_path: Path) -> None:
    known = _case(tmp_path, FACTS + KEY + ENTRY)
    found = readings(known, _sent(tmp_path, "update", "outreach"))
    assert [(each.kind, each.account) for each in found] == [("update", ""), ("outreach", "acme")]
    assert found[1].at == at(6)


def test_words_that_nobody_signs_are_read_as_they_stand(tmp_path: Path) -> None:
    """An incident from elsewhere has neither leader nor liaison; its entries are whole messages."""
    (reading,) = readings(_case(tmp_path, FACTS + ENTRY, config=""), [])
    assert "own/blame-supplier" in _rules(reading)
    assert "reassure/named-person" in _rules(reading)


def test_an_account_that_is_gone_is_passed_over(tmp_path: Path) -> None:
    _case(tmp_path, FACTS + KEY + ENTRY)
    sent = _sent(tmp_path, "outreach")
    assert [each.kind for each in readings(_case(tmp_path, FACTS + GERMAN + ENTRY), sent)] == ["update"]


def test_a_correction_is_read_as_what_each_reader_got(tmp_path: Path) -> None:
    """As the correction that one got and as the news that it was to the other; both are one message."""
    config = CONFIG + '[mail]\ntransport = "directory"\ndirectory = "sent"\n'
    wrong = ENTRY.replace("It was caused by our provider.", "Cards work in Ireland.")
    right = wrong.replace("14:05", "14:08").replace("Ireland", "Spain") + "corrects = 1\n"
    place = a_workspace(tmp_path, config, checkout=FACTS + ACME + ACME.replace("acme", "globex") + wrong)
    path = place.path_of("checkout")
    with Outbox(place.outbox) as outbox:
        draft.draft(case.load(place, path, outbox), outbox, at(6))
        outbox.database.execute("UPDATE messages SET state = 'sent' WHERE account = 'acme'")
        path.write_text(path.read_text(encoding="utf-8") + right, encoding="utf-8")
        draft.draft(case.load(place, path, outbox), outbox, at(9))
        outbox.database.execute("UPDATE messages SET state = 'sent' WHERE sequence = 2")
        known, sent = case.load(place, path, outbox), [each for each in outbox.messages() if each.state == "sent"]

    found = readings(known, sent)
    assert [each[:4] for each in found] == [(at(5), "update", 1, ""), (at(8), "correction", 2, "")]
    assert [_rules(each) for each in found] == [set(), set()]
    blames = "It was caused by our provider."
    for key in ("checkout/correction/2/acme", "checkout/update/2/globex"):
        spoilt = [replace(m, body=m.body.replace("Cards work in Spain.", blames)) if m.key == key else m for m in sent]
        assert [_rules(each) for each in readings(known, spoilt)] == [set(), {"own/blame-supplier"}]
