"""Lists, saved searches and campaigns that use titles whose labels change."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.leads.models import Company, Contact, ListEntry
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.taxonomy import vocabulary
from leadqual.search.saved_searches import query_of, visible_searches_for

MAX_TITLES = 2_000  # Of which people are looked for; more titles carry next to nobody.
UNCLASSIFIED = "unclassified"

State = LearnedFunction.State
MAX_READ = 500  # The preview shows after these; five that the cascade misses are in them, or none.


@dataclass(frozen=True, slots=True)
class LabelTransition:
    """What a title is and what it would be; slugs.

    Args:
        levels: now and then, where these differ.
    """

    pk: int
    now: frozenset[str]
    then: frozenset[str]
    levels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DownstreamImpact:
    """What hangs on titles that change; key → name of each.

    Args:
        lists: that hold people with such a title.
        searches: saved ones that ask for a function, a department or a level that changes.
        campaigns: that ask about companies where people with such a title work.
    """

    lists: dict[int, str] = field(default_factory=dict)
    searches: dict[int, str] = field(default_factory=dict)
    campaigns: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.lists or self.searches or self.campaigns)


def impact_of(workspace: Workspace, transitions: Iterable[LabelTransition]) -> DownstreamImpact:
    """Return what titles touch that change; five queries, and one for the taxonomy.

    Args:
        workspace: whose titles they are.
        transitions: the most frequent titles first; those that stay as they are touch nothing.
    """
    changing = [
        transition
        for transition in transitions
        if transition.now != transition.then or transition.levels
    ]
    if not changing:
        return DownstreamImpact()
    titles = [transition.pk for transition in changing[:MAX_TITLES]]
    entries = ListEntry.objects.filter(
        contact_list=OuterRef("pk"), contact__in=_people(workspace, titles).values("pk")
    )
    lists = workspace.contact_lists.filter(Exists(entries), deleted_at=None, is_private=False)
    known = vocabulary()
    functions = {slug for transition in changing for slug in transition.now ^ transition.then}
    return DownstreamImpact(
        lists=dict(lists.order_by("name").values_list("pk", "name")),
        searches=searches_about(
            workspace,
            functions=functions,
            departments={known.functions[slug] for slug in functions if slug in known.functions},
            levels={slug for transition in changing for slug in transition.levels},
            has_other=any(
                not transition.now or not transition.then
                for transition in changing
                if transition.now != transition.then
            ),
        ),
        campaigns=campaigns_about(workspace, titles),
    )


def _people(workspace: Workspace, titles: Sequence[int]) -> QuerySet[Contact]:
    return Contact.objects.filter(workspace=workspace, job_title__in=titles)


def campaigns_about(workspace: Workspace, titles: Sequence[int]) -> dict[int, str]:
    """Return key → name of the campaigns about companies where people with titles work.

    They ask about all companies, or about those that were added; one query.

    Args:
        workspace: whose campaigns.
        titles: keys of its titles; a few thousand at most.
    """
    people = _people(workspace, titles).exclude(company=None)
    asked = Company.campaigns.through.objects.filter(
        campaign=OuterRef("pk"), company__in=people.values("company")
    )
    rows = workspace.campaigns.filter(
        Q(Exists(asked), scope="selected") | Q(Exists(people), scope="all"), archived_at=None
    )
    return dict(rows.order_by("name").values_list("pk", "name"))


def searches_about(
    workspace: Workspace,
    *,
    functions: Collection[str],
    departments: Collection[str],
    levels: Collection[str],
    has_other: bool,
) -> dict[int, str]:
    """Return key → name of the saved searches that ask for something; two queries.

    Args:
        workspace: whose searches.
        functions: slugs in the tree as it is now, as the others.
        departments: of these, and others.
        levels: slugs.
        has_other: also titles without a function.
    """
    known = vocabulary()
    changed = {"function": functions, "department": departments, "level": levels}
    return {
        saved.pk: saved.name
        for saved in visible_searches_for(workspace)
        if _query_names(query_of(saved, known)[0], changed, has_other=has_other)
    }


def _query_names(
    query: ContactQuery, changed: Mapping[str, Collection[str]], *, has_other: bool
) -> bool:
    if has_other and (query.unclassified or query.refused(UNCLASSIFIED)):
        return True
    return any(
        not set(slugs).isdisjoint((*query.ticked(facet), *query.refused(facet)))
        for facet, slugs in changed.items()
    )
