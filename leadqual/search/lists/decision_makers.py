"""Decision makers of companies, to add to a list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    IntegerField,
    Sum,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Lower

from leadqual.accounts.models import Workspace
from leadqual.leads.do_not_contact.selectors import blocked_in
from leadqual.leads.id_resolution import ResolvedIds, resolve_ids
from leadqual.leads.models import Contact
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_pages import result_queryset

MAX_COMPANIES = 500
MAX_PER_COMPANY = 50
DEFAULT_PER_COMPANY = 3
DEFAULT_LEVELS = ("owner", "c_level", "vp", "director")
_LAST_RANK = 1_000  # People without a level come after all levels.


@dataclass(frozen=True, slots=True)
class DecisionMakerChoice:
    """The decision makers of some companies.

    Args:
        contact_ids: in the order of the companies, most senior first within each.
        n_companies: number of requested companies that exist.
        n_with_people: number of companies with at least one of the people.
        n_left_out: number of people skipped because they must not be contacted.
    """

    contact_ids: Sequence[int]
    n_companies: int
    n_with_people: int
    n_left_out: int
    resolved: ResolvedIds


def choose(
    workspace: Workspace, *, company_ids: Collection[int], query: ContactQuery, most: int
) -> DecisionMakerChoice:
    """Choose up to `most` people of each company, most senior first; two queries.

    Reads the current labels of titles, so a correction counts at once.

    Args:
        workspace: companies of other workspaces are ignored.
        company_ids: in the order of the result.
        query: functions, departments and levels to include; a facet without selections means all.
        most: maximum people per company, at least 1.
    """
    resolved = resolve_ids(workspace, "company", company_ids)
    company_query = query.changed(company=tuple(map(str, resolved.ids)))
    matches = result_queryset(workspace, company_query) if resolved.ids else Contact.objects.none()
    # Running count of contactable people: it ranks them, and tells whether a person who must not be
    # contacted would have been chosen.
    position = Window(
        Sum(Case(When(is_stopped=False, then=1), default=0, output_field=IntegerField())),
        partition_by=F("company"),
        order_by=[
            Coalesce(F("job_title__level__rank"), _LAST_RANK).asc(),
            Coalesce(F("job_title__level_score"), 0.0).desc(),
            Lower("last_name"),
            Lower("first_name"),
            F("pk").asc(),
        ],
    )
    is_stopped = ExpressionWrapper(blocked_in(workspace, matches), output_field=BooleanField())
    rows = matches.order_by().annotate(is_stopped=is_stopped, position=position)
    chosen: dict[int, list[tuple[int, int]]] = {}
    n_left_out = 0
    found = rows.filter(position__lte=most).values_list(
        "pk", "company_id", "is_stopped", "position"
    )
    for pk, company_id, is_stopped, rank in found:
        if is_stopped:
            n_left_out += rank < most
        else:
            chosen.setdefault(company_id, []).append((rank, pk))
    return DecisionMakerChoice(
        contact_ids=[pk for key in resolved.ids for _, pk in sorted(chosen.get(key, ()))],
        n_companies=len(resolved.ids),
        n_with_people=len(chosen),
        n_left_out=n_left_out,
        resolved=resolved,
    )
