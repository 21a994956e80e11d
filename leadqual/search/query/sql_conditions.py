"""What each part of a search means in the tables; rows and counts are made from it."""

from collections.abc import Mapping, Sequence
from functools import partial, reduce
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Lower

from facet_index.company_search import MAX_RANKED
from facet_index.words.clauses import OF_COMPANY
from leadqual.accounts.models import Workspace
from leadqual.leads.models import (
    Company,
    CompanyListEntry,
    Contact,
    JobTitle,
    ListEntry,
    TitleLabel,
)
from leadqual.leads.records.record_names import NO_OWNER
from leadqual.search.facets.facet_table import (
    BESIDE_TREE,
    COMPANY_FACETS,
    COMPANY_MEMBERSHIPS,
    IN_TREE,
    MEMBERSHIPS,
    TREE,
    Kind,
    Source,
    by_param,
)
from leadqual.search.query.company_conditions import with_verdicts
from leadqual.search.query.company_relevance import ranked_companies
from leadqual.search.query.custom_conditions import custom_condition
from leadqual.search.query.query import CompanyQuery, ContactQuery, is_key
from leadqual.search.query.word_conditions import (
    company_tier,
    company_words,
    contact_tier,
    contact_words,
)
from leadqual.search.query.word_readings import company_words_of, contact_words_of
from leadqual.search.words.company_readings import IsPlace
from leadqual.search.words.readings import WordReading

STORED = ("created", "updated", "unchanged")
"""What may become of a row of an import whose person or company is here."""

_BESIDE_TREE = by_param(BESIDE_TREE)
_OF_COMPANIES = by_param(COMPANY_FACETS)
_COMPANY_PARAMS = (*_OF_COMPANIES, *by_param(COMPANY_MEMBERSHIPS))
_PARAMS = (*_BESIDE_TREE, *by_param(MEMBERSHIPS))
_PATHS = {  # from a contact
    Source.TITLE: "job_title__{}__slug",
    Source.CONTACT: "{}",
    Source.COMPANY: "company__{}",
}


def contact_facets(workspace: Workspace, query: ContactQuery) -> dict[str, Q]:
    """Return one condition for each facet that has ticks, or of which something is left out."""
    return joined(contact_ticks(workspace, query), contact_excludes(workspace, query))


def contact_ticks(workspace: Workspace, query: ContactQuery) -> dict[str, Q]:
    """Return one condition for each facet that has ticks."""
    conditions = {
        param: having(param, query.ticked(param)) for param in _PARAMS if query.ticked(param)
    }
    if query.function or query.department or query.unclassified or query.confidence:
        conditions[TREE] = _tree(workspace, query)
    return conditions


def contact_excludes(workspace: Workspace, query: ContactQuery) -> dict[str, Q]:
    """Return one condition for each facet of which something is left out."""
    conditions = {
        param: ~having(param, query.refused(param)) for param in _PARAMS if query.refused(param)
    }
    if refused := [param for param in IN_TREE if query.refused(param)]:
        parts = (~having_in_tree(workspace, param, query.refused(param)) for param in refused)
        conditions[TREE] = reduce(Q.__and__, parts)
    return conditions


def joined(*several: Mapping[str, Q]) -> dict[str, Q]:
    """Return one condition for each facet, which holds all that are given for it."""
    conditions: dict[str, Q] = {}
    for some in several:
        for facet, condition in some.items():
            conditions[facet] = conditions[facet] & condition if facet in conditions else condition
    return conditions


def having(param: str, values: Sequence[str]) -> Q:
    """Return the condition that a person has one of some values of a facet outside the tree."""
    # Whoever asks for a list or a campaign of others finds none of their own people in it.
    if param == "list":
        return Q(pk__in=entries_of(values).values("contact"))
    if param == "campaign":
        return Q(company__in=companies_asked_about(values).values("pk"))
    if param == "import":
        people, companies = (imported_keys(values, kind) for kind in ("contacts", "companies"))
        return Q(pk__in=people) | Q(company__in=companies)
    if param == "tag":
        return tagged(values)
    facet = _BESIDE_TREE[param]
    return _holding(facet.kind, _PATHS[facet.source].format(facet.column), values)


def tagged(tags: Sequence[str]) -> Q:
    """Return the condition that a record has one of some tags; an index holds those with any."""
    return Q(tags__overlap=list(tags)) & ~Q(tags=[])


def having_in_tree(workspace: Workspace, param: str, values: Sequence[str]) -> Q:
    """Return the condition that a title holds one of some values of the tree, however sure."""
    if param == "unclassified":
        return Q(job_title__in=others(workspace).values("pk"))
    labels = TitleLabel.objects.filter(job_title=OuterRef("pk"), function__retired_at=None)
    way = "function__slug__in" if param == "function" else "function__department__slug__in"
    titles = JobTitle.objects.filter(Exists(labels.filter(**{way: values})), workspace=workspace)
    return Q(job_title__in=titles.values("pk"))


def having_anywhere(workspace: Workspace, param: str, values: Sequence[str]) -> Q:
    """Return the condition that a person has one of some values of any facet."""
    if param.startswith(OF_COMPANY):
        facet = _OF_COMPANIES[param.removeprefix(OF_COMPANY)]
        return _holding(facet.kind, f"company__{facet.column}", values)
    if param in IN_TREE:
        return having_in_tree(workspace, param, values)
    return having(param, values)


def contact_scope(workspace: Workspace, query: ContactQuery) -> Q:
    """Return what narrows every count as well: words, keys, and who came last."""
    clauses = contact_words_of(workspace.pk, query).clauses
    scope = contact_words(clauses, partial(having_anywhere, workspace))
    if query.company:
        scope &= Q(company__in=query.company)
    if query.contact:
        scope &= Q(pk__in=query.contact)
    if query.since:
        scope &= Q(pk__gt=query.since)  # Keys grow as contacts come.
    if query.custom:
        scope &= custom_condition(query.custom)
    return scope


def relevance_of_contacts(workspace: Workspace, query: ContactQuery) -> Combinable:
    """Return the tier in which the words of a search put a person, the best first."""
    clauses = contact_words_of(workspace.pk, query).clauses
    return contact_tier(clauses, partial(having_anywhere, workspace))


def relevance_of_companies(workspace: Workspace, query: CompanyQuery) -> Combinable:
    """Return the rank that the words of a search give a company, the best first.

    Up to four queries: the first companies are compared here, all others by their tier.
    """
    read = company_words_of(workspace.pk, query, is_place_of(workspace))
    tier = company_tier(read.clauses) + Value(MAX_RANKED)
    ranked = _ranked_companies(workspace, query, read)
    if not ranked:
        return tier
    keys = Value(ranked, output_field=ArrayField(BigIntegerField()))
    place = Func(keys, F("pk"), function="array_position", output_field=IntegerField())
    return Coalesce(place - Value(1), tier, output_field=IntegerField())


def _ranked_companies(workspace: Workspace, query: CompanyQuery, read: WordReading) -> list[int]:
    clauses, near = read.clauses, read.near
    if all(clause.is_excluded for clause in clauses):
        return []
    having = Company.objects.filter(workspace=workspace).filter(
        _beside_words(workspace, query), *company_facets(query).values()
    )
    met = having.filter(company_words(clauses, company_having))
    ordered = met.annotate(tier=company_tier(clauses)).order_by("tier", Lower("name"), "pk")
    keys = list(ordered.values_list("pk", flat=True)[:MAX_RANKED])
    people = Contact.objects.filter(workspace=workspace, company__in=keys).order_by()
    n_people = dict(people.values_list("company").annotate(Count("pk")))
    is_found = set(having.filter(pk__in=near).values_list("pk", flat=True)) if near else set()
    return ranked_companies(
        workspace.pk,
        clauses,
        by_words={key: n_people.get(key, 0) for key in keys},
        by_meaning=[key for key in near if key in is_found],
    )[:MAX_RANKED]


def is_place_of(workspace: Workspace) -> IsPlace:
    """Return what says, from the tables, whether a company is in a city or country."""

    def is_place(spellings: Sequence[str]) -> bool:
        there = Q(city__in=spellings) | Q(country__in=spellings)
        return Company.objects.filter(there, workspace=workspace).exists()

    return is_place


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


def company_facets(query: CompanyQuery) -> dict[str, Q]:
    """Return one condition for each facet of companies with ticks, or with what is left out."""
    return joined(company_ticks(query), company_excludes(query))


def company_ticks(query: CompanyQuery) -> dict[str, Q]:
    """Return one condition for each facet of companies that has ticks."""
    ticks = ((param, query.ticked(param)) for param in _COMPANY_PARAMS)
    return {param: company_having(param, values) for param, values in ticks if values}


def company_excludes(query: CompanyQuery) -> dict[str, Q]:
    """Return one condition for each facet of companies of which something is left out."""
    refused = ((param, query.refused(param)) for param in _COMPANY_PARAMS)
    return {param: ~company_having(param, values) for param, values in refused if values}


def company_having(param: str, values: Sequence[str]) -> Q:
    """Return the condition that a company has one of some values."""
    if param == "list":
        return Q(pk__in=company_entries_of(values).values("company"))
    if param == "import":
        people = Contact.objects.filter(pk__in=imported_keys(values, "contacts"))
        employers = people.filter(company__isnull=False).values("company")
        return Q(pk__in=imported_keys(values, "companies")) | Q(pk__in=employers)
    facet = _OF_COMPANIES[param]
    return _holding(facet.kind, facet.column, values)


def company_scope(workspace: Workspace, query: CompanyQuery) -> Q:
    """Return the condition of words, keys, people and verdicts, which narrows every count too."""
    read = company_words_of(workspace.pk, query, is_place_of(workspace))
    words = company_words(read.clauses, company_having)
    return (words | Q(pk__in=read.near) if read.near else words) & _beside_words(workspace, query)


def _beside_words(workspace: Workspace, query: CompanyQuery) -> Q:
    scope = Q()
    if query.company:
        scope &= Q(pk__in=[int(key) for key in query.company])
    if staff := query.staff():
        people = Contact.objects.filter(workspace=workspace, company=OuterRef("pk"))
        scope &= Q(Exists(people.filter(*contact_facets(workspace, staff).values())))
    if query.verdict:
        scope &= with_verdicts(workspace.pk, query.verdict)
    if query.custom:
        scope &= custom_condition(query.custom)
    return scope


def others(workspace: Workspace) -> QuerySet[JobTitle]:
    """Return the titles that were read and hold no function."""
    labels = TitleLabel.objects.filter(job_title=OuterRef("pk"))
    read = JobTitle.objects.filter(workspace=workspace, classified_at__isnull=False)
    return read.filter(~Exists(labels))


def _holding(kind: Kind, path: str, values: Sequence[str]) -> Q:
    if kind is Kind.TEXTS:
        return Q(**{f"{path}__overlap": list(values)})
    if kind is Kind.FLAG:
        flags = [value == "yes" for value in values if value in {"yes", "no"}]
        return Q(**{f"{path}__in": flags})
    if path == "owner_id":
        owned = Q(owner__in=[int(value) for value in values if is_key(value)])
        return owned | Q(owner=None) if NO_OWNER in values else owned
    return Q(**{f"{path}__in": values})


def _tree(workspace: Workspace, query: ContactQuery) -> Q:
    labels = TitleLabel.objects.filter(job_title__workspace=workspace, score__gte=query.confidence)
    ticked = Q(function__slug__in=query.function)
    ticked |= Q(function__department__slug__in=query.department)
    ticked &= Q(function__retired_at=None)
    if query.function or query.department:
        labels = labels.filter(ticked)
    elif query.unclassified:
        labels = labels.none()
    condition = Q(job_title__in=labels.values("job_title"))
    if query.unclassified:
        condition |= Q(job_title__in=others(workspace).values("pk"))
    return condition
