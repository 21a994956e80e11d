"""Pages of drafts for staff: begin one, see and take back its changes, publish it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import slug_re
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.core.errors import LeadqualError
from leadqual.core.pages.panels import own_address, partial_of
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.core.texts.plain_texts import without_signs
from leadqual.taxonomy.document.yaml_files import MAX_BYTES, refuse_too_large, write_yaml
from leadqual.taxonomy.drafts import publish_draft, services
from leadqual.taxonomy.drafts.effects import ask_for_effect, effect_of
from leadqual.taxonomy.drafts.services import draft_from_file
from leadqual.taxonomy.errors import DocumentError, DraftStaleError
from leadqual.taxonomy.models import DraftEffect, TaxonomyDraft
from leadqual.taxonomy.pages.tree_view import (
    TaxonomySource,
    let_staff_in,
    source_of,
    typed,
    undo_address,
)
from leadqual.taxonomy.selectors import current_version
from leadqual.taxonomy.versions import document_of

_MAX_FUNCTIONS, _MAX_JUDGED, _MAX_NAMED = 20, 10, 30
_SEARCHES = "view uses changed labels,views use changed labels"
_CAMPAIGNS = (
    "campaign includes companies of these people,campaigns include companies of these people"
)

_MAX_CHANGES, _MAX_CLOSED = 500, 50
_MAX_PROBLEMS = 50


@route("taxonomy/drafts/<int:draft_id>/impact/", name="impact", methods="GET HEAD POST")
@partial_of("taxonomy:draft")
def effect(request: WorkspaceRequest, draft_id: int) -> HttpResponse:
    """Show how far it is; asked by POST, have it worked out for the draft as it is now."""
    refusal = ""
    place = source_of(request, draft_id)
    if request.method == "POST":
        try:
            ask_for_effect(draft_id=draft_id, is_again="again" in request.POST)
        except LeadqualError as error:
            refusal = error.message
        if not request.htmx:
            if refusal:
                messages.error(request, refusal)
            return redirect("taxonomy:draft", draft_id)
    part = effect_context(request, place)
    is_open = place.draft is not None and place.draft.is_open
    is_asked = part["run"] is not None  # Then nobody needs to know, and it is asked each second.
    context = {
        "draft": place.draft,
        "changes": place.changes,
        "is_stale": place.draft is not None and not is_asked and services.is_stale(place.draft),
        "effect_refusal": refusal,
        "has_publish": is_open and (request.method == "POST" or is_known(part)),
        **part,
    }
    return render(request, "taxonomy/partials/draft_impact.html", context)


def is_known(part: Mapping[str, Any]) -> bool:
    """Return whether the impact is there, or why it cannot be."""
    return "effect" in part or bool(part["run"] and part["run"].problem)


def effect_context(request: WorkspaceRequest, place: TaxonomySource) -> dict[str, Any]:
    """Return what the part of the page needs beside the draft and its changes."""
    draft = place.draft
    row = DraftEffect.objects.filter(pk=draft.pk).first() if draft is not None else None
    if draft is None or row is None or row.edits != draft.edits:
        return {"run": None, "was_asked": row is not None}
    if row.finished_at is None:
        return {"run": row}
    base = document_of(draft.base)
    found = effect_of(row, reader=request.user, old=base, new=place.document)
    return {
        "run": row,
        "effect": found,
        "functions": found.functions[:_MAX_FUNCTIONS],
        "n_more": max(0, len(found.functions) - _MAX_FUNCTIONS),
        "refused": found.refused[:_MAX_JUDGED],
        "n_refused": max(0, len(found.refused) - _MAX_JUDGED),
        "judged": found.judged[:_MAX_JUDGED],
        "n_judged": max(0, len(found.judged) - _MAX_JUDGED),
        "hanging": [
            (words, each, each.names[:_MAX_NAMED], max(0, len(each.names) - _MAX_NAMED))
            for words, each in ((_SEARCHES, found.searches), (_CAMPAIGNS, found.campaigns))
        ],
    }


@route("taxonomy/drafts/start/", methods="POST")
def start(request: WorkspaceRequest) -> HttpResponse:
    """Begin a draft, or go on with the last one that this person began, and open a page of it."""
    let_staff_in(request)
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
    let_staff_in(request)
    get_object_or_404(TaxonomyDraft, pk=draft_id)
    refusal, status = "", 200
    conflicts: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            return _done(request, draft_id, request.POST.get("do", ""))
        except LeadqualError as error:
            refusal, status = error.message, error.status
            conflicts = error.conflicts if isinstance(error, DraftStaleError) else ()
    place = source_of(request, draft_id)
    row = place.draft
    context: dict[str, Any] = {
        "draft": row,
        "place": place,
        "changes": place.changes,
        "shown": place.changes[:_MAX_CHANGES],
        "n_hidden": max(0, len(place.changes) - _MAX_CHANGES),
        "is_stale": row is not None and services.is_stale(row),
        "refusal": refusal,
        "conflicts": conflicts,
        "reason": request.POST.get("reason", ""),
        "tree_url": place.url("tree"),
        **effect_context(request, place),
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
        say_undoable(
            request,
            f"Published as version {version.pk}. Stored titles are being classified again.",
            "taxonomy:undo-publishing",
            version.pk,
        )
        return redirect("taxonomy:version", version.pk)
    if what == "take-back":
        key = request.POST.get("key", "")
        taken = services.revert(draft_id=draft_id, key=key, author=request.user)
        _say_taken(request, draft_id, [change.words for change in taken])
    elif what in {"rebase", "rebase-mine"}:
        services.rebase(draft_id=draft_id, draft_wins=what == "rebase-mine")
        messages.success(
            request, "The draft is up to date with the live taxonomy. Its changes are kept."
        )
    elif what in {"put-away", "take-up"}:
        services.discard(draft_id=draft_id, is_away=what == "put-away")
        if what == "put-away":
            messages.success(request, "Draft discarded. You can find it in the list of drafts.")
            return redirect("taxonomy:drafts")
    else:
        raise LeadqualError("Unknown action. Nothing was changed.")
    return back


def _say_taken(request: WorkspaceRequest, draft_id: int, words: list[str]) -> None:
    if not words:
        messages.info(request, "This change is no longer in the draft.")
        return
    more = f" And {len(words) - 1:,} that depend on it." if len(words) > 1 else ""
    url = undo_address(TaxonomyDraft.objects.get(pk=draft_id))
    say_undoable(request, f"Reverted: {words[0]}{more}", url)


@route("taxonomy/drafts/<int:draft_id>/undo/", methods="POST")
def undo(request: WorkspaceRequest, draft_id: int) -> HttpResponse:
    """Take the last edit of a draft back; again, and it is there again."""
    let_staff_in(request)
    get_object_or_404(TaxonomyDraft, pk=draft_id)
    edit = request.GET.get("edit", "")[:9]
    seen = int(edit) if edit.isdecimal() else None
    with ShownErrors(request):
        row = services.undo_edit(draft_id=draft_id, author=request.user, seen=seen)
        said = "Undid the last edit of the draft."
        say_undoable(request, said, undo_address(row))
    page = reverse("taxonomy:draft", args=[draft_id])
    return redirect(own_address(request, request.headers.get("Referer", ""), page))


@route("taxonomy/drafts/", name="drafts")
def all_drafts(request: WorkspaceRequest) -> HttpResponse:
    """List the drafts: open ones first, then those that were put away or published."""
    let_staff_in(request)
    rows = TaxonomyDraft.objects.select_related("author", "base", "published_as").defer(
        "document", "former", "base__document", "published_as__document"
    )
    is_open = Q(published_as=None, archived_at=None)
    context = {
        "open_drafts": rows.filter(is_open),
        "closed_drafts": rows.exclude(is_open)[:_MAX_CLOSED],
    }
    return render(request, "taxonomy/drafts.html", context)


# The taxonomy as a file: taken out, live or as a draft has it, and taken in as a new draft.


@route("taxonomy/export/", name="export")
@route("taxonomy/drafts/<int:draft_id>/export/", name="draft-export")
def export_file(request: WorkspaceRequest, draft_id: int | None = None) -> HttpResponse:
    """Give the taxonomy as a file: what is live to everybody, a draft to staff."""
    place = source_of(request, draft_id)
    name = f"draft-{draft_id}" if draft_id else f"version-{current_version()}"
    return HttpResponse(
        write_yaml(place.document),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="taxonomy-{name}.yaml"'},
    )


@route("taxonomy/drafts/import/", name="import", methods="GET HEAD POST")
def import_file(request: WorkspaceRequest) -> HttpResponse:
    """Make a draft of a file; its page shows what the file changes, and nothing is live before."""
    let_staff_in(request)
    problems: tuple[str, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            draft = _drafted(request)
        except LeadqualError as error:
            problems = error.problems if isinstance(error, DocumentError) else (error.message,)
            status = error.status
        else:
            messages.success(request, f"Created the draft “{draft}”. Review its changes below.")
            return redirect("taxonomy:draft", draft.pk)
    context = {
        "problems": problems[:_MAX_PROBLEMS],
        "n_hidden": max(0, len(problems) - _MAX_PROBLEMS),
        "most_megabytes": MAX_BYTES // 1_000_000,
    }
    return render(request, "taxonomy/import_file.html", context, status=status)


def _drafted(request: WorkspaceRequest) -> TaxonomyDraft:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise LeadqualError("Choose a file. Nothing was changed.")
    refuse_too_large(sent.size or 0)
    content = sent.read(MAX_BYTES + 1)
    name = without_signs(sent.name or "", 80)
    return draft_from_file(content, name=f"From {name or 'a file'}", author=request.user)
