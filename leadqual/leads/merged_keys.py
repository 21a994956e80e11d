"""Keys of merged records, which lead to the kept record.

If a file or program sends such a key again, no record is created: that would revert the merge. The
kept record keeps its own keys.
"""

from collections.abc import Mapping

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact, MergedRecord

KEYS: Mapping[type[Contact | Company], tuple[str, ...]] = {
    Contact: ("email", "external_id", "linkedin_url"),
    Company: ("external_id", "domain", "linkedin_url", "name_key"),
}
"""Keys to match contacts and companies by; the most reliable first."""


def keys_of(record: Contact | Company) -> dict[str, str]:
    names = KEYS[type(record)]
    return {name: value for name in names if (value := getattr(record, name) or "")}


def lost_keys(
    *, kept: Contact | Company, before: Mapping[str, str], other: Mapping[str, str]
) -> dict[str, str]:
    """Return the keys of two records that the merged record does not have.

    Args:
        kept: the kept record after the merge.
        before: keys of the kept record before the merge.
        other: keys of the other record.
    """
    current_keys = keys_of(kept)
    return {
        name: value
        for keys in (before, other)
        for name, value in keys.items()
        if value != current_keys.get(name)
    }


def merged_contact(workspace: Workspace, keys: Mapping[str, object]) -> Contact | None:
    """Return the contact into which one with such a key was merged; one query for each key."""
    rows = MergedRecord.objects.filter(workspace=workspace, kept_contact__isnull=False)
    for name in KEYS[Contact]:
        if value := keys.get(name):
            found = rows.filter(**{name: value}).select_related("kept_contact").first()
            if found is not None:
                return found.kept_contact
    return None


def merged_company(
    workspace: Workspace, keys: Mapping[str, object], *, pk: int | None = None
) -> Company | None:
    """Return the company into which one with such a key was merged; one query for each key.

    Matched by name only if neither has a different domain.
    """
    rows = MergedRecord.objects.filter(workspace=workspace, kept_company__isnull=False)
    domain = keys.get("domain")
    keys_by_name = {"record_id": pk, **{name: keys.get(name) for name in KEYS[Company]}}
    for name, value in keys_by_name.items():
        if value:
            rows_with_key = rows.filter(**{name: value}).select_related("kept_company")
            if name == "name_key" and domain:
                rows_with_key = rows_with_key.filter(domain="", kept_company__domain=None)
            if (found := rows_with_key.first()) is not None:
                return found.kept_company
    return None


def without_lost_keys(record: Contact | Company, keys: Mapping[str, object]) -> dict[str, object]:
    """Return keys without those that a record lost in merges."""
    column = "kept_contact" if isinstance(record, Contact) else "kept_company"
    rows = MergedRecord.objects.filter(**{column: record}).values(*KEYS[type(record)])
    lost_values = {(name, value) for row in rows for name, value in row.items() if value}
    return {
        name: value
        for name, value in keys.items()
        if name not in KEYS[type(record)] or (name, value) not in lost_values
    }
