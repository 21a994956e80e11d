"""Fields to choose between in a merge, and the default choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Field

from leadqual.core.errors import WrongValue
from leadqual.leads.company_fields import COMPANY_FIELDS
from leadqual.leads.errors import UnknownMergeFieldError
from leadqual.leads.models import Company, Contact

Record = Contact | Company
KEPT, OTHER = "kept", "other"
"""Which record a value comes from."""

DERIVED_TIMES = frozenset(
    {"updated_at", "edited_at", "do_not_contact_at", "title_changed_at", "facts_changed_at"}
)
"""Timestamps that the database sets when other columns change."""

_ALWAYS_KEPT = DERIVED_TIMES | {
    *("id", "workspace_id", "created_at", "do_not_contact", "lead_score", "lead_tier"),
}
_DEPENDENT_COLUMNS = {"name_key", "job_title_id"}
_LATEST_WINS = {"last_activity_at"}
_BUSINESS_MODEL = "business_model"
_LOCATION_COLUMNS = frozenset({"state", "country"})


@dataclass(frozen=True, slots=True)
class MergeField:
    """A field for which users choose a record.

    Args:
        code: name in the API and in forms.
        columns: columns of the field; the first is displayed.
    """

    code: str
    label: str
    columns: tuple[str, ...]


_CONTACT_FIELDS = (
    MergeField("first_name", "First name", ("first_name",)),
    MergeField("last_name", "Last name", ("last_name",)),
    MergeField("email", "Email", ("email",)),
    MergeField("title", "Title", ("title", "job_title_id")),
    MergeField("company", "Company", ("company_id",)),
    MergeField("phone", "Phone", ("phone",)),
    MergeField("linkedin_url", "LinkedIn URL", ("linkedin_url",)),
    MergeField("external_id", "External ID", ("external_id", "external_source")),
    MergeField("city", "City", ("city", "place")),
    MergeField("state", "State", ("state",)),
    MergeField("country", "Country", ("country",)),
    MergeField("other_titles", "Other titles", ("other_titles",)),
    MergeField("past_titles", "Past titles", ("past_titles",)),
)
_COMPANY_FIELDS = (
    MergeField("name", "Name", ("name", "name_key")),
    *(
        MergeField(field.code, field.label, (field.code,))
        for field in COMPANY_FIELDS
        if field.code != "name"
    ),
)


def merge_fields(model: type[Record]) -> tuple[MergeField, ...]:
    """Return the fields that users choose between, and all other fields of a record."""
    known = _CONTACT_FIELDS if model is Contact else _COMPANY_FIELDS
    columns = {column for field in known for column in field.columns} | _ALWAYS_KEPT | _LATEST_WINS
    others = [
        field
        for field in _fields(model)
        if field.editable
        and field.attname not in columns
        and field.attname not in _DEPENDENT_COLUMNS
        and not field.attname.startswith(_BUSINESS_MODEL)
    ]
    return (
        *known,
        *(
            MergeField(field.name, str(field.verbose_name).capitalize(), (field.attname,))
            for field in others
        ),
    )


def merged_values(
    kept: Record, other: Record, choices: Mapping[str, str], *, takes_model: bool = False
) -> dict[str, object]:
    """Return the changed columns and values of the merged record.

    By default, the kept record's values stay, and empty ones are filled from the other. Lists and
    custom fields are combined, and the later last activity wins.

    Args:
        kept: the record that stays.
        other: the record that is deleted.
        choices: code of a field → `kept` or `other`.
        takes_model: use the other's business model, because a person corrected it.

    Raises:
        UnknownMergeFieldError: an unknown field or side.
    """
    fields = merge_fields(type(kept))
    _check_choices(fields, choices)
    found: dict[str, object] = {}
    for field in fields:
        side = choices.get(field.code)
        for column in field.columns:
            shown = field.columns[0]
            found[column] = _value_from(
                kept, other, column, side=side or _default_side(kept, other, shown)
            )
            if side is None:
                found[column] = _combine(
                    getattr(kept, column), getattr(other, column), found[column]
                )
    for name in _LATEST_WINS & {field_.attname for field_ in _fields(type(kept))}:
        found[name] = max(filter(None, [getattr(kept, name), getattr(other, name)]), default=None)
    if takes_model:
        names = [field_.attname for field_ in _fields(type(kept))]
        found |= {n: getattr(other, n) for n in names if n.startswith(_BUSINESS_MODEL)}
    return {column: value for column, value in found.items() if getattr(kept, column) != value}


def default_side(kept: Record, other: Record, field: MergeField) -> str:
    """Return the default side of a field; "" if both are combined."""
    column = field.columns[0]
    kept_value, other_value = getattr(kept, column), getattr(other, column)
    if isinstance(kept_value, list | dict) and kept_value and other_value:
        return ""
    return _default_side(kept, other, column)


def shown_value(record: Record, field: MergeField) -> str:
    """Return the display value of a field; "" if it is empty."""
    column = field.columns[0]
    value: Any = getattr(record, column)
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {field_}" for name, field_ in value.items())
    if display := getattr(record, f"get_{column}_display", None):
        return str(display())
    name = column.removesuffix("_id")
    return str(getattr(record, name)) if name != column and hasattr(record, name) else str(value)


def _check_choices(fields: tuple[MergeField, ...], choices: Mapping[str, str]) -> None:
    codes = {field.code for field in fields}
    for code, side in choices.items():
        if code not in codes:
            wrong = WrongValue("fields_from", code, sorted(codes))
        elif side not in (KEPT, OTHER):
            wrong = WrongValue(("fields_from", code), side, (KEPT, OTHER))
        else:
            wrong = None
        if wrong:
            raise UnknownMergeFieldError(
                f"“{code[:60]}: {side[:60]}” is no choice. Name a field and “{KEPT}” or "
                f"“{OTHER}”. Nothing was merged.",
                wrong,
            )


def _default_side(kept: Record, other: Record, column: str) -> str:
    """Return the side with a value; the kept one if both have one.

    The country of one city is not filled in for another.
    """
    if column in _LOCATION_COLUMNS and kept.city and other.city and kept.city != other.city:
        return KEPT
    return OTHER if is_empty(kept, column) and not is_empty(other, column) else KEPT


def is_empty(record: Record, column: str) -> bool:
    """Return whether a column has its default (empty) value."""
    value = getattr(record, column)
    if value in (None, "", [], {}):
        return True
    field = next(field_ for field_ in _fields(type(record)) if field_.attname == column)
    return field.has_default() and value == field.get_default()


def _value_from(kept: Record, other: Record, column: str, *, side: str) -> object:
    return getattr(kept if side == KEPT else other, column)


def _combine(kept: object, other: object, chosen: object) -> object:
    """Combine the lists of both: tags, technologies and custom fields are not a choice."""
    if isinstance(kept, list) and isinstance(other, list) and kept and other:
        combined = [*kept, *(field_ for field_ in other if field_ not in kept)]
        return sorted(combined) if kept == sorted(kept) and other == sorted(other) else combined
    if isinstance(kept, dict) and isinstance(other, dict):
        return {**other, **kept}
    return chosen


def _fields(model: type[Record]) -> list["Field[Any, Any]"]:
    return cast("list[Field[Any, Any]]", list(model._meta.concrete_fields))
