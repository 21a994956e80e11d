"""The fields of a record as webhooks and language models get them."""

from collections.abc import Sequence

from leadqual.leads.company_fields import COMPANY_FIELDS
from leadqual.leads.contact_fields import CONTACT_FIELDS
from leadqual.leads.models import Contact, CustomField
from leadqual.leads.records.record_values import Record

_COMPANY_CODES = ("name", "domain", "website", "overview", "industry", "size", "country")
"""Fields of a person's company that go with the person."""
_LABELS = {field.code: field.label for field in COMPANY_FIELDS}


def record_values(record: Record, custom: Sequence[CustomField]) -> dict[str, object]:
    """Return code → value of all fields that a record has, those of a person's company included."""
    fields = CONTACT_FIELDS if isinstance(record, Contact) else COMPANY_FIELDS
    values = {field.code: getattr(record, field.code) for field in fields}
    values |= {f"custom.{field.code}": record.custom.get(field.code) for field in custom}
    if isinstance(record, Contact) and record.company is not None:
        company = record.company
        values |= {f"company.{code}": getattr(company, code) for code in _COMPANY_CODES}
    return {code: value for code, value in values.items() if value not in ("", None, [])}


def labels_of(record: type[Record], custom: Sequence[CustomField]) -> dict[str, str]:
    """Return code → label of the fields of `record_values`."""
    fields = CONTACT_FIELDS if record is Contact else COMPANY_FIELDS
    return {
        **{field.code: field.label for field in fields},
        **{f"custom.{field.code}": field.label for field in custom},
        **{f"company.{code}": f"Company: {_LABELS[code]}" for code in _COMPANY_CODES},
    }
