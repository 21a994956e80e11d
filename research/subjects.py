"""What methods are compared on: labeled examples, and which of them are for testing only."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from classifiers.companies.company_text import company_text
from classifiers.companies.datasets import LabeledCompany, read_companies
from classifiers.core.errors import ClassifierError
from classifiers.core.text import without_accents
from classifiers.replies.cleaning.clean import clean
from classifiers.replies.training.fitting import TEST_WRITER, LabeledReply
from classifiers.replies.training.recipe import labeled_replies
from classifiers.titles.training.dataset import LabeledTitle, read_labeled, title_key
from research.study import SUBJECTS

Labels = tuple[str, ...]
Row = LabeledReply | LabeledTitle | LabeledCompany
LONGEST = 4_000
"""Characters of a text that plain methods read."""
HASH_DIGITS = 16
_ORDER = 18
"""Seeds the order in which examples are taken, apart from what methods do with the same seed."""


class SubjectError(ClassifierError):
    """There is no such subject, or no data for it."""


@dataclass(frozen=True, slots=True)
class LabeledText:
    """One labelled text.

    Args:
        text: what plain methods read.
        labels: what is right, in alphabetical order; empty where no label fits.
        group: examples of one group are never on both sides.
        row: the same as the product's own method reads it.
    """

    text: str
    labels: Labels
    group: str
    row: Row


@dataclass(frozen=True)
class LabDataset:
    """Labelled examples on two sides.

    Args:
        name: `replies`, `titles` or `companies`.
        learned: what methods may learn from.
        tested: what they are measured on.
        has_many: whether an example may have several labels, or none.
        kept_out: says what the test side is.
    """

    name: str
    learned: tuple[LabeledText, ...]
    tested: tuple[LabeledText, ...]
    has_many: bool
    kept_out: str

    @cached_property
    def data_hash(self) -> str:
        """Sixteen digits that name the examples, their labels, sides and order."""
        found = hashlib.sha256()
        for side in (self.learned, self.tested):
            for example in side:
                line = (example.text, example.labels, example.group)
                found.update(json.dumps(line, ensure_ascii=False).encode())
            found.update(b"\0")
        return found.hexdigest()[:HASH_DIGITS]

    def subset(self, size: int, *, seed: int) -> list[LabeledText]:
        """Return the first examples in the order of a seed: those of a smaller size are in it."""
        order = np.random.default_rng((_ORDER, seed)).permutation(len(self.learned))
        return [self.learned[place] for place in order[:size]]


def load_subject(name: str, data: Path | None) -> LabDataset:
    """Read the examples of a subject.

    Args:
        name: one of `names.SUBJECTS`.
        data: folder or file with them; None for what comes with the product, which holds replies.

    Raises:
        SubjectError: there is no such subject, or it needs data that is not named.
        ClassifierError: the data is missing or of no use.
    """
    if name not in SUBJECTS:
        raise SubjectError(f"There is no subject {name}. There are {', '.join(SUBJECTS)}.")
    subject = _LOADERS[name](data)
    check(subject)
    return subject


def _replies(data: Path | None) -> LabDataset:
    rows = labeled_replies(data)
    return LabDataset(
        "replies",
        tuple(_reply(row) for row in rows if row.writer != TEST_WRITER),
        tuple(_reply(row) for row in rows if row.writer == TEST_WRITER),
        has_many=False,
        kept_out=f"all replies of the writer {TEST_WRITER}",
    )


def _reply(row: LabeledReply) -> LabeledText:
    """Show what the person newly wrote below the subject."""
    cleaned = clean(row.reply.text)
    written = cleaned.written or cleaned.signature or cleaned.disclaimer
    text = f"{row.reply.subject}\n{written}"[:LONGEST]
    return LabeledText(text, (row.intent,), row.writer, row)


def _titles(data: Path | None) -> LabDataset:
    folder = _needed(data, "titles", "labelled.tsv")
    tested = [_title(row) for row in read_labeled(folder, split="dev")]
    taken = {example.group for example in tested}
    learned = [_title(row) for row in read_labeled(folder, split="train")]
    return LabDataset(
        "titles",
        tuple(example for example in learned if example.group not in taken),
        tuple(tested),
        has_many=True,
        kept_out="the titles marked `dev`, labeled blind by two people",
    )


def _title(row: LabeledTitle) -> LabeledText:
    return LabeledText(row.title, tuple(sorted(row.functions)), title_key(row.title), row)


def _companies(data: Path | None) -> LabDataset:
    parts = read_companies(_needed(data, "companies", "pool.jsonl.gz"))
    return LabDataset(
        "companies",
        tuple(_company(row) for row in parts.train),
        tuple(_company(row) for row in parts.pool_test),
        has_many=False,
        kept_out="a fifth of the pool, chosen by the names of the companies",
    )


def _company(row: LabeledCompany) -> LabeledText:
    text = company_text(row.record)[:LONGEST]
    return LabeledText(text, (row.label,), without_accents(row.record.name), row)


def _needed(data: Path | None, name: str, file: str) -> Path:
    if data is None:
        raise SubjectError(
            f"No {name} to learn from come with the product. Name the folder that holds {file}, "
            f"e.g. --data ../shared/data/{name}."
        )
    return data


def check(subject: LabDataset) -> None:
    """Refuse sides between which something leaks, and sides with nothing on them.

    Raises:
        SubjectError: it says what is wrong; nothing may be measured then.
    """
    for words, side in (("learn from", subject.learned), ("test on", subject.tested)):
        if not side:
            raise SubjectError(f"There are no {subject.name} to {words}: {subject.kept_out}.")
    shared = {e.group for e in subject.learned} & {e.group for e in subject.tested}
    if shared:
        raise SubjectError(
            f"{len(shared)} groups of {subject.name} are on both sides, e.g. {min(shared)!r}. "
            "Nothing was measured: take them off one side."
        )


_LOADERS: Mapping[str, Callable[[Path | None], LabDataset]] = {
    "replies": _replies,
    "titles": _titles,
    "companies": _companies,
}


def texts_of(examples: Sequence[LabeledText]) -> list[str]:
    """Return the texts of examples, in their order."""
    return [example.text for example in examples]


def labels_of(examples: Sequence[LabeledText]) -> list[Labels]:
    """Return the labels of examples, in their order."""
    return [example.labels for example in examples]


def names_of_labels(examples: Sequence[LabeledText]) -> Iterator[str]:
    """Yield the labels that occur, in alphabetical order."""
    yield from sorted({label for example in examples for label in example.labels})
