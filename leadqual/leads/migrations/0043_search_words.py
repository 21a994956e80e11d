"""The words of a text in SQL, as `facet_index.words.folded_terms` has them, and what words look up."""

from django.db import migrations

SEPARATORS = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b0-\u02ff"
    r"\u2000-\u2bff\u3000-\u303f\ufe30-\ufe4f\uff5f-\uff65\ufffd"
    r"\U00010000-\U0001ffff"
)
JOINED = (
    r"\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
)
UMLAUT_E = (
    "(?<=[a-z][a-z][aou])e|(?<=[a-z][aou])e(?=[a-z])|(?<=[aou])e(?=[a-z][a-z])"
    "|(?<=[a-z][a-z]a)a|(?<=[a-z]a)a(?=[a-z])|(?<=a)a(?=[a-z][a-z])"
)
FOLDED = (
    "replace(replace(replace(replace(translate(lower(regexp_replace("
    r"normalize(text, NFKD), '[\u0300-\u036f]', '', 'g')), 'øłđðıς', 'olddiσ'), "
    "'ß', 'ss'), 'þ', 'th'), 'æ', 'ae'), 'œ', 'oe')"
)
WORDS = f"""
CREATE FUNCTION leads_search_words(text text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(
            ' ' || CASE WHEN text ~ '^[\\u0001-\\u007f]*$' THEN lower(text)
            ELSE regexp_replace(normalize({FOLDED}, NFC), '[{JOINED}]+', ' \\& ', 'g') END || ' ',
            '[{SEPARATORS}]+', ' ', 'g'
        ),
        '{UMLAUT_E}', '', 'g'
    )
$$
"""
PHONES = r"""
CREATE INDEX contact_by_phone_digits ON leads_contact
    (workspace_id, reverse(regexp_replace(phone, '[^0-9]', '', 'g')) text_pattern_ops)
    WHERE phone <> ''
"""
EMAIL_DOMAINS = """
CREATE INDEX contact_by_email_domain ON leads_contact
    (workspace_id, split_part(email, '@', 2) text_pattern_ops)
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0042_facet_columns")]

    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION leads_search_words(text)"),
        migrations.RunSQL(PHONES, "DROP INDEX contact_by_phone_digits"),
        migrations.RunSQL(EMAIL_DOMAINS, "DROP INDEX contact_by_email_domain"),
    ]
