"""One contact or company is created or changed, found by its natural key."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.quotas import Quota, check_added
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.company_identity import (
    best_by_name,
    company_facts,
    contradict,
    facts_of,
    name_key,
)
from leadqual.leads.do_not_contact.entry_locks import (
    lock_entries_exclusively,
    lock_entries_shared,
    retry_deadlocks,
)
from leadqual.leads.erased_keys import reject_erased
from leadqual.leads.erased_people import Identity
from leadqual.leads.errors import KeyTakenError, UnknownRecordError
from leadqual.leads.merged_keys import KEYS, merged_company, merged_contact, without_lost_keys
from leadqual.leads.models import Company, Contact
from leadqual.leads.plain_values import plain_value
from leadqual.leads.record_events import CREATED, UPDATED, emit_record
from leadqual.leads.services import job_title_for, move_bearer


@dataclass(frozen=True, slots=True)
class _Key:
    """A field of which no two records of a workspace have the same value."""

    model: type[Contact | Company]
    field: str
    words: str


_KEYS = {
    "contact_email_once": _Key(Contact, "email", "email"),
    "contact_external_id_once": _Key(Contact, "external_id", "external ID"),
    "contact_linkedin_url_once": _Key(Contact, "linkedin_url", "LinkedIn URL"),
    "company_domain_once": _Key(Company, "domain", "domain"),
    "company_external_id_once": _Key(Company, "external_id", "external ID"),
    "company_linkedin_url_once": _Key(Company, "linkedin_url", "LinkedIn URL"),
}


@dataclass(slots=True)
class KeyCheck:
    """What is being saved while keys are checked.

    Args:
        record: with the values that it gets; the error names the other record that has one.
    """

    record: Contact | Company | None = None


@dataclass(frozen=True, slots=True)
class CompanyValues:
    """What is said of a company; fields that are left out stay as they are.

    Args:
        name: as it is written; may be empty where the company is on record.
        domain: registrable; None where it is not known.
        fields: names of other fields of `Company` → values.
        pk: of the company, where that is known.
    """

    name: str
    domain: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    pk: int | None = None

    def __post_init__(self) -> None:
        """Take away characters that nobody sees."""
        object.__setattr__(self, "name", plain_value("name", self.name))
        object.__setattr__(self, "fields", _plain(self.fields))


@dataclass(frozen=True, slots=True)
class ContactValues:
    """What is said of a contact; fields that are left out stay as they are.

    Args:
        email: lower case; by it the contact is found, without it by the external ID or LinkedIn
            URL in `fields`.
        title: as written; None leaves it as it is.
        company: None leaves it as it is.
        fields: names of other fields of `Contact` → values.
    """

    email: str | None
    title: str | None = None
    company: CompanyValues | None = None
    fields: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take away characters that nobody sees."""
        object.__setattr__(self, "title", plain_value("title", self.title))
        object.__setattr__(self, "fields", _plain(self.fields))

    @property
    def key(self) -> dict[str, Any]:
        """The field by which the contact is found, and its value."""
        known = {"email": self.email, **self.fields}
        found = {name: known[name] for name in KEYS[Contact] if known.get(name)}
        return dict([*found.items()][:1])


def _plain(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: plain_value(name, value) for name, value in fields.items()}


def save_contact(*, workspace: Workspace, values: ContactValues) -> tuple[Contact, bool]:
    """Create the contact with this key, or change what is said of the one there is.

    A new title is classified by a job; do-not-contact stays as it is.

    Returns:
        The contact, and whether it is new.

    Raises:
        KeyTakenError: another contact or company has one of the keys; nothing has been written.
        ErasedPersonError: this person was erased on request; nothing has been written.
        WorkspaceFullError: the contact or company is new and does not fit; nothing was written.
    """
    return retry_deadlocks(lambda: _save_contact(workspace, values))


def _save_contact(workspace: Workspace, values: ContactValues) -> tuple[Contact, bool]:
    with keys_checked() as check, transaction.atomic():
        reject_erased(workspace.pk, _identity_of(values))
        # Before any row is locked; new keys of a person who must not be contacted are entries.
        stopped = Contact.objects.filter(workspace=workspace, do_not_contact=True, **values.key)
        (lock_entries_exclusively if stopped.exists() else lock_entries_shared)(workspace.pk)
        company = company_for(workspace, values.company) if values.company else None
        fields: dict[str, object] = dict(values.fields)
        if company:
            fields["company"] = company
        if values.title is not None:
            title = job_title_for(workspace=workspace, title=values.title)
            fields |= {"title": values.title, "job_title": title}
        check.record = Contact(workspace=workspace, email=values.email, **fields)
        contact, is_new = _contact_for(workspace, values, fields)
        check.record = contact
        if is_new:
            check_added(workspace, Quota.CONTACTS)
        former = None if is_new else contact.job_title_id
        if not is_new:
            for name, value in without_lost_keys(contact, fields).items():
                setattr(contact, name, value)
            contact.save()
        contact.refresh_from_db(fields=["do_not_contact"])  # The database decides it.
        move_bearer(former=former, now=contact.job_title_id)
        emit_record(contact, CREATED if is_new else UPDATED)
    return contact, is_new


def contact_named(workspace: Workspace, values: ContactValues) -> Contact | None:
    """Return the contact that an upsert would change: by the key, or merged into another."""
    contacts = Contact.objects.filter(workspace=workspace)
    if found := contacts.filter(**values.key).first():
        return found
    return merged_contact(workspace, {**values.fields, "email": values.email})


def _contact_for(
    workspace: Workspace, values: ContactValues, fields: Mapping[str, object]
) -> tuple[Contact, bool]:
    """Lock the contact that is meant, or create it; says whether it is new."""
    contacts = Contact.objects.select_for_update().filter(workspace=workspace)
    there = contact_named(workspace, values)
    ((name, key),) = values.key.items()
    is_kept = there is not None and getattr(there, name) != key
    if there and is_kept and (kept := contacts.filter(pk=there.pk).first()):
        return kept, False
    return contacts.get_or_create(workspace=workspace, **values.key, defaults=dict(fields))


def _identity_of(values: ContactValues) -> Identity:
    def texts(name: str) -> list[str]:
        return [str(values.fields.get(name) or "")]

    return Identity(
        emails=[values.email or ""],
        linkedin_urls=texts("linkedin_url"),
        external_ids=texts("external_id"),
        phones=texts("phone"),
        last_names=texts("last_name"),
    )


def save_company(*, workspace: Workspace, values: CompanyValues) -> tuple[Company, bool]:
    """Create a company, or change what is said of the one with this domain or, without, this name.

    By its name it is found only where nothing speaks against it; see `company_identity`.

    Returns:
        The company, and whether it is new.

    Raises:
        KeyTakenError: another company has one of the keys; nothing has been written.
        WorkspaceFullError: the company is new and does not fit; nothing has been written.
    """
    with keys_checked() as check, transaction.atomic():
        lock_entries_shared(
            workspace.pk
        )  # Before the row is locked: its domain decides who is stopped.
        company = _find(workspace, values)
        is_new = company is None
        check.record = company = company or Company(workspace=workspace)
        values_given: dict[str, object] = {
            "name_key": name_key(values.name),
            "domain": values.domain,
        }
        values_given = {
            name: value
            for name, value in {**values_given, **values.fields}.items()
            if value or name in values.fields
        }
        if not is_new:
            values_given = without_lost_keys(company, values_given)
        if "name_key" in values_given:
            company.name = values.name
        for name, value in values_given.items():
            setattr(company, name, value)
        company.save()
        if is_new:
            check_added(workspace, Quota.COMPANIES)
        enqueue(Job.EMBED_COMPANIES)
        emit_record(company, CREATED if is_new else UPDATED)
    return company, is_new


def company_for(workspace: Workspace, values: CompanyValues) -> Company:
    """Return the company that a contact names, as it is; a new one is created.

    Raises:
        UnknownRecordError: it is not there, and has no name to create it by.
    """
    if found := _find(workspace, values):
        return found
    if values.pk or not values.name:
        raise UnknownRecordError(
            "The company is not there. Give its name to create it. Nothing was saved.",
            WrongValue("company", values.pk or values.fields.get("external_id")),
        )
    return save_company(workspace=workspace, values=values)[0]


def _find(workspace: Workspace, values: CompanyValues) -> Company | None:
    companies = Company.objects.select_for_update().filter(workspace=workspace)
    row = company_facts(values.name, {**values.fields, "domain": values.domain})
    keys = {"pk": values.pk, **row._asdict()}
    for name in ("pk", "external_id", "linkedin_url", "domain"):
        if keys[name] and (found := companies.filter(**{name: keys[name]}).first()):
            return found
    if kept := merged_company(workspace, row._asdict(), pk=values.pk):
        return companies.filter(pk=kept.pk).first()
    if values.pk or not values.name:
        return None
    same_name = companies.filter(name_key=name_key(values.name)).order_by("pk")
    if best := best_by_name(row, {company.pk: facts_of(company) for company in same_name}):
        return companies.filter(pk=best).first()
    kept = merged_company(workspace, {"domain": row.domain, "name_key": name_key(values.name)})
    is_one = kept is not None and not contradict([row, facts_of(kept)._replace(name=row.name)])
    return companies.filter(pk=kept.pk).first() if kept and is_one else None


@contextmanager
def keys_checked() -> Iterator[KeyCheck]:
    """Turn a doubled key into an error that people understand."""
    check = KeyCheck()
    try:
        yield check
    except IntegrityError as error:
        key = next((key for name, key in _KEYS.items() if name in str(error)), None)
        if key is None:
            raise
        raise _key_taken_error(key, check.record) from error


def _key_taken_error(key: _Key, record: Contact | Company | None) -> KeyTakenError:
    """Name the record that has a key; it may be gone by now."""
    kind = key.model._meta.verbose_name
    value = other_id = None
    if isinstance(record, key.model):
        value = getattr(record, key.field)
        rows: QuerySet[Any] = key.model.objects.filter(workspace=record.workspace_id)
        rows_with_key = rows.filter(**{key.field: value}).exclude(pk=record.pk)
        other_id = rows_with_key.values_list("pk", flat=True).first()
    id_text = f" (ID {other_id})" if other_id else ""
    return KeyTakenError(
        f"Another {kind}{id_text} has this {key.words}. Nothing was saved.",
        WrongValue(key.field, value),
        record_id=other_id,
    )
