"""Subjects: what is learned from, what is kept out, and in which order."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from classifiers.replies.training.fitting import TEST_WRITER
from research.subjects import LabDataset, SubjectError, check, labels_of, load_subject
from tests.research.made import example, subject


@pytest.fixture(scope="module")
def replies() -> LabDataset:
    return load_subject("replies", None)


def test_replies_of_the_test_writer_are_kept_out_whole(replies: LabDataset) -> None:
    assert {each.group for each in replies.tested} == {TEST_WRITER}
    assert TEST_WRITER not in {each.group for each in replies.learned}
    assert len(replies.tested) == 400
    assert len(replies.learned) > 6_000
    assert not replies.has_many


def test_plain_methods_read_the_subject_and_what_was_newly_written(replies: LabDataset) -> None:
    quoted = next(each for each in replies.learned if "\n> " in each.row.reply.text)  # type: ignore[union-attr]

    assert quoted.text.startswith(quoted.row.reply.subject)  # type: ignore[union-attr]
    assert "\n> " not in quoted.text


def write_titles(folder: Path, rows: list[tuple[str, str, str]]) -> None:
    with (folder / "labelled.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(["title", "functions", "level", "industry", "split", "open"])
        for title, functions, split in rows:
            writer.writerow([title, functions, "staff", "", split, ""])


def test_a_title_that_is_tested_is_not_learned_in_another_case(tmp_path: Path) -> None:
    write_titles(
        tmp_path,
        [
            ("Head of Sales", "sales", "dev"),
            ("head  of SALES", "sales", "train"),
            ("Nurse", "nursing|care", "train"),
            ("Person", "", "train"),
        ],
    )

    found = load_subject("titles", tmp_path)

    assert [each.text for each in found.learned] == ["Nurse", "Person"]
    assert labels_of(found.learned) == [("care", "nursing"), ()]
    assert found.has_many


@pytest.mark.slow
@pytest.mark.needs_data
def test_companies_that_are_tested_are_not_learned_from(data_folder: Path) -> None:
    found = load_subject("companies", data_folder / "companies")

    assert len(found.tested) > 300
    assert not {each.group for each in found.learned} & {each.group for each in found.tested}


def test_a_smaller_size_is_the_beginning_of_a_larger_one() -> None:
    made = subject(40)

    small, large = made.subset(10, seed=3), made.subset(25, seed=3)

    assert large[:10] == small
    assert made.subset(10, seed=3) == small
    assert made.subset(10, seed=4) != small
    assert sorted(made.subset(40, seed=1), key=lambda e: e.text) == sorted(
        made.learned, key=lambda e: e.text
    )


def test_the_hash_changes_with_a_label_a_side_and_the_order() -> None:
    made = subject(6)
    first, *rest = made.learned

    other_label = replace(made, learned=(replace(first, labels=("devops",)), *rest))
    other_side = replace(made, learned=tuple(rest), tested=(first, *made.tested))
    other_order = replace(made, learned=(*rest, first))

    hashes = {each.data_hash for each in (made, other_label, other_side, other_order)}
    assert len(hashes) == 4
    assert replace(made).data_hash == made.data_hash


def test_a_group_on_both_sides_is_refused() -> None:
    leaking = replace(subject(6), tested=(example(0, "test_engineering"),))

    with pytest.raises(SubjectError, match="1 groups of titles are on both sides"):
        check(leaking)


@pytest.mark.parametrize(
    ("name", "words"), [("poems", "There is no subject poems"), ("titles", "Name the folder")]
)
def test_what_is_not_there_is_said(name: str, words: str) -> None:
    with pytest.raises(SubjectError, match=words):
        load_subject(name, None)
