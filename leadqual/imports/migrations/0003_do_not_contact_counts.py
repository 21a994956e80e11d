from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_external_source")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="n_do_not_contact",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="People or companies that it marks Do not contact.",
            ),
        ),
    ]
