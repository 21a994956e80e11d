"""Former slugs of a document → merges and aliases in the tables."""

from collections.abc import Collection, Mapping, Sequence

from leadqual.taxonomy.document.document import WrittenDepartment, WrittenFunction
from leadqual.taxonomy.models import Department, FormerSlug, Function
from leadqual.taxonomy.selectors import last_of_merges


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
