"""Pages of drafts for staff: begin one, see and take back its changes, publish it."""

from typing import Any

from django.contrib import messages
from django.core.validators import slug_re
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.page_links import local_address
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.taxonomy.drafts import publish_draft, services
from leadqual.taxonomy.errors import DraftStaleError
from leadqual.taxonomy.models import TaxonomyDraft
from leadqual.taxonomy.pages.impact import effect_context
from leadqual.taxonomy.pages.sources import require_staff, source_of, typed, undo_address

_MAX_CHANGES, _MAX_CLOSED = 500, 50


@route("taxonomy/drafts/start/", methods="POST")
def start(request: WorkspaceRequest) -> HttpResponse:
    """Begin a draft, or go on with the last one that this person began, and open a page of it."""
    require_staff(request)
    name = typed(request, "name", 100)
    mine = TaxonomyDraft.objects.filter(author=request.user, published_as=None, archived_at=None)
    draft = None if name or request.POST.get("new") else mine.first()
    if draft is None:
        day = timezone.localdate()
        draft = services.start_draft(
            name=name or f"Changes of {day:%b %-d, %Y}", author=request.user
        )
    for kind in ("function", "department"):
        slug = request.POST.get(kind, "")
        if slug_re.match(slug):
            return redirect(f"taxonomy:draft-{kind}", draft.pk, slug)
    return redirect("taxonomy:draft-tree", draft.pk)


@route("taxonomy/drafts/<int:draft_id>/", methods="GET HEAD POST")
def draft(request: WorkspaceRequest, draft_id: int) -> HttpResponse:
    """Show what a draft changes; take changes back, bring it up to date, publish it."""
    require_staff(request)
    get_object_or_404(TaxonomyDraft, pk=draft_id)
    refusal, status = "", 200
    conflicts: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            return _done(request, draft_id, request.POST.get("do", ""))
        except LeadqualError as error:
            refusal, status = error.message, error.status
            conflicts = error.conflicts if isinstance(error, DraftStaleError) else ()
    source = source_of(request, draft_id)
    row = source.draft
    context: dict[str, Any] = {
        "draft": row,
        "place": source,
        "changes": source.changes,
        "shown": source.changes[:_MAX_CHANGES],
        "n_hidden": max(0, len(source.changes) - _MAX_CHANGES),
        "is_stale": row is not None and services.is_stale(row),
        "refusal": refusal,
        "conflicts": conflicts,
        "reason": request.POST.get("reason", ""),
        "tree_url": source.url("tree"),
        **effect_context(request, source),
    }
    return render(request, "taxonomy/draft.html", context, status=status)


def _done(request: WorkspaceRequest, draft_id: int, what: str) -> HttpResponse:
    """Do what a button of the page of a draft says."""
    back = redirect("taxonomy:draft", draft_id)
    if what == "publish":
        reason = typed(request, "reason", 200)
        if not reason:
            raise LeadqualError("Enter a reason. Nothing was published.")
        if "confirmed" not in request.POST:
            raise LeadqualError("Confirm the impact of the draft. Nothing was published.")
        version = publish_draft.publish(draft_id=draft_id, reason=reason, author=request.user)
        add_undo_message(
            request,
            f"Published as version {version.pk}. Stored titles are being classified again.",
            "taxonomy:undo-publishing",
            version.pk,
        )
        return redirect("taxonomy:version", version.pk)
    if what == "take-back":
        key = request.POST.get("key", "")
        taken = services.revert(draft_id=draft_id, key=key, author=request.user)
        _add_taken_message(request, draft_id, [change.words for change in taken])
    elif what in {"rebase", "rebase-mine"}:
        services.rebase(draft_id=draft_id, draft_wins=what == "rebase-mine")
        messages.success(
            request, "The draft is up to date with the live taxonomy. Its changes are kept."
        )
    elif what in {"put-away", "take-up"}:
        services.discard(draft_id=draft_id, is_archived=what == "put-away")
        if what == "put-away":
            messages.success(request, "Draft discarded. You can find it in the list of drafts.")
            return redirect("taxonomy:drafts")
    else:
        raise LeadqualError("Unknown action. Nothing was changed.")
    return back


def _add_taken_message(request: WorkspaceRequest, draft_id: int, words: list[str]) -> None:
    if not words:
        messages.info(request, "This change is no longer in the draft.")
        return
    more = f" And {len(words) - 1:,} that depend on it." if len(words) > 1 else ""
    url = undo_address(TaxonomyDraft.objects.get(pk=draft_id))
    add_undo_message(request, f"Reverted: {words[0]}{more}", url)


@route("taxonomy/drafts/<int:draft_id>/undo/", methods="POST")
def undo(request: WorkspaceRequest, draft_id: int) -> HttpResponse:
    """Take the last edit of a draft back; again, and it is there again."""
    require_staff(request)
    get_object_or_404(TaxonomyDraft, pk=draft_id)
    edit = request.GET.get("edit", "")[:9]
    seen = int(edit) if edit.isdecimal() else None
    with ShownErrors(request):
        row = services.undo_edit(draft_id=draft_id, author=request.user, seen=seen)
        text = "Undid the last edit of the draft."
        add_undo_message(request, text, undo_address(row))
    page = reverse("taxonomy:draft", args=[draft_id])
    return redirect(local_address(request, request.headers.get("Referer", ""), page))


@route("taxonomy/drafts/", name="drafts")
def all_drafts(request: WorkspaceRequest) -> HttpResponse:
    """List the drafts: open ones first, then those that were put away or published."""
    require_staff(request)
    rows = TaxonomyDraft.objects.select_related("author", "base", "published_as").defer(
        "document", "former", "base__document", "published_as__document"
    )
    is_open = Q(published_as=None, archived_at=None)
    context = {
        "open_drafts": rows.filter(is_open),
        "closed_drafts": rows.exclude(is_open)[:_MAX_CLOSED],
    }
    return render(request, "taxonomy/drafts.html", context)
