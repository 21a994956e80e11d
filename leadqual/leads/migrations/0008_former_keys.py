"""All keys that people had are kept, as their emails were; entries may name external IDs and names."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Lower

from leadqual.core.migration_operations import run_sql


class Migration(migrations.Migration):
    dependencies = [("leads", "0007_one_place_for_keys")]

    operations = [
        # Table and column keep their names: code of the former version works beside this one.
        migrations.RemoveConstraint("contactformeremail", "former_email_once"),
        migrations.RemoveIndex("contactformeremail", "former_email_by_email"),
        migrations.AlterModelTable("contactformeremail", "leads_contactformeremail"),
        migrations.RenameModel("ContactFormerEmail", "ContactFormerKey"),
        migrations.AlterField(
            "contactformerkey",
            "email",
            models.CharField(db_column="email", help_text="As the contact had it.", max_length=500),
        ),
        migrations.RenameField("contactformerkey", "email", "value"),
        migrations.AddField(
            "contactformerkey",
            "kind",
            models.CharField(
                choices=[
                    ("email", "Email"),
                    ("linkedin_url", "LinkedIn URL"),
                    ("external_id", "External ID"),
                    ("phone", "Phone"),
                    ("last_name", "Last name"),
                ],
                db_default="email",
                default="email",
                max_length=12,
            ),
        ),
        *(
            migrations.AlterField(
                "contactformerkey",
                name,
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="former_keys",
                    to=to,
                ),
            )
            for name, to in (("contact", "leads.contact"), ("workspace", "accounts.workspace"))
        ),
        migrations.AddConstraint(
            "contactformerkey",
            models.UniqueConstraint(fields=("contact", "kind", "value"), name="former_key_once"),
        ),
        migrations.AddIndex(
            "contactformerkey",
            models.Index(fields=["workspace", "kind", "value"], name="former_key_by_value"),
        ),
        migrations.AlterField(
            "donotcontact",
            "kind",
            models.CharField(
                choices=[
                    ("email", "Email"),
                    ("alias", "Email with its plus aliases"),
                    ("domain", "Domain"),
                    ("phone", "Phone"),
                    ("linkedin", "LinkedIn"),
                    ("external_id", "External ID"),
                    ("name", "Name"),
                    ("contact", "Person"),
                    ("company", "Company"),
                ],
                max_length=11,
            ),
        ),
        migrations.AlterField(
            "donotcontact",
            "derived_from",
            models.ForeignKey(
                blank=True,
                help_text="The entry whose person or company has this key too; it is removed with that entry.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="derived_entries",
                to="leads.donotcontact",
            ),
        ),
        migrations.RemoveConstraint("donotcontact", "do_not_contact_value"),
        migrations.AddConstraint(
            "donotcontact",
            models.CheckConstraint(
                condition=(Q(kind="external_id") | Q(value=Lower(F("value"))))
                & ~Q(value="")
                & ~Q(key=""),
                name="do_not_contact_value",
            ),
        ),
        run_sql("leads", "do_not_contact"),
        run_sql("leads", "former_keys"),
        migrations.RunSQL(
            "CREATE INDEX former_key_by_lookup ON leads_contactformeremail"
            " USING gin (leads_former_lookups(kind, email))",
            migrations.RunSQL.noop,
        ),
    ]
