"""Tables of model versions, trials, shadow runs and trainings."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField

PRETRAINED = "pretrained:"  # before the kind: the folder of the artifact that is shipped
SHIPPED_ENCODER = f"{PRETRAINED}encoder"


class Trial(models.Model):
    """A comparison of a candidate with the live model on the same examples."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "evaluating"
        DONE = "done", "measured"
        STOPPED = "stopped", "evaluation failed"

    candidate = models.ForeignKey(
        "registry.ModelVersion", on_delete=models.CASCADE, related_name="trials"
    )
    live = models.ForeignKey(
        "registry.ModelVersion", on_delete=models.CASCADE, related_name="trials_as_live"
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    n_done = models.PositiveIntegerField(default=0, help_text="Predictions of both models so far.")
    n_total = models.PositiveIntegerField(
        default=0, help_text="Predictions of both models in total."
    )
    n_tries = models.PositiveIntegerField(default=0, help_text="Since the last part was stored.")
    figures = models.JSONField(default=dict, help_text="`live` and `new`, once it is done.")
    gates = models.JSONField(default=list, help_text="Result of each gate.")
    problem = models.CharField(max_length=300, blank=True, default="")
    asked_at = ClockedField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="done_trial_has_end"
            ),
            models.UniqueConstraint(
                fields=["candidate", "live"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_open_trial_of_two_models",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} compared with {self.live}"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def passes(self) -> bool:
        return self.state == self.State.DONE and not self.refusals

    @property
    def refusals(self) -> list[str]:
        """Return the failed quality gates that keep the candidate from going live."""
        return [gate["refusal"] for gate in self.gates if not gate["passes"]]

    @property
    def share_done(self) -> float:
        """How far it is, 0 to 1."""
        return self.n_done / self.n_total if self.n_total else 0.0


class TrialPart(models.Model):
    """The predictions of one of the two models for one part; a killed job resumes after it."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="parts")
    is_live = models.BooleanField(help_text="Of the live model, or of the candidate.")
    place = models.PositiveIntegerField(help_text="Index of its first example.")
    said = models.JSONField(help_text="One prediction per example.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "is_live", "place"], name="trial_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.trial}, from {self.place}"


class Shadow(models.Model):
    """A shadow run: a candidate predicts next to the live model; its predictions are not shown."""

    candidate = models.ForeignKey(
        "registry.ModelVersion", on_delete=models.CASCADE, related_name="shadows"
    )
    live = models.ForeignKey(
        "registry.ModelVersion", on_delete=models.CASCADE, related_name="shadows_as_live"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="shadows",
        null=True,
        blank=True,
    )
    started_at = ClockedField(auto_now_add=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(
        help_text="When it last made predictions; its share of time counts from it."
    )
    position = models.BigIntegerField(default=0, help_text="Key of the last row processed.")
    seconds = models.FloatField(default=0, help_text="Total time of work.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(ended_at=None), name="one_shadow_of_a_candidate"
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate} in shadow of {self.live}"


class ShadowPart(models.Model):
    """How often both models predicted in one workspace, and how often they differed."""

    shadow = models.ForeignKey(Shadow, on_delete=models.CASCADE, related_name="parts")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="shadow_parts")
    n_read = models.PositiveIntegerField(default=0)
    n_differ = models.PositiveIntegerField(default=0)
    turns = models.JSONField(
        default=dict, help_text="Count of each `live → candidate` change of labels."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shadow", "workspace"], name="shadow_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.shadow} in {self.workspace}"


class ShadowDifference(models.Model):
    """A record on which the models differ; its text stays in its own row."""

    part = models.ForeignKey(ShadowPart, on_delete=models.CASCADE, related_name="differences")
    row = models.BigIntegerField(help_text="Key of the title, company or reply.")
    live = models.JSONField(help_text="Labels of the live model.")
    new = models.JSONField(help_text="Labels of the candidate.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["part", "row"], name="shadow_difference_once")
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.row}"


class Training(models.Model):
    """A training in progress: its data and its next step."""

    class Step(models.TextChoices):
        GATHER = "gather", "collecting corrections"
        FIT = "fit", "learning"
        REGISTER = "register", "being checked"
        DONE = "done", "done"
        STOPPED = "stopped", "stopped"

    class Cause(models.TextChoices):
        PERSON = "person", "requested"
        CORRECTIONS = "corrections", "enough corrections"
        SCHEDULE = "schedule", "by schedule"

    kind = models.CharField(max_length=10)
    cause = models.CharField(max_length=11, choices=Cause)
    step = models.CharField(max_length=8, choices=Step, default=Step.GATHER)
    n_tries = models.PositiveIntegerField(
        default=0, help_text="Tries of the step, including interrupted ones."
    )
    said = models.JSONField(default=list, help_text="Corrections: key of each and its labels.")
    progress = models.FloatField(default=0, help_text="Progress of the step, 0 to 1.")
    problem = models.CharField(max_length=300, blank=True, default="")
    base = models.ForeignKey(
        "registry.ModelVersion", on_delete=models.CASCADE, related_name="trainings_from"
    )
    candidate = models.ForeignKey(
        "registry.ModelVersion",
        on_delete=models.SET_NULL,
        related_name="trainings",
        null=True,
        blank=True,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="trainings",
        null=True,
        blank=True,
    )
    asked_at = ClockedField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(step__in=["gather", "fit", "register"]),
                name="one_open_training_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"training of {self.kind}, {self.get_step_display()}"

    @property
    def is_open(self) -> bool:
        return self.step in {self.Step.GATHER, self.Step.FIT, self.Step.REGISTER}


class ModelVersion(models.Model):
    """One artifact of one kind, with the report of its evaluation."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", "candidate"
        LIVE = "live", "live"
        RETIRED = "retired", "retired"

    class Origin(models.TextChoices):
        SHIPPED = "shipped", "ships with LeadQual"
        REGISTERED = "registered", "registered from a folder"
        RETRAINED = "retrained", "learned from corrections"

    class Kind(models.TextChoices):
        TITLES = "titles", "Titles"
        COMPANIES = "companies", "Business models"
        REPLIES = "replies", "Replies"
        ENCODER = "encoder", "Company embeddings"

    kind = models.CharField(max_length=10, choices=Kind)
    version = models.CharField(max_length=80, unique=True, help_text="E.g. titles-2026.11.1.")
    folder = models.CharField(
        max_length=500,
        help_text="Folder of the artifact; `pretrained:kind` for those that ship with LeadQual.",
    )
    checksum = models.CharField(max_length=64, help_text="SHA-256 of its manifest.")
    report = models.JSONField(default=dict, help_text="Metrics of its evaluation.")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SHIPPED)
    data_hash = models.CharField(
        max_length=64, blank=True, default="", help_text="SHA-256 of the training data."
    )
    code_version = models.CharField(
        max_length=40, blank=True, default="", help_text="Code version it was trained with."
    )
    is_active = models.BooleanField(default=False)
    is_desired = models.BooleanField(
        default=False,
        help_text="An encoder whose embeddings are being computed; it goes live after that.",
    )
    progress = models.FloatField(
        default=0, help_text="For an encoder: share of companies with its embedding, 0 to 1."
    )
    n_waiting = models.PositiveIntegerField(
        default=0, help_text="For an encoder that will go live: companies left to embed."
    )
    problem = models.TextField(
        blank=True, default="", help_text="For an encoder: why the last embedding job failed."
    )
    created_at = ClockedField(auto_now_add=True)
    promoted_at = models.DateTimeField(null=True, blank=True)
    promoted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="promotions",
        null=True,
        blank=True,
    )
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was retired; it cannot go live again."
    )

    class Meta:
        ordering = ["kind", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(is_active=True), name="one_active_model_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(is_desired=True), name="one_desired_model_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(is_desired=False) | Q(is_active=False, kind="encoder"),
                name="desired_model_is_an_encoder_not_live",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(is_active=False),
                name="withdrawn_model_is_not_live",
            ),
            models.CheckConstraint(
                condition=Q(progress__range=(0, 1)), name="model_version_progress"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["titles", "companies", "replies", "encoder"]),
                name="model_version_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def state(self) -> "ModelVersion.State":
        """Return whether it is live, a candidate, or retired."""
        if self.is_active:
            return self.State.LIVE
        is_retired = self.promoted_at is not None or self.withdrawn_at is not None
        return self.State.RETIRED if is_retired else self.State.CANDIDATE

    @property
    def has_vectors(self) -> bool:
        """Return whether all vectors of a formerly live encoder are still stored."""
        return self.promoted_at is not None and self.progress == 1


class EncoderTrades(models.Model):
    """Trades in words as an encoder reads them, so that no page has to load the encoder.

    The shipped encoder has none: its vectors come with the product.
    """

    encoder = models.OneToOneField(ModelVersion, on_delete=models.CASCADE, related_name="trades")
    phrases = models.CharField(max_length=64, help_text="SHA-256 of the trade descriptions.")
    sectors = models.JSONField(help_text="Index of the sector of each trade, from 0.")
    vectors = models.BinaryField(help_text="Unit vectors in order, half precision.")

    def __str__(self) -> str:
        return f"trade embeddings by {self.encoder}"
