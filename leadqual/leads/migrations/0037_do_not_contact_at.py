"""When an entry changed the flag of a contact, and when the contact was last edited before that.

An entry that is set and lifted again leaves the contact as it was; without these, undoing an import
could not tell that from an edit.
"""

from django.db import migrations, models

_DERIVE = """
CREATE OR REPLACE FUNCTION pg_temp.replaced() RETURNS void LANGUAGE plpgsql AS $do$
DECLARE
    former text := pg_get_functiondef(
        'leads_derive_do_not_contact(bigint, bigint[], boolean)'::regprocedure);
    wanted text := replace(former, %s, %s);
BEGIN
    IF wanted = former THEN
        RAISE EXCEPTION 'leads_derive_do_not_contact is not as expected';
    END IF;
    EXECUTE wanted;
END $do$;
SELECT pg_temp.replaced();
"""
_BEFORE = "updated_at = CASE WHEN is_entry THEN now() ELSE updated_at END"
_AFTER = """edited_at = CASE WHEN NOT is_entry OR updated_at = do_not_contact_at
                THEN edited_at ELSE updated_at END,
            do_not_contact_at = CASE WHEN is_entry THEN now() ELSE do_not_contact_at END,
            updated_at = CASE WHEN is_entry THEN now() ELSE updated_at END"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0036_change_times")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="do_not_contact_at",
            field=models.DateTimeField(
                blank=True, help_text="When an entry last changed do_not_contact.", null=True
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="edited_at",
            field=models.DateTimeField(
                blank=True, help_text="`updated_at` before do_not_contact_at.", null=True
            ),
        ),
        migrations.RunSQL(
            [(_DERIVE, [_BEFORE, _AFTER])],
            [(_DERIVE, [_AFTER, _BEFORE])],
        ),
    ]
