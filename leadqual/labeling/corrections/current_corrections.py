"""Which corrections speak: those whose functions were all retired since say nothing."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from leadqual.labeling.models.corrections import Correction
from leadqual.leads.models import TitleLabel

_Said = Correction.functions.through


def effective_corrections(*, of_title: bool = False) -> QuerySet[Correction]:
    """Return the current corrections that say None fits, or name a function that is not retired.

    Args:
        of_title: of the title of the query around it.
    """
    rows = Correction.objects.filter(_says_something(), is_current=True)
    return rows.filter(job_title=OuterRef("pk")) if of_title else rows


def silent_corrections() -> QuerySet[Correction]:
    """Return the current corrections whose functions were all retired."""
    return Correction.objects.exclude(_says_something()).filter(is_current=True)


def out_of_step(*, of_title: bool = True) -> QuerySet[Correction]:
    """Return current corrections that the stored labels of their title do not follow.

    Functions are retired and put back while titles are corrected to them.

    Args:
        of_title: of the title of the query around it.
    """
    labels = TitleLabel.objects.filter(job_title=OuterRef("job_title"))
    stored = labels.filter(function__retired_at__isnull=False)
    mine = TitleLabel.objects.filter(
        job_title=OuterRef("correction__job_title"), function=OuterRef("function")
    )
    living = _Said.objects.filter(correction=OuterRef("pk"), function__retired_at=None)
    missing = living.exclude(Exists(mine))
    is_read = ~Q(job_title__source=TitleLabel.Source.CORRECTION)
    rows = Correction.objects.filter(
        Exists(stored) | Exists(missing) | (is_read & _says_something()), is_current=True
    )
    return rows.filter(job_title=OuterRef("pk")) if of_title else rows


def _says_something() -> Q:
    said = _Said.objects.filter(correction=OuterRef("pk"))
    return ~Exists(said) | Exists(said.filter(function__retired_at=None))
