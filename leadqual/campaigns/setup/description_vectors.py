"""Descriptions of campaigns as vectors: one for each theme and encoder."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from classifiers.companies.company_text import text_hash
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.themes import themes_of
from leadqual.campaigns.models import Campaign, DescriptionVector


def pending_descriptions(encoder: str) -> Mapping[int, tuple[str, ...]]:
    """Return campaign → its themes, if an encoder has not embedded them; two queries."""
    described = Campaign.objects.exclude(description="").order_by("pk")
    stored = DescriptionVector.objects.filter(encoder=encoder)
    known_hashes = dict(stored.values_list("campaign_id", "text_hash"))
    return {
        campaign: themes
        for campaign, words in described.values_list("pk", "description")
        if known_hashes.get(campaign) != _hash_of(themes := themes_of(words))
    }


def embed_descriptions(encoder: CompanyEncoder) -> int:
    """Embed new and changed descriptions of campaigns; return their number.

    Raises:
        ModelFilesError: the encoder cannot be loaded; nothing has been written.
    """
    pending = pending_descriptions(encoder.version)
    if not pending:
        return 0
    texts = [theme for themes in pending.values() for theme in themes]
    rows = iter(encoder.encode(texts))
    found = [
        DescriptionVector(
            campaign_id=campaign,
            encoder=encoder.version,
            theme=position,
            text_hash=_hash_of(themes),
            vector=next(rows),
        )
        for campaign, themes in pending.items()
        for position in range(len(themes))
    ]
    with transaction.atomic():
        # A concurrent deletion blocks until the vectors are stored, and deletes them as well.
        locked = Campaign.objects.select_for_update(no_key=True).filter(pk__in=pending)
        existing = set(locked.order_by("pk").values_list("pk", flat=True))
        former = DescriptionVector.objects.filter(encoder=encoder.version, campaign__in=existing)
        former.delete()
        DescriptionVector.objects.bulk_create(
            vector for vector in found if vector.campaign_id in existing
        )
    return len(pending)


def embed_description(campaign: Campaign, encoder: CompanyEncoder) -> None:
    """Embed the description of one campaign now, without the job.

    Raises:
        ModelFilesError: the encoder cannot be loaded; nothing has been written.
    """
    themes = themes_of(campaign.description)
    if not themes:
        return
    DescriptionVector.objects.bulk_create(
        DescriptionVector(
            campaign=campaign,
            encoder=encoder.version,
            theme=position,
            text_hash=_hash_of(themes),
            vector=vector,
        )
        for position, vector in enumerate(encoder.encode(list(themes)))
    )


def _hash_of(themes: Sequence[str]) -> str:
    """Return a hash over all themes; for a single theme, the hash of its text."""
    return text_hash("\n".join(themes))
