"""Decision makers of companies: who would be added to a list, before anything is written."""

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
from leadqual.leads.models import Contact
from leadqual.leads.record_ids import ResolvedIds, resolve_ids
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.selectors import found_rows

MAX_COMPANIES = 500
MAX_EACH = 50
USUAL_EACH = 3
USUAL_LEVELS = ("owner", "c_level", "vp", "director")
_LAST_RANK = 1_000  # Behind every level: people without one.


@dataclass(frozen=True, slots=True)
class DecisionMakerChoice:
    """The decision makers of some companies.

    Args:
        contact_ids: in the order of the companies, in each the most senior first.
        n_companies: companies that were asked for and are there.
        n_with_people: companies with at least one of the people.
        n_left_out: people who were passed over, because they must not be contacted.
    """

    contact_ids: Sequence[int]
    n_companies: int
    n_with_people: int
    n_left_out: int
    resolved: ResolvedIds


def choose(
    workspace: Workspace, *, company_ids: Collection[int], query: ContactQuery, most: int
) -> DecisionMakerChoice:
    """Choose at most so many people of each company, the most senior first; two queries.

    Reads the labels that titles carry now, so a correction counts at once.

    Args:
        workspace: companies of others are as if they did not exist.
        company_ids: in the order that the people shall have.
        query: functions, departments and levels that count; no selects of one facet mean all.
        most: people of one company, at least 1.
    """
    resolved = resolve_ids(workspace, "company", company_ids)
    at_them = query.changed(company=tuple(map(str, resolved.ids)))
    fitting = found_rows(workspace, at_them) if resolved.ids else Contact.objects.none()
    # How many may be contacted up to each person: it places them, and says of those who must not
    # be contacted whether a place was still free when their turn came.
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
    is_stopped = ExpressionWrapper(blocked_in(workspace, fitting), output_field=BooleanField())
    rows = fitting.order_by().annotate(is_stopped=is_stopped, position=position)
    chosen: dict[int, list[tuple[int, int]]] = {}
    n_left_out = 0
    found = rows.filter(position__lte=most).values_list(
        "pk", "company_id", "is_stopped", "position"
    )
    for pk, company_id, is_stopped, at in found:
        if is_stopped:
            n_left_out += at < most
        else:
            chosen.setdefault(company_id, []).append((at, pk))
    return DecisionMakerChoice(
        contact_ids=[pk for key in resolved.ids for _, pk in sorted(chosen.get(key, ()))],
        n_companies=len(resolved.ids),
        n_with_people=len(chosen),
        n_left_out=n_left_out,
        resolved=resolved,
    )
