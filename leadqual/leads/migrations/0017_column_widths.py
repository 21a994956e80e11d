"""Keep how wide each column of a table is for a member."""

from django.db import migrations, models

_WIDTHS = models.JSONField(
    blank=True,
    db_default=models.Value({}, models.JSONField()),
    default=dict,
    help_text="Column code → width in pixels, of those that the member changed.",
)


class Migration(migrations.Migration):
    dependencies = [("leads", "0016_sales_statuses")]

    operations = [
        migrations.AddField("companycolumns", "widths", _WIDTHS),
        migrations.AddField("peoplecolumns", "widths", _WIDTHS),
    ]
