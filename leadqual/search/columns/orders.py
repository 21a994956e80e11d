"""Orders of a search: by the facet index, or by the tables of records where it has no order."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, Func, OuterRef, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Lower, NullIf, Trim

from leadqual.leads.models import SalesStatus
from leadqual.search.cursors import SortKey

LARGEST_KEY = 2 * 10**18
"""Above the sort key of every value, as numbers are up to 10**15."""

_NAME = Trim(Concat("owner__first_name", Value(" "), "owner__last_name", output_field=TextField()))
OWNER_NAME = Coalesce(
    NullIf(_NAME, Value("", output_field=TextField())), "owner__email", output_field=TextField()
)
_STATUS = SalesStatus.objects.filter(workspace=OuterRef("workspace"), code=OuterRef("status"))


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a search; records that are equal in it follow by name.

    Args:
        code: value of the parameter `sort`.
        keys: sort keys of the tables; empty for an order that the index has.
        index_type: of the sort key that the index has.
        is_descending: the largest or latest come first.
    """

    code: str
    keys: Sequence[SortKey] = ()
    index_type: type[str] | type[int] = str
    is_descending: bool = False


def by_number(template: str, expression: Combinable | str) -> SortKey:
    """Return a sort key for whole numbers; `%(expressions)s` stands for what it is computed of."""
    return SortKey(Func(expression, template=template, output_field=BigIntegerField()), int)


def by_time(time: Combinable | str) -> tuple[SortKey, ...]:
    """Return the order by a moment, latest first: cursors only compare ascending."""
    microseconds = "(9000000000000000 - (extract(epoch FROM %(expressions)s) * 1000000)::bigint)"
    return (by_number(microseconds, time),)


def by_text(text: Combinable | str) -> tuple[SortKey, ...]:
    """Return the order by a text without regard to case; records without one come last."""
    lower_text = Coalesce(Lower(text), Value(""), output_field=TextField())
    return by_number("(%(expressions)s = '')::int", lower_text), SortKey(lower_text)


OWNER = Order("owner", by_text(OWNER_NAME))
STATUS = Order(
    "status",
    (by_number(f"coalesce(%(expressions)s, {LARGEST_KEY})", Subquery(_STATUS.values("position"))),),
)
ACTIVITY = Order(
    "activity", by_time(Coalesce("last_activity_at", "created_at")), is_descending=True
)
ADDED = Order("added", by_time("created_at"), is_descending=True)


def by_custom_field(code: str, *, is_descending: bool) -> tuple[SortKey, ...]:
    """Return the order by a custom field: numbers to a thousandth, or dates.

    Records with any other value, or with none, are equal and come last.
    """
    value = f"%(expressions)s ->> '{code}'"  # Letters, digits and underscores.
    key = (
        f"CASE jsonb_typeof(%(expressions)s -> '{code}') "
        f"WHEN 'number' THEN ((({value})::numeric + 1e15) * 1000)::bigint "
        f"WHEN 'string' THEN CASE WHEN {value} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' "
        f"THEN replace({value}, '-', '')::bigint END END"
    )
    sort_value = f"{LARGEST_KEY} - {key}" if is_descending else key
    return (by_number(f"coalesce({sort_value}, {LARGEST_KEY + 1})", "custom"),)
