"""Events about job titles, as webhooks tell them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from leadqual.accounts.models import Workspace
from leadqual.leads.models import JobTitle, TitleLabel
from leadqual.webhooks.outbox import Occurrence, emit_all, emit_bulk

LABELED, CORRECTED = "title.labeled", "title.corrected"
_CHUNK = 2_000


def emit_titles(
    workspace: Workspace, event_type: str, keys: Sequence[int], *, is_undone: bool = False
) -> None:
    """Write an event about one title, or a summary of many and rows where wanted.

    Args:
        workspace: whose titles.
        event_type: `title.labeled` or `title.corrected`.
        keys: of the titles.
        is_undone: whether a correction was undone.
    """
    if len(keys) == 1:
        emit_all(workspace, event_type, lambda: _occurred(keys, is_undone=is_undone))
    else:
        emit_bulk(workspace, event_type, keys, lambda: _occurred(keys, is_undone=is_undone))


def _occurred(keys: Sequence[int], *, is_undone: bool) -> Iterator[Occurrence]:
    """Yield titles as they are now; two queries for each chunk."""
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        functions = defaultdict[int, list[str]](list)
        labels = TitleLabel.objects.filter(job_title__in=some).order_by("pk")
        for title_id, slug in labels.values_list("job_title_id", "function__slug"):
            functions[title_id].append(slug)
        titles = JobTitle.objects.filter(pk__in=some).select_related("level").order_by("pk")
        for title in titles:
            data = {
                "id": title.pk,
                "title": title.title,
                "functions": functions[title.pk],
                "level": title.level.slug if title.level else None,
                "n_contacts": title.n_contacts,
                "is_undone": is_undone,
            }
            yield Occurrence(data, {"function": functions[title.pk]})
