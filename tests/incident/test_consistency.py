"""What the entries of an incident file must be to each other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.incident.consistency import faults

EARLY, LATE = datetime(2026, 11, 22, 14, tzinfo=UTC), datetime(2026, 11, 22, 15, tzinfo=UTC)
NAIVE = EARLY.replace(hour=13, tzinfo=None)
OK = {"at": EARLY, "text": "a"}
SAY = ("missing", "say what is new, or write holding = true")
ORDER = ("earlier than the entry before it", "put the newest last")
PROMISE = ("not after the update itself", "promise a later time")
ASKED = {"account": "a", "topic": "a credit"}
IN_FILE = {"accounts_file": "a.csv"}  # so that any account may be meant
UNASKED = (("answers", 0, "topic"), "this account has parked no such topic", "write it as [[parked]] has it")
NUMBER = "not the number of an earlier update"
OVER = {"at": EARLY, "status": "resolved"}
AGAIN = {"at": LATE, "status": "investigating", "text": "b"}
MIDDLE = EARLY.replace(minute=30)
NOT_AGAIN = ("this entry does not open the incident again", "leave it out, or mend the status")
NOT_OVER = ("earlier than the end before it", "say when it failed again, or mend that end")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({}, []),  # nothing
        ({"updates": [OK, {"at": LATE, "text": "b"}]}, []),  # in order
        ({"updates": [OK, OK, OK]}, []),  # at the same time
        ({"updates": [{**OK, "at": LATE}, OK]}, [(("updates", 1, "at"), *ORDER)]),  # out of order
        (
            {"updates": [OK, {**OK, "at": LATE}, OK]},
            [(("updates", 2, "at"), *ORDER)],
        ),  # it is the equal one further down
        ({"updates": [{**OK, "at": LATE}, {**OK, "at": NAIVE}]}, []),  # without a zone: the model says so
        ({"updates": [{**OK, "next_update": LATE}]}, []),  # a promise
        ({"updates": [{**OK, "next_update": EARLY}]}, [(("updates", 0, "next_update"), *PROMISE)]),  # for at once
        (
            {"updates": [{**OK, "at": LATE, "next_update": EARLY}]},
            [(("updates", 0, "next_update"), *PROMISE)],
        ),  # the past
        ({"updates": [OK, {**OK, "corrects": 1}]}, []),  # a correction
        (
            {"updates": [OK, {**OK, "corrects": 2}]},
            [(("updates", 1, "corrects"), NUMBER, "count the updates from 1")],
        ),  # itself
        (
            {"updates": [OK, {**OK, "corrects": 0}]},
            [(("updates", 1, "corrects"), NUMBER, "count the updates from 1")],
        ),  # nothing
        (
            {"updates": [{**OK, "corrects": 16**5000}]},  # a number too long to print
            [(("updates", 0, "corrects"), NUMBER, "a first update has nothing to correct")],
        ),
        ({"updates": [{"at": EARLY}]}, [(("updates", 0, "text"), *SAY)]),  # nothing said
        ({"updates": [{"at": EARLY, "holding": False}]}, [(("updates", 0, "text"), *SAY)]),  # not even that
        ({"updates": [{"at": EARLY, "holding": True}]}, []),  # nothing new, and it says so
        ({"updates": [{"at": EARLY, "status": "resolved"}]}, []),  # the status says it
        ({"updates": [OVER, {**AGAIN, "began": MIDDLE}]}, []),  # it failed again
        ({"updates": [OVER, {**AGAIN, "began": EARLY}]}, []),  # it never worked
        ({"updates": [OVER, {**OVER, "at": LATE}, {**AGAIN, "began": MIDDLE}]}, []),  # the first word of the end counts
        (
            {"updates": [{**OVER, "at": LATE, "ended": EARLY}, {**AGAIN, "began": MIDDLE}]},  # it had worked before
            [],
        ),
        (
            {"updates": [{**OVER, "ended": MIDDLE}, {**AGAIN, "began": EARLY}]},
            [(("updates", 1, "began"), *NOT_OVER)],
        ),
        (
            {"updates": [OVER, {**AGAIN, "at": MIDDLE, "began": LATE}]},
            [(("updates", 1, "began"), "later than the entry itself", "say when it failed again")],
        ),
        ({"updates": [{**OK, "began": EARLY}]}, [(("updates", 0, "began"), *NOT_AGAIN)]),  # it is the first
        ({"updates": [{**OVER, "began": EARLY}]}, [(("updates", 0, "began"), *NOT_AGAIN)]),  # it is the end
        (
            {"updates": [OVER, AGAIN, {**AGAIN, "began": LATE}]},  # it is open already
            [(("updates", 2, "began"), *NOT_AGAIN)],
        ),
        ({"updates": [OVER, {**AGAIN, "began": MIDDLE.replace(tzinfo=None)}]}, []),  # no zone: the model says so
        ({"updates": [7, {"at": EARLY}]}, [(("updates", 1, "text"), *SAY)]),  # no table: the model says so
        ({"updates": 7, "accounts": "a", "parked": {"a": 1}}, []),  # no lists: as above
        ({"accounts": [{"id": "a"}, {"id": "b"}]}, []),  # two accounts
        (
            {"accounts": [{"id": "a"}, {"id": "a"}, {"id": "a"}]},  # one, three times
            [(("accounts", n, "id"), '"a" is the id of an earlier account', "give each its own") for n in (1, 2)],
        ),
        ({"accounts": [{"id": []}, {"id": []}, {"id": {}}, {}, {}]}, []),  # no names: the model says so
        ({"accounts": [{"id": "a"}], "parked": [{"account": "a"}]}, []),  # someone known
        (
            {"accounts": [{"id": "b"}, {"id": "a"}], "parked": [{"account": "a"}, {"account": "c"}]},  # someone else
            [(("parked", 1, "account"), 'no account has the id "c"', "known here: a, b")],
        ),
        (
            {"accounts": [{"id": f"a{n:02}"} for n in range(11)], "satisfaction": [{"account": "c"}]},  # of many
            [
                (
                    ("satisfaction", 0, "account"),
                    'no account has the id "c"',
                    "known here: a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, …",
                )
            ],
        ),
        (
            {"conversations": [{"account": "c"}]},  # of none
            [(("conversations", 0, "account"), 'no account has the id "c"', "add its [[accounts]] entry")],
        ),
        ({"accounts_file": "a.csv", "conversations": [{"account": "c"}]}, []),  # perhaps in the file
        ({**IN_FILE, "parked": [ASKED], "answers": [{**ASKED, "topic": "a CREDIT"}]}, []),  # answered, in other case
        ({**IN_FILE, "parked": [ASKED], "answers": [{**ASKED, "topic": "the SLA"}]}, [UNASKED]),  # another topic
        ({**IN_FILE, "parked": [ASKED], "answers": [{**ASKED, "account": "b"}]}, [UNASKED]),  # another account's
        ({**IN_FILE, "answers": [ASKED]}, [UNASKED]),  # nothing was asked
        ({**IN_FILE, "parked": [{**ASKED, "account": []}], "answers": [{**ASKED, "topic": {}}]}, []),  # no words at all
        ({"lessons": [{}], "amends": [{}], "done": [{"action": "lesson-1"}, {"action": "amends-1"}]}, []),  # there
        (
            {"lessons": [{}], "done": [{"action": "lesson-2"}]},  # one too far
            [(("done", 0, "action"), "there is no lesson-2", "count the [[lessons]] from 1")],
        ),
        ({"done": [{"action": []}, {"action": "lesson-x"}, {"action": "other-9"}]}, []),  # no action's name
    ],
)
def test_what_is_found(data: dict[str, Any], found: list[Any]) -> None:
    assert list(faults(data)) == found


LOGS = ("updates", "accounts", "conversations", "parked", "answers", "satisfaction", "lessons", "amends", "done")
KEYS = ("id", "at", "account", "topic", "text", "corrects", "next_update", "began", "action", "status", "holding")
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.datetimes() | st.just(EARLY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=10,
)
ENTRY = st.dictionaries(st.sampled_from(KEYS), JUNK, max_size=4)  # a table whose values are anything


@given(st.dictionaries(st.sampled_from(["accounts_file", *LOGS]), JUNK | st.lists(JUNK | ENTRY, max_size=3)))
def test_values_of_any_type_are_passed_over(data: dict[str, Any]) -> None:
    for path, _, _ in faults(data):
        inside: Any = data
        for part in path[:-1]:
            inside = inside[part]
        assert isinstance(inside, dict)
