"""Pages of what corrections reach: titles that would follow, and functions learned from them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import say_undoable
from leadqual.labeling.corrections import selectors, services
from leadqual.labeling.corrections.correction_input import CorrectionInput, is_as_now
from leadqual.labeling.corrections.services import CorrectionPreview
from leadqual.labeling.learned_functions import fitting, function_preview, overrides
from leadqual.labeling.learned_functions.decision import fit_at, going_wrong, titles_then
from leadqual.labeling.learned_functions.status import LearnedStatus, status_of, statuses_of
from leadqual.labeling.models.corrections import LearnedFunction
from leadqual.labeling.pages.forms import CorrectionForm, before_saving, way_back
from leadqual.labeling.pages.paging import page_links
from leadqual.labeling.pages.redirects import to_newer_fit
from leadqual.labeling.slug_names import (
    named_function_preview,
    named_learned,
    named_preview,
    named_then,
    named_turned,
)
from leadqual.leads.models import JobTitle

MAX_SHOWN = 50
State = LearnedFunction.State
_IMPACT = "labeling/partials/corrections/impact_preview.html"
_IMPACT_IN_BRIEF = "labeling/partials/queues/proposal_impact.html"


@route("titles/<int:title_id>/preview/", name="preview", methods="POST", role=Role.QUALIFIER)
def preview_page(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Show what a correction would change beside its own title; nothing is stored.

    With `brief` it is said in a few words, as it stands beside the answers to a label conflict.
    """
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    form = CorrectionForm(request.POST)
    context: dict[str, object] = {"title": row, "error": "", "reach": None}
    if form.is_valid():
        word = form.word()
        try:
            found = named_preview(services.preview_correction(job_title=row, word=word))
            context |= impact_context(row, word, found)
        except LeadqualError as error:
            context["error"] = before_saving(error.message)
    else:
        context["error"] = form.missing()
    if request.htmx:
        is_brief = bool(request.GET.get("brief"))
        return render(request, _IMPACT_IN_BRIEF if is_brief else _IMPACT, context)
    if context["reach"]:  # Without script, what is learned comes in the same page.
        foreseen = named_function_preview(
            function_preview.preview_function(job_title=row, word=form.word())
        )
        context["foreseen"] = [(each, each.changes[:MAX_SHOWN]) for each in foreseen]
    context["next"] = way_back(request, reverse("labeling:title", args=[row.pk]))
    return render(request, "labeling/correction_impact.html", context)


def impact_context(
    row: JobTitle, word: CorrectionInput, found: CorrectionPreview
) -> dict[str, object]:
    """Return what a correction changes at once, with its own title where that changes.

    Args:
        row: the title.
        word: what is said of it.
        found: what that changes, in names.
    """
    same = is_as_now(row, word)
    own = 0 if same else 1
    return {
        "title": row,
        "word": word,
        "reach": found,
        "shown": found.titles[:MAX_SHOWN],
        "is_as_now": same,
        "n_titles": len(found.titles) + own,
        "n_people": found.n_contacts + own * row.n_contacts,
    }


@route(
    "titles/<int:title_id>/preview/learned-functions/",
    name="preview-learned-functions",
    methods="POST",
    role=Role.QUALIFIER,
)
def preview_function(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Show which titles a function takes that a correction lets be learned; nothing is stored."""
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    form = CorrectionForm(request.POST)
    context: dict[str, object] = {"title": row, "error": "", "foreseen": []}
    if form.is_valid():
        try:
            found = function_preview.preview_function(job_title=row, word=form.word())
            context["foreseen"] = [
                (each, each.changes[:MAX_SHOWN]) for each in named_function_preview(found)
            ]
        except LeadqualError as error:
            context["error"] = before_saving(error.message)
    else:
        context["error"] = form.missing()
    return render(request, "labeling/partials/learned_functions/preview.html", context)


@route("titles/learned-functions/", name="learned-functions")
def learned(request: WorkspaceRequest) -> HttpResponse:
    """Show the functions that are learned from the corrections of the workspace."""
    statuses = statuses_of(request.workspace)
    named_learned([one for each in statuses for one in (each.row, each.newer) if one])
    context = {
        "statuses": statuses,
        "walk": selectors.rollout_of(request.workspace),
        "may_switch": Role(request.member.role).includes(Role.MANAGER),
    }
    return render(request, "labeling/learned_functions.html", context)


@route("titles/learned-functions/<int:learned_id>/", name="learned-function")
@to_newer_fit
def learned_function(request: WorkspaceRequest, learned_id: int) -> HttpResponse:
    """Show one learned function with the titles that it takes or would take."""
    row = fit_at(request.workspace, learned_id)
    status = status_of(row)
    page = Paginator(selectors.titles_taken(row), MAX_SHOWN).get_page(request.GET.get("page"))
    here = reverse("labeling:learned-function", args=[row.pk])
    context = {
        **_for_deciding(status, list(page.object_list)),
        "status": status,
        "walk": selectors.rollout_of(request.workspace),
        "may_switch": Role(request.member.role).includes(Role.MANAGER),
        "page": page,
        **page_links(page, f"{here}?"),
    }
    named_learned([one for one in (row, status.newer) if one])
    return render(request, "labeling/learned_function.html", context)


def _for_deciding(status: LearnedStatus, titles: list[JobTitle]) -> dict[str, object]:
    """Return what a fit that waits would change, and what it would make worse; in names."""
    row = status.row
    if not status.is_waiting or row.function.retired_at:
        return {"then": None, "turned": []}
    turned = named_turned(going_wrong(row))
    return {
        "then": named_then(titles_then(row, titles)),
        "turned": turned,
        "turned_shown": turned[:MAX_SHOWN],
    }


@route(
    "titles/learned-functions/<int:learned_id>/activate/",
    name="activate",
    methods="POST",
    role=Role.MANAGER,
)
@to_newer_fit
def activate_override(request: WorkspaceRequest, learned_id: int) -> HttpResponse:
    """Use a learned function that was held back, or one that was refused if its falls were seen."""
    row = fit_at(request.workspace, learned_id)
    try:
        row = overrides.activate_override(
            learned=row,
            author=request.user,
            accept_metric_drops=bool(request.POST.get("accept_metric_drops")),
        )
        if row.state == State.ACTIVE:
            said = f"“{row.function.name}” is active and now labels titles."
            say_undoable(request, said, "labeling:undo-activation", row.pk)
        else:
            messages.error(
                request,
                f"“{row.function.name}” now fails the quality gate, so it was not "
                "activated. Review the metrics below before you decide.",
            )
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect("labeling:learned-function", learned_id)


@route(
    "titles/learned-functions/<int:learned_id>/activate/undo/",
    name="undo-activation",
    methods="POST",
    role=Role.MANAGER,
)
@to_newer_fit
def undo_override(request: WorkspaceRequest, learned_id: int) -> HttpResponse:
    """Take back that a learned function was put in force."""
    row = fit_at(request.workspace, learned_id)
    try:
        row = overrides.undo_override(learned=row, author=request.user)
        messages.success(
            request, f"“{row.function.name}” is reverted; titles get their previous labels back."
        )
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect(address_of("labeling:learned-functions"))


@route(
    "titles/learned-functions/<int:learned_id>/turn-off/",
    name="turn-off",
    methods="POST",
    role=Role.MANAGER,
)
@to_newer_fit
def switch(request: WorkspaceRequest, learned_id: int) -> HttpResponse:
    """Take a learned function back, or let it be learned again."""
    row = fit_at(request.workspace, learned_id)
    try:
        if row.state == State.OFF:
            fitting.switch_on(learned=row, author=request.user)
            messages.success(request, f"“{row.function.name}” is being retrained.")
        else:
            fitting.switch_off(learned=row, author=request.user)
            messages.success(
                request,
                f"“{row.function.name}” is turned off; titles get their previous labels back.",
            )
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect(address_of("labeling:learned-functions"))
