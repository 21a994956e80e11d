"""The flag of a contact follows from the entries, whoever writes either of them.

Who writes contacts holds the lock of their workspace shared, who writes entries holds it alone,
both until they commit. So of two writers the second one always sees what the first one wrote:

* an entry is committed first: the contact's writer waits for the lock, then finds the entry;
* a contact is committed first: the entry's writer waits for the lock, then finds the contact.

Statements of a function see what is committed when they begin (READ COMMITTED), so each function
first takes the lock and then reads.
"""

from django.db import migrations

_GATE = 7_204  # As `leadqual.leads.do_not_contact.entry_locks`.
_HOST = "split_part(c.email, '@', -1)"
_PERSON_KEYS = """(d.kind = 'email' AND d.key = {row}.email)
                OR (d.kind = 'alias' AND d.key = leads_email_base({row}.email))
                OR (d.kind = 'linkedin' AND d.key = {row}.linkedin_url)
                OR (d.kind = 'phone' AND {row}.phone <> '' AND d.key = leads_phone_key({row}.phone))"""


def _blocked(kind: str, condition: str, more: str = "") -> str:
    """Return those of the contacts whom entries of one kind cover."""
    return f"""
    IF '{kind}' = ANY(kinds) THEN
        RETURN QUERY SELECT c.id FROM leads_contact c {more}
            JOIN leads_donotcontact d ON d.workspace_id = in_workspace
                AND d.lifted_at IS NULL AND d.kind = '{kind}' AND {condition}
            WHERE c.workspace_id = in_workspace AND c.id = ANY(ids);
    END IF;"""


def _covered(kind: str, condition: str) -> str:
    """Return the contacts that keys of one kind cover."""
    return f"""
    IF in_kind = '{kind}' THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace AND {condition};
    END IF;"""


_READS = f"""
CREATE FUNCTION leads_do_not_contact_kinds(in_workspace bigint) RETURNS text[]
    LANGUAGE sql STABLE AS $$
    SELECT array_agg(kind) FROM unnest(
        '{{email,alias,domain,phone,linkedin}}'::text[]
    ) AS kind WHERE EXISTS (
        SELECT FROM leads_donotcontact d
        WHERE d.workspace_id = in_workspace AND d.lifted_at IS NULL AND d.kind = kind
    )
$$;
CREATE FUNCTION leads_blocked_contacts(in_workspace bigint, ids bigint[]) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    kinds text[] := leads_do_not_contact_kinds(in_workspace);
BEGIN
    {_blocked("email", "d.key = c.email")}
    {_blocked("alias", "d.key = leads_email_base(c.email)")}
    {_blocked("linkedin", "d.key = c.linkedin_url")}
    {_blocked("phone", "c.phone <> '' AND d.key = leads_phone_key(c.phone)")}
    {_blocked("domain", "d.key = p.domain", f"CROSS JOIN LATERAL unnest(leads_parent_domains({_HOST})) AS p(domain)")}
    {_blocked("domain", "d.key = o.domain", "JOIN leads_company o ON o.id = c.company_id")}
END $$;
CREATE FUNCTION leads_covered_contacts(in_workspace bigint, in_kind text, in_keys text[])
    RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    {_covered("email", "c.email = k.key")}
    {_covered("alias", "c.email = k.key")}
    {_covered("alias", "strpos(c.email, '+') > 1 AND leads_email_base(c.email) = k.key")}
    {_covered("linkedin", "c.linkedin_url = k.key")}
    {_covered("phone", "c.phone <> '' AND leads_phone_key(c.phone) = k.key")}
    IF in_kind = 'domain' THEN
        RETURN QUERY
        WITH hosts AS MATERIALIZED (
            SELECT DISTINCT {_HOST} AS host FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.email IS NOT NULL
        ), met AS MATERIALIZED (
            SELECT DISTINCT h.host FROM hosts h
            CROSS JOIN LATERAL unnest(leads_parent_domains(h.host)) AS p(domain)
            JOIN unnest(in_keys) AS k(key) ON k.key = p.domain
        )
        SELECT c.id FROM leads_contact c JOIN met ON met.host = {_HOST}
        WHERE c.workspace_id = in_workspace AND c.email IS NOT NULL;
        RETURN QUERY SELECT c.id FROM leads_company o JOIN leads_contact c ON c.company_id = o.id
            WHERE o.workspace_id = in_workspace AND o.domain = ANY(in_keys);
    END IF;
END $$;
"""
_DERIVE = """
CREATE FUNCTION leads_derive_do_not_contact(in_workspace bigint, ids bigint[], is_entry boolean)
    RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n_changed bigint;
BEGIN
    WITH blocked AS MATERIALIZED (
        SELECT DISTINCT id FROM leads_blocked_contacts(in_workspace, ids) AS id
    ), wrong AS MATERIALIZED (
        SELECT c.id FROM leads_contact c LEFT JOIN blocked b ON b.id = c.id
        WHERE c.id = ANY(ids) AND c.do_not_contact <> (b.id IS NOT NULL)
        ORDER BY c.id FOR NO KEY UPDATE OF c
    )
    UPDATE leads_contact c SET do_not_contact = NOT c.do_not_contact,
        updated_at = CASE WHEN is_entry THEN now() ELSE c.updated_at END
    FROM wrong w WHERE c.id = w.id;
    GET DIAGNOSTICS n_changed = ROW_COUNT;
    RETURN n_changed;
END $$;
"""
# Where a person's own keys change, the entries that covered the person follow to a new key.
_MOVED = """o.do_not_contact AND (n.email, n.linkedin_url, n.phone)
            IS DISTINCT FROM (o.email, o.linkedin_url, o.phone)"""
_FOLLOWING = f"""
    SELECT DISTINCT ON (t.workspace_id, t.value, e.origin) t.workspace_id, t.kind, t.value, t.key,
        e.reason, e.origin, e.suppression_list_id, e.author_id, now()
    FROM (
        SELECT n.id, n.workspace_id, n.email, n.linkedin_url, n.phone, e.id AS entry,
            CASE WHEN n.email IS NOT NULL THEN e.form WHEN n.linkedin_url IS NOT NULL
                THEN 'linkedin' ELSE 'phone' END AS kind,
            COALESCE(n.email, lower(n.linkedin_url), lower(n.phone)) AS value,
            COALESCE(CASE WHEN e.form = 'alias' THEN leads_email_base(n.email) ELSE n.email END,
                n.linkedin_url, leads_phone_key(n.phone)) AS key
        FROM new_rows n JOIN old_rows o ON o.id = n.id
        CROSS JOIN LATERAL (
            SELECT d.id, CASE WHEN d.kind = 'alias' THEN 'alias' ELSE 'email' END AS form
            FROM leads_donotcontact d
            WHERE d.workspace_id = n.workspace_id AND d.lifted_at IS NULL
                AND ({_PERSON_KEYS.format(row="o")})
        ) AS e
        WHERE {_MOVED}
    ) AS t JOIN leads_donotcontact e ON e.id = t.entry
    WHERE t.key <> '' AND NOT EXISTS (
        SELECT FROM leads_donotcontact d
        WHERE d.workspace_id = t.workspace_id AND d.lifted_at IS NULL AND d.origin = e.origin
            AND ({_PERSON_KEYS.format(row="t")})
    )
    ORDER BY t.workspace_id, t.value, e.origin, e.id"""
_FOLLOW = f"""
CREATE FUNCTION leads_follow_do_not_contact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    workspaces bigint[];
BEGIN
    SELECT array_agg(DISTINCT n.workspace_id ORDER BY n.workspace_id) INTO workspaces
    FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {_MOVED};
    IF workspaces IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared({_GATE}, w::int) FROM unnest(workspaces) AS w;
    IF EXISTS ({_FOLLOWING}) THEN
        PERFORM pg_advisory_xact_lock({_GATE}, w::int) FROM unnest(workspaces) AS w;
        INSERT INTO leads_donotcontact (workspace_id, kind, value, key, reason, origin,
            suppression_list_id, author_id, created_at) {_FOLLOWING}
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
"""
_OF_CONTACTS = f"""
CREATE FUNCTION leads_derive_of_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record;
    workspaces bigint[];
BEGIN
    SELECT array_agg(DISTINCT workspace_id ORDER BY workspace_id) INTO workspaces FROM new_rows;
    {{unless}}
    PERFORM pg_advisory_xact_lock_shared({_GATE}, w::int) FROM unnest(workspaces) AS w;
    IF NOT EXISTS (SELECT FROM new_rows WHERE do_not_contact) AND NOT EXISTS (
        SELECT FROM unnest(workspaces) AS w JOIN leads_donotcontact d ON d.workspace_id = w
        WHERE d.lifted_at IS NULL
    ) THEN
        RETURN NULL;
    END IF;
    -- A company that gets another domain waits for this, or this waits for it.
    IF EXISTS (
        SELECT FROM unnest(workspaces) AS w JOIN leads_donotcontact d ON d.workspace_id = w
        WHERE d.lifted_at IS NULL AND d.kind = 'domain'
    ) THEN
        PERFORM FROM leads_company o WHERE o.id IN (SELECT company_id FROM new_rows)
        ORDER BY o.id FOR KEY SHARE;
    END IF;
    {{derive}}
    RETURN NULL;
END $$;
"""
_DIFFERS = (
    "(n.email, n.phone, n.linkedin_url, n.company_id, n.workspace_id, n.do_not_contact)"
    " IS DISTINCT FROM"
    " (o.email, o.phone, o.linkedin_url, o.company_id, o.workspace_id, o.do_not_contact)"
)


_UNLESS = f"""IF NOT EXISTS (
        SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {_DIFFERS}
    ) THEN
        RETURN NULL;
    END IF;"""


def _of_contacts(name: str, rows: str, unless: str = "") -> str:
    derive = f"""FOR changed IN
        SELECT n.workspace_id, array_agg(n.id) AS ids FROM {rows} GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_derive_do_not_contact(changed.workspace_id, changed.ids, false);
    END LOOP;"""
    text = _OF_CONTACTS.format(unless=unless, derive=derive)
    return text.replace("leads_derive_of_contacts", name)


_OF_ENTRIES = f"""
CREATE FUNCTION leads_derive_of_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record;
BEGIN
    PERFORM pg_advisory_xact_lock({_GATE}, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM {{rows}} ORDER BY 1) AS workspaces;
    FOR changed IN
        SELECT d.workspace_id, array_agg(DISTINCT c.id) AS ids FROM (
            SELECT workspace_id, kind, array_agg(DISTINCT key) AS keys FROM {{rows}} GROUP BY 1, 2
        ) AS d, LATERAL leads_covered_contacts(d.workspace_id, d.kind, d.keys) AS c(id)
        GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_derive_do_not_contact(changed.workspace_id, changed.ids, true);
    END LOOP;
    RETURN NULL;
END $$;
"""
_BOTH = "(SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows) AS r"


def _of_entries(event: str, rows: str) -> str:
    return _OF_ENTRIES.format(rows=rows).replace("of_entries", f"of_{event}_entries")


_OF_COMPANIES = f"""
CREATE FUNCTION leads_derive_of_companies() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record;
BEGIN
    IF NOT EXISTS (
        SELECT FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE n.domain IS DISTINCT FROM o.domain
    ) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared({_GATE}, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM new_rows ORDER BY 1) AS workspaces;
    FOR changed IN
        SELECT n.workspace_id, array_agg(c.id) AS ids
        FROM new_rows n JOIN old_rows o ON o.id = n.id JOIN leads_contact c ON c.company_id = n.id
        WHERE n.domain IS DISTINCT FROM o.domain AND EXISTS (
            SELECT FROM leads_donotcontact d WHERE d.workspace_id = n.workspace_id
                AND d.lifted_at IS NULL AND d.kind = 'domain'
        ) GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_derive_do_not_contact(changed.workspace_id, changed.ids, false);
    END LOOP;
    RETURN NULL;
END $$;
"""
_TRIGGERS = """
CREATE TRIGGER do_not_contact_insert AFTER INSERT ON leads_contact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_new_contacts();
CREATE TRIGGER do_not_contact_follow AFTER UPDATE ON leads_contact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_follow_do_not_contact();
CREATE TRIGGER do_not_contact_update AFTER UPDATE ON leads_contact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_changed_contacts();
CREATE TRIGGER do_not_contact_domain AFTER UPDATE ON leads_company
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_companies();
CREATE TRIGGER do_not_contact_insert AFTER INSERT ON leads_donotcontact
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_new_entries();
CREATE TRIGGER do_not_contact_update AFTER UPDATE ON leads_donotcontact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_changed_entries();
CREATE TRIGGER do_not_contact_delete AFTER DELETE ON leads_donotcontact
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_derive_of_former_entries();
"""
_FUNCTIONS = (
    _READS,
    _DERIVE,
    _FOLLOW,
    _of_contacts("leads_derive_of_new_contacts", "new_rows n"),
    _of_contacts(
        "leads_derive_of_changed_contacts",
        f"new_rows n JOIN old_rows o ON o.id = n.id WHERE {_DIFFERS}",
        _UNLESS,
    ),
    _of_entries("new", "new_rows"),
    _of_entries("changed", _BOTH),
    _of_entries("former", "old_rows"),
    _OF_COMPANIES,
)
# Whoever is covered now: plus aliases cover people whom no entry covered before. And a flag of
# somebody without any address, for whom there can be no entry.
_FIRST = """
UPDATE leads_donotcontact SET key = key WHERE lifted_at IS NULL;
UPDATE leads_contact SET do_not_contact = false WHERE do_not_contact
    AND email IS NULL AND linkedin_url IS NULL AND leads_phone_key(phone) = '';
"""
_FORGET = """
DROP FUNCTION leads_derive_of_companies CASCADE;
DROP FUNCTION leads_derive_of_former_entries CASCADE;
DROP FUNCTION leads_derive_of_changed_entries CASCADE;
DROP FUNCTION leads_derive_of_new_entries CASCADE;
DROP FUNCTION leads_derive_of_changed_contacts CASCADE;
DROP FUNCTION leads_derive_of_new_contacts CASCADE;
DROP FUNCTION leads_follow_do_not_contact CASCADE;
DROP FUNCTION leads_derive_do_not_contact;
DROP FUNCTION leads_covered_contacts;
DROP FUNCTION leads_blocked_contacts;
DROP FUNCTION leads_do_not_contact_kinds;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0022_do_not_contact_rules")]

    operations = [
        migrations.RunSQL("\n".join(_FUNCTIONS), _FORGET),
        migrations.RunSQL(_TRIGGERS, migrations.RunSQL.noop),
        migrations.RunSQL(_FIRST, migrations.RunSQL.noop),
    ]
