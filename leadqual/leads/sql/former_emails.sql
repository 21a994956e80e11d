-- Emails that contacts had before are kept. Who is asked not to be contacted at one of them is this contact:
-- `do_not_contact.sql` reads them.

-- The condition is true for NULL, too: a full join stays one, and cannot be a nested loop.

CREATE FUNCTION leads_keep_former_emails() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan AS $$
BEGIN
    WITH moved AS MATERIALIZED (
        SELECT n.id, n.workspace_id, o.email AS former, n.email AS now
        FROM new_rows n FULL JOIN old_rows o ON o.id = n.id
        WHERE n.email IS DISTINCT FROM o.email
    ), kept AS (
        INSERT INTO leads_contactformeremail (workspace_id, contact_id, email)
        SELECT workspace_id, id, former FROM moved WHERE former IS NOT NULL AND id IS NOT NULL
        ON CONFLICT DO NOTHING
    )
    DELETE FROM leads_contactformeremail f USING moved m
    WHERE f.contact_id = m.id AND f.email = m.now;
    RETURN NULL;
END $$;

CREATE TRIGGER former_emails AFTER UPDATE ON leads_contact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_keep_former_emails();
