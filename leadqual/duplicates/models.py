"""Pairs of records that may be one, and the jobs that find and merge them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest, Least

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import Company, Contact


class Kind(models.TextChoices):
    """What duplicates are of."""

    CONTACT = "contact", "People"
    COMPANY = "company", "Companies"


class DuplicateRun(models.Model):
    """One search for duplicates, or one bulk merge or its undo: how far it is, what it did."""

    class Task(models.TextChoices):
        FIND = "find", "Find duplicates"
        MERGE = "merge", "Merge duplicates"
        UNDO = "undo", "Undo merges"

    class Status(models.TextChoices):
        QUEUED = "queued", "queued"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="duplicate_runs"
    )
    kind = models.CharField(max_length=7, choices=Kind)
    task = models.CharField(max_length=5, choices=Task)
    status = models.CharField(max_length=7, choices=Status, default=Status.QUEUED)
    n_all = models.PositiveIntegerField(default=0, help_text="Records or pairs to process.")
    n_done = models.PositiveIntegerField(default=0, help_text="Records or pairs processed so far.")
    n_results = models.PositiveIntegerField(default=0, help_text="Pairs found, merged or undone.")
    n_kept = models.PositiveIntegerField(default=0, help_text="Pairs that could not be changed.")
    min_score = models.FloatField(default=0.0, help_text="Lowest score of pairs to merge.")
    pair_ids = models.JSONField(default=list, db_default=[], help_text="Pairs to merge, as shown.")
    step = models.UUIDField(
        null=True, blank=True, help_text="Groups its merges, which are undone together."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duplicate_runs"
    )
    created_at = ClockedField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["workspace", "kind", "-id"], name="duplicate_run_latest")]

    def __str__(self) -> str:
        return f"{self.get_task_display()} {self.pk}"

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return min(100 * self.n_done // self.n_all, 100) if self.n_all else 0


class DuplicatePair(models.Model):
    """Two people or two companies that may be one; somebody may have dismissed it."""

    GOES_WITH_RECORD = True  # Undoing an import deletes it with the records that it created.

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="duplicate_pairs"
    )
    kind = models.CharField(max_length=7, choices=Kind)
    contact_a = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="pairs_as_a", null=True, blank=True
    )
    contact_b = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="pairs_as_b", null=True, blank=True
    )
    company_a = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="pairs_as_a", null=True, blank=True
    )
    company_b = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="pairs_as_b", null=True, blank=True
    )
    score = models.FloatField(help_text="Probability that both are the same, 0 to 1.")
    reasons = models.JSONField(default=list, help_text="[code, text, bits], the strongest first.")
    found_at = ClockedField(auto_now_add=True)
    dismissed_at = models.DateTimeField(null=True, blank=True, help_text="Not a duplicate, since.")
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="dismissed_pairs",
        null=True,
        blank=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("contact_a", "contact_b"),
                Greatest("contact_a", "contact_b"),
                condition=Q(kind="contact"),
                name="duplicate_pair_of_people_once",
            ),
            models.UniqueConstraint(
                Least("company_a", "company_b"),
                Greatest("company_a", "company_b"),
                condition=Q(kind="company"),
                name="duplicate_pair_of_companies_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="contact",
                    contact_a__isnull=False,
                    contact_b__isnull=False,
                    company_a=None,
                    company_b=None,
                )
                | Q(
                    kind="company",
                    contact_a=None,
                    contact_b=None,
                    company_a__isnull=False,
                    company_b__isnull=False,
                ),
                name="duplicate_pair_of_one_kind",
            ),
            models.CheckConstraint(
                condition=~Q(contact_a=F("contact_b")) & ~Q(company_a=F("company_b")),
                name="duplicate_pair_of_two",
            ),
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="duplicate_pair_score"),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "kind", "-score", "id"],
                condition=Q(dismissed_at=None),
                name="duplicate_pair_by_score",
            )
        ]

    def __str__(self) -> str:
        return f"pair {self.pk}"

    @classmethod
    def outranked(cls, kind: str, *, source: int, target: int) -> QuerySet["DuplicatePair"]:
        """Return open pairs of a record about which decisions on another one say what they are.

        Where the other one is merged into the record, its decisions take their place.
        """
        ends = f"{kind}_a_id", f"{kind}_b_id"
        decided = cls.objects.exclude(dismissed_at=None)
        decided = decided.filter(Q(**{ends[0]: source}) | Q(**{ends[1]: source}))
        keys = {key for both in decided.values_list(*ends) for key in both} - {source, target}
        theirs = Q(**{ends[0]: target, f"{ends[1]}__in": keys})
        theirs |= Q(**{ends[1]: target, f"{ends[0]}__in": keys})
        return cls.objects.filter(theirs, dismissed_at=None)

    @property
    def is_stale(self) -> bool:
        """Whether a record was changed after the pair was scored."""
        return max(self.first.updated_at, self.second.updated_at) > self.found_at

    @property
    def first(self) -> Contact | Company:
        """One record of the pair."""
        record = self.contact_a or self.company_a
        assert record is not None  # noqa: S101  # as the constraint says
        return record

    @property
    def second(self) -> Contact | Company:
        """The other one."""
        record = self.contact_b or self.company_b
        assert record is not None  # noqa: S101  # as the constraint says
        return record
