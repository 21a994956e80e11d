"""Drafts: a changed copy of the live taxonomy, edited by staff until it is published."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from leadqual.accounts.models import User
from leadqual.core.errors import LeadqualError
from leadqual.taxonomy.document.changes import ChangeKind, TaxonomyChange, apply_changes, without
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.document import (
    Document,
    WrittenDepartment,
    WrittenFunction,
    pack,
    unpack,
)
from leadqual.taxonomy.document.edits import EditError
from leadqual.taxonomy.document.from_tables import known_slugs, read_document
from leadqual.taxonomy.document.slug_history import slug_changes
from leadqual.taxonomy.document.validation import check
from leadqual.taxonomy.document.yaml_files import read_yaml
from leadqual.taxonomy.errors import DraftClosedError, DraftStaleError
from leadqual.taxonomy.models import TaxonomyDraft
from leadqual.taxonomy.versions import document_of, live_version, lock_taxonomy

Rows = Sequence[WrittenDepartment] | Sequence[WrittenFunction]
_OF_ONE_ROW = {
    ChangeKind.RENAMED,
    ChangeKind.DESCRIBED,
    ChangeKind.THRESHOLD,
    ChangeKind.CROSSWALK,
    ChangeKind.MOVED,
}

Row = TypeVar("Row", WrittenDepartment, WrittenFunction)


def check_slugs(*, base: Document, old: Document, new: Document) -> None:
    """See that no slug which a draft freed is given to something else in the same draft.

    Slugs are identity: what is live under such a slug would be taken for the new thing, with its
    corrections and addresses. A slug that is given back to what had it is fine, and so is bringing
    back what was retired.

    Args:
        base: what the draft was begun from.
        old: what it says.
        new: what it is to say.

    Raises:
        EditError: names the slug.
    """
    for noun, first, before, after in (
        ("department", base.departments, old.departments, new.departments),
        ("function", base.functions, old.functions, new.functions),
    ):
        for slug in _reused_slugs(first, before, after):
            raise EditError(
                f"“{slug}” is the slug of another {noun} until this draft is published, "
                "so links and corrections would point to the wrong one. Choose another "
                "slug, or change it in a later draft. Nothing was changed."
            )


def _reused_slugs(base: Rows, old: Rows, new: Rows) -> list[str]:
    """Return slugs that are given to something else than what has them in the base."""
    was = slug_changes(base, old)
    before, after = ({row.slug: row for row in rows} for rows in (old, new))
    returning = [row.slug for row in base if row.slug in after and row.slug not in before]
    gone = before.keys() - after.keys()
    taken = []
    for slug in returning:
        renamed_to_it = after[slug].formerly & gone
        if slug in was.retired:
            is_other = bool(renamed_to_it)
        else:
            is_other = was.renamed.get(slug) not in renamed_to_it
        taken += [slug] if is_other else []
    return taken


def merged_away(
    found: Iterable[TaxonomyChange], *, base: Document, live: Document
) -> list[tuple[TaxonomyChange, EditError]]:
    """Return the changes of a draft that are about one thing which was merged meanwhile.

    Its name, description, threshold, place and names in other tools are not those of what took its
    place; titles, entries and phrases go with it.

    Args:
        found: changes of the draft.
        base: what it was begun from.
        live: what is live now.
    """
    merged = {
        f"{noun}:{slug}": (row.name, into)
        for noun, rows, now in (
            ("department", base.departments, live.departments),
            ("function", base.functions, live.functions),
        )
        for slug, into in slug_changes(rows, now).merged.items()
        for row in rows
        if row.slug == slug
    }
    refused = []
    for change in found:
        about = merged.get(":".join(change.key.split(":")[:2]))
        if about is not None and change.kind in _OF_ONE_ROW:
            name, into = about
            refused.append(
                (change, EditError(f"“{name}” was merged into “{into}” in the meantime."))
            )
    return refused


@transaction.atomic
def start_draft(*, name: str, author: User, document: Document | None = None) -> TaxonomyDraft:
    """Begin a draft from what is live.

    Args:
        name: what it is about, for the list of drafts.
        author: who begins it.
        document: what it says at once, e.g. from a file; None: what is live.

    Raises:
        DocumentError: the document cannot be the taxonomy; no draft was made.
    """
    base = live_version()
    if document is not None:
        check(document, known_slugs())
    return TaxonomyDraft.objects.create(
        name=name[:100],
        base=base,
        document=base.document if document is None else pack(document),
        author=author,
        edited_by=author,
    )


def draft_from_file(content: bytes, *, name: str, author: User) -> TaxonomyDraft:
    """Begin a draft that says what a file says; nothing is live before it is published.

    Args:
        content: of the file, as `yaml_files` writes it.
        name: of the draft.
        author: who sent it.

    Raises:
        LeadqualError: `file_too_large`: it was not read.
        DocumentError: it is no taxonomy.
        LeadqualError: `nothing_to_publish`: it says what is live. In each case no draft was made.
    """
    document = read_yaml(content)
    if document == read_document():
        raise LeadqualError(
            "The file matches the live taxonomy. No draft was created.",
            code="nothing_to_publish",
            status=409,
        )
    return start_draft(name=name, author=author, document=document)


def draft_document(draft: TaxonomyDraft) -> Document:
    return unpack(draft.document)


def draft_changes(draft: TaxonomyDraft) -> list[TaxonomyChange]:
    """Return what a draft changes, compared with what it was begun from."""
    return changes(document_of(draft.base), draft_document(draft))


def is_stale(draft: TaxonomyDraft) -> bool:
    """Return whether the live taxonomy is another one than that which the draft was begun from."""
    return draft.is_open and read_document() != document_of(draft.base)


@transaction.atomic
def edit_draft(
    *, draft_id: int, edit: Callable[[Document], Document], author: User | None = None
) -> TaxonomyDraft:
    """Change what a draft says; two people may do so at once, one after the other.

    Args:
        draft_id: key of the draft.
        edit: what the draft says → what it is to say; see `editing`.
        author: whose edit it is; None for the product itself.

    Raises:
        DraftClosedError: it was published or discarded.
        EditError: the edit cannot be done to it, or uses a slug that the draft has just freed.
        DocumentError: the outcome cannot be the taxonomy. In each case it says what it said.
    """
    draft = open_draft(draft_id)
    old = draft_document(draft)
    new = edit(old)
    check_slugs(base=document_of(draft.base), old=old, new=new)
    check(new, known_slugs())
    return _keep(draft, new, author)


@transaction.atomic
def undo_edit(*, draft_id: int, author: User, seen: int | None = None) -> TaxonomyDraft:
    """Take the last edit of a draft back; again, and it is there again.

    Args:
        draft_id: key of the draft.
        author: who takes it back.
        seen: number of the edit that they mean; None: the last one, if it is their own.

    Raises:
        DraftClosedError: it was published or discarded.
        LeadqualError: `draft_moved`: the last edit is another one. In both cases the draft is as
            it was.
    """
    draft = open_draft(draft_id)
    is_meant = draft.edited_by_id == author.pk if seen is None else draft.edits == seen
    if not is_meant:
        raise LeadqualError(_stale_draft_text(draft, author), code="draft_moved", status=409)
    return draft if draft.former is None else _keep(draft, unpack(draft.former), author)


def _stale_draft_text(draft: TaxonomyDraft, author: User) -> str:
    is_own = draft.edited_by_id == author.pk
    whose = "You" if is_own else str(draft.edited_by or "Someone else")
    return (
        f"{whose} changed “{draft}” since then, so nothing was undone. You can revert "
        "each change on its page."
    )


@transaction.atomic
def revert(*, draft_id: int, key: str, author: User | None = None) -> list[TaxonomyChange]:
    """Take one change of a draft back, with those that cannot be without it.

    Args:
        draft_id: key of the draft.
        key: of the change.
        author: who takes it back; None for the product itself.

    Returns:
        What was taken back; empty where the draft has no such change any more.

    Raises:
        DraftClosedError: it was published or discarded.
    """
    draft = open_draft(draft_id)
    base, found = document_of(draft.base), draft_changes(draft)
    taken = [change for change in found if change.key == key]
    if not taken:
        return []
    document, refused = apply_changes(base, without(found, {key}))
    check(document, known_slugs())
    _keep(draft, document, author)
    return taken + [change for change, _ in refused]


@transaction.atomic
def rebase(*, draft_id: int, draft_wins: bool = False) -> TaxonomyDraft:
    """Apply the changes of a draft to what is live now.

    Args:
        draft_id: key of the draft.
        draft_wins: where both changed the same thing, the draft's word is kept; else refused.

    Raises:
        DraftClosedError: it was published or discarded.
        DraftStaleError: both changed the same thing, or a change cannot be done any more.
        DocumentError: both together cannot be the taxonomy. In each case it is as it was.
    """
    lock_taxonomy()  # Before the draft: whoever publishes it takes the two in this order.
    draft = open_draft(draft_id)
    version = live_version()
    base, live = document_of(draft.base), document_of(version)
    live_changes = {change.key: change.words for change in changes(base, live)}
    mine = [each for each in draft_changes(draft) if live_changes.get(each.key) != each.words]
    both = [each for each in mine if each.key in live_changes]
    if both and not draft_wins:
        raise DraftStaleError(
            "The draft and the live taxonomy changed the same thing. Revert the "
            "draft’s change, or keep the draft’s version. Nothing was changed.",
            [f"Draft: {each.words} Live: {live_changes[each.key]}" for each in both],
        )
    refused = merged_away(mine, base=base, live=live)
    lost = {change.key for change, _ in refused}
    document, others = apply_changes(live, without(mine, lost))
    refused += others
    if refused:
        raise DraftStaleError(
            "Some changes of the draft are no longer possible. Revert them first. "
            "Nothing was changed.",
            [f"{change.words} {error.message}" for change, error in refused],
        )
    check(document, known_slugs())
    draft.base = version
    draft.former = None  # It belongs to the former base.
    draft.document = pack(document)
    draft.edits += 1
    draft.save(update_fields=["base", "former", "document", "edits", "edited_at"])
    return draft


@transaction.atomic
def discard(*, draft_id: int, is_archived: bool) -> TaxonomyDraft:
    """Close a draft without publishing it, or take it up again; what it says is kept.

    Raises:
        DraftClosedError: it was published.
    """
    draft = TaxonomyDraft.objects.select_for_update().get(pk=draft_id)
    if draft.published_as_id is not None:
        raise DraftClosedError(f"“{draft}” is already published. Nothing was changed.")
    draft.archived_at = timezone.now() if is_archived else None
    draft.save(update_fields=["archived_at", "edited_at"])
    return draft


def open_draft(draft_id: int) -> TaxonomyDraft:
    """Return a draft with a lock on it; call it in a transaction.

    Raises:
        DraftClosedError: it was published or discarded.
    """
    draft = TaxonomyDraft.objects.select_for_update().get(pk=draft_id)
    if not draft.is_open:
        state = "published" if draft.published_as_id else "discarded"
        raise DraftClosedError(f"“{draft}” is {state}. Nothing was changed. Create another draft.")
    return draft


def _keep(draft: TaxonomyDraft, document: Document, author: User | None) -> TaxonomyDraft:
    packed = pack(document)
    if packed != bytes(draft.document):
        draft.former, draft.document = draft.document, packed
        draft.edits += 1
        draft.edited_by = author
        draft.save(update_fields=["former", "document", "edits", "edited_by", "edited_at"])
    return draft
