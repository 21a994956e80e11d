"""Tables of the queues of titles: steps on many titles, and what a job found for the queues."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import Company, JobTitle


class BulkCorrection(models.Model):
    """Titles that a person corrected at once; undone as one, each correction has its own row."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="bulk_corrections"
    )
    name = models.CharField(max_length=200, help_text="Name of the group at that time.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulk_corrections"
    )
    created_at = ClockedField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="undone_bulk_corrections",
        null=True,
        blank=True,
    )

    class Meta:
        db_table = "labeling_correctionstep"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"bulk correction {self.name}"


class QueueRun(models.Model):
    """When the queues that a job finds were last made in a workspace, and how far the job is."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="queue_run", primary_key=True
    )
    asked_at = models.DateTimeField(null=True, blank=True, help_text="Empty if no job is pending.")
    started_at = models.DateTimeField(null=True, blank=True)
    phase = models.CharField(
        max_length=60, blank=True, default="", help_text="Current phase, as text."
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(
        null=True, blank=True, help_text="When the current result was built."
    )
    n_titles = models.PositiveIntegerField(default=0, help_text="Titles compared.")
    newest = models.BigIntegerField(default=0, help_text="Key of the last correction at that time.")
    problem = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"queues of {self.workspace}, built {self.made_at}"


class TitleGroup(models.Model):
    """Titles that are Other and like each other, with a name that their words propose."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="title_groups")
    name = models.CharField(max_length=200)
    n_titles = models.PositiveIntegerField(help_text="Titles when it was built.")
    n_contacts = models.PositiveBigIntegerField(help_text="Contacts when it was built.")

    class Meta:
        ordering = ["-n_contacts", "pk"]
        indexes = [
            models.Index(fields=["workspace", "-n_contacts", "id"], name="title_group_by_people")
        ]

    def __str__(self) -> str:
        return self.name


class GroupedTitle(models.Model):
    """A title of a group."""

    MADE_BY_JOBS = True  # It goes with a title that undoing an import deletes.

    group = models.ForeignKey(TitleGroup, on_delete=models.CASCADE, related_name="members")
    job_title = models.OneToOneField(
        JobTitle, on_delete=models.CASCADE, related_name="grouped", primary_key=True
    )
    likeness = models.FloatField(help_text="Distance to the center of the group, 0 to 1.")

    def __str__(self) -> str:
        return f"{self.job_title} in {self.group}"


class LabelConflict(models.Model):
    """A title whose labels something speaks against; a word of a person settles it."""

    MADE_BY_JOBS = True  # It goes with a title that undoing an import deletes.

    class Kind(models.TextChoices):
        DICTIONARY = "dictionary", "dictionary and model disagree"
        SIMILAR = "similar", "similar title with different labels"
        SUSPECT = "suspect", "suspected label error"

    job_title = models.OneToOneField(
        JobTitle, on_delete=models.CASCADE, related_name="label_conflict", primary_key=True
    )
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="label_conflicts"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    functions = models.JSONField(help_text="The other functions: slugs; empty means unclassified.")
    beside = models.ForeignKey(
        JobTitle,
        on_delete=models.CASCADE,
        related_name="similar_label_conflicts",
        null=True,
        blank=True,
        help_text="The similar title with these labels.",
    )
    score = models.FloatField(help_text="Probability or similarity, 0 to 1.")
    newest = models.BigIntegerField(
        help_text="Key of the last correction at that time; a later one resolves the conflict."
    )

    class Meta:
        db_table = "labeling_doubt"
        indexes = [models.Index(fields=["workspace", "kind"], name="doubt_by_kind")]
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="doubt_score"),
            models.CheckConstraint(
                condition=Q(kind__in=["dictionary", "similar", "suspect"]), name="doubt_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.job_title}"


# The table of titles that somebody has open.


class TitleLease(models.Model):
    """A title that somebody looks at now: no queue gives it to anybody else until it expires."""

    MADE_BY_JOBS = True  # It goes with a title that undoing an import deletes.

    # Without a constraint in the database: to write a row would wait for whoever reads the title
    # again or speaks of it, and with it the queue of somebody else.
    job_title = models.OneToOneField(
        JobTitle,
        on_delete=models.CASCADE,
        related_name="lease",
        primary_key=True,
        db_constraint=False,
    )
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="title_leases")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="title_leases"
    )
    expires_at = models.DateTimeField()
    is_over = models.BooleanField(
        default=False,
        help_text="Answered. The lease is kept until it expires, so that nobody who asked for a "
        "title "
        "at the same moment gets this one.",
    )

    class Meta:
        indexes = [models.Index(fields=["workspace", "expires_at"], name="title_lease_by_end")]

    def __str__(self) -> str:
        return f"{self.holder} has {self.job_title}"


# Tables of what people suggest: labels that a reviewer makes a correction of, or returns.


class Suggestion(models.Model):
    """What one person says that a title, a company or a reply should be; a reviewer decides.

    A person who says so again before somebody decided changes this row: one person counts once.
    """

    class Kind(models.TextChoices):
        TITLE = "title", "job title"
        COMPANY = "company", "company"
        REPLY = "reply", "reply"

    class State(models.TextChoices):
        SUGGESTED = "suggested", "suggested"
        ACCEPTED = "accepted", "accepted"
        RETURNED = "returned", "returned with a note"
        WITHDRAWN = "withdrawn", "withdrawn"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="suggestions")
    kind = models.CharField(max_length=7, choices=Kind)
    text = models.TextField(help_text="Title, company or reply, as shown.")
    key = models.CharField(
        max_length=200,
        help_text="Groups suggestions about the same subject; for titles, the normalized title.",
    )
    job_title = models.ForeignKey(
        JobTitle,
        on_delete=models.CASCADE,
        related_name="suggestions",
        null=True,
        blank=True,
        help_text="Empty if no contact has the title, and for companies and replies.",
    )
    company = models.ForeignKey(
        Company,
        on_delete=models.CASCADE,
        related_name="suggestions",
        null=True,
        blank=True,
        help_text="Empty for titles and replies, and for companies entered in Look up.",
    )
    functions = models.JSONField(
        null=True,
        blank=True,
        help_text="Function slugs; an empty list means unclassified, null only reports an error.",
    )
    label = models.CharField(
        max_length=40, blank=True, default="", help_text="Business model or intent."
    )
    level = models.CharField(
        max_length=50,
        blank=True,
        default="",
        db_default="",
        help_text="Level slug of a title; empty where the suggestion leaves it as it is.",
    )
    industry = models.CharField(
        max_length=50,
        blank=True,
        default="",
        db_default="",
        help_text="Industry slug of a title; counts only with a level, empty means none.",
    )
    shown = models.JSONField(
        default=dict, help_text="What was shown: labels with scores, level, model."
    )
    note = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="suggestions",
        null=True,
        blank=True,
        help_text="Empty for an anonymous visitor.",
    )
    visitor = models.CharField(
        max_length=32,
        blank=True,
        default="",
        help_text="Keyed hash of the IP address; never the address.",
    )
    is_second = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Made by the second of two people who label the same title independently.",
    )
    n_times = models.PositiveIntegerField(
        default=1, help_text="How often this person suggested it."
    )
    state = models.CharField(max_length=9, choices=State, default=State.SUGGESTED)
    answer = models.CharField(
        max_length=300, blank=True, default="", help_text="Note of the reviewer for the author."
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reviewed_suggestions",
        null=True,
        blank=True,
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    correction = models.ForeignKey(
        "labeling.Correction",
        on_delete=models.SET_NULL,
        related_name="suggestions",
        null=True,
        blank=True,
        help_text="The correction it became; if that is undone, the suggestion needs review again.",
    )
    business_model_correction = models.ForeignKey(
        "labeling.BusinessModelCorrection",
        on_delete=models.SET_NULL,
        related_name="suggestions",
        null=True,
        blank=True,
        help_text="The correction of a company it became; see `correction`.",
    )
    created_at = ClockedField(auto_now_add=True)
    updated_at = ClockedField(auto_now=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["workspace", "kind", "key"], name="suggestion_by_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "key", "author"],
                condition=Q(state="suggested"),
                name="one_open_suggestion_of_a_member",
            ),
            models.UniqueConstraint(
                fields=["workspace", "kind", "key", "visitor"],
                condition=Q(state="suggested", author=None),
                name="one_open_suggestion_of_a_visitor",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["suggested", "accepted", "returned", "withdrawn"]),
                name="suggestion_state",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["title", "company", "reply"]), name="suggestion_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk} about a {self.kind}"

    @property
    def label_in_words(self) -> str:
        """Return what a company or a reply should be, in words; "" where nobody says it."""
        return self._named(self.label)

    @property
    def shown_in_words(self) -> list[tuple[str, float | None]]:
        """Return the labels that were shown, in words, with their scores; none: Other, or unknown.

        Where Look up showed them, their names were kept with them.
        """
        return [(self._named(slug), score) for slug, score in self.shown.get("labels", ())]

    def _named(self, slug: str) -> str:
        names = {**dict(Company.BusinessModel.choices), **self.shown.get("names", {})}
        return str(names.get(slug, slug))

    @property
    def is_open(self) -> bool:
        """Return whether a reviewer has still to decide, or again since the correction was undone.

        A query where the correction was undone and the row was read without `with_waiting`: the
        person may have said something else since.
        """
        if "is_waiting" in self.__dict__:
            return bool(self.__dict__["is_waiting"])
        if self.state == self.State.SUGGESTED:
            return True
        settled_by = self.correction or self.business_model_correction
        is_undone = settled_by is not None and settled_by.undone_at is not None
        return is_undone and Suggestion.objects.filter(waiting(), pk=self.pk).exists()

    @property
    def state_now(self) -> str:
        """Return the state in words, with what became of the correction since."""
        if self.state != self.State.SUGGESTED and self.is_open:
            return "waiting for review again: the correction was undone"
        return "waiting for review" if self.is_open else self.get_state_display()


def with_waiting(rows: models.QuerySet[Suggestion]) -> models.QuerySet[Suggestion]:
    """Return suggestions to be shown, that know whether they are open; see `waiting`."""
    is_waiting = models.ExpressionWrapper(waiting(), output_field=models.BooleanField())
    return rows.annotate(is_waiting=is_waiting)


def waiting() -> Q:
    """Return what waiting for review: the newest word of each person on each thing, undecided.

    Undoing the correction that settled a suggestion puts it back into the queue, unless the same
    person has said something else since.
    """
    undone = Q(correction__undone_at__isnull=False)
    undone |= Q(business_model_correction__undone_at__isnull=False)
    same = {name: OuterRef(name) for name in ("workspace", "kind", "key", "visitor")}
    newer = Suggestion.objects.filter(**same, pk__gt=OuterRef("pk")).filter(
        Q(author=OuterRef("author")) | Q(author=None, visitor__gt="")
    )
    is_newest = Q(~Exists(newer))
    return Q(state="suggested") | (Q(state__in=["accepted", "returned"]) & undone & is_newest)


# Tables that keep predictions on record: those that were stored and replaced, those shown.


class FormerPrediction(models.Model):
    """What a stored title was until something else was stored; rows are only ever added.

    What it is now stands with the title itself. A title that is read again with the same answer
    adds nothing.
    """

    MADE_BY_JOBS = True  # It goes with a title that undoing an import deletes.

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="former_predictions"
    )
    job_title = models.ForeignKey(
        JobTitle, on_delete=models.CASCADE, related_name="former_predictions"
    )
    labels = models.JSONField(help_text="[slug, source, score] of each; empty means unclassified.")
    level = models.CharField(max_length=60, help_text="Level slug.")
    level_score = models.FloatField(null=True, blank=True)
    industry = models.CharField(max_length=60, blank=True, default="", help_text="Industry slug.")
    source = models.CharField(max_length=60, blank=True, default="")
    model_version = models.CharField(max_length=80, blank=True, default="")
    ended_at = models.DateTimeField(db_default=Now(), help_text="When it was replaced.")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["job_title", "ended_at"], name="former_by_title"),
            models.Index(fields=["workspace", "model_version", "-id"], name="former_by_model"),
        ]

    def __str__(self) -> str:
        return f"{self.job_title} until {self.ended_at}"


class ShownPrediction(models.Model):
    """An answer that was shown and not stored: the text is kept as a keyed hash alone."""

    workspace = models.ForeignKey(
        Workspace,
        on_delete=models.CASCADE,
        related_name="shown_predictions",
        null=True,
        blank=True,
        help_text="Empty if shown to an anonymous visitor.",
    )
    kind = models.CharField(max_length=7, help_text="title, company or reply")
    text_hash = models.CharField(max_length=64)
    labels = models.JSONField(help_text="[slug, score] of each; empty means unclassified.")
    level = models.CharField(max_length=60, blank=True, default="")
    model_version = models.CharField(max_length=80, blank=True, default="")
    answer_hash = models.CharField(max_length=64, help_text="Hash of labels, level and model.")
    n_times = models.PositiveIntegerField(default=1, db_default=1)
    first_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["last_at"], name="shown_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "text_hash", "answer_hash"],
                name="one_row_for_each_answer",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["title", "company", "reply"]), name="shown_prediction_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"prediction for a {self.kind}, shown {self.n_times} times"
