"""Companies whose business model a person or the costs changed are read anew by every ranking."""

from collections.abc import Sequence

from django.dispatch import receiver

from leadqual.companies.business_models import changed
from leadqual.companies.models import CompanyReading
from leadqual.companies.vectors import next_revision


@receiver(changed)
def note_change(company_ids: Sequence[int], **_: object) -> None:
    """Give what was read of them a new revision, so that every process looks again."""
    readings = CompanyReading.objects.filter(company__in=company_ids)
    if readings.exists():
        readings.update(revision=next_revision())
