"""How long answers to writes of the API are stored, so that a repeated one gets the same."""

from datetime import timedelta

from django.utils import timezone

from leadqual.accounts.models import IdempotentRequest

KEPT = timedelta(hours=24)


def forget_answers() -> int:
    """Delete the answers that are too old to be sent again; return how many."""
    n, _ = IdempotentRequest.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return n
