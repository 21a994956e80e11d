"""The audit log is append-only; values before and after a change get columns of their own."""

from django.db import migrations, models
import django.db.models.deletion
from django.contrib.postgres.indexes import GinIndex
from django.db.models.functions import Upper
from django.contrib.postgres.indexes import OpClass

# Action → the value that changed, which was kept under `from` and `to`.
_CHANGED = {
    "member.role_changed": "role",
    "workspace.renamed": "name",
    "workspace.title_overlap_changed": "title_overlap_percent",
    "company.corrected": "business_model",
    "company.correction_undone": "business_model",
    "costs.changed": "costs",
    "costs.undone": "costs",
    "reply.corrected": "intent",
    "reply.confirmed": "intent",
}
_MOVE = "\n".join(
    f"""
    UPDATE accounts_auditrow SET
      before = jsonb_build_object('{value}', details->'from'),
      after = jsonb_build_object('{value}', details->'to'),
      details = details - 'from' - 'to'
    WHERE action = '{action}' AND details ? 'from' AND before IS NULL;
    """
    for action, value in _CHANGED.items()
)
_MOVE_LIMITS = """
UPDATE accounts_auditrow row SET
  before = (SELECT jsonb_object_agg(key, value->'from') FROM jsonb_each(row.details)),
  after = (SELECT jsonb_object_agg(key, value->'to') FROM jsonb_each(row.details)),
  details = '{}'
WHERE action = 'watching.limits_set' AND before IS NULL;
UPDATE accounts_auditrow SET
  before = jsonb_build_object('live', details->'former'),
  after = jsonb_build_object('live', replace(subject, 'model:', '')),
  details = details - 'former'
WHERE action = 'model.promoted' AND details ? 'former' AND before IS NULL;
"""
_REFUSE = """
CREATE FUNCTION accounts_keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('leadqual.audit_erasure', true) IS DISTINCT FROM 'on' THEN
    RAISE EXCEPTION 'The audit log is append-only: % refused.', TG_OP
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_keep_rows BEFORE UPDATE OR DELETE ON accounts_auditrow
  FOR EACH ROW EXECUTE FUNCTION accounts_keep_audit();
CREATE TRIGGER audit_keep_table BEFORE TRUNCATE ON accounts_auditrow
  FOR EACH STATEMENT EXECUTE FUNCTION accounts_keep_audit();
"""
_ALLOW = """
DROP TRIGGER audit_keep_rows ON accounts_auditrow;
DROP TRIGGER audit_keep_table ON accounts_auditrow;
DROP FUNCTION accounts_keep_audit();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_audit_origin"),
        ("core", "0001_extensions"),
    ]

    operations = [
        migrations.RunSQL(_MOVE, migrations.RunSQL.noop),
        migrations.RunSQL(_MOVE_LIMITS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="auditrow",
            name="api_key",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="audit_rows",
                to="accounts.apikey",
            ),
        ),
        migrations.AddIndex(
            model_name="auditrow",
            index=models.Index(fields=["workspace", "-id"], name="audit_by_id"),
        ),
        migrations.AddIndex(
            model_name="auditrow",
            index=models.Index(fields=["workspace", "action", "-id"], name="audit_by_action"),
        ),
        migrations.AddIndex(
            model_name="auditrow",
            index=GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"), name="audit_name_trigrams"
            ),
        ),
        migrations.RunSQL(_REFUSE, _ALLOW),
    ]
