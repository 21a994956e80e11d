"""Pages of the history: every change of the taxonomy with who and why, and the way back."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.page_links import page_links
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.taxonomy.checks import reach_of
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.document.restored import restored
from leadqual.taxonomy.drafts import publish_draft
from leadqual.taxonomy.models import TaxonomyVersion
from leadqual.taxonomy.pages.sources import require_staff, typed
from leadqual.taxonomy.versions import document_before, document_of

_ROWS, _SENTENCES, _MAX_CHANGES = 25, 3, 500


@route("taxonomy/history/")
def history(request: WorkspaceRequest) -> HttpResponse:
    """List the versions, newest first."""
    rows = TaxonomyVersion.objects.select_related("author", "draft").defer(
        "document", "draft__document", "draft__former"
    )
    page = Paginator(rows, _ROWS).get_page(request.GET.get("page"))
    here = f"{address_of('taxonomy:history')}&"
    versions = [
        {
            "version": row,
            "sentences": row.sentences[:_SENTENCES],
            "n_more": max(0, row.n_changes - _SENTENCES),
        }
        for row in page
    ]
    context = {
        "versions": versions,
        "page": page,
        "is_staff": request.user.is_staff,
        **page_links(page, here),
    }
    return render(request, "taxonomy/history.html", context)


@route("taxonomy/history/<int:version_id>/")
def version(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Show one version: what it changed, and what going back to it would change."""
    row = get_object_or_404(TaxonomyVersion.objects.select_related("author"), pk=version_id)
    before = document_before(row)
    sentences = list(row.sentences)
    if row.document is not None and before is not None and row.n_changes > len(sentences):
        sentences = [change.words for change in changes(before, document_of(row))]
    context: dict[str, object] = {
        "version": row,
        "sentences": sentences[:_MAX_CHANGES],
        "n_hidden": max(0, row.n_changes - _MAX_CHANGES),
        "is_staff": request.user.is_staff,
        "back": [],
        "n_back": 0,
    }
    if request.user.is_staff and row.document is not None:
        live = read_document()
        new = restored(document_of(row), live)
        back = changes(live, new)
        context |= {"back": back[:_MAX_CHANGES], "n_back": len(back)}
        context |= {"reach": reach_of(live, new, back)} if back else {}
    return render(request, "taxonomy/version.html", context)


@route("taxonomy/history/<int:version_id>/restore/", name="restore", methods="POST")
def go_back(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Make what a former version said the taxonomy again."""
    require_staff(request)
    row = get_object_or_404(TaxonomyVersion, pk=version_id)
    reason = typed(request, "reason", 200) or f"Reverted to version {row.pk}"
    return _revert_response(
        request, row, lambda: publish_draft.go_back(version=row, reason=reason, author=request.user)
    )


@route("taxonomy/history/<int:version_id>/undo/", name="undo-publishing", methods="POST")
def undo_publishing(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Take back the newest version."""
    require_staff(request)
    row = get_object_or_404(TaxonomyVersion, pk=version_id)
    return _revert_response(
        request, row, lambda: publish_draft.undo_publishing(version=row, author=request.user)
    )


def _revert_response(
    request: WorkspaceRequest, row: TaxonomyVersion, go: Callable[[], TaxonomyVersion]
) -> HttpResponse:
    live = read_document()
    with ShownErrors(request):
        new = go()
        now = read_document()
        n = reach_of(live, now, ()).n_silent
        which = "1 correction no longer counts" if n == 1 else f"{n:,} corrections no longer count"
        restoring_text = f" {which} until a function is put back." if n else ""
        add_undo_message(
            request,
            f"Reverted to version {new.went_back_to_id} of the taxonomy. Stored titles are "
            f"being classified again.{restoring_text}",
            "taxonomy:undo-publishing",
            new.pk,
        )
        return redirect("taxonomy:version", new.pk)
    return redirect("taxonomy:version", row.pk)
