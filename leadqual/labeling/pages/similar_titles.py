"""The page of titles near one title: those that are ticked are labelled in one step."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.labeling.corrections import selectors
from leadqual.labeling.corrections.similar_titles import similar_titles
from leadqual.labeling.pages.forms import StepForm
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.selectors import industries, levels

SHOWN = 3  # Beside an open title …
FOLDED = 12  # … and so many with those that are folded.


@route("titles/<int:title_id>/similar/", name="similar")
def near(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Show the titles near one title, the likest ticked, with what the title is filled in.

    Beside an open title, htmx asks for a short list of them.
    """
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    if request.htmx.target == "similar-titles":
        near = similar_titles(row)
        context = {"title": row, "first": near[:SHOWN], "more": near[SHOWN:FOLDED]}
        return render(request, "labeling/partials/titles/similar.html", context)
    return render(request, "labeling/similar_titles.html", similar_titles_context(request, row))


def asked_again(
    request: WorkspaceRequest, form: StepForm, *, reason: str, refused: object
) -> HttpResponse:
    """Show the page with what was typed and the reason why it could not be stored."""
    titles = selectors.titles_of(request.workspace)
    row = get_object_or_404(titles, pk=request.POST["near"])
    context = similar_titles_context(request, row)
    context |= {"kept": form.kept(), "reason": reason, "refused": refused}
    return render(request, "labeling/similar_titles.html", context, status=422)


def similar_titles_context(request: WorkspaceRequest, row: JobTitle) -> dict[str, object]:
    """Return what the page shows: the title with those near it, and the form as it opens."""
    found = similar_titles(row)
    labels = [label.function for label in row.labels.all() if label.function.retired_at is None]
    ticked = {each.title.pk for each in found if each.is_sure}
    is_settled = row.source == "correction"
    return {
        "title": row,
        "near": found,
        "is_settled": is_settled,
        "kept": {
            "titles": ticked if is_settled else {row.pk, *ticked},
            "functions": [function.slug for function in labels],
            "chosen": labels,
            "offered": [],
            "other": not labels,
            "propagate": True,
        },
        "levels": levels(),
        "industries": industries(),
        "field_id": f"near-{row.pk}",
        "may_correct": Role(request.member.role).includes(Role.QUALIFIER),
        "here": reverse("labeling:similar", args=[row.pk]),
    }
