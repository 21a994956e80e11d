"""Flags are derived for all rows of a statement in one query that reads each of them once.

Three things made the triggers slow:

* `d.kind = kind` compared the column with itself, so all kinds of entries were looked up as soon as
  there was one of any kind;
* `new_rows JOIN old_rows` could become a nested loop: 20,000 changed rows took a minute. Plans of
  triggers are kept for the session, so the size of the first statement decides. A full join cannot
  be a nested loop;
* each kind of entry read the contacts of the statement again.

Each key is looked up in an index of its own. The planner knows nothing of a workspace that has just
got its first entries, so every index that begins with the workspace looked equally good to it, and
it read all entries of the workspace for each contact. Plans are made anew each time: they are right
for many entries as for few, and pass over the kinds without an entry.
"""

from django.db import migrations

_GATE = 7_204  # As `leadqual.leads.do_not_contact.entry_locks`.
_SET = "LANGUAGE plpgsql SET plan_cache_mode TO force_custom_plan SET enable_seqscan TO off"
# No other index holds this, so no plan, however wrong its numbers, can read all entries instead.
_LOOKUP = (
    "(CASE WHEN lifted_at IS NULL THEN workspace_id::text || ':' || kind || ':' || key END)"
    ' COLLATE "C"'
)
_INDEX = f"CREATE INDEX do_not_contact_lookup ON leads_donotcontact (({_LOOKUP}));"


def _is(kind: str, key: str, workspace: str = "in_workspace") -> str:
    """Whether an entry has a key, or one of many where the text is a set."""
    wanted = f"{workspace}::text || ':{kind}:' || {key}"
    return f"{_LOOKUP} = " + (f"ANY(ARRAY(SELECT {wanted}))" if "unnest(" in key else wanted)


def _met(kind: str, key: str) -> str:
    """Whether an active entry has this key: one look into the index."""
    return f"(SELECT true FROM leads_donotcontact d WHERE {_is(kind, key)} LIMIT 1)"


def _any_of(kind: str, workspace: str = "in_workspace") -> str:
    """Whether there is an active entry of a kind; `;` is the character after `:`."""
    return f"""COALESCE((SELECT true FROM leads_donotcontact d
        WHERE {_LOOKUP} >= {workspace}::text || ':{kind}:'
        AND {_LOOKUP} < {workspace}::text || ':{kind};' LIMIT 1), false)"""


_VARIABLES = """
    has_email boolean; has_alias boolean; has_domain boolean; has_phone boolean;
    has_linkedin boolean; hosts text[]; companies bigint[];
"""
_KINDS = f"""
    SELECT {_any_of("email")}, {_any_of("alias")}, {_any_of("domain")}, {_any_of("phone")},
        {_any_of("linkedin")}
    INTO has_email, has_alias, has_domain, has_phone, has_linkedin;"""
_BLOCKED = f"""((
        has_alias AND n.email IS NOT NULL AND {_met("alias", "leads_email_base(n.email)")}
        OR has_email AND n.email IS NOT NULL AND {_met("email", "leads_email_key(n.email)")}
        OR has_linkedin AND n.linkedin_url IS NOT NULL AND {_met("linkedin", "leads_linkedin_key(n.linkedin_url)")}
        OR has_phone AND n.phone <> '' AND {_met("phone", "unnest(leads_phone_keys(n.phone))")}
        OR has_domain AND split_part(n.email, '@', -1) = ANY(hosts)
        OR has_domain AND n.company_id = ANY(companies)
    ) IS TRUE)"""


def _domains(rows: str) -> str:
    """Read which hosts and companies of some rows are covered: each of them once."""
    return f"""
    IF has_domain THEN
        SELECT array_agg(h.host) INTO hosts FROM (
            SELECT host, string_to_array(leads_host_key(host), '.') AS parts FROM (
                SELECT DISTINCT split_part(n.email, '@', -1) AS host FROM {rows}
            ) AS distinct_hosts
        ) AS h WHERE (SELECT true FROM generate_series(1, cardinality(h.parts) - 1) AS at
            WHERE {_met("domain", "array_to_string(h.parts[at:], '.')")} LIMIT 1);
        SELECT array_agg(o.id) INTO companies FROM leads_company o
        WHERE o.id = ANY(ARRAY(SELECT DISTINCT n.company_id FROM {rows}))
            AND {_met("domain", "leads_host_key(o.domain)")};
    END IF;"""


_CHOSEN = "leads_contact n WHERE n.workspace_id = in_workspace AND n.id = ANY(ids)"
_READS = f"""
CREATE OR REPLACE FUNCTION leads_blocked_contacts(in_workspace bigint, ids bigint[])
    RETURNS SETOF bigint STABLE {_SET} AS $$
DECLARE {_VARIABLES}
BEGIN
    {_KINDS}
    IF has_email OR has_alias OR has_domain OR has_phone OR has_linkedin THEN
        {_domains(_CHOSEN)}
        RETURN QUERY SELECT n.id FROM {_CHOSEN} AND {_BLOCKED};
    END IF;
END $$;
DROP FUNCTION leads_do_not_contact_kinds;
"""
_DERIVE = f"""
CREATE OR REPLACE FUNCTION leads_derive_do_not_contact(
    in_workspace bigint, ids bigint[], is_entry boolean
) RETURNS bigint {_SET} AS $$
DECLARE {_VARIABLES}
    wrong bigint[];
    n_changed bigint := 0;
BEGIN
    {_KINDS}
    {_domains(_CHOSEN)}
    SELECT array_agg(n.id) INTO wrong FROM {_CHOSEN} AND n.do_not_contact <> {_BLOCKED};
    IF wrong IS NOT NULL THEN
        UPDATE leads_contact SET do_not_contact = NOT do_not_contact,
            updated_at = CASE WHEN is_entry THEN now() ELSE updated_at END
        WHERE id IN (
            SELECT id FROM leads_contact WHERE id = ANY(wrong) ORDER BY id FOR NO KEY UPDATE
        );
        GET DIAGNOSTICS n_changed = ROW_COUNT;
    END IF;
    RETURN n_changed;
END $$;
"""
_DIFFERS = (
    "(n.email, n.phone, n.linkedin_url, n.company_id, n.workspace_id, n.do_not_contact)"
    " IS DISTINCT FROM"
    " (o.email, o.phone, o.linkedin_url, o.company_id, o.workspace_id, o.do_not_contact)"
)
# Conditions on these must be true for NULL, too: else the planner makes a plain join of it.
_PAIRS = "new_rows n FULL JOIN old_rows o ON o.id = n.id"


def _of_contacts(name: str, rows: str, workspaces: str) -> str:
    """Derive the flags of rows that a statement wrote; they are locked by it."""
    mine = f"{rows} n.workspace_id IS NOT DISTINCT FROM in_workspace"
    return f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger {_SET} AS $$
DECLARE {_VARIABLES}
    workspaces bigint[];
    in_workspace bigint;
    wrong bigint[];
BEGIN
    SELECT array_remove(array_agg(workspace_id ORDER BY workspace_id), NULL) INTO workspaces
    FROM ({workspaces}) AS w;
    IF COALESCE(cardinality(workspaces), 0) = 0 THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared({_GATE}, w::int) FROM unnest(workspaces) AS w;
    FOREACH in_workspace IN ARRAY workspaces LOOP
        {_KINDS}
        IF has_domain THEN  -- Nobody gives these companies another domain until the commit.
            PERFORM FROM leads_company o
            WHERE o.id = ANY(ARRAY(SELECT DISTINCT n.company_id FROM {mine}))
            ORDER BY o.id FOR KEY SHARE;
        END IF;
        {_domains(mine)}
        SELECT array_agg(n.id) INTO wrong
        FROM {mine} AND n.do_not_contact IS DISTINCT FROM {_BLOCKED};
        IF wrong IS NOT NULL THEN
            PERFORM leads_derive_do_not_contact(in_workspace, wrong, false);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""


_NEW = _of_contacts(
    "leads_derive_of_new_contacts",
    "new_rows n WHERE",
    "SELECT DISTINCT workspace_id FROM new_rows",
)
_CHANGED = _of_contacts(
    "leads_derive_of_changed_contacts",
    f"{_PAIRS} WHERE {_DIFFERS} AND",
    f"SELECT DISTINCT n.workspace_id FROM {_PAIRS} WHERE {_DIFFERS}",
)
# Where a person's own keys change, the entries that covered the person follow to a new key.
_MOVED = f"""SELECT n.id, n.workspace_id, n.email, n.linkedin_url, n.phone,
            o.email AS old_email, o.linkedin_url AS old_linkedin_url, o.phone AS old_phone
        FROM {_PAIRS} WHERE COALESCE(o.do_not_contact, false)
            AND (n.email, n.linkedin_url, n.phone)
            IS DISTINCT FROM (o.email, o.linkedin_url, o.phone)"""


def _entries_of(kind: str, key: str) -> str:
    return f"""SELECT d.id, d.kind, d.origin FROM leads_donotcontact d
            WHERE {_is(kind, key, "m.workspace_id")}"""


_KEYS = {
    "email": "leads_email_key(m.{old}email)",
    "alias": "leads_email_base(m.{old}email)",
    "linkedin": "leads_linkedin_key(m.{old}linkedin_url)",
    "phone": "unnest(leads_phone_keys(m.{old}phone))",
}
_BEFORE = " UNION ALL ".join(
    _entries_of(kind, key.format(old="old_")) for kind, key in _KEYS.items()
)
_NOW = " AND ".join(
    f"NOT EXISTS ({_entries_of(kind, key.format(old=''))} AND d.origin = e.origin)"
    for kind, key in _KEYS.items()
)
_FOLLOWING = f"""
    WITH moved AS MATERIALIZED ({_MOVED}), following AS (
        SELECT m.workspace_id, e.id AS entry, e.origin,
            CASE WHEN m.email IS NULL THEN
                CASE WHEN m.linkedin_url IS NOT NULL THEN 'linkedin' ELSE 'phone' END
                WHEN e.kind = 'alias' THEN 'alias' ELSE 'email' END AS kind,
            COALESCE(m.email, lower(m.linkedin_url), lower(m.phone)) AS value,
            COALESCE(CASE WHEN e.kind = 'alias' THEN leads_email_base(m.email)
                ELSE leads_email_key(m.email) END,
                leads_linkedin_key(m.linkedin_url), leads_phone_key(m.phone)) AS key
        FROM moved m CROSS JOIN LATERAL ({_BEFORE}) AS e WHERE {_NOW}
    )
    SELECT DISTINCT ON (f.workspace_id, f.value, f.origin) f.workspace_id, f.kind, f.value, f.key,
        d.reason, d.origin, d.suppression_list_id, d.author_id, now()
    FROM following f JOIN leads_donotcontact d ON d.id = f.entry
    WHERE f.key <> '' ORDER BY f.workspace_id, f.value, f.origin, d.id"""
_FOLLOW = f"""
CREATE OR REPLACE FUNCTION leads_follow_do_not_contact() RETURNS trigger {_SET} AS $$
DECLARE
    workspaces bigint[];
BEGIN
    SELECT array_agg(DISTINCT m.workspace_id ORDER BY m.workspace_id) INTO workspaces
    FROM ({_MOVED}) AS m;
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
_DOMAIN_PAIRS = f"{_PAIRS} WHERE n.domain IS DISTINCT FROM o.domain"
_OF_COMPANIES = f"""
CREATE OR REPLACE FUNCTION leads_derive_of_companies() RETURNS trigger {_SET} AS $$
DECLARE
    changed record;
    moved bigint[];
BEGIN
    SELECT array_agg(n.id) INTO moved FROM {_DOMAIN_PAIRS};
    IF moved IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared({_GATE}, w::int) FROM (
        SELECT DISTINCT workspace_id AS w FROM leads_company WHERE id = ANY(moved) ORDER BY 1
    ) AS workspaces;
    FOR changed IN
        SELECT c.workspace_id, array_agg(c.id) AS ids
        FROM leads_contact c WHERE c.company_id = ANY(moved)
            AND {_any_of("domain", "c.workspace_id")}
        GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM leads_derive_do_not_contact(changed.workspace_id, changed.ids, false);
    END LOOP;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0027_international_keys")]

    operations = [
        migrations.RunSQL(
            "\n".join((_INDEX, _READS, _DERIVE, _NEW, _CHANGED, _FOLLOW, _OF_COMPANIES)),
            "DROP INDEX do_not_contact_lookup",
        )
    ]
