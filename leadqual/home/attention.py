"""What needs attention on the home page, each item with a link to where it is done."""

from dataclasses import dataclass

from django.db.models import Case, Q, When, Window
from django.db.models.functions import RowNumber
from django.template.defaultfilters import pluralize
from django.urls import reverse

from leadqual.accounts.models import Role, User, Workspace
from leadqual.core.row_counts import count_rows
from leadqual.imports.columns.column_fields import LINE
from leadqual.imports.models import ImportBatch
from leadqual.labeling.corrections.selectors import Coverage
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.queues.selectors import to_approve
from leadqual.labeling.suggestions import recently_returned, subjects_in_review
from leadqual.monitoring.alerts.alert_texts import alert_text
from leadqual.monitoring.selectors import alerts_of
from leadqual.replies.selectors import ReviewCounts

MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """Something to do."""

    icon_name: str
    title: str
    words: str
    url: str


def list_attention_items(
    workspace: Workspace, settled: Coverage, replies: ReviewCounts, *, reader: User, role: Role
) -> list[AttentionItem]:
    """Return what needs attention, alerts first; zero counts are not listed.

    Args:
        workspace: whose.
        settled: sums over its titles.
        replies: replies to review.
        reader: whose corrections were returned; staff also sees alerts of the installation.
        role: of the reader there, which determines what they may decide.
    """
    return [
        *_alerts(workspace, is_staff=reader.is_staff),
        *_suggestions(workspace, reader, role),
        *_work_items(workspace, settled, replies),
    ]


def _alerts(workspace: Workspace, *, is_staff: bool) -> list[AttentionItem]:
    """Return one line about open alerts that nobody has seen yet."""
    rows = alerts_of(workspace, with_operation=is_staff).filter(closed_at=None, seen_at=None)
    found = alert_text(rows)
    if not found:
        return []
    first = found[0]
    url = f"{reverse('monitoring:page')}?tab={first.alert.area}#alert-{first.alert.pk}"
    if len(found) == 1:
        return [AttentionItem("warning", first.words.title, first.words.happened, url)]
    names = [each.words.title for each in found]
    more = f" and {len(names) - MAX_NAMED:,} more" if len(names) > MAX_NAMED else ""
    words = ", ".join(names[:MAX_NAMED]) + more
    return [AttentionItem("warning", f"{len(found):,} alerts", words, url)]


def _suggestions(workspace: Workspace, reader: User, role: Role) -> list[AttentionItem]:
    """Return the suggestions, corrections and second labels to decide on; one query."""
    decides, approves = role.includes(Role.QUALIFIER), role.includes(Role.MANAGER)
    n_returned, n_to_approve, n_in_review = count_rows(
        recently_returned(workspace, reader),
        to_approve(workspace, reader.pk) if approves else Correction.objects.none(),
        subjects_in_review(workspace) if decides else Suggestion.objects.none(),
    )
    return _format_lines(
        (
            n_returned,
            "undo",
            "suggestion was returned to you,suggestions were returned to you",
            "With a note from the reviewer",
            f"{reverse('labeling:review')}?queue=mine",
        ),
        (
            n_to_approve,
            "check",
            "correction awaiting review,corrections awaiting review",
            "Made by one person only",
            f"{reverse('labeling:review')}?queue=unapproved",
        ),
        (
            n_in_review,
            "title",
            "suggestion to review,suggestions to review",
            "Nothing changes until then",
            f"{reverse('labeling:review')}?queue=suggested",
        ),
    )


def _format_lines(*lines: tuple[int, str, str, str, str]) -> list[AttentionItem]:
    """Return number, icon, singular and plural text, details and URL; none with number 0."""
    return [
        AttentionItem(icon, f"{n:,} {pluralize(n, words)}", sub, url)
        for n, icon, words, sub, url in lines
        if n
    ]


def _work_items(
    workspace: Workspace, settled: Coverage, replies: ReviewCounts
) -> list[AttentionItem]:
    refused, unmapped_import = _open_imports(workspace)
    inbox, titles = reverse("replies:inbox"), reverse("labeling:titles")
    found = _format_lines(
        (
            replies.may_ask_to_stop,
            "block",
            "reply may ask to stop,replies may ask to stop",
            "Nobody is marked Do not contact until you decide",
            f"{inbox}?show=may_ask_to_stop",
        ),
        (
            replies.unsure,
            "reply",
            "reply to review,replies to review",
            "Uncertain, or waiting for an answer",
            f"{inbox}?show=unsure",
        ),
        (
            replies.proposed,
            "reply",
            "reply with a proposed action,replies with a proposed action",
            "A contact to create, or a date to follow up",
            f"{inbox}?state=proposed",
        ),
        (
            settled.n_other,
            "title",
            "person without a function,people without a function",
            "Their titles are unclassified",
            f"{titles}?queue=unclassified",
        ),
        (
            settled.n_pending,
            "title",
            "title being classified,titles being classified",
            "Nothing to do",
            titles,
        ),
    )
    if unmapped_import is not None:
        url = reverse("imports:batch", args=[unmapped_import.pk])
        words = f"{unmapped_import.file_name} needs column mapping"
        found.append(AttentionItem("import", words, "Match its columns to import it", url))
    if refused is not None:
        url = reverse("imports:batch", args=[refused.pk])
        n, rows = refused.n_rejected, pluralize(refused.n_rejected, "row,rows")
        words = f"{n:,} {rows} of {refused.file_name} {pluralize(n, 'was,were')} rejected"
        found.append(AttentionItem("import", words, "View reasons", url))
    return found


def _open_imports(workspace: Workspace) -> tuple[ImportBatch | None, ImportBatch | None]:
    """Return the newest import with rejected rows, and the newest that needs column mapping.

    Rows that were since fixed or undone do not count; one query, two if rows were rejected.
    """
    batches = ImportBatch.objects.filter(workspace=workspace)
    refused = Q(n_rejected__gt=0) & ~Q(status=ImportBatch.Status.UNDONE)
    waits = Q(status=ImportBatch.Status.MAPPING)
    group = Case(When(waits, then=1), default=0)
    place = Window(RowNumber(), partition_by=[group], order_by="-pk")
    found = list(batches.filter(refused | waits).annotate(place=place).filter(place=1))
    unmapped_import = next((row for row in found if row.status == ImportBatch.Status.MAPPING), None)
    rejected = next((row for row in found if row.status != ImportBatch.Status.MAPPING), None)
    if rejected is None:
        return None, unmapped_import
    fixed = batches.filter(created_at__gt=rejected.created_at, status=ImportBatch.Status.DONE)
    is_fixed = fixed.filter(columns__contains=[{"name": LINE}]).exists()
    return (None if is_fixed else rejected), unmapped_import
