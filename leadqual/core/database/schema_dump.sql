-- Written by `make schema`, by Postgres 18

CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

CREATE FUNCTION public.accounts_keep_audit() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF current_setting('leadqual.audit_erasure', true) IS DISTINCT FROM 'on' THEN
    RAISE EXCEPTION 'The audit log is append-only: % refused.', TG_OP
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.backups_note_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO backups_journalchange ("table", row_id) SELECT TG_TABLE_NAME, id FROM changed;
        RETURN NULL;
    END $$;

CREATE FUNCTION public.lead_scores_note_company_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'company', array_agg(DISTINCT id) FROM (SELECT n.workspace_id, n.id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.size, n.employees, n.country, n.business_model) IS DISTINCT FROM (o.size, o.employees, o.country, o.business_model)) AS changed
        WHERE id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_contact_insert() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'contact', array_agg(DISTINCT id) FROM (SELECT * FROM new_rows) AS changed
        WHERE id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_contact_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'contact', array_agg(DISTINCT id) FROM (SELECT n.workspace_id, n.id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.job_title_id, n.company_id, n.country) IS DISTINCT FROM (o.job_title_id, o.company_id, o.country)) AS changed
        WHERE id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_jobtitle_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'title', array_agg(DISTINCT id) FROM (SELECT n.workspace_id, n.id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.level_id) IS DISTINCT FROM (o.level_id)) AS changed
        WHERE id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_reply_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'contact', array_agg(DISTINCT contact_id) FROM (SELECT * FROM old_rows) AS changed
        WHERE contact_id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_reply_insert() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'contact', array_agg(DISTINCT contact_id) FROM (SELECT * FROM new_rows) AS changed
        WHERE contact_id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_reply_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'contact', array_agg(DISTINCT contact_id) FROM (SELECT n.workspace_id, n.contact_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.contact_id, n.category, n.received_at) IS DISTINCT FROM (o.contact_id, o.category, o.received_at) UNION ALL SELECT o.workspace_id, o.contact_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.contact_id, n.category, n.received_at) IS DISTINCT FROM (o.contact_id, o.category, o.received_at)) AS changed
        WHERE contact_id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_titlelabel_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'title', array_agg(DISTINCT id) FROM (SELECT t.workspace_id, t.id FROM (SELECT DISTINCT job_title_id FROM old_rows) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id) AS changed
        WHERE id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_titlelabel_insert() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'title', array_agg(DISTINCT id) FROM (SELECT t.workspace_id, t.id FROM (SELECT DISTINCT job_title_id FROM new_rows) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id) AS changed
        WHERE id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_titlelabel_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'title', array_agg(DISTINCT id) FROM (SELECT t.workspace_id, t.id FROM (SELECT DISTINCT job_title_id FROM (SELECT * FROM new_rows UNION ALL SELECT * FROM old_rows) AS both_rows) AS l JOIN leads_jobtitle t ON t.id = l.job_title_id) AS changed
        WHERE id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_verdict_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'company', array_agg(DISTINCT company_id) FROM (SELECT * FROM old_rows) AS changed
        WHERE company_id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_verdict_insert() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'company', array_agg(DISTINCT company_id) FROM (SELECT * FROM new_rows) AS changed
        WHERE company_id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lead_scores_note_verdict_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO lead_scores_leadscorechange (workspace_id, kind, keys)
        SELECT workspace_id, 'company', array_agg(DISTINCT company_id) FROM (SELECT n.workspace_id, n.company_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.value, n.is_current, n.company_id) IS DISTINCT FROM (o.value, o.is_current, o.company_id) UNION ALL SELECT o.workspace_id, o.company_id FROM new_rows n FULL JOIN old_rows o ON n.id = o.id WHERE (n.value, n.is_current, n.company_id) IS DISTINCT FROM (o.value, o.is_current, o.company_id)) AS changed
        WHERE company_id IS NOT NULL GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.leads_blocked_contacts(in_workspace bigint, ids bigint[]) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off'
    AS $$
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

CREATE FUNCTION public.leads_count_company() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO leads_recordsum (workspace_id, n_companies) SELECT workspace_id, count(*) FROM new_rows GROUP BY workspace_id;
    ELSE
        INSERT INTO leads_recordsum (workspace_id, n_companies) SELECT workspace_id, -count(*) FROM old_rows GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.leads_count_contact() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO leads_recordsum (workspace_id, n_contacts) SELECT workspace_id, count(*) FROM new_rows GROUP BY workspace_id;
    ELSE
        INSERT INTO leads_recordsum (workspace_id, n_contacts) SELECT workspace_id, -count(*) FROM old_rows GROUP BY workspace_id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.leads_covered_contacts(in_workspace bigint, in_kind text, in_keys text[]) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE
    AS $$
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

CREATE FUNCTION public.leads_decoded_label(label text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    dash int;
    decoded text := '';
    packed text := substr(label, 5);
    at int := 1;
    bias int := 72;
    code bigint := 128;
    place bigint := -1;
    delta bigint;
    weight bigint;
    step int;
    threshold int;
    digit int;
    is_first boolean := true;
BEGIN
    IF left(label, 4) IS DISTINCT FROM 'xn--' OR octet_length(label) <> length(label) THEN
        RETURN label;
    END IF;
    dash := strpos(reverse(packed), '-');
    IF dash > 0 THEN
        decoded := left(packed, length(packed) - dash);
        packed := right(packed, dash - 1);
    END IF;
    WHILE at <= length(packed) LOOP
        delta := 0;
        weight := 1;
        step := 36;
        LOOP
            digit := strpos('abcdefghijklmnopqrstuvwxyz0123456789', substr(packed, at, 1)) - 1;
            IF at > length(packed) OR digit < 0 OR delta > 1099511627776 THEN
                RETURN label;
            END IF;
            at := at + 1;
            threshold := least(greatest(step - bias, 1), 26);
            delta := delta + digit * weight;
            EXIT WHEN digit < threshold;
            weight := weight * (36 - threshold);
            step := step + 36;
        END LOOP;
        place := place + delta + 1;
        code := code + place / (length(decoded) + 1);
        IF code > 1114111 OR code BETWEEN 55296 AND 57343 THEN
            RETURN label;
        END IF;
        place := place % (length(decoded) + 1);
        decoded := left(decoded, place::int) || chr(code::int) || substr(decoded, place::int + 1);
        delta := CASE WHEN is_first THEN delta / 700 ELSE delta / 2 END;
        delta := delta + delta / length(decoded);
        bias := 0;
        WHILE delta > 455 LOOP
            delta := delta / 35;
            bias := bias + 36;
        END LOOP;
        bias := bias + 36 * delta / (delta + 38);
        is_first := false;
    END LOOP;
    RETURN CASE WHEN decoded = '' THEN label ELSE decoded END;
END $$;

CREATE FUNCTION public.leads_derive_do_not_contact(in_workspace bigint, ids bigint[], is_entry boolean) RETURNS bigint
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off'
    AS $$
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
        UPDATE leads_contact SET do_not_contact = NOT do_not_contact,
            edited_at = CASE WHEN NOT is_entry OR updated_at = do_not_contact_at
                THEN edited_at ELSE updated_at END,
            do_not_contact_at = CASE WHEN is_entry THEN now() ELSE do_not_contact_at END,
            updated_at = CASE WHEN is_entry THEN now() ELSE updated_at END
        WHERE id IN (
            SELECT id FROM leads_contact WHERE id = ANY(wrong) ORDER BY id FOR NO KEY UPDATE
        );
        GET DIAGNOSTICS n_changed = ROW_COUNT;
    END IF;
    RETURN n_changed;
END $$;

CREATE FUNCTION public.leads_derive_firmographics() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.standard_industry := leads_standard_industry(NEW.industry);
    NEW.sector := coalesce(leads_sector(NEW.standard_industry), '');
    NEW.size_band := CASE WHEN NEW.size <> '' THEN NEW.size ELSE CASE WHEN NEW.employees >= 10001 THEN '10001+' WHEN NEW.employees >= 5001 THEN '5001-10000' WHEN NEW.employees >= 1001 THEN '1001-5000' WHEN NEW.employees >= 501 THEN '501-1000' WHEN NEW.employees >= 201 THEN '201-500' WHEN NEW.employees >= 51 THEN '51-200' WHEN NEW.employees >= 11 THEN '11-50' WHEN NEW.employees >= 1 THEN '1-10' ELSE '' END END;
    NEW.founded_band := CASE WHEN NEW.founded >= 2020 THEN 'since-2020' WHEN NEW.founded >= 2015 THEN '2015-2019' WHEN NEW.founded >= 2010 THEN '2010-2014' WHEN NEW.founded >= 2000 THEN '2000-2009' WHEN NEW.founded >= 1990 THEN '1990-1999' WHEN NEW.founded >= 1950 THEN '1950-1989' WHEN NEW.founded >= 1 THEN 'before-1950' ELSE '' END;
    NEW.funding_band := CASE WHEN NEW.total_funding >= 500000000 THEN 'over-500m' WHEN NEW.total_funding >= 100000000 THEN '100m-500m' WHEN NEW.total_funding >= 50000000 THEN '50m-100m' WHEN NEW.total_funding >= 10000000 THEN '10m-50m' WHEN NEW.total_funding >= 1000000 THEN '1m-10m' WHEN NEW.total_funding >= 0 THEN 'under-1m' ELSE '' END;
    NEW.regions := coalesce(leads_regions(NEW.country)::text[], '{}');
    RETURN NEW;
END $$;

CREATE FUNCTION public.leads_derive_of_changed_contacts() RETURNS trigger
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off'
    AS $$
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

CREATE FUNCTION public.leads_derive_of_changed_entries() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.leads_derive_of_companies() RETURNS trigger
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off'
    AS $$
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

CREATE FUNCTION public.leads_derive_of_former_entries() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.leads_derive_of_new_contacts() RETURNS trigger
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off'
    AS $$
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

CREATE FUNCTION public.leads_derive_of_new_entries() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.leads_phone_digits(phone text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ltrim(regexp_replace(replace(phone, '(0)'::text, ''::text), '[^0-9]'::text, ''::text, 'g'::text), '0'::text);

CREATE FUNCTION public.leads_digits_key(phone text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (length(public.leads_phone_digits(phone)) >= 6) THEN ltrim("right"(public.leads_phone_digits(phone), 9), '0'::text) ELSE ''::text END;

CREATE FUNCTION public.leads_fold(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN NORMALIZE(replace(translate(NORMALIZE(replace($1, 'İ'::text, 'i̇'::text), NFKC), 'ς。ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƠƢƤƦƧƩƬƮƯƱƲƳƵƷƸƼǄǅǇǈǊǋǍǏǑǓǕǗǙǛǞǠǢǤǦǨǪǬǮǱǲǴǶǷǸǺǼǾȀȂȄȆȈȊȌȎȐȒȔȖȘȚȜȞȠȢȤȦȨȪȬȮȰȲȺȻȽȾɁɃɄɅɆɈɊɌɎͰͲͶͿΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫϏϘϚϜϞϠϢϤϦϨϪϬϮϴϷϹϺϽϾϿЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѶѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӁӃӅӇӉӋӍӐӒӔӖӘӚӜӞӠӢӤӦӨӪӬӮӰӲӴӶӸӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹߀߁߂߃߄߅߆߇߈߉०१२३४५६७८९০১২৩৪৫৬৭৮৯੦੧੨੩੪੫੬੭੮੯૦૧૨૩૪૫૬૭૮૯୦୧୨୩୪୫୬୭୮୯௦௧௨௩௪௫௬௭௮௯౦౧౨౩౪౫౬౭౮౯೦೧೨೩೪೫೬೭೮೯൦൧൨൩൪൫൬൭൮൯෦෧෨෩෪෫෬෭෮෯๐๑๒๓๔๕๖๗๘๙໐໑໒໓໔໕໖໗໘໙༠༡༢༣༤༥༦༧༨༩၀၁၂၃၄၅၆၇၈၉႐႑႒႓႔႕႖႗႘႙ႠႡႢႣႤႥႦႧႨႩႪႫႬႭႮႯႰႱႲႳႴႵႶႷႸႹႺႻႼႽႾႿჀჁჂჃჄჅჇჍᎠᎡᎢᎣᎤᎥᎦᎧᎨᎩᎪᎫᎬᎭᎮᎯᎰᎱᎲᎳᎴᎵᎶᎷᎸᎹᎺᎻᎼᎽᎾᎿᏀᏁᏂᏃᏄᏅᏆᏇᏈᏉᏊᏋᏌᏍᏎᏏᏐᏑᏒᏓᏔᏕᏖᏗᏘᏙᏚᏛᏜᏝᏞᏟᏠᏡᏢᏣᏤᏥᏦᏧᏨᏩᏪᏫᏬᏭᏮᏯᏰᏱᏲᏳᏴᏵ០១២៣៤៥៦៧៨៩᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙᥆᥇᥈᥉᥊᥋᥌᥍᥎᥏᧐᧑᧒᧓᧔᧕᧖᧗᧘᧙᪀᪁᪂᪃᪄᪅᪆᪇᪈᪉᪐᪑᪒᪓᪔᪕᪖᪗᪘᪙᭐᭑᭒᭓᭔᭕᭖᭗᭘᭙᮰᮱᮲᮳᮴᮵᮶᮷᮸᮹᱀᱁᱂᱃᱄᱅᱆᱇᱈᱉᱐᱑᱒᱓᱔᱕᱖᱗᱘᱙ᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮᲯᲰᲱᲲᲳᲴᲵᲶᲷᲸᲹᲺᲽᲾᲿḀḂḄḆḈḊḌḎḐḒḔḖḘḚḜḞḠḢḤḦḨḪḬḮḰḲḴḶḸḺḼḾṀṂṄṆṈṊṌṎṐṒṔṖṘṚṜṞṠṢṤṦṨṪṬṮṰṲṴṶṸṺṼṾẀẂẄẆẈẊẌẎẐẒẔẞẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸỺỼỾἈἉἊἋἌἍἎἏἘἙἚἛἜἝἨἩἪἫἬἭἮἯἸἹἺἻἼἽἾἿὈὉὊὋὌὍὙὛὝὟὨὩὪὫὬὭὮὯᾈᾉᾊᾋᾌᾍᾎᾏᾘᾙᾚᾛᾜᾝᾞᾟᾨᾩᾪᾫᾬᾭᾮᾯᾸᾹᾺΆᾼῈΈῊΉῌῘῙῚΊῨῩῪΎῬῸΌῺΏῼΩKÅℲⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅬⅭⅮⅯↃⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿⓀⓁⓂⓃⓄⓅⓆⓇⓈⓉⓊⓋⓌⓍⓎⓏⰀⰁⰂⰃⰄⰅⰆⰇⰈⰉⰊⰋⰌⰍⰎⰏⰐⰑⰒⰓⰔⰕⰖⰗⰘⰙⰚⰛⰜⰝⰞⰟⰠⰡⰢⰣⰤⰥⰦⰧⰨⰩⰪⰫⰬⰭⰮⰯⱠⱢⱣⱤⱧⱩⱫⱭⱮⱯⱰⱲⱵⱾⱿⲀⲂⲄⲆⲈⲊⲌⲎⲐⲒⲔⲖⲘⲚⲜⲞⲠⲢⲤⲦⲨⲪⲬⲮⲰⲲⲴⲶⲸⲺⲼⲾⳀⳂⳄⳆⳈⳊⳌⳎⳐⳒⳔⳖⳘⳚⳜⳞⳠⳢⳫⳭⳲ꘠꘡꘢꘣꘤꘥꘦꘧꘨꘩ꙀꙂꙄꙆꙈꙊꙌꙎꙐꙒꙔꙖꙘꙚꙜꙞꙠꙢꙤꙦꙨꙪꙬꚀꚂꚄꚆꚈꚊꚌꚎꚐꚒꚔꚖꚘꚚꜢꜤꜦꜨꜪꜬꜮꜲꜴꜶꜸꜺꜼꜾꝀꝂꝄꝆꝈꝊꝌꝎꝐꝒꝔꝖꝘꝚꝜꝞꝠꝢꝤꝦꝨꝪꝬꝮꝹꝻꝽꝾꞀꞂꞄꞆꞋꞍꞐꞒꞖꞘꞚꞜꞞꞠꞢꞤꞦꞨꞪꞫꞬꞭꞮꞰꞱꞲꞳꞴꞶꞸꞺꞼꞾꟀꟂꟄꟅꟆꟇꟉꟐꟖꟘꟵ꣐꣑꣒꣓꣔꣕꣖꣗꣘꣙꤀꤁꤂꤃꤄꤅꤆꤇꤈꤉꧐꧑꧒꧓꧔꧕꧖꧗꧘꧙꧰꧱꧲꧳꧴꧵꧶꧷꧸꧹꩐꩑꩒꩓꩔꩕꩖꩗꩘꩙꯰꯱꯲꯳꯴꯵꯶꯷꯸꯹０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ𐐀𐐁𐐂𐐃𐐄𐐅𐐆𐐇𐐈𐐉𐐊𐐋𐐌𐐍𐐎𐐏𐐐𐐑𐐒𐐓𐐔𐐕𐐖𐐗𐐘𐐙𐐚𐐛𐐜𐐝𐐞𐐟𐐠𐐡𐐢𐐣𐐤𐐥𐐦𐐧𐒠𐒡𐒢𐒣𐒤𐒥𐒦𐒧𐒨𐒩𐒰𐒱𐒲𐒳𐒴𐒵𐒶𐒷𐒸𐒹𐒺𐒻𐒼𐒽𐒾𐒿𐓀𐓁𐓂𐓃𐓄𐓅𐓆𐓇𐓈𐓉𐓊𐓋𐓌𐓍𐓎𐓏𐓐𐓑𐓒𐓓𐕰𐕱𐕲𐕳𐕴𐕵𐕶𐕷𐕸𐕹𐕺𐕼𐕽𐕾𐕿𐖀𐖁𐖂𐖃𐖄𐖅𐖆𐖇𐖈𐖉𐖊𐖌𐖍𐖎𐖏𐖐𐖑𐖒𐖔𐖕𐲀𐲁𐲂𐲃𐲄𐲅𐲆𐲇𐲈𐲉𐲊𐲋𐲌𐲍𐲎𐲏𐲐𐲑𐲒𐲓𐲔𐲕𐲖𐲗𐲘𐲙𐲚𐲛𐲜𐲝𐲞𐲟𐲠𐲡𐲢𐲣𐲤𐲥𐲦𐲧𐲨𐲩𐲪𐲫𐲬𐲭𐲮𐲯𐲰𐲱𐲲𐴰𐴱𐴲𐴳𐴴𐴵𐴶𐴷𐴸𐴹𑁦𑁧𑁨𑁩𑁪𑁫𑁬𑁭𑁮𑁯𑃰𑃱𑃲𑃳𑃴𑃵𑃶𑃷𑃸𑃹𑄶𑄷𑄸𑄹𑄺𑄻𑄼𑄽𑄾𑄿𑇐𑇑𑇒𑇓𑇔𑇕𑇖𑇗𑇘𑇙𑋰𑋱𑋲𑋳𑋴𑋵𑋶𑋷𑋸𑋹𑑐𑑑𑑒𑑓𑑔𑑕𑑖𑑗𑑘𑑙𑓐𑓑𑓒𑓓𑓔𑓕𑓖𑓗𑓘𑓙𑙐𑙑𑙒𑙓𑙔𑙕𑙖𑙗𑙘𑙙𑛀𑛁𑛂𑛃𑛄𑛅𑛆𑛇𑛈𑛉𑜰𑜱𑜲𑜳𑜴𑜵𑜶𑜷𑜸𑜹𑢠𑢡𑢢𑢣𑢤𑢥𑢦𑢧𑢨𑢩𑢪𑢫𑢬𑢭𑢮𑢯𑢰𑢱𑢲𑢳𑢴𑢵𑢶𑢷𑢸𑢹𑢺𑢻𑢼𑢽𑢾𑢿𑣠𑣡𑣢𑣣𑣤𑣥𑣦𑣧𑣨𑣩𑥐𑥑𑥒𑥓𑥔𑥕𑥖𑥗𑥘𑥙𑱐𑱑𑱒𑱓𑱔𑱕𑱖𑱗𑱘𑱙𑵐𑵑𑵒𑵓𑵔𑵕𑵖𑵗𑵘𑵙𑶠𑶡𑶢𑶣𑶤𑶥𑶦𑶧𑶨𑶩𖩠𖩡𖩢𖩣𖩤𖩥𖩦𖩧𖩨𖩩𖫀𖫁𖫂𖫃𖫄𖫅𖫆𖫇𖫈𖫉𖭐𖭑𖭒𖭓𖭔𖭕𖭖𖭗𖭘𖭙𖹀𖹁𖹂𖹃𖹄𖹅𖹆𖹇𖹈𖹉𖹊𖹋𖹌𖹍𖹎𖹏𖹐𖹑𖹒𖹓𖹔𖹕𖹖𖹗𖹘𖹙𖹚𖹛𖹜𖹝𖹞𖹟𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡𝟢𝟣𝟤𝟥𝟦𝟧𝟨𝟩𝟪𝟫𝟬𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴𝟵𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿𞅀𞅁𞅂𞅃𞅄𞅅𞅆𞅇𞅈𞅉𞋰𞋱𞋲𞋳𞋴𞋵𞋶𞋷𞋸𞋹𞤀𞤁𞤂𞤃𞤄𞤅𞤆𞤇𞤈𞤉𞤊𞤋𞤌𞤍𞤎𞤏𞤐𞤑𞤒𞤓𞤔𞤕𞤖𞤗𞤘𞤙𞤚𞤛𞤜𞤝𞤞𞤟𞤠𞤡𞥐𞥑𞥒𞥓𞥔𞥕𞥖𞥗𞥘𞥙🯰🯱🯲🯳🯴🯵🯶🯷🯸🯹­͏؜ㅤ﻿ﾠ᠋᠌᠍᠎᠏​‌‍‎‏‪‫‬‭‮⁠⁡⁢⁣⁤⁥⁦⁧⁨⁩⁪⁫⁬⁭⁮⁯︀︁︂︃︄︅︆︇︈︉︊︋︌︍︎️'::text, 'σ.abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵơƣƥʀƨʃƭʈưʊʋƴƶʒƹƽǆǆǉǉǌǌǎǐǒǔǖǘǚǜǟǡǣǥǧǩǫǭǯǳǳǵƕƿǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȝȟƞȣȥȧȩȫȭȯȱȳⱥȼƚⱦɂƀʉʌɇɉɋɍɏͱͳͷϳάέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋϗϙϛϝϟϡϣϥϧϩϫϭϯθϸϲϻͻͼͽѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѷѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӂӄӆӈӊӌӎӑӓӕӗәӛӝӟӡӣӥӧөӫӭӯӱӳӵӷӹӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789ⴀⴁⴂⴃⴄⴅⴆⴇⴈⴉⴊⴋⴌⴍⴎⴏⴐⴑⴒⴓⴔⴕⴖⴗⴘⴙⴚⴛⴜⴝⴞⴟⴠⴡⴢⴣⴤⴥⴧⴭꭰꭱꭲꭳꭴꭵꭶꭷꭸꭹꭺꭻꭼꭽꭾꭿꮀꮁꮂꮃꮄꮅꮆꮇꮈꮉꮊꮋꮌꮍꮎꮏꮐꮑꮒꮓꮔꮕꮖꮗꮘꮙꮚꮛꮜꮝꮞꮟꮠꮡꮢꮣꮤꮥꮦꮧꮨꮩꮪꮫꮬꮭꮮꮯꮰꮱꮲꮳꮴꮵꮶꮷꮸꮹꮺꮻꮼꮽꮾꮿᏸᏹᏺᏻᏼᏽ0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶჷჸჹჺჽჾჿḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕßạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹỻỽỿἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὑὓὕὗὠὡὢὣὤὥὦὧᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾰᾱὰάᾳὲέὴήῃῐῑὶίῠῡὺύῥὸόὼώῳωkåⅎⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻⅼⅽⅾⅿↄⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧⓨⓩⰰⰱⰲⰳⰴⰵⰶⰷⰸⰹⰺⰻⰼⰽⰾⰿⱀⱁⱂⱃⱄⱅⱆⱇⱈⱉⱊⱋⱌⱍⱎⱏⱐⱑⱒⱓⱔⱕⱖⱗⱘⱙⱚⱛⱜⱝⱞⱟⱡɫᵽɽⱨⱪⱬɑɱɐɒⱳⱶȿɀⲁⲃⲅⲇⲉⲋⲍⲏⲑⲓⲕⲗⲙⲛⲝⲟⲡⲣⲥⲧⲩⲫⲭⲯⲱⲳⲵⲷⲹⲻⲽⲿⳁⳃⳅⳇⳉⳋⳍⳏⳑⳓⳕⳗⳙⳛⳝⳟⳡⳣⳬⳮⳳ0123456789ꙁꙃꙅꙇꙉꙋꙍꙏꙑꙓꙕꙗꙙꙛꙝꙟꙡꙣꙥꙧꙩꙫꙭꚁꚃꚅꚇꚉꚋꚍꚏꚑꚓꚕꚗꚙꚛꜣꜥꜧꜩꜫꜭꜯꜳꜵꜷꜹꜻꜽꜿꝁꝃꝅꝇꝉꝋꝍꝏꝑꝓꝕꝗꝙꝛꝝꝟꝡꝣꝥꝧꝩꝫꝭꝯꝺꝼᵹꝿꞁꞃꞅꞇꞌɥꞑꞓꞗꞙꞛꞝꞟꞡꞣꞥꞧꞩɦɜɡɬɪʞʇʝꭓꞵꞷꞹꞻꞽꞿꟁꟃꞔʂᶎꟈꟊꟑꟗꟙꟶ0123456789012345678901234567890123456789012345678901234567890123456789ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ𐐨𐐩𐐪𐐫𐐬𐐭𐐮𐐯𐐰𐐱𐐲𐐳𐐴𐐵𐐶𐐷𐐸𐐹𐐺𐐻𐐼𐐽𐐾𐐿𐑀𐑁𐑂𐑃𐑄𐑅𐑆𐑇𐑈𐑉𐑊𐑋𐑌𐑍𐑎𐑏0123456789𐓘𐓙𐓚𐓛𐓜𐓝𐓞𐓟𐓠𐓡𐓢𐓣𐓤𐓥𐓦𐓧𐓨𐓩𐓪𐓫𐓬𐓭𐓮𐓯𐓰𐓱𐓲𐓳𐓴𐓵𐓶𐓷𐓸𐓹𐓺𐓻𐖗𐖘𐖙𐖚𐖛𐖜𐖝𐖞𐖟𐖠𐖡𐖣𐖤𐖥𐖦𐖧𐖨𐖩𐖪𐖫𐖬𐖭𐖮𐖯𐖰𐖱𐖳𐖴𐖵𐖶𐖷𐖸𐖹𐖻𐖼𐳀𐳁𐳂𐳃𐳄𐳅𐳆𐳇𐳈𐳉𐳊𐳋𐳌𐳍𐳎𐳏𐳐𐳑𐳒𐳓𐳔𐳕𐳖𐳗𐳘𐳙𐳚𐳛𐳜𐳝𐳞𐳟𐳠𐳡𐳢𐳣𐳤𐳥𐳦𐳧𐳨𐳩𐳪𐳫𐳬𐳭𐳮𐳯𐳰𐳱𐳲01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789𑣀𑣁𑣂𑣃𑣄𑣅𑣆𑣇𑣈𑣉𑣊𑣋𑣌𑣍𑣎𑣏𑣐𑣑𑣒𑣓𑣔𑣕𑣖𑣗𑣘𑣙𑣚𑣛𑣜𑣝𑣞𑣟01234567890123456789012345678901234567890123456789012345678901234567890123456789𖹠𖹡𖹢𖹣𖹤𖹥𖹦𖹧𖹨𖹩𖹪𖹫𖹬𖹭𖹮𖹯𖹰𖹱𖹲𖹳𖹴𖹵𖹶𖹷𖹸𖹹𖹺𖹻𖹼𖹽𖹾𖹿0123456789012345678901234567890123456789012345678901234567890123456789𞤢𞤣𞤤𞤥𞤦𞤧𞤨𞤩𞤪𞤫𞤬𞤭𞤮𞤯𞤰𞤱𞤲𞤳𞤴𞤵𞤶𞤷𞤸𞤹𞤺𞤻𞤼𞤽𞤾𞤿𞥀𞥁𞥂𞥃01234567890123456789'::text), 'ß'::text, 'ss'::text), NFKC);

CREATE FUNCTION public.leads_international_host(host text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN public.leads_fold(COALESCE((SELECT string_agg(public.leads_decoded_label(l.label), '.'::text ORDER BY l.number) AS string_agg FROM unnest(string_to_array(public.leads_fold(leads_international_host.host), '.'::text)) WITH ORDINALITY l(label, number)), ''::text));

CREATE FUNCTION public.leads_is_plain(text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((octet_length($1) = length($1)) AND (strpos($1, 'xn--'::text) = 0));

CREATE FUNCTION public.leads_host_key(host text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN public.leads_is_plain(host) THEN host ELSE public.leads_international_host(host) END;

CREATE FUNCTION public.leads_international_email(email text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT CASE WHEN (strpos(f.folded, '@'::text) = 0) THEN f.folded ELSE ("left"(f.folded, (length(f.folded) - length(split_part(f.folded, '@'::text, '-1'::integer)))) || public.leads_host_key(split_part(f.folded, '@'::text, '-1'::integer))) END AS "case" FROM (SELECT public.leads_fold(leads_international_email.email) AS folded) f);

CREATE FUNCTION public.leads_email_key(email text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN public.leads_is_plain(email) THEN email ELSE public.leads_international_email(email) END;

CREATE FUNCTION public.leads_email_base(email text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (strpos(public.leads_email_key(email), '+'::text) > 1) THEN regexp_replace(public.leads_email_key(email), '^([^+@]+)\+[^@]*(@.*)$'::text, '\1\2'::text) ELSE public.leads_email_key(email) END;

CREATE FUNCTION public.leads_follow_do_not_contact() RETURNS trigger
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off'
    AS $$
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

CREATE FUNCTION public.leads_follow_former_emails() RETURNS trigger
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
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

CREATE FUNCTION public.leads_industry_key(raw text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN btrim(regexp_replace(regexp_replace(
        normalize(leads_fold(replace(raw, '&', ' and ')), NFKD), '[\u0300-\u036f]', '', 'g'),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2010-\u2027\u3000-\u3002\u30fb]+',
        ' ', 'g'));
END $$;

CREATE FUNCTION public.leads_keep_former_emails() RETURNS trigger
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
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

CREATE FUNCTION public.leads_known_industry(wanted text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN '{"3d printing": "Industrial Manufacturing", "3pl": "Logistics and Supply Chain", "aannemer": "Construction", "aardgas": "Oil and Gas", "aardolie": "Oil and Gas", "abastecimento de agua": "Utilities", "abbigliamento": "Apparel and Fashion", "abbigliamento e moda": "Apparel and Fashion", "abfallwirtschaft": "Environmental Services", "abogados": "Legal Services", "academia de ginastica": "Wellness and Fitness", "academias": "Wellness and Fitness", "academias de idiomas": "Education", "acao social": "Individual and Family Services", "accelerator": "Venture Capital and Private Equity", "acciaio": "Metals and Metalworking", "accion social": "Individual and Family Services", "accommodatie": "Hospitality", "accommodation": "Hospitality", "accommodation and food services": "Hospitality", "accountancy": "Accounting", "accountants": "Accounting", "accountantskantoor": "Accounting", "accounting": "Accounting", "accounting and auditing": "Accounting", "accounting services": "Accounting", "acero": "Metals and Metalworking", "acier": "Metals and Metalworking", "ackerbau": "Farming", "aco": "Metals and Metalworking", "acqua": "Utilities", "acquacoltura": "Fishery", "action sociale": "Individual and Family Services", "activites de loisirs": "Recreation and Leisure", "actualites": "Newspapers and News", "acuicultura": "Fishery", "ad tech": "Advertising and Marketing", "additive manufacturing": "Industrial Manufacturing", "administracao de condominios": "Property Management", "administracao de imoveis": "Property Management", "administracao escolar": "Education", "administracao governamental": "Government Administration", "administracao publica e defesa": "Government Administration", "administracion de fincas": "Property Management", "administracion de propiedades": "Property Management", "administracion gubernamental": "Government Administration", "administracion local": "Government Administration", "administracion publica": "Government Administration", "administracja": "Government Administration", "administracja publiczna": "Government Administration", "administracja rzadowa": "Government Administration", "administratiekantoor": "Accounting", "administratieve diensten": "Business Process Outsourcing", "administration": "Government Administration", "administration de biens": "Property Management", "administration of justice": "Government Administration", "administration publique": "Government Administration", "administrations publiques": "Government Administration", "administrativa tjanster": "Business Process Outsourcing", "administrative services": "Business Process Outsourcing", "administrowanie nieruchomosciami": "Property Management", "adtech": "Advertising and Marketing", "advanced materials": "Nanotechnology and Materials", "adverteren": "Advertising and Marketing", "advertising": "Advertising and Marketing", "advertising agencies": "Advertising and Marketing", "advertising agency": "Advertising and Marketing", "advertising and marketing": "Advertising and Marketing", "advertising services": "Advertising and Marketing", "advies": "Management Consulting", "adviesbureau": "Management Consulting", "advocacia": "Legal Services", "advocaten": "Legal Services", "advocatenkantoor": "Legal Services", "advocatuur": "Legal Services", "advogados": "Legal Services", "advokatbyra": "Legal Services", "advokater": "Legal Services", "adwokaci": "Legal Services", "aeroespacial": "Aviation and Aerospace", "aerolinea": "Airlines and Airports", "aerolineas": "Airlines and Airports", "aerolineas y aviacion": "Airlines and Airports", "aeronautica": "Aviation and Aerospace", "aeronautica y aviacion": "Aviation and Aerospace", "aeronautico e aerospaziale": "Aviation and Aerospace", "aeronautics": "Aviation and Aerospace", "aeronautique": "Aviation and Aerospace", "aeronautique et aerospatiale": "Aviation and Aerospace", "aeroporti": "Airlines and Airports", "aeroportos": "Airlines and Airports", "aeroports": "Airlines and Airports", "aeropuertos": "Airlines and Airports", "aerospace": "Aviation and Aerospace", "aerospace and defense": "Aviation and Aerospace", "aerospatial": "Aviation and Aerospace", "aerospatiale": "Aviation and Aerospace", "aerospaziale": "Aviation and Aerospace", "aerospazio": "Aviation and Aerospace", "affaires etrangeres": "International Affairs", "affari esteri": "International Affairs", "affari internazionali": "International Affairs", "affarsradgivning och tjanster": "Management Consulting", "affarstjanster": "Business Process Outsourcing", "afstandsonderwijs": "E-learning", "afval": "Environmental Services", "afvalbeheer": "Environmental Services", "afvalverwerking": "Environmental Services", "agd": "Consumer Electronics", "agence de communication": "Advertising and Marketing", "agence de design": "Design Services", "agence de publicite": "Advertising and Marketing", "agence de voyages": "Travel and Tourism", "agence immobiliere": "Real Estate", "agencia de publicidad": "Advertising and Marketing", "agencia de viagens": "Travel and Tourism", "agencia de viajes": "Travel and Tourism", "agencias de viagens e turismo": "Travel and Tourism", "agencias de viajes": "Travel and Tourism", "agencja pracy": "Staffing and Recruiting", "agencja pracy tymczasowej": "Staffing and Recruiting", "agencja reklamowa": "Advertising and Marketing", "agentur": "Advertising and Marketing", "agenzia di viaggi": "Travel and Tourism", "agenzia immobiliare": "Real Estate", "agenzia per il lavoro": "Staffing and Recruiting", "agenzia pubblicitaria": "Advertising and Marketing", "agenzie di viaggio": "Travel and Tourism", "agrar": "Farming", "agrarindustrie": "Farming", "agrarisch": "Farming", "agrarische sector": "Farming", "agrartechnik": "Agricultural Technology", "agrartechnologie": "Agricultural Technology", "agrarwirtschaft": "Farming", "agrarwirtschaft und landwirtschaft": "Farming", "agribusiness": "Farming", "agricola": "Farming", "agricola e pecuaria": "Farming", "agricole": "Farming", "agricolo": "Farming", "agricoltura": "Farming", "agricoltura e allevamento": "Farming", "agricultura": "Farming", "agricultura e pecuaria": "Farming", "agricultura y ganaderia": "Farming", "agricultural": "Farming", "agricultural chemical manufacturing": "Chemicals", "agricultural services": "Agricultural Technology", "agricultural technology": "Agricultural Technology", "agriculture": "Farming", "agriculture and farming": "Farming", "agriculture and forestry": "Farming", "agriculture construction mining machinery manufacturing": "Machinery", "agriculture et elevage": "Farming", "agriculture forestry and fishing": "Farming", "agritech": "Agricultural Technology", "agritech e agronomia": "Agricultural Technology", "agritech et agronomie": "Agricultural Technology", "agro technology": "Agricultural Technology", "agroalimentaire": "Food and Beverages", "agroalimentare": "Food and Beverages", "agroalimentaria": "Food and Beverages", "agroindustria": "Farming", "agroindustria e agricoltura": "Farming", "agronegocio": "Farming", "agronomie": "Agricultural Technology", "agropecuaria": "Farming", "agropecuario": "Farming", "agrotech": "Agricultural Technology", "agrotechnika": "Agricultural Technology", "agrotecnologia": "Agricultural Technology", "agtech": "Agricultural Technology", "agtech brasileira": "Agricultural Technology", "agua": "Utilities", "agua e saneamento": "Utilities", "agua y saneamiento": "Utilities", "ai": "Artificial Intelligence", "ai and machine learning": "Artificial Intelligence", "ai and ml": "Artificial Intelligence", "air force": "Armed Forces", "air freight": "Airlines and Airports", "air transportation": "Airlines and Airports", "aircraft": "Aviation and Aerospace", "aircraft manufacturing": "Aviation and Aerospace", "airline": "Airlines and Airports", "airlines": "Airlines and Airports", "airlines and airports": "Airlines and Airports", "airlines and aviation": "Airlines and Airports", "airports": "Airlines and Airports", "airports and air services": "Airlines and Airports", "akeri": "Trucking and Freight", "akerier": "Trucking and Freight", "akkerbouw": "Farming", "akwakultura": "Fishery", "alarm systems": "Security Services", "alberghi": "Hospitality", "alberghi e ristoranti": "Hospitality", "alberghiero": "Hospitality", "alcoholic beverages": "Wine and Spirits", "alcolici": "Wine and Spirits", "aldreomsorg": "Hospitals and Health Care", "alimentacao e bebidas": "Food and Beverages", "alimentacao fora do lar": "Restaurants and Catering", "alimentacion": "Food and Beverages", "alimentacion y bebidas": "Food and Beverages", "alimentaire": "Food and Beverages", "alimentare": "Food and Beverages", "alimentari": "Food and Beverages", "alimentario": "Food and Beverages", "alimentation": "Food and Beverages", "alimentation et boissons": "Food and Beverages", "alimenti e bevande": "Food and Beverages", "alimenticio": "Food and Beverages", "alimentos": "Food and Beverages", "alimentos e bebidas": "Food and Beverages", "alimentos y bebidas": "Food and Beverages", "aliments et boissons": "Food and Beverages", "alkohole": "Wine and Spirits", "alkoholhaltiga drycker": "Wine and Spirits", "allevamento": "Farming", "allman sakerhet": "Public Safety", "allmannyttiga tjanster": "Utilities", "almacenaje": "Warehousing", "almacenamiento": "Warehousing", "almacenes": "Warehousing", "alojamento": "Hospitality", "alojamiento": "Hospitality", "altenpflege": "Hospitals and Health Care", "alternatieve geneeskunde": "Wellness and Fitness", "alternative medicine": "Wellness and Fitness", "alternativmedicin": "Wellness and Fitness", "alternativmedizin": "Wellness and Fitness", "ambachten": "Building Trades", "ambiente": "Environmental Services", "ambulance services": "Hospitals and Health Care", "ameublement": "Furniture", "amministrazione condominiale": "Property Management", "amministrazione governativa": "Government Administration", "amministrazione immobiliare": "Property Management", "amministrazione pubblica": "Government Administration", "amusement": "Entertainment", "amusement en vermaak": "Entertainment", "amusement parks": "Entertainment", "analise de dados": "Data and Analytics", "analisi dei dati": "Data and Analytics", "analisis de datos": "Data and Analytics", "analiza danych": "Data and Analytics", "analyse de donnees": "Data and Analytics", "analytics": "Data and Analytics", "animal health": "Veterinary", "animal production": "Farming", "animation": "Film and Video", "animation and post production": "Film and Video", "animation und postproduktion": "Film and Video", "anlagenbau": "Machinery", "anlageverwaltung": "Investment Management", "anlaggning": "Civil Engineering", "anlaggning och bygg": "Construction", "anlaggningsarbeten": "Civil Engineering", "anlaggningstjanster": "Facilities Services", "annonsering": "Advertising and Marketing", "anwaltskanzlei": "Legal Services", "anwendungssoftware": "Software", "aparatos medicos": "Medical Devices", "aparatura medyczna": "Medical Devices", "aparelhos medicos": "Medical Devices", "apostas": "Gambling and Casinos", "apostas e cassinos": "Gambling and Casinos", "apotek": "Pharmaceuticals", "apotheke": "Pharmaceuticals", "apotheken": "Pharmaceuticals", "apotheken en drogisterijen": "Pharmaceuticals", "app development": "Software", "apparecchi medicali": "Medical Devices", "apparecchiature elettriche": "Electrical and Electronic Manufacturing", "apparecchiature medicali": "Medical Devices", "apparecchiature mediche": "Medical Devices", "appareils electromenagers": "Consumer Electronics", "appareils medicaux": "Medical Devices", "apparel": "Apparel and Fashion", "apparel and fashion": "Apparel and Fashion", "apparel manufacturing": "Apparel and Fashion", "appliances": "Consumer Electronics", "appliances electrical and electronics manufacturing": "Electrical and Electronic Manufacturing", "application software": "Software", "apprendimento online": "E-learning", "apprentissage en ligne": "E-learning", "apps": "Software", "aprendizado de maquina": "Artificial Intelligence", "aprendizaje automatico": "Artificial Intelligence", "aprendizaje en linea": "E-learning", "apteki": "Pharmaceuticals", "apuestas": "Gambling and Casinos", "apuestas deportivas": "Gambling and Casinos", "apuestas y casinos": "Gambling and Casinos", "aquaculture": "Fishery", "aquaculture et peche": "Fishery", "aquacultuur": "Fishery", "aquakultur": "Fishery", "aquicultura": "Fishery", "arbeitsvermittlung": "Staffing and Recruiting", "architectenbureau": "Architecture and Planning", "architectes": "Architecture and Planning", "architects": "Architecture and Planning", "architectural and structural metal manufacturing": "Metals and Metalworking", "architectural services": "Architecture and Planning", "architecture": "Architecture and Planning", "architecture and interior design": "Architecture and Planning", "architecture and planning": "Architecture and Planning", "architecture d interieur": "Design Services", "architecture et planification": "Architecture and Planning", "architecture et urbanisme": "Architecture and Planning", "architectuur": "Architecture and Planning", "architectuur en planning": "Architecture and Planning", "architekten": "Architecture and Planning", "architektur": "Architecture and Planning", "architektur und planung": "Architecture and Planning", "architektura": "Architecture and Planning", "architektura i planowanie": "Architecture and Planning", "architekturburo": "Architecture and Planning", "architetti": "Architecture and Planning", "architettura": "Architecture and Planning", "architettura e progettazione": "Architecture and Planning", "arkitekter": "Architecture and Planning", "arkitektkontor": "Architecture and Planning", "arkitektur": "Architecture and Planning", "arkitektur och planering": "Architecture and Planning", "armamenti": "Defense", "armamento": "Defense", "armateur": "Maritime", "armator": "Maritime", "armatori": "Maritime", "armazenagem": "Warehousing", "armazenamento": "Warehousing", "armazens": "Warehousing", "armed forces": "Armed Forces", "armed services": "Armed Forces", "armee": "Armed Forces", "armees": "Armed Forces", "armement": "Defense", "arms and ammunition": "Defense", "army": "Armed Forces", "arquitectos": "Architecture and Planning", "arquitectura": "Architecture and Planning", "arquitectura y planificacion": "Architecture and Planning", "arquitetos": "Architecture and Planning", "arquitetura": "Architecture and Planning", "arquitetura e planejamento": "Architecture and Planning", "arquitetura e urbanismo": "Architecture and Planning", "arredamento": "Furniture", "arredi": "Furniture", "arredo": "Furniture", "art": "Performing and Visual Arts", "art et culture": "Performing and Visual Arts", "arte": "Performing and Visual Arts", "arte e cultura": "Performing and Visual Arts", "arte e cultura e teatro": "Performing and Visual Arts", "arte y cultura": "Performing and Visual Arts", "artes": "Performing and Visual Arts", "artes cenicas": "Performing and Visual Arts", "artes escenicas": "Performing and Visual Arts", "artes graficas": "Printing Services", "artes plasticas": "Performing and Visual Arts", "artesanato": "Performing and Visual Arts", "artesania": "Performing and Visual Arts", "arti": "Performing and Visual Arts", "arti dello spettacolo": "Performing and Visual Arts", "arti grafiche": "Printing Services", "articles de luxe et bijouterie": "Luxury Goods and Jewelry", "articles de sport": "Sporting Goods", "articoli di lusso e gioielli": "Luxury Goods and Jewelry", "articoli per ufficio": "Office Supplies and Equipment", "articoli sportivi": "Sporting Goods", "articulos de consumo": "Consumer Goods", "articulos de lujo": "Luxury Goods and Jewelry", "articulos de lujo y joyas": "Luxury Goods and Jewelry", "articulos de oficina": "Office Supplies and Equipment", "articulos deportivos": "Sporting Goods", "articulos electronicos de consumo": "Consumer Electronics", "artificial intelligence": "Artificial Intelligence", "artificial intelligence and machine learning": "Artificial Intelligence", "artificiell intelligens": "Artificial Intelligence", "artigianato": "Performing and Visual Arts", "artigianato edile": "Building Trades", "artigos de consumo": "Consumer Goods", "artigos de luxo": "Luxury Goods and Jewelry", "artigos de luxo e joias": "Luxury Goods and Jewelry", "artigos desportivos": "Sporting Goods", "artigos esportivos": "Sporting Goods", "artisanat d art": "Performing and Visual Arts", "artisanat du batiment": "Building Trades", "artists and writers": "Performing and Visual Arts", "arts": "Performing and Visual Arts", "arts and crafts": "Performing and Visual Arts", "arts du spectacle": "Performing and Visual Arts", "artsen": "Medical Practices", "artsenpraktijk": "Medical Practices", "artykuły biurowe": "Office Supplies and Equipment", "artykuły konsumpcyjne": "Consumer Goods", "artykuły sportowe": "Sporting Goods", "artykuły spozywcze": "Food and Beverages", "arzneimittel": "Pharmaceuticals", "arzte": "Medical Practices", "arztpraxen": "Medical Practices", "arztpraxis": "Medical Practices", "aseguradora": "Insurance", "aseguradoras": "Insurance", "asesoria contable": "Accounting", "asesoria fiscal": "Accounting", "asili nido": "Primary and Secondary Education", "asistencia social": "Individual and Family Services", "asociacion sin animo de lucro": "Nonprofit Organizations", "asociaciones": "Nonprofit Organizations", "asociaciones empresariales": "Associations and Unions", "asociaciones profesionales": "Associations and Unions", "asset management": "Investment Management", "assicurativo": "Insurance", "assicurazione": "Insurance", "assicurazioni": "Insurance", "assistencia medica": "Hospitals and Health Care", "assistencia social": "Individual and Family Services", "assistenza per la salute mentale": "Mental Health Care", "assistenza sanitaria": "Hospitals and Health Care", "assistenza sociale": "Individual and Family Services", "associacoes profissionais": "Associations and Unions", "associacoes sem fins lucrativos": "Nonprofit Organizations", "association": "Nonprofit Organizations", "associations": "Nonprofit Organizations", "associations a but non lucratif": "Nonprofit Organizations", "associations and unions": "Associations and Unions", "associations professionnelles": "Associations and Unions", "associazione": "Nonprofit Organizations", "associazioni": "Nonprofit Organizations", "associazioni di categoria": "Associations and Unions", "associazioni professionali": "Associations and Unions", "assuntos internacionais": "International Affairs", "assurance": "Insurance", "assurances": "Insurance", "astilleros": "Railroad and Shipbuilding", "asuntos exteriores": "International Affairs", "asuntos internacionales": "International Affairs", "atacadista": "Wholesale", "atacado": "Wholesale", "atencion a la salud mental": "Mental Health Care", "atencion a la salud y hospitales": "Hospitals and Health Care", "atencion sanitaria": "Hospitals and Health Care", "atendimento a saude mental": "Mental Health Care", "atendimento medico": "Medical Practices", "atervinning": "Environmental Services", "atividades bancarias": "Banking", "atividades dos servicos de saude": "Hospitals and Health Care", "attivita bancarie": "Banking", "attorneys": "Legal Services", "attrezzature e materiale aziendale": "Office Supplies and Equipment", "attrezzature per ufficio": "Office Supplies and Equipment", "attrezzature sportive": "Sporting Goods", "audio and video equipment manufacturing": "Consumer Electronics", "audiotech": "Music", "audiovisuel": "Broadcasting", "audit": "Accounting", "audit et conseil": "Accounting", "auditing": "Accounting", "auditoria": "Accounting", "audyt": "Accounting", "auftragsforschung": "Clinical Research", "augmented reality": "Software", "ausbaugewerbe": "Building Trades", "ausbildung": "Education", "aussenhandel": "Import and Export", "auswartige angelegenheiten": "International Affairs", "auto dealers": "Retail", "auto industrie": "Automotive", "auto parts": "Automotive", "autobranche": "Automotive", "autobranche en toelevering": "Automotive", "autodealer": "Retail", "autogarage": "Personal Services", "autohandel": "Retail", "autohaus": "Retail", "autoindustrie": "Automotive", "automacao": "Industrial Automation", "automacao industrial": "Industrial Automation", "automation": "Industrial Automation", "automation machinery manufacturing": "Industrial Automation", "automationsteknik": "Industrial Automation", "automatisation": "Industrial Automation", "automatisation des processus": "Industrial Automation", "automatisation industrielle": "Industrial Automation", "automatisering": "IT Services and Consulting", "automatisering och styrning": "Industrial Automation", "automatisierung": "Industrial Automation", "automatisierungstechnik": "Industrial Automation", "automatisme": "Industrial Automation", "automatismes industriels": "Industrial Automation", "automatizacion": "Industrial Automation", "automatizacion industrial": "Industrial Automation", "automatyka": "Industrial Automation", "automatyka przemysłowa": "Industrial Automation", "automatyzacja": "Industrial Automation", "automazione": "Industrial Automation", "automazione industriale": "Industrial Automation", "automobielindustrie": "Automotive", "automobil": "Automotive", "automobilbau": "Automotive", "automobilbranche": "Automotive", "automobile": "Automotive", "automobiles": "Automotive", "automobiles et equipements": "Automotive", "automobili": "Automotive", "automobilindustrie": "Automotive", "automobilistico": "Automotive", "automobilovy prumysl": "Automotive", "automobilzulieferer": "Automotive", "automocion": "Automotive", "automotive": "Automotive", "automotive industry": "Automotive", "automotive parts": "Automotive", "automotive suppliers": "Automotive", "automotivo": "Automotive", "automotriz": "Automotive", "automoveis": "Automotive", "automovil": "Automotive", "automovilistico": "Automotive", "autonomous cars": "Automotive", "autonomous vehicles": "Automotive", "autopecas": "Automotive", "autotech": "Automotive", "autotrasporti": "Trucking and Freight", "autotrasporto": "Trucking and Freight", "autoveicoli": "Automotive", "autowerkstatt": "Personal Services", "avancerade material": "Nanotechnology and Materials", "avfall": "Environmental Services", "avfallshantering": "Environmental Services", "aviacao": "Aviation and Aerospace", "aviacao e aeroespacial": "Aviation and Aerospace", "aviacion": "Aviation and Aerospace", "aviation": "Aviation and Aerospace", "aviation and aerospace": "Aviation and Aerospace", "aviation and aerospace component manufacturing": "Aviation and Aerospace", "aviation et aerospatiale": "Aviation and Aerospace", "aviazione": "Aviation and Aerospace", "avocat": "Legal Services", "avocats": "Legal Services", "avvocati": "Legal Services", "ayuntamiento": "Government Administration", "ayuntamientos": "Government Administration", "azienda agricola": "Farming", "b2b distribution": "Wholesale", "b2b software": "Software", "backerei": "Food and Beverages", "badania": "Research and Development", "badania biotechnologiczne": "Biotechnology", "badania i rozwoj": "Research and Development", "badania kliniczne": "Clinical Research", "badania kontraktowe": "Clinical Research", "badania naukowe": "Research and Development", "badania rynku": "Market Research", "badania rynku i opinii": "Market Research", "badanie rynku": "Market Research", "bahn": "Rail and Public Transit", "bahnindustrie": "Railroad and Shipbuilding", "bahntechnik": "Railroad and Shipbuilding", "bahnverkehr": "Rail and Public Transit", "baked goods manufacturing": "Food and Beverages", "bakeries": "Food and Beverages", "banca": "Banking", "banca d investimento": "Investment Banking", "banca de inversion": "Investment Banking", "banca de inversiones": "Investment Banking", "banca e credito": "Banking", "banca e finanza": "Financial Services", "banca y finanzas": "Financial Services", "bancaire sector": "Banking", "banche": "Banking", "banco": "Banking", "banco de investimento": "Investment Banking", "bancos": "Banking", "bancos e credito": "Banking", "bancos e financas": "Financial Services", "bank": "Banking", "bank och finans": "Financial Services", "bankacılık": "Banking", "bankalar": "Banking", "bankbranschen": "Banking", "banken": "Banking", "banken und sparkassen": "Banking", "bankensektor": "Banking", "bankgewerbe": "Banking", "banki": "Banking", "bankieren": "Banking", "banking": "Banking", "banking and finance": "Financial Services", "banking and financial services": "Financial Services", "bankovnictvi": "Banking", "bankowosc": "Banking", "bankowosc inwestycyjna": "Investment Banking", "banks": "Banking", "banksector": "Banking", "bankvasen": "Banking", "bankverksamhet": "Banking", "bankvirksomhed": "Banking", "bankvæsen": "Banking", "bankwesen": "Banking", "bankwezen": "Banking", "banky": "Banking", "banque": "Banking", "banque d investissement": "Investment Banking", "banque et finance": "Financial Services", "banques": "Banking", "bar e ristoranti": "Restaurants and Catering", "bares e restaurantes": "Restaurants and Catering", "bares y restaurantes": "Restaurants and Catering", "bars": "Restaurants and Catering", "bars taverns and nightclubs": "Restaurants and Catering", "basis en voortgezet onderwijs": "Primary and Secondary Education", "basisonderwijs": "Primary and Secondary Education", "basisschool": "Primary and Secondary Education", "batiment": "Construction", "batiment et construction": "Construction", "batiment et travaux publics": "Construction", "batteries": "Renewable Energy", "bau": "Construction", "baubranche": "Construction", "baugewerbe": "Construction", "bauindustrie": "Construction", "bauingenieurwesen": "Civil Engineering", "baumaterial": "Building Materials", "baumaterialien": "Building Materials", "baustoffe": "Building Materials", "baustoffindustrie": "Building Materials", "bauunternehmen": "Construction", "bauunternehmung": "Construction", "bauwesen": "Construction", "bauwirtschaft": "Construction", "beaute": "Cosmetics and Personal Care", "beauty": "Cosmetics and Personal Care", "beauty and cosmetics": "Cosmetics and Personal Care", "beauty salons": "Personal Services", "beaux arts": "Performing and Visual Arts", "bebidas": "Beverages and Breweries", "bebidas alcoholicas": "Wine and Spirits", "bebidas alcoolicas": "Wine and Spirits", "bed and breakfasts hostels homestays": "Hospitality", "bedrijfsadvies": "Management Consulting", "bedrijfsconsulting en services": "Management Consulting", "bedrijfstrainingen": "Training and Coaching", "beeldende kunst": "Performing and Visual Arts", "beer": "Beverages and Breweries", "begravningsbyra": "Personal Services", "beheer van onroerend goed": "Property Management", "beherbergung": "Hospitality", "behorde": "Government Administration", "behorden": "Government Administration", "bekleidung": "Apparel and Fashion", "bekleidungsindustrie": "Apparel and Fashion", "belas artes": "Performing and Visual Arts", "belastingadvies": "Accounting", "belediye": "Government Administration", "beleggingen": "Investment Management", "beleggingsbeheer": "Investment Management", "beleuchtung": "Electrical and Electronic Manufacturing", "beleza": "Cosmetics and Personal Care", "bellas artes": "Performing and Visual Arts", "belle arti": "Performing and Visual Arts", "belleza": "Cosmetics and Personal Care", "bellezza": "Cosmetics and Personal Care", "bem estar": "Wellness and Fitness", "bem estar e fitness": "Wellness and Fitness", "bemanning": "Staffing and Recruiting", "bemanning och rekrytering": "Staffing and Recruiting", "bemanningsforetag": "Staffing and Recruiting", "benessere": "Wellness and Fitness", "benessere e fitness": "Wellness and Fitness", "beni di consumo": "Consumer Goods", "beni di largo consumo": "Consumer Goods", "beni di lusso": "Luxury Goods and Jewelry", "beni elettronici di consumo": "Consumer Electronics", "beni immobili": "Real Estate", "bens de consumo": "Consumer Goods", "bens de consumo nao duraveis": "Consumer Goods", "bens eletronicos de consumo": "Consumer Electronics", "beratung": "Management Consulting", "bergbau": "Mining and Metals", "bergbau und metalle": "Mining and Metals", "beroepsverenigingen": "Associations and Unions", "berufliche weiterbildung": "Training and Coaching", "berufsverband": "Associations and Unions", "besoksnaring": "Hospitality", "bestattungen": "Personal Services", "betaaldiensten": "Financial Technology", "betalningar": "Financial Technology", "betaltjanster": "Financial Technology", "beteiligungsgesellschaft": "Venture Capital and Private Equity", "beteiligungsholding": "Holding Companies", "beteiligungskapital": "Venture Capital and Private Equity", "beton": "Building Materials", "beton en cement": "Building Materials", "betting": "Gambling and Casinos", "beurs": "Investment Banking", "beurzen en congressen": "Events Services", "bevakning": "Security Services", "bevande": "Beverages and Breweries", "beveiliging": "Security Services", "beveiliging en opsporing": "Security Services", "beveiligingsdiensten": "Security Services", "beverage manufacturing": "Beverages and Breweries", "beverages": "Beverages and Breweries", "beverages and breweries": "Beverages and Breweries", "bewaking": "Security Services", "bezorging": "Postal and Courier Services", "bezpieczenstwo informatyczne": "Cybersecurity", "bezpieczenstwo publiczne": "Public Safety", "bibliotecas": "Education", "biblioteche": "Education", "bibliotheken": "Education", "bibliotheken en onderwijs": "Education", "bibliotheques": "Education", "bicicletas": "Sporting Goods", "biciclette": "Sporting Goods", "bicycles": "Sporting Goods", "bien etre": "Wellness and Fitness", "bien etre et fitness": "Wellness and Fitness", "bien etre et sante": "Wellness and Fitness", "bienes de consumo": "Consumer Goods", "bienes de equipo": "Machinery", "bienes inmobiliarios": "Real Estate", "bienes raices": "Real Estate", "bienestar": "Wellness and Fitness", "bienestar y fitness": "Wellness and Fitness", "biens de consommation": "Consumer Goods", "big data": "Data and Analytics", "bijouterie": "Luxury Goods and Jewelry", "bilbranschen": "Automotive", "bildende kunst": "Performing and Visual Arts", "bildkonst": "Performing and Visual Arts", "bildung": "Education", "bildungsbereich": "Education", "bildungseinrichtung": "Education", "bildungseinrichtungen": "Education", "bildungsmanagement": "Education", "bildungstechnologie": "E-learning", "bildungswesen": "Education", "biler": "Automotive", "bilgi teknolojileri": "IT Services and Consulting", "bilhandel": "Retail", "bilindustri": "Automotive", "bilindustrien": "Automotive", "bilisim": "IT Services and Consulting", "bilisim hizmetleri": "IT Services and Consulting", "bilverkstad": "Personal Services", "bioinformatics": "Biotechnology", "biomass electric power generation": "Renewable Energy", "biomedicale": "Medical Devices", "biopharma": "Pharmaceuticals", "bioscience": "Biotechnology", "biotech": "Biotechnology", "biotechnologia": "Biotechnology", "biotechnologie": "Biotechnology", "biotechnologie en levenswetenschappen": "Biotechnology", "biotechnologiebranche": "Biotechnology", "biotechnologies": "Biotechnology", "biotechnologisch onderzoek": "Biotechnology", "biotechnology": "Biotechnology", "biotechnology research": "Biotechnology", "biotecnologia": "Biotechnology", "biotecnologia e ciencias da vida": "Biotechnology", "biotecnologie": "Biotechnology", "bioteknik": "Biotechnology", "bioteknisk forskning": "Biotechnology", "biovetenskap": "Biotechnology", "biowissenschaften": "Biotechnology", "birra": "Beverages and Breweries", "birrifici": "Beverages and Breweries", "bisuteria": "Luxury Goods and Jewelry", "bitcoin": "Blockchain and Crypto", "biuro architektoniczne": "Architecture and Planning", "biuro nieruchomosci": "Real Estate", "biuro podrozy": "Travel and Tourism", "biuro projektowe": "Engineering Services", "biuro rachunkowe": "Accounting", "biuro tłumaczen": "Translation and Localization", "bizuteria": "Luxury Goods and Jewelry", "blockchain": "Blockchain and Crypto", "blockchain and crypto": "Blockchain and Crypto", "blockchain dienste": "Blockchain and Crypto", "blockchain services": "Blockchain and Crypto", "boat building": "Railroad and Shipbuilding", "bodega": "Wine and Spirits", "bodegas": "Wine and Spirits", "boekhouding": "Accounting", "boende": "Hospitality", "bois": "Building Materials", "boissons": "Beverages and Breweries", "bokforing": "Accounting", "bokforlag": "Publishing", "bolsa": "Investment Banking", "bolsa de valores": "Investment Banking", "bombeiros": "Public Safety", "bomberos": "Public Safety", "book and periodical publishing": "Publishing", "book publishing": "Publishing", "bookkeeping": "Accounting", "books": "Publishing", "books and magazines": "Publishing", "borracha": "Plastics and Rubber", "bors": "Investment Banking", "borsa": "Investment Banking", "borse": "Investment Banking", "bosbeheer": "Forestry", "bosbouw": "Forestry", "boskap": "Farming", "bostadsbolag": "Property Management", "boulangerie": "Food and Beverages", "bourse": "Investment Banking", "bouw": "Construction", "bouw en infrastructuur": "Construction", "bouwbedrijf": "Construction", "bouwmaterialen": "Building Materials", "bouwnijverheid": "Construction", "bouwsector": "Construction", "bouwstoffen": "Building Materials", "bpo": "Business Process Outsourcing", "branchenverbande": "Associations and Unions", "brancheorganisatie": "Associations and Unions", "brancheverenigingen": "Associations and Unions", "brandforsvar": "Public Safety", "branding": "Design Services", "brandkar": "Public Safety", "brandweer": "Public Safety", "branschorganisation": "Associations and Unions", "branschorganisationer": "Associations and Unions", "branza budowlana": "Construction", "branza chemiczna": "Chemicals", "branza farmaceutyczna": "Pharmaceuticals", "branza handlowa": "Retail", "branza hotelarska": "Hospitality", "branza it": "IT Services and Consulting", "branza kosmetyczna": "Cosmetics and Personal Care", "branza meblarska": "Furniture", "branza motoryzacyjna": "Automotive", "branza muzyczna": "Music", "branza rolnicza": "Farming", "branza spozywcza": "Food and Beverages", "branza turystyczna": "Travel and Tourism", "brasserie": "Beverages and Breweries", "brasseries": "Beverages and Breweries", "brauerei": "Beverages and Breweries", "brauereien": "Beverages and Breweries", "brauwesen": "Beverages and Breweries", "bredband": "Telecommunications Services", "breweries": "Beverages and Breweries", "brewery": "Beverages and Breweries", "brewing": "Beverages and Breweries", "brinquedos": "Consumer Goods", "broadcast media": "Broadcasting", "broadcast media production and distribution": "Broadcasting", "broadcasting": "Broadcasting", "broker assicurativo": "Insurance", "brokerage": "Investment Banking", "brottsbekampning": "Public Safety", "brouwerij": "Beverages and Breweries", "brouwerijen": "Beverages and Breweries", "browar": "Beverages and Breweries", "browarnictwo": "Beverages and Breweries", "browary": "Beverages and Breweries", "bryggeri": "Beverages and Breweries", "bryggerier": "Beverages and Breweries", "btp": "Construction", "buchfuhrung": "Accounting", "buchhaltung": "Accounting", "buchverlag": "Publishing", "bud": "Postal and Courier Services", "budowa maszyn": "Machinery", "budowa statkow": "Railroad and Shipbuilding", "budownictwo": "Construction", "budownictwo drogowe": "Civil Engineering", "budtjanster": "Postal and Courier Services", "bufete": "Legal Services", "bufete de abogados": "Legal Services", "building": "Construction", "building construction": "Construction", "building equipment contractors": "Building Trades", "building finishing contractors": "Building Trades", "building materials": "Building Materials", "building products": "Building Materials", "building services": "Facilities Services", "building supplies": "Building Materials", "building trades": "Building Trades", "buitenlandse handel": "Import and Export", "buitenlandse zaken": "International Affairs", "bundeswehr": "Armed Forces", "bureau d etudes": "Engineering Services", "bureautique": "Office Supplies and Equipment", "buroausstattung": "Office Supplies and Equipment", "burobedarf": "Office Supplies and Equipment", "burodienste": "Business Process Outsourcing", "buromobel": "Furniture", "burotechnik": "Office Supplies and Equipment", "bus services": "Rail and Public Transit", "business advisory": "Management Consulting", "business consulting": "Management Consulting", "business consulting and services": "Management Consulting", "business equipment": "Office Supplies and Equipment", "business intelligence": "Data and Analytics", "business intelligence platforms": "Data and Analytics", "business process outsourcing": "Business Process Outsourcing", "business schools": "Higher Education", "business services": "Business Process Outsourcing", "business software": "Software", "business supplies": "Office Supplies and Equipment", "business supplies and equipment": "Office Supplies and Equipment", "business supplies and equipment services": "Business Process Outsourcing", "business support services": "Business Process Outsourcing", "business travel": "Travel and Tourism", "but non lucratif": "Nonprofit Organizations", "butiker": "Retail", "butikker": "Retail", "butikshandel": "Retail", "butikskedjor": "Retail", "bygg": "Construction", "byggbranschen": "Construction", "bygge og anlæg": "Construction", "byggebranchen": "Construction", "byggeri": "Construction", "byggeri og anlæg": "Construction", "byggforetag": "Construction", "byggindustri": "Construction", "byggmaterial": "Building Materials", "byggnation": "Construction", "byggvaror": "Building Materials", "byggverksamhet": "Construction", "cabeleireiros": "Personal Services", "cabinet comptable": "Accounting", "cabinet d architecture": "Architecture and Planning", "cabinet d avocats": "Legal Services", "cabinet de conseil": "Management Consulting", "cabinet de recrutement": "Staffing and Recruiting", "cabinet juridique": "Legal Services", "cabinet medical": "Medical Practices", "cabinets medicaux": "Medical Practices", "cadeia de suprimentos": "Logistics and Supply Chain", "cadena de suministro": "Logistics and Supply Chain", "cafe et the": "Beverages and Breweries", "cafe y te": "Beverages and Breweries", "cafes": "Restaurants and Catering", "cafes et restaurants": "Restaurants and Catering", "caffe": "Beverages and Breweries", "calcados": "Apparel and Fashion", "call center": "Business Process Outsourcing", "call centers": "Business Process Outsourcing", "callcenter": "Business Process Outsourcing", "calzado": "Apparel and Fashion", "calzature": "Apparel and Fashion", "camara de comercio": "Associations and Unions", "camara municipal": "Government Administration", "camera di commercio": "Associations and Unions", "camiones": "Trucking and Freight", "camionnage": "Trucking and Freight", "cannabis": "Tobacco", "cantieristica navale": "Railroad and Shipbuilding", "cantine": "Wine and Spirits", "caoutchouc": "Plastics and Rubber", "capacitacion": "Training and Coaching", "capital de riesgo": "Venture Capital and Private Equity", "capital de riesgo y capital privado": "Venture Capital and Private Equity", "capital de risco e private equity": "Venture Capital and Private Equity", "capital investissement": "Venture Capital and Private Equity", "capital markets": "Investment Banking", "capital privado": "Venture Capital and Private Equity", "capital riesgo": "Venture Capital and Private Equity", "capital riesgo y capital privado": "Venture Capital and Private Equity", "capital risque": "Venture Capital and Private Equity", "capital risque et fonds lbo": "Venture Capital and Private Equity", "capitale di rischio": "Venture Capital and Private Equity", "car dealers": "Retail", "car manufacturing": "Automotive", "car repair": "Personal Services", "caridad": "Nonprofit Organizations", "carpenteria metallica": "Metals and Metalworking", "carrieres": "Mining and Metals", "cars": "Automotive", "carta": "Paper and Forest Products", "carta e prodotti forestali": "Paper and Forest Products", "cartotecnica": "Paper and Forest Products", "casa editrice": "Publishing", "caseificio": "Dairy", "casino": "Gambling and Casinos", "casinos": "Gambling and Casinos", "cassinos": "Gambling and Casinos", "catena di fornitura": "Logistics and Supply Chain", "cateraar": "Restaurants and Catering", "caterers": "Restaurants and Catering", "catering": "Restaurants and Catering", "cateringi i restauracje": "Restaurants and Catering", "caucho": "Plastics and Rubber", "celulosa y papel": "Paper and Forest Products", "celulose e papel": "Paper and Forest Products", "cement": "Building Materials", "cement i beton": "Building Materials", "cemento": "Building Materials", "cemento e calcestruzzo": "Building Materials", "central de atendimento": "Business Process Outsourcing", "centre d appels": "Business Process Outsourcing", "centres d appels": "Business Process Outsourcing", "centro de llamadas": "Business Process Outsourcing", "centros de llamadas": "Business Process Outsourcing", "centrum obsługi telefonicznej": "Business Process Outsourcing", "ceramica": "Building Materials", "ceramica e vetro": "Building Materials", "ceramica e vidro": "Building Materials", "ceramics": "Building Materials", "ceramika i szkło": "Building Materials", "cerveceria": "Beverages and Breweries", "cervecerias": "Beverages and Breweries", "cervejaria": "Beverages and Breweries", "cervejarias": "Beverages and Breweries", "cestovni kancelare": "Travel and Tourism", "cestovni ruch": "Travel and Tourism", "chaine d approvisionnement": "Logistics and Supply Chain", "chaine logistique": "Logistics and Supply Chain", "chambers of commerce": "Associations and Unions", "chambre de commerce": "Associations and Unions", "chantier naval": "Railroad and Shipbuilding", "charitable organizations": "Nonprofit Organizations", "charities": "Nonprofit Organizations", "charity": "Nonprofit Organizations", "chaudronnerie": "Metals and Metalworking", "chauffage et climatisation": "Building Trades", "chaussures": "Apparel and Fashion", "cheese": "Dairy", "chemia": "Chemicals", "chemical": "Chemicals", "chemical manufacturing": "Chemicals", "chemical products": "Chemicals", "chemical raw materials manufacturing": "Chemicals", "chemicalien": "Chemicals", "chemicals": "Chemicals", "chemicals industry": "Chemicals", "chemicky prumysl": "Chemicals", "chemie": "Chemicals", "chemie a chemikalie": "Chemicals", "chemiebranche": "Chemicals", "chemieindustrie": "Chemicals", "chemiesector": "Chemicals", "chemikalia": "Chemicals", "chemikalien": "Chemicals", "chemins de fer": "Rail and Public Transit", "chemische industrie": "Chemicals", "chemische industrie en producten": "Chemicals", "chemische sector": "Chemicals", "chemische stoffen": "Chemicals", "chiesa": "Religious Institutions", "child day care services": "Primary and Secondary Education", "chimica": "Chemicals", "chimico": "Chemicals", "chimie": "Chemicals", "chimie fine": "Chemicals", "chips": "Semiconductors", "chiropractors": "Medical Practices", "chmura": "Cloud Computing", "church": "Religious Institutions", "churches": "Religious Institutions", "ciberseguranca": "Cybersecurity", "ciberseguridad": "Cybersecurity", "cibi e bevande": "Food and Beverages", "cibo e bevande": "Food and Beverages", "ciencia de los materiales": "Nanotechnology and Materials", "ciencia dos materiais": "Nanotechnology and Materials", "ciencias da vida": "Biotechnology", "ciencias de la vida": "Biotechnology", "ciftcilik": "Farming", "cigarettes": "Tobacco", "ciment": "Building Materials", "cimento": "Building Materials", "cine": "Film and Video", "cinema": "Film and Video", "cinema e produzione video": "Film and Video", "cinema e video": "Film and Video", "cinematografia": "Film and Video", "city government": "Government Administration", "civic and social organization": "Nonprofit Organizations", "civic and social organizations": "Nonprofit Organizations", "civiele techniek": "Civil Engineering", "civil construction": "Civil Engineering", "civil engineering": "Civil Engineering", "civil engineering services": "Engineering Services", "clean energy": "Renewable Energy", "clean technology": "Renewable Energy", "cleaning": "Facilities Services", "cleaning services": "Facilities Services", "cleantech": "Renewable Energy", "climate": "Environmental Services", "climate tech": "Environmental Services", "climatetech": "Environmental Services", "climatizacao e refrigeracao": "Building Trades", "climatizacion": "Building Trades", "clinical research": "Clinical Research", "clinical trials": "Clinical Research", "clinicas": "Hospitals and Health Care", "cliniche": "Hospitals and Health Care", "clinics": "Hospitals and Health Care", "clinique": "Hospitals and Health Care", "cliniques": "Hospitals and Health Care", "clothing": "Apparel and Fashion", "cloud": "Cloud Computing", "cloud computing": "Cloud Computing", "cloud computing dienste": "Cloud Computing", "cloud dienste": "Cloud Computing", "cloud infrastructure": "Cloud Computing", "cloud services": "Cloud Computing", "clouddiensten": "Cloud Computing", "cloudtech": "Cloud Computing", "cloudtech and devops": "Cloud Computing", "clubes deportivos": "Sports", "clubes esportivos": "Sports", "clubs de sport": "Sports", "clubs sportifs": "Sports", "coaching": "Training and Coaching", "coal mining": "Mining and Metals", "coffee": "Beverages and Breweries", "coffee and tea": "Beverages and Breweries", "coffee shops": "Restaurants and Catering", "coiffure": "Personal Services", "cold storage": "Warehousing", "colegio": "Primary and Secondary Education", "colegios": "Primary and Secondary Education", "collectivite territoriale": "Government Administration", "collectivites territoriales": "Government Administration", "college": "Higher Education", "colleges": "Higher Education", "colleges and universities": "Higher Education", "comercio": "Retail", "comercio a retalho": "Retail", "comercio al por mayor": "Wholesale", "comercio al por menor": "Retail", "comercio atacadista": "Wholesale", "comercio de alimentacion": "Supermarkets and Grocery", "comercio de varejo": "Retail", "comercio electronico": "E-commerce", "comercio eletronico": "E-commerce", "comercio en linea": "E-commerce", "comercio exterior": "Import and Export", "comercio internacional": "Import and Export", "comercio internacional y desarrollo": "Import and Export", "comercio mayorista": "Wholesale", "comercio minorista": "Retail", "comercio online": "E-commerce", "comercio por atacado": "Wholesale", "comercio por grosso": "Wholesale", "comercio por internet": "Internet and Web Services", "comercio varejista": "Retail", "comida rapida": "Restaurants and Catering", "commerce": "Retail", "commerce alimentaire": "Supermarkets and Grocery", "commerce de detail": "Retail", "commerce de gros": "Wholesale", "commerce electronique": "E-commerce", "commerce en ligne": "E-commerce", "commerce exterieur": "Import and Export", "commerce international": "Import and Export", "commercial and service industry machinery manufacturing": "Machinery", "commercial aviation": "Airlines and Airports", "commercial banking": "Banking", "commercial banks": "Banking", "commercial cleaning": "Facilities Services", "commercial printing": "Printing Services", "commercial real estate": "Real Estate", "commercialisti": "Accounting", "commercieel vastgoed": "Real Estate", "commercio": "Retail", "commercio al dettaglio": "Retail", "commercio all ingrosso": "Wholesale", "commercio elettronico": "E-commerce", "commercio estero": "Import and Export", "commercio internazionale": "Import and Export", "commercio online": "E-commerce", "communicatie": "Public Relations", "communication": "Public Relations", "communication et marketing": "Advertising and Marketing", "communications": "Public Relations", "communications agency": "Public Relations", "communications equipment": "Computer Networking", "communications sans fil": "Wireless and Mobile", "community services": "Individual and Family Services", "compagnia aerea": "Airlines and Airports", "compagnie aeree": "Airlines and Airports", "compagnie aeree e aviazione": "Airlines and Airports", "compagnie aerienne": "Airlines and Airports", "compagnies aeriennes": "Airlines and Airports", "compagnies aeriennes et aviation": "Airlines and Airports", "companhia aerea": "Airlines and Airports", "companhia de seguros": "Insurance", "companhias aereas": "Airlines and Airports", "companias aereas": "Airlines and Airports", "complements alimentaires": "Wellness and Fitness", "componentes electronicos": "Electrical and Electronic Manufacturing", "componentes eletronicos": "Electrical and Electronic Manufacturing", "componenti elettronici": "Electrical and Electronic Manufacturing", "componentistica auto": "Automotive", "composants electroniques": "Electrical and Electronic Manufacturing", "composites": "Nanotechnology and Materials", "composites et materiaux": "Nanotechnology and Materials", "comptabilite": "Accounting", "computacao em nuvem": "Cloud Computing", "computacion en la nube": "Cloud Computing", "computer and network security": "Cybersecurity", "computer and peripheral equipment": "Computer Hardware", "computer equipment": "Computer Hardware", "computer games": "Video Games", "computer hardware": "Computer Hardware", "computer hardware e periferiche": "Computer Hardware", "computer hardware manufacturing": "Computer Hardware", "computer network security": "Cybersecurity", "computer networking": "Computer Networking", "computer networking products": "Computer Networking", "computer peripherals": "Computer Hardware", "computer services": "IT Services and Consulting", "computer software": "Software", "computer und netzwerksicherheit": "Cybersecurity", "computer und peripherie": "Computer Hardware", "computer vision": "Artificial Intelligence", "computerapparatuur": "Computer Hardware", "computerhardware": "Computer Hardware", "computerhardware en randapparatuur": "Computer Hardware", "computernetwerken": "Computer Networking", "computernetzwerke": "Computer Networking", "computers": "Computer Hardware", "computers and electronics": "Computer Hardware", "computers and electronics manufacturing": "Electrical and Electronic Manufacturing", "computerspellen": "Video Games", "computerspiele": "Video Games", "comune": "Government Administration", "comunicacao": "Public Relations", "comunicacion": "Public Relations", "comunicaciones inalambricas": "Wireless and Mobile", "comunicacoes por satelite": "Satellite Telecommunications", "comunicacoes sem fio": "Wireless and Mobile", "comunicazione": "Public Relations", "comunicazioni satellitari": "Satellite Telecommunications", "comunicazioni wireless": "Wireless and Mobile", "concesionario": "Retail", "concession automobile": "Retail", "concessionaria auto": "Retail", "concessionarias": "Utilities", "concrete": "Building Materials", "conditionnement": "Packaging and Containers", "confeccao": "Apparel and Fashion", "confeccion": "Apparel and Fashion", "confeccoes": "Apparel and Fashion", "confection": "Apparel and Fashion", "conferences": "Events Services", "confezionamento": "Packaging and Containers", "confezioni": "Apparel and Fashion", "conglomerado": "Holding Companies", "conglomerado empresarial": "Holding Companies", "conglomerat": "Holding Companies", "conglomerate": "Holding Companies", "conglomeraten": "Holding Companies", "conglomerates": "Holding Companies", "conglomerato": "Holding Companies", "consegne": "Postal and Courier Services", "conseil": "Management Consulting", "conseil aux entreprises": "Management Consulting", "conseil en gestion": "Management Consulting", "conseil en informatique": "IT Services and Consulting", "conseil en ingenierie": "Engineering Services", "conseil en management": "Management Consulting", "conseil en ressources humaines": "Human Resources Services", "conseil en strategie": "Management Consulting", "construcao": "Construction", "construcao civil": "Construction", "construcao naval": "Railroad and Shipbuilding", "construccion": "Construction", "construccion de edificios": "Construction", "construccion naval": "Railroad and Shipbuilding", "construction": "Construction", "construction and building": "Construction", "construction automobile": "Automotive", "construction de machines": "Machinery", "construction ferroviaire": "Railroad and Shipbuilding", "construction industry": "Construction", "construction materials": "Building Materials", "construction mecanique": "Machinery", "construction navale": "Railroad and Shipbuilding", "construction services": "Construction", "construction tech": "Construction", "construction technology": "Construction", "constructora": "Construction", "construtora": "Construction", "consulenza": "Management Consulting", "consulenza aziendale": "Management Consulting", "consulenza direzionale": "Management Consulting", "consulenza fiscale": "Accounting", "consulenza gestionale": "Management Consulting", "consulenza informatica": "IT Services and Consulting", "consulenza manageriale": "Management Consulting", "consultancy": "Management Consulting", "consultas medicas": "Medical Practices", "consulting": "Management Consulting", "consulting branche": "Management Consulting", "consulting services": "Management Consulting", "consultora": "Management Consulting", "consultoria": "Management Consulting", "consultoria de engenharia": "Engineering Services", "consultoria de estrategia y operaciones": "Management Consulting", "consultoria de gestao": "Management Consulting", "consultoria de gestion": "Management Consulting", "consultoria de ingenieria": "Engineering Services", "consultoria de ti": "IT Services and Consulting", "consultoria em gestao": "Management Consulting", "consultoria empresarial": "Management Consulting", "consultoria informatica": "IT Services and Consulting", "consultoria tributaria": "Accounting", "consultorios medicos": "Medical Practices", "consumentendiensten": "Personal Services", "consumentenelektronica": "Consumer Electronics", "consumentenelektronica en witgoed": "Consumer Electronics", "consumentengoederen": "Consumer Goods", "consumentenproducten": "Consumer Goods", "consumer": "Consumer Goods", "consumer electronics": "Consumer Electronics", "consumer goods": "Consumer Goods", "consumer goods rental": "Personal Services", "consumer lending": "Financial Services", "consumer packaged goods": "Consumer Goods", "consumer products": "Consumer Goods", "consumer retail": "Retail", "consumer services": "Personal Services", "consumer tech": "Consumer Goods", "consumertech": "Consumer Goods", "consumptiegoederen": "Consumer Goods", "contabilidad": "Accounting", "contabilidade e auditoria": "Accounting", "contabilita": "Accounting", "contact center": "Business Process Outsourcing", "containers": "Packaging and Containers", "contech": "Construction", "contract manufacturing": "Industrial Manufacturing", "contract research": "Clinical Research", "contract research organization": "Clinical Research", "contractonderzoek": "Clinical Research", "contractors": "Construction", "contratacion y seleccion": "Staffing and Recruiting", "control systems": "Industrial Automation", "convenience stores": "Supermarkets and Grocery", "corpo de bombeiros": "Public Safety", "corporate training": "Training and Coaching", "correctional institutions": "Public Safety", "correduria de seguros": "Insurance", "correios": "Postal and Courier Services", "correos": "Postal and Courier Services", "corretora de seguros": "Insurance", "corriere": "Postal and Courier Services", "corriere espresso": "Postal and Courier Services", "corrieri": "Postal and Courier Services", "cosmetica": "Cosmetics and Personal Care", "cosmetica en verzorging": "Cosmetics and Personal Care", "cosmetici": "Cosmetics and Personal Care", "cosmeticos": "Cosmetics and Personal Care", "cosmeticos e higiene pessoal": "Cosmetics and Personal Care", "cosmeticos e perfumaria": "Cosmetics and Personal Care", "cosmetics": "Cosmetics and Personal Care", "cosmetics and personal care": "Cosmetics and Personal Care", "cosmetique": "Cosmetics and Personal Care", "cosmetique et beaute": "Cosmetics and Personal Care", "cosmetiques": "Cosmetics and Personal Care", "costruzione": "Construction", "costruzioni": "Construction", "costruzioni navali": "Railroad and Shipbuilding", "counseling": "Mental Health Care", "courier": "Postal and Courier Services", "courier e entregas": "Postal and Courier Services", "courier services": "Postal and Courier Services", "couriers": "Postal and Courier Services", "couriers and express delivery": "Postal and Courier Services", "coursier": "Postal and Courier Services", "courtage d assurance": "Insurance", "courts of law": "Legal Services", "couverture": "Building Trades", "cpa": "Accounting", "cpg": "Consumer Goods", "creative services": "Design Services", "creche": "Primary and Secondary Education", "creches": "Primary and Secondary Education", "credit": "Financial Services", "credit bail": "Financial Services", "credit intermediation": "Banking", "credit unions": "Banking", "credito": "Financial Services", "criptoativos": "Blockchain and Crypto", "criptomoedas": "Blockchain and Crypto", "criptomoneda": "Blockchain and Crypto", "criptomonedas": "Blockchain and Crypto", "criptovalute": "Blockchain and Crypto", "cro": "Clinical Research", "crop production": "Farming", "crop science": "Agricultural Technology", "cruise lines": "Travel and Tourism", "crypto": "Blockchain and Crypto", "cryptocurrency": "Blockchain and Crypto", "cryptomonnaie": "Blockchain and Crypto", "cryptomonnaies": "Blockchain and Crypto", "cryptovaluta": "Blockchain and Crypto", "cuerpos policiales": "Public Safety", "cuidado de la salud": "Hospitals and Health Care", "cuidado personal": "Cosmetics and Personal Care", "cuidados de saude": "Hospitals and Health Care", "culte": "Religious Institutions", "cultural institutions": "Museums and Cultural Institutions", "culturele instellingen": "Museums and Cultural Institutions", "cura della persona": "Cosmetics and Personal Care", "customer service outsourcing": "Business Process Outsourcing", "cyber security": "Cybersecurity", "cyberbeveiliging": "Cybersecurity", "cyberbezpieczenstwo": "Cybersecurity", "cybersakerhet": "Cybersecurity", "cybersecurite": "Cybersecurity", "cybersecurity": "Cybersecurity", "cybersicherheit": "Cybersecurity", "cybersicurezza": "Cybersecurity", "cycles": "Sporting Goods", "cyfrowe zdrowie": "Digital Health", "cyklar": "Sporting Goods", "czas wolny": "Recreation and Leisure", "d2c": "E-commerce", "dachdecker": "Building Trades", "dagligvaror och konsumentprodukter": "Consumer Goods", "dagligvaruhandel": "Supermarkets and Grocery", "dairies": "Dairy", "dairy": "Dairy", "dairy farming": "Farming", "dairy product manufacturing": "Dairy", "dairy products": "Dairy", "danısmanlık": "Management Consulting", "darstellende kunst": "Performing and Visual Arts", "data": "Data and Analytics", "data analyse": "Data and Analytics", "data analytics": "Data and Analytics", "data and analytics": "Data and Analytics", "data infrastructure and analytics": "Data and Analytics", "data processing": "Data and Analytics", "data processing and hosting": "Data and Analytics", "data security": "Cybersecurity", "data services": "Data and Analytics", "data warehousing": "Data and Analytics", "dataanalys": "Data and Analytics", "database": "Data and Analytics", "databases": "Data and Analytics", "databehandling": "Data and Analytics", "datakonsulter": "IT Services and Consulting", "dataspel": "Video Games", "datenanalyse": "Data and Analytics", "datenverarbeitung": "Data and Analytics", "datorer": "Computer Hardware", "datornatverk": "Computer Networking", "datorspel": "Video Games", "datorutrustning": "Computer Hardware", "dechets": "Environmental Services", "deep learning": "Artificial Intelligence", "defence": "Defense", "defensa": "Defense", "defensa y espacio": "Defense", "defense": "Defense", "defense and space": "Defense", "defense and space manufacturing": "Defense", "defense et espace": "Defense", "defense industry": "Defense", "defensie": "Defense", "defensie en ruimtevaart": "Defense", "defensie industrie": "Defense", "defesa": "Defense", "defesa e espaco": "Defense", "delfstoffenwinning": "Mining and Metals", "delivery": "Postal and Courier Services", "dentaire": "Medical Practices", "dental": "Medical Practices", "dental practice": "Medical Practices", "dentistas": "Medical Practices", "dentistas e odontologia": "Medical Practices", "dentistes": "Medical Practices", "dentisti": "Medical Practices", "dentistry": "Medical Practices", "dentists": "Medical Practices", "dentysci": "Medical Practices", "department stores": "Retail", "deporte": "Sports", "deporte profesional": "Sports", "deportes": "Sports", "deportes y ocio": "Sports", "deposito e stoccaggio": "Warehousing", "depository institutions": "Banking", "derecho": "Legal Services", "desarrollo de programas": "Software", "desarrollo de software": "Software", "desenvolvimento de software": "Software", "design": "Design Services", "design agency": "Design Services", "design d interieur": "Design Services", "design d interni": "Design Services", "design de interiores": "Design Services", "design de produtos": "Design Services", "design grafico": "Design Services", "design graphique": "Design Services", "design services": "Design Services", "designagentur": "Design Services", "designburo": "Design Services", "designtjanster": "Design Services", "despacho de abogados": "Legal Services", "desporto": "Sports", "detachering": "Staffing and Recruiting", "detail": "Retail", "detailhandel": "Retail", "detailhandlen": "Retail", "detaillant": "Retail", "detaillisten": "Retail", "detailsalg": "Retail", "detal": "Retail", "detaljhandel": "Retail", "dettaglio": "Retail", "developer tools": "Software", "developpement de logiciels": "Software", "developpement durable": "Environmental Services", "devlet": "Government Administration", "devops": "Software", "deweloper": "Real Estate", "diagnostic medical": "Medical Devices", "diagnostics": "Medical Devices", "diagnostik": "Medical Devices", "diagnostyka medyczna": "Medical Devices", "dienstleistung": "Business Process Outsourcing", "dienstleistungen": "Business Process Outsourcing", "dienstverlening": "Business Process Outsourcing", "dienstverlening aan consumenten": "Personal Services", "dierenarts": "Veterinary", "dierenartsen": "Veterinary", "diergeneeskunde": "Veterinary", "diergezondheid": "Veterinary", "dietary supplements": "Wellness and Fitness", "difesa": "Defense", "difesa e spazio": "Defense", "digital halsa": "Digital Health", "digital health": "Digital Health", "digital healthcare": "Digital Health", "digital marketing": "Advertising and Marketing", "digital media": "Media", "digital payments": "Financial Technology", "digital transformation": "IT Services and Consulting", "digitale gesundheit": "Digital Health", "digitale zorg": "Digital Health", "digitales lernen": "E-learning", "diplomacy": "International Affairs", "diplomati": "International Affairs", "diplomatie und aussenpolitik": "International Affairs", "direct marketing": "Advertising and Marketing", "direct to consumer": "E-commerce", "direito": "Legal Services", "diritto": "Legal Services", "diseno": "Design Services", "diseno de interiores": "Design Services", "diseno grafico": "Design Services", "dispositifs medicaux": "Medical Devices", "dispositivi medicali": "Medical Devices", "dispositivi medici": "Medical Devices", "dispositivos medicos": "Medical Devices", "dispositivos medicos e hospitalares": "Medical Devices", "distance learning": "E-learning", "distansutbildning": "E-learning", "distilleries": "Wine and Spirits", "distribucion": "Wholesale", "distribucion alimentaria": "Supermarkets and Grocery", "distribucion comercial": "Retail", "distribucion de gas": "Utilities", "distribuicao": "Wholesale", "distribuidor": "Wholesale", "distribuidora": "Wholesale", "distribuidora atacadista": "Wholesale", "distributeur": "Wholesale", "distributie": "Wholesale", "distribution": "Wholesale", "distribution alimentaire": "Supermarkets and Grocery", "distribution d eau": "Utilities", "distribution d electricite": "Electric Power", "distribution de gaz": "Utilities", "distribution och partihandel": "Wholesale", "distribution specialisee": "Retail", "distributor": "Wholesale", "distributore": "Wholesale", "distributors": "Wholesale", "distribuzione": "Wholesale", "distribuzione al dettaglio": "Retail", "distribuzione alimentare": "Supermarkets and Grocery", "distribuzione gas": "Utilities", "district heating": "Utilities", "diversified": "Holding Companies", "diversified manufacturing": "Industrial Manufacturing", "divertimento": "Entertainment", "divertissement": "Entertainment", "divertissements": "Entertainment", "djurhalsa": "Veterinary", "djursjukvard": "Veterinary", "djuruppfodning": "Farming", "dobra konsumpcyjne": "Consumer Goods", "dobra luksusowe": "Luxury Goods and Jewelry", "dobra luksusowe i bizuteria": "Luxury Goods and Jewelry", "doctors": "Medical Practices", "domains": "Internet and Web Services", "donnees": "Data and Analytics", "doprava": "Trucking and Freight", "doprava a logistika": "Trucking and Freight", "doradztwo": "Management Consulting", "doradztwo biznesowe": "Management Consulting", "doradztwo it": "IT Services and Consulting", "doradztwo podatkowe": "Accounting", "doradztwo w zarzadzaniu": "Management Consulting", "dostawa wody": "Utilities", "dotacion y seleccion de personal": "Staffing and Recruiting", "draadloos": "Wireless and Mobile", "drahtlose kommunikation": "Wireless and Mobile", "dranken": "Beverages and Breweries", "drankenindustrie": "Beverages and Breweries", "drewno": "Building Materials", "drinks": "Beverages and Breweries", "droit": "Legal Services", "drones": "Robotics", "druck": "Printing Services", "druckdienstleistungen": "Printing Services", "druckerei": "Printing Services", "druckereien": "Printing Services", "druckindustrie": "Printing Services", "drug development": "Pharmaceuticals", "drug manufacturers": "Pharmaceuticals", "drug stores": "Pharmaceuticals", "drugs": "Pharmaceuticals", "druk": "Printing Services", "drukarnia": "Printing Services", "drukkerij": "Printing Services", "drukkerijen": "Printing Services", "drukwerk": "Printing Services", "drycker": "Beverages and Breweries", "dryckesindustri": "Beverages and Breweries", "durfkapitaal": "Venture Capital and Private Equity", "duurzaamheid": "Environmental Services", "duurzame energie": "Renewable Energy", "dyplomacja": "International Affairs", "dystrybucja": "Wholesale", "dystrybutor": "Wholesale", "działalnosc charytatywna": "Nonprofit Organizations", "działalnosc wydawnicza": "Publishing", "dziennikarstwo": "Newspapers and News", "e commerce": "E-commerce", "e commerce handel": "E-commerce", "e halsa": "Digital Health", "e handel": "E-commerce", "e health": "Digital Health", "e health en zorg ict": "Digital Health", "e larande": "E-learning", "e learning": "E-learning", "e learning e formazione a distanza": "E-learning", "e learning providers": "E-learning", "e learning y formacion online": "E-learning", "e nauczanie": "E-learning", "e sante": "Digital Health", "e tailing": "E-commerce", "e ticaret": "E-commerce", "e zdrowie": "Digital Health", "ead": "E-learning", "eau": "Utilities", "eau et assainissement": "Utilities", "ecole": "Primary and Secondary Education", "ecole superieure": "Higher Education", "ecoles": "Primary and Secondary Education", "ecologia": "Environmental Services", "ecommerce": "E-commerce", "economic programs": "Government Administration", "eczacılık": "Pharmaceuticals", "edicao": "Publishing", "edicion": "Publishing", "edificacion": "Construction", "edificacoes": "Construction", "edilizia": "Construction", "editeur de logiciels": "Software", "edition": "Publishing", "edition de livres": "Publishing", "edition de logiciels": "Software", "editoracao": "Publishing", "editoras": "Publishing", "editoria": "Publishing", "editorial": "Publishing", "editoriales": "Publishing", "edtech": "E-learning", "educacao": "Education", "educacao a distancia e online": "E-learning", "educacao basica": "Primary and Secondary Education", "educacao superior e universidades": "Higher Education", "educacion": "Education", "educacion a distancia": "E-learning", "educacion primaria": "Primary and Secondary Education", "educacion primaria y secundaria": "Primary and Secondary Education", "educacion superior": "Higher Education", "education": "Education", "education administration programs": "Education", "education and training": "Education", "education et formation": "Education", "education management": "Education", "education services": "Education", "education software": "E-learning", "education technology": "E-learning", "educational institutions": "Education", "educational services": "Education", "educational technology": "E-learning", "educazione": "Education", "edukacja": "Education", "edukacja online": "E-learning", "edukacja szkolna": "Primary and Secondary Education", "edv": "IT Services and Consulting", "eetgelegenheden": "Restaurants and Catering", "effecten": "Investment Banking", "egitim": "Education", "egitim yonetimi": "Education", "eglise": "Religious Institutions", "ehealth": "Digital Health", "einrichtung": "Furniture", "einrichtungen": "Furniture", "einzelhandel": "Retail", "einzelhandelsbranche": "Retail", "einzelhandler": "Retail", "eisenbahn": "Rail and Public Transit", "ejendomme": "Real Estate", "ejendomsmægler": "Real Estate", "ejercito": "Armed Forces", "el": "Electric Power", "elaborazione dati": "Data and Analytics", "elderly care": "Hospitals and Health Care", "elearning": "E-learning", "electric power": "Electric Power", "electric power generation": "Electric Power", "electric power industry": "Electric Power", "electric power transmission control and distribution": "Electric Power", "electric utilities": "Electric Power", "electric vehicles": "Automotive", "electrical and electronic manufacturing": "Electrical and Electronic Manufacturing", "electrical and electronics manufacturing": "Electrical and Electronic Manufacturing", "electrical appliances manufacturing": "Electrical and Electronic Manufacturing", "electrical components": "Electrical and Electronic Manufacturing", "electrical contractors": "Building Trades", "electrical engineering": "Electrical and Electronic Manufacturing", "electrical equipment": "Electrical and Electronic Manufacturing", "electrical manufacturing": "Electrical and Electronic Manufacturing", "electricians": "Building Trades", "electricidad": "Electric Power", "electricidad y electronica": "Electrical and Electronic Manufacturing", "electricite": "Electric Power", "electricite du batiment": "Building Trades", "electricite et electronique": "Electrical and Electronic Manufacturing", "electricity": "Electric Power", "electrodomesticos": "Consumer Electronics", "electromenager": "Consumer Electronics", "electronic components": "Electrical and Electronic Manufacturing", "electronica": "Electrical and Electronic Manufacturing", "electronica de consumo": "Consumer Electronics", "electronics": "Electrical and Electronic Manufacturing", "electronics manufacturing": "Electrical and Electronic Manufacturing", "electronique": "Electrical and Electronic Manufacturing", "electronique grand public": "Consumer Electronics", "electrotechnique": "Electrical and Electronic Manufacturing", "elektriciteit": "Electric Power", "elektricitet": "Electric Power", "elektrik": "Electric Power", "elektrische apparatuur": "Electrical and Electronic Manufacturing", "elektrische en elektronische productie": "Electrical and Electronic Manufacturing", "elektrizitat": "Electric Power", "elektro und elektronikindustrie": "Electrical and Electronic Manufacturing", "elektroenergetyka": "Electric Power", "elektrogerate": "Electrical and Electronic Manufacturing", "elektrohandwerk": "Building Trades", "elektroindustrie": "Electrical and Electronic Manufacturing", "elektroinstallation": "Building Trades", "elektronica": "Electrical and Electronic Manufacturing", "elektronica industrie": "Electrical and Electronic Manufacturing", "elektronik": "Electrical and Electronic Manufacturing", "elektronik och elektroteknik": "Electrical and Electronic Manufacturing", "elektronika": "Electrical and Electronic Manufacturing", "elektronika konsumencka": "Consumer Electronics", "elektronika uzytkowa": "Consumer Electronics", "elektronikfertigung": "Electrical and Electronic Manufacturing", "elektronikindustri": "Electrical and Electronic Manufacturing", "elektronikindustrie": "Electrical and Electronic Manufacturing", "elektronische handel": "E-commerce", "elektronischer handel": "E-commerce", "elektronisk handel": "E-commerce", "elektrotechniek": "Electrical and Electronic Manufacturing", "elektrotechnik": "Electrical and Electronic Manufacturing", "elektrotechnik und elektronik": "Electrical and Electronic Manufacturing", "elektrotechnika": "Electrical and Electronic Manufacturing", "elektrotechnische installatie": "Building Trades", "elektroteknik": "Electrical and Electronic Manufacturing", "elektrycznosc": "Electric Power", "elementary schools": "Primary and Secondary Education", "eletricidade": "Electric Power", "eletrodomesticos": "Consumer Electronics", "eletroeletronicos": "Electrical and Electronic Manufacturing", "eletronica": "Electrical and Electronic Manufacturing", "eletronicos": "Electrical and Electronic Manufacturing", "eletronicos de consumo": "Consumer Electronics", "elettricita": "Electric Power", "elettrodomestici": "Consumer Electronics", "elettronica": "Electrical and Electronic Manufacturing", "elettronica di consumo": "Consumer Electronics", "elettrotecnica": "Electrical and Electronic Manufacturing", "elevage": "Farming", "elinstallation": "Building Trades", "elkraft": "Electric Power", "elproduktion": "Electric Power", "elutrustning": "Electrical and Electronic Manufacturing", "embalagem": "Packaging and Containers", "embalagens": "Packaging and Containers", "embalagens e recipientes": "Packaging and Containers", "embalaje": "Packaging and Containers", "embalajes y contenedores": "Packaging and Containers", "emballage": "Packaging and Containers", "emballages": "Packaging and Containers", "emballages et conteneurs": "Packaging and Containers", "embassies": "International Affairs", "emergency and relief services": "Individual and Family Services", "emergency services": "Public Safety", "emlak": "Real Estate", "employee benefits": "Human Resources Services", "employment agencies": "Staffing and Recruiting", "employment services": "Staffing and Recruiting", "empresa holding": "Holding Companies", "empresas de trabajo temporal": "Staffing and Recruiting", "emprestimos": "Financial Services", "encanamento": "Building Trades", "energetico": "Electric Power", "energetika": "Electric Power", "energetyka": "Electric Power", "energi": "Electric Power", "energia": "Electric Power", "energia e eletricidade": "Electric Power", "energia electrica": "Electric Power", "energia elektryczna": "Electric Power", "energia eletrica": "Electric Power", "energia elettrica": "Electric Power", "energia eolica": "Renewable Energy", "energia eolica e renovavel": "Renewable Energy", "energia limpa": "Renewable Energy", "energia odnawialna": "Renewable Energy", "energia renovable": "Renewable Energy", "energia rinnovabile": "Renewable Energy", "energia solar": "Renewable Energy", "energia solar e eolica": "Renewable Energy", "energia solare": "Renewable Energy", "energia słoneczna": "Renewable Energy", "energia wiatrowa": "Renewable Energy", "energias renovables": "Renewable Energy", "energias renovables y medio ambiente": "Renewable Energy", "energias renovaveis": "Renewable Energy", "energias renovaveis e meio ambiente": "Renewable Energy", "energibranschen": "Electric Power", "energie": "Electric Power", "energie a elektrina": "Electric Power", "energie electrique": "Electric Power", "energie en elektriciteit": "Electric Power", "energie renouvelable": "Renewable Energy", "energie rinnovabili": "Renewable Energy", "energie rinnovabili e ambiente": "Renewable Energy", "energie solaire": "Renewable Energy", "energiebedrijf": "Electric Power", "energiebranche": "Electric Power", "energieerzeugung": "Electric Power", "energies": "Electric Power", "energies renouvelables": "Renewable Energy", "energies renouvelables et environnement": "Renewable Energy", "energies vertes": "Renewable Energy", "energiesector": "Electric Power", "energiesektor": "Electric Power", "energieversorger": "Electric Power", "energieversorgung": "Electric Power", "energievoorziening": "Electric Power", "energiewirtschaft": "Electric Power", "energiforsorjning": "Electric Power", "energiforsyning": "Electric Power", "energisektor": "Electric Power", "energisektorn": "Electric Power", "energy": "Electric Power", "energy and climatetech": "Environmental Services", "energy and utilities": "Electric Power", "energy industry": "Electric Power", "energy services": "Electric Power", "energy storage": "Renewable Energy", "enerji": "Electric Power", "enerji sektoru": "Electric Power", "engenharia": "Engineering Services", "engenharia civil": "Civil Engineering", "engenharia mecanica": "Machinery", "engenharia mecanica ou industrial": "Machinery", "engineering": "Engineering Services", "engineering consulting": "Engineering Services", "engineering design": "Engineering Services", "engineering dienstleistungen": "Engineering Services", "engineering services": "Engineering Services", "engros": "Wholesale", "engroshandel": "Wholesale", "ensaios clinicos": "Clinical Research", "ensayos clinicos": "Clinical Research", "enseignement": "Education", "enseignement a distance": "E-learning", "enseignement primaire": "Primary and Secondary Education", "enseignement primaire et secondaire": "Primary and Secondary Education", "enseignement secondaire": "Primary and Secondary Education", "enseignement superieur": "Higher Education", "ensenanza": "Education", "ensenanza primaria": "Primary and Secondary Education", "ensenanza secundaria": "Primary and Secondary Education", "ensenanza superior": "Higher Education", "ensino": "Education", "ensino a distancia": "E-learning", "ensino fundamental": "Primary and Secondary Education", "ensino fundamental e medio": "Primary and Secondary Education", "ensino medio": "Primary and Secondary Education", "ensino online": "E-learning", "ensino superior": "Higher Education", "ente pubblico": "Government Administration", "enterprise software": "Software", "entertainment": "Entertainment", "entertainment en vrije tijd": "Entertainment", "entertainment providers": "Entertainment", "enti locali": "Government Administration", "enti pubblici": "Government Administration", "enti religiosi": "Religious Institutions", "entidades de classe": "Associations and Unions", "entidades de credito": "Banking", "entrega de encomendas": "Postal and Courier Services", "entregas": "Postal and Courier Services", "entreposage": "Warehousing", "entreposage et stockage": "Warehousing", "entrepots": "Warehousing", "entreprise de construction": "Construction", "entreprise du batiment": "Construction", "entretenimento": "Entertainment", "entretenimiento": "Entertainment", "entretien de batiments": "Facilities Services", "entsorgung": "Environmental Services", "entsorgungswirtschaft": "Environmental Services", "envases": "Packaging and Containers", "envases y embalajes": "Packaging and Containers", "envio de paquetes y carga": "Postal and Courier Services", "environment": "Environmental Services", "environmental": "Environmental Services", "environmental consulting": "Environmental Services", "environmental engineering": "Environmental Services", "environmental services": "Environmental Services", "environnement": "Environmental Services", "eolico": "Renewable Energy", "eolien": "Renewable Energy", "epicerie": "Supermarkets and Grocery", "equipamentos de escritorio": "Office Supplies and Equipment", "equipamentos de informatica": "Computer Hardware", "equipamentos de rede": "Computer Networking", "equipamentos eletricos": "Electrical and Electronic Manufacturing", "equipamentos medico hospitalares": "Medical Devices", "equipamentos medicos": "Medical Devices", "equipamiento deportivo": "Sporting Goods", "equipamiento medico": "Medical Devices", "equipement electrique et electronique": "Electrical and Electronic Manufacturing", "equipement medical": "Medical Devices", "equipement sportif": "Sporting Goods", "equipementier automobile": "Automotive", "equipements de bureau": "Office Supplies and Equipment", "equipements de loisirs": "Recreation and Leisure", "equipements electriques": "Electrical and Electronic Manufacturing", "equipements et fournitures de bureau": "Office Supplies and Equipment", "equipements medicaux": "Medical Devices", "equipements reseaux": "Computer Networking", "equipements sportifs": "Sporting Goods", "equipment manufacturing": "Machinery", "equipos de oficina": "Office Supplies and Equipment", "equipos electricos": "Electrical and Electronic Manufacturing", "equipos informaticos": "Computer Hardware", "equipos informaticos y perifericos": "Computer Hardware", "equipos medicos": "Medical Devices", "erdgas": "Oil and Gas", "erdol": "Oil and Gas", "erdol und erdgas": "Oil and Gas", "ernahrung": "Wellness and Fitness", "ernahrungsindustrie": "Food and Beverages", "erneuerbare energien": "Renewable Energy", "erneuerbare energien und umwelt": "Renewable Energy", "erwachsenenbildung": "Education", "erziehung und bildung": "Education", "escola": "Primary and Secondary Education", "escolas": "Primary and Secondary Education", "escolas de idiomas": "Education", "escritorio de advocacia": "Legal Services", "escuela de negocios": "Higher Education", "escuelas": "Primary and Secondary Education", "esercito": "Armed Forces", "esn": "IT Services and Consulting", "esporte": "Sports", "esportes": "Sports", "esportes e lazer": "Sports", "esports": "Sports", "essais cliniques": "Clinical Research", "estaleiros": "Railroad and Shipbuilding", "esternalizzazione": "Business Process Outsourcing", "estrazione mineraria": "Mining and Metals", "estudio de arquitectura": "Architecture and Planning", "estudios de mercado": "Market Research", "estudos clinicos": "Clinical Research", "estudos de mercado": "Market Research", "etablissements de credit": "Banking", "etablissements de sante": "Hospitals and Health Care", "eten en drinken": "Food and Beverages", "etermedia": "Broadcasting", "etude de marche": "Market Research", "etudes de marche": "Market Research", "etudes de marche et sondages": "Market Research", "evenemang": "Events Services", "evenemangstjanster": "Events Services", "evenementen": "Events Services", "evenementenbureau": "Events Services", "evenementenorganisatie": "Events Services", "evenementiel": "Events Services", "event management": "Events Services", "event marketing": "Events Services", "event och massor": "Events Services", "event planning": "Events Services", "eventi": "Events Services", "eventmanagement": "Events Services", "eventos": "Events Services", "eventos e feiras": "Events Services", "events": "Events Services", "events and entertainment": "Entertainment", "events services": "Events Services", "events services and exhibitions": "Events Services", "eventy": "Events Services", "executive coaching": "Training and Coaching", "executive office": "Government Administration", "executive offices": "Government Administration", "executive search": "Staffing and Recruiting", "executive search services": "Staffing and Recruiting", "exercito": "Armed Forces", "exhibitions": "Events Services", "expeditie": "Logistics and Supply Chain", "expert comptable": "Accounting", "expertise comptable": "Accounting", "exploitation agricole": "Farming", "exploitation forestiere": "Forestry", "exploitation miniere": "Mining and Metals", "exploracao florestal": "Forestry", "explotacion agricola": "Farming", "explotacion forestal": "Forestry", "explotacion minera": "Mining and Metals", "express delivery": "Postal and Courier Services", "externalisation": "Business Process Outsourcing", "externalisation et delocalisation": "Business Process Outsourcing", "externalizacion": "Business Process Outsourcing", "eコマース": "E-commerce", "fabricacao": "Industrial Manufacturing", "fabricacao de maquinas": "Machinery", "fabricacao de moveis": "Furniture", "fabricacao ferroviaria": "Railroad and Shipbuilding", "fabricacion": "Industrial Manufacturing", "fabricacion de equipos electricos y electronicos": "Electrical and Electronic Manufacturing", "fabricacion de maquinaria": "Machinery", "fabricacion de muebles": "Furniture", "fabricacion de productos metalicos": "Metals and Metalworking", "fabricacion de semiconductores": "Semiconductors", "fabricacion ferroviaria": "Railroad and Shipbuilding", "fabricacion industrial": "Industrial Manufacturing", "fabricacion textil": "Textiles", "fabricage": "Industrial Manufacturing", "fabricated metal products": "Metals and Metalworking", "fabricated metal products manufacturing": "Metals and Metalworking", "fabrication": "Industrial Manufacturing", "fabrication de machines": "Machinery", "fabrics": "Textiles", "fachhandel": "Retail", "fachhochschule": "Higher Education", "facilitair": "Facilities Services", "facilitaire diensten": "Facilities Services", "facilitaire dienstverlening": "Facilities Services", "facilities management": "Facilities Services", "facilities services": "Facilities Services", "facility management": "Facilities Services", "facility services": "Facilities Services", "fackforbund": "Associations and Unions", "factoring": "Financial Services", "factory automation": "Industrial Automation", "faculdade": "Higher Education", "faculdades": "Higher Education", "fahrrader": "Sporting Goods", "fahrzeugbau": "Automotive", "fahrzeugindustrie": "Automotive", "family office": "Holding Companies", "family services": "Individual and Family Services", "farben und lacke": "Chemicals", "farmaceutica": "Pharmaceuticals", "farmaceutica e medicamentos": "Pharmaceuticals", "farmaceutica en geneesmiddelen": "Pharmaceuticals", "farmaceuticky prumysl": "Pharmaceuticals", "farmaceutico": "Pharmaceuticals", "farmaceutisch": "Pharmaceuticals", "farmaceutische industrie": "Pharmaceuticals", "farmaceutisk industri": "Pharmaceuticals", "farmaceutyki": "Pharmaceuticals", "farmaci": "Pharmaceuticals", "farmacia": "Pharmaceuticals", "farmacias": "Pharmaceuticals", "farmacie": "Pharmaceuticals", "farmacie a leciva": "Pharmaceuticals", "farmacja": "Pharmaceuticals", "farming": "Farming", "farming ranching forestry": "Farming", "farms": "Farming", "fashion": "Apparel and Fashion", "fashion accessories manufacturing": "Apparel and Fashion", "fast ejendom": "Real Estate", "fast food": "Restaurants and Catering", "fast moving consumer goods": "Consumer Goods", "fastigheter": "Real Estate", "fastighetsbranschen": "Real Estate", "fastighetsforvaltning": "Property Management", "fastighetsmaklare": "Real Estate", "fastighetsservice": "Facilities Services", "fastighetsutveckling": "Real Estate", "federal government": "Government Administration", "federation professionnelle": "Associations and Unions", "feiras e congressos": "Events Services", "femtech": "Digital Health", "ferias y congresos": "Events Services", "fernsehen": "Broadcasting", "fernunterricht": "E-learning", "fernwarme": "Utilities", "ferrocarril": "Rail and Public Transit", "ferrocarriles": "Rail and Public Transit", "ferroviaire": "Rail and Public Transit", "ferroviario": "Rail and Public Transit", "ferroviario e metropolitano": "Rail and Public Transit", "ferrovias": "Rail and Public Transit", "ferrovie": "Rail and Public Transit", "fertigung": "Industrial Manufacturing", "fertigungsindustrie": "Industrial Manufacturing", "fertilizers": "Chemicals", "feuerwehr": "Public Safety", "fiere e congressi": "Events Services", "fietsen": "Sporting Goods", "filantropia": "Nonprofit Organizations", "film": "Film and Video", "film and video": "Film and Video", "film i kino": "Film and Video", "film production": "Film and Video", "film und fernsehen": "Film and Video", "filmbranche": "Film and Video", "filmbranschen": "Film and Video", "filmindustrie": "Film and Video", "filmindustrie en bioscoop": "Film and Video", "filmproductie": "Film and Video", "filmproduktion": "Film and Video", "filmproduktion och video": "Film and Video", "films et cinema": "Film and Video", "financas": "Financial Services", "finance": "Financial Services", "finance and banking": "Financial Services", "finances": "Financial Services", "financial": "Financial Services", "financial planning": "Financial Services", "financial services": "Financial Services", "financial software": "Financial Technology", "financial technology": "Financial Technology", "financial technology and payments": "Financial Technology", "financiele diensten": "Financial Services", "financiele dienstverlening": "Financial Services", "financiele sector": "Financial Services", "financiele technologie": "Financial Technology", "financien": "Financial Services", "financni sluzby": "Financial Services", "financnictvi": "Financial Services", "finans": "Financial Services", "finans hizmetleri": "Financial Services", "finans sektoru": "Financial Services", "finansal hizmetler": "Financial Services", "finanse": "Financial Services", "finanse i bankowosc": "Financial Services", "finansiella tjanster": "Financial Services", "finansielle tjenester": "Financial Services", "finansielle tjenesteydelser": "Financial Services", "finanssektorn": "Financial Services", "finansteknik": "Financial Technology", "finanza": "Financial Services", "finanzas": "Financial Services", "finanzbranche": "Financial Services", "finanzdienstleister": "Financial Services", "finanzdienstleistung": "Financial Services", "finanzdienstleistungen": "Financial Services", "finanzen": "Financial Services", "finanzsektor": "Financial Services", "finanztechnologie": "Financial Technology", "finanzwesen": "Financial Services", "fine art": "Performing and Visual Arts", "fine arts": "Performing and Visual Arts", "fintech": "Financial Technology", "fire department": "Public Safety", "fire protection": "Public Safety", "fire services": "Public Safety", "firma budowlana": "Construction", "firma transportowa": "Trucking and Freight", "fischerei": "Fishery", "fischwirtschaft": "Fishery", "fischzucht": "Fishery", "fish farming": "Fishery", "fisheries": "Fishery", "fishery": "Fishery", "fishing": "Fishery", "fisioterapia": "Medical Practices", "fiske": "Fishery", "fiskeri": "Fishery", "fiskodling": "Fishery", "fitness": "Wellness and Fitness", "fitness centers": "Wellness and Fitness", "fitness i wellness": "Wellness and Fitness", "fitness und wellness": "Wellness and Fitness", "fitnessstudio": "Wellness and Fitness", "fitnessstudios": "Wellness and Fitness", "fizjoterapia": "Medical Practices", "fjarrvarme": "Utilities", "fleischwirtschaft": "Food and Beverages", "florestal": "Forestry", "fluggesellschaft": "Airlines and Airports", "fluggesellschaften": "Airlines and Airports", "flughafen": "Airlines and Airports", "fluglinien": "Airlines and Airports", "flugzeugbau": "Aviation and Aerospace", "flyg": "Aviation and Aerospace", "flyg och rymd": "Aviation and Aerospace", "flyg och rymdindustri": "Aviation and Aerospace", "flygbolag": "Airlines and Airports", "flygindustri": "Aviation and Aerospace", "flygplatser": "Airlines and Airports", "flygtransport": "Airlines and Airports", "fmcg": "Consumer Goods", "fonction publique": "Government Administration", "fondation": "Nonprofit Organizations", "fondations": "Nonprofit Organizations", "fondazione": "Nonprofit Organizations", "fonderia e metalli": "Metals and Metalworking", "fonderie": "Metals and Metalworking", "fondforvaltning": "Investment Management", "fondi di investimento": "Investment Management", "fondos de inversion": "Investment Management", "fondsgesellschaft": "Investment Management", "fontaneria": "Building Trades", "food": "Food and Beverages", "food and beverage": "Food and Beverages", "food and beverage manufacturing": "Food and Beverages", "food and beverage retail": "Supermarkets and Grocery", "food and beverage services": "Food and Beverages", "food and beverages": "Food and Beverages", "food industry": "Food and Beverages", "food manufacturing": "Food and Beverages", "food processing": "Food and Beverages", "food production": "Food and Beverages", "food products": "Food and Beverages", "food retail": "Supermarkets and Grocery", "food service": "Restaurants and Catering", "food services": "Restaurants and Catering", "food tech": "Food and Beverages", "foodservice": "Restaurants and Catering", "foodtech": "Food and Beverages", "footwear": "Apparel and Fashion", "footwear and leather goods repair": "Personal Services", "footwear manufacturing": "Apparel and Fashion", "forcas armadas e militares": "Armed Forces", "forces armees": "Armed Forces", "forces de l ordre": "Public Safety", "fordon": "Automotive", "fordonsindustri": "Automotive", "fordonsindustrin": "Automotive", "foreign affairs": "International Affairs", "foreign trade": "Import and Export", "foreningar": "Nonprofit Organizations", "forest products": "Paper and Forest Products", "forestal": "Forestry", "forestale": "Forestry", "forestry": "Forestry", "forestry and logging": "Forestry", "forests": "Forestry", "foretagsradgivning": "Management Consulting", "foretagstjanster": "Business Process Outsourcing", "foretagsutbildning": "Training and Coaching", "forets": "Forestry", "forlag": "Publishing", "forlagsverksamhet": "Publishing", "formacao": "Education", "formacion": "Education", "formacion empresarial": "Training and Coaching", "formacion en linea": "E-learning", "formacion online": "E-learning", "formacion profesional": "Education", "formacion profesional y coaching": "Training and Coaching", "formacion y coaching": "Training and Coaching", "formation": "Education", "formation a distance": "E-learning", "formation en ligne": "E-learning", "formation et coaching": "Training and Coaching", "formation professionnelle": "Training and Coaching", "formation professionnelle et coaching": "Training and Coaching", "formazione": "Education", "formazione a distanza": "E-learning", "formazione aziendale": "Training and Coaching", "formazione e coaching": "Training and Coaching", "formazione online": "E-learning", "formazione professionale": "Training and Coaching", "formazione professionale e coaching": "Training and Coaching", "formazione universitaria": "Higher Education", "formgivning": "Design Services", "fornitura di acqua": "Utilities", "forniture per ufficio": "Office Supplies and Equipment", "fornybar energi": "Renewable Energy", "fornybar energi och miljo": "Renewable Energy", "forpackning": "Packaging and Containers", "forpackningar": "Packaging and Containers", "forpackningsindustri": "Packaging and Containers", "forsakring": "Insurance", "forsakringar": "Insurance", "forsakringsbolag": "Insurance", "forsakringsbranschen": "Insurance", "forschung": "Research and Development", "forschung und entwicklung": "Research and Development", "forschungseinrichtung": "Research and Development", "forschungsinstitut": "Research and Development", "forsikring": "Insurance", "forsikringsselskab": "Insurance", "forskning": "Research and Development", "forskning och utveckling": "Research and Development", "forskningstjanster": "Research and Development", "forskola": "Primary and Secondary Education", "forst": "Forestry", "forstwirtschaft": "Forestry", "forsvar": "Defense", "forsvar och rymd": "Defense", "forsvarsindustri": "Defense", "forsvarsindustrin": "Defense", "forsvarsmakten": "Armed Forces", "forze armate": "Armed Forces", "forze dell ordine": "Public Safety", "fossil fuel electric power generation": "Electric Power", "fotografia": "Design Services", "fotografia profissional": "Design Services", "fotografie": "Design Services", "fotografie en vormgeving": "Design Services", "fotovoltaica": "Renewable Energy", "fotovoltaico": "Renewable Energy", "fotovoltaico e solar": "Renewable Energy", "fotowoltaika": "Renewable Energy", "foundation": "Nonprofit Organizations", "foundations": "Nonprofit Organizations", "foundries": "Metals and Metalworking", "fournisseur d acces a internet": "Telecommunications Services", "fournitures de bureau": "Office Supplies and Equipment", "fournitures et equipements de bureau": "Office Supplies and Equipment", "fragrances": "Cosmetics and Personal Care", "freight": "Trucking and Freight", "freight and package transportation": "Logistics and Supply Chain", "freight forwarding": "Logistics and Supply Chain", "freight transportation": "Trucking and Freight", "freizeit": "Recreation and Leisure", "freizeit reisen und tourismus": "Travel and Tourism", "freizeitanlagen": "Recreation and Leisure", "freizeitbranche": "Recreation and Leisure", "freizeiteinrichtungen": "Recreation and Leisure", "freizeitparks": "Entertainment", "fremstilling": "Industrial Manufacturing", "fremstillingsvirksomhed": "Industrial Manufacturing", "fret": "Trucking and Freight", "friseur": "Personal Services", "friseure": "Personal Services", "friskvard": "Wellness and Fitness", "frisorer": "Personal Services", "fritid": "Recreation and Leisure", "fritid resor och turism": "Travel and Tourism", "fritidsaktiviteter": "Recreation and Leisure", "fritidsanlaggningar": "Recreation and Leisure", "fromagerie": "Dairy", "fruit and vegetable preserves manufacturing": "Food and Beverages", "fryzjerstwo": "Personal Services", "fuerzas armadas": "Armed Forces", "fulfillment": "Logistics and Supply Chain", "fumo": "Tobacco", "fundacion": "Nonprofit Organizations", "fundaciones": "Nonprofit Organizations", "fundacja": "Nonprofit Organizations", "fundacje i stowarzyszenia": "Nonprofit Organizations", "fundacoes sem fins lucrativos": "Nonprofit Organizations", "fundicion": "Metals and Metalworking", "fundos de investimento": "Investment Management", "fundraising": "Nonprofit Organizations", "funds and trusts": "Investment Management", "fundusze inwestycyjne": "Investment Management", "funeral services": "Personal Services", "furnishings": "Furniture", "furniture": "Furniture", "furniture and home furnishings manufacturing": "Furniture", "furniture manufacturing": "Furniture", "future of work": "Human Resources Services", "fysioterapi": "Medical Practices", "fysiotherapie": "Medical Practices", "fødevareindustri": "Food and Beverages", "fødevareproduktion": "Food and Beverages", "fødevarer": "Food and Beverages", "gabinety lekarskie": "Medical Practices", "galleries": "Performing and Visual Arts", "gambling": "Gambling and Casinos", "gambling and casinos": "Gambling and Casinos", "gambling facilities and casinos": "Gambling and Casinos", "game development": "Video Games", "games": "Video Games", "games branche": "Video Games", "gaming": "Video Games", "ganaderia": "Farming", "garage automobile": "Personal Services", "gardiennage": "Security Services", "garments": "Apparel and Fashion", "garten und landschaftsbau": "Building Trades", "gartenbau": "Farming", "gartneri": "Farming", "gas natural": "Oil and Gas", "gas natural e petroleo": "Oil and Gas", "gas utilities": "Utilities", "gastfreundschaft": "Hospitality", "gastgewerbe": "Hospitality", "gastronomia": "Restaurants and Catering", "gastronomie": "Restaurants and Catering", "gastronomiebetriebe": "Restaurants and Catering", "gaststatten": "Restaurants and Catering", "gastvrijheid": "Hospitality", "gasversorgung": "Utilities", "gayrimenkul": "Real Estate", "gaz et eau": "Utilities", "gaz naturel": "Oil and Gas", "gazety": "Newspapers and News", "gazownictwo": "Utilities", "gdo": "Supermarkets and Grocery", "geavanceerde materialen": "Nanotechnology and Materials", "gebaudedienstleistungen": "Facilities Services", "gebaudemanagement": "Facilities Services", "gebaudereinigung": "Facilities Services", "gebaudeservice": "Facilities Services", "gebaudetechnik": "Building Trades", "gebrauchsguter": "Consumer Goods", "gedistilleerd": "Wine and Spirits", "geestelijke gezondheidszorg": "Mental Health Care", "gegevensverwerking": "Data and Analytics", "gemeente": "Government Administration", "gemeenten": "Government Administration", "gemeinde": "Government Administration", "gemeinnutzig": "Nonprofit Organizations", "gemeinnutzige organisation": "Nonprofit Organizations", "gemeinnutzige organisationen": "Nonprofit Organizations", "gemeinnutzige vereine": "Nonprofit Organizations", "gemeinschaftsverpflegung": "Restaurants and Catering", "geneesmiddelen": "Pharmaceuticals", "generacion de energia": "Electric Power", "generacion electrica": "Electric Power", "general contracting": "Construction", "general contractors": "Construction", "general manufacturing": "Industrial Manufacturing", "generative ai": "Artificial Intelligence", "genetics": "Biotechnology", "genie civil": "Civil Engineering", "genie mecanique": "Machinery", "genio civile": "Civil Engineering", "genomics": "Biotechnology", "gentechnik": "Biotechnology", "geracao de energia": "Electric Power", "geschaftsbedarf": "Office Supplies and Equipment", "geschaftsprozess outsourcing": "Business Process Outsourcing", "gestaltung": "Design Services", "gestao de ativos": "Investment Management", "gestao de instalacoes": "Facilities Services", "gestao de investimentos": "Investment Management", "gestao de patrimonio": "Financial Services", "gestao de recursos humanos": "Human Resources Services", "gestao de residuos": "Environmental Services", "gestao educacional": "Education", "gestao imobiliaria": "Property Management", "gestao publica": "Government Administration", "gestion d actifs": "Investment Management", "gestion d investissements": "Investment Management", "gestion de activos": "Investment Management", "gestion de eventos": "Events Services", "gestion de fonds": "Investment Management", "gestion de instalaciones": "Facilities Services", "gestion de inversiones": "Investment Management", "gestion de l education": "Education", "gestion de patrimoine": "Financial Services", "gestion de patrimonios": "Financial Services", "gestion de propiedades": "Property Management", "gestion de residuos": "Environmental Services", "gestion des dechets": "Environmental Services", "gestion des installations": "Facilities Services", "gestion educativa": "Education", "gestion immobiliere": "Property Management", "gestion inmobiliaria": "Property Management", "gestion locative": "Property Management", "gestione degli immobili e servizi": "Facilities Services", "gestione degli investimenti": "Investment Management", "gestione dei rifiuti": "Environmental Services", "gestione del risparmio": "Investment Management", "gestione dell istruzione": "Education", "gestione educativa": "Education", "gestione immobiliare": "Property Management", "gestione patrimoniale": "Financial Services", "gestione rifiuti": "Environmental Services", "gestoria": "Accounting", "gesundheit": "Hospitals and Health Care", "gesundheit wellness und fitness": "Wellness and Fitness", "gesundheits it": "Digital Health", "gesundheitsbranche": "Hospitals and Health Care", "gesundheitsversorgung": "Hospitals and Health Care", "gesundheitswesen": "Hospitals and Health Care", "gesundheitswirtschaft": "Hospitals and Health Care", "getranke": "Beverages and Breweries", "getrankeherstellung": "Beverages and Breweries", "getrankeindustrie": "Beverages and Breweries", "gewerbeimmobilien": "Real Estate", "gewerkschaft": "Associations and Unions", "gewerkschaften": "Associations and Unions", "gezondheid welzijn en fitness": "Wellness and Fitness", "gezondheidszorg": "Hospitals and Health Care", "ggz": "Mental Health Care", "giesserei": "Metals and Metalworking", "gieterij": "Metals and Metalworking", "giełda": "Investment Banking", "gimnasios": "Wellness and Fitness", "giocattoli": "Consumer Goods", "giochi per computer": "Video Games", "gioco d azzardo": "Gambling and Casinos", "gioco d azzardo e casino": "Gambling and Casinos", "gioielleria": "Luxury Goods and Jewelry", "gioielli": "Luxury Goods and Jewelry", "giornali": "Newspapers and News", "giornalismo": "Newspapers and News", "glas keramiek en beton": "Building Materials", "glas keramik och betong": "Building Materials", "glas keramik und beton": "Building Materials", "glass ceramics and concrete": "Building Materials", "glass ceramics and concrete manufacturing": "Building Materials", "glucksspiel": "Gambling and Casinos", "gobierno": "Government Administration", "godstransport": "Trucking and Freight", "goede doelen": "Nonprofit Organizations", "goederenvervoer": "Trucking and Freight", "gokken": "Gambling and Casinos", "gokken en casino s": "Gambling and Casinos", "gold mining": "Mining and Metals", "golf": "Recreation and Leisure", "golf courses and country clubs": "Recreation and Leisure", "gomma": "Plastics and Rubber", "gornictwo": "Mining and Metals", "gornictwo i hutnictwo": "Mining and Metals", "gospodarka lesna": "Forestry", "gospodarka morska": "Maritime", "gospodarka odpadami": "Environmental Services", "gospodarstwo rolne": "Farming", "gouvernement": "Government Administration", "government": "Government Administration", "government administration": "Government Administration", "government administration and policy": "Government Administration", "government agencies": "Government Administration", "government relations": "Government Administration", "government relations services": "Government Administration", "governo": "Government Administration", "graduate schools": "Higher Education", "grafica": "Design Services", "grafica e design": "Design Services", "graficas": "Printing Services", "grafika": "Design Services", "grafikdesign": "Design Services", "grafisch ontwerp": "Design Services", "grafische industrie": "Printing Services", "grafisk design": "Design Services", "grafisk industri": "Printing Services", "gran consumo": "Consumer Goods", "grande consommation": "Consumer Goods", "grande distribution": "Retail", "grande distribuzione": "Retail", "grandes ecoles": "Higher Education", "graphic design": "Design Services", "graphisme": "Design Services", "green energy": "Renewable Energy", "gremios": "Associations and Unions", "grocery": "Supermarkets and Grocery", "grocery stores": "Supermarkets and Grocery", "grond weg en waterbouw": "Civil Engineering", "groothandel": "Wholesale", "groothandel en distributie": "Wholesale", "groothandels": "Wholesale", "gross und aussenhandel": "Wholesale", "grosshandel": "Wholesale", "grosshandel und vertrieb": "Wholesale", "grosshandler": "Wholesale", "grossier": "Wholesale", "grossista": "Wholesale", "grossiste": "Wholesale", "grossister": "Wholesale", "grossistes": "Wholesale", "grossisthandel": "Wholesale", "grossisti": "Wholesale", "ground transportation": "Trucking and Freight", "groupe diversifie": "Holding Companies", "grund och gymnasieskola": "Primary and Secondary Education", "grund und weiterfuhrende schulen": "Primary and Secondary Education", "grundschule": "Primary and Secondary Education", "grundskola": "Primary and Secondary Education", "grupo empresarial": "Holding Companies", "grupo empresarial diversificado": "Holding Companies", "gruppo industriale": "Holding Companies", "gruvdrift": "Mining and Metals", "gruvindustri": "Mining and Metals", "gruvnaring": "Mining and Metals", "gruvor": "Mining and Metals", "gruvor och metaller": "Mining and Metals", "gry komputerowe": "Video Games", "gry wideo": "Video Games", "guarderias": "Primary and Secondary Education", "guma": "Plastics and Rubber", "gummi": "Plastics and Rubber", "gummiindustri": "Plastics and Rubber", "guterkraftverkehr": "Trucking and Freight", "guterverkehr": "Trucking and Freight", "gym": "Wellness and Fitness", "gymnasieskola": "Primary and Secondary Education", "gymnasium": "Primary and Secondary Education", "gyms": "Wellness and Fitness", "gıda": "Food and Beverages", "gıda uretimi": "Food and Beverages", "gıda ve icecek": "Food and Beverages", "habillement": "Apparel and Fashion", "habillement et mode": "Apparel and Fashion", "hafen": "Maritime", "hair salons": "Personal Services", "halbleiter": "Semiconductors", "halbleiterindustrie": "Semiconductors", "halfgeleiders": "Semiconductors", "hallbarhet": "Environmental Services", "halsa": "Hospitals and Health Care", "halsa friskvard och traning": "Wellness and Fitness", "halsa och traning": "Wellness and Fitness", "halso och sjukvard": "Hospitals and Health Care", "halsovard": "Hospitals and Health Care", "halvledare": "Semiconductors", "hamnar": "Maritime", "handel": "Retail", "handel detaliczny": "Retail", "handel elektroniczny": "E-commerce", "handel en winkels": "Retail", "handel hurtowy": "Wholesale", "handel internetowy": "E-commerce", "handel miedzynarodowy": "Import and Export", "handel och butik": "Retail", "handel spozywczy": "Supermarkets and Grocery", "handel zagraniczny": "Import and Export", "handelskammare": "Associations and Unions", "handelskammer": "Associations and Unions", "handelsunternehmen": "Retail", "handelsvertretung": "Wholesale", "handwerk": "Building Trades", "hantverk": "Building Trades", "hardware": "Computer Hardware", "hardware de computadores": "Computer Hardware", "hardware e periferiche": "Computer Hardware", "hardware hersteller": "Computer Hardware", "hardware informatico": "Computer Hardware", "hastane": "Hospitals and Health Care", "hastaneler": "Hospitals and Health Care", "haulage": "Trucking and Freight", "hausgerate": "Consumer Electronics", "haushaltsgerate": "Consumer Electronics", "haushaltsnahe dienstleistungen": "Personal Services", "haushaltswaren": "Consumer Goods", "haustechnik": "Building Trades", "hausverwaltung": "Property Management", "havens": "Maritime", "hayvancılık": "Farming", "hazard": "Gambling and Casinos", "hazard i kasyna": "Gambling and Casinos", "headhunting": "Staffing and Recruiting", "health": "Hospitals and Health Care", "health and biotech": "Biotechnology", "health and human services": "Hospitals and Health Care", "health and wellness": "Wellness and Fitness", "health care": "Hospitals and Health Care", "health care providers": "Hospitals and Health Care", "health equipment": "Medical Devices", "health information technology": "Digital Health", "health insurance": "Insurance", "health it": "Digital Health", "health services": "Hospitals and Health Care", "health tech": "Digital Health", "health technology": "Digital Health", "health wellness and fitness": "Wellness and Fitness", "healthcare": "Hospitals and Health Care", "healthcare it": "Digital Health", "healthcare services": "Hospitals and Health Care", "healthcare software": "Digital Health", "healthtech": "Digital Health", "heavy and civil engineering": "Civil Engineering", "heavy construction": "Civil Engineering", "heavy machinery": "Machinery", "hebergement": "Hospitality", "hebergement web": "Internet and Web Services", "hedge fund": "Investment Management", "hedge funds": "Investment Management", "heilpraktiker": "Wellness and Fitness", "heizung und sanitar": "Building Trades", "hemelektronik": "Consumer Electronics", "heminredning": "Furniture", "hernieuwbare energie": "Renewable Energy", "hernieuwbare energie en milieu": "Renewable Energy", "herstellung": "Industrial Manufacturing", "hidrocarburos": "Oil and Gas", "high schools": "Primary and Secondary Education", "higher education": "Higher Education", "highway construction": "Civil Engineering", "higiene e beleza": "Cosmetics and Personal Care", "higiene pessoal": "Cosmetics and Personal Care", "hilfsorganisation": "Nonprofit Organizations", "hipermarkety": "Supermarkets and Grocery", "hipermercado": "Supermarkets and Grocery", "hipermercados": "Supermarkets and Grocery", "historical sites": "Museums and Cultural Institutions", "hoa management": "Property Management", "hobby": "Recreation and Leisure", "hoch und tiefbau": "Civil Engineering", "hochbau": "Construction", "hochschulbildung": "Higher Education", "hochschule": "Higher Education", "hochschulen": "Higher Education", "hochschulwesen": "Higher Education", "hodowla": "Farming", "hodowla ryb": "Fishery", "hoger onderwijs": "Higher Education", "hogescholen": "Higher Education", "hogeschool": "Higher Education", "hogre utbildning": "Higher Education", "hogskola": "Higher Education", "hogskolor": "Higher Education", "hohere bildung": "Higher Education", "holding": "Holding Companies", "holding companies": "Holding Companies", "holding company": "Holding Companies", "holding financiere": "Holding Companies", "holdingbolag": "Holding Companies", "holdinggesellschaft": "Holding Companies", "holdingmaatschappij": "Holding Companies", "holdings": "Holding Companies", "holz": "Building Materials", "holzeinschlag": "Forestry", "holzindustrie": "Building Materials", "holzverarbeitung": "Building Materials", "home appliances": "Consumer Electronics", "home furnishings": "Furniture", "home health care services": "Hospitals and Health Care", "home services": "Personal Services", "homebuilding": "Construction", "hopital": "Hospitals and Health Care", "hopitaux": "Hospitals and Health Care", "hopitaux et centres de soins": "Hospitals and Health Care", "hopitaux et services de sante": "Hospitals and Health Care", "horeca": "Hospitality", "horeca en catering": "Restaurants and Catering", "horfunk": "Broadcasting", "horlogerie": "Luxury Goods and Jewelry", "hormigon": "Building Materials", "horticultura": "Farming", "horticulture": "Farming", "horticulture et agriculture": "Farming", "hospedagem": "Hospitality", "hospitais": "Hospitals and Health Care", "hospitais e atendimento a saude": "Hospitals and Health Care", "hospitais e clinicas": "Hospitals and Health Care", "hospital": "Hospitals and Health Care", "hospital and health care": "Hospitals and Health Care", "hospital y atencion sanitaria": "Hospitals and Health Care", "hospitaler": "Hospitals and Health Care", "hospitales": "Hospitals and Health Care", "hospitales y atencion sanitaria": "Hospitals and Health Care", "hospitalidad": "Hospitality", "hospitalidade e hotelaria": "Hospitality", "hospitality": "Hospitality", "hospitality and tourism": "Hospitality", "hospitality services": "Hospitality", "hospitals": "Hospitals and Health Care", "hospitals and clinics": "Hospitals and Health Care", "hospitals and health care": "Hospitals and Health Care", "hospitals and physicians clinics": "Hospitals and Health Care", "hosteleria": "Hospitality", "hosteleria y restauracion": "Restaurants and Catering", "hosteleria y turismo": "Hospitality", "hostels": "Hospitality", "hosting": "Internet and Web Services", "hoteis": "Hospitality", "hoteis e hospedagem": "Hospitality", "hotel": "Hospitality", "hotel e alberghi": "Hospitality", "hotel en horeca": "Hospitality", "hotel og restauration": "Hospitality", "hotel und gastronomie": "Hospitality", "hotel und gaststattengewerbe": "Hospitality", "hotelaria": "Hospitality", "hotelarstwo": "Hospitality", "hotelarstwo i gastronomia": "Hospitality", "hotelbranche": "Hospitality", "hotelbranche en horeca": "Hospitality", "hotelbranchen": "Hospitality", "hotele": "Hospitality", "hoteleria": "Hospitality", "hoteles": "Hospitality", "hotelgewerbe": "Hospitality", "hotell": "Hospitality", "hotell och restaurang": "Hospitality", "hotell och restaurangbranschen": "Hospitality", "hotellbranschen": "Hospitality", "hoteller": "Hospitality", "hotellerie": "Hospitality", "hotellerie et restauration": "Hospitality", "hotellerie et tourisme": "Hospitality", "hotellerie restauration": "Hospitality", "hotellerie und gastronomie": "Hospitality", "hotelnictvi": "Hospitality", "hotels": "Hospitality", "hotels and motels": "Hospitality", "hotels and resorts": "Hospitality", "hotels und gaststatten": "Hospitality", "hotelwezen": "Hospitality", "houdstermaatschappij": "Holding Companies", "household and institutional furniture manufacturing": "Furniture", "household appliance manufacturing": "Consumer Electronics", "household appliances": "Consumer Electronics", "household goods": "Consumer Goods", "household products": "Consumer Goods", "household services": "Personal Services", "housing and community development": "Government Administration", "housing management": "Property Management", "hout": "Building Materials", "houtindustrie en handel": "Building Materials", "hoveniersbedrijf": "Building Trades", "hr": "Human Resources Services", "hr consulting": "Human Resources Services", "hr diensten": "Human Resources Services", "hr dienstleistungen": "Human Resources Services", "hr dienstverlening": "Human Resources Services", "hr services": "Human Resources Services", "hr tech": "Human Resources Services", "hr technology": "Human Resources Services", "hr tjanster": "Human Resources Services", "hrtech": "Human Resources Services", "hudvard": "Cosmetics and Personal Care", "huisartsenpraktijk": "Medical Practices", "huishoudelijke apparaten": "Consumer Electronics", "hulpdiensten": "Public Safety", "human resources": "Human Resources Services", "human resources services": "Human Resources Services", "human services": "Individual and Family Services", "humanitaire": "Nonprofit Organizations", "hurt": "Wholesale", "hurtownia": "Wholesale", "hurtownie": "Wholesale", "hushallsapparater": "Consumer Electronics", "hushallsnara tjanster": "Personal Services", "hushallsprodukter": "Consumer Goods", "hutnictwo": "Metals and Metalworking", "hvac": "Building Trades", "hydraulika": "Building Trades", "hydrocarbures": "Oil and Gas", "hydroelectric power generation": "Electric Power", "hygiene et beaute": "Cosmetics and Personal Care", "hypermarches": "Supermarkets and Grocery", "ia": "Artificial Intelligence", "icke vinstdrivande organisation": "Nonprofit Organizations", "ict": "IT Services and Consulting", "ideell forening": "Nonprofit Organizations", "ideell organisation": "Nonprofit Organizations", "ideella organisationer": "Nonprofit Organizations", "idraulica": "Building Trades", "idrocarburi": "Oil and Gas", "idrott": "Sports", "idrottsforeningar": "Sports", "idrottsklubbar": "Sports", "igaming": "Gambling and Casinos", "iglesia": "Religious Institutions", "igreja": "Religious Institutions", "igrejas": "Religious Institutions", "ilac": "Pharmaceuticals", "ilac sanayi": "Pharmaceuticals", "illuminazione": "Electrical and Electronic Manufacturing", "imalat": "Industrial Manufacturing", "imballaggi": "Packaging and Containers", "imballaggi e contenitori": "Packaging and Containers", "imballaggio": "Packaging and Containers", "immobili": "Real Estate", "immobili commerciali": "Real Estate", "immobiliare": "Real Estate", "immobilien": "Real Estate", "immobilienbranche": "Real Estate", "immobilienentwicklung": "Real Estate", "immobiliengesellschaft": "Real Estate", "immobilienmakler": "Real Estate", "immobilienverwaltung": "Property Management", "immobilienwirtschaft": "Real Estate", "immobilier": "Real Estate", "immobilier commercial": "Real Estate", "immobilier d entreprise": "Real Estate", "imobiliaria": "Real Estate", "imobiliario": "Real Estate", "imoveis": "Real Estate", "imoveis comerciais": "Real Estate", "impact investing": "Investment Management", "impianti elettrici": "Building Trades", "impiantistica": "Building Trades", "import and export": "Import and Export", "import en export": "Import and Export", "import export": "Import and Export", "import export handel": "Import and Export", "import i eksport": "Import and Export", "import och export": "Import and Export", "import und export von waren": "Import and Export", "importacao e exportacao": "Import and Export", "importacion y exportacion": "Import and Export", "importazione ed esportazione": "Import and Export", "imprensa": "Newspapers and News", "imprenta": "Printing Services", "impresa edile": "Construction", "imprese edili": "Construction", "impresion": "Printing Services", "impressao": "Printing Services", "impression": "Printing Services", "imprezy": "Events Services", "imprimerie": "Printing Services", "in vitro diagnostics": "Medical Devices", "inalambrico": "Wireless and Mobile", "incorporacao imobiliaria": "Real Estate", "incubator": "Venture Capital and Private Equity", "indagini di mercato": "Market Research", "individ och familjetjanster": "Individual and Family Services", "individual and family": "Individual and Family Services", "individual and family services": "Individual and Family Services", "individual und familiendienste": "Individual and Family Services", "individuele en gezinsdiensten": "Individual and Family Services", "indumentaria": "Apparel and Fashion", "industri": "Industrial Manufacturing", "industri og produktion": "Industrial Manufacturing", "industria": "Industrial Manufacturing", "industria aeroespacial": "Aviation and Aerospace", "industria aeroespacial e aviacao": "Aviation and Aerospace", "industria aeroespacial y aviacion": "Aviation and Aerospace", "industria aeronautica": "Aviation and Aerospace", "industria alimentare": "Food and Beverages", "industria alimentaria": "Food and Beverages", "industria alimenticia": "Food and Beverages", "industria automobilistica": "Automotive", "industria automotiva": "Automotive", "industria automotriz": "Automotive", "industria automovilistica": "Automotive", "industria cartaria": "Paper and Forest Products", "industria chimica": "Chemicals", "industria da musica": "Music", "industria de alimentos": "Food and Beverages", "industria de bebidas": "Beverages and Breweries", "industria de defesa": "Defense", "industria de la defensa": "Defense", "industria de laticinios": "Dairy", "industria de papel": "Paper and Forest Products", "industria de plasticos": "Plastics and Rubber", "industria de transformacao": "Industrial Manufacturing", "industria del mobile": "Furniture", "industria del mueble": "Furniture", "industria del plastico": "Plastics and Rubber", "industria del tabacco": "Tobacco", "industria della difesa": "Defense", "industria delle bevande": "Beverages and Breweries", "industria do tabaco": "Tobacco", "industria electronica": "Electrical and Electronic Manufacturing", "industria eletronica": "Electrical and Electronic Manufacturing", "industria elettronica": "Electrical and Electronic Manufacturing", "industria estrattiva": "Mining and Metals", "industria extrativa": "Mining and Metals", "industria farmaceutica": "Pharmaceuticals", "industria ferroviaria": "Railroad and Shipbuilding", "industria ferroviaria e navale": "Railroad and Shipbuilding", "industria lactea": "Dairy", "industria manifatturiera": "Industrial Manufacturing", "industria manufacturera": "Industrial Manufacturing", "industria manufatureira": "Industrial Manufacturing", "industria meccanica": "Machinery", "industria metallurgica e mineraria": "Mining and Metals", "industria metalurgica": "Metals and Metalworking", "industria minera": "Mining and Metals", "industria mineraria": "Mining and Metals", "industria moveleira": "Furniture", "industria musical": "Music", "industria musicale": "Music", "industria papelera": "Paper and Forest Products", "industria petrolera": "Oil and Gas", "industria petrolifera": "Oil and Gas", "industria plastica": "Plastics and Rubber", "industria quimica": "Chemicals", "industria quimica e petroquimica": "Chemicals", "industria tabacalera": "Tobacco", "industria tessile": "Textiles", "industria textil": "Textiles", "industrial": "Industrial Manufacturing", "industrial automation": "Industrial Automation", "industrial design": "Design Services", "industrial equipment": "Machinery", "industrial goods": "Industrial Manufacturing", "industrial machinery": "Machinery", "industrial machinery manufacturing": "Machinery", "industrial manufacturing": "Industrial Manufacturing", "industrial products": "Industrial Manufacturing", "industrial robots": "Robotics", "industrial tech": "Industrial Manufacturing", "industrials": "Industrial Manufacturing", "industriautomation": "Industrial Automation", "industrie": "Industrial Manufacturing", "industrie aeronautique": "Aviation and Aerospace", "industrie agroalimentaire": "Food and Beverages", "industrie automobile": "Automotive", "industrie chimique": "Chemicals", "industrie de la defense": "Defense", "industrie des boissons": "Beverages and Breweries", "industrie du meuble": "Furniture", "industrie du tabac": "Tobacco", "industrie electronique": "Electrical and Electronic Manufacturing", "industrie ferroviaire": "Railroad and Shipbuilding", "industrie laitiere": "Dairy", "industrie manufacturiere": "Industrial Manufacturing", "industrie miniere": "Mining and Metals", "industrie musicale": "Music", "industrie papetiere": "Paper and Forest Products", "industrie petroliere": "Oil and Gas", "industrie pharmaceutique": "Pharmaceuticals", "industrie textile": "Textiles", "industrieautomation": "Industrial Automation", "industrieautomatisierung": "Industrial Automation", "industrieguter": "Industrial Manufacturing", "industriele automatisering": "Industrial Automation", "industriele productie": "Industrial Manufacturing", "industriell tillverkning": "Industrial Manufacturing", "industrieprodukte": "Industrial Manufacturing", "industries extractives": "Mining and Metals", "industriesector": "Industrial Manufacturing", "industry": "Industrial Manufacturing", "industry 4 0": "Industrial Manufacturing", "industry associations": "Associations and Unions", "informacni technologie": "IT Services and Consulting", "informatica": "IT Services and Consulting", "informatica e servicos": "IT Services and Consulting", "informatica en diensten": "IT Services and Consulting", "informatiebeveiliging": "Cybersecurity", "informatietechnologie": "IT Services and Consulting", "informatik": "IT Services and Consulting", "information security": "Cybersecurity", "information technology": "IT Services and Consulting", "information technology and services": "IT Services and Consulting", "information technology services": "IT Services and Consulting", "informationssakerhet": "Cybersecurity", "informationssicherheit": "Cybersecurity", "informationstechnik": "IT Services and Consulting", "informationstechnologie": "IT Services and Consulting", "informationsteknik": "IT Services and Consulting", "informationsteknologi": "IT Services and Consulting", "informatique": "IT Services and Consulting", "informatique en nuage": "Cloud Computing", "informatyka": "IT Services and Consulting", "infraestructura": "Civil Engineering", "infraestructuras": "Civil Engineering", "infraestruturas e obras": "Civil Engineering", "infrastructure": "Civil Engineering", "infrastructure as a service": "Cloud Computing", "infrastructure construction": "Civil Engineering", "infrastructures": "Civil Engineering", "infrastructuur": "Civil Engineering", "infrastruktur": "Civil Engineering", "infrastruktur och anlaggning": "Civil Engineering", "infrastruktura i drogi": "Civil Engineering", "infrastrutture": "Civil Engineering", "ingegneria": "Engineering Services", "ingegneria civile": "Civil Engineering", "ingegneria meccanica": "Machinery", "ingegneria meccanica o industriale": "Machinery", "ingenieria": "Engineering Services", "ingenieria civil": "Civil Engineering", "ingenieria industrial o mecanica": "Machinery", "ingenieria mecanica": "Machinery", "ingenierie": "Engineering Services", "ingenierie civile": "Civil Engineering", "ingenierie mecanique": "Machinery", "ingenierie mecanique ou industrielle": "Machinery", "ingenieurburo": "Engineering Services", "ingenieurdienstleistungen": "Engineering Services", "ingenieursbureau": "Engineering Services", "ingenieursdiensten": "Engineering Services", "ingenieurwesen": "Engineering Services", "ingenjorstjanster": "Engineering Services", "ingenjorsverksamhet": "Engineering Services", "ingrosso": "Wholesale", "injection molding": "Plastics and Rubber", "inmobiliaria": "Real Estate", "inmobiliarias": "Real Estate", "inmobiliario": "Real Estate", "inmobiliario comercial": "Real Estate", "innenarchitektur": "Design Services", "inredning": "Design Services", "inredningsdesign": "Design Services", "insaat": "Construction", "insaat sektoru": "Construction", "instalaciones": "Building Trades", "instalaciones electricas": "Building Trades", "instalaciones recreativas": "Recreation and Leisure", "instalaciones y servicios recreativos": "Recreation and Leisure", "instalacje": "Building Trades", "instalacje elektryczne": "Building Trades", "instalacoes": "Building Trades", "instalacoes e servicos de recreacao": "Recreation and Leisure", "instalacoes eletricas": "Building Trades", "instalacoes recreativas": "Recreation and Leisure", "installatiebedrijf": "Building Trades", "installatietechniek": "Building Trades", "installation": "Building Trades", "installations et services de loisirs": "Recreation and Leisure", "installazioni": "Building Trades", "instituciones culturales": "Museums and Cultural Institutions", "instituciones religiosas": "Religious Institutions", "instituicoes culturais": "Museums and Cultural Institutions", "instituicoes religiosas": "Religious Institutions", "institutions culturelles": "Museums and Cultural Institutions", "institutions publiques": "Government Administration", "institutions religieuses": "Religious Institutions", "instrumentacao e controle": "Industrial Automation", "instrumentacion y control": "Industrial Automation", "instrumental medico": "Medical Devices", "instrumentation": "Industrial Automation", "instytucje kultury": "Museums and Cultural Institutions", "instytucje religijne": "Religious Institutions", "insurance": "Insurance", "insurance agencies and brokerages": "Insurance", "insurance brokers": "Insurance", "insurance carriers": "Insurance", "insurance services": "Insurance", "insurers": "Insurance", "insurtech": "Insurance", "integrated circuits": "Semiconductors", "integratori": "Wellness and Fitness", "inteligencia artificial": "Artificial Intelligence", "inteligencia artificial e aprendizado de maquina": "Artificial Intelligence", "intelligence artificielle": "Artificial Intelligence", "intelligenza artificiale": "Artificial Intelligence", "interconexion en red": "Computer Networking", "interieurontwerp": "Design Services", "interim": "Staffing and Recruiting", "interior design": "Design Services", "interiorismo": "Design Services", "international affairs": "International Affairs", "international aid": "Nonprofit Organizations", "international organizations": "International Affairs", "international relations": "International Affairs", "international trade": "Import and Export", "international trade and development": "Import and Export", "internationale angelegenheiten": "International Affairs", "internationale handel": "Import and Export", "internationale organisaties": "International Affairs", "internationale organisationen": "International Affairs", "internationale zaken": "International Affairs", "internationaler handel": "Import and Export", "internationell handel": "Import and Export", "internationella fragor": "International Affairs", "internationella relationer": "International Affairs", "internet": "Internet and Web Services", "internet and web services": "Internet and Web Services", "internet marketplace platforms": "Internet and Web Services", "internet of things": "Software", "internet publishing": "Internet and Web Services", "internet retail": "E-commerce", "internet service provider": "Telecommunications Services", "internet service providers": "Telecommunications Services", "internet services": "Internet and Web Services", "internet software": "Internet and Web Services", "internetanbieter": "Telecommunications Services", "internetdienste": "Internet and Web Services", "internetdiensten": "Internet and Web Services", "internethandel": "E-commerce", "internettjanster": "Internet and Web Services", "intrattenimento": "Entertainment", "intresseorganisationer": "Associations and Unions", "inversion": "Investment Management", "inversiones": "Investment Management", "investeringar och fonder": "Investment Management", "investeringen": "Investment Management", "investeringsforvaltning": "Investment Management", "investigacion": "Research and Development", "investigacion biotecnologica": "Biotechnology", "investigacion cientifica": "Research and Development", "investigacion clinica": "Clinical Research", "investigacion de mercado": "Market Research", "investigacion de mercados": "Market Research", "investigacion y desarrollo": "Research and Development", "investigation services": "Security Services", "investimenti": "Investment Management", "investimentos e fundos": "Investment Management", "investissement": "Investment Management", "investissements": "Investment Management", "investment": "Investment Management", "investment advice": "Investment Management", "investment banking": "Investment Banking", "investment banking venture": "Investment Banking", "investment firm": "Investment Management", "investment management": "Investment Management", "investmentbank": "Investment Banking", "investmentbanking": "Investment Banking", "investmentmanagement": "Investment Management", "investments": "Investment Management", "inwestycje": "Investment Management", "inzynieria": "Engineering Services", "inzynieria ladowa": "Civil Engineering", "inzynieria ladowa i wodna": "Civil Engineering", "inzynieria materiałowa": "Nanotechnology and Materials", "inzynieria mechaniczna": "Machinery", "iot": "Software", "ipermercati": "Supermarkets and Grocery", "iron and steel": "Metals and Metalworking", "isp": "Telecommunications Services", "istituzioni culturali": "Museums and Cultural Institutions", "istituzioni religiose": "Religious Institutions", "istruzione": "Education", "istruzione primaria": "Primary and Secondary Education", "istruzione primaria e secondaria": "Primary and Secondary Education", "istruzione superiore": "Higher Education", "istruzione universitaria": "Higher Education", "it": "IT Services and Consulting", "it and services": "IT Services and Consulting", "it beratung": "IT Services and Consulting", "it branche": "IT Services and Consulting", "it consulting": "IT Services and Consulting", "it diensten": "IT Services and Consulting", "it dienstleister": "IT Services and Consulting", "it dienstleistungen": "IT Services and Consulting", "it dienstverlening": "IT Services and Consulting", "it dienstverlening en it consultancy": "IT Services and Consulting", "it konsulentydelser": "IT Services and Consulting", "it konsulter": "IT Services and Consulting", "it och tjanster": "IT Services and Consulting", "it outsourcing": "IT Services and Consulting", "it sakerhet": "Cybersecurity", "it security": "Cybersecurity", "it services": "IT Services and Consulting", "it services and consulting": "IT Services and Consulting", "it services and it consulting": "IT Services and Consulting", "it sicherheit": "Cybersecurity", "it sluzby": "IT Services and Consulting", "it systemhaus": "IT Services and Consulting", "it tjanster": "IT Services and Consulting", "it und services": "IT Services and Consulting", "it ydelser": "IT Services and Consulting", "itticoltura": "Fishery", "itサービス": "IT Services and Consulting", "izba gospodarcza": "Associations and Unions", "janitorial services": "Facilities Services", "jardineria y paisajismo": "Building Trades", "jarn och stal": "Metals and Metalworking", "jarnvag": "Rail and Public Transit", "jarnvagsindustri": "Railroad and Shipbuilding", "jarnvagstransport": "Rail and Public Transit", "jeu video": "Video Games", "jeux d argent": "Gambling and Casinos", "jeux d argent et casinos": "Gambling and Casinos", "jeux electroniques": "Video Games", "jeux video": "Video Games", "jewellery": "Luxury Goods and Jewelry", "jewelry": "Luxury Goods and Jewelry", "jewelry manufacturing": "Luxury Goods and Jewelry", "joaillerie": "Luxury Goods and Jewelry", "joalheria": "Luxury Goods and Jewelry", "jogos de azar": "Gambling and Casinos", "jogos de computador": "Video Games", "jogos eletronicos": "Video Games", "joias": "Luxury Goods and Jewelry", "jordbruk": "Farming", "jordbruk och skogsbruk": "Farming", "jordbruksteknik": "Agricultural Technology", "jornais": "Newspapers and News", "jornalismo": "Newspapers and News", "jouets": "Consumer Goods", "journalism": "Newspapers and News", "journalisme": "Newspapers and News", "journalismus": "Newspapers and News", "journalistiek": "Newspapers and News", "journalistik": "Newspapers and News", "journaux": "Newspapers and News", "joyeria": "Luxury Goods and Jewelry", "jubilerstwo": "Luxury Goods and Jewelry", "judiciary": "Government Administration", "juegos de azar": "Gambling and Casinos", "juegos de ordenador": "Video Games", "juguetes": "Consumer Goods", "juridico": "Legal Services", "juridik": "Legal Services", "juridique": "Legal Services", "juridische diensten": "Legal Services", "juridische dienstverlening": "Legal Services", "juridiska tjanster": "Legal Services", "juristbyra": "Legal Services", "juristische dienstleistungen": "Legal Services", "juwelen": "Luxury Goods and Jewelry", "juwelier": "Luxury Goods and Jewelry", "k 12": "Primary and Secondary Education", "k 12 education": "Primary and Secondary Education", "k12": "Primary and Secondary Education", "kadry": "Human Resources Services", "kaffe": "Beverages and Breweries", "kaffee": "Beverages and Breweries", "kamer van koophandel": "Associations and Unions", "kammern": "Associations and Unions", "kamu": "Government Administration", "kamu yonetimi": "Government Administration", "kancelaria adwokacka": "Legal Services", "kancelaria prawna": "Legal Services", "kansspelen": "Gambling and Casinos", "kantoorapparatuur": "Office Supplies and Equipment", "kantoorartikelen": "Office Supplies and Equipment", "kantoorbenodigdheden": "Office Supplies and Equipment", "kantoormeubelen": "Furniture", "kanzlei": "Legal Services", "kapitaalmarkten": "Investment Banking", "kapitalanlage": "Investment Management", "kapitalforvaltning": "Investment Management", "kapitalmarknader": "Investment Banking", "kapitalmarkte": "Investment Banking", "kapitał venture": "Venture Capital and Private Equity", "kapitał wysokiego ryzyka": "Venture Capital and Private Equity", "kappers": "Personal Services", "kapsalon": "Personal Services", "kaserei": "Dairy", "kasinon": "Gambling and Casinos", "kasyna": "Gambling and Casinos", "katastrophenschutz": "Public Safety", "kaufhauser": "Retail", "kautschuk": "Plastics and Rubber", "kemi": "Chemicals", "kemibranschen": "Chemicals", "kemiindustri": "Chemicals", "kemikalieindustri": "Chemicals", "kemikalier": "Chemicals", "kemisk industri": "Chemicals", "kemisk industri og produkter": "Chemicals", "kep": "Postal and Courier Services", "keramik": "Building Materials", "kerk": "Religious Institutions", "kerken": "Religious Institutions", "kernenergie": "Electric Power", "kfz": "Automotive", "kfz werkstatt": "Personal Services", "ki": "Artificial Intelligence", "kimya": "Chemicals", "kimya sanayi": "Chemicals", "kindergarten": "Primary and Secondary Education", "kindergarten und schule": "Primary and Secondary Education", "kinderopvang": "Primary and Secondary Education", "kindertagesstatten": "Primary and Secondary Education", "kinesitherapie": "Medical Practices", "kino": "Film and Video", "kirche": "Religious Institutions", "kirchen": "Religious Institutions", "kita": "Primary and Secondary Education", "klader": "Apparel and Fashion", "klader och mode": "Apparel and Fashion", "kladindustri": "Apparel and Fashion", "kleding": "Apparel and Fashion", "kleding en mode": "Apparel and Fashion", "kledingindustrie": "Apparel and Fashion", "kleidung": "Apparel and Fashion", "kleinhandel": "Retail", "klinieken": "Hospitals and Health Care", "klinik": "Hospitals and Health Care", "kliniken": "Hospitals and Health Care", "kliniki": "Hospitals and Health Care", "klinisch onderzoek": "Clinical Research", "klinische forschung": "Clinical Research", "klinische studien": "Clinical Research", "klinisk forskning": "Clinical Research", "kliniska provningar": "Clinical Research", "kliniska studier": "Clinical Research", "klockor och smycken": "Luxury Goods and Jewelry", "kluby sportowe": "Sports", "koerier": "Postal and Courier Services", "koeriersdiensten": "Postal and Courier Services", "koffie en thee": "Beverages and Breweries", "kolej": "Rail and Public Transit", "kollektivtrafik": "Rail and Public Transit", "kommersiella fastigheter": "Real Estate", "kommun": "Government Administration", "kommunal forvaltning": "Government Administration", "kommunala bolag": "Utilities", "kommunalverwaltung": "Government Administration", "kommune": "Government Administration", "kommuner": "Government Administration", "kommunikation": "Public Relations", "kommunikation och pr": "Public Relations", "kompetensutveckling": "Training and Coaching", "komunikacja": "Public Relations", "komunikacja miejska": "Rail and Public Transit", "konaklama": "Hospitality", "konfektion": "Apparel and Fashion", "konglomerat i holding": "Holding Companies", "konglomerat och holding": "Holding Companies", "konst": "Performing and Visual Arts", "konst och kultur": "Performing and Visual Arts", "konsthantverk": "Performing and Visual Arts", "konsulentvirksomhed": "Management Consulting", "konsulting": "Management Consulting", "konsultverksamhet": "Management Consulting", "konsumentelektronik": "Consumer Electronics", "konsumenttjanster": "Personal Services", "konsumentvaror": "Consumer Goods", "konsumguter": "Consumer Goods", "konsumguterindustrie": "Consumer Goods", "konsumtionsvaror": "Consumer Goods", "kontorsmaterial": "Office Supplies and Equipment", "kontorsmobler": "Furniture", "kontorsutrustning": "Office Supplies and Equipment", "kontorsvaror": "Office Supplies and Equipment", "kontraktlogistik": "Logistics and Supply Chain", "kopalnie": "Mining and Metals", "korperpflege": "Cosmetics and Personal Care", "korperpflegemittel": "Cosmetics and Personal Care", "koscioł": "Religious Institutions", "koscioły": "Religious Institutions", "kosmetik": "Cosmetics and Personal Care", "kosmetik och hudvard": "Cosmetics and Personal Care", "kosmetik und korperpflege": "Cosmetics and Personal Care", "kosmetika": "Cosmetics and Personal Care", "kosmetikindustrie": "Cosmetics and Personal Care", "kosmetyki": "Cosmetics and Personal Care", "kosttillskott": "Wellness and Fitness", "kraftfahrzeuge": "Automotive", "krankenhaus": "Hospitals and Health Care", "krankenhauser": "Hospitals and Health Care", "krankenhauser und gesundheitswesen": "Hospitals and Health Care", "kranten": "Newspapers and News", "kredite": "Financial Services", "kreditinstitut": "Banking", "kreditinstitute": "Banking", "kredyty": "Financial Services", "krijgsmacht": "Armed Forces", "kryptovaluta": "Blockchain and Crypto", "kryptowahrungen": "Blockchain and Crypto", "kryptowaluty": "Blockchain and Crypto", "ksiegowosc": "Accounting", "kształcenie": "Education", "kształcenie na odległosc": "E-learning", "kultureinrichtungen": "Museums and Cultural Institutions", "kulturinstitutioner": "Museums and Cultural Institutions", "kundtjanst": "Business Process Outsourcing", "kunst": "Performing and Visual Arts", "kunst en cultuur": "Performing and Visual Arts", "kunst und kultur": "Performing and Visual Arts", "kunsten": "Performing and Visual Arts", "kunsthandwerk": "Performing and Visual Arts", "kunstliche intelligenz": "Artificial Intelligence", "kunstmatige intelligentie": "Artificial Intelligence", "kunststof": "Plastics and Rubber", "kunststoff": "Plastics and Rubber", "kunststoffe": "Plastics and Rubber", "kunststoffen": "Plastics and Rubber", "kunststoffindustrie": "Plastics and Rubber", "kunststoffverarbeitung": "Plastics and Rubber", "kunststofindustrie": "Plastics and Rubber", "kurier": "Postal and Courier Services", "kurierdienst": "Postal and Courier Services", "kurierdienste": "Postal and Courier Services", "kyrka": "Religious Institutions", "kyrkor": "Religious Institutions", "la poste": "Postal and Courier Services", "labor unions": "Associations and Unions", "laboratoire pharmaceutique": "Pharmaceuticals", "laboratorios farmaceuticos": "Pharmaceuticals", "labordiagnostik": "Medical Devices", "lacteos": "Dairy", "lacteos e derivados": "Dairy", "lagerei": "Warehousing", "lagerhallning": "Warehousing", "lagerhaltung": "Warehousing", "lagerlogistik": "Warehousing", "lagerung": "Warehousing", "lagring": "Warehousing", "laiterie": "Dairy", "lakare": "Medical Practices", "lakarmottagning": "Medical Practices", "lakarmottagningar": "Medical Practices", "lakemedel": "Pharmaceuticals", "lakemedelsbranschen": "Pharmaceuticals", "lakemedelsindustri": "Pharmaceuticals", "lakemedelstillverkning": "Pharmaceuticals", "lan": "Financial Services", "land en tuinbouw": "Farming", "land und forstwirtschaft": "Farming", "landbouw": "Farming", "landbouwtechniek": "Agricultural Technology", "landbouwtechnologie": "Agricultural Technology", "landbrug": "Farming", "landbrug og skovbrug": "Farming", "landscape architecture": "Architecture and Planning", "landscaping": "Building Trades", "landscaping services": "Building Trades", "landtechnik": "Agricultural Technology", "landwirtschaft": "Farming", "landwirtschaftlicher betrieb": "Farming", "language schools": "Education", "language services": "Translation and Localization", "lantbruk": "Farming", "lantbruk och djurhallning": "Farming", "lantbruksteknik": "Agricultural Technology", "largo consumo": "Consumer Goods", "last mile delivery": "Postal and Courier Services", "lastbilstransport": "Trucking and Freight", "laticinios": "Dairy", "latticini": "Dairy", "lattiero caseario": "Dairy", "laundry and drycleaning services": "Personal Services", "lavorazione dei metalli": "Metals and Metalworking", "lavorazione metalli": "Metals and Metalworking", "lavori pubblici": "Construction", "lavoro interinale": "Staffing and Recruiting", "law": "Legal Services", "law enforcement": "Public Safety", "law firm": "Legal Services", "law firms": "Legal Services", "law practice": "Legal Services", "lawyers": "Legal Services", "lazer": "Recreation and Leisure", "lazer e entretenimento": "Entertainment", "lazer viagens e turismo": "Travel and Tourism", "leasing": "Financial Services", "leasing real estate": "Real Estate", "leasing residential real estate": "Real Estate", "leather product manufacturing": "Textiles", "leather products": "Textiles", "lebensmittel": "Food and Beverages", "lebensmittel und getranke": "Food and Beverages", "lebensmittelbranche": "Food and Beverages", "lebensmitteleinzelhandel": "Supermarkets and Grocery", "lebensmittelhandel": "Supermarkets and Grocery", "lebensmittelindustrie": "Food and Beverages", "lebensmittelproduktion": "Food and Beverages", "lebenswissenschaften": "Biotechnology", "ledelsesradgivning": "Management Consulting", "lederwaren": "Textiles", "lederwaren en textiel": "Textiles", "legal": "Legal Services", "legal services": "Legal Services", "legal tech": "Legal Services", "legal technology": "Legal Services", "legaltech": "Legal Services", "leger": "Armed Forces", "legislative office": "Government Administration", "legislative offices": "Government Administration", "legno": "Building Materials", "leisure": "Recreation and Leisure", "leisure and entertainment": "Entertainment", "leisure facilities": "Recreation and Leisure", "leisure travel and tourism": "Travel and Tourism", "lekarze": "Medical Practices", "leki": "Pharmaceuticals", "leksaker": "Consumer Goods", "lending": "Financial Services", "lesnictwo": "Forestry", "levensmiddelen": "Food and Beverages", "levensmiddelenhandel": "Supermarkets and Grocery", "levensmiddelenindustrie": "Food and Beverages", "levenswetenschappen": "Biotechnology", "leveranser": "Postal and Courier Services", "leveranskedja": "Logistics and Supply Chain", "libraries": "Education", "licores": "Wine and Spirits", "lieferdienste": "Postal and Courier Services", "lieferkette": "Logistics and Supply Chain", "liegenschaftsverwaltung": "Property Management", "life insurance": "Insurance", "life science": "Biotechnology", "life sciences": "Biotechnology", "lifestyles of health and sustainability and wellness": "Wellness and Fitness", "lighting": "Electrical and Electronic Manufacturing", "limpeza": "Facilities Services", "limpieza": "Facilities Services", "lineas aereas": "Airlines and Airports", "linee aeree": "Airlines and Airports", "linhas aereas": "Airlines and Airports", "linhas aereas e aviacao": "Airlines and Airports", "linie lotnicze": "Airlines and Airports", "linie lotnicze i lotnictwo": "Airlines and Airports", "live entertainment": "Entertainment", "livestock": "Farming", "livraison": "Postal and Courier Services", "livraison de colis": "Postal and Courier Services", "livraison de colis et de fret": "Postal and Courier Services", "livsmedel": "Food and Beverages", "livsmedelsbutiker": "Supermarkets and Grocery", "livsmedelsindustri": "Food and Beverages", "livsmedelsproduktion": "Food and Beverages", "livsmedelstillverkning": "Food and Beverages", "livsvetenskap": "Biotechnology", "lkw transport": "Trucking and Freight", "loans": "Financial Services", "local government": "Government Administration", "localization": "Translation and Localization", "lodging": "Hospitality", "logging": "Forestry", "logiciel": "Software", "logiciels": "Software", "logiciels informatiques": "Software", "logistica": "Logistics and Supply Chain", "logistica e cadeia de fornecimento": "Logistics and Supply Chain", "logistica e cadeia de suprimentos": "Logistics and Supply Chain", "logistica e supply chain": "Logistics and Supply Chain", "logistica e transporte": "Logistics and Supply Chain", "logistica e trasporti": "Logistics and Supply Chain", "logistica y cadena de suministro": "Logistics and Supply Chain", "logistica y transporte": "Logistics and Supply Chain", "logistics": "Logistics and Supply Chain", "logistics and supply chain": "Logistics and Supply Chain", "logistics services": "Logistics and Supply Chain", "logistics technology": "Logistics and Supply Chain", "logistiek": "Logistics and Supply Chain", "logistiek en toelevering": "Logistics and Supply Chain", "logistieke dienstverlening": "Logistics and Supply Chain", "logistik": "Logistics and Supply Chain", "logistik och leveranskedja": "Logistics and Supply Chain", "logistik och transport": "Logistics and Supply Chain", "logistik und beschaffung": "Logistics and Supply Chain", "logistikbranche": "Logistics and Supply Chain", "logistikdienstleister": "Logistics and Supply Chain", "logistiktjanster": "Logistics and Supply Chain", "logistique": "Logistics and Supply Chain", "logistique et chaine d approvisionnement": "Logistics and Supply Chain", "logistique et transport": "Logistics and Supply Chain", "logistyka": "Logistics and Supply Chain", "logistyka i łancuch dostaw": "Logistics and Supply Chain", "lohas and wellness": "Wellness and Fitness", "loisirs": "Recreation and Leisure", "loisirs et divertissement": "Entertainment", "loisirs voyages et tourisme": "Travel and Tourism", "loja virtual": "E-commerce", "lojas": "Retail", "lokalvard": "Facilities Services", "loodgieter": "Building Trades", "loteria": "Gambling and Casinos", "loterie": "Gambling and Casinos", "loterijen": "Gambling and Casinos", "lotnictwo": "Aviation and Aerospace", "lotnictwo i kosmonautyka": "Aviation and Aerospace", "lotniska": "Airlines and Airports", "lotterie": "Gambling and Casinos", "lotterier": "Gambling and Casinos", "lotteries": "Gambling and Casinos", "lottery": "Gambling and Casinos", "lucht en ruimtevaart": "Aviation and Aerospace", "luchthaven": "Airlines and Airports", "luchthavens": "Airlines and Airports", "luchtvaart": "Aviation and Aerospace", "luchtvaartmaatschappij": "Airlines and Airports", "luchtvaartmaatschappijen": "Airlines and Airports", "luchtvervoer": "Airlines and Airports", "luft und raumfahrt": "Aviation and Aerospace", "luft und raumfahrtindustrie": "Aviation and Aerospace", "luftfahrt": "Aviation and Aerospace", "luftfahrtindustrie": "Aviation and Aerospace", "luftfracht": "Airlines and Airports", "lufttransport": "Airlines and Airports", "luftverkehr": "Airlines and Airports", "lujo": "Luxury Goods and Jewelry", "lumber": "Building Materials", "lusso": "Luxury Goods and Jewelry", "luxe": "Luxury Goods and Jewelry", "luxeartikelen": "Luxury Goods and Jewelry", "luxegoederen": "Luxury Goods and Jewelry", "luxegoederen en juwelen": "Luxury Goods and Jewelry", "luxo": "Luxury Goods and Jewelry", "luxury": "Luxury Goods and Jewelry", "luxury goods": "Luxury Goods and Jewelry", "luxury goods and jewellery": "Luxury Goods and Jewelry", "luxury goods and jewelry": "Luxury Goods and Jewelry", "luxusguter": "Luxury Goods and Jewelry", "luxusguter und schmuck": "Luxury Goods and Jewelry", "lycee": "Primary and Secondary Education", "lyxvaror": "Luxury Goods and Jewelry", "lyxvaror och smycken": "Luxury Goods and Jewelry", "lægemidler": "Pharmaceuticals", "maakindustrie": "Industrial Manufacturing", "maatschappelijk werk": "Individual and Family Services", "maatschappelijke dienstverlening": "Individual and Family Services", "macchinari": "Machinery", "macchine utensili": "Machinery", "machine industrie": "Machinery", "machine learning": "Artificial Intelligence", "machine tools": "Machinery", "machinebouw": "Machinery", "machinerie": "Machinery", "machinery": "Machinery", "machinery and equipment": "Machinery", "machinery manufacturing": "Machinery", "machines": "Machinery", "machines en apparaten": "Machinery", "machines outils": "Machinery", "mad og drikke": "Food and Beverages", "madeira": "Building Materials", "madera": "Building Materials", "magasinering": "Warehousing", "magasins": "Retail", "magazijn": "Warehousing", "magazine publishing": "Publishing", "magazines": "Publishing", "magazynowanie": "Warehousing", "magazyny": "Warehousing", "magazzinaggio": "Warehousing", "magazzini": "Warehousing", "mail order": "E-commerce", "mairie": "Government Administration", "maison d edition": "Publishing", "makelaar": "Real Estate", "makelaardij": "Real Estate", "makine": "Machinery", "makine imalatı": "Machinery", "maleri": "Building Trades", "maloobchod": "Retail", "managed it services": "IT Services and Consulting", "managed services": "IT Services and Consulting", "management consultancy": "Management Consulting", "management consulting": "Management Consulting", "management of companies": "Holding Companies", "managementadvies": "Management Consulting", "managementberatung": "Management Consulting", "managementkonsulter": "Management Consulting", "manifattura": "Industrial Manufacturing", "manifatturiero": "Industrial Manufacturing", "mantenimiento de edificios": "Facilities Services", "manufactura": "Industrial Manufacturing", "manufactura electrica y electronica": "Electrical and Electronic Manufacturing", "manufacture": "Industrial Manufacturing", "manufacturers": "Industrial Manufacturing", "manufacturing": "Industrial Manufacturing", "manufatura de eletroeletronicos": "Electrical and Electronic Manufacturing", "maquinaria": "Machinery", "maquinaria industrial": "Machinery", "maquinario": "Machinery", "maquinas": "Machinery", "maquinas e equipamentos": "Machinery", "maraichage": "Farming", "marches de capitaux": "Investment Banking", "marches financiers": "Investment Banking", "marin sjofart": "Maritime", "marine": "Maritime", "marine marchande": "Maritime", "maritiem": "Maritime", "maritieme sector": "Maritime", "maritime": "Maritime", "maritime et ports": "Maritime", "maritime transportation": "Maritime", "maritime wirtschaft": "Maritime", "maritimo": "Maritime", "maritimo e portuario": "Maritime", "marittimo": "Maritime", "markedsføring": "Advertising and Marketing", "markedsføring og reklame": "Advertising and Marketing", "market and opinion research": "Market Research", "market research": "Market Research", "marketing": "Advertising and Marketing", "marketing agency": "Advertising and Marketing", "marketing and advertising": "Advertising and Marketing", "marketing e pubblicita": "Advertising and Marketing", "marketing e publicidade": "Advertising and Marketing", "marketing en reclame": "Advertising and Marketing", "marketing et publicite": "Advertising and Marketing", "marketing i reklama": "Advertising and Marketing", "marketing services": "Advertising and Marketing", "marketing tech": "Advertising and Marketing", "marketing technology": "Advertising and Marketing", "marketing und werbung": "Advertising and Marketing", "marketing y publicidad": "Advertising and Marketing", "marketingdienstleistungen": "Advertising and Marketing", "marketplace": "Internet and Web Services", "marketplaces": "Internet and Web Services", "marknadsanalys": "Market Research", "marknadsforing": "Advertising and Marketing", "marknadsforing och reklam": "Advertising and Marketing", "marknadsundersokning": "Market Research", "marknadsundersokningar": "Market Research", "markt und meinungsforschung": "Market Research", "marktforschung": "Market Research", "marktonderzoek": "Market Research", "marktonderzoeksbureau": "Market Research", "maroquinerie": "Textiles", "martech": "Advertising and Marketing", "maschinelles lernen": "Artificial Intelligence", "maschinen": "Machinery", "maschinen und anlagenbau": "Machinery", "maschinenbau": "Machinery", "maschinenbau und anlagenbau": "Machinery", "maschinenbau und betriebstechnik": "Machinery", "maschinenindustrie": "Machinery", "maskinbyggeri": "Machinery", "maskinbyggnad": "Machinery", "maskiner": "Machinery", "maskinfremstilling": "Machinery", "maskinindustri": "Machinery", "maskinindustrien": "Machinery", "maskinteknik": "Machinery", "maskintillverkning": "Machinery", "maskinvara": "Computer Hardware", "mass media": "Media", "massor och kongresser": "Events Services", "maszyny": "Machinery", "mat": "Food and Beverages", "mat och dryck": "Food and Beverages", "matbutiker": "Supermarkets and Grocery", "materiais avancados": "Nanotechnology and Materials", "materiais de construcao": "Building Materials", "material de construcao": "Building Materials", "material de escritorio": "Office Supplies and Equipment", "material de oficina": "Office Supplies and Equipment", "material deportivo": "Sporting Goods", "material esportivo": "Sporting Goods", "material y equipo de negocios": "Office Supplies and Equipment", "materiales": "Building Materials", "materiales avanzados": "Nanotechnology and Materials", "materiales de construccion": "Building Materials", "materiali avanzati": "Nanotechnology and Materials", "materiali compositi": "Nanotechnology and Materials", "materiali da costruzione": "Building Materials", "materiali edili": "Building Materials", "materials science": "Nanotechnology and Materials", "materialteknik": "Nanotechnology and Materials", "materiaux": "Building Materials", "materiaux avances": "Nanotechnology and Materials", "materiaux de construction": "Building Materials", "materiaux de construction et bois": "Building Materials", "materiały biurowe": "Office Supplies and Equipment", "materiały budowlane": "Building Materials", "materie plastiche": "Plastics and Rubber", "materiel informatique": "Computer Hardware", "materiel medical": "Medical Devices", "matieres plastiques": "Plastics and Rubber", "mattress and blinds manufacturing": "Furniture", "mayorista": "Wholesale", "mayoristas": "Wholesale", "measuring and control instrument manufacturing": "Industrial Automation", "meat products manufacturing": "Food and Beverages", "meblarstwo": "Furniture", "meble": "Furniture", "meble biurowe": "Furniture", "mecanique": "Machinery", "meccanica": "Machinery", "mechanical engineering": "Machinery", "mechanical or industrial engineering": "Machinery", "medecine": "Medical Practices", "medecine douce": "Wellness and Fitness", "medecine veterinaire": "Veterinary", "medecins": "Medical Practices", "media": "Media", "media and communications": "Media", "media and entertainment": "Media", "media buying": "Advertising and Marketing", "media e intrattenimento": "Media", "media en entertainment": "Media", "media i rozrywka": "Media", "media i usługi komunalne": "Utilities", "media internetowe": "Newspapers and News", "media online": "Newspapers and News", "media production": "Film and Video", "mediabedrijf": "Media", "mediaproductie": "Film and Video", "medias": "Media", "medias en ligne": "Newspapers and News", "medias et divertissement": "Media", "medias radio et telediffuses": "Broadcasting", "medical and diagnostic laboratories": "Medical Devices", "medical device": "Medical Devices", "medical devices": "Medical Devices", "medical devices and equipment": "Medical Devices", "medical diagnostic": "Medical Devices", "medical equipment": "Medical Devices", "medical equipment manufacturing": "Medical Devices", "medical instruments": "Medical Devices", "medical practice": "Medical Practices", "medical practices": "Medical Practices", "medical practices and dental": "Medical Practices", "medical services": "Hospitals and Health Care", "medical supplies": "Medical Devices", "medical technology": "Medical Devices", "medicamentos": "Pharmaceuticals", "medicaments": "Pharmaceuticals", "medici": "Medical Practices", "medicina": "Medical Practices", "medicina alternativa": "Wellness and Fitness", "medicina alternativa e benessere": "Wellness and Fitness", "medicina veterinaria": "Veterinary", "medicinalindustri": "Pharmaceuticals", "medicinsk teknik": "Medical Devices", "medicinsk utrustning": "Medical Devices", "medicinteknik": "Medical Devices", "medicintekniska apparater": "Medical Devices", "medicintekniska produkter": "Medical Devices", "medico social": "Individual and Family Services", "medicos": "Medical Practices", "medicos e clinicas": "Medical Practices", "medien": "Media", "medien und unterhaltung": "Media", "medienbranche": "Media", "medienproduktion": "Film and Video", "medienunternehmen": "Media", "medieproduktion": "Film and Video", "medier": "Media", "medier och underhallning": "Media", "medio ambiente": "Environmental Services", "medioambiente": "Environmental Services", "medios": "Media", "medios de comunicacion": "Media", "medios de comunicacion en linea": "Newspapers and News", "medios de difusion": "Broadcasting", "medios de pago": "Financial Technology", "medios y entretenimiento": "Media", "medische apparaten": "Medical Devices", "medische apparatuur": "Medical Devices", "medische hulpmiddelen": "Medical Devices", "medische praktijk": "Medical Practices", "medische technologie": "Medical Devices", "medische technologie en diagnostiek": "Medical Devices", "medizingerate": "Medical Devices", "medizinische gerate": "Medical Devices", "medizinische praxis": "Medical Practices", "medizinprodukte": "Medical Devices", "medizinprodukte und gerate": "Medical Devices", "medizintechnik": "Medical Devices", "medtech": "Medical Devices", "medya": "Media", "medycyna alternatywna": "Wellness and Fitness", "meet en regeltechniek": "Industrial Automation", "meinungsforschung": "Market Research", "meio ambiente": "Environmental Services", "meios de comunicacao": "Media", "meios de pagamento": "Financial Technology", "mejeri": "Dairy", "mejeriindustri": "Dairy", "mejeriprodukter": "Dairy", "mejerivaror": "Dairy", "membership organizations": "Associations and Unions", "mensajeria": "Postal and Courier Services", "mental health": "Mental Health Care", "mental health care": "Mental Health Care", "mercado de capitais": "Investment Banking", "mercado de capitales": "Investment Banking", "mercado imobiliario": "Real Estate", "mercados de capitais": "Investment Banking", "mercados de capital": "Investment Banking", "mercadotecnia": "Advertising and Marketing", "mercati dei capitali": "Investment Banking", "mercearia": "Supermarkets and Grocery", "merchant wholesalers": "Wholesale", "mess und regeltechnik": "Industrial Automation", "messagerie": "Postal and Courier Services", "messen": "Events Services", "messen und kongresse": "Events Services", "messtechnik": "Industrial Automation", "metaal": "Metals and Metalworking", "metaalbewerking": "Metals and Metalworking", "metaalindustrie": "Metals and Metalworking", "metal": "Metals and Metalworking", "metal fabrication": "Metals and Metalworking", "metal ore mining": "Mining and Metals", "metal products": "Metals and Metalworking", "metal treatments": "Metals and Metalworking", "metall": "Metals and Metalworking", "metallbau": "Metals and Metalworking", "metallbearbeitung": "Metals and Metalworking", "metallbearbetning": "Metals and Metalworking", "metallerie": "Metals and Metalworking", "metallerzeugung": "Metals and Metalworking", "metallindustri och stal": "Metals and Metalworking", "metallindustrie": "Metals and Metalworking", "metallurgia": "Metals and Metalworking", "metallurgie": "Metals and Metalworking", "metallvaror": "Metals and Metalworking", "metallverarbeitung": "Metals and Metalworking", "metalmeccanica": "Machinery", "metals": "Metals and Metalworking", "metals and metalworking": "Metals and Metalworking", "metalurgia": "Metals and Metalworking", "metalurgia e siderurgia": "Metals and Metalworking", "metalurgia i odlewnictwo": "Metals and Metalworking", "metalurgica": "Metals and Metalworking", "metalworking": "Metals and Metalworking", "metalworking machinery manufacturing": "Machinery", "meubelen": "Furniture", "meubelindustrie": "Furniture", "meubels": "Furniture", "meuble": "Furniture", "meubles": "Furniture", "mezzi di comunicazione": "Media", "mezzi di radiodiffusione": "Broadcasting", "micro mobility": "Rail and Public Transit", "microelectronics": "Semiconductors", "microelectronique": "Semiconductors", "micromobility": "Rail and Public Transit", "midia": "Media", "midia de difusao": "Broadcasting", "midia e entretenimento": "Media", "midia online": "Newspapers and News", "mijnbouw": "Mining and Metals", "mijnbouw en metalen": "Mining and Metals", "mikroelektronik": "Semiconductors", "milchprodukte": "Dairy", "milchwirtschaft": "Dairy", "milieu": "Environmental Services", "milieudiensten": "Environmental Services", "militaire": "Armed Forces", "militar": "Armed Forces", "militare": "Armed Forces", "militaren": "Armed Forces", "militares": "Armed Forces", "military": "Armed Forces", "military equipment": "Defense", "miljo": "Environmental Services", "miljoteknik": "Environmental Services", "miljotjanster": "Environmental Services", "milk": "Dairy", "minas": "Mining and Metals", "mineracao": "Mining and Metals", "mineracao e metais": "Mining and Metals", "mineralol": "Oil and Gas", "mineralolindustrie": "Oil and Gas", "mineralolwirtschaft": "Oil and Gas", "minerals": "Mining and Metals", "minerario e metalli": "Mining and Metals", "mineria": "Mining and Metals", "mineria y metales": "Mining and Metals", "mines": "Mining and Metals", "mines et metaux": "Mining and Metals", "miniere": "Mining and Metals", "mining": "Mining and Metals", "mining and metals": "Mining and Metals", "mining and quarrying": "Mining and Metals", "ministries": "Religious Institutions", "minorista": "Retail", "miscellaneous manufacturing": "Industrial Manufacturing", "mischkonzern": "Holding Companies", "mjukvara": "Software", "mjukvaruutveckling": "Software", "mleczarstwo": "Dairy", "mobel": "Furniture", "mobelbranche": "Furniture", "mobelherstellung": "Furniture", "mobelindustri": "Furniture", "mobelindustrie": "Furniture", "mobeltillverkning": "Furniture", "mobiele telefonie": "Wireless and Mobile", "mobile": "Wireless and Mobile", "mobile apps": "Software", "mobile commerce": "E-commerce", "mobile food services": "Restaurants and Catering", "mobile games": "Video Games", "mobile gaming apps": "Video Games", "mobile networks": "Wireless and Mobile", "mobile operators": "Wireless and Mobile", "mobile telecommunications": "Wireless and Mobile", "mobilfunk": "Wireless and Mobile", "mobili": "Furniture", "mobili e arredamento": "Furniture", "mobiliario": "Furniture", "mobiliario de oficina": "Furniture", "mobilidade": "Rail and Public Transit", "mobilier": "Furniture", "mobilier de bureau": "Furniture", "mobilita": "Rail and Public Transit", "mobilitat": "Rail and Public Transit", "mobilite": "Rail and Public Transit", "mobiliteit": "Rail and Public Transit", "mobilitet": "Rail and Public Transit", "mobility": "Rail and Public Transit", "mobility tech": "Rail and Public Transit", "mobilnosc": "Rail and Public Transit", "mobiltelefoni": "Wireless and Mobile", "mobler": "Furniture", "moda": "Apparel and Fashion", "moda e abbigliamento": "Apparel and Fashion", "moda e vestuario": "Apparel and Fashion", "moda i odziez": "Apparel and Fashion", "moda y confeccion": "Apparel and Fashion", "mode": "Apparel and Fashion", "mode en kleding": "Apparel and Fashion", "mode et habillement": "Apparel and Fashion", "mode och klader": "Apparel and Fashion", "mode und bekleidung": "Apparel and Fashion", "modebranche": "Apparel and Fashion", "moderbolag": "Holding Companies", "molkerei": "Dairy", "molkereien": "Dairy", "molntjanster": "Cloud Computing", "mortgage": "Financial Services", "mortgage tech": "Financial Technology", "mortgages": "Financial Services", "motion picture": "Film and Video", "motion pictures and film": "Film and Video", "motor vehicle manufacturing": "Automotive", "motor vehicle parts manufacturing": "Automotive", "motor vehicles": "Automotive", "motoryzacja": "Automotive", "moveis": "Furniture", "moveis e decoracao": "Furniture", "movies": "Film and Video", "movies videos and sound": "Film and Video", "movilidad": "Rail and Public Transit", "muebles": "Furniture", "municipalities": "Government Administration", "municipality": "Government Administration", "musea": "Museums and Cultural Institutions", "musee": "Museums and Cultural Institutions", "museen": "Museums and Cultural Institutions", "museer": "Museums and Cultural Institutions", "musees": "Museums and Cultural Institutions", "musees et institutions culturelles": "Museums and Cultural Institutions", "musei": "Museums and Cultural Institutions", "musei e istituzioni culturali": "Museums and Cultural Institutions", "museos": "Museums and Cultural Institutions", "museos e instituciones": "Museums and Cultural Institutions", "museum": "Museums and Cultural Institutions", "museum und kultureinrichtungen": "Museums and Cultural Institutions", "museums": "Museums and Cultural Institutions", "museums and cultural institutions": "Museums and Cultural Institutions", "museums and institutions": "Museums and Cultural Institutions", "museums historical sites and zoos": "Museums and Cultural Institutions", "museus": "Museums and Cultural Institutions", "museus e instituicoes": "Museums and Cultural Institutions", "music": "Music", "music industry": "Music", "music production": "Music", "musica": "Music", "musicians": "Music", "musiciens": "Music", "musicisti": "Music", "musicos": "Music", "musik": "Music", "musikbranche": "Music", "musikbranschen": "Music", "musikindustrie": "Music", "musikproduktion": "Music", "musique": "Music", "mutual funds": "Investment Management", "mutuelle": "Insurance", "muzea": "Museums and Cultural Institutions", "muziek": "Music", "muziekindustrie": "Music", "muzyka": "Music", "myndighet": "Government Administration", "myndigheter": "Government Administration", "nabiał": "Dairy", "nachhaltigkeit": "Environmental Services", "nachrichten": "Newspapers and News", "nadawcy radiowi i telewizyjni": "Broadcasting", "nafta i gaz": "Oil and Gas", "nahrungs und genussmittel": "Food and Beverages", "nahrungserganzung": "Wellness and Fitness", "nahrungsmittel": "Food and Beverages", "nahrungsmittel und getranke": "Food and Beverages", "nahrungsmittelindustrie": "Food and Beverages", "nahverkehr": "Rail and Public Transit", "nakliye": "Trucking and Freight", "nanotechnologia": "Nanotechnology and Materials", "nanotechnologie": "Nanotechnology and Materials", "nanotechnologie en materialen": "Nanotechnology and Materials", "nanotechnologie et materiaux": "Nanotechnology and Materials", "nanotechnologies": "Nanotechnology and Materials", "nanotechnology": "Nanotechnology and Materials", "nanotechnology and materials": "Nanotechnology and Materials", "nanotechnology research": "Research and Development", "nanotecnologia": "Nanotechnology and Materials", "nanotecnologia e materiais": "Nanotechnology and Materials", "nanotecnologie": "Nanotechnology and Materials", "nanoteknik": "Nanotechnology and Materials", "napoje": "Beverages and Breweries", "napoje alkoholowe": "Wine and Spirits", "naprawa": "Personal Services", "natbaserad utbildning": "E-learning", "natbutik": "E-commerce", "nathandel": "E-commerce", "natural gas": "Oil and Gas", "natural gas distribution": "Utilities", "natural gas extraction": "Oil and Gas", "naturgas": "Oil and Gas", "natverksutrustning": "Computer Networking", "nauczanie": "Education", "nauczanie online": "E-learning", "nauki o zyciu": "Biotechnology", "nauki przyrodnicze": "Biotechnology", "naval": "Maritime", "navegacao": "Maritime", "naviera": "Maritime", "navieras": "Maritime", "navigazione": "Maritime", "navy": "Armed Forces", "negoce": "Wholesale", "negoce et distribution": "Wholesale", "negozi": "Retail", "nemocnice": "Hospitals and Health Care", "nemovitosti": "Real Estate", "nettoyage": "Facilities Services", "netwerkapparatuur": "Computer Networking", "netwerkbeveiliging": "Cybersecurity", "network equipment": "Computer Networking", "network security": "Cybersecurity", "networking": "Computer Networking", "networking hardware": "Computer Networking", "netzwerksicherheit": "Cybersecurity", "netzwerktechnik": "Computer Networking", "new materials": "Nanotechnology and Materials", "news": "Newspapers and News", "news media": "Newspapers and News", "newspaper": "Newspapers and News", "newspaper publishing": "Newspapers and News", "newspapers": "Newspapers and News", "newspapers and news": "Newspapers and News", "ngo": "Nonprofit Organizations", "ngos": "Nonprofit Organizations", "nieruchomosci": "Real Estate", "nieruchomosci komercyjne": "Real Estate", "nieuws": "Newspapers and News", "no code": "Software", "no profit": "Nonprofit Organizations", "noje": "Entertainment", "nojesparker": "Entertainment", "non profit": "Nonprofit Organizations", "non profit organisaties": "Nonprofit Organizations", "non profit organisation": "Nonprofit Organizations", "non profit organisationen": "Nonprofit Organizations", "non profit organization management": "Nonprofit Organizations", "non profit organizations": "Nonprofit Organizations", "non profitorganisatie": "Nonprofit Organizations", "non profitsector": "Nonprofit Organizations", "nonmetallic mineral mining": "Mining and Metals", "nonprofit": "Nonprofit Organizations", "nonprofit organization management": "Nonprofit Organizations", "nonprofit organizations": "Nonprofit Organizations", "nonprofits": "Nonprofit Organizations", "nonresidential building construction": "Construction", "not for profit": "Nonprofit Organizations", "notai": "Legal Services", "notaires": "Legal Services", "notare": "Legal Services", "notariaat": "Legal Services", "notarias": "Legal Services", "notaries": "Legal Services", "noticias": "Newspapers and News", "nro": "Nonprofit Organizations", "nucleaire": "Electric Power", "nuclear electric power generation": "Electric Power", "nuclear energy": "Electric Power", "nurseries": "Farming", "nursing": "Hospitals and Health Care", "nursing homes and residential care facilities": "Hospitals and Health Care", "nutricao e bem estar": "Wellness and Fitness", "nutricion": "Wellness and Fitness", "nutrition": "Wellness and Fitness", "nutsbedrijf": "Utilities", "nutsbedrijven": "Utilities", "nutsvoorzieningen": "Utilities", "nyheter": "Newspapers and News", "obchod": "Retail", "obiekty rekreacyjne": "Recreation and Leisure", "obra civil": "Civil Engineering", "obras civis": "Civil Engineering", "obras publicas": "Construction", "obras publicas e construcao": "Construction", "obrobka metali": "Metals and Metalworking", "obrona i przestrzen kosmiczna": "Defense", "obronnosc": "Defense", "obrot nieruchomosciami": "Real Estate", "obuwie": "Apparel and Fashion", "ocean freight": "Maritime", "ochrona": "Security Services", "ochrona i usługi detektywistyczne": "Security Services", "ochrona osob i mienia": "Security Services", "ochrona srodowiska": "Environmental Services", "ochrona zdrowia": "Hospitals and Health Care", "ocio": "Recreation and Leisure", "ocio viajes y turismo": "Travel and Tourism", "ocio y entretenimiento": "Entertainment", "odnawialne zrodła energii": "Renewable Energy", "odontoiatria": "Medical Practices", "odontologia": "Medical Practices", "odpady": "Environmental Services", "odziez": "Apparel and Fashion", "odziez i moda": "Apparel and Fashion", "offentliche hand": "Government Administration", "offentliche sicherheit": "Public Safety", "offentliche verwaltung": "Government Administration", "offentlicher dienst": "Government Administration", "offentlicher nahverkehr": "Rail and Public Transit", "offentlicher sektor": "Government Administration", "offentlichkeitsarbeit": "Public Relations", "offentlichkeitsarbeit und kommunikation": "Public Relations", "offentlig administration": "Government Administration", "offentlig administration og forvaltning": "Government Administration", "offentlig forvaltning": "Government Administration", "offentlig forvaltning og myndigheder": "Government Administration", "offentlig sektor": "Government Administration", "office administration": "Business Process Outsourcing", "office equipment": "Office Supplies and Equipment", "office furniture": "Furniture", "office furniture and fixtures manufacturing": "Furniture", "office products": "Office Supplies and Equipment", "office supplies": "Office Supplies and Equipment", "office supplies and equipment": "Office Supplies and Equipment", "officina meccanica": "Personal Services", "oficina mecanica": "Personal Services", "oficios de la construccion": "Building Trades", "ogrodnictwo": "Farming", "oil": "Oil and Gas", "oil and coal product manufacturing": "Oil and Gas", "oil and energy": "Oil and Gas", "oil and gas": "Oil and Gas", "oil and gas exploration": "Oil and Gas", "oil and gas extraction": "Oil and Gas", "oil extraction": "Oil and Gas", "oil gas and energy": "Oil and Gas", "oil gas and mining": "Oil and Gas", "oilfield services": "Oil and Gas", "ol und energie": "Oil and Gas", "ol und gas": "Oil and Gas", "ol und gasindustrie": "Oil and Gas", "oleo e gas": "Oil and Gas", "olie en energie": "Oil and Gas", "olie en gas": "Oil and Gas", "olie en gasindustrie": "Oil and Gas", "olja": "Oil and Gas", "olja och energi": "Oil and Gas", "olja och gas": "Oil and Gas", "oljeindustri": "Oil and Gas", "omroep": "Broadcasting", "omsorg": "Individual and Family Services", "oncology": "Biotechnology", "onderwijs": "Education", "onderwijs en opleiding": "Education", "onderwijsmanagement": "Education", "onderzoek": "Research and Development", "onderzoek en ontwikkeling": "Research and Development", "onderzoeksdiensten": "Research and Development", "ong": "Nonprofit Organizations", "online": "Internet and Web Services", "online and mail order retail": "E-commerce", "online audio and video media": "Newspapers and News", "online education": "E-learning", "online learning": "E-learning", "online leren": "E-learning", "online marketing": "Advertising and Marketing", "online media": "Newspapers and News", "online platforms": "Internet and Web Services", "online retail": "E-commerce", "online shop": "E-commerce", "online shopping": "E-commerce", "online store": "E-commerce", "online winkel": "E-commerce", "onlinebildung": "E-learning", "onlinedienste": "Internet and Web Services", "onlinehandel": "E-commerce", "onlinehandel en webwinkels": "E-commerce", "onlinemarketing": "Advertising and Marketing", "onlinemedia": "Newspapers and News", "onlinemedien": "Newspapers and News", "onlineonderwijs": "E-learning", "onlineutbildning": "E-learning", "onlus": "Nonprofit Organizations", "onoranze funebri": "Personal Services", "onroerend goed": "Real Estate", "ontwerp": "Design Services", "ontwerpdiensten": "Design Services", "op en overslag": "Warehousing", "opakowania": "Packaging and Containers", "opakowania i pojemniki": "Packaging and Containers", "openbaar bestuur": "Government Administration", "openbaar vervoer": "Rail and Public Transit", "openbare veiligheid": "Public Safety", "operador logistico": "Logistics and Supply Chain", "operador logistico e armazens": "Logistics and Supply Chain", "operateur telecom": "Telecommunications Services", "operations consulting": "Management Consulting", "opere civili": "Civil Engineering", "opieka społeczna": "Individual and Family Services", "opieka zdrowotna": "Hospitals and Health Care", "opinion research": "Market Research", "opleiding": "Education", "opleidingen": "Education", "opnv": "Rail and Public Transit", "oprogramowanie": "Software", "opslag": "Warehousing", "optometrists": "Medical Practices", "ordinateurs": "Computer Hardware", "ordini professionali": "Associations and Unions", "oreficeria": "Luxury Goods and Jewelry", "organisatieadvies": "Management Consulting", "organisation a but non lucratif": "Nonprofit Organizations", "organisation d evenements": "Events Services", "organisation non gouvernementale": "Nonprofit Organizations", "organisations internationales": "International Affairs", "organisations professionnelles": "Associations and Unions", "organisations religieuses": "Religious Institutions", "organisme de formation": "Education", "organismos internacionales": "International Affairs", "organismos publicos": "Government Administration", "organizacao de eventos": "Events Services", "organizacao sem fins lucrativos": "Nonprofit Organizations", "organizacion de eventos": "Events Services", "organizacion sin fines de lucro": "Nonprofit Organizations", "organizaciones profesionales": "Associations and Unions", "organizaciones religiosas": "Religious Institutions", "organizaciones sin animo de lucro": "Nonprofit Organizations", "organizaciones sin fines de lucro": "Nonprofit Organizations", "organizacja imprez": "Events Services", "organizacja non profit": "Nonprofit Organizations", "organizacja pozarzadowa": "Nonprofit Organizations", "organizacja wydarzen": "Events Services", "organizacje branzowe": "Associations and Unions", "organizacje miedzynarodowe": "International Affairs", "organizacje non profit": "Nonprofit Organizations", "organizacje pozarzadowe": "Nonprofit Organizations", "organizacje religijne": "Religious Institutions", "organizacje zawodowe": "Associations and Unions", "organizacoes religiosas e igrejas": "Religious Institutions", "organizacoes sem fins lucrativos": "Nonprofit Organizations", "organizzazione di eventi": "Events Services", "organizzazione eventi": "Events Services", "organizzazione non profit": "Nonprofit Organizations", "organizzazioni internazionali": "International Affairs", "organizzazioni non profit": "Nonprofit Organizations", "organizzazioni religiose": "Religious Institutions", "organizzazioni senza scopo di lucro": "Nonprofit Organizations", "organy scigania": "Public Safety", "orgaos publicos": "Government Administration", "orologeria": "Luxury Goods and Jewelry", "orticoltura": "Farming", "ospedale": "Hospitals and Health Care", "ospedali": "Hospitals and Health Care", "ospedali e assistenza sanitaria": "Hospitals and Health Care", "ospitalita": "Hospitality", "oswiata": "Education", "otel": "Hospitality", "otelcilik": "Hospitality", "otomotiv": "Automotive", "otomotiv sanayi": "Automotive", "ouderenzorg": "Hospitals and Health Care", "outdoor equipment": "Sporting Goods", "outdoor recreation": "Recreation and Leisure", "outpatient care centers": "Hospitals and Health Care", "outplacement": "Human Resources Services", "outsourcing": "Business Process Outsourcing", "outsourcing and offshoring": "Business Process Outsourcing", "outsourcing and offshoring consulting": "Business Process Outsourcing", "outsourcing und offshoring": "Business Process Outsourcing", "outsourcing usług": "Business Process Outsourcing", "overheid": "Government Administration", "overheidsadministratie": "Government Administration", "overheidsdiensten": "Government Administration", "oversattning": "Translation and Localization", "oversattning och lokalisering": "Translation and Localization", "oversattningstjanster": "Translation and Localization", "oze": "Renewable Energy", "package and freight delivery": "Postal and Courier Services", "packaged foods": "Food and Beverages", "packaging": "Packaging and Containers", "packaging and containers": "Packaging and Containers", "packaging and containers manufacturing": "Packaging and Containers", "packaging products": "Packaging and Containers", "pagamenti": "Financial Technology", "pagamentos": "Financial Technology", "pagos": "Financial Technology", "paiements": "Financial Technology", "paint coating and adhesive manufacturing": "Chemicals", "painting contractors": "Building Trades", "paints and coatings": "Chemicals", "paisagismo": "Building Trades", "paketdienst": "Postal and Courier Services", "paketdienste": "Postal and Courier Services", "paketleverans": "Postal and Courier Services", "pakketbezorging": "Postal and Courier Services", "palestre": "Wellness and Fitness", "paliwa": "Oil and Gas", "papel": "Paper and Forest Products", "papel e celulose": "Paper and Forest Products", "papel y productos forestales": "Paper and Forest Products", "paper": "Paper and Forest Products", "paper and forest product manufacturing": "Paper and Forest Products", "paper and forest products": "Paper and Forest Products", "paper products": "Paper and Forest Products", "papeterie": "Paper and Forest Products", "papier": "Paper and Forest Products", "papier en bosproducten": "Paper and Forest Products", "papier en karton": "Paper and Forest Products", "papier et carton": "Paper and Forest Products", "papier et produits forestiers": "Paper and Forest Products", "papier i celuloza": "Paper and Forest Products", "papier und forstprodukte": "Paper and Forest Products", "papierindustrie": "Paper and Forest Products", "papierindustrie en karton": "Paper and Forest Products", "papiery wartosciowe": "Investment Banking", "papper": "Paper and Forest Products", "papper och massa": "Paper and Forest Products", "pappersindustri": "Paper and Forest Products", "paqueteria": "Postal and Courier Services", "parcel delivery": "Postal and Courier Services", "parchi di divertimento": "Entertainment", "parcs d attractions": "Entertainment", "parfum": "Cosmetics and Personal Care", "parfumerie": "Cosmetics and Personal Care", "parfym": "Cosmetics and Personal Care", "paris sportifs": "Gambling and Casinos", "parki rozrywki": "Entertainment", "parques de atracciones": "Entertainment", "parques de diversoes": "Entertainment", "parrucchieri": "Personal Services", "participacoes privadas": "Venture Capital and Private Equity", "participatiemaatschappij": "Venture Capital and Private Equity", "particuliere beveiliging": "Security Services", "partihandel": "Wholesale", "patent law": "Legal Services", "payment processing": "Financial Technology", "payment services": "Financial Technology", "payment systems": "Financial Technology", "payments": "Financial Technology", "payroll": "Accounting", "paysagisme": "Building Trades", "pazarlama": "Advertising and Marketing", "pazarlama ve reklamcılık": "Advertising and Marketing", "pe": "Venture Capital and Private Equity", "peche": "Fishery", "pecuaria": "Farming", "peintures et vernis": "Chemicals", "peliculas y cine": "Film and Video", "pelletteria": "Textiles", "peluqueria": "Personal Services", "peluquerias": "Personal Services", "pengeinstitutter": "Banking", "pension funds": "Investment Management", "perakende": "Retail", "perakende satıs": "Retail", "perakendecilik": "Retail", "performance marketing": "Advertising and Marketing", "performing and visual arts": "Performing and Visual Arts", "performing arts": "Performing and Visual Arts", "perfumaria": "Cosmetics and Personal Care", "perfume": "Cosmetics and Personal Care", "perfumeria": "Cosmetics and Personal Care", "perfumy": "Cosmetics and Personal Care", "periodicals": "Publishing", "periodicos": "Newspapers and News", "periodismo": "Newspapers and News", "personal and laundry services": "Personal Services", "personal care": "Cosmetics and Personal Care", "personal care product manufacturing": "Cosmetics and Personal Care", "personal care products": "Cosmetics and Personal Care", "personal care services": "Personal Services", "personal finance": "Financial Services", "personal services": "Personal Services", "personalberatung": "Human Resources Services", "personalbeschaffung": "Staffing and Recruiting", "personaldienstleister": "Staffing and Recruiting", "personaldienstleistungen": "Human Resources Services", "personalfragor": "Human Resources Services", "personalmanagement": "Human Resources Services", "personaltjanster": "Human Resources Services", "personaluberlassung": "Staffing and Recruiting", "personaluthyrning": "Staffing and Recruiting", "personalvermittlung": "Staffing and Recruiting", "personalwesen": "Human Resources Services", "personeelsdiensten": "Human Resources Services", "personeelswerving": "Staffing and Recruiting", "personeelszaken": "Human Resources Services", "personenverkehr": "Rail and Public Transit", "personenvervoer": "Rail and Public Transit", "personliche dienstleistungen": "Personal Services", "personlig vard": "Cosmetics and Personal Care", "personliga tjanster": "Personal Services", "persontrafik": "Rail and Public Transit", "persoonlijke diensten": "Personal Services", "persoonlijke verzorging": "Cosmetics and Personal Care", "pesca": "Fishery", "pesca e acquacoltura": "Fishery", "pesca e aquicultura": "Fishery", "pesqueiro": "Fishery", "pesquero": "Fishery", "pesquisa": "Research and Development", "pesquisa cientifica": "Research and Development", "pesquisa clinica": "Clinical Research", "pesquisa de mercado": "Market Research", "pesquisa e desenvolvimento": "Research and Development", "pesquisa em biotecnologia": "Biotechnology", "pesquisas de mercado": "Market Research", "pet care": "Veterinary", "pet services": "Personal Services", "pet supplies": "Retail", "pet tech": "Veterinary", "petite enfance": "Primary and Secondary Education", "petrochemicals": "Chemicals", "petrole": "Oil and Gas", "petrole et energie": "Oil and Gas", "petrole et gaz": "Oil and Gas", "petroleo": "Oil and Gas", "petroleo e energia": "Oil and Gas", "petroleo e gas": "Oil and Gas", "petroleo y energia": "Oil and Gas", "petroleo y gas": "Oil and Gas", "petrolero": "Oil and Gas", "petroleum": "Oil and Gas", "petroleum och gas": "Oil and Gas", "petroleum refining": "Oil and Gas", "petrolier": "Oil and Gas", "petrolifero": "Oil and Gas", "petrolio": "Oil and Gas", "petrolio e gas": "Oil and Gas", "petrolio e gas naturale": "Oil and Gas", "petrolio ed energia": "Oil and Gas", "petroquimica": "Chemicals", "pflege": "Hospitals and Health Care", "pflegedienst": "Hospitals and Health Care", "pharma": "Pharmaceuticals", "pharmabranche": "Pharmaceuticals", "pharmaceutical": "Pharmaceuticals", "pharmaceutical manufacturing": "Pharmaceuticals", "pharmaceuticals": "Pharmaceuticals", "pharmaceuticals and biotech": "Pharmaceuticals", "pharmaceuticals and biotechnology": "Pharmaceuticals", "pharmaceutique": "Pharmaceuticals", "pharmacie et medicaments": "Pharmaceuticals", "pharmacies": "Pharmaceuticals", "pharmacies et medicaments": "Pharmaceuticals", "pharmacy": "Pharmaceuticals", "pharmaindustrie": "Pharmaceuticals", "pharmaunternehmen": "Pharmaceuticals", "pharmazeutika": "Pharmaceuticals", "pharmazeutische industrie": "Pharmaceuticals", "pharmazeutische produkte": "Pharmaceuticals", "pharmazie": "Pharmaceuticals", "philanthropic fundraising services": "Nonprofit Organizations", "philanthropy": "Nonprofit Organizations", "photographie": "Design Services", "photography": "Design Services", "photovoltaics": "Renewable Energy", "photovoltaik": "Renewable Energy", "photovoltaique": "Renewable Energy", "physical occupational and speech therapists": "Medical Practices", "physicians": "Medical Practices", "physiotherapie": "Medical Practices", "physiotherapy": "Medical Practices", "piscicultura": "Fishery", "pisciculture": "Fishery", "places de marche": "Internet and Web Services", "planejamento urbano": "Architecture and Planning", "plant engineering": "Machinery", "plast": "Plastics and Rubber", "plast och gummi": "Plastics and Rubber", "plastic products": "Plastics and Rubber", "plastica": "Plastics and Rubber", "plastica e gomma": "Plastics and Rubber", "plastico": "Plastics and Rubber", "plasticos": "Plastics and Rubber", "plasticos e borracha": "Plastics and Rubber", "plastics": "Plastics and Rubber", "plastics and rubber": "Plastics and Rubber", "plastics and rubber product manufacturing": "Plastics and Rubber", "plastics manufacturing": "Plastics and Rubber", "plastik": "Plastics and Rubber", "plastindustri": "Plastics and Rubber", "plastique": "Plastics and Rubber", "plastiques": "Plastics and Rubber", "plasturgie": "Plastics and Rubber", "platform as a service": "Cloud Computing", "plomberie": "Building Trades", "plumbing": "Building Trades", "plumbing heating and air conditioning": "Building Trades", "poczta": "Postal and Courier Services", "podcasting": "Broadcasting", "poder publico": "Government Administration", "podiumkunsten": "Performing and Visual Arts", "podroze": "Travel and Tourism", "podroze i turystyka": "Travel and Tourism", "pohostinstvi": "Hospitality", "pojazdy": "Automotive", "pojisteni": "Insurance", "pojistovnictvi": "Insurance", "police": "Public Safety", "police nationale": "Public Safety", "policia": "Public Safety", "policja": "Public Safety", "poligrafia": "Printing Services", "polis": "Public Safety", "politica": "Government Administration", "political organization": "Government Administration", "political organizations": "Government Administration", "politics": "Government Administration", "politie": "Public Safety", "politik": "Government Administration", "politique": "Government Administration", "polityka": "Government Administration", "polizei": "Public Safety", "polizia": "Public Safety", "pomoc społeczna": "Individual and Family Services", "pompes funebres": "Personal Services", "pompiers": "Public Safety", "poradenstvi": "Management Consulting", "portale internetowe": "Internet and Web Services", "portfolio management": "Investment Management", "porti": "Maritime", "portos": "Maritime", "ports": "Maritime", "ports and harbors": "Maritime", "porty": "Maritime", "posrednictwo pracy": "Staffing and Recruiting", "post": "Postal and Courier Services", "post en koeriers": "Postal and Courier Services", "post production": "Film and Video", "post und kurierdienste": "Postal and Courier Services", "postal and courier services": "Postal and Courier Services", "postal services": "Postal and Courier Services", "postdiensten": "Postal and Courier Services", "poste et messagerie": "Postal and Courier Services", "posten": "Postal and Courier Services", "posttjanster": "Postal and Courier Services", "potravinarsky prumysl": "Food and Beverages", "potravinarstvi": "Food and Beverages", "potraviny a napoje": "Food and Beverages", "power": "Electric Power", "power generation": "Electric Power", "pozyczki": "Financial Services", "połprzewodniki": "Semiconductors", "pr": "Public Relations", "pr agentur": "Public Relations", "pr och kommunikation": "Public Relations", "pr und kommunikation": "Public Relations", "praca socjalna": "Individual and Family Services", "practica medica": "Medical Practices", "praktyka lekarska": "Medical Practices", "prasa": "Newspapers and News", "pratica medica": "Medical Practices", "prawo": "Legal Services", "precision agriculture": "Agricultural Technology", "preclinical research": "Clinical Research", "prefeitura": "Government Administration", "prefeituras": "Government Administration", "prendas de vestir": "Apparel and Fashion", "prensa": "Newspapers and News", "prepackaged software": "Software", "preschool": "Primary and Secondary Education", "press": "Newspapers and News", "presse": "Newspapers and News", "presse ecrite": "Newspapers and News", "presse et edition": "Publishing", "prestamos": "Financial Services", "pret a porter": "Apparel and Fashion", "pretparken": "Entertainment", "primar und sekundarbildung": "Primary and Secondary Education", "primary and fabricated metal": "Metals and Metalworking", "primary and secondary education": "Primary and Secondary Education", "primary and secondary schools": "Primary and Secondary Education", "primary education": "Primary and Secondary Education", "primary metal manufacturing": "Metals and Metalworking", "primary secondary education": "Primary and Secondary Education", "print": "Printing Services", "printing": "Printing Services", "printing and publishing services": "Printing Services", "printing and related support activities": "Printing Services", "printing services": "Printing Services", "private equity": "Venture Capital and Private Equity", "private security": "Security Services", "procesamiento de datos": "Data and Analytics", "procesautomatisering": "Industrial Automation", "process automation": "Industrial Automation", "process control": "Industrial Automation", "processamento de dados": "Data and Analytics", "prodotti alimentari": "Food and Beverages", "prodotti caseari": "Dairy", "prodotti chimici": "Chemicals", "prodotti di bellezza": "Cosmetics and Personal Care", "prodotti di consumo": "Consumer Goods", "prodotti farmaceutici": "Pharmaceuticals", "prodotti lattiero caseari": "Dairy", "producao agricola": "Farming", "producao audiovisual": "Film and Video", "producao cinematografica": "Film and Video", "producao de alimentos": "Food and Beverages", "producao industrial": "Industrial Manufacturing", "producao multimidia": "Film and Video", "producao musical": "Music", "produccion": "Industrial Manufacturing", "produccion alimentaria": "Food and Beverages", "produccion audiovisual": "Film and Video", "produccion de video": "Film and Video", "produccion multimedia": "Film and Video", "product design": "Design Services", "productie": "Industrial Manufacturing", "production": "Industrial Manufacturing", "production alimentaire": "Food and Beverages", "production audiovisuelle": "Film and Video", "production d electricite": "Electric Power", "production de films": "Film and Video", "production industrielle": "Industrial Manufacturing", "production media": "Film and Video", "production video": "Film and Video", "productos de belleza": "Cosmetics and Personal Care", "productos de consumo": "Consumer Goods", "productos farmaceuticos": "Pharmaceuticals", "productos lacteos": "Dairy", "productos quimicos": "Chemicals", "productos sanitarios": "Medical Devices", "produits alimentaires": "Food and Beverages", "produits chimiques": "Chemicals", "produits cosmetiques": "Cosmetics and Personal Care", "produits de beaute": "Cosmetics and Personal Care", "produits de consommation": "Consumer Goods", "produits de grande consommation": "Consumer Goods", "produits de luxe": "Luxury Goods and Jewelry", "produits de luxe et bijouterie": "Luxury Goods and Jewelry", "produits electroniques grand public": "Consumer Electronics", "produits laitiers": "Dairy", "produits menagers": "Consumer Goods", "produits pharmaceutiques": "Pharmaceuticals", "produkcja": "Industrial Manufacturing", "produkcja filmowa": "Film and Video", "produkcja maszyn": "Machinery", "produkcja mediow": "Film and Video", "produkcja napojow": "Beverages and Breweries", "produkcja oprogramowania": "Software", "produkcja przemysłowa": "Industrial Manufacturing", "produkcja sprzetu elektrycznego i elektronicznego": "Electrical and Electronic Manufacturing", "produkcja zywnosci": "Food and Beverages", "produktdesign": "Design Services", "produktion": "Industrial Manufacturing", "produktionsvirksomhed": "Industrial Manufacturing", "produkty chemiczne": "Chemicals", "produkty konsumenckie": "Consumer Goods", "produkty mleczne": "Dairy", "produtos alimenticios": "Food and Beverages", "produtos de consumo": "Consumer Goods", "produtos de metal": "Metals and Metalworking", "produtos de papel e derivados florestais": "Paper and Forest Products", "produtos farmaceuticos": "Pharmaceuticals", "produtos lacteos e leite": "Dairy", "produtos plasticos": "Plastics and Rubber", "produtos quimicos": "Chemicals", "produzierendes gewerbe": "Industrial Manufacturing", "produzione": "Industrial Manufacturing", "produzione alimentare": "Food and Beverages", "produzione cinematografica": "Film and Video", "produzione di energia": "Electric Power", "produzione di energia elettrica": "Electric Power", "produzione di macchinari": "Machinery", "produzione elettrica ed elettronica": "Electrical and Electronic Manufacturing", "produzione ferroviaria": "Railroad and Shipbuilding", "produzione industriale": "Industrial Manufacturing", "produzione multimediale": "Film and Video", "produzione software": "Software", "produzione video": "Film and Video", "profesiones medicas": "Medical Practices", "professional associations": "Associations and Unions", "professional organizations": "Associations and Unions", "professional services": "Management Consulting", "professional sports": "Sports", "professional training": "Training and Coaching", "professional training and coaching": "Training and Coaching", "professionele sport": "Sports", "profisport": "Sports", "profumeria": "Cosmetics and Personal Care", "progettazione grafica": "Design Services", "progiciel": "Software", "programas de computador": "Software", "programas informaticos": "Software", "programmatuur": "Software", "programvara": "Software", "programvaruutveckling": "Software", "projektentwicklung immobilien": "Real Estate", "projektowanie": "Design Services", "projektowanie graficzne": "Design Services", "projektowanie wnetrz": "Design Services", "promocion inmobiliaria": "Real Estate", "promotion immobiliere": "Real Estate", "propaganda": "Advertising and Marketing", "property": "Real Estate", "property and casualty insurance": "Insurance", "property development": "Real Estate", "property management": "Property Management", "property managers": "Property Management", "proprete": "Facilities Services", "proptech": "Real Estate", "protecao civil e defesa": "Public Safety", "proteccion civil": "Public Safety", "protezione civile": "Public Safety", "provedores de internet": "Telecommunications Services", "proveedores de internet": "Telecommunications Services", "prumysl": "Industrial Manufacturing", "przedszkola": "Primary and Secondary Education", "przedszkole": "Primary and Secondary Education", "przemysł": "Industrial Manufacturing", "przemysł chemiczny": "Chemicals", "przemysł drzewny": "Building Materials", "przemysł elektroniczny": "Electrical and Electronic Manufacturing", "przemysł elektryczny": "Electrical and Electronic Manufacturing", "przemysł farmaceutyczny": "Pharmaceuticals", "przemysł kolejowy": "Railroad and Shipbuilding", "przemysł kosmetyczny": "Cosmetics and Personal Care", "przemysł kosmiczny": "Aviation and Aerospace", "przemysł lotniczy": "Aviation and Aerospace", "przemysł maszynowy": "Machinery", "przemysł meblarski": "Furniture", "przemysł metalowy": "Metals and Metalworking", "przemysł mleczarski": "Dairy", "przemysł motoryzacyjny": "Automotive", "przemysł muzyczny": "Music", "przemysł naftowy": "Oil and Gas", "przemysł obronny": "Defense", "przemysł odziezowy": "Apparel and Fashion", "przemysł opakowaniowy": "Packaging and Containers", "przemysł papierniczy": "Paper and Forest Products", "przemysł samochodowy": "Automotive", "przemysł spozywczy": "Food and Beverages", "przemysł stoczniowy": "Railroad and Shipbuilding", "przemysł tekstylny": "Textiles", "przemysł tytoniowy": "Tobacco", "przemysł wydobywczy": "Mining and Metals", "przemysł wytworczy": "Industrial Manufacturing", "przemysł włokienniczy": "Textiles", "przemysł zbrojeniowy": "Defense", "przesyłki kurierskie": "Postal and Courier Services", "przetwarzanie danych": "Data and Analytics", "przetworstwo przemysłowe": "Industrial Manufacturing", "przetworstwo tworzyw sztucznych": "Plastics and Rubber", "przewoz osob": "Rail and Public Transit", "przewozy": "Trucking and Freight", "przychodnia": "Medical Practices", "psicologia": "Mental Health Care", "psicologia e terapia": "Mental Health Care", "psicoterapia": "Mental Health Care", "psychiatrie": "Mental Health Care", "psychiatry": "Mental Health Care", "psychische gesundheit": "Mental Health Care", "psychologia": "Mental Health Care", "psychologie": "Mental Health Care", "psychologie en therapie": "Mental Health Care", "psychologie und beratung": "Mental Health Care", "psychology": "Mental Health Care", "psychoterapia i psychiatria": "Mental Health Care", "psychotherapie": "Mental Health Care", "psychotherapie und psychiatrie": "Mental Health Care", "psychotherapy": "Mental Health Care", "psykiatri": "Mental Health Care", "psykisk halsa": "Mental Health Care", "psykologi": "Mental Health Care", "pubblica amministrazione": "Government Administration", "pubblicazioni": "Publishing", "pubbliche relazioni": "Public Relations", "pubbliche relazioni e comunicazioni": "Public Relations", "pubblicita": "Advertising and Marketing", "pubblicita e marketing": "Advertising and Marketing", "public administration": "Government Administration", "public health": "Government Administration", "public order and safety": "Public Safety", "public policy": "Government Administration", "public policy offices": "Government Administration", "public relations": "Public Relations", "public relations and communications": "Public Relations", "public relations en communicatie": "Public Relations", "public relations i komunikacja": "Public Relations", "public relations services": "Public Relations", "public safety": "Public Safety", "public sector": "Government Administration", "public services": "Government Administration", "public transit": "Rail and Public Transit", "public transportation": "Rail and Public Transit", "public utilities": "Utilities", "publicaciones": "Publishing", "publicidad": "Advertising and Marketing", "publicidad y marketing": "Advertising and Marketing", "publicidade": "Advertising and Marketing", "publicidade e marketing": "Advertising and Marketing", "publicite": "Advertising and Marketing", "publicite et marketing": "Advertising and Marketing", "publieke sector": "Government Administration", "publisher": "Publishing", "publishers": "Publishing", "publishing": "Publishing", "puertos": "Maritime", "pulizie": "Facilities Services", "pulp and paper": "Paper and Forest Products", "płatnosci": "Financial Technology", "quarrying": "Mining and Metals", "queseria": "Dairy", "quimica": "Chemicals", "quimica industrial": "Chemicals", "quotidiani": "Newspapers and News", "r and d": "Research and Development", "rachunkowosc": "Accounting", "raddningstjanst": "Public Safety", "radgivning": "Management Consulting", "radio": "Broadcasting", "radio and television": "Broadcasting", "radio and television broadcasting": "Broadcasting", "radio e televisao": "Broadcasting", "radio e televisione": "Broadcasting", "radio en televisie": "Broadcasting", "radio et television": "Broadcasting", "radio i telewizja": "Broadcasting", "radio och tv": "Broadcasting", "radio und fernsehen": "Broadcasting", "radio y television": "Broadcasting", "radiodiffusion": "Broadcasting", "radiodiffusione": "Broadcasting", "radiodifusao": "Broadcasting", "radiodifusion": "Broadcasting", "rail": "Rail and Public Transit", "rail and public transit": "Rail and Public Transit", "rail transportation": "Rail and Public Transit", "railroad and shipbuilding": "Railroad and Shipbuilding", "railroad equipment manufacturing": "Railroad and Shipbuilding", "railroad manufacturing": "Railroad and Shipbuilding", "railroads": "Rail and Public Transit", "railways": "Rail and Public Transit", "ranching": "Farming", "ranching and fisheries": "Farming", "raumfahrt": "Aviation and Aerospace", "raumplanung": "Architecture and Planning", "real estate": "Real Estate", "real estate agency": "Real Estate", "real estate agents and brokers": "Real Estate", "real estate and construction": "Real Estate", "real estate and proptech": "Real Estate", "real estate development": "Real Estate", "real estate investment": "Real Estate", "real estate services": "Real Estate", "real estate tech": "Real Estate", "real estate technology": "Real Estate", "reality": "Real Estate", "reaseguros": "Insurance", "reasekuracja": "Insurance", "reassurance": "Insurance", "recherche": "Research and Development", "recherche clinique": "Clinical Research", "recherche en biotechnologie": "Biotechnology", "recherche et developpement": "Research and Development", "recherche scientifique": "Research and Development", "recherche sous contrat": "Clinical Research", "rechnungswesen": "Accounting", "recht": "Legal Services", "rechtsanwalte": "Legal Services", "rechtsanwaltskanzlei": "Legal Services", "rechtsberatung": "Legal Services", "rechtsdienstleistungen": "Legal Services", "rechtshandhaving": "Public Safety", "reciclagem": "Environmental Services", "reciclaje": "Environmental Services", "reclame": "Advertising and Marketing", "reclame en marketing": "Advertising and Marketing", "reclamebureau": "Advertising and Marketing", "reclutamento e selezione": "Staffing and Recruiting", "reclutamiento": "Staffing and Recruiting", "record label": "Music", "recreacao": "Recreation and Leisure", "recreacion": "Recreation and Leisure", "recreatie": "Recreation and Leisure", "recreatievoorzieningen": "Recreation and Leisure", "recreation": "Recreation and Leisure", "recreation and leisure": "Recreation and Leisure", "recreational facilities": "Recreation and Leisure", "recreational facilities and services": "Recreation and Leisure", "recruiting": "Staffing and Recruiting", "recruitment": "Staffing and Recruiting", "recrutamento": "Staffing and Recruiting", "recrutamento e selecao": "Staffing and Recruiting", "recrutement": "Staffing and Recruiting", "recrutement et interim": "Staffing and Recruiting", "recrutement et placement": "Staffing and Recruiting", "recursos humanos": "Human Resources Services", "recyclage": "Environmental Services", "recycling": "Environmental Services", "recycling en afval": "Environmental Services", "recycling und entsorgung": "Environmental Services", "recykling": "Environmental Services", "rederi": "Maritime", "rederier": "Maritime", "rederij": "Maritime", "redes de computadores": "Computer Networking", "redes informaticas": "Computer Networking", "redes sociais": "Internet and Web Services", "redes sociales": "Internet and Web Services", "redovisning": "Accounting", "redovisning och revision": "Accounting", "redovisningsbyra": "Accounting", "reederei": "Maritime", "reedereien": "Maritime", "regierung": "Government Administration", "regtech": "Financial Technology", "regulatory agencies": "Government Administration", "reinigung": "Facilities Services", "reinigungsdienste": "Facilities Services", "reinsurance": "Insurance", "reisbranche": "Travel and Tourism", "reisbureau": "Travel and Tourism", "reisebranche": "Travel and Tourism", "reiseburo": "Travel and Tourism", "reisen": "Travel and Tourism", "reisen und tourismus": "Travel and Tourism", "reiseveranstalter": "Travel and Tourism", "reisorganisatie": "Travel and Tourism", "reit": "Real Estate", "reizen": "Travel and Tourism", "reizen en toerisme": "Travel and Tourism", "rejsebranchen": "Travel and Tourism", "rejser": "Travel and Tourism", "rejser og turisme": "Travel and Tourism", "reklam och marknadsforing": "Advertising and Marketing", "reklama": "Advertising and Marketing", "reklama i marketing": "Advertising and Marketing", "reklambyra": "Advertising and Marketing", "reklamcılık": "Advertising and Marketing", "reklamebranchen": "Advertising and Marketing", "rekodzieło": "Performing and Visual Arts", "rekreacja": "Recreation and Leisure", "rekreation": "Recreation and Leisure", "rekrutacja": "Staffing and Recruiting", "rekrutacja i selekcja": "Staffing and Recruiting", "rekrutierung": "Staffing and Recruiting", "rekrytering": "Staffing and Recruiting", "relaciones internacionales": "International Affairs", "relaciones publicas": "Public Relations", "relaciones publicas y comunicaciones": "Public Relations", "relacoes exteriores": "International Affairs", "relacoes internacionais e diplomacia": "International Affairs", "relacoes publicas": "Public Relations", "relacoes publicas e comunicacoes": "Public Relations", "relations internationales": "International Affairs", "relations presse": "Public Relations", "relations publiques": "Public Relations", "relations publiques et communication": "Public Relations", "relazioni internazionali": "International Affairs", "relazioni pubbliche": "Public Relations", "religieux": "Religious Institutions", "religieuze instellingen": "Religious Institutions", "religieuze organisaties": "Religious Institutions", "religion": "Religious Institutions", "religion und kirche": "Religious Institutions", "religion y culto": "Religious Institutions", "religionsgemeinschaften": "Religious Institutions", "religiosa institutioner": "Religious Institutions", "religiosa organisationer": "Religious Institutions", "religiose einrichtungen": "Religious Institutions", "religious": "Religious Institutions", "religious institutions": "Religious Institutions", "religious organizations": "Religious Institutions", "relojeria": "Luxury Goods and Jewelry", "relojoaria": "Luxury Goods and Jewelry", "remise en forme": "Wellness and Fitness", "renewable energy": "Renewable Energy", "renewable energy power generation": "Renewable Energy", "renewable energy semiconductor manufacturing": "Renewable Energy", "renewables": "Renewable Energy", "renewables and environment": "Renewable Energy", "renovables": "Renewable Energy", "repair and maintenance": "Personal Services", "reparacao e manutencao": "Personal Services", "reparacion": "Personal Services", "reparatie": "Personal Services", "reparation": "Personal Services", "reparation automobile": "Personal Services", "reparatur": "Personal Services", "reparto": "Postal and Courier Services", "rescue services": "Public Safety", "research": "Research and Development", "research and analysis services": "Market Research", "research and development": "Research and Development", "research services": "Research and Development", "researrangorer": "Travel and Tourism", "reseaux informatiques": "Computer Networking", "reseaux sociaux": "Internet and Web Services", "resebranschen": "Travel and Tourism", "resebyra": "Travel and Tourism", "residential building construction": "Construction", "residential property management": "Property Management", "residuos": "Environmental Services", "resor": "Travel and Tourism", "resor och turism": "Travel and Tourism", "resorts": "Hospitality", "ressources humaines": "Human Resources Services", "restauracao e catering": "Restaurants and Catering", "restauracion": "Restaurants and Catering", "restauracja": "Restaurants and Catering", "restauracje": "Restaurants and Catering", "restaurang": "Restaurants and Catering", "restaurang och catering": "Restaurants and Catering", "restaurangbranschen": "Restaurants and Catering", "restauranger": "Restaurants and Catering", "restaurant": "Restaurants and Catering", "restaurant tech": "Restaurants and Catering", "restaurant technology": "Restaurants and Catering", "restaurante": "Restaurants and Catering", "restaurantes": "Restaurants and Catering", "restaurantes e bares": "Restaurants and Catering", "restaurants": "Restaurants and Catering", "restaurants and catering": "Restaurants and Catering", "restaurants en cateraars": "Restaurants and Catering", "restaurants en horeca": "Restaurants and Catering", "restaurants et traiteurs": "Restaurants and Catering", "restaurants und catering": "Restaurants and Catering", "restauratie": "Restaurants and Catering", "restauration": "Restaurants and Catering", "restauration collective": "Restaurants and Catering", "restauration rapide": "Restaurants and Catering", "retail": "Retail", "retail and consumer goods": "Retail", "retail apparel and fashion": "Apparel and Fashion", "retail appliances electrical and electronic equipment": "Retail", "retail banking": "Banking", "retail books and printed news": "Retail", "retail building materials and garden equipment": "Retail", "retail furniture and home furnishings": "Furniture", "retail groceries": "Supermarkets and Grocery", "retail luxury goods and jewelry": "Luxury Goods and Jewelry", "retail motor vehicles": "Retail", "retail office equipment": "Retail", "retail pharmacies": "Retail", "retail stores": "Retail", "retail trade": "Retail", "retailer": "Retail", "retailers": "Retail", "retalho": "Retail", "reti informatiche": "Computer Networking", "rettungsdienst": "Public Safety", "revision": "Accounting", "revisione contabile": "Accounting", "rh": "Human Resources Services", "rh e recrutamento": "Human Resources Services", "ricerca": "Research and Development", "ricerca biotecnologica": "Biotechnology", "ricerca clinica": "Clinical Research", "ricerca di mercato": "Market Research", "ricerca e selezione del personale": "Staffing and Recruiting", "ricerca e sviluppo": "Research and Development", "ricerca scientifica": "Research and Development", "ricerche di mercato": "Market Research", "ricettivita": "Hospitality", "riciclaggio": "Environmental Services", "ricreazione": "Recreation and Leisure", "ride sharing": "Rail and Public Transit", "ridesharing": "Rail and Public Transit", "rifiuti": "Environmental Services", "rijksoverheid": "Government Administration", "rinnovabili": "Renewable Energy", "riparazioni": "Personal Services", "risicokapitaal": "Venture Capital and Private Equity", "risikokapital": "Venture Capital and Private Equity", "risikokapital und private equity": "Venture Capital and Private Equity", "riskkapital": "Venture Capital and Private Equity", "riskkapital och private equity": "Venture Capital and Private Equity", "risorse umane": "Human Resources Services", "ristorante": "Restaurants and Catering", "ristoranti": "Restaurants and Catering", "ristorazione": "Restaurants and Catering", "ristorazione collettiva": "Restaurants and Catering", "road construction": "Civil Engineering", "road transport": "Trucking and Freight", "roboter": "Robotics", "robotica": "Robotics", "robotica e automacao": "Robotics", "robotica en automatisering": "Robotics", "robotics": "Robotics", "robotics and drones": "Robotics", "robotics engineering": "Robotics", "robotik": "Robotics", "robotique": "Robotics", "robots": "Robotics", "robotteknik": "Robotics", "roboty budowlane": "Construction", "robotyka": "Robotics", "rohstoffe": "Mining and Metals", "rohstoffgewinnung": "Mining and Metals", "rolling stock": "Railroad and Shipbuilding", "rolnictwo": "Farming", "rolnictwo i hodowla": "Farming", "roofing": "Building Trades", "ropa": "Apparel and Fashion", "ropa i energia": "Oil and Gas", "ropa i gaz": "Oil and Gas", "ropa naftowa": "Oil and Gas", "ropa naftowa i gaz": "Oil and Gas", "ropa y moda": "Apparel and Fashion", "roupas": "Apparel and Fashion", "rowery": "Sporting Goods", "rozrywka": "Entertainment", "rrhh": "Human Resources Services", "rubber": "Plastics and Rubber", "rubber en kunststof": "Plastics and Rubber", "rubber products": "Plastics and Rubber", "rubber products manufacturing": "Plastics and Rubber", "ruckversicherung": "Insurance", "ruimtevaart": "Aviation and Aerospace", "rundfunk": "Broadcasting", "rundfunk und fernsehen": "Broadcasting", "rustung": "Defense", "rustungsindustrie": "Defense", "rybactwo": "Fishery", "rybołowstwo": "Fishery", "rymdindustri": "Aviation and Aerospace", "rynki kapitałowe": "Investment Banking", "rzemiosło": "Building Trades", "saas": "Software", "saglık": "Hospitals and Health Care", "saglık hizmetleri": "Hospitals and Health Care", "sakerhet": "Security Services", "sakerhet och utredning": "Security Services", "sakerhetstjanster": "Security Services", "salles de sport": "Wellness and Fitness", "salons et congres": "Events Services", "salud": "Hospitals and Health Care", "salud bienestar y ejercicio": "Wellness and Fitness", "salud digital": "Digital Health", "salud mental": "Mental Health Care", "salute": "Hospitals and Health Care", "salute benessere e fitness": "Wellness and Fitness", "salute digitale": "Digital Health", "salute mentale": "Mental Health Care", "samochody": "Automotive", "samorzad": "Government Administration", "sanayi": "Industrial Manufacturing", "saneamento": "Utilities", "sanidad": "Hospitals and Health Care", "sanidad animal": "Veterinary", "sanita": "Hospitals and Health Care", "sanita digitale": "Digital Health", "sanitar und heizung": "Building Trades", "sanitario": "Hospitals and Health Care", "sans fil": "Wireless and Mobile", "sante": "Hospitals and Health Care", "sante animale": "Veterinary", "sante bien etre et remise en forme": "Wellness and Fitness", "sante mentale": "Mental Health Care", "sante numerique": "Digital Health", "sapeurs pompiers": "Public Safety", "satelites": "Satellite Telecommunications", "satellietcommunicatie": "Satellite Telecommunications", "satellite": "Satellite Telecommunications", "satellite communications": "Satellite Telecommunications", "satellite et telecommunications": "Satellite Telecommunications", "satellite telecommunications": "Satellite Telecommunications", "satelliten": "Satellite Telecommunications", "satellitenkommunikation": "Satellite Telecommunications", "satellites": "Satellite Telecommunications", "satellitkommunikation": "Satellite Telecommunications", "saude": "Hospitals and Health Care", "saude bem estar e educacao fisica": "Wellness and Fitness", "saude digital e telemedicina": "Digital Health", "saude mental": "Mental Health Care", "savings banks": "Banking", "savings institutions": "Banking", "scenkonst": "Performing and Visual Arts", "scheepsbouw": "Railroad and Shipbuilding", "scheepswerf": "Railroad and Shipbuilding", "scheepvaart": "Maritime", "schienenfahrzeugbau": "Railroad and Shipbuilding", "schienenverkehr": "Rail and Public Transit", "schiffbau": "Railroad and Shipbuilding", "schifffahrt": "Maritime", "schmuck": "Luxury Goods and Jewelry", "schoenen": "Apparel and Fashion", "scholen": "Primary and Secondary Education", "scholing": "Education", "schonheitspflege": "Cosmetics and Personal Care", "school": "Primary and Secondary Education", "schools": "Primary and Secondary Education", "schoonheidsproducten": "Cosmetics and Personal Care", "schoonmaak": "Facilities Services", "schoonmaakbedrijf": "Facilities Services", "schuhe": "Apparel and Fashion", "schule": "Primary and Secondary Education", "schulen": "Primary and Secondary Education", "schulung": "Training and Coaching", "schulungen": "Training and Coaching", "schulwesen": "Primary and Secondary Education", "sciences de la vie": "Biotechnology", "sciences du vivant": "Biotechnology", "scientific and technical services": "Research and Development", "scientific research": "Research and Development", "scienze della vita": "Biotechnology", "scommesse": "Gambling and Casinos", "scuola": "Primary and Secondary Education", "scuola primaria": "Primary and Secondary Education", "scuole": "Primary and Secondary Education", "sea freight": "Maritime", "seafood": "Fishery", "seafood product manufacturing": "Food and Beverages", "second œuvre": "Building Trades", "secondary education": "Primary and Secondary Education", "secteur agricole": "Farming", "secteur alimentaire": "Food and Beverages", "secteur associatif": "Nonprofit Organizations", "secteur automobile": "Automotive", "secteur bancaire": "Banking", "secteur chimique": "Chemicals", "secteur de l education": "Education", "secteur de l energie": "Electric Power", "secteur de la construction": "Construction", "secteur de la defense": "Defense", "secteur de la sante": "Hospitals and Health Care", "secteur des assurances": "Insurance", "secteur financier": "Financial Services", "secteur immobilier": "Real Estate", "secteur industriel": "Industrial Manufacturing", "secteur maritime": "Maritime", "secteur pharmaceutique": "Pharmaceuticals", "secteur public": "Government Administration", "sector agricola": "Farming", "sector alimentario": "Food and Beverages", "sector bancario": "Banking", "sector de la construccion": "Construction", "sector del automovil": "Automotive", "sector educativo": "Education", "sector energetico": "Electric Power", "sector farmaceutico": "Pharmaceuticals", "sector financiero": "Financial Services", "sector hotelero": "Hospitality", "sector industrial": "Industrial Manufacturing", "sector inmobiliario": "Real Estate", "sector maritimo": "Maritime", "sector pesquero": "Fishery", "sector publico": "Government Administration", "sector quimico": "Chemicals", "sector textil": "Textiles", "sector turistico": "Travel and Tourism", "securite": "Security Services", "securite civile": "Public Safety", "securite et enquetes": "Security Services", "securite informatique": "Cybersecurity", "securite informatique et des reseaux": "Cybersecurity", "securite privee": "Security Services", "securite publique": "Public Safety", "securities": "Investment Banking", "securities and commodity exchanges": "Investment Banking", "security": "Security Services", "security and investigations": "Security Services", "security guards": "Security Services", "security services": "Security Services", "security systems": "Security Services", "security systems services": "Security Services", "seefracht": "Maritime", "seeverkehr": "Maritime", "seguradora": "Insurance", "seguradoras": "Insurance", "seguranca": "Security Services", "seguranca cibernetica": "Cybersecurity", "seguranca da informacao": "Cybersecurity", "seguranca e investigacoes": "Security Services", "seguranca privada": "Security Services", "seguranca publica": "Public Safety", "seguridad": "Security Services", "seguridad ciudadana": "Public Safety", "seguridad del ordenador y de las redes": "Cybersecurity", "seguridad e investigaciones": "Security Services", "seguridad informatica": "Cybersecurity", "seguridad privada": "Security Services", "seguridad publica": "Public Safety", "seguros": "Insurance", "sektor bankowy": "Banking", "sektor energetyczny": "Electric Power", "sektor finansowy": "Financial Services", "sektor publiczny": "Government Administration", "sektor rolny": "Farming", "selecao de pessoal": "Staffing and Recruiting", "selecao e agenciamento de pessoal": "Staffing and Recruiting", "seleccion de personal": "Staffing and Recruiting", "selezione del personale": "Staffing and Recruiting", "self storage": "Warehousing", "sem fins lucrativos": "Nonprofit Organizations", "semi conducteurs": "Semiconductors", "semiconducteurs": "Semiconductors", "semiconductor": "Semiconductors", "semiconductor manufacturing": "Semiconductors", "semiconductores": "Semiconductors", "semiconductors": "Semiconductors", "semicondutores": "Semiconductors", "semiconduttori": "Semiconductors", "senza scopo di lucro": "Nonprofit Organizations", "seo": "Advertising and Marketing", "servering": "Restaurants and Catering", "services": "Business Process Outsourcing", "services a domicile": "Personal Services", "services a l individu et a la famille": "Individual and Family Services", "services a la personne": "Individual and Family Services", "services administratifs": "Business Process Outsourcing", "services aux batiments": "Facilities Services", "services aux consommateurs": "Personal Services", "services aux entreprises": "Business Process Outsourcing", "services aux particuliers": "Personal Services", "services bancaires": "Banking", "services cloud": "Cloud Computing", "services collectifs": "Utilities", "services d impression": "Printing Services", "services d ingenierie": "Engineering Services", "services de nettoyage": "Facilities Services", "services de paiement": "Financial Technology", "services de publicite": "Advertising and Marketing", "services de recherche": "Research and Development", "services de ressources humaines": "Human Resources Services", "services de sante": "Hospitals and Health Care", "services de securite": "Security Services", "services de traduction": "Translation and Localization", "services en ligne": "Internet and Web Services", "services environnementaux": "Environmental Services", "services et conseil aux entreprises": "Management Consulting", "services et conseil en informatique": "IT Services and Consulting", "services evenementiels": "Events Services", "services financiers": "Financial Services", "services for the elderly and disabled": "Individual and Family Services", "services informatiques": "IT Services and Consulting", "services internet": "Internet and Web Services", "services juridiques": "Legal Services", "services linguistiques": "Translation and Localization", "services postaux": "Postal and Courier Services", "services pour l environnement": "Environmental Services", "services publics": "Government Administration", "services publics de distribution": "Utilities", "services sociaux": "Individual and Family Services", "services veterinaires": "Veterinary", "servicio al consumidor": "Personal Services", "servicios": "Business Process Outsourcing", "servicios a empresas": "Business Process Outsourcing", "servicios administrativos": "Business Process Outsourcing", "servicios al consumidor": "Personal Services", "servicios ambientales": "Environmental Services", "servicios bancarios": "Banking", "servicios de bienestar": "Wellness and Fitness", "servicios de diseno": "Design Services", "servicios de eventos": "Events Services", "servicios de impresion": "Printing Services", "servicios de infraestructuras": "Facilities Services", "servicios de ingenieria": "Engineering Services", "servicios de internet": "Internet and Web Services", "servicios de investigacion": "Research and Development", "servicios de limpieza": "Facilities Services", "servicios de mensajeria": "Postal and Courier Services", "servicios de publicidad": "Advertising and Marketing", "servicios de recursos humanos": "Human Resources Services", "servicios de restauracion": "Restaurants and Catering", "servicios de salud": "Hospitals and Health Care", "servicios de seguridad": "Security Services", "servicios de ti": "IT Services and Consulting", "servicios de traduccion": "Translation and Localization", "servicios educativos": "Education", "servicios empresariales": "Business Process Outsourcing", "servicios en la nube": "Cloud Computing", "servicios financieros": "Financial Services", "servicios funerarios": "Personal Services", "servicios informaticos": "IT Services and Consulting", "servicios juridicos": "Legal Services", "servicios legales": "Legal Services", "servicios medioambientales": "Environmental Services", "servicios para el individuo y la familia": "Individual and Family Services", "servicios para instalaciones": "Facilities Services", "servicios personales": "Personal Services", "servicios postales": "Postal and Courier Services", "servicios publicos": "Utilities", "servicios sanitarios": "Hospitals and Health Care", "servicios sociales": "Individual and Family Services", "servicios veterinarios": "Veterinary", "servicios web": "Internet and Web Services", "servicios y consultoria a empresas": "Management Consulting", "servicios y consultoria de ti": "IT Services and Consulting", "servicos": "Business Process Outsourcing", "servicos administrativos": "Business Process Outsourcing", "servicos ambientais": "Environmental Services", "servicos ao consumidor": "Personal Services", "servicos bancarios": "Banking", "servicos contabeis": "Accounting", "servicos de alimentacao": "Restaurants and Catering", "servicos de design": "Design Services", "servicos de engenharia": "Engineering Services", "servicos de eventos": "Events Services", "servicos de facilities": "Facilities Services", "servicos de impressao": "Printing Services", "servicos de informatica": "IT Services and Consulting", "servicos de internet": "Internet and Web Services", "servicos de limpeza": "Facilities Services", "servicos de meio ambiente": "Environmental Services", "servicos de pesquisa": "Research and Development", "servicos de publicidade": "Advertising and Marketing", "servicos de recursos humanos": "Human Resources Services", "servicos de saude": "Hospitals and Health Care", "servicos de seguranca": "Security Services", "servicos de ti": "IT Services and Consulting", "servicos de traducao": "Translation and Localization", "servicos de utilidade publica": "Utilities", "servicos domesticos": "Personal Services", "servicos e consultoria empresarial": "Management Consulting", "servicos e instalacoes": "Facilities Services", "servicos educacionais": "Education", "servicos em nuvem": "Cloud Computing", "servicos empresariais": "Business Process Outsourcing", "servicos financeiros": "Financial Services", "servicos individuais e familiares": "Individual and Family Services", "servicos juridicos": "Legal Services", "servicos para o individuo e a familia": "Individual and Family Services", "servicos pessoais": "Personal Services", "servicos postais": "Postal and Courier Services", "servicos publicos": "Utilities", "servicos sociais": "Individual and Family Services", "servicos veterinarios e pets": "Veterinary", "servizi": "Business Process Outsourcing", "servizi ai consumatori": "Personal Services", "servizi al consumatore": "Personal Services", "servizi alla persona": "Individual and Family Services", "servizi alle imprese": "Business Process Outsourcing", "servizi alle risorse umane": "Human Resources Services", "servizi ambientali": "Environmental Services", "servizi amministrativi": "Business Process Outsourcing", "servizi aziendali": "Business Process Outsourcing", "servizi bancari": "Banking", "servizi bancari di investimento": "Investment Banking", "servizi cloud": "Cloud Computing", "servizi di design": "Design Services", "servizi di facility management": "Facilities Services", "servizi di ingegneria": "Engineering Services", "servizi di pagamento": "Financial Technology", "servizi di pubblica utilita": "Utilities", "servizi di pulizia": "Facilities Services", "servizi di ricerca": "Research and Development", "servizi di risorse umane": "Human Resources Services", "servizi di ristorazione": "Restaurants and Catering", "servizi di sicurezza": "Security Services", "servizi di stampa": "Printing Services", "servizi e consulenza aziendale": "Management Consulting", "servizi finanziari": "Financial Services", "servizi idrici": "Utilities", "servizi individuali e familiari": "Individual and Family Services", "servizi informatici": "IT Services and Consulting", "servizi internet": "Internet and Web Services", "servizi it": "IT Services and Consulting", "servizi legali": "Legal Services", "servizi linguistici": "Translation and Localization", "servizi per edifici": "Facilities Services", "servizi per eventi": "Events Services", "servizi personali": "Personal Services", "servizi postali": "Postal and Courier Services", "servizi pubblici": "Utilities", "servizi pubblicitari": "Advertising and Marketing", "servizi sanitari": "Hospitals and Health Care", "servizi sociali": "Individual and Family Services", "servizi veterinari": "Veterinary", "servizi web": "Internet and Web Services", "serwisy internetowe": "Internet and Web Services", "setor aeroespacial": "Aviation and Aerospace", "setor agricola": "Farming", "setor alimentar": "Food and Beverages", "setor automotivo": "Automotive", "setor bancario": "Banking", "setor de bebidas": "Beverages and Breweries", "setor de energia": "Electric Power", "setor de saude": "Hospitals and Health Care", "setor de seguros": "Insurance", "setor de transportes": "Trucking and Freight", "setor educacional": "Education", "setor eletrico": "Electric Power", "setor energetico": "Electric Power", "setor farmaceutico": "Pharmaceuticals", "setor financeiro": "Financial Services", "setor hoteleiro": "Hospitality", "setor imobiliario": "Real Estate", "setor industrial": "Industrial Manufacturing", "setor maritimo": "Maritime", "setor mineral": "Mining and Metals", "setor publico": "Government Administration", "setor quimico": "Chemicals", "setor textil": "Textiles", "setor turistico e viagens": "Travel and Tourism", "settore aerospaziale": "Aviation and Aerospace", "settore agricolo": "Farming", "settore alberghiero": "Hospitality", "settore alimentare": "Food and Beverages", "settore assicurativo": "Insurance", "settore automobilistico": "Automotive", "settore bancario": "Banking", "settore chimico": "Chemicals", "settore edile": "Construction", "settore educativo": "Education", "settore energetico": "Electric Power", "settore farmaceutico": "Pharmaceuticals", "settore finanziario": "Financial Services", "settore forestale": "Forestry", "settore immobiliare": "Real Estate", "settore industriale": "Industrial Manufacturing", "settore ittico": "Fishery", "settore legale": "Legal Services", "settore marittimo": "Maritime", "settore moda": "Apparel and Fashion", "settore pubblico": "Government Administration", "settore sanitario": "Hospitals and Health Care", "settore tessile": "Textiles", "seyahat": "Travel and Tourism", "seyahat ve turizm": "Travel and Tourism", "ship building": "Railroad and Shipbuilding", "shipbuilding": "Railroad and Shipbuilding", "shipping": "Maritime", "shipping and ports": "Maritime", "shk": "Building Trades", "shoes": "Apparel and Fashion", "shops": "Retail", "sicherheit": "Security Services", "sicherheit und ermittlungen": "Security Services", "sicherheitsdienst": "Security Services", "sicherheitsdienste": "Security Services", "sicherheitsdienstleistungen": "Security Services", "sicherheitstechnik": "Security Services", "sicurezza": "Security Services", "sicurezza e investigazioni": "Security Services", "sicurezza informatica": "Cybersecurity", "sicurezza informatica e di rete": "Cybersecurity", "sicurezza privata": "Security Services", "sicurezza pubblica": "Public Safety", "siderurgia": "Metals and Metalworking", "siderurgia e aco": "Metals and Metalworking", "siderurgia e metalli": "Metals and Metalworking", "siderurgie": "Metals and Metalworking", "sieci handlowe": "Retail", "sieci komputerowe": "Computer Networking", "sieraden": "Luxury Goods and Jewelry", "sigorta": "Insurance", "sigortacılık": "Insurance", "silvicoltura": "Forestry", "silvicultura": "Forestry", "silvicultura e florestas": "Forestry", "sin animo de lucro": "Nonprofit Organizations", "sin fines de lucro": "Nonprofit Organizations", "sindacati": "Associations and Unions", "sindicatos": "Associations and Unions", "sindicatos e associacoes": "Associations and Unions", "siłownie": "Wellness and Fitness", "siły zbrojne": "Armed Forces", "sjofart": "Maritime", "sjotransport": "Maritime", "sjukhus": "Hospitals and Health Care", "sjukhus och halsovard": "Hospitals and Health Care", "sjukvard": "Hospitals and Health Care", "skeppsbyggeri": "Railroad and Shipbuilding", "skeppsbyggnad": "Railroad and Shipbuilding", "skiing facilities": "Recreation and Leisure", "skincare": "Cosmetics and Personal Care", "sklep internetowy": "E-commerce", "sklepy": "Retail", "sklepy internetowe": "E-commerce", "sklepy spozywcze": "Supermarkets and Grocery", "skog": "Forestry", "skogsbruk": "Forestry", "skogsbruk och avverkning": "Forestry", "skogsindustri": "Paper and Forest Products", "skola": "Primary and Secondary Education", "skolor": "Primary and Secondary Education", "skolstvi": "Education", "skonhet": "Cosmetics and Personal Care", "skonhetsprodukter": "Cosmetics and Personal Care", "skor": "Apparel and Fashion", "składowanie": "Warehousing", "smart farming": "Agricultural Technology", "smycken": "Luxury Goods and Jewelry", "snacks": "Food and Beverages", "soap and cleaning product manufacturing": "Consumer Goods", "social assistance": "Individual and Family Services", "social commerce": "E-commerce", "social media": "Internet and Web Services", "social network": "Internet and Web Services", "social networking platforms": "Internet and Web Services", "social services": "Individual and Family Services", "social work": "Individual and Family Services", "sociala tjanster": "Individual and Family Services", "sociale": "Individual and Family Services", "sociale diensten": "Individual and Family Services", "sociale dienstverlening": "Individual and Family Services", "socialt arbete": "Individual and Family Services", "socialtjanst": "Individual and Family Services", "sociedad holding": "Holding Companies", "societa holding": "Holding Companies", "societa sportive": "Sports", "societe holding": "Holding Companies", "soft drinks": "Beverages and Breweries", "software": "Software", "software and services": "Software", "software as a service": "Software", "software development": "Software", "software engineering": "Software", "software hersteller": "Software", "software products": "Software", "software publishing": "Software", "software services": "Software", "software y aplicaciones": "Software", "softwarebranche": "Software", "softwareentwicklung": "Software", "softwareindustrie": "Software", "softwareontwikkeling": "Software", "softwareudvikling": "Software", "soins": "Hospitals and Health Care", "soins de sante": "Hospitals and Health Care", "soins medicaux": "Medical Practices", "solaire": "Renewable Energy", "solar": "Renewable Energy", "solar electric power generation": "Renewable Energy", "solar energy": "Renewable Energy", "solar und windenergie": "Renewable Energy", "solarenergie": "Renewable Energy", "solartechnik": "Renewable Energy", "solceller": "Renewable Energy", "solenergi": "Renewable Energy", "sondermaschinenbau": "Machinery", "sostenibilidad": "Environmental Services", "sostenibilita": "Environmental Services", "sound recording": "Music", "sozialarbeit": "Individual and Family Services", "sozialdienste": "Individual and Family Services", "soziale dienste": "Individual and Family Services", "soziale netzwerke": "Internet and Web Services", "soziales": "Individual and Family Services", "sozialwesen": "Individual and Family Services", "spa": "Wellness and Fitness", "space": "Aviation and Aerospace", "space industry": "Aviation and Aerospace", "space tech": "Aviation and Aerospace", "space technology": "Aviation and Aerospace", "spacetech": "Aviation and Aerospace", "sparkasse": "Banking", "sparkassen": "Banking", "spartrafik": "Rail and Public Transit", "spatial": "Aviation and Aerospace", "specialty chemicals": "Chemicals", "specialty retail": "Retail", "specialty trade contractors": "Building Trades", "spectator sports": "Sports", "spedition": "Logistics and Supply Chain", "speditionen": "Logistics and Supply Chain", "speditorer": "Logistics and Supply Chain", "spedizione pacchi e merci": "Postal and Courier Services", "spedizioni": "Logistics and Supply Chain", "spedizioni marittime": "Maritime", "spedizionieri": "Logistics and Supply Chain", "spedycja": "Logistics and Supply Chain", "speelgoed": "Consumer Goods", "spel och dobbel": "Gambling and Casinos", "sperimentazione clinica": "Clinical Research", "spezialchemie": "Chemicals", "spielbanken": "Gambling and Casinos", "spieleentwicklung": "Video Games", "spielwaren": "Consumer Goods", "spielzeug": "Consumer Goods", "spirits": "Wine and Spirits", "spiritueux": "Wine and Spirits", "spirituosen": "Wine and Spirits", "spoor": "Rail and Public Transit", "spoorvervoer": "Rail and Public Transit", "spoorwegen": "Rail and Public Transit", "spoorwegindustrie": "Railroad and Shipbuilding", "sport": "Sports", "sport e tempo libero": "Sports", "sport en recreatie": "Sports", "sport i rekreacja": "Sports", "sport och fritid": "Sports", "sport professionistico": "Sports", "sport professionnel": "Sports", "sport und freizeit": "Sports", "sport zawodowy": "Sports", "sportartikel": "Sporting Goods", "sportartikelen": "Sporting Goods", "sportartiklar": "Sporting Goods", "sportausrustung": "Sporting Goods", "sportbranche": "Sports", "sportclubs": "Sports", "sportgerate": "Sporting Goods", "sporting goods": "Sporting Goods", "sporting goods manufacturing": "Sporting Goods", "sports": "Sports", "sports and recreation": "Sports", "sports betting": "Gambling and Casinos", "sports clubs": "Sports", "sports equipment": "Sporting Goods", "sports et loisirs": "Sports", "sports teams and clubs": "Sports", "sports tech": "Sports", "sportscholen": "Wellness and Fitness", "sportstech": "Sports", "sportuitrusting": "Sporting Goods", "sportutrustning": "Sporting Goods", "sportverein": "Sports", "sportvereine": "Sports", "sportverenigingen": "Sports", "spozywczy": "Food and Beverages", "społka holdingowa": "Holding Companies", "sprachdienstleistungen": "Translation and Localization", "sprachschule": "Education", "spraktjanster": "Translation and Localization", "sprawy miedzynarodowe": "International Affairs", "spritzguss": "Plastics and Rubber", "sprzatanie": "Facilities Services", "sprzedaz detaliczna": "Retail", "sprzedaz hurtowa": "Wholesale", "sprzet agd": "Consumer Electronics", "sprzet biurowy": "Office Supplies and Equipment", "sprzet elektryczny": "Electrical and Electronic Manufacturing", "sprzet komputerowy": "Computer Hardware", "sprzet medyczny": "Medical Devices", "sprzet sportowy": "Sporting Goods", "squadre sportive": "Sports", "srodki masowego przekazu": "Media", "srodowisko": "Environmental Services", "ssii": "IT Services and Consulting", "staal": "Metals and Metalworking", "staalindustrie": "Metals and Metalworking", "stadning": "Facilities Services", "stadsplanering": "Architecture and Planning", "stadtjanster": "Facilities Services", "stadtplanung": "Architecture and Planning", "stadtverwaltung": "Government Administration", "stadtwerke": "Utilities", "staffing": "Staffing and Recruiting", "staffing agency": "Staffing and Recruiting", "staffing and recruiting": "Staffing and Recruiting", "stahl": "Metals and Metalworking", "stahlbau": "Metals and Metalworking", "stahlindustrie": "Metals and Metalworking", "stal": "Metals and Metalworking", "stalindustri": "Metals and Metalworking", "stampa": "Printing Services", "stampa e notizie": "Newspapers and News", "startup accelerator": "Venture Capital and Private Equity", "startup incubator": "Venture Capital and Private Equity", "state government": "Government Administration", "stationery": "Consumer Goods", "statlig forvaltning": "Government Administration", "statni sprava": "Government Administration", "stavebni prumysl": "Construction", "stavebnictvi": "Construction", "steam and air conditioning supply": "Utilities", "stedenbouw": "Architecture and Planning", "steel": "Metals and Metalworking", "steuerberater": "Accounting", "steuerberatung": "Accounting", "steuerungstechnik": "Industrial Automation", "stichting": "Nonprofit Organizations", "stichtingen": "Nonprofit Organizations", "stiftelse": "Nonprofit Organizations", "stiftelser": "Nonprofit Organizations", "stiftung": "Nonprofit Organizations", "stiftungen": "Nonprofit Organizations", "stoccaggio": "Warehousing", "stock exchange": "Investment Banking", "stock exchanges": "Investment Banking", "stockage": "Warehousing", "stocznia": "Railroad and Shipbuilding", "stomatologia": "Medical Practices", "storage": "Warehousing", "stores": "Retail", "stormarknader": "Supermarkets and Grocery", "stosunki miedzynarodowe": "International Affairs", "stowarzyszenia branzowe": "Associations and Unions", "stowarzyszenie": "Nonprofit Organizations", "strafverfolgung": "Public Safety", "strassenbau": "Civil Engineering", "strassenguterverkehr": "Trucking and Freight", "strategic consulting": "Management Consulting", "strategic management services": "Management Consulting", "strategieberatung": "Management Consulting", "strategy consulting": "Management Consulting", "straz pozarna": "Public Safety", "streaming": "Broadcasting", "streitkrafte": "Armed Forces", "strijdkrachten": "Armed Forces", "strojirensky prumysl": "Machinery", "strojirenstvi": "Machinery", "strom": "Electric Power", "stromerzeugung": "Electric Power", "stromversorgung": "Electric Power", "stroom": "Electric Power", "strumentazione e controllo": "Industrial Automation", "strutture e servizi ricreativi": "Recreation and Leisure", "strutture ricettive": "Hospitality", "strutture ricreative": "Recreation and Leisure", "studi clinici": "Clinical Research", "studi legali": "Legal Services", "studi medici": "Medical Practices", "studio commercialista": "Accounting", "studio di architettura": "Architecture and Planning", "studio di ingegneria": "Engineering Services", "studio legale": "Legal Services", "studio medico": "Medical Practices", "studio tecnico": "Engineering Services", "subcontratacion": "Business Process Outsourcing", "sugar and confectionery product manufacturing": "Food and Beverages", "suministro de agua": "Utilities", "suministros": "Utilities", "suministros de oficina": "Office Supplies and Equipment", "sundhed": "Hospitals and Health Care", "sundhedssektoren": "Hospitals and Health Care", "sundhedsvæsen": "Hospitals and Health Care", "supermarche": "Supermarkets and Grocery", "supermarches": "Supermarkets and Grocery", "supermarket": "Supermarkets and Grocery", "supermarkets": "Supermarkets and Grocery", "supermarkets and grocery": "Supermarkets and Grocery", "supermarkety": "Supermarkets and Grocery", "supermarkt": "Supermarkets and Grocery", "supermarkte": "Supermarkets and Grocery", "supermarkten": "Supermarkets and Grocery", "supermarktketen": "Supermarkets and Grocery", "supermercado": "Supermarkets and Grocery", "supermercados": "Supermarkets and Grocery", "supermercados e hipermercados": "Supermarkets and Grocery", "supermercati": "Supermarkets and Grocery", "supermercato": "Supermarkets and Grocery", "suplementy diety": "Wellness and Fitness", "supply chain": "Logistics and Supply Chain", "supply chain management": "Logistics and Supply Chain", "supply chain tech": "Logistics and Supply Chain", "supply chain technology": "Logistics and Supply Chain", "suprimentos de escritorio": "Office Supplies and Equipment", "suprimentos e equipamentos de negocios": "Office Supplies and Equipment", "surveying": "Engineering Services", "sustainability": "Environmental Services", "sustentabilidade": "Environmental Services", "sviluppo di software": "Software", "sviluppo software": "Software", "sylviculture": "Forestry", "syndic de copropriete": "Property Management", "syndicat": "Associations and Unions", "syndicats": "Associations and Unions", "synthetic biology": "Biotechnology", "system integration": "IT Services and Consulting", "systemgastronomie": "Restaurants and Catering", "systemhaus": "IT Services and Consulting", "systems integration": "IT Services and Consulting", "szkolenia": "Training and Coaching", "szkolenia i coaching": "Training and Coaching", "szkolenia zawodowe": "Training and Coaching", "szkolnictwo": "Education", "szkolnictwo podstawowe": "Primary and Secondary Education", "szkolnictwo wyzsze": "Higher Education", "szkoła": "Primary and Secondary Education", "szkoły": "Primary and Secondary Education", "szkoły jezykowe": "Education", "szkoły podstawowe i srednie": "Primary and Secondary Education", "szkło ceramika i beton": "Building Materials", "szpital": "Hospitals and Health Care", "szpitale": "Hospitals and Health Care", "szpitale i opieka zdrowotna": "Hospitals and Health Care", "sztuczna inteligencja": "Artificial Intelligence", "sztuka": "Performing and Visual Arts", "sztuki piekne": "Performing and Visual Arts", "sztuki sceniczne": "Performing and Visual Arts", "słuzba zdrowia": "Hospitals and Health Care", "słuzby ratunkowe": "Public Safety", "tabac": "Tobacco", "tabacalera": "Tobacco", "tabacco": "Tobacco", "tabaco": "Tobacco", "tabaco e cigarros": "Tobacco", "tabak": "Tobacco", "tabakindustrie": "Tobacco", "tabaksindustrie": "Tobacco", "tabaksproducten": "Tobacco", "tabakwaren": "Tobacco", "takarbeten": "Building Trades", "talent acquisition": "Staffing and Recruiting", "taller mecanico": "Personal Services", "tandarts": "Medical Practices", "tandartsen": "Medical Practices", "tandlakare": "Medical Practices", "tandvard": "Medical Practices", "targi i konferencje": "Events Services", "tarım": "Farming", "tasımacılık": "Trucking and Freight", "tax": "Accounting", "tax consulting": "Accounting", "tax services": "Accounting", "taxi and limousine services": "Rail and Public Transit", "taxi services": "Rail and Public Transit", "teaching": "Education", "teatr": "Performing and Visual Arts", "teatro": "Performing and Visual Arts", "tech": "IT Services and Consulting", "techbio": "Biotechnology", "technical and vocational training": "Education", "technical consulting": "Engineering Services", "technical services": "Engineering Services", "technische beratung": "Engineering Services", "technische dienstleistungen": "Engineering Services", "technische dienstverlening": "Engineering Services", "technologia medyczna": "Medical Devices", "technologie finansowe": "Financial Technology", "technologie informatyczne": "IT Services and Consulting", "technologie rolnicze": "Agricultural Technology", "technologies agricoles": "Agricultural Technology", "technologies de l information": "IT Services and Consulting", "technologies et services de l information": "IT Services and Consulting", "technologies financieres": "Financial Technology", "technologies medicales": "Medical Devices", "technology": "IT Services and Consulting", "technology information and internet": "IT Services and Consulting", "technology media and telecommunications": "Media", "tecnologia": "IT Services and Consulting", "tecnologia agricola": "Agricultural Technology", "tecnologia agricola e agritech": "Agricultural Technology", "tecnologia da informacao": "IT Services and Consulting", "tecnologia da informacao e servicos": "IT Services and Consulting", "tecnologia de la informacion": "IT Services and Consulting", "tecnologia dell informazione": "IT Services and Consulting", "tecnologia em saude": "Digital Health", "tecnologia financeira": "Financial Technology", "tecnologia financiera": "Financial Technology", "tecnologia finanziaria": "Financial Technology", "tecnologia medica": "Medical Devices", "tecnologia medica e saude": "Medical Devices", "tecnologia sanitaria": "Digital Health", "tecnologia y servicios de la informacion": "IT Services and Consulting", "tecnologias de la informacion": "IT Services and Consulting", "tecnologie informatiche": "IT Services and Consulting", "teknikkonsult": "Engineering Services", "teknikkonsulter": "Engineering Services", "tekstylia": "Textiles", "telecom": "Telecommunications Services", "telecom equipment": "Computer Networking", "telecombedrijf": "Telecommunications Services", "telecommunicatie": "Telecommunications Services", "telecommunication": "Telecommunications Services", "telecommunications": "Telecommunications Services", "telecommunications carriers": "Telecommunications Services", "telecommunications par satellite": "Satellite Telecommunications", "telecommunications services": "Telecommunications Services", "telecoms": "Telecommunications Services", "telecomunicacion": "Telecommunications Services", "telecomunicaciones": "Telecommunications Services", "telecomunicaciones por satelite": "Satellite Telecommunications", "telecomunicacoes": "Telecommunications Services", "telecomunicacoes por satelite e espaco": "Satellite Telecommunications", "telecomunicazione": "Telecommunications Services", "telecomunicazioni": "Telecommunications Services", "telecomunicazioni satellitari": "Satellite Telecommunications", "telefonia komorkowa": "Wireless and Mobile", "telefonia mobile": "Wireless and Mobile", "telefonia movel": "Wireless and Mobile", "telefonia movil": "Wireless and Mobile", "telehealth": "Digital Health", "telekom": "Telecommunications Services", "telekommunikation": "Telecommunications Services", "telekommunikation och bredband": "Telecommunications Services", "telekommunikationsdienste": "Telecommunications Services", "telekomunikace": "Telecommunications Services", "telekomunikacja": "Telecommunications Services", "telekomunikasyon": "Telecommunications Services", "telemedecine": "Digital Health", "telemedicin och e halsa": "Digital Health", "telemedicina": "Digital Health", "telemedicine": "Digital Health", "telemedizin": "Digital Health", "telemedycyna": "Digital Health", "telephone": "Telecommunications Services", "telephone call centers": "Business Process Outsourcing", "telephonie mobile": "Wireless and Mobile", "televisao": "Broadcasting", "televisie": "Broadcasting", "television": "Broadcasting", "televisione": "Broadcasting", "telewizja": "Broadcasting", "tempo libero": "Recreation and Leisure", "tempo libero viaggi e turismo": "Travel and Tourism", "temporary staffing": "Staffing and Recruiting", "terceirizacao": "Business Process Outsourcing", "terceirizacao e offshoring": "Business Process Outsourcing", "terceiro setor": "Nonprofit Organizations", "termoidraulica": "Building Trades", "terzo settore": "Nonprofit Organizations", "tessile": "Textiles", "tessuti": "Textiles", "testing": "Engineering Services", "testing laboratories": "Engineering Services", "texteis": "Textiles", "textiel": "Textiles", "textielindustrie": "Textiles", "textil": "Textiles", "textil och lader": "Textiles", "textile": "Textiles", "textile et habillement": "Textiles", "textile industry": "Textiles", "textile manufacturing": "Textiles", "textiles": "Textiles", "textilherstellung": "Textiles", "textilien": "Textiles", "textilier": "Textiles", "textilindustri": "Textiles", "textilindustrie": "Textiles", "theater": "Performing and Visual Arts", "theater und buhne": "Performing and Visual Arts", "theatre": "Performing and Visual Arts", "think tanks": "Research and Development", "third party logistics": "Logistics and Supply Chain", "thuiszorg": "Hospitals and Health Care", "tidningar": "Newspapers and News", "tiefbau": "Civil Engineering", "tiempo libre": "Recreation and Leisure", "tienda online": "E-commerce", "tiendas": "Retail", "tierarzt": "Veterinary", "tierarzte": "Veterinary", "tiergesundheit": "Veterinary", "tiermedizin": "Veterinary", "tillverkning": "Industrial Manufacturing", "tillverkning av elektronik": "Electrical and Electronic Manufacturing", "tillverkningsindustri": "Industrial Manufacturing", "timber": "Building Materials", "tipografia": "Printing Services", "tjanster": "Business Process Outsourcing", "tk": "Telecommunications Services", "tmt": "Media", "tobacco": "Tobacco", "tobacco manufacturing": "Tobacco", "tobacco products": "Tobacco", "tobak": "Tobacco", "tobaksindustri": "Tobacco", "toeleveringsketen": "Logistics and Supply Chain", "toerisme": "Travel and Tourism", "tonstudio": "Music", "toptan": "Wholesale", "toptan satıs": "Wholesale", "toptan ticaret": "Wholesale", "tour operateur": "Travel and Tourism", "tour operators": "Travel and Tourism", "tourism": "Travel and Tourism", "tourisme": "Travel and Tourism", "tourisme et loisirs": "Travel and Tourism", "tourismus": "Travel and Tourism", "tourismusbranche": "Travel and Tourism", "touristik": "Travel and Tourism", "towary konsumpcyjne": "Consumer Goods", "towary luksusowe": "Luxury Goods and Jewelry", "towarzystwo ubezpieczeniowe": "Insurance", "toys": "Consumer Goods", "toys and games": "Consumer Goods", "tra": "Building Materials", "trabajo social": "Individual and Family Services", "trabajo temporal": "Staffing and Recruiting", "trabalho temporario": "Staffing and Recruiting", "trade": "Import and Export", "trade associations": "Associations and Unions", "trade shows": "Events Services", "trades": "Building Trades", "tradgardsodling": "Farming", "trading": "Investment Banking", "trading companies": "Wholesale", "tradlost": "Wireless and Mobile", "traducao": "Translation and Localization", "traducao e localizacao": "Translation and Localization", "traduccion": "Translation and Localization", "traduccion y localizacion": "Translation and Localization", "traduction": "Translation and Localization", "traduction et localisation": "Translation and Localization", "traduzione": "Translation and Localization", "traduzione e localizzazione": "Translation and Localization", "traduzioni": "Translation and Localization", "training": "Training and Coaching", "training and coaching": "Training and Coaching", "training and education": "Education", "training en coaching": "Training and Coaching", "training und coaching": "Training and Coaching", "trainingen": "Training and Coaching", "traitement de donnees": "Data and Analytics", "traitement de l eau": "Environmental Services", "traitement des dechets": "Environmental Services", "traiteur": "Restaurants and Catering", "traning": "Wellness and Fitness", "transformation des metaux": "Metals and Metalworking", "transitaire": "Logistics and Supply Chain", "translation": "Translation and Localization", "translation and localization": "Translation and Localization", "translation and localization services": "Translation and Localization", "translation services": "Translation and Localization", "transport": "Trucking and Freight", "transport aerien": "Airlines and Airports", "transport ciezarowy": "Trucking and Freight", "transport de marchandises": "Trucking and Freight", "transport de voyageurs": "Rail and Public Transit", "transport drogowy": "Trucking and Freight", "transport en logistiek": "Logistics and Supply Chain", "transport et logistique": "Logistics and Supply Chain", "transport ferroviaire": "Rail and Public Transit", "transport i logistyka": "Logistics and Supply Chain", "transport kolejowy": "Rail and Public Transit", "transport lotniczy": "Airlines and Airports", "transport maritime": "Maritime", "transport morski": "Maritime", "transport och logistik": "Logistics and Supply Chain", "transport par camion": "Trucking and Freight", "transport public": "Rail and Public Transit", "transport publiczny": "Rail and Public Transit", "transport routier": "Trucking and Freight", "transport routier de marchandises": "Trucking and Freight", "transport towarow": "Trucking and Freight", "transport und logistik": "Logistics and Supply Chain", "transport und verkehr": "Trucking and Freight", "transportadora": "Trucking and Freight", "transportation": "Trucking and Freight", "transportation and trucking": "Trucking and Freight", "transportation equipment manufacturing": "Railroad and Shipbuilding", "transportation logistics supply chain and storage": "Logistics and Supply Chain", "transportation trucking railroad": "Trucking and Freight", "transportbedrijf": "Trucking and Freight", "transportbranche": "Trucking and Freight", "transportbranschen": "Trucking and Freight", "transporte": "Trucking and Freight", "transporte aereo": "Airlines and Airports", "transporte aereo e aeroportos": "Airlines and Airports", "transporte coletivo": "Rail and Public Transit", "transporte de cargas": "Trucking and Freight", "transporte de encomendas": "Postal and Courier Services", "transporte de mercancias": "Trucking and Freight", "transporte de pasajeros": "Rail and Public Transit", "transporte de passageiros": "Rail and Public Transit", "transporte e logistica": "Logistics and Supply Chain", "transporte ferroviario": "Rail and Public Transit", "transporte maritimo": "Maritime", "transporte maritimo e portos": "Maritime", "transporte por carretera": "Trucking and Freight", "transporte por carretera o ferrocarril": "Trucking and Freight", "transporte por rodovia": "Trucking and Freight", "transporte publico": "Rail and Public Transit", "transporte publico e mobilidade": "Rail and Public Transit", "transporte rodoviario": "Trucking and Freight", "transporte rodoviario de cargas": "Trucking and Freight", "transporte terrestre": "Trucking and Freight", "transporte y logistica": "Logistics and Supply Chain", "transporter": "Trucking and Freight", "transportes": "Trucking and Freight", "transporteur": "Trucking and Freight", "transportgewerbe": "Trucking and Freight", "transports": "Trucking and Freight", "transports en commun": "Rail and Public Transit", "transportsector": "Trucking and Freight", "transportunternehmen": "Trucking and Freight", "transportwesen": "Trucking and Freight", "trasporti": "Trucking and Freight", "trasporti e logistica": "Logistics and Supply Chain", "trasporti su gomma e ferrovia": "Trucking and Freight", "trasporto": "Trucking and Freight", "trasporto aereo": "Airlines and Airports", "trasporto ferroviario": "Rail and Public Transit", "trasporto marittimo": "Maritime", "trasporto merci": "Trucking and Freight", "trasporto passeggeri": "Rail and Public Transit", "trasporto pubblico": "Rail and Public Transit", "trasporto su strada": "Trucking and Freight", "tratamento de agua": "Environmental Services", "tratamiento de aguas": "Environmental Services", "trattamento acque": "Environmental Services", "travail des metaux": "Metals and Metalworking", "travail social": "Individual and Family Services", "travail temporaire": "Staffing and Recruiting", "travaror": "Building Materials", "travaux publics": "Construction", "travaux routiers": "Civil Engineering", "travel": "Travel and Tourism", "travel agencies": "Travel and Tourism", "travel agency": "Travel and Tourism", "travel and leisure": "Travel and Tourism", "travel and tourism": "Travel and Tourism", "travel arrangements": "Travel and Tourism", "travel services": "Travel and Tourism", "travel tech": "Travel and Tourism", "traveltech": "Travel and Tourism", "treinamento corporativo": "Training and Coaching", "treinamento e coaching": "Training and Coaching", "treinamento profissional": "Training and Coaching", "treinamento profissional e coaching": "Training and Coaching", "trossamfund": "Religious Institutions", "truck transportation": "Trucking and Freight", "trucking": "Trucking and Freight", "trucking and freight": "Trucking and Freight", "tryckeri": "Printing Services", "tryckerier": "Printing Services", "tryckeritjanster": "Printing Services", "tuinbouw": "Farming", "turism": "Travel and Tourism", "turismo": "Travel and Tourism", "turismo e viaggi": "Travel and Tourism", "turistico": "Travel and Tourism", "turizm": "Travel and Tourism", "turystyka": "Travel and Tourism", "tutoring": "Education", "tv": "Broadcasting", "tv och radio": "Broadcasting", "tv spel": "Video Games", "tworzenie oprogramowania": "Software", "tworzywa sztuczne": "Plastics and Rubber", "tyton": "Tobacco", "tłumaczenia": "Translation and Localization", "tłumaczenia i lokalizacja": "Translation and Localization", "ubersetzung": "Translation and Localization", "ubersetzung und lokalisierung": "Translation and Localization", "ubersetzungen": "Translation and Localization", "ubersetzungsdienste": "Translation and Localization", "ubezpieczenia": "Insurance", "ubezpieczenie": "Insurance", "ubytovani": "Hospitality", "uczelnia wyzsza": "Higher Education", "uczelnie": "Higher Education", "uddannelse": "Education", "uhren": "Luxury Goods and Jewelry", "uhren und schmuck": "Luxury Goods and Jewelry", "uitbesteding": "Business Process Outsourcing", "uitgeverij": "Publishing", "uitgeverijen": "Publishing", "uitgevers": "Publishing", "uitvaart": "Personal Services", "uitzendbranche": "Staffing and Recruiting", "uitzendbureau": "Staffing and Recruiting", "ulastırma": "Trucking and Freight", "umwelt": "Environmental Services", "umweltdienste": "Environmental Services", "umweltdienstleistungen": "Environmental Services", "umweltschutz": "Environmental Services", "umwelttechnik": "Environmental Services", "umwelttechnik und erneuerbare energien": "Renewable Energy", "underhallning": "Entertainment", "undervisning": "Education", "undervisning og uddannelse": "Education", "unions": "Associations and Unions", "universidad": "Higher Education", "universidade e faculdade": "Higher Education", "universidades": "Higher Education", "universita": "Higher Education", "universitat": "Higher Education", "universitaten": "Higher Education", "universite": "Higher Education", "universiteit": "Higher Education", "universiteiten": "Higher Education", "universites": "Higher Education", "universitet": "Higher Education", "universitet och hogskolor": "Higher Education", "universities": "Higher Education", "universities and colleges": "Higher Education", "university": "Higher Education", "uniwersytet": "Higher Education", "unterhaltung": "Entertainment", "unterhaltungsbranche": "Entertainment", "unterhaltungselektronik": "Consumer Electronics", "unterhaltungsindustrie": "Entertainment", "unternehmensberater": "Management Consulting", "unternehmensberatung": "Management Consulting", "unternehmensberatung und dienstleistungen": "Management Consulting", "unternehmensdienstleistungen": "Business Process Outsourcing", "unternehmensgruppe": "Holding Companies", "uprawa": "Farming", "urban planning": "Architecture and Planning", "urban transit services": "Rail and Public Transit", "urbanisme": "Architecture and Planning", "urbanismo": "Architecture and Planning", "urbanistica": "Architecture and Planning", "urbanistyka": "Architecture and Planning", "uretim": "Industrial Manufacturing", "uroda": "Cosmetics and Personal Care", "urzad": "Government Administration", "urzadzenia medyczne": "Medical Devices", "urzedy": "Government Administration", "usługi": "Business Process Outsourcing", "usługi administracyjne": "Business Process Outsourcing", "usługi badawcze": "Research and Development", "usługi bankowe": "Banking", "usługi biznesowe": "Business Process Outsourcing", "usługi budowlane": "Construction", "usługi chmurowe": "Cloud Computing", "usługi dla firm": "Business Process Outsourcing", "usługi dla ludnosci": "Personal Services", "usługi drukarskie": "Printing Services", "usługi finansowe": "Financial Services", "usługi gastronomiczne": "Restaurants and Catering", "usługi hr": "Human Resources Services", "usługi i doradztwo biznesowe": "Management Consulting", "usługi indywidualne i rodzinne": "Individual and Family Services", "usługi informatyczne": "IT Services and Consulting", "usługi instalacyjne": "Building Trades", "usługi internetowe": "Internet and Web Services", "usługi inzynierskie": "Engineering Services", "usługi inzynieryjne": "Engineering Services", "usługi it": "IT Services and Consulting", "usługi kadrowe": "Human Resources Services", "usługi komunalne": "Utilities", "usługi konsumenckie": "Personal Services", "usługi kurierskie": "Postal and Courier Services", "usługi logistyczne": "Logistics and Supply Chain", "usługi medyczne": "Hospitals and Health Care", "usługi ochroniarskie": "Security Services", "usługi osobiste": "Personal Services", "usługi pocztowe": "Postal and Courier Services", "usługi pogrzebowe": "Personal Services", "usługi porzadkowe": "Facilities Services", "usługi prawne": "Legal Services", "usługi projektowe": "Design Services", "usługi społeczne": "Individual and Family Services", "usługi sprzatajace": "Facilities Services", "usługi srodowiskowe": "Environmental Services", "usługi telekomunikacyjne": "Telecommunications Services", "usługi transportowe": "Trucking and Freight", "usługi utrzymania budynkow": "Facilities Services", "usługi weterynaryjne": "Veterinary", "utbildning": "Education", "utbildning och coachning": "Training and Coaching", "utbildning och skola": "Education", "utbildningsforvaltning": "Education", "utbildningsvasende": "Education", "utenze": "Utilities", "utilities": "Utilities", "utilities and energy": "Electric Power", "utility": "Utilities", "utility system construction": "Civil Engineering", "utrikesfragor": "International Affairs", "utrikeshandel": "Import and Export", "ux design": "Design Services", "vacation rental": "Hospitality", "vadslagning": "Gambling and Casinos", "vag och vattenbyggnad": "Civil Engineering", "vagtransport": "Trucking and Freight", "vakbonden": "Associations and Unions", "valgorenhet": "Nonprofit Organizations", "vapnade styrkor": "Armed Forces", "vard": "Hospitals and Health Care", "vard och omsorg": "Hospitals and Health Care", "vardepapper": "Investment Banking", "varejista": "Retail", "varejo": "Retail", "varejo alimentar": "Supermarkets and Grocery", "varv": "Railroad and Shipbuilding", "vastgoed": "Real Estate", "vastgoedbeheer": "Property Management", "vastgoedontwikkeling": "Real Estate", "vatten och avlopp": "Utilities", "vattenbruk": "Fishery", "vattenforsorjning": "Utilities", "vattenrening": "Environmental Services", "vc": "Venture Capital and Private Equity", "vc and pe": "Venture Capital and Private Equity", "veehouderij": "Farming", "veeteelt": "Farming", "vehicle repair and maintenance": "Personal Services", "vehicles": "Automotive", "vehicules": "Automotive", "vehiculos": "Automotive", "veiculos": "Automotive", "velkoobchod": "Wholesale", "vendas online": "E-commerce", "vendita al dettaglio": "Retail", "vendita all ingrosso": "Wholesale", "vendita online": "E-commerce", "vendite online": "E-commerce", "venta al por mayor": "Wholesale", "venta al por menor": "Retail", "venta en linea": "E-commerce", "venta minorista": "Retail", "venta online": "E-commerce", "vente a distance": "E-commerce", "vente au detail": "Retail", "vente en gros": "Wholesale", "vente en ligne": "E-commerce", "venture capital": "Venture Capital and Private Equity", "venture capital and private equity": "Venture Capital and Private Equity", "venture capital and private equity principals": "Venture Capital and Private Equity", "venture capital e private equity": "Venture Capital and Private Equity", "veranstaltungen": "Events Services", "veranstaltungsbranche": "Events Services", "veranstaltungsmanagement": "Events Services", "veranstaltungsservice": "Events Services", "verarbeitendes gewerbe": "Industrial Manufacturing", "verband": "Associations and Unions", "verbande": "Associations and Unions", "verbraucherdienste": "Personal Services", "verbraucherdienstleistungen": "Personal Services", "verbraucherelektronik": "Consumer Electronics", "verbrauchsguter": "Consumer Goods", "verbundwerkstoffe": "Nanotechnology and Materials", "verein": "Nonprofit Organizations", "vereine": "Nonprofit Organizations", "verejna sprava": "Government Administration", "vereniging": "Nonprofit Organizations", "verenigingen": "Nonprofit Organizations", "verkehr": "Trucking and Freight", "verkstadsindustri": "Machinery", "verlag": "Publishing", "verlage": "Publishing", "verlagswesen": "Publishing", "verlichting": "Electrical and Electronic Manufacturing", "vermogensbeheer": "Investment Management", "vermogensbeheer en advies": "Financial Services", "vermogensverwaltung": "Investment Management", "vernici": "Chemicals", "verpackung": "Packaging and Containers", "verpackung und behalter": "Packaging and Containers", "verpackungen": "Packaging and Containers", "verpackungsindustrie": "Packaging and Containers", "verpakking": "Packaging and Containers", "verpakkingen": "Packaging and Containers", "verpakkingsindustrie": "Packaging and Containers", "verpflegung": "Restaurants and Catering", "verre ceramique et beton": "Building Materials", "versandhandel": "E-commerce", "versicherung": "Insurance", "versicherungen": "Insurance", "versicherungsbranche": "Insurance", "versicherungsmakler": "Insurance", "versicherungswesen": "Insurance", "versicherungswirtschaft": "Insurance", "versorger": "Utilities", "versorgungsunternehmen": "Utilities", "versorgungswirtschaft": "Utilities", "vertaalbureau": "Translation and Localization", "vertaaldiensten": "Translation and Localization", "vertalen en lokaliseren": "Translation and Localization", "vertaling": "Translation and Localization", "verteidigung": "Defense", "verteidigung und raumfahrt": "Defense", "verteidigungsindustrie": "Defense", "vervoer": "Trucking and Freight", "verwaltung": "Government Administration", "verzekeraar": "Insurance", "verzekeraars": "Insurance", "verzekering": "Insurance", "verzekeringen": "Insurance", "verzekeringswezen": "Insurance", "vestuario": "Apparel and Fashion", "vestuario e moda": "Apparel and Fashion", "vetements": "Apparel and Fashion", "veterinaire": "Veterinary", "veterinaire diensten": "Veterinary", "veterinar": "Veterinary", "veterinari": "Veterinary", "veterinaria": "Veterinary", "veterinaria e saude animal": "Veterinary", "veterinarians": "Veterinary", "veterinario": "Veterinary", "veterinario e pet": "Veterinary", "veterinarios": "Veterinary", "veterinarmedizin": "Veterinary", "veterinartjanster": "Veterinary", "veterinary": "Veterinary", "veterinary medicine": "Veterinary", "veterinary services": "Veterinary", "vetro ceramica e cemento": "Building Materials", "viagens": "Travel and Tourism", "viagens e turismo": "Travel and Tourism", "viaggi": "Travel and Tourism", "viaggi e turismo": "Travel and Tourism", "viajes": "Travel and Tourism", "viajes y turismo": "Travel and Tourism", "video": "Film and Video", "video game": "Video Games", "video games": "Video Games", "video production": "Film and Video", "videogames": "Video Games", "videogiochi": "Video Games", "videojogos": "Video Games", "videojuegos": "Video Games", "videoproductie": "Film and Video", "videoproduktion": "Film and Video", "videospiele": "Video Games", "vidrio ceramica y hormigon": "Building Materials", "vidro ceramica e concreto": "Building Materials", "viehzucht": "Farming", "vigilancia": "Security Services", "vigilanza": "Security Services", "vigili del fuoco": "Public Safety", "vin": "Wine and Spirits", "vin och sprit": "Wine and Spirits", "vin och spritdrycker": "Wine and Spirits", "vindenergi": "Renewable Energy", "vindkraft": "Renewable Energy", "vineyards": "Wine and Spirits", "vinho": "Wine and Spirits", "vinhos": "Wine and Spirits", "vinhos e destilados": "Wine and Spirits", "vini": "Wine and Spirits", "vini e alcolici": "Wine and Spirits", "vini e liquori": "Wine and Spirits", "vinicola": "Wine and Spirits", "vino": "Wine and Spirits", "vino e liquori": "Wine and Spirits", "vinos": "Wine and Spirits", "vinos y licores": "Wine and Spirits", "vinproduktion": "Wine and Spirits", "vins": "Wine and Spirits", "vins et spiritueux": "Wine and Spirits", "virtual reality": "Software", "viskwekerij": "Fishery", "visserij": "Fishery", "viticoltura": "Wine and Spirits", "viticulture": "Wine and Spirits", "vitvaror": "Consumer Electronics", "vliegtuigindustrie": "Aviation and Aerospace", "vocational rehabilitation services": "Education", "vocational schools": "Education", "voeding": "Food and Beverages", "voeding en dranken": "Food and Beverages", "voedingsmiddelen": "Food and Beverages", "voedingsmiddelenindustrie": "Food and Beverages", "voedingssupplementen": "Wellness and Fitness", "voedsel": "Food and Beverages", "voedselproductie": "Food and Beverages", "voertuigen": "Automotive", "voip": "Telecommunications Services", "volunteering": "Nonprofit Organizations", "voortgezet onderwijs": "Primary and Secondary Education", "vormgeving": "Design Services", "voyage": "Travel and Tourism", "voyages": "Travel and Tourism", "voyages et tourisme": "Travel and Tourism", "vr and ar": "Software", "vrachtvervoer": "Trucking and Freight", "vrije tijd": "Recreation and Leisure", "vrije tijd reizen en toerisme": "Travel and Tourism", "vrijetijdsbesteding": "Recreation and Leisure", "vuxenutbildning": "Education", "vvs": "Building Trades", "vyroba": "Industrial Manufacturing", "vyrobni prumysl": "Industrial Manufacturing", "vyvoj softwaru": "Software", "vzdelavani": "Education", "wachdienst": "Security Services", "wagniskapital": "Venture Capital and Private Equity", "warehouse": "Warehousing", "warehouses": "Warehousing", "warehousing": "Warehousing", "warehousing and storage": "Warehousing", "warehousing en opslag": "Warehousing", "warenhauser": "Retail", "warsztat samochodowy": "Personal Services", "wasserversorgung": "Utilities", "wasserwirtschaft": "Utilities", "waste": "Environmental Services", "waste collection": "Environmental Services", "waste management": "Environmental Services", "waste treatment and disposal": "Environmental Services", "watches": "Luxury Goods and Jewelry", "water": "Utilities", "water sewer and irrigation systems": "Utilities", "water supply": "Utilities", "water supply and irrigation systems": "Utilities", "water transportation": "Maritime", "water treatment": "Environmental Services", "water utilities": "Utilities", "waterbedrijf": "Utilities", "waterleiding": "Utilities", "waterschap": "Utilities", "waterzuivering": "Environmental Services", "wealth management": "Financial Services", "wealthtech": "Investment Management", "weapons": "Defense", "wearables": "Consumer Electronics", "wearables and quantified self": "Consumer Electronics", "web development": "Software", "web hosting": "Internet and Web Services", "web portals": "Internet and Web Services", "web services": "Internet and Web Services", "web3": "Blockchain and Crypto", "webbtjanster": "Internet and Web Services", "webbutik": "E-commerce", "webdienste": "Internet and Web Services", "webdiensten": "Internet and Web Services", "webshop": "E-commerce", "webwinkel": "E-commerce", "wegenbouw": "Civil Engineering", "wegtransport": "Trucking and Freight", "wegvervoer": "Trucking and Freight", "wehrtechnik": "Defense", "wein": "Wine and Spirits", "wein und spirituosen": "Wine and Spirits", "weinbau": "Wine and Spirits", "weingut": "Wine and Spirits", "weiterbildung": "Education", "weiterbildung und coaching": "Training and Coaching", "wellbeing": "Wellness and Fitness", "wellness": "Wellness and Fitness", "wellness and fitness": "Wellness and Fitness", "wellness and fitness services": "Wellness and Fitness", "wellness en fitness": "Wellness and Fitness", "welzijn": "Individual and Family Services", "welzijn en fitness": "Wellness and Fitness", "werbeagentur": "Advertising and Marketing", "werbebranche": "Advertising and Marketing", "werbung": "Advertising and Marketing", "werbung und marketing": "Advertising and Marketing", "werft": "Railroad and Shipbuilding", "werkstoffe": "Nanotechnology and Materials", "werkstofftechnik": "Nanotechnology and Materials", "werktuigbouw": "Machinery", "werktuigbouwkunde": "Machinery", "werkzeugmaschinen": "Machinery", "wertpapiere": "Investment Banking", "wertpapierhandel": "Investment Banking", "werving en selectie": "Staffing and Recruiting", "wetenschappelijk onderzoek": "Research and Development", "weterynaria": "Veterinary", "weterynarz": "Veterinary", "wetten": "Gambling and Casinos", "wholesale": "Wholesale", "wholesale and distribution": "Wholesale", "wholesale appliances electrical and electronics": "Wholesale", "wholesale building materials": "Building Materials", "wholesale computer equipment": "Wholesale", "wholesale distribution": "Wholesale", "wholesale food and beverage": "Wholesale", "wholesale import and export": "Wholesale", "wholesale machinery": "Wholesale", "wholesale metals and minerals": "Wholesale", "wholesale trade": "Wholesale", "wholesalers": "Wholesale", "wijn": "Wine and Spirits", "wijn en gedistilleerd": "Wine and Spirits", "wijn en sterke drank": "Wine and Spirits", "wina i alkohole": "Wine and Spirits", "wind electric power generation": "Renewable Energy", "wind energy": "Renewable Energy", "windenergie": "Renewable Energy", "windenergie en zon": "Renewable Energy", "windkraft": "Renewable Energy", "wine": "Wine and Spirits", "wine and liquor": "Wine and Spirits", "wine and spirits": "Wine and Spirits", "wineries": "Wine and Spirits", "winkelbedrijf": "Retail", "winkels": "Retail", "wino": "Wine and Spirits", "wino i napoje spirytusowe": "Wine and Spirits", "wireless": "Wireless and Mobile", "wireless and mobile": "Wireless and Mobile", "wireless communications": "Wireless and Mobile", "wireless e mobile": "Wireless and Mobile", "wireless services": "Wireless and Mobile", "wirtschaftsdienste": "Business Process Outsourcing", "wirtschaftsprufer": "Accounting", "wirtschaftsprufung": "Accounting", "wirtschaftsverband": "Associations and Unions", "wissenschaft": "Research and Development", "wissenschaftliche forschung": "Research and Development", "wodociagi": "Utilities", "wodociagi i kanalizacja": "Utilities", "wohlfahrtspflege": "Individual and Family Services", "wohltatigkeit": "Nonprofit Organizations", "wohnungsbau": "Construction", "wohnungswirtschaft": "Property Management", "wojsko": "Armed Forces", "woningbouw": "Construction", "woningcorporatie": "Property Management", "woningcorporaties": "Property Management", "woninginrichting": "Furniture", "wood and building materials": "Building Materials", "wood product manufacturing": "Building Materials", "wood products": "Building Materials", "work tech": "Human Resources Services", "writing and editing": "Performing and Visual Arts", "wydawnictwa": "Publishing", "wydawnictwo": "Publishing", "wydobycie": "Mining and Metals", "wykonczenia wnetrz": "Building Trades", "wypoczynek podroze i turystyka": "Travel and Tourism", "wyposazenie biur": "Office Supplies and Equipment", "wyroby medyczne": "Medical Devices", "wyroby metalowe": "Metals and Metalworking", "wyroby papierowe": "Paper and Forest Products", "wyzsze wykształcenie": "Higher Education", "włokiennictwo": "Textiles", "yapı": "Construction", "yazılım": "Software", "yazılım gelistirme": "Software", "yonetim danısmanlıgı": "Management Consulting", "zaawansowane materiały": "Nanotechnology and Materials", "zabawki": "Consumer Goods", "zahlungsdienste": "Financial Technology", "zahlungsverkehr": "Financial Technology", "zahnarzte": "Medical Practices", "zahnarztpraxis": "Medical Practices", "zahnmedizin": "Medical Practices", "zakelijke diensten": "Business Process Outsourcing", "zakelijke dienstverlening": "Business Process Outsourcing", "zakenbank": "Investment Banking", "zakwaterowanie": "Hospitality", "zakłady bukmacherskie": "Gambling and Casinos", "zarzadzanie aktywami": "Investment Management", "zarzadzanie edukacja": "Education", "zarzadzanie inwestycjami": "Investment Management", "zarzadzanie nieruchomosciami": "Property Management", "zarzadzanie obiektami": "Facilities Services", "zasoby ludzkie": "Human Resources Services", "zbrojenia": "Defense", "zdravotni pece": "Hospitals and Health Care", "zdravotnictvi": "Hospitals and Health Care", "zdrowie": "Hospitals and Health Care", "zdrowie i uroda": "Wellness and Fitness", "zdrowie psychiczne": "Mental Health Care", "zdrowie wellness i fitness": "Wellness and Fitness", "zeescheepvaart": "Maritime", "zeevracht": "Maritime", "zegluga": "Maritime", "zeitarbeit": "Staffing and Recruiting", "zeitung": "Newspapers and News", "zeitungen": "Newspapers and News", "zellstoff und papier": "Paper and Forest Products", "zemedelstvi": "Farming", "zement": "Building Materials", "ziekenhuis": "Hospitals and Health Care", "ziekenhuizen": "Hospitals and Health Care", "ziekenhuizen en gezondheidszorg": "Hospitals and Health Care", "zonne energie": "Renewable Energy", "zorg": "Hospitals and Health Care", "zorginstelling": "Hospitals and Health Care", "zorgsector": "Hospitals and Health Care", "zrownowazony rozwoj": "Environmental Services", "zuivel": "Dairy", "zuivelindustrie": "Dairy", "zuivelproducten": "Dairy", "zwiazki zawodowe": "Associations and Unions", "zywnosc": "Food and Beverages", "zywnosc i napoje": "Food and Beverages", "łacznosc bezprzewodowa": "Wireless and Mobile", "łacznosc satelitarna": "Satellite Telecommunications", "łancuch dostaw": "Logistics and Supply Chain", "авиационная и аэрокосмическая промышленность": "Aviation and Aerospace", "авиация": "Aviation and Aerospace", "автомобили": "Automotive", "автомобильная промышленность": "Automotive", "банки": "Banking", "банковское дело": "Banking", "биотехнологии": "Biotechnology", "биотехнология": "Biotechnology", "благотворительность": "Nonprofit Organizations", "больницы": "Hospitals and Health Care", "возобновляемая энергия": "Renewable Energy", "возобновляемые источники энергии": "Renewable Energy", "высшее образование": "Higher Education", "горнодобывающая промышленность": "Mining and Metals", "гостиницы": "Hospitality", "гостиничныи бизнес": "Hospitality", "государственная служба": "Government Administration", "государственное управление": "Government Administration", "грузоперевозки": "Trucking and Freight", "добыча полезных ископаемых": "Mining and Metals", "здравоохранение": "Hospitals and Health Care", "издательское дело": "Publishing", "издательство": "Publishing", "интернет": "Internet and Web Services", "интернет магазин": "E-commerce", "интернет услуги": "Internet and Web Services", "информационная безопасность": "Cybersecurity", "информационные технологии": "IT Services and Consulting", "искусственныи интеллект": "Artificial Intelligence", "исследования": "Research and Development", "ит": "IT Services and Consulting", "кибербезопасность": "Cybersecurity", "компьютерные игры": "Video Games", "консалтинг": "Management Consulting", "логистика": "Logistics and Supply Chain", "логистика и цепочки поставок": "Logistics and Supply Chain", "маркетинг": "Advertising and Marketing", "маркетинг и реклама": "Advertising and Marketing", "машиностроение": "Machinery", "медиа": "Media", "медицина": "Hospitals and Health Care", "медицинская техника": "Medical Devices", "медицинское оборудование": "Medical Devices", "научные исследования": "Research and Development", "недвижимость": "Real Estate", "некоммерческие организации": "Nonprofit Organizations", "нефтегазовая промышленность": "Oil and Gas", "нефть и газ": "Oil and Gas", "образование": "Education", "обучение": "Education", "общественное питание": "Restaurants and Catering", "оптовая торговля": "Wholesale", "пищевая промышленность": "Food and Beverages", "полупроводники": "Semiconductors", "потребительские товары": "Consumer Goods", "право": "Legal Services", "программное обеспечение": "Software", "продукты питания": "Food and Beverages", "производство": "Industrial Manufacturing", "промышленность": "Industrial Manufacturing", "путешествия и туризм": "Travel and Tourism", "разработка программного обеспечения": "Software", "реклама": "Advertising and Marketing", "рестораны": "Restaurants and Catering", "розничная торговля": "Retail", "связь": "Telecommunications Services", "сельское хозяиство": "Farming", "сми": "Media", "спорт": "Sports", "страхование": "Insurance", "строительство": "Construction", "телекоммуникации": "Telecommunications Services", "товары народного потребления": "Consumer Goods", "торговля": "Retail", "транспорт": "Trucking and Freight", "туризм": "Travel and Tourism", "университеты": "Higher Education", "управленческии консалтинг": "Management Consulting", "фармацевтика": "Pharmaceuticals", "фармацевтическая промышленность": "Pharmaceuticals", "финансовые услуги": "Financial Services", "финансы": "Financial Services", "химическая промышленность": "Chemicals", "химия": "Chemicals", "электроника": "Electrical and Electronic Manufacturing", "электронная коммерция": "E-commerce", "электротехника": "Electrical and Electronic Manufacturing", "электроэнергетика": "Electric Power", "энергетика": "Electric Power", "юридические услуги": "Legal Services", "インターネット": "Internet and Web Services", "エネルギー": "Electric Power", "ゲーム": "Video Games", "コンサルティング": "Management Consulting", "スポーツ": "Sports", "ソフトウェア": "Software", "ソフトウェア開発": "Software", "バイオテクノロジー": "Biotechnology", "ヘルスケア": "Hospitals and Health Care", "ホテル": "Hospitality", "マーケティング": "Advertising and Marketing", "メディア": "Media", "レストラン": "Restaurants and Catering", "ロジスティクス": "Logistics and Supply Chain", "不動産": "Real Estate", "互联网": "Internet and Web Services", "互联网技术": "IT Services and Consulting", "人工智能": "Artificial Intelligence", "人工知能": "Artificial Intelligence", "传媒": "Media", "体育": "Sports", "供应链": "Logistics and Supply Chain", "保险": "Insurance", "保険": "Insurance", "信息技术": "IT Services and Consulting", "信息技术服务": "IT Services and Consulting", "公共管理": "Government Administration", "再生可能エネルギー": "Renewable Energy", "农业": "Farming", "农牧业": "Farming", "出版": "Publishing", "制药": "Pharmaceuticals", "制造": "Industrial Manufacturing", "制造业": "Industrial Manufacturing", "化学": "Chemicals", "化工": "Chemicals", "医疗": "Hospitals and Health Care", "医疗保健": "Hospitals and Health Care", "医疗器械": "Medical Devices", "医疗设备": "Medical Devices", "医療": "Hospitals and Health Care", "医療機器": "Medical Devices", "医药": "Pharmaceuticals", "医薬品": "Pharmaceuticals", "医院": "Hospitals and Health Care", "半导体": "Semiconductors", "半導体": "Semiconductors", "卸売": "Wholesale", "卸売業": "Wholesale", "可再生能源": "Renewable Energy", "咨询": "Management Consulting", "大学": "Higher Education", "媒体": "Media", "官公庁": "Government Administration", "宿泊業": "Hospitality", "小売": "Retail", "小売業": "Retail", "市场营销": "Advertising and Marketing", "广告": "Advertising and Marketing", "広告": "Advertising and Marketing", "建筑": "Construction", "建筑业": "Construction", "建設": "Construction", "建設業": "Construction", "情報サービス": "IT Services and Consulting", "情報技術": "IT Services and Consulting", "房地产": "Real Estate", "批发": "Wholesale", "政府": "Government Administration", "政府机关": "Government Administration", "教育": "Education", "教育管理": "Education", "新能源": "Renewable Energy", "旅游": "Travel and Tourism", "旅游业": "Travel and Tourism", "旅行": "Travel and Tourism", "机械": "Machinery", "机械制造": "Machinery", "機械": "Machinery", "機械製造": "Machinery", "汽车": "Automotive", "汽车制造": "Automotive", "物流": "Logistics and Supply Chain", "生物技术": "Biotechnology", "生物科技": "Biotechnology", "电信": "Telecommunications Services", "电力": "Electric Power", "电商": "E-commerce", "电子": "Electrical and Electronic Manufacturing", "电子制造": "Electrical and Electronic Manufacturing", "电子商务": "E-commerce", "电子游戏": "Video Games", "电气": "Electrical and Electronic Manufacturing", "病院": "Hospitals and Health Care", "石油": "Oil and Gas", "石油ガス": "Oil and Gas", "石油和能源": "Oil and Gas", "石油天然气": "Oil and Gas", "矿业": "Mining and Metals", "管理咨询": "Management Consulting", "能源": "Electric Power", "自動車": "Automotive", "自動車産業": "Automotive", "航空宇宙": "Aviation and Aerospace", "航空航天": "Aviation and Aerospace", "行政": "Government Administration", "製薬": "Pharmaceuticals", "製造": "Industrial Manufacturing", "製造業": "Industrial Manufacturing", "観光": "Travel and Tourism", "货运": "Trucking and Freight", "软件": "Software", "软件开发": "Software", "農業": "Farming", "运输": "Trucking and Freight", "通信": "Telecommunications Services", "運輸": "Trucking and Freight", "運送": "Trucking and Freight", "酒店": "Hospitality", "酒店业": "Hospitality", "采矿": "Mining and Metals", "金融": "Financial Services", "金融サービス": "Financial Services", "金融服务": "Financial Services", "鉱業": "Mining and Metals", "銀行": "Banking", "銀行業": "Banking", "银行": "Banking", "银行业": "Banking", "零售": "Retail", "零售业": "Retail", "電力": "Electric Power", "電子商取引": "E-commerce", "電子機器": "Electrical and Electronic Manufacturing", "電機": "Electrical and Electronic Manufacturing", "電気通信": "Telecommunications Services", "非営利団体": "Nonprofit Organizations", "非盈利组织": "Nonprofit Organizations", "非营利组织": "Nonprofit Organizations", "食品": "Food and Beverages", "食品生产": "Food and Beverages", "食品飲料": "Food and Beverages", "食品饮料": "Food and Beverages", "飲食": "Restaurants and Catering", "餐饮": "Restaurants and Catering", "餐饮业": "Restaurants and Catering", "高等教育": "Higher Education"}'::jsonb ->> wanted;
END $$;

CREATE FUNCTION public.leads_linkedin_key(url text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN regexp_replace(CASE WHEN (octet_length(url) = length(url)) THEN url ELSE public.leads_fold(url) END, '^https://www\.linkedin\.com/pub/([^/]+)$'::text, 'https://www.linkedin.com/in/\1'::text);

CREATE FUNCTION public.leads_many_phone_keys(phone text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO '$user', 'public'
    AS $$
DECLARE
    folded text := CASE WHEN octet_length(phone) = length(phone) THEN phone ELSE leads_fold(phone) END;
    keys text[] := '{}';
    found text[];
    part text;
    piece text;
    digits text;
    former text;
BEGIN
    FOREACH part IN ARRAY regexp_split_to_array(replace(regexp_replace(
        folded, '(ext|x|#|durchwahl)[^0-9]*[0-9]*', ',', 'gi'), '(0)', ''), '[^0-9/ ().\t-]+')
    LOOP
        found := '{}';
        digits := '';
        former := '';
        FOREACH piece IN ARRAY string_to_array(part, '/') LOOP
            digits := digits || regexp_replace(piece, '[^0-9]', '', 'g');
            IF leads_digits_key(digits) <> '' THEN
                found := found || leads_digits_key(digits);
                former := digits;
                digits := '';
            END IF;
        END LOOP;
        IF former <> '' AND digits <> '' THEN
            found := found[:cardinality(found) - 1] || leads_digits_key(former || digits)
                || found[cardinality(found):];
        END IF;
        keys := keys || found;
    END LOOP;
    keys := keys || leads_digits_key(regexp_replace(folded, '(ext|x|#|;|durchwahl).*', '', 'i'));
    RETURN array_remove(keys, '');
END $$;

CREATE FUNCTION public.leads_note_company() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.leads_note_contact() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.leads_note_fact_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.facts_changed_at := now();
    RETURN NEW;
END $$;

CREATE FUNCTION public.leads_note_jobtitle() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.leads_note_title_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.title_changed_at := now();
    RETURN NEW;
END $$;

CREATE FUNCTION public.leads_note_titlelabel() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.leads_parent_domains(domain text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT COALESCE(array_agg(array_to_string(split.parts[start.start:], '.'::text) ORDER BY start.start), '{}'::text[]) AS "coalesce" FROM (SELECT string_to_array(public.leads_host_key(leads_parent_domains.domain), '.'::text) AS parts) split, LATERAL generate_series(1, (cardinality(split.parts) - 1)) start(start));

CREATE FUNCTION public.leads_phone_keys(phone text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (phone ~ '^\+?[0-9 .-]*$'::text) THEN array_remove(ARRAY[public.leads_digits_key(phone)], ''::text) ELSE public.leads_many_phone_keys(phone) END;

CREATE FUNCTION public.leads_phone_key(phone text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE((public.leads_phone_keys(phone))[1], ''::text);

CREATE FUNCTION public.leads_regions(wanted text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN '{"Albania": "{\"Central and Eastern Europe\",\"Europe\",\"EMEA\"}", "Algeria": "{\"Africa\",\"EMEA\"}", "Andorra": "{\"Southern Europe\",\"Europe\",\"EMEA\"}", "Angola": "{\"Africa\",\"EMEA\"}", "Argentina": "{\"LATAM\"}", "Armenia": "{\"EMEA\"}", "Aruba": "{\"LATAM\"}", "Australia": "{\"Australia and New Zealand\",\"APAC\"}", "Austria": "{\"DACH\",\"European Union\",\"Europe\",\"EMEA\"}", "Azerbaijan": "{\"EMEA\"}", "Bahamas": "{\"LATAM\"}", "Bahrain": "{\"Middle East\",\"GCC\",\"EMEA\"}", "Bangladesh": "{\"South Asia\",\"APAC\"}", "Barbados": "{\"LATAM\"}", "Belarus": "{\"Central and Eastern Europe\",\"Europe\",\"EMEA\"}", "Belgium": "{\"Benelux\",\"European Union\",\"Europe\",\"EMEA\"}", "Belize": "{\"LATAM\"}", "Benin": "{\"Africa\",\"EMEA\"}", "Bhutan": "{\"South Asia\",\"APAC\"}", "Bolivia": "{\"LATAM\"}", "Bosnia and Herzegovina": "{\"Central and Eastern Europe\",\"Europe\",\"EMEA\"}", "Botswana": "{\"Africa\",\"EMEA\"}", "Brazil": "{\"LATAM\"}", "Brunei": "{\"Southeast Asia\",\"APAC\"}", "Bulgaria": "{\"Central and Eastern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Burkina Faso": "{\"Africa\",\"EMEA\"}", "Burundi": "{\"Africa\",\"EMEA\"}", "Cambodia": "{\"Southeast Asia\",\"APAC\"}", "Cameroon": "{\"Africa\",\"EMEA\"}", "Canada": "{\"North America\"}", "Cape Verde": "{\"Africa\",\"EMEA\"}", "Cayman Islands": "{\"LATAM\"}", "Central African Republic": "{\"Africa\",\"EMEA\"}", "Chad": "{\"Africa\",\"EMEA\"}", "Chile": "{\"LATAM\"}", "China": "{\"APAC\"}", "Colombia": "{\"LATAM\"}", "Comoros": "{\"Africa\",\"EMEA\"}", "Costa Rica": "{\"LATAM\"}", "Croatia": "{\"Central and Eastern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Cuba": "{\"LATAM\"}", "Curaçao": "{\"LATAM\"}", "Cyprus": "{\"Southern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Czechia": "{\"Central and Eastern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Côte d''Ivoire": "{\"Africa\",\"EMEA\"}", "Democratic Republic of the Congo": "{\"Africa\",\"EMEA\"}", "Denmark": "{\"Nordics\",\"European Union\",\"Europe\",\"EMEA\"}", "Djibouti": "{\"Africa\",\"EMEA\"}", "Dominica": "{\"LATAM\"}", "Dominican Republic": "{\"LATAM\"}", "Ecuador": "{\"LATAM\"}", "Egypt": "{\"Middle East\",\"Africa\",\"EMEA\"}", "El Salvador": "{\"LATAM\"}", "Equatorial Guinea": "{\"Africa\",\"EMEA\"}", "Eritrea": "{\"Africa\",\"EMEA\"}", "Estonia": "{\"Central and Eastern Europe\",\"Baltics\",\"European Union\",\"Europe\",\"EMEA\"}", "Eswatini": "{\"Africa\",\"EMEA\"}", "Ethiopia": "{\"Africa\",\"EMEA\"}", "Faroe Islands": "{\"Nordics\",\"Europe\",\"EMEA\"}", "Fiji": "{\"APAC\"}", "Finland": "{\"Nordics\",\"European Union\",\"Europe\",\"EMEA\"}", "France": "{\"European Union\",\"Europe\",\"EMEA\"}", "French Guiana": "{\"LATAM\"}", "Gabon": "{\"Africa\",\"EMEA\"}", "Gambia": "{\"Africa\",\"EMEA\"}", "Georgia": "{\"EMEA\"}", "Germany": "{\"DACH\",\"European Union\",\"Europe\",\"EMEA\"}", "Ghana": "{\"Africa\",\"EMEA\"}", "Gibraltar": "{\"Europe\",\"EMEA\"}", "Greece": "{\"Southern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Greenland": "{\"Nordics\",\"Europe\",\"EMEA\"}", "Grenada": "{\"LATAM\"}", "Guadeloupe": "{\"LATAM\"}", "Guam": "{\"APAC\"}", "Guatemala": "{\"LATAM\"}", "Guernsey": "{\"Europe\",\"EMEA\"}", "Guinea": "{\"Africa\",\"EMEA\"}", "Guinea-Bissau": "{\"Africa\",\"EMEA\"}", "Guyana": "{\"LATAM\"}", "Haiti": "{\"LATAM\"}", "Honduras": "{\"LATAM\"}", "Hong Kong": "{\"APAC\"}", "Hungary": "{\"Central and Eastern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Iceland": "{\"Nordics\",\"Europe\",\"EMEA\"}", "India": "{\"South Asia\",\"APAC\"}", "Indonesia": "{\"Southeast Asia\",\"APAC\"}", "Iran": "{\"Middle East\",\"EMEA\"}", "Iraq": "{\"Middle East\",\"EMEA\"}", "Ireland": "{\"UK and Ireland\",\"European Union\",\"Europe\",\"EMEA\"}", "Isle of Man": "{\"Europe\",\"EMEA\"}", "Israel": "{\"Middle East\",\"EMEA\"}", "Italy": "{\"Southern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Jamaica": "{\"LATAM\"}", "Japan": "{\"APAC\"}", "Jersey": "{\"Europe\",\"EMEA\"}", "Jordan": "{\"Middle East\",\"EMEA\"}", "Kazakhstan": "{\"EMEA\"}", "Kenya": "{\"Africa\",\"EMEA\"}", "Kuwait": "{\"Middle East\",\"GCC\",\"EMEA\"}", "Kyrgyzstan": "{\"EMEA\"}", "Laos": "{\"Southeast Asia\",\"APAC\"}", "Latvia": "{\"Central and Eastern Europe\",\"Baltics\",\"European Union\",\"Europe\",\"EMEA\"}", "Lebanon": "{\"Middle East\",\"EMEA\"}", "Lesotho": "{\"Africa\",\"EMEA\"}", "Liberia": "{\"Africa\",\"EMEA\"}", "Libya": "{\"Africa\",\"EMEA\"}", "Liechtenstein": "{\"DACH\",\"Europe\",\"EMEA\"}", "Lithuania": "{\"Central and Eastern Europe\",\"Baltics\",\"European Union\",\"Europe\",\"EMEA\"}", "Luxembourg": "{\"Benelux\",\"European Union\",\"Europe\",\"EMEA\"}", "Macao": "{\"APAC\"}", "Madagascar": "{\"Africa\",\"EMEA\"}", "Malawi": "{\"Africa\",\"EMEA\"}", "Malaysia": "{\"Southeast Asia\",\"APAC\"}", "Maldives": "{\"South Asia\",\"APAC\"}", "Mali": "{\"Africa\",\"EMEA\"}", "Malta": "{\"Southern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Martinique": "{\"LATAM\"}", "Mauritania": "{\"Africa\",\"EMEA\"}", "Mauritius": "{\"Africa\",\"EMEA\"}", "Mexico": "{\"LATAM\"}", "Moldova": "{\"Central and Eastern Europe\",\"Europe\",\"EMEA\"}", "Monaco": "{\"Europe\",\"EMEA\"}", "Mongolia": "{\"APAC\"}", "Montenegro": "{\"Central and Eastern Europe\",\"Europe\",\"EMEA\"}", "Morocco": "{\"Africa\",\"EMEA\"}", "Mozambique": "{\"Africa\",\"EMEA\"}", "Myanmar": "{\"Southeast Asia\",\"APAC\"}", "Namibia": "{\"Africa\",\"EMEA\"}", "Nepal": "{\"South Asia\",\"APAC\"}", "Netherlands": "{\"Benelux\",\"European Union\",\"Europe\",\"EMEA\"}", "New Caledonia": "{\"APAC\"}", "New Zealand": "{\"Australia and New Zealand\",\"APAC\"}", "Nicaragua": "{\"LATAM\"}", "Niger": "{\"Africa\",\"EMEA\"}", "Nigeria": "{\"Africa\",\"EMEA\"}", "North Korea": "{\"APAC\"}", "North Macedonia": "{\"Central and Eastern Europe\",\"Europe\",\"EMEA\"}", "Norway": "{\"Nordics\",\"Europe\",\"EMEA\"}", "Oman": "{\"Middle East\",\"GCC\",\"EMEA\"}", "Pakistan": "{\"South Asia\",\"APAC\"}", "Palestine": "{\"Middle East\",\"EMEA\"}", "Panama": "{\"LATAM\"}", "Papua New Guinea": "{\"APAC\"}", "Paraguay": "{\"LATAM\"}", "Peru": "{\"LATAM\"}", "Philippines": "{\"Southeast Asia\",\"APAC\"}", "Poland": "{\"Central and Eastern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Portugal": "{\"Southern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Puerto Rico": "{\"LATAM\"}", "Qatar": "{\"Middle East\",\"GCC\",\"EMEA\"}", "Republic of the Congo": "{\"Africa\",\"EMEA\"}", "Romania": "{\"Central and Eastern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Russia": "{\"Europe\",\"EMEA\"}", "Rwanda": "{\"Africa\",\"EMEA\"}", "Réunion": "{\"EMEA\"}", "Saint Lucia": "{\"LATAM\"}", "Samoa": "{\"APAC\"}", "San Marino": "{\"Southern Europe\",\"Europe\",\"EMEA\"}", "Sao Tome and Principe": "{\"Africa\",\"EMEA\"}", "Saudi Arabia": "{\"Middle East\",\"GCC\",\"EMEA\"}", "Senegal": "{\"Africa\",\"EMEA\"}", "Serbia": "{\"Central and Eastern Europe\",\"Europe\",\"EMEA\"}", "Seychelles": "{\"Africa\",\"EMEA\"}", "Sierra Leone": "{\"Africa\",\"EMEA\"}", "Singapore": "{\"Southeast Asia\",\"APAC\"}", "Slovakia": "{\"Central and Eastern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Slovenia": "{\"Central and Eastern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Solomon Islands": "{\"APAC\"}", "Somalia": "{\"Africa\",\"EMEA\"}", "South Africa": "{\"Africa\",\"EMEA\"}", "South Korea": "{\"APAC\"}", "South Sudan": "{\"Africa\",\"EMEA\"}", "Spain": "{\"Southern Europe\",\"European Union\",\"Europe\",\"EMEA\"}", "Sri Lanka": "{\"South Asia\",\"APAC\"}", "Sudan": "{\"Africa\",\"EMEA\"}", "Suriname": "{\"LATAM\"}", "Sweden": "{\"Nordics\",\"European Union\",\"Europe\",\"EMEA\"}", "Switzerland": "{\"DACH\",\"Europe\",\"EMEA\"}", "Syria": "{\"Middle East\",\"EMEA\"}", "Taiwan": "{\"APAC\"}", "Tajikistan": "{\"EMEA\"}", "Tanzania": "{\"Africa\",\"EMEA\"}", "Thailand": "{\"Southeast Asia\",\"APAC\"}", "Timor-Leste": "{\"Southeast Asia\",\"APAC\"}", "Togo": "{\"Africa\",\"EMEA\"}", "Tonga": "{\"APAC\"}", "Trinidad and Tobago": "{\"LATAM\"}", "Tunisia": "{\"Africa\",\"EMEA\"}", "Turkey": "{\"Middle East\",\"EMEA\"}", "Turkmenistan": "{\"EMEA\"}", "Uganda": "{\"Africa\",\"EMEA\"}", "Ukraine": "{\"Central and Eastern Europe\",\"Europe\",\"EMEA\"}", "United Arab Emirates": "{\"Middle East\",\"GCC\",\"EMEA\"}", "United Kingdom": "{\"UK and Ireland\",\"Europe\",\"EMEA\"}", "United States": "{\"North America\"}", "Uruguay": "{\"LATAM\"}", "Uzbekistan": "{\"EMEA\"}", "Vanuatu": "{\"APAC\"}", "Vatican City": "{\"Europe\",\"EMEA\"}", "Venezuela": "{\"LATAM\"}", "Vietnam": "{\"Southeast Asia\",\"APAC\"}", "Yemen": "{\"Middle East\",\"EMEA\"}", "Zambia": "{\"Africa\",\"EMEA\"}", "Zimbabwe": "{\"Africa\",\"EMEA\"}", "Åland Islands": "{\"Europe\",\"EMEA\"}"}'::jsonb ->> wanted;
END $$;

CREATE FUNCTION public.leads_search_words(text text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    SELECT regexp_replace(
        regexp_replace(
            ' ' || CASE WHEN text ~ '^[\u0001-\u007f]*$' THEN lower(text)
            ELSE regexp_replace(normalize(replace(replace(replace(replace(translate(lower(regexp_replace(normalize(text, NFKD), '[\u0300-\u036f]', '', 'g')), 'øłđðıς', 'olddiσ'), 'ß', 'ss'), 'þ', 'th'), 'æ', 'ae'), 'œ', 'oe'), NFC), '[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff]+', ' \& ', 'g') END || ' ',
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u2bff\u3000-\u303f\ufe30-\ufe4f\uff5f-\uff65\ufffd\U00010000-\U0001ffff]+', ' ', 'g'
        ),
        '(?<=[a-z][a-z][aou])e|(?<=[a-z][aou])e(?=[a-z])|(?<=[aou])e(?=[a-z][a-z])|(?<=[a-z][a-z]a)a|(?<=[a-z]a)a(?=[a-z])|(?<=a)a(?=[a-z][a-z])', '', 'g'
    )
$_$;

CREATE FUNCTION public.leads_sector(wanted text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN '{"Accounting": "Professional Services", "Advertising and Marketing": "Media and Entertainment", "Agricultural Technology": "Agriculture", "Airlines and Airports": "Transportation and Logistics", "Apparel and Fashion": "Consumer Goods", "Architecture and Planning": "Professional Services", "Armed Forces": "Government and Public Sector", "Artificial Intelligence": "Technology", "Associations and Unions": "Nonprofit", "Automotive": "Automotive and Aerospace", "Aviation and Aerospace": "Automotive and Aerospace", "Banking": "Financial Services", "Beverages and Breweries": "Food and Beverage", "Biotechnology": "Life Sciences", "Blockchain and Crypto": "Technology", "Broadcasting": "Media and Entertainment", "Building Materials": "Construction", "Building Trades": "Construction", "Business Process Outsourcing": "Business Services", "Chemicals": "Chemicals and Materials", "Civil Engineering": "Construction", "Clinical Research": "Life Sciences", "Cloud Computing": "Technology", "Computer Hardware": "Technology", "Computer Networking": "Technology", "Construction": "Construction", "Consumer Electronics": "Consumer Goods", "Consumer Goods": "Consumer Goods", "Cosmetics and Personal Care": "Consumer Goods", "Cybersecurity": "Technology", "Dairy": "Food and Beverage", "Data and Analytics": "Technology", "Defense": "Automotive and Aerospace", "Design Services": "Professional Services", "Digital Health": "Health Care", "E-commerce": "Retail", "E-learning": "Education", "Education": "Education", "Electric Power": "Energy and Utilities", "Electrical and Electronic Manufacturing": "Manufacturing", "Engineering Services": "Professional Services", "Entertainment": "Media and Entertainment", "Environmental Services": "Energy and Utilities", "Events Services": "Business Services", "Facilities Services": "Business Services", "Farming": "Agriculture", "Film and Video": "Media and Entertainment", "Financial Services": "Financial Services", "Financial Technology": "Technology", "Fishery": "Agriculture", "Food and Beverages": "Food and Beverage", "Forestry": "Agriculture", "Furniture": "Consumer Goods", "Gambling and Casinos": "Media and Entertainment", "Government Administration": "Government and Public Sector", "Higher Education": "Education", "Holding Companies": "Holding and Other", "Hospitality": "Hospitality and Travel", "Hospitals and Health Care": "Health Care", "Human Resources Services": "Professional Services", "IT Services and Consulting": "Technology", "Import and Export": "Business Services", "Individual and Family Services": "Nonprofit", "Industrial Automation": "Manufacturing", "Industrial Manufacturing": "Manufacturing", "Insurance": "Financial Services", "International Affairs": "Government and Public Sector", "Internet and Web Services": "Technology", "Investment Banking": "Financial Services", "Investment Management": "Financial Services", "Legal Services": "Professional Services", "Logistics and Supply Chain": "Transportation and Logistics", "Luxury Goods and Jewelry": "Consumer Goods", "Machinery": "Manufacturing", "Management Consulting": "Professional Services", "Maritime": "Transportation and Logistics", "Market Research": "Professional Services", "Media": "Media and Entertainment", "Medical Devices": "Health Care", "Medical Practices": "Health Care", "Mental Health Care": "Health Care", "Metals and Metalworking": "Manufacturing", "Mining and Metals": "Chemicals and Materials", "Museums and Cultural Institutions": "Media and Entertainment", "Music": "Media and Entertainment", "Nanotechnology and Materials": "Chemicals and Materials", "Newspapers and News": "Media and Entertainment", "Nonprofit Organizations": "Nonprofit", "Office Supplies and Equipment": "Wholesale", "Oil and Gas": "Energy and Utilities", "Packaging and Containers": "Manufacturing", "Paper and Forest Products": "Manufacturing", "Performing and Visual Arts": "Media and Entertainment", "Personal Services": "Hospitality and Travel", "Pharmaceuticals": "Life Sciences", "Plastics and Rubber": "Manufacturing", "Postal and Courier Services": "Transportation and Logistics", "Primary and Secondary Education": "Education", "Printing Services": "Business Services", "Property Management": "Real Estate", "Public Relations": "Media and Entertainment", "Public Safety": "Government and Public Sector", "Publishing": "Media and Entertainment", "Rail and Public Transit": "Transportation and Logistics", "Railroad and Shipbuilding": "Manufacturing", "Real Estate": "Real Estate", "Recreation and Leisure": "Hospitality and Travel", "Religious Institutions": "Nonprofit", "Renewable Energy": "Energy and Utilities", "Research and Development": "Professional Services", "Restaurants and Catering": "Hospitality and Travel", "Retail": "Retail", "Robotics": "Technology", "Satellite Telecommunications": "Telecommunications", "Security Services": "Business Services", "Semiconductors": "Technology", "Software": "Technology", "Sporting Goods": "Consumer Goods", "Sports": "Hospitality and Travel", "Staffing and Recruiting": "Professional Services", "Supermarkets and Grocery": "Retail", "Telecommunications Services": "Telecommunications", "Textiles": "Manufacturing", "Tobacco": "Food and Beverage", "Training and Coaching": "Professional Services", "Translation and Localization": "Professional Services", "Travel and Tourism": "Hospitality and Travel", "Trucking and Freight": "Transportation and Logistics", "Utilities": "Energy and Utilities", "Venture Capital and Private Equity": "Financial Services", "Veterinary": "Health Care", "Video Games": "Technology", "Warehousing": "Transportation and Logistics", "Wellness and Fitness": "Health Care", "Wholesale": "Wholesale", "Wine and Spirits": "Food and Beverage", "Wireless and Mobile": "Telecommunications"}'::jsonb ->> wanted;
END $$;

CREATE FUNCTION public.leads_standard_industry(raw text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    found text;
    part text;
    part_key text;
    is_own boolean := false;
BEGIN
    IF raw = '' THEN
        RETURN '';
    END IF;
    part_key := leads_industry_key(raw);
    found := leads_known_industry(part_key);
    IF found IS NOT NULL OR part_key = ANY ('{"altro","autre","autres","b2b","b2b b2c","b2b2c","b2c","b2c b2b","inne","n a","na","none","not specified","null","other","others","otro","otros","outro","outros","overig","ovrigt","smb","sme","sonstige","sonstiges","start up","startup","test","unknown","unspecified","various"}'::text[]) THEN
        RETURN coalesce(found, '');
    END IF;
    FOREACH part IN ARRAY regexp_split_to_array(raw, '[,;/|>\n\u3001]+') LOOP
        part_key := leads_industry_key(part);
        found := leads_known_industry(part_key);
        IF found IS NOT NULL THEN
            RETURN found;
        END IF;
        is_own := is_own OR (part_key <> '' AND part_key <> ALL ('{"altro","autre","autres","b2b","b2b b2c","b2b2c","b2c","b2c b2b","inne","n a","na","none","not specified","null","other","others","otro","otros","outro","outros","overig","ovrigt","smb","sme","sonstige","sonstiges","start up","startup","test","unknown","unspecified","various"}'::text[]));
    END LOOP;
    RETURN CASE WHEN is_own THEN btrim(regexp_replace(raw, '\s+', ' ', 'g')) ELSE '' END;
END $$;

CREATE FUNCTION public.leads_sum_jobtitle() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);

ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_apikey (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    prefix character varying(12) NOT NULL,
    key_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_by_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    scopes character varying(12)[] NOT NULL,
    expires_at timestamp with time zone,
    expiry_warned_at timestamp with time zone,
    last_used_ip inet,
    previous_key_hash character varying(64),
    previous_last_used_at timestamp with time zone,
    previous_prefix character varying(12) NOT NULL,
    previous_valid_until timestamp with time zone,
    requests_per_minute integer,
    rotated_at timestamp with time zone,
    issued_by_id bigint,
    CONSTRAINT accounts_apikey_requests_per_minute_check CHECK ((requests_per_minute >= 0)),
    CONSTRAINT api_key_has_scope CHECK ((
CASE
    WHEN (scopes IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(scopes, 1), 0)
END > 0)),
    CONSTRAINT api_key_rate_positive CHECK (((requests_per_minute IS NULL) OR (requests_per_minute > 0))),
    CONSTRAINT api_key_scopes_known CHECK ((scopes <@ ARRAY['read'::character varying(12), 'classify'::character varying(12), 'write'::character varying(12), 'replies'::character varying(12), 'export'::character varying(12), 'admin'::character varying(12), 'installation'::character varying(12)]))
);

ALTER TABLE public.accounts_apikey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_apikey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_auditrow (
    id bigint NOT NULL,
    action character varying(60) NOT NULL,
    subject character varying(120) NOT NULL,
    details jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    actor_id bigint,
    workspace_id bigint,
    after jsonb,
    api_key_id bigint,
    before jsonb,
    ip_address inet,
    name character varying(300) NOT NULL
);

ALTER TABLE public.accounts_auditrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_auditrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_idempotentrequest (
    id bigint NOT NULL,
    key uuid NOT NULL,
    fingerprint character varying(64) NOT NULL,
    status smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    sealed_answer text NOT NULL,
    headers jsonb NOT NULL,
    CONSTRAINT accounts_idempotentrequest_status_check CHECK ((status >= 0))
);

ALTER TABLE public.accounts_idempotentrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_idempotentrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_invitation (
    id bigint NOT NULL,
    email character varying(254) NOT NULL,
    role character varying(10) NOT NULL,
    token_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_sent_at timestamp with time zone,
    n_sent smallint NOT NULL,
    accepted_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    invited_by_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    queued_at timestamp with time zone,
    CONSTRAINT accounts_invitation_n_sent_check CHECK ((n_sent >= 0)),
    CONSTRAINT invitation_lower_case CHECK (((email)::text = lower((email)::text))),
    CONSTRAINT invitation_one_end CHECK (((accepted_at IS NULL) OR (withdrawn_at IS NULL))),
    CONSTRAINT invitation_role CHECK (((role)::text = ANY (ARRAY[('viewer'::character varying)::text, ('qualifier'::character varying)::text, ('manager'::character varying)::text])))
);

ALTER TABLE public.accounts_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_member (
    id bigint NOT NULL,
    role character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    former_visit_at timestamp with time zone,
    hides_first_steps boolean DEFAULT false NOT NULL,
    visited_at timestamp with time zone,
    CONSTRAINT member_role CHECK (((role)::text = ANY (ARRAY[('viewer'::character varying)::text, ('qualifier'::character varying)::text, ('manager'::character varying)::text])))
);

ALTER TABLE public.accounts_member ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_member_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_outgoingemail (
    id bigint NOT NULL,
    kind character varying(60) NOT NULL,
    message text NOT NULL,
    state character varying(7) NOT NULL,
    n_tries smallint NOT NULL,
    problem character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    tried_until timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    invitation_id bigint,
    user_id bigint,
    CONSTRAINT accounts_outgoingemail_n_tries_check CHECK ((n_tries >= 0)),
    CONSTRAINT outgoing_email_state CHECK (((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('sending'::character varying)::text, ('failed'::character varying)::text])))
);

ALTER TABLE public.accounts_outgoingemail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_outgoingemail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    email character varying(254) NOT NULL,
    session_epoch integer DEFAULT 0 NOT NULL,
    password_reset_at timestamp with time zone,
    CONSTRAINT accounts_user_session_epoch_check CHECK ((session_epoch >= 0))
);

CREATE TABLE public.accounts_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);

ALTER TABLE public.accounts_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.accounts_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_workspace (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    slug character varying(50) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    title_overlap smallint DEFAULT 5 NOT NULL,
    deleted_at timestamp with time zone,
    deleted_by_id bigint,
    purged_rows jsonb DEFAULT '{}'::jsonb NOT NULL,
    requires_two_step boolean DEFAULT false NOT NULL,
    sample_steps smallint,
    webhook_events character varying(60)[] DEFAULT '{}'::character varying(60)[] NOT NULL,
    max_companies bigint,
    max_contacts bigint,
    max_jobs integer,
    max_requests integer,
    CONSTRAINT accounts_workspace_max_companies_check CHECK ((max_companies >= 0)),
    CONSTRAINT accounts_workspace_max_contacts_check CHECK ((max_contacts >= 0)),
    CONSTRAINT accounts_workspace_max_jobs_check CHECK ((max_jobs >= 0)),
    CONSTRAINT accounts_workspace_max_requests_check CHECK ((max_requests >= 0)),
    CONSTRAINT accounts_workspace_sample_steps_check CHECK ((sample_steps >= 0)),
    CONSTRAINT accounts_workspace_title_overlap_check CHECK ((title_overlap >= 0)),
    CONSTRAINT workspace_title_overlap CHECK (((title_overlap >= 0) AND (title_overlap <= 100)))
);

ALTER TABLE public.accounts_workspace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_workspace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_workspaceexport (
    id bigint NOT NULL,
    state character varying(7) NOT NULL,
    n_rows integer NOT NULL,
    n_rows_total integer NOT NULL,
    n_bytes bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    heartbeat_at timestamp with time zone,
    finished_at timestamp with time zone,
    expires_at timestamp with time zone,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT accounts_workspaceexport_n_bytes_check CHECK ((n_bytes >= 0)),
    CONSTRAINT accounts_workspaceexport_n_rows_check CHECK ((n_rows >= 0)),
    CONSTRAINT accounts_workspaceexport_n_rows_total_check CHECK ((n_rows_total >= 0)),
    CONSTRAINT workspace_export_state CHECK (((state)::text = ANY (ARRAY[('queued'::character varying)::text, ('running'::character varying)::text, ('done'::character varying)::text, ('failed'::character varying)::text])))
);

ALTER TABLE public.accounts_workspaceexport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_workspaceexport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.backups_backuprun (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    name character varying(60) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    size bigint NOT NULL,
    n_rows bigint NOT NULL,
    n_files integer NOT NULL,
    is_encrypted boolean NOT NULL,
    is_good boolean NOT NULL,
    problem character varying(500) NOT NULL,
    place character varying(500) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT backup_run_problem CHECK (((is_good AND ((problem)::text = ''::text)) OR ((NOT is_good) AND (NOT ((problem)::text = ''::text))))),
    CONSTRAINT backups_backuprun_n_files_check CHECK ((n_files >= 0)),
    CONSTRAINT backups_backuprun_n_rows_check CHECK ((n_rows >= 0)),
    CONSTRAINT backups_backuprun_size_check CHECK ((size >= 0))
);

ALTER TABLE public.backups_backuprun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.backups_backuprun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.backups_journalchange (
    id bigint NOT NULL,
    "table" character varying(40) NOT NULL,
    row_id bigint NOT NULL
);

ALTER TABLE public.backups_journalchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.backups_journalchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.backups_journalstate (
    id bigint NOT NULL,
    last_part character varying(80) NOT NULL
);

ALTER TABLE public.backups_journalstate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.backups_journalstate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id bigint NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);

ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.duplicates_duplicatepair (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    score double precision NOT NULL,
    reasons jsonb NOT NULL,
    found_at timestamp with time zone NOT NULL,
    dismissed_at timestamp with time zone,
    company_a_id bigint,
    company_b_id bigint,
    contact_a_id bigint,
    contact_b_id bigint,
    dismissed_by_id bigint,
    workspace_id bigint NOT NULL,
    CONSTRAINT duplicate_pair_of_one_kind CHECK ((((company_a_id IS NULL) AND (company_b_id IS NULL) AND (contact_a_id IS NOT NULL) AND (contact_b_id IS NOT NULL) AND ((kind)::text = 'contact'::text)) OR ((company_a_id IS NOT NULL) AND (company_b_id IS NOT NULL) AND (contact_a_id IS NULL) AND (contact_b_id IS NULL) AND ((kind)::text = 'company'::text)))),
    CONSTRAINT duplicate_pair_of_two CHECK (((NOT ((contact_a_id = contact_b_id) AND (contact_a_id IS NOT NULL) AND (contact_b_id IS NOT NULL))) AND (NOT ((company_a_id = company_b_id) AND (company_a_id IS NOT NULL) AND (company_b_id IS NOT NULL))))),
    CONSTRAINT duplicate_pair_score CHECK (((score >= (0.0)::double precision) AND (score <= (1.0)::double precision)))
);

ALTER TABLE public.duplicates_duplicatepair ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.duplicates_duplicatepair_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.duplicates_duplicaterun (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    task character varying(5) NOT NULL,
    status character varying(7) NOT NULL,
    n_all integer NOT NULL,
    n_done integer NOT NULL,
    n_results integer NOT NULL,
    n_kept integer NOT NULL,
    min_score double precision NOT NULL,
    step uuid,
    created_at timestamp with time zone NOT NULL,
    heartbeat_at timestamp with time zone,
    finished_at timestamp with time zone,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT duplicates_duplicaterun_n_all_check CHECK ((n_all >= 0)),
    CONSTRAINT duplicates_duplicaterun_n_done_check CHECK ((n_done >= 0)),
    CONSTRAINT duplicates_duplicaterun_n_kept_check CHECK ((n_kept >= 0)),
    CONSTRAINT duplicates_duplicaterun_n_results_check CHECK ((n_results >= 0))
);

ALTER TABLE public.duplicates_duplicaterun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.duplicates_duplicaterun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imports_importbatch (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    status character varying(10) NOT NULL,
    file character varying(300) NOT NULL,
    file_name character varying(255) NOT NULL,
    encoding character varying(30) NOT NULL,
    delimiter character varying(1) NOT NULL,
    columns jsonb NOT NULL,
    mapping jsonb NOT NULL,
    n_bytes bigint NOT NULL,
    n_bytes_read bigint NOT NULL,
    n_rows integer NOT NULL,
    n_created integer NOT NULL,
    n_updated integer NOT NULL,
    n_unchanged integer NOT NULL,
    n_rejected integer CONSTRAINT imports_importbatch_n_refused_not_null NOT NULL,
    error text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    heartbeat_at timestamp with time zone,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    duplicates character varying(6) NOT NULL,
    match_by character varying(12) NOT NULL,
    mode character varying(6) NOT NULL,
    n_bytes_paced bigint NOT NULL,
    n_cells integer NOT NULL,
    n_skipped integer NOT NULL,
    paced_at timestamp with time zone,
    plan jsonb NOT NULL,
    undo jsonb NOT NULL,
    header_line integer NOT NULL,
    owes_counts boolean DEFAULT false NOT NULL,
    n_rows_all integer DEFAULT 0 NOT NULL,
    contact_list_id bigint,
    list_name character varying(100) DEFAULT ''::character varying NOT NULL,
    only_empty boolean DEFAULT false NOT NULL,
    source character varying(40) DEFAULT ''::character varying NOT NULL,
    tags character varying(50)[] DEFAULT '{}'::character varying(50)[] NOT NULL,
    sheets jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT import_batch_duplicates CHECK (((duplicates)::text = ANY (ARRAY[('last'::character varying)::text, ('first'::character varying)::text, ('reject'::character varying)::text]))),
    CONSTRAINT import_batch_kind CHECK (((kind)::text = ANY (ARRAY[('contacts'::character varying)::text, ('companies'::character varying)::text]))),
    CONSTRAINT import_batch_match_by CHECK (((match_by)::text = ANY (ARRAY[('any'::character varying)::text, ('email'::character varying)::text, ('external_id'::character varying)::text, ('domain'::character varying)::text, ('linkedin_url'::character varying)::text]))),
    CONSTRAINT import_batch_mode CHECK (((mode)::text = ANY (ARRAY[('both'::character varying)::text, ('create'::character varying)::text, ('update'::character varying)::text]))),
    CONSTRAINT import_batch_status CHECK (((status)::text = ANY (ARRAY[('mapping'::character varying)::text, ('checking'::character varying)::text, ('checked'::character varying)::text, ('queued'::character varying)::text, ('running'::character varying)::text, ('paused'::character varying)::text, ('done'::character varying)::text, ('failed'::character varying)::text, ('stopped'::character varying)::text, ('undoing'::character varying)::text, ('undone'::character varying)::text]))),
    CONSTRAINT imports_importbatch_header_line_check CHECK ((header_line >= 0)),
    CONSTRAINT imports_importbatch_n_cells_check CHECK ((n_cells >= 0)),
    CONSTRAINT imports_importbatch_n_created_check CHECK ((n_created >= 0)),
    CONSTRAINT imports_importbatch_n_refused_check CHECK ((n_rejected >= 0)),
    CONSTRAINT imports_importbatch_n_rows_all_check CHECK ((n_rows_all >= 0)),
    CONSTRAINT imports_importbatch_n_rows_check CHECK ((n_rows >= 0)),
    CONSTRAINT imports_importbatch_n_skipped_check CHECK ((n_skipped >= 0)),
    CONSTRAINT imports_importbatch_n_unchanged_check CHECK ((n_unchanged >= 0)),
    CONSTRAINT imports_importbatch_n_updated_check CHECK ((n_updated >= 0))
);

ALTER TABLE public.imports_importbatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imports_importbatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imports_importcell (
    id bigint NOT NULL,
    number integer NOT NULL,
    "column" character varying(200) NOT NULL,
    value character varying(500) NOT NULL,
    reason character varying(300) NOT NULL,
    batch_id bigint NOT NULL,
    CONSTRAINT imports_importcell_number_check CHECK ((number >= 0))
);

ALTER TABLE public.imports_importcell ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imports_importcell_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imports_importchange (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    number integer NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    written_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    undone_at timestamp with time zone,
    kept jsonb DEFAULT '[]'::jsonb NOT NULL,
    batch_id bigint NOT NULL,
    CONSTRAINT imports_importchange_number_check CHECK ((number >= 0))
);

ALTER TABLE public.imports_importchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imports_importchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imports_importcompanychange (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    number integer NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    written_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    undone_at timestamp with time zone,
    kept jsonb DEFAULT '[]'::jsonb NOT NULL,
    batch_id bigint NOT NULL,
    CONSTRAINT imports_importcompanychange_number_check CHECK ((number >= 0))
);

ALTER TABLE public.imports_importcompanychange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imports_importcompanychange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imports_importmade (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    record_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    CONSTRAINT import_made_kind CHECK (((kind)::text = ANY (ARRAY[('company'::character varying)::text, ('title'::character varying)::text])))
);

ALTER TABLE public.imports_importmade ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imports_importmade_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imports_importrow (
    id bigint NOT NULL,
    number integer NOT NULL,
    outcome character varying(10) NOT NULL,
    record_id bigint,
    "column" character varying(200) DEFAULT ''::character varying NOT NULL,
    value character varying(500) DEFAULT ''::character varying NOT NULL,
    reason character varying(300) DEFAULT ''::character varying NOT NULL,
    batch_id bigint NOT NULL,
    kept character varying(60) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT import_row_outcome CHECK (((outcome)::text = ANY (ARRAY[('created'::character varying)::text, ('updated'::character varying)::text, ('unchanged'::character varying)::text, ('skipped'::character varying)::text, ('rejected'::character varying)::text]))),
    CONSTRAINT import_row_rejected_has_reason CHECK (((NOT ((outcome)::text = 'rejected'::text)) OR (NOT ((reason)::text = ''::text)))),
    CONSTRAINT imports_importrow_number_check CHECK ((number >= 0))
);

ALTER TABLE public.imports_importrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imports_importrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imports_settledcolumns (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    columns character varying(100)[] NOT NULL,
    mapping jsonb NOT NULL,
    file_name character varying(255) NOT NULL,
    settled_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    options jsonb NOT NULL,
    CONSTRAINT settled_columns_kind CHECK (((kind)::text = ANY (ARRAY[('contacts'::character varying)::text, ('companies'::character varying)::text])))
);

ALTER TABLE public.imports_settledcolumns ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imports_settledcolumns_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbound_inboundform (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    token character varying(64) NOT NULL,
    redirect_url character varying(500) NOT NULL,
    overwrites boolean NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.inbound_inboundform ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbound_inboundform_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbound_inboundlead (
    id bigint NOT NULL,
    source character varying(4) NOT NULL,
    outcome character varying(7) NOT NULL,
    facts jsonb NOT NULL,
    message text NOT NULL,
    rule_name character varying(80) NOT NULL,
    reason character varying(300) NOT NULL,
    steps jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    contact_id bigint,
    form_id bigint,
    owner_id bigint,
    workspace_id bigint NOT NULL,
    rule_id bigint
);

ALTER TABLE public.inbound_inboundlead ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbound_inboundlead_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbound_routingrule (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    name character varying(80) NOT NULL,
    departments bigint[] NOT NULL,
    levels bigint[] NOT NULL,
    countries character varying(100)[] NOT NULL,
    min_score smallint,
    max_score smallint,
    created_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT inbound_routingrule_max_score_check CHECK ((max_score >= 0)),
    CONSTRAINT inbound_routingrule_min_score_check CHECK ((min_score >= 0)),
    CONSTRAINT inbound_routingrule_position_check CHECK (("position" >= 0)),
    CONSTRAINT routing_rule_scores CHECK ((((min_score IS NULL) OR (min_score <= 100)) AND ((max_score IS NULL) OR (max_score <= 100)) AND ((min_score IS NULL) OR (max_score IS NULL) OR (min_score <= max_score))))
);

ALTER TABLE public.inbound_routingrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbound_routingrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_businessmodelcorrection (
    id bigint NOT NULL,
    business_model character varying(7) NOT NULL,
    former jsonb NOT NULL,
    note character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    is_current boolean NOT NULL,
    undone_at timestamp with time zone,
    author_id bigint NOT NULL,
    company_id bigint NOT NULL,
    undone_by_id bigint,
    workspace_id bigint NOT NULL,
    CONSTRAINT business_model_correction_label CHECK (((business_model)::text = ANY (ARRAY[('b2b'::character varying)::text, ('b2c'::character varying)::text, ('both'::character varying)::text, ('public'::character varying)::text, ('unknown'::character varying)::text]))),
    CONSTRAINT undone_business_model_correction_is_not_current CHECK (((undone_at IS NULL) OR (NOT is_current)))
);

ALTER TABLE public.labelling_businessmodelcorrection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_businessmodelcorrection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_carriedfunction (
    id bigint NOT NULL,
    correction_id bigint NOT NULL,
    named_id bigint NOT NULL,
    into_id bigint NOT NULL
);

ALTER TABLE public.labelling_carriedfunction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_carriedfunction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_chancerun (
    workspace_id bigint NOT NULL,
    asked_at timestamp with time zone,
    done integer NOT NULL,
    total integer NOT NULL,
    made_at timestamp with time zone,
    model_version character varying(80) NOT NULL,
    taxonomy_version bigint NOT NULL,
    n_titles integer NOT NULL,
    n_corrected integer NOT NULL,
    problem character varying(200) NOT NULL,
    CONSTRAINT labelling_chancerun_done_check CHECK ((done >= 0)),
    CONSTRAINT labelling_chancerun_n_corrected_check CHECK ((n_corrected >= 0)),
    CONSTRAINT labelling_chancerun_n_titles_check CHECK ((n_titles >= 0)),
    CONSTRAINT labelling_chancerun_total_check CHECK ((total >= 0))
);

CREATE TABLE public.labelling_correction (
    id bigint NOT NULL,
    note character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    is_current boolean NOT NULL,
    undone_at timestamp with time zone,
    author_id bigint NOT NULL,
    industry_id bigint,
    job_title_id bigint NOT NULL,
    level_id bigint NOT NULL,
    undone_by_id bigint,
    workspace_id bigint NOT NULL,
    overruled jsonb,
    revision bigint NOT NULL,
    signature character varying(200) NOT NULL,
    learned_before jsonb,
    step_id bigint,
    approved_at timestamp with time zone,
    approved_by_id bigint,
    CONSTRAINT approved_by_somebody CHECK ((((approved_at IS NULL) AND (approved_by_id IS NULL)) OR ((approved_at IS NOT NULL) AND (approved_by_id IS NOT NULL)))),
    CONSTRAINT undone_is_not_current CHECK (((undone_at IS NULL) OR (NOT is_current)))
);

CREATE TABLE public.labelling_correction_functions (
    id bigint NOT NULL,
    correction_id bigint NOT NULL,
    function_id bigint NOT NULL
);

ALTER TABLE public.labelling_correction_functions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_correction_functions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.labelling_correction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_correction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_correctionstep (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    author_id bigint NOT NULL,
    undone_by_id bigint,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.labelling_correctionstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_correctionstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_doubt (
    job_title_id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    functions jsonb NOT NULL,
    score double precision NOT NULL,
    newest bigint NOT NULL,
    beside_id bigint,
    workspace_id bigint NOT NULL,
    CONSTRAINT doubt_kind CHECK (((kind)::text = ANY (ARRAY[('dictionary'::character varying)::text, ('similar'::character varying)::text, ('suspect'::character varying)::text]))),
    CONSTRAINT doubt_score CHECK (((score >= (0.0)::double precision) AND (score <= (1.0)::double precision)))
);

CREATE TABLE public.labelling_formerprediction (
    id bigint NOT NULL,
    labels jsonb NOT NULL,
    level character varying(60) NOT NULL,
    level_score double precision,
    industry character varying(60) NOT NULL,
    source character varying(60) NOT NULL,
    model_version character varying(80) NOT NULL,
    ended_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    job_title_id bigint NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.labelling_formerprediction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_formerprediction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_functionchances (
    id bigint NOT NULL,
    titles jsonb NOT NULL,
    contacts jsonb NOT NULL,
    "right" jsonb NOT NULL,
    wrong jsonb NOT NULL,
    n_carry integer NOT NULL,
    examples jsonb NOT NULL,
    function_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT labelling_functionchances_n_carry_check CHECK ((n_carry >= 0))
);

ALTER TABLE public.labelling_functionchances ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_functionchances_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_groupedtitle (
    job_title_id bigint NOT NULL,
    likeness double precision NOT NULL,
    group_id bigint NOT NULL
);

CREATE TABLE public.labelling_learnedfunction (
    id bigint NOT NULL,
    model_version character varying(80) NOT NULL,
    state character varying(8) NOT NULL,
    vector jsonb NOT NULL,
    words jsonb NOT NULL,
    bias double precision NOT NULL,
    threshold double precision NOT NULL,
    displaces jsonb NOT NULL,
    n_titles integer NOT NULL,
    taught_by bigint NOT NULL,
    recall double precision NOT NULL,
    falls jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    author_id bigint,
    function_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    accepted jsonb NOT NULL,
    former_id bigint,
    CONSTRAINT labelling_learnedfunction_n_titles_check CHECK ((n_titles >= 0)),
    CONSTRAINT learned_function_recall CHECK (((recall >= (0.0)::double precision) AND (recall <= (1.0)::double precision)))
);

ALTER TABLE public.labelling_learnedfunction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_learnedfunction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_learnedtitle (
    id bigint NOT NULL,
    score double precision NOT NULL,
    job_title_id bigint NOT NULL,
    learned_id bigint NOT NULL,
    CONSTRAINT learned_title_probability CHECK (((score >= (0.0)::double precision) AND (score <= (1.0)::double precision)))
);

ALTER TABLE public.labelling_learnedtitle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_learnedtitle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_move (
    id bigint NOT NULL,
    labels jsonb NOT NULL,
    source character varying(60) NOT NULL,
    why jsonb NOT NULL,
    model_version character varying(80) NOT NULL,
    taxonomy_version bigint NOT NULL,
    is_in_force boolean NOT NULL,
    moved_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    correction_id bigint NOT NULL,
    job_title_id bigint NOT NULL
);

ALTER TABLE public.labelling_move ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_move_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_queuerun (
    workspace_id bigint NOT NULL,
    asked_at timestamp with time zone,
    started_at timestamp with time zone,
    phase character varying(60) NOT NULL,
    done integer NOT NULL,
    total integer NOT NULL,
    made_at timestamp with time zone,
    n_titles integer NOT NULL,
    newest bigint NOT NULL,
    problem character varying(200) NOT NULL,
    CONSTRAINT labelling_queuerun_done_check CHECK ((done >= 0)),
    CONSTRAINT labelling_queuerun_n_titles_check CHECK ((n_titles >= 0)),
    CONSTRAINT labelling_queuerun_total_check CHECK ((total >= 0))
);

CREATE TABLE public.labelling_revision (
    workspace_id bigint NOT NULL,
    number bigint NOT NULL
);

CREATE TABLE public.labelling_shownprediction (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    text_hash character varying(64) NOT NULL,
    labels jsonb NOT NULL,
    level character varying(60) NOT NULL,
    model_version character varying(80) NOT NULL,
    answer_hash character varying(64) NOT NULL,
    n_times integer DEFAULT 1 NOT NULL,
    first_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    last_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    workspace_id bigint,
    CONSTRAINT labelling_shownprediction_n_times_check CHECK ((n_times >= 0)),
    CONSTRAINT shown_prediction_kind CHECK (((kind)::text = ANY (ARRAY[('title'::character varying)::text, ('company'::character varying)::text, ('reply'::character varying)::text])))
);

ALTER TABLE public.labelling_shownprediction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_shownprediction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_spread (
    workspace_id bigint NOT NULL,
    "position" bigint NOT NULL,
    total integer NOT NULL,
    done integer NOT NULL,
    changed integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT labelling_spread_changed_check CHECK ((changed >= 0)),
    CONSTRAINT labelling_spread_done_check CHECK ((done >= 0)),
    CONSTRAINT labelling_spread_total_check CHECK ((total >= 0))
);

CREATE TABLE public.labelling_suggestion (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    text text NOT NULL,
    key character varying(200) NOT NULL,
    functions jsonb,
    label character varying(40) NOT NULL,
    shown jsonb NOT NULL,
    note character varying(300) NOT NULL,
    visitor character varying(32) NOT NULL,
    n_times integer NOT NULL,
    state character varying(9) NOT NULL,
    answer character varying(300) NOT NULL,
    reviewed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    author_id bigint,
    correction_id bigint,
    job_title_id bigint,
    reviewer_id bigint,
    workspace_id bigint NOT NULL,
    business_model_correction_id bigint,
    company_id bigint,
    is_second boolean DEFAULT false NOT NULL,
    industry character varying(50) DEFAULT ''::character varying NOT NULL,
    level character varying(50) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT labelling_suggestion_n_times_check CHECK ((n_times >= 0)),
    CONSTRAINT suggestion_kind CHECK (((kind)::text = ANY (ARRAY[('title'::character varying)::text, ('company'::character varying)::text, ('reply'::character varying)::text]))),
    CONSTRAINT suggestion_state CHECK (((state)::text = ANY (ARRAY[('suggested'::character varying)::text, ('accepted'::character varying)::text, ('returned'::character varying)::text, ('withdrawn'::character varying)::text])))
);

ALTER TABLE public.labelling_suggestion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_suggestion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_titlegroup (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    n_titles integer NOT NULL,
    n_contacts bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT labelling_titlegroup_n_contacts_check CHECK ((n_contacts >= 0)),
    CONSTRAINT labelling_titlegroup_n_titles_check CHECK ((n_titles >= 0))
);

ALTER TABLE public.labelling_titlegroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.labelling_titlegroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.labelling_titlelease (
    job_title_id bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    is_over boolean NOT NULL,
    holder_id bigint NOT NULL,
    workspace_id bigint NOT NULL
);

CREATE TABLE public.lead_scores_companycampaignscore (
    company_id bigint NOT NULL,
    score double precision NOT NULL,
    since timestamp with time zone NOT NULL,
    campaign_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT company_campaign_score_range CHECK (((score >= ('-1.0'::numeric)::double precision) AND (score <= (1.0)::double precision)))
);

CREATE TABLE public.lead_scores_leadscorechange (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    keys bigint[] NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.lead_scores_leadscorechange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.lead_scores_leadscorechange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.lead_scores_leadscorerules (
    workspace_id bigint NOT NULL,
    weights jsonb NOT NULL,
    half_lives jsonb NOT NULL,
    fits jsonb NOT NULL,
    tier_a smallint NOT NULL,
    tier_b smallint NOT NULL,
    version integer NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    former jsonb,
    CONSTRAINT lead_score_tiers_in_order CHECK (((tier_a <= 100) AND (tier_b > 0) AND (tier_b < tier_a))),
    CONSTRAINT lead_scores_leadscorerules_tier_a_check CHECK ((tier_a >= 0)),
    CONSTRAINT lead_scores_leadscorerules_tier_b_check CHECK ((tier_b >= 0)),
    CONSTRAINT lead_scores_leadscorerules_version_check CHECK ((version >= 0))
);

CREATE TABLE public.lead_scores_leadscorerun (
    workspace_id bigint NOT NULL,
    version integer NOT NULL,
    day date NOT NULL,
    done_to bigint NOT NULL,
    finished_at timestamp with time zone,
    campaigns_at timestamp with time zone,
    CONSTRAINT lead_scores_leadscorerun_version_check CHECK ((version >= 0))
);

CREATE TABLE public.leads_company (
    id bigint NOT NULL,
    name character varying(300) NOT NULL,
    name_key character varying(300) NOT NULL,
    domain character varying(253),
    external_id character varying(100),
    website text NOT NULL,
    linkedin_url text NOT NULL,
    overview text NOT NULL,
    industry character varying(200) NOT NULL,
    categories text[] NOT NULL,
    specialties text[] NOT NULL,
    sic_codes text[] NOT NULL,
    technologies text[] NOT NULL,
    hubs text[] NOT NULL,
    events text[] NOT NULL,
    type character varying(100) NOT NULL,
    ownership_type character varying(100) NOT NULL,
    size character varying(20) NOT NULL,
    employees integer,
    followers integer,
    founded smallint,
    headquarters character varying(300) NOT NULL,
    city character varying(150) NOT NULL,
    state character varying(150) NOT NULL,
    country character varying(100) NOT NULL,
    total_funding numeric(16,2),
    alexa_rank integer,
    business_model character varying(7) NOT NULL,
    business_model_probability double precision,
    business_model_why jsonb NOT NULL,
    business_model_version character varying(80) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    workspace_id bigint NOT NULL,
    business_model_probabilities double precision[],
    business_model_earlier jsonb,
    facts_changed_at timestamp with time zone,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    last_activity_at timestamp with time zone,
    owner_id bigint,
    status character varying(11) DEFAULT 'new'::character varying NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    founded_band character varying(20) DEFAULT ''::character varying NOT NULL,
    funding_band character varying(20) DEFAULT ''::character varying NOT NULL,
    regions text[] DEFAULT '{}'::text[] NOT NULL,
    sector character varying(60) DEFAULT ''::character varying NOT NULL,
    size_band character varying(20) DEFAULT ''::character varying NOT NULL,
    standard_industry character varying(200) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT company_business_model CHECK (((business_model)::text = ANY (ARRAY[('b2b'::character varying)::text, ('b2c'::character varying)::text, ('both'::character varying)::text, ('public'::character varying)::text, ('unknown'::character varying)::text]))),
    CONSTRAINT company_business_model_probabilities CHECK (((business_model_probabilities IS NULL) OR (
CASE
    WHEN (business_model_probabilities IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(business_model_probabilities, 1), 0)
END = 5))),
    CONSTRAINT company_business_model_probability CHECK (((business_model_probability IS NULL) OR ((business_model_probability >= (0.0)::double precision) AND (business_model_probability <= (1.0)::double precision)))),
    CONSTRAINT company_domain_not_empty CHECK ((NOT (((domain)::text = ''::text) AND (domain IS NOT NULL)))),
    CONSTRAINT company_founded CHECK (((founded IS NULL) OR ((founded >= 1000) AND (founded <= 2100)))),
    CONSTRAINT company_has_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT company_status CHECK (((status)::text = ANY (ARRAY[('new'::character varying)::text, ('qualified'::character varying)::text, ('contacted'::character varying)::text, ('replied'::character varying)::text, ('won'::character varying)::text, ('lost'::character varying)::text, ('unqualified'::character varying)::text]))),
    CONSTRAINT leads_company_alexa_rank_check CHECK ((alexa_rank >= 0)),
    CONSTRAINT leads_company_employees_check CHECK ((employees >= 0)),
    CONSTRAINT leads_company_followers_check CHECK ((followers >= 0)),
    CONSTRAINT leads_company_founded_check CHECK ((founded >= 0))
);

ALTER TABLE public.leads_company ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_company_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_companycolumns (
    id bigint NOT NULL,
    columns character varying(80)[] NOT NULL,
    member_id bigint NOT NULL
);

ALTER TABLE public.leads_companycolumns ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_companycolumns_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_companylistentry (
    id bigint NOT NULL,
    request_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    added_by_id bigint NOT NULL,
    company_id bigint NOT NULL,
    contact_list_id bigint NOT NULL
);

ALTER TABLE public.leads_companylistentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_companylistentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_contact (
    id bigint NOT NULL,
    title character varying(1000) NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    email character varying(254),
    phone character varying(60) NOT NULL,
    linkedin_url character varying(500),
    external_id character varying(100),
    city character varying(150) NOT NULL,
    state character varying(150) NOT NULL,
    country character varying(100) NOT NULL,
    do_not_contact boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    company_id bigint,
    workspace_id bigint NOT NULL,
    job_title_id bigint,
    other_titles text DEFAULT ''::text NOT NULL,
    past_titles text DEFAULT ''::text NOT NULL,
    lead_score smallint,
    lead_tier character varying(1) DEFAULT ''::character varying NOT NULL,
    title_changed_at timestamp with time zone,
    do_not_contact_at timestamp with time zone,
    edited_at timestamp with time zone,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    last_activity_at timestamp with time zone,
    owner_id bigint,
    status character varying(11) DEFAULT 'new'::character varying NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    place character varying(300) DEFAULT ''::character varying NOT NULL,
    paused_until date,
    CONSTRAINT contact_email_lower CHECK (((email IS NULL) OR ((email)::text = lower((email)::text)))),
    CONSTRAINT contact_keys_not_empty CHECK (((NOT (((email)::text = ''::text) AND (email IS NOT NULL))) AND (NOT (((external_id)::text = ''::text) AND (external_id IS NOT NULL))) AND (NOT (((linkedin_url)::text = ''::text) AND (linkedin_url IS NOT NULL))))),
    CONSTRAINT contact_lead_score CHECK (((lead_score IS NULL) OR ((lead_score >= 0) AND (lead_score <= 100)))),
    CONSTRAINT contact_lead_tier CHECK (((lead_tier)::text = ANY (ARRAY[(''::character varying)::text, ('A'::character varying)::text, ('B'::character varying)::text, ('C'::character varying)::text]))),
    CONSTRAINT contact_status CHECK (((status)::text = ANY (ARRAY[('new'::character varying)::text, ('qualified'::character varying)::text, ('contacted'::character varying)::text, ('replied'::character varying)::text, ('won'::character varying)::text, ('lost'::character varying)::text, ('unqualified'::character varying)::text]))),
    CONSTRAINT leads_contact_lead_score_check CHECK ((lead_score >= 0))
);

ALTER TABLE public.leads_contact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_contactformeremail (
    id bigint NOT NULL,
    email character varying(254) NOT NULL,
    replaced_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    contact_id bigint NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.leads_contactformeremail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_contactformeremail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_contactlist (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    deleted_at timestamp with time zone,
    records character varying(9) DEFAULT 'people'::character varying NOT NULL,
    CONSTRAINT contact_list_has_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT contact_list_records CHECK (((records)::text = ANY (ARRAY[('people'::character varying)::text, ('companies'::character varying)::text])))
);

ALTER TABLE public.leads_contactlist ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_contactlist_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_customfield (
    id bigint NOT NULL,
    record character varying(7) NOT NULL,
    code character varying(60) NOT NULL,
    label character varying(60) NOT NULL,
    kind character varying(6) NOT NULL,
    choices character varying(100)[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT custom_field_has_name CHECK (((NOT ((code)::text = ''::text)) AND (NOT ((label)::text = ''::text)))),
    CONSTRAINT custom_field_kind CHECK (((kind)::text = ANY (ARRAY[('text'::character varying)::text, ('number'::character varying)::text, ('date'::character varying)::text, ('choice'::character varying)::text, ('link'::character varying)::text]))),
    CONSTRAINT custom_field_record CHECK (((record)::text = ANY (ARRAY[('contact'::character varying)::text, ('company'::character varying)::text])))
);

ALTER TABLE public.leads_customfield ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_customfield_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_deletedrecord (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    record_id bigint NOT NULL,
    name character varying(300) NOT NULL,
    rows jsonb NOT NULL,
    links jsonb NOT NULL,
    deleted_at timestamp with time zone NOT NULL,
    deleted_by_id bigint,
    workspace_id bigint NOT NULL,
    step uuid,
    merge jsonb,
    CONSTRAINT deleted_record_kind CHECK (((kind)::text = ANY (ARRAY[('contact'::character varying)::text, ('company'::character varying)::text, ('reply'::character varying)::text])))
);

ALTER TABLE public.leads_deletedrecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_deletedrecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_donotcontact (
    id bigint NOT NULL,
    value character varying(500) CONSTRAINT leads_donotcontact_email_not_null NOT NULL,
    reason character varying(60) NOT NULL,
    origin character varying(120) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    author_id bigint,
    lifted_by_id bigint,
    workspace_id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    key character varying(500) NOT NULL,
    suppression_list_id bigint,
    CONSTRAINT do_not_contact_value CHECK ((((value)::text = lower((value)::text)) AND (NOT ((value)::text = ''::text)) AND (NOT ((key)::text = ''::text))))
);

ALTER TABLE public.leads_donotcontact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_donotcontact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_erasedkey (
    id bigint NOT NULL,
    kind character varying(11) NOT NULL,
    digest character varying(64) NOT NULL,
    workspace_id bigint NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT erased_key_kind CHECK (((kind)::text = ANY (ARRAY[('email'::character varying)::text, ('linkedin'::character varying)::text, ('external_id'::character varying)::text, ('phone'::character varying)::text])))
);

ALTER TABLE public.leads_erasedkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_erasedkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_erasedperson (
    id bigint NOT NULL,
    reason character varying(7) NOT NULL,
    was_do_not_contact boolean NOT NULL,
    erased_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    erased_by_id bigint,
    lifted_by_id bigint,
    workspace_id bigint NOT NULL,
    CONSTRAINT erased_person_reason CHECK (((reason)::text = ANY (ARRAY[('request'::character varying)::text, ('other'::character varying)::text])))
);

ALTER TABLE public.leads_erasedperson ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_erasedperson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_export (
    id bigint NOT NULL,
    query text NOT NULL,
    format character varying(10) NOT NULL,
    way character varying(7) NOT NULL,
    columns character varying(60)[] NOT NULL,
    has_stopped boolean NOT NULL,
    n_people integer NOT NULL,
    n_sent integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    author_id bigint NOT NULL,
    contact_list_id bigint,
    workspace_id bigint NOT NULL,
    records character varying(9) DEFAULT 'people'::character varying NOT NULL,
    expires_at timestamp with time zone,
    file_state character varying(7) DEFAULT ''::character varying NOT NULL,
    n_bytes bigint DEFAULT 0 NOT NULL,
    problem character varying(300) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT export_file_state CHECK (((file_state)::text = ANY (ARRAY[(''::character varying)::text, ('queued'::character varying)::text, ('running'::character varying)::text, ('done'::character varying)::text, ('failed'::character varying)::text, ('expired'::character varying)::text]))),
    CONSTRAINT export_format CHECK (((format)::text ~ '^[a-z0-9]{2,10}$'::text)),
    CONSTRAINT export_records CHECK (((records)::text = ANY (ARRAY[('people'::character varying)::text, ('companies'::character varying)::text]))),
    CONSTRAINT export_sends_whom_it_found CHECK ((n_sent <= n_people)),
    CONSTRAINT export_way CHECK (((way)::text = ANY (ARRAY[('page'::character varying)::text, ('api'::character varying)::text, ('command'::character varying)::text]))),
    CONSTRAINT leads_export_n_bytes_check CHECK ((n_bytes >= 0)),
    CONSTRAINT leads_export_n_people_check CHECK ((n_people >= 0)),
    CONSTRAINT leads_export_n_sent_check CHECK ((n_sent >= 0))
);

ALTER TABLE public.leads_export ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_export_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_exportedrange (
    id bigint NOT NULL,
    part bigint NOT NULL,
    bits bytea NOT NULL,
    export_id bigint NOT NULL
);

ALTER TABLE public.leads_exportedrange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_exportedrange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_facetchange (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    keys bigint[] NOT NULL,
    transaction bigint NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.leads_facetchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_facetchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_facetstate (
    workspace_id bigint NOT NULL,
    forgotten bigint NOT NULL
);

CREATE TABLE public.leads_factreport (
    id bigint NOT NULL,
    field character varying(60) NOT NULL,
    value text NOT NULL,
    right_value character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone,
    is_applied boolean NOT NULL,
    author_id bigint NOT NULL,
    company_id bigint,
    contact_id bigint,
    resolved_by_id bigint,
    workspace_id bigint NOT NULL,
    CONSTRAINT fact_report_applied_when_resolved CHECK (((resolved_at IS NOT NULL) OR ((NOT is_applied) AND (resolved_by_id IS NULL)))),
    CONSTRAINT fact_report_of_one CHECK ((((company_id IS NOT NULL) AND (contact_id IS NULL)) OR ((company_id IS NULL) AND (contact_id IS NOT NULL))))
);

ALTER TABLE public.leads_factreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_factreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_formerbusinessmodel (
    id bigint NOT NULL,
    business_model character varying(7) NOT NULL,
    probability double precision NOT NULL,
    probabilities double precision[],
    why jsonb NOT NULL,
    version character varying(80) NOT NULL,
    earlier jsonb,
    ended_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    company_id bigint NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.leads_formerbusinessmodel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_formerbusinessmodel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_jobtitle (
    id bigint NOT NULL,
    title character varying(1000) NOT NULL,
    normalised character varying(200) NOT NULL,
    n_contacts integer NOT NULL,
    level_score double precision,
    industry_score double precision,
    source character varying(60) NOT NULL,
    model_version character varying(80) NOT NULL,
    why jsonb NOT NULL,
    classified_at timestamp with time zone,
    industry_id bigint,
    level_id bigint,
    workspace_id bigint NOT NULL,
    signature character varying(200) DEFAULT ''::character varying NOT NULL,
    surest double precision DEFAULT '-1.0'::numeric NOT NULL,
    level_why jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT job_title_industry_score CHECK (((industry_score IS NULL) OR ((industry_score >= (0.0)::double precision) AND (industry_score <= (1.0)::double precision)))),
    CONSTRAINT job_title_level_score CHECK (((level_score IS NULL) OR ((level_score >= (0.0)::double precision) AND (level_score <= (1.0)::double precision)))),
    CONSTRAINT leads_jobtitle_n_contacts_check CHECK ((n_contacts >= 0))
)
WITH (fillfactor='80');

ALTER TABLE public.leads_jobtitle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_jobtitle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_listentry (
    id bigint NOT NULL,
    request_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    added_by_id bigint NOT NULL,
    company_id bigint,
    contact_id bigint NOT NULL,
    contact_list_id bigint NOT NULL
);

ALTER TABLE public.leads_listentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_listentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_mergedrecord (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    record_id bigint NOT NULL,
    kept_id bigint NOT NULL,
    score double precision,
    step uuid NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    deletion_id bigint,
    kept_company_id bigint,
    kept_contact_id bigint,
    merged_by_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    domain character varying(253) DEFAULT ''::character varying NOT NULL,
    email character varying(254) DEFAULT ''::character varying NOT NULL,
    external_id character varying(100) DEFAULT ''::character varying NOT NULL,
    linkedin_url text DEFAULT ''::text NOT NULL,
    name_key character varying(300) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT merged_record_of_one_kind CHECK ((((kept_company_id IS NULL) AND (kept_contact_id IS NOT NULL) AND ((kind)::text = 'contact'::text)) OR ((kept_company_id IS NOT NULL) AND (kept_contact_id IS NULL) AND ((kind)::text = 'company'::text))))
);

ALTER TABLE public.leads_mergedrecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_mergedrecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_note (
    id bigint NOT NULL,
    text text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    deleted_at timestamp with time zone,
    author_id bigint NOT NULL,
    company_id bigint,
    contact_id bigint,
    workspace_id bigint NOT NULL,
    CONSTRAINT note_has_text CHECK ((NOT (text = ''::text))),
    CONSTRAINT note_of_one CHECK ((((company_id IS NOT NULL) AND (contact_id IS NULL)) OR ((company_id IS NULL) AND (contact_id IS NOT NULL))))
);

ALTER TABLE public.leads_note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_peoplecolumns (
    id bigint NOT NULL,
    columns character varying(80)[] NOT NULL,
    member_id bigint NOT NULL
);

ALTER TABLE public.leads_peoplecolumns ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_peoplecolumns_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_recordchange (
    id bigint NOT NULL,
    step uuid NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    author_id bigint,
    company_id bigint,
    contact_id bigint,
    undone_by_id bigint,
    workspace_id bigint NOT NULL,
    CONSTRAINT record_change_of_one CHECK ((((company_id IS NOT NULL) AND (contact_id IS NULL)) OR ((company_id IS NULL) AND (contact_id IS NOT NULL))))
);

ALTER TABLE public.leads_recordchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_recordchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_recordsum (
    id bigint NOT NULL,
    n_contacts bigint DEFAULT 0 NOT NULL,
    n_companies bigint DEFAULT 0 NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.leads_recordsum ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_recordsum_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_savedsearch (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    query text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    records character varying(9) DEFAULT 'people'::character varying NOT NULL,
    CONSTRAINT saved_search_has_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT saved_search_records CHECK (((records)::text = ANY (ARRAY[('people'::character varying)::text, ('companies'::character varying)::text])))
);

ALTER TABLE public.leads_savedsearch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_savedsearch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_searchmatch (
    id bigint NOT NULL,
    found_at timestamp with time zone NOT NULL,
    company_id bigint,
    contact_id bigint,
    watch_id bigint NOT NULL,
    CONSTRAINT search_match_of_one_record CHECK ((((company_id IS NULL) AND (contact_id IS NOT NULL)) OR ((company_id IS NOT NULL) AND (contact_id IS NULL))))
);

ALTER TABLE public.leads_searchmatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_searchmatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_searchvisit (
    id bigint NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    seen bigint NOT NULL,
    former_opened_at timestamp with time zone,
    former_seen bigint,
    saved_search_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.leads_searchvisit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_searchvisit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_searchwatcher (
    id bigint NOT NULL,
    last_mailed bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    watch_id bigint NOT NULL
);

ALTER TABLE public.leads_searchwatcher ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_searchwatcher_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_suppressionline (
    id bigint NOT NULL,
    number integer NOT NULL,
    value character varying(300) NOT NULL,
    reason character varying(200) NOT NULL,
    suppression_list_id bigint NOT NULL,
    CONSTRAINT leads_suppressionline_number_check CHECK ((number >= 0))
);

ALTER TABLE public.leads_suppressionline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_suppressionline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_suppressionlist (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    origin character varying(200) NOT NULL,
    file character varying(500) NOT NULL,
    file_name character varying(255) NOT NULL,
    columns jsonb NOT NULL,
    status character varying(7) NOT NULL,
    error character varying(500) NOT NULL,
    n_lines integer NOT NULL,
    n_entries integer NOT NULL,
    n_repeated integer NOT NULL,
    n_rejected integer NOT NULL,
    n_people integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    heartbeat_at timestamp with time zone,
    finished_at timestamp with time zone,
    undone_at timestamp with time zone,
    author_id bigint NOT NULL,
    undone_by_id bigint,
    workspace_id bigint NOT NULL,
    CONSTRAINT leads_suppressionlist_n_entries_check CHECK ((n_entries >= 0)),
    CONSTRAINT leads_suppressionlist_n_lines_check CHECK ((n_lines >= 0)),
    CONSTRAINT leads_suppressionlist_n_people_check CHECK ((n_people >= 0)),
    CONSTRAINT leads_suppressionlist_n_rejected_check CHECK ((n_rejected >= 0)),
    CONSTRAINT leads_suppressionlist_n_repeated_check CHECK ((n_repeated >= 0))
);

ALTER TABLE public.leads_suppressionlist ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_suppressionlist_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_titlelabel (
    id bigint NOT NULL,
    source character varying(10) NOT NULL,
    score double precision NOT NULL,
    function_id bigint NOT NULL,
    job_title_id bigint NOT NULL,
    CONSTRAINT title_label_score CHECK (((score >= (0.0)::double precision) AND (score <= (1.0)::double precision))),
    CONSTRAINT title_label_source CHECK (((source)::text = ANY (ARRAY[('dictionary'::character varying)::text, ('rules'::character varying)::text, ('model'::character varying)::text, ('correction'::character varying)::text])))
);

ALTER TABLE public.leads_titlelabel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_titlelabel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_titlesum (
    id bigint NOT NULL,
    n_titles bigint NOT NULL,
    n_pending bigint NOT NULL,
    n_people bigint NOT NULL,
    n_known bigint NOT NULL,
    n_other bigint NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.leads_titlesum ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_titlesum_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.leads_watchedsearch (
    id bigint NOT NULL,
    query text NOT NULL,
    known bytea,
    looked_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    saved_search_id bigint NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.leads_watchedsearch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.leads_watchedsearch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mailboxes_mailbox (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    host character varying(253) NOT NULL,
    port integer NOT NULL,
    security character varying(8) NOT NULL,
    username character varying(254) NOT NULL,
    sign_in character varying(8) NOT NULL,
    secret text NOT NULL,
    access_token text NOT NULL,
    access_token_until timestamp with time zone,
    folders character varying(300)[] NOT NULL,
    sent_folder character varying(300) NOT NULL,
    since date NOT NULL,
    known_only boolean NOT NULL,
    state character varying(6) NOT NULL,
    problem character varying(300) NOT NULL,
    n_failures integer NOT NULL,
    n_refusals integer NOT NULL,
    n_left integer NOT NULL,
    next_check_at timestamp with time zone NOT NULL,
    checked_at timestamp with time zone,
    leased_until timestamp with time zone,
    lease uuid,
    created_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT mailbox_lease_has_an_end CHECK ((((lease IS NULL) AND (leased_until IS NULL)) OR ((NOT (lease IS NULL)) AND (NOT (leased_until IS NULL))))),
    CONSTRAINT mailbox_port CHECK (((port >= 1) AND (port <= 65535))),
    CONSTRAINT mailboxes_mailbox_n_failures_check CHECK ((n_failures >= 0)),
    CONSTRAINT mailboxes_mailbox_n_left_check CHECK ((n_left >= 0)),
    CONSTRAINT mailboxes_mailbox_n_refusals_check CHECK ((n_refusals >= 0)),
    CONSTRAINT mailboxes_mailbox_port_check CHECK ((port >= 0))
);

ALTER TABLE public.mailboxes_mailbox ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mailboxes_mailbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mailboxes_mailboxfolder (
    id bigint NOT NULL,
    name character varying(300) NOT NULL,
    is_sent boolean NOT NULL,
    uid_validity bigint NOT NULL,
    last_uid bigint NOT NULL,
    n_left integer NOT NULL,
    checked_at timestamp with time zone,
    mailbox_id bigint NOT NULL,
    CONSTRAINT mailboxes_mailboxfolder_n_left_check CHECK ((n_left >= 0))
);

ALTER TABLE public.mailboxes_mailboxfolder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mailboxes_mailboxfolder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mailboxes_reademail (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    outcome character varying(9) NOT NULL,
    folder character varying(300) NOT NULL,
    uid bigint NOT NULL,
    n_bytes bigint NOT NULL,
    reason character varying(300) NOT NULL,
    read_at timestamp with time zone NOT NULL,
    mailbox_id bigint NOT NULL,
    reply_id bigint,
    CONSTRAINT skipped_email_has_reason CHECK ((((outcome)::text = ANY (ARRAY[('too_large'::character varying)::text, ('rejected'::character varying)::text])) OR ((reason)::text = ''::text)))
);

ALTER TABLE public.mailboxes_reademail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mailboxes_reademail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_campaign (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    description text NOT NULL,
    strategy character varying(10) NOT NULL,
    scope character varying(10) NOT NULL,
    weights jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    learned jsonb NOT NULL,
    overlap smallint DEFAULT 0 NOT NULL,
    exploration smallint DEFAULT 0 NOT NULL,
    CONSTRAINT campaign_exploration CHECK (((exploration >= 0) AND (exploration <= 50))),
    CONSTRAINT campaign_has_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT campaign_overlap CHECK (((overlap >= 0) AND (overlap <= 100))),
    CONSTRAINT campaign_scope CHECK (((scope)::text = ANY (ARRAY[('all'::character varying)::text, ('selected'::character varying)::text]))),
    CONSTRAINT campaign_strategy CHECK (((strategy)::text = ANY (ARRAY[('likely'::character varying)::text, ('uncertain'::character varying)::text, ('unexplored'::character varying)::text, ('largest'::character varying)::text, ('mix'::character varying)::text]))),
    CONSTRAINT matching_campaign_exploration_check CHECK ((exploration >= 0)),
    CONSTRAINT matching_campaign_overlap_check CHECK ((overlap >= 0))
);

ALTER TABLE public.matching_campaign ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_campaign_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_campaigncompany (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    campaign_id bigint NOT NULL,
    company_id bigint NOT NULL
);

ALTER TABLE public.matching_campaigncompany ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_campaigncompany_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_companyreading (
    id bigint NOT NULL,
    encoder character varying(80) NOT NULL,
    company_updated_at timestamp with time zone NOT NULL,
    revision bigint NOT NULL,
    topics public.halfvec(100),
    company_id bigint NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.matching_companyreading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_companyreading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_companyvector (
    id bigint NOT NULL,
    encoder character varying(80) NOT NULL,
    text_hash character varying(64) NOT NULL,
    vector public.halfvec NOT NULL,
    created_at timestamp with time zone NOT NULL,
    company_id bigint NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.matching_companyvector ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_companyvector_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_descriptionvector (
    id bigint NOT NULL,
    encoder character varying(80) NOT NULL,
    text_hash character varying(64) NOT NULL,
    vector public.halfvec NOT NULL,
    campaign_id bigint NOT NULL,
    theme smallint NOT NULL,
    CONSTRAINT matching_descriptionvector_theme_check CHECK ((theme >= 0))
);

ALTER TABLE public.matching_descriptionvector ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_descriptionvector_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_dropped (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    author_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    company_id bigint NOT NULL,
    undone_by_id bigint
);

ALTER TABLE public.matching_dropped ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_dropped_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_lease (
    id bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    campaign_id bigint NOT NULL,
    company_id bigint NOT NULL,
    holder_id bigint NOT NULL,
    score double precision,
    is_ahead boolean DEFAULT false NOT NULL,
    chosen_because character varying(12) DEFAULT ''::character varying NOT NULL
);

ALTER TABLE public.matching_lease ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_lease_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_mapplace (
    id bigint NOT NULL,
    layout integer NOT NULL,
    encoder character varying(80) NOT NULL,
    x double precision NOT NULL,
    y double precision NOT NULL,
    company_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT map_place_in_plane CHECK (((x >= (0.0)::double precision) AND (x <= (1.0)::double precision) AND ((y >= (0.0)::double precision) AND (y <= (1.0)::double precision)))),
    CONSTRAINT matching_mapplace_layout_check CHECK ((layout >= 0))
);

ALTER TABLE public.matching_mapplace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_mapplace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_reason (
    id bigint NOT NULL,
    verdict character varying(7) NOT NULL,
    text character varying(60) NOT NULL,
    factor character varying(20) NOT NULL,
    "position" smallint,
    campaign_id bigint NOT NULL,
    direction smallint NOT NULL,
    CONSTRAINT matching_reason_position_check CHECK (("position" >= 0)),
    CONSTRAINT reason_direction CHECK (((direction >= '-1'::integer) AND (direction <= 1))),
    CONSTRAINT reason_key CHECK ((("position" >= 1) AND ("position" <= 9))),
    CONSTRAINT reason_verdict CHECK (((verdict)::text = ANY (ARRAY[('like'::character varying)::text, ('dislike'::character varying)::text])))
);

ALTER TABLE public.matching_reason ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_reason_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_region (
    id bigint NOT NULL,
    value character varying(7) NOT NULL,
    request_id uuid NOT NULL,
    n_companies integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    author_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT matching_region_n_companies_check CHECK ((n_companies >= 0)),
    CONSTRAINT region_verdict CHECK (((value)::text = ANY (ARRAY[('like'::character varying)::text, ('dislike'::character varying)::text])))
);

ALTER TABLE public.matching_region ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_region_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_replay (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    progress double precision NOT NULL,
    n_companies integer NOT NULL,
    found jsonb NOT NULL,
    author_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    CONSTRAINT matching_replay_n_companies_check CHECK ((n_companies >= 0)),
    CONSTRAINT replay_progress CHECK (((progress >= (0.0)::double precision) AND (progress <= (1.0)::double precision)))
);

ALTER TABLE public.matching_replay ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_replay_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_reportedrecommendations (
    id bigint NOT NULL,
    company_ids bigint[] NOT NULL,
    looked_at timestamp with time zone NOT NULL,
    campaign_id bigint NOT NULL
);

ALTER TABLE public.matching_reportedrecommendations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_reportedrecommendations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE public.matching_revision
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.matching_seed (
    id bigint NOT NULL,
    domain character varying(253) NOT NULL,
    origin character varying(7) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    campaign_id bigint NOT NULL,
    company_id bigint,
    CONSTRAINT seed_names_something CHECK (((company_id IS NOT NULL) OR (NOT ((domain)::text = ''::text)))),
    CONSTRAINT seed_origin CHECK (((origin)::text = ANY (ARRAY[('domains'::character varying)::text, ('segment'::character varying)::text])))
);

ALTER TABLE public.matching_seed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_seed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_verdict (
    id bigint NOT NULL,
    value character varying(7) NOT NULL,
    request_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    is_current boolean NOT NULL,
    undone_at timestamp with time zone,
    author_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    company_id bigint NOT NULL,
    undone_by_id bigint,
    workspace_id bigint NOT NULL,
    region_id bigint,
    settles boolean DEFAULT false NOT NULL,
    score double precision,
    weight smallint DEFAULT 1 NOT NULL,
    CONSTRAINT matching_verdict_weight_check CHECK ((weight >= 0)),
    CONSTRAINT undone_verdict_is_not_current CHECK (((undone_at IS NULL) OR (NOT is_current))),
    CONSTRAINT verdict_value CHECK (((value)::text = ANY (ARRAY[('like'::character varying)::text, ('dislike'::character varying)::text, ('skip'::character varying)::text]))),
    CONSTRAINT verdict_weight CHECK (((weight = 1) OR ((weight = 2) AND (NOT ((value)::text = 'skip'::text)))))
);

ALTER TABLE public.matching_verdict ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_verdict_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.matching_verdict_reasons (
    id bigint NOT NULL,
    verdict_id bigint NOT NULL,
    reason_id bigint NOT NULL
);

ALTER TABLE public.matching_verdict_reasons ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.matching_verdict_reasons_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);

ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.privacy_erasure (
    id bigint NOT NULL,
    identifiers jsonb,
    n_done smallint NOT NULL,
    n_steps smallint NOT NULL,
    counts jsonb NOT NULL,
    problem character varying(300) NOT NULL,
    finished_at timestamp with time zone,
    person_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT finished_erasure_keeps_nothing CHECK (((finished_at IS NULL) OR (identifiers = 'null'::jsonb))),
    CONSTRAINT privacy_erasure_n_done_check CHECK ((n_done >= 0)),
    CONSTRAINT privacy_erasure_n_steps_check CHECK ((n_steps >= 0))
);

ALTER TABLE public.privacy_erasure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.privacy_erasure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.privacy_privacyrequest (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    state character varying(8) NOT NULL,
    sender character varying(254) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    due_on date NOT NULL,
    reason character varying(300) NOT NULL,
    closed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    closed_by_id bigint,
    reply_id bigint,
    workspace_id bigint NOT NULL,
    CONSTRAINT closed_privacy_request_has_time CHECK ((((closed_at IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (closed_at IS NOT NULL)))),
    CONSTRAINT declined_privacy_request_has_reason CHECK (((NOT ((state)::text = 'declined'::text)) OR (NOT ((reason)::text = ''::text))))
);

ALTER TABLE public.privacy_privacyrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.privacy_privacyrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.privacy_retentionrun (
    id bigint NOT NULL,
    counts jsonb NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.privacy_retentionrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.privacy_retentionrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_encodertrades (
    id bigint NOT NULL,
    phrases character varying(64) NOT NULL,
    sectors jsonb NOT NULL,
    vectors bytea NOT NULL,
    encoder_id bigint NOT NULL
);

ALTER TABLE public.registry_encodertrades ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.registry_encodertrades_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_modelversion (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    version character varying(80) NOT NULL,
    folder character varying(500) NOT NULL,
    checksum character varying(64) NOT NULL,
    report jsonb NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    promoted_at timestamp with time zone,
    promoted_by_id bigint,
    is_desired boolean NOT NULL,
    progress double precision NOT NULL,
    n_waiting integer NOT NULL,
    problem text NOT NULL,
    code_version character varying(40) NOT NULL,
    data_hash character varying(64) NOT NULL,
    origin character varying(10) NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT desired_model_is_an_encoder_not_live CHECK (((NOT is_desired) OR ((NOT is_active) AND ((kind)::text = 'encoder'::text)))),
    CONSTRAINT model_version_kind CHECK (((kind)::text = ANY (ARRAY[('titles'::character varying)::text, ('companies'::character varying)::text, ('replies'::character varying)::text, ('encoder'::character varying)::text]))),
    CONSTRAINT model_version_progress CHECK (((progress >= (0.0)::double precision) AND (progress <= (1.0)::double precision))),
    CONSTRAINT registry_modelversion_n_waiting_check CHECK ((n_waiting >= 0)),
    CONSTRAINT withdrawn_model_is_not_live CHECK (((withdrawn_at IS NULL) OR (NOT is_active)))
);

ALTER TABLE public.registry_modelversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.registry_modelversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_shadow (
    id bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    looked_at timestamp with time zone NOT NULL,
    "position" bigint NOT NULL,
    seconds double precision NOT NULL,
    author_id bigint,
    candidate_id bigint NOT NULL,
    live_id bigint NOT NULL
);

ALTER TABLE public.registry_shadow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.registry_shadow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_shadowdifference (
    id bigint NOT NULL,
    "row" bigint NOT NULL,
    live jsonb NOT NULL,
    new jsonb NOT NULL,
    part_id bigint NOT NULL
);

ALTER TABLE public.registry_shadowdifference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.registry_shadowdifference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_shadowpart (
    id bigint NOT NULL,
    n_read integer NOT NULL,
    n_differ integer NOT NULL,
    turns jsonb NOT NULL,
    shadow_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT registry_shadowpart_n_differ_check CHECK ((n_differ >= 0)),
    CONSTRAINT registry_shadowpart_n_read_check CHECK ((n_read >= 0))
);

ALTER TABLE public.registry_shadowpart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.registry_shadowpart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_training (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    cause character varying(11) NOT NULL,
    step character varying(8) NOT NULL,
    n_tries integer NOT NULL,
    said jsonb NOT NULL,
    progress double precision NOT NULL,
    problem character varying(300) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    author_id bigint,
    base_id bigint NOT NULL,
    candidate_id bigint,
    CONSTRAINT registry_training_n_tries_check CHECK ((n_tries >= 0))
);

ALTER TABLE public.registry_training ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.registry_training_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_trial (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    n_done integer NOT NULL,
    n_total integer NOT NULL,
    figures jsonb NOT NULL,
    gates jsonb NOT NULL,
    problem character varying(300) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    candidate_id bigint NOT NULL,
    live_id bigint NOT NULL,
    n_tries integer NOT NULL,
    CONSTRAINT done_trial_has_end CHECK (((NOT ((state)::text = 'done'::text)) OR (finished_at IS NOT NULL))),
    CONSTRAINT registry_trial_n_done_check CHECK ((n_done >= 0)),
    CONSTRAINT registry_trial_n_total_check CHECK ((n_total >= 0)),
    CONSTRAINT registry_trial_n_tries_check CHECK ((n_tries >= 0))
);

ALTER TABLE public.registry_trial ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.registry_trial_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registry_trialpart (
    id bigint NOT NULL,
    is_live boolean NOT NULL,
    place integer NOT NULL,
    said jsonb NOT NULL,
    trial_id bigint NOT NULL,
    CONSTRAINT registry_trialpart_place_check CHECK ((place >= 0))
);

ALTER TABLE public.registry_trialpart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.registry_trialpart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.replies_proposedcontact (
    id bigint NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    email character varying(254) NOT NULL,
    company_name character varying(300) NOT NULL,
    state character varying(9) NOT NULL,
    is_new boolean NOT NULL,
    decided_at timestamp with time zone,
    contact_id bigint,
    decided_by_id bigint,
    reply_id bigint NOT NULL,
    CONSTRAINT proposed_contact_is_decided_by_somebody CHECK ((((decided_at IS NULL) AND (decided_by_id IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (NOT (decided_at IS NULL)) AND (NOT (decided_by_id IS NULL)))))
);

ALTER TABLE public.replies_proposedcontact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.replies_proposedcontact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.replies_reply (
    id bigint NOT NULL,
    message_id character varying(300) NOT NULL,
    sender character varying(254) NOT NULL,
    subject character varying(500) NOT NULL,
    text text NOT NULL,
    headers jsonb NOT NULL,
    received_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    written text NOT NULL,
    left_out jsonb NOT NULL,
    intent character varying(40) NOT NULL,
    category character varying(12) NOT NULL,
    score double precision,
    source character varying(12) NOT NULL,
    model_version character varying(80) NOT NULL,
    why jsonb NOT NULL,
    action character varying(16) NOT NULL,
    state character varying(10) NOT NULL,
    classified_at timestamp with time zone,
    corrected_at timestamp with time zone,
    contact_id bigint,
    corrected_by_id bigint,
    workspace_id bigint NOT NULL,
    answers_to character varying(300)[] NOT NULL,
    attachments jsonb NOT NULL,
    thread bigint DEFAULT 0 NOT NULL,
    back_on date,
    snoozed_at timestamp with time zone,
    snoozed_by_id bigint,
    snoozed_until timestamp with time zone,
    answers_id bigint,
    CONSTRAINT classified_reply_has_intent CHECK ((((state)::text = 'pending'::text) OR (NOT ((intent)::text = ''::text)))),
    CONSTRAINT reply_score CHECK (((score IS NULL) OR ((score >= (0.0)::double precision) AND (score <= (1.0)::double precision)))),
    CONSTRAINT snoozed_reply_has_day_and_person CHECK ((((snoozed_at IS NULL) AND (snoozed_by_id IS NULL) AND (snoozed_until IS NULL)) OR ((NOT (snoozed_until IS NULL)) AND (NOT (snoozed_at IS NULL)) AND (NOT (snoozed_by_id IS NULL)))))
);

ALTER TABLE public.replies_reply ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.replies_reply_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.replies_replycorrection (
    id bigint NOT NULL,
    intent character varying(40) NOT NULL,
    former_intent character varying(40) NOT NULL,
    former_state character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    author_id bigint NOT NULL,
    reply_id bigint NOT NULL,
    step_id bigint
);

ALTER TABLE public.replies_replycorrection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.replies_replycorrection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.replies_replysettings (
    id bigint NOT NULL,
    stops_company boolean NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.replies_replysettings ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.replies_replysettings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.replies_replystep (
    id bigint NOT NULL,
    intent character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.replies_replystep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.replies_replystep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.replies_sentemail (
    id bigint NOT NULL,
    message_id character varying(300) NOT NULL,
    subject character varying(500) NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    contact_id bigint,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.replies_sentemail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.replies_sentemail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.replies_task (
    id bigint NOT NULL,
    due_on date NOT NULL,
    created_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    contact_id bigint NOT NULL,
    done_by_id bigint,
    owner_id bigint,
    reply_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT open_task_is_done_by_nobody CHECK (((NOT (done_at IS NULL)) OR (done_by_id IS NULL)))
);

ALTER TABLE public.replies_task ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.replies_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.replies_upload (
    id bigint NOT NULL,
    file_names character varying(200)[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    author_id bigint NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.replies_upload ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.replies_upload_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.replies_uploadedmail (
    id bigint NOT NULL,
    place character varying(500) NOT NULL,
    outcome character varying(8) NOT NULL,
    reason character varying(300) NOT NULL,
    reply_id bigint,
    upload_id bigint NOT NULL,
    CONSTRAINT uploaded_mail_has_reply_or_reason CHECK (((((outcome)::text = 'rejected'::text) AND (reply_id IS NULL) AND (NOT ((reason)::text = ''::text))) OR ((NOT ((outcome)::text = 'rejected'::text)) AND (NOT (reply_id IS NULL)))))
);

ALTER TABLE public.replies_uploadedmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.replies_uploadedmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.socialaccount_socialaccount (
    id integer NOT NULL,
    provider character varying(200) NOT NULL,
    uid character varying(191) NOT NULL,
    last_login timestamp with time zone NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    extra_data jsonb NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.socialaccount_socialaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.socialaccount_socialapp (
    id integer NOT NULL,
    provider character varying(30) NOT NULL,
    name character varying(40) NOT NULL,
    client_id character varying(191) NOT NULL,
    secret character varying(191) NOT NULL,
    key character varying(191) NOT NULL,
    provider_id character varying(200) NOT NULL,
    settings jsonb NOT NULL
);

ALTER TABLE public.socialaccount_socialapp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialapp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.socialaccount_socialtoken (
    id integer NOT NULL,
    token text NOT NULL,
    token_secret text NOT NULL,
    expires_at timestamp with time zone,
    account_id integer NOT NULL,
    app_id integer
);

ALTER TABLE public.socialaccount_socialtoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialtoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_confusioncost (
    id bigint NOT NULL,
    truth character varying(7) NOT NULL,
    said character varying(7) NOT NULL,
    cost double precision NOT NULL,
    CONSTRAINT confusion_cost CHECK (((cost >= (0.0)::double precision) AND (cost <= (1000.0)::double precision))),
    CONSTRAINT confusion_cost_labels CHECK ((((truth)::text = ANY (ARRAY[('b2b'::character varying)::text, ('b2c'::character varying)::text, ('both'::character varying)::text, ('public'::character varying)::text, ('unknown'::character varying)::text])) AND ((said)::text = ANY (ARRAY[('b2b'::character varying)::text, ('b2c'::character varying)::text, ('both'::character varying)::text, ('public'::character varying)::text, ('unknown'::character varying)::text]))))
);

ALTER TABLE public.taxonomy_confusioncost ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_confusioncost_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_crosswalkname (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    function_id bigint NOT NULL,
    tool_id bigint NOT NULL,
    CONSTRAINT crosswalk_name_not_empty CHECK ((NOT ((name)::text = ''::text)))
);

ALTER TABLE public.taxonomy_crosswalkname ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_crosswalkname_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_department (
    id bigint NOT NULL,
    slug character varying(50) NOT NULL,
    name character varying(100) NOT NULL,
    "position" smallint NOT NULL,
    retired_at timestamp with time zone,
    merged_into_id bigint,
    CONSTRAINT merged_department_is_retired CHECK (((merged_into_id IS NULL) OR (retired_at IS NOT NULL))),
    CONSTRAINT taxonomy_department_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.taxonomy_department ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_department_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_dictionaryentry (
    id bigint NOT NULL,
    normalised character varying(200) NOT NULL,
    industry_id bigint,
    level_id bigint,
    CONSTRAINT dictionary_entry_not_empty CHECK ((NOT ((normalised)::text = ''::text)))
);

CREATE TABLE public.taxonomy_dictionaryentry_functions (
    id bigint NOT NULL,
    dictionaryentry_id bigint NOT NULL,
    function_id bigint NOT NULL
);

ALTER TABLE public.taxonomy_dictionaryentry_functions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_dictionaryentry_functions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.taxonomy_dictionaryentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_dictionaryentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_drafteffect (
    draft_id bigint NOT NULL,
    edits integer NOT NULL,
    model_version character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    done bigint NOT NULL,
    total bigint NOT NULL,
    problem character varying(200) NOT NULL,
    judged jsonb NOT NULL,
    CONSTRAINT taxonomy_drafteffect_done_check CHECK ((done >= 0)),
    CONSTRAINT taxonomy_drafteffect_edits_check CHECK ((edits >= 0)),
    CONSTRAINT taxonomy_drafteffect_total_check CHECK ((total >= 0))
);

CREATE TABLE public.taxonomy_drafteffectpart (
    id bigint NOT NULL,
    after bigint NOT NULL,
    is_done boolean NOT NULL,
    found jsonb NOT NULL,
    effect_id bigint NOT NULL,
    workspace_id bigint NOT NULL
);

ALTER TABLE public.taxonomy_drafteffectpart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_drafteffectpart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_formerslug (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    slug character varying(60) NOT NULL,
    department_id bigint,
    function_id bigint,
    CONSTRAINT former_slug_has_one_row CHECK ((((department_id IS NULL) AND (function_id IS NOT NULL) AND ((kind)::text = 'function'::text)) OR ((department_id IS NOT NULL) AND (function_id IS NULL) AND ((kind)::text = 'department'::text))))
);

ALTER TABLE public.taxonomy_formerslug ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_formerslug_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_function (
    id bigint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(100) NOT NULL,
    about character varying(300) NOT NULL,
    "position" smallint NOT NULL,
    threshold double precision,
    retired_at timestamp with time zone,
    department_id bigint NOT NULL,
    merged_into_id bigint,
    CONSTRAINT function_threshold CHECK (((threshold IS NULL) OR ((threshold >= (0.0)::double precision) AND (threshold <= (1.0)::double precision)))),
    CONSTRAINT merged_function_is_retired CHECK (((merged_into_id IS NULL) OR (retired_at IS NOT NULL))),
    CONSTRAINT taxonomy_function_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.taxonomy_function ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_function_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_industry (
    id bigint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(100) NOT NULL,
    "position" smallint NOT NULL,
    CONSTRAINT taxonomy_industry_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.taxonomy_industry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_industry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_level (
    id bigint NOT NULL,
    slug character varying(50) NOT NULL,
    name character varying(60) NOT NULL,
    about character varying(300) NOT NULL,
    rank smallint NOT NULL,
    CONSTRAINT taxonomy_level_rank_check CHECK ((rank >= 0))
);

ALTER TABLE public.taxonomy_level ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_level_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_othertool (
    id bigint NOT NULL,
    slug character varying(40) NOT NULL,
    name character varying(60) NOT NULL,
    calls character varying(60) NOT NULL,
    source character varying(300) NOT NULL,
    note character varying(300) NOT NULL,
    "position" smallint NOT NULL,
    CONSTRAINT taxonomy_othertool_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.taxonomy_othertool ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_othertool_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_phraserule (
    id bigint NOT NULL,
    phrase character varying(120) NOT NULL,
    CONSTRAINT phrase_not_empty CHECK ((NOT ((phrase)::text = ''::text)))
);

CREATE TABLE public.taxonomy_phraserule_functions (
    id bigint NOT NULL,
    phraserule_id bigint NOT NULL,
    function_id bigint NOT NULL
);

ALTER TABLE public.taxonomy_phraserule_functions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_phraserule_functions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.taxonomy_phraserule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_phraserule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_representativetitle (
    id bigint NOT NULL,
    title character varying(200) NOT NULL,
    function_id bigint NOT NULL
);

ALTER TABLE public.taxonomy_representativetitle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_representativetitle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_taxonomydraft (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    reason character varying(200) NOT NULL,
    document bytea NOT NULL,
    former bytea,
    edits integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone NOT NULL,
    put_away_at timestamp with time zone,
    author_id bigint NOT NULL,
    base_id bigint NOT NULL,
    published_as_id bigint,
    edited_by_id bigint,
    CONSTRAINT published_draft_is_not_put_away CHECK (((published_as_id IS NULL) OR (put_away_at IS NULL))),
    CONSTRAINT taxonomy_taxonomydraft_edits_check CHECK ((edits >= 0))
);

ALTER TABLE public.taxonomy_taxonomydraft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_taxonomydraft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taxonomy_taxonomyversion (
    id bigint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    reason character varying(200) NOT NULL,
    author_id bigint,
    document bytea,
    n_changes integer NOT NULL,
    sentences jsonb NOT NULL,
    went_back_to_id bigint,
    CONSTRAINT taxonomy_taxonomyversion_n_changes_check CHECK ((n_changes >= 0))
);

ALTER TABLE public.taxonomy_taxonomyversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_taxonomyversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.watching_alert (
    id bigint NOT NULL,
    area character varying(9) NOT NULL,
    signal character varying(120) NOT NULL,
    since timestamp with time zone NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    figure double precision NOT NULL,
    "limit" double precision NOT NULL,
    facts jsonb NOT NULL,
    n_quiet smallint NOT NULL,
    quiet_at timestamp with time zone,
    closed_at timestamp with time zone,
    note character varying(500) NOT NULL,
    seen_at timestamp with time zone,
    is_normal boolean NOT NULL,
    seen_by_id bigint,
    workspace_id bigint,
    CONSTRAINT alert_of_a_workspace_or_the_installation CHECK (((((area)::text = 'operation'::text) AND (workspace_id IS NULL)) OR ((NOT ((area)::text = 'operation'::text)) AND (workspace_id IS NOT NULL)))),
    CONSTRAINT alert_seen_by_somebody CHECK ((((seen_at IS NULL) AND (seen_by_id IS NULL)) OR ((NOT (seen_at IS NULL)) AND (NOT (seen_by_id IS NULL))))),
    CONSTRAINT watching_alert_n_quiet_check CHECK ((n_quiet >= 0))
);

ALTER TABLE public.watching_alert ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.watching_alert_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.watching_dayprofile (
    id bigint NOT NULL,
    day date NOT NULL,
    signal character varying(30) NOT NULL,
    counts jsonb NOT NULL,
    n_rows integer NOT NULL,
    index double precision,
    chance double precision,
    n_effective double precision,
    n_reference integer NOT NULL,
    shifts jsonb NOT NULL,
    is_drift boolean,
    workspace_id bigint NOT NULL,
    CONSTRAINT day_profile_chance CHECK (((chance IS NULL) OR ((chance >= (0.0)::double precision) AND (chance <= (1.0)::double precision)))),
    CONSTRAINT watching_dayprofile_n_reference_check CHECK ((n_reference >= 0)),
    CONSTRAINT watching_dayprofile_n_rows_check CHECK ((n_rows >= 0))
);

ALTER TABLE public.watching_dayprofile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.watching_dayprofile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.watching_delivery (
    id bigint NOT NULL,
    way character varying(7) NOT NULL,
    event character varying(6) NOT NULL,
    state character varying(7) NOT NULL,
    n_tries smallint NOT NULL,
    next_at timestamp with time zone NOT NULL,
    problem character varying(200) NOT NULL,
    sent_at timestamp with time zone,
    alert_id bigint NOT NULL,
    CONSTRAINT watching_delivery_n_tries_check CHECK ((n_tries >= 0))
);

ALTER TABLE public.watching_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.watching_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.watching_failedjob (
    id bigint NOT NULL,
    job character varying(100) NOT NULL,
    arguments jsonb NOT NULL,
    error character varying(200) NOT NULL,
    description character varying(300) NOT NULL,
    code character varying(40) NOT NULL,
    place character varying(200) NOT NULL,
    job_id character varying(64) NOT NULL,
    request_id character varying(64) NOT NULL,
    n integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    rerun_at timestamp with time zone,
    CONSTRAINT watching_failedjob_n_check CHECK ((n >= 0))
);

ALTER TABLE public.watching_failedjob ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.watching_failedjob_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.watching_hourfigure (
    id bigint NOT NULL,
    hour timestamp with time zone NOT NULL,
    "group" character varying(60) NOT NULL,
    n bigint NOT NULL,
    n_errors bigint NOT NULL,
    buckets jsonb NOT NULL,
    CONSTRAINT hour_figure_errors CHECK ((n_errors <= n)),
    CONSTRAINT watching_hourfigure_n_check CHECK ((n >= 0)),
    CONSTRAINT watching_hourfigure_n_errors_check CHECK ((n_errors >= 0))
);

ALTER TABLE public.watching_hourfigure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.watching_hourfigure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.watching_limit (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    value double precision NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by_id bigint NOT NULL
);

ALTER TABLE public.watching_limit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.watching_limit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.watching_modelday (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    day date NOT NULL,
    n_shown integer NOT NULL,
    n_judged integer NOT NULL,
    n_changed integer NOT NULL,
    labels jsonb NOT NULL,
    bins jsonb NOT NULL,
    n_pairs integer NOT NULL,
    n_agreed integer NOT NULL,
    agreement double precision,
    workspace_id bigint NOT NULL,
    CONSTRAINT model_day_changed CHECK ((n_changed <= n_judged)),
    CONSTRAINT model_day_kind CHECK (((kind)::text = ANY (ARRAY[('titles'::character varying)::text, ('companies'::character varying)::text, ('replies'::character varying)::text]))),
    CONSTRAINT watching_modelday_n_agreed_check CHECK ((n_agreed >= 0)),
    CONSTRAINT watching_modelday_n_changed_check CHECK ((n_changed >= 0)),
    CONSTRAINT watching_modelday_n_judged_check CHECK ((n_judged >= 0)),
    CONSTRAINT watching_modelday_n_pairs_check CHECK ((n_pairs >= 0)),
    CONSTRAINT watching_modelday_n_shown_check CHECK ((n_shown >= 0))
);

ALTER TABLE public.watching_modelday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.watching_modelday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.watching_watcheduntil (
    workspace_id bigint NOT NULL,
    day date NOT NULL,
    looked_at timestamp with time zone NOT NULL
);

CREATE TABLE public.webhooks_webhookdelivery (
    id bigint NOT NULL,
    state character varying(7) NOT NULL,
    n_attempts smallint NOT NULL,
    next_at timestamp with time zone NOT NULL,
    tried_until timestamp with time zone NOT NULL,
    claim uuid,
    claimed_until timestamp with time zone,
    attempted_at timestamp with time zone,
    status smallint,
    answer text NOT NULL,
    duration_ms integer,
    problem character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    workspace_id bigint NOT NULL,
    endpoint_id bigint NOT NULL,
    event_id bigint NOT NULL,
    CONSTRAINT webhook_delivery_state CHECK (((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('sent'::character varying)::text, ('failed'::character varying)::text]))),
    CONSTRAINT webhooks_webhookdelivery_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT webhooks_webhookdelivery_n_attempts_check CHECK ((n_attempts >= 0)),
    CONSTRAINT webhooks_webhookdelivery_status_check CHECK ((status >= 0))
);

ALTER TABLE public.webhooks_webhookdelivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webhooks_webhookdelivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhooks_webhookendpoint (
    id bigint NOT NULL,
    url character varying(2048) NOT NULL,
    description character varying(200) NOT NULL,
    event_types character varying(40)[] NOT NULL,
    filters jsonb NOT NULL,
    with_rows boolean NOT NULL,
    is_active boolean NOT NULL,
    secret text NOT NULL,
    previous_secret text NOT NULL,
    previous_secret_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    active_since timestamp with time zone,
    failing_since timestamp with time zone,
    n_failures integer NOT NULL,
    retry_at timestamp with time zone,
    disabled_reason character varying(200) NOT NULL,
    created_by_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    CONSTRAINT webhooks_webhookendpoint_n_failures_check CHECK ((n_failures >= 0))
);

ALTER TABLE public.webhooks_webhookendpoint ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webhooks_webhookendpoint_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhooks_webhookevent (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    type character varying(40) NOT NULL,
    kind character varying(7) NOT NULL,
    sequence bigint,
    data jsonb NOT NULL,
    facts jsonb NOT NULL,
    contact_id bigint,
    created_at timestamp with time zone NOT NULL,
    endpoint_id bigint,
    workspace_id bigint NOT NULL,
    CONSTRAINT webhook_event_kind CHECK (((kind)::text = ANY (ARRAY[('single'::character varying)::text, ('summary'::character varying)::text, ('row'::character varying)::text])))
);

ALTER TABLE public.webhooks_webhookevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webhooks_webhookevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhooks_webhooksequence (
    workspace_id bigint NOT NULL,
    last_number bigint NOT NULL
);

SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);

SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_apikey_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_auditrow_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_idempotentrequest_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_invitation_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_member_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_outgoingemail_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_user_groups_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_user_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_user_user_permissions_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_workspace_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_workspaceexport_id_seq', 1, false);

SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);

SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);

SELECT pg_catalog.setval('public.backups_backuprun_id_seq', 1, false);

SELECT pg_catalog.setval('public.backups_journalchange_id_seq', 1, false);

SELECT pg_catalog.setval('public.backups_journalstate_id_seq', 1, false);

SELECT pg_catalog.setval('public.django_admin_log_id_seq', 1, false);

SELECT pg_catalog.setval('public.duplicates_duplicatepair_id_seq', 1, false);

SELECT pg_catalog.setval('public.duplicates_duplicaterun_id_seq', 1, false);

SELECT pg_catalog.setval('public.imports_importbatch_id_seq', 1, false);

SELECT pg_catalog.setval('public.imports_importcell_id_seq', 1, false);

SELECT pg_catalog.setval('public.imports_importchange_id_seq', 1, false);

SELECT pg_catalog.setval('public.imports_importcompanychange_id_seq', 1, false);

SELECT pg_catalog.setval('public.imports_importmade_id_seq', 1, false);

SELECT pg_catalog.setval('public.imports_importrow_id_seq', 1, false);

SELECT pg_catalog.setval('public.imports_settledcolumns_id_seq', 1, false);

SELECT pg_catalog.setval('public.inbound_inboundform_id_seq', 1, false);

SELECT pg_catalog.setval('public.inbound_inboundlead_id_seq', 1, false);

SELECT pg_catalog.setval('public.inbound_routingrule_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_businessmodelcorrection_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_carriedfunction_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_correction_functions_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_correction_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_correctionstep_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_formerprediction_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_functionchances_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_learnedfunction_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_learnedtitle_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_move_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_shownprediction_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_suggestion_id_seq', 1, false);

SELECT pg_catalog.setval('public.labelling_titlegroup_id_seq', 1, false);

SELECT pg_catalog.setval('public.lead_scores_leadscorechange_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_company_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_companycolumns_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_companylistentry_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_contact_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_contactformeremail_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_contactlist_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_customfield_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_deletedrecord_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_donotcontact_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_erasedkey_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_erasedperson_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_export_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_exportedrange_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_facetchange_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_factreport_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_formerbusinessmodel_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_jobtitle_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_listentry_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_mergedrecord_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_note_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_peoplecolumns_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_recordchange_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_recordsum_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_savedsearch_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_searchmatch_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_searchvisit_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_searchwatcher_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_suppressionline_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_suppressionlist_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_titlelabel_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_titlesum_id_seq', 1, false);

SELECT pg_catalog.setval('public.leads_watchedsearch_id_seq', 1, false);

SELECT pg_catalog.setval('public.mailboxes_mailbox_id_seq', 1, false);

SELECT pg_catalog.setval('public.mailboxes_mailboxfolder_id_seq', 1, false);

SELECT pg_catalog.setval('public.mailboxes_reademail_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_campaign_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_campaigncompany_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_companyreading_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_companyvector_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_descriptionvector_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_dropped_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_lease_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_mapplace_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_reason_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_region_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_replay_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_reportedrecommendations_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_revision', 1, false);

SELECT pg_catalog.setval('public.matching_seed_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_verdict_id_seq', 1, false);

SELECT pg_catalog.setval('public.matching_verdict_reasons_id_seq', 1, false);

SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);

SELECT pg_catalog.setval('public.privacy_erasure_id_seq', 1, false);

SELECT pg_catalog.setval('public.privacy_privacyrequest_id_seq', 1, false);

SELECT pg_catalog.setval('public.privacy_retentionrun_id_seq', 1, false);

SELECT pg_catalog.setval('public.registry_encodertrades_id_seq', 1, false);

SELECT pg_catalog.setval('public.registry_modelversion_id_seq', 1, false);

SELECT pg_catalog.setval('public.registry_shadow_id_seq', 1, false);

SELECT pg_catalog.setval('public.registry_shadowdifference_id_seq', 1, false);

SELECT pg_catalog.setval('public.registry_shadowpart_id_seq', 1, false);

SELECT pg_catalog.setval('public.registry_training_id_seq', 1, false);

SELECT pg_catalog.setval('public.registry_trial_id_seq', 1, false);

SELECT pg_catalog.setval('public.registry_trialpart_id_seq', 1, false);

SELECT pg_catalog.setval('public.replies_proposedcontact_id_seq', 1, false);

SELECT pg_catalog.setval('public.replies_reply_id_seq', 1, false);

SELECT pg_catalog.setval('public.replies_replycorrection_id_seq', 1, false);

SELECT pg_catalog.setval('public.replies_replysettings_id_seq', 1, false);

SELECT pg_catalog.setval('public.replies_replystep_id_seq', 1, false);

SELECT pg_catalog.setval('public.replies_sentemail_id_seq', 1, false);

SELECT pg_catalog.setval('public.replies_task_id_seq', 1, false);

SELECT pg_catalog.setval('public.replies_upload_id_seq', 1, false);

SELECT pg_catalog.setval('public.replies_uploadedmail_id_seq', 1, false);

SELECT pg_catalog.setval('public.socialaccount_socialaccount_id_seq', 1, false);

SELECT pg_catalog.setval('public.socialaccount_socialapp_id_seq', 1, false);

SELECT pg_catalog.setval('public.socialaccount_socialtoken_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_confusioncost_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_crosswalkname_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_department_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_dictionaryentry_functions_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_dictionaryentry_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_drafteffectpart_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_formerslug_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_function_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_industry_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_level_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_othertool_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_phraserule_functions_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_phraserule_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_representativetitle_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_taxonomydraft_id_seq', 1, false);

SELECT pg_catalog.setval('public.taxonomy_taxonomyversion_id_seq', 1, false);

SELECT pg_catalog.setval('public.usersessions_usersession_id_seq', 1, false);

SELECT pg_catalog.setval('public.watching_alert_id_seq', 1, false);

SELECT pg_catalog.setval('public.watching_dayprofile_id_seq', 1, false);

SELECT pg_catalog.setval('public.watching_delivery_id_seq', 1, false);

SELECT pg_catalog.setval('public.watching_failedjob_id_seq', 1, false);

SELECT pg_catalog.setval('public.watching_hourfigure_id_seq', 1, false);

SELECT pg_catalog.setval('public.watching_limit_id_seq', 1, false);

SELECT pg_catalog.setval('public.watching_modelday_id_seq', 1, false);

SELECT pg_catalog.setval('public.webhooks_webhookdelivery_id_seq', 1, false);

SELECT pg_catalog.setval('public.webhooks_webhookendpoint_id_seq', 1, false);

SELECT pg_catalog.setval('public.webhooks_webhookevent_id_seq', 1, false);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_key_hash_key UNIQUE (key_hash);

ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_previous_key_hash_key UNIQUE (previous_key_hash);

ALTER TABLE ONLY public.accounts_auditrow
    ADD CONSTRAINT accounts_auditrow_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_idempotentrequest
    ADD CONSTRAINT accounts_idempotentrequest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.accounts_member
    ADD CONSTRAINT accounts_member_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_outgoingemail
    ADD CONSTRAINT accounts_outgoingemail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_email_key UNIQUE (email);

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_group_id_59c0b32f_uniq UNIQUE (user_id, group_id);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permi_user_id_permission_id_2ab516c2_uniq UNIQUE (user_id, permission_id);

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_workspace
    ADD CONSTRAINT accounts_workspace_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_workspace
    ADD CONSTRAINT accounts_workspace_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.accounts_workspaceexport
    ADD CONSTRAINT accounts_workspaceexport_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.backups_backuprun
    ADD CONSTRAINT backups_backuprun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.backups_journalchange
    ADD CONSTRAINT backups_journalchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.backups_journalstate
    ADD CONSTRAINT backups_journalstate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_campaigncompany
    ADD CONSTRAINT campaign_company_once UNIQUE (campaign_id, company_id);

ALTER TABLE ONLY public.matching_campaign
    ADD CONSTRAINT campaign_name_once UNIQUE (workspace_id, name);

ALTER TABLE ONLY public.leads_company
    ADD CONSTRAINT company_domain_once UNIQUE (workspace_id, domain);

ALTER TABLE ONLY public.leads_company
    ADD CONSTRAINT company_external_id_once UNIQUE (workspace_id, external_id);

ALTER TABLE ONLY public.leads_companylistentry
    ADD CONSTRAINT company_list_entry_once UNIQUE (contact_list_id, company_id);

ALTER TABLE ONLY public.matching_companyvector
    ADD CONSTRAINT company_vector_once UNIQUE (company_id, encoder);

ALTER TABLE ONLY public.taxonomy_confusioncost
    ADD CONSTRAINT confusion_cost_once UNIQUE (truth, said);

ALTER TABLE ONLY public.leads_contact
    ADD CONSTRAINT contact_email_once UNIQUE (workspace_id, email);

ALTER TABLE ONLY public.leads_contact
    ADD CONSTRAINT contact_external_id_once UNIQUE (workspace_id, external_id);

ALTER TABLE ONLY public.leads_contact
    ADD CONSTRAINT contact_linkedin_url_once UNIQUE (workspace_id, linkedin_url);

ALTER TABLE ONLY public.taxonomy_crosswalkname
    ADD CONSTRAINT crosswalk_name_once UNIQUE (tool_id, function_id);

ALTER TABLE ONLY public.leads_customfield
    ADD CONSTRAINT custom_field_code_once UNIQUE (workspace_id, record, code);

ALTER TABLE ONLY public.leads_deletedrecord
    ADD CONSTRAINT deleted_record_once UNIQUE (workspace_id, kind, record_id);

ALTER TABLE ONLY public.matching_descriptionvector
    ADD CONSTRAINT description_theme_once UNIQUE (campaign_id, encoder, theme);

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.taxonomy_drafteffectpart
    ADD CONSTRAINT draft_effect_part_once UNIQUE (effect_id, workspace_id);

ALTER TABLE ONLY public.duplicates_duplicatepair
    ADD CONSTRAINT duplicates_duplicatepair_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.duplicates_duplicaterun
    ADD CONSTRAINT duplicates_duplicaterun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mailboxes_reademail
    ADD CONSTRAINT email_read_once UNIQUE (mailbox_id, digest);

ALTER TABLE ONLY public.leads_erasedkey
    ADD CONSTRAINT erased_key_once UNIQUE (workspace_id, digest);

ALTER TABLE ONLY public.leads_exportedrange
    ADD CONSTRAINT exported_range_once UNIQUE (part, export_id);

ALTER TABLE ONLY public.leads_contactformeremail
    ADD CONSTRAINT former_email_once UNIQUE (contact_id, email);

ALTER TABLE ONLY public.taxonomy_formerslug
    ADD CONSTRAINT former_slug_once UNIQUE (kind, slug);

ALTER TABLE ONLY public.labelling_carriedfunction
    ADD CONSTRAINT function_carried_once UNIQUE (correction_id, named_id, into_id);

ALTER TABLE ONLY public.labelling_functionchances
    ADD CONSTRAINT function_chances_once UNIQUE (workspace_id, function_id);

ALTER TABLE ONLY public.accounts_idempotentrequest
    ADD CONSTRAINT idempotent_request_once UNIQUE (workspace_id, user_id, key);

ALTER TABLE ONLY public.imports_importchange
    ADD CONSTRAINT import_change_once UNIQUE (batch_id, record_id);

ALTER TABLE ONLY public.imports_importcompanychange
    ADD CONSTRAINT import_company_change_once UNIQUE (batch_id, record_id);

ALTER TABLE ONLY public.imports_importmade
    ADD CONSTRAINT import_made_once UNIQUE (batch_id, kind, record_id);

ALTER TABLE ONLY public.imports_importrow
    ADD CONSTRAINT import_row_once UNIQUE (batch_id, number);

ALTER TABLE ONLY public.imports_importbatch
    ADD CONSTRAINT imports_importbatch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imports_importcell
    ADD CONSTRAINT imports_importcell_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imports_importchange
    ADD CONSTRAINT imports_importchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imports_importcompanychange
    ADD CONSTRAINT imports_importcompanychange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imports_importmade
    ADD CONSTRAINT imports_importmade_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imports_importrow
    ADD CONSTRAINT imports_importrow_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imports_settledcolumns
    ADD CONSTRAINT imports_settledcolumns_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbound_inboundform
    ADD CONSTRAINT inbound_form_name_once UNIQUE (workspace_id, name);

ALTER TABLE ONLY public.inbound_inboundform
    ADD CONSTRAINT inbound_inboundform_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbound_inboundform
    ADD CONSTRAINT inbound_inboundform_token_key UNIQUE (token);

ALTER TABLE ONLY public.inbound_inboundlead
    ADD CONSTRAINT inbound_inboundlead_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbound_routingrule
    ADD CONSTRAINT inbound_routingrule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_jobtitle
    ADD CONSTRAINT job_title_once UNIQUE (workspace_id, normalised);

ALTER TABLE ONLY public.labelling_businessmodelcorrection
    ADD CONSTRAINT labelling_businessmodelcorrection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_carriedfunction
    ADD CONSTRAINT labelling_carriedfunction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_chancerun
    ADD CONSTRAINT labelling_chancerun_pkey PRIMARY KEY (workspace_id);

ALTER TABLE ONLY public.labelling_correction_functions
    ADD CONSTRAINT labelling_correction_fun_correction_id_function_i_ed66c9b1_uniq UNIQUE (correction_id, function_id);

ALTER TABLE ONLY public.labelling_correction_functions
    ADD CONSTRAINT labelling_correction_functions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_correction
    ADD CONSTRAINT labelling_correction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_correctionstep
    ADD CONSTRAINT labelling_correctionstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_doubt
    ADD CONSTRAINT labelling_doubt_pkey PRIMARY KEY (job_title_id);

ALTER TABLE ONLY public.labelling_formerprediction
    ADD CONSTRAINT labelling_formerprediction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_functionchances
    ADD CONSTRAINT labelling_functionchances_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_groupedtitle
    ADD CONSTRAINT labelling_groupedtitle_pkey PRIMARY KEY (job_title_id);

ALTER TABLE ONLY public.labelling_learnedfunction
    ADD CONSTRAINT labelling_learnedfunction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_learnedtitle
    ADD CONSTRAINT labelling_learnedtitle_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_move
    ADD CONSTRAINT labelling_move_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_queuerun
    ADD CONSTRAINT labelling_queuerun_pkey PRIMARY KEY (workspace_id);

ALTER TABLE ONLY public.labelling_revision
    ADD CONSTRAINT labelling_revision_pkey PRIMARY KEY (workspace_id);

ALTER TABLE ONLY public.labelling_shownprediction
    ADD CONSTRAINT labelling_shownprediction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_spread
    ADD CONSTRAINT labelling_spread_pkey PRIMARY KEY (workspace_id);

ALTER TABLE ONLY public.labelling_suggestion
    ADD CONSTRAINT labelling_suggestion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_titlegroup
    ADD CONSTRAINT labelling_titlegroup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.labelling_titlelease
    ADD CONSTRAINT labelling_titlelease_pkey PRIMARY KEY (job_title_id);

ALTER TABLE ONLY public.lead_scores_companycampaignscore
    ADD CONSTRAINT lead_scores_companycampaignscore_pkey PRIMARY KEY (company_id);

ALTER TABLE ONLY public.lead_scores_leadscorechange
    ADD CONSTRAINT lead_scores_leadscorechange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.lead_scores_leadscorerules
    ADD CONSTRAINT lead_scores_leadscorerules_pkey PRIMARY KEY (workspace_id);

ALTER TABLE ONLY public.lead_scores_leadscorerun
    ADD CONSTRAINT lead_scores_leadscorerun_pkey PRIMARY KEY (workspace_id);

ALTER TABLE ONLY public.leads_company
    ADD CONSTRAINT leads_company_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_companycolumns
    ADD CONSTRAINT leads_companycolumns_member_id_key UNIQUE (member_id);

ALTER TABLE ONLY public.leads_companycolumns
    ADD CONSTRAINT leads_companycolumns_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_companylistentry
    ADD CONSTRAINT leads_companylistentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_contact
    ADD CONSTRAINT leads_contact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_contactformeremail
    ADD CONSTRAINT leads_contactformeremail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_contactlist
    ADD CONSTRAINT leads_contactlist_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_customfield
    ADD CONSTRAINT leads_customfield_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_deletedrecord
    ADD CONSTRAINT leads_deletedrecord_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_donotcontact
    ADD CONSTRAINT leads_donotcontact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_erasedkey
    ADD CONSTRAINT leads_erasedkey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_erasedperson
    ADD CONSTRAINT leads_erasedperson_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_export
    ADD CONSTRAINT leads_export_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_exportedrange
    ADD CONSTRAINT leads_exportedrange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_facetchange
    ADD CONSTRAINT leads_facetchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_facetstate
    ADD CONSTRAINT leads_facetstate_pkey PRIMARY KEY (workspace_id);

ALTER TABLE ONLY public.leads_factreport
    ADD CONSTRAINT leads_factreport_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_formerbusinessmodel
    ADD CONSTRAINT leads_formerbusinessmodel_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_jobtitle
    ADD CONSTRAINT leads_jobtitle_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_listentry
    ADD CONSTRAINT leads_listentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_mergedrecord
    ADD CONSTRAINT leads_mergedrecord_deletion_id_key UNIQUE (deletion_id);

ALTER TABLE ONLY public.leads_mergedrecord
    ADD CONSTRAINT leads_mergedrecord_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_note
    ADD CONSTRAINT leads_note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_peoplecolumns
    ADD CONSTRAINT leads_peoplecolumns_member_id_key UNIQUE (member_id);

ALTER TABLE ONLY public.leads_peoplecolumns
    ADD CONSTRAINT leads_peoplecolumns_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_recordchange
    ADD CONSTRAINT leads_recordchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_recordsum
    ADD CONSTRAINT leads_recordsum_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_savedsearch
    ADD CONSTRAINT leads_savedsearch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_searchmatch
    ADD CONSTRAINT leads_searchmatch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_searchvisit
    ADD CONSTRAINT leads_searchvisit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_searchwatcher
    ADD CONSTRAINT leads_searchwatcher_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_suppressionline
    ADD CONSTRAINT leads_suppressionline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_suppressionlist
    ADD CONSTRAINT leads_suppressionlist_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_titlelabel
    ADD CONSTRAINT leads_titlelabel_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_titlesum
    ADD CONSTRAINT leads_titlesum_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_watchedsearch
    ADD CONSTRAINT leads_watchedsearch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_watchedsearch
    ADD CONSTRAINT leads_watchedsearch_saved_search_id_key UNIQUE (saved_search_id);

ALTER TABLE ONLY public.labelling_learnedtitle
    ADD CONSTRAINT learned_title_once UNIQUE (learned_id, job_title_id);

ALTER TABLE ONLY public.leads_listentry
    ADD CONSTRAINT list_entry_contact_once UNIQUE (contact_list_id, contact_id);

ALTER TABLE ONLY public.mailboxes_mailboxfolder
    ADD CONSTRAINT mailbox_folder_once UNIQUE (mailbox_id, name);

ALTER TABLE ONLY public.mailboxes_mailbox
    ADD CONSTRAINT mailbox_once UNIQUE (workspace_id, host, username);

ALTER TABLE ONLY public.mailboxes_mailbox
    ADD CONSTRAINT mailboxes_mailbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mailboxes_mailboxfolder
    ADD CONSTRAINT mailboxes_mailboxfolder_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mailboxes_reademail
    ADD CONSTRAINT mailboxes_reademail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_mapplace
    ADD CONSTRAINT map_place_once UNIQUE (company_id, layout);

ALTER TABLE ONLY public.matching_campaign
    ADD CONSTRAINT matching_campaign_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_campaigncompany
    ADD CONSTRAINT matching_campaigncompany_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_companyreading
    ADD CONSTRAINT matching_companyreading_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_companyvector
    ADD CONSTRAINT matching_companyvector_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_descriptionvector
    ADD CONSTRAINT matching_descriptionvector_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_dropped
    ADD CONSTRAINT matching_dropped_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_lease
    ADD CONSTRAINT matching_lease_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_mapplace
    ADD CONSTRAINT matching_mapplace_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_reason
    ADD CONSTRAINT matching_reason_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_region
    ADD CONSTRAINT matching_region_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_replay
    ADD CONSTRAINT matching_replay_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_reportedrecommendations
    ADD CONSTRAINT matching_reportedrecommendations_campaign_id_key UNIQUE (campaign_id);

ALTER TABLE ONLY public.matching_reportedrecommendations
    ADD CONSTRAINT matching_reportedrecommendations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_seed
    ADD CONSTRAINT matching_seed_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_verdict
    ADD CONSTRAINT matching_verdict_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_verdict_reasons
    ADD CONSTRAINT matching_verdict_reasons_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_verdict_reasons
    ADD CONSTRAINT matching_verdict_reasons_verdict_id_reason_id_103b190e_uniq UNIQUE (verdict_id, reason_id);

ALTER TABLE ONLY public.accounts_member
    ADD CONSTRAINT member_once UNIQUE (workspace_id, user_id);

ALTER TABLE ONLY public.leads_mergedrecord
    ADD CONSTRAINT merged_record_once UNIQUE (workspace_id, kind, record_id);

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.watching_failedjob
    ADD CONSTRAINT one_failed_job UNIQUE (job, arguments, error);

ALTER TABLE ONLY public.watching_hourfigure
    ADD CONSTRAINT one_figure_of_an_hour UNIQUE (hour, "group");

ALTER TABLE ONLY public.matching_lease
    ADD CONSTRAINT one_lease_of_a_card UNIQUE (campaign_id, company_id);

ALTER TABLE ONLY public.watching_delivery
    ADD CONSTRAINT one_message_each_way UNIQUE (alert_id, way, event);

ALTER TABLE ONLY public.watching_modelday
    ADD CONSTRAINT one_model_day UNIQUE (workspace_id, kind, day);

ALTER TABLE ONLY public.watching_dayprofile
    ADD CONSTRAINT one_profile_of_a_day UNIQUE (workspace_id, signal, day);

ALTER TABLE ONLY public.labelling_shownprediction
    ADD CONSTRAINT one_row_for_each_answer UNIQUE NULLS NOT DISTINCT (workspace_id, kind, text_hash, answer_hash);

ALTER TABLE ONLY public.accounts_outgoingemail
    ADD CONSTRAINT outgoing_email_one_of_an_invitation UNIQUE (invitation_id);

ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT privacy_erasure_person_id_key UNIQUE (person_id);

ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT privacy_erasure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.privacy_privacyrequest
    ADD CONSTRAINT privacy_privacyrequest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.privacy_privacyrequest
    ADD CONSTRAINT privacy_request_once UNIQUE (reply_id, kind);

ALTER TABLE ONLY public.privacy_retentionrun
    ADD CONSTRAINT privacy_retentionrun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.matching_reason
    ADD CONSTRAINT reason_key_once UNIQUE (campaign_id, verdict, "position");

ALTER TABLE ONLY public.matching_region
    ADD CONSTRAINT region_request_once UNIQUE (campaign_id, request_id);

ALTER TABLE ONLY public.registry_encodertrades
    ADD CONSTRAINT registry_encodertrades_encoder_id_key UNIQUE (encoder_id);

ALTER TABLE ONLY public.registry_encodertrades
    ADD CONSTRAINT registry_encodertrades_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_modelversion
    ADD CONSTRAINT registry_modelversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_modelversion
    ADD CONSTRAINT registry_modelversion_version_key UNIQUE (version);

ALTER TABLE ONLY public.registry_shadow
    ADD CONSTRAINT registry_shadow_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_shadowdifference
    ADD CONSTRAINT registry_shadowdifference_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_shadowpart
    ADD CONSTRAINT registry_shadowpart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_training
    ADD CONSTRAINT registry_training_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_trial
    ADD CONSTRAINT registry_trial_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registry_trialpart
    ADD CONSTRAINT registry_trialpart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.replies_proposedcontact
    ADD CONSTRAINT replies_proposedcontact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.replies_proposedcontact
    ADD CONSTRAINT replies_proposedcontact_reply_id_key UNIQUE (reply_id);

ALTER TABLE ONLY public.replies_reply
    ADD CONSTRAINT replies_reply_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.replies_replycorrection
    ADD CONSTRAINT replies_replycorrection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.replies_replysettings
    ADD CONSTRAINT replies_replysettings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.replies_replysettings
    ADD CONSTRAINT replies_replysettings_workspace_id_key UNIQUE (workspace_id);

ALTER TABLE ONLY public.replies_replystep
    ADD CONSTRAINT replies_replystep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.replies_sentemail
    ADD CONSTRAINT replies_sentemail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.replies_task
    ADD CONSTRAINT replies_task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.replies_task
    ADD CONSTRAINT replies_task_reply_id_key UNIQUE (reply_id);

ALTER TABLE ONLY public.replies_upload
    ADD CONSTRAINT replies_upload_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.replies_uploadedmail
    ADD CONSTRAINT replies_uploadedmail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.replies_reply
    ADD CONSTRAINT reply_once UNIQUE (workspace_id, message_id);

ALTER TABLE ONLY public.taxonomy_representativetitle
    ADD CONSTRAINT representative_title_once UNIQUE (function_id, title);

ALTER TABLE ONLY public.inbound_routingrule
    ADD CONSTRAINT routing_rule_position_once UNIQUE (workspace_id, "position") DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_searchmatch
    ADD CONSTRAINT search_match_company_once UNIQUE (watch_id, company_id);

ALTER TABLE ONLY public.leads_searchmatch
    ADD CONSTRAINT search_match_contact_once UNIQUE (watch_id, contact_id);

ALTER TABLE ONLY public.leads_searchvisit
    ADD CONSTRAINT search_visit_once UNIQUE (saved_search_id, user_id);

ALTER TABLE ONLY public.leads_searchwatcher
    ADD CONSTRAINT search_watcher_once UNIQUE (watch_id, user_id);

ALTER TABLE ONLY public.matching_seed
    ADD CONSTRAINT seed_company_once UNIQUE (campaign_id, company_id);

ALTER TABLE ONLY public.replies_sentemail
    ADD CONSTRAINT sent_email_once UNIQUE (workspace_id, message_id);

ALTER TABLE ONLY public.imports_settledcolumns
    ADD CONSTRAINT settled_columns_once UNIQUE (workspace_id, kind, columns);

ALTER TABLE ONLY public.registry_shadowdifference
    ADD CONSTRAINT shadow_difference_once UNIQUE (part_id, "row");

ALTER TABLE ONLY public.registry_shadowpart
    ADD CONSTRAINT shadow_part_once UNIQUE (shadow_id, workspace_id);

ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_provider_uid_fc810c6e_uniq UNIQUE (provider, uid);

ALTER TABLE ONLY public.socialaccount_socialapp
    ADD CONSTRAINT socialaccount_socialapp_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq UNIQUE (app_id, account_id);

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_suppressionline
    ADD CONSTRAINT suppression_line_once UNIQUE (suppression_list_id, number);

ALTER TABLE ONLY public.taxonomy_confusioncost
    ADD CONSTRAINT taxonomy_confusioncost_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_crosswalkname
    ADD CONSTRAINT taxonomy_crosswalkname_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_department
    ADD CONSTRAINT taxonomy_department_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_department
    ADD CONSTRAINT taxonomy_department_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.taxonomy_dictionaryentry_functions
    ADD CONSTRAINT taxonomy_dictionaryentry_dictionaryentry_id_funct_acdbb3ce_uniq UNIQUE (dictionaryentry_id, function_id);

ALTER TABLE ONLY public.taxonomy_dictionaryentry_functions
    ADD CONSTRAINT taxonomy_dictionaryentry_functions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_dictionaryentry
    ADD CONSTRAINT taxonomy_dictionaryentry_normalised_key UNIQUE (normalised);

ALTER TABLE ONLY public.taxonomy_dictionaryentry
    ADD CONSTRAINT taxonomy_dictionaryentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_drafteffect
    ADD CONSTRAINT taxonomy_drafteffect_pkey PRIMARY KEY (draft_id);

ALTER TABLE ONLY public.taxonomy_drafteffectpart
    ADD CONSTRAINT taxonomy_drafteffectpart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_formerslug
    ADD CONSTRAINT taxonomy_formerslug_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_function
    ADD CONSTRAINT taxonomy_function_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_function
    ADD CONSTRAINT taxonomy_function_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.taxonomy_industry
    ADD CONSTRAINT taxonomy_industry_name_key UNIQUE (name);

ALTER TABLE ONLY public.taxonomy_industry
    ADD CONSTRAINT taxonomy_industry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_industry
    ADD CONSTRAINT taxonomy_industry_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.taxonomy_level
    ADD CONSTRAINT taxonomy_level_name_key UNIQUE (name);

ALTER TABLE ONLY public.taxonomy_level
    ADD CONSTRAINT taxonomy_level_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_level
    ADD CONSTRAINT taxonomy_level_rank_key UNIQUE (rank);

ALTER TABLE ONLY public.taxonomy_level
    ADD CONSTRAINT taxonomy_level_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.taxonomy_othertool
    ADD CONSTRAINT taxonomy_othertool_name_key UNIQUE (name);

ALTER TABLE ONLY public.taxonomy_othertool
    ADD CONSTRAINT taxonomy_othertool_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_othertool
    ADD CONSTRAINT taxonomy_othertool_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.taxonomy_phraserule_functions
    ADD CONSTRAINT taxonomy_phraserule_func_phraserule_id_function_i_50886f9e_uniq UNIQUE (phraserule_id, function_id);

ALTER TABLE ONLY public.taxonomy_phraserule_functions
    ADD CONSTRAINT taxonomy_phraserule_functions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_phraserule
    ADD CONSTRAINT taxonomy_phraserule_phrase_key UNIQUE (phrase);

ALTER TABLE ONLY public.taxonomy_phraserule
    ADD CONSTRAINT taxonomy_phraserule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_representativetitle
    ADD CONSTRAINT taxonomy_representativetitle_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_taxonomydraft
    ADD CONSTRAINT taxonomy_taxonomydraft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taxonomy_taxonomydraft
    ADD CONSTRAINT taxonomy_taxonomydraft_published_as_id_key UNIQUE (published_as_id);

ALTER TABLE ONLY public.taxonomy_taxonomyversion
    ADD CONSTRAINT taxonomy_taxonomyversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leads_titlelabel
    ADD CONSTRAINT title_label_once UNIQUE (job_title_id, function_id);

ALTER TABLE ONLY public.registry_trialpart
    ADD CONSTRAINT trial_part_once UNIQUE (trial_id, is_live, place);

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);

ALTER TABLE ONLY public.matching_verdict
    ADD CONSTRAINT verdict_request_once UNIQUE (campaign_id, request_id);

ALTER TABLE ONLY public.watching_alert
    ADD CONSTRAINT watching_alert_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.watching_dayprofile
    ADD CONSTRAINT watching_dayprofile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.watching_delivery
    ADD CONSTRAINT watching_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.watching_failedjob
    ADD CONSTRAINT watching_failedjob_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.watching_hourfigure
    ADD CONSTRAINT watching_hourfigure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.watching_limit
    ADD CONSTRAINT watching_limit_name_key UNIQUE (name);

ALTER TABLE ONLY public.watching_limit
    ADD CONSTRAINT watching_limit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.watching_modelday
    ADD CONSTRAINT watching_modelday_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.watching_watcheduntil
    ADD CONSTRAINT watching_watcheduntil_pkey PRIMARY KEY (workspace_id);

ALTER TABLE ONLY public.webhooks_webhookdelivery
    ADD CONSTRAINT webhook_delivery_once UNIQUE (event_id, endpoint_id);

ALTER TABLE ONLY public.webhooks_webhookevent
    ADD CONSTRAINT webhook_event_number UNIQUE (workspace_id, sequence);

ALTER TABLE ONLY public.webhooks_webhookdelivery
    ADD CONSTRAINT webhooks_webhookdelivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhooks_webhookendpoint
    ADD CONSTRAINT webhooks_webhookendpoint_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhooks_webhookevent
    ADD CONSTRAINT webhooks_webhookevent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhooks_webhookevent
    ADD CONSTRAINT webhooks_webhookevent_uid_key UNIQUE (uid);

ALTER TABLE ONLY public.webhooks_webhooksequence
    ADD CONSTRAINT webhooks_webhooksequence_pkey PRIMARY KEY (workspace_id);

CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);

CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);

CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);

CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);

CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);

CREATE INDEX accounts_apikey_created_by_id_1b5317c8 ON public.accounts_apikey USING btree (created_by_id);

CREATE INDEX accounts_apikey_issued_by_id_9b8001b6 ON public.accounts_apikey USING btree (issued_by_id);

CREATE INDEX accounts_apikey_key_hash_da55e15b_like ON public.accounts_apikey USING btree (key_hash varchar_pattern_ops);

CREATE INDEX accounts_apikey_previous_key_hash_c7a2fcc9_like ON public.accounts_apikey USING btree (previous_key_hash varchar_pattern_ops);

CREATE INDEX accounts_apikey_workspace_id_29bdbd99 ON public.accounts_apikey USING btree (workspace_id);

CREATE INDEX accounts_auditrow_actor_id_d3a5a080 ON public.accounts_auditrow USING btree (actor_id);

CREATE INDEX accounts_auditrow_api_key_id_57e481ef ON public.accounts_auditrow USING btree (api_key_id);

CREATE INDEX accounts_auditrow_workspace_id_fc86396f ON public.accounts_auditrow USING btree (workspace_id);

CREATE INDEX accounts_idempotentrequest_user_id_d31910b4 ON public.accounts_idempotentrequest USING btree (user_id);

CREATE INDEX accounts_idempotentrequest_workspace_id_5f7d80b0 ON public.accounts_idempotentrequest USING btree (workspace_id);

CREATE INDEX accounts_invitation_invited_by_id_94a21efc ON public.accounts_invitation USING btree (invited_by_id);

CREATE INDEX accounts_invitation_token_hash_3d59d75c_like ON public.accounts_invitation USING btree (token_hash varchar_pattern_ops);

CREATE INDEX accounts_invitation_workspace_id_7dc693ca ON public.accounts_invitation USING btree (workspace_id);

CREATE INDEX accounts_member_user_id_b994c8b6 ON public.accounts_member USING btree (user_id);

CREATE INDEX accounts_member_workspace_id_d53d5763 ON public.accounts_member USING btree (workspace_id);

CREATE INDEX accounts_outgoingemail_invitation_id_0464bb88 ON public.accounts_outgoingemail USING btree (invitation_id);

CREATE INDEX accounts_outgoingemail_user_id_d464c6fc ON public.accounts_outgoingemail USING btree (user_id);

CREATE INDEX accounts_user_email_b2644a56_like ON public.accounts_user USING btree (email varchar_pattern_ops);

CREATE INDEX accounts_user_groups_group_id_bd11a704 ON public.accounts_user_groups USING btree (group_id);

CREATE INDEX accounts_user_groups_user_id_52b62117 ON public.accounts_user_groups USING btree (user_id);

CREATE INDEX accounts_user_user_permissions_permission_id_113bb443 ON public.accounts_user_user_permissions USING btree (permission_id);

CREATE INDEX accounts_user_user_permissions_user_id_e4f0a161 ON public.accounts_user_user_permissions USING btree (user_id);

CREATE INDEX accounts_workspace_deleted_at_9400be70 ON public.accounts_workspace USING btree (deleted_at);

CREATE INDEX accounts_workspace_deleted_by_id_5b12a19e ON public.accounts_workspace USING btree (deleted_by_id);

CREATE INDEX accounts_workspace_slug_bdf7b4c7_like ON public.accounts_workspace USING btree (slug varchar_pattern_ops);

CREATE INDEX accounts_workspaceexport_author_id_24e099aa ON public.accounts_workspaceexport USING btree (author_id);

CREATE INDEX accounts_workspaceexport_workspace_id_322e7a95 ON public.accounts_workspaceexport USING btree (workspace_id);

CREATE INDEX alert_by_workspace ON public.watching_alert USING btree (workspace_id, id DESC);

CREATE INDEX audit_by_action ON public.accounts_auditrow USING btree (workspace_id, action, id DESC);

CREATE INDEX audit_by_id ON public.accounts_auditrow USING btree (workspace_id, id DESC);

CREATE INDEX audit_by_subject ON public.accounts_auditrow USING btree (lower((subject)::text));

CREATE INDEX audit_by_time ON public.accounts_auditrow USING btree (workspace_id, created_at DESC);

CREATE INDEX audit_name_trigrams ON public.accounts_auditrow USING gin (upper((name)::text) public.gin_trgm_ops);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX backup_run_by_time ON public.backups_backuprun USING btree (kind, started_at DESC);

CREATE INDEX company_by_activity ON public.leads_company USING btree (workspace_id, last_activity_at) WHERE (last_activity_at IS NOT NULL);

CREATE INDEX company_by_country ON public.leads_company USING btree (workspace_id, country);

CREATE INDEX company_by_custom ON public.leads_company USING gin (custom) WHERE (NOT (custom = '{}'::jsonb));

CREATE INDEX company_by_industry ON public.leads_company USING btree (workspace_id, industry);

CREATE INDEX company_by_international_domain ON public.leads_company USING btree (workspace_id, public.leads_host_key((domain)::text)) WHERE (NOT public.leads_is_plain((domain)::text));

CREATE INDEX company_by_linkedin_url ON public.leads_company USING btree (workspace_id, linkedin_url) WHERE (NOT (linkedin_url = ''::text));

CREATE INDEX company_by_name_key ON public.leads_company USING btree (workspace_id, name_key);

CREATE INDEX company_by_owner ON public.leads_company USING btree (owner_id) WHERE (owner_id IS NOT NULL);

CREATE INDEX company_by_size ON public.leads_company USING btree (workspace_id, size);

CREATE INDEX company_by_tag ON public.leads_company USING gin (tags) WHERE (NOT (tags = '{}'::text[]));

CREATE INDEX company_by_updated_at ON public.leads_company USING btree (workspace_id, updated_at, id);

CREATE INDEX company_list_entry_by_request ON public.leads_companylistentry USING btree (contact_list_id, request_id);

CREATE INDEX company_name_trigrams ON public.leads_company USING gin (name public.gin_trgm_ops);

CREATE INDEX company_reading_by_revision ON public.matching_companyreading USING btree (workspace_id, encoder, revision);

CREATE UNIQUE INDEX company_reading_once ON public.matching_companyreading USING btree (company_id, encoder) INCLUDE (company_updated_at);

CREATE INDEX company_reading_without_topics ON public.matching_companyreading USING btree (encoder, workspace_id) WHERE (topics IS NULL);

CREATE INDEX company_tagged ON public.leads_company USING btree (workspace_id) WHERE (NOT (tags = '{}'::text[]));

CREATE INDEX company_vector_by_encoder ON public.matching_companyvector USING btree (workspace_id, encoder);

CREATE INDEX company_vector_hnsw ON public.matching_companyvector USING hnsw (((vector)::public.halfvec(384)) public.halfvec_cosine_ops) WITH (m='16', ef_construction='64') WHERE (public.vector_dims(vector) = 384);

CREATE INDEX contact_by_activity ON public.leads_contact USING btree (workspace_id, last_activity_at) WHERE (last_activity_at IS NOT NULL);

CREATE INDEX contact_by_country ON public.leads_contact USING btree (workspace_id, country);

CREATE INDEX contact_by_created_at ON public.leads_contact USING btree (workspace_id, created_at);

CREATE INDEX contact_by_custom ON public.leads_contact USING gin (custom) WHERE (NOT (custom = '{}'::jsonb));

CREATE INDEX contact_by_email_base ON public.leads_contact USING btree (workspace_id, public.leads_email_base((email)::text)) WHERE (strpos((email)::text, '+'::text) > 1);

CREATE INDEX contact_by_email_domain ON public.leads_contact USING btree (workspace_id, split_part((email)::text, '@'::text, 2) text_pattern_ops);

CREATE INDEX contact_by_international_email ON public.leads_contact USING btree (workspace_id, public.leads_email_key((email)::text)) WHERE (NOT public.leads_is_plain((email)::text));

CREATE INDEX contact_by_linkedin_key ON public.leads_contact USING btree (workspace_id, public.leads_linkedin_key((linkedin_url)::text)) WHERE (public.leads_linkedin_key((linkedin_url)::text) <> (linkedin_url)::text);

CREATE INDEX contact_by_name ON public.leads_contact USING btree (workspace_id, lower((last_name)::text), lower((first_name)::text), id);

CREATE INDEX contact_by_owner ON public.leads_contact USING btree (owner_id) WHERE (owner_id IS NOT NULL);

CREATE INDEX contact_by_phone_digits ON public.leads_contact USING btree (workspace_id, reverse(regexp_replace((phone)::text, '[^0-9]'::text, ''::text, 'g'::text)) text_pattern_ops) WHERE ((phone)::text <> ''::text);

CREATE INDEX contact_by_tag ON public.leads_contact USING gin (tags) WHERE (NOT (tags = '{}'::text[]));

CREATE INDEX contact_by_title ON public.leads_contact USING btree (job_title_id, workspace_id);

CREATE INDEX contact_by_updated_at ON public.leads_contact USING btree (workspace_id, updated_at, id);

CREATE UNIQUE INDEX contact_list_name_once ON public.leads_contactlist USING btree (workspace_id, name) WHERE (deleted_at IS NULL);

CREATE INDEX contact_tagged ON public.leads_contact USING btree (workspace_id) WHERE (NOT (tags = '{}'::text[]));

CREATE INDEX correction_by_revision ON public.labelling_correction USING btree (workspace_id, revision);

CREATE UNIQUE INDEX custom_field_label_once ON public.leads_customfield USING btree (workspace_id, record, label) WHERE (deleted_at IS NULL);

CREATE INDEX day_profile_by_day ON public.watching_dayprofile USING btree (workspace_id, day);

CREATE INDEX deleted_record_by_step ON public.leads_deletedrecord USING btree (workspace_id, step) WHERE (step IS NOT NULL);

CREATE INDEX deleted_record_by_time ON public.leads_deletedrecord USING btree (workspace_id, deleted_at);

CREATE INDEX delivery_waiting ON public.watching_delivery USING btree (next_at) WHERE ((state)::text = 'waiting'::text);

CREATE UNIQUE INDEX department_name_once ON public.taxonomy_department USING btree (name) WHERE (retired_at IS NULL);

CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);

CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX do_not_contact_by_key ON public.leads_donotcontact USING btree (workspace_id, kind, key) WHERE (lifted_at IS NULL);

CREATE INDEX do_not_contact_by_origin ON public.leads_donotcontact USING btree (workspace_id, origin);

CREATE INDEX do_not_contact_by_time ON public.leads_donotcontact USING btree (workspace_id, created_at DESC);

CREATE INDEX do_not_contact_lookup ON public.leads_donotcontact USING btree ((
CASE
    WHEN (lifted_at IS NULL) THEN (((((workspace_id)::text || ':'::text) || (kind)::text) || ':'::text) || (key)::text)
    ELSE NULL::text
END) COLLATE "C");

CREATE UNIQUE INDEX do_not_contact_once ON public.leads_donotcontact USING btree (workspace_id, value, origin) WHERE (lifted_at IS NULL);

CREATE INDEX doubt_by_kind ON public.labelling_doubt USING btree (workspace_id, kind);

CREATE UNIQUE INDEX dropped_company_once ON public.matching_dropped USING btree (campaign_id, company_id) WHERE (undone_at IS NULL);

CREATE INDEX duplicate_pair_by_score ON public.duplicates_duplicatepair USING btree (workspace_id, kind, score DESC, id) WHERE (dismissed_at IS NULL);

CREATE UNIQUE INDEX duplicate_pair_of_companies_once ON public.duplicates_duplicatepair USING btree (LEAST(company_a_id, company_b_id), GREATEST(company_a_id, company_b_id)) WHERE ((kind)::text = 'company'::text);

CREATE UNIQUE INDEX duplicate_pair_of_people_once ON public.duplicates_duplicatepair USING btree (LEAST(contact_a_id, contact_b_id), GREATEST(contact_a_id, contact_b_id)) WHERE ((kind)::text = 'contact'::text);

CREATE INDEX duplicate_run_latest ON public.duplicates_duplicaterun USING btree (workspace_id, kind, id DESC);

CREATE INDEX duplicates_duplicatepair_company_a_id_26685575 ON public.duplicates_duplicatepair USING btree (company_a_id);

CREATE INDEX duplicates_duplicatepair_company_b_id_2a5ff352 ON public.duplicates_duplicatepair USING btree (company_b_id);

CREATE INDEX duplicates_duplicatepair_contact_a_id_f19662e6 ON public.duplicates_duplicatepair USING btree (contact_a_id);

CREATE INDEX duplicates_duplicatepair_contact_b_id_254fb61b ON public.duplicates_duplicatepair USING btree (contact_b_id);

CREATE INDEX duplicates_duplicatepair_dismissed_by_id_148ce6bb ON public.duplicates_duplicatepair USING btree (dismissed_by_id);

CREATE INDEX duplicates_duplicatepair_workspace_id_09ebe55f ON public.duplicates_duplicatepair USING btree (workspace_id);

CREATE INDEX duplicates_duplicaterun_author_id_c050847e ON public.duplicates_duplicaterun USING btree (author_id);

CREATE INDEX duplicates_duplicaterun_workspace_id_576de8c7 ON public.duplicates_duplicaterun USING btree (workspace_id);

CREATE INDEX email_read_by_outcome ON public.mailboxes_reademail USING btree (mailbox_id, outcome);

CREATE INDEX export_by_time ON public.leads_export USING btree (workspace_id, created_at DESC);

CREATE INDEX facet_change_by_transaction ON public.leads_facetchange USING btree (workspace_id, transaction);

CREATE UNIQUE INDEX fact_report_once_for_company ON public.leads_factreport USING btree (company_id, field, author_id) WHERE ((company_id IS NOT NULL) AND (resolved_at IS NULL));

CREATE UNIQUE INDEX fact_report_once_for_contact ON public.leads_factreport USING btree (contact_id, field, author_id) WHERE ((contact_id IS NOT NULL) AND (resolved_at IS NULL));

CREATE INDEX fact_report_open ON public.leads_factreport USING btree (workspace_id) WHERE (resolved_at IS NULL);

CREATE INDEX failed_job_by_time ON public.watching_failedjob USING btree (last_at DESC);

CREATE INDEX former_by_model ON public.labelling_formerprediction USING btree (workspace_id, model_version, id DESC);

CREATE INDEX former_by_title ON public.labelling_formerprediction USING btree (job_title_id, ended_at);

CREATE INDEX former_email_by_email ON public.leads_contactformeremail USING btree (workspace_id, email);

CREATE INDEX former_model_by_age ON public.leads_formerbusinessmodel USING btree (workspace_id, id DESC);

CREATE INDEX former_model_by_company ON public.leads_formerbusinessmodel USING btree (company_id, ended_at);

CREATE INDEX former_model_by_version ON public.leads_formerbusinessmodel USING btree (workspace_id, version, id DESC);

CREATE UNIQUE INDEX function_name_once ON public.taxonomy_function USING btree (department_id, name) WHERE (retired_at IS NULL);

CREATE INDEX idempotent_request_age ON public.accounts_idempotentrequest USING btree (workspace_id, created_at);

CREATE INDEX import_batch_at_work ON public.imports_importbatch USING btree (workspace_id) WHERE ((status)::text = ANY (ARRAY[('checking'::character varying)::text, ('queued'::character varying)::text, ('running'::character varying)::text, ('undoing'::character varying)::text]));

CREATE INDEX import_batch_by_time ON public.imports_importbatch USING btree (workspace_id, created_at DESC);

CREATE INDEX import_cell_by_line ON public.imports_importcell USING btree (batch_id, number);

CREATE INDEX import_change_to_undo ON public.imports_importchange USING btree (batch_id, number DESC) WHERE (undone_at IS NULL);

CREATE INDEX import_row_rejected ON public.imports_importrow USING btree (batch_id, number) WHERE ((outcome)::text = 'rejected'::text);

CREATE INDEX imports_importbatch_author_id_1fde8300 ON public.imports_importbatch USING btree (author_id);

CREATE INDEX imports_importbatch_contact_list_id_86a844f3 ON public.imports_importbatch USING btree (contact_list_id);

CREATE INDEX imports_importbatch_workspace_id_459a80f6 ON public.imports_importbatch USING btree (workspace_id);

CREATE INDEX imports_importcell_batch_id_144535aa ON public.imports_importcell USING btree (batch_id);

CREATE INDEX imports_settledcolumns_author_id_b0697a47 ON public.imports_settledcolumns USING btree (author_id);

CREATE INDEX imports_settledcolumns_workspace_id_783132d1 ON public.imports_settledcolumns USING btree (workspace_id);

CREATE INDEX inbound_inboundform_author_id_020e43a0 ON public.inbound_inboundform USING btree (author_id);

CREATE INDEX inbound_inboundform_token_b9b26dc3_like ON public.inbound_inboundform USING btree (token varchar_pattern_ops);

CREATE INDEX inbound_inboundform_workspace_id_bb803120 ON public.inbound_inboundform USING btree (workspace_id);

CREATE INDEX inbound_inboundlead_contact_id_77f60506 ON public.inbound_inboundlead USING btree (contact_id);

CREATE INDEX inbound_inboundlead_form_id_bb2138e0 ON public.inbound_inboundlead USING btree (form_id);

CREATE INDEX inbound_inboundlead_owner_id_bd23dc8e ON public.inbound_inboundlead USING btree (owner_id);

CREATE INDEX inbound_inboundlead_rule_id_d9781afa ON public.inbound_inboundlead USING btree (rule_id);

CREATE INDEX inbound_inboundlead_workspace_id_b2fec7b3 ON public.inbound_inboundlead USING btree (workspace_id);

CREATE INDEX inbound_lead_by_time ON public.inbound_inboundlead USING btree (workspace_id, created_at);

CREATE INDEX inbound_lead_latest ON public.inbound_inboundlead USING btree (workspace_id, id DESC);

CREATE INDEX inbound_routingrule_author_id_d20c4f05 ON public.inbound_routingrule USING btree (author_id);

CREATE INDEX inbound_routingrule_owner_id_f51fbe9a ON public.inbound_routingrule USING btree (owner_id);

CREATE INDEX inbound_routingrule_workspace_id_93a79996 ON public.inbound_routingrule USING btree (workspace_id);

CREATE UNIQUE INDEX invitation_open_once ON public.accounts_invitation USING btree (workspace_id, email) WHERE ((accepted_at IS NULL) AND (withdrawn_at IS NULL));

CREATE INDEX job_title_by_contacts ON public.leads_jobtitle USING btree (workspace_id, n_contacts DESC);

CREATE INDEX job_title_by_signature ON public.leads_jobtitle USING btree (workspace_id, signature);

CREATE INDEX job_title_by_surest ON public.leads_jobtitle USING btree (workspace_id, surest, n_contacts DESC, id) WHERE ((surest > (0.0)::double precision) AND (surest < (1.0)::double precision) AND (NOT ((source)::text = 'correction'::text)));

CREATE INDEX job_title_unnoted ON public.leads_jobtitle USING btree (id) WHERE ((level_id IS NOT NULL) AND (surest < (0.0)::double precision));

CREATE INDEX job_title_unsigned ON public.leads_jobtitle USING btree (id) WHERE ((signature)::text = ''::text);

CREATE INDEX job_title_waiting ON public.leads_jobtitle USING btree (workspace_id, id) WHERE (classified_at IS NULL);

CREATE INDEX labelling_businessmodelcorrection_author_id_36bbcd42 ON public.labelling_businessmodelcorrection USING btree (author_id);

CREATE INDEX labelling_businessmodelcorrection_company_id_e12f188b ON public.labelling_businessmodelcorrection USING btree (company_id);

CREATE INDEX labelling_businessmodelcorrection_undone_by_id_ea32d88e ON public.labelling_businessmodelcorrection USING btree (undone_by_id);

CREATE INDEX labelling_businessmodelcorrection_workspace_id_aebf6234 ON public.labelling_businessmodelcorrection USING btree (workspace_id);

CREATE INDEX labelling_carriedfunction_correction_id_0024aeac ON public.labelling_carriedfunction USING btree (correction_id);

CREATE INDEX labelling_carriedfunction_into_id_906d1717 ON public.labelling_carriedfunction USING btree (into_id);

CREATE INDEX labelling_carriedfunction_named_id_e3787e83 ON public.labelling_carriedfunction USING btree (named_id);

CREATE INDEX labelling_correction_approved_by_id_6913b0f3 ON public.labelling_correction USING btree (approved_by_id);

CREATE INDEX labelling_correction_author_id_0323aad1 ON public.labelling_correction USING btree (author_id);

CREATE INDEX labelling_correction_functions_correction_id_f8b5b594 ON public.labelling_correction_functions USING btree (correction_id);

CREATE INDEX labelling_correction_functions_function_id_a615f0a6 ON public.labelling_correction_functions USING btree (function_id);

CREATE INDEX labelling_correction_industry_id_b327dd55 ON public.labelling_correction USING btree (industry_id);

CREATE INDEX labelling_correction_job_title_id_2f7b2356 ON public.labelling_correction USING btree (job_title_id);

CREATE INDEX labelling_correction_level_id_d219682c ON public.labelling_correction USING btree (level_id);

CREATE INDEX labelling_correction_step_id_75d795db ON public.labelling_correction USING btree (step_id);

CREATE INDEX labelling_correction_undone_by_id_378a6666 ON public.labelling_correction USING btree (undone_by_id);

CREATE INDEX labelling_correction_workspace_id_ec8baafb ON public.labelling_correction USING btree (workspace_id);

CREATE INDEX labelling_correctionstep_author_id_37de456c ON public.labelling_correctionstep USING btree (author_id);

CREATE INDEX labelling_correctionstep_undone_by_id_82e216a7 ON public.labelling_correctionstep USING btree (undone_by_id);

CREATE INDEX labelling_correctionstep_workspace_id_652cfdab ON public.labelling_correctionstep USING btree (workspace_id);

CREATE INDEX labelling_doubt_beside_id_f25b9e9d ON public.labelling_doubt USING btree (beside_id);

CREATE INDEX labelling_doubt_workspace_id_85ddb7fe ON public.labelling_doubt USING btree (workspace_id);

CREATE INDEX labelling_formerprediction_job_title_id_f0a4b4c2 ON public.labelling_formerprediction USING btree (job_title_id);

CREATE INDEX labelling_formerprediction_workspace_id_068abb90 ON public.labelling_formerprediction USING btree (workspace_id);

CREATE INDEX labelling_functionchances_function_id_a5f799c4 ON public.labelling_functionchances USING btree (function_id);

CREATE INDEX labelling_functionchances_workspace_id_946e52a2 ON public.labelling_functionchances USING btree (workspace_id);

CREATE INDEX labelling_groupedtitle_group_id_87259c5b ON public.labelling_groupedtitle USING btree (group_id);

CREATE INDEX labelling_learnedfunction_author_id_2e11d3f0 ON public.labelling_learnedfunction USING btree (author_id);

CREATE INDEX labelling_learnedfunction_former_id_473404b3 ON public.labelling_learnedfunction USING btree (former_id);

CREATE INDEX labelling_learnedfunction_function_id_ad57dfe0 ON public.labelling_learnedfunction USING btree (function_id);

CREATE INDEX labelling_learnedfunction_workspace_id_adb6935a ON public.labelling_learnedfunction USING btree (workspace_id);

CREATE INDEX labelling_learnedtitle_job_title_id_a0e9631c ON public.labelling_learnedtitle USING btree (job_title_id);

CREATE INDEX labelling_learnedtitle_learned_id_0c9aefe9 ON public.labelling_learnedtitle USING btree (learned_id);

CREATE INDEX labelling_move_correction_id_a70d1358 ON public.labelling_move USING btree (correction_id);

CREATE INDEX labelling_move_job_title_id_c04d37f0 ON public.labelling_move USING btree (job_title_id);

CREATE INDEX labelling_shownprediction_workspace_id_d1f7fa09 ON public.labelling_shownprediction USING btree (workspace_id);

CREATE INDEX labelling_suggestion_author_id_cd03fb06 ON public.labelling_suggestion USING btree (author_id);

CREATE INDEX labelling_suggestion_business_model_correction_id_205a4a0e ON public.labelling_suggestion USING btree (business_model_correction_id);

CREATE INDEX labelling_suggestion_company_id_98fef831 ON public.labelling_suggestion USING btree (company_id);

CREATE INDEX labelling_suggestion_correction_id_49f51244 ON public.labelling_suggestion USING btree (correction_id);

CREATE INDEX labelling_suggestion_job_title_id_d7b4a5dd ON public.labelling_suggestion USING btree (job_title_id);

CREATE INDEX labelling_suggestion_reviewer_id_e64950e8 ON public.labelling_suggestion USING btree (reviewer_id);

CREATE INDEX labelling_suggestion_workspace_id_3517a23f ON public.labelling_suggestion USING btree (workspace_id);

CREATE INDEX labelling_titlegroup_workspace_id_2fa56a92 ON public.labelling_titlegroup USING btree (workspace_id);

CREATE INDEX labelling_titlelease_holder_id_4cc40655 ON public.labelling_titlelease USING btree (holder_id);

CREATE INDEX labelling_titlelease_workspace_id_773f3981 ON public.labelling_titlelease USING btree (workspace_id);

CREATE INDEX lead_scores_companycampaignscore_campaign_id_78a25a37 ON public.lead_scores_companycampaignscore USING btree (campaign_id);

CREATE INDEX lead_scores_companycampaignscore_workspace_id_b0e1d179 ON public.lead_scores_companycampaignscore USING btree (workspace_id);

CREATE INDEX lead_scores_leadscorechange_workspace_id_78d62cf4 ON public.lead_scores_leadscorechange USING btree (workspace_id);

CREATE INDEX lead_scores_leadscorerules_author_id_1b46d624 ON public.lead_scores_leadscorerules USING btree (author_id);

CREATE INDEX leads_company_workspace_id_344e2d36 ON public.leads_company USING btree (workspace_id);

CREATE INDEX leads_companylistentry_added_by_id_bb35be00 ON public.leads_companylistentry USING btree (added_by_id);

CREATE INDEX leads_companylistentry_company_id_ac521b73 ON public.leads_companylistentry USING btree (company_id);

CREATE INDEX leads_companylistentry_contact_list_id_5bffe3e0 ON public.leads_companylistentry USING btree (contact_list_id);

CREATE INDEX leads_contact_company_id_419f6892 ON public.leads_contact USING btree (company_id);

CREATE INDEX leads_contactlist_author_id_9a7b7440 ON public.leads_contactlist USING btree (author_id);

CREATE INDEX leads_contactlist_workspace_id_4f6f7585 ON public.leads_contactlist USING btree (workspace_id);

CREATE INDEX leads_customfield_author_id_820856b1 ON public.leads_customfield USING btree (author_id);

CREATE INDEX leads_customfield_workspace_id_9988f7e6 ON public.leads_customfield USING btree (workspace_id);

CREATE INDEX leads_deletedrecord_deleted_by_id_cb27cd54 ON public.leads_deletedrecord USING btree (deleted_by_id);

CREATE INDEX leads_deletedrecord_workspace_id_b0b0aadb ON public.leads_deletedrecord USING btree (workspace_id);

CREATE INDEX leads_donotcontact_author_id_00e45c72 ON public.leads_donotcontact USING btree (author_id);

CREATE INDEX leads_donotcontact_lifted_by_id_dd930ed7 ON public.leads_donotcontact USING btree (lifted_by_id);

CREATE INDEX leads_donotcontact_suppression_list_id_80e17f67 ON public.leads_donotcontact USING btree (suppression_list_id);

CREATE INDEX leads_donotcontact_workspace_id_8c2b2afc ON public.leads_donotcontact USING btree (workspace_id);

CREATE INDEX leads_erasedkey_person_id_54415f32 ON public.leads_erasedkey USING btree (person_id);

CREATE INDEX leads_erasedperson_erased_by_id_8d9efe01 ON public.leads_erasedperson USING btree (erased_by_id);

CREATE INDEX leads_erasedperson_lifted_by_id_bd024223 ON public.leads_erasedperson USING btree (lifted_by_id);

CREATE INDEX leads_erasedperson_workspace_id_ded179ec ON public.leads_erasedperson USING btree (workspace_id);

CREATE INDEX leads_export_author_id_0a76db42 ON public.leads_export USING btree (author_id);

CREATE INDEX leads_export_contact_list_id_1333beec ON public.leads_export USING btree (contact_list_id);

CREATE INDEX leads_export_workspace_id_6eab482f ON public.leads_export USING btree (workspace_id);

CREATE INDEX leads_exportedrange_export_id_1ea35c78 ON public.leads_exportedrange USING btree (export_id);

CREATE INDEX leads_facetchange_workspace_id_815dc934 ON public.leads_facetchange USING btree (workspace_id);

CREATE INDEX leads_factreport_author_id_dc06c7d8 ON public.leads_factreport USING btree (author_id);

CREATE INDEX leads_factreport_company_id_d123f67c ON public.leads_factreport USING btree (company_id);

CREATE INDEX leads_factreport_contact_id_e49da1e5 ON public.leads_factreport USING btree (contact_id);

CREATE INDEX leads_factreport_resolved_by_id_85d67d71 ON public.leads_factreport USING btree (resolved_by_id);

CREATE INDEX leads_listentry_added_by_id_faac10b4 ON public.leads_listentry USING btree (added_by_id);

CREATE INDEX leads_listentry_company_id_1c7216a2 ON public.leads_listentry USING btree (company_id);

CREATE INDEX leads_listentry_contact_id_3663aa97 ON public.leads_listentry USING btree (contact_id);

CREATE INDEX leads_listentry_contact_list_id_55618863 ON public.leads_listentry USING btree (contact_list_id);

CREATE INDEX leads_mergedrecord_kept_company_id_b81b6a81 ON public.leads_mergedrecord USING btree (kept_company_id);

CREATE INDEX leads_mergedrecord_kept_contact_id_359eb8c3 ON public.leads_mergedrecord USING btree (kept_contact_id);

CREATE INDEX leads_mergedrecord_merged_by_id_345eb93b ON public.leads_mergedrecord USING btree (merged_by_id);

CREATE INDEX leads_mergedrecord_workspace_id_d8728a77 ON public.leads_mergedrecord USING btree (workspace_id);

CREATE INDEX leads_note_author_id_0e419add ON public.leads_note USING btree (author_id);

CREATE INDEX leads_recordchange_author_id_f0571b71 ON public.leads_recordchange USING btree (author_id);

CREATE INDEX leads_recordchange_undone_by_id_a03dd4c8 ON public.leads_recordchange USING btree (undone_by_id);

CREATE INDEX leads_recordsum_workspace_id_614d28dc ON public.leads_recordsum USING btree (workspace_id);

CREATE INDEX leads_savedsearch_author_id_3f73140a ON public.leads_savedsearch USING btree (author_id);

CREATE INDEX leads_savedsearch_workspace_id_9ea1deda ON public.leads_savedsearch USING btree (workspace_id);

CREATE INDEX leads_searchmatch_company_id_e3b72d1b ON public.leads_searchmatch USING btree (company_id);

CREATE INDEX leads_searchmatch_contact_id_9033a0e4 ON public.leads_searchmatch USING btree (contact_id);

CREATE INDEX leads_searchmatch_watch_id_ba2601ac ON public.leads_searchmatch USING btree (watch_id);

CREATE INDEX leads_searchvisit_saved_search_id_c73a7f85 ON public.leads_searchvisit USING btree (saved_search_id);

CREATE INDEX leads_searchvisit_user_id_b9d4853e ON public.leads_searchvisit USING btree (user_id);

CREATE INDEX leads_searchwatcher_user_id_5fb77567 ON public.leads_searchwatcher USING btree (user_id);

CREATE INDEX leads_searchwatcher_watch_id_a6ea3503 ON public.leads_searchwatcher USING btree (watch_id);

CREATE INDEX leads_suppressionlist_author_id_6cd9f8ed ON public.leads_suppressionlist USING btree (author_id);

CREATE INDEX leads_suppressionlist_undone_by_id_54319281 ON public.leads_suppressionlist USING btree (undone_by_id);

CREATE INDEX leads_suppressionlist_workspace_id_5c937d14 ON public.leads_suppressionlist USING btree (workspace_id);

CREATE INDEX leads_titlelabel_function_id_29fd13ef ON public.leads_titlelabel USING btree (function_id);

CREATE INDEX leads_titlelabel_job_title_id_0b63e44f ON public.leads_titlelabel USING btree (job_title_id);

CREATE INDEX leads_titlesum_workspace_id_e862d062 ON public.leads_titlesum USING btree (workspace_id);

CREATE INDEX leads_watchedsearch_workspace_id_c41e1df9 ON public.leads_watchedsearch USING btree (workspace_id);

CREATE INDEX list_entry_by_request ON public.leads_listentry USING btree (contact_list_id, request_id);

CREATE INDEX mailboxes_mailbox_author_id_fad39927 ON public.mailboxes_mailbox USING btree (author_id);

CREATE INDEX mailboxes_mailbox_next_check_at_eabe03b4 ON public.mailboxes_mailbox USING btree (next_check_at);

CREATE INDEX mailboxes_mailbox_workspace_id_895a3108 ON public.mailboxes_mailbox USING btree (workspace_id);

CREATE INDEX mailboxes_mailboxfolder_mailbox_id_f4431982 ON public.mailboxes_mailboxfolder USING btree (mailbox_id);

CREATE INDEX mailboxes_reademail_mailbox_id_a9a2d85a ON public.mailboxes_reademail USING btree (mailbox_id);

CREATE INDEX mailboxes_reademail_reply_id_17f1749e ON public.mailboxes_reademail USING btree (reply_id);

CREATE INDEX map_place_by_layout ON public.matching_mapplace USING btree (workspace_id, layout, company_id);

CREATE INDEX matching_campaign_author_id_3e3a70e2 ON public.matching_campaign USING btree (author_id);

CREATE INDEX matching_campaign_workspace_id_037c1444 ON public.matching_campaign USING btree (workspace_id);

CREATE INDEX matching_campaigncompany_campaign_id_d49806b8 ON public.matching_campaigncompany USING btree (campaign_id);

CREATE INDEX matching_campaigncompany_company_id_0182343c ON public.matching_campaigncompany USING btree (company_id);

CREATE INDEX matching_companyreading_company_id_dc1cff34 ON public.matching_companyreading USING btree (company_id);

CREATE INDEX matching_companyreading_workspace_id_6e5bf7b4 ON public.matching_companyreading USING btree (workspace_id);

CREATE INDEX matching_companyvector_company_id_e72353aa ON public.matching_companyvector USING btree (company_id);

CREATE INDEX matching_companyvector_workspace_id_e2eb4929 ON public.matching_companyvector USING btree (workspace_id);

CREATE INDEX matching_descriptionvector_campaign_id_cd096125 ON public.matching_descriptionvector USING btree (campaign_id);

CREATE INDEX matching_dropped_author_id_2fa9c1dc ON public.matching_dropped USING btree (author_id);

CREATE INDEX matching_dropped_campaign_id_ca14f9b1 ON public.matching_dropped USING btree (campaign_id);

CREATE INDEX matching_dropped_company_id_1056205c ON public.matching_dropped USING btree (company_id);

CREATE INDEX matching_dropped_undone_by_id_55ab940d ON public.matching_dropped USING btree (undone_by_id);

CREATE INDEX matching_lease_campaign_id_1c81de26 ON public.matching_lease USING btree (campaign_id);

CREATE INDEX matching_lease_company_id_0cc6769f ON public.matching_lease USING btree (company_id);

CREATE INDEX matching_lease_holder_id_eea21a23 ON public.matching_lease USING btree (holder_id);

CREATE INDEX matching_mapplace_company_id_b4c9f06a ON public.matching_mapplace USING btree (company_id);

CREATE INDEX matching_mapplace_workspace_id_a02e7528 ON public.matching_mapplace USING btree (workspace_id);

CREATE INDEX matching_reason_campaign_id_ee2d72bb ON public.matching_reason USING btree (campaign_id);

CREATE INDEX matching_region_author_id_ac398cbb ON public.matching_region USING btree (author_id);

CREATE INDEX matching_region_campaign_id_a290b8a8 ON public.matching_region USING btree (campaign_id);

CREATE INDEX matching_region_workspace_id_380daadf ON public.matching_region USING btree (workspace_id);

CREATE INDEX matching_replay_author_id_8814e139 ON public.matching_replay USING btree (author_id);

CREATE INDEX matching_replay_campaign_id_84b25d80 ON public.matching_replay USING btree (campaign_id);

CREATE INDEX matching_seed_campaign_id_45d62ff4 ON public.matching_seed USING btree (campaign_id);

CREATE INDEX matching_seed_company_id_c122c3b4 ON public.matching_seed USING btree (company_id);

CREATE INDEX matching_verdict_author_id_717b2eff ON public.matching_verdict USING btree (author_id);

CREATE INDEX matching_verdict_campaign_id_2f8a028f ON public.matching_verdict USING btree (campaign_id);

CREATE INDEX matching_verdict_company_id_2fd33f24 ON public.matching_verdict USING btree (company_id);

CREATE INDEX matching_verdict_reasons_reason_id_db17f13c ON public.matching_verdict_reasons USING btree (reason_id);

CREATE INDEX matching_verdict_reasons_verdict_id_6bf1b8df ON public.matching_verdict_reasons USING btree (verdict_id);

CREATE INDEX matching_verdict_region_id_7575c535 ON public.matching_verdict USING btree (region_id);

CREATE INDEX matching_verdict_undone_by_id_a991edc4 ON public.matching_verdict USING btree (undone_by_id);

CREATE INDEX matching_verdict_workspace_id_e7d5c95f ON public.matching_verdict USING btree (workspace_id);

CREATE INDEX merged_by_domain ON public.leads_mergedrecord USING btree (workspace_id, domain) WHERE (NOT ((domain)::text = ''::text));

CREATE INDEX merged_by_email ON public.leads_mergedrecord USING btree (workspace_id, email) WHERE (NOT ((email)::text = ''::text));

CREATE INDEX merged_by_external_id ON public.leads_mergedrecord USING btree (workspace_id, external_id) WHERE (NOT ((external_id)::text = ''::text));

CREATE INDEX merged_by_linkedin_url ON public.leads_mergedrecord USING btree (workspace_id, linkedin_url) WHERE (NOT (linkedin_url = ''::text));

CREATE INDEX merged_by_name_key ON public.leads_mergedrecord USING btree (workspace_id, name_key) WHERE (NOT ((name_key)::text = ''::text));

CREATE INDEX merged_record_by_step ON public.leads_mergedrecord USING btree (workspace_id, step);

CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);

CREATE INDEX note_by_company ON public.leads_note USING btree (company_id) WHERE (company_id IS NOT NULL);

CREATE INDEX note_by_contact ON public.leads_note USING btree (contact_id) WHERE (contact_id IS NOT NULL);

CREATE INDEX note_by_workspace ON public.leads_note USING btree (workspace_id);

CREATE UNIQUE INDEX one_active_model_of_a_kind ON public.registry_modelversion USING btree (kind) WHERE is_active;

CREATE UNIQUE INDEX one_current_business_model_correction ON public.labelling_businessmodelcorrection USING btree (company_id) WHERE is_current;

CREATE UNIQUE INDEX one_current_correction_of_a_title ON public.labelling_correction USING btree (job_title_id) WHERE is_current;

CREATE UNIQUE INDEX one_current_verdict_of_a_person ON public.matching_verdict USING btree (campaign_id, company_id, author_id) WHERE is_current;

CREATE UNIQUE INDEX one_desired_model_of_a_kind ON public.registry_modelversion USING btree (kind) WHERE is_desired;

CREATE UNIQUE INDEX one_learned_function_beside ON public.labelling_learnedfunction USING btree (workspace_id, function_id) WHERE ((state)::text = 'newer'::text);

CREATE UNIQUE INDEX one_move_of_a_title ON public.labelling_move USING btree (job_title_id) WHERE is_in_force;

CREATE UNIQUE INDEX one_newest_learned_function ON public.labelling_learnedfunction USING btree (workspace_id, function_id) WHERE ((state)::text = ANY (ARRAY[('active'::character varying)::text, ('on_hold'::character varying)::text, ('rejected'::character varying)::text, ('off'::character varying)::text]));

CREATE UNIQUE INDEX one_open_alert_of_a_signal ON public.watching_alert USING btree (workspace_id, signal) NULLS NOT DISTINCT WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX one_open_suggestion_of_a_member ON public.labelling_suggestion USING btree (workspace_id, kind, key, author_id) WHERE ((state)::text = 'suggested'::text);

CREATE UNIQUE INDEX one_open_suggestion_of_a_visitor ON public.labelling_suggestion USING btree (workspace_id, kind, key, visitor) WHERE ((author_id IS NULL) AND ((state)::text = 'suggested'::text));

CREATE UNIQUE INDEX one_open_training_of_a_kind ON public.registry_training USING btree (kind) WHERE ((step)::text = ANY (ARRAY[('gather'::character varying)::text, ('fit'::character varying)::text, ('register'::character varying)::text]));

CREATE UNIQUE INDEX one_open_trial_of_two_models ON public.registry_trial USING btree (candidate_id, live_id) WHERE ((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('running'::character varying)::text]));

CREATE UNIQUE INDEX one_replay_at_a_time ON public.matching_replay USING btree (campaign_id) WHERE (finished_at IS NULL);

CREATE UNIQUE INDEX one_shadow_of_a_candidate ON public.registry_shadow USING btree (candidate_id) WHERE (ended_at IS NULL);

CREATE INDEX open_task_by_due_day ON public.replies_task USING btree (workspace_id, due_on, id) WHERE (done_at IS NULL);

CREATE INDEX outgoing_email_due ON public.accounts_outgoingemail USING btree (state, next_at);

CREATE INDEX privacy_erasure_workspace_id_30f04506 ON public.privacy_erasure USING btree (workspace_id);

CREATE INDEX privacy_privacyrequest_closed_by_id_5e96424d ON public.privacy_privacyrequest USING btree (closed_by_id);

CREATE INDEX privacy_privacyrequest_reply_id_441ec5f9 ON public.privacy_privacyrequest USING btree (reply_id);

CREATE INDEX privacy_privacyrequest_workspace_id_76999b81 ON public.privacy_privacyrequest USING btree (workspace_id);

CREATE INDEX privacy_request_by_due ON public.privacy_privacyrequest USING btree (workspace_id, due_on);

CREATE INDEX privacy_retentionrun_workspace_id_81725d86 ON public.privacy_retentionrun USING btree (workspace_id);

CREATE INDEX record_change_by_company ON public.leads_recordchange USING btree (company_id) WHERE (company_id IS NOT NULL);

CREATE INDEX record_change_by_contact ON public.leads_recordchange USING btree (contact_id) WHERE (contact_id IS NOT NULL);

CREATE INDEX record_change_by_step ON public.leads_recordchange USING btree (workspace_id, step);

CREATE INDEX registry_modelversion_promoted_by_id_0dfd9f6a ON public.registry_modelversion USING btree (promoted_by_id);

CREATE INDEX registry_modelversion_version_b7f08630_like ON public.registry_modelversion USING btree (version varchar_pattern_ops);

CREATE INDEX registry_shadow_author_id_58257cb3 ON public.registry_shadow USING btree (author_id);

CREATE INDEX registry_shadow_candidate_id_058e5f8a ON public.registry_shadow USING btree (candidate_id);

CREATE INDEX registry_shadow_live_id_40de360a ON public.registry_shadow USING btree (live_id);

CREATE INDEX registry_shadowdifference_part_id_8d801e45 ON public.registry_shadowdifference USING btree (part_id);

CREATE INDEX registry_shadowpart_shadow_id_4e671f56 ON public.registry_shadowpart USING btree (shadow_id);

CREATE INDEX registry_shadowpart_workspace_id_1f211b12 ON public.registry_shadowpart USING btree (workspace_id);

CREATE INDEX registry_training_author_id_3499d969 ON public.registry_training USING btree (author_id);

CREATE INDEX registry_training_base_id_260c5926 ON public.registry_training USING btree (base_id);

CREATE INDEX registry_training_candidate_id_d2ac9ed3 ON public.registry_training USING btree (candidate_id);

CREATE INDEX registry_trial_candidate_id_83982c6e ON public.registry_trial USING btree (candidate_id);

CREATE INDEX registry_trial_live_id_70c83481 ON public.registry_trial USING btree (live_id);

CREATE INDEX registry_trialpart_trial_id_6a725bbd ON public.registry_trialpart USING btree (trial_id);

CREATE INDEX replies_proposedcontact_contact_id_601dbddf ON public.replies_proposedcontact USING btree (contact_id);

CREATE INDEX replies_proposedcontact_decided_by_id_aaaa16dd ON public.replies_proposedcontact USING btree (decided_by_id);

CREATE INDEX replies_reply_answers_id_0a926671 ON public.replies_reply USING btree (answers_id);

CREATE INDEX replies_reply_contact_id_86ea7bd3 ON public.replies_reply USING btree (contact_id);

CREATE INDEX replies_reply_corrected_by_id_b42e591e ON public.replies_reply USING btree (corrected_by_id);

CREATE INDEX replies_reply_snoozed_by_id_6dd57a54 ON public.replies_reply USING btree (snoozed_by_id);

CREATE INDEX replies_reply_workspace_id_92418bfd ON public.replies_reply USING btree (workspace_id);

CREATE INDEX replies_replycorrection_author_id_c15ad3d3 ON public.replies_replycorrection USING btree (author_id);

CREATE INDEX replies_replycorrection_reply_id_7498e52e ON public.replies_replycorrection USING btree (reply_id);

CREATE INDEX replies_replycorrection_step_id_8b461dce ON public.replies_replycorrection USING btree (step_id);

CREATE INDEX replies_replystep_author_id_e83dfaa7 ON public.replies_replystep USING btree (author_id);

CREATE INDEX replies_replystep_workspace_id_e72f6748 ON public.replies_replystep USING btree (workspace_id);

CREATE INDEX replies_sentemail_contact_id_56af97cb ON public.replies_sentemail USING btree (contact_id);

CREATE INDEX replies_sentemail_workspace_id_c3874eee ON public.replies_sentemail USING btree (workspace_id);

CREATE INDEX replies_task_contact_id_dc285bcd ON public.replies_task USING btree (contact_id);

CREATE INDEX replies_task_done_by_id_5ff3aaf8 ON public.replies_task USING btree (done_by_id);

CREATE INDEX replies_task_owner_id_8939a7c5 ON public.replies_task USING btree (owner_id);

CREATE INDEX replies_task_workspace_id_6d3f1a11 ON public.replies_task USING btree (workspace_id);

CREATE INDEX replies_upload_author_id_8778a05d ON public.replies_upload USING btree (author_id);

CREATE INDEX replies_upload_workspace_id_14f8e19b ON public.replies_upload USING btree (workspace_id);

CREATE INDEX replies_uploadedmail_reply_id_3b8db257 ON public.replies_uploadedmail USING btree (reply_id);

CREATE INDEX replies_uploadedmail_upload_id_d337b71f ON public.replies_uploadedmail USING btree (upload_id);

CREATE INDEX reply_by_answers_to ON public.replies_reply USING gin (answers_to);

CREATE INDEX reply_by_place ON public.replies_reply USING btree (workspace_id, COALESCE(snoozed_until, received_at) DESC, id DESC);

CREATE INDEX reply_by_sender ON public.replies_reply USING btree (workspace_id, sender);

CREATE INDEX reply_by_thread ON public.replies_reply USING btree (workspace_id, thread);

CREATE INDEX reply_by_time ON public.replies_reply USING btree (workspace_id, received_at DESC, id DESC);

CREATE INDEX reply_pending ON public.replies_reply USING btree (id) WHERE ((state)::text = 'pending'::text);

CREATE INDEX retention_run_by_time ON public.privacy_retentionrun USING btree (workspace_id, started_at DESC);

CREATE UNIQUE INDEX saved_search_name_once ON public.leads_savedsearch USING btree (workspace_id, name) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX seed_domain_once ON public.matching_seed USING btree (campaign_id, domain) WHERE (NOT ((domain)::text = ''::text));

CREATE INDEX seed_waiting_for_company ON public.matching_seed USING btree (domain) WHERE (company_id IS NULL);

CREATE INDEX shown_by_age ON public.labelling_shownprediction USING btree (last_at);

CREATE INDEX socialaccount_socialaccount_user_id_8146e70c ON public.socialaccount_socialaccount USING btree (user_id);

CREATE INDEX socialaccount_socialtoken_account_id_951f210e ON public.socialaccount_socialtoken USING btree (account_id);

CREATE INDEX socialaccount_socialtoken_app_id_636a42d7 ON public.socialaccount_socialtoken USING btree (app_id);

CREATE INDEX suggestion_by_key ON public.labelling_suggestion USING btree (workspace_id, kind, key);

CREATE INDEX suppression_list_by_time ON public.leads_suppressionlist USING btree (workspace_id, created_at DESC);

CREATE INDEX taxonomy_crosswalkname_function_id_ad355eb5 ON public.taxonomy_crosswalkname USING btree (function_id);

CREATE INDEX taxonomy_crosswalkname_tool_id_099ed6dd ON public.taxonomy_crosswalkname USING btree (tool_id);

CREATE INDEX taxonomy_department_merged_into_id_2a338e7d ON public.taxonomy_department USING btree (merged_into_id);

CREATE INDEX taxonomy_department_slug_e5ab8797_like ON public.taxonomy_department USING btree (slug varchar_pattern_ops);

CREATE INDEX taxonomy_dictionaryentry_functions_dictionaryentry_id_229bc6b1 ON public.taxonomy_dictionaryentry_functions USING btree (dictionaryentry_id);

CREATE INDEX taxonomy_dictionaryentry_functions_function_id_7b78bdbc ON public.taxonomy_dictionaryentry_functions USING btree (function_id);

CREATE INDEX taxonomy_dictionaryentry_industry_id_03d7397d ON public.taxonomy_dictionaryentry USING btree (industry_id);

CREATE INDEX taxonomy_dictionaryentry_level_id_71e1aa58 ON public.taxonomy_dictionaryentry USING btree (level_id);

CREATE INDEX taxonomy_dictionaryentry_normalised_82cf2b0f_like ON public.taxonomy_dictionaryentry USING btree (normalised varchar_pattern_ops);

CREATE INDEX taxonomy_drafteffectpart_effect_id_4f705b8d ON public.taxonomy_drafteffectpart USING btree (effect_id);

CREATE INDEX taxonomy_drafteffectpart_workspace_id_2159de5d ON public.taxonomy_drafteffectpart USING btree (workspace_id);

CREATE INDEX taxonomy_formerslug_department_id_116c1148 ON public.taxonomy_formerslug USING btree (department_id);

CREATE INDEX taxonomy_formerslug_function_id_7cbb2202 ON public.taxonomy_formerslug USING btree (function_id);

CREATE INDEX taxonomy_formerslug_slug_8e700291 ON public.taxonomy_formerslug USING btree (slug);

CREATE INDEX taxonomy_formerslug_slug_8e700291_like ON public.taxonomy_formerslug USING btree (slug varchar_pattern_ops);

CREATE INDEX taxonomy_function_department_id_9578fb3f ON public.taxonomy_function USING btree (department_id);

CREATE INDEX taxonomy_function_merged_into_id_23b7a12c ON public.taxonomy_function USING btree (merged_into_id);

CREATE INDEX taxonomy_function_slug_960f7614_like ON public.taxonomy_function USING btree (slug varchar_pattern_ops);

CREATE INDEX taxonomy_industry_name_e097804a_like ON public.taxonomy_industry USING btree (name varchar_pattern_ops);

CREATE INDEX taxonomy_industry_slug_5b8c781d_like ON public.taxonomy_industry USING btree (slug varchar_pattern_ops);

CREATE INDEX taxonomy_level_name_ec2541ba_like ON public.taxonomy_level USING btree (name varchar_pattern_ops);

CREATE INDEX taxonomy_level_slug_5433aca7_like ON public.taxonomy_level USING btree (slug varchar_pattern_ops);

CREATE INDEX taxonomy_othertool_name_2e87bcd2_like ON public.taxonomy_othertool USING btree (name varchar_pattern_ops);

CREATE INDEX taxonomy_othertool_slug_228c9c0e_like ON public.taxonomy_othertool USING btree (slug varchar_pattern_ops);

CREATE INDEX taxonomy_phraserule_functions_function_id_1e62d8c2 ON public.taxonomy_phraserule_functions USING btree (function_id);

CREATE INDEX taxonomy_phraserule_functions_phraserule_id_b6d2dd5d ON public.taxonomy_phraserule_functions USING btree (phraserule_id);

CREATE INDEX taxonomy_phraserule_phrase_d5021520_like ON public.taxonomy_phraserule USING btree (phrase varchar_pattern_ops);

CREATE INDEX taxonomy_representativetitle_function_id_c8a9be0f ON public.taxonomy_representativetitle USING btree (function_id);

CREATE INDEX taxonomy_taxonomydraft_author_id_c212c9a7 ON public.taxonomy_taxonomydraft USING btree (author_id);

CREATE INDEX taxonomy_taxonomydraft_base_id_a865f332 ON public.taxonomy_taxonomydraft USING btree (base_id);

CREATE INDEX taxonomy_taxonomydraft_edited_by_id_6f9dc94a ON public.taxonomy_taxonomydraft USING btree (edited_by_id);

CREATE INDEX taxonomy_taxonomyversion_author_id_1e9bd26b ON public.taxonomy_taxonomyversion USING btree (author_id);

CREATE INDEX taxonomy_taxonomyversion_went_back_to_id_2df87866 ON public.taxonomy_taxonomyversion USING btree (went_back_to_id);

CREATE INDEX title_group_by_people ON public.labelling_titlegroup USING btree (workspace_id, n_contacts DESC, id);

CREATE INDEX title_label_by_function ON public.leads_titlelabel USING btree (function_id, job_title_id);

CREATE INDEX title_lease_by_end ON public.labelling_titlelease USING btree (workspace_id, expires_at);

CREATE INDEX title_trigrams ON public.leads_jobtitle USING gin (normalised public.gin_trgm_ops) WHERE (level_id IS NOT NULL);

CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY (ARRAY[('totp'::character varying)::text, ('recovery_codes'::character varying)::text]));

CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";

CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;

CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON public.usersessions_usersession USING btree (session_key varchar_pattern_ops);

CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON public.usersessions_usersession USING btree (user_id);

CREATE INDEX verdict_by_campaign ON public.matching_verdict USING btree (campaign_id, id DESC);

CREATE INDEX watching_alert_seen_by_id_78193b72 ON public.watching_alert USING btree (seen_by_id);

CREATE INDEX watching_alert_workspace_id_2e8ba0e4 ON public.watching_alert USING btree (workspace_id);

CREATE INDEX watching_dayprofile_workspace_id_b84e4a2d ON public.watching_dayprofile USING btree (workspace_id);

CREATE INDEX watching_delivery_alert_id_006e3934 ON public.watching_delivery USING btree (alert_id);

CREATE INDEX watching_limit_name_be97c975_like ON public.watching_limit USING btree (name varchar_pattern_ops);

CREATE INDEX watching_limit_updated_by_id_b9a66f23 ON public.watching_limit USING btree (updated_by_id);

CREATE INDEX watching_modelday_workspace_id_195f267e ON public.watching_modelday USING btree (workspace_id);

CREATE INDEX webhook_delivery_log ON public.webhooks_webhookdelivery USING btree (endpoint_id, id DESC);

CREATE INDEX webhook_due ON public.webhooks_webhookdelivery USING btree (next_at) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX webhook_event_by_contact ON public.webhooks_webhookevent USING btree (contact_id) WHERE (contact_id IS NOT NULL);

CREATE INDEX webhook_event_by_time ON public.webhooks_webhookevent USING btree (workspace_id, created_at);

CREATE INDEX webhook_event_unnumbered ON public.webhooks_webhookevent USING btree (workspace_id, id) WHERE (sequence IS NULL);

CREATE INDEX webhooks_webhookdelivery_endpoint_id_d5bfb5c8 ON public.webhooks_webhookdelivery USING btree (endpoint_id);

CREATE INDEX webhooks_webhookdelivery_event_id_48da21e7 ON public.webhooks_webhookdelivery USING btree (event_id);

CREATE INDEX webhooks_webhookdelivery_workspace_id_89a0c82b ON public.webhooks_webhookdelivery USING btree (workspace_id);

CREATE INDEX webhooks_webhookendpoint_created_by_id_330902f3 ON public.webhooks_webhookendpoint USING btree (created_by_id);

CREATE INDEX webhooks_webhookendpoint_workspace_id_05240033 ON public.webhooks_webhookendpoint USING btree (workspace_id);

CREATE INDEX webhooks_webhookevent_endpoint_id_a612e0ab ON public.webhooks_webhookevent USING btree (endpoint_id);

CREATE INDEX webhooks_webhookevent_workspace_id_766a74dc ON public.webhooks_webhookevent USING btree (workspace_id);

CREATE UNIQUE INDEX workspace_export_one_at_work ON public.accounts_workspaceexport USING btree (workspace_id) WHERE ((state)::text = ANY (ARRAY[('queued'::character varying)::text, ('running'::character varying)::text]));

CREATE TRIGGER audit_keep_rows BEFORE DELETE OR UPDATE ON public.accounts_auditrow FOR EACH ROW EXECUTE FUNCTION public.accounts_keep_audit();

CREATE TRIGGER audit_keep_table BEFORE TRUNCATE ON public.accounts_auditrow FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_keep_audit();

CREATE TRIGGER backups_delete AFTER DELETE ON public.leads_donotcontact REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.backups_note_change();

CREATE TRIGGER backups_delete AFTER DELETE ON public.leads_erasedkey REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.backups_note_change();

CREATE TRIGGER backups_delete AFTER DELETE ON public.leads_erasedperson REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.backups_note_change();

CREATE TRIGGER backups_insert AFTER INSERT ON public.leads_donotcontact REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.backups_note_change();

CREATE TRIGGER backups_insert AFTER INSERT ON public.leads_erasedkey REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.backups_note_change();

CREATE TRIGGER backups_insert AFTER INSERT ON public.leads_erasedperson REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.backups_note_change();

CREATE TRIGGER backups_update AFTER UPDATE ON public.leads_donotcontact REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.backups_note_change();

CREATE TRIGGER backups_update AFTER UPDATE ON public.leads_erasedkey REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.backups_note_change();

CREATE TRIGGER backups_update AFTER UPDATE ON public.leads_erasedperson REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.backups_note_change();

CREATE TRIGGER count_delete AFTER DELETE ON public.leads_company REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_count_company();

CREATE TRIGGER count_delete AFTER DELETE ON public.leads_contact REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_count_contact();

CREATE TRIGGER count_insert AFTER INSERT ON public.leads_company REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_count_company();

CREATE TRIGGER count_insert AFTER INSERT ON public.leads_contact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_count_contact();

CREATE TRIGGER do_not_contact_delete AFTER DELETE ON public.leads_donotcontact REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_derive_of_former_entries();

CREATE TRIGGER do_not_contact_domain AFTER UPDATE ON public.leads_company REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_derive_of_companies();

CREATE TRIGGER do_not_contact_follow AFTER UPDATE ON public.leads_contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_follow_do_not_contact();

CREATE TRIGGER do_not_contact_insert AFTER INSERT ON public.leads_contact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_derive_of_new_contacts();

CREATE TRIGGER do_not_contact_insert AFTER INSERT ON public.leads_donotcontact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_derive_of_new_entries();

CREATE TRIGGER do_not_contact_update AFTER UPDATE ON public.leads_contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_derive_of_changed_contacts();

CREATE TRIGGER do_not_contact_update AFTER UPDATE ON public.leads_donotcontact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_derive_of_changed_entries();

CREATE TRIGGER facet_delete AFTER DELETE ON public.leads_company REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_company();

CREATE TRIGGER facet_delete AFTER DELETE ON public.leads_contact REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_contact();

CREATE TRIGGER facet_delete AFTER DELETE ON public.leads_jobtitle REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_jobtitle();

CREATE TRIGGER facet_delete AFTER DELETE ON public.leads_titlelabel REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_titlelabel();

CREATE TRIGGER facet_insert AFTER INSERT ON public.leads_company REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_company();

CREATE TRIGGER facet_insert AFTER INSERT ON public.leads_contact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_contact();

CREATE TRIGGER facet_insert AFTER INSERT ON public.leads_jobtitle REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_jobtitle();

CREATE TRIGGER facet_insert AFTER INSERT ON public.leads_titlelabel REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_titlelabel();

CREATE TRIGGER facet_update AFTER UPDATE ON public.leads_company REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_company();

CREATE TRIGGER facet_update AFTER UPDATE ON public.leads_contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_contact();

CREATE TRIGGER facet_update AFTER UPDATE ON public.leads_jobtitle REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_jobtitle();

CREATE TRIGGER facet_update AFTER UPDATE ON public.leads_titlelabel REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_note_titlelabel();

CREATE TRIGGER facts_changed BEFORE UPDATE OF size, employees, country, business_model ON public.leads_company FOR EACH ROW WHEN ((((old.size)::text IS DISTINCT FROM (new.size)::text) OR (old.employees IS DISTINCT FROM new.employees) OR ((old.country)::text IS DISTINCT FROM (new.country)::text) OR ((old.business_model)::text IS DISTINCT FROM (new.business_model)::text))) EXECUTE FUNCTION public.leads_note_fact_change();

CREATE TRIGGER former_emails AFTER UPDATE ON public.leads_contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_keep_former_emails();

CREATE TRIGGER former_emails_insert AFTER INSERT ON public.leads_donotcontact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_follow_former_emails();

CREATE TRIGGER former_emails_update AFTER UPDATE ON public.leads_donotcontact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_follow_former_emails();

CREATE TRIGGER lead_scores_note_company_update AFTER UPDATE ON public.leads_company REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_company_update();

CREATE TRIGGER lead_scores_note_contact_insert AFTER INSERT ON public.leads_contact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_contact_insert();

CREATE TRIGGER lead_scores_note_contact_update AFTER UPDATE ON public.leads_contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_contact_update();

CREATE TRIGGER lead_scores_note_jobtitle_update AFTER UPDATE ON public.leads_jobtitle REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_jobtitle_update();

CREATE TRIGGER lead_scores_note_reply_delete AFTER DELETE ON public.replies_reply REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_reply_delete();

CREATE TRIGGER lead_scores_note_reply_insert AFTER INSERT ON public.replies_reply REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_reply_insert();

CREATE TRIGGER lead_scores_note_reply_update AFTER UPDATE ON public.replies_reply REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_reply_update();

CREATE TRIGGER lead_scores_note_titlelabel_delete AFTER DELETE ON public.leads_titlelabel REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_titlelabel_delete();

CREATE TRIGGER lead_scores_note_titlelabel_insert AFTER INSERT ON public.leads_titlelabel REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_titlelabel_insert();

CREATE TRIGGER lead_scores_note_titlelabel_update AFTER UPDATE ON public.leads_titlelabel REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_titlelabel_update();

CREATE TRIGGER lead_scores_note_verdict_delete AFTER DELETE ON public.matching_verdict REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_verdict_delete();

CREATE TRIGGER lead_scores_note_verdict_insert AFTER INSERT ON public.matching_verdict REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_verdict_insert();

CREATE TRIGGER lead_scores_note_verdict_update AFTER UPDATE ON public.matching_verdict REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.lead_scores_note_verdict_update();

CREATE TRIGGER leads_company_firmographics BEFORE UPDATE ON public.leads_company FOR EACH ROW WHEN ((((old.industry)::text IS DISTINCT FROM (new.industry)::text) OR ((old.size)::text IS DISTINCT FROM (new.size)::text) OR (old.employees IS DISTINCT FROM new.employees) OR (old.founded IS DISTINCT FROM new.founded) OR (old.total_funding IS DISTINCT FROM new.total_funding) OR ((old.country)::text IS DISTINCT FROM (new.country)::text) OR ((old.standard_industry)::text IS DISTINCT FROM (new.standard_industry)::text) OR ((old.sector)::text IS DISTINCT FROM (new.sector)::text) OR ((old.size_band)::text IS DISTINCT FROM (new.size_band)::text) OR ((old.founded_band)::text IS DISTINCT FROM (new.founded_band)::text) OR ((old.funding_band)::text IS DISTINCT FROM (new.funding_band)::text) OR (old.regions IS DISTINCT FROM new.regions))) EXECUTE FUNCTION public.leads_derive_firmographics();

CREATE TRIGGER leads_company_firmographics_new BEFORE INSERT ON public.leads_company FOR EACH ROW EXECUTE FUNCTION public.leads_derive_firmographics();

CREATE TRIGGER sum_delete AFTER DELETE ON public.leads_jobtitle REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_sum_jobtitle();

CREATE TRIGGER sum_insert AFTER INSERT ON public.leads_jobtitle REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_sum_jobtitle();

CREATE TRIGGER sum_update AFTER UPDATE ON public.leads_jobtitle REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.leads_sum_jobtitle();

CREATE TRIGGER title_changed BEFORE UPDATE OF job_title_id ON public.leads_contact FOR EACH ROW WHEN (((old.job_title_id <> new.job_title_id) AND (lower((old.title)::text) <> lower((new.title)::text)))) EXECUTE FUNCTION public.leads_note_title_change();

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_created_by_id_1b5317c8_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_issued_by_id_9b8001b6_fk_accounts_apikey_id FOREIGN KEY (issued_by_id) REFERENCES public.accounts_apikey(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_workspace_id_29bdbd99_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_auditrow
    ADD CONSTRAINT accounts_auditrow_actor_id_d3a5a080_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_auditrow
    ADD CONSTRAINT accounts_auditrow_api_key_id_57e481ef_fk_accounts_apikey_id FOREIGN KEY (api_key_id) REFERENCES public.accounts_apikey(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_auditrow
    ADD CONSTRAINT accounts_auditrow_workspace_id_fc86396f_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_idempotentrequest
    ADD CONSTRAINT accounts_idempotentr_workspace_id_5f7d80b0_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_idempotentrequest
    ADD CONSTRAINT accounts_idempotentrequest_user_id_d31910b4_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_invited_by_id_94a21efc_fk_accounts_user_id FOREIGN KEY (invited_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_workspace_id_7dc693ca_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_member
    ADD CONSTRAINT accounts_member_user_id_b994c8b6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_member
    ADD CONSTRAINT accounts_member_workspace_id_d53d5763_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_outgoingemail
    ADD CONSTRAINT accounts_outgoingema_invitation_id_0464bb88_fk_accounts_ FOREIGN KEY (invitation_id) REFERENCES public.accounts_invitation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_outgoingemail
    ADD CONSTRAINT accounts_outgoingemail_user_id_d464c6fc_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_group_id_bd11a704_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_52b62117_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_permission_id_113bb443_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_user_id_e4f0a161_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_workspace
    ADD CONSTRAINT accounts_workspace_deleted_by_id_5b12a19e_fk_accounts_user_id FOREIGN KEY (deleted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_workspaceexport
    ADD CONSTRAINT accounts_workspaceex_workspace_id_322e7a95_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_workspaceexport
    ADD CONSTRAINT accounts_workspaceexport_author_id_24e099aa_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duplicates_duplicatepair
    ADD CONSTRAINT duplicates_duplicate_company_a_id_26685575_fk_leads_com FOREIGN KEY (company_a_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duplicates_duplicatepair
    ADD CONSTRAINT duplicates_duplicate_company_b_id_2a5ff352_fk_leads_com FOREIGN KEY (company_b_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duplicates_duplicatepair
    ADD CONSTRAINT duplicates_duplicate_contact_a_id_f19662e6_fk_leads_con FOREIGN KEY (contact_a_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duplicates_duplicatepair
    ADD CONSTRAINT duplicates_duplicate_contact_b_id_254fb61b_fk_leads_con FOREIGN KEY (contact_b_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duplicates_duplicatepair
    ADD CONSTRAINT duplicates_duplicate_dismissed_by_id_148ce6bb_fk_accounts_ FOREIGN KEY (dismissed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duplicates_duplicatepair
    ADD CONSTRAINT duplicates_duplicate_workspace_id_09ebe55f_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duplicates_duplicaterun
    ADD CONSTRAINT duplicates_duplicate_workspace_id_576de8c7_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duplicates_duplicaterun
    ADD CONSTRAINT duplicates_duplicaterun_author_id_c050847e_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_importbatch
    ADD CONSTRAINT imports_importbatch_author_id_1fde8300_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_importbatch
    ADD CONSTRAINT imports_importbatch_contact_list_id_86a844f3_fk_leads_con FOREIGN KEY (contact_list_id) REFERENCES public.leads_contactlist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_importbatch
    ADD CONSTRAINT imports_importbatch_workspace_id_459a80f6_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_importcell
    ADD CONSTRAINT imports_importcell_batch_id_144535aa_fk_imports_importbatch_id FOREIGN KEY (batch_id) REFERENCES public.imports_importbatch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_importchange
    ADD CONSTRAINT imports_importchange_batch_id_9b607417_fk_imports_i FOREIGN KEY (batch_id) REFERENCES public.imports_importbatch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_importcompanychange
    ADD CONSTRAINT imports_importcompan_batch_id_26727092_fk_imports_i FOREIGN KEY (batch_id) REFERENCES public.imports_importbatch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_importmade
    ADD CONSTRAINT imports_importmade_batch_id_52de7189_fk_imports_importbatch_id FOREIGN KEY (batch_id) REFERENCES public.imports_importbatch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_settledcolumns
    ADD CONSTRAINT imports_settledcolum_workspace_id_783132d1_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_settledcolumns
    ADD CONSTRAINT imports_settledcolumns_author_id_b0697a47_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbound_inboundform
    ADD CONSTRAINT inbound_inboundform_author_id_020e43a0_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbound_inboundform
    ADD CONSTRAINT inbound_inboundform_workspace_id_bb803120_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbound_inboundlead
    ADD CONSTRAINT inbound_inboundlead_contact_id_77f60506_fk_leads_contact_id FOREIGN KEY (contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbound_inboundlead
    ADD CONSTRAINT inbound_inboundlead_form_id_bb2138e0_fk_inbound_inboundform_id FOREIGN KEY (form_id) REFERENCES public.inbound_inboundform(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbound_inboundlead
    ADD CONSTRAINT inbound_inboundlead_owner_id_bd23dc8e_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbound_inboundlead
    ADD CONSTRAINT inbound_inboundlead_rule_id_d9781afa_fk_inbound_routingrule_id FOREIGN KEY (rule_id) REFERENCES public.inbound_routingrule(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbound_inboundlead
    ADD CONSTRAINT inbound_inboundlead_workspace_id_b2fec7b3_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbound_routingrule
    ADD CONSTRAINT inbound_routingrule_author_id_d20c4f05_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbound_routingrule
    ADD CONSTRAINT inbound_routingrule_owner_id_f51fbe9a_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbound_routingrule
    ADD CONSTRAINT inbound_routingrule_workspace_id_93a79996_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_businessmodelcorrection
    ADD CONSTRAINT labelling_businessmo_author_id_36bbcd42_fk_accounts_ FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_businessmodelcorrection
    ADD CONSTRAINT labelling_businessmo_company_id_e12f188b_fk_leads_com FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_businessmodelcorrection
    ADD CONSTRAINT labelling_businessmo_undone_by_id_ea32d88e_fk_accounts_ FOREIGN KEY (undone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_businessmodelcorrection
    ADD CONSTRAINT labelling_businessmo_workspace_id_aebf6234_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_carriedfunction
    ADD CONSTRAINT labelling_carriedfun_correction_id_0024aeac_fk_labelling FOREIGN KEY (correction_id) REFERENCES public.labelling_correction(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_carriedfunction
    ADD CONSTRAINT labelling_carriedfun_into_id_906d1717_fk_taxonomy_ FOREIGN KEY (into_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_carriedfunction
    ADD CONSTRAINT labelling_carriedfun_named_id_e3787e83_fk_taxonomy_ FOREIGN KEY (named_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_chancerun
    ADD CONSTRAINT labelling_chancerun_workspace_id_73195549_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correction
    ADD CONSTRAINT labelling_correction_approved_by_id_6913b0f3_fk_accounts_ FOREIGN KEY (approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correction
    ADD CONSTRAINT labelling_correction_author_id_0323aad1_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correction_functions
    ADD CONSTRAINT labelling_correction_correction_id_f8b5b594_fk_labelling FOREIGN KEY (correction_id) REFERENCES public.labelling_correction(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correction_functions
    ADD CONSTRAINT labelling_correction_function_id_a615f0a6_fk_taxonomy_ FOREIGN KEY (function_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correction
    ADD CONSTRAINT labelling_correction_industry_id_b327dd55_fk_taxonomy_ FOREIGN KEY (industry_id) REFERENCES public.taxonomy_industry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correction
    ADD CONSTRAINT labelling_correction_job_title_id_2f7b2356_fk_leads_jobtitle_id FOREIGN KEY (job_title_id) REFERENCES public.leads_jobtitle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correction
    ADD CONSTRAINT labelling_correction_level_id_d219682c_fk_taxonomy_level_id FOREIGN KEY (level_id) REFERENCES public.taxonomy_level(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correction
    ADD CONSTRAINT labelling_correction_step_id_75d795db_fk_labelling FOREIGN KEY (step_id) REFERENCES public.labelling_correctionstep(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correction
    ADD CONSTRAINT labelling_correction_undone_by_id_378a6666_fk_accounts_user_id FOREIGN KEY (undone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correctionstep
    ADD CONSTRAINT labelling_correction_undone_by_id_82e216a7_fk_accounts_ FOREIGN KEY (undone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correctionstep
    ADD CONSTRAINT labelling_correction_workspace_id_652cfdab_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correction
    ADD CONSTRAINT labelling_correction_workspace_id_ec8baafb_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_correctionstep
    ADD CONSTRAINT labelling_correctionstep_author_id_37de456c_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_doubt
    ADD CONSTRAINT labelling_doubt_beside_id_f25b9e9d_fk_leads_jobtitle_id FOREIGN KEY (beside_id) REFERENCES public.leads_jobtitle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_doubt
    ADD CONSTRAINT labelling_doubt_job_title_id_28e3bbfe_fk_leads_jobtitle_id FOREIGN KEY (job_title_id) REFERENCES public.leads_jobtitle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_doubt
    ADD CONSTRAINT labelling_doubt_workspace_id_85ddb7fe_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_formerprediction
    ADD CONSTRAINT labelling_formerpred_job_title_id_f0a4b4c2_fk_leads_job FOREIGN KEY (job_title_id) REFERENCES public.leads_jobtitle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_formerprediction
    ADD CONSTRAINT labelling_formerpred_workspace_id_068abb90_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_functionchances
    ADD CONSTRAINT labelling_functionch_function_id_a5f799c4_fk_taxonomy_ FOREIGN KEY (function_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_functionchances
    ADD CONSTRAINT labelling_functionch_workspace_id_946e52a2_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_groupedtitle
    ADD CONSTRAINT labelling_groupedtit_group_id_87259c5b_fk_labelling FOREIGN KEY (group_id) REFERENCES public.labelling_titlegroup(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_groupedtitle
    ADD CONSTRAINT labelling_groupedtit_job_title_id_14247bcc_fk_leads_job FOREIGN KEY (job_title_id) REFERENCES public.leads_jobtitle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_learnedfunction
    ADD CONSTRAINT labelling_learnedfun_author_id_2e11d3f0_fk_accounts_ FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_learnedfunction
    ADD CONSTRAINT labelling_learnedfun_former_id_473404b3_fk_labelling FOREIGN KEY (former_id) REFERENCES public.labelling_learnedfunction(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_learnedfunction
    ADD CONSTRAINT labelling_learnedfun_function_id_ad57dfe0_fk_taxonomy_ FOREIGN KEY (function_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_learnedfunction
    ADD CONSTRAINT labelling_learnedfun_workspace_id_adb6935a_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_learnedtitle
    ADD CONSTRAINT labelling_learnedtit_job_title_id_a0e9631c_fk_leads_job FOREIGN KEY (job_title_id) REFERENCES public.leads_jobtitle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_learnedtitle
    ADD CONSTRAINT labelling_learnedtit_learned_id_0c9aefe9_fk_labelling FOREIGN KEY (learned_id) REFERENCES public.labelling_learnedfunction(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_move
    ADD CONSTRAINT labelling_move_correction_id_a70d1358_fk_labelling FOREIGN KEY (correction_id) REFERENCES public.labelling_correction(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_move
    ADD CONSTRAINT labelling_move_job_title_id_c04d37f0_fk_leads_jobtitle_id FOREIGN KEY (job_title_id) REFERENCES public.leads_jobtitle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_queuerun
    ADD CONSTRAINT labelling_queuerun_workspace_id_dec669ce_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_revision
    ADD CONSTRAINT labelling_revision_workspace_id_ce6fc555_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_shownprediction
    ADD CONSTRAINT labelling_shownpredi_workspace_id_d1f7fa09_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_spread
    ADD CONSTRAINT labelling_spread_workspace_id_c11ca4f7_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_suggestion
    ADD CONSTRAINT labelling_suggestion_author_id_cd03fb06_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_suggestion
    ADD CONSTRAINT labelling_suggestion_business_model_corre_205a4a0e_fk_labelling FOREIGN KEY (business_model_correction_id) REFERENCES public.labelling_businessmodelcorrection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_suggestion
    ADD CONSTRAINT labelling_suggestion_company_id_98fef831_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_suggestion
    ADD CONSTRAINT labelling_suggestion_correction_id_49f51244_fk_labelling FOREIGN KEY (correction_id) REFERENCES public.labelling_correction(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_suggestion
    ADD CONSTRAINT labelling_suggestion_job_title_id_d7b4a5dd_fk_leads_jobtitle_id FOREIGN KEY (job_title_id) REFERENCES public.leads_jobtitle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_suggestion
    ADD CONSTRAINT labelling_suggestion_reviewer_id_e64950e8_fk_accounts_user_id FOREIGN KEY (reviewer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_suggestion
    ADD CONSTRAINT labelling_suggestion_workspace_id_3517a23f_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_titlegroup
    ADD CONSTRAINT labelling_titlegroup_workspace_id_2fa56a92_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_titlelease
    ADD CONSTRAINT labelling_titlelease_holder_id_4cc40655_fk_accounts_user_id FOREIGN KEY (holder_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.labelling_titlelease
    ADD CONSTRAINT labelling_titlelease_workspace_id_773f3981_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lead_scores_companycampaignscore
    ADD CONSTRAINT lead_scores_companyc_campaign_id_78a25a37_fk_matching_ FOREIGN KEY (campaign_id) REFERENCES public.matching_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lead_scores_companycampaignscore
    ADD CONSTRAINT lead_scores_companyc_company_id_76859981_fk_leads_com FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lead_scores_companycampaignscore
    ADD CONSTRAINT lead_scores_companyc_workspace_id_b0e1d179_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lead_scores_leadscorerules
    ADD CONSTRAINT lead_scores_leadscor_author_id_1b46d624_fk_accounts_ FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lead_scores_leadscorerules
    ADD CONSTRAINT lead_scores_leadscor_workspace_id_4f49d3b3_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.lead_scores_leadscorerun
    ADD CONSTRAINT lead_scores_leadscor_workspace_id_5298d340_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_company
    ADD CONSTRAINT leads_company_owner_id_94a8ca27_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_company
    ADD CONSTRAINT leads_company_workspace_id_344e2d36_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_companycolumns
    ADD CONSTRAINT leads_companycolumns_member_id_5d077159_fk_accounts_member_id FOREIGN KEY (member_id) REFERENCES public.accounts_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_companylistentry
    ADD CONSTRAINT leads_companylistent_contact_list_id_5bffe3e0_fk_leads_con FOREIGN KEY (contact_list_id) REFERENCES public.leads_contactlist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_companylistentry
    ADD CONSTRAINT leads_companylistentry_added_by_id_bb35be00_fk_accounts_user_id FOREIGN KEY (added_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_companylistentry
    ADD CONSTRAINT leads_companylistentry_company_id_ac521b73_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_contact
    ADD CONSTRAINT leads_contact_company_id_419f6892_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_contact
    ADD CONSTRAINT leads_contact_job_title_id_cc5ebd9e_fk_leads_jobtitle_id FOREIGN KEY (job_title_id) REFERENCES public.leads_jobtitle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_contact
    ADD CONSTRAINT leads_contact_owner_id_0d170339_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_contact
    ADD CONSTRAINT leads_contact_workspace_id_28e229e7_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_contactformeremail
    ADD CONSTRAINT leads_contactformere_contact_id_82156b3b_fk_leads_con FOREIGN KEY (contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_contactformeremail
    ADD CONSTRAINT leads_contactformere_workspace_id_802634cf_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_contactlist
    ADD CONSTRAINT leads_contactlist_author_id_9a7b7440_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_contactlist
    ADD CONSTRAINT leads_contactlist_workspace_id_4f6f7585_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_customfield
    ADD CONSTRAINT leads_customfield_author_id_820856b1_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_customfield
    ADD CONSTRAINT leads_customfield_workspace_id_9988f7e6_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_deletedrecord
    ADD CONSTRAINT leads_deletedrecord_deleted_by_id_cb27cd54_fk_accounts_user_id FOREIGN KEY (deleted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_deletedrecord
    ADD CONSTRAINT leads_deletedrecord_workspace_id_b0b0aadb_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_donotcontact
    ADD CONSTRAINT leads_donotcontact_author_id_00e45c72_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_donotcontact
    ADD CONSTRAINT leads_donotcontact_lifted_by_id_dd930ed7_fk_accounts_user_id FOREIGN KEY (lifted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_donotcontact
    ADD CONSTRAINT leads_donotcontact_suppression_list_id_80e17f67_fk_leads_sup FOREIGN KEY (suppression_list_id) REFERENCES public.leads_suppressionlist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_donotcontact
    ADD CONSTRAINT leads_donotcontact_workspace_id_8c2b2afc_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_erasedkey
    ADD CONSTRAINT leads_erasedkey_person_id_54415f32_fk_leads_erasedperson_id FOREIGN KEY (person_id) REFERENCES public.leads_erasedperson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_erasedkey
    ADD CONSTRAINT leads_erasedkey_workspace_id_a208ea00_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_erasedperson
    ADD CONSTRAINT leads_erasedperson_erased_by_id_8d9efe01_fk_accounts_user_id FOREIGN KEY (erased_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_erasedperson
    ADD CONSTRAINT leads_erasedperson_lifted_by_id_bd024223_fk_accounts_user_id FOREIGN KEY (lifted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_erasedperson
    ADD CONSTRAINT leads_erasedperson_workspace_id_ded179ec_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_export
    ADD CONSTRAINT leads_export_author_id_0a76db42_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_export
    ADD CONSTRAINT leads_export_contact_list_id_1333beec_fk_leads_contactlist_id FOREIGN KEY (contact_list_id) REFERENCES public.leads_contactlist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_export
    ADD CONSTRAINT leads_export_workspace_id_6eab482f_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_exportedrange
    ADD CONSTRAINT leads_exportedrange_export_id_1ea35c78_fk_leads_export_id FOREIGN KEY (export_id) REFERENCES public.leads_export(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_facetstate
    ADD CONSTRAINT leads_facetstate_workspace_id_6797e5aa_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_factreport
    ADD CONSTRAINT leads_factreport_author_id_dc06c7d8_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_factreport
    ADD CONSTRAINT leads_factreport_company_id_d123f67c_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_factreport
    ADD CONSTRAINT leads_factreport_contact_id_e49da1e5_fk_leads_contact_id FOREIGN KEY (contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_factreport
    ADD CONSTRAINT leads_factreport_resolved_by_id_85d67d71_fk_accounts_user_id FOREIGN KEY (resolved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_factreport
    ADD CONSTRAINT leads_factreport_workspace_id_05ea1653_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_formerbusinessmodel
    ADD CONSTRAINT leads_formerbusiness_company_id_39009d94_fk_leads_com FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_formerbusinessmodel
    ADD CONSTRAINT leads_formerbusiness_workspace_id_f8c107de_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_jobtitle
    ADD CONSTRAINT leads_jobtitle_industry_id_95ed6365_fk_taxonomy_industry_id FOREIGN KEY (industry_id) REFERENCES public.taxonomy_industry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_jobtitle
    ADD CONSTRAINT leads_jobtitle_level_id_e6c739e7_fk_taxonomy_level_id FOREIGN KEY (level_id) REFERENCES public.taxonomy_level(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_jobtitle
    ADD CONSTRAINT leads_jobtitle_workspace_id_9c1935bc_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_listentry
    ADD CONSTRAINT leads_listentry_added_by_id_faac10b4_fk_accounts_user_id FOREIGN KEY (added_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_listentry
    ADD CONSTRAINT leads_listentry_company_id_1c7216a2_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_listentry
    ADD CONSTRAINT leads_listentry_contact_id_3663aa97_fk_leads_contact_id FOREIGN KEY (contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_listentry
    ADD CONSTRAINT leads_listentry_contact_list_id_55618863_fk_leads_con FOREIGN KEY (contact_list_id) REFERENCES public.leads_contactlist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_mergedrecord
    ADD CONSTRAINT leads_mergedrecord_deletion_id_877e3b3f_fk_leads_del FOREIGN KEY (deletion_id) REFERENCES public.leads_deletedrecord(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_mergedrecord
    ADD CONSTRAINT leads_mergedrecord_kept_company_id_b81b6a81_fk_leads_company_id FOREIGN KEY (kept_company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_mergedrecord
    ADD CONSTRAINT leads_mergedrecord_kept_contact_id_359eb8c3_fk_leads_contact_id FOREIGN KEY (kept_contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_mergedrecord
    ADD CONSTRAINT leads_mergedrecord_merged_by_id_345eb93b_fk_accounts_user_id FOREIGN KEY (merged_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_mergedrecord
    ADD CONSTRAINT leads_mergedrecord_workspace_id_d8728a77_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_note
    ADD CONSTRAINT leads_note_author_id_0e419add_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_note
    ADD CONSTRAINT leads_note_company_id_6a26cab2_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_note
    ADD CONSTRAINT leads_note_contact_id_061f7e6c_fk_leads_contact_id FOREIGN KEY (contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_note
    ADD CONSTRAINT leads_note_workspace_id_13065670_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_peoplecolumns
    ADD CONSTRAINT leads_peoplecolumns_member_id_ce010890_fk_accounts_member_id FOREIGN KEY (member_id) REFERENCES public.accounts_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_recordchange
    ADD CONSTRAINT leads_recordchange_author_id_f0571b71_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_recordchange
    ADD CONSTRAINT leads_recordchange_company_id_ef05114a_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_recordchange
    ADD CONSTRAINT leads_recordchange_contact_id_a0c424b2_fk_leads_contact_id FOREIGN KEY (contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_recordchange
    ADD CONSTRAINT leads_recordchange_undone_by_id_a03dd4c8_fk_accounts_user_id FOREIGN KEY (undone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_recordchange
    ADD CONSTRAINT leads_recordchange_workspace_id_57d1bba0_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_savedsearch
    ADD CONSTRAINT leads_savedsearch_author_id_3f73140a_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_savedsearch
    ADD CONSTRAINT leads_savedsearch_workspace_id_9ea1deda_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_searchmatch
    ADD CONSTRAINT leads_searchmatch_company_id_e3b72d1b_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_searchmatch
    ADD CONSTRAINT leads_searchmatch_contact_id_9033a0e4_fk_leads_contact_id FOREIGN KEY (contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_searchmatch
    ADD CONSTRAINT leads_searchmatch_watch_id_ba2601ac_fk_leads_watchedsearch_id FOREIGN KEY (watch_id) REFERENCES public.leads_watchedsearch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_searchvisit
    ADD CONSTRAINT leads_searchvisit_saved_search_id_c73a7f85_fk_leads_sav FOREIGN KEY (saved_search_id) REFERENCES public.leads_savedsearch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_searchvisit
    ADD CONSTRAINT leads_searchvisit_user_id_b9d4853e_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_searchwatcher
    ADD CONSTRAINT leads_searchwatcher_user_id_5fb77567_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_searchwatcher
    ADD CONSTRAINT leads_searchwatcher_watch_id_a6ea3503_fk_leads_watchedsearch_id FOREIGN KEY (watch_id) REFERENCES public.leads_watchedsearch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_suppressionline
    ADD CONSTRAINT leads_suppressionlin_suppression_list_id_8d48d0ff_fk_leads_sup FOREIGN KEY (suppression_list_id) REFERENCES public.leads_suppressionlist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_suppressionlist
    ADD CONSTRAINT leads_suppressionlis_workspace_id_5c937d14_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_suppressionlist
    ADD CONSTRAINT leads_suppressionlist_author_id_6cd9f8ed_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_suppressionlist
    ADD CONSTRAINT leads_suppressionlist_undone_by_id_54319281_fk_accounts_user_id FOREIGN KEY (undone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_titlelabel
    ADD CONSTRAINT leads_titlelabel_function_id_29fd13ef_fk_taxonomy_function_id FOREIGN KEY (function_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_titlelabel
    ADD CONSTRAINT leads_titlelabel_job_title_id_0b63e44f_fk_leads_jobtitle_id FOREIGN KEY (job_title_id) REFERENCES public.leads_jobtitle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_watchedsearch
    ADD CONSTRAINT leads_watchedsearch_saved_search_id_8e7508a8_fk_leads_sav FOREIGN KEY (saved_search_id) REFERENCES public.leads_savedsearch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.leads_watchedsearch
    ADD CONSTRAINT leads_watchedsearch_workspace_id_c41e1df9_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mailboxes_mailbox
    ADD CONSTRAINT mailboxes_mailbox_author_id_fad39927_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mailboxes_mailbox
    ADD CONSTRAINT mailboxes_mailbox_workspace_id_895a3108_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mailboxes_mailboxfolder
    ADD CONSTRAINT mailboxes_mailboxfol_mailbox_id_f4431982_fk_mailboxes FOREIGN KEY (mailbox_id) REFERENCES public.mailboxes_mailbox(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mailboxes_reademail
    ADD CONSTRAINT mailboxes_reademail_mailbox_id_a9a2d85a_fk_mailboxes_mailbox_id FOREIGN KEY (mailbox_id) REFERENCES public.mailboxes_mailbox(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mailboxes_reademail
    ADD CONSTRAINT mailboxes_reademail_reply_id_17f1749e_fk_replies_reply_id FOREIGN KEY (reply_id) REFERENCES public.replies_reply(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_campaign
    ADD CONSTRAINT matching_campaign_author_id_3e3a70e2_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_campaign
    ADD CONSTRAINT matching_campaign_workspace_id_037c1444_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_campaigncompany
    ADD CONSTRAINT matching_campaigncom_campaign_id_d49806b8_fk_matching_ FOREIGN KEY (campaign_id) REFERENCES public.matching_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_campaigncompany
    ADD CONSTRAINT matching_campaigncom_company_id_0182343c_fk_leads_com FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_companyreading
    ADD CONSTRAINT matching_companyread_workspace_id_6e5bf7b4_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_companyreading
    ADD CONSTRAINT matching_companyreading_company_id_dc1cff34_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_companyvector
    ADD CONSTRAINT matching_companyvect_workspace_id_e2eb4929_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_companyvector
    ADD CONSTRAINT matching_companyvector_company_id_e72353aa_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_descriptionvector
    ADD CONSTRAINT matching_description_campaign_id_cd096125_fk_matching_ FOREIGN KEY (campaign_id) REFERENCES public.matching_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_dropped
    ADD CONSTRAINT matching_dropped_author_id_2fa9c1dc_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_dropped
    ADD CONSTRAINT matching_dropped_campaign_id_ca14f9b1_fk_matching_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.matching_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_dropped
    ADD CONSTRAINT matching_dropped_company_id_1056205c_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_dropped
    ADD CONSTRAINT matching_dropped_undone_by_id_55ab940d_fk_accounts_user_id FOREIGN KEY (undone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_lease
    ADD CONSTRAINT matching_lease_campaign_id_1c81de26_fk_matching_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.matching_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_lease
    ADD CONSTRAINT matching_lease_company_id_0cc6769f_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_lease
    ADD CONSTRAINT matching_lease_holder_id_eea21a23_fk_accounts_user_id FOREIGN KEY (holder_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_mapplace
    ADD CONSTRAINT matching_mapplace_company_id_b4c9f06a_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_mapplace
    ADD CONSTRAINT matching_mapplace_workspace_id_a02e7528_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_reason
    ADD CONSTRAINT matching_reason_campaign_id_ee2d72bb_fk_matching_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.matching_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_region
    ADD CONSTRAINT matching_region_author_id_ac398cbb_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_region
    ADD CONSTRAINT matching_region_campaign_id_a290b8a8_fk_matching_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.matching_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_region
    ADD CONSTRAINT matching_region_workspace_id_380daadf_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_replay
    ADD CONSTRAINT matching_replay_author_id_8814e139_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_replay
    ADD CONSTRAINT matching_replay_campaign_id_84b25d80_fk_matching_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.matching_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_reportedrecommendations
    ADD CONSTRAINT matching_reportedrec_campaign_id_70b05846_fk_matching_ FOREIGN KEY (campaign_id) REFERENCES public.matching_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_seed
    ADD CONSTRAINT matching_seed_campaign_id_45d62ff4_fk_matching_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.matching_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_seed
    ADD CONSTRAINT matching_seed_company_id_c122c3b4_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_verdict
    ADD CONSTRAINT matching_verdict_author_id_717b2eff_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_verdict
    ADD CONSTRAINT matching_verdict_campaign_id_2f8a028f_fk_matching_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.matching_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_verdict
    ADD CONSTRAINT matching_verdict_company_id_2fd33f24_fk_leads_company_id FOREIGN KEY (company_id) REFERENCES public.leads_company(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_verdict_reasons
    ADD CONSTRAINT matching_verdict_rea_reason_id_db17f13c_fk_matching_ FOREIGN KEY (reason_id) REFERENCES public.matching_reason(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_verdict_reasons
    ADD CONSTRAINT matching_verdict_rea_verdict_id_6bf1b8df_fk_matching_ FOREIGN KEY (verdict_id) REFERENCES public.matching_verdict(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_verdict
    ADD CONSTRAINT matching_verdict_region_id_7575c535_fk_matching_region_id FOREIGN KEY (region_id) REFERENCES public.matching_region(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_verdict
    ADD CONSTRAINT matching_verdict_undone_by_id_a991edc4_fk_accounts_user_id FOREIGN KEY (undone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.matching_verdict
    ADD CONSTRAINT matching_verdict_workspace_id_e7d5c95f_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT privacy_erasure_person_id_793c261e_fk_leads_erasedperson_id FOREIGN KEY (person_id) REFERENCES public.leads_erasedperson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT privacy_erasure_workspace_id_30f04506_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_privacyrequest
    ADD CONSTRAINT privacy_privacyreque_closed_by_id_5e96424d_fk_accounts_ FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_privacyrequest
    ADD CONSTRAINT privacy_privacyreque_workspace_id_76999b81_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_privacyrequest
    ADD CONSTRAINT privacy_privacyrequest_reply_id_441ec5f9_fk_replies_reply_id FOREIGN KEY (reply_id) REFERENCES public.replies_reply(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_retentionrun
    ADD CONSTRAINT privacy_retentionrun_workspace_id_81725d86_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_encodertrades
    ADD CONSTRAINT registry_encodertrad_encoder_id_d0bf3418_fk_registry_ FOREIGN KEY (encoder_id) REFERENCES public.registry_modelversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_modelversion
    ADD CONSTRAINT registry_modelversio_promoted_by_id_0dfd9f6a_fk_accounts_ FOREIGN KEY (promoted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_shadow
    ADD CONSTRAINT registry_shadow_author_id_58257cb3_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_shadow
    ADD CONSTRAINT registry_shadow_candidate_id_058e5f8a_fk_registry_ FOREIGN KEY (candidate_id) REFERENCES public.registry_modelversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_shadow
    ADD CONSTRAINT registry_shadow_live_id_40de360a_fk_registry_modelversion_id FOREIGN KEY (live_id) REFERENCES public.registry_modelversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_shadowdifference
    ADD CONSTRAINT registry_shadowdiffe_part_id_8d801e45_fk_registry_ FOREIGN KEY (part_id) REFERENCES public.registry_shadowpart(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_shadowpart
    ADD CONSTRAINT registry_shadowpart_shadow_id_4e671f56_fk_registry_shadow_id FOREIGN KEY (shadow_id) REFERENCES public.registry_shadow(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_shadowpart
    ADD CONSTRAINT registry_shadowpart_workspace_id_1f211b12_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_training
    ADD CONSTRAINT registry_training_author_id_3499d969_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_training
    ADD CONSTRAINT registry_training_base_id_260c5926_fk_registry_modelversion_id FOREIGN KEY (base_id) REFERENCES public.registry_modelversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_training
    ADD CONSTRAINT registry_training_candidate_id_d2ac9ed3_fk_registry_ FOREIGN KEY (candidate_id) REFERENCES public.registry_modelversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_trial
    ADD CONSTRAINT registry_trial_candidate_id_83982c6e_fk_registry_ FOREIGN KEY (candidate_id) REFERENCES public.registry_modelversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_trial
    ADD CONSTRAINT registry_trial_live_id_70c83481_fk_registry_modelversion_id FOREIGN KEY (live_id) REFERENCES public.registry_modelversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.registry_trialpart
    ADD CONSTRAINT registry_trialpart_trial_id_6a725bbd_fk_registry_trial_id FOREIGN KEY (trial_id) REFERENCES public.registry_trial(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_proposedcontact
    ADD CONSTRAINT replies_proposedcont_decided_by_id_aaaa16dd_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_proposedcontact
    ADD CONSTRAINT replies_proposedcontact_contact_id_601dbddf_fk_leads_contact_id FOREIGN KEY (contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_proposedcontact
    ADD CONSTRAINT replies_proposedcontact_reply_id_afe9516d_fk_replies_reply_id FOREIGN KEY (reply_id) REFERENCES public.replies_reply(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_reply
    ADD CONSTRAINT replies_reply_answers_id_0a926671_fk_replies_sentemail_id FOREIGN KEY (answers_id) REFERENCES public.replies_sentemail(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_reply
    ADD CONSTRAINT replies_reply_contact_id_86ea7bd3_fk_leads_contact_id FOREIGN KEY (contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_reply
    ADD CONSTRAINT replies_reply_corrected_by_id_b42e591e_fk_accounts_user_id FOREIGN KEY (corrected_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_reply
    ADD CONSTRAINT replies_reply_snoozed_by_id_6dd57a54_fk_accounts_user_id FOREIGN KEY (snoozed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_reply
    ADD CONSTRAINT replies_reply_workspace_id_92418bfd_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_replycorrection
    ADD CONSTRAINT replies_replycorrect_step_id_8b461dce_fk_replies_r FOREIGN KEY (step_id) REFERENCES public.replies_replystep(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_replycorrection
    ADD CONSTRAINT replies_replycorrection_author_id_c15ad3d3_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_replycorrection
    ADD CONSTRAINT replies_replycorrection_reply_id_7498e52e_fk_replies_reply_id FOREIGN KEY (reply_id) REFERENCES public.replies_reply(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_replysettings
    ADD CONSTRAINT replies_replysetting_workspace_id_9fad5ca4_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_replystep
    ADD CONSTRAINT replies_replystep_author_id_e83dfaa7_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_replystep
    ADD CONSTRAINT replies_replystep_workspace_id_e72f6748_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_sentemail
    ADD CONSTRAINT replies_sentemail_contact_id_56af97cb_fk_leads_contact_id FOREIGN KEY (contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_sentemail
    ADD CONSTRAINT replies_sentemail_workspace_id_c3874eee_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_task
    ADD CONSTRAINT replies_task_contact_id_dc285bcd_fk_leads_contact_id FOREIGN KEY (contact_id) REFERENCES public.leads_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_task
    ADD CONSTRAINT replies_task_done_by_id_5ff3aaf8_fk_accounts_user_id FOREIGN KEY (done_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_task
    ADD CONSTRAINT replies_task_owner_id_8939a7c5_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_task
    ADD CONSTRAINT replies_task_reply_id_b45aa8f6_fk_replies_reply_id FOREIGN KEY (reply_id) REFERENCES public.replies_reply(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_task
    ADD CONSTRAINT replies_task_workspace_id_6d3f1a11_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_upload
    ADD CONSTRAINT replies_upload_author_id_8778a05d_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_upload
    ADD CONSTRAINT replies_upload_workspace_id_14f8e19b_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_uploadedmail
    ADD CONSTRAINT replies_uploadedmail_reply_id_3b8db257_fk_replies_reply_id FOREIGN KEY (reply_id) REFERENCES public.replies_reply(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.replies_uploadedmail
    ADD CONSTRAINT replies_uploadedmail_upload_id_d337b71f_fk_replies_upload_id FOREIGN KEY (upload_id) REFERENCES public.replies_upload(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_account_id_951f210e_fk_socialacc FOREIGN KEY (account_id) REFERENCES public.socialaccount_socialaccount(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_app_id_636a42d7_fk_socialacc FOREIGN KEY (app_id) REFERENCES public.socialaccount_socialapp(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_social_user_id_8146e70c_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_crosswalkname
    ADD CONSTRAINT taxonomy_crosswalkna_function_id_ad355eb5_fk_taxonomy_ FOREIGN KEY (function_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_crosswalkname
    ADD CONSTRAINT taxonomy_crosswalkna_tool_id_099ed6dd_fk_taxonomy_ FOREIGN KEY (tool_id) REFERENCES public.taxonomy_othertool(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_department
    ADD CONSTRAINT taxonomy_department_merged_into_id_2a338e7d_fk_taxonomy_ FOREIGN KEY (merged_into_id) REFERENCES public.taxonomy_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_dictionaryentry_functions
    ADD CONSTRAINT taxonomy_dictionarye_dictionaryentry_id_229bc6b1_fk_taxonomy_ FOREIGN KEY (dictionaryentry_id) REFERENCES public.taxonomy_dictionaryentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_dictionaryentry_functions
    ADD CONSTRAINT taxonomy_dictionarye_function_id_7b78bdbc_fk_taxonomy_ FOREIGN KEY (function_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_dictionaryentry
    ADD CONSTRAINT taxonomy_dictionarye_industry_id_03d7397d_fk_taxonomy_ FOREIGN KEY (industry_id) REFERENCES public.taxonomy_industry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_dictionaryentry
    ADD CONSTRAINT taxonomy_dictionaryentry_level_id_71e1aa58_fk_taxonomy_level_id FOREIGN KEY (level_id) REFERENCES public.taxonomy_level(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_drafteffect
    ADD CONSTRAINT taxonomy_drafteffect_draft_id_31314c95_fk_taxonomy_ FOREIGN KEY (draft_id) REFERENCES public.taxonomy_taxonomydraft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_drafteffectpart
    ADD CONSTRAINT taxonomy_drafteffect_effect_id_4f705b8d_fk_taxonomy_ FOREIGN KEY (effect_id) REFERENCES public.taxonomy_drafteffect(draft_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_drafteffectpart
    ADD CONSTRAINT taxonomy_drafteffect_workspace_id_2159de5d_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_formerslug
    ADD CONSTRAINT taxonomy_formerslug_department_id_116c1148_fk_taxonomy_ FOREIGN KEY (department_id) REFERENCES public.taxonomy_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_formerslug
    ADD CONSTRAINT taxonomy_formerslug_function_id_7cbb2202_fk_taxonomy_ FOREIGN KEY (function_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_function
    ADD CONSTRAINT taxonomy_function_department_id_9578fb3f_fk_taxonomy_ FOREIGN KEY (department_id) REFERENCES public.taxonomy_department(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_function
    ADD CONSTRAINT taxonomy_function_merged_into_id_23b7a12c_fk_taxonomy_ FOREIGN KEY (merged_into_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_phraserule_functions
    ADD CONSTRAINT taxonomy_phraserule__function_id_1e62d8c2_fk_taxonomy_ FOREIGN KEY (function_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_phraserule_functions
    ADD CONSTRAINT taxonomy_phraserule__phraserule_id_b6d2dd5d_fk_taxonomy_ FOREIGN KEY (phraserule_id) REFERENCES public.taxonomy_phraserule(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_representativetitle
    ADD CONSTRAINT taxonomy_representat_function_id_c8a9be0f_fk_taxonomy_ FOREIGN KEY (function_id) REFERENCES public.taxonomy_function(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_taxonomydraft
    ADD CONSTRAINT taxonomy_taxonomydra_base_id_a865f332_fk_taxonomy_ FOREIGN KEY (base_id) REFERENCES public.taxonomy_taxonomyversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_taxonomydraft
    ADD CONSTRAINT taxonomy_taxonomydra_edited_by_id_6f9dc94a_fk_accounts_ FOREIGN KEY (edited_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_taxonomydraft
    ADD CONSTRAINT taxonomy_taxonomydra_published_as_id_8e88182e_fk_taxonomy_ FOREIGN KEY (published_as_id) REFERENCES public.taxonomy_taxonomyversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_taxonomydraft
    ADD CONSTRAINT taxonomy_taxonomydraft_author_id_c212c9a7_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_taxonomyversion
    ADD CONSTRAINT taxonomy_taxonomyver_went_back_to_id_2df87866_fk_taxonomy_ FOREIGN KEY (went_back_to_id) REFERENCES public.taxonomy_taxonomyversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxonomy_taxonomyversion
    ADD CONSTRAINT taxonomy_taxonomyversion_author_id_1e9bd26b_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.watching_alert
    ADD CONSTRAINT watching_alert_seen_by_id_78193b72_fk_accounts_user_id FOREIGN KEY (seen_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.watching_alert
    ADD CONSTRAINT watching_alert_workspace_id_2e8ba0e4_fk_accounts_workspace_id FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.watching_dayprofile
    ADD CONSTRAINT watching_dayprofile_workspace_id_b84e4a2d_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.watching_delivery
    ADD CONSTRAINT watching_delivery_alert_id_006e3934_fk_watching_alert_id FOREIGN KEY (alert_id) REFERENCES public.watching_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.watching_limit
    ADD CONSTRAINT watching_limit_updated_by_id_b9a66f23_fk_accounts_user_id FOREIGN KEY (updated_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.watching_modelday
    ADD CONSTRAINT watching_modelday_workspace_id_195f267e_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.watching_watcheduntil
    ADD CONSTRAINT watching_watchedunti_workspace_id_ea4dbc56_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks_webhookdelivery
    ADD CONSTRAINT webhooks_webhookdeli_endpoint_id_d5bfb5c8_fk_webhooks_ FOREIGN KEY (endpoint_id) REFERENCES public.webhooks_webhookendpoint(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks_webhookdelivery
    ADD CONSTRAINT webhooks_webhookdeli_event_id_48da21e7_fk_webhooks_ FOREIGN KEY (event_id) REFERENCES public.webhooks_webhookevent(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks_webhookdelivery
    ADD CONSTRAINT webhooks_webhookdeli_workspace_id_89a0c82b_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks_webhookendpoint
    ADD CONSTRAINT webhooks_webhookendp_created_by_id_330902f3_fk_accounts_ FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks_webhookendpoint
    ADD CONSTRAINT webhooks_webhookendp_workspace_id_05240033_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks_webhookevent
    ADD CONSTRAINT webhooks_webhookeven_endpoint_id_a612e0ab_fk_webhooks_ FOREIGN KEY (endpoint_id) REFERENCES public.webhooks_webhookendpoint(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks_webhookevent
    ADD CONSTRAINT webhooks_webhookeven_workspace_id_766a74dc_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks_webhooksequence
    ADD CONSTRAINT webhooks_webhooksequ_workspace_id_b8a9ed46_fk_accounts_ FOREIGN KEY (workspace_id) REFERENCES public.accounts_workspace(id) DEFERRABLE INITIALLY DEFERRED;

INSERT INTO public.django_migrations (app, name, applied) VALUES
    ('account', '0001_initial', now()),
    ('account', '0002_email_max_length', now()),
    ('account', '0003_alter_emailaddress_create_unique_verified_email', now()),
    ('account', '0004_alter_emailaddress_drop_unique_email', now()),
    ('account', '0005_emailaddress_idx_upper_email', now()),
    ('account', '0006_emailaddress_lower', now()),
    ('account', '0007_emailaddress_idx_email', now()),
    ('account', '0008_emailaddress_unique_primary_email_fixup', now()),
    ('account', '0009_emailaddress_unique_primary_email', now()),
    ('accounts', '0001_initial', now()),
    ('accounts', '0001_version_0_1_0', now()),
    ('accounts', '0002_title_overlap', now()),
    ('accounts', '0003_audit_origin', now()),
    ('accounts', '0004_audit_append_only', now()),
    ('accounts', '0005_invitation', now()),
    ('accounts', '0006_reset_first_passwords', now()),
    ('accounts', '0007_api_key_scopes', now()),
    ('accounts', '0008_api_key_limits', now()),
    ('accounts', '0009_workspace_life', now()),
    ('accounts', '0010_two_step_and_epoch', now()),
    ('accounts', '0011_idempotent_request', now()),
    ('accounts', '0012_outgoing_email', now()),
    ('accounts', '0013_api_key_issued_by', now()),
    ('accounts', '0014_user_password_reset_at', now()),
    ('accounts', '0015_home_visits_and_sample_data', now()),
    ('accounts', '0016_sealed_answers', now()),
    ('accounts', '0017_webhook_events', now()),
    ('accounts', '0018_workspace_limits', now()),
    ('admin', '0001_initial', now()),
    ('admin', '0002_logentry_remove_auto_add', now()),
    ('admin', '0003_logentry_add_action_flag_choices', now()),
    ('auth', '0001_initial', now()),
    ('auth', '0002_alter_permission_name_max_length', now()),
    ('auth', '0003_alter_user_email_max_length', now()),
    ('auth', '0004_alter_user_username_opts', now()),
    ('auth', '0005_alter_user_last_login_null', now()),
    ('auth', '0006_require_contenttypes_0002', now()),
    ('auth', '0007_alter_validators_add_error_messages', now()),
    ('auth', '0008_alter_user_username_max_length', now()),
    ('auth', '0009_alter_user_last_name_max_length', now()),
    ('auth', '0010_alter_group_name_max_length', now()),
    ('auth', '0011_update_proxy_permissions', now()),
    ('auth', '0012_alter_user_first_name_max_length', now()),
    ('backups', '0001_initial', now()),
    ('backups', '0002_journal_triggers', now()),
    ('backups', '0003_backup_place', now()),
    ('backups', '0004_restores', now()),
    ('contenttypes', '0001_initial', now()),
    ('contenttypes', '0002_remove_content_type_name', now()),
    ('core', '0001_extensions', now()),
    ('duplicates', '0001_duplicate_pairs', now()),
    ('duplicates', '0002_help_texts', now()),
    ('imports', '0001_initial', now()),
    ('imports', '0001_version_0_1_0', now()),
    ('imports', '0002_dry_run_and_undo', now()),
    ('imports', '0003_settled_columns', now()),
    ('imports', '0004_header_line', now()),
    ('imports', '0005_owes_counts', now()),
    ('imports', '0006_settled_options', now()),
    ('imports', '0007_rename_saved_mapping', now()),
    ('imports', '0008_words_of_the_field', now()),
    ('imports', '0009_rejected_rows', now()),
    ('imports', '0010_related_names', now()),
    ('imports', '0011_rows_of_the_file', now()),
    ('imports', '0012_lists_and_sources', now()),
    ('imports', '0013_record_tags', now()),
    ('imports', '0014_several_sheets', now()),
    ('imports', '0015_company_changes', now()),
    ('imports', '0016_imports_at_work', now()),
    ('inbound', '0001_initial', now()),
    ('labelling', '0001_initial', now()),
    ('labelling', '0001_version_0_1_0', now()),
    ('labelling', '0002_online_learning', now()),
    ('labelling', '0003_learned_titles', now()),
    ('labelling', '0004_correction_learned_before', now()),
    ('labelling', '0005_falls_of_levels', now()),
    ('labelling', '0006_business_model_correction', now()),
    ('labelling', '0007_newer_learned_functions', now()),
    ('labelling', '0008_queues_of_titles', now()),
    ('labelling', '0009_carried_functions', now()),
    ('labelling', '0010_suggestions_and_records', now()),
    ('labelling', '0011_chances_of_functions', now()),
    ('labelling', '0012_suggestions_on_companies', now()),
    ('labelling', '0013_shown_by_age', now()),
    ('labelling', '0014_approvals', now()),
    ('labelling', '0015_title_leases', now()),
    ('labelling', '0016_second_words', now()),
    ('labelling', '0017_words_of_the_field', now()),
    ('labelling', '0018_rename_models', now()),
    ('labelling', '0019_learned_function_states', now()),
    ('labelling', '0020_related_names', now()),
    ('labelling', '0021_suggestion_levels', now()),
    ('labelling', '0022_help_texts', now()),
    ('lead_scores', '0001_initial', now()),
    ('lead_scores', '0002_score_changes', now()),
    ('lead_scores', '0003_rules_before_change', now()),
    ('leads', '0001_initial', now()),
    ('leads', '0001_version_0_1_0', now()),
    ('leads', '0002_contact_name_without_case', now()),
    ('leads', '0002_facet_and_sum_triggers', now()),
    ('leads', '0003_job_title_signature', now()),
    ('leads', '0004_job_title_signature_indexes', now()),
    ('leads', '0005_job_title_room', now()),
    ('leads', '0006_contact_lists_and_probabilities', now()),
    ('leads', '0007_contact_list_deleted_at', now()),
    ('leads', '0008_facet_changes', now()),
    ('leads', '0009_exports', now()),
    ('leads', '0010_saved_searches', now()),
    ('leads', '0011_contact_by_created_at', now()),
    ('leads', '0012_people_columns', now()),
    ('leads', '0013_company_columns_of_the_index', now()),
    ('leads', '0014_fewer_contact_indexes', now()),
    ('leads', '0015_job_title_surest', now()),
    ('leads', '0016_job_title_surest_indexes', now()),
    ('leads', '0017_former_business_models', now()),
    ('leads', '0018_title_sums', now()),
    ('leads', '0019_erased_people', now()),
    ('leads', '0020_do_not_contact_entries', now()),
    ('leads', '0021_do_not_contact_keys', now()),
    ('leads', '0022_do_not_contact_rules', now()),
    ('leads', '0023_do_not_contact_derived', now()),
    ('leads', '0024_deleted_records', now()),
    ('leads', '0025_do_not_contact_probes', now()),
    ('leads', '0026_deleted_record_step', now()),
    ('leads', '0027_international_keys', now()),
    ('leads', '0028_do_not_contact_sets', now()),
    ('leads', '0029_facet_changes_in_sets', now()),
    ('leads', '0030_facet_columns', now()),
    ('leads', '0031_export_formats', now()),
    ('leads', '0032_search_parameters', now()),
    ('leads', '0033_title_level_reasons', now()),
    ('leads', '0034_contact_held_titles', now()),
    ('leads', '0035_contact_lead_score', now()),
    ('leads', '0036_change_times', now()),
    ('leads', '0037_do_not_contact_at', now()),
    ('leads', '0038_lead_score_facets', now()),
    ('leads', '0039_worked_on_records', now()),
    ('leads', '0040_former_emails', now()),
    ('leads', '0041_company_firmographics', now()),
    ('leads', '0042_facet_columns', now()),
    ('leads', '0043_search_words', now()),
    ('leads', '0044_contact_place', now()),
    ('leads', '0045_merged_records', now()),
    ('leads', '0046_tagged_records', now()),
    ('leads', '0047_facet_columns', now()),
    ('leads', '0048_company_exports', now()),
    ('leads', '0049_crm_exports', now()),
    ('leads', '0050_company_searches', now()),
    ('leads', '0051_company_lists', now()),
    ('leads', '0052_company_columns', now()),
    ('leads', '0053_merged_keys', now()),
    ('leads', '0054_facet_columns', now()),
    ('leads', '0055_exported_ranges', now()),
    ('leads', '0056_fact_reports', now()),
    ('leads', '0057_help_texts', now()),
    ('leads', '0058_watched_searches', now()),
    ('leads', '0059_by_updated_at', now()),
    ('leads', '0060_contact_paused_until', now()),
    ('leads', '0061_export_files', now()),
    ('leads', '0062_fewer_title_indexes', now()),
    ('leads', '0063_waiting_titles_by_workspace', now()),
    ('leads', '0064_record_sums', now()),
    ('leads', '0065_record_sums_of_before', now()),
    ('mailboxes', '0001_mailboxes', now()),
    ('matching', '0001_initial', now()),
    ('matching', '0001_version_0_1_0', now()),
    ('matching', '0002_map', now()),
    ('matching', '0003_any_encoder', now()),
    ('matching', '0004_map_places', now()),
    ('matching', '0005_seeds_and_drops', now()),
    ('matching', '0006_no_landmarks', now()),
    ('matching', '0007_description_vectors', now()),
    ('matching', '0008_overlap', now()),
    ('matching', '0009_predicted_score', now()),
    ('matching', '0010_strategy_mix', now()),
    ('matching', '0011_replays', now()),
    ('matching', '0012_leases_ahead', now()),
    ('matching', '0013_related_names', now()),
    ('matching', '0014_description_themes', now()),
    ('matching', '0015_verdict_weight', now()),
    ('matching', '0016_exploration', now()),
    ('matching', '0017_reported_recommendations', now()),
    ('mfa', '0001_initial', now()),
    ('mfa', '0002_authenticator_timestamps', now()),
    ('mfa', '0003_authenticator_type_uniq', now()),
    ('privacy', '0001_erasures', now()),
    ('privacy', '0002_retention_runs', now()),
    ('privacy', '0003_privacy_requests', now()),
    ('privacy', '0004_help_texts', now()),
    ('registry', '0001_initial', now()),
    ('registry', '0001_version_0_1_0', now()),
    ('registry', '0002_desired_encoder', now()),
    ('registry', '0003_encoders_beside', now()),
    ('registry', '0004_candidates', now()),
    ('registry', '0005_trial_tries', now()),
    ('replies', '0001_initial', now()),
    ('replies', '0001_version_0_1_0', now()),
    ('replies', '0002_threads', now()),
    ('replies', '0003_uploads', now()),
    ('replies', '0004_proposals', now()),
    ('replies', '0005_steps', now()),
    ('replies', '0006_words_of_the_field', now()),
    ('replies', '0007_intents_of_the_table', now()),
    ('replies', '0008_rename_models', now()),
    ('replies', '0009_rejected_messages', now()),
    ('replies', '0010_related_names', now()),
    ('replies', '0011_snoozed_replies', now()),
    ('replies', '0012_help_texts', now()),
    ('replies', '0013_sent_emails', now()),
    ('replies', '0014_follow_ups', now()),
    ('sessions', '0001_initial', now()),
    ('socialaccount', '0001_initial', now()),
    ('socialaccount', '0002_token_max_lengths', now()),
    ('socialaccount', '0003_extra_data_default_dict', now()),
    ('socialaccount', '0004_app_provider_id_settings', now()),
    ('socialaccount', '0005_socialtoken_nullable_app', now()),
    ('socialaccount', '0006_alter_socialaccount_extra_data', now()),
    ('taxonomy', '0001_initial', now()),
    ('taxonomy', '0001_version_0_1_0', now()),
    ('taxonomy', '0002_dictionary_level_optional', now()),
    ('taxonomy', '0003_confusion_cost', now()),
    ('taxonomy', '0004_crosswalk', now()),
    ('taxonomy', '0005_merged_and_former_slugs', now()),
    ('taxonomy', '0006_drafts_and_documents', now()),
    ('taxonomy', '0007_draft_effects', now()),
    ('taxonomy', '0008_name_of_the_owner_level', now()),
    ('taxonomy', '0009_related_names', now()),
    ('taxonomy', '0010_help_texts', now()),
    ('usersessions', '0001_initial', now()),
    ('watching', '0001_version_0_1_0', now()),
    ('watching', '0001_watching', now()),
    ('watching', '0002_rename_models', now()),
    ('watching', '0003_related_names', now()),
    ('watching', '0004_failed_job', now()),
    ('webhooks', '0001_webhooks', now());
