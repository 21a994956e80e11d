"""What is looked up of predictions on record, whatever was predicted: a provider for each kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from leadqual.accounts.models import Workspace
from leadqual.labeling.models.prediction_log import ShownPrediction
from leadqual.labeling.models.suggestions import Suggestion


@dataclass(frozen=True, slots=True)
class LookupQuery:
    """What is asked.

    Args:
        text: by which something is looked up; "" for what was replaced last, or the newest.
        at: only what was active or shown then.
        model: only answers of this version.
    """

    text: str
    at: datetime | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class LookupResult:
    """What is on record.

    Args:
        records: all that is on record about what has the text.
        shown: answers that were shown for the text and not stored.
        suggestions: what people suggested for the text.
        rows: to be shown in pages: what was replaced last, or what `read_rows` makes records of.
    """

    records: Sequence[object] = ()
    shown: Sequence[ShownPrediction] | QuerySet[ShownPrediction] = ()
    suggestions: Sequence[Suggestion] | QuerySet[Suggestion] = ()
    rows: QuerySet[Any] | None = None


@dataclass(frozen=True, slots=True)
class PredictionKind:
    """One kind of predictions: how they are looked up, and how their page names them.

    Args:
        slug: `titles`, `companies` or `replies`: of addresses and templates.
        noun: one of them.
        parameter: name of the field for the text; with its label and a hint.
        names: of the labels; slug → name.
        versions: that answers of a workspace are by.
        find: answers a query.
        read_rows: makes records of the rows of a page; None where the page is a table of them.
    """

    slug: str
    noun: str
    parameter: str
    label: str
    hint: str
    names: Callable[[], Mapping[str, str]]
    versions: Callable[[Workspace], list[str]]
    find: Callable[[Workspace, LookupQuery], LookupResult]
    page_size: int = 50
    read_rows: Callable[[Workspace, Sequence[Any], LookupQuery], Sequence[object]] | None = None

    @property
    def is_table(self) -> bool:
        """Say whether its page is a table of rows, and not of records."""
        return self.read_rows is None

    @property
    def page(self) -> str:
        return f"predictions:{self.slug}"

    @property
    def record_template(self) -> str:
        return f"prediction_lookup/partials/{self.noun}.html"

    @property
    def row_template(self) -> str:
        """Return the template of the cells of what was replaced."""
        return f"prediction_lookup/partials/{self.noun}_row.html"
