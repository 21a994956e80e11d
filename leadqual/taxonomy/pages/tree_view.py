"""The taxonomy as the pages show it: the tree, and where it is read from, live or a draft."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.core.texts.plain_texts import without_signs
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.document.edits import TaxonomyChange
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.drafts.services import draft_changes, draft_document, edit_draft
from leadqual.taxonomy.models import TaxonomyDraft
from leadqual.taxonomy.pages.forms import EditForm

SHORTEST_TITLE_SEARCH = 3
MAX_ENTRIES = 10


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
        return reverse(f"taxonomy:draft-{name}", args=[self.draft.pk, *parts])

    @property
    def changed(self) -> frozenset[str]:
        return frozenset().union(*(change.functions for change in self.changes))

    @property
    def may_edit(self) -> bool:
        return self.draft is not None and self.draft.is_open


@dataclass(frozen=True, slots=True)
class FunctionNode:
    """A function in the tree."""

    name: str
    url: str
    is_here: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class DepartmentNode:
    """A department in the tree with the functions that were found."""

    name: str
    url: str
    is_here: bool
    is_open: bool
    leaves: Sequence[FunctionNode]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of the dictionary or a phrase rule.

    Args:
        text: the normalised title or phrase.
        functions: names; empty means Other.
        level: slug; empty leaves it to the model.
        industry: slug; empty means none.
    """

    text: str
    functions: Sequence[str]
    level: str = ""
    industry: str = ""


def tree(place: TaxonomySource, *, words: str = "", here: str = "") -> list[DepartmentNode]:
    """Return the tree, narrowed to what some words find.

    Args:
        place: where it is read.
        words: found in names, slugs, descriptions, representative titles, phrases and, from three
            letters on, in titles of the dictionary; empty finds all.
        here: address that is shown.
    """
    found = _found(place.document, words.casefold().strip())
    changed = place.changed
    branches = []
    for department in place.document.departments:
        inside = place.document.functions_of(department.slug)
        is_hit = not words or words.casefold().strip() in department.name.casefold()
        leaves = [
            FunctionNode(
                name=row.name,
                url=(url := place.url("function", row.slug)),
                is_here=url == here,
                is_changed=row.slug in changed,
            )
            for row in inside
            if is_hit or row.slug in found
        ]
        url = place.url("department", department.slug)
        is_open = bool(words) or url == here or any(leaf.is_here for leaf in leaves)
        if leaves or is_hit:
            branches.append(DepartmentNode(department.name, url, url == here, is_open, leaves))
    return branches


def entries(document: Document, *, words: str = "", function: str = "") -> list[EntryRow]:
    """Return the entries of the dictionary in which some words stand, in order."""
    wanted = words.casefold().strip()
    names = {row.slug: row.name for row in document.functions}
    return [
        _row(title, said, names)
        for title, said in sorted(document.dictionary.items())
        if wanted in title and (not function or function in said.functions)
    ]


def phrases(document: Document, *, words: str = "", function: str = "") -> list[EntryRow]:
    """Return the phrase rules in which some words stand, in order."""
    wanted = words.casefold().strip()
    names = {row.slug: row.name for row in document.functions}
    return [
        _row(phrase, Meaning(meant), names)
        for phrase, meant in sorted(document.phrases.items())
        if wanted in phrase and (not function or function in meant)
    ]


def _row(text: str, said: Meaning, names: dict[str, str]) -> EntryRow:
    functions = sorted(names.get(slug, slug) for slug in said.functions)
    return EntryRow(text, functions, said.level, said.industry)


def _found(document: Document, words: str) -> Collection[str]:
    """Return the slugs of the functions that some words find."""
    if not words:
        return {row.slug for row in document.functions}
    found = {row.slug for row in document.functions if _names(row, words)}
    for phrase, meant in document.phrases.items():
        if words in phrase:
            found |= meant
    if len(words) >= SHORTEST_TITLE_SEARCH:
        for title, said in document.dictionary.items():
            if words in title:
                found |= said.functions
    return found


def _names(row: WrittenFunction, words: str) -> bool:
    texts = (row.name, row.slug, row.about, *row.titles, *row.formerly)
    return any(words in text.casefold() for text in texts)


# What the pages of the taxonomy share: where it is read, who may, and how an edit is answered.


def let_staff_in(request: WorkspaceRequest) -> None:
    """Let only staff on: the taxonomy is that of all workspaces.

    Raises:
        PermissionDenied: they are not staff.
    """
    if not request.user.is_staff:
        raise PermissionDenied


def typed(request: WorkspaceRequest, name: str, longest: int) -> str:
    """Return a line that was sent, without what cannot be shown, cut where it is too long."""
    return without_signs(request.POST.get(name, ""), longest)


def source_of(request: WorkspaceRequest, draft_id: int | None) -> TaxonomySource:
    """Return where the taxonomy is read: live for everybody, a draft for staff.

    Raises:
        PermissionDenied: a draft, and they are not staff.
        Http404: there is no such draft.
    """
    if draft_id is None:
        return TaxonomySource(read_document())
    let_staff_in(request)
    draft = get_object_or_404(TaxonomyDraft.objects.select_related("base", "author"), pk=draft_id)
    return TaxonomySource(draft_document(draft), draft, draft_changes(draft))


def page_context(request: WorkspaceRequest, place: TaxonomySource) -> dict[str, Any]:
    """Return what every page with the tree shows."""
    words = request.GET.get("q", "")[:100]
    return {
        "place": place,
        "draft": place.draft,
        "branches": tree(place, words=words, here=request.path),
        "words": words,
        "tree_url": place.url("tree"),
        "dictionary_url": place.url("dictionary"),
        "is_staff": request.user.is_staff,
    }


def found_or_404(
    place: TaxonomySource, kind: str, slug: str
) -> WrittenFunction | WrittenDepartment:
    """Return a department or function of a place.

    Raises:
        Http404: there is none, by no former slug either.
    """
    rows = place.document.functions if kind == "function" else place.document.departments
    for row in rows:
        if slug == row.slug or slug in row.formerly:
            return row
    raise Http404


def answer_edit(request: WorkspaceRequest, place: TaxonomySource, form: EditForm) -> bool:
    """Do what a form says to the draft of a place; errors are put on the form.

    Returns:
        Whether it was done; a message says what changed.
    """
    if place.draft is None or not form.is_valid():
        return False
    with ShownErrors(form):
        draft = edit_draft(draft_id=place.draft.pk, edit=form.edit, author=request.user)
        change_messages(request, draft, place.document, draft_document(draft))
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
    say_undoable(request, f"Changed in the draft: {found[0].words}{more}", undo_address(draft))


def undo_address(draft: TaxonomyDraft) -> str:
    """Return the address that takes back the last edit, as long as it is the last one."""
    return f"{reverse('taxonomy:undo', args=[draft.pk])}?edit={draft.edits}"
