"""Reads who is in lists, and which companies campaigns ask about, for the facet index."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from facet_index.types import Members
from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company
from leadqual.search.query.sql_conditions import entries_of

MAX_MEMBERS = 100_000
"""Entries of all lists beside a search, or companies of its campaigns: of more no numbers are
shown, as every request would read them."""


def members_of(
    workspace_id: int, param: str, keys: Collection[str], *, most: int | None = None
) -> dict[str, Members] | None:
    """Return who belongs to lists or campaigns; one query, two for campaigns.

    Args:
        workspace_id: whose; the lists and campaigns of others have no members.
        param: `list` or `campaign`.
        keys: of the lists or campaigns.
        most: members that are read; None for all.

    Returns:
        Key → its members, for each key; None where they are more than `most`.
    """
    if not keys:
        return {}
    if param == "list":
        entries = entries_of(sorted(keys)).filter(contact_list__workspace=workspace_id).order_by()
        read = _by_key(entries, "contact_list_id", "contact_id", most)
        return None if read is None else {key: Members(contacts=read[int(key)]) for key in keys}
    campaigns = Workspace(pk=workspace_id).campaigns
    asked = Company.campaigns.through.objects.filter(
        campaign__in=[int(key) for key in keys], campaign__workspace=workspace_id
    )
    everywhere = set(campaigns.filter(pk__in=keys, scope="all").values_list("pk", flat=True))
    companies = _by_key(asked.exclude(campaign__in=everywhere), "campaign_id", "company_id", most)
    if companies is None:
        return None
    return {
        key: Members(companies=None if int(key) in everywhere else companies[int(key)])
        for key in keys
    }


def _by_key(
    rows: "QuerySet[Any]", key: str, member: str, most: int | None
) -> dict[int, list[int]] | None:
    pairs = rows.values_list(key, member)
    found = list(pairs if most is None else pairs[: most + 1])
    if most is not None and len(found) > most:
        return None
    members: dict[int, list[int]] = defaultdict(list)
    for one, each in found:
        members[one].append(each)
    return members
