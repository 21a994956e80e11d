"""Contacts and companies by API: up to 10,000 are created or updated at once."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly, UnknownFieldsError
from leadqual.core.requests.readable_values import problems_in, replace_surrogates
from leadqual.imports.columns.column_fields import CONTACT_IDENTIFIERS
from leadqual.imports.columns.custom_columns import custom_fields
from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.imports.options import keys_of
from leadqual.imports.row_upserts import (
    COMPANY_ID,
    NO_COMPANY,
    RowResult,
    link_companies,
    upsert_rows,
)
from leadqual.leads.company_fields import COMPANY_FIELDS, FieldKind
from leadqual.leads.records.record_values import CUSTOM

MAX_ROWS = 10_000
CONTACT_KEYS = keys_of("contacts")
COMPANY_KEYS = keys_of("companies")
_IMPORT_CODES = {
    "title": "job_title",
    "company.name": "company_name",
    "company.domain": "company_website",
    "company.external_id": "company_external_id",
    "company.id": COMPANY_ID,
}
"""Fields of contacts → what imports call them."""
_API_NAMES = {code: name for name, code in _IMPORT_CODES.items()}
_NUMBER_KINDS = {FieldKind.WHOLE, FieldKind.YEAR, FieldKind.AMOUNT}
_LIST_KINDS = {FieldKind.ENTRIES, FieldKind.SENTENCES}
_REJECTED = ImportRow.Outcome.REJECTED.value


def _text(about: str = "") -> serializers.CharField:
    return serializers.CharField(required=False, allow_null=True, help_text=about or None)


def _texts(about: str = "") -> serializers.ListField:
    child = serializers.CharField()
    return serializers.ListField(child=child, required=False, help_text=about or None)


class _Row(serializers.Serializer[Any]):
    """What contacts and companies have in common."""

    external_id = _text("ID in your system.")
    owner = _text("Email of a member.")
    status = _text()
    tags = _texts("Added to the tags on record.")
    custom = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        required=False,
        help_text="Code of a custom field → value.",
    )


class _CompanyOfRow(serializers.Serializer[Any]):
    """The company of a contact, found by its ID or external ID, or else its domain or name."""

    id = serializers.IntegerField(required=False, allow_null=True)
    external_id = _text("ID in your system.")
    name = _text()
    domain = _text()


class ContactRow(_Row):
    """A contact. Fields that are omitted, null or empty stay unchanged."""

    email = _text()
    first_name = _text()
    last_name = _text()
    title = _text()
    other_titles = _texts("Further current titles.")
    past_titles = _texts("Former titles.")
    phone = _text()
    linkedin_url = _text()
    city = _text()
    state = _text()
    country = _text()
    company = _CompanyOfRow(required=False, allow_null=True)


class CompanyRow(_Row):
    """A company. Fields that are omitted, null or empty stay unchanged."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the fields of companies and those of all records."""
        own: dict[str, serializers.Field[Any, Any, Any, Any]] = {}
        for field in COMPANY_FIELDS:
            if field.kind in _LIST_KINDS:
                own[field.code] = _texts()
            elif field.kind in _NUMBER_KINDS:
                own[field.code] = serializers.FloatField(required=False, allow_null=True)
            else:
                own[field.code] = _text()
        return own | super().get_fields()


class _RowsField(serializers.ListField):
    """Rows as they come: a row that cannot be read is rejected alone, not the whole request."""

    child = serializers.DictField()
    refuses_rows_alone = True

    def __init__(self, row: type[_Row]) -> None:
        self._known = list(row().fields)
        super().__init__(min_length=1, max_length=MAX_ROWS)

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the rows.

        Raises:
            UnknownFieldsError: a row has a field that is not taken here.
        """
        rows = super().to_internal_value(data)
        for index, row in enumerate(rows):
            if unknown := sorted(row.keys() - set(self._known)):
                raise UnknownFieldsError(unknown, self._known, [self.field_name, index])
        return rows


@extend_schema_field(ContactRow(many=True))
class ContactRowsField(_RowsField):
    """Rows of contacts."""


@extend_schema_field(CompanyRow(many=True))
class CompanyRowsField(_RowsField):
    """Rows of companies."""


class ContactUpsertsInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /contacts/bulk-upserts`."""

    contacts = ContactRowsField(ContactRow)
    match_by = serializers.ChoiceField(
        choices=CONTACT_KEYS,
        default="external_id",
        help_text="Key that identifies existing contacts; `any`: whichever a row has.",
    )


class CompanyUpsertsInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /companies/bulk-upserts`."""

    companies = CompanyRowsField(CompanyRow)
    match_by = serializers.ChoiceField(
        choices=COMPANY_KEYS,
        default="external_id",
        help_text="Key that identifies existing companies; `any`: whichever a row has.",
    )


class SkippedValueOutput(serializers.Serializer[Any]):
    """A value that was left out of a row that went in."""

    field = serializers.CharField(help_text="Field, such as `company.domain`.")
    reason = serializers.CharField(help_text="Why it cannot be read, and what can.")


class UpsertResultOutput(serializers.Serializer[Any]):
    """The outcome of one row."""

    index = serializers.IntegerField(help_text="Place of the row in the request, from 0.")
    outcome = serializers.ChoiceField(choices=ImportRow.Outcome.choices)
    id = serializers.IntegerField(allow_null=True, help_text="ID of the contact or company.")
    external_id = serializers.CharField(allow_null=True, help_text="As sent.")
    field = serializers.CharField(allow_blank=True, help_text="The rejected field, if any.")
    reason = serializers.CharField(allow_blank=True, help_text="Why it was rejected or skipped.")
    skipped_values = SkippedValueOutput(
        many=True,
        help_text="Values that cannot be read and were skipped; those fields stay unchanged.",
    )


class UpsertsOutput(serializers.Serializer[Any]):
    """The outcome of each row, in the order of the request."""

    import_id = serializers.IntegerField(
        allow_null=True,
        help_text="`POST /imports/{id}/undo`, with the scope `admin`, undoes the request; "
        "null if all rows were rejected.",
    )
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    skipped = serializers.IntegerField()
    rejected = serializers.IntegerField()
    skipped_values = serializers.IntegerField(
        help_text="Values that were skipped because they cannot be read; each row names its own."
    )
    results = UpsertResultOutput(many=True)

    def to_representation(self, instance: dict[str, object]) -> dict[str, object]:
        """Return what `_upsert` made: field by field, 10,000 results took as long as the rows."""
        return instance


class BulkUpsertViewSet(WorkspaceViewSet[Any]):
    """Many contacts or companies at once."""

    @op.post("contacts/bulk-upserts", body=ContactUpsertsInput, returns=UpsertsOutput)
    def upsert_contacts(self, body: op.Body) -> dict[str, object]:
        """Create or update up to 10,000 contacts, with a result for each.

        Works like an import: erased people are rejected, Do not contact applies to new contacts
        too, titles are classified by a job. A rejected row does not affect the others. A value that
        cannot be read, such as an email without @, is skipped and named in `skipped_values`. An
        unknown field in any row refuses the whole request with 400.
        """
        return _upsert(self, ImportBatch.Kind.CONTACTS, body["contacts"], body["match_by"])

    @op.post("companies/bulk-upserts", body=CompanyUpsertsInput, returns=UpsertsOutput)
    def upsert_companies(self, body: op.Body) -> dict[str, object]:
        """Create or update up to 10,000 companies, with a result for each.

        Works like an import. A rejected row does not affect the others. A value that cannot be
        read, such as an unknown country, is skipped and named in `skipped_values`. An unknown field
        in any row refuses the whole request with 400.
        """
        return _upsert(self, ImportBatch.Kind.COMPANIES, body["companies"], body["match_by"])


def _missing_key(kind: str, cells: Mapping[str, str]) -> str:
    """Return the field without which a row says of no record which one it is; empty if it does."""
    if kind == ImportBatch.Kind.COMPANIES:
        return "" if cells.get("name") else "name"
    return "" if any(cells.get(field) for field in CONTACT_IDENTIFIERS) else "email"


def _upsert(
    view: WorkspaceViewSet[Any], kind: str, rows: list[dict[str, object]], match_by: str
) -> dict[str, object]:
    results: dict[int, RowResult] = {}
    valid_rows: dict[int, dict[str, str]] = {}
    custom = {f"{CUSTOM}{one.code}" for one in custom_fields(view.workspace, kind)}
    for index, row in enumerate(rows):
        try:
            _require_readable(row)
            valid_rows[index] = cells = dict(_read_cells(row))
        except _UnreadableError as error:
            results[index] = RowResult(_REJECTED, None, error.field, error.reason)
            continue
        if unknown_fields := sorted(
            name for name in cells if _is_custom(name) and name not in custom
        ):
            del valid_rows[index]
            results[index] = RowResult(_REJECTED, None, unknown_fields[0], "Unknown custom field.")
        elif match_by != "any" and not cells.get(match_by):
            del valid_rows[index]
            results[index] = RowResult(_REJECTED, None, match_by, "Required: rows match by it.")
        elif missing := _missing_key(kind, cells):
            del valid_rows[index]
            results[index] = RowResult(_REJECTED, None, missing, "Required.")
    for index in link_companies(view.workspace, valid_rows):
        del valid_rows[index]
        results[index] = RowResult(_REJECTED, None, "company", NO_COMPANY)
    batch = None
    if valid_rows:
        batch, found = upsert_rows(
            workspace=view.workspace,
            author=view.user,
            kind=kind,
            rows=list(valid_rows.values()),
            match_by=match_by,
        )
        results |= dict(zip(valid_rows, found, strict=True))
    outcomes = [results[index].outcome for index in range(len(rows))]
    return {
        "import_id": batch.pk if batch else None,
        **{name: outcomes.count(name) for name in ImportRow.Outcome.values},
        "skipped_values": sum(len(result.skipped_values) for result in results.values()),
        "results": [_result_json(index, rows[index], results[index]) for index in range(len(rows))],
    }


def _result_json(index: int, row: Mapping[str, object], result: RowResult) -> dict[str, object]:
    sent = row.get("external_id")
    return {
        "index": index,
        "outcome": result.outcome,
        "id": result.record_id,
        "external_id": None if sent is None else replace_surrogates(str(sent)),
        "field": replace_surrogates(_API_NAMES.get(result.field, result.field)),
        "reason": result.reason,
        "skipped_values": [
            {"field": _API_NAMES.get(code, code), "reason": reason}
            for code, reason in result.skipped_values.items()
        ],
    }


def _is_custom(name: str) -> bool:
    return name.startswith(CUSTOM)


class _UnreadableError(Exception):
    """A value of a row has a type that its field does not take."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def _require_readable(row: Mapping[str, object]) -> None:
    """Refuse a row with a value that cannot be stored.

    Raises:
        _UnreadableError: names the field and what is wrong.
    """
    for path, (_, reason) in problems_in(row):
        raise _UnreadableError(".".join(map(str, path)), reason)


def _read_cells(row: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """Yield the fields of a row that say something, as imports name and read them."""
    for name, value in row.items():
        if name in {"company", "custom"}:
            prefix = CUSTOM if name == "custom" else "company."
            if value is not None and not isinstance(value, Mapping):
                raise _UnreadableError(name, "Must be an object.")
            for code, one in (value or {}).items():
                yield from _read_cell(f"{prefix}{code}", one)
        else:
            yield from _read_cell(name, value)


def _read_cell(name: str, value: object) -> Iterable[tuple[str, str]]:
    if name.startswith("company.") and name not in _IMPORT_CODES:
        raise _UnreadableError(name, "Unknown field.")
    if value is None:
        return
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, int | float | str):
        text = str(value)
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        text = ";".join(value) if name == "tags" else json.dumps(value, ensure_ascii=False)
    else:
        raise _UnreadableError(name, "Must be a text, a number or a list of texts.")
    if text and text != "[]":
        yield _IMPORT_CODES.get(name, name), text
