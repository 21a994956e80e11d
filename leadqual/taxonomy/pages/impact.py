"""The impact of a draft: asked for, its progress, and what the page shows."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.page_links import partial_of
from leadqual.taxonomy.drafts import services
from leadqual.taxonomy.drafts.effects import ask_for_effect, effect_of
from leadqual.taxonomy.models import DraftEffect
from leadqual.taxonomy.pages.sources import (
    TaxonomySource,
    source_of,
)
from leadqual.taxonomy.versions import document_of

_MAX_FUNCTIONS, _MAX_JUDGED, _MAX_NAMED = 20, 10, 30
_SEARCHES = "view uses changed labels,views use changed labels"
_CAMPAIGNS = (
    "campaign includes companies of these people,campaigns include companies of these people"
)


@route("taxonomy/drafts/<int:draft_id>/impact/", name="impact", methods="GET HEAD POST")
@partial_of("taxonomy:draft")
def effect(request: WorkspaceRequest, draft_id: int) -> HttpResponse:
    """Show how far it is; asked by POST, have it worked out for the draft as it is now."""
    refusal = ""
    source = source_of(request, draft_id)
    if request.method == "POST":
        try:
            ask_for_effect(draft_id=draft_id, is_repeated="again" in request.POST)
        except LeadqualError as error:
            refusal = error.message
        if not request.htmx:
            if refusal:
                messages.error(request, refusal)
            return redirect("taxonomy:draft", draft_id)
    part = effect_context(request, source)
    is_open = source.draft is not None and source.draft.is_open
    is_asked = part["run"] is not None  # Then nobody needs to know, and it is asked each second.
    context = {
        "draft": source.draft,
        "changes": source.changes,
        "is_stale": source.draft is not None and not is_asked and services.is_stale(source.draft),
        "effect_refusal": refusal,
        "has_publish": is_open and (request.method == "POST" or is_known(part)),
        **part,
    }
    return render(request, "taxonomy/partials/draft_impact.html", context)


def is_known(part: Mapping[str, Any]) -> bool:
    """Return whether the impact is there, or why it cannot be."""
    return "effect" in part or bool(part["run"] and part["run"].problem)


def effect_context(request: WorkspaceRequest, source: TaxonomySource) -> dict[str, Any]:
    """Return what the part of the page needs besides the draft and its changes."""
    draft = source.draft
    row = DraftEffect.objects.filter(pk=draft.pk).first() if draft is not None else None
    if draft is None or row is None or row.edits != draft.edits:
        return {"run": None, "was_asked": row is not None}
    if row.finished_at is None:
        return {"run": row}
    base = document_of(draft.base)
    found = effect_of(row, reader=request.user, old=base, new=source.document)
    return {
        "run": row,
        "effect": found,
        "functions": found["functions"][:_MAX_FUNCTIONS],
        "n_more": max(0, len(found["functions"]) - _MAX_FUNCTIONS),
        "refused": found["refused"][:_MAX_JUDGED],
        "n_refused": max(0, len(found["refused"]) - _MAX_JUDGED),
        "judged": found["judged"][:_MAX_JUDGED],
        "n_judged": max(0, len(found["judged"]) - _MAX_JUDGED),
        "hanging": [
            (words, each, each["names"][:_MAX_NAMED], max(0, len(each["names"]) - _MAX_NAMED))
            for words, each in ((_SEARCHES, found["searches"]), (_CAMPAIGNS, found["campaigns"]))
        ],
    }
