"""Pages of corrections of titles: save, look at what followed, undo, redo."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.undo import say_redoable, say_undoable
from leadqual.core.texts.counts import counted
from leadqual.labeling.agreement.second_labels import record_second_label
from leadqual.labeling.corrections import selectors, services
from leadqual.labeling.corrections.correction_input import is_as_now
from leadqual.labeling.errors import SpokenTwiceError
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.pages.forms import CorrectionForm, way_back
from leadqual.labeling.pages.learned_functions import impact_context
from leadqual.labeling.pages.paging import page_links
from leadqual.labeling.pages.titles import title_asked_again
from leadqual.labeling.quality_gate.errors import LabelFallsError
from leadqual.labeling.queues import leases, next_title
from leadqual.labeling.queues.position import PAGE, QueuePosition
from leadqual.labeling.slug_names import message_of, named_preview
from leadqual.leads.models import JobTitle
from leadqual.search.query.query import is_key


@route("titles/<int:title_id>/correct/", methods="POST", role=Role.QUALIFIER)
def correct(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Store a person's word on a title and go on: to the next of the queue, or back."""
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    back = way_back(request, reverse("labeling:title", args=[row.pk]))
    place = QueuePosition.at(back, request.user)
    form = CorrectionForm(_filled(request))
    if not form.is_valid():
        return title_asked_again(request, row, form, reason=form.reason())
    is_same = is_as_now(row, form.word())
    after = place.after(request.workspace, row) if place else ()
    now = clock.now()
    is_second = form.cleaned_data["second"]
    record = record_second_label if is_second else services.record_correction
    try:
        with transaction.atomic():
            said = record(job_title=row, word=form.word(), author=request.user)
            leases.end(workspace=request.workspace, keys=[row.pk], holder=request.user.pk, now=now)
    except SpokenTwiceError as error:
        messages.error(request, error.message)
        return redirect(place.address(1) if place else back)
    except LabelFallsError:
        return title_asked_again(request, row, form, impact=_impact(row, form))
    except LeadqualError as error:
        return title_asked_again(request, row, form, reason=error.message)
    if said is None:
        undo_url = reverse("labeling:undo-second-label", args=[row.pk])
        words = f"Saved your labels for “{row.title}” next to the first person’s."
    else:
        undo_url = reverse("labeling:undo", args=[said.pk])
        words = _said(said, is_same=is_same)
    say_undoable(request, words, undo_url)
    if place is None:
        return redirect(back)
    onward = next_title.onward if is_second else next_title.resume_after_first_label
    return redirect(onward(request.workspace, place, after, now=now))


def _filled(request: WorkspaceRequest) -> QueryDict:
    """Return the form; with the functions of the last correction where these are repeated."""
    repeated = request.POST.get("repeat", "")
    own = Correction.objects.filter(workspace=request.workspace, author=request.user)
    last = own.filter(pk=repeated).first() if is_key(repeated) else None
    if last is None:
        return request.POST
    filled = request.POST.copy()
    slugs = [function.slug for function in last.functions.all()]
    for name in ("add", "typed", "other", "was_other"):
        filled.pop(name, None)
    filled.setlist("functions", slugs)
    if not slugs:
        filled["other"] = "1"
    return filled


def _impact(row: JobTitle, form: CorrectionForm) -> dict[str, object]:
    """Return what a correction would do that was refused."""
    word = form.word()
    found = named_preview(services.preview_correction(job_title=row, word=word))
    return impact_context(row, word, found)


def _said(correction: Correction, *, is_same: bool = False) -> str:
    """Say what a correction changed, or that it confirmed what the title was before."""
    title = correction.job_title
    followers = selectors.propagated_from(correction)
    did = "Confirmed" if is_same else "Corrected"
    said = f"{did} “{title.title}” for {counted(title.n_contacts, 'person', 'people')}."
    if not followers.n_titles:
        return said
    too = "was corrected too" if followers.n_titles == 1 else "were corrected too"
    return format_html(
        '{} <a href="{}">{} of {} {}</a>.',
        said,
        reverse("labeling:correction", args=[correction.pk]),
        counted(followers.n_titles, "close variant"),
        counted(followers.n_contacts, "person", "people"),
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
    back = way_back(request, reverse("labeling:title", args=[undone.job_title_id]))
    try:
        row = services.undo_correction(correction=undone, author=request.user)
        words = f"“{row.title}” has its previous labels again."
        say_redoable(request, words, "labeling:redo", undone.pk)
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect(back)


@route("titles/corrections/<int:correction_id>/redo/", methods="POST", role=Role.QUALIFIER)
def redo(request: WorkspaceRequest, correction_id: int) -> HttpResponse:
    """Record a correction again that was undone."""
    corrections = Correction.objects.filter(workspace=request.workspace)
    undone = get_object_or_404(corrections, pk=correction_id)
    back = way_back(request, reverse("labeling:title", args=[undone.job_title_id]))
    try:
        again = services.redo_correction(correction=undone, author=request.user)
        say_undoable(request, _said(again), "labeling:undo", again.pk)
    except LeadqualError as error:
        messages.error(request, message_of(error))
    return redirect(back)
