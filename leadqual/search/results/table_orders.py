"""Orders that the facet index does not have: the tables of records sort the results."""

from collections.abc import Mapping

from django.db.models import BigIntegerField, Func, OuterRef, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Lower, NullIf, Trim

from leadqual.leads.models import SalesStatus
from leadqual.search.cursors import SortKey
from leadqual.search.query.query import CustomOrder

_LARGEST_KEY = 2 * 10**18
"""Above the sort key of every value, as numbers are up to 10**15."""

_NAME = Trim(Concat("owner__first_name", Value(" "), "owner__last_name", output_field=TextField()))
_OWNER = Coalesce(
    NullIf(_NAME, Value("", output_field=TextField())), "owner__email", output_field=TextField()
)
_STATUS = SalesStatus.objects.filter(workspace=OuterRef("workspace"), code=OuterRef("status"))


def table_order(sort: str) -> tuple[SortKey, ...]:
    """Return the sort keys of an order that the index does not have; none if it has it."""
    custom = CustomOrder.read(sort)
    return (_custom(custom),) if custom else _ORDERS.get(sort, ())


def _number(template: str, of: Combinable | str) -> SortKey:
    """Return a sort key for whole numbers; `%(expressions)s` stands for what it is computed of."""
    return SortKey(Func(of, template=template, output_field=BigIntegerField()), int)


def _latest(moment: Combinable | str) -> tuple[SortKey, ...]:
    """Return the order by a moment, latest first: cursors only compare ascending."""
    microseconds = "(9000000000000000 - (extract(epoch FROM %(expressions)s) * 1000000)::bigint)"
    return (_number(microseconds, moment),)


def _alphabetical(text: Combinable | str) -> tuple[SortKey, ...]:
    """Return the order by a text without regard to case; records without one come last."""
    known = Coalesce(Lower(text), Value(""), output_field=TextField())
    return _number("(%(expressions)s = '')::int", known), SortKey(known)


def _custom(order: CustomOrder) -> SortKey:
    """Return a sort key for numbers, to a thousandth, or dates; others are equal and come last."""
    value = f"%(expressions)s ->> '{order.code}'"  # Letters, digits and underscores.
    key = (
        f"CASE jsonb_typeof(%(expressions)s -> '{order.code}') "
        f"WHEN 'number' THEN ((({value})::numeric + 1e15) * 1000)::bigint "
        f"WHEN 'string' THEN CASE WHEN {value} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' "
        f"THEN replace({value}, '-', '')::bigint END END"
    )
    placed = f"{_LARGEST_KEY} - {key}" if order.is_descending else key
    return _number(f"coalesce({placed}, {_LARGEST_KEY + 1})", "custom")


_ORDERS: Mapping[str, tuple[SortKey, ...]] = {
    "activity": _latest(Coalesce("last_activity_at", "created_at")),
    "added": _latest("created_at"),
    "owner": _alphabetical(_OWNER),
    "status": (
        _number(f"coalesce(%(expressions)s, {_LARGEST_KEY})", Subquery(_STATUS.values("position"))),
    ),
    "email": _alphabetical("email"),
    "title": _alphabetical("title"),
    "domain": _alphabetical("domain"),
    "country": _alphabetical("country"),
    "founded": (_number(f"{_LARGEST_KEY} - coalesce(%(expressions)s, 0)", "founded"),),
}
"""Order of a search → its sort keys, before the name."""
