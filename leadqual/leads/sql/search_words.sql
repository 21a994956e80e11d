-- The words of a text, as `facet_index.words.folded_terms` has them, and indexes for what words look up.

CREATE FUNCTION leads_search_words(text text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(
            ' ' || CASE WHEN text ~ '^[\u0001-\u007f]*$' THEN lower(text)
            ELSE regexp_replace(normalize(replace(replace(replace(replace(translate(lower(regexp_replace(normalize(text, NFKD), '[\u0300-\u036f]', '', 'g')), 'øłđðıς', 'olddiσ'), 'ß', 'ss'), 'þ', 'th'), 'æ', 'ae'), 'œ', 'oe'), NFC), '[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff]+', ' \& ', 'g') END || ' ',
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u2bff\u3000-\u303f\ufe30-\ufe4f\uff5f-\uff65\ufffd\U00010000-\U0001ffff]+', ' ', 'g'
        ),
        '(?<=[a-z][a-z][aou])e|(?<=[a-z][aou])e(?=[a-z])|(?<=[aou])e(?=[a-z][a-z])|(?<=[a-z][a-z]a)a|(?<=[a-z]a)a(?=[a-z])|(?<=a)a(?=[a-z][a-z])', '', 'g'
    )
$$;

CREATE INDEX contact_by_email_domain ON leads_contact
    (workspace_id, split_part(email, '@', 2) text_pattern_ops);
