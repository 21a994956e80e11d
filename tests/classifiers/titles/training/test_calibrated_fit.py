import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifiers.core.taxonomy import Taxonomy
from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.confirmed_shares import load_shares
from classifiers.titles.dictionary import Dictionary, Entry
from classifiers.titles.model.network import TitleModel, compact_model, load_model, save_model
from classifiers.titles.model.roles import RoleReader
from classifiers.titles.phrase_rules import PhraseRules
from classifiers.titles.recipe import evaluate_titles, train_product_model
from classifiers.titles.training.calibrated_fit import _parts_of, train
from classifiers.titles.training.confirmations import write_confirmed
from classifiers.titles.training.dataset import (
    LabeledTitle,
    MissingTitlesError,
    read_labeled,
    read_real,
    read_taught,
    read_test,
    read_written,
    title_key,
)
from classifiers.titles.training.fitting import Settings
from tests.processes import ending
from tests.waiting import until

SMALL = Settings(branches=2, dimensions=16, epochs=100, pair_dropout=0.5, least_count=1)
FIELDS = {"sales": "sales", "tax": "tax", "nursing": "nursing", "payroll": "compensation_benefits"}
RANKS = {"director of": "director", "manager": "manager", "trainee": "entry", "head of": "vp"}
TITLES = [
    LabeledTitle(f"{rank} {word} {place}".strip(), (function,), level, None)
    for word, function in FIELDS.items()
    for rank, level in RANKS.items()
    for place in ("", "europe", "asia", "berlin")
]

ENDLESS = """
import multiprocessing
from dataclasses import replace
from threading import Thread
from time import sleep
import psutil
from classifiers.core.taxonomy import load_default
from classifiers.titles.training.calibrated_fit import train
from tests.classifiers.titles.training.test_calibrated_fit import SMALL, TITLES

def tell():
    while len(found := multiprocessing.active_children()) < 2:
        sleep(0.1)
    tries = iter(range(3_000))
    for child in found:  # Its second thread watches this process; then it fits.
        while psutil.Process(child.pid).num_threads() < 2 and next(tries, None) is not None:
            sleep(0.1)
    print(*(child.pid for child in found), flush=True)

if __name__ == "__main__":
    Thread(target=tell, daemon=True).start()
    for_ever = replace(SMALL, epochs=1_000_000)
    train(TITLES, taxonomy=load_default(), version="v", settings=for_ever, n_processes=2)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as `leadqual train titles` expects it, filled with invented titles."""
    lines = ["title\tfunctions\tlevel\tindustry\tsplit\topen"]
    for number, title in enumerate(TITLES):
        split = "dev" if number % 4 == 0 else "train"
        is_open = "1" if number % 8 == 0 else ""
        lines.append(f"{title.title}\t{title.functions[0]}\t{title.level}\t\t{split}\t{is_open}")
    (tmp_path / "labelled.tsv").write_text("\n".join(lines) + "\n")
    (tmp_path / "frequency.tsv").write_text("title\tpeople\nTax Clerk\t5\nTax Tsar\t2\n")
    return tmp_path


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with what is written for the product: two judged titles, one of them real."""
    folder = tmp_path / "written"
    (folder / "titles/taught").mkdir(parents=True)
    table = "language\ttitle\tfunctions\tlevel\tindustry\n"
    (folder / "titles/written.tsv").write_text(f"{table}en\tpayroll clerk\t\tentry\t\n")
    (folder / "titles/taught" / "a.tsv").write_text(f"{table}en\tnurse\tnursing\tspecialist\t\n")
    judged = [
        f"{title_key('TAX  clerk')}\ttax\tentry\t",
        f"{title_key('manager tax asia')}\t\tvp\t",
    ]
    (folder / "titles/judged.tsv").write_text(
        "\n".join(["key\tfunctions\tlevel\tindustry", *judged, ""])
    )
    return folder


@pytest.fixture(scope="module")
def shares() -> list[float]:
    """Return what the training of `fitted` said of how far it was."""
    return []


@pytest.fixture(scope="module")
def fitted(taxonomy: Taxonomy, shares: list[float]) -> TitleModel:
    """A small model."""
    return train(
        TITLES, taxonomy=taxonomy, version="titles-1", settings=SMALL, progress=shares.append
    )


def test_model_learns_what_it_is_shown_and_progress_comes_to_its_end(
    fitted: TitleModel, shares: list[float]
) -> None:
    scores = fitted.predict(["manager tax vienna", "trainee nursing"])

    assert fitted.functions[scores.functions[0].argmax()] == "tax"
    assert fitted.functions[scores.functions[1].argmax()] == "nursing"
    assert [fitted.levels[n] for n in scores.levels.argmax(axis=1)] == ["manager", "entry"]
    assert fitted.industries
    assert scores.industries.argmax(axis=1).tolist() == [0, 0]
    assert shares == sorted(shares)
    assert shares[-1] == 1


@pytest.mark.slow
def test_same_seed_gives_the_same_model(taxonomy: Taxonomy, fitted: TitleModel) -> None:
    again = train(TITLES, taxonomy=taxonomy, version="titles-1", settings=SMALL)

    assert np.array_equal(fitted.vectors, again.vectors)
    assert np.array_equal(fitted.thresholds, again.thresholds)
    assert fitted.calibration == again.calibration


@pytest.mark.slow
def test_several_processes_give_the_same_model(taxonomy: Taxonomy) -> None:
    few = replace(SMALL, epochs=2)
    alone = train(TITLES, taxonomy=taxonomy, version="v", settings=few)
    beside = train(TITLES, taxonomy=taxonomy, version="v", settings=few, n_processes=2)

    assert np.array_equal(alone.vectors, beside.vectors)
    assert alone.calibration == beside.calibration


@pytest.mark.slow
def test_processes_end_with_their_parent(tmp_path: Path) -> None:
    """Where the command is killed, what it started does not fit on alone."""
    script = tmp_path / "fits.py"
    script.write_text(ENDLESS)
    root = str(Path(__file__).parents[4])
    parent = subprocess.Popen(  # our own code
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    with ending(parent):
        assert parent.stdout is not None
        children = [int(number) for number in parent.stdout.readline().split()]
        alive_before = all(map(_is_alive, children))
        parent.kill()

    try:
        until(lambda: not any(map(_is_alive, children)), "the children end with their parent")
    finally:
        for number in filter(_is_alive, children):
            os.kill(number, signal.SIGKILL)
    assert (len(children), alive_before) == (2, True)


def _is_alive(number: int) -> bool:
    status = Path(f"/proc/{number}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_branches_differ_and_the_model_says_their_mean(fitted: TitleModel) -> None:
    size = fitted.vectors.shape[1] // 2
    alone = [
        replace(
            fitted,
            vectors=fitted.vectors[:, part],
            heads=2 * fitted.heads[part],
            hidden=fitted.hidden[[n]],
            hidden_biases=fitted.hidden_biases[[n]],
            outer=2 * fitted.outer[[n]],
        )
        for n, part in enumerate((slice(0, size), slice(size, None)))
    ]
    titles = ["manager tax vienna", "nurse", ""]

    said = [model.raw_scores(titles).functions for model in alone]

    assert not np.allclose(said[0], said[1], atol=0.1)
    assert np.allclose(np.mean(said, axis=0), fitted.raw_scores(titles).functions, atol=1e-3)


def test_vectors_of_four_bits_come_back_as_they_were_measured(
    fitted: TitleModel, tmp_path: Path
) -> None:
    small = compact_model(fitted)
    save_model(tmp_path, fitted, report={})

    stored = load_model(tmp_path)

    assert np.array_equal(stored.vectors, small.vectors)
    assert np.array_equal(stored.scales, small.scales)
    back = small.vectors * small.scales[:, None]
    missed = np.linalg.norm(back - fitted.vectors) / np.linalg.norm(fitted.vectors)
    assert 0 < missed < 0.15
    assert (stored.vectors[0] == 0).all()


def test_two_trainings_never_share_a_version(fitted: TitleModel, tmp_path: Path) -> None:
    moved = replace(fitted, thresholds=fitted.thresholds + np.float32(0.01))

    def saved(model: TitleModel, name: str, **report: object) -> str:
        save_model(tmp_path / name, model, report=report)
        return load_model(tmp_path / name).version

    first, other = saved(fitted, "a"), saved(moved, "b")

    assert re.fullmatch(r"titles-1-[0-9a-f]{8}", first)
    assert other.startswith("titles-1-")
    assert other != first
    assert saved(fitted, "c", measured="elsewhere") == first


@pytest.mark.slow
def test_training_writes_an_artifact_with_its_figures(
    folder: Path, written: Path, tmp_path: Path
) -> None:
    out = tmp_path / "model"
    seen: list[tuple[float, str]] = []

    reports = train_product_model(
        folder,
        out,
        epochs=1,
        written=written,
        progress=lambda done, name: seen.append((done, name)),
    )

    cascade = load_cascade(out)
    assert [report.name for report in reports] == [
        "whole cascade",
        "without open cases",
        "model alone",
    ]
    assert reports[0].n_examples == 16
    assert [name for _, name in seen][-1] == "Measured"
    assert [done for done, _ in seen][-1] == 1
    assert cascade.version.startswith("titles-")
    again = evaluate_titles(out, folder)
    assert [r.as_json() for r in again[: len(reports)]] == [r.as_json() for r in reports]
    tested = {report.name for report in again[len(reports) :]}
    assert {"test: ja", "test: misspelled", "test: other"} <= tested


def test_model_is_tuned_on_lists_that_it_has_not_seen() -> None:
    titles = [replace(TITLES[0], source=f"s{n % 5}" if n % 2 else "") for n in range(400)]

    parts = _parts_of(titles, seed=1)

    of_source: dict[str, set[int]] = {}
    for title, part in zip(titles, parts.tolist(), strict=True):
        of_source.setdefault(title.source, set()).add(part)
    assert of_source.pop("") == {0, 1, 2}
    assert [len(own) for own in of_source.values()] == [1] * 5
    assert set.union(*of_source.values()) == {0, 1, 2}


def test_entries_and_phrases_are_counted_as_they_answer(
    cascade: TitleCascade, tmp_path: Path
) -> None:
    reader = RoleReader(
        Dictionary({"Architect": Entry(("design",), "specialist")}),
        cascade.model,
        PhraseRules({"sales engineer": ["sales_engineering"]}),
    )
    said = [
        ("Architect", ("design",)),
        ("architect ", ("construction",)),
        ("Architect / Tax Manager", ("design", "tax")),
        ("Senior Sales Engineer", ("sales_engineering",)),
        ("Nurse", ("nursing",)),
    ]

    n = write_confirmed(
        reader,
        [LabeledTitle(title, functions, None, None) for title, functions in said],
        tmp_path / "confirmed.tsv",
    )

    assert n == 3
    assert (tmp_path / "confirmed.tsv").read_text().splitlines()[1:] == [
        "part\tarchitect\t1\t1",
        "phrase\tsales engineer\t1\t1",
        "title\tarchitect\t2\t1",
    ]
    assert load_shares(tmp_path / "confirmed.tsv").of("title", "architect") < 0.8


def test_missing_data_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(MissingTitlesError, match=r"labelled\.tsv is missing"):
        train_product_model(tmp_path, tmp_path / "model")

    assert not (tmp_path / "model").exists()


def test_splits_are_read(folder: Path) -> None:
    dev = read_labeled(folder, split="dev")

    assert len(dev) == 16
    assert sum(title.is_open for title in dev) == 8


def test_judged_labels_go_before_others_and_add_frequent_titles(
    folder: Path, written: Path
) -> None:
    real = {title.title: title for title in read_real(folder, folder=written)}
    dev = {title.title for title in read_labeled(folder, split="dev")}

    assert real["Tax Clerk"] == LabeledTitle("Tax Clerk", ("tax",), "entry", None)
    assert "Tax Tsar" not in real  # Nobody has judged it.
    assert real["manager tax asia"].functions == ()
    assert real["manager tax asia"].level == "vp"
    assert not dev & set(real)


@pytest.mark.slow
def test_written_titles_follow_the_taxonomy(taxonomy: Taxonomy) -> None:
    tested = [title for titles in read_test().values() for title in titles]
    for title in [*read_written(), *read_taught(weight=1), *tested]:
        assert set(title.functions) <= set(taxonomy.by_slug)
        assert title.level in taxonomy.level_ranks
        assert title.industry is None or title.industry in taxonomy.industries
