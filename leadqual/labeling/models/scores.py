"""Tables of the scores of functions, counted for each threshold."""

from django.db import models

from leadqual.accounts.models import Workspace
from leadqual.taxonomy.models import Function


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
