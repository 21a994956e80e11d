-- The flag `do_not_contact` of a contact follows from the entries, whoever writes either of them.
--
-- Who writes contacts holds the lock of their workspace (7204, as in `leads/do_not_contact/entry_locks.py`)
-- shared, who writes entries holds it alone, both until they commit. So of two writers the second one always
-- sees what the first one wrote:
--
-- * an entry is committed first: the contact's writer waits for the lock, then finds the entry;
-- * a contact is committed first: the entry's writer waits for the lock, then finds the contact.
--
-- Statements of a function see what is committed when they begin (READ COMMITTED), so each function first
-- takes the lock and then reads.
--
-- Each key is looked up in this index, by workspace, kind and key in one text; `;` is the character after
-- `:`. No other index holds it, so no plan, however wrong its numbers, can read all entries instead. The
-- functions that look up make their plans again each time and do not read whole tables: a kept plan would be
-- that of the first statement, and statistics know nothing of a workspace that has just got its first entries.
--
-- Installations from before version 0.2.0 never run this file; migration 0002 brings what changed since.

CREATE INDEX do_not_contact_lookup ON leads_donotcontact ((
    (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C"
));

-- Which of some contacts are covered by an entry.

CREATE FUNCTION leads_blocked_contacts(in_workspace bigint, ids bigint[]) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE 
    has_email boolean; has_alias boolean; has_domain boolean; has_phone boolean;
    has_linkedin boolean; hosts text[]; companies bigint[];

BEGIN
    
    SELECT COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':email:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':email;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':alias:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':alias;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':domain:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':domain;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':phone:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':phone;' LIMIT 1), false),
        COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':linkedin:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':linkedin;' LIMIT 1), false)
    INTO has_email, has_alias, has_domain, has_phone, has_linkedin;
    IF has_email OR has_alias OR has_domain OR has_phone OR has_linkedin THEN
        
    IF has_domain THEN
        SELECT array_agg(h.host) INTO hosts FROM (
            SELECT host, string_to_array(leads_host_key(host), '.') AS parts FROM (
                SELECT DISTINCT split_part(n.email, '@', -1) AS host FROM leads_contact n WHERE n.workspace_id = in_workspace AND n.id = ANY(ids)
            ) AS distinct_hosts
        ) AS h WHERE (SELECT true FROM generate_series(1, cardinality(h.parts) - 1) AS at
            WHERE (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':domain:' || array_to_string(h.parts[at:], '.') LIMIT 1) LIMIT 1);
        SELECT array_agg(o.id) INTO companies FROM leads_company o
        WHERE o.id = ANY(ARRAY(SELECT DISTINCT n.company_id FROM leads_contact n WHERE n.workspace_id = in_workspace AND n.id = ANY(ids)))
            AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':domain:' || leads_host_key(o.domain) LIMIT 1);
    END IF;
        RETURN QUERY SELECT n.id FROM leads_contact n WHERE n.workspace_id = in_workspace AND n.id = ANY(ids) AND ((
        has_alias AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':alias:' || leads_email_base(n.email) LIMIT 1)
        OR has_email AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':email:' || leads_email_key(n.email) LIMIT 1)
        OR has_linkedin AND n.linkedin_url IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':linkedin:' || leads_linkedin_key(n.linkedin_url) LIMIT 1)
        OR has_phone AND n.phone <> '' AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = ANY(ARRAY(SELECT in_workspace::text || ':phone:' || unnest(leads_phone_keys(n.phone)))) LIMIT 1)
        OR has_domain AND split_part(n.email, '@', -1) = ANY(hosts)
        OR has_domain AND n.company_id = ANY(companies)
    ) IS TRUE);
    END IF;
END $$;

-- Which contacts some entries cover.

CREATE FUNCTION leads_covered_contacts(in_workspace bigint, in_kind text, in_keys text[]) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    
    IF in_kind = 'email' THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace AND c.email = k.key;
    END IF;
    
    IF in_kind = 'email' THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace AND NOT leads_is_plain(c.email) AND leads_email_key(c.email) = k.key;
    END IF;
    
    IF in_kind = 'alias' THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace AND c.email = k.key;
    END IF;
    
    IF in_kind = 'alias' THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace AND strpos(c.email, '+') > 1 AND leads_email_base(c.email) = k.key;
    END IF;
    
    IF in_kind = 'alias' THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace AND NOT leads_is_plain(c.email) AND leads_email_key(c.email) = k.key;
    END IF;
    
    IF in_kind = 'linkedin' THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace AND c.linkedin_url = k.key;
    END IF;
    
    IF in_kind = 'linkedin' THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace AND leads_linkedin_key(c.linkedin_url) <> c.linkedin_url AND leads_linkedin_key(c.linkedin_url) = k.key;
    END IF;
    IF in_kind = 'phone' THEN
        RETURN QUERY SELECT c.id FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.phone <> ''
                AND leads_phone_keys(c.phone) && in_keys;
    END IF;
    IF in_kind = 'domain' THEN
        RETURN QUERY
        WITH hosts AS MATERIALIZED (
            SELECT DISTINCT split_part(c.email, '@', -1) AS host FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.email IS NOT NULL
        ), met AS MATERIALIZED (
            SELECT DISTINCT h.host FROM hosts h
            CROSS JOIN LATERAL unnest(leads_parent_domains(h.host)) AS p(domain)
            JOIN unnest(in_keys) AS k(key) ON k.key = p.domain
        )
        SELECT c.id FROM leads_contact c JOIN met ON met.host = split_part(c.email, '@', -1)
        WHERE c.workspace_id = in_workspace AND c.email IS NOT NULL;
        RETURN QUERY SELECT c.id FROM leads_company o JOIN leads_contact c ON c.company_id = o.id
            WHERE o.workspace_id = in_workspace AND o.domain = ANY(in_keys);
        RETURN QUERY SELECT c.id FROM leads_company o JOIN leads_contact c ON c.company_id = o.id
            WHERE o.workspace_id = in_workspace AND NOT leads_is_plain(o.domain)
                AND leads_host_key(o.domain) = ANY(in_keys);
    END IF;
END $$;

-- Sets the flag of some contacts right. An entry that changes it keeps when the contact was edited before.

CREATE FUNCTION leads_derive_do_not_contact(in_workspace bigint, ids bigint[], is_entry boolean) RETURNS bigint
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE 
    has_email boolean; has_alias boolean; has_domain boolean; has_phone boolean;
    has_linkedin boolean; hosts text[]; companies bigint[];

    wrong bigint[];
    n_changed bigint := 0;
BEGIN
    
    SELECT COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':email:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':email;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':alias:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':alias;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':domain:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':domain;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':phone:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':phone;' LIMIT 1), false),
        COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':linkedin:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':linkedin;' LIMIT 1), false)
    INTO has_email, has_alias, has_domain, has_phone, has_linkedin;
    
    IF has_domain THEN
        SELECT array_agg(h.host) INTO hosts FROM (
            SELECT host, string_to_array(leads_host_key(host), '.') AS parts FROM (
                SELECT DISTINCT split_part(n.email, '@', -1) AS host FROM leads_contact n WHERE n.workspace_id = in_workspace AND n.id = ANY(ids)
            ) AS distinct_hosts
        ) AS h WHERE (SELECT true FROM generate_series(1, cardinality(h.parts) - 1) AS at
            WHERE (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':domain:' || array_to_string(h.parts[at:], '.') LIMIT 1) LIMIT 1);
        SELECT array_agg(o.id) INTO companies FROM leads_company o
        WHERE o.id = ANY(ARRAY(SELECT DISTINCT n.company_id FROM leads_contact n WHERE n.workspace_id = in_workspace AND n.id = ANY(ids)))
            AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':domain:' || leads_host_key(o.domain) LIMIT 1);
    END IF;
    SELECT array_agg(n.id) INTO wrong FROM leads_contact n WHERE n.workspace_id = in_workspace AND n.id = ANY(ids) AND n.do_not_contact <> ((
        has_alias AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':alias:' || leads_email_base(n.email) LIMIT 1)
        OR has_email AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':email:' || leads_email_key(n.email) LIMIT 1)
        OR has_linkedin AND n.linkedin_url IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':linkedin:' || leads_linkedin_key(n.linkedin_url) LIMIT 1)
        OR has_phone AND n.phone <> '' AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = ANY(ARRAY(SELECT in_workspace::text || ':phone:' || unnest(leads_phone_keys(n.phone)))) LIMIT 1)
        OR has_domain AND split_part(n.email, '@', -1) = ANY(hosts)
        OR has_domain AND n.company_id = ANY(companies)
    ) IS TRUE);
    IF wrong IS NOT NULL THEN
        PERFORM FROM leads_contact WHERE id = ANY(wrong) ORDER BY id FOR NO KEY UPDATE;
        UPDATE leads_contact SET do_not_contact = NOT do_not_contact,
            edited_at = CASE WHEN NOT is_entry OR updated_at = do_not_contact_at
                THEN edited_at ELSE updated_at END,
            do_not_contact_at = CASE WHEN is_entry THEN now() ELSE do_not_contact_at END,
            updated_at = CASE WHEN is_entry THEN now() ELSE updated_at END
        WHERE id = ANY(wrong);
        GET DIAGNOSTICS n_changed = ROW_COUNT;
    END IF;
    RETURN n_changed;
END $$;

-- Contacts that a statement wrote; they are locked by it.

CREATE FUNCTION leads_derive_of_new_contacts() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE 
    has_email boolean; has_alias boolean; has_domain boolean; has_phone boolean;
    has_linkedin boolean; hosts text[]; companies bigint[];

    workspaces bigint[];
    in_workspace bigint;
    wrong bigint[];
BEGIN
    SELECT array_remove(array_agg(workspace_id ORDER BY workspace_id), NULL) INTO workspaces
    FROM (SELECT DISTINCT workspace_id FROM new_rows) AS w;
    IF COALESCE(cardinality(workspaces), 0) = 0 THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(7204, w::int) FROM unnest(workspaces) AS w;
    FOREACH in_workspace IN ARRAY workspaces LOOP
        
    SELECT COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':email:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':email;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':alias:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':alias;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':domain:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':domain;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':phone:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':phone;' LIMIT 1), false),
        COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':linkedin:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':linkedin;' LIMIT 1), false)
    INTO has_email, has_alias, has_domain, has_phone, has_linkedin;
        IF has_domain THEN  -- Nobody gives these companies another domain until the commit.
            PERFORM FROM leads_company o
            WHERE o.id = ANY(ARRAY(SELECT DISTINCT n.company_id FROM new_rows n WHERE n.workspace_id IS NOT DISTINCT FROM in_workspace))
            ORDER BY o.id FOR KEY SHARE;
        END IF;
        
    IF has_domain THEN
        SELECT array_agg(h.host) INTO hosts FROM (
            SELECT host, string_to_array(leads_host_key(host), '.') AS parts FROM (
                SELECT DISTINCT split_part(n.email, '@', -1) AS host FROM new_rows n WHERE n.workspace_id IS NOT DISTINCT FROM in_workspace
            ) AS distinct_hosts
        ) AS h WHERE (SELECT true FROM generate_series(1, cardinality(h.parts) - 1) AS at
            WHERE (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':domain:' || array_to_string(h.parts[at:], '.') LIMIT 1) LIMIT 1);
        SELECT array_agg(o.id) INTO companies FROM leads_company o
        WHERE o.id = ANY(ARRAY(SELECT DISTINCT n.company_id FROM new_rows n WHERE n.workspace_id IS NOT DISTINCT FROM in_workspace))
            AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':domain:' || leads_host_key(o.domain) LIMIT 1);
    END IF;
        SELECT array_agg(n.id) INTO wrong
        FROM new_rows n WHERE n.workspace_id IS NOT DISTINCT FROM in_workspace AND n.do_not_contact IS DISTINCT FROM ((
        has_alias AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':alias:' || leads_email_base(n.email) LIMIT 1)
        OR has_email AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':email:' || leads_email_key(n.email) LIMIT 1)
        OR has_linkedin AND n.linkedin_url IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':linkedin:' || leads_linkedin_key(n.linkedin_url) LIMIT 1)
        OR has_phone AND n.phone <> '' AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = ANY(ARRAY(SELECT in_workspace::text || ':phone:' || unnest(leads_phone_keys(n.phone)))) LIMIT 1)
        OR has_domain AND split_part(n.email, '@', -1) = ANY(hosts)
        OR has_domain AND n.company_id = ANY(companies)
    ) IS TRUE);
        IF wrong IS NOT NULL THEN
            PERFORM leads_derive_do_not_contact(in_workspace, wrong, false);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER do_not_contact_insert AFTER INSERT ON leads_contact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_new_contacts();

-- Former and new rows are paired by a full join, which cannot be a nested loop. Conditions on them must be
-- true for NULL, too: else the planner makes a plain join of it.

CREATE FUNCTION leads_derive_of_changed_contacts() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE 
    has_email boolean; has_alias boolean; has_domain boolean; has_phone boolean;
    has_linkedin boolean; hosts text[]; companies bigint[];

    workspaces bigint[];
    in_workspace bigint;
    wrong bigint[];
BEGIN
    SELECT array_remove(array_agg(workspace_id ORDER BY workspace_id), NULL) INTO workspaces
    FROM (SELECT DISTINCT n.workspace_id FROM new_rows n FULL JOIN old_rows o ON o.id = n.id WHERE (n.email, n.phone, n.linkedin_url, n.company_id, n.workspace_id, n.do_not_contact) IS DISTINCT FROM (o.email, o.phone, o.linkedin_url, o.company_id, o.workspace_id, o.do_not_contact)) AS w;
    IF COALESCE(cardinality(workspaces), 0) = 0 THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(7204, w::int) FROM unnest(workspaces) AS w;
    FOREACH in_workspace IN ARRAY workspaces LOOP
        
    SELECT COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':email:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':email;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':alias:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':alias;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':domain:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':domain;' LIMIT 1), false), COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':phone:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':phone;' LIMIT 1), false),
        COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= in_workspace::text || ':linkedin:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < in_workspace::text || ':linkedin;' LIMIT 1), false)
    INTO has_email, has_alias, has_domain, has_phone, has_linkedin;
        IF has_domain THEN  -- Nobody gives these companies another domain until the commit.
            PERFORM FROM leads_company o
            WHERE o.id = ANY(ARRAY(SELECT DISTINCT n.company_id FROM new_rows n FULL JOIN old_rows o ON o.id = n.id WHERE (n.email, n.phone, n.linkedin_url, n.company_id, n.workspace_id, n.do_not_contact) IS DISTINCT FROM (o.email, o.phone, o.linkedin_url, o.company_id, o.workspace_id, o.do_not_contact) AND n.workspace_id IS NOT DISTINCT FROM in_workspace))
            ORDER BY o.id FOR KEY SHARE;
        END IF;
        
    IF has_domain THEN
        SELECT array_agg(h.host) INTO hosts FROM (
            SELECT host, string_to_array(leads_host_key(host), '.') AS parts FROM (
                SELECT DISTINCT split_part(n.email, '@', -1) AS host FROM new_rows n FULL JOIN old_rows o ON o.id = n.id WHERE (n.email, n.phone, n.linkedin_url, n.company_id, n.workspace_id, n.do_not_contact) IS DISTINCT FROM (o.email, o.phone, o.linkedin_url, o.company_id, o.workspace_id, o.do_not_contact) AND n.workspace_id IS NOT DISTINCT FROM in_workspace
            ) AS distinct_hosts
        ) AS h WHERE (SELECT true FROM generate_series(1, cardinality(h.parts) - 1) AS at
            WHERE (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':domain:' || array_to_string(h.parts[at:], '.') LIMIT 1) LIMIT 1);
        SELECT array_agg(o.id) INTO companies FROM leads_company o
        WHERE o.id = ANY(ARRAY(SELECT DISTINCT n.company_id FROM new_rows n FULL JOIN old_rows o ON o.id = n.id WHERE (n.email, n.phone, n.linkedin_url, n.company_id, n.workspace_id, n.do_not_contact) IS DISTINCT FROM (o.email, o.phone, o.linkedin_url, o.company_id, o.workspace_id, o.do_not_contact) AND n.workspace_id IS NOT DISTINCT FROM in_workspace))
            AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':domain:' || leads_host_key(o.domain) LIMIT 1);
    END IF;
        SELECT array_agg(n.id) INTO wrong
        FROM new_rows n FULL JOIN old_rows o ON o.id = n.id WHERE (n.email, n.phone, n.linkedin_url, n.company_id, n.workspace_id, n.do_not_contact) IS DISTINCT FROM (o.email, o.phone, o.linkedin_url, o.company_id, o.workspace_id, o.do_not_contact) AND n.workspace_id IS NOT DISTINCT FROM in_workspace AND n.do_not_contact IS DISTINCT FROM ((
        has_alias AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':alias:' || leads_email_base(n.email) LIMIT 1)
        OR has_email AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':email:' || leads_email_key(n.email) LIMIT 1)
        OR has_linkedin AND n.linkedin_url IS NOT NULL AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = in_workspace::text || ':linkedin:' || leads_linkedin_key(n.linkedin_url) LIMIT 1)
        OR has_phone AND n.phone <> '' AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = ANY(ARRAY(SELECT in_workspace::text || ':phone:' || unnest(leads_phone_keys(n.phone)))) LIMIT 1)
        OR has_domain AND split_part(n.email, '@', -1) = ANY(hosts)
        OR has_domain AND n.company_id = ANY(companies)
    ) IS TRUE);
        IF wrong IS NOT NULL THEN
            PERFORM leads_derive_do_not_contact(in_workspace, wrong, false);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER do_not_contact_update AFTER UPDATE ON leads_contact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_changed_contacts();

-- Where a person's own keys change, the entries that covered the person follow to a new key.

CREATE FUNCTION leads_follow_do_not_contact() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    workspaces bigint[];
BEGIN
    SELECT array_agg(DISTINCT m.workspace_id ORDER BY m.workspace_id) INTO workspaces
    FROM (SELECT n.id, n.workspace_id, n.email, n.linkedin_url, n.phone,
            o.email AS old_email, o.linkedin_url AS old_linkedin_url, o.phone AS old_phone
        FROM new_rows n FULL JOIN old_rows o ON o.id = n.id WHERE COALESCE(o.do_not_contact, false)
            AND (n.email, n.linkedin_url, n.phone)
            IS DISTINCT FROM (o.email, o.linkedin_url, o.phone)) AS m;
    IF workspaces IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(7204, w::int) FROM unnest(workspaces) AS w;
    IF EXISTS (
    WITH moved AS MATERIALIZED (SELECT n.id, n.workspace_id, n.email, n.linkedin_url, n.phone,
            o.email AS old_email, o.linkedin_url AS old_linkedin_url, o.phone AS old_phone
        FROM new_rows n FULL JOIN old_rows o ON o.id = n.id WHERE COALESCE(o.do_not_contact, false)
            AND (n.email, n.linkedin_url, n.phone)
            IS DISTINCT FROM (o.email, o.linkedin_url, o.phone)), following AS (
        SELECT m.workspace_id, e.id AS entry, e.origin,
            CASE WHEN m.email IS NULL THEN
                CASE WHEN m.linkedin_url IS NOT NULL THEN 'linkedin' ELSE 'phone' END
                WHEN e.kind = 'alias' THEN 'alias' ELSE 'email' END AS kind,
            COALESCE(m.email, lower(m.linkedin_url), lower(m.phone)) AS value,
            COALESCE(CASE WHEN e.kind = 'alias' THEN leads_email_base(m.email)
                ELSE leads_email_key(m.email) END,
                leads_linkedin_key(m.linkedin_url), leads_phone_key(m.phone)) AS key
        FROM moved m CROSS JOIN LATERAL (SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':email:' || leads_email_key(m.old_email) UNION ALL SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':alias:' || leads_email_base(m.old_email) UNION ALL SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':linkedin:' || leads_linkedin_key(m.old_linkedin_url) UNION ALL SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = ANY(ARRAY(SELECT m.workspace_id::text || ':phone:' || unnest(leads_phone_keys(m.old_phone))))) AS e WHERE NOT EXISTS (SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':email:' || leads_email_key(m.email) AND d.origin = e.origin) AND NOT EXISTS (SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':alias:' || leads_email_base(m.email) AND d.origin = e.origin) AND NOT EXISTS (SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':linkedin:' || leads_linkedin_key(m.linkedin_url) AND d.origin = e.origin) AND NOT EXISTS (SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = ANY(ARRAY(SELECT m.workspace_id::text || ':phone:' || unnest(leads_phone_keys(m.phone)))) AND d.origin = e.origin)
    )
    SELECT DISTINCT ON (f.workspace_id, f.value, f.origin) f.workspace_id, f.kind, f.value, f.key,
        d.reason, d.origin, d.suppression_list_id, d.author_id, now()
    FROM following f JOIN leads_donotcontact d ON d.id = f.entry
    WHERE f.key <> '' ORDER BY f.workspace_id, f.value, f.origin, d.id) THEN
        PERFORM pg_advisory_xact_lock(7204, w::int) FROM unnest(workspaces) AS w;
        INSERT INTO leads_donotcontact (workspace_id, kind, value, key, reason, origin,
            suppression_list_id, author_id, created_at) 
    WITH moved AS MATERIALIZED (SELECT n.id, n.workspace_id, n.email, n.linkedin_url, n.phone,
            o.email AS old_email, o.linkedin_url AS old_linkedin_url, o.phone AS old_phone
        FROM new_rows n FULL JOIN old_rows o ON o.id = n.id WHERE COALESCE(o.do_not_contact, false)
            AND (n.email, n.linkedin_url, n.phone)
            IS DISTINCT FROM (o.email, o.linkedin_url, o.phone)), following AS (
        SELECT m.workspace_id, e.id AS entry, e.origin,
            CASE WHEN m.email IS NULL THEN
                CASE WHEN m.linkedin_url IS NOT NULL THEN 'linkedin' ELSE 'phone' END
                WHEN e.kind = 'alias' THEN 'alias' ELSE 'email' END AS kind,
            COALESCE(m.email, lower(m.linkedin_url), lower(m.phone)) AS value,
            COALESCE(CASE WHEN e.kind = 'alias' THEN leads_email_base(m.email)
                ELSE leads_email_key(m.email) END,
                leads_linkedin_key(m.linkedin_url), leads_phone_key(m.phone)) AS key
        FROM moved m CROSS JOIN LATERAL (SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':email:' || leads_email_key(m.old_email) UNION ALL SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':alias:' || leads_email_base(m.old_email) UNION ALL SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':linkedin:' || leads_linkedin_key(m.old_linkedin_url) UNION ALL SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = ANY(ARRAY(SELECT m.workspace_id::text || ':phone:' || unnest(leads_phone_keys(m.old_phone))))) AS e WHERE NOT EXISTS (SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':email:' || leads_email_key(m.email) AND d.origin = e.origin) AND NOT EXISTS (SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':alias:' || leads_email_base(m.email) AND d.origin = e.origin) AND NOT EXISTS (SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = m.workspace_id::text || ':linkedin:' || leads_linkedin_key(m.linkedin_url) AND d.origin = e.origin) AND NOT EXISTS (SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" = ANY(ARRAY(SELECT m.workspace_id::text || ':phone:' || unnest(leads_phone_keys(m.phone)))) AND d.origin = e.origin)
    )
    SELECT DISTINCT ON (f.workspace_id, f.value, f.origin) f.workspace_id, f.kind, f.value, f.key,
        d.reason, d.origin, d.suppression_list_id, d.author_id, now()
    FROM following f JOIN leads_donotcontact d ON d.id = f.entry
    WHERE f.key <> '' ORDER BY f.workspace_id, f.value, f.origin, d.id
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER do_not_contact_follow AFTER UPDATE ON leads_contact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_follow_do_not_contact();

-- A company gets another domain.

CREATE FUNCTION leads_derive_of_companies() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    changed record;
    moved bigint[];
BEGIN
    SELECT array_agg(n.id) INTO moved FROM new_rows n FULL JOIN old_rows o ON o.id = n.id WHERE n.domain IS DISTINCT FROM o.domain;
    IF moved IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(7204, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM leads_company WHERE id = ANY(moved) ORDER BY 1
    ) AS workspaces;
    FOR changed IN
        SELECT c.workspace_id, array_agg(c.id) AS ids
        FROM leads_contact c WHERE c.company_id = ANY(moved)
            AND COALESCE((SELECT true FROM leads_donotcontact d
        WHERE (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" >= c.workspace_id::text || ':domain:'
        AND (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C" < c.workspace_id::text || ':domain;' LIMIT 1), false)
        GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_derive_do_not_contact(changed.workspace_id, changed.ids, false);
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER do_not_contact_domain AFTER UPDATE ON leads_company
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_companies();

-- Entries that come, change and go.

CREATE FUNCTION leads_derive_of_new_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record;
BEGIN
    PERFORM pg_advisory_xact_lock(7204, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM new_rows ORDER BY 1) AS workspaces;
    FOR changed IN
        SELECT d.workspace_id, array_agg(DISTINCT c.id) AS ids FROM (
            SELECT workspace_id, kind, array_agg(DISTINCT key) AS keys FROM new_rows GROUP BY 1, 2
        ) AS d, LATERAL leads_covered_contacts(d.workspace_id, d.kind, d.keys) AS c(id)
        GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_derive_do_not_contact(changed.workspace_id, changed.ids, true);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION leads_derive_of_changed_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record;
BEGIN
    PERFORM pg_advisory_xact_lock(7204, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM (SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows) AS r ORDER BY 1) AS workspaces;
    FOR changed IN
        SELECT d.workspace_id, array_agg(DISTINCT c.id) AS ids FROM (
            SELECT workspace_id, kind, array_agg(DISTINCT key) AS keys FROM (SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows) AS r GROUP BY 1, 2
        ) AS d, LATERAL leads_covered_contacts(d.workspace_id, d.kind, d.keys) AS c(id)
        GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_derive_do_not_contact(changed.workspace_id, changed.ids, true);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION leads_derive_of_former_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record;
BEGIN
    PERFORM pg_advisory_xact_lock(7204, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM old_rows ORDER BY 1) AS workspaces;
    FOR changed IN
        SELECT d.workspace_id, array_agg(DISTINCT c.id) AS ids FROM (
            SELECT workspace_id, kind, array_agg(DISTINCT key) AS keys FROM old_rows GROUP BY 1, 2
        ) AS d, LATERAL leads_covered_contacts(d.workspace_id, d.kind, d.keys) AS c(id)
        GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_derive_do_not_contact(changed.workspace_id, changed.ids, true);
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER do_not_contact_insert AFTER INSERT ON leads_donotcontact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_new_entries();
CREATE TRIGGER do_not_contact_update AFTER UPDATE ON leads_donotcontact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_changed_entries();
CREATE TRIGGER do_not_contact_delete AFTER DELETE ON leads_donotcontact
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_former_entries();
