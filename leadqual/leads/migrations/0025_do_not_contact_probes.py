"""Each key of a contact is looked up in the index, whatever the planner believes of the entries.

The first domains beside 100,000 addresses are no 10 % of the table, so it is not analyzed; the planner
then read all contacts of a chunk once for each domain.
"""

from django.db import migrations


def _blocked(kind: str, key: str, more: str = "", condition: str = "true") -> str:
    """Return those of the contacts whom entries of one kind cover; LIMIT keeps the order of joins."""
    return f"""
    IF '{kind}' = ANY(kinds) THEN
        RETURN QUERY SELECT c.id FROM leads_contact c {more}
            CROSS JOIN LATERAL (
                SELECT FROM leads_donotcontact d
                WHERE d.workspace_id = in_workspace AND d.lifted_at IS NULL
                    AND d.kind = '{kind}' AND d.key = {key}
                LIMIT 1
            ) AS met
            WHERE c.workspace_id = in_workspace AND c.id = ANY(ids) AND {condition};
    END IF;"""


_BLOCKED = f"""
CREATE OR REPLACE FUNCTION leads_blocked_contacts(in_workspace bigint, ids bigint[])
    RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    kinds text[] := leads_do_not_contact_kinds(in_workspace);
BEGIN
    {_blocked("email", "c.email", condition="c.email IS NOT NULL")}
    {_blocked("alias", "leads_email_base(c.email)", condition="c.email IS NOT NULL")}
    {_blocked("linkedin", "c.linkedin_url", condition="c.linkedin_url IS NOT NULL")}
    {_blocked("phone", "leads_phone_key(c.phone)", condition="c.phone <> ''")}
    {_blocked("domain", "o.domain", "JOIN leads_company o ON o.id = c.company_id")}
    IF 'domain' = ANY(kinds) THEN
        RETURN QUERY
        WITH hosts AS MATERIALIZED (
            SELECT c.id, split_part(c.email, '@', -1) AS host FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.id = ANY(ids) AND c.email IS NOT NULL
        ), met AS MATERIALIZED (
            SELECT h.host FROM (SELECT DISTINCT host FROM hosts) AS h
            CROSS JOIN LATERAL (
                SELECT FROM unnest(leads_parent_domains(h.host)) AS p(domain)
                CROSS JOIN LATERAL (
                    SELECT FROM leads_donotcontact d
                    WHERE d.workspace_id = in_workspace AND d.lifted_at IS NULL
                        AND d.kind = 'domain' AND d.key = p.domain
                    LIMIT 1
                ) AS entry
                LIMIT 1
            ) AS covered
        )
        SELECT h.id FROM hosts h JOIN met ON met.host = h.host;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0024_deleted_records")]

    operations = [migrations.RunSQL(_BLOCKED, migrations.RunSQL.noop)]
