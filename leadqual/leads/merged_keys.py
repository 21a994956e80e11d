"""Keys of records that were merged into others: what has one of them is the kept record.

Where it is brought in again, by a file or a program, nothing is created: the merge would come
undone. The kept record keeps its own keys.
"""

from collections.abc import Mapping

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact, MergedRecord

KEYS: Mapping[type[Contact | Company], tuple[str, ...]] = {
    Contact: ("email", "external_id", "linkedin_url"),
    Company: ("external_id", "domain", "linkedin_url", "name_key"),
}
"""What contacts and companies are found by; the surest first."""


def keys_of(record: Contact | Company) -> dict[str, str]:
    names = KEYS[type(record)]
    return {name: value for name in names if (value := getattr(record, name) or "")}


def lost_keys(
    *, kept: Contact | Company, before: Mapping[str, str], other: Mapping[str, str]
) -> dict[str, str]:
    """Return the keys of two records that the merged one has not.

    Args:
        kept: as it is after the merge.
        before: keys of the kept one before it.
        other: keys of the one that went.
    """
    now = keys_of(kept)
    return {
        name: value
        for keys in (before, other)
        for name, value in keys.items()
        if value != now.get(name)
    }


def merged_contact(workspace: Workspace, keys: Mapping[str, object]) -> Contact | None:
    """Return the contact into which one with such a key was merged; a query for each key."""
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
    """Return the company into which one with such a key was merged; a query for each key.

    By its name only where neither side has another domain.
    """
    rows = MergedRecord.objects.filter(workspace=workspace, kept_company__isnull=False)
    domain = keys.get("domain")
    known = {"record_id": pk, **{name: keys.get(name) for name in KEYS[Company]}}
    for name, value in known.items():
        if value:
            named = rows.filter(**{name: value}).select_related("kept_company")
            if name == "name_key" and domain:
                named = named.filter(domain="", kept_company__domain=None)
            if (found := named.first()) is not None:
                return found.kept_company
    return None


def without_lost_keys(record: Contact | Company, keys: Mapping[str, object]) -> dict[str, object]:
    """Leave out the keys that a record lost in merges, of those that are said of it."""
    column = "kept_contact" if isinstance(record, Contact) else "kept_company"
    rows = MergedRecord.objects.filter(**{column: record}).values(*KEYS[type(record)])
    lost = {(name, value) for row in rows for name, value in row.items() if value}
    return {
        name: value
        for name, value in keys.items()
        if name not in KEYS[type(record)] or (name, value) not in lost
    }
