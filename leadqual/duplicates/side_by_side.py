"""Two records side by side: which fields differ, and which value a merge would take."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadqual.leads.merging.merge_fields import (
    KEPT,
    OTHER,
    Record,
    merge_fields,
    shown_value,
    usual_side,
)


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of both records.

    Args:
        code: of the field.
        label: on the page.
        left: value of the record that stays.
        right: value of the other one.
        side: `kept` or `other`, which a merge takes; "" where both are joined or the same.
    """

    code: str
    label: str
    left: str
    right: str
    side: str

    @property
    def differs(self) -> bool:
        """Whether the two values are not the same."""
        return self.left != self.right


def lines_of(kept: Record, other: Record, chosen: Mapping[str, str]) -> list[FieldLine]:
    """Return the fields of which one side knows something, in the order of the page."""
    lines = []
    for field in merge_fields(type(kept)):
        left, right = shown_value(kept, field), shown_value(other, field)
        if left or right:
            side = chosen.get(field.code) or usual_side(kept, other, field)
            lines.append(FieldLine(field.code, field.label, left, right, side))
    return lines


def choices_in(posted: Mapping[str, str]) -> dict[str, str]:
    """Read the choices of a form: names `field.CODE`, values `kept` or `other`."""
    return {
        name.removeprefix("field."): value
        for name, value in posted.items()
        if name.startswith("field.") and value in (KEPT, OTHER)
    }
