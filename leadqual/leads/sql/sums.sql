-- Sums by workspace, so that nobody counts rows: contacts and companies for the limits of workspaces, titles
-- for the overview. One row for each statement and workspace; the sum of the rows counts.

CREATE FUNCTION leads_count_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO leads_recordsum (workspace_id, n_contacts) SELECT workspace_id, count(*) FROM new_rows GROUP BY workspace_id;
    ELSE
        INSERT INTO leads_recordsum (workspace_id, n_contacts) SELECT workspace_id, -count(*) FROM old_rows GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER count_insert AFTER INSERT ON leads_contact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_count_contact();
CREATE TRIGGER count_delete AFTER DELETE ON leads_contact
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_count_contact();

CREATE FUNCTION leads_count_company() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO leads_recordsum (workspace_id, n_companies) SELECT workspace_id, count(*) FROM new_rows GROUP BY workspace_id;
    ELSE
        INSERT INTO leads_recordsum (workspace_id, n_companies) SELECT workspace_id, -count(*) FROM old_rows GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER count_insert AFTER INSERT ON leads_company
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_count_company();
CREATE TRIGGER count_delete AFTER DELETE ON leads_company
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_count_company();

-- No row where the sums stay the same.

CREATE FUNCTION leads_sum_jobtitle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO leads_titlesum (workspace_id, n_titles, n_pending, n_people, n_known, n_other) SELECT workspace_id, 
       count(*) AS n_titles,
       count(*) FILTER (WHERE classified_at IS NULL) AS n_pending,
       COALESCE(sum(n_contacts), 0) AS n_people,
       COALESCE(sum(n_contacts) FILTER (WHERE source = 'dictionary'), 0) AS n_known,
       COALESCE(sum(n_contacts) FILTER (WHERE surest = 0 AND level_id IS NOT NULL), 0) AS n_other
 FROM new_rows GROUP BY workspace_id;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO leads_titlesum (workspace_id, n_titles, n_pending, n_people, n_known, n_other) SELECT workspace_id, sum(n_titles), sum(n_pending), sum(n_people), sum(n_known), sum(n_other) FROM (
            SELECT workspace_id, 
       count(*) AS n_titles,
       count(*) FILTER (WHERE classified_at IS NULL) AS n_pending,
       COALESCE(sum(n_contacts), 0) AS n_people,
       COALESCE(sum(n_contacts) FILTER (WHERE source = 'dictionary'), 0) AS n_known,
       COALESCE(sum(n_contacts) FILTER (WHERE surest = 0 AND level_id IS NOT NULL), 0) AS n_other
 FROM new_rows GROUP BY workspace_id
            UNION ALL
            SELECT workspace_id, -n_titles, -n_pending, -n_people, -n_known, -n_other FROM (
                SELECT workspace_id, 
       count(*) AS n_titles,
       count(*) FILTER (WHERE classified_at IS NULL) AS n_pending,
       COALESCE(sum(n_contacts), 0) AS n_people,
       COALESCE(sum(n_contacts) FILTER (WHERE source = 'dictionary'), 0) AS n_known,
       COALESCE(sum(n_contacts) FILTER (WHERE surest = 0 AND level_id IS NOT NULL), 0) AS n_other
 FROM old_rows GROUP BY workspace_id) AS former
        ) AS sums GROUP BY workspace_id HAVING sum(n_titles) <> 0 OR sum(n_pending) <> 0 OR sum(n_people) <> 0 OR sum(n_known) <> 0 OR sum(n_other) <> 0;
    ELSE
        INSERT INTO leads_titlesum (workspace_id, n_titles, n_pending, n_people, n_known, n_other) SELECT workspace_id, -n_titles, -n_pending, -n_people, -n_known, -n_other FROM (
            SELECT workspace_id, 
       count(*) AS n_titles,
       count(*) FILTER (WHERE classified_at IS NULL) AS n_pending,
       COALESCE(sum(n_contacts), 0) AS n_people,
       COALESCE(sum(n_contacts) FILTER (WHERE source = 'dictionary'), 0) AS n_known,
       COALESCE(sum(n_contacts) FILTER (WHERE surest = 0 AND level_id IS NOT NULL), 0) AS n_other
 FROM old_rows GROUP BY workspace_id) AS former;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER sum_insert AFTER INSERT ON leads_jobtitle
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_sum_jobtitle();
CREATE TRIGGER sum_update AFTER UPDATE ON leads_jobtitle
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_sum_jobtitle();
CREATE TRIGGER sum_delete AFTER DELETE ON leads_jobtitle
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_sum_jobtitle();
