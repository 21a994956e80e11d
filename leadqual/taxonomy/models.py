"""The taxonomy: what a title can be, and what is known of titles for certain."""

from django.db import models
from django.db.models import Q


class Department(models.Model):
    """One of the branches of the tree, e.g. Sales."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order on screen.")
    retired_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="merged",
        null=True,
        blank=True,
        help_text="Takes its functions and its place in addresses; this one is retired.",
    )

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(retired_at__isnull=False),
                name="merged_department_is_retired",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Function(models.Model):
    """What a job does, e.g. Sales Engineering; its department follows from it."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="functions")
    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=100)
    about = models.CharField(max_length=300, blank=True, help_text="What belongs here.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the department.")
    threshold = models.FloatField(
        null=True, blank=True, help_text="Probability from which it is shown; empty: the model's."
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="merged",
        null=True,
        blank=True,
        help_text=(
            "Takes its dictionary entries, phrases, titles and corrections, and its place in "
            "addresses; this one is retired. What the model alone said of it is read anew."
        ),
    )

    class Meta:
        ordering = ["department__position", "position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(retired_at__isnull=False),
                name="merged_function_is_retired",
            ),
            models.UniqueConstraint(fields=["department", "name"], name="function_name_once"),
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

    normalised = models.CharField(max_length=200, unique=True, help_text="The title, normalised.")
    functions = models.ManyToManyField(
        Function, blank=True, related_name="dictionary_entries", help_text="None means Other."
    )
    level = models.ForeignKey(
        Level,
        on_delete=models.PROTECT,
        related_name="dictionary_entries",
        null=True,
        blank=True,
        help_text="Empty leaves it to the model.",
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
    """A phrase that means functions wherever it stands in a title; the longest one wins."""

    phrase = models.CharField(max_length=120, unique=True, help_text="Normalised words.")
    functions = models.ManyToManyField(
        Function, blank=True, related_name="phrase_rules", help_text="None means no function."
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
        return f"{self.truth} said to be {self.said}: {self.cost:g}"


class OtherTool(models.Model):
    """Another tool whose names for what people do may stand in exports."""

    slug = models.SlugField(unique=True, max_length=40)
    name = models.CharField(max_length=60, unique=True)
    calls = models.CharField(max_length=60, help_text="What it calls them, e.g. job function.")
    source = models.CharField(
        max_length=300, blank=True, help_text="Address where it publishes its names."
    )
    note = models.CharField(max_length=300, blank=True, help_text="How the names were read.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order of the columns.")

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
    name = models.CharField(max_length=100, help_text="As that tool writes it.")

    class Meta:
        ordering = ["tool", "function"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "function"], name="crosswalk_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="crosswalk_name_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.function} in {self.tool}: {self.name}"


class TaxonomyVersion(models.Model):
    """A counter that every change moves; processes reload what they cached when it differs."""

    changed_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"version {self.pk}"
