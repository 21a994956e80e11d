"""The frozen test sets that come with the product."""

from classifiers.companies.datasets import read_learned, spellings
from classifiers.core.taxonomy import load_default
from classifiers.core.types import CompanyRecord, ReplyText
from classifiers.evaluation.comparison import EvaluationExample, ModelOutput
from classifiers.evaluation.frozen_test_sets import (
    frozen_examples,
    frozen_names,
    further_shares,
    names_of,
)


def test_every_kind_has_a_test_set_with_many_labels() -> None:
    for kind in ["titles", "companies", "replies"]:
        examples = frozen_examples(kind, taxonomy=load_default())

        assert len(examples) > 300
        assert all(example.labels for example in examples)
        assert len({label for example in examples for label in example.labels}) >= 4


def test_no_company_that_is_tested_is_learned_from() -> None:
    tested = frozen_names("companies")

    learned = {name for one in read_learned() for name in spellings(one.record.name)}

    assert learned
    assert not learned & tested


def test_an_input_is_known_again_in_another_spelling() -> None:
    assert names_of("titles", "Head of  SALES") == names_of("titles", "head of sales")
    assert names_of("companies", CompanyRecord("Acme (AC)")) & names_of(
        "companies", CompanyRecord("ACME")
    )
    assert names_of("replies", ReplyText("a", "No,  thanks")) == names_of(
        "replies", ReplyText("b", "no, thanks")
    )


def test_replies_promise_that_requests_to_stop_are_found_and_nothing_wrong_is_done() -> None:
    examples = [
        EvaluationExample("", frozenset({intent})) for intent in ("unsubscribe", "out_of_office")
    ]
    said = [
        ModelOutput(frozenset({"unsubscribe"}), (), "do_not_contact"),
        ModelOutput(frozenset({"unsubscribe"}), (), "do_not_contact"),
    ]

    assert further_shares("replies", examples, said) == {
        "Requests to stop found": 1.0,
        "Done rightly without a person": 0.5,
    }
    assert further_shares("titles", examples, said) == {}
