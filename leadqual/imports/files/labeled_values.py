"""Columns in which each value has a label beside it: of several, the ones at work come first."""

import re
from collections.abc import Callable, Sequence

Arrange = Callable[[Sequence[str]], Sequence[str]]
"""Puts the values of a row into their order."""

_NUMBERED = re.compile(r"(.+?) (\d{1,2}) - (.+)")
_LABELS = frozenset({"label", "type"})
_AT_WORK = re.compile(
    r"\b(?:work|business|office|main|arbeit|geschäftlich|dienstlich|büro|firma|bureau|travail|pro"
    r"|trabajo|oficina|lavoro|ufficio|trabalho|werk|kantoor|praca|arbete|arbejde|jobb|työ|iş)\b"
    r"|работа|рабочий|勤務先|工作",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:home|private|personal|privat|perso|personnel|domicile|casa|particular|personale|pessoal"
    r"|thuis|privé|hem|hjem|koti|dom|domowy|prywatny|ev)\b|домашний|личный|自宅|个人",
    re.IGNORECASE,
)
_NO_NUMBER = re.compile(r"fax|pager|telex", re.IGNORECASE)


def arrangement(header: Sequence[str]) -> Arrange | None:
    """Return what puts the values of rows in order; None where columns have no labels.

    Google Contacts writes "E-mail 1 - Label", "E-mail 1 - Value", "E-mail 2 - Label" and so on: in
    each row the first value becomes the one at work, and a private one the last.

    Args:
        header: names of all columns.
    """
    places: dict[str, dict[int, dict[str, int]]] = {}
    for at, name in enumerate(header):
        if found := _NUMBERED.fullmatch(name.strip()):
            of_base = places.setdefault(found[1].casefold(), {})
            of_base.setdefault(int(found[2]), {})[found[3].casefold()] = at
    several = [
        [parts for _, parts in sorted(numbers.items())]
        for numbers in places.values()
        if len(numbers) > 1 and any(_LABELS & parts.keys() for parts in numbers.values())
    ]
    return (lambda values: _arranged(values, several)) if several else None


def _arranged(values: Sequence[str], several: list[list[dict[str, int]]]) -> Sequence[str]:
    found = [*values]
    for numbers in several:
        order = sorted(numbers, key=lambda parts: _rank(values, parts))
        for new, old in zip(numbers, order, strict=True):
            for part, at in new.items():
                found[at] = values[old[part]] if part in old else ""
    return found


def _rank(values: Sequence[str], parts: dict[str, int]) -> int:
    label = "".join(values[at] for part, at in parts.items() if part in _LABELS)
    if not any(values[at].strip() for part, at in parts.items() if part not in _LABELS):
        return 4
    if _NO_NUMBER.search(label):
        return 3
    if _PRIVATE.search(label):
        return 2
    return 0 if _AT_WORK.search(label) else 1
