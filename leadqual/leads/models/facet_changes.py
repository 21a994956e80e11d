"""Changes for the facet index, written by triggers in the same transaction."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from leadqual.accounts.models import Workspace


class FacetChange(models.Model):
    """Rows changed by a statement, for the facet index to read again.

    Written by triggers on contacts, job titles, their labels and companies. The transaction ID
    tells whether a reader has seen it; a sequence number would not, because transactions do not
    commit in the order in which they began.
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
    """How far back the changes of a workspace go; readers further behind have to start again."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="facet_state", primary_key=True
    )
    forgotten = models.BigIntegerField(
        default=0, help_text="Changes of earlier transactions are deleted."
    )

    def __str__(self) -> str:
        return f"changes of {self.workspace} since {self.forgotten}"
