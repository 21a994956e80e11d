"""Pages of titles: the queues, one title, a correction and its undo."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from leadqual.accounts.models import Role
from leadqual.accounts.request_types import WorkspaceRequest, needs_role
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.undo import say_undoable
from leadqual.labeling.agreement.blind_review import blind_title
from leadqual.labeling.agreement.second_labels import record_second_label
from leadqual.labeling.corrections import selectors, services
from leadqual.labeling.errors import SpokenTwiceError
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.pages.forms import CorrectionForm, way_back
from leadqual.labeling.pages.paging import page_links
from leadqual.labeling.quality_gate.drop_names import named_drops
from leadqual.labeling.quality_gate.errors import LabelFallsError
from leadqual.labeling.queues import leases, next_title
from leadqual.labeling.queues import selectors as queues_selectors
from leadqual.labeling.queues.conflict_reasons import conflict_evidence
from leadqual.labeling.queues.position import BLIND, PAGE, WALKED, QueuePosition, queue_tabs
from leadqual.labeling.suggestions.selectors import was_reopened
from leadqual.leads.models import JobTitle
from leadqual.search.level_explanations import reason_of_level
from leadqual.search.query.query import is_key
from leadqual.search.title_explanations import marked_title, reasons_of
from leadqual.taxonomy.selectors import department_tree, industries, levels


@require_GET
def titles(request: WorkspaceRequest) -> HttpResponse:
    """Show titles in the order of a queue, the meter of people covered, and one title open."""
    place = QueuePosition.read(request.GET, request.user)
    passed = request.GET.get("after", "")
    if is_key(passed) and _may_correct(request):
        return redirect(next_title.past(request.workspace, place, int(passed), now=timezone.now()))
    wanted = request.GET.get("title", "")
    all_titles = selectors.titles_of(request.workspace)
    row = all_titles.filter(pk=wanted).first() if is_key(wanted) else None
    return render(request, "labeling/titles.html", _queue_context(request, place, row))


def _may_correct(request: WorkspaceRequest) -> bool:
    return Role(request.member.role).includes(Role.QUALIFIER)


def _queue_context(
    request: WorkspaceRequest, place: QueuePosition, row: JobTitle | None
) -> dict[str, object]:
    """Return the context of the queue with a title open: the one asked for, or the first free."""
    page = place.shown(request.workspace)
    coverage = selectors.coverage(request.workspace)
    here = reverse("labelling:titles")
    list_url = f"{place.address(page.number)}&"
    context = {
        "queue": place.queue,
        "tabs": queue_tabs(place.queue, Role(request.member.role)),
        "run": queues_selectors.queue_run(request.workspace),
        "may_correct": _may_correct(request),
        "next_titles": queues_selectors.next_titles(request.workspace, coverage),
        "words": place.words,
        "coverage": coverage,
        "share": coverage.share,
        "page": page,
        "list_url": list_url,
        "clear_url": here,
        **page_links(page, list_url),
    }
    is_asked = row is not None
    row = row or _first(request, place, page)
    context["open_by"] = _open_by(request, [each.pk for each in page.object_list])
    if row is None:
        return {**context, "title": None}
    skip_url = place.past(page.number, row.pk)
    opened: dict[str, object] = {"is_asked": is_asked, "skip_url": skip_url}
    if place.queue == "disagreeing":
        keys = {row.pk, *(each.pk for each in page.object_list)}
        opened["against"] = conflict_evidence(
            queues_selectors.conflicts_of(request.workspace, keys)
        )
    return {**context, **_title_context(request, row), **opened, **_second(request, place, row)}


def _second(request: WorkspaceRequest, place: QueuePosition, row: JobTitle) -> dict[str, object]:
    """Return what hides the first person's word where this one is to be the second."""
    if place.queue not in BLIND or not _may_correct(request):
        return {}
    look = blind_title(row, place.reader)
    return {"second": look, "kept": look.kept()} if look else {}


def _first(
    request: WorkspaceRequest, place: QueuePosition, page: Page[JobTitle]
) -> JobTitle | None:
    """Return the first title of a page; where titles wait for a word, the first that is free."""
    rows = {row.pk: row for row in page.object_list}
    if not _may_correct(request) or place.queue not in WALKED:
        return next(iter(rows.values()), None)
    found = leases.lease_first(
        workspace=request.workspace, keys=list(rows), holder=place.reader, now=timezone.now()
    )
    return None if found is None else rows[found]


def _open_by(request: WorkspaceRequest, keys: Sequence[int]) -> dict[int, str]:
    """Return key of each title that somebody else has open → who."""
    person = request.user.pk
    held = leases.leased_by_others(
        workspace=request.workspace, keys=keys, person=person, now=timezone.now()
    )
    return held.open_by


def _hold(request: WorkspaceRequest, row: JobTitle) -> leases.LeaseHolder:
    person, now = request.user.pk, timezone.now()
    return leases.hold(workspace=request.workspace, key=row.pk, person=person, now=now)


@require_GET
def title(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Show one title: what it is, why, and what people said of it."""
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    return render(request, "labeling/title.html", _title_context(request, row))


def _title_context(request: WorkspaceRequest, row: JobTitle) -> dict[str, object]:
    role = Role(request.member.role)
    may_correct = role.includes(Role.QUALIFIER)
    return {
        "title": row,
        "reasons": reasons_of(row),
        "level_reason": reason_of_level(row),
        "spoken": marked_title(row.normalised, row.why),
        "history": selectors.history_of(row),
        "returned": was_reopened(request.workspace, request.user).filter(job_title=row).first(),
        "levels": levels(),
        "industries": industries(),
        "may_correct": may_correct,
        "hold": _hold(request, row) if may_correct else None,
        "may_review": role.includes(Role.MANAGER),
        "all_departments": () if may_correct else department_tree(),
        "next": request.get_full_path(),
    }


@require_POST
@needs_role(Role.QUALIFIER)
def correct(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Store a person's word on a title and go on: to the next of the queue, or back."""
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    back = way_back(request, reverse("labelling:title", args=[row.pk]))
    place = QueuePosition.at(back, request.user)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _asked_again(request, row, form, reason=form.reason())
    after = place.after(request.workspace, row) if place else ()
    now = timezone.now()
    is_second = form.cleaned_data["second"]
    record = record_second_label if is_second else services.record_correction
    try:
        with transaction.atomic():
            said = record(job_title=row, word=form.word(), author=request.user)
            leases.end(workspace=request.workspace, keys=[row.pk], holder=request.user.pk, now=now)
    except SpokenTwiceError as error:
        messages.error(request, error.message)
        return redirect(place.address(1) if place else back)
    except LabelFallsError as error:
        return _asked_again(request, row, form, refused=named_drops(error.falls))
    except LeadqualError as error:
        return _asked_again(request, row, form, reason=error.message)
    if said is None:
        undo_url = reverse("labelling:undo-second-label", args=[row.pk])
        words = f"Saved your labels for “{row.title}” next to the first person’s."
    else:
        undo_url = reverse("labelling:undo", args=[said.pk])
        words = _said(said)
    say_undoable(request, words, undo_url)
    if place is None:
        return redirect(back)
    onward = next_title.onward if is_second else next_title.resume_after_first_label
    return redirect(onward(request.workspace, place, after, now=now))


def _asked_again(
    request: WorkspaceRequest,
    row: JobTitle,
    form: CorrectionForm,
    *,
    reason: str = "",
    refused: Sequence[object] = (),
) -> HttpResponse:
    """Show the form with what was typed and the reason, in the queue where it was open there.

    Outside a queue it is a partial where htmx asks.
    """
    back = way_back(request, reverse("labelling:title", args=[row.pk]))
    said = {"kept": form.kept(), "reason": reason, "refused": refused, "next": back}
    if place := QueuePosition.at(back, request.user):
        context = _queue_context(request, place, row) | said
        answer = render(request, "labeling/titles.html", context, status=422)
        answer.headers["HX-Push-Url"] = "false"  # The address stays that of the queue.
        return answer
    template = "labeling/partials/titles/title.html" if request.htmx else "labeling/title.html"
    return render(request, template, _title_context(request, row) | said, status=422)


def _said(correction: Correction) -> str:
    """Say what a correction changed."""
    title = correction.job_title
    followers = selectors.propagated_from(correction)
    said = f"Corrected “{title.title}” for {_people(title.n_contacts)}."
    if not followers.n_titles:
        return said
    titles = (
        "1 close variant" if followers.n_titles == 1 else f"{followers.n_titles:,} close variants"
    )
    too = "was corrected too" if followers.n_titles == 1 else "were corrected too"
    return format_html(
        '{} <a href="{}">{} of {} {}</a>.',
        said,
        reverse("labelling:correction", args=[correction.pk]),
        titles,
        _people(followers.n_contacts),
        too,
    )


def _people(n_people: int) -> str:
    return "1 person" if n_people == 1 else f"{n_people:,} people"


@require_GET
def correction(request: WorkspaceRequest, correction_id: int) -> HttpResponse:
    """Show one correction with the titles that follow it."""
    row = get_object_or_404(selectors.corrections_of(request.workspace), pk=correction_id)
    found = selectors.propagated_titles(request.workspace, row)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    here = reverse("labelling:correction", args=[row.pk])
    context = {
        "correction": row,
        "n_people": selectors.propagated_from(row).n_contacts,
        "page": page,
        "may_correct": Role(request.member.role).includes(Role.QUALIFIER),
        "next": here,
        **page_links(page, f"{here}?"),
    }
    return render(request, "labeling/correction.html", context)


@require_POST
@needs_role(Role.QUALIFIER)
def undo(request: WorkspaceRequest, correction_id: int) -> HttpResponse:
    """Take a correction back."""
    corrections = Correction.objects.filter(workspace=request.workspace)
    undone = get_object_or_404(corrections, pk=correction_id)
    back = way_back(request, reverse("labelling:title", args=[undone.job_title_id]))
    try:
        row = services.undo_correction(correction=undone, author=request.user)
        messages.success(request, f"“{row.title}” has its previous labels again.")
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect(back)
