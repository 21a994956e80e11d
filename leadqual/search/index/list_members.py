"""Reads who is in lists, campaigns and imports, for the facet index."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from facet_index.types import Members
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, CompanyListEntry, ListEntry

STORED = ("created", "updated", "unchanged")
"""What may become of a row of an import whose person or company is here."""

MAX_MEMBERS = 100_000
"""Entries of all lists beside a search, or companies of its campaigns: of more no numbers are
shown, as every request would read them."""

_READ_AT_ONCE = 50_000
_EVERY_COMPANY = 0  # Stands for all, where a campaign asks about every company.
_REMEMBERED_IMPORTS = 8
_RECORD = "import_batches__rows__record_id"


def members_of(
    workspace_id: int, param: str, keys: Collection[str], *, most: int | None = None
) -> dict[str, Members] | None:
    """Return who belongs to lists, campaigns or imports; one query, two for imports.

    Args:
        workspace_id: whose; those of others have no members.
        param: `list`, `campaign` or `import`.
        keys: of the lists, campaigns or imports; imports are read whole.
        most: members that are read; None for all.

    Returns:
        Key → its members, for each key; None where they are more than `most`.
    """
    if not keys:
        return {}
    if param == "list":
        entries = entries_of(sorted(keys)).filter(contact_list__workspace=workspace_id).order_by()
        read = _by_key(entries.values_list("contact_list_id", "contact_id"), most)
        return None if read is None else {key: Members(contacts=read[int(key)]) for key in keys}
    if param == "import":
        return _imported(workspace_id, keys)
    campaigns = Workspace(pk=workspace_id).campaigns.filter(pk__in=[int(key) for key in keys])
    selected = Company.campaigns.through.objects.filter(
        campaign__in=campaigns, campaign__scope="selected"
    )
    pairs = selected.values_list("campaign_id", "company_id")
    of_all = campaigns.filter(scope="all").order_by().values_list("pk", Value(_EVERY_COMPANY))
    companies = _by_key(pairs.union(of_all, all=True), most)
    if companies is None:
        return None
    return {
        key: Members(companies=None if (one := companies[int(key)]) == [_EVERY_COMPANY] else one)
        for key in keys
    }


def company_members_of(
    workspace_id: int, param: str, keys: Collection[str], *, most: int | None = None
) -> dict[str, Members] | None:
    """Return what lists of companies and imports hold, as `members_of` does for people.

    Members of an import of people are people, whose companies are meant.
    """
    if not keys:
        return {}
    if param == "import":
        return _imported(workspace_id, keys)
    entries = company_entries_of(sorted(keys)).filter(contact_list__workspace=workspace_id)
    read = _by_key(entries.order_by().values_list("contact_list_id", "company_id"), most)
    return None if read is None else {key: Members(companies=read[int(key)]) for key in keys}


def _imported(workspace_id: int, keys: Collection[str]) -> dict[str, Members]:
    """Return what rows of imports became; who came by a file is remembered, as rows only grow."""
    batches = Workspace(pk=workspace_id).import_batches.filter(pk__in=keys)
    fields = batches.values_list("pk", "kind", "status", "n_rows")
    known = {str(one[0]): one for one in fields}
    return {key: _rows_of(*known[key]) if key in known else Members() for key in keys}


@lru_cache(maxsize=_REMEMBERED_IMPORTS)
def _rows_of(batch_id: int, kind: str, _status: str, _n_rows: int) -> Members:
    rows = imported_keys([str(batch_id)], kind).values_list(_RECORD, flat=True)
    keys = np.fromiter(rows.iterator(chunk_size=_READ_AT_ONCE), dtype=np.int64)
    keys = np.unique(keys)
    keys.flags.writeable = False
    return Members(companies=keys) if kind == "companies" else Members(contacts=keys)


def _by_key(pairs: "QuerySet[Any]", most: int | None) -> dict[int, list[int]] | None:
    found = list(pairs if most is None else pairs[: most + 1])
    if most is not None and len(found) > most:
        return None
    members: dict[int, list[int]] = defaultdict(list)
    for key, member in found:
        members[key].append(member)
    return members


def entries_of(lists: Sequence[str]) -> QuerySet[ListEntry]:
    """Return who is in lists, by their keys; deleted ones hold nobody."""
    return ListEntry.objects.filter(
        contact_list__in=[int(key) for key in lists], contact_list__deleted_at=None
    )


def company_entries_of(lists: Sequence[str]) -> QuerySet[CompanyListEntry]:
    """Return what is in lists of companies, by their keys; deleted ones hold nothing."""
    return CompanyListEntry.objects.filter(
        contact_list__in=[int(key) for key in lists], contact_list__deleted_at=None
    )


def companies_asked_about(campaigns: Sequence[str]) -> QuerySet[Company]:
    """Return the companies that campaigns ask about, by their keys: added ones, or every one."""
    keys = [int(key) for key in campaigns]
    return Company.objects.filter(
        Exists(Company.campaigns.through.objects.filter(company=OuterRef("pk"), campaign__in=keys))
        | Q(
            workspace__in=Workspace.objects.filter(
                campaigns__in=keys, campaigns__scope="all"
            ).values("pk")
        )
    )


def imported_keys(imports: Sequence[str], kind: str) -> QuerySet[Workspace, Any]:
    """Return the keys of what rows of imports became, or were before, by the keys of imports.

    Args:
        imports: keys; those of other workspaces name nothing of this one.
        kind: `contacts` or `companies`: what the rows of an import are.
    """
    rows = Workspace.objects.filter(
        import_batches__in=[int(key) for key in imports],
        import_batches__kind=kind,
        import_batches__rows__outcome__in=STORED,
        import_batches__rows__record_id__isnull=False,
    )
    return rows.values("import_batches__rows__record_id")
