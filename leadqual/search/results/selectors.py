"""Reads of leads; every one takes the workspace first."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from django.db.models import (
    BigIntegerField,
    Count,
    F,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Lower
from numpy.typing import NDArray

from leadqual.accounts.models import Workspace
from leadqual.core.prepared_query import PreparedQuery
from leadqual.leads.do_not_contact.selectors import not_blocked
from leadqual.leads.models import MAX_LEAD_SCORE, Company, Contact, JobTitle, TitleLabel
from leadqual.leads.name_keys import name_key
from leadqual.leads.websites import read_website
from leadqual.search.cursors import PAGE_SIZE, Page, Place, SortKey, page_by_place, read_page
from leadqual.search.index.index_queries import (
    LAST_FUNCTION,
    MAX_PEOPLE,
    company_keys,
    company_places,
    contact_keys,
    contact_places,
    n_companies,
    n_contacts,
    ordered_company_keys,
    people_of_companies,
)
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.known_values import no_look_up
from leadqual.search.query.query import (
    OF_TABLES,
    RELEVANCE,
    CompanyQuery,
    ContactQuery,
    Vocabulary,
)
from leadqual.search.query.sql_conditions import (
    company_facets,
    company_scope,
    contact_facets,
    contact_scope,
    relevance_of_companies,
    relevance_of_contacts,
)
from leadqual.search.results.value_lookup import ContactValues
from leadqual.taxonomy.selectors import industries, levels, living_functions, retired_slugs

_MIN_PART = 3  # Letters of a name that may stand anywhere in it: trigrams find them.
_LAST_RANK = 1_000  # Behind every level and every score: people without one.
_NAME = (SortKey(Lower("last_name")), SortKey(Lower("first_name")))
_ACTIVITY = SortKey(
    # The last first: cursors compare upwards only, so microseconds are turned around.
    Func(
        Coalesce("last_activity_at", "created_at"),
        template="(9000000000000000 - (extract(epoch FROM %(expressions)s) * 1000000)::bigint)",
        output_field=BigIntegerField(),
    ),
    int,
)
# The function of the likeliest label; of equal ones the first by its slug.
_BEST_FUNCTION = (
    TitleLabel.objects.filter(job_title=OuterRef("job_title"), function__retired_at=None)
    .order_by("-score", "function__slug")
    .values("function__slug")[:1]
)
_CONTACT_KEYS: Mapping[str, Sequence[SortKey]] = {
    "name": _NAME,
    "company": (SortKey(Lower(Coalesce("company__name", Value("")))), *_NAME),
    "functions": (SortKey(Coalesce(Subquery(_BEST_FUNCTION), Value(LAST_FUNCTION))), *_NAME),
    "level": (SortKey(Coalesce("job_title__level__rank", _LAST_RANK), int), *_NAME),
    # Highest first: cursors compare upwards only, so the score is turned around.
    "lead_score": (
        SortKey(
            Coalesce(
                Value(MAX_LEAD_SCORE, output_field=IntegerField()) - F("lead_score"),
                _LAST_RANK,
                output_field=IntegerField(),
            ),
            int,
        ),
        *_NAME,
    ),
    "activity": (_ACTIVITY, *_NAME),
}
_LISTED = (
    *("first_name", "last_name", "title", "email", "phone", "city", "country", "do_not_contact"),
    *("linkedin_url", "external_id"),  # Of who has no name.
    *("status", "tags", "custom", "lead_score", "lead_tier", "last_activity_at", "created_at"),
    *("company__name", "company__size", "company__employees", "company__industry"),
    *("company__business_model", "company__business_model_version"),
    *("owner__first_name", "owner__last_name", "owner__email"),
    *("job_title__title", "job_title__why", "job_title__level_why", "job_title__classified_at"),
    *("job_title__model_version", "job_title__level__slug", "job_title__level__name"),
    *("job_title__industry__name",),
)
# Most people first: cursors compare upwards only, so the number is turned around.
_LARGEST_FIRST = Value(MAX_PEOPLE, output_field=IntegerField()) - F("n_contacts")
_COMPANY_KEYS: Mapping[str, Sequence[SortKey]] = {
    "name": (SortKey(Lower("name")),),
    "people": (SortKey(_LARGEST_FIRST, int), SortKey(Lower("name"))),
    "activity": (_ACTIVITY, SortKey(Lower("name"))),
}

# Types of what an order compares: those of relevance are known without reading any words.
_CONTACT_KINDS: Mapping[str, Sequence[type]] = {
    **{sort: [key.kind for key in keys] for sort, keys in _CONTACT_KEYS.items()},
    RELEVANCE: (int, str, str),
}
_COMPANY_KINDS: Mapping[str, Sequence[type]] = {
    **{sort: [key.kind for key in keys] for sort, keys in _COMPANY_KEYS.items()},
    RELEVANCE: (int, str),
}


def vocabulary(workspace: Workspace | None = None) -> Vocabulary:
    """Return the slugs that a search may name; three queries.

    Args:
        workspace: whose countries, lists and the like are known as well; without it every text
            counts as one.
    """
    return Vocabulary(
        functions=dict(living_functions().values_list("slug", "department__slug")),
        levels=list(levels().values_list("slug", flat=True)),
        industries=list(industries().values_list("slug", flat=True)),
        gone=retired_slugs,
        look_up=ContactValues(workspace) if workspace else no_look_up,
    )


def contacts_of(workspace: Workspace) -> QuerySet[Contact]:
    """Return every contact of a workspace, with what a row shows; two queries when read."""
    labels = TitleLabel.objects.select_related("function__department").order_by("-score", "pk")
    return (
        Contact.objects.filter(workspace=workspace)
        .select_related("company", "owner", "job_title__level", "job_title__industry")
        .prefetch_related(Prefetch("job_title__labels", labels))
    )


def listed_contacts(workspace: Workspace) -> QuerySet[Contact]:
    """Return every contact of a workspace, with the columns that a table can show and no others.

    Two queries when read. Whoever may be contacted is said by the flag alone.
    """
    labels = TitleLabel.objects.select_related("function").order_by("-score", "pk")
    labels = labels.only("job_title", "source", "score", "function__slug", "function__name")
    return (
        Contact.objects.filter(workspace=workspace)
        .select_related("company", "owner", "job_title__level", "job_title__industry")
        .prefetch_related(Prefetch("job_title__labels", labels))
        .only(*_LISTED)
    )


def contact_of(workspace: Workspace, contact_id: int) -> Contact | None:
    """Return one contact of a workspace, with what a row shows."""
    return _CONTACT.first(workspace_id=workspace.pk, contact_id=contact_id)


def company_of(workspace: Workspace, company_id: int) -> Company | None:
    return _COMPANY.first(workspace_id=workspace.pk, company_id=company_id)


_CONTACT = PreparedQuery(
    lambda workspace_id, contact_id: contacts_of(Workspace(pk=workspace_id)).filter(pk=contact_id),
    {"workspace_id": 2_000_000_001, "contact_id": 2_000_000_002},
)
_COMPANY = PreparedQuery(
    lambda workspace_id, company_id: companies_of(Workspace(pk=workspace_id)).filter(pk=company_id),
    {"workspace_id": 2_000_000_001, "company_id": 2_000_000_002},
)


def contactable(workspace: Workspace, contact_ids: Collection[int]) -> QuerySet[Contact]:
    """Return those of some contacts that may be contacted: the only way to lists."""
    return not_blocked(workspace, contacts_of(workspace).filter(pk__in=contact_ids))


def found_contacts(workspace: Workspace, query: ContactQuery) -> QuerySet[Contact]:
    """Return what a search finds, without order."""
    return matching_contacts(contacts_of(workspace), workspace, query)


def matching_contacts(
    contacts: QuerySet[Contact], workspace: Workspace, query: ContactQuery
) -> QuerySet[Contact]:
    """Return those of the contacts that a search finds."""
    conditions = contact_facets(workspace, query).values()
    return contacts.filter(contact_scope(workspace, query), *conditions)


def contact_page(
    workspace: Workspace,
    query: ContactQuery,
    *,
    size: int = PAGE_SIZE,
    contacts: QuerySet[Contact] | None = None,
) -> Page[Contact]:
    """Return the page of a search that its cursor asks for, from the facet index where it is.

    Args:
        workspace: whose contacts.
        query: the search.
        size: most rows of the page.
        contacts: those of the workspace with what is read of each; None for all that a row shows.
    """
    if contacts is None:
        contacts = contacts_of(workspace)
    with index_of(workspace.pk) as index:
        if index is None or query.sort in OF_TABLES:
            found = matching_contacts(contacts, workspace, query)
            return page_of(found, workspace, query, size=size)

        def take(n: int, beyond: Place | None, *, is_back: bool) -> Sequence[Place]:
            return contact_places(workspace.pk, index, query, n, beyond=beyond, is_back=is_back)

        return page_by_place(
            contacts,
            take,
            _CONTACT_KINDS[query.sort],
            after=query.after,
            before=query.before,
            size=size,
        )


def contact_page_of_tables(
    workspace: Workspace, query: ContactQuery, *, size: int = PAGE_SIZE
) -> Page[Contact]:
    """Return the page of a search as `contact_page` does, from the tables; three queries."""
    return page_of(found_contacts(workspace, query), workspace, query, size=size)


def page_of(
    contacts: QuerySet[Contact],
    workspace: Workspace,
    query: ContactQuery,
    *,
    size: int = PAGE_SIZE,
) -> Page[Contact]:
    """Return the page of these contacts that order and cursor of a search ask for."""
    return read_page(
        contacts,
        contact_sort_keys(workspace, query),
        after=query.after,
        before=query.before,
        size=size,
    )


def contact_sort_keys(workspace: Workspace, query: ContactQuery) -> Sequence[SortKey]:
    """Return what the order of a search compares, the primary key left out."""
    if query.sort != RELEVANCE:
        return _CONTACT_KEYS[query.sort]
    return (SortKey(relevance_of_contacts(workspace, query), int), *_NAME)


def company_sort_keys(workspace: Workspace, query: CompanyQuery) -> Sequence[SortKey]:
    """Return what the order of a search for companies compares, the primary key left out."""
    if query.sort != RELEVANCE:
        return _COMPANY_KEYS[query.sort]
    return (SortKey(relevance_of_companies(workspace, query), int), *_COMPANY_KEYS["name"])


def n_found(workspace: Workspace, query: ContactQuery) -> int:
    """Return how many contacts a search finds."""
    with index_of(workspace.pk) as index:
        if index is not None:
            return n_contacts(workspace.pk, index, query)
    return found_contacts(workspace, query).count()


def found_keys(workspace: Workspace, query: ContactQuery) -> NDArray[np.int64]:
    """Return the keys of all contacts that a search finds, in its order; 8 bytes for each."""
    with index_of(workspace.pk) as index:
        if index is not None and query.sort not in OF_TABLES:
            return contact_keys(workspace.pk, index, query)
    contacts = Contact.objects.filter(workspace=workspace)
    ordered = matching_contacts(contacts, workspace, query).order_by(
        *(key.expression for key in contact_sort_keys(workspace, query)), "pk"
    )
    keys = ordered.values_list("pk", flat=True).iterator(chunk_size=50_000)
    return np.fromiter(keys, dtype=np.int64)


def found_company_ids(workspace: Workspace, query: ContactQuery) -> QuerySet[Contact, int]:
    """Return the keys of the companies of the people that a search finds, each once."""
    contacts = Contact.objects.filter(workspace=workspace, company__isnull=False)
    found = matching_contacts(contacts, workspace, query)
    return found.order_by().values_list("company_id", flat=True).distinct()


def found_company_keys(workspace: Workspace, query: ContactQuery) -> NDArray[np.int64]:
    """Return what `found_company_ids` does, ascending, from the facet index where it is."""
    with index_of(workspace.pk) as index:
        if index is not None:
            return company_keys(workspace.pk, index, query)
    return np.sort(np.fromiter(found_company_ids(workspace, query), dtype=np.int64))


def companies_of(workspace: Workspace) -> QuerySet[Company]:
    """Return every company of a workspace."""
    return Company.objects.filter(workspace=workspace).select_related("owner")


def companies_named(companies: QuerySet[Company], words: str, *, most: int) -> Sequence[Company]:
    """Return those of some companies whose name begins with these words.

    Neither case nor legal form counts; those that end with the words come first. Empty where the
    words say nothing of a name.
    """
    key = name_key(words.strip().replace("\0", ""))
    if not key:
        return []
    found = companies.filter(name_key__startswith=key)
    return list(found.order_by("name_key", "pk")[:most])


def companies_found_by(companies: QuerySet[Company], words: str, *, most: int) -> Sequence[Company]:
    """Return those of some companies that words mean: by domain, by how the name begins, by a part.

    Args:
        companies: of one workspace.
        words: a domain or address, the beginning of a name, or three letters and more of it.
        most: how many; those at the same domain first, then those whose name begins so.
    """
    words = words.strip().replace("\0", "")
    found = list(companies_named(companies, words, most=most))
    site = read_website(words)
    if site and site.domain:
        found = [*companies.filter(domain=site.domain).order_by("pk")[:most], *found]
    if len(found) < most and len(words) >= _MIN_PART:
        others = companies.filter(name__icontains=words).exclude(pk__in=[one.pk for one in found])
        found += others.order_by("name_key", "pk")[: most - len(found)]
    return list({one.pk: one for one in found}.values())[:most]


def found_companies(workspace: Workspace, query: CompanyQuery) -> QuerySet[Company]:
    """Return what a search for companies finds, without order."""
    conditions = company_facets(query).values()
    return companies_of(workspace).filter(company_scope(workspace, query), *conditions)


def all_company_keys(workspace: Workspace, query: CompanyQuery) -> NDArray[np.int64]:
    """Return the keys of all companies that a search finds, in its order; 8 bytes for each."""
    with index_of(workspace.pk) as index:
        if index is not None and query.sort not in OF_TABLES:
            return ordered_company_keys(workspace.pk, index, query)
    ordered = _with_people(found_companies(workspace, query)).order_by(
        *(key.expression for key in company_sort_keys(workspace, query)), "pk"
    )
    return np.fromiter(ordered.values_list("pk", flat=True).iterator(), dtype=np.int64)


def n_found_companies(workspace: Workspace, query: CompanyQuery) -> int:
    """Return how many companies a search finds."""
    with index_of(workspace.pk) as index:
        if index is not None:
            return n_companies(workspace.pk, index, query)
    return found_companies(workspace, query).count()


def company_page(
    workspace: Workspace, query: CompanyQuery, *, size: int = PAGE_SIZE
) -> Page[Company]:
    """Return a page of companies with `n_contacts` on each, from the facet index where it is.

    Postgres would count the people of a page anew each time, some hundred thousand of the largest.
    """
    with index_of(workspace.pk) as index:
        if index is None or query.sort in OF_TABLES:
            return company_page_of_tables(workspace, query, size=size)

        def take(n: int, beyond: Place | None, *, is_back: bool) -> Sequence[Place]:
            return company_places(workspace.pk, index, query, n, beyond=beyond, is_back=is_back)

        page = page_by_place(
            companies_of(workspace),
            take,
            _COMPANY_KINDS[query.sort],
            after=query.after,
            before=query.before,
            size=size,
        )
        people = people_of_companies(index, [row.pk for row in page.rows])
        for row, n in zip(page.rows, people, strict=True):
            row.n_contacts = n  # type: ignore[attr-defined]  # as `_with_people` does
        return page


def company_page_of_tables(
    workspace: Workspace, query: CompanyQuery, *, size: int = PAGE_SIZE
) -> Page[Company]:
    """Return a page of companies as `company_page` does, from the tables; two queries."""
    return company_page_of(_with_people(found_companies(workspace, query)), workspace, query, size)


def company_page_of(
    companies: QuerySet[Company], workspace: Workspace, query: CompanyQuery, size: int = PAGE_SIZE
) -> Page[Company]:
    """Return the page of companies with people that order and cursor of a search ask for."""
    return read_page(
        companies,
        company_sort_keys(workspace, query),
        after=query.after,
        before=query.before,
        size=size,
    )


def companies_with_people(workspace: Workspace) -> QuerySet[Company]:
    """Return every company of a workspace with `n_contacts`, which the tables count."""
    return _with_people(companies_of(workspace))


def _with_people(companies: QuerySet[Company]) -> QuerySet[Company]:
    there = Contact.objects.filter(company=OuterRef("pk")).order_by().values("company")
    n_contacts = Coalesce(Subquery(there.annotate(n=Count("pk")).values("n")), 0)
    return companies.annotate(n_contacts=n_contacts)


def n_people_with(workspace: Workspace, job_title: JobTitle) -> int:
    """Count the people who carry a title now."""
    return Contact.objects.filter(workspace=workspace, job_title=job_title).count()


def current_correction(job_title: JobTitle) -> Model | None:
    """Return the person's word that a title carries now, with its author; one query."""
    return job_title.corrections.filter(is_current=True).select_related("author").first()


def followed_title(job_title: JobTitle) -> JobTitle | None:
    """Return the corrected title that this one follows, if any; one query."""
    moves = {
        "corrections__propagated_labels__job_title": job_title,
        "corrections__propagated_labels__is_in_force": True,
    }
    return JobTitle.objects.filter(**moves).first()
