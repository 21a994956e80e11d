"""What changed for the numbers next to the search; written by triggers, in the same transaction."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from leadqual.accounts.models import Workspace


class FacetChange(models.Model):
    """Rows that one statement changed, so that the facet index reads them again.

    Triggers on contacts, job titles, their labels and companies write it, whoever changes those
    tables and however. Its transaction tells whether a reader has seen it: a number alone would
    not, as transactions do not end in the order in which they began.
    """

    class Kind(models.TextChoices):
        CONTACT = "contact", "contacts"
        TITLE = "title", "job titles"
        COMPANY = "company", "companies"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.DO_NOTHING, related_name="facet_changes", db_constraint=False
    )
    kind = models.CharField(max_length=7, choices=Kind)
    keys = ArrayField(
        models.BigIntegerField(), help_text="Keys of the rows, including deleted ones."
    )
    transaction = models.BigIntegerField(help_text="The transaction that wrote it.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "transaction"], name="facet_change_by_transaction")
        ]

    def __str__(self) -> str:
        return f"{len(self.keys)} {self.kind} in {self.transaction}"


class FacetState(models.Model):
    """How far the changes of a workspace reach back; who read less has to start again."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="facet_state", primary_key=True
    )
    forgotten = models.BigIntegerField(
        default=0, help_text="Changes of earlier transactions are deleted."
    )

    def __str__(self) -> str:
        return f"changes of {self.workspace} since {self.forgotten}"
