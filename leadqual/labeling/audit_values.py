"""What the audit log says of the labels of a title, by name."""

from leadqual.leads.models import JobTitle, TitleLabel


def labels_of(title: JobTitle) -> dict[str, object]:
    """Return the functions and the level of a title as the tables have them; two queries."""
    rows = TitleLabel.objects.filter(job_title=title).order_by("function__name")
    level = JobTitle.objects.filter(pk=title.pk).values_list("level__name", flat=True)
    return {"functions": list(rows.values_list("function__name", flat=True)), "level": level.get()}
