from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0048_company_exports")]

    operations = [
        migrations.RemoveConstraint(model_name="export", name="export_format"),
        migrations.AlterField(
            model_name="export",
            name="format",
            field=models.CharField(help_text="Code of the format.", max_length=10),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__regex", "^[a-z0-9]{2,10}$")), name="export_format"
            ),
        ),
    ]
