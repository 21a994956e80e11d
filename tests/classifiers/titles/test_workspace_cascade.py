"""What people said counts at once, for their titles and for titles like them."""

from dataclasses import replace

import numpy as np
import pytest

from classifiers.titles.cascade import TitleCascade, load_cascade
from classifiers.titles.dictionary import Entry
from classifiers.titles.model.learned_functions import (
    LearnedHeads,
    combined,
    fit_head,
    unlabeled,
)
from classifiers.titles.propagation import (
    CloseVariant,
    CorrectionMemory,
    StoredCorrection,
    same_spelling,
)
from classifiers.titles.text.normalize import normalize
from classifiers.titles.text.signature import signature
from classifiers.titles.training.metric_drops import metric_drops
from classifiers.titles.workspace_cascade import NEIGHBOR_SCORE, WorkspaceCascade

NURSE = Entry(("nursing",), "specialist", "")


def saying(
    number: int, title: str, entry: Entry = NURSE, overruled: frozenset[str] | None = None
) -> StoredCorrection:
    key = normalize(title)
    return StoredCorrection(number, key, signature(key), entry, overruled)


def neighbor(
    book: CorrectionMemory, title: str, settled: frozenset[str] | None = None
) -> int | None:
    key = normalize(title)
    found = book.neighbor(CloseVariant(key, signature(key), matched=settled))
    return found.number if found else None


@pytest.fixture(scope="module")
def cascade() -> TitleCascade:
    return load_cascade()


def test_slips_in_words_that_no_list_knows_are_found_from_both_sides() -> None:
    book = CorrectionMemory([saying(1, "Bilbobagger Wrangler")])
    slips = ["bilbobager", "bilbobaggger", "bilbobagegr", "bilbobaggir"]

    assert [neighbor(book, f"Senior {slip} Wrangler") for slip in slips] == [1] * 4
    assert neighbor(book, "bilbobogir wrangler") is None
    assert neighbor(book, "dilbobagger wrangler") is None
    ways = set(same_spelling(signature("bilbobagger wrangler")))
    assert {signature(f"{slip} wrangler") for slip in slips} <= ways


def test_later_word_counts_and_its_end_brings_the_earlier_back() -> None:
    book = CorrectionMemory([saying(1, "Happy Wrangler"), saying(2, "Wrangler, Happy")])

    without = book.changed(added=[], removed=[2])

    assert neighbor(book, "Senior Happy Wrangler") == 2
    assert neighbor(without, "Senior Happy Wrangler") == 1
    assert neighbor(book, "Senior Happy Wrangler") == 2
    assert neighbor(without.changed(added=[], removed=[1]), "Senior Happy Wrangler") is None


def test_what_the_dictionary_knows_follows_only_a_title_it_knew_alike() -> None:
    sales, marketing = frozenset({"sales"}), frozenset({"marketing"})
    unknown = CorrectionMemory([saying(1, "Happy Wrangler")])
    known = CorrectionMemory([saying(1, "Happy Wrangler", overruled=sales)])

    assert neighbor(unknown, "Senior Happy Wrangler", sales) is None
    assert neighbor(known, "Senior Happy Wrangler", sales) == 1
    assert neighbor(known, "Senior Happy Wrangler", marketing) is None
    assert neighbor(known, "Senior Happy Wrangler") == 1


def test_what_was_overruled_is_known_under_the_slugs_of_now(cascade: TitleCascade) -> None:
    known = cascade.taxonomy.functions
    functions = tuple(replace(one, slug="selling") if one.slug == "sales" else one for one in known)
    later = replace(cascade.taxonomy, functions=functions, former={"sales": "selling"})
    book = CorrectionMemory([saying(1, "Happy Wrangler", overruled=frozenset({"sales"}))])

    found = book.living(later)

    assert neighbor(found, "Senior Happy Wrangler", frozenset({"selling"})) == 1
    assert neighbor(book.living(cascade.taxonomy), "Senior Happy Wrangler", frozenset({"sales"}))
    without = tuple(one for one in known if one.slug != "sales")
    retired = book.living(replace(cascade.taxonomy, functions=without))
    assert neighbor(retired, "Senior Happy Wrangler", frozenset()) == 1


def test_neighbor_keeps_its_own_level_and_says_whom_it_follows(cascade: TitleCascade) -> None:
    alone = cascade.predict(["Director Happy Wranglers"])[0]
    online = WorkspaceCascade(cascade, CorrectionMemory([saying(1, "Happy Wranglers")]))

    found = online.predict(["Director Happy Wranglers", "happy wranglers"])

    assert [label.slug for label in found[0].functions] == ["nursing"]
    assert found[0].functions[0].score == NEIGHBOR_SCORE
    assert (found[0].level, found[0].source) == (alone.level, "correction")
    assert [reason.text for reason in found[0].why] == ["happy wranglers"]
    assert found[1].functions[0].score == 1.0


def test_empty_book_changes_nothing(cascade: TitleCascade) -> None:
    titles = ["Sales Engineer", "", "10/6;", "Queen of the World"]

    assert WorkspaceCascade(cascade, CorrectionMemory([])).predict(titles) == cascade.predict(
        titles
    )


def test_function_is_learned_from_titles_and_displaces_what_people_took_away(
    cascade: TitleCascade,
) -> None:
    said = [
        f"{rank} {what} dragon tamer"
        for rank in ("senior", "junior", "lead")
        for what in ("fire", "ice", "forest", "sea")
    ]
    known = [title.lower() for function in cascade.taxonomy.functions for title in function.titles]
    rest = combined(
        unlabeled(cascade.model, known, weight=1.0),
        unlabeled(cascade.model, ["rocket tamer", "dragon boat captain"], weight=0.5),
    )

    head = fit_head(
        "zoology",
        model=cascade.model,
        positives=said,
        negatives=["dragon boat captain"],
        rest=rest,
        displaces=("sales",),
    )

    unseen = ["principal swamp dragon tamer", "sales manager", "dragon boat captain", "nurse"]
    scores = LearnedHeads([head]).scores(unseen, cascade.model.predict(unseen).vectors)[:, 0]
    assert (scores >= head.threshold).tolist() == [True, False, False, False]
    assert head.recall == 1.0
    assert head.n_titles == 12
    many = [*unseen, *said, *known[:100], "", "dragon dragon tamer tamer"]
    vectors, limits = cascade.model.unit_vectors(many), np.array([head.threshold])
    all_of_them = LearnedHeads([head]).scores(many, vectors)
    near = LearnedHeads([head]).scores(many, vectors, least=limits)
    assert np.array_equal(near[near > -np.inf], all_of_them[near > -np.inf])
    assert (all_of_them[near == -np.inf] < head.threshold).all()
    assert np.isneginf(near).sum() > len(many) / 2


def test_heads_answer_empty_batches() -> None:
    none = LearnedHeads([])

    assert none.scores([], np.zeros((0, 128), np.float32)).shape == (0, 0)
    assert none.scores(["x"], np.zeros((1, 128), np.float32)).shape == (1, 0)


def test_falls_are_counted_against_the_cascade_without_any_correction() -> None:
    wanted = [["a"]] * 100
    before = [["a"]] * 97 + [["c"]] * 3
    after = [["a"]] * 95 + [["c"]] * 5

    found = metric_drops(wanted=wanted, alone=wanted, before=before, after=after)
    creeping = metric_drops(wanted=wanted, alone=before, before=before, after=after)

    assert [(fall.label, fall.is_above_margin) for fall in found] == [("a", True)]
    assert [fall.is_above_margin for fall in creeping] == [False]
    assert metric_drops(wanted=wanted, alone=wanted, before=after, after=before) == []
    assert metric_drops(wanted=wanted, alone=wanted, before=before, after=after, exempt={"a"}) == []


def test_heads_read_the_roles_that_the_dictionary_leaves_open(cascade: TitleCascade) -> None:
    known = [title.lower() for function in cascade.taxonomy.functions for title in function.titles]
    head = fit_head(
        "nursing",
        model=cascade.model,
        positives=[f"{what} dragon expert" for what in ("fire", "ice", "forest", "sea", "moon")],
        negatives=[],
        rest=unlabeled(cascade.model, known, weight=1.0),
        judged=False,
    )
    online = WorkspaceCascade(cascade, CorrectionMemory(()), LearnedHeads([head]))

    joined, alone = online.predict(["Head of Marketing, Ice Dragon Expert", "Head of Marketing"])

    assert {label.slug for label in joined.functions} == {"marketing", "nursing"}
    assert joined.source == "dictionary + model"
    assert {reason.because for reason in joined.why} == {"dictionary", "learned"}
    assert [label.slug for label in alone.functions] == ["marketing"]
