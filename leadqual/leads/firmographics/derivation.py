"""Functions and triggers by which the database derives the firmographics of companies.

Imports merge by SQL, the API and pages save rows, undo restores them: only a trigger sees all of
these. The functions contain the lists of this folder as constants, which a session reads once.
A change of a list needs a migration that calls `install` and `derive_again`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from leadqual.leads.firmographics.bands import FOUNDED, FUNDING, SIZES, Band
from leadqual.leads.firmographics.industries import by_key, non_industries, sector_of
from leadqual.leads.firmographics.sales_regions import regions, regions_of

DERIVED = ("standard_industry", "sector", "size_band", "founded_band", "funding_band", "regions")
"""Derived columns of a company."""

_SOURCES = ("industry", "size", "employees", "founded", "total_funding", "country")
_CHUNK = 20_000
_FUNCTION_OPTIONS = "LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE"
_INDUSTRY_KEY = rf"""
CREATE OR REPLACE FUNCTION leads_industry_key(raw text) RETURNS text {_FUNCTION_OPTIONS} AS $f$
BEGIN
    RETURN btrim(regexp_replace(regexp_replace(
        normalize(leads_fold(replace(raw, '&', ' and ')), NFKD), '[\u0300-\u036f]', '', 'g'),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2010-\u2027\u3000-\u3002\u30fb]+',
        ' ', 'g'));
END $f$
"""
_STANDARD_INDUSTRY = rf"""
CREATE OR REPLACE FUNCTION leads_standard_industry(raw text) RETURNS text {_FUNCTION_OPTIONS} AS $f$
DECLARE
    found text;
    part text;
    part_key text;
    is_own boolean := false;
BEGIN
    IF raw = '' THEN
        RETURN '';
    END IF;
    part_key := leads_industry_key(raw);
    found := leads_known_industry(part_key);
    IF found IS NOT NULL OR part_key = ANY (%(none)s::text[]) THEN
        RETURN coalesce(found, '');
    END IF;
    FOREACH part IN ARRAY regexp_split_to_array(raw, '[,;/|>\n\u3001]+') LOOP
        part_key := leads_industry_key(part);
        found := leads_known_industry(part_key);
        IF found IS NOT NULL THEN
            RETURN found;
        END IF;
        is_own := is_own OR (part_key <> '' AND part_key <> ALL (%(none)s::text[]));
    END LOOP;
    RETURN CASE WHEN is_own THEN btrim(regexp_replace(raw, '\s+', ' ', 'g')) ELSE '' END;
END $f$
"""
_LOOKUP = f"""
CREATE OR REPLACE FUNCTION %(name)s(wanted text) RETURNS text {_FUNCTION_OPTIONS} AS $f$
BEGIN
    RETURN %(known)s::jsonb ->> wanted;
END $f$
"""
_DERIVE = """
CREATE OR REPLACE FUNCTION leads_derive_firmographics() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    NEW.standard_industry := leads_standard_industry(NEW.industry);
    NEW.sector := coalesce(leads_sector(NEW.standard_industry), '');
    NEW.size_band := CASE WHEN NEW.size <> '' THEN NEW.size ELSE %(size)s END;
    NEW.founded_band := %(founded)s;
    NEW.funding_band := %(funding)s;
    NEW.regions := coalesce(leads_regions(NEW.country)::text[], '{}');
    RETURN NEW;
END $f$
"""
_TRIGGERS = """
CREATE OR REPLACE TRIGGER leads_company_firmographics_new BEFORE INSERT ON leads_company
    FOR EACH ROW EXECUTE FUNCTION leads_derive_firmographics();
CREATE OR REPLACE TRIGGER leads_company_firmographics BEFORE UPDATE ON leads_company
    FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))
    EXECUTE FUNCTION leads_derive_firmographics()
"""


def statements() -> tuple[str, ...]:
    """Return the statements that create or replace functions and triggers."""
    countries = dict.fromkeys(
        country for countries_of_region in regions().values() for country in countries_of_region
    )
    arrays = {country: _array(regions_of(country)) for country in countries}
    old, new = (
        ", ".join(f"{side}.{column}" for column in (*_SOURCES, *DERIVED)) for side in ("OLD", "NEW")
    )
    return (
        _INDUSTRY_KEY,
        _lookup_function("leads_known_industry", by_key()),
        _lookup_function("leads_sector", sector_of()),
        _lookup_function("leads_regions", arrays),
        _STANDARD_INDUSTRY.replace("%(none)s", _quote(_array(sorted(non_industries())))),
        _DERIVE.replace("%(size)s", _case("NEW.employees", SIZES))
        .replace("%(founded)s", _case("NEW.founded", FOUNDED))
        .replace("%(funding)s", _case("NEW.total_funding", FUNDING)),
        _TRIGGERS.format(old=old, new=new),
    )


def fingerprint() -> str:
    """Return twelve letters that change with the lists; used in migrations."""
    return hashlib.sha256("".join(statements()).encode()).hexdigest()[:12]


def install(*_: Any) -> None:
    """Create or update functions and triggers."""
    with connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)


def remove(*_: Any) -> None:
    """Drop triggers and functions; the columns keep their values."""
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION leads_derive_firmographics() CASCADE")
        for name in ("standard_industry", "known_industry", "sector", "regions", "industry_key"):
            cursor.execute(f"DROP FUNCTION leads_{name}(text)")


def derive_again(*_: Any) -> None:
    """Derive the columns of every company again, by ID."""
    last_id = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT max(id) FROM (SELECT id FROM leads_company WHERE id > %s "
                "ORDER BY id LIMIT %s) AS chunk",
                [last_id, _CHUNK],
            )
            row = cursor.fetchone()
            if row is None or row[0] is None:
                return
            # Any change makes the trigger derive all of them.
            cursor.execute(
                "UPDATE leads_company SET sector = sector || '?' WHERE id > %s AND id <= %s",
                [last_id, row[0]],
            )
            last_id = row[0]


def _lookup_function(name: str, known: Mapping[str, str]) -> str:
    json_text = json.dumps(known, ensure_ascii=False, sort_keys=True)
    return _LOOKUP.replace("%(name)s", name).replace("%(known)s", _quote(json_text))


def _case(column: str, bands: tuple[Band, ...]) -> str:
    when_clauses = " ".join(
        f"WHEN {column} >= {band.least} THEN {_quote(band.code)}" for band in reversed(bands)
    )
    return f"CASE {when_clauses} ELSE '' END"


def _array(texts: Iterable[str]) -> str:
    return "{" + ",".join(f'"{text}"' for text in texts) + "}"


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
