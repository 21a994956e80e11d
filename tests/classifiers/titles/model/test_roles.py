"""Roles of a title, and what the whole title says about each."""

from dataclasses import replace

import numpy as np
import pytest

from classifiers.core.taxonomy import Function
from classifiers.core.types import Label
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.confirmed_shares import Shares
from classifiers.titles.dictionary import Dictionary, Entry
from classifiers.titles.model.network import TitleModel
from classifiers.titles.model.roles import Role, RoleReader, is_job_with_field
from classifiers.titles.phrase_rules import PhraseRules
from classifiers.titles.text.legibility import legible
from classifiers.titles.text.normalize import normalize
from classifiers.titles.training.dataset import read_taught

ARCHITECT = Entry(("design",), "specialist", "")
SEVERAL = "data engineer / architect"


@pytest.fixture(scope="module")
def model(cascade: TitleCascade) -> TitleModel:
    return replace(cascade.model, is_exact=True)


def reader(model: TitleModel, **entries: Entry) -> RoleReader:
    return RoleReader(Dictionary(entries), model, PhraseRules({}))


def test_only_roles_of_titles_with_several_are_weighed(model: TitleModel) -> None:
    own = reader(model, architect=ARCHITECT)

    roles = own.read([SEVERAL, "architect", "tax manager"], {}).roles

    assert [[role.is_weighed for role in title] for title in roles] == [
        [True, True],
        [False],
        [False],
    ]
    assert [[role.entry for role in title] for title in roles] == [
        [None, ARCHITECT],
        [ARCHITECT],
        [None],
    ]


def test_function_that_the_model_never_saw_counts_as_its_entry(cascade: TitleCascade) -> None:
    new = Function("made_today", "Made today", "sales")
    own = TitleCascade(
        taxonomy=replace(cascade.taxonomy, functions=(*cascade.taxonomy.functions, new)),
        model=cascade.model,
        dictionary=Dictionary({"Wizard": Entry(("made_today",), "specialist", "")}, Shares({})),
        phrases=PhraseRules({}),
    )

    (answer,) = own.predict(["Wizard / Tax Manager"])

    assert Label("made_today", 1.0) in answer.functions
    assert "tax" in {label.slug for label in answer.functions}


def test_every_role_keeps_its_row_whatever_is_put_aside_around_it(model: TitleModel) -> None:
    own = reader(model, architect=ARCHITECT, nurse=Entry(("nursing",)))
    keys = [SEVERAL, "tax manager", "architect / data engineer", "nurse", SEVERAL, "", "recruiter"]

    together = own.read(keys, {}).scores
    alone = [own.read([key], {}).scores.functions for key in keys]

    assert [len(rows) for rows in alone] == [2, 1, 2, 1, 2, 0, 1]
    assert np.array_equal(together.functions, np.concatenate(alone))


def test_entry_beside_another_role_counts_for_much_and_not_for_certain(
    cascade: TitleCascade,
) -> None:
    own = TitleCascade(
        taxonomy=cascade.taxonomy,
        model=cascade.model,
        dictionary=Dictionary({"Architect": ARCHITECT}, Shares({})),
        phrases=PhraseRules({}),
    )

    beside, alone = own.predict(["Data Engineer / Architect", "Architect"])

    assert beside.functions[0].slug == "data_science"
    assert all(label.score < 1 for label in beside.functions)
    assert alone.functions == (Label("design", 1.0),)


def test_function_of_an_entry_is_not_also_found_in_the_role_beside_it(
    cascade: TitleCascade,
) -> None:
    answer = cascade.predict(["Head of Marketing, Ice Dragon Expert"])[0]

    assert [label.slug for label in answer.functions] == ["marketing"]
    assert [reason.because for reason in answer.why] == ["dictionary"]


@pytest.mark.slow
def test_short_way_to_a_job_and_its_field_leads_to_the_same_roles(model: TitleModel) -> None:
    own = reader(model)
    taught = [normalize(title.title) for title in read_taught(weight=1.0)]
    keys = [key for key in map(legible, taught) if is_job_with_field(key)]

    assert len(keys) > 1_000
    assert [key for key in keys if own.cut(key) != [Role(key)]] == []
