"""The first steps, from a list to an export; the database tells which are done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.urls import reverse

from leadqual.accounts.models import Member, Role
from leadqual.campaigns.models import Verdict
from leadqual.core.pages.panels import address_of
from leadqual.leads.models import Company, CompanyListEntry, Contact, Export, ListEntry, SavedSearch

N_VERDICTS = 10


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step.

    Args:
        title: what to do.
        words: why to do it.
        url: where to do it; empty without permission.
        is_done: whether the database holds its result.
    """

    title: str
    words: str
    url: str
    is_done: bool


def first_steps(member: Member, *, newest: int | None) -> list[FirstStep]:
    """Return the steps of a person in a workspace; one query.

    Args:
        member: the person there. Only their own work counts, except that the list may be anybody's.
        newest: key of the campaign in which they give verdicts; None if there is none.
    """
    workspace, user = OuterRef("workspace"), OuterRef("user")
    people = Exists(Contact.objects.filter(workspace=workspace))
    companies = Exists(Company.objects.filter(workspace=workspace))
    search = Exists(SavedSearch.objects.filter(workspace=workspace, author=user))
    entries = [
        Exists(rows.filter(contact_list__workspace=workspace, added_by=user))
        for rows in (ListEntry.objects, CompanyListEntry.objects)
    ]
    export = Exists(Export.objects.filter(workspace=workspace, author=user))
    own_verdicts = Verdict.objects.filter(workspace=workspace, author=user, undone_at=None)
    n_given = Subquery(
        own_verdicts.order_by().values("author").annotate(n=Count("pk")).values("n"),
        output_field=IntegerField(),
    )
    row = Member.objects.filter(pk=member.pk).values_list(
        people, companies, search, *entries, export, n_given
    )
    has_people, has_companies, has_search, in_people, in_companies, has_export, n = row.get()
    found = (has_people or has_companies, has_search, in_people or in_companies, has_export)
    return _list_steps(found, min(n or 0, N_VERDICTS), Role(member.role), newest)


def _list_steps(
    found: Sequence[bool], n_given: int, role: Role, newest: int | None
) -> list[FirstStep]:
    has_records, has_search, has_entries, has_export = found
    queue = reverse("campaigns:queue", args=[newest]) if newest else address_of("campaigns:new")
    ranked = reverse("campaigns:recommendations", args=[newest]) if newest else queue
    is_manager, judges = role.includes(Role.MANAGER), role.includes(Role.QUALIFIER)
    return [
        FirstStep(
            "Import a list",
            "People or companies, as CSV or Excel",
            reverse("imports:list") if is_manager else "",
            has_records,
        ),
        FirstStep(
            "Save a view",
            "Filter people by what they do, not by how their title is written",
            reverse("search:people"),
            has_search,
        ),
        FirstStep(
            f"Judge {N_VERDICTS} companies",
            f"{n_given} of {N_VERDICTS}: like or dislike, and the ranking learns"
            if newest
            else "Create a campaign, then like or dislike what it shows",
            queue if judges else "",
            n_given >= N_VERDICTS,
        ),
        FirstStep(
            "Put recommendations on a list",
            "The companies most similar to the ones you like, with the reasons",
            ranked,
            has_entries,
        ),
        FirstStep(
            "Export people",
            "As CSV, Excel or JSON, without anyone marked Do not contact",
            reverse("search:people"),
            has_export,
        ),
    ]
