"""Reads of replies; every one is bound to a workspace."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from leadqual.accounts.models import AuditRow, Workspace
from leadqual.core import clock
from leadqual.leads.do_not_contact.contact_keys import (
    domain_of,
    email_base,
    email_key,
    parent_domains,
)
from leadqual.leads.models import Company, Contact, DoNotContact
from leadqual.replies.models import ProposedContact, Reply, ReplyCorrection, Upload, UploadedMail
from leadqual.search.index.list_members import campaign_companies

_MAX_WORDS = 10
MAX_KEY = 2**63 - 1
_SEARCHED_FIELDS = (
    *("sender", "subject", "written"),
    *("contact__first_name", "contact__last_name", "contact__company__name"),
)
WAITING = (Reply.State.PENDING, Reply.State.REVIEW, Reply.State.PROPOSED)


SHOW_CHOICES = ("waiting", "unsure", "may_ask_to_stop", "snoozed")
"""What `Folder.show` narrows to."""

RELATED = ("contact__company", "corrected_by", "snoozed_by", "answers")
"""Related records that a list of replies shows."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Which replies are shown; whatever is set narrows it. A page sets one of the first three.

    Args:
        show: one of `SHOW_CHOICES`; empty for all.
        intent: one of the 14.
        category: one of the 5.
        state: one of `Reply.State`.
        campaign: key of a campaign that asks about the contact's company.
        contact: key of a contact.
        since: first day on which the reply came, UTC.
        until: last day.
        text: is in sender, subject, reply or name of the contact.
        is_inbox: replies that are hidden until a day are left out, but where `show` asks for them.
    """

    show: str = ""
    intent: str = ""
    category: str = ""
    state: str = ""
    campaign: int | None = None
    contact: int | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""
    is_inbox: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Return whether more than the folder is asked for."""
        return self != self.without_filters()

    def without_filters(self) -> "Folder":
        return Folder(self.show, self.intent, self.category, is_inbox=self.is_inbox)

    def with_folder(self, *, show: str = "", intent: str = "", category: str = "") -> "Folder":
        """Return another folder, narrowed in the same way."""
        return replace(self, show=show, intent=intent, category=category)


@dataclass(frozen=True, slots=True)
class FolderCounts:
    """Numbers next to the folders."""

    all: int
    waiting: int
    unsure: int
    may_ask_to_stop: int
    snoozed: int
    by_intent: dict[str, int]
    by_category: dict[str, int]


def replies_of_company(workspace: Workspace, company: Company) -> QuerySet[Reply]:
    """Return the replies of the people of a company with the people, the last one first."""
    replies = Reply.objects.filter(workspace=workspace, contact__company=company)
    return replies.select_related("contact").order_by("-received_at", "-pk")


def replies_of(workspace: Workspace) -> QuerySet[Reply]:
    """Return the replies of a workspace with contact and company, the newest first."""
    replies = Reply.objects.filter(workspace=workspace)
    return replies.select_related(*RELATED).order_by("-received_at", "-pk")


def in_folder(workspace: Workspace, folder: Folder) -> QuerySet[Reply]:
    """Return the replies of one folder, the newest first; in the inbox, the last to return too.

    In the inbox, those that may ask to stop come before all others.
    """
    replies = _filter_replies(replies_of(workspace), folder)
    if folder.show == "snoozed":
        replies = replies.filter(_snoozed())
    elif folder.is_inbox:
        replies = replies.exclude(_snoozed()).order_by(
            "-may_ask_to_stop", _inbox_time().desc(), "-pk"
        )
    if folder.intent:
        replies = replies.filter(intent=folder.intent)
    if folder.category:
        replies = replies.filter(category=folder.category)
    if folder.show == "waiting":
        replies = replies.filter(state__in=WAITING)
    if folder.show == "may_ask_to_stop":
        replies = replies.filter(may_ask_to_stop=True)
    if folder.show == "unsure":
        replies = replies.filter(state=Reply.State.REVIEW)
    return replies


def _filter_replies(replies: QuerySet[Reply], folder: Folder) -> QuerySet[Reply]:
    """Keep the replies that the filters next to the folder leave."""
    conditions = Q()
    if folder.state:
        conditions &= Q(state=folder.state)
    if folder.campaign is not None:
        asked_about = campaign_companies([str(folder.campaign)])
        conditions &= Q(contact__company__in=asked_about.values("pk"))
    if folder.contact is not None:
        conditions &= Q(contact=folder.contact)
    if folder.since:
        conditions &= Q(received_at__gte=_midnight(folder.since))
    if folder.until and folder.until < date.max:
        conditions &= Q(received_at__lt=_midnight(folder.until + timedelta(days=1)))
    for word in folder.text.split()[:_MAX_WORDS]:
        conditions &= reduce(
            Q.__or__, (Q(**{f"{name}__icontains": word}) for name in _SEARCHED_FIELDS)
        )
    return replies.filter(conditions)


def _snoozed(now: datetime | None = None) -> Q:
    return Q(snoozed_until__gt=now or clock.now())


def _inbox_time() -> Coalesce:
    """Return when a reply came, or came back: that orders the inbox."""
    return Coalesce("snoozed_until", "received_at")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def campaigns_of(workspace: Workspace) -> list[tuple[int, str]]:
    """Return key and name of each campaign that is at work, by name."""
    rows = workspace.campaigns.filter(archived_at=None).order_by("name")
    return list(rows.values_list("pk", "name"))


def campaigns_about(workspace: Workspace, replies: Sequence[Reply]) -> list[tuple[int, str]]:
    """Return the campaigns to which the company of a reply was added, by name; one query."""
    companies = {reply.contact.company_id for reply in replies if reply.contact} - {None}
    if not companies:
        return []
    rows = workspace.campaigns.filter(companies__in=companies)
    return list(rows.filter(archived_at=None).order_by("name").values_list("pk", "name").distinct())


def n_in_threads(replies: Sequence[Reply]) -> dict[int, int]:
    """Count the replies of the threads of some replies; one query."""
    if not replies:
        return {}
    rows = Reply.objects.filter(
        workspace=replies[0].workspace_id, thread__in={reply.thread for reply in replies}
    )
    counts = rows.order_by().values_list("thread").annotate(Count("pk"))
    return dict(counts.values_list("thread", "pk__count"))


def contact_named(workspace: Workspace, key: int | None) -> Contact | None:
    """Return a contact of the workspace; None where there is none."""
    return Contact.objects.filter(workspace=workspace, pk=key).first() if key else None


def folder_counts(workspace: Workspace, folder: Folder) -> FolderCounts:
    """Count the replies of every folder, narrowed as this one is; one query."""
    rows = (
        _filter_replies(Reply.objects.filter(workspace=workspace), folder)
        .order_by()
        .annotate(hidden=_snoozed())
        .values_list("intent", "category", "state", "may_ask_to_stop", "hidden")
        .annotate(Count("pk"))
    )
    n_snoozed = n_stops = 0
    by_intent: dict[str, int] = {}
    by_category: dict[str, int] = {}
    by_state: dict[str, int] = {}
    for intent, category, state, may_ask_to_stop, hidden, count in rows:
        if hidden:
            n_snoozed += count
            if folder.is_inbox:
                continue
        n_stops += count * may_ask_to_stop
        by_intent[intent] = by_intent.get(intent, 0) + count
        by_category[category] = by_category.get(category, 0) + count
        by_state[state] = by_state.get(state, 0) + count
    return FolderCounts(
        all=sum(by_state.values()),
        waiting=sum(by_state.get(state, 0) for state in WAITING),
        unsure=by_state.get(Reply.State.REVIEW, 0),
        may_ask_to_stop=n_stops,
        snoozed=n_snoozed,
        by_intent=by_intent,
        by_category=by_category,
    )


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """Replies of the inbox that a person has to decide about.

    Args:
        unsure: uncertain, or waiting for an answer.
        proposed: with a proposed action.
        may_ask_to_stop: that may ask to stop; they may be among the others.
    """

    unsure: int
    proposed: int
    may_ask_to_stop: int

    @property
    def total(self) -> int:
        """Return those that are uncertain or propose an action."""
        return self.unsure + self.proposed


def replies_to_review(workspace: Workspace, *, now: datetime | None = None) -> QuerySet[Reply]:
    """Return the replies of the inbox to review; those snoozed until after `now` are not in it."""
    states = (Reply.State.REVIEW, Reply.State.PROPOSED)
    return Reply.objects.filter(workspace=workspace, state__in=states).exclude(_snoozed(now))


def review_counts(workspace: Workspace) -> ReviewCounts:
    """Count the replies of the inbox to review by what they wait for; one query."""
    is_waiting = Q(state__in=(Reply.State.REVIEW, Reply.State.PROPOSED)) | Q(may_ask_to_stop=True)
    counts = (
        Reply.objects.filter(is_waiting, workspace=workspace)
        .exclude(_snoozed())
        .aggregate(
            may_ask_to_stop=Count("pk", filter=Q(may_ask_to_stop=True)),
            unsure=Count("pk", filter=Q(state=Reply.State.REVIEW)),
            proposed=Count("pk", filter=Q(state=Reply.State.PROPOSED)),
        )
    )
    return ReviewCounts(**counts)


def addresses_of(reply: Reply) -> list[str]:
    """Return whom a request to stop means: who wrote it, and who was written to.

    The two differ where somebody answers from a second address: both must be left alone.
    """
    contact = reply.contact.email if reply.contact else None
    return sorted({address for address in (reply.sender, contact or "") if "@" in address})


def corrections_of(reply: Reply) -> QuerySet[ReplyCorrection]:
    """Return the corrections of a reply, the first one first."""
    return reply.corrections.select_related("author").order_by("pk")


def do_not_contacts_of(reply: Reply) -> QuerySet[DoNotContact]:
    """Return what this reply set, active or lifted, oldest first."""
    rows = DoNotContact.objects.filter(
        workspace=reply.workspace_id, origin=f"reply:{reply.pk}", derived_from=None
    )
    return rows.select_related("author", "lifted_by").order_by("pk")


def is_stopped(reply: Reply) -> bool:
    """Return whether whoever wrote a reply may not be written to now; one query."""
    found = Q(pk__in=())
    for email in addresses_of(reply):
        found |= Q(kind=DoNotContact.Kind.EMAIL, key=email_key(email))
        found |= Q(kind=DoNotContact.Kind.ALIAS, key=email_base(email))
        found |= Q(kind=DoNotContact.Kind.DOMAIN, key__in=parent_domains(domain_of(email)))
    rows = DoNotContact.objects.filter(workspace=reply.workspace_id, lifted_at=None)
    return rows.filter(found).exists()


def has_deputy(reply: Reply) -> bool:
    """Whether an out-of-office reply names a person whom nobody has accepted or dismissed yet."""
    return ProposedContact.objects.filter(reply=reply, state=ProposedContact.State.OPEN).exists()


def audit_rows_of(reply: Reply) -> Sequence[AuditRow]:
    """Return what the audit trail holds on a reply, in the order it happened; one query."""
    rows = AuditRow.objects.filter(workspace=reply.workspace_id, subject=f"reply:{reply.pk}")
    return list(rows.select_related("actor").order_by("created_at", "pk"))


def uploads_of(workspace: Workspace) -> QuerySet[Upload]:
    """Return uploads with their numbers of messages `n_new`, `n_known`, `n_rejected`."""
    counts = {
        f"n_{outcome.value}": Count("mails", filter=Q(mails__outcome=outcome))
        for outcome in UploadedMail.Outcome
    }
    rows = Upload.objects.filter(workspace=workspace).select_related("author")
    return rows.annotate(**counts).order_by("-pk")
