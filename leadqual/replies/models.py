"""Replies to outreach: what they want, what was done about it, and tasks that follow."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from classifiers.replies.intents import INTENT_TABLE
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.clock import ClockedField
from leadqual.leads.models import Company, Contact
from leadqual.leads.models.changes import OF_ONE_RECORD


class SentEmail(models.Model):
    """One email that somebody of the workspace sent; its text is not kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="sent_emails")
    message_id = models.CharField(max_length=300, help_text="Message-ID.")
    contact = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        related_name="sent_emails",
        null=True,
        blank=True,
        help_text="The only known person among its receivers; empty for several or none.",
    )
    subject = models.CharField(
        max_length=500, blank=True, default="", help_text="Kept where the contact is known."
    )
    is_claimed = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Found outside the folders with sent emails: its From may be forged.",
    )
    sent_at = models.DateTimeField()
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "message_id"], name="sent_email_once")
        ]

    def __str__(self) -> str:
        return f"sent email {self.pk}"


def intent_choices() -> list[tuple[str, str]]:
    """Return slug and label of each intent; a function, so that a new one needs no migration."""
    return [(intent.slug, intent.label) for intent in INTENT_TABLE]


class Reply(models.Model):
    """One received message with its intent; a person's word on it wins over the model's."""

    class Category(models.TextChoices):
        POSITIVE = "positive", "Positive"
        OBJECTION = "objection", "Objection"
        REFERRAL = "referral", "Referral"
        UNSUBSCRIBE = "unsubscribe", "Unsubscribe"
        OTHER = "other", "Other"

    class Action(models.TextChoices):
        DO_NOT_CONTACT = "do_not_contact", "Mark Do not contact"
        PROPOSE_CONTACT = "propose_contact", "Create the referred contact"
        PROPOSE_STOP = "propose_stop", "Mark somebody else Do not contact"
        PROPOSE_DATE = "propose_date", "Follow up when they are back"
        REVIEW = "review", "Uncertain: needs review"
        NONE = "none", "Nothing"

    class State(models.TextChoices):
        PENDING = "pending", "waiting for classification"
        TAKEN = "taken", "done"
        PROPOSED = "proposed", "proposed"
        REVIEW = "review", "waiting for review"
        NONE = "none", "nothing to do"
        UNDONE = "undone", "undone"
        DISMISSED = "dismissed", "dismissed"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="replies")
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, related_name="replies", null=True, blank=True
    )
    message_id = models.CharField(
        max_length=300, help_text="Message-ID; generated if the message has none."
    )
    sender = models.CharField(
        max_length=254,
        blank=True,
        default="",
        help_text="Email address of the sender, in lowercase.",
    )
    subject = models.CharField(max_length=500, blank=True, default="")
    text = models.TextField(blank=True, default="", help_text="As received.")
    headers = models.JSONField(
        default=dict, blank=True, help_text="Only headers used for classification."
    )
    answers_to = ArrayField(
        models.CharField(max_length=300),
        default=list,
        blank=True,
        help_text="Message-IDs it answers, oldest first.",
    )
    answers = models.ForeignKey(
        SentEmail,
        on_delete=models.SET_NULL,
        related_name="replies",
        null=True,
        blank=True,
        help_text="The sent email that it answers, where a connected mailbox has it.",
    )
    thread = models.BigIntegerField(
        default=0, db_default=0, help_text="Key of the first reply of its thread."
    )
    attachments = models.JSONField(
        default=list,
        blank=True,
        help_text="Name and size of attachments; their content is not kept.",
    )
    received_at = models.DateTimeField()
    created_at = ClockedField(auto_now_add=True)

    written = models.TextField(blank=True, default="", help_text="What the sender wrote.")
    left_out = models.JSONField(default=list, blank=True, help_text="Quotes, signature, footer.")
    intent = models.CharField(
        max_length=40,
        choices=intent_choices,
        blank=True,
        default="",
        help_text="Empty until classified, and where no intent is proposed: `why` says why.",
    )
    category = models.CharField(max_length=12, choices=Category, blank=True, default="")
    score = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=12, blank=True, default="")
    model_version = models.CharField(max_length=80, blank=True, default="")
    why = models.JSONField(default=list, blank=True)
    action = models.CharField(max_length=16, choices=Action, default=Action.NONE)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    may_ask_to_stop = models.BooleanField(
        default=False,
        db_default=False,
        help_text="It may ask to unsubscribe, and nobody has handled it yet.",
    )
    back_on = models.DateField(
        null=True, blank=True, help_text="Return date of the sender, from an out-of-office reply."
    )
    classified_at = models.DateTimeField(null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="corrected_replies",
        null=True,
        blank=True,
    )
    snoozed_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Hidden from the inbox until then, and sorted by it afterwards.",
    )
    snoozed_at = models.DateTimeField(null=True, blank=True)
    snoozed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="snoozed_replies",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name_plural = "replies"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "message_id"], name="reply_once"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__range=(0, 1)), name="reply_score"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("pending", "review")) | ~Q(intent=""),
                name="classified_reply_has_intent",
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until=None, snoozed_at=None, snoozed_by=None)
                | ~Q(snoozed_until=None) & ~Q(snoozed_at=None) & ~Q(snoozed_by=None),
                name="snoozed_reply_has_day_and_person",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-received_at", "-id"], name="reply_by_time"),
            models.Index(
                F("workspace"),
                F("may_ask_to_stop").desc(),
                Coalesce("snoozed_until", "received_at").desc(),
                F("id").desc(),
                name="reply_by_stop_and_place",
            ),
            models.Index(fields=["id"], condition=Q(state="pending"), name="reply_pending"),
            models.Index(fields=["workspace", "thread"], name="reply_by_thread"),
            models.Index(fields=["workspace", "sender"], name="reply_by_sender"),
            GinIndex(fields=["answers_to"], name="reply_by_answers_to"),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk}"

    @property
    def audit_name(self) -> str:
        """Whom it is from and its subject, as in "ben@acme.example, Re: Offer"."""
        return ", ".join(filter(None, (self.sender, self.subject))) or str(self)

    @property
    def is_snoozed(self) -> bool:
        """Whether it is hidden from the inbox now."""
        return self.snoozed_until is not None and self.snoozed_until > clock.now()

    @property
    def proposes_person(self) -> bool:
        """Whether its action is about somebody else: to create them, or to stop for them."""
        return self.action in (self.Action.PROPOSE_CONTACT, self.Action.PROPOSE_STOP)

    @property
    def needs_answer(self) -> bool:
        """Whether its intent is known, and somebody asked for what only a person can give."""
        return (
            self.state == self.State.REVIEW
            and self.action == self.Action.NONE
            and self.category == self.Category.POSITIVE
        )


class BulkReplyCorrection(models.Model):
    """A bulk correction of replies; undone as one step."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="bulk_reply_actions"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulk_reply_actions"
    )
    intent = models.CharField(
        max_length=40,
        choices=intent_choices,
        blank=True,
        default="",
        help_text="Empty if each reply was confirmed as is.",
    )
    created_at = ClockedField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "replies_replystep"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"bulk label {self.pk}"


class ReplyCorrection(models.Model):
    """A correction of a reply by a person, with the former intent; never changed."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="corrections")
    step = models.ForeignKey(
        BulkReplyCorrection,
        on_delete=models.PROTECT,
        related_name="corrections",
        null=True,
        blank=True,
        help_text="The bulk label it belongs to, if any.",
    )
    intent = models.CharField(max_length=40, choices=intent_choices)
    former_intent = models.CharField(max_length=40, choices=intent_choices, blank=True, default="")
    former_state = models.CharField(max_length=10, choices=Reply.State)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reply_corrections"
    )
    created_at = ClockedField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"correction {self.pk} of reply {self.reply_id}"


class ProposedContact(models.Model):
    """A person whom a reply names, until somebody accepts or dismisses them."""

    class State(models.TextChoices):
        OPEN = "open", "proposed"
        ACCEPTED = "accepted", "accepted"
        DISMISSED = "dismissed", "dismissed"

    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, related_name="proposal")
    first_name = models.CharField(max_length=150, blank=True, default="")
    last_name = models.CharField(max_length=150, blank=True, default="")
    email = models.CharField(
        max_length=254, blank=True, default="", help_text="Email address in lowercase."
    )
    company_name = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, related_name="proposals", null=True, blank=True
    )
    is_new = models.BooleanField(default=False, help_text="The contact created from it.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="decided_proposals",
        null=True,
        blank=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | ~Q(state="open") & ~Q(decided_at=None) & ~Q(decided_by=None),
                name="proposed_contact_is_decided_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"contact proposed by reply {self.reply_id}"


class Upload(models.Model):
    """Files of mail that somebody sent at once; what became of each message is in its rows."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="reply_uploads")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reply_uploads"
    )
    file_names = ArrayField(models.CharField(max_length=200))
    created_at = ClockedField(auto_now_add=True)
    finished_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty if it was interrupted."
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"upload {self.pk}"


class UploadedMail(models.Model):
    """What became of one message of an upload."""

    class Outcome(models.TextChoices):
        NEW = "new", "taken"
        KNOWN = "known", "already known"
        REJECTED = "rejected", "rejected"

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="mails")
    place = models.CharField(max_length=500, help_text="File, and number of the message in it.")
    outcome = models.CharField(max_length=8, choices=Outcome)
    reply = models.ForeignKey(
        Reply, on_delete=models.CASCADE, related_name="uploads", null=True, blank=True
    )
    reason = models.CharField(
        max_length=300, blank=True, default="", help_text="Why it was rejected."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="rejected", reply=None) & ~Q(reason="")
                | ~Q(outcome="rejected") & ~Q(reply=None),
                name="uploaded_mail_has_reply_or_reason",
            )
        ]

    def __str__(self) -> str:
        return f"message {self.pk} of {self.upload_id}"


class ReplySettings(models.Model):
    """What follows replies of a workspace without a person."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="reply_settings"
    )
    stops_company = models.BooleanField(
        default=False, help_text="An unsubscribe marks the whole company Do not contact."
    )

    class Meta:
        verbose_name_plural = "reply settings"

    def __str__(self) -> str:
        return f"reply settings of {self.workspace_id}"


class Task(models.Model):
    """Something that somebody has to do about a person or a company until a day.

    Replies of one conversation have one open task: to arrange the meeting that the last one agrees
    to.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="tasks")
    reply = models.OneToOneField(
        Reply,
        on_delete=models.CASCADE,
        related_name="task",
        null=True,
        blank=True,
        help_text="The reply that it follows, if any.",
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="tasks", null=True, blank=True
    )
    company = models.ForeignKey(
        Company,
        on_delete=models.CASCADE,
        related_name="tasks",
        null=True,
        blank=True,
        db_index=False,
    )
    text = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="What to do; empty: arrange the meeting that the reply agrees to.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="tasks",
        null=True,
        blank=True,
    )
    due_on = models.DateField()
    created_at = ClockedField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="done_tasks",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(done_at=None) | Q(done_by=None), name="open_task_is_done_by_nobody"
            ),
            models.CheckConstraint(condition=OF_ONE_RECORD, name="task_of_one"),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "due_on", "id"],
                condition=Q(done_at=None),
                name="open_task_by_due_day",
            ),
            models.Index(
                fields=["company"], condition=Q(company__isnull=False), name="task_by_company"
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"

    @property
    def record(self) -> Contact | Company | None:
        """The person or company that it is about."""
        return self.contact or self.company

    @property
    def words(self) -> str:
        """What to do."""
        return self.text or "Arrange a meeting"
