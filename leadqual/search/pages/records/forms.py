"""Forms of contacts and companies, made from the tables of their fields."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from leadqual.accounts.models import User
from leadqual.leads.company_fields import COMPANY_FIELDS, CompanyField, FieldKind
from leadqual.leads.contact_fields import CONTACT_FIELDS, ContactField, ContactFieldKind
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.firmographics.geography import country_name
from leadqual.leads.models import Company, Contact, CustomField, RecordStatus
from leadqual.leads.records.changes import COMPANY
from leadqual.leads.records.custom_values import read_value, read_values
from leadqual.leads.records.record_values import CUSTOM, Record
from leadqual.leads.records.tags import LONGEST_TAG, MAX_TAGS, split_tags
from leadqual.leads.upserts import CompanyValues
from leadqual.leads.websites import read_linkedin, read_website

_COMPANY_FIRST = (
    *("name", "domain", "website", "linkedin_url", "industry", "size", "employees", "founded"),
    *("headquarters", "city", "state", "country", "owner", "status", "tags", "overview"),
)
"""What most people know of a company; the other fields come below."""
_LONGEST_TEXT = 100_000
_LONGEST_ENTRIES = 20_000
_LONGEST_LINE = 500
_TEXT_KINDS: Mapping[FieldKind, tuple[int, str, type[forms.Widget]]] = {
    FieldKind.TEXT: (_LONGEST_TEXT, "", forms.Textarea),
    FieldKind.SENTENCES: (_LONGEST_ENTRIES, "One per line.", forms.Textarea),
    FieldKind.ENTRIES: (_LONGEST_ENTRIES, "Separate entries with commas.", forms.TextInput),
}
_WHOLE_KINDS = {FieldKind.WHOLE: (0, 2_147_483_647), FieldKind.YEAR: (1000, 2100)}


class RecordForm(forms.Form):
    """What contacts and companies share: who owns them, how far they are, and their tags.

    Args:
        data: what was sent; None for a form to fill.
        fields: of this kind of record, in the order of the page.
        values: what is in them for a record that is edited; empty for a new one.
        record: that is edited; None for a new one.
        owners: who may own records here.
        custom: fields that the workspace added.
    """

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        fields: Mapping[str, forms.Field],
        values: Mapping[str, object],
        record: Record | None,
        owners: Mapping[int, User],
        custom: Sequence[CustomField],
    ) -> None:
        super().__init__(data)
        self.record, self.custom = record, custom
        self.fields |= fields
        former = record.owner_id if record else None
        choices = [("", "No owner"), *((str(key), str(user)) for key, user in owners.items())]
        if record and former and former not in owners:  # Somebody who has left.
            choices.append((str(former), str(record.owner)))
        self.fields["owner"] = forms.ChoiceField(choices=choices, required=False)
        self.fields["status"] = forms.ChoiceField(
            choices=RecordStatus.choices, required=False, initial=RecordStatus.NEW
        )
        self.fields["tags"] = forms.CharField(
            required=False,
            max_length=MAX_TAGS * (LONGEST_TAG + 2),
            help_text="Separate tags with commas.",
        )
        for one in custom:
            self.fields[f"{CUSTOM}{one.code}"] = _custom_field(one)
        if record:
            self.initial = {
                **values,
                "owner": str(former or ""),
                "status": record.status,
                "tags": ", ".join(record.tags),
                "seen_at": record.updated_at.isoformat(),
                **{f"{CUSTOM}{one.code}": record.custom.get(one.code, "") for one in custom},
            }

    def clean_country(self) -> str:
        """Read a country in any language; what an older record says may stay."""
        given = str(self.cleaned_data["country"])
        if not given or given == self.initial.get("country"):
            return given
        name = country_name(given)
        if not name:
            raise forms.ValidationError("Enter the name or ISO code of a country.")
        return name

    def expected(self) -> datetime | None:
        """Return when the record that the person saw was changed last."""
        return parse_datetime(self.cleaned_data.get("seen_at") or "")

    def values(self) -> dict[str, object]:
        """Return field → value, as `change_record` and the services of creation take them."""
        cleaned = self.cleaned_data
        return {
            "owner_id": int(cleaned["owner"]) if cleaned["owner"] else None,
            "status": cleaned["status"] or RecordStatus.NEW.value,
            "tags": split_tags(cleaned["tags"]),
            **self._custom_values(),
        }

    def _custom_values(self) -> dict[str, object]:
        given = {one.code: self.cleaned_data[f"{CUSTOM}{one.code}"] for one in self.custom}
        return dict(read_values(self.custom, given))

    def clean(self) -> dict[str, Any]:
        """Read the custom fields."""
        cleaned = super().clean() or self.cleaned_data
        for one in self.custom:
            name = f"{CUSTOM}{one.code}"
            if name in cleaned:
                try:
                    read_value(one, cleaned[name])
                except CustomFieldError as error:
                    self.add_error(name, error.message)
        return cleaned


class ContactForm(RecordForm):
    """A contact: a field for each row of the table, and the company."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        record: Contact | None = None,
        owners: Mapping[int, User],
        custom: Sequence[CustomField] = (),
    ) -> None:
        company = forms.CharField(
            required=False,
            max_length=300,
            help_text="A company that is not on record yet is created.",
        )
        super().__init__(
            data,
            fields={one.code: _contact_field(one) for one in CONTACT_FIELDS} | {COMPANY: company},
            values=_contact_values(record) if record else {},
            record=record,
            owners=owners,
            custom=custom,
        )
        self.order_fields(["first_name", "last_name", "title", COMPANY])
        self.asks = False

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_linkedin_url(self) -> str:
        """Bring the profile to its one spelling."""
        given = str(self.cleaned_data["linkedin_url"])
        address = read_linkedin(given) if given else ""
        if given and not address:
            raise forms.ValidationError("Enter the URL of a LinkedIn profile.")
        return address

    def clean(self) -> dict[str, Any]:
        """Want something by which people know who this is."""
        cleaned = super().clean() or self.cleaned_data
        known = ("first_name", "last_name", "email", "linkedin_url")
        if not self.errors and not any(cleaned.get(name) for name in known):
            raise forms.ValidationError("Enter a name, an email or a LinkedIn URL.")
        if not self.errors and self._becomes_nameless(cleaned) and "nameless" not in self.data:
            self.asks = True
            raise forms.ValidationError(
                "This person has no name and no email. Add one, or save anyway."
            )
        return cleaned

    def _becomes_nameless(self, cleaned: dict[str, Any]) -> bool:
        known = ("first_name", "last_name", "email")
        was_known = self.record is None or any(getattr(self.record, name) for name in known)
        return was_known and not any(cleaned.get(name) for name in known)

    def values(self) -> dict[str, object]:
        """Return field → value; a company whose name was not touched stays the company it is."""
        cleaned, record = self.cleaned_data, self.record
        found: dict[str, object] = {
            one.code: cleaned[one.code] or (None if one.is_key else "") for one in CONTACT_FIELDS
        }
        name = cleaned[COMPANY]
        if record is None or name != self.initial[COMPANY]:
            found[COMPANY] = CompanyValues(name) if name else None
        return found | super().values()


class CompanyForm(RecordForm):
    """A company: a field for each row of the table."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        record: Company | None = None,
        owners: Mapping[int, User],
        custom: Sequence[CustomField] = (),
    ) -> None:
        super().__init__(
            data,
            fields={one.code: _company_field(one) for one in COMPANY_FIELDS},
            values=_company_values(record) if record else {},
            record=record,
            owners=owners,
            custom=custom,
        )
        self.order_fields(_COMPANY_FIRST)

    def clean_domain(self) -> str | None:
        """Read the domain from a host or an address."""
        given = str(self.cleaned_data["domain"])
        site = read_website(given) if given else None
        if given and (site is None or not site.domain):
            raise forms.ValidationError("Enter the domain of one company, such as acme.com.")
        return site.domain if site else None

    def clean_website(self) -> str:
        """Take only what can be opened as a website."""
        given = str(self.cleaned_data["website"])
        if given and read_website(given) is None:
            raise forms.ValidationError("Enter a web address, such as https://acme.com.")
        return given

    def clean_linkedin_url(self) -> str:
        """Bring the page to its one spelling."""
        given = str(self.cleaned_data["linkedin_url"])
        address = read_linkedin(given) if given else ""
        if given and not address:
            raise forms.ValidationError("Enter the URL of a company page on LinkedIn.")
        return address

    def values(self) -> dict[str, object]:
        found: dict[str, object] = {}
        for one in COMPANY_FIELDS:
            value = self.cleaned_data[one.code]
            if one.kind in (FieldKind.ENTRIES, FieldKind.SENTENCES):
                separator = "\n" if one.kind is FieldKind.SENTENCES else None
                value = _entries(value, separator)
            elif one.code in ("external_id", "domain"):
                value = value or None
            found[one.code] = value
        return found | super().values()


FORMS: Mapping[str, type[ContactForm] | type[CompanyForm]] = {
    "contact": ContactForm,
    "company": CompanyForm,
}
"""Code of a kind of record → its form."""


def _contact_values(record: Contact) -> dict[str, object]:
    found: dict[str, object] = {one.code: getattr(record, one.code) or "" for one in CONTACT_FIELDS}
    return found | {COMPANY: record.company.name if record.company else ""}


def _company_values(record: Company) -> dict[str, object]:
    return {one.code: _words(one, getattr(record, one.code)) for one in COMPANY_FIELDS}


def _custom_field(one: CustomField) -> forms.Field:
    if one.kind == CustomField.Kind.CHOICE:
        choices = [("", "None"), *((choice, choice) for choice in one.choices)]
        return forms.ChoiceField(label=one.label, required=False, choices=choices)
    widget = forms.DateInput(attrs={"type": "date"}) if one.kind == CustomField.Kind.DATE else None
    return forms.CharField(label=one.label, required=False, max_length=2_000, widget=widget)


def _contact_field(one: ContactField) -> forms.Field:
    options: dict[str, Any] = {
        "label": one.label,
        "required": False,
        "max_length": one.limit,
    }
    if one.kind is ContactFieldKind.EMAIL:
        return forms.EmailField(**options)
    return forms.CharField(**options)


def _company_field(one: CompanyField) -> forms.Field:
    options: dict[str, Any] = {"label": one.label, "required": one.kind is FieldKind.NAME}
    if one.kind in _TEXT_KINDS:
        longest, help_text, widget = _TEXT_KINDS[one.kind]
        return forms.CharField(**options, max_length=longest, help_text=help_text, widget=widget)
    if one.kind in _WHOLE_KINDS:
        least, most = _WHOLE_KINDS[one.kind]
        return forms.IntegerField(**options, min_value=least, max_value=most)
    if one.kind is FieldKind.AMOUNT:
        options |= {"min_value": Decimal(0), "max_digits": 16, "decimal_places": 2}
        return forms.DecimalField(**options, help_text="US dollars.")
    limit = getattr(Company._meta.get_field(one.code), "max_length", None) or _LONGEST_LINE
    return forms.CharField(**options, max_length=limit)


def _words(one: CompanyField, value: object) -> object:
    if isinstance(value, list):
        return ("\n" if one.kind is FieldKind.SENTENCES else ", ").join(map(str, value))
    return "" if value is None else value


def _entries(text: str, separator: str | None) -> list[str]:
    parts = text.split(separator) if separator else text.replace(";", ",").split(",")
    return list(dict.fromkeys(filter(None, (" ".join(part.split()) for part in parts))))
