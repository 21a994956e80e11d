"""What a merge of functions added to corrections, so that it can be taken back."""

from django.db import models

from leadqual.taxonomy.models import Function


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
