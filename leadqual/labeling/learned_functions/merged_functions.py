"""Corrections that name a function which was merged into another say the other one, too."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from leadqual.labeling.corrections.recording import advance, lock_revision
from leadqual.labeling.models.corrections import CarriedFunction, Correction
from leadqual.taxonomy.selectors import merged_functions

_CorrectedFunction = Correction.functions.through


def carry_over_merges() -> int:
    """Add to each correction the functions that took the place of those it names.

    What was said stays next to it as the trail; a retired function counts nowhere. What a merge
    added that is none anymore is taken out again. Safe to run twice.

    Returns:
        How many corrections say something else than before.
    """
    merged = merged_functions()
    return len(_remove_functions(merged) | _add(merged))


def _add(merged: dict[int, int]) -> set[int]:
    """Add what took the place of what was named; returns the corrections that say more now."""
    missing: defaultdict[int, set[tuple[int, int, int]]] = defaultdict(set)
    for function_id, into_id in merged.items():
        naming = Correction.objects.filter(functions=function_id).exclude(functions=into_id)
        for key, workspace_id in naming.values_list("pk", "workspace_id"):
            missing[workspace_id].add((key, function_id, into_id))
    for workspace_id, carried in sorted(missing.items()):
        with transaction.atomic():
            CarriedFunction.objects.bulk_create(
                [
                    CarriedFunction(correction_id=key, named_id=named, into_id=into)
                    for key, named, into in sorted(carried)
                ],
                ignore_conflicts=True,
            )
            _start_rereading(workspace_id, {key for key, _, _ in carried})
            pairs = sorted({(key, into) for key, _, into in carried})
            _CorrectedFunction.objects.bulk_create(
                [_CorrectedFunction(correction_id=key, function_id=into) for key, into in pairs],
                ignore_conflicts=True,
            )
    return {key for carried in missing.values() for key, _, _ in carried}


def _remove_functions(merged: dict[int, int]) -> set[int]:
    """Remove what undone merges added; returns the corrections that say less now.

    The function that was named lives again, or, of several merges in a row, the last one is over
    and it leads to another function.
    """
    over: defaultdict[int, list[CarriedFunction]] = defaultdict(list)
    holds = Q()
    for named_id, into_id in merged.items():
        holds |= Q(named=named_id, into=into_id)
    rows = CarriedFunction.objects.exclude(holds) if holds else CarriedFunction.objects.all()
    for row in rows.select_related("correction"):
        over[row.correction.workspace_id].append(row)
    for workspace_id, carried in sorted(over.items()):
        with transaction.atomic():
            _start_rereading(workspace_id, {row.correction_id for row in carried})
            CarriedFunction.objects.filter(pk__in=[row.pk for row in carried]).delete()
            for row in carried:
                still = CarriedFunction.objects.filter(
                    correction=row.correction_id, into=row.into_id
                )
                if not still.exists():  # Else another function that was named leads there.
                    _CorrectedFunction.objects.filter(
                        correction=row.correction_id, function=row.into_id
                    ).delete()
    return {row.correction_id for carried in over.values() for row in carried}


def _start_rereading(workspace_id: int, corrections: Collection[int]) -> None:
    """Let every process read these corrections again."""
    revision = lock_revision(workspace_id)
    advance(revision)
    Correction.objects.filter(pk__in=corrections).update(revision=revision.number)
