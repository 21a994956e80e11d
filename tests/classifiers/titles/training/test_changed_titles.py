"""No title is left out that another dictionary, other rules or other thresholds change."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.core.taxonomy import Function, Taxonomy, load_default
from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.lookup import Dictionary, Entry, PhraseRules, load_dictionary, load_phrases
from classifiers.titles.model.network import TitleModel, load_model
from classifiers.titles.text.normalize import normalise
from classifiers.titles.training.changed_titles import Replay
from classifiers.titles.training.frozen_test_set import read_frozen
from tests.examples import examples

SEVERAL = ("Sales & Marketing Manager", "CFO, COO and VP Sales", "Head of Sales / Office Manager")
TITLES = [*(one.title for one in read_frozen()[:600]), *SEVERAL, ""]
KEYS = list(dict.fromkeys(map(normalise, TITLES)))
TAXONOMY = load_default()
DICTIONARY = {normalise(title): entry for title, entry in load_dictionary().items()}
PHRASES = {normalise(phrase): meant for phrase, meant in load_phrases().items()}
SLUGS = [function.slug for function in TAXONOMY.functions]
WORDS = sorted({word for key in KEYS for word in key.split() if len(word) > 3})[::10]
# Few of each: a draft that fails is written out whole.
SAMPLE, ENTRIES, RULES = KEYS[::15], list(DICTIONARY)[::150], list(PHRASES)[::15]


@pytest.fixture(scope="module")
def model() -> TitleModel:
    """The model of the product, with the same scores in any batch."""
    return replace(load_model(), is_exact=True)


def made(
    model: TitleModel,
    *,
    taxonomy: Taxonomy = TAXONOMY,
    dictionary: Mapping[str, Entry] = DICTIONARY,
    phrases: Mapping[str, tuple[str, ...]] = PHRASES,
    thresholds: Mapping[str, float] | None = None,
) -> TitleCascade:
    return TitleCascade(
        taxonomy=taxonomy,
        model=model,
        dictionary=Dictionary(dictionary),
        phrases=PhraseRules(phrases),
        thresholds=thresholds,
    )


def said(answers: list[TitlePrediction], renamed: Mapping[str, str]) -> list[tuple[object, ...]]:
    return [
        (
            [(renamed.get(label.slug, label.slug), label.score) for label in answer.functions],
            answer.level,
            answer.industry,
            answer.source,
        )
        for answer in answers
    ]


def left_out(
    before: TitleCascade, after: TitleCascade, renamed: Mapping[str, str] | None = None
) -> tuple[int, int]:
    """Return how many titles differ and are left out, and how many are asked about.

    A function with another slug is the same.
    """
    suspects = Replay(before, after).suspects([normalise(title) for title in TITLES])
    answers = (each.predict(TITLES, explain=False) for each in (before, after))
    first, second = (said(found, renamed or {}) for found in answers)
    differ = np.array([one != other for one, other in zip(first, second, strict=True)])
    return int((differ & ~suspects).sum()), int(suspects.sum())


def without(*slugs: str) -> Taxonomy:
    kept = tuple(one for one in TAXONOMY.functions if one.slug not in slugs)
    return replace(TAXONOMY, functions=kept)


def dropped(said_of: Mapping[str, Entry], *slugs: str) -> dict[str, Entry]:
    return {
        title: replace(entry, functions=tuple(one for one in entry.functions if one not in slugs))
        for title, entry in said_of.items()
    }


def led(said_of: Mapping[str, Entry], former: Mapping[str, str]) -> dict[str, Entry]:
    return {
        title: replace(entry, functions=heirs_of(entry.functions, former))
        for title, entry in said_of.items()
    }


def heirs_of(slugs: Iterable[str], former: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(former.get(slug, slug) for slug in slugs))


def merged(former: Mapping[str, str], *retired: str) -> Taxonomy:
    left = without(*former, *retired)
    new = set(former.values()) - left.by_slug.keys()
    functions = (*left.functions, *(Function(slug, slug, "sales") for slug in new))
    return replace(left, functions=functions, former=former)


DRAFTS = st.fixed_dictionaries(
    {
        "entries": st.dictionaries(
            st.sampled_from(SAMPLE) | st.sampled_from(WORDS) | st.sampled_from(ENTRIES),
            st.none()
            | st.builds(
                Entry,
                st.lists(st.sampled_from(SLUGS[::4]), max_size=2).map(tuple),
                st.sampled_from([None, "manager", "vp"]),
                st.sampled_from(["", None]),
            ),
            max_size=4,
        ),
        "phrases": st.dictionaries(
            st.sampled_from(WORDS) | st.sampled_from(RULES),
            st.none() | st.lists(st.sampled_from(SLUGS[::4]), max_size=2).map(tuple),
            max_size=3,
        ),
        "thresholds": st.dictionaries(
            st.sampled_from(SLUGS), st.sampled_from([0.0, 0.02, 0.3, 0.7, 1.0]), max_size=3
        ),
        "retired": st.lists(st.sampled_from(SLUGS), max_size=2),
        "merged": st.dictionaries(
            st.sampled_from(SLUGS), st.sampled_from([*SLUGS, "new_one"]), max_size=2
        ),
    }
)


@given(DRAFTS)
@settings(
    max_examples=examples(25),
    deadline=None,
)
def test_no_title_that_any_draft_changes_is_left_out(
    model: TitleModel, draft: dict[str, Any]
) -> None:
    heirs = draft["merged"].values()
    former = {slug: into for slug, into in draft["merged"].items() if slug not in heirs}
    retired = [slug for slug in draft["retired"] if slug not in heirs and slug not in former]
    dictionary = {key: said for key, said in (DICTIONARY | draft["entries"]).items() if said}
    phrases = {
        key: meant for key, meant in (PHRASES | draft["phrases"]).items() if meant is not None
    }
    after = made(
        model,
        taxonomy=merged(former, *retired),
        dictionary=led(dropped(dictionary, *retired), former),
        phrases={
            key: heirs_of((slug for slug in meant if slug not in retired), former)
            for key, meant in phrases.items()
        },
        thresholds=draft["thresholds"],
    )

    renamed = former if len(former) == 1 and "new_one" in former.values() else {}
    assert left_out(made(model), after, renamed)[0] == 0


def test_same_cascades_ask_about_nothing(model: TitleModel) -> None:
    assert left_out(made(model), made(model)) == (0, 0)


def test_few_titles_are_asked_about_where_few_can_change(model: TitleModel) -> None:
    before = made(model)
    key = next(one for one in KEYS if one not in DICTIONARY and " " in one)
    entry = made(model, dictionary=DICTIONARY | {key: Entry(("nursing",), "manager", "")})
    threshold = made(model, thresholds={"sales": 0.99})
    retired = made(model, taxonomy=without("sales"), dictionary=dropped(DICTIONARY, "sales"))

    assert 1 <= left_out(before, entry)[1] <= 3
    for after in (threshold, retired):
        missed, asked = left_out(before, after)
        assert missed == 0
        assert 0 < asked < len(TITLES) / 3


def test_functions_that_become_those_of_chiefs_are_looked_at(model: TitleModel) -> None:
    moved = tuple(
        replace(one, department="senior_leadership") if one.slug == "sales" else one
        for one in TAXONOMY.functions
    )

    missed, asked = left_out(made(model), made(model, taxonomy=replace(TAXONOMY, functions=moved)))

    assert missed == 0
    assert asked > 0


def test_merged_and_renamed_functions_are_looked_at_by_what_the_model_says(
    model: TitleModel,
) -> None:
    bare = made(model, dictionary={}, phrases={})
    renamed = made(model, taxonomy=merged({"sales": "selling"}), dictionary={}, phrases={})
    both = {"nursing": "care", "sales": "care"}
    one = made(model, taxonomy=merged(both), dictionary={}, phrases={})

    found = [
        [{label.slug for label in answer.functions} for answer in each.predict(TITLES)]
        for each in (bare, renamed, one)
    ]

    assert Replay(bare, renamed).suspects(KEYS).sum() == 0
    assert [{"selling" if slug == "sales" else slug for slug in slugs} for slugs in found[0]] == (
        found[1]
    )
    assert any("nursing" in slugs for slugs in found[0])
    for first, last in zip(found[0], found[2], strict=True):
        assert both.keys().isdisjoint(first) or "care" in last or len(last) == 3
    missed, asked = left_out(bare, one)
    assert missed == 0
    assert 0 < asked < len(TITLES) / 3


def test_nothing_is_asked_without_titles(model: TitleModel) -> None:
    after = made(model, thresholds={"sales": 0.5}, dictionary={})

    assert Replay(made(model), after).suspects([]).shape == (0,)


def test_two_models_are_no_pair(model: TitleModel) -> None:
    with pytest.raises(ValueError, match="one and the same model"):
        Replay(made(model), made(replace(model, version="other")))
