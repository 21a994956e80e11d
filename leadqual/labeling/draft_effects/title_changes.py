"""Titles classified twice, live and with a draft: what differs, counted and with examples."""

import heapq
from collections.abc import Mapping, Sequence
from typing import Any

from classifiers.core.types import TitlePrediction
from leadqual.labeling.draft_effects.cascades import DraftedCascade, slugs_of

MAX_EXAMPLES = 25
MAX_TOP = 2_000  # Titles of which people are looked for; more titles carry next to nobody.
NUMBERS = ("n_titles", "n_contacts", "n_seniority", "n_to_other", "n_from_other")
Title = tuple[int, str, int]
"""Key, text and number of contacts."""


def add_changes(
    found: Mapping[str, Any],
    titles: Sequence[Title],
    *,
    before: Sequence[TitlePrediction],
    after: Sequence[TitlePrediction],
    drafted: DraftedCascade,
) -> dict[str, Any]:
    """Return the changes of a workspace so far with those of some more titles.

    Args:
        found: what earlier titles gave; empty at first.
        titles: of the workspace.
        before: their live answers.
        after: their answers with the draft.
        drafted: both taxonomies.

    Returns:
        `n_titles` with other functions and their `n_contacts`; `n_seniority`, titles with another
        level or industry; `n_to_other` and `n_from_other`; `functions`, slug → titles lost,
        contacts lost, titles gained, contacts gained; `levels` that titles get or lose; `examples`
        and `top`, the keys of titles, both with the most contacts first.
    """
    counts = {name: found.get(name, 0) for name in NUMBERS}
    functions: dict[str, list[int]] = {
        slug: [*row] for slug, row in found.get("functions", {}).items()
    }
    levels = set(found.get("levels", ()))
    examples, top = [*found.get("examples", ())], [*found.get("top", ())]
    for (pk, text, n_contacts), now, then in zip(titles, before, after, strict=True):
        other_levels = {now.level.slug} ^ {then.level.slug}
        has_other_seniority = bool(other_levels) or _industry(now) != _industry(then)
        had, has = drafted.functions_before(now), frozenset(slugs_of(then))
        if had == has and not has_other_seniority:
            continue
        top.append([n_contacts, pk])
        levels |= other_levels
        counts["n_seniority"] += has_other_seniority
        if had == has:
            continue
        examples.append([n_contacts, pk, text, slugs_of(now), slugs_of(then)])
        counts["n_titles"] += 1
        counts["n_contacts"] += n_contacts
        counts["n_to_other"] += not has
        counts["n_from_other"] += not had
        for first, slugs in ((0, had - has), (2, has - had)):
            for slug in slugs:
                row = functions.setdefault(slug, [0, 0, 0, 0])
                row[first] += 1
                row[first + 1] += n_contacts
    return {
        **counts,
        "functions": functions,
        "levels": sorted(levels),
        "examples": heapq.nlargest(MAX_EXAMPLES, examples),
        "top": heapq.nlargest(MAX_TOP, top),
    }


def _industry(answer: TitlePrediction) -> str:
    return answer.industry.slug if answer.industry else ""
