"""The Duplicates page: pairs by score, side by side; and the jobs that find and merge them."""

import re
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.audit.records import address_of_record
from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.page_links import local_address, page_links, safe_next
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.duplicates.models import DuplicatePair, DuplicateRun, Kind
from leadqual.duplicates.pair_decisions import dismiss_pair, merge_pair, restore_pair
from leadqual.duplicates.record_comparison import compare_records, read_choices
from leadqual.duplicates.runs import start_run
from leadqual.duplicates.selectors import (
    BULK_SCORE,
    active_runs,
    all_pairs,
    bulk_pairs,
    group_of,
    has_step,
    latest_run,
    open_pairs,
)
from leadqual.leads.merging.services import merges_in, merges_of, undo_merge

_PAGE = 25
_BULK_PAGE = 50
_KEY = re.compile(r"[0-9]{1,18}")
_Task = DuplicateRun.Task


@route("duplicates/", name="list")
def duplicates(request: WorkspaceRequest) -> HttpResponse:
    """Show the pairs of one kind, and one of them side by side."""
    kind = _read_kind(request.GET.get("kind", ""))
    page = Paginator(open_pairs(request.workspace, kind), _PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    key = request.GET.get("pair", "")
    index = next((n for n, row in enumerate(rows) if str(row.pk) == key), 0)
    pair = rows[index] if rows else None
    run = latest_run(request.workspace, kind)
    context = {
        "kind": kind,
        "kinds": Kind.choices,
        "noun": "person" if kind == Kind.CONTACT else "company",
        "rows": rows,
        "pair": pair,
        "lines": compare_records([pair.first, pair.second]) if pair else [],
        "group_url": _group_url(pair) if pair else "",
        "page_number": page.number,
        **page_links(page, lambda number: _list_url(kind, page=number)),
        "before_url": _list_url(kind, page=page.number, pair=rows[index - 1].pk) if index else "",
        "after_url": (
            _list_url(kind, page=page.number, pair=rows[index + 1].pk)
            if index + 1 < len(rows)
            else ""
        ),
        "n_bulk": bulk_pairs(request.workspace, kind).count(),
        "bulk_score": BULK_SCORE,
        "run": run,
        "is_active": active_runs(request.workspace).exists(),
        "may_change": Role(request.member.role).includes(Role.QUALIFIER),
        "merges": merges_of(request.workspace).filter(kind=kind)[:5],
    }
    if request.htmx and "progress" in request.GET:
        answer = render(request, "duplicates/partials/progress.html", context)
        if not context["is_active"]:  # Pairs, merges and buttons of the page have changed, too.
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "duplicates/duplicates.html", context)


@route("duplicates/find/", methods="POST", role=Role.QUALIFIER)
def find(request: WorkspaceRequest) -> HttpResponse:
    """Search for duplicates of one kind."""
    kind = _read_kind(request.POST.get("kind", ""))
    with ShownErrors(request):
        start_run(workspace=request.workspace, kind=kind, task=_Task.FIND, author=request.user)
    return redirect(_list_url(kind))


@route("duplicates/<int:pair_id>/merge/", methods="POST", role=Role.QUALIFIER)
def merge(request: WorkspaceRequest, pair_id: int) -> HttpResponse:
    """Merge a pair with the values that were chosen; the message undoes it."""
    pair = _find_pair(request, pair_id)
    kept = min(pair.first.pk, pair.second.pk)
    posted = request.POST.dict()
    if pair.first.pk != kept:  # The form calls the left one kept.
        posted = {name: _swap_side(str(value)) for name, value in posted.items()}
    with ShownErrors(request):
        merged = merge_pair(pair=pair, author=request.user, choices=read_choices(posted))
        add_undo_message(request, f"Merged: {pair.first}.", "duplicates:undo", merged.pk)
        return redirect(_list_url(pair.kind))
    return redirect(_list_url(pair.kind, pair=pair.pk))


@route("duplicates/<int:pair_id>/dismiss/", methods="POST", role=Role.QUALIFIER)
def dismiss(request: WorkspaceRequest, pair_id: int) -> HttpResponse:
    """Remember that a pair is no duplicate; the message undoes it."""
    pair = _find_pair(request, pair_id)
    with ShownErrors(request):
        dismiss_pair(pair=pair, author=request.user)
        message = "Marked as not a duplicate. This pair will not be suggested again."
        add_undo_message(request, message, "duplicates:restore", pair.pk)
    return redirect(_list_url(pair.kind))


@route("duplicates/<int:pair_id>/restore/", methods="POST", role=Role.QUALIFIER)
def restore(request: WorkspaceRequest, pair_id: int) -> HttpResponse:
    """Propose a dismissed pair again."""
    pair = _find_pair(request, pair_id)
    restore_pair(pair=pair, author=request.user)
    return redirect(_list_url(pair.kind, pair=pair.pk))


@route("duplicates/merges/<int:merge_id>/undo/", methods="POST", role=Role.QUALIFIER)
def undo(request: WorkspaceRequest, merge_id: int) -> HttpResponse:
    """Make two records of a merged one again, and show the one that is back."""
    merged = get_object_or_404(merges_of(request.workspace), pk=merge_id)
    page = address_of_record(merged.kind, merged.record_id)
    try:
        record, name = undo_merge(merged=merged, author=request.user)
        messages.success(request, f"Merge undone: {record} and {name} are separate records again.")
    except LeadqualError as error:
        messages.error(request, error.message)
        page = _list_url(merged.kind)
    return redirect(safe_next(request, local_address(request, request.GET.get("next", ""), page)))


@route("duplicates/merge-likely/", methods="GET POST", role=Role.QUALIFIER)
def merge_likely(request: WorkspaceRequest) -> HttpResponse:
    """Show the pairs of a bulk merge, the least sure first; a post merges the selected ones."""
    kind = _read_kind(request.GET.get("kind", ""))
    pages = Paginator(bulk_pairs(request.workspace, kind), _BULK_PAGE)
    if request.method == "POST":
        keys = [int(key) for key in request.POST.getlist("pair") if _KEY.fullmatch(key)]
        if not keys:
            messages.error(request, "Select at least one pair.")
            return redirect(f"{reverse('duplicates:merge_likely')}?{urlencode({'kind': kind})}")
        with ShownErrors(request):
            run = start_run(
                workspace=request.workspace,
                kind=kind,
                task=_Task.MERGE,
                author=request.user,
                pair_ids=keys,
            )
            undo_url = reverse("duplicates:undo_step", args=[run.step])
            n = f"{len(keys):,} pair{'s' if len(keys) > 1 else ''}"
            add_undo_message(request, f"Merging {n}. You can undo all merges.", undo_url)
        return redirect(_list_url(kind))
    page = pages.get_page(request.GET.get("page"))
    page_url = f"{reverse('duplicates:merge_likely')}?{urlencode({'kind': kind})}&page="
    context = {
        "kind": kind,
        "score": BULK_SCORE,
        "pairs": page.object_list,
        "n": len(page),
        "first": page.start_index(),
        "last": page.end_index(),
        "total": pages.count,
        "previous_url": f"{page_url}{page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"{page_url}{page.next_page_number()}" if page.has_next() else "",
        "noun": "people" if kind == Kind.CONTACT else "companies",
        "back_url": _list_url(kind),
    }
    return render(request, "duplicates/merge_likely.html", context)


@route("duplicates/steps/<uuid:request_id>/undo/", methods="POST", role=Role.QUALIFIER)
def undo_step(request: WorkspaceRequest, request_id: UUID) -> HttpResponse:
    """Undo all merges of one step."""
    first = merges_in(request.workspace, request_id).first()
    if first is None and not has_step(request.workspace, request_id):
        raise Http404
    if first is None:
        messages.info(request, "There is nothing to undo.")
        return redirect("duplicates:list")
    with ShownErrors(request):
        start_run(
            workspace=request.workspace,
            kind=first.kind,
            task=_Task.UNDO,
            author=request.user,
            step=request_id,
        )
    return redirect(_list_url(first.kind))


def _group_url(pair: DuplicatePair) -> str:
    """Return the page that merges all records which open pairs tie together; "" for two."""
    keys = group_of(pair)
    if len(keys) <= 2:  # the pair itself
        return ""
    name = "merge_people" if pair.kind == Kind.CONTACT else "merge_companies"
    query = urlencode([(pair.kind, key) for key in keys])
    return f"{reverse(f'duplicates:{name}')}?{query}"


def _find_pair(request: WorkspaceRequest, pair_id: int) -> DuplicatePair:
    return get_object_or_404(all_pairs(request.workspace), pk=pair_id)


def _swap_side(side: str) -> str:
    return {"kept": "other", "other": "kept"}.get(side, side)


def _read_kind(text: str) -> str:
    return text if text in Kind.values else Kind.CONTACT.value


def _list_url(kind: str, **parameters: int) -> str:
    return f"{reverse('duplicates:list')}?{urlencode({'kind': kind, **parameters})}"
