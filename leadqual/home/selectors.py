"""What the first page shows, gathered from the features."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone

from classifiers.replies.intents import OPT_OUT
from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.models import Verdict
from leadqual.campaigns.selectors import campaigns_of, progress_of
from leadqual.core.templatetags.formats import percent
from leadqual.imports.columns.guessing import LINE
from leadqual.imports.models import ImportBatch
from leadqual.labeling.corrections.selectors import Coverage
from leadqual.labeling.queues.selectors import n_to_approve
from leadqual.labeling.suggestions.selectors import n_in_review, was_reopened
from leadqual.leads.models import Company, Contact
from leadqual.monitoring.alerts.alert_texts import alert_text
from leadqual.monitoring.selectors import alerts_of
from leadqual.replies.models import Reply

MAX_CAMPAIGNS = 20
MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure with its words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """How far a campaign is."""

    name: str
    url: str
    overview: str
    n_judged: int
    n_total: int
    liked_share: float | None
    an_hour: int


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """Something that waiting for review."""

    icon_name: str
    title: str
    words: str
    url: str


def stats_of(workspace: Workspace, settled: Coverage) -> list[Stat]:
    """Return the four figures on top; three queries."""
    n_people = Contact.objects.filter(workspace=workspace).count()
    n_companies = Company.objects.filter(workspace=workspace).count()
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Verdict.objects.filter(
        workspace=workspace, created_at__gte=midnight, undone_at=None
    ).aggregate(n=Count("pk"), people=Count("author", distinct=True))
    share = percent(settled.share if settled.n_people else None, 1)
    settled_by = (
        "of people have a title confirmed by a person "
        f"({percent(settled.share_taught, 1)}) or the dictionary "
        f"({percent(settled.share_known, 1)})"
    )
    judges = {0: "", 1: ", by one person"}.get(today["people"], f", by {today['people']} people")
    return [
        Stat(f"{n_people:,}", "people"),
        Stat(f"{n_companies:,}", "companies"),
        Stat(f"{today['n']:,}", f"verdicts today{judges}"),
        Stat(share, settled_by if settled.n_people else "of people have a confirmed title"),
    ]


def campaign_lines(workspace: Workspace) -> list[CampaignLine]:
    """Return the living campaigns, the newest first; five queries."""
    campaigns = list(campaigns_of(workspace).filter(archived_at=None)[:MAX_CAMPAIGNS])
    progress = progress_of(campaigns)
    return [
        CampaignLine(
            name=row.name,
            url=reverse("matching:queue", args=[row.pk]),
            overview=reverse("matching:campaign", args=[row.pk]),
            n_judged=progress[row.pk].n_judged,
            n_total=progress[row.pk].n_companies,
            liked_share=progress[row.pk].liked_share,
            an_hour=progress[row.pk].n_last_hour,
        )
        for row in campaigns
    ]


def waiting_for(
    workspace: Workspace, settled: Coverage, *, reader: User, role: Role
) -> list[AttentionItem]:
    """Return what waiting for review, alerts first; nothing that is zero is listed.

    Args:
        workspace: whose.
        settled: what is known of its titles.
        reader: whose own word came back; staff sees alerts of the whole installation, too.
        role: of the reader there, which says what they may decide.
    """
    return [
        *_alerts(workspace, is_staff=reader.is_staff),
        *_said(workspace, reader, role),
        *_work(workspace, settled),
    ]


def _alerts(workspace: Workspace, *, is_staff: bool) -> list[AttentionItem]:
    """Return one line about the open alerts that nobody has seen yet."""
    rows = alerts_of(workspace, with_operation=is_staff).filter(closed_at=None, seen_at=None)
    found = alert_text(rows)
    if not found:
        return []
    first = found[0]
    url = f"{reverse('watching:page')}?tab={first.alert.area}#alert-{first.alert.pk}"
    if len(found) == 1:
        return [AttentionItem("warning", first.words.title, first.words.happened, url)]
    names = [each.words.title for each in found]
    more = f" and {len(names) - MAX_NAMED:,} more" if len(names) > MAX_NAMED else ""
    words = ", ".join(names[:MAX_NAMED]) + more
    return [AttentionItem("warning", f"{len(found):,} alerts", words, url)]


def _said(workspace: Workspace, reader: User, role: Role) -> list[AttentionItem]:
    """Return what people said and what waits for the reader's word about it; three queries."""
    decides, approves = role.includes(Role.QUALIFIER), role.includes(Role.MANAGER)
    titles = reverse("labelling:titles")
    return _lines(
        (
            was_reopened(workspace, reader).count(),
            "undo",
            "suggestion was returned to you,suggestions were returned to you",
            "With a note from the reviewer",
            reverse("labelling:my-suggestions"),
        ),
        (
            n_to_approve(workspace, reader.pk) if approves else 0,
            "check",
            "correction to approve,corrections to approve",
            "Made by one person only",
            f"{titles}?queue=unapproved",
        ),
        (
            n_in_review(workspace) if decides else 0,
            "title",
            "suggestion to review,suggestions to review",
            "Nothing changes until then",
            reverse("labelling:suggestions"),
        ),
    )


def _lines(*lines: tuple[int, str, str, str, str]) -> list[AttentionItem]:
    """Return number, icon, words for one and for many, more words and address; none that is 0."""
    return [
        AttentionItem(icon, f"{n:,} {pluralize(n, words)}", sub, url)
        for n, icon, words, sub, url in lines
        if n
    ]


def _work(workspace: Workspace, settled: Coverage) -> list[AttentionItem]:
    replies = Reply.objects.filter(workspace=workspace).aggregate(
        unsure=Count("pk", filter=Q(state=Reply.State.REVIEW)),
        positive=Count("pk", filter=Q(category=Reply.Category.POSITIVE)),
        stopped=Count("pk", filter=Q(intent=OPT_OUT, state=Reply.State.TAKEN)),
    )
    refused = _refused_import(workspace)
    inbox, titles = reverse("replies:inbox"), reverse("labelling:titles")
    found = _lines(
        (
            replies["unsure"],
            "reply",
            "reply to review,replies to review",
            "The model is uncertain",
            f"{inbox}?show=unsure",
        ),
        (
            replies["stopped"],
            "reply",
            "person unsubscribed,people unsubscribed",
            "Marked Do not contact",
            f"{inbox}?intent=unsubscribe&state=taken",
        ),
        (
            replies["positive"],
            "reply",
            "positive reply,positive replies",
            "Reply to them",
            f"{inbox}?category=positive",
        ),
        (
            settled.n_other,
            "title",
            "person without a function,people without a function",
            "Their titles are unclassified",
            f"{titles}?queue=others",
        ),
        (
            settled.n_pending,
            "title",
            "title being classified,titles being classified",
            "Nothing to do",
            titles,
        ),
    )
    if refused is not None:
        url = reverse("imports:batch", args=[refused.pk])
        n, rows = refused.n_rejected, pluralize(refused.n_rejected, "row,rows")
        words = f"{n:,} {rows} of {refused.file_name} {pluralize(n, 'was,were')} rejected"
        found.append(AttentionItem("import", words, "View reasons", url))
    return found


def _refused_import(workspace: Workspace) -> ImportBatch | None:
    """Return the newest import of which rows stay out, unless it was undone or mended since."""
    batches = ImportBatch.objects.filter(workspace=workspace)
    refused = batches.filter(n_rejected__gt=0).exclude(status=ImportBatch.Status.UNDONE).first()
    if refused is None:
        return None
    mended = batches.filter(created_at__gt=refused.created_at, status=ImportBatch.Status.DONE)
    return None if mended.filter(columns__contains=[{"name": LINE}]).exists() else refused


@dataclass(frozen=True, slots=True)
class TodayPace:
    """Verdicts of one person today.

    Args:
        by_hour: one number for each hour since `first_hour`; empty without a verdict.
        first_hour: UTC.
        last_hour: verdicts in the last sixty minutes.
    """

    by_hour: tuple[int, ...]
    first_hour: int
    last_hour: int


def pace_of(workspace: Workspace, user: User) -> TodayPace:
    """Count the verdicts that a person gave today, hour by hour; one query."""
    now = timezone.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    times = list(
        Verdict.objects.filter(
            workspace=workspace, author=user, undone_at=None, created_at__gte=midnight
        ).values_list("created_at", flat=True)
    )
    if not times:
        return TodayPace((), 0, 0)
    first = min(time.hour for time in times)
    by_hour = tuple(sum(time.hour == hour for time in times) for hour in range(first, now.hour + 1))
    recent = sum(time > now - timedelta(hours=1) for time in times)
    return TodayPace(by_hour, first, recent)
