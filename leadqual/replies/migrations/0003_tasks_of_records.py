"""Tasks of people and companies that follow no reply."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

from leadqual.core.migration_operations import AddIndexAgain


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("leads", "0013_fewer_title_indexes"),
        ("replies", "0002_no_intent_of_unread_text"),
    ]

    operations = [
        migrations.AlterField(
            "task",
            "reply",
            models.OneToOneField(
                blank=True,
                help_text="The reply that it follows, if any.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="task",
                to="replies.reply",
            ),
        ),
        migrations.AlterField(
            "task",
            "contact",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tasks",
                to="leads.contact",
            ),
        ),
        migrations.AddField(
            "task",
            "company",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tasks",
                to="leads.company",
            ),
        ),
        migrations.AddField(
            "task",
            "text",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="What to do; empty: arrange the meeting that the reply agrees to.",
                max_length=200,
            ),
        ),
        AddConstraintNotValid(
            "task",
            models.CheckConstraint(
                condition=Q(contact=None, company__isnull=False)
                | Q(contact__isnull=False, company=None),
                name="task_of_one",
            ),
        ),
        ValidateConstraint("task", "task_of_one"),
        AddIndexAgain(
            "task",
            models.Index(
                fields=["company"], condition=Q(company__isnull=False), name="task_by_company"
            ),
        ),
    ]
