"""What is known for certain: the dictionary, phrase rules, costs, names in other tools."""

from django.db import models
from django.db.models import Q

from leadqual.taxonomy.models.tree import Function, Industry, Level


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
    """A phrase that means functions wherever it stands in a title; the longest one wins."""

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
