"""Tables of the taxonomy: its tree, dictionary and costs, its versions and drafts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace


class TaxonomyVersion(models.Model):
    """A change of the taxonomy: processes reload what they cached when the newest one differs.

    Changes of costs have no document.
    """

    changed_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="taxonomy_versions",
        null=True,
        blank=True,
        help_text="Empty for LeadQual itself.",
    )
    document = models.BinaryField(
        null=True, help_text="The whole taxonomy after the change, as packed by `document.pack`."
    )
    sentences = models.JSONField(default=list, help_text="The first changes, as text.")
    n_changes = models.PositiveIntegerField(default=0)
    went_back_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="restored_versions", null=True, blank=True
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"version {self.pk}"


class TaxonomyDraft(models.Model):
    """A changed taxonomy that is not live yet; staff see and change all of them."""

    name = models.CharField(max_length=100)
    reason = models.CharField(max_length=200, blank=True, help_text="Reason; required to publish.")
    base = models.ForeignKey(
        TaxonomyVersion,
        on_delete=models.PROTECT,
        related_name="drafts",
        help_text="The version it started from; has a document.",
    )
    document = models.BinaryField(
        help_text="The taxonomy as edited; see `TaxonomyVersion.document`."
    )
    former = models.BinaryField(
        null=True, help_text="Before the last edit; null if there is nothing to undo."
    )
    edits = models.PositiveIntegerField(default=0, help_text="Number of edits.")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="edited_taxonomy_drafts",
        null=True,
        blank=True,
        help_text="Author of the last edit; empty for LeadQual itself.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="taxonomy_drafts"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(auto_now=True)
    published_as = models.OneToOneField(
        TaxonomyVersion,
        on_delete=models.PROTECT,
        related_name="draft",
        null=True,
        blank=True,
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_as=None) | Q(archived_at=None),
                name="published_draft_is_not_archived",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Return whether it can still be changed and published."""
        return self.published_as_id is None and self.archived_at is None


class DraftEffect(models.Model):
    """What one edit of a draft would change on the titles of all workspaces, with its progress."""

    draft = models.OneToOneField(
        TaxonomyDraft, on_delete=models.CASCADE, related_name="effect", primary_key=True
    )
    edits = models.PositiveIntegerField(help_text="Number of the edit that was previewed.")
    model_version = models.CharField(max_length=80, blank=True, default="")
    asked_at = models.DateTimeField(help_text="Identifies the run.")
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveBigIntegerField(default=0, help_text="Titles processed.")
    total = models.PositiveBigIntegerField(default=0, help_text="Titles of all workspaces.")
    problem = models.CharField(max_length=200, blank=True, default="")
    judged = models.JSONField(default=dict, help_text="Metrics on the frozen test set.")

    def __str__(self) -> str:
        return f"impact of {self.draft}"

    @property
    def is_current(self) -> bool:
        """Return whether the draft is as it was when this was asked for, and open."""
        return self.draft.is_open and self.draft.edits == self.edits


class DraftEffectPart(models.Model):
    """What a draft would change in one workspace; only its members are shown titles and names."""

    effect = models.ForeignKey(DraftEffect, on_delete=models.CASCADE, related_name="parts")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="draft_effects")
    after = models.BigIntegerField(default=0, help_text="Key of the last title processed.")
    is_done = models.BooleanField(default=False)
    found = models.JSONField(default=dict, help_text="Counts, examples and downstream impact.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["effect", "workspace"], name="draft_effect_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.effect} in {self.workspace}"


class Department(models.Model):
    """One of the branches of the tree, e.g. Sales."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order on screen.")
    retired_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="merged",
        null=True,
        blank=True,
        help_text="Receives its functions and redirects of its URL; this department is retired.",
    )

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(retired_at__isnull=False),
                name="merged_department_is_retired",
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(retired_at=None), name="department_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Function(models.Model):
    """What a job does, e.g. Sales Engineering; its department follows from it."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="functions")
    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=100)
    about = models.CharField(max_length=300, blank=True, help_text="What the function covers.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order within the department.")
    threshold = models.FloatField(
        null=True,
        blank=True,
        help_text="Score at which the label is shown; if empty, the threshold of the model "
        "applies.",
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="merged",
        null=True,
        blank=True,
        help_text=(
            "Receives its dictionary entries, phrase rules, titles and corrections, "
            "and redirects of its URL; this function is retired. Titles labeled by the "
            "model alone are classified again."
        ),
    )

    class Meta:
        ordering = ["department__position", "position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(retired_at__isnull=False),
                name="merged_function_is_retired",
            ),
            models.UniqueConstraint(
                fields=["department", "name"],
                condition=Q(retired_at=None),
                name="function_name_once",
            ),
            models.CheckConstraint(
                condition=Q(threshold=None) | Q(threshold__range=(0, 1)), name="function_threshold"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormerSlug(models.Model):
    """A slug that a function or department had: addresses with it lead to what it is called now."""

    class Kind(models.TextChoices):
        FUNCTION = "function", "function"
        DEPARTMENT = "department", "department"

    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.SlugField(max_length=60)
    function = models.ForeignKey(
        Function, on_delete=models.CASCADE, related_name="former_slugs", null=True, blank=True
    )
    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="former_slugs", null=True, blank=True
    )

    class Meta:
        ordering = ["kind", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="former_slug_once"),
            models.CheckConstraint(
                condition=Q(kind="function", function__isnull=False, department=None)
                | Q(kind="department", department__isnull=False, function=None),
                name="former_slug_has_one_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class Level(models.Model):
    """Seniority; rank 0 is the most senior."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60, unique=True)
    about = models.CharField(max_length=300, blank=True)
    rank = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name


class Industry(models.Model):
    """The professional industry that a title itself names, if any."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "industries"

    def __str__(self) -> str:
        return self.name


class RepresentativeTitle(models.Model):
    """A title that stands for a function; shown as the nearest known title."""

    function = models.ForeignKey(
        Function, on_delete=models.CASCADE, related_name="representative_titles"
    )
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["function", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["function", "title"], name="representative_title_once")
        ]

    def __str__(self) -> str:
        return self.title


class DictionaryEntry(models.Model):
    """What an exact title is, for certain: score 1."""

    normalised = models.CharField(max_length=200, unique=True, help_text="The normalized title.")
    functions = models.ManyToManyField(
        Function,
        blank=True,
        related_name="dictionary_entries",
        help_text="Empty means unclassified.",
    )
    level = models.ForeignKey(
        Level,
        on_delete=models.PROTECT,
        related_name="dictionary_entries",
        null=True,
        blank=True,
        help_text="If empty, the model decides.",
    )
    industry = models.ForeignKey(
        Industry,
        on_delete=models.PROTECT,
        related_name="dictionary_entries",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["normalised"]
        verbose_name_plural = "dictionary entries"
        constraints = [
            models.CheckConstraint(condition=~Q(normalised=""), name="dictionary_entry_not_empty")
        ]

    def __str__(self) -> str:
        return self.normalised


class PhraseRule(models.Model):
    """A phrase that means functions anywhere in a title; the longest one wins."""

    phrase = models.CharField(max_length=120, unique=True, help_text="Normalized words.")
    functions = models.ManyToManyField(
        Function, blank=True, related_name="phrase_rules", help_text="Empty means no function."
    )

    class Meta:
        ordering = ["phrase"]
        constraints = [models.CheckConstraint(condition=~Q(phrase=""), name="phrase_not_empty")]

    def __str__(self) -> str:
        return self.phrase


class ConfusionCost(models.Model):
    """What it costs to say one business model of a company that has another.

    Pairs without a row have the usual cost: 0 where it is right, 1 where it is wrong.
    """

    class Label(models.TextChoices):
        B2B = "b2b", "B2B"
        B2C = "b2c", "B2C"
        BOTH = "both", "Both"
        PUBLIC = "public", "Public"
        UNKNOWN = "unknown", "Unknown"

    truth = models.CharField(max_length=7, choices=Label)
    said = models.CharField(max_length=7, choices=Label)
    cost = models.FloatField()

    class Meta:
        ordering = ["truth", "said"]
        constraints = [
            models.UniqueConstraint(fields=["truth", "said"], name="confusion_cost_once"),
            models.CheckConstraint(condition=Q(cost__range=(0, 1000)), name="confusion_cost"),
            models.CheckConstraint(
                condition=Q(truth__in=["b2b", "b2c", "both", "public", "unknown"])
                & Q(said__in=["b2b", "b2c", "both", "public", "unknown"]),
                name="confusion_cost_labels",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.truth} predicted as {self.said}: {self.cost:g}"


class OtherTool(models.Model):
    """Another tool whose names for what people do may stand in exports."""

    slug = models.SlugField(unique=True, max_length=40)
    name = models.CharField(max_length=60, unique=True)
    calls = models.CharField(
        max_length=60, help_text="How the tool names functions, e.g. job function."
    )
    source = models.CharField(
        max_length=300, blank=True, help_text="URL where the tool publishes its names."
    )
    note = models.CharField(max_length=300, blank=True, help_text="How the names were collected.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Column order.")

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class CrosswalkName(models.Model):
    """What another tool calls one of our functions."""

    tool = models.ForeignKey(OtherTool, on_delete=models.CASCADE, related_name="names")
    function = models.ForeignKey(
        Function, on_delete=models.CASCADE, related_name="names_in_other_tools"
    )
    name = models.CharField(max_length=100, help_text="As written by the tool.")

    class Meta:
        ordering = ["tool", "function"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "function"], name="crosswalk_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="crosswalk_name_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.function} in {self.tool}: {self.name}"
