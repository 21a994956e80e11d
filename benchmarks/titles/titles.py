"""Quality and speed of the title cascade beside its peers, in one run on one core."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from rich.table import Table
from threadpoolctl import threadpool_limits

from benchmarks.titles import title_peers, title_speed
from benchmarks.titles.title_peers import FastText
from benchmarks.titles.title_quality import (
    OTHER_SET,
    Answering,
    figures,
    of_cascade,
    of_peer,
    sets_to_measure,
)
from classifiers.core import artifacts
from classifiers.core.taxonomy import load_default
from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.lookup.dictionary import Dictionary
from classifiers.titles.lookup.phrases import PhraseRules
from classifiers.titles.recipe import training_titles
from classifiers.titles.training.dataset import LabelledTitle

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

Progress = Callable[[float, str], None]


def run(data: Path, *, progress: Progress) -> dict[str, object]:
    """Measure the artifact of the product and its peers.

    Args:
        data: folder with the labelled titles.
        progress: called with the share that is done and what is done next.
    """
    progress(0.0, "speed")
    with one_core():
        speed = title_speed.measure(data)
        progress(0.1, "loading, memory, slowest titles")
        cascade = load_cascade()
        facts = {
            **title_speed.loading(),
            **title_speed.memory(),
            **title_speed.slowest(cascade),
            "artifact MB": _megabytes(),
        }
    answering = {"LeadQual": of_cascade(cascade), "LeadQual, model alone": _alone(cascade)}
    titles, extra = training_titles(data)
    seconds, beside, rates = _peers(answering, cascade, data, (titles, extra), progress=progress)
    progress(0.9, "quality")
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


def table(figures: Mapping[str, Any]) -> Table:
    """Return quality and speed, one column for each method; sets are functions micro-F1."""
    quality, speed, rates = (
        figures[name] for name in ("quality", "speed", "peers, titles per second")
    )
    methods = list(quality["dev"])
    shown = Table("figure", *methods, title="Titles, one core")
    for figure, name in COLUMNS.items():
        shown.add_row(f"dev: {name}", *(f"{quality['dev'][m][figure]:.3f}" for m in methods))
    for name, found in quality.items():
        if name != "dev" and not name.startswith("kind noise"):  # No title of it has a function.
            f1 = (f"{found[method]['functions micro-F1']:.3f}" for method in methods)
            shown.add_row(f"{name}: functions", *f1)
    for name in (OTHER_SET, f"{OTHER_SET}, never learned"):
        for figure in ("Other precision", "Other recall") if name in quality else ():
            found = quality[name]
            shown.add_row(f"{name}: {figure}", *(f"{found[m][figure]:.3f}" for m in methods))
    own = {
        "LeadQual": speed["titles per second, real"],
        # Timed in turns with fastText, so only where that is installed.
        "LeadQual, model alone": speed.get("model alone, titles per second", float("nan")),
    }
    shown.add_row("titles per second", *(f"{(own | rates)[method]:,.0f}" for method in methods))
    return shown


def _peers(
    answering: dict[str, Answering],
    cascade: TitleCascade,
    data: Path,
    learned: tuple[list[LabelledTitle], list[LabelledTitle]],
    *,
    progress: Progress,
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Fit the peers and add their answers; return seconds, speed beside fastText, and rates."""
    taxonomy = load_default()
    titles, extra = learned
    seconds: dict[str, float] = {}
    rates: dict[str, float] = {}
    beside: dict[str, float] = {}
    for number, (name, peer) in enumerate(title_peers.make_peers(taxonomy).items()):
        progress(0.25 + number * 0.15, name)
        started = time.perf_counter()
        threshold = title_peers.fit(peer, titles, extra, taxonomy=taxonomy)
        seconds[name] = round(time.perf_counter() - started, 1)
        answering[name] = of_peer(peer, threshold, taxonomy=taxonomy)
        with one_core():
            rates[name] = title_speed.peer_rate(
                peer, data, skip=number * N_PEER_TITLES, count=N_PEER_TITLES
            )
            if isinstance(peer, FastText):
                beside = title_speed.beside_fast_text(cascade, peer, data)
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
