"""What gives pause in a correction: functions that are taken away although they are certain."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.leads.models import TitleLabel

CERTAIN = 0.95
MANY_CONTACTS = 100


@dataclass(frozen=True, slots=True)
class CorrectionWarning:
    """A function that a correction takes from many people, though it is certain of them.

    Args:
        function: slug.
        n_titles: titles that lose it.
        n_contacts: contacts that carry them.
        is_settled: whether the dictionary gives it to one of them; else the model alone is sure.
    """

    function: str
    n_titles: int
    n_contacts: int
    is_settled: bool


def cautions(title_ids: Sequence[int], word: CorrectionInput) -> tuple[CorrectionWarning, ...]:
    """Return what a correction would take from at least a hundred people; one query.

    Args:
        title_ids: titles that would change; what people said of them before is no caution.
        word: what they would be.
    """
    source = TitleLabel.Source
    certain = Q(source=source.DICTIONARY) | Q(score__gte=CERTAIN) & ~Q(source=source.CORRECTION)
    rows = (
        TitleLabel.objects.filter(certain, job_title__in=title_ids)
        .exclude(function__slug__in=word.functions)
        .values("function__slug")
        .annotate(
            n_titles=Count("pk"),
            n_contacts=Sum("job_title__n_contacts"),
            n_settled=Count("pk", filter=Q(source=source.DICTIONARY)),
        )
        .filter(n_contacts__gte=MANY_CONTACTS)
        .order_by("-n_contacts", "function__slug")
    )
    return tuple(
        CorrectionWarning(
            function=row["function__slug"],
            n_titles=row["n_titles"],
            n_contacts=row["n_contacts"],
            is_settled=row["n_settled"] > 0,
        )
        for row in rows
    )
