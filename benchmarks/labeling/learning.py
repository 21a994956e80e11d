"""How well a function is found that is learned from fifty corrections and nothing else.

Ten functions are held out in turn. The model is fitted on titles that do not carry the function;
dictionary entries, rules and written titles with it are left out too. Then a person corrects what
is wrong among the `train` titles, ten at a time, fifty in all: titles that lack the function or
have it wrongly, as they come. Measured on all `dev` titles that nobody corrected, at the share of
them that carries the function.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.core.metrics import Counts, per_label
from classifiers.core.taxonomy import load_default
from classifiers.core.text import DATA as SEEDS
from classifiers.core.text import read_table
from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dictionary import Dictionary, Entry, load_dictionary
from classifiers.titles.model.learned_functions import (
    UNCORRECTED_WEIGHT,
    LearnedHeads,
    combined,
    fit_head,
    unlabeled,
)
from classifiers.titles.model.network import TitleModel, compact_model
from classifiers.titles.phrase_rules import PhraseRules, load_phrases
from classifiers.titles.propagation import CorrectionMemory, StoredCorrection
from classifiers.titles.recipe import dictionary_titles
from classifiers.titles.text.normalize import normalize
from classifiers.titles.text.signature import signature
from classifiers.titles.training.dataset import (
    LabeledTitle,
    read_labeled,
    read_real,
    read_written,
)
from classifiers.titles.workspace_cascade import WorkspaceCascade

# Ten of those with at least 20 `dev` titles that a model reads well (F1 from 0.9) when it has seen
# all titles. Chosen after trials with some of them and of the wider ones below.
HELD_OUT = (
    *("operations_executive", "marketing_executive", "founder", "it_executive", "recruiting"),
    *("business_development", "event_marketing", "human_resources", "brand_management"),
    "partnerships",
)
# Five more, some read as well, that hold many kinds of work under one name; kept apart so that the
# ten do not hide them.
WIDER = (
    *("software_development", "product_management", "account_management", "customer_service"),
    "procurement",
)
N_CORRECTIONS = 50
AT_ONCE = 10
MAX_UNCORRECTED = 4_000  # As in the product.
ENOUGH = 0.8

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class World:
    """Titles of one run, by normalised title.

    Args:
        known: what a person would correct among.
        unseen: what is measured.
        extra: fitted on beside the known ones.
    """

    known: Mapping[str, LabeledTitle]
    unseen: Mapping[str, LabeledTitle]
    extra: Sequence[LabeledTitle]


def run(data: Path, *, say: Callable[[str], None]) -> dict[str, object]:
    """Hold functions out in turn and learn each from corrections.

    Args:
        data: folder with the labelled titles.
        say: told what is done next.
    """
    world = _world(data)
    asked = (*HELD_OUT, *WIDER)
    figures = {}
    for function in asked:
        say(function)
        figures[function] = measure(function, world)
    return {
        "corrections": N_CORRECTIONS,
        "ten functions": _summary({slug: figures[slug] for slug in HELD_OUT}),
        "wider functions": _summary({slug: figures[slug] for slug in WIDER}),
    }


def _summary(figures: Mapping[str, dict[str, dict[str, float]]]) -> dict[str, object]:
    found = [row["found"] for row in figures.values()]
    enough = [row["precision"] >= ENOUGH and row["recall"] >= ENOUGH for row in found]
    return {
        "precision, mean": round(float(np.mean([row["precision"] for row in found])), 3),
        "recall, mean": round(float(np.mean([row["recall"] for row in found])), 3),
        "with both at least 0.8": sum(enough),
        "functions": figures,
    }


def measure(function: str, world: World) -> dict[str, dict[str, float]]:
    """Learn one function that the model has not seen, and measure it on unseen titles."""
    cascade = _cascade(function, world)
    keys = list(world.known)
    right = _carry(function, world.known)
    order = np.random.default_rng(1).permutation(len(keys))
    others = [keys[n] for n in order[:MAX_UNCORRECTED]]
    rest = combined(
        unlabeled(cascade.model, _settled(function, world), weight=1.0),
        unlabeled(cascade.model, others, weight=UNCORRECTED_WEIGHT),
    )
    base = cascade.predict(keys, explain=False)
    texts_of_heads = WorkspaceCascade(cascade, CorrectionMemory(())).texts_of_heads
    texts = list(dict.fromkeys(text for key in keys for text in texts_of_heads(key)))
    vectors = dict(zip(texts, cascade.model.predict(texts).vectors, strict=True))
    corrected: list[int] = []
    given = np.zeros(len(keys), dtype=bool)
    online = WorkspaceCascade(cascade, CorrectionMemory(()))
    while len(corrected) < N_CORRECTIONS:
        taken = set(corrected)
        wrong = [int(n) for n in order if given[n] != right[n] and n not in taken]
        corrected += wrong[:AT_ONCE]
        said = [world.known[keys[n]] for n in corrected]
        head = fit_head(
            function,
            model=cascade.model,
            positives=[keys[n] for n in corrected if right[n]],
            negatives=[keys[n] for n in corrected if not right[n]],
            rest=rest,
            judged=False,
        )
        online = WorkspaceCascade(cascade, _book(said), LearnedHeads([head]))
        given = _given(function, online.corrected(base, vectors=vectors))
        if not wrong:
            break
    return {
        "corrections": {
            "to the function": int(right[corrected].sum()),
            "away from it": int((~right[corrected]).sum()),
        },
        **_figures(function, online, world, but={keys[n] for n in corrected}),
    }


def _figures(
    function: str, online: WorkspaceCascade, world: World, *, but: set[str]
) -> dict[str, dict[str, float]]:
    unseen = {key: title for key, title in world.unseen.items() if key not in but}
    alone = online.cascade.predict(list(unseen), explain=False)
    found = _slugs(online.corrected(alone))
    wanted = [title.functions for title in unseen.values()]
    with_it, before = per_label(found, wanted), per_label(_slugs(alone), wanted)
    own = with_it[function]
    return {
        "unseen": {"titles": len(unseen), "carry it": own.wanted},
        "found": {"precision": round(own.precision, 3), "recall": round(own.recall, 3)},
        "other functions, micro-F1": {
            "before": round(_others(before, function).f1, 4),
            "after": round(_others(with_it, function).f1, 4),
        },
    }


def _world(data: Path) -> World:
    extra = [*read_written(), *dictionary_titles()]
    return World(
        known=_by_key(read_real(data)),
        unseen=_by_key(read_labeled(data, split="dev")),
        extra=extra,
    )


def _by_key(titles: Sequence[LabeledTitle]) -> dict[str, LabeledTitle]:
    found: dict[str, LabeledTitle] = {}
    for title in titles:
        if key := normalize(title.title):
            found.setdefault(key, title)
    return found


def _cascade(function: str, world: World) -> TitleCascade:
    return TitleCascade(
        taxonomy=load_default(),
        model=_model(function, world),
        dictionary=Dictionary(
            {k: entry for k, entry in load_dictionary().items() if function not in entry.functions}
        ),
        phrases=PhraseRules({k: v for k, v in load_phrases().items() if function not in v}),
    )


def _model(function: str, world: World) -> TitleModel:
    from classifiers.titles.training.fitting import fit  # loads torch

    titles = [*world.known.values(), *world.extra]
    return compact_model(
        fit(
            [title for title in titles if function not in title.functions],
            taxonomy=load_default(),
            version=f"without-{function}",
        )
    )


def _settled(function: str, world: World) -> list[str]:
    """Return titles that come with the product, as if the function had not been thought of."""
    carried = {normalize(title) for title in load_default().by_slug[function].titles}
    carried |= {normalize(title.title) for title in world.extra if function in title.functions}
    texts = [*(title.title for title in read_written())]
    texts += [row["title"] for row in read_table(SEEDS / "titles/representative.csv")]
    keys = dict.fromkeys(filter(None, map(normalize, texts)))
    return [key for key in keys if key not in carried]


def _book(said: Sequence[LabeledTitle]) -> CorrectionMemory:
    return CorrectionMemory(
        StoredCorrection(
            number=number,
            key=(key := normalize(title.title)),
            signature=signature(key),
            entry=Entry(title.functions, title.level, title.industry or ""),
        )
        for number, title in enumerate(said, 1)
    )


def _carry(function: str, titles: Mapping[str, LabeledTitle]) -> Bools:
    return np.array([function in title.functions for title in titles.values()], dtype=bool)


def _given(function: str, answers: Sequence[TitlePrediction]) -> Bools:
    return np.array([function in slugs for slugs in _slugs(answers)], dtype=bool)


def _slugs(answers: Sequence[TitlePrediction]) -> list[tuple[str, ...]]:
    return [tuple(label.slug for label in answer.functions) for answer in answers]


def _others(counts: Mapping[str, Counts], function: str) -> Counts:
    return sum((count for slug, count in counts.items() if slug != function), start=Counts(0, 0, 0))
