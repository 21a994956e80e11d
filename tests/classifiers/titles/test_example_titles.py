"""Promises about titles and phrases near a few examples of a new function."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.text import DATA, read_table
from classifiers.titles.example_phrases import are_spellings, near_phrases, with_phrase
from classifiers.titles.example_titles import rank_titles
from classifiers.titles.model.network import load_model
from classifiers.titles.text.normalize import normalize

JUDGED = Path(__file__).parent / "new_functions.tsv"
"""Made-up functions: six examples each, titles that belong to them, and others that look alike."""
SHOWN = 30


@cache
def _judged() -> Mapping[str, Mapping[str, list[str]]]:
    found: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with JUDGED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found[row["function"]][row["kind"]].append(normalize(row["title"]))
    return found


def _pool(*, n_others: int) -> list[str]:
    """Return all judged titles among those of other jobs."""
    others = [row["title"] for row in read_table(DATA / "titles/dictionary.csv")[:n_others]]
    judged = (key for kinds in _judged().values() for keys in kinds.values() for key in keys)
    return list(dict.fromkeys([*judged, *filter(None, map(normalize, others))]))


def _first(
    keys: Sequence[str],
    function: str,
    *,
    accepted: Sequence[str] = (),
    rejected: Sequence[str] = (),
) -> list[str]:
    """Return the titles that are suggested first."""
    examples = _judged()[function]["example"]
    ranked = rank_titles(
        keys,
        accepted=[*examples, *accepted],
        rejected=rejected,
        by_model=load_model().unit_vectors,
        by_meaning=CompanyEncoder().encode,
    )
    order = np.argsort(-ranked.similarity, kind="stable").tolist()
    known = {*examples, *accepted, *rejected}
    return [keys[row] for row in order if keys[row] not in known][:SHOWN]


@pytest.mark.slow
def test_four_in_five_of_the_first_30_titles_belong_to_a_made_up_function() -> None:
    keys = _pool(n_others=5_000)
    shares = []
    for function, judged in _judged().items():
        right = set(judged["right"]) - set(judged["example"])
        n_found = len(right.intersection(_first(keys, function)))
        shares.append((n_found / SHOWN, n_found / min(len(right), SHOWN)))

    precision, recall = np.mean(shares, axis=0)

    assert precision >= 0.8, shares
    assert recall >= 0.85, shares


@pytest.mark.costs("an encoder reads some hundred titles")
def test_levels_and_words_of_many_functions_make_no_title_similar() -> None:
    examples = ["head of decarbonisation", "net zero manager", "esg lead"]
    examples += ["chief sustainability officer", "climate strategy director"]
    wrong = ["strategy manager", "manager", "account manager", "chief of staff", "operations lead"]
    keys = [*wrong, *_pool(n_others=300)[-300:]]

    ranked = rank_titles(
        keys,
        accepted=examples,
        by_model=load_model().unit_vectors,
        by_meaning=CompanyEncoder().encode,
    )

    likely = [keys[row] for row in np.flatnonzero(ranked.similarity >= ranked.likely)]
    near = {keys[row] for row in np.flatnonzero(ranked.similarity >= ranked.least)}
    assert likely == []
    assert near.isdisjoint(set(wrong) - {"strategy manager"})


@pytest.mark.costs("an encoder reads some hundred titles")
def test_rejecting_a_title_keeps_those_like_it_from_the_top() -> None:
    keys = _pool(n_others=100)
    pilots = ["airline pilot", "helicopter pilot", "pilot plant operator"]
    before = _first(keys, "drone operations")

    after = _first(keys, "drone operations", accepted=["uav operator"], rejected=["airline pilot"])

    assert "airline pilot" in before
    assert sum(pilot in after for pilot in pilots) < sum(pilot in before for pilot in pilots)


@pytest.mark.costs("an encoder reads some hundred titles")
def test_phrases_come_with_their_spellings_and_with_others_of_the_same_meaning() -> None:
    examples = ["decarbonization manager", "head of decarbonization", "decarbonisation lead"]
    keys = _pool(n_others=100)
    keys += ["sustainability manager", "head of sustainability", "esg manager", "esg analyst"]
    model, encoder = load_model().unit_vectors, CompanyEncoder().encode
    ranked = rank_titles(keys, accepted=examples, by_model=model, by_meaning=encoder)

    found = near_phrases(keys, ranked, accepted=examples, by_model=model, by_meaning=encoder)

    assert {"decarbonization", "decarbonisation", "decarbonizaton"} <= set(found[0].spellings)
    said = {spelling for phrase in found for spelling in phrase.spellings}
    assert {"sustainability", "esg", "net zero"} <= said


def test_spellings_of_one_phrase_are_told() -> None:
    for phrase, other in [
        ("decarbonization", "decarbonisation"),
        ("net zero", "netzero"),
        ("well being", "wellbeing"),
        ("drone", "drones"),
        ("data protection", "data protecton"),
        ("program", "programme"),
    ]:
        assert are_spellings(phrase, other)


def test_two_words_are_no_spellings_of_each_other() -> None:
    for phrase, other in [
        ("employee", "employer"),
        ("project engineer", "product engineer"),
        ("nlp", "noc"),
    ]:
        assert not are_spellings(phrase, other)


def test_a_phrase_is_found_as_whole_words_only() -> None:
    keys = ["net zero manager", "netzero lead", "network engineer", "zero trust architect"]

    found = with_phrase(keys, "net zero")

    assert (found.spellings, found.rows) == (("net zero", "netzero"), (0, 1))
