"""Roles of a title, and what the whole title says about each."""

from dataclasses import replace

import numpy as np
import pytest

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.lookup.dictionary import Dictionary, Entry
from classifiers.titles.lookup.phrases import PhraseRules
from classifiers.titles.model.network import TitleModel
from classifiers.titles.model.roles import RoleReader

ARCHITECT = Entry(("design",), "specialist", "")
SEVERAL = "data engineer / architect"


@pytest.fixture(scope="module")
def model(cascade: TitleCascade) -> TitleModel:
    return replace(cascade.model, is_exact=True)


def reader(model: TitleModel, **entries: Entry) -> RoleReader:
    return RoleReader(Dictionary(entries), model, PhraseRules({}))


def test_entry_of_one_role_counts_where_the_whole_title_bears_it_out(model: TitleModel) -> None:
    own = reader(model, architect=ARCHITECT)

    roles, _ = own.read([SEVERAL, "architect", "architect / interior designer"], {})

    assert [[role.entry for role in title] for title in roles] == [
        [None, None],
        [ARCHITECT],
        [ARCHITECT, None],
    ]


@pytest.mark.parametrize("entry", [Entry(()), Entry(("made_today",), "specialist", "")])
def test_entry_that_the_model_cannot_judge_counts(model: TitleModel, entry: Entry) -> None:
    roles, _ = reader(model, architect=entry).read([SEVERAL], {})

    assert [role.entry for role in roles[0]] == [None, entry]


def test_every_role_keeps_its_row_whatever_is_put_aside_around_it(model: TitleModel) -> None:
    own = reader(model, architect=ARCHITECT, nurse=Entry(("nursing",)))
    keys = [SEVERAL, "tax manager", "architect / data engineer", "nurse", SEVERAL, "", "recruiter"]

    together = own.read(keys, {})[1]
    alone = [own.read([key], {})[1].functions for key in keys]

    assert [len(rows) for rows in alone] == [2, 1, 2, 1, 2, 0, 1]
    assert np.array_equal(together.functions, np.concatenate(alone))


def test_role_whose_entry_is_put_aside_is_the_models(cascade: TitleCascade) -> None:
    own = TitleCascade(
        taxonomy=cascade.taxonomy,
        model=cascade.model,
        dictionary=Dictionary({"Architect": ARCHITECT}),
        phrases=PhraseRules({}),
    )

    found = own.predict(["Data Engineer / Architect", "Architect"])

    assert [answer.source for answer in found] == ["model", "dictionary"]
    assert found[0].functions[0].slug == "data_science"
    assert all(label.score < 1 for label in found[0].functions)


def test_function_of_an_entry_is_not_also_found_in_the_role_beside_it(
    cascade: TitleCascade,
) -> None:
    answer = cascade.predict(["Head of Marketing, Ice Dragon Expert"])[0]

    assert [label.slug for label in answer.functions] == ["marketing"]
    assert [reason.because for reason in answer.why] == ["dictionary"]
