"""Cards may come in a mixed order: likely likes, and elsewhere when they run dry."""

from django.db import migrations, models
from django.db.models import Q

CHOICES = [
    ("likely", "Likely likes first"),
    ("uncertain", "Most uncertain first"),
    ("unexplored", "Least explored first"),
    ("largest", "Largest first"),
    ("mix", "Mix: likely likes, and elsewhere when they run dry"),
]


class Migration(migrations.Migration):
    dependencies = [("matching", "0009_predicted_score")]

    operations = [
        migrations.RemoveConstraint(model_name="campaign", name="campaign_strategy"),
        migrations.AlterField(
            model_name="campaign",
            name="strategy",
            field=models.CharField(choices=CHOICES, default="likely", max_length=10),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("strategy__in", ["likely", "uncertain", "unexplored", "largest", "mix"])
                ),
                name="campaign_strategy",
            ),
        ),
    ]
