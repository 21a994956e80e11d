"""Settings page for the sales statuses of people and companies."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.page_routes import WorkspaceRequest, needs_role, route
from leadqual.accounts.pages.settings import render_edit, render_settings
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.core.texts.plain_texts import format_count
from leadqual.leads.models import FIRST_STATUS, SalesStatus
from leadqual.leads.models.statuses import LONGEST_STATUS
from leadqual.leads.records import status_changes as writes
from leadqual.leads.records.statuses import statuses_of
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.result_counts import counts_of

HERE = "search:statuses"


class StatusForm(forms.Form):
    """Name, color and meaning of a status."""

    label = forms.CharField(max_length=LONGEST_STATUS, label="Name")
    color = forms.ChoiceField(choices=SalesStatus.Color.choices, initial=SalesStatus.Color.GRAY)
    kind = forms.ChoiceField(
        choices=SalesStatus.Kind.choices,
        label="Counts as",
        help_text="Open: still worked on. Won and Lost: the deal is closed.",
    )

    @property
    def colors(self) -> list[tuple[str, str, bool]]:
        """Return value, name and whether it is chosen, of each color."""
        chosen = self["color"].value()
        return [(value, str(name), value == chosen) for value, name in SalesStatus.Color.choices]


@route("settings/statuses/", methods="GET POST")
def statuses(request: WorkspaceRequest) -> HttpResponseBase:
    """List the statuses with the number of their records; a post adds one."""
    if request.method == "POST":
        return _add(request)
    return _page(request, StatusForm())


@needs_role(Role.MANAGER)
def _add(request: WorkspaceRequest) -> HttpResponse:
    form = StatusForm(request.POST)
    if form.is_valid():
        with ShownErrors(form, field="label"):
            row = writes.create_status(
                workspace=request.workspace, author=request.user, **form.cleaned_data
            )
            messages.success(request, f"Added the status {row}.")
            return redirect(address_of(HERE))
    return _page(request, form)


@route(
    "settings/statuses/<int:status_id>/",
    name="change_status",
    methods="GET POST",
    role=Role.MANAGER,
)
def change(request: WorkspaceRequest, status_id: int) -> HttpResponse:
    """Rename or recolor a status, or change what it counts as."""
    row = _status(request, status_id)
    initial = {"label": row.label, "color": row.color, "kind": row.kind}
    form = StatusForm(request.POST or None, initial=initial)
    if form.is_valid():
        with ShownErrors(form, field="label"):
            writes.change_status(status=row, author=request.user, **form.cleaned_data)
            messages.success(request, f"Saved the status {row}.")
            return redirect(address_of(HERE))
    heading, fields = f"Edit {initial['label']}", "search/settings/status_fields.html"
    return render_edit(request, form, heading, "Save status", here=HERE, fields=fields)


@route(
    "settings/statuses/<int:status_id>/move/",
    name="move_status",
    methods="POST",
    role=Role.MANAGER,
)
def move(request: WorkspaceRequest, status_id: int) -> HttpResponse:
    """Move a status up or down by one place."""
    step = -1 if request.POST.get("to") == "up" else 1
    writes.move_status(status=_status(request, status_id), step=step, author=request.user)
    return redirect(address_of(HERE))


@route(
    "settings/statuses/<int:status_id>/archive/",
    name="archive_status",
    methods="GET POST",
    role=Role.MANAGER,
)
def archive(request: WorkspaceRequest, status_id: int) -> HttpResponse:
    """Archive a status; first asks which one its records get."""
    row = _status(request, status_id)
    problem = ""
    if request.method == "POST":
        try:
            n_moved = writes.archive_status(
                status=row, successor=request.POST.get("successor", ""), author=request.user
            )
        except LeadqualError as error:
            problem = error.message
        else:
            moved = f" Moved {format_count(n_moved, 'record')}." if n_moved else ""
            words = f"Archived the status {row}.{moved}"
            add_undo_message(request, words, "search:restore_status", row.pk)
            return redirect(address_of(HERE))
    people, companies = _count_records(request.workspace)
    choices = statuses_of(request.workspace).choices()
    context = {
        "row": row,
        "problem": problem,
        "n_people": people.get(row.code, 0),
        "n_companies": companies.get(row.code, 0),
        "choices": [(code, label) for code, label in choices if code != row.code],
        "chosen": request.POST.get("successor", FIRST_STATUS),
    }
    template, status = "search/settings/archive_status.html", 422 if problem else 200
    return render_settings(request, template, context, here=HERE, status=status)


@route(
    "settings/statuses/<int:archived_status_id>/restore/",
    name="restore_status",
    methods="POST",
    role=Role.MANAGER,
)
def restore(request: WorkspaceRequest, archived_status_id: int) -> HttpResponse:
    """Bring an archived status back, with the records that were moved."""
    rows = SalesStatus.objects.filter(workspace=request.workspace, archived_at__isnull=False)
    row = get_object_or_404(rows, pk=archived_status_id)
    with ShownErrors(request):
        n_back = writes.restore_status(status=row, author=request.user)
        moved = f" {format_count(n_back, 'record')} moved back." if n_back else ""
        messages.success(request, f"Restored the status {row}.{moved}")
    return redirect(address_of(HERE))


def _status(request: WorkspaceRequest, status_id: int) -> SalesStatus:
    rows = SalesStatus.objects.filter(workspace=request.workspace, archived_at=None)
    return get_object_or_404(rows, pk=status_id)


def _count_records(workspace: Workspace) -> tuple[dict[str, int], dict[str, int]]:
    """Return the number of people and of companies by status."""
    people, companies = (
        counts_of(workspace, query, facets=["status"]).by_facet["status"]
        for query in (ContactQuery(), CompanyQuery())
    )
    return dict(people), dict(companies)


def _page(request: WorkspaceRequest, form: StatusForm) -> HttpResponse:
    all_statuses = statuses_of(request.workspace)
    people, companies = _count_records(request.workspace)
    rows = [
        {
            "status": row,
            "n_people": people.get(row.code, 0),
            "n_companies": companies.get(row.code, 0),
            "people_url": _results_url(reverse("search:people"), row),
            "companies_url": _results_url(reverse("search:companies"), row),
            "may_archive": row.code != FIRST_STATUS,
        }
        for row in all_statuses.active
    ]
    context: dict[str, object] = {
        "form": form,
        "rows": rows,
        "archived": all_statuses.archived,
        "most": writes.MAX_STATUSES,
    }
    template, status = "search/settings/statuses.html", 422 if form.is_bound else 200
    return render_settings(request, template, context, here=HERE, status=status)


def _results_url(page: str, row: SalesStatus) -> str:
    return f"{page}?status={row.code}"
