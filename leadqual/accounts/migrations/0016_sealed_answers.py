"""Answers to idempotent requests become encrypted, and keep their headers.

Those stored before are forgotten; none is older than a day.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_home_visits_and_sample_data")]

    operations = [
        migrations.RunSQL(
            "DELETE FROM accounts_idempotentrequest", reverse_sql=migrations.RunSQL.noop
        ),
        migrations.RemoveField(model_name="idempotentrequest", name="answer"),
        migrations.AddField(
            model_name="idempotentrequest",
            name="sealed_answer",
            field=models.TextField(
                default="", help_text="Body of the response, encrypted; it may hold a secret."
            ),
        ),
        migrations.AddField(
            model_name="idempotentrequest",
            name="headers",
            field=models.JSONField(default=dict, help_text="Headers of the response, such as ETag."),
        ),
    ]
