-- One key for each spelling of an email, domain, LinkedIn profile or phone number. The same as
-- `leads/do_not_contact/folded_keys.py` and `contact_keys.py`; tests compare them. Bodies with RETURN keep
-- the functions that they call, also while a dump is restored.

-- A label of a domain, decoded where it begins with `xn--` (RFC 3492).

CREATE FUNCTION leads_decoded_label(label text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
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

CREATE FUNCTION leads_is_plain(text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN octet_length($1) = length($1) AND strpos($1, 'xn--') = 0;

CREATE FUNCTION leads_international_host(host text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN leads_fold(COALESCE((
        SELECT string_agg(leads_decoded_label(label), '.' ORDER BY number)
        FROM unnest(string_to_array(leads_fold(host), '.')) WITH ORDINALITY AS l(label, number)
    ), ''));

CREATE FUNCTION leads_host_key(host text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN leads_is_plain(host) THEN host ELSE leads_international_host(host) END;

CREATE FUNCTION leads_international_email(email text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT CASE WHEN strpos(folded, '@') = 0 THEN folded
        ELSE left(folded, length(folded) - length(split_part(folded, '@', -1)))
            || leads_host_key(split_part(folded, '@', -1)) END
        FROM (SELECT leads_fold(email) AS folded) AS f);

CREATE FUNCTION leads_email_key(email text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN leads_is_plain(email) THEN email ELSE leads_international_email(email) END;

-- Without what stands behind a plus sign.
CREATE FUNCTION leads_email_base(email text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN strpos(leads_email_key(email), '+') > 1
        THEN regexp_replace(leads_email_key(email), '^([^+@]+)\+[^@]*(@.*)$', '\1\2')
        ELSE leads_email_key(email) END;

CREATE FUNCTION leads_parent_domains(domain text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT COALESCE(array_agg(array_to_string(parts[start:], '.') ORDER BY start), '{}')
        FROM (SELECT string_to_array(leads_host_key(domain), '.') AS parts) AS split,
            generate_series(1, cardinality(parts) - 1) AS start);

CREATE FUNCTION leads_linkedin_key(url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN regexp_replace(
        CASE WHEN octet_length(url) = length(url) THEN url ELSE leads_fold(url) END,
        '^https://www\.linkedin\.com/pub/([^/]+)$', 'https://www.linkedin.com/in/\1');

CREATE FUNCTION leads_phone_digits(phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ltrim(regexp_replace(replace(phone, '(0)', ''), '[^0-9]', '', 'g'), '0');

CREATE FUNCTION leads_digits_key(phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN length(leads_phone_digits(phone)) >= 6
        THEN ltrim(right(leads_phone_digits(phone), 9), '0') ELSE '' END;

-- Several numbers in one text.

CREATE FUNCTION leads_many_phone_keys(phone text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
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

CREATE FUNCTION leads_phone_keys(phone text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN phone ~ '^\+?[0-9 .-]*$'
        THEN array_remove(ARRAY[leads_digits_key(phone)], '')
        ELSE leads_many_phone_keys(phone) END;

CREATE FUNCTION leads_phone_key(phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE((leads_phone_keys(phone))[1], '');

CREATE INDEX contact_by_email_base ON leads_contact (workspace_id, leads_email_base(email))
    WHERE strpos(email, '+') > 1;
CREATE INDEX contact_by_international_email
    ON leads_contact (workspace_id, leads_email_key(email)) WHERE NOT leads_is_plain(email);
CREATE INDEX contact_by_linkedin_key ON leads_contact (workspace_id, leads_linkedin_key(linkedin_url))
    WHERE leads_linkedin_key(linkedin_url) <> linkedin_url;
CREATE INDEX company_by_international_domain
    ON leads_company (workspace_id, leads_host_key(domain)) WHERE NOT leads_is_plain(domain);
