"""The suppression lists page: import a file, see its results, undo it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, needs_role, route
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.page_links import page_links
from leadqual.core.pages.panels import address_of
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.core.texts.plain_texts import format_count
from leadqual.imports import suppression
from leadqual.imports.selectors import suppression_lists_of
from leadqual.leads.models import SuppressionList

PAGE = 25
PAGE_LINES = 100
HERE = "imports:suppression_lists"
_KINDS = (
    ("", "Detect automatically"),
    ("email", "Email addresses"),
    ("domain", "Domains"),
    ("customer", "Current customers (the whole company)"),
    ("phone", "Phone numbers"),
    ("linkedin", "LinkedIn profiles"),
)


class SuppressionForm(forms.Form):
    """A file of people who must not be contacted."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        help_text="CSV or Excel, with or without a header row.",
        error_messages={"required": "Choose a file."},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.gz,.xlsx,text/csv"}),
    )
    name = forms.CharField(max_length=MAX_NAME, validators=[check_name], label="Name")
    origin = forms.CharField(
        max_length=200, required=False, label="Origin", help_text="E.g. HubSpot opt-outs"
    )
    kind = forms.ChoiceField(choices=_KINDS, required=False, label="The file contains")
    column = forms.CharField(
        max_length=200, required=False, label="Column", help_text="Leave empty to detect it."
    )


@route("settings/do-not-contact/lists/", name="suppression_lists", methods="GET POST")
def lists(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the suppression lists; a file sent here is imported."""
    return (
        _import(request) if request.method == "POST" else _render_page(request, SuppressionForm())
    )


@needs_role(Role.MANAGER)
def _import(request: WorkspaceRequest) -> HttpResponse:
    form = SuppressionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_page(request, form, status=422)
    values = form.cleaned_data
    try:
        row = suppression.start_suppression(
            workspace=request.workspace,
            author=request.user,
            file=values["file"],
            file_name=values["file"].name or "",
            details=suppression.SuppressionListDetails(
                values["name"], values["origin"], values["kind"], values["column"]
            ),
        )
    except LeadqualError as error:
        form.add_error("file", error.message)
        return _render_page(request, form, status=error.status)
    return redirect("imports:suppression_list", row.pk)


@route("settings/do-not-contact/lists/<int:suppression_list_id>/", name="suppression_list")
def one_list(request: WorkspaceRequest, suppression_list_id: int) -> HttpResponse:
    """Show the results of the lines of one list."""
    row = _find_list(request, suppression_list_id)
    pages = Paginator(row.rejected_lines.order_by("number"), PAGE_LINES)
    context = {"list": row, **_page_context(request, pages, here=f"{request.path}?")}
    return render_settings(request, "imports/suppression_list.html", context, here=HERE)


@route(
    "settings/do-not-contact/lists/<int:suppression_list_id>/undo/",
    name="undo_suppression",
    methods="POST",
    role=Role.MANAGER,
)
def undo(request: WorkspaceRequest, suppression_list_id: int) -> HttpResponse:
    """Lift all that a list asks for; what another source asks for stays."""
    row = _find_list(request, suppression_list_id)
    if row.status == SuppressionList.Status.UNDONE:
        messages.error(request, f"“{row}” was already undone. Nothing was changed.")
    else:
        n = suppression.undo_suppression(suppression_list=row, author=request.user)
        people = format_count(n, "person", "people")
        messages.success(request, f"Undid “{row}”. {people} can be contacted again.")
    return redirect("imports:suppression_list", row.pk)


def _find_list(request: WorkspaceRequest, suppression_list_id: int) -> SuppressionList:
    return get_object_or_404(suppression_lists_of(request.workspace), pk=suppression_list_id)


def _render_page(
    request: WorkspaceRequest, form: SuppressionForm, *, status: int = 200
) -> HttpResponse:
    pages = Paginator(suppression_lists_of(request.workspace), PAGE)
    context = {"form": form, **_page_context(request, pages, here=f"{address_of(HERE)}&")}
    return render_settings(
        request, "imports/suppression_lists.html", context, here=HERE, status=status
    )


def _page_context(
    request: WorkspaceRequest, pages: "Paginator[Any]", *, here: str
) -> dict[str, object]:
    page = pages.get_page(request.GET.get("page"))
    return {"page": page, **page_links(page, here)}
