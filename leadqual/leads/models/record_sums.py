"""Sums over job titles and records of a workspace, written by triggers in the same transaction."""

from django.db import models

from leadqual.accounts.models import Workspace


class TitleSum(models.Model):
    """What one statement added to, or subtracted from, the sums over job titles.

    Written by triggers on job titles. Rows are added and never changed, so that writers do not
    block each other. A workspace's sums are the total of its rows; a job merges them into one.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.DO_NOTHING, related_name="title_sums", db_constraint=False
    )
    n_titles = models.BigIntegerField(help_text="Titles.")
    n_pending = models.BigIntegerField(help_text="Titles waiting to be classified.")
    n_people = models.BigIntegerField(help_text="Contacts with a title.")
    n_known = models.BigIntegerField(help_text="Contacts whose title is in the dictionary.")
    n_other = models.BigIntegerField(
        help_text="Contacts with a classified title without a function."
    )

    def __str__(self) -> str:
        return f"{self.n_titles} titles of {self.workspace_id}"


class RecordSum(models.Model):
    """How many contacts and companies a statement added to a workspace, or deleted from it.

    Written like `TitleSum`; the total of its rows is the size of the tables.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.DO_NOTHING, related_name="record_sums", db_constraint=False
    )
    n_contacts = models.BigIntegerField(default=0, db_default=0, help_text="Contacts.")
    n_companies = models.BigIntegerField(default=0, db_default=0, help_text="Companies.")

    def __str__(self) -> str:
        return f"{self.n_contacts} contacts, {self.n_companies} companies of {self.workspace_id}"
