"""Drafts: a changed taxonomy beside the live one, edited by staff until it is published."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from leadqual.accounts.models import User
from leadqual.taxonomy.changes import Change, apply_changes, without
from leadqual.taxonomy.checking import check
from leadqual.taxonomy.comparing import changes
from leadqual.taxonomy.document import Document, pack, unpack
from leadqual.taxonomy.errors import DraftClosedError, DraftStaleError
from leadqual.taxonomy.models import TaxonomyDraft
from leadqual.taxonomy.reading import known_slugs, read_document
from leadqual.taxonomy.versioning import document_of, live_version, lock_taxonomy


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
    )


def draft_document(draft: TaxonomyDraft) -> Document:
    """Return what a draft says."""
    return unpack(draft.document)


def draft_changes(draft: TaxonomyDraft) -> list[Change]:
    """Return what a draft changes, compared with what it was begun from."""
    return changes(document_of(draft.base), draft_document(draft))


def is_stale(draft: TaxonomyDraft) -> bool:
    """Say whether the live taxonomy is another one than that which the draft was begun from."""
    return draft.is_open and read_document() != document_of(draft.base)


@transaction.atomic
def edit_draft(*, draft_id: int, edit: Callable[[Document], Document]) -> TaxonomyDraft:
    """Change what a draft says; two people may do so at once, one after the other.

    Args:
        draft_id: key of the draft.
        edit: what the draft says → what it is to say; see `editing`.

    Raises:
        DraftClosedError: it was published or put away.
        EditError: the edit cannot be done to it.
        DocumentError: the outcome cannot be the taxonomy. In each case it says what it said.
    """
    draft = open_draft(draft_id)
    new = edit(draft_document(draft))
    check(new, known_slugs())
    return _keep(draft, new)


@transaction.atomic
def undo_edit(*, draft_id: int) -> TaxonomyDraft:
    """Take the last edit of a draft back; again, and it is there again.

    Raises:
        DraftClosedError: it was published or put away.
    """
    draft = open_draft(draft_id)
    return draft if draft.former is None else _keep(draft, unpack(draft.former))


@transaction.atomic
def take_back(*, draft_id: int, key: str) -> list[Change]:
    """Take one change of a draft back, with those that cannot be without it.

    Returns:
        What was taken back; empty where the draft has no such change any more.

    Raises:
        DraftClosedError: it was published or put away.
    """
    draft = open_draft(draft_id)
    base, found = document_of(draft.base), draft_changes(draft)
    taken = [change for change in found if change.key == key]
    if not taken:
        return []
    document, refused = apply_changes(base, without(found, {key}))
    check(document, known_slugs())
    _keep(draft, document)
    return taken + [change for change, _ in refused]


@transaction.atomic
def rebase(*, draft_id: int, draft_wins: bool = False) -> TaxonomyDraft:
    """Apply the changes of a draft to what is live now.

    Args:
        draft_id: key of the draft.
        draft_wins: where both changed the same thing, the draft's word is kept; else refused.

    Raises:
        DraftClosedError: it was published or put away.
        DraftStaleError: both changed the same thing, or a change cannot be done any more.
        DocumentError: both together cannot be the taxonomy. In each case it is as it was.
    """
    lock_taxonomy()  # Before the draft: whoever publishes it takes the two in this order.
    draft = open_draft(draft_id)
    version = live_version()
    base, live = document_of(draft.base), document_of(version)
    theirs = {change.key: change.words for change in changes(base, live)}
    mine = [each for each in draft_changes(draft) if theirs.get(each.key) != each.words]
    both = [each for each in mine if each.key in theirs]
    if both and not draft_wins:
        raise DraftStaleError(
            "The draft and the live taxonomy both changed the same. Take the draft’s change back, "
            "or keep its word. Nothing was changed.",
            [f"Draft: {each.words} Live: {theirs[each.key]}" for each in both],
        )
    document, refused = apply_changes(live, mine)
    if refused:
        raise DraftStaleError(
            "Some changes of the draft cannot be done any more. Take them back first. "
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
def put_away(*, draft_id: int, is_away: bool) -> TaxonomyDraft:
    """Close a draft without publishing it, or take it up again; what it says is kept.

    Raises:
        DraftClosedError: it was published.
    """
    draft = TaxonomyDraft.objects.select_for_update().get(pk=draft_id)
    if draft.published_as_id is not None:
        raise DraftClosedError(f"“{draft}” was published. Nothing was changed.")
    draft.put_away_at = timezone.now() if is_away else None
    draft.save(update_fields=["put_away_at", "edited_at"])
    return draft


def open_draft(draft_id: int) -> TaxonomyDraft:
    """Return a draft with a lock on it; call it in a transaction.

    Raises:
        DraftClosedError: it was published or put away.
    """
    draft = TaxonomyDraft.objects.select_for_update().get(pk=draft_id)
    if not draft.is_open:
        state = "published" if draft.published_as_id else "put away"
        raise DraftClosedError(f"“{draft}” was {state}. Nothing was changed; begin another draft.")
    return draft


def _keep(draft: TaxonomyDraft, document: Document) -> TaxonomyDraft:
    packed = pack(document)
    if packed != bytes(draft.document):
        draft.former, draft.document = draft.document, packed
        draft.edits += 1
        draft.save(update_fields=["former", "document", "edits", "edited_at"])
    return draft
