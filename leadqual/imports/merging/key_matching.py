"""Match staged rows to records by key, and skip rows as the rules demand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from leadqual.imports.merging.merge_rules import DUPLICATE_REJECTED, DUPLICATE_SKIPPED, MergeRules
from leadqual.imports.merging.merge_targets import StagedRecords, follow_merged
from leadqual.imports.merging.staging import ALREADY_EXISTS, NO_MATCH, shared_records
from leadqual.imports.options import ANY
from leadqual.imports.validation.validated_rows import CompanyKeys


@dataclass(frozen=True, slots=True)
class KeyMatching:
    """Finds records by keys that are unique in a workspace.

    Args:
        staged: table of the rows; for each key it has a column `by_…` for the record found.
        table: of the records.
        id_column: of the staged table, for the matched record.
        keys: the most reliable first.
        conflicts: key → message if another record has it.
    """

    staged: str
    table: str
    id_column: str
    keys: Sequence[str]
    conflicts: Mapping[str, str]

    def find(
        self, cursor: CursorWrapper, used: Sequence[str], match_by: str, workspace_id: int
    ) -> None:
        """Find the record with each key of each row, and the one that the row matches.

        Args:
            cursor: in the transaction of the staged rows.
            used: keys that the rows have.
            match_by: the key by which records are found, or `any`: the first that finds one.
            workspace_id: whose records.
        """
        if not used:
            return
        # One index lookup per row: the table may hold millions of rows, a chunk thousands.
        found = [
            f"(SELECT c.id FROM {self.table} c WHERE c.workspace_id = %s AND c.{key} = s.{key})"
            for key in used
        ]
        columns = ", ".join(f"by_{key}" for key in used)
        values = f"ROW({', '.join(found)})" if len(used) == 1 else f"({', '.join(found)})"
        cursor.execute(
            f"UPDATE {self.staged} s SET ({columns}) = {values}",
            [workspace_id] * len(used),
        )
        matching_columns = ", ".join(f"by_{key}" for key in used if match_by in {key, ANY})
        if matching_columns:
            cursor.execute(
                f"UPDATE {self.staged} SET {self.id_column} = COALESCE({matching_columns})"
                f" WHERE COALESCE({matching_columns}) IS NOT NULL"
            )

    def follow_merged(
        self, cursor: CursorWrapper, used: Sequence[str], match_by: str, workspace_id: int
    ) -> bool:
        """Match rows with keys of merged records to the kept ones; return whether any matched."""
        n_found = 0
        for key in used:
            n_found += follow_merged(
                cursor,
                StagedRecords(self.table, self.staged, self.id_column),
                key,
                workspace_id=workspace_id,
                finds=match_by in {key, ANY},
                condition=f"s.by_{key} IS NULL",
            )
        return bool(n_found)

    def links(
        self, cursor: CursorWrapper, used: Sequence[str], *, has_merged: bool = False
    ) -> dict[int, list[int]]:
        """Find the records that several rows mean by different keys; see `shared_records`."""
        if has_merged:
            matching_columns = f"SELECT {self.id_column} AS id, number FROM {self.staged}"
            by_keys = (
                f"SELECT by_{key}, number FROM {self.staged} WHERE by_{key} IS NOT NULL"
                for key in used
            )
            query = " UNION ALL ".join(
                (f"{matching_columns} WHERE {self.id_column} IS NOT NULL", *by_keys)
            )
            return shared_records(cursor, query, [])
        if len(used) < 2:  # with a single key, rows of the same record share it
            return {}
        query = " UNION ALL ".join(
            f"SELECT by_{key} AS id, number FROM {self.staged} WHERE by_{key} IS NOT NULL"
            for key in used
        )
        return shared_records(cursor, query, [])

    def reject_conflicts(self, cursor: CursorWrapper) -> None:
        """Reject rows that would give a record the key of another one."""
        for key, reason in self.conflicts.items():
            cursor.execute(
                f"""
                UPDATE {self.staged} SET outcome = 'rejected', refused_field = %s, reason = %s
                WHERE by_{key} IS NOT NULL AND by_{key} IS DISTINCT FROM {self.id_column}
                AND outcome IS NULL
                """,
                [key, reason],
            )


def apply_rules(
    cursor: CursorWrapper, staged: str, id_column: str, rules: MergeRules, seen: set[int]
) -> None:
    """Set the outcome of rows that the rules skip; the others have none yet.

    Args:
        cursor: in the transaction of the staged rows.
        staged: their table.
        id_column: the record that a row matches.
        rules: of the import.
        seen: records matched by earlier rows of this chunk; see `MergeRules.seen`.
    """
    repeated: list[int] = []
    if rules.remembers:
        cursor.execute(
            f"SELECT DISTINCT {id_column} FROM {staged}"
            f" WHERE {id_column} IS NOT NULL AND outcome IS NULL"
        )
        matched = {record for (record,) in cursor.fetchall()}
        repeated = list(matched & rules.seen | matched & seen)
    if repeated and rules.duplicates == "first":
        _set_outcome(
            cursor, staged, "skipped", DUPLICATE_SKIPPED, f"{id_column} = ANY(%s)", repeated
        )
    elif repeated and rules.duplicates == "reject":
        _set_outcome(
            cursor, staged, "rejected", DUPLICATE_REJECTED, f"{id_column} = ANY(%s)", repeated
        )
    if rules.mode == "create":
        known = f"{id_column} IS NOT NULL AND NOT {id_column} = ANY(%s)"
        _set_outcome(cursor, staged, "skipped", ALREADY_EXISTS, known, repeated)
    elif rules.mode == "update":
        _set_outcome(cursor, staged, "skipped", NO_MATCH, f"{id_column} IS NULL")


def remember(
    cursor: CursorWrapper, staged: str, id_column: str, rules: MergeRules, seen: set[int]
) -> None:
    """Add the records that these rows created or, unless the later row counts, also found."""
    if not rules.remembers:
        return
    cursor.execute(
        f"SELECT {id_column} FROM {staged} WHERE outcome = ANY(%s)",
        [list(rules.remembered)],
    )
    seen.update(record for (record,) in cursor.fetchall())


def _set_outcome(
    cursor: CursorWrapper,
    staged: str,
    outcome: str,
    reason: str,
    condition: str,
    *values: list[int],
) -> None:
    cursor.execute(
        f"UPDATE {staged} SET outcome = %s, reason = %s WHERE outcome IS NULL AND {condition}",
        [outcome, reason, *values],
    )


def find_shared_keys(keys: Sequence[CompanyKeys]) -> set[int]:
    """Find the companies that share a name or a key with another in the list."""
    found: set[int] = set()
    for part in ("name_key", "domain", "linkedin_url", "external_id"):
        pairs = [(at, value) for at, one in enumerate(keys) if (value := getattr(one, part))]
        counts = Counter(value for _, value in pairs)
        if len(counts) < len(pairs):
            found |= {at for at, value in pairs if counts[value] > 1}
    return found
