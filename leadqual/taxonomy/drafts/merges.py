"""Functions and departments that give way to others, and slugs that were changed."""

from django.db import transaction
from django.utils import timezone

from leadqual.core.errors import LeadqualError
from leadqual.taxonomy.models import Department, FormerSlug, Function, RepresentativeTitle


class MergeError(LeadqualError):
    """Something cannot be merged into that; nothing has been written."""

    code = "cannot_merge"


@transaction.atomic
def merge_function(*, function: Function, into: Function) -> None:
    """Retire a function in favour of another; call `note_change` in the same transaction.

    The dictionary entries, phrase rules and representative titles of the one become those of the
    other. Addresses and saved searches that name it lead to the other; corrections that name it
    say the other when titles are read again. What the model alone says of it goes with it.

    Raises:
        MergeError: it is the same function, or the other one is retired.
    """
    check_merge(function, into)
    for entry in function.dictionary_entries.all():
        entry.functions.add(into)
        entry.functions.remove(function)
    for rule in function.phrase_rules.all():
        rule.functions.add(into)
        rule.functions.remove(function)
    known = RepresentativeTitle.objects.filter(function=into).values("title")
    own = RepresentativeTitle.objects.filter(function=function)
    own.exclude(title__in=known).update(function=into)
    function.merged_into = into
    function.retired_at = function.retired_at or timezone.now()
    function.save(update_fields=["merged_into", "retired_at"])


@transaction.atomic
def merge_department(*, department: Department, into: Department) -> None:
    """Retire a department in favour of another, which takes its functions; see `merge_function`.

    Raises:
        MergeError: it is the same department, or the other one is retired or has a function of
            the same name.
    """
    check_merge(department, into)
    department.functions.update(department=into)
    department.merged_into = into
    department.retired_at = department.retired_at or timezone.now()
    department.save(update_fields=["merged_into", "retired_at"])


def keep_former_slug(row: Function | Department, former: str) -> None:
    """Keep a slug that was changed, so that addresses with it lead to the row."""
    if former in {"", row.slug}:
        return
    kind = "function" if isinstance(row, Function) else "department"
    FormerSlug.objects.filter(kind=kind, slug=row.slug).delete()
    FormerSlug.objects.update_or_create(kind=kind, slug=former, defaults={kind: row})


def check_merge(row: Function | Department, into: Function | Department) -> None:
    """See that one can be merged into the other.

    Raises:
        MergeError: it cannot.
    """
    if row.pk == into.pk:
        raise MergeError(f"“{row}” cannot be merged into itself. Nothing was changed.")
    if into.retired_at is not None:
        raise MergeError(f"“{into}” is retired. Choose an active one. Nothing was changed.")
    if isinstance(row, Department):
        names = row.functions.values("name")
        twice = Function.objects.filter(department=into.pk, name__in=names).first()
        if twice is not None:
            raise MergeError(
                f"Both contain a function “{twice}”. Merge these first. Nothing was changed."
            )
