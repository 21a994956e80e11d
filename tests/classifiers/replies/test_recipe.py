"""How the product model is made: bad data is named, the test writer is never learned from."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from classifiers.core.errors import ClassifierError
from classifiers.replies.cascade import load_cascade
from classifiers.replies.training.extension import HELD_OUT_WRITERS, NEW_WRITERS, extend
from classifiers.replies.training.fitting import TEST_WRITER
from classifiers.replies.training.recipe import labeled_replies, train_product_model


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match=r"nowhere\.jsonl cannot be read"):
        train_product_model(tmp_path / "nowhere.jsonl", tmp_path / "out")


def test_an_unknown_label_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "written.jsonl"
    path.write_text('{"subject": "", "text": "", "label": "x", "writer": "w1", "language": "en"}\n')

    with pytest.raises(ClassifierError, match="line 1: 'x' is no intent"):
        labeled_replies(tmp_path)


def test_without_the_test_writer_nothing_is_measured_and_nothing_written(tmp_path: Path) -> None:
    path = tmp_path / "written.jsonl"
    row = {"subject": "", "text": "no", "label": "unsubscribe", "language": "en"}
    path.write_text("".join(json.dumps(row | {"writer": name}) + "\n" for name in ("w1", "w2")))

    with pytest.raises(ClassifierError, match=f"No reply is by {TEST_WRITER}"):
        train_product_model(tmp_path, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_single_writer_cannot_teach_and_calibrate(tmp_path: Path) -> None:
    path = tmp_path / "written.jsonl"
    row = {"subject": "", "text": "no", "label": "unsubscribe", "language": "en"}
    names = ("w1", TEST_WRITER)
    path.write_text("".join(json.dumps(row | {"writer": name}) + "\n" for name in names))

    with pytest.raises(ClassifierError, match="two writers are needed"):
        train_product_model(tmp_path, tmp_path / "out")


def test_the_test_writer_is_never_learned_from(tmp_path: Path) -> None:
    path = tmp_path / "written.jsonl"
    row = {"subject": "", "text": "no", "label": "unsubscribe", "language": "en"}
    path.write_text(json.dumps(row | {"writer": TEST_WRITER}) + "\n")

    with pytest.raises(ClassifierError, match="kept for testing"):
        train_product_model(tmp_path, tmp_path / "out")


@pytest.mark.slow
def test_what_was_fitted_before_stays_when_further_languages_are_learned() -> None:
    live, rows = load_cascade(), labeled_replies()
    new = [row for row in rows if row.writer in NEW_WRITERS][::12]
    old = [row for row in rows if row.writer not in NEW_WRITERS][::120]

    trained, _ = extend(live, [*new, *old])

    assert replace(trained.model.mix, further=live.model.mix.further) == live.model.mix
    assert trained.thresholds == live.thresholds


def test_nothing_is_learned_when_no_reply_is_held_out() -> None:
    rows = [row for row in labeled_replies() if row.writer not in HELD_OUT_WRITERS][-20:]

    with pytest.raises(ClassifierError):
        extend(load_cascade(), rows)
