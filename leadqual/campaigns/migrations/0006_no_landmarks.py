"""Landmarks of the former map: companies have places of their own since."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("matching", "0005_seeds_and_drops")]

    operations = [migrations.DeleteModel(name="Landmark")]
