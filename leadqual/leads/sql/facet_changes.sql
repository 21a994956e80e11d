-- Notes what the files of the search index have to read again: one row for each statement and workspace.
-- Updates of other columns are not noted. `manage.py make_facet_migration` writes the migration that lets
-- a trigger compare more columns. Rows are compared by a full join, because Postgres keeps the plan of a
-- trigger for the session: after a first statement with one row, a plain join would be a nested loop.

CREATE FUNCTION leads_note_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'contact', array_agg(id), pg_current_xact_id()::text::bigint
        FROM new_rows GROUP BY workspace_id;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'contact', array_agg(id), pg_current_xact_id()::text::bigint
        FROM (SELECT n.id, n.workspace_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id
               WHERE (n.job_title_id, n.company_id, n.title, n.last_name, n.first_name, n.lead_tier, n.country, n.city, n.do_not_contact, n.status, n.owner_id, n.lead_score) IS DISTINCT FROM (o.job_title_id, o.company_id, o.title, o.last_name, o.first_name, o.lead_tier, o.country, o.city, o.do_not_contact, o.status, o.owner_id, o.lead_score)) AS changed
        GROUP BY workspace_id;
    ELSE
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'contact', array_agg(id), pg_current_xact_id()::text::bigint
        FROM old_rows GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER facet_insert AFTER INSERT ON leads_contact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_contact();
CREATE TRIGGER facet_update AFTER UPDATE ON leads_contact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_contact();
CREATE TRIGGER facet_delete AFTER DELETE ON leads_contact
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_contact();

CREATE FUNCTION leads_note_company() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'company', array_agg(id), pg_current_xact_id()::text::bigint
        FROM new_rows GROUP BY workspace_id;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'company', array_agg(id), pg_current_xact_id()::text::bigint
        FROM (SELECT n.id, n.workspace_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id
               WHERE (n.name, n.domain, n.city, n.overview, n.industry, n.categories, n.specialties, n.size_band, n.standard_industry, n.business_model, n.sector, n.country, n.founded_band, n.funding_band, n.status, n.owner_id, n.technologies, n.regions, n.tags) IS DISTINCT FROM (o.name, o.domain, o.city, o.overview, o.industry, o.categories, o.specialties, o.size_band, o.standard_industry, o.business_model, o.sector, o.country, o.founded_band, o.funding_band, o.status, o.owner_id, o.technologies, o.regions, o.tags)) AS changed
        GROUP BY workspace_id;
    ELSE
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'company', array_agg(id), pg_current_xact_id()::text::bigint
        FROM old_rows GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER facet_insert AFTER INSERT ON leads_company
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_company();
CREATE TRIGGER facet_update AFTER UPDATE ON leads_company
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_company();
CREATE TRIGGER facet_delete AFTER DELETE ON leads_company
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_company();

CREATE FUNCTION leads_note_jobtitle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'title', array_agg(id), pg_current_xact_id()::text::bigint
        FROM new_rows GROUP BY workspace_id;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'title', array_agg(id), pg_current_xact_id()::text::bigint
        FROM (SELECT n.id, n.workspace_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id
               WHERE (n.classified_at, n.level_id, n.industry_id) IS DISTINCT FROM (o.classified_at, o.level_id, o.industry_id)) AS changed
        GROUP BY workspace_id;
    ELSE
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'title', array_agg(id), pg_current_xact_id()::text::bigint
        FROM old_rows GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER facet_insert AFTER INSERT ON leads_jobtitle
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_jobtitle();
CREATE TRIGGER facet_update AFTER UPDATE ON leads_jobtitle
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_jobtitle();
CREATE TRIGGER facet_delete AFTER DELETE ON leads_jobtitle
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_jobtitle();

-- A changed label is a change of its title.

CREATE FUNCTION leads_note_titlelabel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'title', array_agg(t.id), pg_current_xact_id()::text::bigint
        FROM (SELECT DISTINCT job_title_id FROM new_rows) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id GROUP BY workspace_id;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'title', array_agg(t.id), pg_current_xact_id()::text::bigint
        FROM (SELECT job_title_id FROM new_rows UNION SELECT job_title_id FROM old_rows) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id GROUP BY workspace_id;
    ELSE
        INSERT INTO leads_facetchange (workspace_id, kind, keys, transaction)
        SELECT workspace_id, 'title', array_agg(t.id), pg_current_xact_id()::text::bigint
        FROM (SELECT DISTINCT job_title_id FROM old_rows) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER facet_insert AFTER INSERT ON leads_titlelabel
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_titlelabel();
CREATE TRIGGER facet_update AFTER UPDATE ON leads_titlelabel
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_titlelabel();
CREATE TRIGGER facet_delete AFTER DELETE ON leads_titlelabel
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_note_titlelabel();
