"""How well a new function is found by six representative titles and nothing else.

24 functions are held out together: the model is fitted on titles that do not carry them, and the
dictionary, the rules and the weights of similarity know nothing of them either. Each gets six
representative titles. Measured on all `dev` titles but the representative ones, beside the
other functions before and after.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from classifiers.core.metrics import Counts, micro, per_label
from classifiers.core.taxonomy import Function, Taxonomy, load_default
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dictionary import Dictionary, load_dictionary
from classifiers.titles.phrase_rules import PhraseRules, load_phrases
from classifiers.titles.recipe import MEASURED, training_titles
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import LabeledTitle, read_labeled
from classifiers.titles.training.representative_fit import HeldOut, hold_out, representatives

N_TITLES = 6
NEW = "new_{}"  # The model has a column for the slug itself, which it never saw.
SEEDS = (1, 2, 3)


def run(data: Path, *, say: Callable[[str], None]) -> dict[str, object]:
    """Hold functions out, add them with representative titles, and measure.

    Args:
        data: folder with the labeled titles.
        say: told what is done next.
    """
    say("fitting a model without the functions")
    real, extra = training_titles(data)
    held = hold_out(real, extra, MEASURED)
    say("measuring")
    return measure(held, read_labeled(data, split="dev"))


def measure(held: HeldOut, dev: Sequence[LabeledTitle]) -> dict[str, object]:
    """Return precision, recall and F1 of the new functions, and the F1 of the others."""
    runs = [_measured(held, dev, seed=seed) for seed in SEEDS]
    shown = {slug: [run[0][slug] for run in runs] for slug in held.functions}
    return {
        "representative titles": N_TITLES,
        "draws": len(SEEDS),
        "all, micro": _figures(sum((c for run in runs for c in run[0].values()), Counts(0, 0, 0))),
        "mean of functions": {
            name: round(float(np.mean([_figures(c)[name] for cs in shown.values() for c in cs])), 3)
            for name in ("precision", "recall", "f1")
        },
        "other functions, micro-F1": {
            "before": round(float(np.mean([run[1] for run in runs])), 4),
            "after": round(float(np.mean([run[2] for run in runs])), 4),
        },
        "functions": {
            slug: _figures(sum(counts, Counts(0, 0, 0))) for slug, counts in shown.items()
        },
    }


def _measured(
    held: HeldOut, dev: Sequence[LabeledTitle], *, seed: int
) -> tuple[dict[str, Counts], float, float]:
    drawn = random.Random(seed)
    chosen = {slug: representatives(slug, N_TITLES, drawn) for slug in held.functions}
    named = {key for titles in chosen.values() for key in titles}
    asked = [title for title in dev if normalize(title.title) not in named]
    texts = [title.title for title in asked]
    wanted = [
        tuple(NEW.format(slug) if slug in chosen else slug for slug in title.functions)
        for title in asked
    ]
    before, after = (
        [
            tuple(label.slug for label in one.functions)
            for one in cascade.predict(texts, explain=False)
        ]
        for cascade in (_cascade(held, {}), _cascade(held, chosen))
    )
    counts = per_label(after, wanted)
    new = {NEW.format(slug) for slug in chosen}
    first, second = (
        micro(
            [[slug for slug in one if slug not in new] for one in given],
            [[slug for slug in one if slug not in new] for one in wanted],
        ).f1
        for given in (before, after)
    )
    return {slug: counts.get(NEW.format(slug), Counts(0, 0, 0)) for slug in chosen}, first, second


def _cascade(held: HeldOut, chosen: dict[str, list[str]]) -> TitleCascade:
    """Return a cascade that knows nothing of the functions but their representative titles."""
    names = set(held.functions)
    taxonomy = load_default()
    return TitleCascade(
        taxonomy=_grown(taxonomy, names, chosen),
        model=held.model,
        dictionary=Dictionary(
            {k: one for k, one in load_dictionary().items() if names.isdisjoint(one.functions)}
        ),
        phrases=PhraseRules({k: v for k, v in load_phrases().items() if names.isdisjoint(v)}),
    )


def _grown(taxonomy: Taxonomy, names: set[str], chosen: dict[str, list[str]]) -> Taxonomy:
    kept = [function for function in taxonomy.functions if function.slug not in names]
    new = [
        Function(
            NEW.format(slug), slug, taxonomy.by_slug[slug].department, titles=tuple(chosen[slug])
        )
        for slug in chosen
    ]
    return replace(taxonomy, functions=(*kept, *new))


def _figures(counts: Counts) -> dict[str, float]:
    return {
        "titles": counts.wanted,
        "precision": round(counts.precision, 3),
        "recall": round(counts.recall, 3),
        "f1": round(counts.f1, 3),
    }
