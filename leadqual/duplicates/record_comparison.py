"""Records side by side: which fields differ, and which value a merge would take."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from leadqual.leads.merging.merge_fields import (
    KEPT,
    OTHER,
    Record,
    default_side,
    merge_fields,
    shown_value,
)
from leadqual.leads.records.statuses import statuses_of

_SIDE = re.compile(rf"{KEPT}|{OTHER}(?:-\d+)?")


def sides(n_records: int) -> list[str]:
    """Return what forms call each record: `kept`, `other`, `other-2` and so on."""
    return [KEPT, OTHER, *(f"{OTHER}-{number}" for number in range(2, n_records))][:n_records]


def compare_records(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Return the fields of which one record knows something, in the order of the page.

    Args:
        records: the one that stays first.

    Returns:
        `code` and `label` of each field; `differs`; `cells`, side and value of each record; and
        `side`, whose value a merge takes, "" where all are joined or the same.
    """
    lines = []
    statuses = statuses_of(records[0].workspace).names()
    for field in merge_fields(type(records[0])):
        values = tuple(shown_value(record, field) for record in records)
        if field.code == "status":
            values = tuple(statuses.get(code, code) for code in values)
        if any(values):
            default_sides = [default_side(records[0], other, field) for other in records[1:]]
            names = dict(zip(default_sides[::-1], sides(len(records))[:0:-1], strict=True))
            side = names.get(OTHER, "" if "" in names else KEPT)
            lines.append(
                {
                    "code": field.code,
                    "label": field.label,
                    "differs": len(set(values)) > 1,
                    "cells": list(zip(sides(len(records)), values, strict=True)),
                    "side": side,
                }
            )
    return lines


def read_choices(posted: Mapping[str, str]) -> dict[str, str]:
    """Read the choices of a form: names `field.CODE`, values as `sides` gives them."""
    return {
        name.removeprefix("field."): value
        for name, value in posted.items()
        if name.startswith("field.") and _SIDE.fullmatch(value)
    }


def choices_for(side: str, choices: Mapping[str, str]) -> dict[str, str]:
    """Return what is chosen where one of several records is merged: its own fields or the kept."""
    return {code: OTHER if chosen == side else KEPT for code, chosen in choices.items()}
