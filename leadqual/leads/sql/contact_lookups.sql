-- What contacts are looked up by, made so that a new row costs little: imports write each of them once for each row.
-- The same results as in `contact_keys.sql`; patterns are tried only on texts that need them.

DO $do$
BEGIN
    IF to_regprocedure('leads_folded_letters(text)') IS NULL THEN
        EXECUTE replace(pg_get_functiondef('leads_fold(text)'::regprocedure), 'leads_fold(', 'leads_folded_letters(');
    END IF;
END $do$;

-- Thousands of letters are compared with each one, so not with those of ASCII.

CREATE OR REPLACE FUNCTION leads_fold(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN octet_length($1) = length($1) THEN lower($1 COLLATE "C") ELSE leads_folded_letters($1) END;

CREATE OR REPLACE FUNCTION leads_linkedin_key(url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN octet_length(url) = length(url) AND NOT starts_with(url, 'https://www.linkedin.com/pub/') THEN url
        ELSE regexp_replace(
            CASE WHEN octet_length(url) = length(url) THEN url ELSE leads_fold(url) END,
            '^https://www\.linkedin\.com/pub/([^/]+)$', 'https://www.linkedin.com/in/\1') END;

-- A text with one phone number, whose only key ends as its digits do.

CREATE OR REPLACE FUNCTION leads_is_one_phone(phone text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN phone ~ '^\+?[0-9 ().-]*$' AND strpos(phone, '(0)') = 0;

CREATE OR REPLACE FUNCTION leads_digits(phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN leads_is_one_phone(phone)
        THEN replace(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '+', ''), '.', ''), '(', ''), ')', '')
        ELSE regexp_replace(phone, '[^0-9]', '', 'g') END;

-- The last six digits as a number, which sorts and compares faster than text; NULL without digits.

CREATE OR REPLACE FUNCTION leads_phone_end(phone text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN NULLIF(right(leads_digits(phone), 6), '')::integer;

-- First and last name in lower case as a number.

CREATE OR REPLACE FUNCTION leads_name_number(last_name text, first_name text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN hashtext(lower(last_name) || E'\n' || lower(first_name));
