"""Erasures of people, step by step."""

from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.leads.models import ErasedPerson


class Erasure(models.Model):
    """The work of erasing one person: what is to be erased until it is done, then only counts."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="erasures")
    person = models.OneToOneField(ErasedPerson, on_delete=models.CASCADE, related_name="erasure")
    identifiers = models.JSONField(
        null=True,
        blank=True,
        help_text="Identifiers to search for; emptied in the transaction of the last step.",
    )
    n_done = models.PositiveSmallIntegerField(default=0, help_text="Steps done so far.")
    n_steps = models.PositiveSmallIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="Rows or files, by table or kind of file.")
    problem = models.CharField(
        max_length=300, blank=True, default="", help_text="Never contains names."
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(identifiers=None),
                name="finished_erasure_keeps_nothing",
            )
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    @property
    def percent(self) -> int:
        """Share of the steps that are done, 0 to 100."""
        return 100 * self.n_done // self.n_steps if self.n_steps else 0
