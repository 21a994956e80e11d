"""Business models: the product's classifier beside two peers that learn from the same companies.

Every method is taught the same companies in the same views (all fields, name and overview, name
alone) with the same weights, and asked the same companies that none has learned from.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.business_model.evaluation import (
    SIDE_LABELS,
    accuracy,
    figures,
    keep_names_only,
    labels,
    macro_f1,
    measure,
    side,
)
from classifiers.companies.business_model.training import training_views
from classifiers.companies.company_text import company_text
from classifiers.companies.datasets import CompanyData, LabeledCompany, read_companies
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.text import DATA
from classifiers.core.types import BUSINESS_MODELS, CompanyRecord

N_TIMED = 2_000
TF_IDF, MINILM = "TF-IDF and logistic regression", "MiniLM and logistic regression"
OURS, WORDS = "LeadQual", "LeadQual, words alone"

Chances = NDArray[np.floating]


class Peer(Protocol):
    """What is compared: texts in, a probability for each of `BUSINESS_MODELS` out."""

    def fit(self, texts: Sequence[str], truth: Sequence[str], weights: Chances) -> None:
        """Learn from texts, one label and one weight each."""

    def chances(self, texts: Sequence[str]) -> Chances:
        """Return probabilities, shape (n_texts, n_labels)."""


class TfIdfPeer:
    """TF-IDF of words and pairs of words, and a logistic regression."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        self._model = LogisticRegression(C=10, class_weight="balanced", max_iter=300)

    def fit(self, texts: Sequence[str], truth: Sequence[str], weights: Chances) -> None:
        """Learn from texts, one label and one weight each."""
        self._model.fit(self._words.fit_transform(texts), truth, sample_weight=weights)

    def chances(self, texts: Sequence[str]) -> Chances:
        """Return probabilities, shape (n_texts, n_labels)."""
        return _in_order(self._model, self._model.predict_proba(self._words.transform(texts)))


class MiniLmPeer:
    """The vector of the text, and a logistic regression."""

    def __init__(self, encoder: CompanyEncoder) -> None:
        self._encoder = encoder
        self._model = LogisticRegression(C=10, class_weight="balanced", max_iter=300)

    def fit(self, texts: Sequence[str], truth: Sequence[str], weights: Chances) -> None:
        """Learn from texts, one label and one weight each."""
        self._model.fit(self._encoder.encode(texts), truth, sample_weight=weights)

    def chances(self, texts: Sequence[str]) -> Chances:
        """Return probabilities, shape (n_texts, n_labels)."""
        return _in_order(self._model, self._model.predict_proba(self._encoder.encode(texts)))


def run(
    folder: Path,
    *,
    written: Path = DATA,
    say: Callable[[str], None] = lambda _what: None,
) -> dict[str, object]:
    """Measure the artifact of the product, with and without vectors, and its peers.

    Args:
        folder: with labelled companies.
        written: with what was written and judged for the product; peers learn from it too.
        say: told what is done next.
    """
    data, encoder = read_companies(folder, written=written), CompanyEncoder()
    classifier = BusinessModelClassifier.load()
    say(OURS)
    found = {OURS: measure(classifier, data, encoder=encoder)}
    say(WORDS)
    found[WORDS] = measure(classifier, data, encoder=None)
    peers: Mapping[str, Peer] = {TF_IDF: TfIdfPeer(), MINILM: MiniLmPeer(encoder)}
    seconds = {}
    for name, peer in peers.items():
        say(name)
        started = time.perf_counter()
        _teach(peer, data.train)
        seconds[name] = round(time.perf_counter() - started, 1)
        found[name] = _of_peer(peer, data)
    return {
        "n_learned_from": len(data.train),
        "n_measured_on": {
            "pool": len(data.pool_test),
            "organisations": len(data.organizations_test),
            "directory": len(data.directory_test),
        },
        "quality": found,
        "peers, seconds to fit": seconds,
        "speed": _speed(classifier, data),
    }


def _teach(peer: Peer, companies: Sequence[LabeledCompany]) -> None:
    shown = training_views(companies)
    truth = [BUSINESS_MODELS[label] for label in shown.labels]
    peer.fit([company_text(record) for record in shown.records], truth, shown.weights)


def _of_peer(peer: Peer, data: CompanyData) -> dict[str, float]:
    def chances(records: Sequence[CompanyRecord]) -> Chances:
        return peer.chances([company_text(record) for record in records])

    def answers(companies: Sequence[LabeledCompany]) -> list[str]:
        found = chances([company.record for company in companies])
        return [BUSINESS_MODELS[place] for place in found.argmax(axis=1)]

    told = [company for company in data.organizations_test if company.record.overview]
    found = figures(
        data,
        pool=answers(data.pool_test),
        described=answers(told),
        by_name=answers(keep_names_only(data.organizations_test)),
    )
    if data.hard_test:
        found["hard_accuracy"] = accuracy(data.hard_test, answers(data.hard_test))
    if data.directory_test:
        of_directory = chances([company.record for company in data.directory_test])
        sides = [side(dict(zip(BUSINESS_MODELS, row, strict=True))) for row in of_directory]
        found["directory_macro_f1"] = macro_f1(data.directory_test, sides, SIDE_LABELS)
        best = [BUSINESS_MODELS[place] for place in of_directory.argmax(axis=1)]
        found["directory_macro_f1_of_five"] = macro_f1(data.directory_test, best, SIDE_LABELS)
    return {name: round(figure, 4) for name, figure in sorted(found.items())}


def _in_order(model: LogisticRegression, chances: Chances) -> Chances:
    """Put columns into the order of `BUSINESS_MODELS`."""
    known = list(model.classes_)
    return np.stack(
        [
            chances[:, known.index(label)] if label in known else np.zeros(len(chances))
            for label in BUSINESS_MODELS
        ],
        axis=1,
    )


def _speed(classifier: BusinessModelClassifier, data: CompanyData) -> dict[str, float]:
    records = [company.record for company in data.train[:N_TIMED]]
    started = time.perf_counter()
    found = labels(classifier.predict(records))
    rate = len(found) / (time.perf_counter() - started)
    started = time.perf_counter()
    BusinessModelClassifier.load()
    loading = time.perf_counter() - started
    return {"companies per second, words alone": round(rate), "seconds to load": round(loading, 3)}
