"""Single values counted from the tables: members of lists and campaigns, and what is left out."""

from collections import Counter
from collections.abc import Collection, Iterator

from django.db.models import Count, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact
from leadqual.search.facets.facet_table import BESIDE_TREE, IN_TREE, TREE, Kind
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.query.sql_conditions import (
    company_excludes,
    company_facets,
    company_scope,
    contact_excludes,
    contact_facets,
    contact_scope,
    having,
    having_in_tree,
    tagged,
)

_SEVERAL = tuple(facet.param for facet in BESIDE_TREE if facet.kind is Kind.TEXTS)
_WAYS = {"list": "list_entries__contact_list", "campaign": "company__campaigns"}


def excluded_counts(workspace: Workspace, query: ContactQuery) -> Iterator[tuple[str, str, int]]:
    """Yield parameter, value and how many people have it of what is left out; a query for each.

    Only of the tree and of arrays: of any other facet nobody has a second value, so that they
    count beside the others.
    """
    for param in (*IN_TREE, *_SEVERAL):
        is_in_tree = param in IN_TREE
        people = _others(workspace, query, TREE if is_in_tree else param)
        for value in query.refused(param):
            has = (
                having_in_tree(workspace, param, (value,))
                if is_in_tree
                else having(param, (value,))
            )
            if n := people.filter(has).count():
                yield param, value, n


def member_counts(
    workspace: Workspace, query: ContactQuery, param: str, keys: Collection[str]
) -> dict[str, int]:
    """Count the people of lists or campaigns, whose own ticks do not narrow it.

    Whoever is in one that is left out counts there alone.
    """
    people, refused = _others(workspace, query, param), set(query.refused(param)) & set(keys)
    lacks = contact_excludes(workspace, query)
    beside = people.filter(lacks[param]) if param in lacks else people
    counted = _counted(workspace, beside, param, set(keys) - refused)
    return counted | _counted(workspace, people, param, refused)


def company_member_counts(
    workspace: Workspace, query: CompanyQuery, param: str, keys: Collection[str]
) -> dict[str, int]:
    """Count the companies of lists, whose own ticks do not narrow it; see `member_counts`."""
    conditions = company_facets(query)
    rest = (one for name, one in conditions.items() if name != param)
    others = Company.objects.filter(company_scope(workspace, query), *rest, workspace=workspace)
    lacks = company_excludes(query)
    beside = others.filter(lacks[param]) if param in lacks else others
    refused = set(query.refused(param)) & set(keys)
    counted = _companies_counted(beside, set(keys) - refused)
    return counted | _companies_counted(others, refused)


def _companies_counted(companies: QuerySet[Company], keys: Collection[str]) -> dict[str, int]:
    if not keys:
        return {}
    way = "company_list_entries__contact_list"
    rows = companies.filter(**{f"{way}__in": keys}).order_by().values_list(way)
    return {str(key): n for key, n in rows.annotate(n=Count("pk", distinct=True)) if n}


def _others(workspace: Workspace, query: ContactQuery, facet: str) -> QuerySet[Contact]:
    """Return the people who pass all facets but one."""
    conditions = contact_facets(workspace, query)
    others = (one for name, one in conditions.items() if name != facet)
    return Contact.objects.filter(workspace=workspace).filter(
        contact_scope(workspace, query), *others
    )


def _counted(
    workspace: Workspace, people: QuerySet[Contact], param: str, keys: Collection[str]
) -> dict[str, int]:
    if not keys:
        return {}
    if param == "tag":
        tags = people.filter(tagged(sorted(keys))).order_by().values_list("tags", flat=True)
        n_by_tag = Counter(tag for has in tags.iterator() for tag in has)
        return {tag: n_by_tag[tag] for tag in keys if n_by_tag[tag]}
    way = _WAYS[param]
    rows = people.filter(**{f"{way}__in": keys}).order_by().values_list(way)
    counted = {str(key): n for key, n in rows.annotate(n=Count("pk", distinct=True))}
    if param == "campaign":
        everywhere = workspace.campaigns.filter(pk__in=keys, scope="all")
        if found := [str(key) for key in everywhere.values_list("pk", flat=True)]:
            n_employed = people.filter(company__isnull=False).count()
            counted |= dict.fromkeys(found, n_employed)
    return {key: n for key, n in counted.items() if n}
