-- Notes whose score has to be computed again, whoever changes what it is made of: one row for each
-- statement and workspace. Rows are compared by a full join, because Postgres keeps the plan of a trigger
-- for the session: after a first statement with one row, a plain join would be a nested loop.

CREATE FUNCTION lead_scores_note_contact_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'contact', array_agg(DISTINCT id) FROM (SELECT * FROM new_rows) AS changed
        WHERE id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_contact_insert AFTER INSERT ON leads_contact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_contact_insert();

CREATE FUNCTION lead_scores_note_contact_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'contact', array_agg(DISTINCT id) FILTER (WHERE id IS NOT NULL) FROM (SELECT n.workspace_id, n.id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.job_title_id, n.company_id, n.country) IS DISTINCT FROM (o.job_title_id, o.company_id, o.country)) AS changed
        GROUP BY workspace_id HAVING count(id) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_contact_update AFTER UPDATE ON leads_contact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_contact_update();

CREATE FUNCTION lead_scores_note_company_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'company', array_agg(DISTINCT id) FILTER (WHERE id IS NOT NULL) FROM (SELECT n.workspace_id, n.id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.size, n.employees, n.country, n.business_model) IS DISTINCT FROM (o.size, o.employees, o.country, o.business_model)) AS changed
        GROUP BY workspace_id HAVING count(id) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_company_update AFTER UPDATE ON leads_company
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_company_update();

CREATE FUNCTION lead_scores_note_jobtitle_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'title', array_agg(DISTINCT id) FILTER (WHERE id IS NOT NULL) FROM (SELECT n.workspace_id, n.id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.level_id) IS DISTINCT FROM (o.level_id)) AS changed
        GROUP BY workspace_id HAVING count(id) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_jobtitle_update AFTER UPDATE ON leads_jobtitle
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_jobtitle_update();

CREATE FUNCTION lead_scores_note_titlelabel_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'title', array_agg(DISTINCT id) FROM (SELECT t.workspace_id, t.id FROM (SELECT DISTINCT job_title_id FROM new_rows) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id) AS changed
        WHERE id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_titlelabel_insert AFTER INSERT ON leads_titlelabel
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_titlelabel_insert();

CREATE FUNCTION lead_scores_note_titlelabel_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'title', array_agg(DISTINCT id) FILTER (WHERE id IS NOT NULL) FROM (SELECT t.workspace_id, t.id FROM (SELECT DISTINCT job_title_id FROM (SELECT * FROM new_rows UNION ALL SELECT * FROM old_rows) AS both_rows) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id) AS changed
        GROUP BY workspace_id HAVING count(id) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_titlelabel_update AFTER UPDATE ON leads_titlelabel
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_titlelabel_update();

CREATE FUNCTION lead_scores_note_titlelabel_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'title', array_agg(DISTINCT id) FROM (SELECT t.workspace_id, t.id FROM (SELECT DISTINCT job_title_id FROM old_rows) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id) AS changed
        WHERE id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_titlelabel_delete AFTER DELETE ON leads_titlelabel
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_titlelabel_delete();

CREATE FUNCTION lead_scores_note_verdict_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'company', array_agg(DISTINCT company_id) FROM (SELECT * FROM new_rows) AS changed
        WHERE company_id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_verdict_insert AFTER INSERT ON campaigns_verdict
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_verdict_insert();

CREATE FUNCTION lead_scores_note_verdict_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'company', array_agg(DISTINCT company_id) FILTER (WHERE company_id IS NOT NULL) FROM (SELECT n.workspace_id, n.company_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.value, n.is_current, n.company_id) IS DISTINCT FROM (o.value, o.is_current, o.company_id) UNION ALL SELECT o.workspace_id, o.company_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.value, n.is_current, n.company_id) IS DISTINCT FROM (o.value, o.is_current, o.company_id)) AS changed
        GROUP BY workspace_id HAVING count(company_id) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_verdict_update AFTER UPDATE ON campaigns_verdict
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_verdict_update();

CREATE FUNCTION lead_scores_note_verdict_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'company', array_agg(DISTINCT company_id) FROM (SELECT * FROM old_rows) AS changed
        WHERE company_id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_verdict_delete AFTER DELETE ON campaigns_verdict
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_verdict_delete();

CREATE FUNCTION lead_scores_note_reply_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'contact', array_agg(DISTINCT contact_id) FROM (SELECT * FROM new_rows) AS changed
        WHERE contact_id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_reply_insert AFTER INSERT ON replies_reply
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_reply_insert();

CREATE FUNCTION lead_scores_note_reply_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'contact', array_agg(DISTINCT contact_id) FILTER (WHERE contact_id IS NOT NULL) FROM (SELECT n.workspace_id, n.contact_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.contact_id, n.category, n.received_at) IS DISTINCT FROM (o.contact_id, o.category, o.received_at) UNION ALL SELECT o.workspace_id, o.contact_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.contact_id, n.category, n.received_at) IS DISTINCT FROM (o.contact_id, o.category, o.received_at)) AS changed
        GROUP BY workspace_id HAVING count(contact_id) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_reply_update AFTER UPDATE ON replies_reply
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_reply_update();

CREATE FUNCTION lead_scores_note_reply_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'contact', array_agg(DISTINCT contact_id) FROM (SELECT * FROM old_rows) AS changed
        WHERE contact_id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_scores_note_reply_delete AFTER DELETE ON replies_reply
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lead_scores_note_reply_delete();
