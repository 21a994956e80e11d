import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.business_model.evaluation import measure
from classifiers.companies.business_model.training import train
from classifiers.companies.datasets import (
    HARD_FILE,
    TAUGHT_FOLDER,
    DatasetError,
    company_key,
    is_test_fifth,
    is_test_half,
    read_companies,
    read_rows,
    spellings,
)
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.text import DATA, read_table


def write(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with what is written and judged for the product."""
    folder = tmp_path / "written"
    (folder / "companies/taught").mkdir(parents=True)
    header = "name\tdomain\tcountry\tlanguage\tindustry\toverview\tbusiness_model\n"
    lines = [f"org public {n}\t\tDE\tde\t\t\tpublic\n" for n in range(40)]
    (folder / "companies/taught" / "a.tsv").write_text(header + "".join(lines))
    hard = [f"hard {n}\t\tDE\tde\t\tShop {n}\tb2c\n" for n in range(40)]
    named = [f"hard school {n}\t\tDE\tde\t\t\tpublic\n" for n in range(40)]
    (folder / HARD_FILE).write_text(header + "".join((*hard, *named)))
    key = company_key("Unlabelled", "x")
    (folder / "companies/judged.tsv").write_text(f"key\tbusiness_model\tdoubt\n{key}\tb2c\t1\n")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    kinds = {"b2b": "software for firms", "b2c": "games for you", "public": "fire brigade"}
    rows = [
        {"name": f"{label} {n}", "description": text, "business_model": label, "doubt": str(n % 2)}
        for label, text in kinds.items()
        for n in range(40)
    ]
    write(tmp_path / "pool.jsonl.gz", [*rows, {"name": "Unlabelled", "description": "x"}])
    write(tmp_path / "written.jsonl", [{**row, "name": f"new {row['name']}"} for row in rows[:9]])
    write(tmp_path / "organisations.jsonl", [{**row, "name": f"org {row['name']}"} for row in rows])
    write(tmp_path / "yc_half.jsonl.gz", [{"name": "Y", "one_liner": "z", "industry": "B2B"}])
    return tmp_path


def test_no_company_is_learned_from_and_measured_on(folder: Path, written: Path) -> None:
    companies = read_companies(folder, written=written)

    assert len(companies.pool_test) + len(companies.organizations_test) > 40
    assert not {c.record for c in companies.train} & {c.record for c in companies.pool_test}
    assert all(is_test_fifth(c.record.name) for c in companies.pool_test)
    assert all(is_test_half(c.record.name) for c in companies.organizations_test)
    judged = [c for c in companies.train if c.record.name == "Unlabelled"]
    assert [(c.label, c.is_doubtful) for c in judged] == [("b2c", True)]
    tested = {c.record.name for c in companies.organizations_test}
    assert any(name.startswith("org public") for name in tested)  # Written for training too,
    assert not tested & {c.record.name for c in companies.train}  # … and left out of it.
    assert [c.label for c in companies.directory_test] == ["b2b"]
    assert companies.directory_test[0].record.industry is None


def test_half_of_the_hard_companies_is_asked_by_text_alone_and_never_learned_from(
    folder: Path, written: Path
) -> None:
    companies = read_companies(folder, written=written)

    learned = {c.record.name: c.record.overview for c in companies.train}
    asked = [c.record for c in companies.hard_test]
    assert 20 < len(asked) < 60
    assert {record.name for record in asked if record.overview} == {""}
    assert not {record.overview for record in asked} & set(learned.values()) - {None}
    assert all(is_test_half(record.name) for record in asked if not record.overview)
    assert sum(name.startswith("hard") for name in learned) == 80 - len(asked)


@pytest.mark.parametrize(
    "written_as",
    ["ORG PUBLIC {n}", "Org-Public {n}", "org  public {n} (Town)", "O.P. (org public {n})"],
)
def test_other_spellings_of_what_is_measured_on_are_not_learned_from(
    folder: Path, written: Path, written_as: str
) -> None:
    header = "name\tdomain\tcountry\tlanguage\tindustry\toverview\tbusiness_model\n"
    lines = [f"{written_as.format(n=n)}\t\tDE\tde\t\t\tpublic\n" for n in range(40)]
    (written / "companies/taught" / "a.tsv").write_text(header + "".join(lines))

    companies = read_companies(folder, written=written)

    tested = {s for c in companies.organizations_test for s in spellings(c.record.name)}
    taught = [c for c in companies.train if "public" in c.record.name.casefold()]
    assert not any(spellings(c.record.name) & tested for c in taught)


@pytest.mark.slow
@pytest.mark.needs_data
def test_no_written_company_stands_in_a_test_part(data_folder: Path) -> None:
    companies = read_companies(data_folder / "companies")

    tested = {
        spelling
        for part in (companies.pool_test, companies.organizations_test, companies.directory_test)
        for company in part
        for spelling in spellings(company.record.name)
    }
    paths = [*(DATA / TAUGHT_FOLDER).glob("*.tsv"), DATA / HARD_FILE]
    rows = [row for path in paths for row in read_table(path)]
    assert len(rows) > 10_000
    assert [row["name"] for row in rows if spellings(row["name"]) & tested] == []


def test_figures_of_an_easy_task_are_high(folder: Path, written: Path) -> None:
    companies = read_companies(folder, written=written)

    encoder = CompanyEncoder()
    figures = measure(train(companies.train, encoder=encoder), companies, encoder=encoder)

    assert figures["pool_accuracy_without_doubt"] > 0.95
    assert {"directory_macro_f1", "hard_accuracy"} <= set(figures)


def test_halves_are_of_about_the_same_size_and_go_by_the_name_alone() -> None:
    names = [f"Organisation {number}" for number in range(1000)]

    assert 400 < sum(map(is_test_half, names)) < 600
    assert 150 < sum(map(is_test_fifth, names)) < 250
    assert is_test_half("A  Name ") == is_test_half("a name")


def test_missing_or_damaged_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="pool"):
        read_companies(tmp_path)
    (tmp_path / "a.jsonl").write_text("[1]\n")
    with pytest.raises(DatasetError, match="line 1"):
        list(read_rows(tmp_path / "a.jsonl"))


@pytest.mark.slow
@pytest.mark.needs_data
def test_shipped_model_has_the_figures_of_its_card(data_folder: Path) -> None:
    figures = measure(
        BusinessModelClassifier.load(),
        read_companies(data_folder / "companies"),
        encoder=CompanyEncoder(),
    )

    assert figures["pool_macro_f1"] >= 0.63
    assert figures["pool_accuracy_without_doubt"] >= 0.90
    assert figures["organisations_accuracy_with_overview"] >= 0.94
    assert figures["organisations_by_name_answered"] >= 0.65
    assert figures["organisations_by_name_right_of_answered"] >= 0.90
    assert figures["startups_unknown_by_name"] >= 0.80
    assert figures["directory_macro_f1"] >= 0.81
    assert figures["hard_accuracy"] >= 0.94
