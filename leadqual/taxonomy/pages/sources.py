"""The taxonomy that a page reads, live or a draft, who may, and how an edit is answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.core.texts.plain_texts import to_plain_line
from leadqual.taxonomy.document.changes import TaxonomyChange
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.document import (
    Document,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.drafts.services import draft_changes, draft_document, edit_draft
from leadqual.taxonomy.models import TaxonomyDraft
from leadqual.taxonomy.pages.forms import EditForm

_DRAFT_PAGES = {
    "tree": "draft-tree",
    "department": "draft-department",
    "function": "draft-function",
    "dictionary": "draft-dictionary",
    "entry": "draft-entry",
    "export": "draft-export",
    "new": "draft-new",
}
"""Page of the live taxonomy → the same page of a draft."""


@dataclass(frozen=True, slots=True)
class TaxonomySource:
    """Where the taxonomy is read.

    Args:
        document: what it says there.
        draft: None for the live taxonomy.
        changes: of the draft; none for the live taxonomy.
    """

    document: Document
    draft: TaxonomyDraft | None = None
    changes: Sequence[TaxonomyChange] = ()

    def url(self, name: str, *parts: str) -> str:
        """Return the address of a page of this place: `tree`, `function`, `department`..."""
        if self.draft is None:
            return reverse(f"taxonomy:{name}", args=parts)
        return reverse(f"taxonomy:{_DRAFT_PAGES[name]}", args=[self.draft.pk, *parts])

    @property
    def changed(self) -> frozenset[str]:
        return frozenset().union(*(change.functions for change in self.changes))

    @property
    def may_edit(self) -> bool:
        return self.draft is not None and self.draft.is_open


def require_staff(request: WorkspaceRequest) -> None:
    """Let only staff on: the taxonomy is that of all workspaces.

    Raises:
        PermissionDenied: they are not staff.
    """
    if not request.user.is_staff:
        raise PermissionDenied


def typed(request: WorkspaceRequest, name: str, longest: int) -> str:
    """Return a line that was sent, without what cannot be shown, cut where it is too long."""
    return to_plain_line(request.POST.get(name, ""), longest)


def source_of(request: WorkspaceRequest, draft_id: int | None) -> TaxonomySource:
    """Return where the taxonomy is read: live for everybody, a draft for staff.

    Raises:
        PermissionDenied: a draft, and they are not staff.
        Http404: there is no such draft.
    """
    if draft_id is None:
        return TaxonomySource(read_document())
    require_staff(request)
    draft = get_object_or_404(TaxonomyDraft.objects.select_related("base", "author"), pk=draft_id)
    return TaxonomySource(draft_document(draft), draft, draft_changes(draft))


def found_or_404(
    source: TaxonomySource, kind: str, slug: str
) -> WrittenFunction | WrittenDepartment:
    """Return a department or function of a place.

    Raises:
        Http404: there is none, by no former slug either.
    """
    rows = source.document.functions if kind == "function" else source.document.departments
    for row in rows:
        if slug == row.slug or slug in row.formerly:
            return row
    raise Http404


def answer_edit(request: WorkspaceRequest, source: TaxonomySource, form: EditForm) -> bool:
    """Do what a form says to the draft of a place; errors are put on the form.

    Returns:
        Whether it was done; a message says what changed.
    """
    if source.draft is None or not form.is_valid():
        return False
    with ShownErrors(form):
        draft = edit_draft(draft_id=source.draft.pk, edit=form.edit, author=request.user)
        change_messages(request, draft, source.document, draft_document(draft))
        return True
    return False


def change_messages(
    request: WorkspaceRequest, draft: TaxonomyDraft, before: Document, after: Document
) -> None:
    """Say what an edit changed in a draft, with the way back."""
    found = changes(before, after)
    if not found:
        messages.info(request, "Nothing changed: the draft already had these values.")
        return
    more = f" And {len(found) - 1:,} more." if len(found) > 1 else ""
    add_undo_message(request, f"Changed in the draft: {found[0].words}{more}", undo_address(draft))


def undo_address(draft: TaxonomyDraft) -> str:
    """Return the address that takes back the last edit, as long as it is the last one."""
    return f"{reverse('taxonomy:undo', args=[draft.pk])}?edit={draft.edits}"
