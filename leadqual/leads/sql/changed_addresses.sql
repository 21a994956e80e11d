-- A person who is stopped by an entry of a domain stays stopped at another address: the entry keeps the keys of
-- the person, as it does of the people of a company that is deleted. Entries that cover the new address, too, need not.

CREATE OR REPLACE FUNCTION leads_keep_people_of_domains(in_workspace bigint, ids bigint[], hosts text[])
    RETURNS void
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    moved record;
BEGIN
    IF NOT leads_has_entries(in_workspace, 'domain') THEN
        RETURN;
    END IF;
    FOR moved IN
        SELECT m.id, array_agg(DISTINCT e.root) AS entries
        FROM unnest(ids, hosts) AS m(id, host)
        JOIN leads_contact n ON n.id = m.id
        CROSS JOIN LATERAL unnest(leads_parent_domains(m.host)) AS p(domain)
        CROSS JOIN LATERAL (
            SELECT COALESCE(d.derived_from_id, d.id) AS root FROM leads_donotcontact d
            WHERE leads_lookup(d) COLLATE "C" = in_workspace::text || ':domain:' || p.domain OFFSET 0) AS e
        WHERE p.domain <> ALL(leads_parent_domains(split_part(COALESCE(n.email, ''), '@', -1)))
        GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_keep_keys(in_workspace, ARRAY[moved.id], moved.entries);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION leads_derive_of_changed_contacts() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    written record;
BEGIN
    FOR written IN
        SELECT n.workspace_id, array_agg(n.id) AS ids, array_agg(n.id) FILTER (WHERE
            (n.email, n.phone, n.linkedin_url, n.external_id, n.first_name, n.last_name, n.company_id, n.workspace_id)
            IS DISTINCT FROM (o.email, o.phone, o.linkedin_url, o.external_id, o.first_name, o.last_name,
                o.company_id, o.workspace_id)) AS with_new_keys,
            array_agg(n.id) FILTER (WHERE o.do_not_contact AND o.email IS DISTINCT FROM n.email) AS moved,
            array_agg(split_part(COALESCE(o.email, ''), '@', -1)) FILTER (WHERE
                o.do_not_contact AND o.email IS DISTINCT FROM n.email) AS hosts
        FROM new_rows n FULL JOIN old_rows o ON o.id = n.id
        WHERE (n.email, n.phone, n.linkedin_url, n.external_id, n.first_name, n.last_name, n.company_id,
                n.workspace_id, n.do_not_contact)
            IS DISTINCT FROM (o.email, o.phone, o.linkedin_url, o.external_id, o.first_name, o.last_name,
                o.company_id, o.workspace_id, o.do_not_contact)
        GROUP BY 1 HAVING count(n.id) > 0 ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock_shared(7204, written.workspace_id::int);
        IF written.moved IS NOT NULL THEN
            PERFORM leads_keep_people_of_domains(written.workspace_id, written.moved, written.hosts);
        END IF;
        PERFORM leads_derive_of_contacts(written.workspace_id, written.ids, written.with_new_keys);
    END LOOP;
    RETURN NULL;
END $$;
