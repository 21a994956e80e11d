"""Which titles a correction moves beside its own: the same job in other words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from classifiers.titles.propagation.correction_memory import CorrectionMemory, same_spelling
from classifiers.titles.propagation.propagation_rule import CloseVariant, StoredCorrection

# Titles are found by an index on signatures; a title with a word of its own is left out.
_NEIGHBOURS = """
SELECT t.id, t.title, t.normalised, t.signature, t.n_contacts, t.source,
       ARRAY(SELECT f.slug FROM leads_titlelabel l JOIN taxonomy_function f ON f.id = l.function_id
             WHERE l.job_title_id = t.id ORDER BY l.score DESC, f.slug),
       level.slug, m.id, m.correction_id, m.source,
       ARRAY(SELECT label ->> 0 FROM jsonb_array_elements(m.labels) AS label)
FROM leads_jobtitle t
LEFT JOIN labeling_move m ON m.job_title_id = t.id AND m.is_in_force
LEFT JOIN taxonomy_level level ON level.id = t.level_id
WHERE t.workspace_id = %s AND t.signature = ANY(%s) AND t.id <> ALL(%s)
  AND NOT EXISTS (SELECT FROM labeling_correction c WHERE c.job_title_id = t.id AND c.is_current)
ORDER BY t.n_contacts DESC, t.id
"""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A stored title that no person spoke of, next to one of which a person did.

    Args:
        pk: of the title.
        title: as it was first written.
        key: normalised.
        signature: of the title.
        n_contacts: how many people carry it.
        source: of its labels now.
        functions: slugs now, best first.
        level: slug now; "" while it waits.
        move: key of the move by which it follows another title; None where it follows none.
        follows: key of the correction that it follows.
        settled: what the dictionary says of it; None where it does not know it.
    """

    pk: int
    title: str
    key: str
    signature: str
    n_contacts: int
    source: str
    functions: tuple[str, ...]
    level: str
    move: int | None
    follows: int | None
    settled: frozenset[str] | None

    @property
    def variant(self) -> CloseVariant:
        """Return the title for the rule of propagation."""
        return CloseVariant(self.key, self.signature, self.level, self.settled)


@dataclass(frozen=True, slots=True)
class LabelChange:
    """A title and what it would follow.

    Args:
        neighbour: the title as it is.
        saying: what it would follow; None where it would go back to what it was.
    """

    neighbour: Neighbour
    saying: StoredCorrection | None

    @property
    def changes(self) -> bool:
        return self.saying is None or set(self.saying.entry.functions) != set(
            self.neighbour.functions
        )


def neighbours(
    workspace_id: int,
    signatures: Sequence[str],
    *,
    but: Sequence[int] = (),
    locked: bool = False,
) -> list[Neighbour]:
    """Return titles of some signatures or one slip away, the most frequent first; one query.

    Args:
        workspace_id: whose titles.
        signatures: of the corrected titles; "" has none.
        but: keys of titles that are left out.
        locked: keep them for the transaction; those that somebody else is writing are left out.
    """
    said = [signature for signature in signatures if signature]
    if not said:
        return []
    asked = list({*said, *(other for signature in said for other in same_spelling(signature))})
    with connection.cursor() as cursor:
        query = f"{_NEIGHBOURS} FOR UPDATE OF t SKIP LOCKED" if locked else _NEIGHBOURS
        cursor.execute(query, [workspace_id, asked, list(but)])
        return [_neighbour(row) for row in cursor.fetchall()]


def steps(found: Sequence[Neighbour], book: CorrectionMemory) -> list[LabelChange]:
    """Return what would have to happen so that these titles are as the book says."""
    needed = []
    for neighbour in found:
        saying = book.neighbour(neighbour.variant)
        step = LabelChange(neighbour, saying)
        if saying is None:
            if neighbour.move is not None or neighbour.source == "correction":
                needed.append(step)
        elif neighbour.follows != saying.number or step.changes:
            needed.append(step)
    return needed


def _neighbour(row: tuple[Any, ...]) -> Neighbour:
    pk, title, key, signature, n_contacts, source, functions, level, *moved = row
    move, follows, source_before, functions_before = moved
    if move is not None:
        settled = frozenset(functions_before) if source_before == "dictionary" else None
    else:
        settled = frozenset(functions) if source == "dictionary" else None
    return Neighbour(
        pk=pk,
        title=title,
        key=key,
        signature=signature,
        n_contacts=n_contacts,
        source=source,
        functions=tuple(functions),
        level=level or "",
        move=move,
        follows=follows,
        settled=settled,
    )
