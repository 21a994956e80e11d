"""What imports changed, filled and brought along goes into one table; see decision 79."""

from django.db import migrations, models
from django.db.models import Q

_KINDS = """
UPDATE imports_importchange h SET kind = 'companies'
FROM imports_importbatch b WHERE b.id = h.batch_id AND b.kind = 'companies'
"""
_FILLED = """
INSERT INTO imports_importchange
    (batch_id, kind, record_id, made, number, before, after, written_at, undone_at, kept)
SELECT batch_id, 'companies', record_id, false, number, before, after, written_at, undone_at, kept
FROM imports_importcompanychange ORDER BY id
"""
_MADE = """
INSERT INTO imports_importchange
    (batch_id, kind, record_id, made, number, before, after, written_at, undone_at)
SELECT m.batch_id, CASE m.kind WHEN 'company' THEN 'companies' ELSE 'titles' END, m.record_id, true,
    0, '{}', '{}', b.created_at, CASE WHEN b.status = 'undone' THEN now() END
FROM imports_importmade m JOIN imports_importbatch b ON b.id = m.batch_id ORDER BY m.id
ON CONFLICT (batch_id, kind, record_id) DO UPDATE
    SET made = true, undone_at = COALESCE(imports_importchange.undone_at, EXCLUDED.undone_at)
"""
_PHASES = """
UPDATE imports_importbatch SET undo = jsonb_set(undo, '{phase}',
    CASE undo ->> 'phase' WHEN 'company_fields' THEN '"updated"' ELSE '"made"' END::jsonb)
WHERE undo ->> 'phase' IN ('company_fields', 'companies', 'titles')
"""


class Migration(migrations.Migration):
    dependencies = [("imports", "0004_status_values")]

    operations = [
        migrations.AddField(
            "importchange",
            "kind",
            models.CharField(
                choices=[("contacts", "contact"), ("companies", "company"), ("titles", "job title")],
                default="contacts",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "importchange",
            "made",
            models.BooleanField(
                db_default=False, default=False, help_text="Whether the record came in with people."
            ),
        ),
        migrations.RunSQL(_KINDS, migrations.RunSQL.noop),
        migrations.AlterField("importchange", "record_id", models.BigIntegerField()),
        migrations.RemoveConstraint("importchange", "import_change_once"),
        migrations.RemoveIndex("importchange", "import_change_to_undo"),
        migrations.AddConstraint(
            "importchange",
            models.UniqueConstraint(
                fields=("batch", "kind", "record_id"), name="import_change_of_record"
            ),
        ),
        migrations.AddConstraint(
            "importchange",
            models.CheckConstraint(
                condition=Q(kind__in=["contacts", "companies", "titles"]), name="import_change_kind"
            ),
        ),
        migrations.AddIndex(
            "importchange",
            models.Index(
                condition=Q(made=False, undone_at=None),
                fields=["batch", "kind", "-number"],
                name="import_change_undo",
            ),
        ),
        migrations.RunSQL([_FILLED, _MADE, _PHASES], migrations.RunSQL.noop),
        migrations.DeleteModel("importcompanychange"),
        migrations.DeleteModel("importmade"),
    ]
