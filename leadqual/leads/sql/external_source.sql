-- Which tool an external ID came from. An import of a file of HubSpot or Salesforce says so in the setting
-- `leadqual.external_source` of its transaction; whoever else gives a record another ID says nothing.

CREATE FUNCTION leads_note_external_source() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    source text := COALESCE(current_setting('leadqual.external_source', true), '');
BEGIN
    IF NEW.external_id IS NULL THEN
        NEW.external_source := '';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.external_source = '' THEN  -- A record that is restored knows.
            NEW.external_source := source;
        END IF;
    ELSIF NEW.external_id IS DISTINCT FROM OLD.external_id AND NEW.external_source = OLD.external_source THEN
        NEW.external_source := source;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER external_source BEFORE INSERT ON leads_contact
    FOR EACH ROW WHEN (NEW.external_id IS NOT NULL) EXECUTE FUNCTION leads_note_external_source();
CREATE TRIGGER external_source_changed BEFORE UPDATE OF external_id ON leads_contact
    FOR EACH ROW WHEN (NEW.external_id IS DISTINCT FROM OLD.external_id)
    EXECUTE FUNCTION leads_note_external_source();
CREATE TRIGGER external_source BEFORE INSERT ON leads_company
    FOR EACH ROW WHEN (NEW.external_id IS NOT NULL) EXECUTE FUNCTION leads_note_external_source();
CREATE TRIGGER external_source_changed BEFORE UPDATE OF external_id ON leads_company
    FOR EACH ROW WHEN (NEW.external_id IS DISTINCT FROM OLD.external_id)
    EXECUTE FUNCTION leads_note_external_source();
