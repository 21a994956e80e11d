-- Keys that contacts had before are kept. Who is asked not to be contacted by one of them is this contact:
-- `do_not_contact.sql` reads them. A last name is part of the key of a phone number. The table and its column
-- `email` have the names of the time when it held emails alone: code of that version works beside this one.
--
-- Whoever was merged has the numbers of several records, and room for one: the others are of the kind
-- `merged_phone`, too, and an entry of such a number is one of the contact.

-- The condition is true for NULL, too: a full join stays one, and cannot be a nested loop.

CREATE OR REPLACE FUNCTION leads_keep_former_keys() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan AS $$
BEGIN
    WITH moved AS MATERIALIZED (
        SELECT n.id, n.workspace_id, k.kind, k.former, k.now
        FROM new_rows n FULL JOIN old_rows o ON o.id = n.id
        CROSS JOIN LATERAL (VALUES ('email', o.email, n.email), ('linkedin_url', o.linkedin_url, n.linkedin_url),
            ('external_id', o.external_id, n.external_id), ('phone', o.phone, n.phone),
            ('last_name', o.last_name, n.last_name)) AS k(kind, former, now)
        WHERE (n.email, n.linkedin_url, n.external_id, n.phone, n.last_name)
            IS DISTINCT FROM (o.email, o.linkedin_url, o.external_id, o.phone, o.last_name)
            AND k.former IS DISTINCT FROM k.now
    ), kept AS (
        INSERT INTO leads_contactformeremail (workspace_id, contact_id, kind, email)
        SELECT workspace_id, id, kind, former FROM moved WHERE former <> '' AND id IS NOT NULL
        UNION ALL SELECT workspace_id, id, 'merged_phone', former FROM moved
        WHERE kind = 'phone' AND former <> ''
            AND EXISTS (SELECT FROM leads_mergedrecord m WHERE m.kept_contact_id = moved.id)
        ON CONFLICT DO NOTHING
    )
    DELETE FROM leads_contactformeremail f USING moved m
    WHERE f.contact_id = m.id AND f.kind = m.kind AND f.email = m.now;
    RETURN NULL;
END $$;

-- An entry of a former key is one of the contact.

CREATE OR REPLACE FUNCTION leads_derive_of_former_keys() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    written record;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7204, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM new_rows ORDER BY 1) AS workspaces;
    FOR written IN
        SELECT n.workspace_id, array_agg(DISTINCT n.contact_id) AS ids FROM new_rows n
        WHERE (SELECT true FROM leads_donotcontact d WHERE leads_lookup(d) COLLATE "C" = ANY(ARRAY(
            SELECT n.workspace_id::text || ':' || l FROM unnest(leads_former_lookups(n.kind, n.email)) AS l)) LIMIT 1)
        GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_keep_keys(written.workspace_id, written.ids);
    END LOOP;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS former_emails ON leads_contact;
DROP TRIGGER IF EXISTS former_keys ON leads_contact;
DROP TRIGGER IF EXISTS do_not_contact_insert ON leads_contactformeremail;
DROP FUNCTION IF EXISTS leads_keep_former_emails, leads_derive_of_former_emails;

CREATE TRIGGER former_keys AFTER UPDATE ON leads_contact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_keep_former_keys();
CREATE TRIGGER do_not_contact_insert AFTER INSERT ON leads_contactformeremail
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_former_keys();
