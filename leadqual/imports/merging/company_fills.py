"""Company data in rows of contacts fills empty fields of their companies."""

from collections.abc import Mapping

from django.db import connection
from django.db.backends.utils import CursorWrapper

from leadqual.imports.merging.companies import Companies, fill_empty
from leadqual.imports.merging.merge_rules import MergeRules
from leadqual.imports.validation.company_columns import Fields
from leadqual.imports.validation.validated_rows import CompanyKeys


def fill_companies(
    rows: Mapping[int, Fields],
    company_keys: Mapping[int, CompanyKeys],
    rules: MergeRules,
    companies: Companies,
) -> None:
    """Fill empty fields of companies from stored rows; the first of several rows wins.

    Runs in the transaction of the chunk, after its people. Existing values are kept.

    Args:
        rows: row number → its company data.
        company_keys: row number → its company.
        rules: of the import.
        companies: of the import.
    """
    if rules.is_dry or not rows:
        return
    with connection.cursor() as cursor:
        stored = _stored_numbers(cursor, rows, rules)
        wanted = [number for number in sorted(rows) if number in stored and number in company_keys]
        ids = companies.ids([company_keys[number] for number in wanted], create=False)
        filled: dict[int, dict[str, object]] = {}
        for number in wanted:
            if (key := ids.get(company_keys[number])) is not None:
                filled[key] = {**rows[number], **filled.get(key, {})}
        fill_empty(cursor, filled, rules)


def _stored_numbers(
    cursor: CursorWrapper, rows: Mapping[int, Fields], rules: MergeRules
) -> set[int]:
    cursor.execute(
        "SELECT number FROM imports_importrow WHERE batch_id = %s AND number BETWEEN %s AND %s"
        " AND outcome IN ('created', 'updated', 'unchanged')",
        [rules.batch_id, min(rows), max(rows)],
    )
    return {number for (number,) in cursor.fetchall()}
