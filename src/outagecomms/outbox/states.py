"""The states of a message, and every way from one to another.

draft ──▶ approved ──▶ sending ──▶ sent
                          ├──────▶ refused   the server said no
                          ├──────▶ deferred  the server said not now: tried again, later and later
                          └──────▶ unknown   nobody can say; a person decides
"""

from __future__ import annotations

from typing import Literal, get_args

State = Literal["draft", "approved", "sending", "sent", "refused", "deferred", "unknown", "superseded"]
STATES: tuple[State, ...] = get_args(State)

TRANSITIONS: dict[tuple[State, State], str] = {
    ("draft", "approved"): "a person said yes to these very words, or the configuration does to their kind",
    ("draft", "superseded"): "a newer message says more, or a person discarded it",
    ("draft", "sent"): "words for everyone, posted by hand: a person said so",
    ("approved", "draft"): "the words changed, or the time that they promise has passed: they must be read again",
    ("approved", "sending"): "a connection took it",
    ("approved", "deferred"): "its reader has had too many messages this hour",
    ("approved", "refused"): "its reader asked not to be contacted",
    ("approved", "superseded"): "a newer message says more, or a person discarded it",
    ("approved", "unknown"): "it was to be sent again and no longer holds: it may have arrived all the same",
    ("sending", "sent"): "the server accepted it",
    ("sending", "refused"): "the server said no",
    ("sending", "deferred"): "the server said not now, or was lost before the whole message was out",
    ("sending", "unknown"): "the whole message was out and no clear answer came, or the run was ended",
    ("sending", "approved"): "nothing was tried, or our own way out takes nothing from its sender",
    ("deferred", "draft"): "the words changed, or the time that they promise has passed: they must be read again",
    ("deferred", "sending"): "a connection took it again",
    ("deferred", "deferred"): "its reader has had too many messages this hour",
    ("deferred", "refused"): "its reader asked not to be contacted",
    ("deferred", "superseded"): "a newer message says more, or a person discarded it",
    ("deferred", "unknown"): "it was to be sent again and no longer holds: it may have arrived all the same",
    ("superseded", "draft"): "it is owed again, and no person had discarded it: it is written anew",
    ("refused", "approved"): "a person said to send it again",
    ("refused", "draft"): "its reader has another address now, or it corrects a mistake and its time has passed",
    ("refused", "superseded"): "a person discarded it",
    ("unknown", "approved"): "a person said to send it again, under the same Message-ID",
    ("unknown", "superseded"): "a person who knows that it did not arrive discarded it",
    ("unknown", "sent"): "a person said that it arrived, or the run that had been given up had its answer after all",
}
"""What may become of a message, and when. Nothing else changes a state; `history` keeps each change for good."""

UNSENT = ("draft", "approved", "deferred")
"""Nobody has read it, and somebody still may: its words can be taken back."""
DISCARDED = "discarded: "
"""What the reason begins with when it was a person who superseded a message: then it is never written again."""
WAITING = ("approved", "deferred")
"""It goes out as soon as it may."""
MAY_BE_READ = ("sending", "sent", "unknown")
"""It has left, or may have."""

DO_NOT_CONTACT = "do not contact"
"""Why a message is refused to a reader who asked to be left alone: nobody needs to mend that."""
