-- Notes each row of erasures and do-not-contact that changes, whoever writes to the tables.

CREATE FUNCTION backups_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO backups_journalchange ("table", row_id) SELECT TG_TABLE_NAME, id FROM changed;
        RETURN NULL;
    END $$;

CREATE TRIGGER backups_insert AFTER INSERT ON leads_donotcontact
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION backups_note_change();
CREATE TRIGGER backups_update AFTER UPDATE ON leads_donotcontact
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION backups_note_change();
CREATE TRIGGER backups_delete AFTER DELETE ON leads_donotcontact
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION backups_note_change();

CREATE TRIGGER backups_insert AFTER INSERT ON leads_erasedperson
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION backups_note_change();
CREATE TRIGGER backups_update AFTER UPDATE ON leads_erasedperson
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION backups_note_change();
CREATE TRIGGER backups_delete AFTER DELETE ON leads_erasedperson
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION backups_note_change();

CREATE TRIGGER backups_insert AFTER INSERT ON leads_erasedkey
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION backups_note_change();
CREATE TRIGGER backups_update AFTER UPDATE ON leads_erasedkey
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION backups_note_change();
CREATE TRIGGER backups_delete AFTER DELETE ON leads_erasedkey
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION backups_note_change();
