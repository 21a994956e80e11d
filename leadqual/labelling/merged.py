"""Corrections that name a function which was merged into another say the other one, too."""

from collections import defaultdict

from django.db import transaction

from leadqual.labelling.models import Correction
from leadqual.labelling.spreading import locked_revision
from leadqual.taxonomy.selectors import merged_functions

_Said = Correction.functions.through


def carry_over_merges() -> int:
    """Add to each correction the functions that took the place of those it names.

    What was said stays beside it as the trail; a retired function counts nowhere. Safe to run
    twice.

    Returns:
        How many corrections say more than before.
    """
    missing: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for function_id, into_id in merged_functions().items():
        said = Correction.objects.filter(functions=function_id).exclude(functions=into_id)
        for key, workspace_id in said.values_list("pk", "workspace_id"):
            missing[workspace_id].add((key, into_id))
    for workspace_id, pairs in sorted(missing.items()):
        with transaction.atomic():
            revision = locked_revision(workspace_id)
            _Said.objects.bulk_create(
                [_Said(correction_id=key, function_id=into_id) for key, into_id in sorted(pairs)],
                ignore_conflicts=True,
            )
            revision.number += 1
            revision.save(update_fields=["number"])
            rows = Correction.objects.filter(pk__in=[key for key, _ in pairs])
            rows.update(revision=revision.number)
    return len({key for pairs in missing.values() for key, _ in pairs})
