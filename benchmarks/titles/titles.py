"""Quality and speed of the title cascade beside its peers, in one run on one core."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from threadpoolctl import threadpool_limits

from benchmarks.titles import title_speed
from benchmarks.titles.title_quality import (
    Answering,
    figures,
    of_cascade,
    sets_to_measure,
)
from classifiers.core import artifacts
from classifiers.core.taxonomy import load_default
from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.dictionary import Dictionary
from classifiers.titles.phrase_rules import PhraseRules
from classifiers.titles.recipe import training_titles
from classifiers.titles.training.dataset import LabeledTitle
from research import title_peers
from research.title_peers import FastText, PeerAnswers

N_PEER_TITLES = 1_000  # Enough to time a peer; MiniLM reads some hundreds a second.
COLUMNS = {
    "functions micro-F1": "functions",
    "departments micro-F1": "departments",
    "level accuracy": "level",
    "Other precision": "Other P",
    "Other recall": "Other R",
    "functions calibration error": "ECE",
    "level calibration error": "ECE level",
}

Say = Callable[[str], None]


def run(data: Path, *, say: Say) -> dict[str, object]:
    """Measure the artifact of the product and its peers.

    Args:
        data: folder with the labelled titles.
        say: told what is done next.
    """
    say("speed")
    with one_core():
        speed = {**title_speed.cold_rates(data), **title_speed.measure(data)}
        say("loading, memory, slowest titles")
        cascade = load_cascade()
        facts = {
            **title_speed.loading(),
            **title_speed.memory(),
            **title_speed.slowest(cascade),
            "artifact MB": _megabytes(),
        }
    answering = {"LeadQual": of_cascade(cascade), "LeadQual, model alone": _alone(cascade)}
    titles, extra = training_titles(data)
    seconds, beside, rates = _peers(answering, cascade, data, (titles, extra), say=say)
    say("quality")
    taxonomy = cascade.taxonomy
    quality = {
        name: {
            method: figures(answers, asked, taxonomy=taxonomy)
            for method, answers in answering.items()
        }
        for name, asked in sets_to_measure(data, [*titles, *extra]).items()
    }
    return {
        "quality": quality,
        "speed": {**speed, **beside},
        "peers, titles per second": rates,
        "peers, seconds to fit": seconds,
        "loading, memory and bad input": facts,
    }


def _peers(
    answering: dict[str, Answering],
    cascade: TitleCascade,
    data: Path,
    learned: tuple[list[LabeledTitle], list[LabeledTitle]],
    *,
    say: Say,
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Fit the peers and add their answers; return seconds, speed beside fastText, and rates."""
    taxonomy = load_default()
    titles, extra = learned
    seconds: dict[str, float] = {}
    rates: dict[str, float] = {}
    beside: dict[str, float] = {}
    for number, (name, peer) in enumerate(title_peers.make_peers(taxonomy).items()):
        say(name)
        started = time.perf_counter()
        threshold = title_peers.fit(peer, titles, extra, taxonomy=taxonomy)
        seconds[name] = round(time.perf_counter() - started, 1)
        answering[name] = PeerAnswers(peer, threshold, taxonomy).given
        with one_core():
            rates[name] = title_speed.peer_rate(
                peer, data, skip=number * N_PEER_TITLES, count=N_PEER_TITLES
            )
            if isinstance(peer, FastText):
                beside = title_speed.beside_fast_text(cascade, peer, data)
                beside |= title_speed.fast_text_cold(peer, data)
    return seconds, beside, rates


@contextmanager
def one_core() -> Iterator[None]:
    """Let matrix products use one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(threads)


def _alone(cascade: TitleCascade) -> Answering:
    return of_cascade(
        TitleCascade(
            taxonomy=cascade.taxonomy,
            model=cascade.model,
            dictionary=Dictionary({}),
            phrases=PhraseRules({}),
        )
    )


def _megabytes() -> float:
    files = artifacts.pretrained("titles").iterdir()
    return round(sum(file.stat().st_size for file in files) / 2**20, 1)
