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
-- An entry of a person keeps all keys that the person has, had and gets: rows that are `derived_from` it. So whoever
-- is deleted and comes back by another key is known. A phone number that is kept so has the last name in its key
-- (`301234567:roth`): the switchboard of a person who asked not to be contacted is not that person. A name is a key
-- with the company (`kelvia:anna roth`), of people whom imports find by both because they have no other key. Of a
-- company its domain, external ID (`company:A-1`; that of a person is `contact:A-1`) and LinkedIn page are keys
-- and, where there is none of these and it is deleted, its name (`kelvia:`): `entries.py` keeps them.
--
-- A migration of version 0.2.0 runs this file, and each one that changes it runs it again.

CREATE INDEX IF NOT EXISTS do_not_contact_lookup ON leads_donotcontact ((
    (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C"
));

-- What an entry is found by. The planner puts the expression in its place, and finds it in the index.

CREATE OR REPLACE FUNCTION leads_lookup(d leads_donotcontact) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END
$$;

-- Who is known by nothing but a phone number may be any person who has it.

CREATE OR REPLACE FUNCTION leads_is_only_a_phone(email text, linkedin_url text, last_name text)
    RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN email IS NULL AND linkedin_url IS NULL AND last_name = '';

-- The name of a person, and the key that it is with the company, of somebody without any other.

CREATE OR REPLACE FUNCTION leads_name_key(first_name text, last_name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN left(btrim(regexp_replace(leads_fold(first_name || ' ' || last_name), '\s+', ' ', 'g')), 199);

CREATE OR REPLACE FUNCTION leads_key_of_name(person leads_contact) RETURNS TABLE (value text, key text)
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    own text := leads_name_key(person.first_name, person.last_name);
BEGIN
    IF person.company_id IS NOT NULL AND own <> ''
            AND COALESCE(person.email, person.linkedin_url, person.external_id) IS NULL THEN
        RETURN QUERY SELECT left(lower(btrim(person.first_name || ' ' || person.last_name) || ', ' || o.name), 500),
            o.name_key || E'\n' || own FROM leads_company o WHERE o.id = person.company_id;
    END IF;
END $$;

-- Whether a workspace has entries of a kind, and whether it has any.

CREATE OR REPLACE FUNCTION leads_has_entries(in_workspace bigint, in_kind text) RETURNS boolean
    LANGUAGE plpgsql STABLE SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
BEGIN
    RETURN EXISTS (SELECT FROM leads_donotcontact d
        WHERE leads_lookup(d) COLLATE "C" >= in_workspace::text || ':' || in_kind || ':'
            AND leads_lookup(d) COLLATE "C" < in_workspace::text || ':' || in_kind || ';');
END $$;

CREATE OR REPLACE FUNCTION leads_has_any_entries(in_workspace bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
BEGIN
    RETURN EXISTS (SELECT FROM leads_donotcontact d
        WHERE leads_lookup(d) COLLATE "C" >= in_workspace::text || ':'
            AND leads_lookup(d) COLLATE "C" < in_workspace::text || ';');
END $$;

-- What a company is known by.

CREATE OR REPLACE FUNCTION leads_keys_of_company(o leads_company) RETURNS TABLE (kind text, key text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT k.kind, k.key FROM (VALUES
        ('company', o.id::text),
        ('domain', leads_host_key(o.domain)),
        ('external_id', 'company:' || o.external_id),
        ('linkedin', NULLIF(o.linkedin_url, '')),
        ('name', CASE WHEN o.domain IS NULL AND o.external_id IS NULL AND o.linkedin_url = ''
            THEN o.name_key || E'\n' END)
    ) AS k(kind, key) WHERE k.key IS NOT NULL
$$;

-- Whether a workspace has entries that may cover people by their company.

CREATE OR REPLACE FUNCTION leads_has_company_entries(in_workspace bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM unnest(ARRAY['domain', 'company', 'external_id', 'linkedin', 'name']) AS k(kind)
        WHERE leads_has_entries(in_workspace, k.kind));
END $$;

-- Which of some contacts are covered by an entry.

CREATE OR REPLACE FUNCTION leads_blocked_contacts(in_workspace bigint, ids bigint[]) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    start text := in_workspace::text || ':';
    kinds text[] := ARRAY(SELECT k FROM unnest(ARRAY['email', 'alias', 'domain', 'phone', 'linkedin',
        'external_id', 'name', 'contact', 'company']) AS k WHERE leads_has_entries(in_workspace, k));
    hosts text[]; companies bigint[];
BEGIN
    IF kinds = '{}' THEN
        RETURN;
    END IF;
    IF 'domain' = ANY(kinds) THEN
        SELECT array_agg(h.host) INTO hosts FROM (
            SELECT host, string_to_array(leads_host_key(host), '.') AS parts FROM (
                SELECT DISTINCT split_part(n.email, '@', -1) AS host FROM leads_contact n
                WHERE n.workspace_id = in_workspace AND n.id = ANY(ids)
            ) AS distinct_hosts
        ) AS h WHERE (SELECT true FROM generate_series(1, cardinality(h.parts) - 1) AS at
            WHERE (SELECT true FROM leads_donotcontact d WHERE leads_lookup(d) COLLATE "C"
                = start || 'domain:' || array_to_string(h.parts[at:], '.') LIMIT 1) LIMIT 1);
    END IF;
    IF kinds && ARRAY['domain', 'company', 'external_id', 'linkedin', 'name'] THEN
        SELECT array_agg(o.id) INTO companies FROM leads_company o
        WHERE o.id = ANY(ARRAY(SELECT DISTINCT n.company_id FROM leads_contact n
                WHERE n.workspace_id = in_workspace AND n.id = ANY(ids)))
            AND (SELECT true FROM leads_donotcontact d WHERE leads_lookup(d) COLLATE "C" = ANY(ARRAY(
                SELECT start || k.kind || ':' || k.key FROM leads_keys_of_company(o) AS k
                WHERE k.kind = ANY(kinds))) LIMIT 1);
    END IF;
    RETURN QUERY SELECT n.id FROM leads_contact n
    WHERE n.workspace_id = in_workspace AND n.id = ANY(ids) AND ((
        'contact' = ANY(kinds) AND (SELECT true FROM leads_donotcontact d
            WHERE leads_lookup(d) COLLATE "C" = start || 'contact:' || n.id::text LIMIT 1)
        OR 'alias' = ANY(kinds) AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d
            WHERE leads_lookup(d) COLLATE "C" = start || 'alias:' || leads_email_base(n.email) LIMIT 1)
        OR 'email' = ANY(kinds) AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d
            WHERE leads_lookup(d) COLLATE "C" = start || 'email:' || leads_email_key(n.email) LIMIT 1)
        OR 'linkedin' = ANY(kinds) AND n.linkedin_url IS NOT NULL AND (SELECT true FROM leads_donotcontact d
            WHERE leads_lookup(d) COLLATE "C" = start || 'linkedin:' || leads_linkedin_key(n.linkedin_url) LIMIT 1)
        OR 'external_id' = ANY(kinds) AND n.external_id IS NOT NULL AND (SELECT true FROM leads_donotcontact d
            WHERE leads_lookup(d) COLLATE "C" = start || 'external_id:contact:' || n.external_id LIMIT 1)
        OR 'phone' = ANY(kinds) AND n.phone <> '' AND (SELECT true FROM leads_donotcontact d
            WHERE leads_lookup(d) COLLATE "C"
                = ANY(ARRAY(SELECT start || 'phone:' || unnest(leads_person_phone_keys(n.phone, n.last_name)))) LIMIT 1)
        OR 'phone' = ANY(kinds) AND n.phone <> '' AND leads_is_only_a_phone(n.email, n.linkedin_url, n.last_name)
            AND (SELECT true FROM unnest(leads_phone_keys(n.phone)) AS k(key)
                JOIN leads_donotcontact d ON leads_lookup(d) COLLATE "C" >= start || 'phone:' || k.key || ':'
                AND leads_lookup(d) COLLATE "C" < start || 'phone:' || k.key || ';' LIMIT 1)
        OR 'name' = ANY(kinds) AND n.email IS NULL AND n.linkedin_url IS NULL AND n.external_id IS NULL
            AND (SELECT true FROM leads_donotcontact d WHERE leads_lookup(d) COLLATE "C"
                = (SELECT start || 'name:' || k.key FROM leads_key_of_name(n) AS k) LIMIT 1)
        OR 'domain' = ANY(kinds) AND split_part(n.email, '@', -1) = ANY(hosts)
        OR n.company_id = ANY(companies)
    ) IS TRUE);
END $$;

-- The keys of a person's phone numbers: each alone, and each with the last name.

CREATE OR REPLACE FUNCTION leads_person_phone_keys(phone text, last_name text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    keys text[] := leads_phone_keys(phone);
    name text := btrim(leads_fold(last_name));
    key text;
BEGIN
    FOREACH key IN ARRAY keys LOOP
        keys := keys || (key || ':' || name);
    END LOOP;
    RETURN keys;
END $$;

-- Which contacts some entries cover.

CREATE OR REPLACE FUNCTION leads_covered_contacts(in_workspace bigint, in_kind text, in_keys text[])
    RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    wanted text[]; companies bigint[]; ends integer[];
BEGIN
    IF in_kind = 'contact' THEN
        RETURN QUERY SELECT c.id FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.id = ANY(in_keys::bigint[]);
    END IF;
    IF in_kind IN ('email', 'alias') THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace AND c.email = k.key;
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace
                AND NOT leads_is_plain(c.email) AND leads_email_key(c.email) = k.key;
    END IF;
    IF in_kind = 'alias' THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace
                AND strpos(c.email, '+') > 1 AND leads_email_base(c.email) = k.key;
    END IF;
    IF in_kind = 'linkedin' THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace AND c.linkedin_url = k.key;
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace
                AND leads_linkedin_key(c.linkedin_url) <> c.linkedin_url
                AND leads_linkedin_key(c.linkedin_url) = k.key;
        companies := ARRAY(SELECT o.id FROM leads_company o
            WHERE o.workspace_id = in_workspace AND o.linkedin_url <> '' AND o.linkedin_url = ANY(in_keys));
    END IF;
    IF in_kind = 'external_id' THEN
        wanted := ARRAY(SELECT substr(k, 9) FROM unnest(in_keys) AS k WHERE starts_with(k, 'contact:'));
        RETURN QUERY SELECT c.id FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.external_id = ANY(wanted);
        wanted := ARRAY(SELECT substr(k, 9) FROM unnest(in_keys) AS k WHERE starts_with(k, 'company:'));
        companies := ARRAY(SELECT o.id FROM leads_company o
            WHERE o.workspace_id = in_workspace AND o.external_id = ANY(wanted));
    END IF;
    IF in_kind = 'name' THEN
        wanted := ARRAY(SELECT split_part(k, E'\n', 1) FROM unnest(in_keys) AS k);
        companies := ARRAY(SELECT o.id FROM leads_company o
            WHERE o.workspace_id = in_workspace AND o.name_key = ANY(wanted));
        wanted := ARRAY(SELECT split_part(k, E'\n', 2) FROM unnest(in_keys) AS k);
        RETURN QUERY SELECT c.id FROM leads_contact c JOIN leads_company o ON o.id = c.company_id
            WHERE c.company_id = ANY(companies) AND leads_name_key(c.first_name, c.last_name) = ANY(wanted)
                AND c.email IS NULL AND c.linkedin_url IS NULL AND c.external_id IS NULL
                AND o.name_key || E'\n' || leads_name_key(c.first_name, c.last_name) = ANY(in_keys);
        companies := ARRAY(SELECT o.id FROM leads_company o
            WHERE o.id = ANY(companies) AND o.name_key || E'\n' = ANY(in_keys)
                AND o.domain IS NULL AND o.external_id IS NULL AND o.linkedin_url = '');
    END IF;
    IF in_kind = 'company' THEN
        companies := in_keys::bigint[];
    END IF;
    IF companies <> '{}' THEN
        RETURN QUERY SELECT c.id FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.company_id = ANY(companies);
    END IF;
    IF in_kind = 'phone' THEN
        wanted := ARRAY(SELECT split_part(k, ':', 1) FROM unnest(in_keys) AS k);
        -- Leading zeros of the nine digits that make a key are not in it.
        ends := ARRAY(SELECT right(lpad(k, 9, '0'), 6)::integer FROM unnest(wanted) AS k WHERE k ~ '^[0-9]{1,9}$');
        RETURN QUERY SELECT c.id FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.phone <> ''
                AND leads_phone_end(c.phone) = ANY(ends) AND leads_phone_keys(c.phone) && wanted
                AND (leads_person_phone_keys(c.phone, c.last_name) && in_keys
                    OR leads_is_only_a_phone(c.email, c.linkedin_url, c.last_name));
        RETURN QUERY SELECT c.id FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.phone <> '' AND NOT leads_is_one_phone(c.phone)
                AND leads_phone_keys(c.phone) && wanted
                AND (leads_person_phone_keys(c.phone, c.last_name) && in_keys
                    OR leads_is_only_a_phone(c.email, c.linkedin_url, c.last_name));
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

CREATE OR REPLACE FUNCTION leads_derive_do_not_contact(in_workspace bigint, ids bigint[], is_entry boolean)
    RETURNS bigint
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    blocked bigint[] := ARRAY(SELECT leads_blocked_contacts(in_workspace, ids));
    wrong bigint[];
    n_changed bigint := 0;
BEGIN
    SELECT array_agg(n.id) INTO wrong FROM leads_contact n
    WHERE n.workspace_id = in_workspace AND n.id = ANY(ids) AND n.do_not_contact <> (n.id = ANY(blocked));
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

-- What a former key of a person is found by: an entry of a number that somebody had is not about the person, unless
-- the person was merged (`former_keys.sql`).

CREATE OR REPLACE FUNCTION leads_former_lookups(kind text, value text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE kind
        WHEN 'email' THEN ARRAY['email:' || leads_email_key(value), 'alias:' || leads_email_base(value)]
        WHEN 'linkedin_url' THEN ARRAY['linkedin:' || leads_linkedin_key(value)]
        WHEN 'external_id' THEN ARRAY['external_id:contact:' || value]
        WHEN 'merged_phone' THEN string_to_array(
            'phone:' || array_to_string(leads_phone_keys(value), ' phone:'), ' ')
        ELSE '{}' END;

-- All keys by which a person may be named, from what they are and what they had.

CREATE OR REPLACE FUNCTION leads_keys_of_person(person leads_contact, former_kinds text[], former_values text[])
    RETURNS TABLE (kind text, value text, key text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    names text[] := ARRAY['last_name', 'email', 'linkedin_url', 'external_id', 'phone'] || former_kinds;
    known text[] := ARRAY[person.last_name, person.email, person.linkedin_url, person.external_id, person.phone]
        || former_values;
BEGIN
    kind := 'contact'; value := 'contact:' || person.id; key := person.id::text; RETURN NEXT;
    FOR at IN 2 .. cardinality(names) LOOP
        CONTINUE WHEN COALESCE(known[at], '') = '';
        value := lower(known[at]);
        IF names[at] = 'email' THEN
            kind := 'email'; key := leads_email_key(value); RETURN NEXT;
            kind := 'alias'; key := leads_email_base(value); RETURN NEXT;
        ELSIF names[at] = 'linkedin_url' THEN
            kind := 'linkedin'; key := leads_linkedin_key(known[at]); RETURN NEXT;
        ELSIF names[at] = 'external_id' THEN
            kind := 'external_id'; value := known[at]; key := 'contact:' || value; RETURN NEXT;
        ELSIF names[at] = 'phone' THEN
            kind := 'phone';
            FOR named IN 1 .. cardinality(names) LOOP
                CONTINUE WHEN names[named] <> 'last_name';
                FOREACH key IN ARRAY leads_person_phone_keys(known[at], known[named]) LOOP
                    -- A number alone is the person's only while the person has it.
                    IF strpos(key, ':') > 0 OR at = 5 AND named = 1 THEN
                        RETURN NEXT;
                    END IF;
                END LOOP;
            END LOOP;
        ELSIF names[at] = 'merged_phone' THEN
            kind := 'phone';
            FOREACH key IN ARRAY leads_phone_keys(known[at]) LOOP
                RETURN NEXT;
            END LOOP;
        END IF;
    END LOOP;
    RETURN QUERY SELECT 'name', n.value, n.key FROM leads_key_of_name(person) AS n;
END $$;

CREATE OR REPLACE FUNCTION leads_known_keys(person leads_contact) RETURNS TABLE (kind text, value text, key text)
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    kinds text[]; former text[];
BEGIN
    SELECT array_agg(h.kind), array_agg(h.value) INTO kinds, former FROM (
        SELECT f.kind, f.email AS value FROM leads_contactformeremail f WHERE f.contact_id = person.id
        UNION ALL SELECT v.kind, v.value FROM leads_mergedrecord m CROSS JOIN LATERAL (VALUES
            ('email', m.email), ('linkedin_url', m.linkedin_url), ('external_id', m.external_id)) AS v(kind, value)
        WHERE m.kept_contact_id = person.id
    ) AS h;
    RETURN QUERY SELECT k.* FROM leads_keys_of_person(person, kinds, former) AS k;
END $$;

-- Which of these keys an entry keeps. Services say in `leadqual.email_plus_aliases` which kind the entries of
-- emails have (`EMAIL_PLUS_ALIASES`).

CREATE OR REPLACE FUNCTION leads_is_kept(kind text, key text, email_kind text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN kind IN ('email', 'alias') THEN kind = email_kind
        WHEN kind = 'phone' THEN strpos(key, ':') > 0 ELSE true END;

-- `OFFSET 0` keeps a lookup a lookup: the planner would read all entries to join them.
--
-- The entries that name some people by a key they have or had, as the one that the row derives from.

CREATE OR REPLACE FUNCTION leads_entries_of_people(in_workspace bigint, ids bigint[])
    RETURNS TABLE (contact_id bigint, entry_id bigint)
    LANGUAGE plpgsql STABLE SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
BEGIN
    RETURN QUERY
    WITH people AS MATERIALIZED (
        SELECT c AS person FROM leads_contact c WHERE c.workspace_id = in_workspace AND c.id = ANY(ids)
    ), wanted AS MATERIALIZED (
        SELECT (p.person).id, in_workspace::text || ':' || k.kind || ':' || k.key AS lookup
        FROM people p CROSS JOIN LATERAL leads_known_keys(p.person) AS k
        UNION SELECT (p.person).id, in_workspace::text || ':contact:' || m.record_id
            FROM people p JOIN leads_mergedrecord m ON m.kept_contact_id = (p.person).id
    )
    SELECT w.id, e.root FROM wanted w CROSS JOIN LATERAL (
        SELECT COALESCE(d.derived_from_id, d.id) AS root FROM leads_donotcontact d
        WHERE leads_lookup(d) COLLATE "C" = w.lookup OFFSET 0) AS e
    UNION SELECT (p.person).id, e.root FROM people p
    CROSS JOIN LATERAL unnest(leads_phone_keys((p.person).phone)) AS k(key) CROSS JOIN LATERAL (
        SELECT COALESCE(d.derived_from_id, d.id) AS root FROM leads_donotcontact d
        WHERE leads_lookup(d) COLLATE "C" >= in_workspace::text || ':phone:' || k.key || ':'
            AND leads_lookup(d) COLLATE "C" < in_workspace::text || ':phone:' || k.key || ';' OFFSET 0) AS e
    WHERE (p.person).phone <> ''
        AND leads_is_only_a_phone((p.person).email, (p.person).linkedin_url, (p.person).last_name);
END $$;

-- The keys of some people that entries of theirs do not have yet; an address that bounced says nothing of its
-- person. `+ 0` leaves only the index of lookups: an entry of a switchboard has the keys of many people.

CREATE OR REPLACE FUNCTION leads_missing_keys(in_workspace bigint, ids bigint[], entries bigint[])
    RETURNS TABLE (entry_id bigint, kind text, value text, key text)
    LANGUAGE plpgsql STABLE SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    email_kind text := CASE current_setting('leadqual.email_plus_aliases', true)
        WHEN 'same' THEN 'alias' WHEN 'different' THEN 'email' END;
BEGIN
    RETURN QUERY
    WITH met AS MATERIALIZED (
        SELECT n.contact_id, n.entry_id FROM leads_entries_of_people(in_workspace, ids) AS n
        UNION SELECT c, e FROM unnest(ids) AS c, unnest(entries) AS e
    ), wanted AS MATERIALIZED (
        SELECT DISTINCT r.id, r.kind AS own_kind, r.key AS own_key, k.kind, k.value, k.key
        FROM met m
        CROSS JOIN LATERAL (SELECT d.* FROM leads_donotcontact d
            WHERE d.id = m.entry_id OFFSET 0) AS r
        CROSS JOIN LATERAL (SELECT n AS person FROM leads_contact n WHERE n.id = m.contact_id OFFSET 0) AS c
        CROSS JOIN LATERAL leads_known_keys(c.person) AS k
        WHERE r.lifted_at IS NULL AND r.reason <> 'bounced' AND leads_is_kept(k.kind, k.key,
            CASE WHEN r.kind IN ('email', 'alias') THEN r.kind ELSE COALESCE(email_kind, 'alias') END)
    )
    SELECT DISTINCT ON (w.id, w.kind, w.key) w.id, w.kind, w.value, w.key FROM wanted w
    WHERE (w.kind, w.key) <> (w.own_kind, w.own_key)
        AND (w.kind, split_part(w.key, ':', 1)) <> (w.own_kind, w.own_key)
        AND (SELECT true FROM leads_donotcontact d
            WHERE leads_lookup(d) COLLATE "C" = in_workspace::text || ':' || w.kind || ':' || w.key
            AND d.derived_from_id + 0 = w.id LIMIT 1) IS NULL
    ORDER BY w.id, w.kind, w.key, w.value;
END $$;

-- Entries get keys beside their own, as they are otherwise.

CREATE OR REPLACE FUNCTION leads_add_keys(entries bigint[], kinds text[], given text[], keys text[])
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO leads_donotcontact (workspace_id, kind, value, key, reason, origin,
        suppression_list_id, author_id, created_at, derived_from_id)
    SELECT r.workspace_id, m.kind, m.value, m.key, r.reason, r.origin,
        r.suppression_list_id, r.author_id, now(), r.id
    FROM unnest(entries, kinds, given, keys) AS m(entry_id, kind, value, key)
    CROSS JOIN LATERAL (SELECT d.* FROM leads_donotcontact d WHERE d.id = m.entry_id OFFSET 0) AS r
    ON CONFLICT DO NOTHING;
END $$;

-- Entries keep the keys of the people whom they name, and of others whom they are said to name. The caller holds
-- the lock, shared at least.

CREATE OR REPLACE FUNCTION leads_keep_keys(in_workspace bigint, ids bigint[], entries bigint[] DEFAULT '{}')
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    entry_ids bigint[]; kinds text[]; given text[]; keys text[];
BEGIN
    SELECT array_agg(m.entry_id), array_agg(m.kind), array_agg(m.value), array_agg(m.key)
    INTO entry_ids, kinds, given, keys FROM leads_missing_keys(in_workspace, ids, entries) AS m;
    IF entry_ids IS NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(7204, in_workspace::int);
    PERFORM leads_add_keys(entry_ids, kinds, given, keys);
END $$;

-- Contacts that a statement wrote; they are locked by it. Of changed ones only those whose keys changed.

CREATE OR REPLACE FUNCTION leads_derive_of_contacts(in_workspace bigint, ids bigint[], with_new_keys bigint[])
    RETURNS void
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    stopped bigint[];
BEGIN
    IF leads_has_company_entries(in_workspace) THEN
        -- Nobody gives these companies another key until the commit.
        PERFORM FROM leads_company o WHERE o.id = ANY(ARRAY(
            SELECT DISTINCT n.company_id FROM leads_contact n WHERE n.id = ANY(ids)))
        ORDER BY o.id FOR KEY SHARE;
    END IF;
    PERFORM leads_derive_do_not_contact(in_workspace, ids, false);
    SELECT array_agg(n.id) INTO stopped FROM leads_contact n
    WHERE n.workspace_id = in_workspace AND n.id = ANY(with_new_keys) AND n.do_not_contact;
    IF stopped IS NOT NULL THEN
        PERFORM leads_keep_keys(in_workspace, stopped);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION leads_derive_of_new_contacts() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    written record;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7204, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM new_rows ORDER BY 1) AS workspaces;
    FOR written IN
        SELECT workspace_id, array_agg(id) AS ids, bool_or(do_not_contact) AS has_stopped
        FROM new_rows GROUP BY 1 ORDER BY 1
    LOOP
        CONTINUE WHEN NOT written.has_stopped AND NOT leads_has_any_entries(written.workspace_id);
        PERFORM leads_derive_of_contacts(written.workspace_id, written.ids, written.ids);
    END LOOP;
    RETURN NULL;
END $$;

-- Former and new rows are paired by a full join, which cannot be a nested loop. Conditions on them must be
-- true for NULL, too: else the planner makes a plain join of it.

CREATE OR REPLACE FUNCTION leads_derive_of_changed_contacts() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    written record;
BEGIN
    FOR written IN
        SELECT n.workspace_id, array_agg(n.id) AS ids, array_agg(n.id) FILTER (WHERE
            (n.email, n.phone, n.linkedin_url, n.external_id, n.first_name, n.last_name, n.company_id, n.workspace_id)
            IS DISTINCT FROM (o.email, o.phone, o.linkedin_url, o.external_id, o.first_name, o.last_name,
                o.company_id, o.workspace_id)) AS with_new_keys
        FROM new_rows n FULL JOIN old_rows o ON o.id = n.id
        WHERE (n.email, n.phone, n.linkedin_url, n.external_id, n.first_name, n.last_name, n.company_id,
                n.workspace_id, n.do_not_contact)
            IS DISTINCT FROM (o.email, o.phone, o.linkedin_url, o.external_id, o.first_name, o.last_name,
                o.company_id, o.workspace_id, o.do_not_contact)
        GROUP BY 1 HAVING count(n.id) > 0 ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock_shared(7204, written.workspace_id::int);
        PERFORM leads_derive_of_contacts(written.workspace_id, written.ids, written.with_new_keys);
    END LOOP;
    RETURN NULL;
END $$;

-- A company gets another key.

CREATE OR REPLACE FUNCTION leads_derive_of_companies() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    changed record;
    moved bigint[];
BEGIN
    SELECT array_agg(n.id) INTO moved
    FROM new_rows n FULL JOIN old_rows o ON o.id = n.id
    WHERE (n.domain, n.external_id, n.linkedin_url, n.name_key)
        IS DISTINCT FROM (o.domain, o.external_id, o.linkedin_url, o.name_key);
    IF moved IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(7204, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM leads_company WHERE id = ANY(moved) ORDER BY 1
    ) AS workspaces;
    FOR changed IN
        SELECT c.workspace_id, array_agg(c.id) AS ids
        FROM leads_contact c WHERE c.company_id = ANY(moved)
        GROUP BY 1 ORDER BY 1
    LOOP
        IF leads_has_company_entries(changed.workspace_id) THEN
            PERFORM leads_derive_of_contacts(changed.workspace_id, changed.ids, changed.ids);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Entries that come, change and go. What derives from an entry is lifted with it.

CREATE OR REPLACE FUNCTION leads_derive_of_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    former leads_donotcontact[] := '{}';
    present leads_donotcontact[] := '{}';
    changed record;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        former := ARRAY(SELECT o FROM old_rows o);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        present := ARRAY(SELECT n FROM new_rows n);
    END IF;
    IF former = '{}' AND present = '{}' THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(7204, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM unnest(former || present) ORDER BY 1) AS workspaces;
    IF TG_OP = 'UPDATE' THEN
        UPDATE leads_donotcontact d
        SET origin = n.origin, lifted_at = n.lifted_at, lifted_by_id = n.lifted_by_id
        FROM unnest(present) AS n
        WHERE d.derived_from_id = n.id AND d.lifted_at IS NULL
            AND (n.lifted_at IS NOT NULL OR n.origin <> d.origin);
    END IF;
    FOR changed IN
        SELECT d.workspace_id, array_agg(DISTINCT c.id) AS ids FROM (
            SELECT workspace_id, kind, array_agg(DISTINCT key) AS keys FROM unnest(former || present) GROUP BY 1, 2
        ) AS d, LATERAL leads_covered_contacts(d.workspace_id, d.kind, d.keys) AS c(id)
        GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_derive_do_not_contact(changed.workspace_id, changed.ids, true);
    END LOOP;
    FOR changed IN
        SELECT d.workspace_id, array_agg(DISTINCT c.id) AS ids FROM (
            SELECT n.workspace_id, n.kind, array_agg(DISTINCT n.key) AS keys FROM unnest(present) AS n
            LEFT JOIN unnest(former) AS o ON o.id = n.id
            WHERE n.derived_from_id IS NULL AND n.lifted_at IS NULL AND n.kind NOT IN ('domain', 'company')
                AND (n.kind, n.key, n.lifted_at) IS DISTINCT FROM (o.kind, o.key, o.lifted_at)
            GROUP BY 1, 2
        ) AS d CROSS JOIN LATERAL (
            SELECT leads_covered_contacts(d.workspace_id, d.kind, d.keys)
            UNION SELECT f.contact_id FROM leads_contactformeremail f
            WHERE f.workspace_id = d.workspace_id AND leads_former_lookups(f.kind, f.email)
                && ARRAY(SELECT d.kind || ':' || k FROM unnest(d.keys) AS k)
            UNION SELECT m.kept_contact_id FROM leads_mergedrecord m
            WHERE m.workspace_id = d.workspace_id AND d.kind = 'linkedin' AND m.linkedin_url <> ''
                AND m.linkedin_url = ANY(d.keys) AND m.kept_contact_id IS NOT NULL
            UNION SELECT m.kept_contact_id FROM leads_mergedrecord m
            WHERE m.workspace_id = d.workspace_id AND m.kind = 'contact'
                AND m.record_id = ANY(CASE WHEN d.kind = 'contact' THEN d.keys::bigint[] END)
        ) AS c(id)
        GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_keep_keys(changed.workspace_id, changed.ids);
    END LOOP;
    -- Whoever is deleted may come back, by any key.
    IF EXISTS (SELECT FROM unnest(present) AS n WHERE n.kind = 'contact' AND n.derived_from_id IS NULL) THEN
        PERFORM leads_add_keys(array_agg(n.id), array_agg(k.kind), array_agg(k.value), array_agg(k.key))
        FROM unnest(present) AS n
        JOIN leads_deletedrecord d ON d.workspace_id = n.workspace_id AND d.kind = 'contact'
            AND d.record_id = n.key::bigint
        CROSS JOIN LATERAL jsonb_array_elements(d.rows) AS own
        CROSS JOIN LATERAL (
            SELECT array_agg(v.kind) AS kinds, array_agg(v.value) AS former
            FROM jsonb_array_elements(d.rows) AS f CROSS JOIN LATERAL (
                SELECT COALESCE(f->'fields'->>'kind', 'email') AS kind,
                    COALESCE(f->'fields'->>'value', f->'fields'->>'email') AS value
                WHERE f->>'model' IN ('leads.contactformerkey', 'leads.contactformeremail')
                UNION ALL SELECT m.key, m.value FROM jsonb_each_text(f->'fields') AS m
                WHERE f->>'model' = 'leads.mergedrecord' AND m.key IN ('email', 'linkedin_url', 'external_id')
            ) AS v
        ) AS had
        CROSS JOIN LATERAL leads_keys_of_person(jsonb_populate_record(NULL::leads_contact, jsonb_build_object(
            'id', own->'pk', 'company_id', own->'fields'->'company') || (
                SELECT jsonb_object_agg(v.key, v.value) FROM jsonb_each(own->'fields') AS v
                WHERE v.key IN ('email', 'linkedin_url', 'external_id', 'phone', 'first_name', 'last_name')
            )), had.kinds, had.former) AS k
        WHERE n.kind = 'contact' AND n.derived_from_id IS NULL AND n.lifted_at IS NULL
            AND own->>'model' = 'leads.contact' AND (own->>'pk')::bigint = d.record_id AND k.kind <> 'contact'
            AND leads_is_kept(k.kind, k.key, CASE current_setting('leadqual.email_plus_aliases', true)
                WHEN 'different' THEN 'email' ELSE 'alias' END);
    END IF;
    RETURN NULL;
END $$;

-- The triggers.

DROP TRIGGER IF EXISTS do_not_contact_insert ON leads_contact;
DROP TRIGGER IF EXISTS do_not_contact_update ON leads_contact;
DROP TRIGGER IF EXISTS do_not_contact_follow ON leads_contact;
DROP TRIGGER IF EXISTS do_not_contact_domain ON leads_company;
DROP TRIGGER IF EXISTS do_not_contact_insert ON leads_donotcontact;
DROP TRIGGER IF EXISTS do_not_contact_update ON leads_donotcontact;
DROP TRIGGER IF EXISTS do_not_contact_delete ON leads_donotcontact;
DROP TRIGGER IF EXISTS former_emails_insert ON leads_donotcontact;
DROP TRIGGER IF EXISTS former_emails_update ON leads_donotcontact;
DROP FUNCTION IF EXISTS leads_follow_do_not_contact, leads_follow_former_emails, leads_derive_of_new_entries,
    leads_derive_of_changed_entries, leads_derive_of_former_entries, leads_emails_of, leads_profiles_of,
    leads_keys_of_person(bigint, text[], text[], text, text, text);

CREATE TRIGGER do_not_contact_insert AFTER INSERT ON leads_contact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_new_contacts();
CREATE TRIGGER do_not_contact_update AFTER UPDATE ON leads_contact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_changed_contacts();
CREATE TRIGGER do_not_contact_domain AFTER UPDATE ON leads_company
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_companies();
CREATE TRIGGER do_not_contact_insert AFTER INSERT ON leads_donotcontact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_entries();
CREATE TRIGGER do_not_contact_update AFTER UPDATE ON leads_donotcontact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_entries();
CREATE TRIGGER do_not_contact_delete AFTER DELETE ON leads_donotcontact
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_entries();
