"""Pages of corrections of titles: save, look at what followed, undo, redo."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.page_links import page_links
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors, add_redo_message, add_undo_message
from leadqual.core.texts.plain_texts import format_count
from leadqual.labeling.corrections import selectors, services
from leadqual.labeling.corrections.correction_input import CorrectionInput, is_unchanged
from leadqual.labeling.corrections.services import CorrectionPreview
from leadqual.labeling.errors import DoubleLabeledError
from leadqual.labeling.learned_functions import fitting, function_preview, overrides
from leadqual.labeling.learned_functions.fits import (
    ReplacedFitError,
    fit_at,
    labels_with_fit,
    titles_made_worse,
)
from leadqual.labeling.learned_functions.status import LearnedStatus, status_of, statuses_of
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.labeling.pages.forms import CorrectionForm, preview_reason, return_address
from leadqual.labeling.pages.titles import render_title_again
from leadqual.labeling.quality_gate import MetricDropError
from leadqual.labeling.queues import leases, next_titles
from leadqual.labeling.queues.positions import PAGE, QueuePosition
from leadqual.labeling.second_labels import record_second_label
from leadqual.labeling.slug_names import (
    message_of,
    name_function_preview,
    name_functions_after,
    name_learned_functions,
    name_preview,
    name_worse_titles,
)
from leadqual.leads.models import JobTitle
from leadqual.search.query.query import is_key

View = Callable[..., HttpResponseBase]

MAX_SHOWN = 50
State = LearnedFunction.State
_IMPACT = "labeling/partials/corrections/impact_preview.html"
_IMPACT_IN_BRIEF = "labeling/partials/queues/proposal_impact.html"


def redirect_to_newer_fit(view: View) -> View:
    """Lead from a learned function that was replaced to what took its place, and say so."""

    @wraps(view)
    def answer(request: WorkspaceRequest, learned_id: int) -> HttpResponseBase:
        try:
            return view(request, learned_id)
        except ReplacedFitError as error:
            if request.method == "POST":
                messages.error(request, error.message_on_decision())
            else:
                messages.info(request, error.message_on_view())
            if error.newer is None:
                return redirect(address_of("labeling:learned-functions"))
            return redirect("labeling:learned-function", error.newer.pk)

    return answer


@route("titles/<int:title_id>/preview/", name="preview", methods="POST", role=Role.QUALIFIER)
def preview_page(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Show what a correction would change besides its own title; nothing is stored.

    With `brief` it is said in a few words, shown next to the answers to a label conflict.
    """
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    form = CorrectionForm(request.POST)
    context: dict[str, object] = {"title": row, "error": "", "reach": None}
    if form.is_valid():
        correction_input = form.correction_input()
        try:
            found = name_preview(
                services.preview_correction(job_title=row, correction_input=correction_input)
            )
            context |= impact_context(row, correction_input, found)
        except LeadqualError as error:
            context["error"] = preview_reason(error.message)
    else:
        context["error"] = form.missing()
    if request.htmx:
        is_brief = bool(request.GET.get("brief"))
        return render(request, _IMPACT_IN_BRIEF if is_brief else _IMPACT, context)
    if context["reach"]:  # Without script, what is learned comes in the same page.
        previews = name_function_preview(
            function_preview.preview_function(
                job_title=row, correction_input=form.correction_input()
            )
        )
        context["foreseen"] = [(each, each.changes[:MAX_SHOWN]) for each in previews]
    context["next"] = return_address(request, reverse("labeling:title", args=[row.pk]))
    return render(request, "labeling/correction_impact.html", context)


def impact_context(
    row: JobTitle, correction_input: CorrectionInput, found: CorrectionPreview
) -> dict[str, object]:
    """Return what a correction changes at once, with its own title where that changes."""
    same = is_unchanged(row, correction_input)
    own = 0 if same else 1
    return {
        "title": row,
        "word": correction_input,
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
            found = function_preview.preview_function(
                job_title=row, correction_input=form.correction_input()
            )
            context["foreseen"] = [
                (each, each.changes[:MAX_SHOWN]) for each in name_function_preview(found)
            ]
        except LeadqualError as error:
            context["error"] = preview_reason(error.message)
    else:
        context["error"] = form.missing()
    return render(request, "labeling/partials/learned_functions/preview.html", context)


@route("titles/learned-functions/", name="learned-functions")
def learned(request: WorkspaceRequest) -> HttpResponse:
    """Show the functions that are learned from the corrections of the workspace."""
    statuses = statuses_of(request.workspace)
    name_learned_functions([row for each in statuses for row in (each.row, each.newer) if row])
    context = {
        "statuses": statuses,
        "walk": selectors.rollout_of(request.workspace),
        "may_switch": Role(request.member.role).includes(Role.MANAGER),
    }
    return render(request, "labeling/learned_functions.html", context)


@route("titles/learned-functions/<int:learned_id>/", name="learned-function")
@redirect_to_newer_fit
def learned_function(request: WorkspaceRequest, learned_id: int) -> HttpResponse:
    """Show one learned function with the titles that it takes or would take."""
    row = fit_at(request.workspace, learned_id)
    status = status_of(row)
    page = Paginator(selectors.titles_claimed(row), MAX_SHOWN).get_page(request.GET.get("page"))
    here = reverse("labeling:learned-function", args=[row.pk])
    context = {
        **_decision_context(status, list(page.object_list)),
        "status": status,
        "walk": selectors.rollout_of(request.workspace),
        "may_switch": Role(request.member.role).includes(Role.MANAGER),
        "page": page,
        **page_links(page, f"{here}?"),
    }
    name_learned_functions([each for each in (row, status.newer) if each])
    return render(request, "labeling/learned_function.html", context)


def _decision_context(status: LearnedStatus, titles: list[JobTitle]) -> dict[str, object]:
    """Return what a fit that waits would change, and what it would make worse; in names."""
    row = status.row
    if not status.is_waiting or row.function.retired_at:
        return {"then": None, "turned": []}
    changed = name_worse_titles(titles_made_worse(row))
    return {
        "then": name_functions_after(labels_with_fit(row, titles)),
        "turned": changed,
        "turned_shown": changed[:MAX_SHOWN],
    }


@route(
    "titles/learned-functions/<int:learned_id>/activate/",
    name="activate",
    methods="POST",
    role=Role.MANAGER,
)
@redirect_to_newer_fit
def activate_override(request: WorkspaceRequest, learned_id: int) -> HttpResponse:
    """Use a learned function that was held back, or one that was refused if its falls were seen."""
    row = fit_at(request.workspace, learned_id)
    with ShownErrors(request):
        row = overrides.activate_override(
            learned=row,
            author=request.user,
            accept_metric_drops=bool(request.POST.get("accept_metric_drops")),
        )
        if row.state == State.ACTIVE:
            text = f"“{row.function.name}” is active and now labels titles."
            add_undo_message(request, text, "labeling:undo-activation", row.pk)
        else:
            messages.error(
                request,
                f"“{row.function.name}” now fails the quality gate, so it was not "
                "activated. Review the metrics below before you decide.",
            )
    return redirect("labeling:learned-function", learned_id)


@route(
    "titles/learned-functions/<int:learned_id>/activate/undo/",
    name="undo-activation",
    methods="POST",
    role=Role.MANAGER,
)
@redirect_to_newer_fit
def undo_override(request: WorkspaceRequest, learned_id: int) -> HttpResponse:
    """Undo the activation of a learned function."""
    row = fit_at(request.workspace, learned_id)
    with ShownErrors(request):
        row = overrides.undo_override(learned=row, author=request.user)
        messages.success(
            request, f"“{row.function.name}” is reverted; titles get their previous labels back."
        )
    return redirect(address_of("labeling:learned-functions"))


@route(
    "titles/learned-functions/<int:learned_id>/turn-off/",
    name="turn-off",
    methods="POST",
    role=Role.MANAGER,
)
@redirect_to_newer_fit
def switch(request: WorkspaceRequest, learned_id: int) -> HttpResponse:
    """Take a learned function back, or let it be learned again."""
    row = fit_at(request.workspace, learned_id)
    with ShownErrors(request):
        if row.state == State.OFF:
            fitting.switch_on(learned=row, author=request.user)
            messages.success(request, f"“{row.function.name}” is being retrained.")
        else:
            fitting.switch_off(learned=row, author=request.user)
            messages.success(
                request,
                f"“{row.function.name}” is turned off; titles get their previous labels back.",
            )
    return redirect(address_of("labeling:learned-functions"))


@route("titles/<int:title_id>/correct/", methods="POST", role=Role.QUALIFIER)
def correct(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Store a correction and go on: to the next title of the queue, or back."""
    titles = JobTitle.objects.filter(workspace=request.workspace)
    titles = titles.select_related("level", "industry").prefetch_related("labels__function")
    row = get_object_or_404(titles, pk=title_id)
    row.workspace = request.workspace
    back = return_address(request, reverse("labeling:title", args=[row.pk]))
    position = QueuePosition.at(back, request.user)
    form = CorrectionForm(_form_data(request))
    if not form.is_valid():
        return render_title_again(request, row, form, reason=form.reason())
    is_same = is_unchanged(row, form.correction_input())
    after = position.after(request.workspace, row) if position else ()
    now = clock.now()
    is_second = form.cleaned_data["second"]
    record = record_second_label if is_second else services.record_correction
    try:
        with transaction.atomic():
            correction = record(
                job_title=row, correction_input=form.correction_input(), author=request.user
            )
            leases.end(workspace=request.workspace, keys=[row.pk], holder=request.user.pk, now=now)
    except DoubleLabeledError as error:
        messages.error(request, error.message)
        return redirect(position.address(1) if position else back)
    except MetricDropError:
        return render_title_again(request, row, form, impact=_impact(row, form))
    except LeadqualError as error:
        return render_title_again(request, row, form, reason=error.message)
    if correction is None:
        undo_url = reverse("labeling:undo-second-label", args=[row.pk])
        words = f"Saved your labels for “{row.title}” next to the first person’s."
    else:
        undo_url = reverse("labeling:undo", args=[correction.pk])
        words = _correction_text(correction, is_same=is_same)
    here = position.address(position.number(request.workspace), row.pk) if position else None
    add_undo_message(request, words, undo_url, back=here)
    if position is None:
        return redirect(back)
    onward = next_titles.onward if is_second else next_titles.resume_after_first_label
    return redirect(onward(request.workspace, position, after, now=now))


def _form_data(request: WorkspaceRequest) -> QueryDict:
    """Return the form; with the functions of the last correction where these are repeated."""
    repeated = request.POST.get("repeat", "")
    own = Correction.objects.filter(workspace=request.workspace, author=request.user)
    last = own.filter(pk=repeated).first() if is_key(repeated) else None
    if last is None:
        return request.POST
    filled = request.POST.copy()
    slugs = [function.slug for function in last.functions.all()]
    for name in ("typed", "other", "was_other"):
        filled.pop(name, None)
    filled.setlist("functions", slugs)
    if not slugs:
        filled["other"] = "1"
    return filled


def _impact(row: JobTitle, form: CorrectionForm) -> dict[str, object]:
    correction_input = form.correction_input()
    found = name_preview(
        services.preview_correction(job_title=row, correction_input=correction_input)
    )
    return impact_context(row, correction_input, found)


def _correction_text(correction: Correction, *, is_same: bool = False) -> str:
    """Return what a correction changed, or that it confirmed what the title was before."""
    title = correction.job_title
    did = "Confirmed" if is_same else "Corrected"
    text = f"{did} “{title.title}” for {format_count(title.n_contacts, 'person', 'people')}."
    if not correction.signature:  # For its title alone.
        return text
    followers = selectors.propagated_from(correction)
    if not followers.n_titles:
        return text
    too = "was corrected too" if followers.n_titles == 1 else "were corrected too"
    return format_html(
        '{} <a href="{}">{} of {} {}</a>.',
        text,
        reverse("labeling:correction", args=[correction.pk]),
        format_count(followers.n_titles, "close variant"),
        format_count(followers.n_contacts, "person", "people"),
        too,
    )


@route("titles/corrections/<int:correction_id>/")
def correction(request: WorkspaceRequest, correction_id: int) -> HttpResponse:
    """Show one correction with the titles that follow it."""
    row = get_object_or_404(selectors.corrections_of(request.workspace), pk=correction_id)
    found = selectors.propagated_titles(request.workspace, row)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    here = reverse("labeling:correction", args=[row.pk])
    context = {
        "correction": row,
        "n_people": selectors.propagated_from(row).n_contacts,
        "page": page,
        "may_correct": Role(request.member.role).includes(Role.QUALIFIER),
        "next": here,
        **page_links(page, f"{here}?"),
    }
    return render(request, "labeling/correction.html", context)


@route("titles/corrections/<int:correction_id>/undo/", methods="POST", role=Role.QUALIFIER)
def undo(request: WorkspaceRequest, correction_id: int) -> HttpResponse:
    """Take a correction back."""
    corrections = Correction.objects.filter(workspace=request.workspace)
    undone = get_object_or_404(corrections, pk=correction_id)
    back = return_address(request, reverse("labeling:title", args=[undone.job_title_id]))
    with ShownErrors(request):
        row = services.undo_correction(correction=undone, author=request.user)
        words = f"“{row.title}” has its previous labels again."
        add_redo_message(request, words, "labeling:redo", undone.pk)
    return redirect(back)


@route("titles/corrections/<int:correction_id>/redo/", methods="POST", role=Role.QUALIFIER)
def redo(request: WorkspaceRequest, correction_id: int) -> HttpResponse:
    """Record a correction again that was undone."""
    corrections = Correction.objects.filter(workspace=request.workspace)
    undone = get_object_or_404(corrections, pk=correction_id)
    back = return_address(request, reverse("labeling:title", args=[undone.job_title_id]))
    try:
        again = services.redo_correction(correction=undone, author=request.user)
        add_undo_message(request, _correction_text(again), "labeling:undo", again.pk)
    except LeadqualError as error:
        messages.error(request, message_of(error))
    return redirect(back)
