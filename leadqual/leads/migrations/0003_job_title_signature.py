"""The signature of titles; the job that reads titles fills it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_contact_name_without_case")]

    operations = [
        migrations.AddField(
            model_name="jobtitle",
            name="signature",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "Words beside rank, order and spelling: alike titles have one. "
                    "Empty: to be made."
                ),
                max_length=200,
            ),
        ),
    ]
