"""The merge rules of an import, and the results of a chunk."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from leadqual.imports.options import ANY

DUPLICATE_SKIPPED = "Duplicate of an earlier row; the first row is kept."
DUPLICATE_REJECTED = "Duplicate of an earlier row. Merge them or remove this one."


class StagedResult(NamedTuple):
    """What became of a staged row.

    Args:
        number: of the row, or of the first row of a group.
        outcome: `created`, `updated`, `unchanged` or `rejected`.
        record_id: None where refused.
        field: code of the refused field; empty otherwise.
        reason: why it was refused; empty otherwise.
    """

    number: int
    outcome: str
    record_id: int | None
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class MergeRules:
    """How the rows of an import are stored.

    Args:
        batch_id: the import that results, changes and added records belong to.
        mode: `both`, `create` or `update`.
        match_by: code of the field by which a record is found, or `any`.
        duplicates: of two rows that mean one record, `last` lays the later over the former, `first`
            passes the later one over, `refuse` lists it among the rows that stay out.
        is_dry: only results are stored; the tables are temporary copies.
        counts_later: people per title are counted once at the end, not after each chunk.
        only_empty: only empty fields of existing records are filled.
        tags: added to every record.
        record_columns: owner, status, tags and custom fields, as far as the import writes them.
        kind: of the import.
        finds_keyless: rows with keys that nobody has mean who is here without any, by name and
            company; not in long files, where looking for each name would take too long.
        seen: records that earlier rows of this file created or, unless the later row counts, also
            found.
        lines: created record → its line.
    """

    batch_id: int
    mode: str = "both"
    match_by: str = ANY
    duplicates: str = "last"
    is_dry: bool = False
    counts_later: bool = False
    only_empty: bool = False
    tags: tuple[str, ...] = ()
    record_columns: tuple[str, ...] = ()
    kind: str = "contacts"
    finds_keyless: bool = False
    seen: set[int] = field(default_factory=set)
    lines: dict[int, int] = field(default_factory=dict)

    @property
    def remembers(self) -> bool:
        """Whether it matters which records earlier rows of the file matched."""
        return self.mode == "create" or self.duplicates != "last"

    @property
    def remembered(self) -> tuple[str, ...]:
        """Outcomes of rows whose records are remembered."""
        return ("created", "updated", "unchanged") if self.duplicates != "last" else ("created",)

    @property
    def stores_all(self) -> bool:
        """Whether every valid row is stored, so that its company may be created first."""
        return self.mode == "both" and self.duplicates == "last"

    @property
    def joins(self) -> bool:
        """Whether a later row of the same record updates the earlier one."""
        return self.duplicates == "last"

    def duplicate_result(self, result: StagedResult) -> StagedResult:
        """Return what becomes of a later row of a record, from the result of the former row."""
        if result.outcome in {"rejected", "skipped"}:
            return result
        if self.duplicates == "first":
            return result._replace(outcome="skipped", field="", reason=DUPLICATE_SKIPPED)
        return result._replace(
            outcome="rejected", record_id=None, field="", reason=DUPLICATE_REJECTED
        )


@dataclass(slots=True)
class ChunkResult:
    """The results of a chunk.

    Args:
        counts: outcome → rows; those of `rejected` are in it.
        rejected: rejected rows; the others are recorded already.
        seen: records for `MergeRules.seen`, to be added once the chunk is stored.
    """

    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[StagedResult] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)


NO_RULES = MergeRules(0)
