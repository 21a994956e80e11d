"""Pages of many titles at once: Others by group, steps with their reach and their undo."""

from collections.abc import Container, Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job
from leadqual.core.pages.page_links import page_links
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.labeling.corrections import bulk, selectors
from leadqual.labeling.corrections.similar_titles import similar_titles
from leadqual.labeling.metric_drop_texts import name_drops
from leadqual.labeling.models.queues import BulkCorrection, QueueRun, TitleGroup
from leadqual.labeling.pages.forms import (
    StepForm,
    matching_functions,
    preview_reason,
    return_address,
)
from leadqual.labeling.pages.titles import queue_page, render_selection_again
from leadqual.labeling.quality_gate import MetricDropError
from leadqual.labeling.queues import group_leases, leases
from leadqual.labeling.queues import (
    selectors as queues_selectors,
)
from leadqual.labeling.queues.leases import LeaseHolder
from leadqual.labeling.queues.queue_tabs import (
    GROUPS,
    MINE,
    SUGGESTED,
    QueueReader,
    queue_navigation,
)
from leadqual.labeling.requested_runs import request_run
from leadqual.labeling.slug_names import name_preview
from leadqual.leads.models import JobTitle
from leadqual.search.query.query import is_key
from leadqual.taxonomy.selectors import industries, levels

SHOWN = 3  # Beside an open title …
FOLDED = 12  # … and so many with those that are folded.

PAGE = 25
MAX_SHOWN = 20
SOME_STEPS = 5


@route("titles/<int:title_id>/similar/", name="similar")
def near(request: WorkspaceRequest, title_id: int) -> HttpResponse:
    """Show the titles near one title, the likest selected, with what the title is filled in.

    Beside an open title, htmx asks for a short list of them.
    """
    row = get_object_or_404(selectors.titles_of(request.workspace), pk=title_id)
    if request.htmx.target == "similar-titles":
        near = similar_titles(row)
        context = {"title": row, "first": near[:SHOWN], "more": near[SHOWN:FOLDED]}
        return render(request, "labeling/partials/titles/similar.html", context)
    return render(request, "labeling/similar_titles.html", similar_titles_context(request, row))


def render_similar_again(
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


@route("titles/functions/")
def functions(request: WorkspaceRequest) -> JsonResponse:
    """Return which functions may be meant by what somebody types, the best first."""
    rows = [
        {"slug": row.slug, "name": row.name, "department": row.department.name, "why": why}
        for row, why in matching_functions(request.GET.get("q", ""))
    ]
    return JsonResponse({"functions": rows})


@route("titles/")
def titles(request: WorkspaceRequest) -> HttpResponse:
    """Show the titles to do, in the order of a queue, and one of them open."""
    queue = request.GET.get("queue", "")
    if queue == GROUPS:
        return groups(request)
    if queue in {SUGGESTED, MINE}:
        return redirect(f"{reverse('labeling:review')}?{request.GET.urlencode()}")
    return queue_page(request, "todo")


def groups(request: WorkspaceRequest) -> HttpResponse:
    """Show the groups of titles that are Other, most people first, with one of them open."""
    passed = request.GET.get("after", "")
    if is_key(passed):
        return redirect(_address_after(request, int(passed)))
    return render(request, "labeling/groups.html", _context(request, request.GET.get("group", "")))


def _context(request: WorkspaceRequest, wanted: str) -> dict[str, object]:
    workspace = request.workspace
    found = queues_selectors.open_groups(workspace)
    group = found.filter(pk=wanted).first() if is_key(wanted) else None
    is_asked = group is not None
    number = request.GET.get("page")
    if group is not None:
        number = str(found.filter(_before(group)).count() // PAGE + 1)
    page = Paginator(found, PAGE).get_page(number)
    rows = list(page.object_list)
    held = _holders_by_group(request, rows)
    group = group or _first(request, rows, held)
    list_url = f"{_groups_url()}&"
    reader = QueueReader(workspace, request.user, Role(request.member.role))
    coverage = selectors.coverage(workspace)
    context = {
        **queue_navigation(reader, GROUPS),
        "place": "todo",
        "run": queues_selectors.queue_run(workspace),
        "coverage": coverage,
        "next_titles": queues_selectors.next_titles(workspace, coverage),
        "page": page,
        "group": group,
        "open_by": held,
        "is_asked": is_asked,
        "list_url": list_url,
        "steps": queues_selectors.steps_of(workspace)[:SOME_STEPS],
        "may_correct": _may_correct(request),
        **page_links(page, list_url),
    }
    if group is None:
        return context
    titles = queues_selectors.titles_in_group(workspace, group)
    shown = list(titles[: bulk.MAX_TITLES])
    return {
        **context,
        "titles": shown,
        "n_waiting": titles.count(),
        "levels": levels(),
        "industries": industries(),
        "skip_url": f"{list_url}after={group.pk}",
        "hold": _lease_of_group(request, group, is_asked=is_asked),
        "field_id": f"group-{group.pk}",
    }


def _may_correct(request: WorkspaceRequest) -> bool:
    return Role(request.member.role).includes(Role.QUALIFIER)


def _first(
    request: WorkspaceRequest, rows: Sequence[TitleGroup], held: Container[int]
) -> TitleGroup | None:
    """Return the first group; for who may correct, the first that nobody else has, and lease it."""
    if not _may_correct(request):
        return next(iter(rows), None)
    free = [row for row in rows if row.pk not in held]
    workspace, person, now = request.workspace, request.user.pk, clock.now()
    return group_leases.lease_first(workspace=workspace, groups=free, holder=person, now=now)


def _lease_of_group(
    request: WorkspaceRequest, group: TitleGroup, *, is_asked: bool
) -> LeaseHolder | None:
    """Return who has the group that is open; one that was not asked for is leased already."""
    if not _may_correct(request):
        return None
    if not is_asked:
        return LeaseHolder(is_mine=True)
    workspace, person, now = request.workspace, request.user.pk, clock.now()
    return group_leases.hold(workspace=workspace, group=group, person=person, now=now)


def _holders_by_group(request: WorkspaceRequest, rows: Sequence[TitleGroup]) -> dict[int, str]:
    workspace, person, now = request.workspace, request.user.pk, clock.now()
    return group_leases.open_by(workspace=workspace, groups=rows, person=person, now=now)


def _address_after(request: WorkspaceRequest, key: int) -> str:
    """Give a group back, and return the address with the next one open that is free."""
    workspace = request.workspace
    group = TitleGroup.objects.filter(workspace=workspace, pk=key).first()
    if group is None:
        return _groups_url()
    group_leases.give_back(workspace=workspace, group=group, holder=request.user.pk)
    found = queues_selectors.open_groups(workspace)
    rows = [*found.filter(_after(group))[:PAGE], *found.filter(_before(group))[:PAGE]]
    following = _first(request, rows, _holders_by_group(request, rows))
    return _address(following.pk) if following else _groups_url()


def _before(group: TitleGroup) -> Q:
    return Q(n_contacts__gt=group.n_contacts) | Q(n_contacts=group.n_contacts, pk__lt=group.pk)


def _after(group: TitleGroup) -> Q:
    return Q(n_contacts__lt=group.n_contacts) | Q(n_contacts=group.n_contacts, pk__gt=group.pk)


def _address(group: int) -> str:
    return f"{_groups_url()}&{urlencode({'group': group})}#group"


def _groups_url() -> str:
    return f"{reverse('labeling:titles')}?queue={GROUPS}"


@route("titles/queues/rebuild/", name="rebuild-queues", methods="POST", role=Role.QUALIFIER)
def make(request: WorkspaceRequest) -> HttpResponse:
    """Have the queues made again in the background."""
    request_run(QueueRun, Job.MAKE_QUEUES, workspace=request.workspace)
    return redirect(return_address(request, _groups_url()))


@route(
    "titles/bulk-corrections/preview/",
    name="preview-bulk-correction",
    methods="POST",
    role=Role.QUALIFIER,
)
def bulk_preview(request: WorkspaceRequest) -> HttpResponse:
    """Show what a step would change; nothing is stored."""
    form = StepForm(request.POST)
    context: dict[str, object] = {"error": "", "found": None}
    if form.is_valid():
        try:
            found = bulk.preview_bulk(
                workspace=request.workspace,
                title_ids=form.cleaned_data["titles"],
                correction_input=form.correction_input(),
            )
            reach = name_preview(found.reach)
            context |= {"found": found, "reach": reach, "shown": reach.titles[:MAX_SHOWN]}
        except LeadqualError as error:
            context["error"] = preview_reason(error.message)
    else:
        context["error"] = form.missing()
    if request.htmx:
        return render(request, "labeling/partials/bulk/impact.html", context)
    context |= {"sent": form.sent(), "next": return_address(request, _groups_url())}
    return render(request, "labeling/bulk_impact.html", context)


@route("titles/bulk-corrections/", name="bulk-corrections", methods="POST", role=Role.QUALIFIER)
def record(request: WorkspaceRequest) -> HttpResponse:
    """Say of many titles what they are, as one step, and go on to the next group."""
    form = StepForm(request.POST)
    back = return_address(request, _groups_url())
    if not form.is_valid():
        return _render_again(request, form, reason=form.reason())
    keys, person, now = set(form.cleaned_data["titles"]), request.user, clock.now()
    try:
        with transaction.atomic():
            step = bulk.record_step(
                workspace=request.workspace,
                title_ids=keys,
                correction_input=form.correction_input(),
                name=form.cleaned_data["name"],
                author=person,
            )
            leases.end(workspace=request.workspace, keys=keys, holder=person.pk, now=now)
    except MetricDropError as error:
        return _render_again(request, form, refused=name_drops(error.falls))
    except LeadqualError as error:
        return _render_again(request, form, reason=error.message)
    n_titles = len(keys)
    text = "1 title is" if n_titles == 1 else f"{n_titles:,} titles are"
    add_undo_message(request, f"{text} corrected.", "labeling:undo-bulk-correction", step.pk)
    return redirect(back)


def _render_again(
    request: WorkspaceRequest, form: StepForm, *, reason: str = "", refused: object = ()
) -> HttpResponse:
    """Show the group, or the near titles, with what was typed and the reason."""
    if is_key(request.POST.get("near", "")):
        return render_similar_again(request, form, reason=reason, refused=refused)
    if "shown" in request.POST:
        return render_selection_again(request, form, reason=reason, refused=refused)
    context = _context(request, request.POST.get("group", ""))
    context |= {
        "kept": form.kept(),
        "reason": reason,
        "refused": refused,
    }
    answer = render(request, "labeling/groups.html", context, status=422)
    answer.headers["HX-Push-Url"] = "false"  # The address stays that of the queue.
    return answer


@route("titles/bulk-corrections/<int:step_id>/", name="bulk-correction")
def step(request: WorkspaceRequest, step_id: int) -> HttpResponse:
    """Show one step with its titles."""
    row = get_object_or_404(queues_selectors.steps_of(request.workspace), pk=step_id)
    found = queues_selectors.titles_of_step(row)
    page = Paginator(found, MAX_SHOWN).get_page(request.GET.get("page"))
    here = reverse("labeling:bulk-correction", args=[row.pk])
    context = {
        "step": row,
        "page": page,
        "may_correct": _may_correct(request),
        "next": here,
        **page_links(page, f"{here}?"),
    }
    return render(request, "labeling/bulk_correction.html", context)


@route(
    "titles/bulk-corrections/<int:step_id>/undo/",
    name="undo-bulk-correction",
    methods="POST",
    role=Role.QUALIFIER,
)
def undo(request: WorkspaceRequest, step_id: int) -> HttpResponse:
    """Take a step back with all that followed it."""
    rows = BulkCorrection.objects.filter(workspace=request.workspace)
    row = get_object_or_404(rows, pk=step_id)
    with ShownErrors(request):
        n_titles = bulk.undo_step(step=row, author=request.user)
        text = (
            "1 title has its previous labels"
            if n_titles == 1
            else f"{n_titles:,} titles have their previous labels"
        )
        messages.success(request, f"{text} again.")
    return redirect(return_address(request, reverse("labeling:bulk-correction", args=[row.pk])))
