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
-- An entry of a person keeps all keys that the person has, and gets: rows that are `derived_from` it. So whoever
-- is deleted and comes back by another key is known. A phone number that is kept so has the last name in its key
-- (`301234567:roth`): the switchboard of a person who asked not to be contacted is not that person.
--
-- A migration of version 0.2.0 runs this file, and each one that changes it runs it again.

CREATE INDEX IF NOT EXISTS do_not_contact_lookup ON leads_donotcontact ((
    (CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END) COLLATE "C"
));
CREATE INDEX IF NOT EXISTS contact_by_phone_key
    ON leads_contact USING gin (leads_phone_keys(phone)) WHERE phone <> '';

-- Who is known by nothing but a phone number may be any person who has it.

CREATE OR REPLACE FUNCTION leads_is_only_a_phone(email text, linkedin_url text, last_name text)
    RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN email IS NULL AND linkedin_url IS NULL AND last_name = '';

-- Whether a workspace has entries of a kind.

CREATE OR REPLACE FUNCTION leads_has_entries(in_workspace bigint, in_kind text) RETURNS boolean
    LANGUAGE plpgsql STABLE SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
BEGIN
    RETURN EXISTS (SELECT FROM leads_donotcontact d
        WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C"
                >= in_workspace::text || ':' || in_kind || ':'
            AND (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C"
                < in_workspace::text || ':' || in_kind || ';');
END $$;

-- Which of some contacts are covered by an entry.

CREATE OR REPLACE FUNCTION leads_blocked_contacts(in_workspace bigint, ids bigint[]) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    has_email boolean; has_alias boolean; has_domain boolean; has_phone boolean;
    has_linkedin boolean; has_contact boolean; has_company boolean;
    hosts text[]; companies bigint[];
BEGIN
    SELECT leads_has_entries(in_workspace, 'email'),
        leads_has_entries(in_workspace, 'alias'),
        leads_has_entries(in_workspace, 'domain'),
        leads_has_entries(in_workspace, 'phone'),
        leads_has_entries(in_workspace, 'linkedin'),
        leads_has_entries(in_workspace, 'contact'),
        leads_has_entries(in_workspace, 'company')
    INTO has_email, has_alias, has_domain, has_phone, has_linkedin, has_contact, has_company;
    IF NOT (has_email OR has_alias OR has_domain OR has_phone OR has_linkedin OR has_contact OR has_company) THEN
        RETURN;
    END IF;
    IF has_domain THEN
        SELECT array_agg(h.host) INTO hosts FROM (
            SELECT host, string_to_array(leads_host_key(host), '.') AS parts FROM (
                SELECT DISTINCT split_part(n.email, '@', -1) AS host FROM leads_contact n
                WHERE n.workspace_id = in_workspace AND n.id = ANY(ids)
            ) AS distinct_hosts
        ) AS h WHERE (SELECT true FROM generate_series(1, cardinality(h.parts) - 1) AS at
            WHERE (SELECT true FROM leads_donotcontact d
                WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" = in_workspace::text || ':domain:' || array_to_string(h.parts[at:], '.') LIMIT 1) LIMIT 1);
    END IF;
    IF has_domain OR has_company THEN
        SELECT array_agg(o.id) INTO companies FROM leads_company o
        WHERE o.id = ANY(ARRAY(SELECT DISTINCT n.company_id FROM leads_contact n
                WHERE n.workspace_id = in_workspace AND n.id = ANY(ids)))
            AND (has_domain AND (SELECT true FROM leads_donotcontact d
                WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" = in_workspace::text || ':domain:' || leads_host_key(o.domain) LIMIT 1)
            OR has_company AND (SELECT true FROM leads_donotcontact d
                WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" = in_workspace::text || ':company:' || o.id::text LIMIT 1));
    END IF;
    RETURN QUERY SELECT n.id FROM leads_contact n
    WHERE n.workspace_id = in_workspace AND n.id = ANY(ids) AND ((
        has_contact AND (SELECT true FROM leads_donotcontact d
                WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" = in_workspace::text || ':contact:' || n.id::text LIMIT 1)
        OR has_alias AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d
                WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" = in_workspace::text || ':alias:' || leads_email_base(n.email) LIMIT 1)
        OR has_email AND n.email IS NOT NULL AND (SELECT true FROM leads_donotcontact d
                WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" = in_workspace::text || ':email:' || leads_email_key(n.email) LIMIT 1)
        OR has_linkedin AND n.linkedin_url IS NOT NULL AND (SELECT true FROM leads_donotcontact d
                WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" = in_workspace::text || ':linkedin:' || leads_linkedin_key(n.linkedin_url) LIMIT 1)
        OR has_phone AND n.phone <> '' AND (SELECT true FROM leads_donotcontact d
                WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" = ANY(ARRAY(SELECT in_workspace::text || ':phone:' || unnest(leads_person_phone_keys(n.phone, n.last_name)))) LIMIT 1)
        OR has_phone AND n.phone <> '' AND leads_is_only_a_phone(n.email, n.linkedin_url, n.last_name)
            AND (SELECT true FROM unnest(leads_phone_keys(n.phone)) AS k(key)
                JOIN leads_donotcontact d
                ON (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" >= in_workspace::text || ':phone:' || k.key || ':'
                AND (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" < in_workspace::text || ':phone:' || k.key || ';' LIMIT 1)
        OR has_domain AND split_part(n.email, '@', -1) = ANY(hosts)
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
BEGIN
    IF in_kind = 'contact' THEN
        RETURN QUERY SELECT c.id FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.id = ANY(in_keys::bigint[]);
    END IF;
    IF in_kind = 'company' THEN
        RETURN QUERY SELECT c.id FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.company_id = ANY(in_keys::bigint[]);
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
    END IF;
    IF in_kind = 'phone' THEN
        RETURN QUERY SELECT c.id FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.phone <> ''
                AND leads_phone_keys(c.phone) && ARRAY(SELECT split_part(k, ':', 1) FROM unnest(in_keys) AS k)
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

-- Emails and profiles that a person has, had, or that were those of a record merged into the person.

CREATE OR REPLACE FUNCTION leads_emails_of(in_contact bigint, email text) RETURNS text[]
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT email WHERE email <> ''
        UNION SELECT f.email FROM leads_contactformeremail f WHERE f.contact_id = in_contact
        UNION SELECT m.email FROM leads_mergedrecord m WHERE m.kept_contact_id = in_contact AND m.email <> '');
END $$;

CREATE OR REPLACE FUNCTION leads_profiles_of(in_contact bigint, linkedin_url text) RETURNS text[]
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT linkedin_url WHERE linkedin_url <> ''
        UNION SELECT m.linkedin_url FROM leads_mergedrecord m
        WHERE m.kept_contact_id = in_contact AND m.linkedin_url <> '');
END $$;

-- The keys by which a person is known. Services say in `leadqual.email_plus_aliases` which kind the entries of
-- emails have (`EMAIL_PLUS_ALIASES`).

CREATE OR REPLACE FUNCTION leads_keys_of_person(
    in_id bigint, emails text[], linkedin_urls text[], phone text, last_name text, email_kind text
) RETURNS TABLE (kind text, value text, key text) LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN QUERY SELECT 'contact', 'contact:' || in_id, in_id::text;
    RETURN QUERY SELECT email_kind, e.email, CASE email_kind
            WHEN 'alias' THEN leads_email_base(e.email) ELSE leads_email_key(e.email) END
        FROM (SELECT lower(one) AS email FROM unnest(emails) AS one WHERE one <> '') AS e;
    RETURN QUERY SELECT 'linkedin', lower(one), leads_linkedin_key(one)
        FROM unnest(linkedin_urls) AS one WHERE one <> '';
    RETURN QUERY SELECT 'phone', lower(phone), k.key
        FROM unnest(leads_person_phone_keys(phone, last_name)) AS k(key) WHERE strpos(k.key, ':') > 0;
END $$;

-- `OFFSET 0` keeps a lookup a lookup: the planner would read all entries to join them.
--
-- The entries that name some people by a key they have or an email they had, as the one that the row derives from.

CREATE OR REPLACE FUNCTION leads_entries_of_people(in_workspace bigint, ids bigint[])
    RETURNS TABLE (contact_id bigint, entry_id bigint)
    LANGUAGE plpgsql STABLE SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
BEGIN
    RETURN QUERY
    WITH people AS MATERIALIZED (
        SELECT c.id, c.email, c.linkedin_url, c.phone, c.last_name,
            leads_emails_of(c.id, c.email) AS emails, leads_profiles_of(c.id, c.linkedin_url) AS profiles
        FROM leads_contact c WHERE c.workspace_id = in_workspace AND c.id = ANY(ids)
    ), wanted AS MATERIALIZED (
        SELECT p.id, in_workspace::text || ':contact:' || p.id AS lookup FROM people p
        UNION SELECT p.id, in_workspace::text || ':contact:' || m.record_id
            FROM people p JOIN leads_mergedrecord m ON m.kept_contact_id = p.id
        UNION SELECT p.id, in_workspace::text || ':email:' || leads_email_key(lower(e))
            FROM people p, unnest(p.emails) AS e
        UNION SELECT p.id, in_workspace::text || ':alias:' || leads_email_base(lower(e))
            FROM people p, unnest(p.emails) AS e
        UNION SELECT p.id, in_workspace::text || ':linkedin:' || leads_linkedin_key(one)
            FROM people p, unnest(p.profiles) AS one
        UNION SELECT p.id, in_workspace::text || ':phone:' || k
            FROM people p, unnest(leads_person_phone_keys(p.phone, p.last_name)) AS k WHERE p.phone <> ''
    )
    SELECT w.id, e.root FROM wanted w CROSS JOIN LATERAL (
        SELECT COALESCE(d.derived_from_id, d.id) AS root FROM leads_donotcontact d
        WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" = w.lookup OFFSET 0) AS e
    UNION SELECT p.id, e.root FROM people p
    CROSS JOIN LATERAL unnest(leads_phone_keys(p.phone)) AS k(key) CROSS JOIN LATERAL (
        SELECT COALESCE(d.derived_from_id, d.id) AS root FROM leads_donotcontact d
        WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" >= in_workspace::text || ':phone:' || k.key || ':'
            AND (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C" < in_workspace::text || ':phone:' || k.key || ';' OFFSET 0) AS e
    WHERE p.phone <> '' AND leads_is_only_a_phone(p.email, p.linkedin_url, p.last_name);
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
        CROSS JOIN LATERAL (SELECT n.* FROM leads_contact n WHERE n.id = m.contact_id OFFSET 0) AS c
        CROSS JOIN LATERAL leads_keys_of_person(c.id,
            leads_emails_of(c.id, c.email), leads_profiles_of(c.id, c.linkedin_url), c.phone, c.last_name,
            CASE WHEN r.kind IN ('email', 'alias') THEN r.kind ELSE COALESCE(email_kind, 'alias') END) AS k
        WHERE r.lifted_at IS NULL AND r.reason <> 'bounced'
    )
    SELECT DISTINCT ON (w.id, w.kind, w.key) w.id, w.kind, w.value, w.key FROM wanted w
    WHERE (w.kind, w.key) <> (w.own_kind, w.own_key)
        AND (w.kind, split_part(w.key, ':', 1)) <> (w.own_kind, w.own_key)
        AND (SELECT true FROM leads_donotcontact d WHERE (CASE WHEN d.lifted_at IS NULL THEN d.workspace_id::text || ':' || d.kind || ':' || d.key END) COLLATE "C"
            = in_workspace::text || ':' || w.kind || ':' || w.key AND d.derived_from_id + 0 = w.id LIMIT 1) IS NULL
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
    IF leads_has_entries(in_workspace, 'domain') OR leads_has_entries(in_workspace, 'company') THEN
        -- Nobody gives these companies another domain until the commit.
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
    FOR written IN SELECT workspace_id, array_agg(id) AS ids FROM new_rows GROUP BY 1 ORDER BY 1 LOOP
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
            (n.email, n.phone, n.linkedin_url, n.last_name, n.workspace_id)
            IS DISTINCT FROM (o.email, o.phone, o.linkedin_url, o.last_name, o.workspace_id)) AS with_new_keys
        FROM new_rows n FULL JOIN old_rows o ON o.id = n.id
        WHERE (n.email, n.phone, n.linkedin_url, n.last_name, n.company_id, n.workspace_id, n.do_not_contact)
            IS DISTINCT FROM
            (o.email, o.phone, o.linkedin_url, o.last_name, o.company_id, o.workspace_id, o.do_not_contact)
        GROUP BY 1 HAVING count(n.id) > 0 ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock_shared(7204, written.workspace_id::int);
        PERFORM leads_derive_of_contacts(written.workspace_id, written.ids, written.with_new_keys);
    END LOOP;
    RETURN NULL;
END $$;

-- An email that a contact had before: an entry of it is one of the contact.

CREATE OR REPLACE FUNCTION leads_derive_of_former_emails() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    written record;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7204, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM new_rows ORDER BY 1) AS workspaces;
    FOR written IN SELECT workspace_id, array_agg(contact_id) AS ids FROM new_rows GROUP BY 1 ORDER BY 1 LOOP
        PERFORM leads_keep_keys(written.workspace_id, written.ids);
    END LOOP;
    RETURN NULL;
END $$;

-- A company gets another domain.

CREATE OR REPLACE FUNCTION leads_derive_of_companies() RETURNS trigger
    LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off AS $$
DECLARE
    changed record;
    moved bigint[];
BEGIN
    SELECT array_agg(n.id) INTO moved
    FROM new_rows n FULL JOIN old_rows o ON o.id = n.id WHERE n.domain IS DISTINCT FROM o.domain;
    IF moved IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(7204, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM leads_company WHERE id = ANY(moved) ORDER BY 1
    ) AS workspaces;
    FOR changed IN
        SELECT c.workspace_id, array_agg(c.id) AS ids
        FROM leads_contact c WHERE c.company_id = ANY(moved)
            AND leads_has_entries(c.workspace_id, 'domain')
        GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_derive_do_not_contact(changed.workspace_id, changed.ids, false);
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
            WHERE f.workspace_id = d.workspace_id AND d.kind = 'email' AND leads_email_key(f.email) = ANY(d.keys)
            UNION SELECT f.contact_id FROM leads_contactformeremail f
            WHERE f.workspace_id = d.workspace_id AND d.kind = 'alias' AND leads_email_base(f.email) = ANY(d.keys)
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
        CROSS JOIN LATERAL leads_keys_of_person(d.record_id,
            ARRAY(SELECT own->'fields'->>'email' UNION SELECT f->'fields'->>'email'
                FROM jsonb_array_elements(d.rows) AS f WHERE f->>'model' = 'leads.contactformeremail'),
            ARRAY[own->'fields'->>'linkedin_url'], own->'fields'->>'phone', own->'fields'->>'last_name',
            CASE current_setting('leadqual.email_plus_aliases', true)
                WHEN 'different' THEN 'email' ELSE 'alias' END) AS k
        WHERE n.kind = 'contact' AND n.derived_from_id IS NULL AND n.lifted_at IS NULL
            AND own->>'model' = 'leads.contact' AND (own->>'pk')::bigint = d.record_id AND k.kind <> 'contact';
    END IF;
    RETURN NULL;
END $$;

-- The triggers.

DROP TRIGGER IF EXISTS do_not_contact_insert ON leads_contact;
DROP TRIGGER IF EXISTS do_not_contact_update ON leads_contact;
DROP TRIGGER IF EXISTS do_not_contact_follow ON leads_contact;
DROP TRIGGER IF EXISTS do_not_contact_insert ON leads_contactformeremail;
DROP TRIGGER IF EXISTS do_not_contact_domain ON leads_company;
DROP TRIGGER IF EXISTS do_not_contact_insert ON leads_donotcontact;
DROP TRIGGER IF EXISTS do_not_contact_update ON leads_donotcontact;
DROP TRIGGER IF EXISTS do_not_contact_delete ON leads_donotcontact;
DROP TRIGGER IF EXISTS former_emails_insert ON leads_donotcontact;
DROP TRIGGER IF EXISTS former_emails_update ON leads_donotcontact;
DROP FUNCTION IF EXISTS leads_follow_do_not_contact, leads_follow_former_emails, leads_derive_of_new_entries,
    leads_derive_of_changed_entries, leads_derive_of_former_entries;

CREATE TRIGGER do_not_contact_insert AFTER INSERT ON leads_contact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_new_contacts();
CREATE TRIGGER do_not_contact_update AFTER UPDATE ON leads_contact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_changed_contacts();
CREATE TRIGGER do_not_contact_insert AFTER INSERT ON leads_contactformeremail
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_former_emails();
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
