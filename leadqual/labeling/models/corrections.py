"""What people said that titles and business models are."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.labeling.models.queues import BulkCorrection
from leadqual.leads.models import Company, JobTitle
from leadqual.taxonomy.models import Function, Industry, Level

# Tables of what thresholds decide: how likely the model holds each function to be, counted.


class ChanceRun(models.Model):
    """When the chances of a workspace were last counted, and how far the job is."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="chance_run", primary_key=True
    )
    asked_at = models.DateTimeField(null=True, blank=True, help_text="Empty if no job is pending.")
    done = models.PositiveIntegerField(default=0, help_text="Titles processed so far.")
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True, help_text="Of the result shown now.")
    model_version = models.CharField(max_length=80, blank=True, default="")
    taxonomy_version = models.BigIntegerField(default=0)
    n_titles = models.PositiveIntegerField(default=0, help_text="Titles that were counted.")
    n_corrected = models.PositiveIntegerField(
        default=0, help_text="Corrections that the curve is based on."
    )
    problem = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"score histograms of {self.workspace}, counted {self.made_at}"


class FunctionChances(models.Model):
    """How many titles of a workspace the model gives a function with which chance.

    Each list has 101 numbers: place n counts chances from n / 100 to below (n + 1) / 100. Titles
    that a person settled, and those to which the dictionary or a rule gives the function, are not
    in it: no threshold decides about them.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="function_chances"
    )
    function = models.ForeignKey(Function, on_delete=models.CASCADE, related_name="chances")
    titles = models.JSONField(help_text="Titles in each bin.")
    contacts = models.JSONField(help_text="Contacts with these titles.")
    right = models.JSONField(help_text="Corrected titles with the function.")
    wrong = models.JSONField(help_text="Corrected titles without the function.")
    n_carry = models.PositiveIntegerField(
        help_text="Corrected titles with the function that no dictionary entry or rule labels."
    )
    examples = models.JSONField(help_text="[bin, key of a title], most contacts first.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "function"], name="function_chances_once")
        ]

    def __str__(self) -> str:
        return f"score histogram of {self.function} in {self.workspace}"


# What a merge of functions added to corrections, so that it can be taken back.


class CarriedFunction(models.Model):
    """A function that a correction says because one that it named was merged into it."""

    correction = models.ForeignKey(
        "labeling.Correction", on_delete=models.CASCADE, related_name="carried_functions"
    )
    named = models.ForeignKey(
        Function,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The function in the original correction.",
    )
    into = models.ForeignKey(
        Function,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The function it was merged into.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["correction", "named", "into"], name="function_carried_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.named} merged into {self.into}"


class Correction(models.Model):
    """A correction of a title; the current one wins over every model, older ones are kept."""

    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="approved_corrections",
        null=True,
        blank=True,
        help_text="Empty while only its author has confirmed it.",
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="corrections")
    job_title = models.ForeignKey(JobTitle, on_delete=models.CASCADE, related_name="corrections")
    functions = models.ManyToManyField(
        Function, blank=True, related_name="corrections", help_text="Empty means unclassified."
    )
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="corrections")
    industry = models.ForeignKey(
        Industry, on_delete=models.PROTECT, related_name="corrections", null=True, blank=True
    )
    note = models.CharField(max_length=300, blank=True, default="")
    signature = models.CharField(
        max_length=200,
        default="",
        blank=True,
        help_text="Titles with the same signature get these functions; empty if nothing is "
        "propagated.",
    )
    overruled = models.JSONField(
        null=True,
        blank=True,
        help_text="Functions given by the dictionary; empty if there were none.",
    )
    learned_before = models.JSONField(
        null=True, blank=True, help_text="Functions given by learned functions."
    )
    revision = models.BigIntegerField(
        default=0, help_text="Revision of the workspace at the last change."
    )
    step = models.ForeignKey(
        BulkCorrection,
        on_delete=models.CASCADE,
        related_name="corrections",
        null=True,
        blank=True,
        help_text="The bulk correction it belongs to; empty for a single one.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="corrections"
    )
    created_at = ClockedField(auto_now_add=True)
    is_current = models.BooleanField(default=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="undone_corrections",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["job_title"],
                condition=Q(is_current=True),
                name="one_current_correction_of_a_title",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(is_current=False), name="undone_is_not_current"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "revision"], name="correction_by_revision"),
            models.Index(fields=["workspace", "created_at"], name="correction_by_time"),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk} of {self.job_title}"

    @property
    def is_retired(self) -> bool:
        """Return whether all its functions are retired, so that it no longer applies."""
        functions = self.functions.all()
        return bool(functions) and all(function.retired_at for function in functions)


class BusinessModelCorrection(models.Model):
    """A person's word on to whom a company sells; the current one wins, older ones are kept."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="business_model_corrections"
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="business_model_corrections"
    )
    business_model = models.CharField(max_length=7, choices=Company.BusinessModel)
    former = models.JSONField(
        help_text="Previous answer: business_model, probability, probabilities, why, version."
    )
    note = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="business_model_corrections",
    )
    created_at = ClockedField(auto_now_add=True)
    is_current = models.BooleanField(default=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="undone_business_model_corrections",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(is_current=True),
                name="one_current_business_model_correction",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(is_current=False),
                name="undone_business_model_correction_is_not_current",
            ),
            models.CheckConstraint(
                condition=Q(business_model__in=["b2b", "b2c", "both", "public", "unknown"]),
                name="business_model_correction_label",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} is {self.business_model}"


class Revision(models.Model):
    """Counts what changed in a workspace about its titles; processes reload what they cached.

    Whoever changes corrections or learned functions first locks this row, so that changes of one
    workspace commit in the order of their numbers and no process caches a newer one too early.
    """

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="title_revision", primary_key=True
    )
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"revision {self.number}"


class PropagatedLabel(models.Model):
    """A title that followed the correction of a like one, and what it was before; kept for ever."""

    correction = models.ForeignKey(
        Correction, on_delete=models.CASCADE, related_name="propagated_labels"
    )
    job_title = models.ForeignKey(
        JobTitle, on_delete=models.CASCADE, related_name="propagated_labels"
    )
    labels = models.JSONField(help_text="Before: [slug, source, score] of each.")
    source = models.CharField(max_length=60, blank=True, help_text="Before.")
    why = models.JSONField(default=list, blank=True, help_text="Before.")
    model_version = models.CharField(max_length=80, blank=True, help_text="Before.")
    taxonomy_version = models.BigIntegerField(help_text="When the labels were propagated.")
    is_in_force = models.BooleanField(default=True)
    moved_at = ClockedField(auto_now_add=True, db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "labeling_move"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["job_title"], condition=Q(is_in_force=True), name="one_move_of_a_title"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_title} gets the labels of {self.correction}"


class LearnedFunction(models.Model):
    """A function as learned from the corrections of a workspace; the newest of each is asked."""

    MIN_RECALL = 0.5  # Below it, more unseen titles would be missed than found: a person decides.

    class State(models.TextChoices):
        ACTIVE = "active", "active"
        ON_HOLD = "on_hold", "on hold"
        REJECTED = "rejected", "failed the quality gate"
        NEWER = "newer", "on hold next to an older active version"
        REPLACED = "replaced", "replaced by a newer version"
        OFF = "off", "turned off"

    WAITING = (State.ON_HOLD, State.REJECTED, State.NEWER)  # For a person to activate it.
    WAITING_OR_ACTIVE = (State.ACTIVE, *WAITING)

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="learned_functions"
    )
    function = models.ForeignKey(
        Function, on_delete=models.CASCADE, related_name="learned_functions"
    )
    model_version = models.CharField(
        max_length=80, help_text="Model version whose embeddings it reads."
    )
    state = models.CharField(max_length=8, choices=State)
    vector = models.JSONField(help_text="Weight of each dimension of a title embedding.")
    words = models.JSONField(help_text="Weight of each feature.")
    bias = models.FloatField()
    threshold = models.FloatField(help_text="Threshold, in log-odds.")
    displaces = models.JSONField(default=list, help_text="Slugs of functions that it replaces.")
    n_titles = models.PositiveIntegerField(help_text="Corrected titles with this function.")
    taught_by = models.BigIntegerField(
        default=0, help_text="Revision of the last correction it was learned from."
    )
    recall = models.FloatField(help_text="Cross-validated recall on its training titles.")
    falls = models.JSONField(default=list, help_text="Why it failed the quality gate.")
    accepted = models.JSONField(
        default=list, help_text="Metric drops that a manager accepted when activating it."
    )
    former = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The version that was active before a manager activated this one.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="learned_functions",
        null=True,
        blank=True,
        help_text="Who turned it off, or activated it although it was on hold or failed the "
        "quality "
        "gate.",
    )
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "function"],
                condition=Q(state__in=["active", "on_hold", "rejected", "off"]),
                name="one_newest_learned_function",
            ),
            models.UniqueConstraint(
                fields=["workspace", "function"],
                condition=Q(state="newer"),
                name="one_learned_function_beside",
            ),
            models.CheckConstraint(
                condition=Q(recall__range=(0, 1)), name="learned_function_recall"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function} learned from {self.n_titles} titles"

    @property
    def is_weak(self) -> bool:
        """Return whether it finds too few of its own titles to be activated automatically."""
        return self.recall < self.MIN_RECALL

    @property
    def finds_nothing(self) -> bool:
        """Return whether a fit without its own titles finds none of them."""
        return self.recall == 0


class LearnedTitle(models.Model):
    """A title that a learned function labels, or would if active; nobody had corrected it then."""

    learned = models.ForeignKey(
        LearnedFunction, on_delete=models.CASCADE, related_name="learned_titles"
    )
    job_title = models.ForeignKey(JobTitle, on_delete=models.CASCADE, related_name="learned_titles")
    score = models.FloatField(help_text="Probability, 0 to 1.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learned", "job_title"], name="learned_title_once"),
            models.CheckConstraint(
                condition=Q(score__range=(0, 1)), name="learned_title_probability"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learned.function} labels {self.job_title}"


class Spread(models.Model):
    """A walk through all titles of a workspace that puts what was learned into what is stored."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="spread", primary_key=True
    )
    position = models.BigIntegerField(default=0, help_text="Key of the last title processed.")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    started_at = ClockedField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"
