"""A draft goes live, or a former version comes back: one transaction, one version."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import User
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job, enqueue
from leadqual.taxonomy import library_values
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.document import (
    Document,
    SlugChanges,
    WrittenDepartment,
    WrittenFunction,
    check,
    slug_changes,
)
from leadqual.taxonomy.document.edits import ChangeKind, TaxonomyChange
from leadqual.taxonomy.document.from_tables import known_slugs, read_document
from leadqual.taxonomy.drafts.services import draft_document, open_draft, restored
from leadqual.taxonomy.errors import (
    DraftStaleError,
    NoDocumentError,
    NothingToPublishError,
    TaxonomyMovedError,
)
from leadqual.taxonomy.models import (
    CrosswalkName,
    Department,
    DictionaryEntry,
    FormerSlug,
    Function,
    Industry,
    Level,
    OtherTool,
    PhraseRule,
    RepresentativeTitle,
    TaxonomyVersion,
)
from leadqual.taxonomy.selectors import last_of_merges
from leadqual.taxonomy.versions import document_of, lock_taxonomy, record_version

Row = TypeVar("Row", Department, Function)
logger = logging.getLogger(__name__)
_LEAVES_TITLES = {ChangeKind.DESCRIBED, ChangeKind.ADDRESS, ChangeKind.CROSSWALK, ChangeKind.ORDER}
_MAY_FALL = {
    ChangeKind.ADDED,
    ChangeKind.MERGED,
    ChangeKind.SPLIT,
    ChangeKind.RETIRED,
    ChangeKind.THRESHOLD,
}


def forget_meanings(functions: Collection[int]) -> None:
    """Let no entry and no phrase name functions that come back: the document says which do."""
    DictionaryEntry.functions.through.objects.filter(function_id__in=functions).delete()
    PhraseRule.functions.through.objects.filter(function_id__in=functions).delete()


def write_dictionary(live: Document, new: Document, functions: Mapping[str, Function]) -> None:
    """Store the entries that differ between two documents.

    Args:
        live: what the tables say.
        new: what they are to say.
        functions: slug → stored row, for all functions of the new document.
    """
    changed = {
        title: said for title, said in new.dictionary.items() if live.dictionary.get(title) != said
    }
    gone = live.dictionary.keys() - new.dictionary.keys()
    DictionaryEntry.objects.filter(normalised__in=gone).delete()
    DictionaryEntry.objects.bulk_create(
        DictionaryEntry(normalised=title) for title in changed.keys() - live.dictionary.keys()
    )
    rows = DictionaryEntry.objects.in_bulk(list(changed), field_name="normalised")
    levels = dict(Level.objects.values_list("slug", "pk"))
    industries = dict(Industry.objects.values_list("slug", "pk"))
    for title, row in rows.items():
        row.level_id = levels.get(changed[title].level)
        row.industry_id = industries.get(changed[title].industry)
    DictionaryEntry.objects.bulk_update(rows.values(), ["level", "industry"], batch_size=500)
    links = DictionaryEntry.functions.through
    links.objects.filter(dictionaryentry__in=rows.values()).delete()
    links.objects.bulk_create(
        links(dictionaryentry_id=row.pk, function_id=functions[slug].pk)
        for title, row in rows.items()
        for slug in sorted(changed[title].functions)
    )


def write_phrases(live: Document, new: Document, functions: Mapping[str, Function]) -> None:
    """Store the phrase rules that differ between two documents; see `write_dictionary`."""
    changed = {
        phrase: meant for phrase, meant in new.phrases.items() if live.phrases.get(phrase) != meant
    }
    PhraseRule.objects.filter(phrase__in=live.phrases.keys() - new.phrases.keys()).delete()
    PhraseRule.objects.bulk_create(
        PhraseRule(phrase=phrase) for phrase in changed.keys() - live.phrases.keys()
    )
    rows = PhraseRule.objects.in_bulk(list(changed), field_name="phrase")
    links = PhraseRule.functions.through
    links.objects.filter(phraserule__in=rows.values()).delete()
    links.objects.bulk_create(
        links(phraserule_id=row.pk, function_id=functions[slug].pk)
        for phrase, row in rows.items()
        for slug in sorted(changed[phrase])
    )


def write_aliases(
    model: type[Department] | type[Function],
    written: Sequence[WrittenDepartment] | Sequence[WrittenFunction],
) -> None:
    """Let each slug that something formerly had lead to it, and no other slug.

    The slug of a retired row leads on by a merge, any other by a `FormerSlug`. Slugs that lead to
    a retired row are left as they are.
    """
    rows: dict[int, Department | Function] = {row.pk: row for row in model.objects.all()}
    by_slug = {row.slug: row for row in rows.values()}
    wanted = {alias: by_slug[each.slug] for each in written for alias in each.formerly}
    lasts = {key: last_of_merges(rows, key) for key in rows}
    retired = [row for row in rows.values() if row.retired_at]
    for row in retired:
        into = wanted.get(row.slug)
        if into is not None and row.merged_into_id != into.pk:
            _merge(row, into)
    # A merge just written may let slugs lead on through a retired row, which none had said.
    for row in retired:
        leads_on = lasts[row.pk] or last_of_merges(rows, row.pk)
        if row.slug not in wanted and row.merged_into_id and leads_on:
            _merge(row, None)
    kind = FormerSlug.Kind.FUNCTION if model is Function else FormerSlug.Kind.DEPARTMENT
    led = {key for key in rows if lasts[key] or last_of_merges(rows, key)}
    _write_former_slugs(kind, wanted, by_slug, led)


def _merge(row: Department | Function, into: Department | Function | None) -> None:
    row.merged_into = into
    row.save(update_fields=["merged_into"])


def _write_former_slugs(
    kind: FormerSlug.Kind,
    wanted: Mapping[str, Department | Function],
    by_slug: Mapping[str, Department | Function],
    led: Collection[int],
) -> None:
    for former in FormerSlug.objects.filter(kind=kind):
        leads_on = (former.function_id or former.department_id) in led
        if former.slug in by_slug or (leads_on and former.slug not in wanted):
            former.delete()
    for alias, into in wanted.items():
        if alias not in by_slug:
            FormerSlug.objects.update_or_create(kind=kind, slug=alias, defaults={kind.value: into})


def write_document(*, live: Document, new: Document) -> None:
    """Make the tables say what a document says; call it in a transaction, with the lock held.

    Args:
        live: what the tables say.
        new: what they are to say; `checking.check` has passed it.
    """
    departments = _write_departments(new, slug_changes(live.departments, new.departments))
    functions = _write_functions(new, slug_changes(live.functions, new.functions), departments)
    write_aliases(Department, new.departments)
    write_aliases(Function, new.functions)
    _write_titles(new, functions)
    _write_called(new, functions)
    write_dictionary(live, new, functions)
    write_phrases(live, new, functions)


def _write_departments(new: Document, moved: SlugChanges) -> dict[str, Department]:
    known = _by_slug(Department.objects.all(), moved)
    rows = [known.get(each.slug) or Department() for each in new.departments]
    _retire_others(Department, rows)
    wanted: list[dict[str, object]] = [
        {"slug": each.slug, "name": each.name, "position": position}
        for each, position in zip(new.departments, _positions(rows), strict=True)
    ]
    _keep(Department, rows, wanted)
    return {row.slug: row for row in rows}


def _write_functions(
    new: Document, moved: SlugChanges, departments: Mapping[str, Department]
) -> dict[str, Function]:
    known = _by_slug(Function.objects.all(), moved)
    rows = [known.get(each.slug) or Function() for each in new.functions]
    _retire_others(Function, rows)
    forget_meanings([row.pk for row in rows if row.pk and row.retired_at])
    positions = [
        position
        for home in departments
        for position in _positions(
            [row for row, each in zip(rows, new.functions, strict=True) if each.department == home]
        )
    ]
    wanted: list[dict[str, object]] = [
        {
            "slug": each.slug,
            "name": each.name,
            "about": each.about,
            "threshold": each.threshold,
            "department_id": departments[each.department].pk,
            "position": position,
        }
        for each, position in zip(new.functions, positions, strict=True)
    ]
    _keep(Function, rows, wanted)
    return {row.slug: row for row in rows}


def _by_slug(rows: Iterable[Row], moved: SlugChanges) -> dict[str, Row]:
    """Return slug in the new document → row; a row of its own, if retired, stays its own."""
    found = {row.slug: row for row in rows}
    for former, slug in moved.renamed.items():
        if slug not in found:  # Else the retired row comes back, and the former leads to it.
            found[slug] = found.pop(former)
    return found


def _retire_others(model: type[Row], kept: Sequence[Row]) -> None:
    keys = [row.pk for row in kept if row.pk]
    model.objects.filter(retired_at=None).exclude(pk__in=keys).update(retired_at=timezone.now())


def _positions(rows: Sequence[Department] | Sequence[Function]) -> list[int]:
    """Return places in the order of the rows; those that they have, where these rise."""
    places: list[int] = []
    for row in rows:
        places.append(max(places, default=-1) + 1 if row._state.adding else row.position)
    is_rising = all(first < second for first, second in pairwise(places))
    return places if is_rising else list(range(len(places)))


def _keep(model: type[Row], rows: Sequence[Row], wanted: Sequence[Mapping[str, object]]) -> None:
    """Store rows that differ from what is wanted of them; all of them live from then on.

    Names are exchanged in two steps: they are unique at each moment.
    """
    living: dict[str, object] = {"retired_at": None, "merged_into_id": None}
    changed = []
    for row, fields in zip(rows, wanted, strict=True):
        every = {**fields, **living}
        if row._state.adding or any(getattr(row, name) != value for name, value in every.items()):
            changed.append((row, every))
    for row, _ in changed:
        if row.pk:
            model.objects.filter(pk=row.pk).update(name=f"~{row.pk}")
    for row, every in changed:
        for name, value in every.items():
            setattr(row, name, value)
        row.save()


def _write_titles(new: Document, functions: Mapping[str, Function]) -> None:
    keys = {row.pk: slug for slug, row in functions.items()}
    stored = {
        (function, title)
        for function, title in RepresentativeTitle.objects.filter(function_id__in=keys).values_list(
            "function_id", "title"
        )
    }
    wanted = {(functions[each.slug].pk, title) for each in new.functions for title in each.titles}
    for function, title in stored - wanted:
        RepresentativeTitle.objects.filter(function_id=function, title=title).delete()
    RepresentativeTitle.objects.bulk_create(
        RepresentativeTitle(function_id=function, title=title)
        for function, title in sorted(wanted - stored)
    )


def _write_called(new: Document, functions: Mapping[str, Function]) -> None:
    tools = dict(OtherTool.objects.values_list("slug", "pk"))
    rows = {
        (row.function_id, row.tool_id): row
        for row in CrosswalkName.objects.filter(function__in=functions.values())
    }
    wanted = {
        (functions[each.slug].pk, tools[tool]): name
        for each in new.functions
        for tool, name in each.called.items()
    }
    for place, row in rows.items():
        if place not in wanted:
            row.delete()
        elif row.name != wanted[place]:
            row.name = wanted[place]
            row.save(update_fields=["name"])
    CrosswalkName.objects.bulk_create(
        CrosswalkName(function_id=function, tool_id=tool, name=name)
        for (function, tool), name in wanted.items()
        if (function, tool) not in rows
    )


class NotWrittenError(LeadqualError, code="taxonomy_not_written", status=500):
    """The tables did not take a document as it is; nothing has been written."""


@transaction.atomic
def publish(*, draft_id: int, reason: str, author: User) -> TaxonomyVersion:
    """Make a draft the taxonomy of all workspaces; stored titles are read again after it.

    Args:
        draft_id: key of the draft.
        reason: why; shown in the history.
        author: who publishes it.

    Raises:
        DraftClosedError: it was published or discarded.
        DraftStaleError: the taxonomy has moved on since it was begun; see `drafts.rebase`.
        NothingToPublishError: it changes nothing.
        DocumentError: it cannot be the taxonomy.
        LeadqualError: the frozen test set refuses it. In each case nothing has been written.
    """
    lock_taxonomy()
    draft = open_draft(draft_id)
    live, new = read_document(), draft_document(draft)
    if live != document_of(draft.base):
        raise DraftStaleError(
            "The taxonomy changed since this draft was created. Nothing was published, "
            "and the draft is unchanged. Update the draft first."
        )
    found = changes(live, new)
    library_values.check_document(new, spared=spared_by(found))
    version = _make_live(live, new, found, reason=reason, author=author)
    draft.published_as = version
    draft.reason = reason[:200]
    draft.save(update_fields=["published_as", "reason", "edited_at"])
    return version


@transaction.atomic
def go_back(*, version: TaxonomyVersion, reason: str, author: User) -> TaxonomyVersion:
    """Publish what a former version said; it was live before, so nothing refuses it.

    Slugs that came up since lead to what they have become.

    Raises:
        NoDocumentError: what it said was not kept.
        NothingToPublishError: it is what is live.
        DocumentError: a level, industry or tool that it names is gone. In each case nothing has
            been written.
    """
    lock_taxonomy()
    live = read_document()
    new = restored(document_of(version), live)
    return _make_live(
        live, new, changes(live, new), reason=reason, author=author, went_back_to=version
    )


@transaction.atomic
def undo_publishing(*, version: TaxonomyVersion, author: User) -> TaxonomyVersion:
    """Take the newest version back: what the taxonomy said before it is published again.

    Raises:
        NoDocumentError: what the taxonomy said before was not kept.
        TaxonomyMovedError: it is not the newest one any more. In each case nothing has been
            written.
    """
    lock_taxonomy()  # Before looking: somebody may be publishing at this moment.
    former = _before(version)
    return go_back(version=former, reason=f"Reverted version {version.pk}", author=author)


def _before(version: TaxonomyVersion) -> TaxonomyVersion:
    kept = TaxonomyVersion.objects.exclude(document=None)
    if kept.filter(pk__gt=version.pk).exists():
        raise TaxonomyMovedError(
            f"The taxonomy changed again after version {version.pk}. Nothing was "
            "reverted. Choose a version to revert to in the history."
        )
    former = kept.filter(pk__lt=version.pk).first()
    if former is None:
        raise NoDocumentError(
            "The previous version was not stored, so you cannot revert to it. Nothing was changed."
        )
    return former


def _make_live(
    live: Document,
    new: Document,
    found: Sequence[TaxonomyChange],
    *,
    reason: str,
    author: User,
    went_back_to: TaxonomyVersion | None = None,
) -> TaxonomyVersion:
    if not found:
        raise NothingToPublishError("This is already the live taxonomy. Nothing was changed.")
    check(new, known_slugs())
    write_document(live=live, new=new)
    if read_document() != new:
        logger.error("taxonomy rejected by the database")
        raise NotWrittenError("This taxonomy could not be stored as is. Nothing was changed.")
    version = record_version(reason, author=author, document=new, went_back_to=went_back_to)
    record_audit(
        workspace=None,
        actor=author,
        action="taxonomy.gone_back" if went_back_to else "taxonomy.published",
        subject=f"taxonomy_version:{version.pk}",
        name=f"{version}, {reason}" if reason else str(version),
        details={"changes": len(found)},
    )
    if any(change.kind not in _LEAVES_TITLES for change in found):
        enqueue(Job.RECLASSIFY_TITLES)
    return version


def spared_by(found: Sequence[TaxonomyChange]) -> frozenset[str]:
    """Return the functions that may fall on the frozen test set: the changes are about them."""
    about = [change.functions for change in found if change.kind in _MAY_FALL]
    return frozenset().union(*about)
