"""How the model of the product is made and measured, from labeled replies to the artifact."""

from collections.abc import Callable
from pathlib import Path

from classifiers.core import artifacts
from classifiers.core.errors import ClassifierError
from classifiers.core.text import DATA
from classifiers.replies.cascade import ReplyCascade, load_cascade
from classifiers.replies.training.evaluation import evaluate
from classifiers.replies.training.extension import HELD_OUT_WRITERS, extend
from classifiers.replies.training.fitting import (
    TEST_WRITER,
    LabeledReply,
    read_labeled,
    save,
    train,
)

VERSION = "replies-2026.11.7"
PRODUCT_DATA = DATA / "replies/written.jsonl"
FURTHER_FILE = "languages.jsonl"
"""Replies in further languages, in addition to those that come with the product."""


def labeled_replies(data: Path | None = None) -> list[LabeledReply]:
    """Read labeled replies.

    Args:
        data: a JSONL file, or a folder with `written.jsonl`, and `languages.jsonl` if there is one;
            None for what comes with the product.

    Raises:
        ClassifierError: there is no such file, or a line in it is of no use.
    """
    path = PRODUCT_DATA.parent if data is None else data
    paths = [path]
    if path.is_dir():
        paths = [path / PRODUCT_DATA.name]
        paths += [path / FURTHER_FILE] if (path / FURTHER_FILE).exists() else []
    try:
        return [row for source in paths for row in read_labeled(source)]
    except OSError as error:
        raise ClassifierError(f"{paths[0]} cannot be read: {error.strerror or error}.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ClassifierError(f"{paths[0]} contains no labeled replies: {error}.") from error


def train_product_model(
    data: Path | None,
    folder: Path,
    *,
    progress: Callable[[float], None] | None = None,
) -> dict[str, object]:
    """Fit without the test writer, measure on the test writer, write the artifact.

    Args:
        data: as for `labeled_replies`.
        folder: of the artifact.
        progress: called with the share that is done.

    Returns:
        The figures that the artifact keeps as its report.

    Raises:
        ClassifierError: the data is missing, the test writer wrote all or nothing of it, or two
            others are not in it.
    """
    rows = labeled_replies(data)
    learned = [row for row in rows if row.writer != TEST_WRITER]
    if not learned:
        raise ClassifierError(f"All replies are by {TEST_WRITER}, who is kept for testing.")
    if len(learned) == len(rows):
        raise ClassifierError(f"No reply is by {TEST_WRITER}, on whom the model is measured.")
    trained = train(learned, progress=progress)
    report = measure(trained.cascade(VERSION), rows) | {"learned_from": len(learned)}
    data_hash = artifacts.hash_of(learned)
    save(folder, trained=trained, version=VERSION, report=report, data_hash=data_hash)
    return report


def extend_product_model(
    live: Path | None,
    folder: Path,
    *,
    data: Path | None = None,
    progress: Callable[[float], None] | None = None,
) -> dict[str, object]:
    """Teach a model the replies by new writers, measure it on the test writer, write the artifact.

    Args:
        live: folder of the model to go on from; None for the one that comes with the product.
        folder: of the new artifact.
        data: as for `labeled_replies`.
        progress: called with the share that is done.

    Returns:
        The figures that the artifact keeps as its report, with those of the replies held out.

    Raises:
        ClassifierError: the data is missing, or there are no new replies in it.
    """
    rows = labeled_replies(data)
    learned = [row for row in rows if row.writer != TEST_WRITER]
    trained, first = extend(load_cascade(live), learned, progress=progress)
    held_out = [row for row in learned if row.writer in HELD_OUT_WRITERS]
    report = measure(trained.cascade(VERSION), rows) | {"learned_from": len(learned)}
    report |= {"held_out": evaluate(first.cascade(VERSION), held_out)}
    data_hash = artifacts.hash_of(learned)
    save(folder, trained=trained, version=VERSION, report=report, data_hash=data_hash)
    return report


def measure(cascade: ReplyCascade, rows: list[LabeledReply]) -> dict[str, object]:
    """Return the figures on the writer kept out; see `evaluation.evaluate`."""
    test_rows = [row for row in rows if row.writer == TEST_WRITER]
    return {"test_writer": TEST_WRITER, **evaluate(cascade, test_rows)}
