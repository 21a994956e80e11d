"""The live business model classifier learns further from corrections."""

import pytest

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.business_model.incremental import learn_further
from classifiers.companies.datasets import LabeledCompany, read_learned
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.types import CompanyRecord

SAID = [
    LabeledCompany(
        CompanyRecord(f"Glimmerwick {n}", overview="We sell zorbly grommets to people."), "public"
    )
    for n in range(25)
]
TAUGHT_FOLDER = [one for one in read_learned() if one.record.overview][:150]


@pytest.fixture(scope="module")
def live() -> BusinessModelClassifier:
    """The classifier that comes with the product."""
    return BusinessModelClassifier.load()


@pytest.fixture(scope="module")
def further(live: BusinessModelClassifier) -> BusinessModelClassifier:
    """The same after some corrections."""
    return learn_further(
        live, SAID, taught=TAUGHT_FOLDER, encoder=CompanyEncoder(), version="companies-further"
    )


def said(model: BusinessModelClassifier, record: CompanyRecord) -> str:
    """Return what a classifier says by words alone."""
    return model.predict([record])[0].business_model


def test_it_says_what_people_said_with_and_without_a_vector(
    live: BusinessModelClassifier, further: BusinessModelClassifier
) -> None:
    like = CompanyRecord("Glimmerwick 9", overview="We sell zorbly grommets to people.")
    (with_vector,) = further.read([like], encoder=CompanyEncoder())

    assert said(live, like) != "public"
    assert said(further, like) == "public"
    assert with_vector.business_model == "public"


def test_a_word_that_several_corrections_share_is_learned(
    live: BusinessModelClassifier, further: BusinessModelClassifier
) -> None:
    assert len(further.model.columns) > len(live.model.columns)
    assert said(further, CompanyRecord("Glimmerwick")) == "public"  # By its name alone.


def test_other_companies_stay_what_they_were(
    live: BusinessModelClassifier, further: BusinessModelClassifier
) -> None:
    others = [one.record for one in read_learned() if one.record.overview][150:450]

    same = sum(said(live, record) == said(further, record) for record in others)

    assert same > 0.96 * len(others)
