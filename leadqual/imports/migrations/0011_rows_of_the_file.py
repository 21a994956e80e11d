from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0010_related_names")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="n_rows_all",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="Rows of the file; of a large one about; 0 unknown.",
            ),
        ),
    ]
