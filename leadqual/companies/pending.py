"""Which companies the embedding job reads next: those of small imports, then the newest."""

from collections.abc import Sequence

from django.db.models import Max

from leadqual.companies import readings
from leadqual.core.hints import delete_hint, read_hint, store_hint
from leadqual.leads.models import Company
from leadqual.leads.work_order import first_companies

_SECONDS = 600


def next_ids(*, encoder: str, business_model: str, limit: int) -> list[int]:
    """Return the companies of any workspace to read next; none if all are read.

    A pass goes from the newest company to the oldest. Its position is cached, so that no batch
    checks again what earlier batches have read; without the cache it starts over. Companies
    imported meanwhile come first: they wait for one batch, not for all.

    Args:
        encoder: version of the encoder.
        business_model: live version of the classifier; empty if none is live.
        limit: maximum number of companies.
    """
    key = f"campaigns.pass:{encoder}:{business_model}"

    def pending(
        *, above: int = 0, below: int | None = None, among: Sequence[int] | None = None
    ) -> list[int]:
        return readings.pending_ids(
            encoder=encoder,
            business_model=business_model,
            limit=limit,
            above=above,
            below=below,
            among=among,
        )

    if (first_keys := first_companies()) and (keys := pending(among=first_keys)):
        return keys

    position: tuple[int, int] | None = read_hint(key)
    if position is not None:
        newest, lowest = position
        if new := pending(above=newest):
            return new
        if older := pending(below=lowest):
            store_hint(key, (newest, older[-1]), seconds=_SECONDS)
            return older
    # A new pass, which also finds what changed during the last one.
    newest = Company.objects.aggregate(last=Max("pk"))["last"] or 0
    if keys := pending(below=newest + 1):
        store_hint(key, (newest, keys[-1]), seconds=_SECONDS)
    else:
        delete_hint(key)
    return keys
