"""How sure the surest label of a title is; the job that reads titles notes it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0014_fewer_contact_indexes")]

    operations = [
        migrations.AddField(
            model_name="jobtitle",
            name="surest",
            field=models.FloatField(
                db_default=-1.0,
                default=-1.0,
                help_text="Highest score of its labels, 0 where it has none; -1: to be noted.",
            ),
        ),
    ]
