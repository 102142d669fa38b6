"""The figures that hold: each preset's against its authority, and the layers above it."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from outagecomms import tomlfile, workspace
from outagecomms.cadence.policy import PRESETS
from outagecomms.errors import InputError
from outagecomms.incident import reader
from outagecomms.incident.figures import CadenceFigures, Preset

from .conftest import START, at, policy

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.incident.figures import OpenStatus, Severity

OPEN: tuple[OpenStatus, ...] = ("investigating", "identified", "monitoring")
TUESDAY, WEDNESDAY = at(20 * 60), at(44 * 60)  # ten o'clock, one and two business days after the start
Wait = int | datetime  # minutes, or a time
ON_CHANGE = (TUESDAY, TUESDAY, TUESDAY)  # sets no interval, and still states a time

# preset, severity, first contact's target and limit, intervals (investigating, identified, monitoring) at first,
# and two hours after the first message
FIGURES: list[tuple[str, Severity, Wait, Wait, tuple[Wait, ...], tuple[Wait, ...]]] = [
    ("default", "sev1", 5, 15, (20, 30, 60), (40, 60, 60)),  # doubles to at most 60
    ("default", "sev2", 15, 30, (30, 60, 60), (60, 120, 120)),  # doubles to at most 120
    ("default", "sev3", 120, 120, (120, 240, TUESDAY), (120, 240, TUESDAY)),
    ("default", "sev4", TUESDAY, TUESDAY, ON_CHANGE, ON_CHANGE),
    ("pagerduty", "sev1", 5, 10, (20, 20, 20), (40, 40, 40)),  # 5, the scope 5 later; may slow after two hours
    ("pagerduty", "sev2", 5, 10, (20, 20, 20), (40, 40, 40)),
    ("pagerduty", "sev3", 120, 120, (120, 240, TUESDAY), (120, 240, TUESDAY)),  # says nothing: the default's
    ("pagerduty", "sev4", TUESDAY, TUESDAY, ON_CHANGE, ON_CHANGE),
    ("gitlab", "sev1", 5, 15, (10, 10, 30), (10, 10, 30)),  # names no slowing down
    ("gitlab", "sev2", 15, 30, (15, 30, 60), (15, 30, 60)),
    ("gitlab", "sev3", 120, 120, (15, 30, 60), (15, 30, 60)),
    ("gitlab", "sev4", TUESDAY, TUESDAY, (15, 30, 60), (15, 30, 60)),
    ("atlassian", "sev1", 5, 15, (30, 30, 30), (30, 30, 30)),  # as early as possible; names no slowing down
    ("atlassian", "sev2", 5, 30, (30, 30, 30), (30, 30, 30)),
    ("atlassian", "sev3", 120, 120, (30, 30, 30), (30, 30, 30)),
    ("atlassian", "sev4", TUESDAY, TUESDAY, (30, 30, 30), (30, 30, 30)),
    ("gds", "sev1", 20, 20, (60, 60, 60), (60, 60, 60)),  # P1
    ("gds", "sev2", 60, 60, (120, 120, 120), (120, 120, 120)),  # P2
    ("gds", "sev3", 120, 120, (WEDNESDAY, WEDNESDAY, WEDNESDAY), (WEDNESDAY, WEDNESDAY, WEDNESDAY)),  # P3
    ("gds", "sev4", TUESDAY, TUESDAY, ON_CHANGE, ON_CHANGE),
    ("azure", "sev1", 10, 60, (20, 30, 60), (40, 60, 60)),  # 10 for most, 60 at most; the default's intervals
    ("azure", "sev2", 10, 60, (30, 60, 60), (60, 120, 120)),
    ("azure", "sev3", 10, 60, (120, 240, TUESDAY), (120, 240, TUESDAY)),
    ("azure", "sev4", 10, 60, ON_CHANGE, ON_CHANGE),
]


@pytest.mark.parametrize(("preset", "severity", "target", "limit", "early", "late"), FIGURES)
def test_a_preset_holds_its_authoritys_figures(
    preset: str, severity: Severity, target: Wait, limit: Wait, early: tuple[Wait, ...], late: tuple[Wait, ...]
) -> None:
    figures = policy(severity, {"preset": preset})
    slow = at(120)

    assert figures.first_contact(START, "UTC") == _after(START, target)
    assert figures.first_contact_limit(START, "UTC") == _after(START, limit)
    assert [figures.next_update(each, START, START) for each in OPEN] == [_after(START, wait) for wait in early]
    assert [figures.next_update(each, slow, START) for each in OPEN] == [_after(slow, wait) for wait in late]


def test_every_preset_is_a_file_and_in_the_table() -> None:
    names = sorted(get_args(Preset))

    assert names == sorted(path.stem for path in PRESETS.iterdir())
    assert sorted((preset, severity) for preset, severity, *_ in FIGURES) == [
        (name, f"sev{number}") for name in names for number in range(1, 5)
    ]


@pytest.mark.parametrize(
    ("preset", "authority"),
    [
        ("default", "outagecomms"),
        ("pagerduty", "PagerDuty"),
        ("gitlab", "GitLab"),
        ("atlassian", "Atlassian"),
        ("gds", "Government Digital Service"),
        ("azure", "Azure"),
    ],
)
def test_a_preset_names_its_source(preset: str, authority: str) -> None:
    assert authority in tomllib.loads((PRESETS / f"{preset}.toml").read_text(encoding="utf-8"))["source"]


def test_without_layers_the_default_preset_holds() -> None:
    assert policy("sev1") == policy("sev1", {"preset": "default"})


@pytest.mark.parametrize(
    ("layers", "target", "limit", "intervals", "lead"),
    [
        # the workspace sets one figure; all others stand
        ([{"sev1": {"interval": {"investigating": 15}}}], 5, 15, [15, 30, 60], 5),
        # the incident's goes before the workspace's, figure by figure
        (
            [
                {"sev1": {"interval": {"investigating": 15, "identified": 25}}},
                {"sev1": {"interval": {"identified": 10}}},
            ],
            5, 15, [15, 10, 60], 5,
        ),
        # the workspace's preset
        ([{"preset": "gitlab"}], 5, 15, [10, 10, 30], 5),
        # the incident's preset goes before the workspace's
        ([{"preset": "gitlab"}, {"preset": "gds"}], 20, 20, [60, 60, 60], 5),
        # and replaces all of it: nothing of Azure's limit of 60 stays
        ([{"preset": "azure"}, {"preset": "gitlab"}], 5, 15, [10, 10, 30], 5),
        # it goes before the workspace's own figures too
        ([{"sev1": {"interval": {"monitoring": 45}}, "holding_lead": 9}, {"preset": "gds"}], 20, 20, [60, 60, 60], 5),
        # so does the default, when an incident names it
        ([{"preset": "gds", "holding_lead": 9}, {"preset": "default"}], 5, 15, [20, 30, 60], 5),
        # a figure of one's own goes before a preset's, in the same layer
        ([{"preset": "gds", "sev1": {"interval": {"monitoring": 45}}}], 20, 20, [60, 60, 45], 5),
        # and in one above it
        ([{"preset": "gds"}, {"sev1": {"interval": {"monitoring": 45}}}], 20, 20, [60, 60, 45], 5),
        # figures for another severity change nothing here
        ([{"sev2": {"interval": {"investigating": 15}}}], 5, 15, [20, 30, 60], 5),
        # an earlier target keeps the limit
        ([{"sev1": {"first_contact": {"target": 2}}}], 2, 15, [20, 30, 60], 5),
        # a target beyond the inherited limit is the limit: nothing is overdue before it is due
        ([{"sev1": {"first_contact": {"target": 40}}}], 40, 40, [20, 30, 60], 5),
        # how long before the promise a holding update is written
        ([{"holding_lead": 10}, {"holding_lead": 0}], 5, 15, [20, 30, 60], 0),
    ],
)  # fmt: skip
def test_layers(layers: list[dict[str, Any]], target: int, limit: int, intervals: list[int], lead: int) -> None:
    figures = policy("sev1", *layers)

    assert figures.first_contact(START, "UTC") == at(target)
    assert figures.first_contact_limit(START, "UTC") == at(limit)
    assert [figures.next_update(each, START, START) for each in OPEN] == [at(wait) for wait in intervals]
    assert figures.holding_lead == timedelta(minutes=lead)


@pytest.mark.parametrize(
    ("layers", "care"),
    [
        # ours, and every preset's: no other authority gives a figure
        ([], {"angry": (0, 45), "worried": (1, 90), "calm": (2, 90), None: (1, 90)}),
        ([{"preset": "gds"}], {"angry": (0, 45), "worried": (1, 90), "calm": (2, 90), None: (1, 90)}),
        # one figure set differently
        (
            [{"followup": {"angry": {"every": 30}, "unknown": {"call": "3 business days"}}}],
            {"angry": (0, 30), "worried": (1, 90), "calm": (2, 90), None: (3, 90)},
        ),
    ],
)
def test_how_closely_to_follow_up(layers: list[dict[str, Any]], care: dict[str | None, tuple[int, int]]) -> None:
    assert policy("sev1", *layers).care == care


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("call", "soon"),  # no wait
        ("call", "0 business days"),  # that is the same day
        ("call", 30),  # minutes are for a fire
        ("every", 29),  # a round a month at most
        ("every", 366),  # and one a year at least
    ],
)
def test_figures_of_follow_ups_that_cannot_be_meant(key: str, value: object) -> None:
    with pytest.raises(ValidationError):
        CadenceFigures.model_validate({"followup": {"angry": {key: value}}})


def test_a_wait_that_is_none_says_what_to_write() -> None:
    with pytest.raises(ValidationError, match='"soon" is not when to call; write "same day" or "2 business days"'):
        CadenceFigures.model_validate({"followup": {"angry": {"call": "soon"}}})


def test_a_preset_takes_away_what_a_layer_below_it_added() -> None:
    slower = {"sev3": {"slow_down": {"after": 60, "at_most": 240}}}

    assert policy("sev3", slower).next_update("investigating", at(60), START) == at(60 + 240)
    assert policy("sev3", slower, {"preset": "default"}).next_update("investigating", at(60), START) == at(60 + 120)


def test_a_layer_changes_no_figure_that_it_does_not_name() -> None:
    """The workspace triples; the incident says from when and to what, and says nothing of how fast."""
    triples = {"sev3": {"slow_down": {"after": 60, "factor": 3, "at_most": 600}}}
    sooner = {"sev3": {"slow_down": {"after": 30, "at_most": 400}}}

    assert policy("sev3", triples, sooner).next_update("investigating", at(30), START) == at(30 + 360)


@pytest.mark.parametrize(
    ("name", "todo"),
    [
        ("gitlb", "did you mean gitlab?"),
        ("Atlassian", "did you mean atlassian?"),
        ("quux", "choose one"),
        ("../presets/gds", "choose one"),  # a name, never a path
    ],
)
def test_an_unknown_preset_is_refused_where_it_stands(name: str, todo: str, tmp_path: Path) -> None:
    """In an incident and in the workspace's configuration."""
    config, outage = tmp_path / workspace.CONFIG, tmp_path / "checkout.toml"
    config.write_text(f'[cadence]\npreset = "{name}"\n', encoding="utf-8")
    outage.write_text(
        'title = "a"\nservice = "b"\nseverity = "sev1"\nstarted = 2026-11-23T14:00:00Z\nimpact = "c"\n'
        f'cadence = {{ preset = "{name}" }}\n',
        encoding="utf-8",
    )
    what = f'"{name}" is none of atlassian, azure, default, gds, gitlab or pagerduty; {todo}'

    with pytest.raises(InputError) as caught:
        workspace.load(tmp_path)
    assert str(caught.value) == f"{config}:2:1: cadence.preset: {what}"
    with pytest.raises(InputError) as caught:
        reader.from_document(tomlfile.read(outage))
    assert str(caught.value) == f"{outage}:6:13: cadence.preset: {what}"


@pytest.mark.parametrize(
    ("severity", "zone", "expected"),
    [
        ("sev1", "America/New_York", at(5)),  # minutes are the same minutes everywhere
        ("sev4", "America/New_York", at(25 * 60)),  # Tuesday 10:00 in New York is 15:00 UTC
        ("sev4", "Asia/Tokyo", at(11 * 60)),  # Tuesday 10:00 in Tokyo is 01:00 UTC
    ],
)
def test_a_business_day_of_first_contact_is_the_readers(severity: Severity, zone: str, expected: datetime) -> None:
    assert policy(severity).first_contact(START, zone) == expected


def test_a_business_day_of_an_interval_is_the_workspaces() -> None:
    figures = policy("sev4", zone="Europe/Berlin")

    assert figures.next_update("identified", START, START) == at(19 * 60)


@given(st.integers(0, 119), st.sampled_from(["sev1", "sev2"]))
def test_nothing_slows_down_before_two_hours(minutes: int, severity: Severity) -> None:
    figures = policy(severity)
    now = at(minutes)

    assert [figures.next_update(each, now, START) - now for each in OPEN] == [
        figures.next_update(each, START, START) - START for each in OPEN
    ]


@given(
    st.sampled_from(OPEN),
    st.sampled_from(["sev1", "sev2", "sev3", "sev4"]),
    st.sampled_from(get_args(Preset)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
)
def test_the_next_time_is_always_a_whole_minute_ahead(
    status: OpenStatus, severity: Severity, preset: str, since_first: timedelta
) -> None:
    now = START + since_first
    promised = policy(severity, {"preset": preset}).next_update(status, now, START)

    assert promised > now
    assert (promised.second, promised.microsecond) == (0, 0)


def test_a_long_interval_is_never_shortened_by_the_cap() -> None:
    figures = policy("sev1", {"sev1": {"interval": {"monitoring": 90}}})

    assert figures.next_update("monitoring", at(300), START) == at(390)


def test_slowing_down_can_be_set_too() -> None:
    figures = policy("sev1", {"sev1": {"slow_down": {"after": 60, "at_most": 30}}})

    assert figures.next_update("investigating", at(59), START) == at(59 + 20)
    assert figures.next_update("investigating", at(60), START) == at(60 + 30)


def _after(moment: datetime, wait: Wait) -> datetime:
    return moment + timedelta(minutes=wait) if isinstance(wait, int) else wait
