"""What the frozen test set says of a draft of the taxonomy, in figures for its page."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from classifiers.core.metrics import Counts, accuracy, macro_f1, micro, per_label
from classifiers.core.types import TitlePrediction
from classifiers.evaluation.frozen_test_sets import title_labels
from classifiers.titles.training.frozen_test_set import read_frozen
from leadqual.labeling.draft_effects.comparison import DraftedCascade, slugs_of
from leadqual.labeling.quality_gate.taxonomy_guard import falls_with
from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.document.document_changes import TaxonomyChange
from leadqual.taxonomy.drafts.publish_draft import spared_by
from leadqual.taxonomy.library_values import knowledge_of

_DECIMALS = 4
_SAME = 5e-5  # Of F1; less is not shown.

Labels = Sequence[Collection[str]]


def judged(
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
        with slug, F1 now, F1 then and number of titles of each that differs; `refused`, falls
        above their margin: it cannot be published.
    """
    titles = read_frozen()
    texts = [title.title for title in titles]
    now, then = (each.predict(texts, explain=False) for each in (drafted.before, drafted.after))
    right, right_then = (
        [each.taxonomy.now(title.functions) for title in titles]
        for each in (drafted.before, drafted.after)
    )
    levels = [title.level for title in titles]
    falls = falls_with(knowledge_of(new), spared=spared_by(found))
    return {
        "model": drafted.model.version,
        "n_titles": len(titles),
        "now": _figures(now, right, levels),
        "then": _figures(then, right_then, levels),
        "functions": _functions(drafted, (now, then), (right, right_then)),
        "refused": [asdict(fall) for fall in falls if fall.is_above_margin],
    }


def _figures(
    answers: Sequence[TitlePrediction], right: Labels, levels: Sequence[str | None]
) -> dict[str, float]:
    counts = micro([slugs_of(answer) for answer in answers], right)
    said = zip(answers, levels, strict=True)
    known = [(answer.level.slug, level) for answer, level in said if level is not None]
    given = [title_labels(slugs_of(answer), answer.level.slug) for answer in answers]
    wanted = [
        title_labels([*functions], level or "")
        for functions, level in zip(right, levels, strict=True)
    ]
    return {
        "macro_f1": round(macro_f1(given, wanted), _DECIMALS),
        "f1": round(counts.f1, _DECIMALS),
        "precision": round(counts.precision, _DECIMALS),
        "recall": round(counts.recall, _DECIMALS),
        "level": round(accuracy([one for one, _ in known], [one for _, one in known]), _DECIMALS),
    }


def _functions(
    drafted: DraftedCascade, answers: Sequence[Sequence[TitlePrediction]], right: Sequence[Labels]
) -> list[tuple[str, float | None, float | None, int]]:
    """Return the functions whose F1 differs, those that fall most first; None: not there."""
    now, then = (
        per_label([slugs_of(answer) for answer in given], wanted)
        for given, wanted in zip(answers, right, strict=True)
    )
    before = {drafted.same_slug(slug): counts for slug, counts in now.items()}
    rows = []
    for slug in sorted(before.keys() | then.keys()):
        was, will = before.get(slug), then.get(slug)
        figures = (was.f1 if was else None, will.f1 if will else None)
        if was is None or will is None or abs(was.f1 - will.f1) > _SAME:
            rows.append((slug, *figures, (will or was or Counts(0, 0, 0)).wanted))
    return sorted(rows, key=lambda row: (row[2] or 0.0) - (row[1] or 0.0))
