"""Changes between two documents, each of which can be applied or left out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from leadqual.taxonomy.document.document import (
    Document,
)
from leadqual.taxonomy.document.edits import Edit, EditError


class ChangeKind(StrEnum):
    """What a change does."""

    ADDED = "added"
    RENAMED = "renamed"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    RETIRED = "retired"
    DESCRIBED = "described"
    ADDRESS = "address"
    TITLE = "representative title"
    THRESHOLD = "threshold"
    CROSSWALK = "name in other tools"
    ENTRY = "dictionary"
    PHRASE = "phrase rule"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class TaxonomyChange:
    """One change of a document.

    Args:
        key: names it among the changes of a draft; whoever changes the same thing has the same.
        kind: what it does.
        words: a sentence for people.
        functions: slugs of the functions that it is about, former and new.
        edit: does it to a document; raises `EditError` where it cannot be done.
    """

    key: str
    kind: ChangeKind
    words: str
    functions: frozenset[str]
    edit: Edit

    @property
    def is_about_department(self) -> bool:
        """Return whether it is about a department, and not about one of its functions."""
        return self.key.startswith("department:")


def apply_changes(
    document: Document, found: Iterable[TaxonomyChange]
) -> tuple[Document, list[tuple[TaxonomyChange, EditError]]]:
    """Apply changes one after the other.

    Returns:
        The document, and the changes that could not be applied, each with the reason.
    """
    refused = []
    for change in found:
        try:
            document = change.edit(document)
        except EditError as error:
            refused.append((change, error))
    return document, refused


def without(found: Iterable[TaxonomyChange], keys: Collection[str]) -> list[TaxonomyChange]:
    """Return changes but for those with these keys."""
    return [change for change in found if change.key not in keys]
