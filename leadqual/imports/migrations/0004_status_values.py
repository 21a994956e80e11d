from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_do_not_contact_counts")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="statuses",
            field=models.JSONField(
                blank=True,
                db_default=Value({}, models.JSONField()),
                default=dict,
                help_text="Value of the status column → status; empty for none.",
            ),
        ),
    ]
