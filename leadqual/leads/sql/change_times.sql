-- When the title of a contact became another one, and when facts of a company changed.

CREATE FUNCTION leads_note_title_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.title_changed_at := now();
    RETURN NEW;
END $$;

CREATE TRIGGER title_changed BEFORE UPDATE OF job_title_id ON leads_contact
    FOR EACH ROW WHEN (
        OLD.job_title_id <> NEW.job_title_id AND lower(OLD.title) <> lower(NEW.title)
    )
    EXECUTE FUNCTION leads_note_title_change();

CREATE FUNCTION leads_note_fact_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.facts_changed_at := now();
    RETURN NEW;
END $$;

CREATE TRIGGER facts_changed BEFORE UPDATE OF size, employees, country, business_model
    ON leads_company
    FOR EACH ROW WHEN (
        (OLD.size, OLD.employees, OLD.country, OLD.business_model)
        IS DISTINCT FROM (NEW.size, NEW.employees, NEW.country, NEW.business_model)
    )
    EXECUTE FUNCTION leads_note_fact_change();
