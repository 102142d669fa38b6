"""What has no place of its own in an incident file, as the values of its ``[source]``.

A text stands there as it is; anything else, and a text that could be taken for it, as JSON.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from outagecomms.text import LINE, PARAGRAPHS

if TYPE_CHECKING:
    from collections.abc import Mapping

ORGANISATION, PAGE, OTHER = "organisation", "page", "other"
_UPDATE = "update {}"
_OURS = re.compile(rf"{ORGANISATION}|{PAGE}|{OTHER}|{_UPDATE.format('[0-9]+')}")
_LONGEST_KEY = 100
_PLAIN = re.compile(PARAGRAPHS)
_LINE = re.compile(LINE)


def stored(incident: Mapping[str, Any], updates: Mapping[int, Mapping[str, Any]]) -> dict[str, str]:
    """The values of ``[source]`` for what is left over of an incident, and of its updates by their number."""
    odd = {key: value for key, value in incident.items() if not _can_be_a_key(key)}
    found = {key: text(value) for key, value in incident.items() if key not in odd}
    if odd:
        found[OTHER] = _json(odd)
    return found | {_UPDATE.format(number): _json(rest) for number, rest in updates.items()}


def of_incident(source: Mapping[str, str]) -> dict[str, Any]:
    """What is left over of an incident; see `stored`."""
    plain = {key: value(text) for key, text in source.items() if not _OURS.fullmatch(key)}
    return plain | _table(source, OTHER)


def of_update(source: Mapping[str, str], number: int) -> dict[str, Any]:
    """What is left over of the update of that number, from 1; see `stored`."""
    return _table(source, _UPDATE.format(number))


def text(value: Any) -> str:
    """*value* as one text, from which `value` makes it again."""
    if isinstance(value, str) and value and _PLAIN.fullmatch(value) and not value.endswith("\n"):
        try:
            value.encode()
            json.loads(value)
        except UnicodeEncodeError:
            return _json(value)
        except ValueError:
            return value
    return _json(value)


def value(text: str) -> Any:
    """What `text` was made from."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # a person may write here what is no JSON at all
        return text


def _table(source: Mapping[str, str], key: str) -> dict[str, Any]:
    found = value(source.get(key, "{}"))
    return found if isinstance(found, dict) else {}


def _can_be_a_key(key: str) -> bool:
    return bool(
        key.isascii() and key.strip() and len(key) <= _LONGEST_KEY and _LINE.fullmatch(key) and not _OURS.fullmatch(key)
    )


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True).replace("\x7f", "\\u007f")  # the one control character that it leaves
