"""An entry that names a person keeps all keys of that person; people and companies can be named.

`0008_former_keys` brings the functions, which need its columns.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("leads", "0003_phone_key_index")]

    operations = [
        migrations.AlterField(
            model_name="donotcontact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("email", "Email"),
                    ("alias", "Email with its plus aliases"),
                    ("domain", "Domain"),
                    ("phone", "Phone"),
                    ("linkedin", "LinkedIn"),
                    ("contact", "Person"),
                    ("company", "Company"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="donotcontact",
            name="derived_from",
            field=models.ForeignKey(
                blank=True,
                help_text="The entry whose person has this key too; it is removed with that entry.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="derived_entries",
                to="leads.donotcontact",
            ),
        ),
        migrations.RemoveConstraint(model_name="donotcontact", name="do_not_contact_once"),
        migrations.AddConstraint(
            model_name="donotcontact",
            constraint=models.UniqueConstraint(
                condition=Q(lifted_at=None, derived_from=None),
                fields=("workspace", "value", "origin"),
                name="do_not_contact_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="donotcontact",
            constraint=models.UniqueConstraint(
                condition=Q(lifted_at=None),
                fields=("derived_from", "kind", "key"),
                name="do_not_contact_key_once",
            ),
        ),
    ]
