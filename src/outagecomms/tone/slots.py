"""The built-in slots of the phrase language; each is a phrase itself, and may use the others."""

from __future__ import annotations

SLOTS = {
    "number": ("(<number>|<status>|<blank>|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty)"),
    "percent": "(<percent>|100%|{number} (percent|per cent|prozent))",
    "money": "(<money>|{number} (dollars|euros|euro|pounds|eur|usd|gbp))",
    "time": (
        "(<blank>|<clock> (am|pm|a.m|p.m|uhr)?|<stamp>|{number} (am|pm|a.m|p.m|uhr)|noon|midnight|mittag|mitternacht)"
    ),
    "unit": (
        "(second|seconds|minute|minutes|min|mins|hour|hours|hr|hrs|day|days|week|weeks|sekunden|minute|"
        "minuten|stunde|stunden|tag|tage|tagen|woche|wochen)"
    ),
    "amount": (
        "(({number} (to|or|bis|oder))? {number}|a|an|the|half an|a couple of|a few|the next few|several|"
        "the next|einer|einem|der|einigen|wenigen|den nächsten)"
    ),
    "duration": "(<span>|<blank>|{amount} (business|working|more)? {unit})",
    "zone": (
        "(<zone>|utc|gmt|bst|cet|cest|est|edt|et|cst|cdt|ct|mst|mdt|mt|pst|pdt|pt|jst|ist|aest|aedt|mez|mesz|ortszeit)"
    ),
    "month": (
        "(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|"
        "mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember|okt|"
        "dez)"
    ),
    "weekday": (
        "(monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|"
        "freitag|samstag|sonntag)"
    ),
    "date": "(<date>|<stamp>|{number} (of)? {month}|{month} (the)? {number}|{weekday})",
    "supplier": (
        "(<supplier>|aws|amazon (web services)?|azure|microsoft|google (cloud)?|gcp|cloudflare|fastly|"
        "akamai|twilio|stripe|paypal|facebook|meta|instagram|linkedin|twitter|whatsapp|apple|visa|"
        "mastercard|adyen|worldpay|sendgrid|mailgun|github|gitlab|heroku|digitalocean|ovh (cloud)?|"
        "hetzner|rackspace|linode|okta|auth0|atlassian|datadog|pagerduty|salesforce|level 3|equinix|"
        "verizon|comcast|telekom|vodafone|jfrog|mongodb (atlas)?)"
    ),
    "machine": "<machine>",
    "ip": "<ip>",
    "hash": "<hash>",
    "code": "<code>",
    "status": "(<status>|4xx|5xx)",
    "url": "(<url>|<host>|<machine>)",
    "email": "<email>",
}
