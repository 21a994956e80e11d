"""Import pages: list, column mapping, progress and rejected rows."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.workspaces.errors import QuotaError
from leadqual.accounts.workspaces.quotas import Quota, room_in
from leadqual.core.pages.page_links import page_links, partial_of
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.imports import control, selectors, services
from leadqual.imports.columns.custom_columns import NEW_FIELD
from leadqual.imports.columns.remembered_mappings import (
    applied_mapping,
    delete_saved_mapping,
    reset_to_guess,
    reuse_mapping,
    save_mapping,
)
from leadqual.imports.columns.sheet_choice import (
    LAST_HEADER_LINE,
    choose_table,
    sheet_number,
    sheets_of,
    sheets_read,
)
from leadqual.imports.columns.status_words import normalize_status
from leadqual.imports.errors import ImportFileError, MappingError
from leadqual.imports.files.url_files import fetch_file
from leadqual.imports.list_additions import add_to_list, remove_from_lists
from leadqual.imports.merging.work_domains import count_filled_domains
from leadqual.imports.models import ImportBatch
from leadqual.imports.options import DEFAULT, LONGEST_LIST_NAME, Options, check_list_name, keys_of
from leadqual.imports.pages.progress import (
    choices_of,
    columns_of,
    count_by_field,
    counts_of,
    encodings_of,
    hidden_columns,
    layout_words,
    opt_outs_of,
    time_left,
    undone_of,
    unused_opt_outs_of,
    unused_statuses_of,
)
from leadqual.imports.validation.rejected_rows import rejected_rows_file
from leadqual.imports.validation.row_preview import preview_rows, rows_in_file
from leadqual.imports.validation.status_values import (
    MAX_VALUES,
    require_known_statuses,
    status_column,
    values_to_map,
)
from leadqual.leads.records.statuses import statuses_of
from leadqual.leads.records.tags import split_tags
from leadqual.search.lists.selectors import company_lists_of, lists_of
from leadqual.search.query.query import CompanyQuery, ContactQuery, is_key
from leadqual.search.results.result_counts import value_counts

PAGE = 25
N_REJECTED_SHOWN = 50
N_PREVIOUS = 6
MAX_LISTS = 200
MAX_TAGS = 100
_NOUNS = {
    ImportBatch.Kind.CONTACTS: ("person", "people"),
    ImportBatch.Kind.COMPANIES: ("company", "companies"),
}


class UploadForm(forms.Form):
    """A file, and whether it lists people or companies."""

    kind = forms.ChoiceField(
        choices=ImportBatch.Kind.choices,
        initial=ImportBatch.Kind.CONTACTS,
        widget=forms.RadioSelect,
        label="Contents",
        error_messages={"required": "Choose whether the file contains people or companies."},
    )
    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        error_messages={"required": "Choose a file."},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.gz,.xlsx,text/csv"}),
    )


def options_of(posted: Mapping[str, str]) -> Options:
    """Read the options besides the columns; the button `dry` requests a dry run."""
    return Options(
        mode=posted.get("mode", DEFAULT.mode),
        match_by=posted.get("match_by", DEFAULT.match_by),
        duplicates=posted.get("duplicates", DEFAULT.duplicates),
        is_dry="dry" in posted,
        only_empty="only_empty" in posted,
        list_name=" ".join(posted.get("list_name", "").split()),
        tags=tuple(split_tags(posted.get("tags", ""))),
        statuses=posted_statuses(posted),
    )


def posted_statuses(posted: Mapping[str, str]) -> dict[str, str]:
    """Read the status of each value from the boxes `status-0`, `status-1` and so on.

    Each belongs to the value in `value-0` and so on.
    """
    pairs = ((posted.get(f"value-{at}"), posted.get(f"status-{at}")) for at in range(MAX_VALUES))
    return {
        normalize_status(value): status for value, status in pairs if value and status is not None
    }


class UrlForm(forms.Form):
    """The URL of a file, and whether it lists people or companies."""

    kind = forms.ChoiceField(choices=ImportBatch.Kind.choices)
    url = forms.CharField(
        max_length=2_000, label="URL", error_messages={"required": "Enter the URL of a file."}
    )


class ListNameForm(forms.Form):
    """The name of a list that people of an import are added to."""

    name = forms.CharField(
        max_length=LONGEST_LIST_NAME,
        label="List",
        error_messages={"required": "Enter the name of a list."},
    )


def mapping_of(batch: ImportBatch, posted: Mapping[str, str]) -> dict[str, str]:
    """Read the field of each column from the inputs `column-0`, `column-1` and so on."""
    return {
        str(column["name"]): field
        for at, column in enumerate(batch.columns)
        if (field := posted.get(f"column-{at}", ""))
    }


@route("imports/", name="list")
def list_(request: WorkspaceRequest) -> HttpResponse:
    """Show all imports, and the form for the next one."""
    kind = request.GET.get("kind", "")
    known = kind in ImportBatch.Kind.values
    return _render_list(request, UploadForm(initial={"kind": kind} if known else None))


@route("imports/send/", methods="POST", role=Role.MANAGER)
def send(request: WorkspaceRequest) -> HttpResponse:
    """Upload a file and show its guessed columns."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_list(request, form)
    file = form.cleaned_data["file"]
    with ShownErrors(form, ImportFileError, field="file"):
        batch = services.start_import(
            workspace=request.workspace,
            author=request.user,
            kind=form.cleaned_data["kind"],
            file=file,
            file_name=file.name or "",
        )
        reuse_mapping(batch)
        return redirect("imports:batch", batch.pk)
    return _render_list(request, form)


@route("imports/url/", methods="POST", role=Role.MANAGER)
def send_url(request: WorkspaceRequest) -> HttpResponse:
    """Fetch the file at a URL and show what its columns seem to be."""
    form = UrlForm(request.POST)
    if not form.is_valid():
        return _render_list(request, UploadForm(), url_form=form)
    with ShownErrors(form, ImportFileError, field="url"):
        file = fetch_file(form.cleaned_data["url"])
        found = services.start_import(
            workspace=request.workspace,
            author=request.user,
            kind=form.cleaned_data["kind"],
            file=file,
            file_name=file.name or "",
        )
        reuse_mapping(found)
        return redirect("imports:batch", found.pk)
    return _render_list(request, UploadForm(), url_form=form)


@route("imports/<int:batch_id>/list/", name="add_to_list", methods="POST", role=Role.QUALIFIER)
def add_people_to_list(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Add the people or companies of an import to a list, new or not."""
    found = _find_batch(request, batch_id)
    form = ListNameForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["name"])))
        return redirect("imports:batch", found.pk)
    name = " ".join(form.cleaned_data["name"].split())
    check_list_name(name)
    n_new = add_to_list(batch=found, name=name, author=request.user)
    name = found.contact_list.name if found.contact_list else name
    undo = reverse("imports:take_from_list", args=[found.pk]) if n_new else ""
    everyone = "Everyone is" if found.kind == ImportBatch.Kind.CONTACTS else "All are"
    message = (
        f"{_describe_count(found, n_new)} added to {name}."
        if n_new
        else f"{everyone} already in {name}."
    )
    add_undo_message(request, message, undo)
    return redirect("imports:batch", found.pk)


@route(
    "imports/<int:batch_id>/list/undo/", name="take_from_list", methods="POST", role=Role.QUALIFIER
)
def take_people_from_list(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Undo an addition: remove from the list what the import added."""
    found = _find_batch(request, batch_id)
    n_taken = remove_from_lists(found, only=found.contact_list) if found.contact_list else 0
    message = f"{_describe_count(found, n_taken)} removed from {found.contact_list or 'the list'}."
    messages.success(request, message)
    return redirect("imports:batch", found.pk)


def _describe_count(found: ImportBatch, n: int) -> str:
    one, many = _NOUNS[ImportBatch.Kind(found.kind)]
    return f"1 {one} was" if n == 1 else f"{n:,} {many} were"


@route("imports/<int:batch_id>/")
def batch(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Show one import: its columns before it starts, its progress and result afterwards."""
    return _render_batch(request, _find_batch(request, batch_id))


@route("imports/<int:batch_id>/start/", methods="POST", role=Role.MANAGER)
def start(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Settle the columns and start."""
    found = _find_batch(request, batch_id)
    mapping, options = mapping_of(found, request.POST), options_of(request.POST)
    has_status_choice = request.POST.get("status_column", "") == status_column(mapping)
    try:
        if not has_status_choice:
            require_known_statuses(found, mapping)
        services.confirm_mapping(batch=found, mapping=mapping, author=request.user, options=options)
    except (MappingError, QuotaError) as error:
        # Shown as they were chosen: who mends the columns starts with these rules, too.
        found.mapping = mapping
        found.mode, found.match_by, found.duplicates, *_ = options
        found.only_empty, found.list_name = options.only_empty, options.list_name
        found.tags, found.statuses = list(options.tags), dict(options.statuses)
        return _render_batch(request, found, error=error.message)
    save_mapping(batch=found, author=request.user)
    return redirect("imports:batch", found.pk)


@route("imports/<int:batch_id>/preview/", methods="POST", role=Role.MANAGER)
def preview(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Show the first rows as they will look with the columns of the form; nothing is saved."""
    found = _find_batch(request, batch_id)
    context = _preview_context(found, mapping_of(found, request.POST), options_of(request.POST))
    return render(request, "imports/partials/row_preview.html", context)


def _preview_context(
    found: ImportBatch, mapping: Mapping[str, str], options: Options
) -> dict[str, Any]:
    """Return the first rows with a mapping, or what keeps the import from starting."""
    try:
        known = {name: code for name, code in mapping.items() if code != NEW_FIELD}
        services.check_columns(found, known, options)
        return {"preview": preview_rows(found, mapping, options.match_by), "problem": ""}
    except (MappingError, ImportFileError) as error:
        return {"preview": None, "problem": error.message}
    except FileNotFoundError:
        return {"preview": None, "problem": "The file is no longer stored. Upload it again."}


@route("imports/<int:batch_id>/sheet/", methods="POST", role=Role.MANAGER)
def sheet(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Read other sheets of the workbook, or use another header line or encoding."""
    found = _find_batch(request, batch_id)
    former = found.encoding, len(found.columns)
    line = _posted_number(request, "line")
    chosen = [int(text) if is_key(text) else 0 for text in request.POST.getlist("sheet") if text]
    is_other = bool(chosen and sheet_number(found)) and sorted(chosen) != sheets_read(found)
    try:
        # A line of one sheet does not apply to another.
        choose_table(
            batch=found,
            sheets=chosen if is_other else (),
            line=None if is_other else line,
            encoding=request.POST.get("encoding", ""),
        )
    except ImportFileError as error:
        return _render_batch(
            request, found, error=f"{error.message} Rows imported before are kept."
        )
    is_same_table = former[0] != found.encoding and former[1] == len(found.columns)
    if is_same_table and "column-0" in request.POST:
        known = {choice.code for choice in choices_of(found)}
        mapping = mapping_of(found, request.POST)
        found.mapping = {name: code for name, code in mapping.items() if code in known}
        found.save(update_fields=["mapping"])
    return redirect("imports:batch", found.pk)


@route("imports/<int:batch_id>/guess/", methods="POST", role=Role.MANAGER)
def guess(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Use the guessed columns instead of those saved for an earlier file."""
    found = _find_batch(request, batch_id)
    reset_to_guess(batch=found)
    return redirect("imports:batch", found.pk)


@route("imports/<int:batch_id>/forget/", name="forget", methods="POST", role=Role.MANAGER)
def forget_mapping(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Forget the mapping saved for files like this one; the next import saves a new one."""
    found = _find_batch(request, batch_id)
    if former := delete_saved_mapping(batch=found):
        messages.success(
            request,
            f"Forgot the mapping of {former} and detected the columns again. "
            "Similar files will use the mapping that you import with.",
        )
    return redirect("imports:batch", found.pk)


@route("imports/<int:batch_id>/stop/", methods="POST", role=Role.MANAGER)
def stop(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Stop an import; stored rows stay."""
    found = _find_batch(request, batch_id)
    control.stop_import(batch=found, author=request.user)
    messages.success(request, f"Stopped. {found.n_rows - found.n_rejected:,} rows were imported.")
    return redirect("imports:batch", found.pk)


@route("imports/<int:batch_id>/discard/", methods="POST", role=Role.MANAGER)
def discard(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Throw a file away that was not started."""
    found = _find_batch(request, batch_id)
    services.discard_import(batch=found, author=request.user)
    messages.success(request, f"Discarded {found.file_name}. Nothing was imported.")
    return redirect("imports:list")


@route("imports/<int:batch_id>/progress/")
@partial_of("imports:batch")
def progress(request: WorkspaceRequest, batch_id: int) -> HttpResponse:
    """Show the progress of an import; the page polls it every second."""
    return render(
        request,
        "imports/partials/progress.html",
        _progress_context(request, _find_batch(request, batch_id)),
    )


@route("imports/status/")
@partial_of("imports:list")
def status(request: WorkspaceRequest) -> HttpResponse:
    """Show the running import in the bar on top; empty where none runs."""
    running = selectors.running_batches(request.workspace).first()
    return render(request, "partials/job.html", {"running_import": running})


@route("imports/<int:batch_id>/rejected.csv", role=Role.MANAGER)
def rejected_csv(request: WorkspaceRequest, batch_id: int) -> StreamingHttpResponse:
    """Download all rejected rows as a file to fix and import again."""
    return rejected_rows_file(_find_batch(request, batch_id))


def _posted_number(request: WorkspaceRequest, name: str) -> int | None:
    """Return a submitted number; 0 if invalid, None if nothing was sent."""
    text = request.POST.get(name, "").strip()
    return (int(text) if is_key(text) else 0) if text else None


def _find_batch(request: WorkspaceRequest, batch_id: int) -> ImportBatch:
    return get_object_or_404(selectors.batches_of(request.workspace), pk=batch_id)


def _render_list(
    request: WorkspaceRequest, form: UploadForm, url_form: UrlForm | None = None
) -> HttpResponse:
    page = Paginator(selectors.batches_of(request.workspace), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "url_form": url_form or UrlForm(),
        "page": page,
        **page_links(page, "?"),
        "can_import": _can_import(request),
    }
    has_errors = form.errors or (url_form and url_form.errors)
    return render(request, "imports/imports.html", context, status=422 if has_errors else 200)


def _list_names(workspace: Workspace, found: ImportBatch) -> list[str]:
    of_people = found.kind == ImportBatch.Kind.CONTACTS
    rows = lists_of(workspace) if of_people else company_lists_of(workspace)
    return [row.name for row in rows[:MAX_LISTS]]


def _tag_names(workspace: Workspace, found: ImportBatch) -> list[str]:
    """Return the tags of the most records of the kind that is imported."""
    if found.kind == ImportBatch.Kind.CONTACTS:
        n_tagged = value_counts(workspace, ContactQuery(), "tag")
    else:
        n_tagged = value_counts(workspace, CompanyQuery(), "tag")
    return sorted(n_tagged, key=lambda tag: (-n_tagged[tag], tag))[:MAX_TAGS]


def _render_batch(request: WorkspaceRequest, found: ImportBatch, error: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "before": selectors.batches_of(request.workspace).exclude(pk=found.pk)[:N_PREVIOUS],
        "list_names": _list_names(request.workspace, found),
        "tag_names": _tag_names(request.workspace, found),
        "may_list": Role(request.member.role).includes(Role.QUALIFIER),
        "encoding": layout_words(found.encoding, found.delimiter, len(found.sheets)),
        "error": error,
        **_progress_context(request, found),
    }
    if found.status == ImportBatch.Status.MAPPING:
        columns = columns_of(found)
        hidden = hidden_columns(columns)
        shown = [one for one in columns if one.name not in hidden]
        shown.sort(key=lambda one: not one.is_unsure)
        context |= {"columns": columns, "choices": choices_of(found)}
        context |= {"hidden": hidden, "shown": shown, "n_rows": rows_in_file(found)}
        context["n_unsure"] = sum(one.is_unsure for one in shown)
        options = Options(found.mode, found.match_by, found.duplicates)
        context |= _preview_context(found, found.mapping, options)
        context |= {"modes": ImportBatch.Mode.choices, "keys": keys_of(found.kind)}
        context["duplicates"] = ImportBatch.Duplicates.choices
        context["recognized"] = f"Recognized: {found.source} export"
        context["former"] = applied_mapping(found)
        context |= {"sheets": sheets_of(found), "sheet_number": sheet_number(found)}
        context["sheets_read"] = sheets_read(found)
        context["encodings"] = encodings_of(found)
        context["last_line"] = LAST_HEADER_LINE
        context["room"] = room_in(request.workspace, Quota(found.kind))
        context["status_column"] = status_column(found.mapping)
        statuses, opt_outs = values_to_map(found, found.mapping, found.statuses)
        context |= {"status_values": statuses, "opt_out_values": opt_outs}
        context["statuses"] = statuses_of(request.workspace).choices()
        context["n_found"] = sum(bool(column.guess) for column in columns)
        page = "imports/mapping.html"
    else:
        page = "imports/import.html"
    return render(request, page, context, status=422 if error else 200)


def _progress_context(request: WorkspaceRequest, found: ImportBatch) -> dict[str, Any]:
    counts = count_by_field(found)
    rejected = selectors.rejected_rows(found)[:N_REJECTED_SHOWN] if counts["n_rejected"] else []
    return {
        "field_counts": counts,
        "batch": found,
        "counts": counts_of(found),
        "opt_outs": opt_outs_of(found),
        "unused_opt_outs": unused_opt_outs_of(found),
        "unused_statuses": unused_statuses_of(found),
        "undone": undone_of(found),
        "n_domains": count_filled_domains(found),
        "n_in": found.n_rows - found.n_rejected,
        "time_left": time_left(found),
        "refused": rejected,
        "waiting": selectors.pending_for_import(found),
        "full": control.capacity_error(found),
        "skipped": selectors.skipped_values(found) if counts["n_cells"] else [],
        "can_import": _can_import(request),
    }


def _can_import(request: WorkspaceRequest) -> bool:
    return Role(request.member.role).includes(Role.MANAGER)
