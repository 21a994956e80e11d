"""Pages of titles: the queues, one title, a correction and its undo."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from leadqual.accounts.models import Role
from leadqual.accounts.requests import WorkspaceRequest, needs_role
from leadqual.core.errors import LeadqualError
from leadqual.labelling import selectors, services
from leadqual.labelling.forms import CorrectionForm, safe_next, ticked_functions
from leadqual.labelling.models import Correction
from leadqual.taxonomy.selectors import department_tree, industries, levels, living_functions

PAGE = 50


@require_GET
def titles(request: WorkspaceRequest) -> HttpResponse:
    """Show titles in the order of a queue, with the meter of people covered."""
    queue = request.GET.get("queue", "people")
    queue = queue if queue in selectors.QUEUES else "people"
    found = selectors.title_queue(request.workspace, queue)
    words = request.GET.get("q", "").strip().lower()
    if words:
        found = found.filter(normalised__contains=words)
    context = {
        "queue": queue,
        "queues": selectors.QUEUES,
        "words": words,
        "coverage": selectors.coverage(request.workspace),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "labelling/titles.html", context)


@require_GET
def title(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Show one title: what it is, why, and what people said of it."""
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    context = {
        "title": row,
        "thresholds": services.thresholds(),
        "history": selectors.history_of(row),
        "departments": department_tree(),
        "functions": living_functions(),
        "levels": levels(),
        "industries": industries(),
    }
    return render(request, "labelling/title.html", context)


@require_POST
@needs_role(Role.QUALIFIER)
def correct(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Store a person's word on a title and go back to where it was said."""
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    back = safe_next(request, reverse("labelling:title", args=[row.pk]))
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a level for the title; nothing was written.")
        return redirect(back)
    try:
        correction = services.record_correction(
            job_title=row,
            functions=ticked_functions(request),
            level=form.cleaned_data["level"],
            industry=form.cleaned_data["industry"] or None,
            note=form.cleaned_data["note"],
            author=request.user,
        )
    except LeadqualError as error:
        messages.error(request, error.message)
        return redirect(back)
    people = "1 person" if row.n_contacts == 1 else f"{row.n_contacts:,} people"
    undo = reverse("labelling:undo", args=[correction.pk])
    messages.success(
        request, f"“{row.title}” is corrected for {people}.", extra_tags=f"undo:{undo}"
    )
    return redirect(back)


@require_POST
@needs_role(Role.QUALIFIER)
def undo(request: WorkspaceRequest, correction_id: int) -> HttpResponse:
    """Take a correction back."""
    corrections = Correction.objects.filter(workspace=request.workspace)
    correction = get_object_or_404(corrections, pk=correction_id)
    back = safe_next(request, reverse("labelling:title", args=[correction.job_title_id]))
    try:
        row = services.undo_correction(correction=correction, author=request.user)
        messages.success(request, f"“{row.title}” is as it was before.")
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect(back)
