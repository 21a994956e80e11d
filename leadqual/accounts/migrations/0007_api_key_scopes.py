"""Keys have scopes instead of a role."""

import django.contrib.postgres.fields
import leadqual.accounts.models.api_keys
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SCOPES_OF_ROLE = {
    "viewer": ["read", "classify"],
    "qualifier": ["read", "classify", "write", "replies", "export"],
    "manager": ["read", "classify", "write", "replies", "export", "admin"],
}


def fill_scopes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each key the scopes of what its role allowed; none gets `installation`."""
    keys = apps.get_model("accounts", "ApiKey").objects
    for role, scopes in SCOPES_OF_ROLE.items():
        keys.filter(role=role).update(scopes=scopes)


def fill_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each key the least role that its scopes need."""
    keys = apps.get_model("accounts", "ApiKey").objects
    keys.update(role="viewer")
    keys.filter(scopes__overlap=["write", "replies", "export"]).update(role="qualifier")
    keys.filter(scopes__contains=["admin"]).update(role="manager")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_reset_first_passwords'),
    ]

    operations = [
        migrations.AddField(
            model_name='apikey',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read'), ('classify', 'Classify'), ('write', 'Write'), ('replies', 'Replies'), ('export', 'Export'), ('admin', 'Admin'), ('installation', 'Installation')], max_length=12), default=leadqual.accounts.models.api_keys.default_scopes, help_text="Permissions of the key, limited by the role of its owner.", size=None),
        ),
        migrations.RunPython(fill_scopes, fill_roles, elidable=False),
    ]
