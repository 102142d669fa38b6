"""How long `score` takes over 10,000 incidents, beside reading the same file and running the rules of tone alone.

    python benchmarks/score_speed.py [RUNS]

The incidents are made up from sentences of our own with a fixed seed, in the form of Statuspage's ``incidents.json``.
Whole programs, run in turn, A B A B …, after one run of each that does not count; the ratio is the median of the ratios
run by run. `score` also knows when each post was shown and what it promised, so that its rules find a little more.
"""

from __future__ import annotations

import json
import os
import platform
import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from timing import Program, compare

INCIDENTS = 10_000
RUNS = 3
SEED = 20261122

RULES_ALONE = """
import json, sys
from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts
from outagecomms.tone.ruleset import load
rules = load()
errors = 0
for incident in json.load(open(sys.argv[1], encoding="utf-8"))["incidents"]:
    for update in incident["incident_updates"]:
        kind = "resolved" if update["status"] == "resolved" else "update"
        errors += sum(found.level == "error" for found in check(update["body"], Facts(kind=kind), rules))
print(json.dumps({"total": {"tone": {"errors": errors}}}))
"""

NAMES = ("Card payments fail", "Sign-in is slow", "Deliveries are not shown", "The map does not load")
IMPACTS = ("critical", "major", "minor", "none")
STATUSES = ("investigating", "identified", "monitoring", "resolved")
SENTENCES = (
    "Since {time} UTC one in {count} of your payments has been declined, and we are looking for the cause.",
    "We are moving traffic to the second line, and region {count} is next.",
    "{count} of the shops that were cut off can take cards again.",
    "We believe that the cause has been found and expect full recovery within {count} hours.",
    "A small number of users may have noticed a brief delay of {count} seconds.",
    "Please contact our support team at extension {count} if you have questions.",
    "The line has been repaired, and payments have worked since {time} UTC.",
    "We apologize for any inconvenience that these {count} minutes may have caused.",
)
PROMISES = ("The next update follows by {time} UTC.", "We will provide another update within {count} minutes.")
PROMISING = 1 / 6  # of the posts, as on real pages: see docs/score.md


def main() -> None:
    """Print the figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, Python {platform.python_version()}, {runs} runs")
    with tempfile.TemporaryDirectory() as name:
        ours, alone = Path(name, "score"), Path(name, "alone")
        for folder in (ours, alone):
            folder.mkdir()
            (folder / "incidents.json").write_text(json.dumps(page(INCIDENTS)), encoding="utf-8")
        score = Program([sys.executable, "-m", "outagecomms", "score", "incidents.json", "--format", "json"], ours)
        rules = Program([sys.executable, "-c", RULES_ALONE, "incidents.json"], alone)
        pair = compare(score, rules, runs)
        print(f"{(ours / 'incidents.json').stat().st_size / 2**20:.0f} MiB; errors {errors(score)} and {errors(rules)}")
    for side, run in (("score", pair.a), ("the rules alone", pair.b)):
        print(f"{side:16} {run.wall:6.2f} s by the clock, {run.cpu:6.2f} s of the processor, {run.peak:4.0f} MiB")
    print(f"ratio {pair.wall:.2f} by the clock, {pair.cpu:.2f} of processor time; target 2")


def errors(program: Program) -> int:
    """How many errors the rules found, as the program's last run printed it."""
    return int(json.loads(program.output.read_text(encoding="utf-8"))["total"]["tone"]["errors"])


def page(count: int) -> dict[str, object]:
    """So many incidents of one status page."""
    dice = random.Random(SEED)
    return {
        "page": {"id": "y2j98763l56x", "name": "Example Pay", "url": "https://status.example.com"},
        "incidents": [incident(number, dice) for number in range(count)],
    }


def incident(number: int, dice: random.Random) -> dict[str, object]:
    """One incident, its newest update first."""
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=53 * number)
    started, updates = written(at), []
    for status in STATUSES:
        at += timedelta(minutes=dice.randrange(5, 95))
        shown = written(at)
        updates.append(
            {
                "id": f"u{number}{status}", "incident_id": f"i{number}", "status": status, "body": body(dice),
                "created_at": shown, "updated_at": shown, "display_at": shown, "affected_components": None,
                "deliver_notifications": True, "custom_tweet": None, "tweet_id": None,
            }
        )  # fmt: skip
    return {
        "id": f"i{number}", "name": dice.choice(NAMES), "status": "resolved", "impact": dice.choice(IMPACTS),
        "created_at": started, "started_at": started, "updated_at": shown, "monitoring_at": None, "resolved_at": shown,
        "shortlink": f"https://stspg.example/{number}", "page_id": "y2j98763l56x", "incident_updates": updates[::-1],
        "components": [{"id": "c1", "name": "Checkout", "status": "operational"}],
    }  # fmt: skip


def body(dice: random.Random) -> str:
    """The words of one update."""
    chosen = " ".join([*dice.sample(SENTENCES, 3), *([dice.choice(PROMISES)] if dice.random() < PROMISING else [])])
    while "{time}" in chosen:
        chosen = chosen.replace("{time}", f"{dice.randrange(24):02}:{dice.randrange(60):02}", 1)
    return chosen.replace("{count}", str(dice.randrange(2, 60)))


def written(at: datetime) -> str:
    """A time as Statuspage writes it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


if __name__ == "__main__":
    main()
