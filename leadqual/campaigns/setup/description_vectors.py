"""What campaigns look for, in words, as vectors: one by each encoder that reads companies."""

from collections.abc import Mapping

from classifiers.companies.company_text import text_hash
from classifiers.companies.embeddings.encoder import CompanyEncoder
from leadqual.campaigns.models import Campaign, DescriptionVector


def waiting_descriptions(encoder: str) -> Mapping[int, str]:
    """Return campaign → its words, where an encoder has not read them; two queries."""
    described = Campaign.objects.exclude(description="").order_by("pk")
    stored = DescriptionVector.objects.filter(encoder=encoder)
    read = dict(stored.values_list("campaign_id", "text_hash"))
    return {
        campaign: words
        for campaign, words in described.values_list("pk", "description")
        if read.get(campaign) != text_hash(words)
    }


def embed_descriptions(encoder: CompanyEncoder) -> int:
    """Embed what campaigns look for, where the words are new; returns how many there were.

    Raises:
        ModelFilesError: the encoder cannot be loaded; nothing has been written.
    """
    waiting = waiting_descriptions(encoder.version)
    if not waiting:
        return 0
    rows = encoder.encode(list(waiting.values()))
    there = set(Campaign.objects.filter(pk__in=waiting).values_list("pk", flat=True))
    DescriptionVector.objects.bulk_create(
        (
            DescriptionVector(
                campaign_id=campaign,
                encoder=encoder.version,
                text_hash=text_hash(words),
                vector=row,
            )
            for (campaign, words), row in zip(waiting.items(), rows, strict=True)
            if campaign in there
        ),
        update_conflicts=True,
        unique_fields=["campaign", "encoder"],
        update_fields=["text_hash", "vector"],
    )
    return len(waiting)
