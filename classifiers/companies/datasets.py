"""Labeled companies to learn from and to measure on, and which of them are for testing only."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from classifiers.companies.company_rows import record_from_row
from classifiers.core.errors import ClassifierError
from classifiers.core.text import DATA, read_table, without_accents
from classifiers.core.types import CompanyRecord

POOL_FILE, WRITTEN_FILE = "pool.jsonl.gz", "written.jsonl"
JUDGED_FILE, TAUGHT_FOLDER = "companies/judged.tsv", "companies/taught"
HARD_FILE = "companies/hard.tsv"
TEST_FILE = "companies/test.tsv"
STARTUP_PREFIX = "startups_"
"""Beginning of the files of invented start-ups, whose names nobody knows."""
KEY_BYTES = 8
ORGANIZATIONS_FILE, DIRECTORY_FILE = "organisations.jsonl", "yc_half.jsonl.gz"
DIRECTORY_LABELS = {"B2B": "b2b", "Consumer": "b2c"}
POOL_PARTS = 5
IN_BRACKETS = re.compile(r"\(([^)]*)\)")
NON_LETTERS = re.compile(r"[\W_]+")


class DatasetError(ClassifierError):
    """A file of companies is missing or not what it should be."""


@dataclass(frozen=True, slots=True)
class LabeledCompany:
    """A company whose business model a person has judged.

    Args:
        label: one of `BUSINESS_MODELS`.
        is_known_by_name: its name alone tells, or those who know it would know; that of a start-up
            that hardly anybody knows does not.
    """

    record: CompanyRecord
    label: str
    is_doubtful: bool = False
    is_known_by_name: bool = True


@dataclass(frozen=True, slots=True)
class CompanyData:
    """Everything that is learned from and measured on; no company is on both sides.

    Args:
        pool_test: a fifth of the pool.
        organizations_test: the other half of the organizations.
        directory_test: a public directory, text only; never learned from.
        hard_test: half of the hard companies written for the product, each by its text alone, or
            by its name where it has none. Some of the names are learned from, the texts are not.
    """

    train: tuple[LabeledCompany, ...]
    pool_test: tuple[LabeledCompany, ...]
    organizations_test: tuple[LabeledCompany, ...]
    directory_test: tuple[LabeledCompany, ...]
    hard_test: tuple[LabeledCompany, ...] = ()


def is_test_half(name: str) -> bool:
    """Return whether an organization is for testing only; by its name, so for ever the same."""
    return _hash_bucket(name) % 2 == 0


def is_test_fifth(name: str) -> bool:
    return _hash_bucket(name) % POOL_PARTS == 0


def read_companies(folder: Path, *, written: Path = DATA) -> CompanyData:
    """Read the files of a folder and part them; no name that is tested on is learned from.

    Raises:
        DatasetError: a file that is learned from is missing or damaged. The directory, which is
            measured on only, may be missing.
    """
    pool = list(_mark_little_known(_read_labeled(folder / POOL_FILE)))
    organizations = list(_read_labeled(folder / ORGANIZATIONS_FILE))
    test_companies = [company for company in pool if is_test_fifth(company.record.name)]
    training_companies = [company for company in pool if not is_test_fifth(company.record.name)]
    training_companies += _mark_little_known(_read_labeled(folder / WRITTEN_FILE))
    training_companies += [
        company for company in organizations if not is_test_half(company.record.name)
    ]
    test_organizations = [company for company in organizations if is_test_half(company.record.name)]
    directory = list(_read_directory(folder / DIRECTORY_FILE))
    hard = list(_read_written(written / HARD_FILE))
    test_names = {
        spelling
        for company in (*test_companies, *test_organizations, *directory)
        for spelling in spellings(company.record.name)
    }
    judged = _read_judged(folder / POOL_FILE, written / JUDGED_FILE)
    training_companies += [
        company
        for company in (*_mark_little_known(judged), *_read_taught(written / TAUGHT_FOLDER))
        if not spellings(company.record.name) & test_names
    ]
    training_companies += [company for company in hard if not is_test_half(company.record.name)]
    return CompanyData(
        train=tuple(training_companies),
        pool_test=tuple(test_companies),
        organizations_test=tuple(test_organizations),
        directory_test=tuple(directory),
        hard_test=tuple(_keep_text_only(c) for c in hard if is_test_half(c.record.name)),
    )


def read_frozen(folder: Path = DATA) -> list[LabeledCompany]:
    """Read the test set that comes with the product: organizations, hard companies by their text.

    No model learns from it.
    """
    hard = [c for c in _read_written(folder / HARD_FILE) if is_test_half(c.record.name)]
    return [*_read_written(folder / TEST_FILE), *map(_keep_text_only, hard)]


def read_learned(folder: Path = DATA) -> list[LabeledCompany]:
    """Read the companies that come with the product to learn from; no name that is tested on."""
    test_companies = {
        name for company in read_frozen(folder) for name in spellings(company.record.name)
    }
    hard = [c for c in _read_written(folder / HARD_FILE) if not is_test_half(c.record.name)]
    taught = [*_read_taught(folder / TAUGHT_FOLDER), *hard]
    return [company for company in taught if not spellings(company.record.name) & test_companies]


def spellings(name: str) -> set[str]:
    """Return under which letters and digits a name may appear elsewhere.

    `New York Fire Department (FDNY)` stands for itself, for what is in brackets and for what is
    before them; accents, case, spaces and signs say nothing.
    """
    parts = (name, IN_BRACKETS.sub(" ", name), *IN_BRACKETS.findall(name))
    return {NON_LETTERS.sub("", without_accents(part)) for part in parts} - {""}


def company_key(name: str, description: str) -> str:
    """Return the hash under which the judged label of a company of the pool is kept."""
    text = f"{name}\n{description}"
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).hexdigest()


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


def _read_labeled(path: Path) -> Iterator[LabeledCompany]:
    for row in read_rows(path):
        if label := row.get("business_model"):
            record = record_from_row(row)
            yield LabeledCompany(record, str(label), is_doubtful=str(row.get("doubt")) == "1")


def _read_judged(pool: Path, labels: Path) -> Iterator[LabeledCompany]:
    """Yield companies of the pool without a label of its own that were judged for the product.

    The product holds the labels alone, each under a hash; the companies stay where they are.
    """
    judged = {row["key"]: row for row in read_table(labels)}
    for row in read_rows(pool):
        key = company_key(str(row.get("name")), str(row.get("description") or ""))
        if not row.get("business_model") and (label := judged.get(key)):
            is_doubtful = label["doubt"] == "1"
            record = record_from_row(row)
            yield LabeledCompany(record, label["business_model"], is_doubtful)


def _read_taught(folder: Path) -> Iterator[LabeledCompany]:
    for path in sorted(folder.glob("*.tsv")):
        is_little_known = path.name.startswith(STARTUP_PREFIX)
        yield from (
            _mark_little_known(_read_written(path)) if is_little_known else _read_written(path)
        )


def _mark_little_known(companies: Iterable[LabeledCompany]) -> Iterator[LabeledCompany]:
    return (replace(company, is_known_by_name=False) for company in companies)


def _read_written(path: Path) -> Iterator[LabeledCompany]:
    for row in read_table(path):
        record = CompanyRecord(
            row["name"],
            domain=row["domain"] or None,
            overview=row["overview"] or None,
            industry=row["industry"] or None,
            country=row["country"] or None,
        )
        yield LabeledCompany(record, row["business_model"])


def _keep_text_only(company: LabeledCompany) -> LabeledCompany:
    """Return a company with its text alone, or its name where it has no text."""
    overview = company.record.overview
    shown = CompanyRecord("" if overview else company.record.name, overview=overview)
    return replace(company, record=shown)


def _read_directory(path: Path) -> Iterator[LabeledCompany]:
    if not path.exists():
        return
    for row in read_rows(path):
        if label := DIRECTORY_LABELS.get(str(row.get("industry"))):
            known = record_from_row(row)
            text_only = replace(CompanyRecord(known.name), overview=known.overview)
            yield LabeledCompany(text_only, label)


def _hash_bucket(name: str) -> int:
    return int.from_bytes(hashlib.sha256(" ".join(name.casefold().split()).encode()).digest()[:4])
