"""A draft goes live, or a former version comes back: one transaction, one version."""

import logging
from collections.abc import Sequence

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job, enqueue
from leadqual.taxonomy import checks
from leadqual.taxonomy.document.changes import ChangeKind, TaxonomyChange
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.document.from_tables import known_slugs, read_document
from leadqual.taxonomy.document.restored import restored
from leadqual.taxonomy.document.to_tables import write_document
from leadqual.taxonomy.document.validation import check
from leadqual.taxonomy.drafts.services import draft_document, open_draft
from leadqual.taxonomy.errors import DraftStaleError
from leadqual.taxonomy.models import TaxonomyVersion
from leadqual.taxonomy.versions import document_of, lock_taxonomy, record_version

logger = logging.getLogger(__name__)
_LEAVES_TITLES = {ChangeKind.DESCRIBED, ChangeKind.ADDRESS, ChangeKind.CROSSWALK, ChangeKind.ORDER}
_DROPS_EXPECTED = {
    ChangeKind.ADDED,
    ChangeKind.MERGED,
    ChangeKind.SPLIT,
    ChangeKind.RETIRED,
    ChangeKind.THRESHOLD,
}


@transaction.atomic
def publish(*, draft_id: int, reason: str, author: User) -> TaxonomyVersion:
    """Make a draft the taxonomy of all workspaces; stored titles are read again after it.

    Args:
        draft_id: key of the draft.
        reason: why; shown in the history.
        author: who publishes it.

    Raises:
        DraftClosedError: it was published or discarded.
        DraftStaleError: the taxonomy has moved on since it was begun; see `drafts.rebase`.
        LeadqualError: `nothing_to_publish`: it changes nothing.
        DocumentError: it cannot be the taxonomy.
        LeadqualError: the frozen test set refuses it. In each case nothing has been written.
    """
    lock_taxonomy()
    draft = open_draft(draft_id)
    live, new = read_document(), draft_document(draft)
    if live != document_of(draft.base):
        raise DraftStaleError(
            "The taxonomy changed since this draft was created. Nothing was published, "
            "and the draft is unchanged. Update the draft first."
        )
    found = changes(live, new)
    checks.check_document(new, exempt=exempt_labels_of(found))
    version = _make_live(live, new, found, reason=reason, author=author)
    draft.published_as = version
    draft.reason = reason[:200]
    draft.save(update_fields=["published_as", "reason", "edited_at"])
    return version


@transaction.atomic
def go_back(*, version: TaxonomyVersion, reason: str, author: User) -> TaxonomyVersion:
    """Publish what a former version said; it was live before, so nothing refuses it.

    Slugs that came up since lead to what they have become.

    Raises:
        LeadqualError: `no_document`: what it said was not kept.
        LeadqualError: `nothing_to_publish`: it is what is live.
        DocumentError: a level, industry or tool that it names is gone. In each case nothing has
            been written.
    """
    lock_taxonomy()
    live = read_document()
    new = restored(document_of(version), live)
    return _make_live(
        live, new, changes(live, new), reason=reason, author=author, went_back_to=version
    )


@transaction.atomic
def undo_publishing(*, version: TaxonomyVersion, author: User) -> TaxonomyVersion:
    """Take the newest version back: what the taxonomy said before it is published again.

    Raises:
        LeadqualError: `no_document`: what the taxonomy said before was not kept.
        LeadqualError: `taxonomy_moved`: it is not the newest one any more. In each case nothing
            has been written.
    """
    lock_taxonomy()  # Before looking: somebody may be publishing at this moment.
    former = _before(version)
    return go_back(version=former, reason=f"Reverted version {version.pk}", author=author)


def _before(version: TaxonomyVersion) -> TaxonomyVersion:
    kept = TaxonomyVersion.objects.exclude(document=None)
    if kept.filter(pk__gt=version.pk).exists():
        raise LeadqualError(
            f"The taxonomy changed again after version {version.pk}. Nothing was "
            "reverted. Choose a version to revert to in the history.",
            code="taxonomy_moved",
            status=409,
        )
    former = kept.filter(pk__lt=version.pk).first()
    if former is None:
        raise LeadqualError(
            "The previous version was not stored, so you cannot revert to it. Nothing was changed.",
            code="no_document",
            status=409,
        )
    return former


def _make_live(
    live: Document,
    new: Document,
    found: Sequence[TaxonomyChange],
    *,
    reason: str,
    author: User,
    went_back_to: TaxonomyVersion | None = None,
) -> TaxonomyVersion:
    if not found:
        raise LeadqualError(
            "This is already the live taxonomy. Nothing was changed.",
            code="nothing_to_publish",
            status=409,
        )
    check(new, known_slugs())
    write_document(live=live, new=new)
    if read_document() != new:
        logger.error("taxonomy rejected by the database")
        raise LeadqualError(
            "This taxonomy could not be stored as is. Nothing was changed.",
            code="taxonomy_not_written",
            status=500,
        )
    version = record_version(reason, author=author, document=new, went_back_to=went_back_to)
    record_audit(
        workspace=None,
        actor=author,
        action="taxonomy.gone_back" if went_back_to else "taxonomy.published",
        subject=f"taxonomy_version:{version.pk}",
        name=f"{version}, {reason}" if reason else str(version),
        details={"changes": len(found)},
    )
    if any(change.kind not in _LEAVES_TITLES for change in found):
        enqueue(Job.RECLASSIFY_TITLES)
    return version


def exempt_labels_of(found: Sequence[TaxonomyChange]) -> frozenset[str]:
    """Return the functions that may fall on the frozen test set: the changes are about them."""
    about = [change.functions for change in found if change.kind in _DROPS_EXPECTED]
    return frozenset().union(*about)
