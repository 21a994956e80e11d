"""Pages for deleted records: delete in bulk, list what can be restored, restore."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Func, JSONField, Model, TextField, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.audit.records import address_of_record
from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.pages.page_links import local_address, page_links, safe_next
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.core.texts.plain_texts import format_count
from leadqual.leads.bulk_deletion import MAX_AT_ONCE, delete_records, deleted_in, restore_step
from leadqual.leads.deletion import delete_record, restorable_records, restore_record
from leadqual.leads.models import DeletedRecord
from leadqual.search.pages.forms import StepForm
from leadqual.search.pages.record_routes import record_or_404, record_panels, report_missing_records
from leadqual.search.query.query import keys_of
from leadqual.search.results.kinds import PEOPLE, Kind
from leadqual.search.results.result_pages import n_found, result_keys

HERE = "search:deleted_records"
_PAGE = 50
_Kind = DeletedRecord.Kind
_PLURALS = {_Kind.CONTACT: "contacts", _Kind.COMPANY: "companies", _Kind.REPLY: "replies"}
_FIELDS = Func(
    F("rows"),
    Func(
        Value("$[*] ? (@.model == $model).fields"),
        template="(%(expressions)s)::jsonpath",
        output_field=TextField(),
    ),
    Func(
        Value("model"),
        Concat(Value("leads."), F("kind"), output_field=TextField()),
        function="jsonb_build_object",
        output_field=JSONField(),
    ),
    function="jsonb_path_query_first",
    output_field=JSONField(),
)
"""Values of the record itself; dependent rows may be large and stay in the database."""


@route("settings/deleted/", role=Role.QUALIFIER)
def deleted_records(request: WorkspaceRequest) -> HttpResponse:
    """List deleted records that can be restored, with who deleted them and until when."""
    kind = request.GET.get("kind", "")
    rows = restorable_records(request.workspace).select_related("deleted_by")
    if kind in _Kind.values:
        rows = rows.filter(kind=kind)
    rows = rows.defer("rows", "links").annotate(fields=_FIELDS)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    context: dict[str, object] = {
        "rows": [
            (row, _distinguishing_text(getattr(row, "fields", None) or {}, row.name))
            for row in page
        ],
        "kinds": _Kind.choices,
        "kind": kind,
        "days": settings.RETENTION_DELETED_DAYS,
        "here_url": request.get_full_path(),
        **page_links(page, lambda number: address_of(HERE, kind=kind, page=str(number))),
    }
    return render_settings(request, "leads/settings/deleted_records.html", context, here=HERE)


@record_panels(
    "delete/", "delete_people", "delete_companies", methods="GET POST", role=Role.QUALIFIER
)
@report_missing_records()
def delete_many(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Show how many records would be deleted; a post deletes them.

    The URL has a search for people, or selects companies (`?company=1&company=2`).
    """
    next_url, keys = reverse(kind.page), keys_of(request.GET.getlist("company"))
    n_people = 0
    if kind is PEOPLE:
        query = PEOPLE.read_strictly(
            dict(request.GET.lists()), request.workspace, request.user
        ).changed()
        n_people = n_found(request.workspace, query)
        is_small = n_people <= MAX_AT_ONCE
        keys = result_keys(request.workspace, query).tolist() if is_small else []
        next_url = f"{next_url}?{query.to_query()}"
    rows = kind.rows(request.workspace).filter(pk__in=keys).order_by("pk")
    return _confirm_deletion(request, kind, rows, n_people or rows.count(), next_url)


@route(
    "<kind:kind>/<int:record_id>/delete/",
    name="delete_record",
    methods="POST",
    role=Role.QUALIFIER,
)
def delete_one(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    """Delete a contact, or a company, whose contacts stay; the message offers undo."""
    record = record_or_404(request, kind, record_id)
    with ShownErrors(request):
        deleted = delete_record(
            record=record, workspace=request.workspace, kind=kind.code, author=request.user
        )
        restore_hint = f"Deleted: {deleted.name}. It can be restored later."
        add_undo_message(request, restore_hint, "search:restore_deleted", deleted.pk)
    return redirect(kind.page)


@route(
    "deleted/<int:deletion_id>/restore/",
    name="restore_deleted",
    methods="POST",
    role=Role.QUALIFIER,
)
def restore(request: WorkspaceRequest, deletion_id: int) -> HttpResponse:
    """Restore a deleted record and show it."""
    deleted = get_object_or_404(restorable_records(request.workspace), pk=deletion_id)
    pages = {_Kind.COMPANY: "search:companies", _Kind.REPLY: "replies:inbox"}
    page = reverse(pages.get(_Kind(deleted.kind), "search:people"))
    with ShownErrors(request):
        name = restore_record(deleted=deleted, author=request.user)
        messages.success(request, f"Restored: {name}.")
        page = address_of_record(deleted.kind, deleted.record_id)
    return redirect(safe_next(request, page))


@route("deleted/bulk/<uuid:request_id>/restore/", methods="POST", role=Role.QUALIFIER)
def restore_many(request: WorkspaceRequest, request_id: UUID) -> HttpResponse:
    """Restore what was deleted in one step."""
    first_deleted = deleted_in(request.workspace, request_id).first()
    if first_deleted is None:
        raise Http404
    page = reverse(HERE)
    outcome = restore_step(workspace=request.workspace, author=request.user, step=request_id)
    if outcome.n_done:
        label = (
            first_deleted.name
            if outcome.n_done == 1
            else _count_label(outcome.n_done, first_deleted.kind)
        )
        messages.success(request, f"Restored: {label}.")
        page = (
            address_of_record(first_deleted.kind, first_deleted.record_id)
            if outcome.n_done == 1
            else page
        )
    if outcome.n_kept:
        messages.error(
            request,
            f"{outcome.n_kept:,} cannot be restored: another record has the same email or ID now.",
        )
    next_url = local_address(request, request.GET.get("next", ""), page)
    return redirect(safe_next(request, next_url))


def delete_now(
    request: WorkspaceRequest, kind: str, records: Iterable[Model], *, step: UUID, next_url: str
) -> None:
    """Delete records and show a message with undo."""
    with ShownErrors(request):
        outcome = delete_records(
            records=records,
            workspace=request.workspace,
            kind=kind,
            author=request.user,
            step=step,
        )
        if outcome.n_done:
            undo = f"{reverse('search:restore_many', args=[step])}?{urlencode({'next': next_url})}"
            days = settings.RETENTION_DELETED_DAYS
            restore_hint = (
                f" They can be restored for {days} days." if days else " They can be restored."
            )
            message = f"Deleted: {_count_label(outcome.n_done, kind)}.{restore_hint}"
            add_undo_message(request, message, undo)
        if outcome.n_kept:
            messages.error(
                request,
                f"{_count_label(outcome.n_kept, kind)} not deleted: other records depend on them.",
            )


def _count_label(n: int, kind: str) -> str:
    return format_count(n, kind, _PLURALS[_Kind(kind)])


def _distinguishing_text(fields: Mapping[str, str | None], name: str) -> str:
    """Return what distinguishes records of the same name: job title and email, or domain."""
    values = [fields.get(key) for key in ("title", "email", "domain")]
    return ", ".join(value for value in values if value and value != name)


def _confirm_deletion(
    request: WorkspaceRequest, kind: Kind, rows: Iterable[Model], n_rows: int, next_url: str
) -> HttpResponse:
    form = StepForm(request.POST if request.method == "POST" else None)
    is_small = n_rows <= MAX_AT_ONCE
    if request.method == "POST" and form.is_valid() and is_small:
        step = form.cleaned_data["request_id"]
        delete_now(request, kind.code, rows, step=step, next_url=next_url)
        return redirect(kind.page)
    context = {
        "request_id": uuid4(),
        "n": n_rows,
        "what": _count_label(n_rows, kind.code),
        "kind": kind.code,
        "is_small": is_small,
        "days": settings.RETENTION_DELETED_DAYS,
        "back_url": next_url,
    }
    status = 422 if form.is_bound else 200
    return render(request, "leads/delete_records.html", context, status=status)
