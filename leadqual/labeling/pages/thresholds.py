"""The page of a threshold, for staff: what each one would do, and its way into a draft."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job
from leadqual.labeling import thresholds
from leadqual.labeling.models.scores import ChanceRun
from leadqual.labeling.pages.forms import return_address
from leadqual.labeling.requested_runs import request_run
from leadqual.labeling.score_counts import MIN_LABELED
from leadqual.labeling.thresholds import HIGHEST, LOWEST
from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.document.slug_history import slug_changes
from leadqual.taxonomy.drafts.services import draft_document
from leadqual.taxonomy.models import Function, TaxonomyDraft
from leadqual.taxonomy.pages.sources import (
    TaxonomySource,
    change_messages,
    found_or_404,
    require_staff,
    source_of,
)
from leadqual.taxonomy.pages.tree_view import page_context
from leadqual.taxonomy.versions import document_of

_DRAFT_PAGES = {"threshold": "draft-threshold", "save-threshold": "draft-save-threshold"}
"""Page of the live taxonomy → the same page of a draft."""


class AtForm(forms.Form):
    """The position of the slider."""

    at = forms.FloatField(min_value=LOWEST, max_value=HIGHEST)

    def read(self, default: float) -> float:
        """Return the threshold that is looked at; the default where none is said."""
        return float(self.cleaned_data["at"]) if self.is_valid() else default


class ThresholdForm(forms.Form):
    """A threshold that goes into a draft; empty leaves it to the model."""

    threshold = forms.FloatField(
        min_value=0,
        max_value=1,
        required=False,
        error_messages={
            "invalid": "The threshold must be a number from 0 to 1. Nothing was changed.",
            "min_value": "The threshold must be at least 0. Nothing was changed.",
            "max_value": "The threshold must be at most 1. Nothing was changed.",
        },
    )

    def reason(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


@dataclass(frozen=True, slots=True)
class SelectedFunction:
    """A function whose threshold is looked at, live or in a draft.

    Args:
        own: threshold that staff set there; None leaves it to the model.
        draft: None for the live taxonomy.
        live: its slug in the live taxonomy; the draft may have renamed it.
    """

    slug: str
    name: str
    own: float | None
    draft: TaxonomyDraft | None
    live: str

    def url(self, name: str) -> str:
        """Return the address of a page about it: `threshold` or `save-threshold`."""
        if self.draft is None:
            return reverse(f"labeling:{name}", args=[self.slug])
        return reverse(f"labeling:{_DRAFT_PAGES[name]}", args=[self.draft.pk, self.slug])


@route("taxonomy/functions/<slug:slug>/threshold/")
@route("taxonomy/drafts/<int:draft_id>/functions/<slug:slug>/threshold/", name="draft-threshold")
def threshold(request: WorkspaceRequest, slug: str, draft_id: int | None = None) -> HttpResponse:
    """Show what each threshold of a function would do; htmx gets the chosen one alone.

    While titles are counted, it asks how far the job is: what is typed or slid stays as it is.
    """
    require_staff(request)
    if request.htmx.target == "at":
        context = _context(request, _load_page(slug, draft_id))
        if "preview" in context:
            return render(request, "labeling/partials/thresholds/preview.html", context)
    if request.htmx.target == "run":
        context = _context(request, _load_page(slug, draft_id))
        if "state" in context:
            return _render_progress(request, context)
    return _page(request, slug, source_of(request, draft_id))


def _render_progress(request: WorkspaceRequest, context: dict[str, Any]) -> HttpResponse:
    """Return how far the job is; once it is over, the page is loaded again with what it counted."""
    run = context["state"].run
    answer = render(
        request, "labeling/partials/thresholds/count_status.html", context | {"run": run}
    )
    if run is None or run.asked_at is None:
        answer["HX-Refresh"] = "true"
    return answer


@route("taxonomy/functions/<slug:slug>/threshold/save/", name="save-threshold", methods="POST")
@route(
    "taxonomy/drafts/<int:draft_id>/functions/<slug:slug>/threshold/save/",
    name="draft-save-threshold",
    methods="POST",
)
def save(request: WorkspaceRequest, slug: str, draft_id: int | None = None) -> HttpResponse:
    """Put a threshold into a draft, and go on there."""
    require_staff(request)
    source = source_of(request, draft_id)
    function = found_or_404(source, "function", slug)
    form = ThresholdForm(request.POST)
    if not form.is_valid():
        return _page(request, slug, source, refusal=form.reason())
    draft = source.draft or thresholds.draft_of(request.user)
    before = draft_document(draft)
    try:
        draft = thresholds.save_to_draft(
            draft,
            slug=function.slug,
            threshold=form.cleaned_data["threshold"],
            author=request.user,
        )
    except LeadqualError as error:
        return _page(request, slug, source, refusal=error.message)
    change_messages(request, draft, before, draft_document(draft))
    return redirect("labeling:draft-threshold", draft.pk, function.slug)


@route("taxonomy/functions/<slug:slug>/threshold/count/", name="count-chances", methods="POST")
def count(request: WorkspaceRequest, slug: str) -> HttpResponse:
    """Have the chances of this workspace counted in the background."""
    require_staff(request)
    request_run(ChanceRun, Job.COUNT_CHANCES, workspace=request.workspace)
    return redirect(return_address(request, reverse("labeling:threshold", args=[slug])))


def _page(
    request: WorkspaceRequest, slug: str, source: TaxonomySource, *, refusal: str = ""
) -> HttpResponse:
    found = found_or_404(source, "function", slug)
    own, live = getattr(found, "threshold", None), _live(found.slug, source.draft, source.document)
    looked_at = SelectedFunction(found.slug, found.name, own, source.draft, live)
    context = _context(request, looked_at) | page_context(request, source)
    context |= {"refusal": refusal, "function_url": source.url("function", found.slug)}
    status = 422 if refusal else 200
    return render(request, "labeling/threshold.html", context, status=status)


def _load_page(slug: str, draft_id: int | None) -> SelectedFunction:
    """Return a function without the rest of the taxonomy: somebody moves the slider."""
    if draft_id is None:
        row = get_object_or_404(Function, slug=slug, retired_at=None)
        return SelectedFunction(row.slug, row.name, row.threshold, None, row.slug)
    draft = get_object_or_404(TaxonomyDraft, pk=draft_id)
    document = draft_document(draft)
    found = document.function(slug)
    if found is None:
        raise Http404
    live = _live(found.slug, draft, document)
    return SelectedFunction(found.slug, found.name, found.threshold, draft, live)


def _live(slug: str, draft: TaxonomyDraft | None, document: Document) -> str:
    if draft is None:
        return slug
    return slug_changes(document_of(draft.base).functions, document.functions).former(slug)


def _context(request: WorkspaceRequest, looked_at: SelectedFunction) -> dict[str, Any]:
    limits = thresholds.limits_of(looked_at.live)
    draft = looked_at.draft
    context: dict[str, Any] = {
        "function": looked_at,
        "draft": draft,
        "own": looked_at.own,
        "limits": limits,
        "here": looked_at.url("threshold"),
        "save_url": looked_at.url("save-threshold"),
        "may_save": draft is None or draft.is_open,
        "lowest": thresholds.LOWEST,
        "highest": thresholds.HIGHEST,
    }
    if limits is None:
        return context
    counts, state = thresholds.counts_and_state(looked_at.live, workspace=request.workspace)
    own = looked_at.own
    at = AtForm(request.GET).read(limits.active_threshold if own is None else own)
    return context | {
        "state": state,
        "is_outdated": thresholds.is_outdated(state),
        "n_carry": counts.everywhere.n_carry,
        "n_tested": counts.n_tested,
        "n_corrected": counts.n_corrected,
        "least_carrying": MIN_LABELED,
        "at": at,
        "preview": thresholds.preview(counts, limits, workspace=request.workspace, threshold=at),
    }
