"""How the model of the product is made and measured, from labelled replies to the artifact."""

from collections.abc import Callable
from pathlib import Path

from classifiers.core import artifacts
from classifiers.core.errors import ClassifierError
from classifiers.core.taxonomy import DATA
from classifiers.replies.cascade import ReplyCascade
from classifiers.replies.training.evaluation import evaluate
from classifiers.replies.training.fitting import (
    TEST_WRITER,
    LabelledReply,
    read_labelled,
    save,
    train,
)

VERSION = "replies-2026.11.5"
SHIPPED = DATA / "replies/written.jsonl"


def labelled_replies(data: Path | None = None) -> list[LabelledReply]:
    """Read labelled replies.

    Args:
        data: a JSONL file, or a folder with `written.jsonl`; None for what comes with the product.

    Raises:
        ClassifierError: there is no such file, or a line in it is of no use.
    """
    path = SHIPPED if data is None else data
    if path.is_dir():
        path /= "written.jsonl"
    try:
        return read_labelled(path)
    except OSError as error:
        raise ClassifierError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ClassifierError(f"{path} contains no labeled replies: {error}.") from error


def train_product_model(
    data: Path | None,
    folder: Path,
    *,
    version: str = VERSION,
    progress: Callable[[float], None] | None = None,
) -> dict[str, object]:
    """Fit without the test writer, measure on the test writer, write the artifact.

    Args:
        data: as for `labelled_replies`.
        folder: of the artifact.
        version: what people call it.
        progress: called with the share that is done.

    Returns:
        The figures that the artifact keeps as its report.

    Raises:
        ClassifierError: the data is missing, the test writer wrote all or nothing of it, or two
            others are not in it.
    """
    rows = labelled_replies(data)
    learned = [row for row in rows if row.writer != TEST_WRITER]
    if not learned:
        raise ClassifierError(f"All replies are by {TEST_WRITER}, who is kept for testing.")
    if len(learned) == len(rows):
        raise ClassifierError(f"No reply is by {TEST_WRITER}, on whom the model is measured.")
    trained = train(learned, progress=progress)
    report = measure(trained.cascade(version), rows) | {"learned_from": len(learned)}
    data_hash = artifacts.hash_of(learned)
    save(folder, trained=trained, version=version, report=report, data_hash=data_hash)
    return report


def measure(cascade: ReplyCascade, rows: list[LabelledReply]) -> dict[str, object]:
    """Return the figures on the writer kept out; see `evaluation.evaluate`."""
    kept_out = [row for row in rows if row.writer == TEST_WRITER]
    return {"test_writer": TEST_WRITER, **evaluate(cascade, kept_out)}
