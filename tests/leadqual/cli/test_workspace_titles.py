"""`leadqual titles classify --workspace`: the database answers, with all that people taught."""

import csv
import gc
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from classifiers.titles.text.normalize import normalize
from leadqual.accounts.models import User, Workspace
from leadqual.cli.classification import title_labels
from leadqual.cli.classification.title_labels import TitleLabels
from leadqual.cli.classification.title_readers import Labels, WorkspaceReader
from leadqual.cli.files import resume
from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.resume import StoppedError
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import DictionaryEntry, Function
from leadqual.taxonomy.services import note_change
from tests.leadqual.cli.test_imports import called
from tests.leadqual.labeling.conftest import make_title

TITLE = "Customer Bliss Ranger"
LIKE = "Senior Ranger, Customer Bliss"
HERE = ("--workspace", "northwind")
ROWS = 50_000  # Ten chunks.


@pytest.fixture
def title(workspace: Workspace, models: None, manager: User) -> JobTitle:
    """A title that a person carries."""
    made = make_title(workspace, TITLE)
    classify_batch()
    return made


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A title, one like it, and another."""
    path = tmp_path / "in.csv"
    path.write_text(f"title\n{TITLE}\n{LIKE}\nHead of Sales\n")
    return path


def correct(title: JobTitle, author: User, function: str) -> None:
    record_correction(
        job_title=title, correction_input=CorrectionInput((function,), "lead"), author=author
    )


def functions_in(path: Path) -> list[str]:
    with path.open(newline="") as lines:
        return [row["functions"] for row in csv.DictReader(lines)]


def classify(source: Path, *words: str) -> list[str]:
    out = source.with_name("out.csv")
    done = called("titles", "classify", str(source), "--out", str(out), *words)
    assert done.exit_code == 0, done.exception
    return functions_in(out)


@pytest.mark.django_db
def test_corrections_and_their_neighbors_answer_where_the_workspace_is_named(
    source: Path, title: JobTitle, manager: User, other_workspace: Workspace
) -> None:
    correct(title, manager, "nursing")

    here = classify(source, *HERE)
    there = classify(source, "--workspace", "southwind")
    shipped = classify(source)

    assert here[:2] == ["nursing:1.0", "nursing:0.92"]
    assert here[2].startswith("sales:0.99")  # As often as people confirmed the entry.
    assert there == shipped
    assert not any("nursing" in functions for functions in shipped)


@pytest.mark.django_db
def test_the_dictionary_of_the_staff_answers(source: Path, title: JobTitle) -> None:
    entry = DictionaryEntry.objects.create(normalised=normalize(LIKE))
    entry.functions.add(Function.objects.get(slug="recruiting"))
    note_change("added an entry")

    assert classify(source, *HERE)[1].startswith("recruiting:0.99")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_correction_counts_from_the_next_chunk_on_in_every_process(
    title: JobTitle, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    monkeypatch.setenv("DATABASE_URL", f"{url}/{connection.settings_dict['NAME']}")
    monkeypatch.setattr(title_labels, "MIN_PARALLEL_TITLES", 1)
    labels = TitleLabels(WorkspaceReader.named("northwind"), processes=2)

    def chunks() -> Iterator[list[str]]:
        for _ in range(3):
            yield [TITLE, LIKE]
        correct(title, manager, "nursing")
        for _ in range(9):
            yield [TITLE, LIKE]

    with closing(labels):
        found = [[row[0] for row in chunk] for chunk in labels.of(chunks())]

    assert found[3:] == [["nursing:1.0", "nursing:0.92"]] * 9
    assert labels.changed_at == 6


@pytest.mark.django_db
def test_change_on_the_way_is_told(
    source: Path, title: JobTitle, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.write_text("title\n" + f"{TITLE}\n" * 12_000)
    pull_at(monkeypatch, 1, lambda: correct(title, manager, "nursing"))

    done = called("titles", "classify", str(source), "--out", str(source.with_name("o.csv")), *HERE)

    found = functions_in(source.with_name("o.csv"))
    assert "rows up to 5,000" in done.output
    assert "nursing" not in found[4_999]
    assert found[5_000:] == ["nursing:1.0"] * 7_000


def pull_at(monkeypatch: pytest.MonkeyPatch, n_calls: int, action: Callable[[], None]) -> None:
    """Have something happen behind the reading of so many chunks."""
    read = WorkspaceReader.read
    calls: list[int] = []

    def reading(reader: WorkspaceReader, titles: Sequence[str]) -> list[Labels]:
        found = read(reader, titles)
        calls.append(len(titles))
        if len(calls) == n_calls:
            action()
        return found

    monkeypatch.setattr(WorkspaceReader, "read", reading)


@pytest.fixture
def long(source: Path, title: JobTitle, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that other processes read, and a command that says how far it is more often."""
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    monkeypatch.setenv("DATABASE_URL", f"{url}/{connection.settings_dict['NAME']}")
    monkeypatch.setattr(title_labels, "MIN_PARALLEL_TITLES", 1)
    monkeypatch.setattr(resume, "SAVED_CHUNKS", 2)
    titles = [TITLE, *(f"Tax Clerk {number}x" for number in range(999))]
    source.write_text("title\n" + "\n".join(titles * (ROWS // len(titles))) + "\n")
    return source


def stop_behind(chunks: int, source: Path) -> None:
    """Begin to write a file and stop when so many chunks are begun."""
    begin = TitleLabels._start_chunk
    begun: list[int] = []

    def stopping(labels: TitleLabels, titles: Sequence[str]) -> object:
        if len(begun) == chunks:
            raise StoppedError("stopped")
        begun.append(len(titles))
        return begin(labels, titles)

    with pytest.MonkeyPatch.context() as patched, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # A command that stops closes no input.
        patched.setattr(TitleLabels, "_start_chunk", stopping)
        out = str(source.with_name("out.csv"))
        assert called("titles", "classify", str(source), "--out", out, *HERE).exit_code != 0
        gc.collect()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_stopped_command_goes_on_where_nothing_changed(long: Path) -> None:
    whole, out = long.with_name("whole.csv"), long.with_name("out.csv")
    called("titles", "classify", str(long), "--out", str(whole), *HERE, "--processes", "1")
    stop_behind(9, long)

    done = called("titles", "classify", str(long), "--out", str(out), *HERE)

    assert done.output.startswith("Resuming after row 10,000.")
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_stopped_command_starts_anew_where_something_was_corrected_since(
    long: Path, title: JobTitle, manager: User
) -> None:
    stop_behind(9, long)
    correct(title, manager, "nursing")

    out = long.with_name("out.csv")
    done = called("titles", "classify", str(long), "--out", str(out), *HERE, "--processes", "1")

    assert "changed since this file was started" in done.output
    assert functions_in(out)[::1_000] == ["nursing:1.0"] * (ROWS // 1_000)
    assert sorted(path.name for path in out.parent.iterdir()) == ["in.csv", "out.csv"]


@pytest.mark.django_db
def test_mistakes_are_said_and_nothing_is_written(source: Path, title: JobTitle) -> None:
    for words, said in [
        (("--workspace", "nowhere"), "There is no workspace 'nowhere'. Workspaces: northwind."),
        ((*HERE, "--model", "."), "Use either --model or --workspace"),
    ]:
        done = called("titles", "classify", str(source), "--out", str(source) + ".csv", *words)

        assert isinstance(done.exception, FileError)
        assert said in str(done.exception)
        assert [path.name for path in source.parent.iterdir()] == ["in.csv"]
