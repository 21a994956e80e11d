"""The audit log page and its export."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone

from leadqual.accounts.audit.audit_export import FORMATS, export_audit_log
from leadqual.accounts.audit.audit_filters import AuditFilters, audit_rows, list_authors
from leadqual.accounts.audit.audit_log import entries_of
from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.models.audit_actions import KINDS
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.errors import LeadqualError
from leadqual.core.files.downloads import download

PAGE_SIZE = 50
_CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
_INSTALLATION = "installation"

_NO_FILTERS = AuditFilters()


class AuditFilterForm(forms.Form):
    """Filters of the audit log in the query string."""

    of = forms.ChoiceField(label="Log", required=False)
    actor = forms.ChoiceField(label="Who", required=False)
    kind = forms.ChoiceField(label="What", required=False)
    q = forms.CharField(label="Name contains", required=False, max_length=200)
    since = forms.DateField(
        label="From",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    address = forms.GenericIPAddressField(label="IP address", required=False)

    def __init__(self, data: QueryDict, *, workspace: Workspace, is_staff: bool) -> None:
        super().__init__(data)
        logs = [("", workspace.name), *([(_INSTALLATION, "Installation")] if is_staff else [])]
        shown = None if is_staff and data.get("of") == _INSTALLATION else workspace
        self.fields["of"].choices = logs  # type: ignore[attr-defined]  # of a choice field
        self.fields["actor"].choices = [  # type: ignore[attr-defined]  # of a choice field
            ("", "Everyone"),
            *list_authors(shown),
        ]
        kinds = sorted(KINDS.items(), key=lambda kind: kind[1])
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # of a choice field
            ("", "Everything"),
            *kinds,
        ]
        if not is_staff:
            self.fields["of"].widget = forms.HiddenInput()

    def filters(self) -> AuditFilters:
        """Return the filters of a valid form."""
        values = self.cleaned_data
        return AuditFilters(
            actor=values["actor"],
            kind=values["kind"],
            search=values["q"].strip(),
            since=values["since"],
            until=values["until"],
            address=values["address"],
        )


@route("settings/audit-log/", role=Role.MANAGER)
def audit_log(request: WorkspaceRequest) -> HttpResponse:
    """Show a page of the audit log, newest first; managers see that of their workspace."""
    form = _bind_form(request)
    is_valid = form.is_valid()
    workspace = _requested_workspace(request, form)
    rows = audit_rows(workspace, form.filters()) if is_valid else audit_rows(workspace, _NO_FILTERS)
    cursor = request.GET.get("before", "")
    if cursor.isdecimal() and len(cursor) < len(str(2**63)):
        rows = rows.filter(pk__lt=int(cursor))
    found = list(rows[: PAGE_SIZE + 1]) if is_valid else []
    shown = found[:PAGE_SIZE]
    asked = {name: value for name, value in request.GET.items() if value and name != "before"}
    context: dict[str, object] = {
        "form": form,
        "entries": entries_of(shown, workspace),
        "is_filtered": bool(asked.keys() - {"of"}),
        "is_installation": workspace is None,
        "is_first": not cursor,
        "first_url": f"?{urlencode(asked)}",
        "older_url": f"?{urlencode({**asked, 'before': shown[-1].pk})}"
        if found[PAGE_SIZE:]
        else "",
        "query": urlencode(asked),
    }
    return render_settings(
        request,
        "accounts/settings/audit_log.html",
        context,
        here="accounts:audit_log",
        status=200 if is_valid else 422,
    )


@route("settings/audit-log/export/", name="export_audit_log", methods="POST", role=Role.MANAGER)
def export(request: WorkspaceRequest) -> HttpResponseBase:
    """Send the rows that match the filters in the query string as a file."""
    form = _bind_form(request)
    file_format = request.POST.get("format", "")
    if not form.is_valid() or file_format not in FORMATS:
        raise LeadqualError(
            "Unknown filter or format, so nothing was exported. Go back to the audit "
            "log and choose again.",
            code="unknown_audit_filter",
            status=422,
        )
    workspace = _requested_workspace(request, form)
    blocks = export_audit_log(
        workspace=workspace,
        filters=form.filters(),
        file_format=file_format,
        author=request.user,
    )
    name = f"audit-log-{timezone.localdate():%Y-%m-%d}.{file_format}"
    return download(blocks, name=name, content_type=_CONTENT_TYPES[file_format])


def _bind_form(request: WorkspaceRequest) -> AuditFilterForm:
    return AuditFilterForm(request.GET, workspace=request.workspace, is_staff=request.user.is_staff)


def _requested_workspace(request: WorkspaceRequest, form: AuditFilterForm) -> Workspace | None:
    """Return the requested workspace; None, the log of the installation, is for staff only."""
    is_of_all = request.user.is_staff and form.data.get("of") == _INSTALLATION
    return None if is_of_all else request.workspace
