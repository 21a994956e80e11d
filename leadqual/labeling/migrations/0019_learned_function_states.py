"""Learned functions are `active`, `on_hold` or `rejected`, as the pages and the API say."""

from django.db import migrations, models

_STATES = {"in_force": "active", "held": "on_hold", "refused": "rejected"}


def _change(apps, states):
    rows = apps.get_model("labelling", "LearnedFunction")._base_manager
    for old, new in states.items():
        rows.filter(state=old).update(state=new)


def forwards(apps, schema_editor):
    _change(apps, _STATES)


def backwards(apps, schema_editor):
    _change(apps, {new: old for old, new in _STATES.items()})


class Migration(migrations.Migration):
    dependencies = [("labelling", "0018_rename_models")]

    operations = [
        migrations.RemoveConstraint("learnedfunction", "one_newest_learned_function"),
        migrations.AlterField(
            "learnedfunction",
            "state",
            models.CharField(
                choices=[
                    ("active", "active"),
                    ("on_hold", "on hold"),
                    ("rejected", "failed the quality gate"),
                    ("newer", "on hold next to an older active version"),
                    ("replaced", "replaced by a newer version"),
                    ("off", "turned off"),
                ],
                max_length=8,
            ),
        ),
        migrations.RunPython(forwards, backwards),
        migrations.AddConstraint(
            "learnedfunction",
            models.UniqueConstraint(
                fields=["workspace", "function"],
                condition=models.Q(state__in=["active", "on_hold", "rejected", "off"]),
                name="one_newest_learned_function",
            ),
        ),
    ]
