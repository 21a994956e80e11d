"""What the benchmark of business models compares."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.companies.companies import (
    MINILM,
    OURS,
    TF_IDF,
    WORDS,
    TfIdfPeer,
    run,
)
from classifiers.core.types import BUSINESS_MODELS

UNANSWERED = {
    "organisations_by_name_answered",
    "organisations_by_name_right_of_answered",
    "startups_unknown_by_name",
}
KINDS = {"b2b": "software for firms", "b2c": "games for your family", "public": "fire brigade"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a few companies of each file."""
    rows = [
        {"name": f"{label} {n}", "description": text, "business_model": label, "doubt": "0"}
        for label, text in KINDS.items()
        for n in range(20)
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "pool.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (tmp_path / "written.jsonl").write_text("")
    (tmp_path / "organisations.jsonl").write_text(lines.replace('"name": "', '"name": "org '))
    directory = {"name": "Y", "one_liner": "z", "industry": "B2B"}
    (tmp_path / "yc_half.jsonl.gz").write_bytes(gzip.compress(json.dumps(directory).encode()))
    return tmp_path


def test_a_peer_gives_a_probability_for_each_label_also_for_those_it_never_saw() -> None:
    peer = TfIdfPeer()
    texts = [text for text in KINDS.values() for _ in range(5)]
    peer.fit(texts, [label for label in KINDS for _ in range(5)], np.ones(len(texts)))

    chances = peer.chances(["software for firms", "fire brigade"])

    assert chances.shape == (2, len(BUSINESS_MODELS))
    assert [BUSINESS_MODELS[place] for place in chances.argmax(axis=1)] == ["b2b", "public"]
    assert chances.sum(axis=1) == pytest.approx(1)
    assert (chances[:, BUSINESS_MODELS.index("both")] == 0).all()


@pytest.mark.slow
def test_all_methods_answer_the_same_questions(folder: Path) -> None:
    (folder / "companies/taught").mkdir(parents=True)
    (folder / "companies/judged.tsv").write_text("key\tbusiness_model\tdoubt\n")
    hard = [("name", "domain", "country", "language", "industry", "overview", "business_model")]
    hard += [
        (f"Hard {n}", "", "", "en", "", text, kind)
        for kind, text in KINDS.items()
        for n in "abcdef"
    ]
    (folder / "companies/hard.tsv").write_text("".join("\t".join(row) + "\n" for row in hard))

    found = run(folder, written=folder)

    quality = found["quality"]
    assert isinstance(quality, dict)
    assert set(quality) == {OURS, WORDS, TF_IDF, MINILM}
    own = set(quality[OURS])
    assert set(quality[TF_IDF]) == set(quality[MINILM]) < own
    calibration = {name for name in own if "calibration" in name}
    assert own - set(quality[TF_IDF]) == calibration | UNANSWERED  # Others answer always.
