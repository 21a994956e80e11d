"""One cell of the tables of people and companies, as a plain value for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadqual.leads.models import Company, Contact


@dataclass(frozen=True, slots=True)
class LabelCell:
    """A function that a title carries.

    Args:
        name: of the function, or Other.
        kind: "" sure, `unsure`, `person`, `other`.
        score: two digits; empty for a person's word and for Other.
        why: what speaks for it, in sentences.
    """

    name: str
    kind: str
    score: str
    why: str


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell; `sub` is the smaller line below, `labels` only the cell of functions has."""

    column: str
    text: str = ""
    url: str = ""
    sub: str = ""
    heading: str = ""
    labels: Sequence[LabelCell] | None = None


def day_of(record: Contact | Company) -> str:
    """Return the day of the last activity of a record, or of its creation."""
    return f"{record.last_activity_at or record.created_at:%b %-d, %Y}"
