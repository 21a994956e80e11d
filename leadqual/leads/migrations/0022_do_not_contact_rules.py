"""Rules and indexes of entries."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("leads", "0021_do_not_contact_keys")]

    operations = [
        migrations.AddConstraint(
            model_name="donotcontact",
            constraint=models.UniqueConstraint(condition=models.Q(("lifted_at", None)), fields=("workspace", "value", "origin"), name="do_not_contact_once"),
        ),
        migrations.AddConstraint(
            model_name="donotcontact",
            constraint=models.CheckConstraint(condition=models.Q(("value", Lower(models.F("value"))), models.Q(("value", ""), _negated=True), models.Q(("key", ""), _negated=True)), name="do_not_contact_value"),
        ),
        migrations.AddIndex(
            model_name="donotcontact",
            index=models.Index(condition=models.Q(("lifted_at", None)), fields=["workspace", "kind", "key"], name="do_not_contact_by_key"),
        ),
        migrations.AddIndex(
            model_name="donotcontact",
            index=models.Index(fields=["workspace", "-created_at"], name="do_not_contact_by_time"),
        ),
        migrations.AddIndex(
            model_name="donotcontact",
            index=models.Index(fields=["workspace", "origin"], name="do_not_contact_by_origin"),
        ),
    ]
