"""The form that starts an enrichment run, and one run with its results."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.accounts.pages.forms import OneLineField
from leadqual.core.pages.page_links import page_links
from leadqual.core.pages.panels import Tab
from leadqual.core.pages.undo import ShownErrors
from leadqual.core.texts.plain_texts import format_count
from leadqual.enrichment.connections import language_model_of, webhooks_of
from leadqual.enrichment.models import (
    LONGEST_QUESTION,
    EnrichmentResult,
    EnrichmentRun,
    Kind,
)
from leadqual.enrichment.runs import (
    cost_of,
    estimate,
    is_undone,
    outcomes_of,
    results_of,
    resume_run,
    runs_of,
    start_run,
    stop_run,
    undo_run,
)
from leadqual.imports.columns.custom_columns import NEW_FIELD
from leadqual.leads.records.custom_fields import fields_of
from leadqual.search.pages.record_routes import record_or_404, record_panels, report_missing_records
from leadqual.search.results.kinds import COMPANIES, KINDS
from leadqual.search.results.kinds import Kind as SearchKind
from leadqual.search.results.result_pages import result_keys

_SOURCE_PARAMETER = "from"
"""Query parameter of the form that starts a run: the source."""
_Source = EnrichmentRun.Source
SOURCES: Mapping[str, str] = {
    _Source.WEBSITE: "Website",
    _Source.TEXT: "Description",
    _Source.WEBHOOK: "Webhook",
    _Source.QUESTION: "Question",
}
SOURCE_NAMES = {
    **SOURCES,
    _Source.WEBSITE: "Descriptions from websites",
    _Source.TEXT: "Industry and size from descriptions",
}
_PEOPLE_SOURCES = (_Source.WEBHOOK, _Source.QUESTION)
_PAGE = 50


class StartForm(forms.Form):
    """What a run needs to know besides its records: nothing for websites and descriptions."""

    webhook_id = forms.TypedChoiceField(coerce=int, label="Webhook")
    question = OneLineField(
        max_length=LONGEST_QUESTION,
        label="Question about each record",
        help_text="Answered from the fields of the record alone, with a quote, or not at all.",
        widget=forms.TextInput({"placeholder": "Which industries do they sell to?"}),
    )
    field = forms.ChoiceField(
        label="Custom field for the answers", help_text="A new one is named like the question."
    )
    replaces = forms.BooleanField(
        required=False,
        label="Replace existing values",
        help_text="Otherwise only records without a value are asked about.",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        workspace: Workspace,
        kind: str,
        source: str,
        is_manager: bool,
    ) -> None:
        super().__init__(data)
        webhooks = webhooks_of(workspace, kind).values_list("pk", "name")
        new = [(NEW_FIELD, "New custom field")] if is_manager else []
        fields = [*new, *((field.code, field.label) for field in fields_of(workspace, kind))]
        self.fields["webhook_id"].choices = list(webhooks)  # type: ignore[attr-defined]
        self.fields["field"].choices = fields  # type: ignore[attr-defined]
        shown_fields = {
            _Source.WEBHOOK: {"webhook_id"},
            _Source.QUESTION: {"question", "field", "replaces"},
        }.get(_Source(source), set())
        for name in set(self.fields) - shown_fields:
            del self.fields[name]

    @property
    def is_ready(self) -> bool:
        """Whether there is anything to choose from."""
        choices = (getattr(field, "choices", [1]) for field in self.fields.values())
        return all(list(options) for options in choices)


@record_panels(
    "enrich/", "enrich_people", "enrich_companies", methods="GET POST", role=Role.QUALIFIER
)
@report_missing_records()
def enrich(request: WorkspaceRequest, kind: SearchKind) -> HttpResponse:
    """Show what a run over the records of the search in the URL would do; a post starts it."""
    sources = [code for code in SOURCES if kind is COMPANIES or code in _PEOPLE_SOURCES]
    params = dict(request.GET.lists())
    source = str((params.pop(_SOURCE_PARAMETER, None) or [sources[0]])[-1])
    source = source if source in sources else sources[0]
    is_manager = Role(request.member.role).includes(Role.MANAGER)
    query = kind.read_strictly(params, request.workspace, request.user).changed()
    shown = query.without("company") if kind is COMPANIES else query
    back = f"{reverse(kind.page)}?{shown.to_query()}"
    form = StartForm(
        request.POST if request.method == "POST" or source not in _PEOPLE_SOURCES else None,
        workspace=request.workspace,
        kind=kind.code,
        source=source,
        is_manager=is_manager,
    )
    keys = result_keys(request.workspace, query).tolist()
    run_estimate = None
    if form.is_valid():
        run = EnrichmentRun(
            workspace=request.workspace,
            kind=kind.code,
            source=source,
            query=query.to_query(),
            **form.cleaned_data,
        )
        with ShownErrors(form):
            run_estimate = estimate(run=run, keys=keys)
            if request.POST.get("step") == "start":
                start_run(run=run, keys=keys, author=request.user)
                return redirect("enrichment:run", run.pk)
    context = {
        "form": form,
        "source": source,
        "heading": SOURCES[source],
        "tabs": [_source_tab(request, code, source) for code in sources],
        "estimate": run_estimate,
        "what": format_count(len(keys), kind.noun, kind.records),
        "records": kind.records,
        "noun": kind.noun,
        "model": language_model_of(request.workspace),
        "is_manager": is_manager,
        "back_url": back,
    }
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "enrichment/enrich.html", context, status=status)


def _source_tab(request: WorkspaceRequest, code: str, here: str) -> Tab:
    query = request.GET.copy()
    query["panel"], query[_SOURCE_PARAMETER] = "enrich", code
    return Tab(f"?{query.urlencode()}", SOURCES[code], None, code == here)


@route(
    "companies/<int:company_id>/enrich/",
    name="fill_company",
    methods="POST",
    role=Role.QUALIFIER,
)
def fill_company(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Fill the description of one company from its website."""
    row = record_or_404(request, COMPANIES, company_id)
    run = EnrichmentRun(
        workspace=request.workspace,
        kind=Kind.COMPANY,
        source=_Source.WEBSITE,
        query=f"company={row.pk}",
    )
    with ShownErrors(request):
        start_run(run=run, keys=[row.pk], author=request.user)
        return redirect("enrichment:run", run.pk)
    return redirect("search:company", row.pk)


@route("enrichment/<int:enrichment_id>/")
def run(request: WorkspaceRequest, enrichment_id: int) -> HttpResponse:
    """Show a run with a result for each record; the page follows it while it runs."""
    row = _find_run(request, enrichment_id)
    outcomes = outcomes_of(row)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in EnrichmentResult.Outcome.values else ""
    page = Paginator(results_of(row, outcome), _PAGE).get_page(request.GET.get("page"))
    here = reverse("enrichment:run", args=[row.pk])
    model = language_model_of(request.workspace) if row.source == _Source.QUESTION else None
    place = KINDS["companies" if row.kind == Kind.COMPANY else "people"]
    n_all = outcomes.total()
    n_done = n_all - outcomes[EnrichmentResult.Outcome.PENDING]
    context = {
        "run": row,
        "name": SOURCE_NAMES[row.source],
        "n_all": n_all,
        "n_done": n_done,
        "percent": 100 * n_done // n_all if n_all else 100,
        "cost": cost_of(model, row.n_input_tokens, row.n_output_tokens) if model else None,
        "n_tokens": row.n_input_tokens + row.n_output_tokens,
        "tabs": _outcome_tabs(here, outcomes, outcome),
        "rows": list(page),
        **page_links(page, f"{here}?outcome={outcome}&" if outcome else f"{here}?"),
        "can_undo": not row.is_active and not is_undone(row),
        "may_change": Role(request.member.role).includes(Role.QUALIFIER),
        "place": place,
        "search_url": f"{reverse(place.page)}?{row.query}",
        "here": request.get_full_path(),
    }
    template = "enrichment/partials/progress.html" if request.htmx else "enrichment/run.html"
    return render(request, template, context)


def _outcome_tabs(here: str, outcomes: Mapping[str, int], outcome: str) -> list[Tab]:
    found = [(code, label) for code, label in EnrichmentResult.Outcome.choices if outcomes[code]]
    all_tab = Tab(here, "All", sum(outcomes.values()), not outcome)
    return [
        all_tab,
        *(
            Tab(f"{here}?outcome={code}", str(label), outcomes[code], code == outcome)
            for code, label in found
        ),
    ]


@route("enrichment/<int:enrichment_id>/stop/", methods="POST", role=Role.QUALIFIER)
def stop(request: WorkspaceRequest, enrichment_id: int) -> HttpResponse:
    """Stop a run; what it filled stays."""
    row = _find_run(request, enrichment_id)
    with ShownErrors(request):
        stop_run(run=row, author=request.user)
        messages.success(request, "Stopped. What was filled stays; you can resume the run.")
    return redirect("enrichment:run", row.pk)


@route("enrichment/<int:enrichment_id>/resume/", methods="POST", role=Role.QUALIFIER)
def resume(request: WorkspaceRequest, enrichment_id: int) -> HttpResponse:
    """Go on with a stopped or failed run."""
    row = _find_run(request, enrichment_id)
    with ShownErrors(request):
        resume_run(run=row, author=request.user)
    return redirect("enrichment:run", row.pk)


@route("enrichment/<int:enrichment_id>/undo/", methods="POST", role=Role.QUALIFIER)
def undo(request: WorkspaceRequest, enrichment_id: int) -> HttpResponse:
    """Restore what a run changed."""
    row = _find_run(request, enrichment_id)
    with ShownErrors(request):
        done = undo_run(run=row, author=request.user)
        words = f"Undone: {format_count(done.n_undone, 'record')} restored."
        if done.n_kept:
            words += f" {format_count(done.n_kept, 'record')} changed since and not undone."
        messages.success(request, words)
    return redirect("enrichment:run", row.pk)


def _find_run(request: WorkspaceRequest, run_id: int) -> EnrichmentRun:
    return get_object_or_404(runs_of(request.workspace), pk=run_id)
