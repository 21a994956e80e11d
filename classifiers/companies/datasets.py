"""Labelled companies to learn from and to measure on, and which of them are for testing only."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from classifiers.companies.records import record_from_row
from classifiers.errors import ClassifierError
from classifiers.types import CompanyRecord

POOL, WRITTEN = "pool.jsonl.gz", "written.jsonl"
ORGANISATIONS, DIRECTORY = "organisations.jsonl", "yc_half.jsonl.gz"
DIRECTORY_LABELS = {"B2B": "b2b", "Consumer": "b2c"}
POOL_PARTS = 5


class DatasetError(ClassifierError):
    """A file of companies is missing or not what it should be."""


@dataclass(frozen=True, slots=True)
class LabelledCompany:
    """A company whose business model a person has judged.

    Args:
        record: the company.
        label: one of `BUSINESS_MODELS`.
        is_doubtful: a careful person could have decided otherwise.
    """

    record: CompanyRecord
    label: str
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class CompanyData:
    """Everything that is learned from and measured on; no company is on both sides.

    Args:
        train: four fifths of the pool, the written companies, half of the organisations.
        pool_test: a fifth of the pool.
        organisations_test: the other half of the organisations.
        directory_test: a public directory, text only; never learned from.
    """

    train: tuple[LabelledCompany, ...]
    pool_test: tuple[LabelledCompany, ...]
    organisations_test: tuple[LabelledCompany, ...]
    directory_test: tuple[LabelledCompany, ...]


def is_test_half(name: str) -> bool:
    """Say whether an organisation is for testing only; by its name, so for ever the same."""
    return _bucket(name) % 2 == 0


def is_test_fifth(name: str) -> bool:
    """Say whether a company of the pool is for testing only."""
    return _bucket(name) % POOL_PARTS == 0


def read_companies(folder: Path) -> CompanyData:
    """Read the files of a folder and part them.

    Raises:
        DatasetError: a file that is learned from is missing or damaged. The directory, which is
            measured on only, may be missing.
    """
    pool = list(_labelled(folder / POOL))
    organisations = list(_labelled(folder / ORGANISATIONS))
    tested = [company for company in pool if is_test_fifth(company.record.name)]
    learned = [company for company in pool if not is_test_fifth(company.record.name)]
    learned += _labelled(folder / WRITTEN)
    learned += [company for company in organisations if not is_test_half(company.record.name)]
    return CompanyData(
        train=tuple(learned),
        pool_test=tuple(tested),
        organisations_test=tuple(c for c in organisations if is_test_half(c.record.name)),
        directory_test=tuple(_directory(folder / DIRECTORY)),
    )


def read_rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the objects of a JSONL file, which may be gzipped.

    Raises:
        DatasetError: the file is missing, or a line is not a JSON object.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise DatasetError(f"{path}, line {number}: not an object.")
                yield row
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error


def _labelled(path: Path) -> Iterator[LabelledCompany]:
    for row in read_rows(path):
        if label := row.get("business_model"):
            record = record_from_row(row)
            yield LabelledCompany(record, str(label), is_doubtful=str(row.get("doubt")) == "1")


def _directory(path: Path) -> Iterator[LabelledCompany]:
    if not path.exists():
        return
    for row in read_rows(path):
        if label := DIRECTORY_LABELS.get(str(row.get("industry"))):
            known = record_from_row(row)
            text_only = replace(CompanyRecord(known.name), overview=known.overview)
            yield LabelledCompany(text_only, label)


def _bucket(name: str) -> int:
    folded = " ".join(name.casefold().split())
    return int.from_bytes(hashlib.sha256(folded.encode()).digest()[:4])
