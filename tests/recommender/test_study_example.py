"""The ranking example of the study behind the product, through the real encoder and ranker."""

from collections.abc import Mapping, Sequence

import numpy as np

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.company_text import company_text
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.trades import load_trades
from classifiers.core.types import CompanyRecord
from recommender.ranking.factors import features_from_records
from recommender.ranking.ranker import Ranker
from recommender.ranking.space import Space

LIKED = (
    (
        "Heineken",
        (
            "A brewery that makes lager beer. Its beers are sold in bars, restaurants and"
            " supermarkets"
            " in nearly every country."
        ),
    ),
    (
        "Gumtree",
        (
            "An online marketplace for classified ads. People sell used cars, furniture and"
            " phones to"
            " buyers nearby, and look for homes and jobs."
        ),
    ),
    (
        "Grammarly",
        (
            "Language software that checks spelling, grammar and tone. It helps people and"
            " teams write"
            " clear English."
        ),
    ),
)
DISLIKED = (
    (
        "Chicago Police Department",
        (
            "The police of the city. Officers patrol the streets, investigate crimes and answer"
            " emergency calls."
        ),
    ),
    (
        "Fire Department of New York",
        (
            "Firefighters who put out fires and rescue people. They also run the ambulances of the"
            " city."
        ),
    ),
)
ASKED = (
    (
        "Budweiser",
        (
            "A lager beer brewed since 1876. The brewery sells it in bottles, in cans and on tap in"
            " bars and supermarkets."
        ),
    ),
    (
        "OLX",
        (
            "An online marketplace where people buy and sell used goods near them."
            " Classified ads for"
            " cars, phones, furniture, homes and jobs."
        ),
    ),
    (
        "Unbabel",
        (
            "Language operations for customer service. Machine translation, edited by people, lets"
            " support teams answer their customers in any language."
        ),
    ),
    (
        "Novo Nordisk",
        (
            "A pharmaceutical company that develops and makes insulin. Its medicines treat"
            " diabetes,"
            " obesity and rare blood diseases."
        ),
    ),
    (
        "Los Angeles Fire Department",
        (
            "The firefighters of the city. They put out fires, rescue people and answer medical"
            " emergencies."
        ),
    ),
)


def scores(
    liked: Sequence[tuple[str, str]],
    disliked: Sequence[tuple[str, str]],
    asked: Sequence[tuple[str, str]],
) -> Mapping[str, float]:
    told = [*liked, *disliked, *asked]
    records = [CompanyRecord(name, overview=text) for name, text in told]
    encoder = CompanyEncoder()
    vectors = encoder.encode([company_text(record) for record in records])
    space = Space.of(vectors, centre=encoder.centre, trades=load_trades(encoder))
    models = BusinessModelClassifier.load().predict(records, vectors=vectors)
    features = features_from_records(
        records, space.place(vectors), business_models=[one.business_model for one in models]
    )
    n = len(liked) + len(disliked)
    verdicts = [1] * len(liked) + [-1] * len(disliked)
    ranking = Ranker().fit(features.take(np.arange(n)), verdicts).rank(features)
    return {name: float(ranking.scores[n + place]) for place, (name, _) in enumerate(asked)}


def test_companies_of_the_study_come_in_its_order() -> None:
    found = scores(LIKED, DISLIKED, ASKED)

    assert sorted(found, key=lambda name: -found[name]) == [name for name, _ in ASKED]
    # The study has 0.001; what makes goods for people is still a little like a brewery here.
    assert abs(found["Novo Nordisk"]) < 0.3
    assert found["Los Angeles Fire Department"] < -0.5


def test_place_never_outranks_kind() -> None:
    liked = (
        ("Cervejaria Tejo", "Craft brewery in Lisbon, Portugal. Sells ales to bars in Lisbon."),
        ("Alfama Beer", "Brewery from Lisbon with lagers for the restaurants of Lisbon."),
    )
    others = (
        ("Lisbon Police Department", "Police department of Lisbon, Portugal."),
        ("Polícia Municipal de Lisboa", "The municipal police of Lisbon, Portugal."),
        ("Munich Brauhaus", "Brewery in Munich, Germany. Brews wheat beer since 1870."),
        ("Brooklyn Ales", "Brews craft beer in New York, in cans and on tap."),
    )

    found = scores(liked, (), others)

    order = sorted(found, key=lambda name: -found[name])
    assert set(order[:2]) == {"Munich Brauhaus", "Brooklyn Ales"}
    assert found[order[1]] > found[order[2]] + 0.2
