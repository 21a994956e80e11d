"""Entries by domain, phone and LinkedIn beside those by address, each asked for by one source."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The same as `leadqual.leads.do_not_contact.contact_keys`; tests compare them.
_FUNCTIONS = r"""
CREATE FUNCTION leads_email_base(email text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN strpos(email, '+') > 1
        THEN regexp_replace(email, '^([^+@]+)\+[^@]*(@.*)$', '\1\2') ELSE email END
$$;
CREATE FUNCTION leads_phone_digits(phone text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ltrim(regexp_replace(replace(regexp_replace(
        phone, '(ext|x|#|;|durchwahl).*', '', 'i'), '(0)', ''), '[^0-9]', '', 'g'), '0')
$$;
CREATE FUNCTION leads_phone_key(phone text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN length(leads_phone_digits(phone)) >= 6
        THEN ltrim(right(leads_phone_digits(phone), 9), '0') ELSE '' END
$$;
CREATE FUNCTION leads_parent_domains(domain text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(array_agg(array_to_string(parts[start:], '.') ORDER BY start), '{}')
    FROM (SELECT string_to_array(domain, '.') AS parts) AS split,
        generate_series(1, cardinality(parts) - 1) AS start
$$;
CREATE INDEX contact_by_email_base ON leads_contact (workspace_id, leads_email_base(email))
    WHERE strpos(email, '+') > 1;
"""
_FORGET = """
DROP INDEX contact_by_email_base;
DROP FUNCTION leads_parent_domains;
DROP FUNCTION leads_phone_key;
DROP FUNCTION leads_phone_digits;
DROP FUNCTION leads_email_base;
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0001_version_0_1_0"),
        ("leads", "0019_erased_people"),
    ]

    operations = [
        migrations.RunSQL(_FUNCTIONS, _FORGET),
        migrations.CreateModel(
            name="SuppressionList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("origin", models.CharField(blank=True, default="", help_text="Origin of the file.", max_length=200)),
                ("file", models.FileField(help_text="Deleted once it is read.", max_length=500, upload_to="suppression/%Y/%m")),
                ("file_name", models.CharField(max_length=255)),
                ("columns", models.JSONField(default=dict, help_text="Kind of each used column.")),
                ("status", models.CharField(choices=[("queued", "waiting"), ("running", "importing"), ("done", "imported"), ("failed", "failed"), ("undone", "undone")], default="queued", max_length=7)),
                ("error", models.CharField(blank=True, default="", max_length=500)),
                ("n_lines", models.PositiveIntegerField(default=0, help_text="Lines processed so far.")),
                ("n_entries", models.PositiveIntegerField(default=0, help_text="Entries added.")),
                ("n_repeated", models.PositiveIntegerField(default=0, help_text="Duplicate lines.")),
                ("n_rejected", models.PositiveIntegerField(default=0, help_text="Invalid lines.")),
                ("n_people", models.PositiveIntegerField(default=0, help_text="Contacts covered when it finished.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("author", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="suppression_lists", to=settings.AUTH_USER_MODEL)),
                ("undone_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="undone_suppression_lists", to=settings.AUTH_USER_MODEL)),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="suppression_lists", to="accounts.workspace")),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "-created_at"], name="suppression_list_by_time")],
            },
        ),
        migrations.CreateModel(
            name="SuppressionLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="Line in the file; the header row is 1.")),
                ("value", models.CharField(max_length=300)),
                ("reason", models.CharField(max_length=200)),
                ("suppression_list", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="rejected_lines", to="leads.suppressionlist")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("suppression_list", "number"), name="suppression_line_once")],
            },
        ),
        migrations.RemoveConstraint(model_name="donotcontact", name="do_not_contact_once"),
        migrations.RemoveConstraint(model_name="donotcontact", name="do_not_contact_email"),
        migrations.RenameField(model_name="donotcontact", old_name="email", new_name="value"),
        migrations.AlterField(
            model_name="donotcontact",
            name="value",
            field=models.CharField(help_text="Normalized for display.", max_length=500),
        ),
        migrations.AddField(
            model_name="donotcontact",
            name="kind",
            field=models.CharField(choices=[("email", "Email"), ("alias", "Email with its plus aliases"), ("domain", "Domain"), ("phone", "Phone"), ("linkedin", "LinkedIn")], default="email", max_length=8),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="donotcontact",
            name="key",
            field=models.CharField(default="", help_text="Value that contacts are compared with.", max_length=500),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="donotcontact",
            name="suppression_list",
            field=models.ForeignKey(blank=True, help_text="The suppression list that requires it, if any.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="entries", to="leads.suppressionlist"),
        ),
    ]
