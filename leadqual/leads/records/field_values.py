"""Values of the fields of contacts and companies, read from what a person writes."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from leadqual.leads.company_fields import COMPANY_FIELDS, CompanyField, FieldKind
from leadqual.leads.contact_fields import CONTACT_FIELDS, ContactField, ContactFieldKind
from leadqual.leads.firmographics.geography import country_name
from leadqual.leads.models import Company
from leadqual.leads.websites import read_linkedin, read_website

FIELDS: Mapping[str, Mapping[str, ContactField | CompanyField]] = {
    "contact": {field_.code: field_ for field_ in CONTACT_FIELDS},
    "company": {field_.code: field_ for field_ in COMPANY_FIELDS},
}
"""Kind of record → code of a field → the field."""
_LONGEST_TEXT = 100_000
_LONGEST_ENTRIES = 20_000
_LONGEST_LINE = 500
_TEXT_KINDS: Mapping[FieldKind, tuple[int, str, type[forms.Widget]]] = {
    FieldKind.TEXT: (_LONGEST_TEXT, "", forms.Textarea),
    FieldKind.SENTENCES: (_LONGEST_ENTRIES, "One per line.", forms.Textarea),
    FieldKind.ENTRIES: (_LONGEST_ENTRIES, "Separate entries with commas.", forms.TextInput),
}
_WHOLE_KINDS = {FieldKind.WHOLE: (0, 2_147_483_647), FieldKind.YEAR: (1000, 2100)}


class TextReader(NamedTuple):
    """Brings a text to the one spelling in which it is kept.

    Args:
        read: returns "" for what cannot be read.
        words: what to enter instead.
    """

    read: Callable[[str], str]
    words: str


def _domain(text: str) -> str:
    website = read_website(text)
    return website.domain if website else ""


def _website(text: str) -> str:
    return text if read_website(text) else ""


_COUNTRY = TextReader(country_name, "Enter the name or ISO code of a country.")
READERS: Mapping[str, Mapping[str, TextReader]] = {
    "contact": {
        "email": TextReader(str.lower, ""),
        "linkedin_url": TextReader(read_linkedin, "Enter the URL of a LinkedIn profile."),
        "country": _COUNTRY,
    },
    "company": {
        "domain": TextReader(_domain, "Enter the domain of one company, such as acme.com."),
        "website": TextReader(_website, "Enter a web address, such as https://acme.com."),
        "linkedin_url": TextReader(read_linkedin, "Enter the URL of a company page on LinkedIn."),
        "country": _COUNTRY,
    },
}
"""Kind of record → code of a field of which not every text is a value → what reads it."""


def read_value(kind: str, code: str, text: str) -> object:
    """Return the value of a field as `change_record` takes it.

    Raises:
        ValidationError: the text is no value of the field.
    """
    field = FIELDS[kind][code]
    cleaned = form_field(field).clean(text)
    if cleaned and code in READERS[kind]:
        cleaned = read_text(kind, code, cleaned)
    return stored_value(field, cleaned)


def read_text(kind: str, code: str, text: str) -> str:
    """Return a text in its one spelling.

    Raises:
        ValidationError: the text is no value of the field.
    """
    reader = READERS[kind][code]
    if normalized := reader.read(text):
        return normalized
    raise ValidationError(reader.words)


def stored_value(field: ContactField | CompanyField, cleaned: Any) -> object:
    """Return what a field of a form holds as `change_record` takes it."""
    if isinstance(field, ContactField):
        return cleaned or (None if field.is_key else "")
    if field.kind is FieldKind.SENTENCES:
        return _entries(cleaned.split("\n"))
    if field.kind is FieldKind.ENTRIES:
        return _entries(cleaned.replace(";", ",").split(","))
    return cleaned or None if field.code in ("external_id", "domain") else cleaned


def form_field(field: ContactField | CompanyField) -> forms.Field:
    """Return the field of a form in which a person writes a value."""
    if isinstance(field, ContactField):
        is_email = field.kind is ContactFieldKind.EMAIL
        kind = forms.EmailField if is_email else forms.CharField
        return kind(label=field.label, required=False, max_length=field.limit)
    options: dict[str, Any] = {"label": field.label, "required": field.kind is FieldKind.NAME}
    if field.kind in _TEXT_KINDS:
        longest, help_text, widget = _TEXT_KINDS[field.kind]
        return forms.CharField(**options, max_length=longest, help_text=help_text, widget=widget)
    if field.kind in _WHOLE_KINDS:
        least, most = _WHOLE_KINDS[field.kind]
        return forms.IntegerField(**options, min_value=least, max_value=most)
    if field.kind is FieldKind.AMOUNT:
        options |= {"min_value": Decimal(0), "max_digits": 16, "decimal_places": 2}
        return forms.DecimalField(**options, help_text="US dollars.")
    limit = getattr(Company._meta.get_field(field.code), "max_length", None) or _LONGEST_LINE
    return forms.CharField(**options, max_length=limit)


def _entries(parts: list[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, (" ".join(part.split()) for part in parts))))
