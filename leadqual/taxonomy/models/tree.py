"""Departments, functions, levels and industries: what a title can be."""

from django.db import models
from django.db.models import Q


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
