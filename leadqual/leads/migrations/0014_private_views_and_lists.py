"""Views with columns, an order and an owner's privacy; lists that only their author sees."""

import django.contrib.postgres.fields
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

_ONCE = {
    "saved_search_name_once": "leads_savedsearch",
    "contact_list_name_once": "leads_contactlist",
}
_BUILD = [
    text
    for name, table in _ONCE.items()
    for text in (
        f"CREATE UNIQUE INDEX CONCURRENTLY {name}_shared ON {table} (workspace_id, name)"
        " WHERE deleted_at IS NULL AND NOT is_private",
        f"CREATE UNIQUE INDEX CONCURRENTLY {name}_private ON {table} (workspace_id, author_id, name)"
        " WHERE deleted_at IS NULL AND is_private",
        f"DROP INDEX CONCURRENTLY {name}",
    )
]
_BACK = [
    text
    for name, table in _ONCE.items()
    for text in (
        f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} (workspace_id, name)"
        " WHERE deleted_at IS NULL",
        f"DROP INDEX CONCURRENTLY {name}_private",
        f"DROP INDEX CONCURRENTLY {name}_shared",
    )
]


def _is_private() -> "models.BooleanField[bool, bool]":
    return models.BooleanField(
        db_default=False, default=False, help_text="Whether only the author can see it."
    )


def _columns() -> "models.CharField[str, str]":
    return models.CharField(max_length=80)


def _constraints(model: str, name: str) -> list[migrations.AddConstraint]:
    shared = models.UniqueConstraint(
        fields=["workspace", "name"],
        condition=Q(deleted_at=None, is_private=False),
        name=f"{name}_shared",
    )
    private = models.UniqueConstraint(
        fields=["workspace", "author", "name"],
        condition=Q(deleted_at=None, is_private=True),
        name=f"{name}_private",
    )
    return [migrations.AddConstraint(model, one) for one in (shared, private)]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0013_fewer_title_indexes")]

    operations = [
        migrations.AlterModelOptions(
            "savedsearch",
            {"ordering": ["position", "name", "pk"], "verbose_name_plural": "saved searches"},
        ),
        migrations.AddField("savedsearch", "is_private", _is_private()),
        migrations.AddField("contactlist", "is_private", _is_private()),
        migrations.AddField(
            "savedsearch",
            "columns",
            django.contrib.postgres.fields.ArrayField(
                base_field=_columns(),
                blank=True,
                db_default=models.Value(
                    [], django.contrib.postgres.fields.ArrayField(_columns())
                ),
                default=list,
                help_text="Column codes, in order; none: those that each member chose.",
            ),
        ),
        migrations.AddField(
            "savedsearch",
            "position",
            models.IntegerField(
                db_default=0,
                default=0,
                help_text="Order of the tabs; equal ones are in order of names.",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_BUILD, _BACK)],
            state_operations=[
                migrations.RemoveConstraint("savedsearch", "saved_search_name_once"),
                migrations.RemoveConstraint("contactlist", "contact_list_name_once"),
                *_constraints("savedsearch", "saved_search_name_once"),
                *_constraints("contactlist", "contact_list_name_once"),
            ],
        ),
        migrations.AddField(
            "watchedsearch",
            "last_key",
            models.BigIntegerField(
                db_default=0,
                default=0,
                help_text="Highest key of a record that was there at the last look.",
            ),
        ),
        migrations.AlterField(
            "watchedsearch",
            "known",
            models.BinaryField(
                help_text="Keys of all it ever matched, a bitmap; empty before the first look.",
                null=True,
            ),
        ),
        migrations.AddField(
            "searchmatch",
            "is_changed",
            models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whether the record was there before, and matches since a change.",
            ),
        ),
        AddIndexConcurrently(
            "searchmatch",
            models.Index(fields=["watch", "found_at"], name="search_match_by_time"),
        ),
    ]
