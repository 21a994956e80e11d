"""Tables of functions that are learned from corrections."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function


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
