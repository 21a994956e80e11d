"""What a draft may not do, for slugs and fields would end with something that nobody meant."""

from collections.abc import Iterable, Sequence

from leadqual.taxonomy.document.document import Document, WrittenDepartment, WrittenFunction
from leadqual.taxonomy.document.document_changes import ChangeKind, TaxonomyChange
from leadqual.taxonomy.document.edits import EditError
from leadqual.taxonomy.document.slug_history import slug_changes

Rows = Sequence[WrittenDepartment] | Sequence[WrittenFunction]
_OF_ONE_ROW = {
    ChangeKind.RENAMED,
    ChangeKind.DESCRIBED,
    ChangeKind.THRESHOLD,
    ChangeKind.CROSSWALK,
    ChangeKind.MOVED,
}


def check_slugs(*, base: Document, old: Document, new: Document) -> None:
    """See that no slug which a draft freed is given to something else in the same draft.

    Slugs are identity: what is live under such a slug would be taken for the new thing, with its
    corrections and addresses. A slug that is given back to what had it is fine, and so is bringing
    back what was retired.

    Args:
        base: what the draft was begun from.
        old: what it says.
        new: what it is to say.

    Raises:
        EditError: names the slug.
    """
    for noun, first, before, after in (
        ("department", base.departments, old.departments, new.departments),
        ("function", base.functions, old.functions, new.functions),
    ):
        for slug in _taken(first, before, after):
            raise EditError(
                f"“{slug}” is the slug of another {noun} until this draft is published, "
                "so links and corrections would point to the wrong one. Choose another "
                "slug, or change it in a later draft. Nothing was changed."
            )


def _taken(base: Rows, old: Rows, new: Rows) -> list[str]:
    """Return slugs that are given to something else than what has them in the base."""
    was = slug_changes(base, old)
    before, after = ({row.slug: row for row in rows} for rows in (old, new))
    come = [row.slug for row in base if row.slug in after and row.slug not in before]
    gone = before.keys() - after.keys()
    taken = []
    for slug in come:
        renamed_to_it = after[slug].formerly & gone
        if slug in was.retired:
            is_other = bool(renamed_to_it)
        else:
            is_other = was.renamed.get(slug) not in renamed_to_it
        taken += [slug] if is_other else []
    return taken


def merged_away(
    found: Iterable[TaxonomyChange], *, base: Document, live: Document
) -> list[tuple[TaxonomyChange, EditError]]:
    """Return the changes of a draft that are about one thing which was merged meanwhile.

    Its name, description, threshold, place and names in other tools are not those of what took its
    place; titles, entries and phrases go with it.

    Args:
        found: changes of the draft.
        base: what it was begun from.
        live: what is live now.
    """
    merged = {
        f"{noun}:{slug}": (row.name, into)
        for noun, rows, now in (
            ("department", base.departments, live.departments),
            ("function", base.functions, live.functions),
        )
        for slug, into in slug_changes(rows, now).merged.items()
        for row in rows
        if row.slug == slug
    }
    refused = []
    for change in found:
        about = merged.get(":".join(change.key.split(":")[:2]))
        if about is not None and change.kind in _OF_ONE_ROW:
            name, into = about
            refused.append(
                (change, EditError(f"“{name}” was merged into “{into}” in the meantime."))
            )
    return refused
