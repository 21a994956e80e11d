"""A share of the companies of a campaign is judged by two people, and the owner settles pairs."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("matching", "0007_description_vectors")]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="overlap",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                help_text="Percent of the companies that two people judge.",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=Q(("overlap__range", (0, 100))), name="campaign_overlap"
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="settles",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The owner's word on a company on which people disagreed; it counts before all.",
            ),
        ),
    ]
