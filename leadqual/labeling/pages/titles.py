"""Pages of titles: the queues, and one title."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.pages.page_links import page_links
from leadqual.core.pages.undo import add_undo_message
from leadqual.labeling.blind_titles import blind_title
from leadqual.labeling.corrections import selectors
from leadqual.labeling.corrections.bulk import MAX_TITLES
from leadqual.labeling.corrections.open_suggestions import open_suggestions_of
from leadqual.labeling.pages.forms import CorrectionForm, StepForm, return_address
from leadqual.labeling.queues import leases, next_titles
from leadqual.labeling.queues import selectors as queues_selectors
from leadqual.labeling.queues.conflict_evidence import conflict_evidence
from leadqual.labeling.queues.positions import QueuePosition
from leadqual.labeling.queues.queue_tabs import QueueReader, queue_navigation
from leadqual.labeling.queues.title_queues import BLIND_QUEUES, QUEUES, WORK_QUEUES
from leadqual.labeling.suggestions import recently_returned
from leadqual.leads.models import JobTitle
from leadqual.search.level_explanations import reason_of_level
from leadqual.search.query.query import is_key
from leadqual.search.title_explanations import mark_title, reasons_of
from leadqual.taxonomy.selectors import department_tree, industries, levels


@route("titles/done/")
def done(request: WorkspaceRequest) -> HttpResponse:
    """Show the titles that nobody has to look at, and one of them open."""
    return queue_page(request, "done")


def queue_page(request: WorkspaceRequest, here: str) -> HttpResponse:
    """Show a queue of a place, or lead to the place where it is.

    Args:
        request: names the queue, and what is to be open or passed.
        here: slug of the queue where none is named.
    """
    position = QueuePosition.read(request.GET, request.user, default=here)
    wanted = request.GET.get("title", "")
    if position.place != QUEUES[here].place:
        page = int(position.page) if position.page.isascii() and position.page.isdigit() else 1
        return redirect(position.address(page, int(wanted) if is_key(wanted) else None))
    passed = request.GET.get("after", "")
    if is_key(passed) and _may_correct(request):
        return redirect(_skipped(request, position, int(passed)))
    all_titles = selectors.titles_of(request.workspace)
    row = all_titles.filter(pk=wanted).first() if is_key(wanted) else None
    context = _queue_context(request, position, row)
    keys = [int(key) for key in request.GET.getlist("selected") if is_key(key)]
    if keys and row is None and _may_correct(request):
        context |= _selection(request, position, keys)
    return render(request, "labeling/titles.html", context)


def _skipped(request: WorkspaceRequest, position: QueuePosition, passed: int) -> str:
    """Go past a title, and return the address of the next one; the title can be opened again."""
    row = JobTitle.objects.filter(workspace=request.workspace, pk=passed).first()
    onward = next_titles.past(request.workspace, position, passed, now=clock.now())
    if row is not None:
        back = position.address(position.number(request.workspace), row.pk)
        add_undo_message(
            request, f"Skipped “{row.title}”.", "labeling:undo-skip", row.pk, back=back
        )
    return onward


@route("titles/<int:title_id>/undo-skip/", name="undo-skip", methods="POST", role=Role.QUALIFIER)
def undo_skip(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Open a title again that was skipped."""
    row = get_object_or_404(JobTitle.objects.filter(workspace=request.workspace), pk=title_id)
    return redirect(return_address(request, reverse("labeling:title", args=[row.pk])))


def _selection(
    request: WorkspaceRequest, position: QueuePosition, keys: Sequence[int]
) -> dict[str, object]:
    """Return the form that corrects selected titles as one step; nothing where they are gone."""
    rows = selectors.titles_of(request.workspace).filter(pk__in=keys).exclude(level=None)
    selected = list(rows.order_by("-n_contacts", "pk")[:MAX_TITLES])
    labels = [{label.function for label in row.labels.all()} for row in selected]
    same = labels[0] if labels and all(each == labels[0] for each in labels) else set()
    chosen = [function for function in same if function.retired_at is None]
    return {
        "selected": selected,
        "selection_next": position.address(int(position.page) if position.page.isdecimal() else 1),
        "field_id": "selected",
        "levels": levels(),
        "industries": industries(),
        "kept": {
            "titles": {row.pk for row in selected},
            "functions": [function.slug for function in chosen],
            "chosen": chosen,
            "propagate": True,
        },
    }


def render_selection_again(
    request: WorkspaceRequest, form: StepForm, *, reason: str, refused: object
) -> HttpResponse:
    """Show the selected titles with what was entered and why it could not be stored."""
    back = return_address(request, reverse("labeling:titles"))
    position = QueuePosition.at(back, request.user) or QueuePosition(
        "todo", "", "", request.user.pk
    )
    keys = [int(key) for key in request.POST.getlist("shown") if is_key(key)]
    context = _queue_context(request, position, None) | _selection(request, position, keys)
    context |= {"kept": form.kept(), "reason": reason, "refused": refused}
    answer = render(request, "labeling/titles.html", context, status=422)
    answer.headers["HX-Push-Url"] = "false"  # The address stays that of the queue.
    return answer


def _may_correct(request: WorkspaceRequest) -> bool:
    return Role(request.member.role).includes(Role.QUALIFIER)


def _queue_context(
    request: WorkspaceRequest, position: QueuePosition, row: JobTitle | None
) -> dict[str, object]:
    """Return the context of the queue with a title open: the one asked for, or the first free."""
    page = position.shown(request.workspace)
    coverage = selectors.coverage(request.workspace)
    list_url = f"{position.address(page.number)}&"
    role = Role(request.member.role)
    reader = QueueReader(request.workspace, request.user, role, position.labels)
    context = {
        "queue": position.queue,
        "place": position.place,
        **queue_navigation(reader, position.queue),
        "labels": position.labels,
        "departments": () if position.queue == "second" else department_tree(),
        "run": queues_selectors.queue_run(request.workspace),
        "may_correct": _may_correct(request),
        "next_titles": queues_selectors.next_titles(request.workspace, coverage),
        "words": position.words,
        "nothing_to_do": _empty_queue_text(coverage.n_other),
        "coverage": coverage,
        "share": coverage.share,
        "page": page,
        "list_url": list_url,
        "elsewhere_url": _search_all_address(position),
        "clear_url": QueuePosition(position.queue, "", "", position.reader).address(),
        **page_links(page, list_url),
    }
    is_asked = row is not None
    row = row or _first(request, position, page)
    context["open_by"] = _holders_by_title(request, [each.pk for each in page.object_list])
    if row is None:
        return {**context, "title": None}
    skip_url = position.past(page.number, row.pk)
    opened: dict[str, object] = {"is_asked": is_asked, "skip_url": skip_url}
    if position.queue in {"todo", "conflicts"}:
        keys = {row.pk, *(each.pk for each in page.object_list)}
        opened["against"] = conflict_evidence(
            queues_selectors.conflicts_of(request.workspace, keys)
        )
    return {**context, **_title_context(request, row), **opened, **_second(request, position, row)}


def _empty_queue_text(n_unclassified: int) -> str:
    """Return why no title is to do, with the people whose titles are known to be unclassified."""
    if not n_unclassified:
        return "No title is uncertain, in conflict or unclassified."
    are = "1 person is" if n_unclassified == 1 else f"{n_unclassified:,} people are"
    return (
        f"No title is uncertain, in conflict or missing a label. {are} unclassified because "
        "a colleague or the dictionary says that no function fits."
    )


def _search_all_address(position: QueuePosition) -> str:
    """Return the address that searches the same among the titles that are done; "" there."""
    if position.place == "done" or not position.words:
        return ""
    return QueuePosition("done", position.words, "", position.reader, position.labels).address()


def _second(request: WorkspaceRequest, position: QueuePosition, row: JobTitle) -> dict[str, object]:
    """Return what hides the first person's word where this one is to be the second."""
    if position.queue not in BLIND_QUEUES or not _may_correct(request):
        return {}
    look = blind_title(row, position.reader)
    return {"second": look, "kept": look["kept"]} if look else {}


def _first(
    request: WorkspaceRequest, position: QueuePosition, page: Page[JobTitle]
) -> JobTitle | None:
    """Return the first title of a page; where titles wait for a word, the first that is free."""
    rows = {row.pk: row for row in page.object_list}
    if not _may_correct(request) or position.queue not in WORK_QUEUES:
        return next(iter(rows.values()), None)
    found = leases.lease_first(
        workspace=request.workspace, keys=list(rows), holder=position.reader, now=clock.now()
    )
    return None if found is None else rows[found]


def _holders_by_title(request: WorkspaceRequest, keys: Sequence[int]) -> dict[int, str]:
    """Return key of each title that somebody else has open → who."""
    person = request.user.pk
    held = leases.leased_by_others(
        workspace=request.workspace, keys=keys, person=person, now=clock.now()
    )
    return held.open_by


def _hold(request: WorkspaceRequest, row: JobTitle) -> leases.LeaseHolder:
    person, now = request.user.pk, clock.now()
    return leases.hold(workspace=request.workspace, key=row.pk, person=person, now=now)


@route("titles/<int:title_id>/")
def title(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Show one title: what it is, why, and what people said of it."""
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    return render(request, "labeling/title.html", _title_context(request, row))


def _title_context(request: WorkspaceRequest, row: JobTitle) -> dict[str, object]:
    role = Role(request.member.role)
    may_correct = role.includes(Role.QUALIFIER)
    history = list(selectors.history_of(row))
    current = next((each for each in history if each.is_current), None)
    is_to_approve = (
        role.includes(Role.MANAGER)
        and current is not None
        and current.approved_by is None
        and current.author != request.user
    )
    return {
        "title": row,
        "reasons": reasons_of(row),
        "level_reason": reason_of_level(row),
        "spoken": mark_title(row.normalised, row.why),
        "history": history,
        "to_approve": current if is_to_approve else None,
        "suggestions": open_suggestions_of(row) if may_correct else (),
        "returned": recently_returned(request.workspace, request.user)
        .filter(job_title=row)
        .first(),
        "levels": levels(),
        "industries": industries(),
        "may_correct": may_correct,
        "repeatable": selectors.last_correction_of(request.workspace, request.user)
        if may_correct
        else None,
        "hold": _hold(request, row) if may_correct else None,
        "may_review": role.includes(Role.MANAGER),
        "next": request.get_full_path(),
    }


def render_title_again(
    request: WorkspaceRequest,
    row: JobTitle,
    form: CorrectionForm,
    *,
    reason: str = "",
    impact: Mapping[str, object] = MappingProxyType({}),
) -> HttpResponse:
    """Show the form with what was typed and the reason, in the queue where it was open there.

    Outside a queue it is a partial where htmx asks.

    Args:
        request: that could not be stored.
        row: the title.
        form: what was typed.
        reason: why; "" where `impact` says it.
        impact: what the correction would do, as `partials/corrections/impact.html` takes it.
    """
    row = selectors.titles_of(request.workspace).get(pk=row.pk)
    back = return_address(request, reverse("labeling:title", args=[row.pk]))
    labels = {"kept": form.kept(), "reason": reason, "impact": impact, "next": back}
    if position := QueuePosition.at(back, request.user):
        context = _queue_context(request, position, row) | labels
        answer = render(request, "labeling/titles.html", context, status=422)
        answer.headers["HX-Push-Url"] = "false"  # The address stays that of the queue.
        return answer
    template = "labeling/partials/titles/title.html" if request.htmx else "labeling/title.html"
    return render(request, template, _title_context(request, row) | labels, status=422)
