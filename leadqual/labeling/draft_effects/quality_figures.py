"""Figures on the frozen test set, live and with a draft of the taxonomy."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from classifiers.core.metrics import Counts, accuracy, macro_f1, micro, per_label
from classifiers.core.types import TitlePrediction
from classifiers.evaluation.frozen_test_sets import title_labels
from classifiers.titles.training.dataset import read_frozen
from leadqual.labeling.draft_effects.cascades import DraftedCascade, slugs_of
from leadqual.labeling.quality_gate import drops_with_taxonomy
from leadqual.taxonomy.document.changes import TaxonomyChange
from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.drafts.publish_draft import exempt_labels_of
from leadqual.taxonomy.library_values import knowledge_of

_DECIMALS = 4
_SAME = 5e-5  # Of F1; less is not shown.
Labels = Sequence[Collection[str]]


def figures_of(
    drafted: DraftedCascade, new: Document, found: Sequence[TaxonomyChange]
) -> dict[str, Any]:
    """Return figures on the test set that comes with the product, now and with a draft.

    What is right follows the draft: a function that was merged is right as what took its place,
    one that is retired is not asked for.

    Args:
        drafted: both taxonomies.
        new: what the draft says.
        found: what it changes.

    Returns:
        `model`, `n_titles`; `now` and `then` with `macro_f1`, the headline figure, `f1`,
        `precision`, `recall` of all functions and `level`, the share of right levels; `functions`
        with slug, F1 now, F1 then and number of titles of each that differs; `refused`, metric
        drops above their margin: it cannot be published.
    """
    titles = read_frozen()
    levels = [title.level for title in titles]
    figures, by_function = [], []
    for cascade in (drafted.before, drafted.after):
        answers = cascade.predict([title.title for title in titles], explain=False)
        right = [cascade.taxonomy.now(title.functions) for title in titles]
        figures.append(_figures(answers, right, levels))
        by_function.append(per_label([slugs_of(answer) for answer in answers], right))
    now, then = by_function
    before = {drafted.same_slug(slug): counts for slug, counts in now.items()}
    rows = [
        (slug, before.get(slug), then.get(slug)) for slug in sorted(before.keys() | then.keys())
    ]
    drops = drops_with_taxonomy(knowledge_of(new), exempt=exempt_labels_of(found))
    return {
        "model": drafted.model.version,
        "n_titles": len(titles),
        "now": figures[0],
        "then": figures[1],
        "functions": sorted(
            (
                (slug, was and was.f1, will and will.f1, (will or was or Counts(0, 0, 0)).wanted)
                for slug, was, will in rows
                if was is None or will is None or abs(was.f1 - will.f1) > _SAME
            ),
            key=lambda row: (row[2] or 0.0) - (row[1] or 0.0),
        ),
        "refused": [asdict(drop) for drop in drops if drop.is_above_margin],
    }


def _figures(
    answers: Sequence[TitlePrediction], right: Labels, levels: Sequence[str | None]
) -> dict[str, float]:
    counts = micro([slugs_of(answer) for answer in answers], right)
    given = [answer.level.slug for answer in answers]
    known = [index for index, level in enumerate(levels) if level is not None]
    labels = [title_labels(slugs_of(answer), answer.level.slug) for answer in answers]
    wanted = [
        title_labels([*functions], level or "")
        for functions, level in zip(right, levels, strict=True)
    ]
    found = {
        "macro_f1": macro_f1(labels, wanted),
        "f1": counts.f1,
        "precision": counts.precision,
        "recall": counts.recall,
        "level": accuracy([given[n] for n in known], [levels[n] for n in known]),
    }
    return {name: round(value, _DECIMALS) for name, value in found.items()}
