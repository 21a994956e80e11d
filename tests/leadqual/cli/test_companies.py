import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from classifiers.companies.business_model.corrected_companies import read_labeled_rows
from classifiers.core.errors import ClassifierError
from classifiers.core.types import BUSINESS_MODELS
from leadqual.accounts.models import User, Workspace
from leadqual.cli import app
from leadqual.cli.files.formats import read_rows
from leadqual.cli.files.input_files import FileError
from leadqual.labeling.business_models import correct_business_model, undo_business_model
from tests.leadqual.leads.people import make_company

COMPANIES = [
    {"id": "d1", "name": "Molar", "description": "Software for dental clinics and dentists"},
    {"id": "d2", "name": "Incisor", "one_liner": "Appointment software for dentists"},
    {"id": "d3", "name": "Canine", "overview": "Practice management for dental surgeries"},
    {"id": "f1", "name": "Drayage", "description": "Freight forwarding of sea containers"},
    {"id": "f2", "name": "Bargeline", "description": "Container shipping on rivers"},
    {"id": "x1", "name": "Feuerwehr Neustadt", "description": ""},
]


def run(arguments: Sequence[str | Path], *, given: bytes | None = None) -> Result:
    found = CliRunner().invoke(app, ["companies", *map(str, arguments)], input=given)
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def companies(tmp_path: Path) -> Path:
    path = tmp_path / "companies.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in COMPANIES), encoding="utf-8")
    return path


def ids(path: Path, *entries: str) -> Path:
    path.write_text("\n".join(entries) + "\n", encoding="utf-8")
    return path


def test_classify_keeps_columns_and_adds_business_model_with_why(
    companies: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"

    run(["classify", companies, "--out", out])

    rows = lines(out)
    assert [row["id"] for row in rows] == [row["id"] for row in COMPANIES]
    assert rows[0]["description"] == COMPANIES[0]["description"]
    assert rows[5]["business_model"] == "public"
    assert 0 < float(rows[5]["probability"]) <= 1
    assert "name pattern: public" in rows[5]["why"]


def test_classify_reads_and_writes_pipes(companies: Path) -> None:
    found = run(["classify", "-"], given=b"name,id\nPolizei Neustadt,1\n")

    (row,) = csv.DictReader(io.StringIO(found.stdout))
    assert (row["id"], row["business_model"]) == ("1", "public")


def test_rank_puts_what_is_like_the_liked_first_and_explains_it(
    companies: Path, tmp_path: Path
) -> None:
    liked = ids(tmp_path / "liked.txt", "d1", "gone")
    disliked = ids(tmp_path / "disliked.txt", "f1")
    out = tmp_path / "out.csv"

    found = run(["rank", companies, "--liked", liked, "--disliked", disliked, "--out", out])

    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert list(rows[0]) == [
        *("id", "name", "score", "outlook", "evidence", "neighbors", "neighbor_names")
    ]
    named = {row["id"]: row["name"] for row in lines(companies)}
    assert all(row["name"] == named[row["id"]] for row in rows)
    keys = [part.rpartition(":")[0] for part in rows[0]["neighbors"].split(";")]
    assert rows[0]["neighbor_names"].split(";") == [named[key] for key in keys]
    assert rows[0]["outlook"] == "likely match"
    assert {row["id"] for row in rows} == {"d2", "d3", "f2", "x1"}
    assert {rows[0]["id"], rows[1]["id"]} == {"d2", "d3"}
    assert [row["id"] for row in rows[2:]] == ["f2", "x1"]  # What has no text comes last.
    scores = [float(row["score"]) for row in rows]
    assert scores[:-1] == sorted(scores[:-1], reverse=True)
    for row, score in zip(rows, scores, strict=True):
        parts = [part.rpartition(":") for part in row["neighbors"].split(";") if part]
        assert sum(float(part[2]) for part in parts) == pytest.approx(score, abs=1e-5)
        assert {part[0] for part in parts} <= {"d1", "f1"}
        assert 0 <= float(row["evidence"]) < 1
    assert "1 liked or disliked id is not in the file" in found.stderr


def test_rank_for_campaigns_says_which(companies: Path, tmp_path: Path) -> None:
    campaigns = tmp_path / "campaigns.jsonl"
    campaigns.write_text(
        json.dumps({"campaign": "teeth", "liked": ["d1"], "disliked": ["f1"]})
        + "\n"
        + json.dumps({"campaign": "boats", "liked": ["f1"], "disliked": []})
        + "\n"
    )
    out = tmp_path / "out.jsonl"

    run(["rank", companies, "--campaigns", campaigns, "--top", "2", "--out", out])

    rows = lines(out)
    assert [row["campaign"] for row in rows] == ["teeth", "teeth", "boats", "boats"]
    assert {row["id"] for row in rows[:2]} == {"d2", "d3"}
    assert rows[2]["id"] == "f2"


def test_ids_that_are_liked_and_disliked_count_as_neither(companies: Path, tmp_path: Path) -> None:
    liked, both = ids(tmp_path / "liked.txt", "d1", "d2"), ids(tmp_path / "both.txt", "d1")

    found = run(["rank", companies, "--liked", liked, "--disliked", both])

    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    assert "d1" not in {row["id"] for row in rows}
    assert not any("d1:" in row["neighbors"] for row in rows)
    assert "liked and disliked" in found.stderr


def test_judged_ids_that_are_all_unknown_are_refused(companies: Path, tmp_path: Path) -> None:
    unknown = ids(tmp_path / "unknown.txt", "nobody")
    out = tmp_path / "out.csv"

    with pytest.raises(FileError, match="nothing to rank by"):
        run(["rank", companies, "--liked", unknown, "--disliked", unknown, "--out", out])

    assert not out.exists()


def test_campaigns_without_a_known_id_are_passed_over(companies: Path, tmp_path: Path) -> None:
    campaigns = tmp_path / "campaigns.jsonl"
    lost = json.dumps({"campaign": "lost", "liked": ["nobody"], "disliked": []}) + "\n"
    campaigns.write_text(lost + json.dumps({"campaign": "teeth", "liked": ["d1"]}) + "\n")

    found = run(["rank", companies, "--campaigns", campaigns])

    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    assert {row["campaign"] for row in rows} == {"teeth"}
    assert "skipped campaign lost" in found.stderr
    campaigns.write_text(lost)
    with pytest.raises(FileError, match="nothing to rank by"):
        run(["rank", companies, "--campaigns", campaigns])


def test_repeated_and_missing_ids_are_counted_and_left_out(tmp_path: Path) -> None:
    source = tmp_path / "companies.csv"
    source.write_text("id,name\n1,Acme\n1,Acme again\n,Nobody\n2,Bolt\n")
    liked = ids(tmp_path / "liked.txt", "2")

    found = run(["rank", source, "--liked", liked])

    assert [row["id"] for row in csv.DictReader(io.StringIO(found.stdout))] == ["1"]
    assert "1 row without an id" in found.stderr
    assert "1 row repeats an id" in found.stderr


def test_mistakes_end_in_one_line(tmp_path: Path) -> None:
    for content, arguments, message in [
        ("name\nAcme\n", ["--liked", "LIKED"], "no column 'id'"),
        ("id,name\n1,Acme\n", [], "--campaigns instead"),
        ("id,name\n1,Acme\n", ["--liked", "LIKED", "--campaigns", "LIKED"], "--campaigns instead"),
        ("id,name\n1,Acme\n", ["--liked", "missing.txt"], "does not exist"),
    ]:
        source = tmp_path / "companies.csv"
        source.write_text(content)
        liked = ids(tmp_path / "liked.txt", "1")
        given = [str(liked) if argument == "LIKED" else argument for argument in arguments]

        with pytest.raises(FileError, match=message) as error:
            run(["rank", source, *given])

        assert "\n" not in str(error.value)


def test_costs_decide_where_they_are_given(companies: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    costs = tmp_path / "costs.csv"
    costs.write_text(
        "truth,predicted,cost\n" + "".join(f"{truth},Both,0\n" for truth in BUSINESS_MODELS[:4]),
        encoding="utf-8",
    )

    run(["classify", companies, "--out", out])
    usual = [row["business_model"] for row in csv.DictReader(io.StringIO(out.read_text("utf-8")))]
    run(["classify", companies, "--out", out, "--costs", costs])
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))

    assert "both" not in usual
    assert {row["business_model"] for row in rows} == {"both"}
    assert all(float(row["probability"]) < 0.5 for row in rows)


def test_costs_that_cannot_be_are_refused_before_any_work(companies: Path, tmp_path: Path) -> None:
    for line, said in [
        ("b2c,b2b,three", "b2c predicted as b2b is not a number: 'three'"),
        ("b2c,b2b,", "is not a number: ''"),
        ("b2c,b2x,1", "Unknown business model b2x"),
        ("b2c,b2b,-1", "b2c predicted as b2b cannot cost -1"),
    ]:
        costs = tmp_path / "costs.csv"
        costs.write_text(f"truth,predicted,cost\n{line}\n", encoding="utf-8")

        with pytest.raises((FileError, ClassifierError), match=said):
            run(["classify", companies, "--out", tmp_path / "out.csv", "--costs", costs])

        assert not (tmp_path / "out.csv").exists()


@pytest.mark.django_db
def test_corrections_leave_with_all_fields_and_are_read_by_training(
    workspace: Workspace, other_workspace: Workspace, manager: User, tmp_path: Path
) -> None:
    fields: dict[str, Any] = {
        "overview": "Docks, “fast”.",
        "specialties": ["yards", "slots"],
        "employees": 120,
        "total_funding": Decimal("14200000.50"),
    }
    corrected = make_company(workspace, "Kelvia", domain="kelvia.example", **fields)
    taken_back = make_company(workspace, "Molar")
    theirs = make_company(other_workspace, "Drayage")
    make_company(workspace, "Untouched")
    correct_business_model(company=corrected, business_model="both", author=manager)
    correct_business_model(company=theirs, business_model="both", author=manager)
    said = correct_business_model(company=taken_back, business_model="b2c", author=manager)
    undo_business_model(correction=said, author=manager)

    for suffix in (".csv", ".jsonl", ".parquet"):
        out = tmp_path / f"said{suffix}"
        run(["corrections", "--workspace", "northwind", "--out", out])
        read = read_labeled_rows(row for rows in read_rows(str(out)) for row in rows)

        assert [(one.record.name, one.label) for one in read] == [("Kelvia", "both")], suffix
        assert read[0].record.overview == "Docks, “fast”."
        assert read[0].record.specialties == ("yards", "slots")
        assert read[0].record.employees == 120
        assert read[0].record.total_funding == 14_200_000.5
