import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0011_rows_of_the_file"),
        ("leads", "0044_contact_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="contact_list",
            field=models.ForeignKey(
                blank=True,
                help_text="The list that its people were added to.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="import_batches",
                to="leads.contactlist",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="list_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Name of the list that its people are added to; empty for none.",
                max_length=100,
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="only_empty",
            field=models.BooleanField(
                db_default=False, default=False, help_text="Whether only empty fields are filled."
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="source",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Tool that exported the file, where its columns say so.",
                max_length=40,
            ),
        ),
    ]
