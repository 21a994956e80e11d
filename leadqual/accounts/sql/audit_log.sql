-- The audit log is append-only; erasing a person is the one exception.

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
