"""Read the members of lists, campaigns and imports for the facet index."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

import numpy as np
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from facet_index.types import Members
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company

STORED_OUTCOMES = ("created", "updated", "unchanged")
"""Outcomes of import rows whose person or company exists."""

MAX_MEMBERS = 100_000
"""Maximum entries of all lists next to a search, or companies of its campaigns; above it no counts
are shown, as every request would read them."""

_READ_AT_ONCE = 50_000
_ALL_COMPANIES = 0  # Means all, for a campaign about every company.
_CACHED_IMPORTS = 8
_RECORD = "import_batches__rows__record_id"
_OF_LISTS = """
    (SELECT 'list' AS param, l.id AS key, e.{kind}_id AS member
       FROM leads_contactlist AS l JOIN {table} AS e ON e.contact_list_id = l.id
      WHERE l.workspace_id = %(workspace)s AND l.deleted_at IS NULL AND l.id = ANY(%(list)s)
      LIMIT %(most)s)
"""
_PAIRS = {
    "people": (
        _OF_LISTS.format(kind="contact", table="leads_listentry"),
        """
        (SELECT 'campaign', c.id, m.company_id
           FROM campaigns_campaign AS c
           JOIN campaigns_campaigncompany AS m ON m.campaign_id = c.id
          WHERE c.workspace_id = %(workspace)s AND c.scope = 'selected'
            AND c.id = ANY(%(campaign)s)
          LIMIT %(most)s)
        """,
        """
        (SELECT 'campaign', id, %(every)s::bigint FROM campaigns_campaign
          WHERE workspace_id = %(workspace)s AND scope = 'all' AND id = ANY(%(campaign)s))
        """,
    ),
    "companies": (_OF_LISTS.format(kind="company", table="leads_companylistentry"),),
}
"""Kind of records searched → membership tables."""


def members_of(
    workspace_id: int,
    keys_by_kind: Mapping[str, Collection[str]],
    *,
    records: str = "people",
    max_members: int | None = None,
) -> dict[str, dict[str, Members]]:
    """Return the members of lists, campaigns and imports; one query, plus two for each import.

    Args:
        workspace_id: keys from other workspaces have no members.
        keys_by_kind: `list`, `campaign` or `import` → their keys; imports are read in full.
        records: `people` or `companies`; imports of people have people as members in both cases.
        max_members: maximum members of all lists, and of all campaigns; None for no limit.

    Returns:
        Kind as in `keys_by_kind` → key → members, without those above `max_members`.
    """
    found = {}
    if imports := keys_by_kind.get("import"):
        found["import"] = _read_imports(workspace_id, imports)
    others = {param: keys_by_kind.get(param, ()) for param in ("list", "campaign")}
    if not any(others.values()):
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT param, key, array_agg(member)
              FROM ({" UNION ALL ".join(_PAIRS[records])}) AS pairs GROUP BY param, key
            """,  # noqa: S608  # only texts of this module
            {
                "workspace": workspace_id,
                "every": _ALL_COMPANIES,
                "most": None if max_members is None else max_members + 1,
                **{param: sorted(map(int, keys)) for param, keys in others.items()},
            },
        )
        read: dict[str, dict[int, list[int]]] = {param: {} for param in others}
        for param, key, members in cursor.fetchall():
            read[param][key] = members
    for param, keys in others.items():
        if keys and (max_members is None or sum(map(len, read[param].values())) <= max_members):
            of_people = param == "list" and records == "people"
            found[param] = {
                key: _members(read[param].get(int(key), []), of_people=of_people) for key in keys
            }
    return found


def _members(keys: list[int], *, of_people: bool) -> Members:
    if of_people:
        return Members(contacts=keys)
    return Members(companies=None if keys == [_ALL_COMPANIES] else keys)


def _read_imports(workspace_id: int, keys: Collection[str]) -> dict[str, Members]:
    """Return the records of import rows; results are cached, as rows are only added."""
    batches = Workspace(pk=workspace_id).import_batches.filter(pk__in=keys)
    fields = batches.values_list("pk", "kind", "status", "n_rows")
    known = {str(row[0]): row for row in fields}
    return {key: _import_records(*known[key]) if key in known else Members() for key in keys}


@lru_cache(maxsize=_CACHED_IMPORTS)
def _import_records(batch_id: int, kind: str, _status: str, _n_rows: int) -> Members:
    rows = Workspace.objects.filter(
        import_batches=batch_id,
        import_batches__rows__outcome__in=STORED_OUTCOMES,
        import_batches__rows__record_id__isnull=False,
    )
    found = rows.values_list(_RECORD, flat=True)
    keys = np.fromiter(found.iterator(chunk_size=_READ_AT_ONCE), dtype=np.int64)
    keys = np.unique(keys)
    keys.flags.writeable = False
    return Members(companies=keys) if kind == "companies" else Members(contacts=keys)


def campaign_companies(campaigns: Sequence[str]) -> QuerySet[Company]:
    """Return the companies of campaigns by campaign key: the added ones, or all."""
    keys = [int(key) for key in campaigns]
    return Company.objects.filter(
        Exists(Company.campaigns.through.objects.filter(company=OuterRef("pk"), campaign__in=keys))
        | Q(
            workspace__in=Workspace.objects.filter(
                campaigns__in=keys, campaigns__scope="all"
            ).values("pk")
        )
    )
