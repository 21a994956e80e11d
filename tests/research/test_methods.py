"""Every method learns from few examples what anybody sees in them, and answers the same again."""

from dataclasses import replace
from pathlib import Path

import pytest

from classifiers.companies.datasets import LabeledCompany
from classifiers.core.metrics import accuracy
from classifiers.core.types import CompanyRecord
from research.methods import Method, SentencesLinear, WordsBoosted, WordsLinear
from research.study import METHODS, SUBJECTS, MethodError
from research.subjects import LabDataset, LabeledText, labels_of, load_subject
from research.trained_methods import (
    ProductCompanies,
    ProductReplies,
    ProductTitles,
    TunedEncoder,
    methods_of,
    some_methods,
    times_read,
)
from tests.research.made import subject

quick_methods = pytest.mark.parametrize(
    "method",
    [WordsLinear(), WordsBoosted(), pytest.param(SentencesLinear(), marks=pytest.mark.slow)],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors")


def right(method: Method, made: LabDataset, folder: Path, *, seed: int = 0) -> float:
    method.ready(made, folder)
    fitted = method.fit(made.learned, has_many=made.has_many, seed=seed)
    return accuracy(fitted(made.tested), labels_of(made.tested))


@quick_methods
def test_quick_methods_find_one_label_two_and_none(method: Method, folder: Path) -> None:
    assert right(method, subject(45), folder) > 0.9
    assert right(method, subject(60, has_many=True), folder) > 0.9


@quick_methods
def test_one_label_alone_is_all_that_is_ever_answered(method: Method, folder: Path) -> None:
    made = subject(3)
    method.ready(made, folder)

    fitted = method.fit(made.learned[:1], has_many=False, seed=0)

    assert set(fitted(made.tested)) == {("test_engineering",)}


@pytest.mark.slow
def test_the_tuned_model_finds_labels_and_is_the_same_for_the_same_seed() -> None:
    made = subject(9)
    fitted, again = (TunedEncoder().fit(made.learned, has_many=False, seed=7) for _ in range(2))

    answers = fitted(made.tested)

    assert accuracy(answers, labels_of(made.tested)) > 0.9
    assert again(made.tested) == answers


def test_few_examples_are_read_often() -> None:
    assert times_read(25) > times_read(100) > times_read(5_000) >= 4


@pytest.mark.slow
def test_vectors_are_made_once_and_charged_each_time(folder: Path) -> None:
    made = subject(9)

    first = SentencesLinear().ready(made, folder)
    second = SentencesLinear().ready(made, folder)

    assert first == second > 0
    file = folder / f"titles-{made.data_hash}.npz"
    file.write_bytes(b"damaged")
    assert SentencesLinear().ready(made, folder) > 0
    assert file.stat().st_size > 1_000


@pytest.mark.slow
def test_the_title_method_of_the_product_learns_from_these_titles() -> None:
    made = subject(300, has_many=True)

    fitted = ProductTitles().fit(made.learned, has_many=True, seed=0)

    answers = fitted(made.tested)
    assert accuracy(answers, labels_of(made.tested)) > 0.5


def test_the_company_method_of_the_product_learns_from_these_companies(folder: Path) -> None:
    told = {"b2b": "makes valves for the chemical industry", "b2c": "sells toys to families"}
    rows = [
        LabeledCompany(CompanyRecord(f"Company {n}", overview=words), label)
        for n in range(10)
        for label, words in told.items()
    ]
    examples = [LabeledText(row.record.name, (row.label,), row.record.name, row) for row in rows]
    method = ProductCompanies()

    fitted = method.fit(examples[:-2], has_many=False, seed=0)

    assert method.ready(replace(subject(3), learned=tuple(examples)), folder) == 0
    assert fitted(examples[-2:]) == [("b2b",), ("b2c",)]


@pytest.mark.slow
def test_the_reply_method_of_the_product_learns_from_few_replies_of_some_intents() -> None:
    replies = load_subject("replies", None)
    few = ("unsubscribe", "out_of_office", "objection_financial", "positive_willing_to_meet")
    examples = [e for e in replies.subset(300, seed=1) if e.labels[0] in few][:20]

    fitted = ProductReplies().fit(examples, has_many=False, seed=0)

    asked = [e for e in replies.tested if e.labels[0] in few and e.text.isascii()][:12]
    answers = fitted(asked)
    assert {label for (label,) in answers} <= set(few)
    assert accuracy(answers, labels_of(asked)) > 0.25


def test_every_subject_has_all_methods_under_their_names() -> None:
    for name in SUBJECTS:
        methods = methods_of(name)
        assert set(methods) == set(METHODS)
        assert {method.title for method in methods.values()} == set(METHODS.values())
    assert [method.name for method in some_methods("titles", ["own"])] == ["own"]
    with pytest.raises(MethodError, match="no method magic"):
        some_methods("titles", ["magic"])
