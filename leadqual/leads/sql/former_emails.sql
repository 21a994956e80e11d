-- Emails that contacts had before are kept, and entries of do-not-contact follow from them: who is asked not
-- to be contacted at an address that a contact had before is this contact.

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

-- The entry follows to the address that the contact has now.

CREATE FUNCTION leads_follow_former_emails() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan AS $$
BEGIN
    -- Also ends the chain: a statement that writes no entry fires the trigger, too.
    IF NOT EXISTS (
        SELECT FROM leads_contactformeremail
        WHERE workspace_id = ANY(ARRAY(SELECT DISTINCT workspace_id FROM new_rows))
    ) THEN
        RETURN NULL;
    END IF;
    INSERT INTO leads_donotcontact (workspace_id, kind, value, key, reason, origin,
        suppression_list_id, author_id, created_at)
    WITH met AS MATERIALIZED (
        
        SELECT n.*, f.contact_id FROM new_rows n JOIN leads_contactformeremail f
        ON f.workspace_id = n.workspace_id AND leads_email_key(f.email) = n.key
        WHERE n.kind = 'email' AND n.lifted_at IS NULL UNION ALL 
        SELECT n.*, f.contact_id FROM new_rows n JOIN leads_contactformeremail f
        ON f.workspace_id = n.workspace_id AND leads_email_base(f.email) = n.key
        WHERE n.kind = 'alias' AND n.lifted_at IS NULL
    ), following AS (
        SELECT m.*, CASE WHEN c.email IS NOT NULL THEN m.kind
                WHEN c.linkedin_url IS NOT NULL THEN 'linkedin' ELSE 'phone' END AS new_kind,
            COALESCE(c.email, lower(c.linkedin_url), lower(c.phone)) AS new_value,
            COALESCE(CASE WHEN m.kind = 'alias' THEN leads_email_base(c.email)
                ELSE leads_email_key(c.email) END,
                leads_linkedin_key(c.linkedin_url), leads_phone_key(c.phone)) AS new_key
        FROM met m JOIN leads_contact c ON c.id = m.contact_id
    )
    SELECT DISTINCT ON (f.workspace_id, f.new_value, f.origin) f.workspace_id, f.new_kind,
        f.new_value, f.new_key, f.reason, f.origin, f.suppression_list_id, f.author_id, now()
    FROM following f
    WHERE f.new_key <> '' AND NOT EXISTS (
        SELECT FROM leads_donotcontact d WHERE d.workspace_id = f.workspace_id
            AND d.lifted_at IS NULL AND d.kind = f.new_kind AND d.key = f.new_key
            AND d.origin = f.origin
    )
    ORDER BY f.workspace_id, f.new_value, f.origin, f.id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER former_emails_insert AFTER INSERT ON leads_donotcontact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_follow_former_emails();
CREATE TRIGGER former_emails_update AFTER UPDATE ON leads_donotcontact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_follow_former_emails();
