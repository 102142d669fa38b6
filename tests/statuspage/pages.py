"""Incidents as a status page publishes them, in words of our own; and any that hypothesis can think of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from outagecomms.statuspage.posted import Posted
from outagecomms.statuspage.vocabulary import SEVERITIES, STATUSES

PAGE = {"id": "y2j98763l56x", "name": "Example Pay", "url": "https://status.example.com"}
START = datetime(2026, 11, 22, 14, tzinfo=UTC)


def at(minutes: float) -> str:
    """So many minutes after two o'clock, as Statuspage writes it."""
    return (START + timedelta(minutes=minutes)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def update(
    minutes: float, body: str | None = "Cards work.", status: str = "investigating", **more: Any
) -> dict[str, Any]:
    """A post."""
    return {"status": status, "body": body, "display_at": at(minutes)} | more


def incident(*updates: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An incident; its *updates* newest first, as on a page."""
    return {
        "id": "x0ljvc9m1wxj", "name": "Card payments are failing", "impact": "critical", "started_at": at(0),
        "incident_updates": list(updates),
    } | more  # fmt: skip


def posted(*updates: dict[str, Any], **more: Any) -> Posted:
    """The same, on its page."""
    return Posted(incident(*updates, **more), PAGE)


def line(**more: Any) -> dict[str, Any]:
    """One of our own JSON lines."""
    return {
        "id": "ex-1", "org": "Example Pay", "title": "Card payments are failing", "impact": "major",
        "start": "2026-11-22T14:05:00Z", "end": "2026-11-22T15:00:00Z",
        "updates": [
            {"at": "2026-11-22T14:05:00Z", "status": "investigating", "text": "One in three cards is declined."},
            {"at": "2026-11-22T15:00:00Z", "status": "resolved", "text": "Every card works."},
        ],
    } | more  # fmt: skip


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_TIMES = st.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1), timezones=_ZONES).map(datetime.isoformat)  # noqa: DTZ001  (they get a zone)
_BODIES = st.text() | st.sampled_from(
    [
        "",
        "<p>Cards <b>work</b>.</p>",
        "a&amp;b",
        " ",
        "two\nlines",
        "Next update by 15:00 UTC.",
        "x" * 9000,
        "true",
        "7",
    ]
)
_STATUSES = st.sampled_from([*STATUSES, "update", "Resolved"]) | st.text()


def _objects(known: dict[str, Any], optional: dict[str, Any]) -> Any:
    """Objects that have what is *known*, perhaps what is *optional*, and perhaps more."""
    more = st.dictionaries(st.text(), _JSON, max_size=3)
    some = st.fixed_dictionaries(known, optional=optional)
    return st.builds(
        lambda extra, mine: {**{k: v for k, v in extra.items() if k not in known | optional}, **mine}, more, some
    )


_UPDATES = _objects(
    {"display_at": _TIMES},
    {"status": st.none() | _STATUSES, "body": st.none() | _BODIES, "created_at": st.none() | _TIMES, "id": st.text()},
)
INCIDENTS = _objects(
    {"created_at": _TIMES, "incident_updates": st.lists(_UPDATES, max_size=4)},
    {
        "id": st.text(), "name": st.none() | st.text(), "status": st.none() | _STATUSES,
        "started_at": st.none() | _TIMES, "resolved_at": st.none() | _TIMES, "components": _JSON,
        "impact": st.sampled_from([*SEVERITIES]) | _JSON,
    },
)  # fmt: skip
PAGES = st.builds(Posted, INCIDENTS, _objects({}, {"name": st.text(), "id": st.text()}), st.booleans())
"""Anything that `posted.faults` has nothing against."""
