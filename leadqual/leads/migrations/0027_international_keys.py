"""One key for each spelling of an international domain, LinkedIn profile or list of phone numbers.

`bücher.example` and `xn--bcher-kva.example` are one domain, "0171 7654321 / 030 555555" are two
phone numbers. The functions that derive the flags compared the columns of contacts and companies
themselves; they compare keys from here on. A later migration that replaces one of them does, too.
"""

import re

from django.db import migrations

from leadqual.leads.do_not_contact.folded_keys import tables

_PURE = "IMMUTABLE PARALLEL SAFE"
_BEFORE, _AFTER = tables()
# The same as `leadqual.leads.do_not_contact.folded_keys` and `keys`; tests compare them. Bodies with
# RETURN keep the functions that they call, also while a dump is restored.
_FOLDING = f"""
CREATE FUNCTION leads_fold(text) RETURNS text LANGUAGE sql {_PURE}
    RETURN normalize(replace(translate(normalize(replace($1, 'İ', 'i̇'), NFKC),
        '{_BEFORE}', '{_AFTER}'), 'ß', 'ss'), NFKC);
CREATE FUNCTION leads_decoded_label(label text) RETURNS text LANGUAGE plpgsql {_PURE} AS $$
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
CREATE FUNCTION leads_is_plain(text) RETURNS boolean LANGUAGE sql {_PURE}
    RETURN octet_length($1) = length($1) AND strpos($1, 'xn--') = 0;
CREATE FUNCTION leads_international_host(host text) RETURNS text LANGUAGE sql {_PURE}
    RETURN leads_fold(COALESCE((
        SELECT string_agg(leads_decoded_label(label), '.' ORDER BY number)
        FROM unnest(string_to_array(leads_fold(host), '.')) WITH ORDINALITY AS l(label, number)
    ), ''));
CREATE FUNCTION leads_host_key(host text) RETURNS text LANGUAGE sql {_PURE}
    RETURN CASE WHEN leads_is_plain(host) THEN host ELSE leads_international_host(host) END;
CREATE FUNCTION leads_international_email(email text) RETURNS text LANGUAGE sql {_PURE}
    RETURN (SELECT CASE WHEN strpos(folded, '@') = 0 THEN folded
        ELSE left(folded, length(folded) - length(split_part(folded, '@', -1)))
            || leads_host_key(split_part(folded, '@', -1)) END
        FROM (SELECT leads_fold(email) AS folded) AS f);
CREATE FUNCTION leads_email_key(email text) RETURNS text LANGUAGE sql {_PURE}
    RETURN CASE WHEN leads_is_plain(email) THEN email ELSE leads_international_email(email) END;
CREATE FUNCTION leads_linkedin_key(url text) RETURNS text LANGUAGE sql {_PURE}
    RETURN regexp_replace(
        CASE WHEN octet_length(url) = length(url) THEN url ELSE leads_fold(url) END,
        '^https://www\\.linkedin\\.com/pub/([^/]+)$', 'https://www.linkedin.com/in/\\1');
"""
_KEYS = rf"""
DROP INDEX contact_by_email_base;
CREATE OR REPLACE FUNCTION leads_email_base(email text) RETURNS text LANGUAGE sql {_PURE}
    RETURN CASE WHEN strpos(leads_email_key(email), '+') > 1
        THEN regexp_replace(leads_email_key(email), '^([^+@]+)\+[^@]*(@.*)$', '\1\2')
        ELSE leads_email_key(email) END;
CREATE OR REPLACE FUNCTION leads_parent_domains(domain text) RETURNS text[] LANGUAGE sql {_PURE}
    RETURN (SELECT COALESCE(array_agg(array_to_string(parts[start:], '.') ORDER BY start), '{{}}')
        FROM (SELECT string_to_array(leads_host_key(domain), '.') AS parts) AS split,
            generate_series(1, cardinality(parts) - 1) AS start);
CREATE OR REPLACE FUNCTION leads_phone_digits(phone text) RETURNS text LANGUAGE sql {_PURE}
    RETURN ltrim(regexp_replace(replace(phone, '(0)', ''), '[^0-9]', '', 'g'), '0');
CREATE FUNCTION leads_digits_key(phone text) RETURNS text LANGUAGE sql {_PURE}
    RETURN CASE WHEN length(leads_phone_digits(phone)) >= 6
        THEN ltrim(right(leads_phone_digits(phone), 9), '0') ELSE '' END;
CREATE FUNCTION leads_many_phone_keys(phone text) RETURNS text[]
    LANGUAGE plpgsql {_PURE} SET search_path FROM CURRENT AS $$
DECLARE
    folded text := CASE WHEN octet_length(phone) = length(phone) THEN phone ELSE leads_fold(phone) END;
    keys text[] := '{{}}';
    found text[];
    part text;
    piece text;
    digits text;
    former text;
BEGIN
    FOREACH part IN ARRAY regexp_split_to_array(replace(regexp_replace(
        folded, '(ext|x|#|durchwahl)[^0-9]*[0-9]*', ',', 'gi'), '(0)', ''), '[^0-9/ ().\t-]+')
    LOOP
        found := '{{}}';
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
CREATE FUNCTION leads_phone_keys(phone text) RETURNS text[] LANGUAGE sql {_PURE}
    RETURN CASE WHEN phone ~ '^\+?[0-9 .-]*$'
        THEN array_remove(ARRAY[leads_digits_key(phone)], '')
        ELSE leads_many_phone_keys(phone) END;
CREATE OR REPLACE FUNCTION leads_phone_key(phone text) RETURNS text LANGUAGE sql {_PURE}
    RETURN COALESCE((leads_phone_keys(phone))[1], '');
CREATE INDEX contact_by_email_base ON leads_contact (workspace_id, leads_email_base(email))
    WHERE strpos(email, '+') > 1;
CREATE INDEX contact_by_international_email
    ON leads_contact (workspace_id, leads_email_key(email)) WHERE NOT leads_is_plain(email);
CREATE INDEX contact_by_linkedin_key ON leads_contact (workspace_id, leads_linkedin_key(linkedin_url))
    WHERE leads_linkedin_key(linkedin_url) <> linkedin_url;
CREATE INDEX company_by_international_domain
    ON leads_company (workspace_id, leads_host_key(domain)) WHERE NOT leads_is_plain(domain);
"""


def _covered(kind: str, condition: str) -> str:
    """Return the contacts that keys of one kind cover."""
    return f"""
    IF in_kind = '{kind}' THEN
        RETURN QUERY SELECT c.id FROM unnest(in_keys) AS k(key)
            JOIN leads_contact c ON c.workspace_id = in_workspace AND {condition};
    END IF;"""


_HOST = "split_part(c.email, '@', -1)"
_COVERED = f"""
CREATE OR REPLACE FUNCTION leads_covered_contacts(
    in_workspace bigint, in_kind text, in_keys text[]
) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    {_covered("email", "c.email = k.key")}
    {_covered("email", "NOT leads_is_plain(c.email) AND leads_email_key(c.email) = k.key")}
    {_covered("alias", "c.email = k.key")}
    {_covered("alias", "strpos(c.email, '+') > 1 AND leads_email_base(c.email) = k.key")}
    {_covered("alias", "NOT leads_is_plain(c.email) AND leads_email_key(c.email) = k.key")}
    {_covered("linkedin", "c.linkedin_url = k.key")}
    {
    _covered(
        "linkedin",
        "leads_linkedin_key(c.linkedin_url) <> c.linkedin_url"
        " AND leads_linkedin_key(c.linkedin_url) = k.key",
    )
}
    IF in_kind = 'phone' THEN
        RETURN QUERY SELECT c.id FROM leads_contact c
            WHERE c.workspace_id = in_workspace AND c.phone <> ''
                AND leads_phone_keys(c.phone) && in_keys;
    END IF;
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
        RETURN QUERY SELECT c.id FROM leads_company o JOIN leads_contact c ON c.company_id = o.id
            WHERE o.workspace_id = in_workspace AND NOT leads_is_plain(o.domain)
                AND leads_host_key(o.domain) = ANY(in_keys);
    END IF;
END $$;
"""
# Entries of before: an update derives the flags of whom they cover.
_REDERIVE = """
UPDATE leads_donotcontact SET key = CASE kind
    WHEN 'email' THEN leads_email_key(value)
    WHEN 'alias' THEN leads_email_base(value)
    WHEN 'domain' THEN leads_host_key(key)
    WHEN 'linkedin' THEN leads_linkedin_key(key)
    ELSE COALESCE(NULLIF(leads_phone_key(value), ''), key) END
"""
_OF_COLUMNS = (
    (r"d\.key = (\w+\.(?:old_)?email)\b", r"d.key = leads_email_key(\1)"),
    (r"d\.key = (\w+\.(?:old_)?linkedin_url)\b", r"d.key = leads_linkedin_key(\1)"),
    (
        r"d\.key = (?:NULLIF\()?leads_phone_key\((\w+\.\w+)\)(?:, ''\))?",
        r"d.key = ANY(leads_phone_keys(\1))",
    ),
    (r"d\.key = o\.domain\b", "d.key = leads_host_key(o.domain)"),
    (r"ELSE (\w+\.email) END,(\s+)(\w+\.linkedin_url),", r"ELSE leads_email_key(\1) END,\2leads_linkedin_key(\3),"),
)
_COMPARING = (
    "leads_blocked_contacts",
    "leads_derive_do_not_contact",
    "leads_derive_of_new_contacts",
    "leads_derive_of_changed_contacts",
    "leads_follow_do_not_contact",
)


def compare_keys(apps, schema_editor):
    """Let the functions compare keys instead of columns."""
    with schema_editor.connection.cursor() as cursor:
        for name in _COMPARING:
            cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [name])
            definition = cursor.fetchone()[0]
            for column, key in _OF_COLUMNS:
                definition = re.sub(column, key, definition)
            cursor.execute(definition)


class Migration(migrations.Migration):
    dependencies = [("leads", "0026_deleted_record_step")]

    operations = [
        migrations.RunSQL(_FOLDING + _KEYS + _COVERED, migrations.RunSQL.noop),
        migrations.RunPython(compare_keys, migrations.RunPython.noop),
        migrations.RunSQL(_REDERIVE, migrations.RunSQL.noop),
    ]
