"""Read leads; every function takes the workspace first."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, Generic, TypeVar

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Func,
    JSONField,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import JSONObject, Lower
from numpy.typing import NDArray

from facet_index.index import FacetIndex
from leadqual.accounts.models import User, Workspace
from leadqual.core.prepared_query import PreparedQuery, made
from leadqual.leads.company_identity import name_key
from leadqual.leads.do_not_contact.selectors import not_blocked
from leadqual.leads.models import Company, Contact, JobTitle, TitleLabel
from leadqual.leads.websites import read_website
from leadqual.search.cursors import PAGE_SIZE, Page, Place, SortKey, page_by_place, read_page
from leadqual.search.index.index_queries import (
    AnyQuery,
    company_keys,
    n_matches,
    ordered_keys,
    people_of_companies,
    places_of,
    unordered_keys,
)
from leadqual.search.index.open_indexes import index_of, taxonomy_version_of
from leadqual.search.query.known_values import LookUp, no_look_up
from leadqual.search.query.query import (
    RELEVANCE,
    CompanyQuery,
    ContactQuery,
    Search,
    Vocabulary,
)
from leadqual.search.query.query_parsing import (
    Notes,
    read_company_query,
    read_contact_query,
    require_clear,
)
from leadqual.search.results.table_orders import table_order
from leadqual.search.results.value_lookup import WorkspaceValues
from leadqual.search.words.close_matches import close_readings
from leadqual.taxonomy.models import Department, Function, Industry, Level
from leadqual.taxonomy.selectors import (
    current_version,
    department_tree,
    industries,
    levels,
    retired_slugs,
)

M = TypeVar("M", bound=Model)
MAX_KEYS = 50_000
"""Maximum keys to sort in the database; with more, the table is read in order."""

_MIN_PART = 3  # Minimum letters to match anywhere in a name, by trigrams.
_LISTED = (
    *("first_name", "last_name", "title", "email", "phone", "city", "country", "do_not_contact"),
    *("linkedin_url", "external_id"),  # For people without a name.
    *("status", "tags", "custom", "lead_score", "lead_tier", "last_activity_at", "created_at"),
    *("company__name", "company__size", "company__employees", "company__industry"),
    *("company__business_model", "company__business_model_version"),
    *("owner__first_name", "owner__last_name", "owner__email"),
    *("job_title__title", "job_title__why", "job_title__level_why", "job_title__classified_at"),
    *("job_title__model_version", "job_title__level__slug", "job_title__level__name"),
    *("job_title__industry__name",),
)

_ROWS: Mapping[str, Any] = {"workspace_id": 2_000_000_001, "keys": [2_000_000_002]}
_LISTED_ROWS = PreparedQuery(
    lambda workspace_id, keys: _with_labels(workspace_id, keys).only(*_LISTED), _ROWS, most=None
)
_COMPANY_ROWS = PreparedQuery(
    lambda workspace_id, keys: companies_of(Workspace(pk=workspace_id)).filter(
        among(np.array(keys))
    ),
    _ROWS,
    most=None,
)
S = TypeVar("S", ContactQuery, CompanyQuery)
FEW = 10


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The taxonomy rows, read once per page."""

    departments: Sequence[Department]
    levels: Sequence[Level]
    industries: Sequence[Industry]

    @property
    def functions(self) -> list[Function]:
        """All functions that are not retired, in tree order."""
        return [function for row in self.departments for function in row.functions.all()]

    def names(self) -> dict[str, Mapping[str, str]]:
        """Return parameter → slug → name for filters of people."""
        return {
            "function": {function.slug: function.name for function in self.functions},
            "department": {row.slug: f"{row.name} (all)" for row in self.departments},
            "level": {level.slug: level.name for level in self.levels},
            "industry": {industry.slug: industry.name for industry in self.industries},
        }

    def staff_names(self) -> dict[str, Mapping[str, str]]:
        """Return parameter → slug → name for filters of companies by their people."""
        return {
            "has_department": {row.slug: row.name for row in self.departments},
            "has_function": {function.slug: function.name for function in self.functions},
            "has_level": {level.slug: level.name for level in self.levels},
        }

    def vocabulary(self, look_up: LookUp = no_look_up) -> Vocabulary:
        """Return the slugs valid in a search; `look_up` looks up values of a workspace."""
        return Vocabulary(
            functions={
                function.slug: department.slug
                for department in self.departments
                for function in department.functions.all()
            },
            levels=[level.slug for level in self.levels],
            industries=[industry.slug for industry in self.industries],
            gone=retired_slugs,
            look_up=look_up,
        )


def read_taxonomy(workspace: Workspace | None = None) -> Taxonomy:
    """Return departments with their functions, levels and industries.

    One query, four more in a process's first call after a change. None on a page that uses the
    index of the workspace anyway.
    """
    version = taxonomy_version_of(workspace.pk) if workspace else current_version()
    return _taxonomy_of(version)


@lru_cache(maxsize=2)
def _taxonomy_of(_version: int) -> Taxonomy:  # increases with every change
    return Taxonomy(list(department_tree()), list(levels()), list(industries()))


def vocabulary(workspace: Workspace | None = None, user: User | None = None) -> Vocabulary:
    """Return the slugs valid in a search; queries as in `read_taxonomy`.

    Args:
        workspace: whose countries, lists and the like are looked up; without it every text counts
            as one.
        user: whose private lists can be searched, beside the shared ones.
    """
    look_up = WorkspaceValues(workspace, user=user) if workspace else no_look_up
    return read_taxonomy(workspace).vocabulary(look_up)


def contacts_of(workspace: Workspace) -> QuerySet[Contact]:
    """Return every contact of a workspace with the data of a row; two queries when read."""
    labels = TitleLabel.objects.select_related("function__department").order_by("-score", "pk")
    return (
        Contact.objects.filter(workspace=workspace)
        .select_related("company", "owner", "job_title__level", "job_title__industry")
        .prefetch_related(Prefetch("job_title__labels", labels))
    )


def companies_of(workspace: Workspace) -> QuerySet[Company]:
    return Company.objects.filter(workspace=workspace).select_related("owner")


def listed_contacts(workspace: Workspace, keys: list[int]) -> list[Contact]:
    """Return contacts with only the columns that a table can show; one query.

    Only the flag tells who may be contacted.
    """
    return _contacts(_LISTED_ROWS, workspace, keys)


def shown_contacts(workspace: Workspace, keys: list[int]) -> list[Contact]:
    """Return those of `contacts_of` with some keys; one query."""
    return _contacts(_CONTACT_ROWS, workspace, keys)


def shown_companies(workspace: Workspace, keys: list[int]) -> list[Company]:
    """Return those of `companies_of` with some keys; one query."""
    return _COMPANY_ROWS.rows(workspace_id=workspace.pk, keys=keys)


def _contacts(
    query: PreparedQuery[Contact], workspace: Workspace, keys: list[int]
) -> list[Contact]:
    """Read contacts whose titles have their labels, with functions and slugs of departments."""
    found = query.rows(workspace_id=workspace.pk, keys=keys)
    functions: dict[int, Function] = {}
    for contact in found:
        title, labels = contact.job_title, contact.__dict__.pop("labels")
        if title is not None:
            read = [_label(title, functions, **one) for one in labels]
            title._prefetched_objects_cache = {"labels": read}  # type: ignore[attr-defined]  # of Django
    return found


def _label(
    title: JobTitle,
    functions: dict[int, Function],
    *,
    function: list[Any],
    department: list[Any],
    **own: Any,
) -> TitleLabel:
    if (meant := functions.get(function[0])) is None:
        meant = functions[function[0]] = made(Function, ("id", "slug", "name"), function)
        meant.department = made(Department, ("id", "slug"), department)
    label = made(TitleLabel, own, own.values())
    label.job_title, label.function = title, meant
    return label


def contact_of(workspace: Workspace, contact_id: int) -> Contact | None:
    """Return one contact of a workspace with the data of a row."""
    return next(iter(shown_contacts(workspace, [contact_id])), None)


def company_of(workspace: Workspace, company_id: int) -> Company | None:
    return next(iter(shown_companies(workspace, [company_id])), None)


def _array(*fields: str) -> Func:
    return Func(*fields, function="jsonb_build_array", output_field=JSONField())


def _with_labels(workspace_id: int, keys: list[int]) -> QuerySet[Contact]:
    labels = TitleLabel.objects.filter(job_title=OuterRef("job_title")).order_by("-score", "pk")
    objects = labels.values(
        one=JSONObject(
            id="id",
            source="source",
            score="score",
            function=_array("function_id", "function__slug", "function__name"),
            department=_array("function__department_id", "function__department__slug"),
        )
    )
    rows = contacts_of(Workspace(pk=workspace_id)).prefetch_related(None)
    return rows.filter(among(np.array(keys))).annotate(labels=ArraySubquery(objects))


_CONTACT_ROWS = PreparedQuery(_with_labels, _ROWS, most=None)


def contactable(workspace: Workspace, contact_ids: Collection[int]) -> QuerySet[Contact]:
    """Return the contacts that may be contacted; every addition to a list uses this."""
    return not_blocked(workspace, contacts_of(workspace).filter(pk__in=contact_ids))


def among(keys: NDArray[np.int64]) -> Q:
    """Return the condition that a record has one of any number of keys."""
    listed = Value(keys.tolist(), output_field=ArrayField(BigIntegerField()))
    return Q(
        pk__in=Func(listed, function="unnest", template="(SELECT %(function)s(%(expressions)s))")
    )


@dataclass(frozen=True, slots=True)
class RecordKind(Generic[S, M]):
    """People or companies, with what searches, lists, exports and pages need to handle either.

    Args:
        code: `contact` or `company`: in IDs, custom fields and deleted records; also the search
            parameter for single records.
        records: `people` or `companies`: in lists, saved searches and exports; also the name of
            the page.
        rows: every record of a workspace with the data of a row.
        read_rows: records by key, in any order.
        reader: URL parameters, the workspace and a person → the search and notes on it.
        names: order by name.
        orders: types of the sort keys of each order, without the primary key.
    """

    code: str
    noun: str
    records: str
    model: type[M]
    rows: Callable[[Workspace], QuerySet[M]]
    read_rows: Callable[[Workspace, list[int]], list[M]]
    reader: Callable[[Mapping[str, Sequence[str]], Workspace | None, User | None], tuple[S, Notes]]
    names: Sequence[SortKey]
    orders: Mapping[str, Sequence[type]]

    @property
    def page(self) -> str:
        """Return the URL name of the search."""
        return f"search:{self.records}"

    def read(
        self,
        params: Mapping[str, Sequence[str]],
        workspace: Workspace | None = None,
        user: User | None = None,
    ) -> tuple[S, Notes]:
        """Read a search, with notes on what was not understood; never fails.

        Without a workspace every text counts as a value of filters with looked-up values. Without a
        person no private list is known.
        """
        return self.reader(params, workspace, user)

    def exact(
        self,
        params: Mapping[str, Sequence[str]],
        workspace: Workspace | None = None,
        user: User | None = None,
    ) -> S:
        """Read a search for an action on all its results.

        Raises:
            UnclearSearchError: part of it is unknown; without it, more would be found.
        """
        query, notes = self.read(params, workspace, user)
        require_clear(params, query, notes, self.records)
        return query


PEOPLE = RecordKind(
    code="contact",
    noun="person",
    records="people",
    model=Contact,
    rows=contacts_of,
    read_rows=shown_contacts,
    reader=lambda params, workspace, user: read_contact_query(params, vocabulary(workspace, user)),
    names=(SortKey(Lower("last_name")), SortKey(Lower("first_name"))),
    orders={
        "name": (str, str),
        "company": (str, str, str),
        "functions": (str, str, str),
        "level": (int, str, str),
        "lead_score": (int, str, str),
        RELEVANCE: (int, str, str),
    },
)
COMPANIES = RecordKind(
    code="company",
    noun="company",
    records="companies",
    model=Company,
    rows=companies_of,
    read_rows=shown_companies,
    reader=lambda params, workspace, user: read_company_query(
        params,
        WorkspaceValues(workspace, of_companies=True, user=user) if workspace else no_look_up,
    ),
    names=(SortKey(Lower("name")),),
    orders={"name": (str,), "people": (int, str), RELEVANCE: (int, str)},
)
KINDS: Mapping[str, RecordKind[Any, Any]] = {kind.records: kind for kind in (PEOPLE, COMPANIES)}
"""`people` and `companies` → their kind."""


def kind_of(query: Search) -> RecordKind[Any, Any]:
    return COMPANIES if isinstance(query, CompanyQuery) else PEOPLE


def found_rows(workspace: Workspace, query: AnyQuery) -> "QuerySet[Any]":
    """Return the results of a search, unordered."""
    return kind_of(query).rows(workspace).filter(among(matching_keys(workspace, query)))


def matching_keys(workspace: Workspace, query: AnyQuery) -> NDArray[np.int64]:
    """Return the keys of the results of a search, unordered; 8 bytes each."""
    with index_of(workspace.pk) as index:
        return unordered_keys(workspace.pk, index, query)


@dataclass(frozen=True, slots=True)
class CloseMatches(Generic[M]):
    """Records that a search does not find, and that are close to what it asks for.

    Args:
        label: how they differ, as a sentence.
    """

    rows: Sequence[M] = ()
    label: str = ""


"""With fewer results, a page also shows close matches."""


def close_matches(
    workspace: Workspace,
    query: AnyQuery,
    page: Page[Any],
    *,
    read: Callable[[Workspace, list[int]], list[Any]] | None = None,
) -> CloseMatches[Any]:
    """Return what is close to a search with few results, as the same job at other levels.

    They are shown after the results, and no part of them: neither counts nor actions on all
    results have them.

    Args:
        workspace: whose records.
        query: the search with its reading.
        page: its first page; others have none.
        read: as for `result_page`.
    """
    if query.reading is None or query.after or query.before or len(page.rows) >= FEW:
        return CloseMatches()
    rows, labels = {row.pk: row for row in page.rows}, []
    asked = close_readings(
        query.reading, finds_none=not page.rows, of_people=isinstance(query, ContactQuery)
    )
    for close in asked:
        reading = replace(query.reading, clauses=close.clauses, near=())
        more = result_page(workspace, query.with_reading(reading), size=FEW, read=read).rows
        new = [row for row in more if row.pk not in rows]
        labels += [close.label] if new else []
        rows |= {row.pk: row for row in new}
        if len(rows) >= FEW:
            break
    found = [*rows.values()][len(page.rows) : FEW]
    return CloseMatches(found, " ".join(labels))


def result_page(
    workspace: Workspace,
    query: AnyQuery,
    *,
    size: int = PAGE_SIZE,
    read: Callable[[Workspace, list[int]], list[Any]] | None = None,
) -> Page[Any]:
    """Return the page of a search at its cursor.

    Companies have `n_contacts`, counted by the index: Postgres would count the people of a page
    each time, some hundred thousand for the largest.

    Args:
        workspace: whose records.
        query: the search.
        size: maximum rows of the page.
        read: returns the records of a page; None for all data of a row.
    """
    kind = kind_of(query)
    read_rows = partial(read or kind.read_rows, workspace)

    def take(n: int, beyond: Place | None, *, is_back: bool) -> Sequence[Place]:
        return places_of(workspace.pk, index, query, n, beyond=beyond, is_back=is_back)

    with index_of(workspace.pk) as index:
        if order := table_order(query.sort):
            keys = unordered_keys(workspace.pk, index, query)
            page = _by_table(workspace, keys, read_rows, query, order, size)
        else:
            page = page_by_place(
                read_rows,
                take,
                kind.orders[query.sort],
                after=query.after,
                before=query.before,
                size=size,
            )
        if kind is COMPANIES:
            _count_people(index, page.rows)
        return page


def counted_companies(workspace: Workspace, keys: list[int]) -> list[Company]:
    """Return companies with `n_contacts`, as a page of a search has them; one query."""
    rows = shown_companies(workspace, keys)
    with index_of(workspace.pk) as index:
        _count_people(index, rows)
    return rows


def _count_people(index: FacetIndex, companies: Sequence[Any]) -> None:
    people = people_of_companies(index, [row.pk for row in companies])
    for row, n in zip(companies, people, strict=True):
        row.n_contacts = n


def _by_table(
    workspace: Workspace,
    keys: NDArray[np.int64],
    read: Callable[[list[int]], list[M]],
    query: ContactQuery | CompanyQuery,
    order: Sequence[SortKey],
    size: int,
) -> Page[M]:
    """Return a page in an order of the table, which is too often changed for the index.

    With many keys, the table is read in order until the page is full instead of sending the keys.
    """
    is_few, kind = len(keys) <= MAX_KEYS, kind_of(query)
    rows = kind.rows(workspace)
    return read_page(
        rows.filter(among(keys)) if is_few else rows,
        read,
        (*order, *kind.names),
        after=query.after,
        before=query.before,
        size=size,
        keep=None if is_few else partial(_are_among, np.sort(keys)),
    )


def _are_among(ascending: NDArray[np.int64], keys: Sequence[int]) -> list[bool]:
    wanted = np.array(keys, dtype=np.int64)
    at = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    marks: list[bool] = (ascending[at] == wanted).tolist()
    return marks


def _keys_by_table(
    rows: QuerySet[Any], keys: NDArray[np.int64], order: Sequence[SortKey]
) -> NDArray[np.int64]:
    if len(keys) <= MAX_KEYS:
        rows = rows.filter(among(keys))
    ordered = rows.order_by(*(key.expression for key in order), "pk")
    found = ordered.values_list("pk", flat=True).iterator(chunk_size=50_000)
    in_order = np.fromiter(found, dtype=np.int64)
    return in_order[np.isin(in_order, keys)]


def n_found(workspace: Workspace, query: AnyQuery) -> int:
    """Return how many records a search finds."""
    with index_of(workspace.pk) as index:
        return n_matches(workspace.pk, index, query)


def found_keys(workspace: Workspace, query: AnyQuery) -> NDArray[np.int64]:
    """Return the keys of all records found, in order; 8 bytes each."""
    with index_of(workspace.pk) as index:
        order = table_order(query.sort)
        if not order:
            return ordered_keys(workspace.pk, index, query)
        keys = unordered_keys(workspace.pk, index, query)
    kind = kind_of(query)
    rows = kind.model._default_manager.filter(workspace=workspace)
    return _keys_by_table(rows, keys, (*order, *kind.names))


def found_company_keys(workspace: Workspace, query: ContactQuery) -> NDArray[np.int64]:
    """Return the keys of the companies of the people found, ascending."""
    with index_of(workspace.pk) as index:
        return company_keys(workspace.pk, index, query)


def companies_named(companies: QuerySet[Company], words: str, *, most: int) -> Sequence[Company]:
    """Return the companies whose name begins with these words.

    Ignores case and legal form; names that end with the words come first. Empty if the words cannot
    be part of a name.
    """
    key = name_key(words.strip().replace("\0", ""))
    if not key:
        return []
    found = companies.filter(name_key__startswith=key)
    return list(found.order_by("name_key", "pk")[:most])


def companies_found_by(companies: QuerySet[Company], words: str, *, most: int) -> Sequence[Company]:
    """Return the companies that match words by domain, beginning of the name, or part of it.

    Args:
        companies: of one workspace.
        words: a domain or URL, the beginning of a name, or at least three letters of it.
        most: maximum number; matching domains first, then names that begin with the words.
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


def n_people_with(workspace: Workspace, job_title: JobTitle) -> int:
    """Count the people who currently have a title."""
    return Contact.objects.filter(workspace=workspace, job_title=job_title).count()


def current_correction(job_title: JobTitle) -> Model | None:
    """Return the active correction of a title, with its author; one query."""
    return job_title.corrections.filter(is_current=True).select_related("author").first()


def followed_title(job_title: JobTitle) -> JobTitle | None:
    """Return the corrected title whose labels were propagated to this one, if any; one query."""
    moves = {
        "corrections__propagated_labels__job_title": job_title,
        "corrections__propagated_labels__is_in_force": True,
    }
    return JobTitle.objects.filter(**moves).first()
