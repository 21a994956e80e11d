"""What `custom` of a search means: values of custom fields, each as `code:value`.

`code:value` is the value itself, `code:min..max` a range of numbers or dates with either end left
out, and `code:~words` a text that holds the words. Values of one field widen, fields narrow.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Q

_CODE = re.compile(r"[a-z0-9_]{1,60}")
_RANGE = re.compile(r"(.*?)\.\.(.*)")
_NOTHING = Q(pk=0)  # Where an empty list stands, Django makes no SQL, and the counts need some.
_FAR = 1e15


def custom_condition(values: Sequence[str]) -> Q:
    """Return the condition that a record has what is asked of its custom fields."""
    by_code: dict[str, Q] = defaultdict(Q)
    for value in values:
        code, _, wanted = value.partition(":")
        if not _CODE.fullmatch(code) or not wanted:
            return _NOTHING
        by_code[code] |= _having(code, wanted)
    condition = Q()
    for one in by_code.values():
        condition &= one
    return condition


def _having(code: str, wanted: str) -> Q:
    if wanted.startswith("~"):
        return Q(**{f"custom__{code}__icontains": wanted[1:]})
    if found := _RANGE.fullmatch(wanted):
        return _between(code, found[1].strip(), found[2].strip())
    same = Q(custom__contains={code: wanted})
    number = _number(wanted)
    return same if number is None else same | Q(custom__contains={code: number})


def _between(code: str, least: str, most: str) -> Q:
    ends = [end for end in (least, most) if end]
    numbers, dates = [_number(end) for end in ends], [_date(end) for end in ends]
    if not ends or (None in numbers and None in dates):
        return _NOTHING
    is_number = None not in numbers
    read, low, high = (_number, -_FAR, _FAR) if is_number else (_date, "0", "9999-12-31")
    # Both ends always: JSON orders texts below numbers, so that one alone lets the other kind in.
    lower = read(least) if least else low
    upper = read(most) if most else high
    return Q(**{f"custom__{code}__gte": lower, f"custom__{code}__lte": upper})


def _number(text: str) -> int | float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    if not abs(value) <= _FAR:  # Not a number is not.
        return None
    return int(value) if value.is_integer() else value


def _date(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
