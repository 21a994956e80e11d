"""The level `owner` holds chief executives too, and its name says so."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORMER, NAME = "Owner & Founder", "CEO, Founder & Owner"


def rename(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Rename the level, unless somebody gave it a name of their own."""
    apps.get_model("taxonomy", "Level").objects.filter(slug="owner", name=FORMER).update(name=NAME)


def rename_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the level its former name."""
    apps.get_model("taxonomy", "Level").objects.filter(slug="owner", name=NAME).update(name=FORMER)


class Migration(migrations.Migration):
    """Rows only."""

    dependencies = [("taxonomy", "0001_version_0_1_0")]

    operations = [migrations.RunPython(rename, rename_back)]
