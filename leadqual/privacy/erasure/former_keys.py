"""What people had before: emails, profiles, IDs, phone numbers and names of edits and merges."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from leadqual.accounts.models import Workspace
from leadqual.imports.models import ImportChange
from leadqual.leads.deletion import upgrade_rows
from leadqual.leads.models import Contact, ContactFormerKey, MergedRecord, RecordChange

KEYS = ("email", "linkedin_url", "external_id")
"""Columns that identify one person."""
_COLUMNS = (*KEYS, "phone", "first_name", "last_name")
Former = Mapping[str, set[str]]
"""Column → values that a person had."""


def unshared_former_keys(workspace: Workspace, contact_ids: Collection[int]) -> Former:
    """Return former keys of contacts that nobody else has now."""
    return exclude_taken(workspace, former_keys_of(workspace, contact_ids), contact_ids)


def former_keys_of(workspace: Workspace, contact_ids: Collection[int]) -> Former:
    """Return former keys of contacts, including those others have now."""
    merged = MergedRecord.objects.filter(workspace=workspace, kept_contact__in=contact_ids)
    edits = RecordChange.objects.filter(workspace=workspace, contact__in=contact_ids)
    imports = ImportChange.objects.filter(
        batch__workspace=workspace,
        kind=ImportChange.Kind.CONTACTS,
        record_id__in=contact_ids,
    )
    keys = ContactFormerKey.objects.filter(workspace=workspace, contact__in=contact_ids)
    found = [
        *({kind: value} for kind, value in keys.values_list("kind", "value")),
        *merged.values(*KEYS),
        *(part for pair in edits.values_list("before", "after") for part in pair),
        *(part for pair in imports.values_list("before", "after") for part in pair),
    ]
    return _merge_keys(found)


def former_keys_in(rows: Iterable[dict[str, Any]]) -> Former:
    """Return what a deleted contact had before, from its rows as they are kept."""
    found: list[Mapping[str, Any]] = []
    for row in upgrade_rows(rows):
        fields = row["fields"]
        if row["model"] == "leads.contactformerkey":
            found.append({fields.get("kind", "email"): fields["value"]})
        elif row["model"] == "leads.mergedrecord":
            found.append(fields)
        elif row["model"] == "leads.recordchange":
            found += [fields["before"], fields["after"]]
    return _merge_keys(found)


def exclude_taken(workspace: Workspace, former: Former, contact_ids: Collection[int]) -> Former:
    """Exclude keys that someone else has now: these contacts had them by mistake."""
    others = Contact.objects.filter(workspace=workspace).exclude(pk__in=contact_ids)
    taken = {
        column: set(
            others.filter(**{f"{column}__in": former[column]}).values_list(column, flat=True)
        )
        for column in KEYS
        if former.get(column)
    }
    return {column: values - taken.get(column, set()) for column, values in former.items()}


def last_holders(workspace: Workspace, wanted: Mapping[str, Collection[str]]) -> Iterator[int]:
    """Yield, for each key that no contact has now, the contact that had it last.

    Args:
        workspace: whose contacts.
        wanted: column of `KEYS` → values.
    """
    there = Contact.objects.filter(workspace=workspace)
    for column in KEYS:
        for value in wanted[column]:
            if there.filter(**{column: value}).exists():
                continue
            last = (rows.order_by("-pk").first() for rows in _records(workspace, column, [value]))
            if key := next(filter(None, last), None):
                yield key


def holders(workspace: Workspace, wanted: Mapping[str, Collection[str]]) -> Iterator[int]:
    """Yield the contacts that formerly had some keys, whoever has them now; see `last_holders`."""
    for column in KEYS:
        for rows in _records(workspace, column, wanted[column]):
            yield from rows


def _records(
    workspace: Workspace, column: str, values: Collection[str]
) -> Iterator[QuerySet[Any, int]]:
    """Yield the keys of contacts that had some values: before, by merges, by edits."""
    values = list(values)
    former = ContactFormerKey.objects.filter(workspace=workspace, kind=column, value__in=values)
    yield former.values_list("contact", flat=True)
    merged = MergedRecord.objects.filter(workspace=workspace, **{f"{column}__in": values})
    yield merged.exclude(kept_contact=None).values_list("kept_contact", flat=True)
    edits = RecordChange.objects.filter(workspace=workspace, **{f"before__{column}__in": values})
    yield edits.exclude(contact=None).values_list("contact", flat=True)


def _merge_keys(found: Iterable[Mapping[str, Any]]) -> Former:
    values = defaultdict[str, set[str]](set)
    for fields in found:
        for column in _COLUMNS:
            if isinstance(value := fields.get(column), str) and value:
                values[column].add(value)
    return values
