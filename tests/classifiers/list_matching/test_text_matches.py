from functools import cache

import numpy as np

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.list_matching import CompanyTexts, MatchList, TextMatch, TitleTexts
from classifiers.titles.cascade import load_cascade

TITLES = ("Head of Marketing", "Head of Sales", "Software Engineer", "", "Chief Financial Officer")
COMPANIES = ("Müller & Söhne GmbH", "Acme Holding", "Initech Inc.", "Acme Logistics", "SAP SE")


@cache
def titles() -> MatchList:
    return MatchList(TITLES, reader=TitleTexts(load_cascade()))


@cache
def companies() -> MatchList:
    return MatchList(COMPANIES, reader=CompanyTexts(CompanyEncoder()))


def best(found: list[TextMatch], texts: tuple[str, ...]) -> str:
    return texts[found[0].index]


def test_titles_match_by_meaning_and_by_spelling() -> None:
    for title, expected in [
        ("Vertriebsleiter", "Head of Sales"),
        ("CFO", "Chief Financial Officer"),
        ("Sofware Enginer", "Software Engineer"),
        ("Sales, Head of", "Head of Sales"),
    ]:
        (found,) = titles().matches([title], top=1)

        assert best(found, TITLES) == expected
        assert found[0].score > 0.6


def test_companies_match_whatever_legal_form_and_spelling() -> None:
    for name, expected in [
        ("Mueller und Soehne", "Müller & Söhne GmbH"),
        ("Initech Corporation", "Initech Inc."),
        ("ACME LOGISTIC", "Acme Logistics"),
        ("S.A.P.", "SAP SE"),
    ]:
        (found,) = companies().matches([name], top=1)

        assert best(found, COMPANIES) == expected
        assert found[0].score > 0.8


def test_matches_are_sorted_limited_and_above_the_threshold() -> None:
    (few,) = titles().matches(["Head of Sales"], top=2)
    (all_,) = titles().matches(["Head of Sales"], top=10)
    (sure,) = titles().matches(["Head of Sales"], top=10, threshold=0.9)

    assert few == all_[:2]
    assert [match.score for match in all_] == sorted((m.score for m in all_), reverse=True)
    assert len(all_) == 4  # The empty title matches nothing.
    assert [TITLES[match.index] for match in sure] == ["Head of Sales"]
    assert (sure[0].score, sure[0].meaning, sure[0].spelling) == (1.0, 1.0, 1.0)


def test_texts_without_words_match_nothing() -> None:
    assert titles().matches(["", "  "], top=3) == [[], []]
    assert titles().matches([], top=3) == []
    assert MatchList(["", ""], reader=TitleTexts(load_cascade())).matches(["CEO"], top=1) == [[]]


def test_long_lists_are_compared_in_blocks_with_the_same_answer() -> None:
    many = [f"{word} {number}" for word in ("Head of Sales", "Buyer") for number in range(300)]
    whole = titles().matches(many, top=1)
    single = [titles().matches([title], top=1)[0] for title in many[::100]]

    np.testing.assert_allclose(
        [match.score for (match,) in whole[::100]], [match.score for (match,) in single], atol=2e-4
    )
    assert [match.index for (match,) in whole[::100]] == [match.index for (match,) in single]
