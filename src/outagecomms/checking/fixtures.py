"""Incidents to try templates on: a small shop, a hospital, a bank, and one whose every word is awkward.

Each is lived from its first minute to the fourth follow-up, with readers of every shape, so that every kind of message
comes up in every status. A template that reads well over these reads well at 3 a.m.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from outagecomms.compose.amends import AmendsConfig, OffersIn
from outagecomms.incident.model import FOR_EVERYONE, Channel, Incident

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from outagecomms.incident.figures import Severity

FIRST = "try-sev1"
"""The id of the first incident."""

SHAPES = 4
"""How many accounts there are a language, each of another shape."""

START = datetime(2026, 3, 3, 13, 2, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Scene:
    """One moment in the life of one incident."""

    incident: Incident
    organisation: str
    now: datetime
    awkward: bool
    """The words of the incident are hostile: it must render, but its tone says nothing about the template."""
    offers: Mapping[str, AmendsConfig]
    """What may be offered to make it right, by tier."""


@dataclass(frozen=True)
class _Setting:
    """A company, what broke, and what it says about it, in English and in German."""

    organisation: str
    facts: dict[str, str]
    in_german: dict[str, str]
    news: tuple[tuple[str, str], ...]
    news_in_german: tuple[tuple[str, str], ...]
    said: str
    said_impact: str
    topic: str
    answer: str
    amends: str
    awkward: bool = False
    offers: Mapping[str, AmendsConfig] = field(default_factory=dict)


_SHOP = _Setting(
    organisation="Kettle & Crumb",
    facts={
        "title": "Orders cannot be placed",
        "service": "Checkout",
        "impact": "Nine of ten orders stop at the last step, and the basket is empty afterwards.",
        "workaround": "Orders by telephone go through, and we have put four more people on the line.",
    },
    in_german={
        "title": "Bestellungen lassen sich nicht abschließen",
        "service": "die Kasse",
        "impact": "Neun von zehn Bestellungen bleiben im letzten Schritt stehen, und der Warenkorb ist danach leer.",
        "workaround": "Telefonische Bestellungen kommen an, und wir haben vier Leute mehr am Apparat.",
    },
    news=(
        (
            "Baskets that were emptied today are stored, and you get each one back.",
            "We are testing the last step alone.",
        ),
        ("The step that checks addresses does not answer.", "We are starting it anew on fresh machines."),
        ("Two of ten orders go through now.", "We are moving the remaining shops one by one."),
        ("All orders of the last ten minutes went through.", "We are placing test orders in every shop."),
        ("The last forty orders that were begun were also paid.", "We are reading every order as it comes in."),
    ),
    news_in_german=(
        (
            "Die heute geleerten Warenkörbe sind gespeichert, und Sie bekommen jeden zurück.",
            "Wir prüfen den letzten Schritt für sich.",
        ),
        ("Der Schritt, der Adressen prüft, antwortet nicht.", "Wir starten ihn auf frischen Rechnern neu."),
        (
            "Zwei von zehn Bestellungen kommen jetzt durch.",
            "Wir stellen die übrigen Geschäfte eines nach dem anderen um.",
        ),
        ("Alle Bestellungen der letzten zehn Minuten kamen an.", "Wir geben in jedem Geschäft Probebestellungen auf."),
        (
            "Die letzten vierzig begonnenen Bestellungen wurden auch bezahlt.",
            "Wir lesen jede Bestellung mit, die eingeht.",
        ),
    ),
    said="I am turning people away at the door on our busiest day.",
    said_impact="three shops, about 400 orders a day",
    topic="the fees for March",
    answer="You pay no fees for 3 March, and the invoice of April says so.",
    amends="Somebody of ours stands beside you in the shop on your next market day.",
)
_HOSPITAL = _Setting(
    organisation="Wardlight",
    facts={
        "title": "Patient records do not open",
        "service": "Records",
        "impact": "Half of all records take more than a minute to open, and the other half do not open.",
    },
    in_german={
        "title": "Patientenakten öffnen sich nicht",
        "service": "die Patientenakte",
        "impact": "Die Hälfte aller Akten braucht länger als eine Minute, die andere Hälfte öffnet sich nicht.",
    },
    news=(
        (
            "Nothing that you have entered is lost; it is stored before it is shown.",
            "Three of us are timing each step of opening a record.",
        ),
        (
            "Records wait for the search, and the search does not answer.",
            "We are cutting the search off so that records open without it.",
        ),
        (
            "Intensive care comes first: there, records open in four seconds.",
            "We are doing the same for all other wards.",
        ),
        ("Records open in all fourteen hospitals.", "We are watching every ward through the handover."),
        (
            "The night shifts have opened 900 records, each in under six seconds.",
            "We are on the telephone with every ward.",
        ),
    ),
    news_in_german=(
        (
            "Nichts von dem, was Sie eingegeben haben, ist verloren; es wird gespeichert, bevor es erscheint.",
            "Zu dritt messen wir jeden Schritt beim Öffnen einer Akte.",
        ),
        (
            "Die Akten warten auf die Suche, und die Suche antwortet nicht.",
            "Wir trennen die Suche ab, damit sich Akten ohne sie öffnen.",
        ),
        (
            "Die Intensivstationen zuerst: Dort öffnen sich Akten in vier Sekunden.",
            "Wir richten dasselbe für alle anderen Stationen ein.",
        ),
        ("Die Akten öffnen sich in allen vierzehn Häusern.", "Wir begleiten jede Station durch die Übergabe."),
        (
            "Die Nachtschichten haben 900 Akten geöffnet, jede in unter sechs Sekunden.",
            "Wir sind mit jeder Station am Telefon.",
        ),
    ),
    said="Our night shift is walking to the archive for paper charts.",
    said_impact="two intensive care wards, 31 patients",
    topic="the audit in April",
    answer="The auditors get our own record of that day from us, minute by minute.",
    amends="Somebody of ours is on your wards for the next night shift.",
    offers={
        "key": AmendsConfig(
            sev2=["come to your wards for a night", "train six of your people", "give you a line of your own to us"],
            translations={
                "de": OffersIn(
                    sev2=["eine Nacht lang auf Ihre Stationen kommen", "sechs Ihrer Leute schulen"],
                )
            },
        ),
        "standard": AmendsConfig(sev2=["train two of your people", "call you every week until Easter"]),
    },
)
_BANK = _Setting(
    organisation="Meridian Savings",
    facts={
        "title": "Transfers do not arrive",
        "service": "Transfers",
        "impact": "Transfers made since 13:02 UTC leave your account and have not reached the other one.",
        "workaround": "Payments by card work, and cash machines pay out.",
    },
    in_german={
        "title": "Überweisungen kommen nicht an",
        "service": "die Überweisung",
        "impact": "Überweisungen seit 13:02 UTC verlassen Ihr Konto und haben das andere nicht erreicht.",
        "workaround": "Kartenzahlungen gehen, und Geldautomaten zahlen aus.",
    },
    news=(
        (
            "Every transfer is written down on our side, and none is lost.",
            "We are comparing what left with what arrived.",
        ),
        ("The transfers wait in a line that nobody empties.", "We are emptying it by hand, the oldest first."),
        ("Transfers made before 14:00 UTC have arrived.", "We are working through the next hour of them."),
        ("Every transfer of today has arrived.", "We are counting both sides once more."),
        ("Both sides agree to the cent.", "We are watching every transfer that leaves."),
    ),
    news_in_german=(
        (
            "Jede Überweisung ist bei uns verzeichnet, und keine ist verloren.",
            "Wir vergleichen, was abging, mit dem, was ankam.",
        ),
        (
            "Die Überweisungen stehen in einer Reihe, die niemand leert.",
            "Wir leeren sie von Hand, die ältesten zuerst.",
        ),
        ("Überweisungen von vor 14:00 UTC sind angekommen.", "Wir arbeiten die nächste Stunde ab."),
        ("Jede Überweisung von heute ist angekommen.", "Wir zählen beide Seiten noch einmal."),
        ("Beide Seiten stimmen auf den Cent überein.", "Wir begleiten jede Überweisung, die abgeht."),
    ),
    said="Payroll is due today and 260 people are asking me where their wages are.",
    said_impact="260 wages",
    topic="the contract",
    answer="You may leave it at the end of any month, and that stands from today.",
    amends="We write to your 260 people and tell them that it was us.",
)
_AWKWARD = _Setting(
    organisation='O\'Brien & Søns "Δ" GmbH',
    facts={
        "title": "{{ 7 * 7 }} {% if x %} <b>\"Quoted\"</b> & 'ticked' — 日本語 العربية",
        "service": "x" * 200,
        "impact": "{{ incident.__class__ }} " + "A very long sentence without an end " * 40,
        "workaround": "- a line\n\n\n- another\n\n# and {# a comment #}",
    },
    in_german={"title": "{{ 7 * 7 }} „Anführung“ ß"},
    news=(("%s %(name)s {0} \\n \\u001b {{ x }}", "<script>alert(1)</script>"),) * 5,
    news_in_german=(("ẞ Ω ₿ {{ y }}", "„“”«»"),) * 5,
    said='"Nested "quotes" inside", he said. {{ 1/0 }}',
    said_impact="{% endblock %}",
    topic="{{ topic }}",
    answer="{{ answer }} {% if",
    amends='"{{ amends }}"',
    offers={"key": AmendsConfig(sev4=["{{ one }}", "<b>two</b>"])},
    awkward=True,
)
_BY_SEVERITY: dict[Severity, _Setting] = {"sev1": _SHOP, "sev2": _HOSPITAL, "sev3": _BANK, "sev4": _AWKWARD}

_LIFE: tuple[tuple[str, int, set[str]], ...] = (  # status, which of the five news, and what is special about the entry
    ("investigating", 0, {"quiet"}),
    ("investigating", 0, {"quiet", "holding"}),
    ("identified", 1, {"quiet"}),
    ("identified", 2, set()),
    ("identified", 1, {"foreign"}),
    ("identified", 2, set()),
    ("identified", 1, {"quiet"}),
    ("identified", 2, {"holding", "text"}),
    ("identified", 2, {"correction", "effect"}),
    ("identified", 1, {"correction"}),
    ("monitoring", 3, {"quiet"}),
    ("monitoring", 4, {"quiet"}),
    ("monitoring", 3, set()),
    ("investigating", 0, {"foreign"}),
    ("identified", 1, {"late"}),
    ("monitoring", 3, set()),
    ("resolved", 3, set()),
    ("investigating", 0, set()),
    ("monitoring", 3, {"late"}),
    ("resolved", 4, {"text", "redo"}),
    ("resolved", 4, {"correction"}),
)
"""The life of an incident: with every change of status, and every turn that an opening takes where none changes."""

_AFTERWARDS = (  # days after the end (on day 62 many are called), which lessons were drawn, how many are in no letter
    (1, slice(0), 0),
    (1, slice(0, 1), 0),
    (1, slice(1, 2), 0),
    (1, slice(0, 2), 0),
    (62, slice(0), 0),
    (62, slice(0, 1), 0),
    (62, slice(1, 2), 0),
    (62, slice(0, 2), 0),
    (160, slice(0), 0),
    (160, slice(0, 1), 0),
    (160, slice(1, 2), 0),
    (160, slice(0, 2), 0),
    (160, slice(0, 3, 2), 0),
    (250, slice(0), 0),
    (250, slice(0, 2), 0),
    (62, slice(0, 1), 1),
    (62, slice(1, 2), 1),
    (62, slice(0, 2), 1),
    (160, slice(0, 1), 1),
    (160, slice(0, 2), 1),
    (250, slice(0, 2), 1),
)


def scenes(severity: Severity, languages: Sequence[str]) -> Iterator[Scene]:
    """Every moment worth looking at in the life of one incident of *severity*, with readers in all *languages*."""
    setting = _BY_SEVERITY[severity]
    whole = _incident(setting, severity, languages)

    def scene(now: datetime, length: int, which: slice = slice(0), fresh: int = 0) -> Scene:
        lessons = whole.lessons[which]
        told = len(lessons) - fresh
        lessons = [*lessons[:told], *(lesson.model_copy(update={"at": now}) for lesson in lessons[told:])]
        known: dict[str, Any] = {"updates": whole.updates[:length], "lessons": lessons}
        if length < len(whole.updates):
            known |= {"satisfaction": [], "answers": [], "amends": []}
        incident = whole.model_copy(update=known)
        return Scene(incident, setting.organisation, now, setting.awkward, setting.offers)

    yield scene(START + timedelta(days=3), 0)
    for length, entry in enumerate(whole.updates, start=1):
        promised = entry.next_update or entry.at + 10 * _MINUTE
        for now in (promised - 2 * _MINUTE, promised + 7 * _MINUTE):
            yield scene(now, length)
    for days, which, fresh in _AFTERWARDS:
        yield scene(whole.updates[-1].at + timedelta(days=days), len(whole.updates), which, fresh)


def _incident(setting: _Setting, severity: Severity, languages: Sequence[str]) -> Incident:
    tags = [language.lower() for language in languages]
    log = list(_log(setting))
    asked, answered = START + 9 * _MINUTE, log[-1]["at"] + _MINUTE
    data = {
        **setting.facts, "severity": severity, "started": START, "translations": {"de": setting.in_german},
        "leader": _person("Dana Reyes", "Chief Technology Officer", "+1 555 0100"),
        "liaison": _person("Sam Okafor", "Customer Liaison", None),
        "accounts": [account for language in languages for account in _accounts(language)],
        "updates": log,
        "conversations": [talk for language in languages for talk in _conversations(setting, language)],
        "parked": [question for tag in tags for question in _questions(setting, tag, asked)],
        "answers": [answer for tag in tags for answer in _answers(setting, tag, answered)],
        "satisfaction": [{"account": f"calm-{tag}", "at": answered, "satisfied": True} for tag in tags],
        "amends": [agreed for tag in tags for agreed in _amends(setting, tag, answered)],
        "done": [
            {"action": f"amends-{before + each}", "at": answered}
            for before in range(0, _AGREED * len(tags), _AGREED)
            for each in (1, _AGREED)
        ],
        "lessons": _LESSONS,
    }  # fmt: skip
    channels = [Channel.called(f"status-{language.lower()}", FOR_EVERYONE, language) for language in languages]
    return Incident.known_as(Incident.model_validate(data), f"try-{severity}").told_in(channels)


def _log(setting: _Setting) -> Iterator[dict[str, Any]]:
    at = START + 8 * _MINUTE
    for number, (status, which, special) in enumerate(_LIFE, start=1):
        at += 11 * _MINUTE if "late" in special else timedelta()
        resolved = status == "resolved" and "correction" not in special
        told = {
            "text": "text" in special or not (resolved or "holding" in special),
            "next_step": status != "resolved" and "quiet" not in special,
        }
        words, german = (
            {name: text for (name, is_told), text in zip(told.items(), news[which], strict=True) if is_told}
            for news in (setting.news, setting.news_in_german)
        )
        entry: dict[str, Any] = {"at": at, "by": "Sam Okafor", "status": status, **words}
        if german and "foreign" not in special:
            entry["translations"] = {"de": german}
        if "holding" in special:
            entry["holding"] = True
        if "correction" in special:
            entry["corrects"] = number - 2
        if "effect" in special:
            entry["effect"] = "Please check what you did after my last message."
        if resolved:
            entry |= {"confirmed": "Every shop that we asked has told us so.", "lost": "Nothing was lost."}
        if "redo" in special:
            entry["redo"] = "Please place the orders of the last hour anew."
        if status != "resolved":
            entry["next_update"] = at + 20 * _MINUTE
        yield entry
        at += 20 * _MINUTE


def _accounts(language: str) -> Iterator[dict[str, Any]]:
    tag = language.lower()
    shapes = (
        ("plain", "Harbour Books", None, "UTC", "standard"),
        ("calm", "Acme Retail", "Ines Duarte", "America/New_York", "key"),
        ("angry", "Northside", "Dr. Ruth Abara", "Europe/Berlin", "key"),
        ("worried", "Sato Tea", "Keiko", "Asia/Kathmandu", "standard"),
    )
    for name, company, contact, zone, tier in shapes:
        account = {"id": f"{name}-{tag}", "name": company, "contact": contact, "timezone": zone,
                   "email": f"{name}-{tag}@customer.example", "language": language, "tier": tier}  # fmt: skip
        yield {key: value for key, value in account.items() if value is not None}


def _conversations(setting: _Setting, language: str) -> Iterator[dict[str, Any]]:
    tag = language.lower()
    yield {
        "account": f"angry-{tag}",
        "at": START + 2 * _MINUTE,
        "said": setting.said,
        "impact": setting.said_impact,
        "mood": "angry",
        "wants": "Somebody who calls me when it works again.",
        "stakeholders": [f"chief-{tag}@customer.example"] if setting is _SHOP else [],  # once is enough
        "surprise": True,
    }
    yield {"account": f"worried-{tag}", "at": START + 55 * _MINUTE, "said": setting.said, "mood": "worried"}


def _questions(setting: _Setting, tag: str, at: datetime) -> Iterator[dict[str, Any]]:
    """What one account asked and waits for, and what another asked and was answered."""
    yield {"account": f"angry-{tag}", "at": at, "topic": setting.topic}
    for topic in (setting.topic, "our next release"):
        yield {"account": f"worried-{tag}", "at": at + 50 * _MINUTE, "topic": topic}


def _answers(setting: _Setting, tag: str, at: datetime) -> Iterator[dict[str, Any]]:
    for topic, by in ((setting.topic, "Dana Reyes"), ("our next release", "Sam Okafor")):
        yield {"account": f"worried-{tag}", "at": at, "topic": topic, "text": setting.answer, "by": by}


_AGREED = 5  # a language


def _amends(setting: _Setting, tag: str, at: datetime) -> Iterator[dict[str, Any]]:
    """With one account something that is done, late, due, and without a date; with another something that is done."""
    agreed = {"account": f"worried-{tag}", "at": at, "agreed": setting.amends}
    yield agreed
    yield agreed | {"due": at.date(), "owner": "Sam Okafor"}
    yield agreed | {"due": at.date() + timedelta(days=300), "owner": "Sam Okafor"}
    yield agreed | {"owner": "Sam Okafor"}
    yield agreed | {"account": f"calm-{tag}"}


def _person(name: str, role: str, phone: str | None) -> dict[str, str]:
    person = {"name": name, "role": role, "email": f"{name.split(maxsplit=1)[0].lower()}@example.com"}
    return person | ({"phone": phone} if phone else {})


_LESSONS: list[dict[str, Any]] = [
    {"question": "should-not-have", "text": "We changed the last step on our customers' busiest day.",
     "change": "From Saturday we change it only while the shops are shut.", "owner": "Dana Reyes",
     "due": date(2026, 3, 20), "done": date(2026, 3, 14)},
    {"question": "should-have", "text": "We did not notice it before you did.",
     "change": "A test order goes through every shop every minute.", "owner": "Sam Okafor", "due": date(2026, 4, 1)},
    {"question": "learned", "text": "Shops hear it from their customers first.",
     "change": "We ring three shops before we say that all is well.", "done": date(2026, 7, 1)},
]  # fmt: skip
