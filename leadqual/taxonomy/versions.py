"""Versions of the taxonomy: one for each change, with who, why and what the taxonomy then said."""

from leadqual.accounts.models import User
from leadqual.core.errors import LeadqualError
from leadqual.core.locks import hold_lock
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.document import Document, pack, unpack
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.models import TaxonomyVersion

VERSION_LOCK = 7_011
MAX_SENTENCES = 100


def lock_taxonomy() -> None:
    """Let nobody else change the taxonomy until this transaction ends.

    Versions commit in the order of their numbers, so no process caches a newer one too early.
    """
    hold_lock(VERSION_LOCK)


def record_version(
    reason: str,
    *,
    author: User | None = None,
    document: Document | None = None,
    went_back_to: TaxonomyVersion | None = None,
) -> TaxonomyVersion:
    """Keep what the taxonomy says now as a version; call it in the transaction of the change.

    Args:
        reason: why it was changed; cut at 200 characters.
        author: who changed it; None for the product itself.
        document: what it says, where that is known already.
        went_back_to: the version that this one brings back.
    """
    lock_taxonomy()
    now = read_document() if document is None else document
    former = newest_document()
    found = changes(former, now) if former is not None else []
    return TaxonomyVersion.objects.create(
        reason=reason[:200],
        author=author,
        document=pack(now),
        sentences=[change.words for change in found[:MAX_SENTENCES]],
        n_changes=len(found),
        went_back_to=went_back_to,
    )


def live_version() -> TaxonomyVersion:
    """Return a version that says what is live now; makes one where the newest does not.

    Call it in a transaction. Changes that nobody noted are found here.
    """
    lock_taxonomy()
    newest = TaxonomyVersion.objects.exclude(document=None).first()
    live = read_document()
    if newest is not None and document_of(newest) == live:
        return newest
    return record_version("Initial state", document=live)


def newest_document() -> Document | None:
    """Return what the newest version with a document says; None where there is none."""
    newest = TaxonomyVersion.objects.exclude(document=None).first()
    return None if newest is None else document_of(newest)


def document_of(version: TaxonomyVersion) -> Document:
    """Return what the taxonomy said after a change.

    Raises:
        LeadqualError: `no_document`: it was not kept.
    """
    if version.document is None:
        raise LeadqualError(
            f"Version {version.pk} was not stored, so you cannot revert to it. "
            "Nothing was changed.",
            code="no_document",
            status=409,
        )
    return unpack(version.document)


def document_before(version: TaxonomyVersion) -> Document | None:
    """Return what the taxonomy said before a change; None where that was not kept."""
    kept = TaxonomyVersion.objects.exclude(document=None).filter(pk__lt=version.pk)
    former = kept.first()
    return None if former is None else document_of(former)
