"""`leadqual corrections` on the same database as the pages."""

import csv
import json
import os
import re
from pathlib import Path

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.cli.files.input_files import FileError
from leadqual.labeling.corrections.services import classify_batch
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function
from tests.leadqual.cli.test_imports import called, leadqual
from tests.leadqual.labeling.conftest import make_title

TITLE = "Customer Bliss Ranger"
LIKE = "Senior Ranger, Customer Bliss"


@pytest.fixture
def titles(workspace: Workspace, models: None, manager: User) -> list[JobTitle]:
    made = [make_title(workspace, TITLE), make_title(workspace, LIKE, people=3)]
    classify_batch()
    return made


@pytest.mark.django_db
def test_preview_apply_ask_and_undo(titles: list[JobTitle]) -> None:
    word = ("--level", "lead", "--function", "nursing")

    preview = called("corrections", "preview", TITLE, *word)
    before = called("corrections", "predict", LIKE)
    applied = called("corrections", "apply", TITLE, *word, "--yes")
    after = called("corrections", "predict", LIKE, TITLE)
    number = re.findall(r"Correction (\d+)", applied.output)[0]
    undone = called("corrections", "undo", number)

    assert "1 close variant of 3 people would change." in preview.output
    assert LIKE in preview.output
    assert "nursing" not in before.output
    assert "for 1 person; also applied to 1 close variant of 3 people." in applied.output
    assert after.output.count("nursing") == 2
    assert [line.split("source: ")[-1] for line in after.output.splitlines()] == [
        "propagated",
        "correction",
    ]
    assert "has its previous labels again" in undone.output
    assert called("corrections", "predict", LIKE).output == before.output


@pytest.mark.django_db
def test_apply_shows_like_titles_of_people_first_and_asks_for_yes(
    titles: list[JobTitle], workspace: Workspace
) -> None:
    for title in [TITLE, "Customer Bliss Ranger II"]:
        word = ("--level", "lead", "--function", "nursing")
        before = called("corrections", "predict", LIKE).output
        n_titles = JobTitle.objects.count()

        stopped = called("corrections", "apply", title, *word)

        assert isinstance(stopped.exception, FileError)
        assert "--yes" in str(stopped.exception)
        assert "--alone" in str(stopped.exception)
        assert "would change." in stopped.output
        assert f"  {LIKE} (3 people, now " in stopped.output
        assert (Correction.objects.count(), JobTitle.objects.count()) == (0, n_titles)
        assert called("corrections", "predict", LIKE).output == before


@pytest.mark.slow
@pytest.mark.quick_cases(1)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("answer", "n_corrections"), [(b"\n", 0), (b"y\n", 1)])
def test_apply_asks_a_person_at_a_terminal(
    titles: list[JobTitle], answer: bytes, n_corrections: int
) -> None:
    keyboard, terminal = os.openpty()
    os.write(keyboard, answer)

    word = ("--level", "lead", "--function", "nursing")
    done = leadqual("corrections", "apply", TITLE, *word, stdin=terminal)

    os.close(terminal)
    os.close(keyboard)
    assert LIKE in done.stdout
    assert "Correct all of them?" in done.stdout
    assert (done.returncode == 0) == (n_corrections == 1)
    assert Correction.objects.count() == n_corrections


@pytest.mark.django_db
def test_apply_asks_nothing_where_nothing_follows(
    workspace: Workspace, models: None, manager: User
) -> None:
    make_title(workspace, TITLE)

    done = called("corrections", "apply", TITLE, "--level", "lead", "--function", "nursing")

    assert done.exit_code == 0, done.exception
    assert "for 1 person" in done.output


@pytest.mark.django_db
def test_preview_of_what_is_refused_shows_the_figures_and_ends_with_three(
    workspace: Workspace, models: None, manager: User
) -> None:
    make_title(workspace, "Gerente de compras")
    word = ("Gerente de compras", "--level", "lead", "--function", "nursing")

    refused = called("corrections", "preview", *word)
    alone = called("corrections", "preview", *word, "--alone")
    applied = called("corrections", "apply", *word)

    assert (refused.exit_code, applied.exit_code) == (3, 3)
    name = Function.objects.get(slug="procurement").name
    assert name != "procurement"
    assert f"This would make {name} worse" in refused.output
    assert f"make {name} worse" in applied.output
    assert not Correction.objects.exists()
    assert "fails the quality gate" in refused.output
    assert alone.exit_code == 0


@pytest.mark.django_db
def test_alone_leaves_like_titles(titles: list[JobTitle]) -> None:
    called("corrections", "apply", TITLE, "--level", "lead", "--function", "nursing", "--alone")

    assert "nursing" not in called("corrections", "predict", LIKE).output


@pytest.mark.django_db
def test_mistakes_are_said_and_nothing_is_written(titles: list[JobTitle]) -> None:
    for words, said in [
        (("apply", TITLE, "--level", "no_such"), "no level no_such"),
        (("preview", "Nobody Has This", "--level", "lead"), "No one in northwind"),
        (("preview", "Nobody Has This", "--level", "lead"), "`leadqual corrections apply`"),
        (("preview", TITLE, "--level", "lead", "--function", "no_such"), "no function no_such"),
        (("undo", "999"), "no correction 999"),
        (("apply", "!!!", "--level", "lead"), "nothing that can be classified"),
    ]:
        result = called("corrections", *words)

        assert said in str(result.exception)
        assert Correction.objects.count() == 0


@pytest.mark.django_db
def test_list_names_corrections_the_newest_first(
    titles: list[JobTitle], other_workspace: Workspace, tmp_path: Path
) -> None:
    for function in ("nursing", "customer_experience"):
        word = ("--level", "lead", "--function", function, "--workspace", "northwind")
        called("corrections", "apply", TITLE, *word, "--yes")
    file = tmp_path / "corrections.jsonl"

    shown = called("corrections", "list", "--workspace", "northwind").stdout_bytes.decode()
    called("corrections", "list", "--workspace", "northwind", "--all", "--out", str(file))
    theirs = called("corrections", "list", "--workspace", "southwind").stdout_bytes.decode()

    rows = list(csv.DictReader(shown.splitlines()))
    assert [(row["functions"], row["state"]) for row in rows] == [("customer_experience", "active")]
    assert (rows[0]["title"], rows[0]["people"], rows[0]["followers"]) == (TITLE, "1", "1")
    both = [json.loads(line) for line in file.read_text().splitlines()]
    assert [row["state"] for row in both] == ["active", "replaced"]
    assert len(theirs.splitlines()) == 1
