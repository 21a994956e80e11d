"""A former document as it can be live again: slugs that came up since lead to what they became."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from leadqual.taxonomy.document.document import (
    Document,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.document.slug_history import slug_changes

Row = TypeVar("Row", WrittenDepartment, WrittenFunction)


def restored(former: Document, live: Document) -> Document:
    """Return a former document that also knows the slugs which are live now.

    Addresses that were made meanwhile keep working: who renamed something and goes back finds the
    new slug leading to the old one.
    """
    return replace(
        former,
        departments=_with_slugs(former.departments, live.departments),
        functions=_with_slugs(former.functions, live.functions),
    )


def _with_slugs(former: Sequence[Row], live: Sequence[Row]) -> tuple[Row, ...]:
    became = slug_changes(live, former)
    known = {row.slug for row in former}.union(*(row.formerly for row in former))
    more: dict[str, set[str]] = {}
    for row in live:
        slugs = ({row.slug} | row.formerly) - known
        more.setdefault(became.successor(row.slug), set()).update(slugs)
    return tuple(replace(row, formerly=row.formerly | more.get(row.slug, set())) for row in former)
